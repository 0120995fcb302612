# One moment of the pool: the GPUs of a model, who ran on them and which were
# free, in OUT/snapshot.txt, .html and .json; without a model, those there were.
#
#   make -f snapshot.mk DATA=dir OUT=dir AT='YYYY-MM-DD HH:MM:SS'
#       [DEVICE='NVIDIA H200']    one model; without it OUT/models.*
#       [WITHIN=5m]               how far the snapshot may be from AT
#       [POLICY=chtc] [OWNED=file] [EXCLUDE=file|none] [LOCK_WAIT=600]
#       [SLICES=file] [PARENTS=file]    GPUs that are parts of others
#
# The snapshot nearest to AT counts, of two as near the later one.  It is of one
# model: its GPUs are counted as they are, parts of others too, but none that is
# a whole beside its parts.

DATA =
OUT =
AT =
DEVICE =
WITHIN = 5m
POLICY = $(call policy_of,$(DATA))
OWNED = $(wildcard $(DATA)/chtc_owned)
EXCLUDE = $(wildcard $(DATA)/masked_hosts.yaml)
SLICES = $(wildcard $(DATA)/slices.csv)
PARENTS = $(wildcard $(DATA)/parents.csv)

ifeq ($(and $(DATA),$(OUT),$(AT)),)
$(error say where the data are, where the report goes and when: DATA=dir OUT=dir AT='YYYY-MM-DD HH:MM:SS')
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work
NAME = snapshot
LOCK = $(W)/lock
LEFT = $(W)/*.rows.??????
include $(P)/head.mk
$(one_folder)
ifdef LOCKED
.PHONY: page force
REPORT = $(if $(DEVICE),snapshot,models)
page: $(foreach e,txt html json,$(OUT)/$(REPORT).$e)

include $(P)/slices.mk
include $(P)/lists.mk
export AT DEVICE
export ALL_DEVICES = 1

OF_MODEL = 'GPUs_DeviceName == $$DEVICE'

# Made anew each time: it is a moment's work.
$(W)/models.rows: force $(SLICE_LISTS)
	mkdir -p $(W)
	gpu-extract -q -T '$(TYPES)' -w "$$AT~$(WITHIN)" -c timestamp,GPUs_DeviceName,AssignedGPUs $(DATA) \
	$(WHOLES) | gpu-filter 'GPUs_DeviceName is not null' \
	| gpu-agg -k device=GPUs_DeviceName gpus='distinct(AssignedGPUs)' -o $@
$(W)/near.rows: force $(W)/site/lists $(SLICE_LISTS)
	gpu-extract -q -T '$(TYPES)' -w "$$AT~$(WITHIN)" $(if $(SLICED),,--if $(OF_MODEL)) \
	  -c 'timestamp,Name,AssignedGPUs,State,GPUs_DeviceName,GPUs_GlobalMemoryMb,PrioritizedProjects,GPUsAverageUsage,Machine,RemoteOwner,GlobalJobId,PreventJobsReason?' $(DATA) \
	$(and $(SLICED),$(WHOLES) | gpu-filter $(OF_MODEL)) | gpu-bucket away='abs(timestamp - time($$AT))' \
	| gpu-filter 'away == min(away over all)' \
	| gpu-filter -e 'count() > 0' 'timestamp == max(timestamp over all)' -o $@ \
	|| { echo "snapshot: $(DATA): no row of $(DEVICE) within $(WITHIN) of $(AT)" >&2; exit 1; }
$(W)/moment.rows: $(W)/near.rows
	gpu-bucket @slots hm=true @wins res=false class=@class \
	  legacy='excluded is not null || (!bf && !win_device) ? null : bf ? "Backfill" : field(class, "-", 1)' \
	  active='State == "Claimed" && RemoteOwner is not null' <$< \
	| gpu-filter -s Machine,gpu true -o $@
$(W)/totals.rows: $(W)/moment.rows
	gpu-agg at='max(timestamp)' away='max(away)' gpus='distinct(gpu)' \
	  active='distinct(gpu if active)' machines='set(Machine)' \
	  busy='100 * mean(GPUsAverageUsage if State == "Claimed")' <$< \
	| gpu-bucket idle='gpus - active' percent='coalesce(100 * active / gpus, 0.0)' -o $@
$(W)/classes.rows: $(W)/moment.rows
	gpu-filter 'legacy is not null' <$< \
	| gpu-agg -k class=legacy gpus='distinct(gpu)' claimed='distinct(gpu if State == "Claimed")' -o $@
# One row a GPU, the first; what is free is not also in use.
$(W)/jobs.rows: $(W)/moment.rows
	gpu-filter 'active && gpu is not null' <$< | gpu-filter 'best(0 over gpu)' \
	| gpu-filter -c RemoteOwner,GlobalJobId,gpu,Machine,GPUsAverageUsage true -o $@
$(W)/free.rows: $(W)/moment.rows
	gpu-bucket used='any(active over gpu)' <$< \
	| gpu-filter 'State == "Unclaimed" && !used && gpu is not null' \
	| gpu-filter 'best(0 over gpu)' | gpu-filter -c gpu,Machine,PrioritizedProjects true -o $@

TABLES.snapshot = totals classes jobs free
TABLES.models = models
$(foreach e,txt html json,$(OUT)/$(REPORT).$e): $(TABLES.$(REPORT):%=$(W)/%.rows) $(P)/layouts/$(REPORT).layout
	gpu-render -l $(P)/layouts/$(REPORT).layout -f $(FORMAT$(suffix $@)) $(filter %.rows,$^) -o $@

endif # the lock is held
