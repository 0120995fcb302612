# The report of a night, or of any window: OUT/report.txt, .html and .json; and
# further reports of the same window, also as .csv:
#   ungrouped   allocation by class, without devices
#   series      allocation over time
#   unused      GPUs that no job ever ran on
#   hosts       every host, those left out marked
#   charts      allocation in pictures
#   draining    when GPUs took no new jobs
#   users       the most GPUs and jobs at once of single users
#   slots       how backfill slots cover unused GPUs, by device and machine
#   totals      GPU hours and different jobs by class
#   idle        GPUs that jobs held but did not use
#   evictions   what backfill lost to the machines' own jobs, and how long it
#               could have GPUs
#   host-users  who was on each host, of HOST=regex
#   host        one host or project: users, who waited, how evenly; also .md
#   cost        what GPUs cost by group, user and device
#   prom        OUT/gpu.prom: figures for Prometheus, alone
#   odd         slots and snapshots that contradict themselves
#   pools       several pools side by side
#   weeks       allocation by week
#   trend       GPU hours by day, week and month, with their trend
#
#   make -f nightly.mk [report|ungrouped|...] DATA=dir OUT=dir
#       [DATA='north=dir south=dir']              several pools, by their names
#       [STALE=1h]                                a pool without records for longer
#                                                 than the others is told
#       [HOURS=24] [END='YYYY-MM-DD HH:MM:SS'] [MONTH=YYYY-MM]   the window;
#                                                 weeks and trend: HOURS=8760
#       [BUCKET=15m]                              of the time series
#       [CHANGE=no]                               no change against the window before
#       [POLICY=chtc|chtc-2026|chtc-2025|slurm]   slurm where there is a partitions.csv
#       [OWNED=file] [EXCLUDE=file|none]          the site's lists
#       [METHODOLOGY=file]                        its words on how it counts
#       [ALL_DEVICES=1] [HOST=regex] [MODEL=regex]
#       [SPLIT=YYYY-MM-DD]                        a day that the trend compares at
#       [DEVICE_USERS='NVIDIA H200,NVIDIA L40S']  devices whose users are shown
#       [IDLE=0.05]                               a GPU used less than this share is idle
#       [WARMUP=30m] [IDLE_FOR=1h]                for how long a job isn't judged,
#                                                 and how long a run is told of
#       [ZONE=Region/City]                        for policies that need it
#       [PROJECT=regex] [PRESSURE=dir]            host: of the machines of a project;
#                                                 the store of collect-jobs
#       [SLICES=file] [PARENTS=file]              GPUs that are parts of others
#                                                 (slices.mk): CSV device,weight;
#                                                 gpu,parent; slices.csv ... of DATA
#       [RATES=file] [MEMBERS=file]               cost: CSV device,rate; user,group;
#                                                 rates.csv ... of DATA
#       [CURRENCY=EUR]                           behind sums
#       [ANON=1 SALT=text]                        users have other names: whoever
#                                                 has the salt could try theirs
#       [LAYOUTS=dir]                             own layouts, by their names
#       [NOW='YYYY-MM-DD HH:MM:SS']               the clock the page is dated by
#       [LOCK_WAIT=600]                           seconds to wait for another run
#
# The rows are read once, month by month, from archives that are up to date
# (archive.mk) and else from databases, into a tally (tally.mk).  The tables are
# made from the tally (tables.mk), those of single snapshots and of jobs from
# the rows (trends.mk).  A second run redoes only what changed;
# months and tables are worked on side by side, by as many jobs as there are
# cores (-j1: one at a time); V=1 shows the commands.

DATA =
OUT =
HOURS = $(if $(filter trend weeks,$(basename $(notdir $(MAKECMDGOALS)))),8760,24)
END =
MONTH =
BUCKET = 15m
CHANGE = yes
POLICY = $(call policy_of,$(DIRS))
OWNED = $(if $(POOL_NAMES),,$(wildcard $(DATA)/chtc_owned))
EXCLUDE = $(if $(POOL_NAMES),,$(wildcard $(DATA)/masked_hosts.yaml))
METHODOLOGY = $(if $(POOL_NAMES),,$(wildcard $(DATA)/methodology.md))
ALL_DEVICES =
HOST =
MODEL =
DEVICE_USERS = NVIDIA H200
IDLE = 0.05
WARMUP = 30m
IDLE_FOR = 1h
PROJECT =
PRESSURE = $(DIRS)
RATES = $(if $(POOL_NAMES),,$(wildcard $(DATA)/rates.csv))
MEMBERS = $(if $(POOL_NAMES),,$(wildcard $(DATA)/members.csv))
SLICES = $(wildcard $(DIRS:%=%/slices.csv))
PARENTS = $(if $(POOL_NAMES),,$(wildcard $(DATA)/parents.csv))
STALE = 1h
CURRENCY =
export MONEY = $(if $(CURRENCY), $(CURRENCY))
ZONE =
SPLIT =
ANON =
SALT ?=
LAYOUTS =

ifneq ($(and $(ANON),$(if $(SALT),,no)),)
$(error ANON needs a SALT, so that names cannot be guessed)
endif
ifeq ($(and $(DATA),$(OUT)),)
$(error say where the data are and where the report goes: DATA=dir OUT=dir)
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work

NAME = nightly
LOCK = $(W)/lock
LEFT = $(W)/*.rows.?????? $(W)/before/*.rows.??????
include $(P)/head.mk
ifdef LOCKED
.PHONY: report tables force
report:

# Claims are read for the page of a night, a week, a month; over longer windows
# only for their own report.
HELD := $(strip $(or $(filter idle host-users cost prom gpu,$(basename $(notdir $(MAKECMDGOALS)))),\
	$(findstring -,$(MONTH)),$(if $(MONTH),,$(shell awk -v hours='$(HOURS)' \
	'BEGIN { if (hours + 0 <= 1000) print "yes" }'))))

include $(P)/tally.mk
include $(P)/tables.mk
include $(P)/trends.mk
include $(P)/claims.mk
include $(P)/host.mk
include $(P)/cost.mk

# The tables of each report.
TABLES.report = class class3 device models device3 class_total tiers memory \
	h200_users device_users backfill_users series over_time unique \
	performance backfill_days page zero_active draining draining_hosts \
	prevented prevented_reasons filtered excluded_hosts gaps idle_users \
	idle_devices
TABLES.ungrouped = class unique
TABLES.series = series over_time series_means
TABLES.unused = unused unused_tiers
TABLES.hosts = hosts
TABLES.charts = over_time series_means series_spread device3
TABLES.draining = draining drain_runs draining_hosts
TABLES.trend = hour_trend hour_weeks hour_months hour_days hour_spread
TABLES.weeks = weeks week_means
TABLES.users = peaks peak_total user_lines concurrency
TABLES.slots = slots machine_slots
TABLES.totals = totals
TABLES.idle = idle_total idle_users idle_devices idle_jobs
TABLES.evictions = evictions_total evictions_devices evictions_users \
	evictions_machines evictions_hours evictions ready_total ready_devices \
	ready_spread
TABLES.host-users = host_users user_hosts
TABLES.host = host_total host_shares host_waits host_projects host_buckets \
	host_queue host_time host_queue_time
TABLES.cost = cost_total cost_groups cost_users cost_devices
TABLES.odd = odd_slots thin
TABLES.pools = pools pool_time gaps
# What a policy adds: its own tables, and TABLES.report += their names.
-include $(P)/policy/$(POLICY)/tables.mk

# What every page tells of several pools.
ifneq ($(POOL_NAMES),)
TABLES.report += pools
$(foreach r,$(filter TABLES.%,$(.VARIABLES)),$(eval $r += pool_told))
else ifneq ($(filter pools,$(basename $(notdir $(MAKECMDGOALS)))),)
$(error one folder is one pool: DATA='north=/data/n south=/data/s')
endif

# Those of the reports asked for, by their names or by those of their files.
TABLES = $(sort $(foreach g,$(notdir $(or $(MAKECMDGOALS),report)),\
	$(TABLES.$(basename $g))))
tables: $(W)/window-facts.rows $(TABLES:%=$(W)/%.rows)

# The same tables of the window before, for the columns that show the change.
# Without it that window has no rows, and none of its tables is shown.
B = $(W)/before
BEFORE = $(B)/window-facts.rows $(TABLES:%=$(B)/%.rows)
ifeq ($(CHANGE),no)
$(BEFORE) &: $(W)/window-facts.rows $(TABLES:%=$(W)/%.rows)
	mkdir -p $(B); ln -sf -t $(B) $(TABLES:%=../%.rows)
	gpu-bucket rows=0 <$< -o $(B)/window-facts.rows
else
$(BEFORE) &: $(W)/window.rows $(TALLY_NEEDS)
	mkdir -p $(B); find $(B) -type l -delete
	+GPUTALLY_LOCKED=$(abspath $(B)/lock) $(MAKE) --no-print-directory \
	  -f $(P)/nightly.mk tables TABLES='$(TABLES)' HELD='$(HELD)' W=$(B) EXPECT=true QUIET=-q \
	  WINDOW="$$(gpu-render -f tsv -c before $< | tail -n +2)"
	touch -c $(BEFORE)
endif

# page NAME,LAYOUT,TABLE: a report as text, page and JSON, and one of its tables
# as CSV.  One whose layout speaks of the window before gets it.
shipped = $(firstword $(wildcard $(P)/policy/$(POLICY)/$(1).layout) $(P)/layouts/$(1).layout)
layout = $(firstword $(wildcard $(and $(LAYOUTS),$(LAYOUTS)/$(1).layout)) $(call shipped,$(1)))
compares = $(findstring before.,$(file <$(call layout,$(1))) $(file <$(call shipped,$(1))))
define page
.PHONY: $(1)
$(1): $(foreach e,txt html json $(if $(3),csv),$(OUT)/$(1).$e)
$(foreach e,txt html json,$(OUT)/$(1).$e): $(call layout,$(2)) \
  $(W)/window-facts.rows $(TABLES.$(1):%=$(W)/%.rows) \
  $(if $(call compares,$(2)),$(B)/window-facts.rows $(TABLES.$(1):%=$(B)/%.rows))
	gpu-render -l $$< -f $$(FORMAT$$(suffix $$@)) window=$(W)/window-facts.rows \
	  $(if $(call compares,$(2)),before=$(B)/window-facts.rows) \
	  $(foreach t,$(TABLES.$(1)),$t=$(W)/$t.rows) -o $$@
$(if $(3),$(OUT)/$(1).csv: $(W)/$(3).rows
	gpu-render -f csv $$< -o $$@)
endef
$(eval $(call page,report,nightly))
$(eval $(call page,ungrouped,ungrouped,class))
$(eval $(call page,series,series,series))
$(eval $(call page,unused,unused,unused))
$(eval $(call page,hosts,hosts,hosts))
$(eval $(call page,charts,charts,series_spread))
$(eval $(call page,draining,draining,drain_runs))
$(eval $(call page,trend,trend,hour_days))
$(eval $(call page,weeks,weeks,weeks))
$(eval $(call page,users,users,peaks))
$(eval $(call page,slots,slots,slots))
$(eval $(call page,totals,totals,totals))
$(eval $(call page,idle,idle,idle_jobs))
$(eval $(call page,evictions,evictions,evictions))
$(eval $(call page,host-users,host-users,host_users))
$(eval $(call page,odd,odd,odd_slots))
$(eval $(call page,cost,cost,cost_users))
$(eval $(call page,pools,pools,pools))
$(eval $(call page,host,host,host_shares))
host: $(OUT)/host.md
$(OUT)/host.md: $(OUT)/host.txt
	gpu-render -l $(call layout,host) -f md window=$(W)/window-facts.rows \
	  $(foreach t,$(TABLES.host),$t=$(W)/$t.rows) -o $@

endif # the lock is held
