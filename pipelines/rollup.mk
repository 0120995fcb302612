# The usage roll-up: what pods and volumes took in each day, of the reports of
# a container platform: OUT/daily.csv, capacity.csv, storage.csv and
# unallocated.csv.
#
#   make -f rollup.mk IN=dir OUT=dir
#       [LABELS=all|enabled]                      which labels of pods count
#       [GREATEST=sql]                            no request: no effective usage
#       [MONTH=YYYY-MM] [CLUSTER=id]              only these rows
#       [SQLITE=file]                             all of it also into a table,
#       [POSTGRES='dbname=...']                   of a database: days replaced
#       [TABLE=usage_daily]
#       [LOCK_WAIT=600]                           seconds to wait for another run
#
# IN has pods, storage, node_labels, namespace_labels, node_roles,
# cost_categories and enabled_tag_keys, each as .csv, .csv.zst or .csv.gz; pods
# may be many files, pods-*.csv.  Each of them is read once, and they side by
# side, by as many jobs as there are cores (-j1: one at a time).  A second run
# redoes only what changed; V=1 shows the commands.
#
# What the columns are called, and what is done with them, stands in usage/:
# a file of the same name in a folder of GPUPATH takes the place of one there.

IN =
OUT =
LABELS = all
GREATEST =
MONTH =
CLUSTER =
SQLITE =
POSTGRES =
TABLE = usage_daily

ifeq ($(and $(IN),$(OUT)),)
$(error say where the reports are and where the roll-up goes: IN=dir OUT=dir)
endif
ifeq ($(filter all enabled,$(LABELS)),)
$(error LABELS is all or enabled, not "$(LABELS)")
endif
ifneq ($(filter-out sql,$(GREATEST)),)
$(error GREATEST is sql or nothing, not "$(GREATEST)")
endif
ifneq ($(MONTH),)
ifeq ($(shell echo '$(MONTH)' | grep -Ex '[0-9]{4}-[0-9]{2}'),)
$(error MONTH is YYYY-MM, not "$(MONTH)")
endif
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work

NAME = rollup
LOCK = $(W)/lock
LEFT = $(W)/*.?????? $(W)/*/*.??????
include $(P)/head.mk
ifdef LOCKED
export GPUPATH := $(if $(GPUPATH),$(GPUPATH):)$(P)/usage:$(abspath $(W))
export CLUSTER MONTH

.PHONY: rollup force
.SECONDEXPANSION:
rollup:

# The file of a name, packed or not; without one its plain name, which is then
# told to be missing.
found = $(firstword $(wildcard $(IN)/$(1).csv $(IN)/$(1).csv.zst \
	$(IN)/$(1).csv.gz) $(IN)/$(1).csv)
PODS := $(sort $(patsubst $(IN)/%,%,$(basename $(patsubst %.zst,%,$(patsubst \
	%.gz,%,$(wildcard $(foreach z,csv csv.zst csv.gz,$(IN)/pods.$z \
	$(IN)/pods-*.$z)))))))
ifeq ($(PODS),)
PODS = pods
endif
# Many files of pods are worked on by eights: each step of each file would be a
# program to start.  BATCHED has them as BATCH:NUMBER:NAME; by its number, in the
# order of names, a row says which file it was in.
BATCHED := $(shell printf '%s\n' $(PODS) | awk '{ printf "%d:f%06d:%s\n", (NR + 7) / 8, NR, $$0 }')
BATCHES := $(sort $(foreach b,$(BATCHED),$(firstword $(subst :, ,$b))))
batch = $(patsubst $(1):%,%,$(filter $(1):%,$(BATCHED)))
name_of = $(lastword $(subst :, ,$(1)))
MANY = $(filter-out 1,$(words $(BATCHES)))
# Lists of columns and types, each read once.
list = $(shell grep -v '^\#' $(P)/usage/$(1) | paste -sd, -)
POD_TYPES := $(call list,pods.types)
POD_COLUMNS := $(call list,pods.columns)

# What was asked for, and the files there are.  They change only when it does.
SETTINGS = $(foreach v,IN LABELS GREATEST MONTH CLUSTER,$v=$($v))
$(eval $(call settings,$(W)/rows $(W)/part $(W)/out))
$(W)/files: export SETTINGS := $(PODS)
$(W)/files: $(W)/settings force
	printf '%s\n' "$$SETTINGS" >$@.new
	$(keep_same)
$(BATCHES:%=$(W)/part/%.files): export SETTINGS = $(call batch,$*)
$(BATCHES:%=$(W)/part/%.files): $(W)/part/%.files: $(W)/settings force
	printf '%s\n' "$$SETTINGS" >$@.new
	$(keep_same)
NEEDS = $(W)/settings $(wildcard $(P)/usage/*) $(P)/rollup.mk $(P)/head.mk

# Small chunks: these files are read again at once, by programs side by side;
# smaller ones where all rows of a day wait.
CHUNK = --chunk 8192
FEW = --chunk 2048

$(IN)/%.csv:
	echo 'rollup: $@: there is no such file, nor .zst or .gz' >&2; exit 1

# The lists.  Of several reports of a day the last one counts, in storage the
# first; each as a whole.
TEXTS = gpu-extract -q -T '*=text'
OF_CLUSTER = gpu-filter '$$CLUSTER == "" || coalesce(cluster_id, $$CLUSTER) == $$CLUSTER'
$(W)/keys.rows: $(call found,enabled_tag_keys) $(NEEDS)
	$(TEXTS) -c key $< $(P)/usage/always.csv \
	| gpu-filter 'key is not null' | gpu-agg -k key n='count()' $(CHUNK) -o $@
$(W)/categories.csv: $(call found,cost_categories) $(NEEDS)
	$(TEXTS) -c namespace,cost_category_id $< \
	| gpu-bucket id='int(cost_category_id)' pattern='coalesce(namespace, "")' \
	| gpu-filter -e 'id is not null' -s -id -c pattern,id true \
	| gpu-render -f tsv | awk -f $(P)/usage/patterns.awk >$@
$(W)/roles.rows: $(call found,node_roles) $(NEEDS)
	$(TEXTS) -c node,resource_id,node_role $< \
	| gpu-agg -k 'node=coalesce(node, ""),resource_id=coalesce(resource_id, "")' \
	  role='max(coalesce(node_role, ""))' $(CHUNK) -o $@
LABELLED = $(W)/node.rows $(W)/namespace.rows
$(LABELLED): $(W)/%.rows: $$(call found,$$*_labels) $(W)/keys.rows $(NEEDS)
	gpu-extract -q -T 'interval_start=time,usage_start=time,*=text' --number row \
	  -c 'interval_start?,usage_start?,cluster_id?,$*,labels=$*_labels,row' $< \
	| $(OF_CLUSTER) \
	| gpu-bucket usage_start='date(coalesce(interval_start, usage_start))' \
	  $*='coalesce($*, "")' @labels \
	| gpu-filter -e 'usage_start is not null' true \
	| gpu-agg -k usage_start,$* last='last(pick(own, @keys), row)' \
	  first='first(own, row)' $(CHUNK) -o $@

# The reports: the columns that count, in order of time, and which row it was:
# what comes first in a report may stand later in time.
SHOWN := $(if $(filter-out 0,$(MAKELEVEL)),$(shell [[ -t 2 ]] && echo --progress))
READ = gpu-extract -q $(SHOWN) --number row \
	$(if $(MONTH),--if 'text(interval_start$(comma) "%Y-%m") == $$MONTH') \
	$(if $(CLUSTER),--if 'cluster_id == $$CLUSTER')
$(BATCHES:%=$(W)/rows/pods-%.rows): $(W)/rows/pods-%.rows: \
		$$(foreach b,$$(call batch,$$*),$$(call found,$$(call name_of,$$b))) $(W)/part/%.files $(NEEDS)
	$(READ) -T '$(POD_TYPES)' -c '$(POD_COLUMNS)' $(CHUNK) -o $@ -- \
	  $(foreach b,$(call batch,$*),$(firstword $(subst :, ,$b))=$(call found,$(call name_of,$b)))

# Capacity: the greatest of an hour, their sum of a day.
$(W)/part/%.hours: $(W)/rows/pods-%.rows
	gpu-filter 'node != ""' <$< \
	| gpu-agg -k interval_start,node c='max(node_capacity_cpu_core_seconds)' \
	  m='max(node_capacity_memory_byte_seconds)' $(CHUNK) -o $@
$(W)/capacity.rows: $(BATCHES:%=$(W)/part/%.hours) $(W)/files
	gpu-extract -f rows $(filter %.hours,$^) \
	| gpu-agg -k interval_start,node c='max(c)' m='max(m)' \
	| gpu-agg -k usage_start='date(interval_start)',node c='sum(c)' m='sum(m)' \
	| gpu-bucket @capacity -c @capacity.columns $(CHUNK) -o $@

# Groups of a day, namespace, node and labels: of several batches their states,
# which are merged.  They take the most room, so not beside the others of a
# batch, nor beside where its pods were.
$(W)/part/%.daily: $(W)/rows/pods-%.rows $(LABELLED) $(W)/keys.rows \
		| $(W)/part/%.hours $(W)/part/%.where $(W)/claims.rows
	gpu-filter 'node != ""' <$< \
	| gpu-bucket usage_start='date(interval_start)' labels=pod_labels \
	  @labels-$(LABELS) @effective$(if $(GREATEST),-sql) \
	  day='floor(interval_start, 1d)' \
	| gpu-agg $(if $(MANY),--partial) -k day,namespace,node,pod_labels @daily.agg $(CHUNK) -o $@
$(W)/daily.rows: $(BATCHES:%=$(W)/part/%.daily) $(W)/files $(W)/capacity.rows $(W)/categories.csv
	$(if $(MANY),gpu-extract -f rows $(filter %.daily,$^) | gpu-agg --merge,cat $<) \
	| gpu-bucket usage_start='date(day)' @daily -c @daily.columns $(CHUNK) -o $@
	gpu-filter -n 1 true <$@ | gpu-filter -e 'count() > 0' true >/dev/null 2>&1 \
	|| { echo "rollup: $(IN): no pod had a node$(if $(MONTH), in $(MONTH))$(if $(CLUSTER), in cluster $(CLUSTER))" >&2; exit 1; }

$(W)/unallocated.rows: $(W)/daily.rows $(W)/roles.rows
	gpu-filter 'namespace not in @unallocated.namespaces' <$< \
	| gpu-agg -k usage_start,node @unallocated.agg \
	| gpu-bucket role='(node, resource_id)@roles.rows' \
	| gpu-filter 'role is not null' \
	| gpu-bucket @unallocated -s usage_start,namespace,node -c @unallocated.columns $(CHUNK) -o $@

# Where a pod was in a day: its nodes are those of its claims.
$(W)/part/%.where: $(W)/rows/pods-%.rows
	gpu-agg -k day='floor(interval_start, 1d)',namespace,pod,node,resource_id \
	  rows='count()' $(CHUNK) <$< -o $@
$(W)/rows/storage.rows: $(call found,storage) $(NEEDS)
	$(READ) -T '$(call list,storage.types)' -c '$(call list,storage.columns)' \
	  $(CHUNK) $< -o $@
$(W)/claims.rows: $(W)/rows/storage.rows
	gpu-agg -k day='floor(interval_start, 1d)',namespace,pod,claim,volume,class \
	  @claims <$< $(CHUNK) -o $@
$(W)/storage.rows: $(W)/claims.rows $(BATCHES:%=$(W)/part/%.where) $(LABELLED) \
		$(W)/categories.csv $(W)/files | $(BATCHES:%=$(W)/part/%.daily)
	gpu-extract $(FEW) -f rows $(filter %claims.rows %.where,$^) \
	| gpu-bucket $(FEW) at='set(concat(node, "\t", resource_id) if rows > 0 over day, namespace, pod)' \
	| gpu-filter $(FEW) 'rows is null' \
	| gpu-bucket $(FEW) usage_start='date(day)' at='split(at)' \
	| gpu-bucket $(FEW) node='coalesce(field(at, "\t", 1), "")' resource_id='coalesce(field(at, "\t", 2), "")' \
	  nodes='volume == "" ? 1 : distinct(node over usage_start, volume)' \
	| gpu-agg -k usage_start,namespace,node,resource_id,claim,volume,class @storage.agg \
	| gpu-bucket @storage -c @storage.output $(CHUNK) -o $@

# All of them are there, in the databases too, before one of OUT is replaced.
TABLES = daily capacity storage unallocated
$(TABLES:%=$(W)/out/%.csv): $(W)/out/%.csv: $(W)/%.rows
	gpu-render -f csv --bare $< -o $@
NEW = $(TABLES:%=$(OUT)/.%.csv.new)
rollup: $(TABLES:%=$(W)/out/%.csv) $(if $(SQLITE)$(POSTGRES),$(W)/table.rows)
	trap 'rm -f $(NEW)' EXIT; \
	for t in $(TABLES); do \
		cmp -s $(W)/out/$$t.csv $(OUT)/$$t.csv \
		|| cp $(W)/out/$$t.csv $(OUT)/.$$t.csv.new; \
	done; \
	$(if $(SQLITE),gpu-render -f sqlite -k usage_start$(if $(CLUSTER),$(comma)cluster_id) --table '$(TABLE)' \
	  -T '$(call list,table.types)' $(W)/table.rows -o '$(SQLITE)';) \
	$(if $(POSTGRES),gpu-render -f csv $(W)/table.rows -o $(W)/table.csv; \
	  psql -X -q -d '$(POSTGRES)' -v table='$(TABLE)' -f $(P)/usage/load.sql <$(W)/table.csv;) \
	for t in $(TABLES); do \
		[[ ! -e $(OUT)/.$$t.csv.new ]] || mv $(OUT)/.$$t.csv.new $(OUT)/$$t.csv; \
	done

# All kinds of rows in one.
$(W)/part/%.table: $(W)/%.rows
	gpu-bucket @table-$* <$< $(CHUNK) -o $@
$(W)/table.rows: $(W)/part/daily.table $(W)/part/storage.table $(W)/part/unallocated.table
	gpu-extract -f rows $^ -c '$(subst $(comma),?$(comma),$(call list,table.columns))?' $(CHUNK) -o $@

endif # the lock is held
