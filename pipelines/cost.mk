# What GPUs cost: by group, user and device, with what was held but idle and what
# nobody held.  And figures for Prometheus.  Included by nightly.mk.

# A site's lists, else the policy's, which are empty: device,rate for a GPU hour;
# user,group.
$(W)/rates.rows: $(RATES) $(W)/settings $(W)/site/lists
	gpu-extract -f csv -T 'device=text,rate=real' -c device,rate $(or $(RATES),@rates.csv) \
	| gpu-filter -e 'rate >= 0.0' true -o $@
$(W)/members.rows: $(MEMBERS) $(W)/settings $(W)/site/lists
	gpu-extract -f csv -T '*=text' -c user,group $(or $(MEMBERS),@members.csv) -o $@
COST_LISTS = $(W)/rates.rows $(W)/members.rows
PRICED = weight='$(call weight_of)' rate=device@rates.rows:rate

# Hours of whole GPUs; those of devices without a rate cost nothing and are told.
COST = gpu_hours='sum(hours * weight)' cost='coalesce(sum(hours * weight * rate), 0.0)' \
	  idle_hours='coalesce(sum(hours * weight if what == "idle"), 0.0)' \
	  idle_cost='coalesce(sum(hours * weight * rate if what == "idle"), 0.0)' \
	  unrated='coalesce(sum(hours * weight if rate is null), 0.0)'
$(W)/cost_runs.rows: $(W)/held_runs.rows $(COST_LISTS)
	gpu-bucket $(PRICED) device='coalesce(device, "Unknown")' \
	  group='coalesce(user@members.rows:group, field(user, "@", 1)@members.rows:group, "No group")' \
	  -c group,user,job,device,what,hours,weight,rate <$< -o $@
$(W)/cost_users.rows: $(W)/cost_runs.rows
	gpu-agg -k group,user jobs='distinct(job)' $(COST) <$< -o $@
$(W)/cost_groups.rows: $(W)/cost_runs.rows
	gpu-agg -k group users='distinct(user)' $(COST) <$< | gpu-bucket share='100 * cost / sum(cost over all)' -o $@
# What each device could have earned: hours in which no job held it.
$(W)/cost_free.rows: $(W)/courses.rows $(COST_LISTS)
	gpu-bucket $(PRICED) device='coalesce(device, "Unknown")' hours='(till - from) / 1h' <$< \
	| gpu-agg -k device free_hours='coalesce(sum(hours * weight if what in ("ready", "none")), 0.0)' \
	  free_cost='coalesce(sum(hours * weight * rate if what in ("ready", "none")), 0.0)' \
	  weight='max(weight)' rate='max(rate)' -o $@
$(W)/cost_devices.rows: $(W)/cost_free.rows $(W)/cost_runs.rows
	gpu-agg -k device $(COST) <$(W)/cost_runs.rows -o $(W)/cost_devices.held.rows
	gpu-bucket <$< $(foreach c,gpu_hours cost idle_hours idle_cost,$c='coalesce(device@cost_devices.held.rows:$c, 0.0)') -o $@
$(W)/cost_total.rows: $(W)/cost_runs.rows $(W)/cost_free.rows
	gpu-agg free_hours='sum(free_hours)' free_cost='sum(free_cost)' <$(W)/cost_free.rows -o $(W)/cost_total.free.rows
	gpu-agg users='distinct(user)' $(COST) <$< \
	| gpu-bucket gpu_hours='coalesce(gpu_hours, 0.0)' free_hours=@cost_total.free.rows:free_hours \
	  free_cost=@cost_total.free.rows:free_cost -o $@

# One file for the collector of node_exporter, whole or not at all.
.PHONY: prom
prom: $(OUT)/gpu.prom
$(OUT)/gpu.prom: $(W)/class.rows $(W)/idle_devices.rows $(W)/window-facts.rows $(if $(POOL_NAMES),$(W)/pools.rows)
	gpu-bucket seconds='(last - time("1970-01-01")) / 1s' -c seconds,rows,snapshots,hours <$(W)/window-facts.rows -o $(W)/prom.window.rows
	gpu-agg -k class claimed='max(claimed)' available='max(available)' percent='max(percent)' <$(W)/class.rows -o $(W)/prom.class.rows
	gpu-agg -k device held_hours='max(gpu_hours)' idle_hours='max(idle)' unknown_hours='max(unknown)' <$(W)/idle_devices.rows -o $(W)/prom.device.rows
	$(if $(POOL_NAMES),gpu-bucket seconds='(coalesce(last$(comma) newest) - time("1970-01-01")) / 1s' -c pool$(comma)claimed$(comma)available$(comma)seen$(comma)seconds <$(W)/pools.rows -o $(W)/prom.pool.rows)
	gpu-render -f prom gpu_class=$(W)/prom.class.rows gpu_device=$(W)/prom.device.rows $(if $(POOL_NAMES),gpu_pool=$(W)/prom.pool.rows) gpu_newest=$(W)/prom.window.rows -o $@
