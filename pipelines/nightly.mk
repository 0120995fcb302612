# The report of a night, or of any window: OUT/report.txt, .html and .json.
#
#   make -f nightly.mk DATA=dir OUT=dir
#       [HOURS=24] [END='YYYY-MM-DD HH:MM:SS'] [MONTH=YYYY-MM]   the window
#       [BUCKET=15m]                              of the time series
#       [POLICY=chtc|chtc-2026|chtc-2025]
#       [OWNED=file] [EXCLUDE=file|none]          the site's lists
#       [ALL_DEVICES=1] [HOST=regex] [DEVICE='NVIDIA H200']
#       [ZONE=Region/City]                        for policies that need it
#       [NOW='YYYY-MM-DD HH:MM:SS']               the clock the page is dated by
#       [LOCK_WAIT=600]                           seconds to wait for another run
#
# The rows are read once, month by month, from archives that are up to date
# (archive.mk) and else from databases, into a tally: a row for each bucket,
# GPU and circumstance.  Every table is made from the tally.  A second run
# redoes only what changed; months and tables are worked on side by side, by as
# many jobs as there are cores (-j1: one at a time); V=1 shows the commands.

DATA =
OUT =
HOURS = 24
END =
MONTH =
BUCKET = 15m
POLICY = chtc
OWNED = $(wildcard $(DATA)/chtc_owned)
EXCLUDE = $(wildcard $(DATA)/masked_hosts.yaml)
ALL_DEVICES =
HOST =
DEVICE = NVIDIA H200
ZONE =
LOCK_WAIT = 600

ifeq ($(and $(DATA),$(OUT)),)
$(error say where the data are and where the report goes: DATA=dir OUT=dir)
endif

# From a checkout its own programs, installed the installed ones; or those of
# GPUTALLY_BIN.
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
BIN := $(firstword $(GPUTALLY_BIN) $(wildcard $(P)/../build $(P)/../../../bin))
W := $(OUT)/work

ifeq ($(wildcard $(P)/policy/$(POLICY)/.),)
$(error no policy "$(POLICY)"; there are: $(notdir $(wildcard $(P)/policy/*)))
endif

SHELL := /bin/bash
.SHELLFLAGS := -eo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
ifndef V
.SILENT:
endif
# As many jobs as there are cores, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
.PHONY: report force locked

# One run at a time in OUT: a second one would mix its rows with those of the
# first.  Already reading this file makes files (parts.mk), so a first make
# takes the lock and becomes one that reads on.  What it starts holds the lock
# too: it is free when the last of them has ended, however that came.
ifneq ($(GPUTALLY_LOCKED),$(abspath $(W)))
$(or $(MAKECMDGOALS),report): locked ;@:
.PHONY: $(MAKECMDGOALS)
locked:
	@mkdir -p $(W); exec 9>>$(W)/lock; \
	if ! flock -n 9; then \
		if [[ $(LOCK_WAIT) != 0 ]]; then \
			echo "nightly: $(OUT): another run is at work there;" \
			    "waiting up to $(LOCK_WAIT) s" >&2; \
		fi; \
		flock -w $(LOCK_WAIT) 9 || { \
			echo "nightly: $(OUT): another run is at work there;" \
			    "gave up after $(LOCK_WAIT) s (LOCK_WAIT)" >&2; \
			exit 1; }; \
	fi; \
	rm -f $(W)/*.rows.??????; \
	export GPUTALLY_LOCKED=$(abspath $(W)); \
	exec $(MAKE) --no-print-directory -f $(P)/nightly.mk $(MAKECMDGOALS)
else

export LC_ALL := C
ifneq ($(BIN),)
export PATH := $(abspath $(BIN)):$(PATH)
endif
export GPUPATH := $(abspath $(W))/site:$(P)/policy/$(POLICY):$(P)/policy/chtc:$(P):$(abspath $(W))
export HOST ALL_DEVICES DEVICE ZONE POLICY HOURS END MONTH BUCKET OWNED EXCLUDE

report: $(OUT)/report.txt $(OUT)/report.html $(OUT)/report.json

# What was asked for, and the months there are: one that is gone is missing
# from now on.  Changes only when the answer would.
MONTHS = $(sort $(foreach e,db rows,$(patsubst $(DATA)/gpu_state_%.$e,%,\
	$(wildcard $(DATA)/gpu_state_[0-9][0-9][0-9][0-9]-[0-9][0-9].$e))))
# A month is its database, wherever its rows are read, or an archive alone.
file_of = $(firstword $(wildcard $(DATA)/gpu_state_$(1).db \
	$(DATA)/gpu_state_$(1).rows))
SETTINGS = $(foreach v,DATA HOURS END MONTH BUCKET POLICY HOST ALL_DEVICES \
	DEVICE ZONE MONTHS,$(v)=$($(v)))
$(W)/settings: force
	@mkdir -p $(W)/site
	@printf '%s\n' "$$SETTINGS" >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(W)/settings: export SETTINGS := $(SETTINGS)

# The site's lists, first in GPUPATH.  A list that was there and is gone leaves
# the policy's own in force.  The stamp changes when any list or rule does.
POLICY_FILES = $(wildcard $(P)/policy/$(POLICY)/* $(P)/policy/chtc/*)
$(W)/site/lists: force
	@rm -rf $(W)/site/new && mkdir -p $(W)/site/new
	@if [ -n "$$OWNED" ]; then cp -- "$$OWNED" $(W)/site/new/owned; fi
	@case "$$EXCLUDE" in \
	'') ;; \
	none) echo 'excluded_hosts: {}' >$(W)/site/new/excluded.yaml ;; \
	*) cp -- "$$EXCLUDE" $(W)/site/new/excluded.yaml ;; \
	esac
	@for f in owned excluded.yaml; do \
		if [ ! -e $(W)/site/new/$$f ]; then rm -f $(W)/site/$$f; \
		elif ! cmp -s $(W)/site/new/$$f $(W)/site/$$f; then \
			mv $(W)/site/new/$$f $(W)/site/$$f; fi; \
	done
	@rm -rf $(W)/site/new
	@find $(W)/site -type f ! -name 'lists*' -exec cksum {} + | sort -k 3 >$@.new
	@cksum $(POLICY_FILES) >>$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# The window, found once, so that all parts see the same one.
WINDOW = $(if $(MONTH),$(MONTH),$(HOURS)h$(if $(END),..$(END)))
$(W)/window.rows: $(W)/settings $(foreach m,$(MONTHS),$(call file_of,$m))
	gpu-extract -T timestamp=time -w '$(WINDOW)' -n 0 -c timestamp $(DATA) \
	| gpu-agg start='fact(start)' end='fact(end)' missing='fact(missing)' \
	  w='concat(text(fact(start)), "..", text(fact(end)))' -o $@
$(W)/window: $(W)/window.rows
	gpu-render -f tsv -c w $< | tail -n +2 >$@.new
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# The months that can hold rows of the window: those it touches and the one
# after, where a snapshot of the last second may lie.
$(W)/parts.mk: $(W)/window $(W)/settings
	from=$$(cut -c1-7 $<); to=$$(sed 's/.*[.][.]//' $< | cut -c1-7); \
	{ printf 'PARTS ='; after=; \
	for m in $(MONTHS); do \
		if [[ $$m < $$from ]]; then continue; fi; \
		if [[ $$m > $$to && -n $$after ]]; then continue; fi; \
		if [[ $$m > $$to ]]; then after=yes; fi; \
		printf ' %s' $$m; \
	done; echo; } >$@.new
	mv $@.new $@
include $(W)/parts.mk

# Types as the collector means them, whatever a month's file declares.
TYPES = timestamp=time,GPUs_GlobalMemoryMb=real,GPUsAverageUsage=real,*=text
COLUMNS = timestamp,Name,AssignedGPUs,State,GPUs_DeviceName,GPUs_GlobalMemoryMb,PrioritizedProjects,GPUsAverageUsage,Machine,RemoteOwner,PreventJobsReason?

# From rows to the tally: a row for each bucket, GPU and circumstance, that is,
# for each combination of what the tables look at.  Rows of excluded hosts stay in it, marked, so that
# the denominators of before the exclusion are at hand.
KEYS = bucket,Machine,gpu,device,memory,State,RemoteOwner,PrioritizedProjects,excluded,bf,bfi,inter,owned,prio,pp1,old,oldi,inmem,hn,hm,win,win_device,win_user,for_device,for_memory,prevented
define tally
	gpu-extract -q -T '$(TYPES)' -w "$$(cat $(W)/window)" -c '$(COLUMNS)' $(DATA)/gpu_state_$* \
	| gpu-bucket -t $(1) @slots hn='Name ~ $$HOST' hm='Machine ~* $$HOST' \
	  bfi='contains(lower(Name), "backfill")' @wins row='cum(1 over all)' \
	  -F rows='count()' -F rows_excluded='count(if excluded is not null)' \
	  -F first='min(timestamp)' -F last='max(timestamp)' \
	  -F snapshots='distinct(timestamp)' -F buckets='distinct(bucket)' \
	  -c $(KEYS),timestamp,row,GPUsAverageUsage \
	| gpu-agg -k $(KEYS) \
	  n='count()' at='min(timestamp)' till='max(timestamp)' row='min(row)' \
	  use='sum(GPUsAverageUsage if GPUsAverageUsage >= 0)' \
	  use_n='count(GPUsAverageUsage if GPUsAverageUsage >= 0)' -o $@
endef

T = $(W)/tally.rows
TALLY_NEEDS = $(W)/window $(W)/settings $(W)/site/lists $(P)/nightly.mk
.SECONDEXPANSION:
$(W)/part-%.rows: $$(call file_of,$$*) $(TALLY_NEEDS)
	$(call tally,15m)
$(T): $(PARTS:%=$(W)/part-%.rows)
	gpu-extract --chunk 16384 -s bucket $^ -o $@
ifneq ($(BUCKET),15m)
$(W)/series-part-%.rows: $$(call file_of,$$*) $(TALLY_NEEDS)
	$(call tally,$(BUCKET))
$(W)/series-tally.rows: $(PARTS:%=$(W)/series-part-%.rows)
	gpu-extract --chunk 16384 -s bucket $^ -o $@
S = $(W)/series-tally.rows
SIDES = $(W)/series-sides.rows
else
S = $(T)
SIDES = $(W)/sides.rows
endif

# Machines of researchers: a primary slot with projects makes one.  Looked for
# within the rows of each table (core of the class rules).
KEEPER = excluded is null && pp1 && !bf && !owned
$(W)/res.rows: $(T)
	gpu-filter -c Machine '$(KEEPER)' <$< | gpu-agg -k Machine -o $@
$(W)/res_device.rows: $(T)
	gpu-filter -c Machine,device '$(KEEPER) && device is not null' <$< \
	| gpu-agg -k Machine,device -o $@
$(W)/res_users.rows: $(T)
	gpu-filter -c Machine '$(KEEPER) && !oldi && hm' <$< \
	| gpu-agg -k Machine -o $@

# What happened over the whole window.  One without a row is no report; the
# second reading is for its message, which names the newest row.
FACTS = start='fact(start)' end='fact(end)' \
	hours='(fact(end) - fact(start)) / 1h' first='fact(first)' \
	last='fact(last)' rows='fact(rows)' rows_excluded='fact(rows_excluded)' \
	snapshots='fact(snapshots)' buckets='fact(buckets)' late='fact(late)'
$(W)/window-facts.rows: $(T) $(W)/window.rows
	gpu-agg $(FACTS) <$< | gpu-filter -e 'rows > 0' \
	| gpu-bucket missing='@window.rows:missing' -o $@ \
	|| { gpu-extract -T timestamp=time -w '$(WINDOW)' -c timestamp $(DATA) >/dev/null; exit 1; }

# Sides: a GPU lent to backfill counts as claimed in the backfill class and as
# free capacity of its own class.
define sides
	gpu-bucket res='any($(KEEPER) over bucket, Machine)' \
	  side='split(bf && win && State == "Claimed" ? "own lent" : "own", " ")' \
	  class='side == "lent" ? @lender : @class' \
	  legacy='side == "lent" || !bf ? field(class, "-", 1) : excluded is null ? "Backfill" : null' \
	  -c 'bucket,gpu,hn,side,class,legacy,State' <$< \
	| gpu-bucket c='hn && legacy is not null && side == "own" && State == "Claimed"' \
	  u='hn && legacy is not null && (side == "lent" || State == "Unclaimed")' -o $@
endef
$(W)/sides.rows: $(T)
	$(sides)
ifneq ($(BUCKET),15m)
$(W)/series-sides.rows: $(W)/series-tally.rows
	$(sides)
endif

# By class: a list drives the table, so that a class without a GPU is there.
$(W)/class.found.rows: $(W)/sides.rows
	gpu-filter 'hn && class is not null' <$< \
	| gpu-agg -k bucket,class c='distinct(gpu if c)' u='distinct(gpu if u)' \
	| gpu-agg -k class @class.agg -o $@
$(W)/class3.found.rows: $(W)/sides.rows
	gpu-filter 'hn && legacy is not null' <$< \
	| gpu-agg -k bucket,class=legacy c='distinct(gpu if c)' u='distinct(gpu if u)' \
	| gpu-agg -k class @class.agg -o $@
define averages_of
	gpu-extract -c class @$(1) | gpu-bucket claimed='coalesce(class@$(2):claimed, 0.0)' \
	  available='coalesce(class@$(2):available, 0.0)' \
	  percent='coalesce(class@$(2):percent, 0.0)' \
	  buckets='@window-facts.rows:buckets' -o $@
endef
$(W)/class.rows: $(W)/class.found.rows $(W)/window-facts.rows
	$(call averages_of,classes,class.found.rows)
$(W)/class3.rows: $(W)/class3.found.rows $(W)/window-facts.rows
	$(call averages_of,legacy,class3.found.rows)
$(W)/unique.rows: $(W)/sides.rows
	gpu-agg -k bucket c='distinct(gpu if c)' t='distinct(gpu if c || u)' <$< \
	| gpu-agg claimed='sum(c) / fact(buckets)' available='sum(t) / fact(buckets)' -o $@

# Over time: every bucket, also those with excluded rows only.
define over_time
	$(1)_claimed='distinct(gpu if c && legacy == "$(2)")' \
	$(1)_free='distinct(gpu if u && legacy == "$(2)")'
endef
define in_percent
	$(1)_total='$(1)_claimed + $(1)_free' \
	$(1)_usage_percent='coalesce(100 * $(1)_claimed / ($(1)_claimed + $(1)_free), 0.0)'
endef
$(W)/series.rows: $(SIDES)
	gpu-agg -k bucket $(call over_time,priority,Priority) \
	  $(call over_time,shared,Shared) $(call over_time,backfill,Backfill) <$< \
	| gpu-bucket $(call in_percent,priority) $(call in_percent,shared) \
	  $(call in_percent,backfill) -c 'bucket,priority_claimed,priority_total,priority_usage_percent,shared_claimed,shared_total,shared_usage_percent,backfill_claimed,backfill_total,backfill_usage_percent' -o $@

# By device.
COUNTED = t='distinct(gpu)' c='distinct(gpu if State == "Claimed")'
$(W)/device.rows: $(T) $(W)/res_device.rows
	gpu-bucket win=for_device res='(Machine, device) in @res_device.rows' class=@class \
	  -c bucket,class,device,gpu,State,hn,old <$< \
	| gpu-filter 'hn && !old && class is not null && device is not null' \
	| gpu-agg -k bucket,class,device $(COUNTED) \
	  d='distinct(gpu if State in ("Claimed", "Drained")) - distinct(gpu if State == "Claimed")' \
	| gpu-filter 't > 0' | gpu-agg -k class,device @device.agg -o $@
$(W)/device3.rows: $(T)
	gpu-bucket win=win_device res=false class=@class \
	  class='excluded is not null ? null : bf ? "Backfill" : field(class, "-", 1)' \
	  -c bucket,class,device,gpu,State <$< \
	| gpu-filter 'class is not null && device is not null' \
	| gpu-agg -k bucket,class,device $(COUNTED) d='distinct(gpu if State == "Drained")' \
	| gpu-filter 't > 0' | gpu-agg -k class,device @device.agg -o $@
$(W)/class_total.rows: $(W)/device.rows
	gpu-agg -k class claimed='sum(claimed)' available='sum(available)' \
	  drained='sum(drained)' percent='sum(claimed) / sum(available) * 100' <$< -o $@
$(W)/tier.found.rows: $(W)/device.rows
	gpu-filter 'class == "Shared"' <$< | gpu-agg -k tier=@tier \
	  claimed='sum(claimed)' available='sum(available)' drained='sum(drained)' -o $@
$(W)/tiers.rows: $(W)/tier.found.rows
	gpu-extract @tiers | gpu-bucket claimed='coalesce(tier@tier.found.rows:claimed, 0.0)' \
	  drained='coalesce(real(tier@tier.found.rows:drained), 0.0)' \
	  available='coalesce(tier@tier.found.rows:available, 0.0)' \
	  percent='coalesce(claimed / available * 100, 0.0)' -o $@
# The nested rows of the first table: the lists say to which rows a class's
# claimed and available GPUs go, so that nothing counts twice.
$(W)/page.found.rows: $(W)/device.rows
	gpu-bucket row='split(class@classes:claims, " ")' \
	  offer='contains(concat(" ", class@classes:offers, " "), concat(" ", row, " "))' <$< \
	| gpu-agg -k row='row == "tier" ? @tier : row' claimed='sum(claimed)' \
	  available='sum(available if offer)' drained='sum(drained if offer)' -o $@
$(W)/page.rows: $(W)/page.found.rows
	gpu-extract @rows | gpu-bucket claimed='coalesce(row@page.found.rows:claimed, 0.0)' \
	  available='coalesce(row@page.found.rows:available, 0.0)' \
	  drained='coalesce(real(row@page.found.rows:drained), 0.0)' \
	  percent='claimed / available * 100' \
	| gpu-filter 'available > 0.0 || claimed > 0.0 || level == 0' -o $@

# By memory, real slots only.
$(W)/memory.rows: $(T)
	gpu-bucket win=for_memory res=false class=@class \
	  -c bucket,memory,class,gpu,State,hn,inmem,bf <$< \
	| gpu-filter 'hn && inmem && !bf && class is not null' \
	| gpu-agg -k bucket,memory @memory.b | gpu-filter 't > 0' \
	| gpu-agg -k memory @memory.agg -o $@

# Users of a device and of backfill.
USERS = gpu-agg -k bucket,class,RemoteOwner n='distinct(gpu)' \
	| gpu-agg -k user='RemoteOwner == "" ? "Unknown" : RemoteOwner',class \
	  gpu_hours='sum(n) / fact(nb) * (fact(end) - fact(start)) / 1h' \
	| gpu-filter 'gpu_hours > 0' \
	| gpu-bucket percent='gpu_hours / sum(gpu_hours over user) * 100'
$(W)/h200_users.rows: $(T) $(W)/res_device.rows
	gpu-filter -F nb='distinct(bucket)' 'device == $$DEVICE && hm' <$< \
	| gpu-bucket win=win_user res='(Machine, device) in @res_device.rows' class=@class \
	  -c bucket,class,gpu,State,RemoteOwner,hn \
	| gpu-filter 'hn && class is not null && State == "Claimed" && RemoteOwner is not null' \
	| $(USERS) -o $@
$(W)/backfill_users.rows: $(T) $(W)/res_users.rows
	gpu-filter -F nb='distinct(bucket)' '!oldi && hm' <$< \
	| gpu-bucket res='Machine in @res_users.rows' class=@class \
	  -c bucket,class,gpu,State,RemoteOwner,hn,bf \
	| gpu-filter 'hn && bf && class is not null && State == "Claimed" && RemoteOwner is not null' \
	| $(USERS) -o $@

# How busy the claimed GPUs were, by rows.
$(W)/performance.found.rows: $(T)
	gpu-bucket res=false class=@class \
	  legacy='excluded is not null ? null : bf ? "Backfill" : field(class, "-", 1)' \
	  -c gpu,State,use,use_n,legacy <$< \
	| gpu-filter 'State == "Claimed" && use_n > 0 && legacy is not null' \
	| gpu-agg -k class=legacy avg_gpu_utilization_percent='100 * sum(use) / sum(use_n)' \
	  records_with_utilization='sum(use_n)' unique_gpus_used='distinct(gpu)' -o $@
$(W)/performance.rows: $(W)/performance.found.rows
	gpu-extract @legacy | gpu-bucket \
	  avg_gpu_utilization_percent='coalesce(class@performance.found.rows:avg_gpu_utilization_percent, 0.0)' \
	  records_with_utilization='coalesce(class@performance.found.rows:records_with_utilization, 0)' \
	  unique_gpus_used='coalesce(class@performance.found.rows:unique_gpus_used, 0)' -o $@

# Backfill by day.
$(W)/backfill_days.rows: $(T) $(W)/res.rows
	gpu-bucket res='Machine in @res.rows' class=@class \
	  -c bucket,class,gpu,State,hn,bf <$< \
	| gpu-filter 'hn && bf && class is not null' \
	| gpu-agg -k bucket,class $(COUNTED) \
	| gpu-agg -k date='day(bucket)',slot_type='sub(class, 10)' AssignedGPUs='mean(t)' \
	  State='mean(c)' utilization='coalesce(100 * mean(c) / mean(t), 0.0)' -o $@

# Who was left out, and holes in the collector's record.
$(W)/excluded_hosts.rows: $(T)
	gpu-filter -c Machine,excluded,n 'excluded is not null' <$< \
	| gpu-agg -k machine=Machine,reason=excluded rows='sum(n)' -o $@
$(W)/gaps.rows: $(T)
	gpu-agg -k bucket to='min(at)' till='max(till)' <$< \
	| gpu-bucket from='prev(till over all)' gap='to - prev(till over all)' \
	| gpu-filter 'gap > 20m' -c 'from,to,gap' -o $@

TABLES = class class3 device device3 class_total tiers memory h200_users \
	backfill_users series unique performance backfill_days page \
	excluded_hosts gaps
# What a policy adds: its own tables, and TABLES += their names.
-include $(P)/policy/$(POLICY)/tables.mk

LAYOUT = $(firstword $(wildcard $(P)/policy/$(POLICY)/nightly.layout \
	$(P)/layouts/nightly.layout))
INPUTS = window=$(W)/window-facts.rows $(foreach t,$(TABLES),$(t)=$(W)/$(t).rows)
NEEDS = $(W)/window-facts.rows $(TABLES:%=$(W)/%.rows) $(LAYOUT)
$(OUT)/report.txt: $(NEEDS)
	gpu-render -l $(LAYOUT) -f text $(INPUTS) -o $@
$(OUT)/report.html: $(NEEDS)
	gpu-render -l $(LAYOUT) -f html $(INPUTS) -o $@
$(OUT)/report.json: $(NEEDS)
	gpu-render -l $(LAYOUT) -f json $(INPUTS) -o $@

endif # the lock is held
