# Several pools in one report: DATA='north=/data/n south=/data/s'.  Each has its
# months, and in its folder its lists of hosts and of parts of GPUs.
# Included by nightly.mk after head.mk.  Of one folder there is nothing of all this.
#
# A pool's GPUs, jobs and machines have its name in front, north/gpu01, from where
# their rows are read: so no table can take one for another of the same name.  What
# is about snapshots, which each pool has at times of its own, is made by pool.
# Users are the same people in all pools.

# The months of a folder.
months_of = $(sort $(foreach e,db rows,$(patsubst $(1)/gpu_state_%.$e,%,\
	$(wildcard $(1)/gpu_state_[0-9][0-9][0-9][0-9]-[0-9][0-9].$e))))
NAMED_DATA := $(foreach d,$(DATA),$(and $(findstring =,$d),$(if $(findstring /,$(firstword $(subst =, ,$d))),,$d)))
ifeq ($(NAMED_DATA),)
ifneq ($(words $(DATA)),1)
$(error several folders need names: DATA='north=/data/n south=/data/s', not DATA='$(DATA)')
endif
POOL_NAMES :=
DIRS = $(DATA)
MONTHS = $(call months_of,$(DATA))
month_of = $(1)
dir_of = $(DATA)
else
POOL_NAMES := $(foreach d,$(NAMED_DATA),$(firstword $(subst =, ,$d)))
dir_of_pool = $(patsubst $(1)=%,%,$(filter $(1)=%,$(NAMED_DATA)))
DIRS = $(foreach p,$(POOL_NAMES),$(call dir_of_pool,$p))
# A part of the rows is a month of a pool: 2026-10@north.
MONTHS = $(sort $(foreach p,$(POOL_NAMES),$(addsuffix @$p,$(call months_of,$(call dir_of_pool,$p)))))
month_of = $(firstword $(subst @, ,$(1)))
pool_of = $(lastword $(subst @, ,$(1)))
dir_of = $(call dir_of_pool,$(pool_of))

$(foreach d,$(filter-out $(NAMED_DATA),$(DATA)),$(error DATA: $d has no name; all pools need one: north=$d))
$(foreach p,$(shell printf '%s' '$(subst ','\'',$(POOL_NAMES))' | tr ' ' '\n' | grep -vxE '[A-Za-z0-9][A-Za-z0-9_-]*'),\
	$(error DATA: "$p" is no name of a pool: letters, digits, - and _))
ifneq ($(words $(POOL_NAMES)),$(words $(sort $(POOL_NAMES))))
$(error DATA: two pools have the same name: $(POOL_NAMES))
endif
$(foreach p,$(POOL_NAMES),$(if $(wildcard $(call dir_of_pool,$p)/.),,\
	$(error DATA: $p=$(call dir_of_pool,$p): there is no such folder)))
$(foreach p,$(POOL_NAMES),$(if $(call months_of,$(call dir_of_pool,$p)),,\
	$(error DATA: $p=$(call dir_of_pool,$p): has no month, gpu_state_YYYY-MM.db or .rows)))
endif

# A part is its database, wherever its rows are read, or an archive alone.
source_of = $(dir_of)/gpu_state_$(month_of)
file_of = $(firstword $(wildcard $(source_of).db $(source_of).rows))

# In the recipes of parts: what is put behind the reading of the columns $(1), and
# behind the definitions of the policy, which know a machine by its own name.
ifneq ($(POOL_NAMES),)
in_pool = $(if $(findstring $(2),$(1)),$(2)='coalesce($(2), "") == "" ? $(2) : concat("$(call pool_of,$*)/", $(2))')
POOL_IDS = | gpu-bucket pool='"$(call pool_of,$*)"' $(call in_pool,$(1),AssignedGPUs) $(call in_pool,$(1),GlobalJobId)
POOL_MACHINES = Machine='concat(pool, "/", Machine)'
POOL_LISTS = export GPUPATH=$(abspath $(W))/pools/$(call pool_of,$*):$$GPUPATH;
# A key and a column more; what is over all of one pool; first and last of a
# GPU's pool, for those of all.
BY_POOL = pool,
POOL_ALL = pool
POOL_FACT = field(gpu, "/", 1)@pool_facts.rows:$(1)
POOL_FACTS = $(W)/pool_facts.rows
# What pools had at snapshots of their own: of each pool first, then together.
sum_pools = | gpu-agg -k $(1) $(foreach c,$(2),$c='sum($c)')
pool_means = gpu-agg -k pool,$(1) $(foreach c,$(2),$c='real(sum($c)) / sum(n)') n='1' <$<
LAYOUT_PARTS += pools

# The lists of hosts of each pool, if none was given for all.
POOL_STAMP = $(W)/pools.lists
$(W)/pools.lists: force
	@for p in $(POOL_NAMES); do mkdir -p $(W)/pools/$$p; done
	@$(foreach p,$(POOL_NAMES),$(call pool_list,$p,chtc_owned,owned,$(OWNED)) \
	  $(call pool_list,$p,masked_hosts.yaml,excluded.yaml,$(EXCLUDE))) true
	@cd $(W)/pools; cksum $(POOL_NAMES:%=%/*) 2>/dev/null >../pools.lists.new || true
	@$(keep_same)
pool_list = if [[ -z '$(4)' && -e $(call dir_of_pool,$(1))/$(2) ]]; then \
	cp -- $(call dir_of_pool,$(1))/$(2) $(W)/pools/$(1)/$(3); else rm -f $(W)/pools/$(1)/$(3); fi;
else
$(foreach v,POOL_IDS POOL_MACHINES POOL_LISTS POOL_FACTS POOL_STAMP BY_POOL sum_pools,$(eval $v =))
POOL_ALL = all
POOL_FACT = @window-facts.rows:$(1)
endif

# read COLUMNS,LIMIT: the rows of a part, as all tables see them.
read = $(POOL_LISTS) gpu-extract -q $(2) -T '$(TYPES)' -w "$$(cat $(W)/reach-$*)" -c '$(1)' $(call source_of,$*) \
	$(call POOL_IDS,$(1)) $(if $(findstring AssignedGPUs,$(1)),$(WHOLES))
