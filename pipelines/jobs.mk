# Reports of jobs, from a record of them: OUT/waits.txt, .html, .json, .csv and so
# on.
#   waits    how long jobs waited, by what they asked for; how that changed, and
#            when it was much longer than usual
#   gaps     when a host had no job
#   wellness jobs and hours of each host by day: which hosts are not well
#   usage    GPUs in use by the hour, jobs and GPUs over time, models,
#            capabilities
#   health   free GPUs of the open capacity beside the waits; also takes DATA
#
#   make -f jobs.mk waits|gaps|wellness|usage|health JOBS='file...' OUT=dir
#       [ZONE=Region/City]        whose clock to show, default UTC
#       [HOST=regex]              only jobs that ran on these hosts
#       [RATIO=2] [WINDOW=6h] [BASE=14d]  longer than RATIO times the median of
#                                 BASE is told of; medians are of WINDOW
#       [CAP=48] [WAIT_GPUS=1]    hours beyond which no wait counts, and of jobs
#                                 with how many GPUs
#       [ANCHOR=queued|begun]     which time a wait belongs to
#       [RECENT=7d] [SHOWN=14d]   days beside those before; what charts show
#       [GAP=1h]                  the shortest gap
#       [DATA=dir] [BURST=500]    health: months of slots; jobs an hour
#       [POLICY=chtc] [OWNED=file] [EXCLUDE=file|none] [NOW=time] [LOCK_WAIT=600]
#
# JOBS is CSV or JSON, a row a job: policy/chtc/job_columns names the columns,
# policy/chtc/jobs says what they mean.  What condor_q -json and condor_history
# -json print is such a record too.

JOBS =
DATA =
OUT =
ZONE = UTC
HOST =
RATIO = 2
WINDOW = 6h
BASE = 14d
CAP = 48
WAIT_GPUS = 1
ANCHOR = queued
RECENT = 7d
SHOWN = 14d
GAP = 1h
BURST = 500
POLICY = $(call policy_of,$(DATA))
OWNED = $(wildcard $(DATA)/chtc_owned)
EXCLUDE = $(wildcard $(DATA)/masked_hosts.yaml)

ifeq ($(and $(JOBS),$(OUT)),)
$(error say where the jobs are and where the report goes: JOBS=file OUT=dir)
endif
ifneq ($(filter-out $(wildcard $(JOBS)),$(JOBS)),)
$(error no file $(filter-out $(wildcard $(JOBS)),$(JOBS)))
endif
ifeq ($(filter queued begun,$(ANCHOR)),)
$(error ANCHOR is queued or begun)
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work
NAME = jobs
LOCK = $(W)/lock
LEFT = $(W)/*.rows.??????
include $(P)/head.mk
ifdef LOCKED
.PHONY: waits gaps wellness usage health force

include $(P)/lists.mk
export ZONE HOST RATIO WINDOW BASE CAP WAIT_GPUS ANCHOR RECENT SHOWN GAP BURST
export ALL_DEVICES = 1

SETTINGS = $(foreach v,JOBS DATA ZONE HOST RATIO WINDOW BASE CAP WAIT_GPUS \
	ANCHOR RECENT SHOWN GAP BURST POLICY,$(v)=$($(v)))
$(eval $(call settings,$(W)/site))

# The jobs, read once, in order of their begin in the queue.
$(W)/jobs.rows: $(JOBS) $(W)/settings $(W)/site/lists
	gpu-extract -T '*=text' -c @job_columns $(JOBS) \
	| gpu-filter -e 'count(QDate) > 0' true | gpu-bucket @jobs \
	  -c job,owner,project,priority,gpus,asks,status,queued,begun,ended,begun_s,ended_s,wait_h,run_h,slot,host,ids,device,capability \
	| gpu-filter -s queued,job 'coalesce(gpus >= 1.0, false) && ($$HOST == "" || coalesce(host ~* $$HOST, false))' -o $@
$(W)/facts.rows: $(W)/jobs.rows
	gpu-agg jobs='count()' owners='distinct(owner)' hosts='distinct(host)' \
	  first='min(queued)' last='max(queued)' \
	  newest='max(coalesce(ended, begun, queued))' newest_s='max(coalesce(ended_s, begun_s))' \
	  waited='count(wait_h)' ran='count(begun)' over='count(ended)' asks='count(if asks)' <$< \
	| gpu-filter -e 'jobs > 0' true | gpu-bucket newest='greatest(newest, coalesce(last, newest))' -o $@

# Waits by what was asked for; `all` beside each kind.
$(W)/waited.rows: $(W)/jobs.rows
	gpu-filter 'wait_h >= 0.0' <$< \
	| gpu-bucket kind='split(priority is null ? "All" : concat("All,", priority), ",")' -o $@
WAIT_FIGURES = jobs='count()' mean='mean(wait_h)' median='median(wait_h)' \
	  p90='quantile(wait_h, 0.9)' sd='stdev(wait_h)' least='min(wait_h)' \
	  low='quantile(wait_h, 0.25)' high='quantile(wait_h, 0.75)' most='max(wait_h)'
$(W)/wait_requests.rows: $(W)/waited.rows
	gpu-agg -k kind,gpus $(WAIT_FIGURES) <$< -o $@
$(W)/wait_kinds.rows: $(W)/waited.rows
	gpu-agg -k kind $(WAIT_FIGURES) <$< -o $@
$(W)/wait_spread.rows: $(W)/waited.rows
	gpu-filter 'kind != "All" || all(kind == "All" over all)' <$< \
	| gpu-agg -k kind,hours='int(least(wait_h, 24.0))' jobs='count()' -o $@
# Each day's waits: least, quartiles, median, greatest.
$(W)/wait_days.rows: $(W)/waited.rows
	gpu-filter 'begun is not null' <$< | gpu-agg -k day='day(begun)',kind $(WAIT_FIGURES) -o $@

# The median of the WINDOW before each half hour, beside the median of the daily
# medians of the days of BASE.
$(W)/waits.rows: $(W)/jobs.rows
	gpu-filter 'gpus == real($$WAIT_GPUS) && wait_h * 3600.0 >= 1.0 && wait_h <= real($$CAP)' <$< \
	| gpu-bucket t=$(ANCHOR) -c t,wait_h | gpu-filter -s t 't is not null' -o $@
$(W)/wait_medians.rows: $(W)/waits.rows $(W)/facts.rows
	gpu-bucket g='range(ceil(t, 30m), t + ($(WINDOW)), 30m)' <$< \
	| gpu-filter 'g >= t && g < t + ($(WINDOW)) && g <= @facts.rows:newest' \
	| gpu-agg -k t=g n='count()' median='median(wait_h)' p90='quantile(wait_h, 0.9)' \
	| gpu-filter 'n >= 5' -o $@
$(W)/wait_base.rows: $(W)/waits.rows
	gpu-agg -k day='day(t)' m='median(wait_h)' <$< \
	| gpu-bucket k='range(day, day + ($(BASE)), 1d)' \
	| gpu-agg -k day=k n='count()' base='median(m)' | gpu-filter 'n >= 3' \
	| gpu-bucket t='time(day)' -c t,base -o $@
$(W)/wait_trend.rows: $(W)/wait_base.rows $(W)/wait_medians.rows
	gpu-extract -s t $^ | gpu-bucket base='coalesce(base, prev(base if base is not null over all))' \
	| gpu-filter 'median is not null' | gpu-bucket ratio='median / base' \
	  longer='coalesce(ratio > real($$RATIO), false)' -c t,n,median,p90,base,ratio,longer -o $@
# Times with longer waits; what is less than six hours apart is one.
$(W)/wait_events.rows: $(W)/wait_trend.rows
	gpu-filter longer <$< \
	| gpu-bucket event='cum(coalesce(t - prev(t over all) > 6h, false) over all)' \
	| gpu-agg -k event from='min(t)' to='max(t)' median='max(median)' ratio='max(ratio)' \
	  worst='first(t, -ratio)' -o $@
$(W)/wait_recent.rows: $(W)/waits.rows
	gpu-bucket when='t >= max(t over all) - ($(RECENT)) ? "Recent" : "Before"' <$< \
	| gpu-agg -k when jobs='count()' from='min(t)' to='max(t)' median='median(wait_h)' \
	  p90='quantile(wait_h, 0.9)' -o $@
$(W)/wait_shown.rows: $(W)/wait_trend.rows
	gpu-filter 't >= max(t over all) - ($(SHOWN))' <$< | gpu-bucket elevated='longer ? median : null' -o $@
$(W)/wait_hours.rows: $(W)/waits.rows
	gpu-filter 't >= max(t over all) - ($(SHOWN))' <$< | gpu-agg -k hour='floor(t, 1h)' jobs='count()' -o $@

# Two rows a job, begin and end, and how many run between them.  A job that
# still runs does so until the record was made.
$(W)/ran.rows: $(W)/jobs.rows $(W)/facts.rows
	gpu-filter 'begun is not null && (ended is not null || status == 2)' <$< \
	| gpu-bucket ended='coalesce(ended, @facts.rows:newest)' ended_s='coalesce(ended_s, @facts.rows:newest_s)' \
	| gpu-bucket run_h='(ended_s - begun_s) / 3600' \
	| gpu-filter 'ended_s >= begun_s && host is not null' -o $@
$(W)/active.rows: $(W)/ran.rows
	gpu-bucket side='split("begun ended", " ")' <$< \
	| gpu-bucket s='side == "begun" ? begun_s : ended_s' d='side == "begun" ? 1 : -1' -c s,d \
	| gpu-agg -k s d='sum(d)' | gpu-bucket active='cum(d over all)' hours='(next(s over all) - s) / 3600' \
	  t='time(s, $$ZONE)' till='time(next(s over all), $$ZONE)' -o $@
$(W)/gaps.rows: $(W)/active.rows
	gpu-filter 'active == 0 && hours > ($(GAP)) / 1h' -c from=t,to=till,hours <$< -o $@
$(W)/gaps_total.rows: $(W)/active.rows
	gpu-bucket gap='active == 0 && hours > ($(GAP)) / 1h ? hours : null' <$< \
	| gpu-agg first='first(t, s)' last='last(t, s)' span='(max(s) - min(s)) / 3600' gaps='count(gap)' hours='coalesce(sum(gap), 0.0)' \
	  mean='mean(gap)' least='min(gap)' most='max(gap)' \
	| gpu-bucket percent='100 * hours / span' -o $@
$(W)/gaps_months.rows: $(W)/ran.rows $(W)/active.rows
	gpu-filter 'active > 0 && till is not null' <$(W)/active.rows \
	| gpu-bucket from='range(time(month(t)), till, 1d)' \
	| gpu-filter 'day(from) == month(from) || from <= t && t < from + 1d' \
	| gpu-bucket a='greatest(t, time(month(from)))' b='least(till, time(month(month(from) + 31d)))' \
	| gpu-filter 'best(0 over t, month(from))' \
	| gpu-agg -k month='month(from)' busy='sum(greatest(b - a, 0)) / 1h' -o $(W)/gaps_months.busy.rows
	gpu-agg -k month='month(begun)' jobs='count()' run_hours='sum(run_h)' <$< -o $(W)/gaps_months.jobs.rows
	gpu-extract -s month $(W)/gaps_months.busy.rows $(W)/gaps_months.jobs.rows \
	| gpu-agg -k month jobs='coalesce(max(jobs), 0)' run_hours='coalesce(max(run_hours), 0.0)' busy='coalesce(max(busy), 0.0)' \
	| gpu-bucket percent='100 * busy / (24.0 * days_in_month(month))' -o $@

# Jobs of each host by day, and how many were over at once.
$(W)/host_days.rows: $(W)/ran.rows
	gpu-bucket day='day(begun)' <$< \
	| gpu-agg -k host,day jobs='count()' hours='sum(run_h)' \
	  short='count(if run_h * 60.0 < 5.0)' -o $@
$(W)/host_shown.rows: $(W)/host_days.rows
	gpu-filter 'day > max(day over all) - ($(RECENT))' <$< -o $@
$(W)/host_health.rows: $(W)/host_shown.rows
	gpu-agg -k host days='count()' jobs='sum(jobs)' hours='sum(hours)' short='sum(short)' <$< \
	| gpu-bucket percent='100.0 * short / jobs' mean='hours / jobs' -o $@

# GPUs in use at each full hour; which job had which GPU.
$(W)/in_use.rows: $(W)/ran.rows
	gpu-bucket t='range(ceil(begun, 1h), ended, 1h)' <$< \
	| gpu-filter 't >= begun && t < ended' \
	| gpu-agg -k t gpus='sum(gpus)' jobs='count()' owners='distinct(owner)' -o $@
$(W)/on_gpus.rows: $(W)/ran.rows
	gpu-bucket gpu='split(coalesce(ids, slot), ",")' <$< \
	| gpu-filter 'begun >= max(ended over all) - ($(RECENT))' \
	| gpu-bucket place='concat(field(host, ".", 1), " ", gpu)' -c place,host,gpu,owner,job,begun,ended -o $@
$(W)/models.rows: $(W)/ran.rows
	gpu-agg -k device='coalesce(device, "Unknown")',kind='coalesce(priority, "All")' jobs='count()' \
	  gpu_hours='sum(gpus * run_h)' <$< -o $@
$(W)/capabilities.rows: $(W)/ran.rows
	gpu-filter 'real(capability) is not null' <$< \
	| gpu-agg -k capability='floor(real(capability) + 0.001, 0.1)' jobs='count()' gpu_hours='sum(gpus * run_h)' -o $@
$(W)/hours_of.rows: $(W)/ran.rows
	gpu-agg -k owner jobs='count()' gpu_hours='sum(gpus * run_h)' \
	  median='median(run_h)' <$< -o $@

# GPUs of the open capacity by the hour, from the months of slots, and the median
# of the 12 hours before of the waits of jobs by their start.
ifneq ($(filter health,$(MAKECMDGOALS)),)
ifeq ($(DATA),)
$(error health of which slots? DATA=dir)
endif
endif
$(W)/free.rows: $(W)/facts.rows $(W)/site/lists $(wildcard $(DATA)/gpu_state_*.db $(DATA)/gpu_state_*.rows)
	window=$$(gpu-bucket w='concat(text(first), "..", text(newest))' -c w <$< | gpu-render -f tsv - | tail -n +2); \
	gpu-extract -q -T '$(TYPES)' -w "$$window" -c 'timestamp,Name,AssignedGPUs,State,GPUs_DeviceName,GPUs_GlobalMemoryMb,PrioritizedProjects,Machine,PreventJobsReason?' $(DATA) \
	| gpu-bucket @slots hm=true @wins res=false class=@class \
	| gpu-filter -c timestamp,gpu,State 'field(class, "-", 1) == "Shared" && gpu is not null' \
	| gpu-agg -k timestamp free='distinct(gpu if State == "Unclaimed")' claimed='distinct(gpu if State == "Claimed")' \
	| gpu-agg -k hour='floor(timestamp, 1h)' free='mean(free)' claimed='mean(claimed)' -o $@
$(W)/begun.rows: $(W)/jobs.rows
	gpu-filter 'gpus == real($$WAIT_GPUS) && wait_h * 3600.0 >= 1.0 && wait_h <= real($$CAP) && begun is not null' <$< \
	| gpu-filter -s t -c t=begun,wait_h true -o $@
$(W)/begun_medians.rows: $(W)/begun.rows
	gpu-bucket hour='range(ceil(t, 1h), t + 12h, 1h)' <$< | gpu-filter 'hour >= t && hour < t + 12h' \
	| gpu-agg -k hour n='count()' median='median(wait_h)' | gpu-filter 'n >= 5' -o $@
$(W)/begun_base.rows: $(W)/begun.rows
	gpu-agg -k day='day(t)' m='median(wait_h)' <$< | gpu-bucket k='range(day, day + ($(BASE)), 1d)' \
	| gpu-agg -k day=k n='count()' base='median(m)' | gpu-filter 'n >= 3' -o $@
$(W)/queued_hours.rows: $(W)/jobs.rows
	gpu-filter 'queued is not null' <$< \
	| gpu-agg -k hour='floor(queued, 1h)' queued='count()' top='mode(owner)' -o $@
# Free GPUs beside long waits: more free than a deviation above the mean of the
# first five days.
$(W)/healths.rows: $(W)/free.rows $(W)/begun_medians.rows $(W)/begun_base.rows $(W)/queued_hours.rows
	gpu-bucket early='hour < min(hour over all) + 5d' <$< \
	| gpu-bucket limit='mean(free if early over all) + stdev(free if early over all)' \
	  median='hour@begun_medians.rows:median' base='day(hour)@begun_base.rows:base' \
	  queued='coalesce(hour@queued_hours.rows:queued, 0)' \
	| gpu-bucket ratio='median / base' -c hour,free,claimed,limit,median,base,ratio,queued \
	| gpu-bucket mismatch='coalesce(free > limit && ratio > real($$RATIO), false)' -o $@
$(W)/health_events.rows: $(W)/healths.rows
	gpu-filter mismatch <$< \
	| gpu-bucket event='cum(coalesce(hour - prev(hour over all) > 2h, false) over all)' \
	| gpu-agg -k event from='min(hour)' to='max(hour)' hours='count()' free='max(free)' \
	  median='max(median)' ratio='max(ratio)' -o $@
$(W)/bursts.rows: $(W)/queued_hours.rows
	gpu-filter 'queued > $(BURST)' <$< \
	| gpu-bucket event='cum(coalesce(hour - prev(hour over all) > 6h, false) over all)' \
	| gpu-agg -k event from='min(hour)' to='max(hour)' queued='sum(queued)' most='max(queued)' \
	  top='last(top, queued)' -o $@
# Free GPUs and waits rise together for hours: jobs don't match what is free.
$(W)/correlation.rows: $(W)/healths.rows
	gpu-filter 'median is not null' <$< | gpu-bucket k='range(hour, hour + 24h, 1h)' \
	| gpu-filter 'k <= max(hour over all)' | gpu-agg -k hour=k r='corr(free, median)' n='count()' | gpu-filter 'n >= 8 && r is not null' -o $@
$(W)/signs.rows: $(W)/correlation.rows
	gpu-bucket run='cum(coalesce((r > 0.0) != (prev(r over all) > 0.0) || hour - prev(hour over all) > 1h, true) over all)' <$< \
	| gpu-agg -k run up='any(r > 0.0)' from='min(hour)' to='max(hour)' r='max(r)' \
	| gpu-filter 'up && to - from >= 4h' -c 'from,to,r' -o $@

TABLES.waits = wait_kinds wait_requests wait_spread wait_days wait_recent wait_events wait_shown wait_hours
TABLES.gaps = gaps gaps_total gaps_months
TABLES.wellness = host_health host_shown
TABLES.usage = in_use on_gpus models capabilities hours_of
TABLES.health = healths health_events bursts signs
CSV.waits = wait_requests
CSV.gaps = gaps
CSV.wellness = host_health
CSV.usage = in_use
CSV.health = healths
layout = $(firstword $(wildcard $(P)/policy/$(POLICY)/$(1).layout) $(P)/layouts/$(1).layout)
define page
$(1): $(foreach e,txt html json csv,$(OUT)/$(1).$e)
$(foreach e,txt html json,$(OUT)/$(1).$e): $(call layout,jobs-$(1)) $(W)/facts.rows $(TABLES.$(1):%=$(W)/%.rows)
	gpu-render -l $$< -f $$(FORMAT$$(suffix $$@)) facts=$(W)/facts.rows \
	  $(foreach t,$(TABLES.$(1)),$t=$(W)/$t.rows) -o $$@
$(OUT)/$(1).csv: $(W)/$(CSV.$(1)).rows
	gpu-render -f csv $$< -o $$@
endef
$(foreach r,waits gaps wellness usage health,$(eval $(call page,$r)))

endif # the lock is held
