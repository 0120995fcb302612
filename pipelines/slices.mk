# GPUs that are parts of others, as MIG makes them.  Two lists of the site, else
# those of the policy, which are empty:
#   SLICES   CSV device,weight: what a GPU of this device counts, 0.25 or 1/7;
#            any other counts 1
#   PARENTS  CSV gpu,parent: by their ids, which GPU is a part of which.  Rows of
#            the whole one do not count in snapshots in which a part of it was seen.
# Two lists, as names of devices stay when the ids of parts change, and no name
# tells whose part one is.  Rows of wholes go where rows are read, so that no table
# has to know; tables take a GPU's weight by its id, for not all rows have a device.
# Included before lists.mk.  Without an entry in either there is nothing of all this.

policy_list = $(firstword $(wildcard $(P)/policy/$(POLICY)/$(1) $(P)/policy/chtc/$(1)))
$(foreach f,$(SLICES) $(PARENTS),$(if $(wildcard $f),,$(error $f: there is no such file)))
SLICES_FILES = $(or $(SLICES),$(call policy_list,slices.csv))
# Ids are those of a pool: each has a list of parents of its own.
parents_of = $(or $(PARENTS),$(if $(1),$(wildcard $(call dir_of_pool,$(1))/parents.csv)),$(call policy_list,parents.csv))
PARENTS_FILES = $(if $(POOL_NAMES),$(foreach p,$(POOL_NAMES),$(call parents_of,$p)),$(call parents_of))
SLICED := $(shell awk 'FNR > 1 && NF { print "yes"; exit }' $(SLICES_FILES) $(PARENTS_FILES) </dev/null)

# gpus COND,KEY,ID: how many GPUs the rows have for which it is true, once a KEY;
# by the column `gpu`, or ID.  gpu_sum X,COND: the sum of a measure of GPUs, such
# as their hours.  gpu_rows COND,ID: how many they are in rows of one GPU each.
just_if = $(if $(1), if $(1))
keys_of = $(if $(1),$(1)$(comma) )$(or $(2),gpu)
ifeq ($(SLICED),)
$(foreach v,WHOLES WEIGHTS SLICE_LISTS,$(eval $v =))
weight_of = 1.0
gpus = distinct($(call keys_of,$(2),$(3))$(call just_if,$(1)))
gpu_sum = sum($(1)$(call just_if,$(2)))
gpu_rows = count($(if $(1),if $(1)))
else
weight_of = coalesce($(or $(1),gpu)@weights.rows:weight, 1.0)
gpus = sum_distinct($(call weight_of,$(3)), $(call keys_of,$(2),$(3))$(call just_if,$(1)))
gpu_sum = sum($(1) * $(call weight_of)$(call just_if,$(2)))
gpu_rows = sum($(call weight_of,$(2))$(call just_if,$(1)))

# The page's words about it.
LAYOUT_PARTS += sliced

# The first line with a weight that is none, for the message.
PART = contains(weight, "/") ? real(field(weight, "/", 1)) / real(field(weight, "/", 2)) : real(weight)
$(W)/slices.rows: $(SLICES_FILES) $(W)/site/lists
	gpu-extract -f csv -T '*=text' -c device,weight $(SLICES_FILES) \
	| gpu-bucket part='$(PART)' said='concat("weight \"", coalesce(weight, ""), "\" is no part of a GPU: a number above 0 and up to 1, or 1/7")' \
	| gpu-bucket said='coalesce(part > 0.0 && part <= 1.0, false) ? null : said' \
	| gpu-agg -k device weight='min(part)' most='max(part)' said='min(said)' \
	| gpu-bucket said='coalesce(said, most > weight ? "has two weights" : null)' -o $@.new
	bad=$$(gpu-filter -n 1 'said is not null' <$@.new \
	| gpu-bucket said='concat("device ", coalesce(device, ""), ": ", said)' -c said | gpu-render -f tsv - | tail -n +2); \
	if [[ -n $$bad ]]; then \
		echo "$(NAME): $(SLICES_FILES): $$bad" >&2; rm $@.new; exit 1; \
	fi
	gpu-bucket -c device,weight <$@.new -o $@
	rm $@.new
parents = gpu-extract -f csv -T '*=text' -c gpu,parent $(call parents_of,$(1))
$(W)/parents.rows: $(PARENTS_FILES) $(W)/site/lists
ifeq ($(POOL_NAMES),)
	$(parents) -o $@
else
	{ $(foreach p,$(POOL_NAMES),$(call parents,$p) \
	  | gpu-bucket gpu='concat("$p/", gpu)' parent='concat("$p/", parent)';) } | gpu-filter true -o $@
endif
SLICE_LISTS = $(W)/parents.rows
WEIGHTS = $(W)/weights.rows

# Behind the reading of rows: whole GPUs go while parts of them are there.
WHOLES = | gpu-bucket -F seen='count()' whole='coalesce(AssignedGPUs@parents.rows:parent, AssignedGPUs)' \
	| gpu-filter 'coalesce(whole != AssignedGPUs || !any(whole != AssignedGPUs over timestamp, whole), true)'
endif
