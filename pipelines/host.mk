# Tables of one host or project: who used its GPUs, who waited for them, and how
# evenly they were shared.  Included by nightly.mk; made from the tally and, if
# there is one, from the store of waiting jobs (collect-jobs).

export PROJECT PRESSURE
, := ,
PRESSURE_FILES = $(sort $(wildcard $(PRESSURE:%=%/job_pressure_[0-9][0-9][0-9][0-9]-[0-9][0-9].db)))

# The machines: those whose name matches HOST and that serve PROJECT.  Their
# projects.
$(W)/host_machines.rows: $(T)
	gpu-filter -c Machine,PrioritizedProjects 'hm && excluded is null' <$< \
	| gpu-agg -k Machine projects='set(PrioritizedProjects if coalesce(trim(PrioritizedProjects), "") != "")' \
	| gpu-filter '$$PROJECT == "" || projects != json("[]") && join(projects, ",") ~* $$PROJECT' -o $@
$(W)/host_projects.rows: $(W)/host_machines.rows
	gpu-bucket list='split(projects)' <$< | gpu-bucket project='split(list, ",")' \
	| gpu-filter 'trim(project) != ""' | gpu-agg -k project='trim(project)' machines='set(Machine)' -o $@

# Its GPUs by the quarter of an hour, in slots of its own and lent to backfill.
$(W)/host_buckets.rows: $(T) $(W)/host_machines.rows
	gpu-filter -c bucket,gpu,bf,State,RemoteOwner 'Machine in @host_machines.rows && excluded is null && gpu is not null' <$< \
	| gpu-agg -k bucket gpus='$(call gpus)' used='$(call gpus,State == "Claimed" && !bf)' \
	  busy='$(call gpus,State == "Claimed")' \
	| gpu-bucket lent='busy - used' full='used >= gpus' -o $@
$(W)/host_owners.rows: $(T) $(W)/host_machines.rows
	gpu-filter -c bucket,gpu,RemoteOwner 'Machine in @host_machines.rows && excluded is null && gpu is not null && !bf && State == "Claimed" && coalesce(RemoteOwner, "") != ""' <$< \
	| gpu-agg -k bucket,owner='field(RemoteOwner, "@", 1)' n='$(call gpus)' -o $@

# Jobs that waited: all of them, or of the machines' projects if these have any.
QUEUE_CLOCK = $(or $(ZONE),UTC)
$(W)/host_queue.rows: $(W)/host_projects.rows $(W)/window-facts.rows $(PRESSURE_FILES)
	open=$$(gpu-agg n='count() == 0' <$< | gpu-render -f tsv - | tail -n 1); \
	$(if $(PRESSURE_FILES),gpu-extract --sql 'SELECT Owner$(,) RequestGPUs$(,) ChtcProjects$(,) first_seen$(,) last_seen FROM job_pressure' $(PRESSURE_FILES),\
	  echo 'Owner$(,)RequestGPUs$(,)ChtcProjects$(,)first_seen$(,)last_seen' | gpu-extract -f csv -T 'Owner=text$(,)RequestGPUs=real$(,)ChtcProjects=text$(,)first_seen=int$(,)last_seen=int' -) \
	| gpu-filter -- "$$open || ChtcProjects in @host_projects.rows" \
	| gpu-bucket $(subst RemoteOwner,Owner,$(NAMED)) from='time(first_seen, "$(QUEUE_CLOCK)")' to='time(last_seen, "$(QUEUE_CLOCK)")' \
	| gpu-filter 'from <= @window-facts.rows:end && to >= @window-facts.rows:start' \
	| gpu-bucket bucket='range(from, to + 1s, 15m)' \
	| gpu-filter 'bucket >= floor(@window-facts.rows:start, 15m) && bucket <= @window-facts.rows:end' \
	| gpu-agg -k bucket,owner='coalesce(field(Owner, "@", 1), "Unknown")' gpus='sum(RequestGPUs)' -o $@
# In quarters of an hour in which all GPUs had jobs of their own slots: waiting
# for oneself, or for others.
$(W)/host_waits.rows: $(W)/host_queue.rows $(W)/host_buckets.rows $(W)/host_owners.rows
	gpu-bucket full='coalesce(bucket@host_buckets.rows:full, false)' self='(bucket, owner) in @host_owners.rows' <$< \
	| gpu-agg -k owner queued='sum(gpus) * 0.25' most='max(gpus)' at='first(bucket, -gpus)' \
	  blocked_self='coalesce(sum(gpus if full && self) * 0.25, 0.0)' \
	  blocked_other='coalesce(sum(gpus if full && !self) * 0.25, 0.0)' -o $@

# Shares: each user's hours beside an equal part, from the least to the greatest.
$(W)/host_shares.rows: $(W)/host_owners.rows
	gpu-agg -k owner hours='sum(n) * 0.25' most='max(n)' <$< | gpu-filter -s hours,owner true \
	| gpu-bucket place='cum(1 over all)' equal='mean(hours over all)' \
	  percent='100 * hours / sum(hours over all)' | gpu-bucket surplus='hours - equal' -o $@
$(W)/host_total.rows: $(W)/host_buckets.rows $(W)/host_shares.rows $(W)/host_machines.rows $(W)/host_projects.rows $(W)/host_fair.rows
	gpu-agg gpus='max(gpus)' available='coalesce(sum(gpus) * 0.25, 0.0)' used='coalesce(sum(used) * 0.25, 0.0)' \
	  lent='coalesce(sum(lent) * 0.25, 0.0)' buckets='count()' full='count(if full)' <$< \
	| gpu-filter -e 'gpus is not null' true \
	| gpu-bucket percent='100 * used / available' users=@host_fair.rows:users gini=@host_fair.rows:gini equal=@host_fair.rows:equal \
	  machines=@host_fair.rows:machines projects=@host_fair.rows:projects -o $@ \
	|| { echo "nightly: no GPU of a host that matches HOST and PROJECT" >&2; exit 1; }
# Gini's coefficient: 0, all had the same; near 1, one had all.
$(W)/host_fair.rows: $(W)/host_shares.rows $(W)/host_machines.rows $(W)/host_projects.rows
	gpu-agg projects='set(project)' <$(W)/host_projects.rows -o $(W)/host_fair.projects.rows
	gpu-agg machines='set(Machine)' <$(W)/host_machines.rows -o $(W)/host_fair.machines.rows
	gpu-agg users='count()' equal='mean(hours)' \
	  gini='(2 * sum(place * hours) / sum(hours) - count() - 1) / count()' <$< \
	| gpu-bucket projects=@host_fair.projects.rows:projects machines=@host_fair.machines.rows:machines -o $@

# Over time, for charts; of a long window the mean of a step.
$(W)/host_time.rows: $(W)/host_buckets.rows $(W)/host_owners.rows $(W)/host_shares.rows $(W)/window-facts.rows
	step=$$(gpu-bucket step='$(STEP)' -c step <$(W)/window-facts.rows | gpu-render -f tsv - | tail -n 1); \
	gpu-filter -s -hours,owner -n 7 true <$(W)/host_shares.rows -o $(W)/host_time.tops.rows; \
	gpu-agg -k time="floor(bucket, $$step)" buckets='count()' gpus='max(gpus)' <$< -o $(W)/host_time.steps.rows; \
	gpu-bucket owner='owner in @host_time.tops.rows ? owner : "others"' <$(W)/host_owners.rows \
	| gpu-agg -k time="floor(bucket, $$step)",owner n='sum(n)' \
	| gpu-bucket n='real(n) / time@host_time.steps.rows:buckets' gpus=time@host_time.steps.rows:gpus -o $@
$(W)/host_queue_time.rows: $(W)/host_queue.rows $(W)/window-facts.rows
	step=$$(gpu-bucket step='$(STEP)' -c step <$(W)/window-facts.rows | gpu-render -f tsv - | tail -n 1); \
	gpu-agg -k time="floor(bucket, $$step)",owner n='max(gpus)' <$< -o $@
