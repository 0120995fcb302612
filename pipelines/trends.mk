# Tables of weeks, trends and people, for windows of weeks to years.  Included
# by nightly.mk.  Where the tally has no answer (single snapshots, jobs) the
# rows are read again, month by month.

# by_month NAME: the rows of each month, columns.NAME, no more than limit.NAME
# says, through trend.NAME; the months joined in NAME.parts.rows.
define by_month
$(W)/part-$(1)-%.rows: $$$$(call file_of,$$$$*) $(W)/reach-% $(TALLY_NEEDS) $(WEIGHTS)
	$$(call read,$$(columns.$(1)),$$(limit.$(1))) | $$(trend.$(1)) -o $$@
$(W)/$(1).parts.rows: $$(PARTS:%=$(W)/part-$(1)-%.rows)
	gpu-extract --chunk 65536 --as-is $$^ -o $$@
endef

# A snapshot stands for the time to the next one; the last for the time since
# the one before; a single one for a quarter of an hour.
WEIGHT = coalesce(next(timestamp over $(POOL_ALL)) - timestamp, timestamp - prev(timestamp over $(POOL_ALL)), 15m) / 1h

# GPU hours by the kind of slot, with their trend.  A day in which the window
# begins isn't whole and left out.
columns.kinds = timestamp,Name,State$(if $(SLICED),$(comma)AssignedGPUs)
trend.kinds = gpu-agg -k $(BY_POOL)timestamp \
	  p='$(call gpu_rows,State == "Claimed" && @kind == "primary",AssignedGPUs)' \
	  b='$(call gpu_rows,State == "Claimed" && @kind == "backfill",AssignedGPUs)'
$(eval $(call by_month,kinds))
$(W)/hour_days.rows: $(W)/kinds.parts.rows $(W)/window.rows
	gpu-agg -k $(BY_POOL)timestamp p='sum(p)' b='sum(b)' <$< | gpu-bucket w='$(WEIGHT)' \
	| gpu-filter 'timestamp >= time(day(@window.rows:start + 1d - 1us))' \
	| gpu-agg -k $(BY_POOL)date='day(timestamp)' claimed_gpus='mean(p + b)' \
	  gpu_hours='sum((p + b) * w)' primary_gpu_hours='sum(p * w)' \
	  primary_claimed_gpus='mean(p)' backfill_gpu_hours='sum(b * w)' \
	  backfill_claimed_gpus='mean(b)' $(call sum_pools,date,claimed_gpus gpu_hours primary_gpu_hours primary_claimed_gpus backfill_gpu_hours backfill_claimed_gpus) -o $@
# Whole weeks, Monday to Sunday, with the mean of the last four that there are.
$(W)/hour_weeks.whole.rows: $(W)/hour_days.rows
	gpu-agg -k week='week(date)' days='count()' gpu_hours='sum(gpu_hours)' \
	  primary_gpu_hours='sum(primary_gpu_hours)' \
	  backfill_gpu_hours='sum(backfill_gpu_hours)' <$< \
	| gpu-filter 'days == 7' -o $@
$(W)/hour_weeks.rows: $(W)/hour_weeks.whole.rows
	gpu-bucket n='int((week - date("1970-01-05")) / 7d)' <$< \
	| gpu-bucket of='range(n, n + 4, 1)' \
	| gpu-agg -k week='date("1970-01-05") + 7d * of' mean_of_four='mean(gpu_hours)' -o $(W)/hour_weeks.four.rows
	gpu-bucket mean_of_four=week@hour_weeks.four.rows:mean_of_four <$< -o $@
$(W)/hour_months.rows: $(W)/hour_days.rows
	gpu-agg -k month='month(date)' gpu_hours='sum(gpu_hours)' a_day='mean(gpu_hours)' \
	  days='count()' primary_gpu_hours='sum(primary_gpu_hours)' \
	  backfill_gpu_hours='sum(backfill_gpu_hours)' <$< -o $@
# Least squares of the hours of a day over the days, counted from the first:
# slope, coefficient of determination, and how probable such a slope is where
# there is none (t distribution, both sides).
$(W)/hour_trend.rows: $(W)/hour_days.rows
	gpu-bucket x='(date - min(date over all)) / 1d' y=gpu_hours <$< \
	| gpu-agg days='count()' first='min(date)' last='max(date)' \
	  gpu_hours='sum(y)' a_day='mean(y)' \
	  primary='coalesce(100 * sum(primary_gpu_hours) / sum(y), 0.0)' \
	  backfill='coalesce(100 * sum(backfill_gpu_hours) / sum(y), 0.0)' \
	  most='max(y)' most_on='last(date, y)' least='min(y)' least_on='first(date, y)' \
	  slope='slope(y, x)' r='corr(y, x)' \
	| gpu-bucket n='real(days)' r2='r * r' \
	| gpu-bucket p='n <= 2.0 ? null : r2 < 1.0 ? tdist(sqrt(r2 * (n - 2) / (1 - r2)), n - 2) : 0.0 * r2' \
	  -c days,first,last,gpu_hours,a_day,primary,backfill,most,most_on,least,least_on,slope,r2,p -o $@
# How the days are spread over twenty steps, before SPLIT and since.
$(W)/hour_spread.rows: $(W)/hour_days.rows
	gpu-bucket kind='split("Primary Backfill", " ")' <$< \
	| gpu-bucket v='kind == "Primary" ? primary_gpu_hours : backfill_gpu_hours' \
	  time='$$SPLIT != "" ? (date < date($$SPLIT) ? concat(kind, " before ", $$SPLIT) : concat(kind, " since")) : kind' \
	| gpu-bucket step='floor(max(v over kind) / 20, 1.0) + 1' \
	| gpu-agg -k kind,time,from='floor(v, step)' days='count()' -o $@

# Allocation by week and category: whole weeks, of the same intervals as the
# series of the report.
$(W)/weeks.rows: $(W)/series_classes.rows
	gpu-agg -k week='week(bucket)',class days='distinct(day(bucket))' intervals='count()' \
	  claimed='mean(claimed)' available='mean(total)' \
	  percent='coalesce(100 * sum(claimed) / sum(total), 0.0)' \
	  mean_percent='coalesce(mean(percent if total > 0), 0.0)' \
	  gpu_hours='sum(claimed) * (($(BUCKET)) / 1h)' <$< \
	| gpu-filter 'days == 7' -o $@
# Least, quartiles, median and greatest share of each class over the intervals.
$(W)/series_spread.rows: $(W)/series_classes.rows
	gpu-agg -k class least='min(percent)' low='quantile(percent, 0.25)' \
	  middle='median(percent)' high='quantile(percent, 0.75)' most='max(percent)' <$< -o $@
$(W)/week_means.rows: $(W)/weeks.rows
	gpu-agg -k class weeks='count()' mean_percent='mean(mean_percent)' \
	  least_percent='min(mean_percent)' most_percent='max(mean_percent)' \
	  gpu_hours='mean(gpu_hours)' least_hours='min(gpu_hours)' most_hours='max(gpu_hours)' <$< -o $@

# The most GPUs of the open capacity that each user had at one moment.
columns.peaks = $(COLUMNS)
trend.peaks = gpu-bucket -t 15m $(NAMED) $(SLOTS) @wins res=false class=@class \
	| gpu-filter -c $(BY_POOL)timestamp,bucket,RemoteOwner,gpu 'hm && field(class, "-", 1) == "Shared" && State == "Claimed" && coalesce(RemoteOwner, "") != ""' \
	| gpu-agg -k $(BY_POOL)timestamp,bucket,user='field(RemoteOwner, "@", 1)' n='$(call gpus)' \
	| gpu-agg -k $(BY_POOL)bucket,user n='max(n)'
$(eval $(call by_month,peaks))
$(W)/user_buckets.rows: $(W)/peaks.parts.rows
	gpu-agg -k $(BY_POOL)bucket,user n='max(n)' <$< $(call sum_pools,bucket$(comma)user,n) -o $@
$(W)/peaks.rows: $(W)/user_buckets.rows
	gpu-agg -k user peak='max(n)' at='first(bucket, -n)' gpu_hours='sum(n) * 0.25' <$< \
	| gpu-filter -s -peak,user true -o $@
$(W)/peak_total.rows: $(W)/user_buckets.rows
	gpu-agg -k bucket n='sum(n)' <$< | gpu-agg peak='max(n)' at='first(bucket, -n)' -o $@
# Those of the six users with the highest peaks, and of all, over time.
$(W)/user_tops.rows: $(W)/peaks.rows
	gpu-filter -s -peak,user -n 6 true <$< \
	| gpu-bucket user='split(concat(user, "\tAll"), "\t")' | gpu-agg names='set(user)' -o $@
$(W)/user_lines.rows: $(W)/user_buckets.rows $(W)/user_tops.rows $(W)/window-facts.rows
	step=$$(gpu-bucket step='$(STEP)' -c step <$(W)/window-facts.rows | gpu-render -f tsv - | tail -n 1); \
	gpu-bucket to='split(@user_tops.rows:names)' <$< \
	| gpu-agg -k bucket,user=to n='sum(to == user || to == "All" ? n : 0)' \
	| gpu-agg -k time="floor(bucket, $$step)",user n='max(n)' -o $@

# How many jobs of a user ran side by side.
columns.jobs = timestamp,State,RemoteOwner,GlobalJobId,GPUs_DeviceName
trend.jobs = gpu-filter 'State == "Claimed" && GlobalJobId is not null && coalesce(RemoteOwner, "") != ""' \
	| gpu-bucket -t 15m $(NAMED) user='field(RemoteOwner, "@", 1)' -c $(BY_POOL)bucket,user,GlobalJobId \
	| gpu-agg -k $(BY_POOL)bucket,user jobs='distinct(GlobalJobId)' rows='count()'
$(eval $(call by_month,jobs))
$(W)/concurrency.rows: $(W)/jobs.parts.rows
	$(if $(POOL_NAMES),gpu-agg -k bucket$(comma)user jobs='sum(jobs)' rows='sum(rows)' <$<,cat $<) \
	| gpu-agg -k user mean='mean(jobs)' most='max(jobs)' at='first(bucket, -jobs)' \
	  intervals='count()' rows='sum(rows)' -o $@

# How many backfill slots stood ready for the GPUs that no primary slot used,
# by device and by machine, of machines with projects and of others.
BY_MACHINE = device,Machine
columns.offers = $(COLUMNS)
offers = gpu-bucket $(SLOTS) own='any(pp1 && !bf over timestamp, Machine)' \
	  dynamic='Name !~ /^slot[0-9]+@/' \
	| gpu-filter -c $(BY_POOL)timestamp,Machine,device,own,gpu,bf,dynamic,State \
	  'hm && excluded is null && !old && gpu is not null && device is not null' \
	| gpu-agg -k $(BY_POOL)timestamp,own,$(1) all='$(call gpus,!bf)' \
	  used='$(call gpus,!bf && dynamic && State == "Claimed")' \
	  lent='$(call gpus,bf && State == "Claimed")' offered='$(call gpus,bf)' \
	| gpu-agg -k $(BY_POOL)own,$(1) n='count()' all='sum(all)' used='sum(used)' lent='sum(lent)' \
	  offered='sum(offered)' unused='sum(all - used if all > used)' \
	  ready='sum(offered if all > used)'
trend.offers = $(call offers,device)
columns.machine_offers = $(COLUMNS)
trend.machine_offers = $(call offers,$(BY_MACHINE))
$(eval $(call by_month,offers))
$(eval $(call by_month,machine_offers))
SNAPSHOTS = $(if $(POOL_NAMES),max(n),sum(n))
define efficiency
	$(if $(POOL_NAMES),$(call pool_means,own$(comma)$(1),all used lent offered unused ready),cat $<) \
	| gpu-agg -k own,$(1) gpus='real(sum(all)) / $(SNAPSHOTS)' used='real(sum(used)) / $(SNAPSHOTS)' \
	  lent='real(sum(lent)) / $(SNAPSHOTS)' offered='real(sum(offered)) / $(SNAPSHOTS)' \
	  percent='coalesce(100.0 * (sum(used) + sum(lent)) / sum(all), 0.0)' \
	  creation='100.0 * sum(ready) / sum(unused)' -o $@
endef
$(W)/slots.rows: $(W)/offers.parts.rows
	$(call efficiency,device)
$(W)/machine_slots.rows: $(W)/machine_offers.parts.rows
	$(call efficiency,$(BY_MACHINE))

# What a quarter, or any window, came to: GPU hours by the time to the next
# snapshot, different jobs, and the part of the hours there were.
CLASSED = gpu-bucket $(SLOTS) @wins res=false class=@class \
	  legacy='excluded is not null || !hn ? null : bf ? "Backfill" : field(class, "-", 1)'
columns.moments = $(COLUMNS)
trend.moments = $(CLASSED) \
	| gpu-agg -k $(BY_POOL)timestamp present='$(call gpus,excluded is null && hn)' \
	  claimed='$(call gpus,State == "Claimed" && legacy is not null)' \
	  priority='$(call gpus,State == "Claimed" && legacy == "Priority")' \
	  shared='$(call gpus,State == "Claimed" && legacy == "Shared")' \
	  backfill='$(call gpus,State == "Claimed" && legacy == "Backfill")'
$(eval $(call by_month,moments))
columns.unique_jobs = $(COLUMNS),GlobalJobId
trend.unique_jobs = $(CLASSED) \
	| gpu-filter -c legacy,GlobalJobId 'State == "Claimed" && legacy is not null && GlobalJobId is not null' \
	| gpu-bucket class='split(concat(legacy, " All"), " ")' \
	| gpu-agg --partial -k class jobs='distinct(GlobalJobId)'
$(eval $(call by_month,unique_jobs))
$(W)/unique_jobs.rows: $(W)/unique_jobs.parts.rows
	gpu-agg --merge <$< -o $@
$(W)/moments.rows: $(W)/moments.parts.rows
	gpu-agg -k $(BY_POOL)timestamp $(foreach c,present claimed priority shared backfill,$c='sum($c)') <$< \
	| gpu-bucket w='$(WEIGHT)' | gpu-agg samples='count()' from='min(timestamp)' to='max(timestamp)' \
	  $(foreach c,present claimed priority shared backfill,$c='coalesce(sum($c * w), 0.0)') -o $@
$(W)/totals.rows: $(W)/moments.rows $(W)/unique_jobs.rows
	gpu-bucket class='split("All Priority Shared Backfill", " ")' <$< \
	| gpu-bucket gpu_hours='class == "All" ? claimed : class == "Priority" ? priority : class == "Shared" ? shared : backfill' \
	| gpu-bucket jobs='coalesce(class@unique_jobs.rows:jobs, 0)' \
	  share='coalesce(100 * gpu_hours / claimed, 0.0)' \
	  efficiency='coalesce(100 * gpu_hours / present, 0.0)' \
	  -c class,jobs,gpu_hours,share,efficiency,samples,present,from,to -o $@
