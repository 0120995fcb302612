# The report of a night, or of any window: OUT/report.txt, .html and .json.
#
#   make -f nightly.mk DATA=dir OUT=dir
#       [HOURS=24] [END='YYYY-MM-DD HH:MM:SS'] [MONTH=YYYY-MM]   the window
#       [BUCKET=15m]                              of the time series
#       [CHANGE=no]                               no change against the window before
#       [POLICY=chtc|chtc-2026|chtc-2025]
#       [OWNED=file] [EXCLUDE=file|none]          the site's lists
#       [ALL_DEVICES=1] [HOST=regex]
#       [DEVICE_USERS='NVIDIA H200,NVIDIA L40S']  devices whose users are shown
#       [ZONE=Region/City]                        for policies that need it
#       [NOW='YYYY-MM-DD HH:MM:SS']               the clock the page is dated by
#       [LOCK_WAIT=600]                           seconds to wait for another run
#
# The rows are read once, month by month, from archives that are up to date
# (archive.mk) and else from databases, into a tally (tally.mk).  Every table is
# made from the tally (tables.mk).  A second run redoes only what changed;
# months and tables are worked on side by side, by as many jobs as there are
# cores (-j1: one at a time); V=1 shows the commands.

DATA =
OUT =
HOURS = 24
END =
MONTH =
BUCKET = 15m
CHANGE = yes
POLICY = chtc
OWNED = $(wildcard $(DATA)/chtc_owned)
EXCLUDE = $(wildcard $(DATA)/masked_hosts.yaml)
ALL_DEVICES =
HOST =
DEVICE_USERS = NVIDIA H200
ZONE =

ifeq ($(and $(DATA),$(OUT)),)
$(error say where the data are and where the report goes: DATA=dir OUT=dir)
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
W = $(OUT)/work
ifeq ($(wildcard $(P)/policy/$(POLICY)/.),)
$(error no policy "$(POLICY)"; there are: $(notdir $(wildcard $(P)/policy/*)))
endif

NAME = nightly
LOCK = $(W)/lock
LEFT = $(W)/*.rows.?????? $(W)/before/*.rows.??????
include $(P)/head.mk
ifdef LOCKED
.PHONY: report tables force
report: $(OUT)/report.txt $(OUT)/report.html $(OUT)/report.json

include $(P)/tally.mk
include $(P)/tables.mk

TABLES = class class3 device device3 class_total tiers memory h200_users \
	device_users backfill_users series unique performance backfill_days \
	page zero_active draining draining_hosts prevented prevented_reasons \
	filtered excluded_hosts gaps
# What a policy adds: its own tables, and TABLES += their names.
-include $(P)/policy/$(POLICY)/tables.mk

tables: $(W)/window-facts.rows $(TABLES:%=$(W)/%.rows)

# The same tables of the window before, for the columns that show the change.
# Without it they are there and empty.
B = $(W)/before
BEFORE = $(B)/window-facts.rows $(TABLES:%=$(B)/%.rows)
ifeq ($(CHANGE),no)
$(B)/window-facts.rows: $(W)/window-facts.rows
	mkdir -p $(B); gpu-bucket rows=0 <$< -o $@
$(TABLES:%=$(B)/%.rows): $(B)/%.rows: $(W)/%.rows
	mkdir -p $(B); gpu-filter false <$< -o $@
else
$(BEFORE) &: $(W)/window.rows $(TALLY_NEEDS)
	+GPUTALLY_LOCKED=$(abspath $(B)/lock) $(MAKE) --no-print-directory \
	  -f $(P)/nightly.mk tables W=$(B) EXPECT=true QUIET=-q \
	  WINDOW="$$(gpu-render -f tsv -c before $< | tail -n +2)"
	touch -c $(BEFORE)
endif

LAYOUT = $(firstword $(wildcard $(P)/policy/$(POLICY)/nightly.layout \
	$(P)/layouts/nightly.layout))
INPUTS = window=$(W)/window-facts.rows before=$(B)/window-facts.rows $(foreach t,$(TABLES),$(t)=$(W)/$(t).rows)
NEEDS = $(W)/window-facts.rows $(TABLES:%=$(W)/%.rows) $(BEFORE) $(LAYOUT)
$(OUT)/report.txt: $(NEEDS)
	gpu-render -l $(LAYOUT) -f text $(INPUTS) -o $@
$(OUT)/report.html: $(NEEDS)
	gpu-render -l $(LAYOUT) -f html $(INPUTS) -o $@
$(OUT)/report.json: $(NEEDS)
	gpu-render -l $(LAYOUT) -f json $(INPUTS) -o $@

endif # the lock is held
