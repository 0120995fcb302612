# The window and its tally: a row for each bucket, GPU and circumstance, from
# which every table is made.  Included by nightly.mk, whose variables it takes.

include $(P)/pools.mk
include $(P)/slices.mk
include $(P)/lists.mk
export HOST MODEL ALL_DEVICES DEVICE_USERS ZONE HOURS END MONTH BUCKET CHANGE SPLIT ANON SALT

# What was asked for, and the months there are, MONTHS: one that is gone is
# missing from now on.  Changes only when the answer would.
WINDOW = $(if $(MONTH),$(MONTH),$(HOURS)h$(if $(END),..$(END)))
SALTED := $(if $(ANON),$(shell printf '%s' "$$SALT" | sha256sum | cut -c 1-8))
SETTINGS = $(foreach v,DATA WINDOW BUCKET CHANGE POLICY HOST MODEL ALL_DEVICES \
	DEVICE_USERS ZONE SPLIT ANON SALTED IDLE WARMUP IDLE_FOR HELD PROJECT PRESSURE RATES MEMBERS SLICES PARENTS SLICED CURRENCY STALE MONTHS,$(v)=$($(v)))
$(eval $(call settings,$(W)/site))

# The window, found once, so that all parts see the same one.
$(W)/window.rows: $(W)/settings $(foreach m,$(MONTHS),$(call file_of,$m))
	gpu-extract $(QUIET) -T timestamp=time -w '$(WINDOW)' -n 0 -c timestamp $(DATA) \
	| gpu-agg start='fact(start)' end='fact(end)' missing='fact(missing)' \
	  w='concat(text(fact(start)), "..", text(fact(end)))' -o $@.new
	gpu-filter -e 'start is not null' <$@.new >/dev/null 2>&1 \
	|| { echo "nightly: $(DATA): no month has a row" >&2; exit 1; }
	gpu-bucket before='$$MONTH != "" ? text(start - 1s, "%Y-%m") : concat(text(start - (end - start) - 1us), "..", text(start - 1us))' <$@.new -o $@
	rm $@.new
$(W)/window: $(W)/window.rows
	gpu-render -f tsv -c w $< | tail -n +2 >$@.new
	$(keep_same)

# The months that can hold rows of the window: those it touches and the one
# after, where a snapshot of the last second may lie; without any the last one,
# for a tally without rows.
$(W)/parts.mk: $(W)/window $(W)/settings
	from=$$(cut -c1-7 $<); to=$$(sed 's/.*[.][.]//' $< | cut -c1-7); \
	{ printf 'PARTS ='; for pool in $(or $(POOL_NAMES:%=@%),''); do after=; some=; last=; \
	for m in $(MONTHS); do \
		if [[ $$m != ???????$$pool ]]; then continue; fi; \
		last=$$m; month=$${m%$$pool}; \
		if [[ $$month < $$from ]]; then continue; fi; \
		if [[ $$month > $$to && -n $$after ]]; then continue; fi; \
		if [[ $$month > $$to ]]; then after=yes; fi; \
		printf ' %s' $$m; some=yes; \
	done; [[ -n $$some ]] || printf ' %s' $$last; done; echo; \
	printf 'INNER ='; for m in $(MONTHS); do month=$${m%@*}; \
		if [[ $$month > $$from && $$month < $$to ]]; then printf ' %s' $$m; fi; \
	done; echo; } >$@.new
	mv $@.new $@
include $(W)/parts.mk

# When a month's rows are looked at: in the window, or, of one in its middle, if
# they all lie in it, from the first to the last.  So it isn't read again when
# the window moves on.
.SECONDEXPANSION:
$(INNER:%=$(W)/span-%.rows): $(W)/span-%.rows: $$(call file_of,$$*)
	gpu-extract -q -T timestamp=time -c timestamp $(call source_of,$*) \
	| gpu-agg from='min(timestamp)' to='max(timestamp)' -o $@
$(INNER:%=$(W)/reach-%): $(W)/reach-%: $(W)/span-%.rows $(W)/window.rows
	gpu-bucket start=@window.rows:start end=@window.rows:end <$< \
	| gpu-bucket w='from >= start && to <= end ? concat(text(from), "..", text(to)) : @window.rows:w' \
	| gpu-render -f tsv -c w - | tail -n +2 >$@.new
	$(keep_same)
$(patsubst %,$(W)/reach-%,$(filter-out $(INNER),$(PARTS))): $(W)/window
	cp $< $@

COLUMNS = timestamp,Name,AssignedGPUs,State,GPUs_DeviceName,GPUs_GlobalMemoryMb,PrioritizedProjects,GPUsAverageUsage,Machine,RemoteOwner,PreventJobsReason?

# From rows to the tally: a row for each bucket, GPU and circumstance, that is,
# for each combination of what the tables look at.  Rows of excluded hosts stay
# in it, marked: the denominators of before the exclusion are at hand.
KEYS = bucket,$(BY_POOL)Machine,gpu,device,memory,State,RemoteOwner,PrioritizedProjects,excluded,bf,bfi,inter,owned,prio,pp1,old,oldi,inmem,hn,hm,win,win_device,win_user,for_device,for_memory,drained,reason
# Which rows the report is about: hn by the name of the slot, hm of the machine.
CHOSEN = of='$$MODEL == "" || coalesce(device ~* $$MODEL, false)' \
	  hn='of && Name ~ $$HOST' hm='of && Machine ~* $$HOST'
# What a row is, by the policy.
SLOTS = @slots $(CHOSEN) $(POOL_MACHINES)
define tally
	$(call read,$(COLUMNS)) | gpu-bucket -t $(1) $(NAMED) $(SLOTS) \
	  bfi='contains(lower(Name), "backfill")' @wins \
	  drained='gpu is not null && State == "Drained" && !any(State == "Claimed" over timestamp, Machine, gpu)' \
	  reason='prevented ? PreventJobsReason : null' row='cum(1 over all)' \
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
ifneq ($(SLICED),)
# What each GPU counts, by its id: not all of its rows have a device.
$(W)/weights.rows: $(PARTS:%=$(W)/part-%.rows) $(W)/slices.rows
	gpu-extract -c gpu,device $(filter $(W)/part-%,$^) \
	| gpu-bucket weight='device@slices.rows:weight' | gpu-filter 'gpu is not null && weight is not null' \
	| gpu-agg -k gpu weight='min(weight)' -o $@.new
	$(keep_same)
endif
TALLY_NEEDS = $(W)/settings $(W)/site/lists $(wildcard $(P)/*.mk) $(SLICE_LISTS) $(POOL_STAMP)
$(W)/part-%.rows: $$(call file_of,$$*) $(W)/reach-% $(TALLY_NEEDS)
	$(call tally,15m)
$(T): $(PARTS:%=$(W)/part-%.rows) $(WEIGHTS)
	gpu-extract --chunk 65536 --as-is $(filter $(W)/part-%,$^) -o $@
ifneq ($(BUCKET),15m)
$(W)/series-part-%.rows: $$(call file_of,$$*) $(W)/reach-% $(TALLY_NEEDS)
	$(call tally,$(BUCKET))
$(W)/series-tally.rows: $(PARTS:%=$(W)/series-part-%.rows) $(WEIGHTS)
	gpu-extract --chunk 65536 --as-is $(filter $(W)/series-part-%,$^) -o $@
S = $(W)/series-tally.rows
SIDES = $(W)/series-sides.rows
else
S = $(T)
SIDES = $(W)/sides.rows
endif

# What happened over the whole window.  One without a row is no report; the
# second reading is for its message, which names the newest row.
FACTS = first='fact(first)' last='fact(last)' rows='fact(rows)' rows_excluded='fact(rows_excluded)' \
	snapshots='fact(snapshots)' buckets='fact(buckets)' late='fact(late)' $(if $(SLICED),wholes='fact(seen) - fact(rows)')
# How the period is called: October 2026; the day it ends; that and its length.
PERIOD = $$MONTH != "" ? text(start, "%B %Y") : end - start <= 25h ? text(day(end)) : concat(text(day(start)), " to ", text(day(end)))
EXPECT = rows > 0
$(W)/window-facts.rows: $(T) $(W)/window.rows $(if $(POOL_NAMES),$(W)/pool_sums.rows)
	gpu-agg $(FACTS) <$< | gpu-filter -e '$(EXPECT)' \
	| gpu-bucket start=@window.rows:start end=@window.rows:end $(if $(POOL_NAMES),snapshots=@pool_sums.rows:snapshots) \
	| gpu-bucket hours='(end - start) / 1h' period='$(PERIOD)' \
	  missing=@$(if $(POOL_NAMES),pool_sums,window).rows:missing -c start,end,hours,period,*,missing -o $@ \
	|| { gpu-extract -T timestamp=time -w '$(WINDOW)' -c timestamp $(DATA) >/dev/null; exit 1; }
