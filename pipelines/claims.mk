# Tables of single claims, a job on a GPU: what was held but idle, who was on a
# host, what backfill lost, which slots are odd.  Included by nightly.mk; made
# from the rows, month by month (trends.mk).

export IDLE IDLE_FOR WARMUP HELD

# Each snapshot stands for the time since the one before, at most a quarter of
# an hour: what is measured of a job is about the time behind.  The first one of
# a month finds the one before when the months are joined.
STEP_MAX = 15m
# A GPU counts for one claim: that of a slot of its own before one for backfill.
ONE_CLAIM = best(bf ? 1 : 2 over timestamp, gpu)
# Who has it: a claim without a job's name is that of its slot.
HOLDER = user='coalesce(RemoteOwner, "") == "" ? "Unknown" : RemoteOwner' \
	  job='coalesce(GlobalJobId, $(if $(POOL_NAMES),concat(pool$(comma) "/"$(comma) Name),Name))'

# Usage is a sum over the GPUs of a slot.  A report of a long window can do
# without: nightly.mk says when.
columns.held = $(COLUMNS),GlobalJobId
limit.held = $(if $(HELD),,-n 0)
trend.held = gpu-bucket $(SLOTS) of_slot='distinct(gpu over timestamp, Name)' \
	  step='max(timestamp - prev(timestamp over all) if timestamp > prev(timestamp over all) over timestamp)' \
	| gpu-filter -c $(BY_POOL)timestamp,gpu,device,bf,step,of_slot,GPUsAverageUsage,Machine,RemoteOwner,GlobalJobId,Name \
	  'State == "Claimed" && gpu is not null && hm && excluded is null' \
	| gpu-filter '$(ONE_CLAIM)' \
	| gpu-bucket $(NAMED) $(HOLDER) use='GPUsAverageUsage >= 0.0 ? GPUsAverageUsage / of_slot : null' \
	  -c $(BY_POOL)timestamp,job,gpu,user,machine=Machine,device,bf,use,step
$(eval $(call by_month,held))

# Runs of samples of one kind: of a job on a GPU, without a gap of more than 20
# minutes.  A job that was there before the window isn't starting.
$(W)/held_runs.rows: $(W)/held.parts.rows $(W)/window-facts.rows $(POOL_FACTS)
	gpu-bucket step='least(coalesce(step, max(timestamp - prev(timestamp over $(POOL_ALL)) over $(BY_POOL)timestamp), 0), $(STEP_MAX))' \
	  since='timestamp - prev(timestamp over job, gpu)' <$< \
	| gpu-bucket starts='cum(step over job, gpu) < $(WARMUP) && cum(timestamp == $(call POOL_FACT,first) over job, gpu) == 0' \
	  what='starts ? "starting" : use is null ? "unknown" : use < real($$IDLE) ? "idle" : "busy"' \
	| gpu-bucket run='cum(coalesce(what != prev(what over job, gpu) || since > 20m, true) over job, gpu)' \
	| gpu-agg -k job,gpu,run bf='any(bf)' user='min(user)' machine='min(machine)' device='min(device)' \
	  what='min(what)' from='min(timestamp)' to='max(timestamp)' hours='sum(step) / 1h' \
	  used='coalesce(sum(use * step), 0.0) / 1h' -o $@

# What a row of a table of claims has of each kind, in GPU hours; the share that
# was idle is of what was measured.
HELD_HOURS = gpus='$(call gpus)' gpu_hours='$(call gpu_sum,hours)' \
	  busy='coalesce($(call gpu_sum,hours,what == "busy"), 0.0)' \
	  idle='coalesce($(call gpu_sum,hours,what == "idle"), 0.0)' \
	  unknown='coalesce($(call gpu_sum,hours,what == "unknown"), 0.0)' \
	  starting='coalesce($(call gpu_sum,hours,what == "starting"), 0.0)' \
	  longest='max(hours if what == "idle")'
HELD_SHARE = percent='idle + busy > 0.0 ? 100 * idle / (idle + busy) : null'
$(W)/idle_users.rows: $(W)/held_runs.rows
	gpu-agg -k user jobs='distinct(job)' $(HELD_HOURS) <$< \
	| gpu-bucket $(HELD_SHARE) -o $@
$(W)/idle_devices.rows: $(W)/held_runs.rows
	gpu-agg -k device='coalesce(device, "Unknown")' jobs='distinct(job)' users='distinct(user)' \
	  $(HELD_HOURS) <$< | gpu-bucket $(HELD_SHARE) -o $@
$(W)/idle_total.rows: $(W)/held_runs.rows
	gpu-agg jobs='distinct(job)' users='distinct(user)' $(HELD_HOURS) <$< \
	| gpu-bucket gpu_hours='coalesce(gpu_hours, 0.0)' $(HELD_SHARE) -o $@
# Jobs with a run that is worth a question.
MEASURED = what == "idle" || what == "busy"
$(W)/idle_jobs.rows: $(W)/held_runs.rows
	gpu-agg -k user,job machine='min(machine)' devices='set(device)' $(HELD_HOURS) \
	  since='last(from, hours if what == "idle")' until='last(to, hours if what == "idle")' \
	  use='100 * $(call gpu_sum,used,$(MEASURED)) / $(call gpu_sum,hours,$(MEASURED))' <$< \
	| gpu-bucket $(HELD_SHARE) \
	| gpu-filter 'coalesce(longest >= ($(IDLE_FOR)) / 1h, false)' -o $@

# Who was on each host, in slots of its own or on backfill.
$(W)/host_users.rows: $(W)/held_runs.rows
	gpu-agg -k machine,user jobs='distinct(job)' gpus='$(call gpus)' devices='set(device)' \
	  first='min(from)' last='max(to)' gpu_hours='$(call gpu_sum,hours)' \
	  backfill='coalesce($(call gpu_sum,hours,bf), 0.0)' <$< -o $@
$(W)/user_hosts.rows: $(W)/held_runs.rows
	gpu-agg -k user machines='distinct(machine)' jobs='distinct(job)' gpus='$(call gpus)' \
	  first='min(from)' last='max(to)' gpu_hours='$(call gpu_sum,hours)' \
	  backfill='coalesce($(call gpu_sum,hours,bf), 0.0)' <$< -o $@

# What a GPU did: ran a job of its own slot, one of backfill, stood ready for
# backfill, or none of these; runs of one kind and job without a gap of more than
# 20 minutes.  A claim counts before an idle slot of whichever kind: what wins
# elsewhere would hide backfill.
columns.courses = $(COLUMNS),GlobalJobId
COURSE = cum(coalesce(job != prev(job over gpu) || what != prev(what over gpu) || $(1) > 20m, true) over gpu)
trend.courses = gpu-bucket $(SLOTS) ready='any(bf && State == "Unclaimed" over timestamp, gpu)' \
	| gpu-filter -c $(BY_POOL)timestamp,gpu,device,bf,ready,State,Machine,RemoteOwner,GlobalJobId,Name \
	  'gpu is not null && hm && excluded is null' \
	| gpu-filter 'best(State == "Claimed" ? (bf ? 1 : 2) : 0 over timestamp, gpu)' \
	| gpu-bucket $(NAMED) $(HOLDER) \
	  what='State == "Claimed" ? (bf ? "backfill" : "own") : ready ? "ready" : "none"' \
	| gpu-bucket job='State == "Claimed" ? job : ""' user='State == "Claimed" ? user : ""' \
	| gpu-bucket run='$(call COURSE,timestamp - prev(timestamp over gpu))' \
	| gpu-agg -k gpu,run what='min(what)' job='min(job)' user='min(user)' \
	  machine='min(Machine)' device='max(device)' from='min(timestamp)' to='max(timestamp)'
$(eval $(call by_month,courses))
# A run lasts until the next one was seen, if that was soon.
$(W)/courses.rows: $(W)/courses.parts.rows
	gpu-filter -s gpu,from true <$< \
	| gpu-bucket run='$(call COURSE,from - prev(to over gpu))' \
	| gpu-agg -k gpu,run what='min(what)' job='min(job)' user='min(user)' \
	  machine='min(machine)' device='max(device)' from='min(from)' to='max(to)' \
	| gpu-bucket seen='next(from over gpu) - to <= 20m' \
	  then='next(what over gpu)' by='next(user over gpu)' \
	  till='next(from over gpu) - to <= 20m ? next(from over gpu) : to' \
	  whole='prev(to over gpu) is not null && next(from over gpu) - to <= 20m' \
	  -c gpu,machine,device,what,job,user,from,to,till,whole,seen,then,by -o $@

# How claims of backfill ended: taken back by a slot of the machine's own; given
# back, or followed by another job of backfill; out of sight; not at all.
$(W)/backfill_ends.rows: $(W)/courses.rows $(W)/window-facts.rows $(POOL_FACTS)
	gpu-filter 'what == "backfill"' <$< \
	| gpu-bucket hours='(till - from) / 1h' \
	  end='coalesce(seen, false) ? (then == "own" ? "taken" : "ended") : to == $(call POOL_FACT,last) ? "runs" : "unseen"' -o $@
ENDS = claims='count()' taken='count(if end == "taken")' ended='count(if end == "ended")' \
	  unseen='count(if end == "unseen")' running='count(if end == "runs")' \
	  gpu_hours='$(call gpu_sum,hours)' lost='coalesce($(call gpu_sum,hours,end == "taken"), 0.0)' \
	  median='median(hours if end == "taken")'
ENDS_SHARE = percent='100.0 * taken / (taken + ended)'
$(W)/evictions_devices.rows: $(W)/backfill_ends.rows
	gpu-agg -k device='coalesce(device, "Unknown")' $(ENDS) <$< | gpu-bucket $(ENDS_SHARE) -o $@
$(W)/evictions_users.rows: $(W)/backfill_ends.rows
	gpu-agg -k user jobs='distinct(job)' $(ENDS) <$< | gpu-bucket $(ENDS_SHARE) -o $@
$(W)/evictions_machines.rows: $(W)/backfill_ends.rows
	gpu-agg -k machine $(ENDS) <$< | gpu-bucket $(ENDS_SHARE) -o $@
$(W)/evictions_total.rows: $(W)/backfill_ends.rows
	gpu-agg jobs='distinct(job)' users='distinct(user)' $(ENDS) <$< | gpu-bucket $(ENDS_SHARE) -o $@
$(W)/evictions_hours.rows: $(W)/backfill_ends.rows
	gpu-filter 'end == "taken"' <$< | gpu-agg -k hour='hour(till)' taken='count()' -o $(W)/evictions_hours.found.rows
	printf 'x\n1\n' | gpu-extract -f csv - | gpu-bucket hour='range(0, 24, 1)' \
	| gpu-bucket taken='coalesce(hour@evictions_hours.found.rows:taken, 0)' -c hour,taken -o $@
$(W)/evictions.rows: $(W)/backfill_ends.rows
	gpu-filter -s till,gpu 'end == "taken"' <$< \
	| gpu-filter -c at=till,machine,gpu,device,user,job,since=from,hours,by true -o $@

# For how long GPUs stood ready for backfill at a time.  Of periods that the
# window or a gap cuts only the hours are known.
READY = periods='count()' whole='count(if whole)' gpu_hours='$(call gpu_sum,hours)' \
	  $(foreach q,quarter:0.25 middle:0.5 most:0.9,$(firstword $(subst :, ,$q))='quantile(hours, $(lastword $(subst :, ,$q)) if whole)') \
	  longest='max(hours)'
$(W)/ready.rows: $(W)/courses.rows
	gpu-filter 'what == "ready"' <$< \
	| gpu-bucket hours='(till - from) / 1h' whole='coalesce(whole, false)' -o $@
$(W)/ready_devices.rows: $(W)/ready.rows
	gpu-agg -k device='coalesce(device, "Unknown")' gpus='$(call gpus)' $(READY) <$< -o $@
$(W)/ready_total.rows: $(W)/ready.rows
	gpu-agg gpus='$(call gpus)' $(READY) <$< -o $@
$(W)/ready_spread.rows: $(W)/ready.rows
	gpu-filter whole <$< | gpu-agg -k hours='floor(least(hours, 12.0), 0.5)' periods='count()' -o $@

# Slots that contradict themselves, by what the policy calls odd; and snapshots
# that lack many machines.
columns.odd = $(COLUMNS),GlobalJobId
trend.odd = gpu-bucket $(SLOTS) of_slot='distinct(gpu over timestamp, Name)' \
	| gpu-filter 'hm && excluded is null' | gpu-bucket @odd \
	| gpu-filter 'odd != ""' | gpu-bucket what='split(odd, "\t")' | gpu-filter 'what != ""' \
	| gpu-agg --partial -k what,machine=Machine rows='count()' snapshots='distinct(timestamp)' \
	  slots='distinct(Name)' first='min(timestamp)' last='max(timestamp)' \
	  slot='last(Name, timestamp)' gpu='last(gpu, timestamp)' job='last(GlobalJobId, timestamp)'
$(eval $(call by_month,odd))
$(W)/odd_slots.rows: $(W)/odd.parts.rows
	gpu-agg --merge <$< -o $@
columns.seen = timestamp,Machine,AssignedGPUs
trend.seen = gpu-agg -k $(BY_POOL)timestamp machines='distinct(Machine)' gpus='$(call gpus,,,AssignedGPUs)' rows='count()'
$(eval $(call by_month,seen))
$(W)/thin.rows: $(W)/seen.parts.rows
	gpu-agg -k $(BY_POOL)timestamp machines='max(machines)' gpus='max(gpus)' rows='sum(rows)' <$< \
	| gpu-bucket usual='median(machines over $(POOL_ALL))' \
	| gpu-filter 'machines < 0.8 * usual' -o $@
