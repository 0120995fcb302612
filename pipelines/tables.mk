# The tables of the reports, all made from the tally T.  Included by nightly.mk.

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
	| gpu-agg -k bucket,class c='$(call gpus,c)' u='$(call gpus,u)' \
	| gpu-agg -k class @class.agg -o $@
$(W)/class3.found.rows: $(W)/sides.rows
	gpu-filter 'hn && legacy is not null' <$< \
	| gpu-agg -k bucket,class=legacy c='$(call gpus,c)' u='$(call gpus,u)' \
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
	gpu-agg -k bucket c='$(call gpus,c)' t='$(call gpus,c || u)' <$< \
	| gpu-agg claimed='sum(c) / fact(buckets)' available='sum(t) / fact(buckets)' -o $@

# Over time: every bucket, also those with excluded rows only.
define over_time
	$(1)_claimed='$(call gpus,c && legacy == "$(2)")' \
	$(1)_free='$(call gpus,u && legacy == "$(2)")'
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

# For a picture: means over longer steps where the window is long, and a row
# without values where there is a hole, which breaks a line.
OVER_TIME = $(foreach c,priority shared backfill,$c_claimed $c_total $c_usage_percent)
STEP = hours <= 240 ? "$(BUCKET)" : hours <= 2400 ? "3h" : "1d"
FIND_STEP = step=$$(gpu-bucket step='$(STEP)' -c step <$(W)/window-facts.rows | gpu-render -f tsv - | tail -n 1)
$(W)/over_time.rows: $(W)/series.rows $(W)/window-facts.rows
	$(FIND_STEP); \
	gpu-agg -k bucket="floor(bucket, $$step)" \
	  $(foreach c,$(OVER_TIME),$c='mean($c)') <$< \
	| gpu-bucket part="split(coalesce(next(bucket over all) - bucket > $$step + $$step, false) ? \"here hole\" : \"here\", \" \")" \
	| gpu-bucket bucket="part == \"hole\" ? bucket + $$step : bucket" \
	  $(foreach c,$(OVER_TIME),$c='part == "hole" ? null : $c') \
	| gpu-filter -c bucket,$(subst $(space),$(comma),$(OVER_TIME)) true -o $@
$(W)/series_classes.rows: $(W)/series.rows
	gpu-bucket class='split("Priority Shared Backfill", " ")' <$< \
	| gpu-bucket claimed='class == "Priority" ? priority_claimed : class == "Shared" ? shared_claimed : backfill_claimed' \
	  total='class == "Priority" ? priority_total : class == "Shared" ? shared_total : backfill_total' \
	  percent='class == "Priority" ? priority_usage_percent : class == "Shared" ? shared_usage_percent : backfill_usage_percent' \
	  -c bucket,class,claimed,total,percent -o $@
$(W)/series_means.rows: $(W)/series_classes.rows
	gpu-agg -k class claimed='mean(claimed)' total='mean(total)' percent='mean(percent)' <$< -o $@

# By device.
COUNTED = t='$(call gpus)' c='$(call gpus,State == "Claimed")'
define device_by
	gpu-bucket win=for_device res='(Machine, device) in @res_device.rows' class=@class \
	  -c $(1)bucket,class,device,gpu,State,hn,old <$< \
	| gpu-filter 'hn && !old && class is not null && device is not null' \
	| gpu-agg -k bucket,$(1)class,device $(COUNTED) \
	  d='$(call gpus,State in ("Claimed", "Drained")) - $(call gpus,State == "Claimed")' \
	| gpu-filter 't > 0' | gpu-agg -k $(1)class,device @device.agg -o $@
endef
$(W)/device.rows: $(T) $(W)/res_device.rows
	$(call device_by)
$(W)/device3.rows: $(T)
	gpu-bucket win=win_device res=false class=@class \
	  class='excluded is not null ? null : bf ? "Backfill" : field(class, "-", 1)' \
	  -c bucket,class,device,gpu,State <$< \
	| gpu-filter 'class is not null && device is not null' \
	| gpu-agg -k bucket,class,device $(COUNTED) d='$(call gpus,State == "Drained")' \
	| gpu-filter 't > 0' | gpu-agg -k class,device @device.agg -o $@
$(W)/class_total.rows: $(W)/device.rows
	gpu-agg -k class claimed='sum(claimed)' available='sum(available)' \
	  drained='sum(drained)' percent='sum(claimed) / sum(available) * 100' <$< -o $@
# A GPU lent to backfill is one of its own class.
$(W)/models.rows: $(W)/device.rows
	gpu-filter 'class@classes:legacy != "Backfill"' <$< \
	| gpu-agg -k device claimed='sum(claimed)' drained='sum(drained)' \
	  available='sum(available)' -o $@
$(W)/tier.found.rows: $(W)/device.rows
	gpu-filter 'field(class, "-", 1) == "Shared"' <$< | gpu-agg -k tier=@tier \
	  claimed='sum(claimed)' available='sum(available)' drained='sum(drained)' -o $@
$(W)/tiers.rows: $(W)/tier.found.rows
	gpu-extract @tiers | gpu-bucket claimed='coalesce(tier@tier.found.rows:claimed, 0.0)' \
	  drained='coalesce(real(tier@tier.found.rows:drained), 0.0)' \
	  available='coalesce(tier@tier.found.rows:available, 0.0)' \
	  percent='coalesce(claimed / available * 100, 0.0)' -o $@
# The nested rows of the first table: the lists say to which rows a class's
# claimed and available GPUs go, so that nothing counts twice.
ROWS_OF = row='split(class@classes:claims, " ")' \
	  offer='contains(concat(" ", class@classes:offers, " "), concat(" ", row, " "))'
$(W)/page.found.rows: $(W)/device.rows
	gpu-bucket $(ROWS_OF) <$< \
	| gpu-agg -k row='row == "tier" ? @tier : row' claimed='sum(claimed)' \
	  available='sum(available if offer)' drained='sum(drained if offer)' -o $@
# What jobs were kept away from, by the rows it would have been offered to.
$(W)/page.prevented.rows: $(T) $(W)/res.rows
	gpu-bucket res='Machine in @res.rows' class=@class \
	  -c bucket,class,device,gpu,State,hn,reason <$< \
	| gpu-filter 'hn && reason is not null && State != "Claimed" && gpu is not null && class is not null' \
	| gpu-bucket row='split(class@classes:offers, " ")' \
	| gpu-bucket row='row == "tier" ? (device is null ? null : @tier) : row' \
	| gpu-agg -k row prevented='$(call gpus,,bucket) / fact(buckets)' -o $@
$(W)/page.rows: $(W)/page.found.rows $(W)/page.prevented.rows
	gpu-extract @rows | gpu-bucket claimed='coalesce(row@page.found.rows:claimed, 0.0)' \
	  available='coalesce(row@page.found.rows:available, 0.0)' \
	  drained='coalesce(real(row@page.found.rows:drained), 0.0)' \
	  prevented='coalesce(row@page.prevented.rows:prevented, 0.0)' \
	  percent='claimed / available * 100' \
	| gpu-filter 'available > 0.0 || claimed > 0.0 || level == 0' -o $@

# By memory, real slots only.
ifneq ($(SLICED),)
$(W)/sliced.b: $(call policy_list,memory.b) $(W)/settings
	sed 's/distinct(gpu/sum_distinct($(call weight_of,gpu), gpu/g' $< >$@
endif
$(W)/memory.rows: $(T) $(if $(SLICED),$(W)/sliced.b)
	gpu-bucket win=for_memory res=false class=@class \
	  -c bucket,memory,class,gpu,State,hn,inmem,bf <$< \
	| gpu-filter 'hn && inmem && !bf && class is not null' \
	| gpu-agg -k bucket,memory @$(if $(SLICED),sliced.b,memory.b) | gpu-filter 't > 0' \
	| gpu-agg -k memory @memory.agg -o $@

# Users of devices and of backfill: the mean number of their GPUs over the
# buckets in which there are rows of that kind, times the hours of the window.
CLAIMED = hn && class is not null && State == "Claimed" && RemoteOwner is not null
USER = user='RemoteOwner == "" ? "Unknown" : RemoteOwner'
HOURS_OF = sum(n) / $(1) * (@window.rows:end - @window.rows:start) / 1h
$(W)/of_devices.rows: $(T)
	gpu-filter '(contains(concat(",", $$DEVICE_USERS, ","), concat(",", device, ",")) || device == "NVIDIA H200") && hm' <$< -o $@
$(W)/of_devices.buckets.rows: $(W)/of_devices.rows
	gpu-agg -k device nb='distinct(bucket)' <$< -o $@
$(W)/device_users.rows: $(W)/of_devices.rows $(W)/of_devices.buckets.rows $(W)/res_device.rows
	gpu-bucket win=win_user res='(Machine, device) in @res_device.rows' class=@class \
	  -c bucket,device,class,gpu,State,RemoteOwner,hn <$< | gpu-filter '$(CLAIMED)' \
	| gpu-agg -k bucket,device,class,RemoteOwner n='$(call gpus)' \
	| gpu-bucket nb=device@of_devices.buckets.rows \
	| gpu-agg -k device,$(USER),class gpu_hours='$(call HOURS_OF,max(nb))' \
	| gpu-filter 'gpu_hours > 0' \
	| gpu-bucket percent='gpu_hours / sum(gpu_hours over device, user) * 100' -o $@
$(W)/h200_users.rows: $(W)/device_users.rows
	gpu-filter -c user,class,gpu_hours,percent 'device == "NVIDIA H200"' <$< -o $@
$(W)/backfill_users.rows: $(T) $(W)/res_users.rows
	gpu-filter -F nb='distinct(bucket)' '!oldi && hm' <$< \
	| gpu-bucket res='Machine in @res_users.rows' class=@class \
	  -c bucket,class,gpu,State,RemoteOwner,hn,bf \
	| gpu-filter 'bf && $(CLAIMED)' \
	| gpu-agg -k bucket,class,RemoteOwner n='$(call gpus)' \
	| gpu-agg -k $(USER),class gpu_hours='$(call HOURS_OF,fact(nb))' \
	| gpu-filter 'gpu_hours > 0' \
	| gpu-bucket percent='gpu_hours / sum(gpu_hours over user) * 100' -o $@

# How busy the claimed GPUs were, by rows.
$(W)/performance.found.rows: $(T)
	gpu-bucket res=false class=@class \
	  legacy='excluded is not null ? null : bf ? "Backfill" : field(class, "-", 1)' \
	  -c gpu,State,use,use_n,legacy <$< \
	| gpu-filter 'State == "Claimed" && use_n > 0 && legacy is not null' \
	| gpu-agg -k class=legacy avg_gpu_utilization_percent='100 * sum(use) / sum(use_n)' \
	  records_with_utilization='sum(use_n)' unique_gpus_used='$(call gpus)' -o $@
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

# Machines none of whose GPUs ran a job in a slot of its own.
$(W)/machine_device.rows: $(T)
	gpu-filter -c Machine,device,n 'excluded is null && device is not null' <$< \
	| gpu-agg -k Machine,device n='sum(n)' | gpu-filter 'best(n over Machine)' -o $@
$(W)/machine_backfill.rows: $(T)
	gpu-filter -c bucket,Machine,gpu,State 'excluded is null && bfi' <$< \
	| gpu-agg -k bucket,Machine n='$(call gpus,State == "Claimed")' \
	| gpu-agg -k Machine claimed='mean(n)' -o $@
$(W)/zero_active.rows: $(T) $(W)/machine_device.rows $(W)/machine_backfill.rows
	gpu-filter -c Machine,gpu,State,PrioritizedProjects,bfi,n 'excluded is null' <$< \
	| gpu-agg -k machine=Machine gpus='$(call gpus,!bfi)' rows='sum(n)' \
	  busy='any(State == "Claimed" if !bfi && gpu is not null)' \
	  projects='set(trim(PrioritizedProjects) if trim(PrioritizedProjects) != "")' \
	| gpu-bucket device='coalesce(machine@machine_device.rows:device, "Unknown")' \
	  backfill_claimed='coalesce(machine@machine_backfill.rows:claimed, 0.0)' \
	| gpu-filter -c machine,device,gpus,rows,projects,backfill_claimed \
	  'gpus > 0 && !busy && (search(device, @old) is null || $$ALL_DEVICES != "")' -o $@

# GPUs that no job ever ran on in a slot of its own, by machine.
$(W)/gpus.rows: $(T)
	gpu-filter -c Machine,gpu,device,State,PrioritizedProjects,n,at '!bf && hm && gpu is not null && excluded is null' <$< \
	| gpu-agg -k machine=Machine,gpu device='coalesce(last(device, at if device is not null), "Unknown")' \
	  rows='sum(n)' claimed='coalesce(sum(n if State == "Claimed"), 0)' \
	  projects='set(trim(PrioritizedProjects) if trim(PrioritizedProjects) != "")' \
	| gpu-bucket tier=@tier -o $@
$(W)/unused.rows: $(W)/gpus.rows $(W)/unused.projects.rows
	gpu-agg -k tier,device,machine unused='$(call gpu_rows,claimed == 0)' gpus='$(call gpu_rows)' \
	  ids='set(gpu if claimed == 0)' <$< | gpu-filter 'unused > 0' \
	| gpu-bucket projects=machine@unused.projects.rows:projects -o $@
$(W)/unused.projects.rows: $(W)/gpus.rows
	gpu-bucket project='split(projects, ",")' <$< \
	| gpu-agg -k machine projects='set(project if project != "")' -o $@
$(W)/unused_tiers.rows: $(W)/gpus.rows
	gpu-agg -k tier gpus='$(call gpu_rows)' unused='$(call gpu_rows,claimed == 0)' \
	  used='$(call gpu_rows,claimed > 0)' <$< -o $@

# Every host, also those left out, with what its own slots and its backfill
# slots ran.
$(W)/hosts.rows: $(T)
	gpu-filter -c bucket,Machine,device,gpu,State,bf,excluded 'hm && gpu is not null' <$< \
	| gpu-agg -k bucket,Machine,device t='$(call gpus,!bf)' \
	  c='$(call gpus,!bf && State == "Claimed")' \
	  d='$(call gpus,!bf && State == "Drained")' \
	  b='$(call gpus,bf && State == "Claimed")' excluded='max(excluded)' \
	| gpu-agg -k device='coalesce(device, "Unknown")',machine=Machine gpus='max(t)' \
	  available='sum(t) / fact(buckets)' claimed='sum(c) / fact(buckets)' \
	  drained='sum(d) / fact(buckets)' backfill='sum(b) / fact(buckets)' \
	  percent='100 * sum(c) / sum(t)' excluded='max(excluded)' -o $@

# GPUs that took no new jobs: intervals without a gap of more than 20 minutes,
# of all hosts.  One sample alone counts a quarter of an hour.
$(W)/drain_runs.rows: $(T)
	gpu-filter -c bucket,Machine,gpu,at,till drained <$< \
	| gpu-agg -k bucket,machine=Machine,gpu from='min(at)' to='max(till)' \
	| gpu-filter -s machine,gpu,bucket true \
	| gpu-bucket run='cum(coalesce(from - prev(to over machine, gpu) > 20m, false) over machine, gpu)' \
	| gpu-agg -k machine,gpu,run from='min(from)' to='max(to)' \
	| gpu-bucket hours='to > from ? (to - from) / 1h : 0.25' -o $@
$(W)/draining.rows: $(W)/drain_runs.rows
	gpu-agg -k machine,gpu intervals='count()' hours='sum(hours)' <$< -o $@
$(W)/draining_hosts.rows: $(W)/drain_runs.rows
	gpu-agg -k machine gpus='$(call gpus)' intervals='count()' hours='$(call gpu_sum,hours)' <$< -o $@

# GPUs to which jobs were not let, and why; of all hosts.
$(W)/prevented.found.rows: $(T)
	gpu-filter -F prevented_buckets='distinct(bucket)' -c bucket,Machine,gpu,reason,till 'reason is not null' <$< -o $@
$(W)/prevented.newest.rows: $(W)/prevented.found.rows
	gpu-agg bucket='max(bucket)' <$< -o $@
$(W)/prevented.rows: $(W)/prevented.found.rows $(W)/prevented.newest.rows
	gpu-agg -k machine=Machine gpus='$(call gpus)' reasons='set(reason)' \
	  last='max(bucket)' last_seen='text(max(till), "%Y-%m-%d %H:%M")' <$< \
	| gpu-bucket active='last == $(if $(POOL_NAMES),max(last over field(machine$(comma) "/"$(comma) 1)),@prevented.newest.rows:bucket)' \
	  -c machine,gpus,reasons,last_seen,active -o $@
$(W)/prevented_reasons.rows: $(W)/prevented.found.rows
	gpu-agg -k reason hosts='distinct(Machine)' gpus='$(call gpus)' \
	  buckets='fact(prevented_buckets)' <$< -o $@

# Device families that the tables leave out.
$(W)/filtered.rows: $(T)
	gpu-filter -c device,gpu,Machine,n 'old && excluded is null' <$< \
	| gpu-agg -k device gpus='$(call gpus)' machines='distinct(Machine)' rows='sum(n)' -o $@

# Who was left out, and holes in the collector's record.
$(W)/excluded_hosts.rows: $(T)
	gpu-filter -c Machine,excluded,n 'excluded is not null' <$< \
	| gpu-agg -k machine=Machine,reason=excluded rows='sum(n)' -o $@
$(W)/gaps.rows: $(T)
	gpu-agg -k $(BY_POOL)bucket to='min(at)' till='max(till)' <$< \
	| gpu-bucket from='prev(till over $(POOL_ALL))' gap='to - prev(till over $(POOL_ALL))' \
	| gpu-filter 'gap > 20m' -c '$(BY_POOL)from,to,gap' -o $@

ifneq ($(POOL_NAMES),)
# Pools: what is known of each, also of one without a record.  Allocated and
# available as in the first row of the first table: the pools' are its parts.
$(W)/pool_facts.rows: $(PARTS:%=$(W)/part-%.rows) $(W)/window.rows
	{ $(foreach p,$(POOL_NAMES),dir=$(call dir_of_pool,$p); \
	  gpu-extract -q -T timestamp=time -w "$$(cat $(W)/window)" -n 0 -c timestamp $$dir \
	  | gpu-agg missing='fact(missing)' -o $@.missing.rows; \
	  gpu-extract -q -T timestamp=time -w 0s -c timestamp $$dir \
	  | gpu-agg newest='max(timestamp)' -o $@.newest.rows; \
	  gpu-extract $(patsubst %,$(W)/part-%.rows,$(filter %@$p,$(PARTS))) | gpu-agg $(FACTS) \
	  | gpu-bucket pool='"$p"' missing=@pool_facts.rows.missing.rows:missing newest=@pool_facts.rows.newest.rows:newest -c pool,*;) } \
	| gpu-filter true -o $@
	rm $@.missing.rows $@.newest.rows
# Each has snapshots of its own; a month is missing that all of them lack.
$(W)/pool_sums.rows: $(W)/pool_facts.rows
	gpu-bucket month='split(missing)' <$< | gpu-agg -k month pools='count()' \
	| gpu-filter 'month is not null && pools == $(words $(POOL_NAMES))' | gpu-agg missing='set(month)' -o $(W)/pool_sums.missing.rows
	gpu-agg snapshots='sum(snapshots)' <$< | gpu-bucket missing=@pool_sums.missing.rows:missing -o $@
$(W)/pool_device.rows: $(T) $(W)/res_device.rows
	$(call device_by,pool$(comma))
$(W)/pool_found.rows: $(W)/pool_device.rows
	gpu-extract -n 1 @rows -o $(W)/pool_found.first.rows
	gpu-bucket $(ROWS_OF) <$< | gpu-filter 'row == @pool_found.first.rows:row' \
	| gpu-agg -k pool claimed='sum(claimed)' available='sum(available if offer)' drained='sum(drained if offer)' -o $@
$(W)/pool_gpus.rows: $(W)/sides.rows
	gpu-filter 'c || u' <$< | gpu-agg -k pool='field(gpu, "/", 1)' gpus='$(gpus)' -o $@
$(W)/pool_gaps.rows: $(W)/gaps.rows
	gpu-agg -k pool gaps='count()' longest='max(gap)' <$< -o $@
# A pool is late if others go on without it for longer than STALE.
$(W)/pools.rows: $(W)/pool_facts.rows $(W)/pool_found.rows $(W)/pool_gpus.rows $(W)/pool_gaps.rows $(W)/window-facts.rows
	gpu-bucket gpus='rows > 0 ? coalesce(pool@pool_gpus.rows:gpus, 0$(if $(SLICED),.0)) : null' \
	  claimed='rows > 0 ? coalesce(pool@pool_found.rows:claimed, 0.0) : null' \
	  drained='rows > 0 ? coalesce(real(pool@pool_found.rows:drained), 0.0) : null' \
	  available='rows > 0 ? coalesce(pool@pool_found.rows:available, 0.0) : null' \
	  percent='100 * claimed / available' seen='100.0 * buckets / @window-facts.rows:buckets' \
	  gaps='coalesce(pool@pool_gaps.rows:gaps, 0)' longest_gap='pool@pool_gaps.rows:longest' \
	  behind='@window-facts.rows:last - last' <$< \
	| gpu-bucket told='rows == 0 ? "no record" : behind > $(STALE) ? "stopped" : missing != json("[]") ? "months missing" : ""' \
	  -c pool,gpus,claimed,available,drained,percent,rows,snapshots,seen,first,last,behind,gaps,longest_gap,missing,newest,told -o $@
$(W)/pool_told.rows: $(W)/pools.rows
	gpu-agg silent='set(concat(pool, " (the newest is of ", text(newest, "%Y-%m-%d %H:%M"), ")") if told == "no record")' \
	  stopped='set(concat(pool, " at ", text(last, "%Y-%m-%d %H:%M")) if told == "stopped")' \
	  months='set(concat(pool, " ", join(missing, ", ")) if missing != json("[]"))' <$< -o $@
	$(if $(QUIET),,gpu-filter 'told != ""' <$< \
	| gpu-bucket said='concat("pool ", pool, ": ", told, told == "months missing" ? concat(" ", join(missing, ", ")) : concat(" since ", text(coalesce(last, newest), "%Y-%m-%d %H:%M")))' -c said \
	| gpu-render -f tsv - | tail -n +2 | sed 's/^/nightly: warning: /' >&2)
# Over time, for a chart: nothing where others have a record, which breaks a line.
$(W)/pool_time.rows: $(W)/sides.rows $(W)/window-facts.rows
	$(FIND_STEP); \
	gpu-filter 'gpu is not null' <$< \
	| gpu-agg -k bucket,pool='field(gpu, "/", 1)' claimed='$(call gpus,c)' available='$(call gpus,c || u)' \
	| gpu-agg -k bucket="floor(bucket, $$step)",pool claimed='mean(claimed)' available='mean(available)' \
	  percent='100 * sum(claimed) / sum(available)' -o $(W)/pool_time.found.rows; \
	gpu-agg -k bucket <$(W)/pool_time.found.rows \
	| gpu-bucket pool='split("$(POOL_NAMES)", " ")' \
	  $(foreach c,claimed available percent,$c='(bucket, pool)@pool_time.found.rows:$c') -o $@
endif
