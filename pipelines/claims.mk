# Tables of single claims, a job on a GPU: what was held but idle.  Included by
# nightly.mk; made from the rows, month by month (trends.mk).

export IDLE IDLE_FOR WARMUP HELD

# Each snapshot stands for the time since the one before, at most a quarter of
# an hour: what is measured of a job is about the time behind.  The first one of
# a month finds the one before when the months are joined.
STEP_MAX = 15m
# A GPU counts for one claim: that of a slot of its own before one for backfill.
ONE_CLAIM = best(bf ? 1 : 2 over timestamp, gpu)
# Who has it: a claim without a job's name is that of its slot.
HOLDER = user='coalesce(RemoteOwner, "") == "" ? "Unknown" : RemoteOwner' \
	  job='coalesce(GlobalJobId, Name)'

# Usage is a sum over the GPUs of a slot.  A report of a long window can do
# without: nightly.mk says when.
columns.held = $(COLUMNS),GlobalJobId
trend.held = gpu-filter $(if $(HELD),true,false) \
	| gpu-bucket @slots $(CHOSEN) of_slot='distinct(gpu over timestamp, Name)' \
	  step='max(timestamp - prev(timestamp over all) if timestamp > prev(timestamp over all) over timestamp)' \
	| gpu-filter -c timestamp,gpu,device,bf,step,of_slot,GPUsAverageUsage,Machine,RemoteOwner,GlobalJobId,Name \
	  'State == "Claimed" && gpu is not null && hm && excluded is null' \
	| gpu-filter '$(ONE_CLAIM)' \
	| gpu-bucket $(NAMED) $(HOLDER) use='GPUsAverageUsage >= 0.0 ? GPUsAverageUsage / of_slot : null' \
	  -c timestamp,job,gpu,user,machine=Machine,device,use,step
$(eval $(call by_month,held))

# Runs of samples of one kind: of a job on a GPU, without a gap of more than 20
# minutes.  A job that was there before the window isn't starting.
$(W)/held_runs.rows: $(W)/held.parts.rows $(W)/window-facts.rows
	gpu-bucket step='least(coalesce(step, max(timestamp - prev(timestamp over all) over timestamp), 0), $(STEP_MAX))' \
	  since='timestamp - prev(timestamp over job, gpu)' <$< \
	| gpu-bucket starts='cum(step over job, gpu) < $(WARMUP) && cum(timestamp == @window-facts.rows:first over job, gpu) == 0' \
	  what='starts ? "starting" : use is null ? "unknown" : use < real($$IDLE) ? "idle" : "busy"' \
	| gpu-bucket run='cum(coalesce(what != prev(what over job, gpu) || since > 20m, true) over job, gpu)' \
	| gpu-agg -k job,gpu,run user='min(user)' machine='min(machine)' device='min(device)' \
	  what='min(what)' from='min(timestamp)' to='max(timestamp)' hours='sum(step) / 1h' \
	  used='coalesce(sum(use * step), 0.0) / 1h' -o $@

# What a row of a table of claims has of each kind, in GPU hours; the share that
# was idle is of what was measured.
HELD_HOURS = gpus='distinct(gpu)' gpu_hours='sum(hours)' \
	  busy='coalesce(sum(hours if what == "busy"), 0.0)' \
	  idle='coalesce(sum(hours if what == "idle"), 0.0)' \
	  unknown='coalesce(sum(hours if what == "unknown"), 0.0)' \
	  starting='coalesce(sum(hours if what == "starting"), 0.0)' \
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
$(W)/idle_jobs.rows: $(W)/held_runs.rows
	gpu-agg -k user,job machine='min(machine)' devices='set(device)' $(HELD_HOURS) \
	  since='last(from, hours if what == "idle")' until='last(to, hours if what == "idle")' \
	  use='100 * sum(used if what == "idle" || what == "busy") / sum(hours if what == "idle" || what == "busy")' <$< \
	| gpu-bucket $(HELD_SHARE) \
	| gpu-filter 'coalesce(longest >= ($(IDLE_FOR)) / 1h, false)' -o $@
