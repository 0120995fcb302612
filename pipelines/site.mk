# A site of static pages in OUT, to look at from a file or to publish as it is,
# under any path: hosts and how much they were used, a page for each host with
# the timeline of its GPUs, all timelines, charts, users, the reports of the last
# days, and JSON beside each page and in OUT/api.
#
#   make -f site.mk DATA=dir OUT=dir
#       [DAYS=7] [END='YYYY-MM-DD HH:MM:SS']      the window: days up to the
#                                                 newest row, or to END
#       [ANON=1]                                  users without their names
#       [TITLE='GPUs of the pool'] [HOST=regex] [POLICY=chtc]
#       [OWNED=file] [EXCLUDE=file|none] [LOCK_WAIT=600]
#       [SLICES=file] [PARENTS=file]              GPUs that are parts of others
#       [WORK=OUT.work]                           what isn't to be published
#
# Only pages that change are written; a day is reported again when its rows are
# others, or the policy is.

DATA =
OUT =
DAYS = 7
END =
ANON =
TITLE = GPUs of the pool
HOST =
POLICY = $(call policy_of,$(DATA))
OWNED = $(wildcard $(DATA)/chtc_owned)
EXCLUDE = $(wildcard $(DATA)/masked_hosts.yaml)
METHODOLOGY = $(wildcard $(DATA)/methodology.md)
SLICES = $(wildcard $(DATA)/slices.csv)
PARENTS = $(wildcard $(DATA)/parents.csv)
WORK = $(patsubst %/,%,$(OUT)).work

ifeq ($(and $(DATA),$(OUT)),)
$(error say where the data are and where the site goes: DATA=dir OUT=dir)
endif
ifneq ($(shell echo '$(DAYS)' | grep -cEx '[1-9][0-9]?'),1)
$(error DAYS is a number from 1 to 99, not "$(DAYS)")
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(WORK)
NAME = site
LOCK = $(W)/lock
LEFT = $(W)/*.rows.?????? $(W)/new/*.?????? $(W)/new/*/*.??????
include $(P)/head.mk
$(one_folder)
ifdef LOCKED
.PHONY: site week reports force
site:

include $(P)/slices.mk
include $(P)/lists.mk
export HOST TITLE ANON
export ALL_DEVICES = 1

# Names of users become others, the same ones in each run: whoever has the salt
# could try names, so it stays here.
ifneq ($(ANON),)
export SALT := $(shell mkdir -p $(W); umask 077; \
	[ -s $(W)/salt ] || od -An -N 16 -t x1 /dev/urandom | tr -d ' \n' >$(W)/salt; \
	cat $(W)/salt)
endif

# What was asked for; changes only when the answer would.
SETTINGS = $(foreach v,DATA DAYS END ANON TITLE HOST POLICY SLICES PARENTS SLICED,$v=$($v))
$(eval $(call settings))

# The tables of the whole window: those that pages of nightly.mk show too.
NIGHTLY = +GPUTALLY_LOCKED= ALL_DEVICES= $(MAKE) --no-print-directory -f $(P)/nightly.mk \
	DATA='$(DATA)' POLICY='$(POLICY)' OWNED='$(OWNED)' EXCLUDE='$(EXCLUDE)' \
	METHODOLOGY='$(METHODOLOGY)' SLICES='$(SLICES)' PARENTS='$(PARENTS)' HOST='$(HOST)' ANON='$(ANON)'
week:
	$(NIGHTLY) charts users OUT=$(W)/week LAYOUTS=$(P)/site CHANGE=no \
	  HOURS=$$(($(DAYS) * 24)) END='$(END)'
K = $(W)/week/work
$(W)/window.rows: week $(W)/settings
	cmp -s $(K)/window-facts.rows $@ && [ $@ -nt $(W)/settings ] \
	|| cp $(K)/window-facts.rows $@

ifneq ($(SLICED),)
$(WEIGHTS): $(W)/window.rows
	cmp -s $(K)/weights.rows $@ || cp $(K)/weights.rows $@
endif

# Which GPU was in which state: the rows that count of each snapshot, of these
# the first of the highest rank in five minutes, a quarter of an hour, an hour.
SEEN = timestamp,Name,AssignedGPUs,State,GPUs_DeviceName,GPUs_GlobalMemoryMb,PrioritizedProjects,Machine,PreventJobsReason?
$(W)/state5m.rows: $(W)/window.rows $(W)/site/lists $(P)/site.mk $(SLICE_LISTS)
	gpu-extract -q -T '$(TYPES)' -w "$$(cat $(K)/window)" -c '$(SEEN)' $(DATA) \
	$(WHOLES) | gpu-bucket -t 5m @slots hm='Machine ~* $$HOST' @wins state=@state \
	| gpu-filter -c bucket,Machine,gpu,device,rank,state 'win && hm && excluded is null && gpu is not null' \
	| gpu-agg -k bucket,Machine,gpu state='first(state, -rank)' \
	  device='first(device, -rank)' rank='max(rank)' -o $@
coarser = gpu-bucket at='floor(bucket, $(1))' <$< \
	| gpu-agg -k bucket=at,Machine,gpu state='first(state, (-rank, bucket))' \
	  device='first(device, (-rank, bucket))' rank='max(rank)' -o $@
$(W)/state15m.rows: $(W)/state5m.rows
	$(call coarser,15m)
$(W)/state1h.rows: $(W)/state15m.rows
	$(call coarser,1h)
# range NAME,STATES,STEP,SPAN: the last of them, and all the times there are.
define range
$(W)/$(1).rows: $(W)/$(2).rows $(W)/window.rows $(P)/site.mk
	gpu-filter -c bucket,Machine,gpu,state 'bucket >= floor(@window.rows:end, $(3)) + $(3) - $(4)' <$$< \
	| gpu-bucket page='$(PAGE)' plain='state@states:plain' -o $$@
$(W)/$(1)_times.rows: $(W)/window.rows $(P)/site.mk
	gpu-bucket bucket='range(floor(end, $(3)) + $(3) - $(4), floor(end, $(3)) + $(3), $(3))' -c bucket <$$< -o $$@
endef
# The name of a host's page: the host's own, if that is a name for files.
PAGE = Machine ~ /^[.-]|[^A-Za-z0-9._-]/ ? concat("host-", hash(Machine, "")) : Machine
$(eval $(call range,six_hours,state5m,5m,6h))
$(eval $(call range,one_day,state15m,15m,1d))
$(eval $(call range,days,state1h,1h,$(DAYS)d))
$(eval $(call range,quarters,state15m,15m,$(DAYS)d))

# GPUs and hosts, with how much of the time they were claimed: of the quarters
# of an hour in which they were seen.
$(W)/gpus.rows: $(W)/state15m.rows
	gpu-bucket claimed='state@states:busy' <$< \
	| gpu-agg -k Machine,gpu device='last(device, bucket)' seen='count()' \
	  claimed='count(if claimed)' now='last(claimed, bucket)' last='max(bucket)' \
	| gpu-bucket percent='100.0 * claimed / seen' page='$(PAGE)' \
	  now='now && last == max(last over all)' -o $@
$(W)/hosts.rows: $(W)/gpus.rows $(WEIGHTS)
	gpu-agg -k Machine,page device='mode(device)' gpus='$(call gpu_rows)' \
	  claimed='$(call gpu_sum,claimed)' seen='$(call gpu_sum,seen)' now='$(call gpu_rows,now)' <$< \
	| gpu-bucket percent='100.0 * claimed / seen' -o $@
$(W)/states.rows: $(W)/site/lists
	gpu-extract -T state=int,busy=bool,plain=int,'*=text' @states -o $@

# What others may read (api/): GPUs by kind of slot, whoever else shows them;
# users of the open capacity, by what they had at one moment.
$(W)/counts.rows: $(W)/window.rows $(W)/site/lists $(P)/site.mk $(SLICE_LISTS) $(WEIGHTS)
	gpu-extract -q -T '$(TYPES)' -w "$$(cat $(K)/window)" -c '$(SEEN)' $(DATA) \
	$(WHOLES) | gpu-bucket -t 15m @slots -c bucket,Machine,gpu,bf,prio,State,excluded \
	| gpu-filter 'excluded is null && Machine ~* $$HOST' \
	| gpu-agg -k bucket $(call kind,prioritized,!bf && prio) \
	  $(call kind,open_capacity,!bf && !prio) $(call kind,backfill,bf) -o $@
kind = $(1)_total='$(call gpus,$(2))' $(1)_claimed='$(call gpus,State == "Claimed" && $(2))'
$(W)/opencap_users.rows: $(W)/window.rows
	gpu-filter -s -peak,user -n 6 true <$(K)/peaks.rows \
	| gpu-bucket name='$$ANON != "" ? concat("User ", text(cum(1 over all))) : user' -o $@
$(W)/opencap.rows: $(W)/opencap_users.rows
	gpu-bucket name='user@opencap_users.rows:name' <$(K)/user_buckets.rows \
	| gpu-filter -c bucket,name,n 'name is not null' -o $@
$(W)/opencap_times.rows: $(W)/window.rows
	gpu-agg -k bucket <$(K)/user_buckets.rows -o $@
$(W)/plain_states.rows: $(W)/states.rows
	gpu-filter 'state == plain' <$< -o $@
$(W)/warnings.rows: $(W)/window.rows
	gpu-bucket month='split(missing)' <$< | gpu-filter 'month is not null' \
	| gpu-bucket warning='concat("no data of ", month)' -c warning -o $@

# The reports of the days, the last one as far as it went.
$(W)/reports.rows: $(W)/window.rows
	gpu-agg -k day='date(day(bucket))' <$(K)/series.rows \
	| gpu-filter 'day >= date(@window.rows:start + 1d - 1us)' -o $@
$(W)/reports.mk: $(W)/reports.rows
	gpu-render -f tsv $< | tail -n +2 | paste -sd ' ' | sed 's/^/REPORTS = /' >$@.new
	$(keep_same)
include $(W)/reports.mk
# A day is reported again when its rows are others, or a list is.
$(W)/day-%.seen: $(W)/window.rows
	gpu-extract -q -w '$* 00:00:00..$* 23:59:59.999999' $(DATA) \
	| gpu-agg rows='count()' sum='checksum(*)' | gpu-render -f tsv - >$@.new
	$(keep_same)
$(REPORTS:%=$(W)/day/%/report.html): $(W)/day/%/report.html: $(W)/day-%.seen \
		$(W)/site/lists $(wildcard $(P)/*.mk $(P)/layouts/* $(P)/site/*/*)
	$(NIGHTLY) report OUT=$(W)/day/$* LAYOUTS=$(P)/site/below HOURS=24 \
	  END='$* 23:59:59.999999'
	touch $@

# page NAME,TABLES: a page and the JSON beside it.
define page
$(W)/new/$(1).html $(W)/new/$(1).json &: $(P)/site/$(1).layout $(wildcard $(P)/site/*) $(W)/window.rows $(2:%=$(W)/%.rows)
	mkdir -p $(W)/new
	for f in html json; do gpu-render -l $(P)/site/$(1).layout -f $$$$f \
	  $(2:%=$(W)/%.rows) window=$(W)/window.rows -o $(W)/new/$(1).$$$$f; done
PAGES += $(W)/new/$(1).html
endef
define answer
$(W)/new/api/$(1).json: $(P)/site/$(1).layout $(2:%=$(W)/%.rows)
	mkdir -p $(W)/new/api
	gpu-render -l $$< -f json $(2:%=$(W)/%.rows) -o $$@
PAGES += $(W)/new/api/$(1).json
endef
RANGES = six_hours six_hours_times one_day one_day_times days days_times
$(eval $(call page,index,hosts reports))
$(eval $(call page,timelines,hosts gpus states $(RANGES)))
$(eval $(call answer,heatmap,days days_times plain_states warnings))
$(eval $(call answer,counts,counts))
$(eval $(call answer,opencap_users,opencap opencap_times opencap_users))
HOST_TABLES = hosts gpus states quarters quarters_times
$(W)/new/hosts/made: $(wildcard $(P)/site/*) $(W)/window.rows $(HOST_TABLES:%=$(W)/%.rows)
	rm -rf $(W)/new/hosts; mkdir -p $(W)/new/hosts
	for f in html json; do gpu-render -l $(P)/site/host.layout -f $$f --each page \
	  $(HOST_TABLES:%=$(W)/%.rows) window=$(W)/window.rows -o "$(W)/new/hosts/%s.$$f"; done
	touch $@
PAGES += $(W)/new/hosts/made

# All pages are there before one of OUT is replaced; what is as it was stays, and
# pages of hosts and days that are no more go.
site: $(PAGES) $(REPORTS:%=$(W)/day/%/report.html)
	mkdir -p $(W)/new/reports
	cp -u $(W)/week/charts.html $(W)/week/charts.json $(W)/week/users.html $(W)/week/users.json $(W)/new
	rm -f $(W)/new/reports/*
	for d in $(REPORTS); do for e in html json txt; do \
		cp $(W)/day/$$d/report.$$e $(W)/new/reports/$$d.$$e; done; done
	cd $(W)/new; find . -type f ! -name made -printf '%P\n' | sort >../pages
	while read -r f; do cmp -s "$(W)/new/$$f" "$(OUT)/$$f" && continue; \
		mkdir -p "$(OUT)/$$(dirname "$$f")"; \
		cp "$(W)/new/$$f" "$(OUT)/$$f.new" && mv "$(OUT)/$$f.new" "$(OUT)/$$f"; \
	done <$(W)/pages
	for d in hosts reports; do (cd $(OUT) && find $$d -type f | sort); done \
	| comm -23 - $(W)/pages | (cd $(OUT) && xargs -rd '\n' rm -f)
	rm -rf $(patsubst %,$(W)/day/%,$(filter-out $(REPORTS),$(notdir $(wildcard $(W)/day/*))))

endif # the lock is held
