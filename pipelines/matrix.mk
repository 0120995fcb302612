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
# large for a single, is missing.  The panel is read once, its rows wait in
# OUT/work as singles; nothing is held in memory but a chunk, the rows of a
# time, and counters.  Rows that come in order of time are not sorted, others
# are, in temporary files (TMPDIR).  A second run does nothing if nothing has
# changed; V=1 shows the commands.

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

export IN OUT IMPUTE SCOPE MIN_CS MAX_CS MAX_NAN DTYPE TABLE ROWS
export EVERY := $(SAMPLE:1/%=%)
export LISTED := $(abspath $(COLUMNS))
# What names the panel: of a folder its files.
PANEL := $(if $(wildcard $(IN)/.),$(sort $(wildcard $(IN)/*.csv \
	$(IN)/*.csv.zst $(IN)/*.csv.gz)),$(IN))
SETTINGS = $(foreach v,IN PANEL IMPUTE SCOPE MIN_CS MAX_CS MAX_NAN COLUMNS \
	SAMPLE DTYPE TABLE,$(v)=$($(v)))
$(W)/settings: force
	@mkdir -p $(W)
	@printf '%s\n' "$$SETTINGS" >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(W)/settings: export SETTINGS := $(SETTINGS)

SHOWN := $(if $(filter-out 0,$(MAKELEVEL)),$(shell [[ -t 2 ]] && echo --progress))
# Wide rows: few of them stay in the cache.
SIZED = --chunk 2048
TYPES = *=f32?,ts=int,symbol=text,source=text
die = { echo "$(NAME): $$IN: $(1)" >&2; exit 1; }

# Rows of the panel that are in order of time, as most are, are put in order of
# symbol time by time; if it turns out that they are not, all are sorted.
# $(1) is how: --ordered ts, or nothing.
define read
	gpu-extract $(SHOWN) $(SIZED) -S $(MEMORY) -T '$(TYPES)' $(1) \
	    -s ts,symbol -F rows_in='count()' "$${source[@]}" \
	| gpu-filter $(SIZED) -e 'ts is not null && symbol is not null' \
	    $(if $(filter-out 1,$(EVERY)),'cum(coalesce(prev(ts over all) != ts, true) over all) % int($$EVERY) == 1') \
	    $(if $(filter-out 0 1,$(MIN_CS)),'count(over ts) >= int($$MIN_CS)') \
	    $(if $(filter-out 0,$(MAX_CS)),'cum(1 over ts) <= int($$MAX_CS)') \
	    -c '*,missing_features=nulls(*)' \
	| tee $(W)/panel.rows \
	| gpu-agg '*=count(*)' ts='count()' symbol='fact(rows_in)' -o $@
endef

# They go when the matrix is there; it needs nothing new then.
.SECONDARY: $(addprefix $(W)/,counts.rows live present.rows fill.rows) \
	$(OUT)/matrix.npy.new $(OUT)/index.csv.new
# The rows, and of each column how many have a value; ts: rows there are,
# symbol: rows that were read.
$(W)/counts.rows: $(W)/settings $(PANEL) $(COLUMNS)
	. $(P)/matrix-source; ordered=$(W)/ordered.new; \
	{ $(call read,--ordered ts); } 2>$$ordered || { \
		rm -f $(W)/panel.rows; \
		if ! grep -q 'goes back although' $$ordered; then \
			cat $$ordered >&2; exit 1; fi; \
		$(call read,) || { rm -f $(W)/panel.rows; exit 1; }; }

# The features that have a value, and those that have none, by name.
OURS = ^(ts|symbol|target|missing_features) [0-9]*$$
$(W)/live: $(W)/counts.rows
	gpu-render -f line $< | grep -Ev '$(OURS)' \
	| awk -v live=$@.new -v dead=$(W)/dead ' \
	    BEGIN { printf "" >live; printf "" >dead } \
	    { to = $$NF > 0 ? live : dead; sub(/ [0-9]+$$/, ""); print >to }'
	LC_ALL=C sort -o $@.new $@.new
	LC_ALL=C sort -o $(W)/dead $(W)/dead
	gpu-filter -e 'ts > 0' <$< >$(W)/empty.new 2>&1 || $(call die,has no rows)
	rm -f $(W)/empty.new
	[[ -s $@.new ]] || $(call die,no feature has a value)
	sed 's/.*/"`&`"/' $@.new >$@

# What rows are kept: $(KEEP) with LIVE and DEAD in the environment.
export KEEP = target is not null && real(missing_features - int($$DEAD)) <= real($$MAX_NAN) * real($$LIVE)
COUNTED = export LIVE=$$(wc -l <$(W)/live) DEAD=$$(wc -l <$(W)/dead)
IF_KEPT = $(if $(filter kept,$(SCOPE)), if $(KEEP))
OTHERS = ts='count(if $(KEEP))' symbol='count()' target='count(target if $(KEEP))' missing_features='count()'
$(W)/present.rows: $(W)/live
	$(COUNTED); gpu-agg '*=count(*$(IF_KEPT))' $(OTHERS) <$(W)/panel.rows -o $@.new
	gpu-filter -e 'ts > 0' <$@.new >$(W)/none.new 2>&1 || $(call die,no row is kept)
	rm $(W)/none.new; mv $@.new $@

ifneq ($(filter median mean,$(IMPUTE)),)
$(W)/fill.rows: $(W)/live
	$(COUNTED); gpu-agg '*=$(IMPUTE)(*$(IF_KEPT))' $(OTHERS) <$(W)/panel.rows \
	| gpu-bucket -c @live '*=coalesce(f32(*), f32(0))' -o $@
else
$(W)/fill.rows: $(W)/live
	gpu-bucket -c @live '*=f32(0)' <$(W)/counts.rows -o $@
endif
export GPUPATH := $(W)

FILL = $(if $(filter none,$(IMPUTE)),,| gpu-bucket $(SIZED) '*=coalesce(*, @fill.rows:*)')
$(OUT)/matrix.npy.new: $(W)/fill.rows $(W)/present.rows
	$(COUNTED); \
	gpu-filter $(SIZED) "$$KEEP" -c @live <$(W)/panel.rows \
	$(FILL) | gpu-render -f npy -T $(DTYPE) -o $@
$(OUT)/index.csv.new: $(W)/present.rows
	$(COUNTED); \
	gpu-filter "$$KEEP" -c ts,symbol,target <$(W)/panel.rows \
	| gpu-render -f csv -o $@

# Columns of one row as a JSON object, lines as a JSON array.
OBJECT = gpu-render -f jsonl -c @live
LIST = gpu-extract -f lines - | gpu-agg names='set(line)' | gpu-render -f jsonl | sed 's/^{"names"://; s/}$$//'
cell = $$(gpu-render -f tsv -c $(2) $(1) | tail -n 1)
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
	rm -f $(W)/*.rows $(W)/*.new

endif # the lock is held
