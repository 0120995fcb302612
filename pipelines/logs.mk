# Evictions by the logs that HTCondor writes for users: OUT/evictions.txt, .html,
# .json and .csv.
#
#   make -f logs.mk LOGS=dir OUT=dir
#       [JOBS='file...'] [ZONE=Region/City]   a record of jobs, see jobs.mk: which
#                                 job an eviction made room for; the logs' clock
#       [WITHIN=30m]              it began to wait at most so long before
#       [HOST=regex]              evictions on these hosts only
#       [POLICY=chtc] [NOW=time] [LOCK_WAIT=600]
#
# Every file *.log in LOGS and below is read; one may tell of several jobs.
# An eviction belongs to the last start of its job before it.

LOGS =
OUT =
JOBS =
ZONE = UTC
WITHIN = 30m
HOST =
POLICY = $(call policy_of,$(DATA))
OWNED =
EXCLUDE =

ifeq ($(and $(LOGS),$(OUT)),)
$(error say where the logs are and where the report goes: LOGS=dir OUT=dir)
endif
ifneq ($(filter-out $(wildcard $(JOBS)),$(JOBS)),)
$(error no file $(filter-out $(wildcard $(JOBS)),$(JOBS)))
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work
NAME = logs
LOCK = $(W)/lock
LEFT = $(W)/*.rows.??????
include $(P)/head.mk
ifdef LOCKED
.PHONY: evictions force
evictions: $(foreach e,txt html json csv,$(OUT)/evictions.$e)

include $(P)/lists.mk
export LOGS ZONE WITHIN HOST
export ALL_DEVICES = 1

# The logs by number; names may hold anything.  An event is a line with three
# digits, the job and the time, and the lines up to the next one.
$(W)/events.rows: force $(W)/site/lists
	mkdir -p $(W)
	find "$$LOGS" -type f -name '*.log' -print0 | sort -z >$(W)/logs.list
	[[ -s $(W)/logs.list ]] || { echo "logs: $$LOGS: no file *.log" >&2; exit 1; }
	tr '\n\0' '?\n' <$(W)/logs.list | gpu-extract -f lines - \
	| gpu-bucket source='text(cum(1 over all))' -c source,log=line -o $(W)/logs.rows
	mapfile -d '' files <$(W)/logs.list; \
	for i in "$${!files[@]}"; do files[i]="$$((i + 1))=$${files[i]}"; done; \
	gpu-extract -f lines --number n -- "$${files[@]}" \
	| gpu-bucket code='match(line, /^([0-9]{3}) \([0-9]+\.[0-9]+\.[0-9]+\) /, 1)' \
	| gpu-bucket block='cum(code is not null over source)' \
	| gpu-filter 'block > 0' \
	| gpu-bucket job='match(line, /^[0-9]{3} \(([0-9]+\.[0-9]+)\./, 1)' \
	  t='code is null ? null : time(replace(match(line, /\) ([0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8})/, 1), /T/, " "))' \
	  host='match(line, /[?&]alias=([^>&]+)/, 1)' \
	  slot='match(line, /^[[:blank:]]*SlotName: *(.*)$$/, 1)' \
	  gpu='replace(match(line, /"((GPU|MIG)[-_][0-9A-Za-z-]+)"/, 1), /_/, "-")' \
	  device='match(line, /DeviceName *= *"([^"]*)"/, 1)' \
	  returned='match(line, /return value (-?[0-9]+)/, 1)' \
	  why='match(line, /[Cc]ode:? *([0-9]+)/, 1)' \
	  number='field(job, ".", 1)' proc='int(field(job, ".", 2))' \
	| gpu-agg -k source,block code='max(code)' number='max(number)' proc='max(proc)' t='max(t)' \
	  host='first(host, n if host is not null)' slot='first(slot, n if slot is not null)' \
	  gpu='first(gpu, n if gpu is not null)' device='first(device, n if device is not null)' \
	  returned='first(returned, n if returned is not null)' why='first(why, n if why is not null)' \
	| gpu-bucket job='concat(number, ".", text(proc))' log='source@logs.rows:log' \
	| gpu-filter -E 't is not null' true -o $@
# Each with the last start of its job.
STARTED = start='prev(t if code == "001" over source, job)' \
	  host='prev(host if code == "001" over source, job)' \
	  slot='prev(slot if code == "001" over source, job)' \
	  gpu='prev(gpu if code == "001" over source, job)' \
	  device='prev(device if code == "001" over source, job)'
$(W)/log_ends.rows: $(W)/events.rows
	gpu-filter -s source,t,block 't is not null && code in ("001", "004", "005")' <$< \
	| gpu-bucket $(STARTED) -c source,block,log,job,code,t,start,host,slot,gpu,device,returned,why \
	| gpu-filter 'code != "001"' \
	| gpu-bucket runtime_s='(t - start) / 1s' short='field(host, ".", 1)' -o $@

# Which job an eviction made room for: the last that had begun to wait, of those
# that ran on the same GPU, slot or host afterwards.
ifneq ($(JOBS),)
$(W)/causes.rows: $(JOBS) $(W)/site/lists
	gpu-extract -T '*=text' -c @job_columns $(JOBS) | gpu-bucket @jobs \
	| gpu-filter 'queued is not null && host is not null && begun is not null' \
	| gpu-bucket gpu='split(ids, ",")' short='field(host, ".", 1)' \
	  -c t=queued,cause=job,cause_owner=owner,cause_begun=begun,short,slot,gpu -o $@
$(W)/log_evictions.rows: $(W)/log_ends.rows $(W)/causes.rows
	gpu-filter 'code == "004" && ($$HOST == "" || coalesce(host ~* $$HOST, false))' <$< -o $(W)/log_evictions.found.rows
	gpu-extract $(W)/causes.rows $(W)/log_evictions.found.rows | gpu-filter -s t true \
	| gpu-bucket $(foreach k,gpu:gpu slot:slot host:short,$(call CAUSE,$(firstword $(subst :, ,$k)),$(lastword $(subst :, ,$k)))) \
	  any='prev(t if cause is not null over all)' \
	| gpu-filter 'cause is null' \
	| gpu-bucket match='$(call NEAR,gpu) ? "gpu" : $(call NEAR,slot) ? "slot" : $(call NEAR,host) ? "host" : null' \
	| gpu-bucket cause='match == "gpu" ? gpu_by : match == "slot" ? slot_by : match == "host" ? host_by : null' \
	  cause_owner='match == "gpu" ? gpu_owner : match == "slot" ? slot_owner : match == "host" ? host_owner : null' \
	  waited_s='(t - (match == "gpu" ? gpu_t : match == "slot" ? slot_t : match == "host" ? host_t : null)) / 1s' \
	| gpu-bucket confidence='match is null ? (coalesce(t - any <= $(WITHIN), false) ? "no match" : "no candidates") : waited_s > 900.0 || match == "host" ? "low" : match == "slot" ? "medium" : "high"' \
	  -c job,host,slot,gpu,device,why,eviction_time=t,start,runtime_s,log,cause,cause_owner,waited_s,confidence \
	| gpu-filter -s eviction_time,job,log true -o $@
CAUSE = $(1)_t='prev(t if cause is not null over $(2))' $(1)_by='prev(cause if cause is not null over $(2))' \
	$(1)_owner='prev(cause_owner if cause is not null over $(2))'
NEAR = coalesce($(subst host,short,$(1)) is not null && t - $(1)_t <= $(WITHIN), false)
else
$(W)/log_evictions.rows: $(W)/log_ends.rows
	gpu-filter 'code == "004" && ($$HOST == "" || coalesce(host ~* $$HOST, false))' <$< \
	| gpu-bucket cause='sub(null, 1)' cause_owner='sub(null, 1)' waited_s='real(sub(null, 1))' confidence='sub(null, 1)' \
	  -c job,host,slot,gpu,device,why,eviction_time=t,start,runtime_s,log,cause,cause_owner,waited_s,confidence \
	| gpu-filter -s eviction_time,job,log true -o $@
endif

# Each job: how often it was evicted, what that cost, whether it came to its end.
$(W)/log_jobs.rows: $(W)/log_ends.rows
	gpu-agg -k log,job evictions='count(if code == "004")' devices='set(device)' \
	  lost='coalesce(sum(runtime_s if code == "004"), 0.0) / 3600' \
	  useful='coalesce(sum(runtime_s if code == "005"), 0.0) / 3600' \
	  done='any(code == "005" && returned == "0")' <$< -o $@
$(W)/log_devices.rows: $(W)/log_ends.rows
	gpu-agg -k device='coalesce(device, "Unknown")' runs='count()' evictions='count(if code == "004")' \
	  lost='coalesce(sum(runtime_s if code == "004"), 0.0) / 3600' \
	  median='median(runtime_s if code == "004") / 3600' <$< \
	| gpu-bucket percent='100.0 * evictions / runs' -o $@
$(W)/log_days.rows: $(W)/log_evictions.rows
	gpu-filter 'host is not null' <$< | gpu-agg -k host,day='day(eviction_time)' evictions='count()' -o $@
$(W)/log_total.rows: $(W)/log_jobs.rows $(W)/log_ends.rows
	gpu-agg first='min(t)' last='max(t)' <$(W)/log_ends.rows -o $(W)/log_total.times.rows
	gpu-agg jobs='count()' evicted='count(if evictions > 0)' evictions='coalesce(sum(evictions), 0)' \
	  done='count(if done)' lost='coalesce(sum(lost), 0.0)' useful='coalesce(sum(useful), 0.0)' <$< \
	| gpu-bucket first=@log_total.times.rows:first last=@log_total.times.rows:last -o $@
$(W)/log_confidence.rows: $(W)/log_evictions.rows
	gpu-filter 'confidence is not null' <$< | gpu-agg -k confidence evictions='count()' -o $@

TABLES = log_total log_evictions log_jobs log_devices log_days log_confidence
$(foreach e,txt html json,$(OUT)/evictions.$e): $(P)/layouts/logs.layout $(TABLES:%=$(W)/%.rows)
	gpu-render -l $< -f $(FORMAT$(suffix $@)) $(foreach t,$(TABLES),$t=$(W)/$t.rows) -o $@
$(OUT)/evictions.csv: $(W)/log_evictions.rows
	gpu-render -f csv $< -o $@

endif # the lock is held
