# A dense matrix of singles from a panel: one row for each time and symbol, a
# column for each feature that has a value at all.  Writes
#   OUT/matrix.npy   rows x features, numpy's format, features by name
#   OUT/index.csv    ts, symbol and target of each row
#   OUT/meta.json    what was asked for, the names, counts and fills
#
#   make -f matrix.mk IN=panel.csv|panel.sqlite|dir OUT=dir
#       [IMPUTE=median|mean|zero|none]   what stands for a missing value
#       [SCOPE=kept|all]                 rows that median and mean are of
#       [MIN_CS=1] [MAX_CS=0]            rows of a time: least; most, 0 any
#       [MAX_NAN=0.5]                    share of features a row may lack
#       [COLUMNS=file]                   features, a name a line; else all
#       [SAMPLE=1/N]                     every N-th time only
#       [DTYPE=f4|f2]                    of the matrix
#       [TABLE=panel]                    of a database
#       [MEMORY=64M]                     of sorting, where it has to be done
#       [LOCK_WAIT=600]                  seconds to wait for another run
#   make -f matrix.mk forecast IN=... OUT=dir [ROWS=N]   only tells what it takes
#
# The panel has ts, symbol, target and the features; a folder has a file
# SYMBOL.csv for each symbol, without symbol.  What is no finite number, or too
# large for a single, is missing.  For median and mean the panel is read
# once, its rows wait in OUT/work as singles.  For zero and none they wait
# nowhere; the panel is read once more if a feature without a value in the first
# rows turns out to have one later.  Nothing is held in memory but a chunk, the
# rows of a time, and counters.  Rows that come in order of time are not sorted,
# others are, in temporary files (TMPDIR).  A second run does nothing if nothing
# has changed; V=1 shows the commands.

IN =
OUT =
IMPUTE = median
SCOPE = kept
MIN_CS = 1
MAX_CS = 0
MAX_NAN = 0.5
COLUMNS =
SAMPLE = 1/1
DTYPE = f4
TABLE = panel
MEMORY = 64M
ROWS =

ifeq ($(and $(IN),$(OUT)),)
$(error say where the panel is and where the matrix goes: IN=file OUT=dir)
endif
# One of a list of words, a number: anything else is told before the start.
one_of = $(if $(filter $($(1)),$(2)),,$(error $(1)=$($(1)): one of $(2)))
$(call one_of,IMPUTE,median mean zero none)
$(call one_of,SCOPE,kept all)
$(call one_of,DTYPE,f4 f2)
$(if $(wildcard $(IN)),,$(error IN=$(IN): is not there))
is_number = $(shell [[ '$($(1))' =~ ^($(2))$$ ]] && echo yes)
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work
NAME = matrix
LOCK = $(W)/lock
LEFT = $(W)/*.rows* $(W)/*.new* $(OUT)/*.new*
include $(P)/head.mk
number = $(if $(call is_number,$(1),$(2)),,$(error $(1)=$($(1)): not $(3)))
$(call number,MIN_CS,[0-9]+,a number of rows)
$(call number,MAX_CS,[0-9]+,a number of rows)
$(call number,MAX_NAN,[0-9]*\.?[0-9]+,a share)
$(call number,SAMPLE,1/[1-9][0-9]*,1/N)
ifdef LOCKED
.PHONY: matrix forecast force
# What a failed run has left is large.
matrix:
	$(MAKE) --no-print-directory -f $(P)/matrix.mk $(OUT)/meta.json \
	|| { rm -f $(LEFT); exit 1; }

export IN OUT IMPUTE SCOPE MIN_CS MAX_CS MAX_NAN DTYPE TABLE ROWS SAMPLE
export EVERY := $(SAMPLE:1/%=%)
export LISTED := $(abspath $(COLUMNS))
# Of a folder its files as they are now: names may have blanks.
IS_FOLDER := $(wildcard $(IN)/.)
PANEL := $(if $(IS_FOLDER),,$(IN))
FILES := $(if $(IS_FOLDER),$(shell ls -ln --time-style=+%s.%N $(IN) | md5sum))
SETTINGS = $(foreach v,IN FILES IMPUTE SCOPE MIN_CS MAX_CS MAX_NAN COLUMNS \
	SAMPLE DTYPE TABLE,$(v)=$($(v)))
$(eval $(call settings))

SHOWN := $(if $(filter-out 0,$(MAKELEVEL)),$(shell [[ -t 2 ]] && echo --progress))
# Few rows of many columns stay in the cache.
SIZED = --chunk 2048

forecast: $(W)/settings
	$(P)/matrix-forecast time

# They go when the matrix is there; it needs nothing new then.
.SECONDARY: $(addprefix $(W)/,counts.rows live present.rows fill.rows) \
	$(OUT)/matrix.npy.new $(OUT)/index.csv.new
export MEMORY
export PROGRESS := $(SHOWN)
export GPUPATH := $(W)
# What rows are kept: $(KEEP) with LIVE and DEAD in the environment, how many
# features have values and how many have none.
export KEEP = target is not null && real(missing_features - int($$DEAD)) <= real($$MAX_NAN) * real($$LIVE)
FEATURES = . $(P)/matrix-features
cell = $$($(FEATURES); cell $(1) $(2))
MADE = $(addprefix $(W)/,live present.rows) $(OUT)/matrix.npy.new $(OUT)/index.csv.new

ifneq ($(filter zero none,$(IMPUTE)),)

$(W)/counts.rows $(MADE) &: $(W)/settings $(PANEL) $(COLUMNS)
	$(P)/matrix-forecast plan
	$(P)/matrix-once
$(W)/fill.rows: $(W)/live
	gpu-bucket -c @live '*=f32(0)' <$(W)/counts.rows -o $@

else

PANEL_ROWS = $(W)/panel.rows
$(W)/counts.rows: $(W)/settings $(PANEL) $(COLUMNS)
	$(P)/matrix-forecast plan
	. $(P)/matrix-read; in_any_order read_panel $(PANEL_ROWS)

# Is every value there, of the target too?  Then all rows are kept as they are.
$(W)/live: $(W)/counts.rows
	$(FEATURES); split_features $<; check_counts $<
	gpu-render -f line $< | awk -v n="$(call cell,$<,ts)" '$$1 !~ /^(ts|symbol|missing_features)$$/ && $$NF != n { some = 1 } END { print some ? "no" : "yes" }' >$(W)/complete

COUNTED = $(FEATURES); count_features
IF_KEPT = $(if $(filter kept,$(SCOPE)), if $(KEEP))
OTHERS = ts='count(if $(KEEP))' symbol='count()' target='count(target if $(KEEP))' missing_features='count()'
$(W)/present.rows: $(W)/live
	if [[ $$(<$(W)/complete) == yes ]]; then cp $(W)/counts.rows $@; exit; fi; \
	$(COUNTED); gpu-agg '*=count(*$(IF_KEPT))' $(OTHERS) <$(PANEL_ROWS) -o $@.new
	[[ ! -e $@.new ]] || mv $@.new $@
	$(FEATURES); check_kept $@

$(W)/fill.rows: $(W)/live
	$(COUNTED); gpu-agg '*=$(IMPUTE)(*$(IF_KEPT))' $(OTHERS) <$(PANEL_ROWS) \
	| gpu-bucket -c @live '*=coalesce(f32(*), f32(0))' -o $@

# What has nothing to fill or to leave out goes as it is.
ARRAY = gpu-render -f npy -T $(DTYPE) -o $@
$(OUT)/matrix.npy.new: $(W)/fill.rows $(W)/present.rows
	sed 's/.*/`&`=coalesce(`&`, @fill.rows:`&`)/' $(W)/live.new >$(W)/filled
	if [[ $$(<$(W)/complete) == yes ]]; then \
		$(ARRAY) -c @live $(PANEL_ROWS); exit; fi; \
	$(COUNTED); gpu-filter $(SIZED) "$$KEEP" -c @filled <$(PANEL_ROWS) | $(ARRAY)
$(OUT)/index.csv.new: $(W)/present.rows
	$(COUNTED); \
	gpu-filter "$$KEEP" -c ts,symbol,target <$(PANEL_ROWS) \
	| gpu-render -f csv -o $@

endif

# Columns of one row as a JSON object, lines as a JSON array.
OBJECT = gpu-render -f jsonl -c @live
LIST = gpu-extract -f lines - | gpu-agg names='set(line)' | gpu-render -f jsonl | sed 's/^{"names"://; s/}$$//'
$(OUT)/meta.json: $(W)/fill.rows $(W)/present.rows $(OUT)/matrix.npy.new $(OUT)/index.csv.new
	{ printf '{"columns":%s,\n' "$$(sed 's/^"`//; s/`"$$//' $(W)/live | $(LIST))"; \
	printf '"dropped_columns":%s,\n' "$$([[ ! -s $(W)/dead ]] && echo '[]' || cat $(W)/dead | $(LIST))"; \
	printf '"dtype":"%s","impute":"%s","scope":"%s",\n' $(DTYPE) $(IMPUTE) $(SCOPE); \
	printf '"min_cs":%d,"max_cs":%d,"max_nan":%s,"sample":"%s",\n' $(MIN_CS) $(MAX_CS) $(MAX_NAN:.%=0.%) $(SAMPLE); \
	printf '"rows_in":%s,' "$(call cell,$(W)/counts.rows,symbol)"; \
	printf '"rows_sampled":%s,' "$(call cell,$(W)/counts.rows,ts)"; \
	printf '"rows_out":%s,\n' "$(call cell,$(W)/present.rows,ts)"; \
	printf '"present":%s,\n' "$$($(OBJECT) $(W)/present.rows)"; \
	printf '"fill":%s}\n' "$$($(OBJECT) $(W)/fill.rows)"; } >$(W)/meta.new
	mv $(OUT)/matrix.npy.new $(OUT)/matrix.npy
	mv $(OUT)/index.csv.new $(OUT)/index.csv
	mv $(W)/meta.new $@
	rm -f $(W)/*.rows $(W)/*.new $(W)/live.was $(W)/filled

endif # the lock is held
