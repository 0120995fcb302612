# The archives of a folder's months: DATA/gpu_state_YYYY-MM.rows, which reports
# read in place of the databases.
#
#   make -f archive.mk DATA=dir [OUT=dir]         OUT: another folder
#       [PREFIX=gpu_state]                        of the month files
#       [NOW='YYYY-MM-DD HH:MM:SS']               the clock that closes months
#       [LOCK_WAIT=600]                           seconds to wait for another run
#
# A month is closed when it is over or a later one has begun.  Its archive is
# made once and again when its database has changed, compared with it, row for
# row by count and checksum, and only then gets its name.  The current month's
# gets the rows that are new; of these and the hour before them the two are
# compared.  No database is ever changed or removed.  Months are worked on side
# by side, by as many jobs as there are cores (-j1: one at a time); V=1 shows
# the commands.

DATA =
OUT = $(DATA)
PREFIX = gpu_state

ifeq ($(DATA),)
$(error say where the data are: DATA=dir)
endif
P := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
NAME = archive
LOCK = $(OUT)/.archive.lock
LEFT = $(OUT)/.$(PREFIX)_????-??.new*
include $(P)/head.mk
ifdef LOCKED

DATABASES = $(sort $(wildcard $(DATA)/$(PREFIX)_[0-9][0-9][0-9][0-9]-[0-9][0-9].db))
MONTHS = $(DATABASES:$(DATA)/$(PREFIX)_%.db=%)
NOW ?= $(shell date '+%Y-%m-%d %H:%M:%S')
THIS := $(shell echo '$(NOW)' | cut -c1-7)
# The last month there is, if it isn't over.
CURRENT := $(shell last='$(lastword $(MONTHS))'; \
	[[ $$last < '$(THIS)' ]] || echo "$$last")

.PHONY: archives $(MONTHS:%=month-%)
archives: $(MONTHS:%=month-%)

# What both must agree in.  Of the current month that is a window, which ends
# before what is written meanwhile.  If they differ, it is made anew once.
TEXT = gpu-render -f tsv - | tail -n 1
FIGURES = gpu-agg rows='count()' sum='checksum(*)' | $(TEXT)
newest = gpu-extract -q -w 0s -c timestamp "$(1)" | gpu-agg t='max(timestamp)
$(MONTHS:%=month-%): month-%:
	db=$(DATA)/$(PREFIX)_$*.db; rows=$(OUT)/$(PREFIX)_$*.rows; \
	new=$(OUT)/.$(PREFIX)_$*.new; \
	trap 'rm -f "$$new"' EXIT; \
	if [[ -e $$rows ]]; then cp "$$rows" "$$new"; fi; \
	for try in 1 2; do \
		how=$$(gpu-extract -q --append --explain "$$db" -o "$$new" 2>&1) || { \
			echo "$${how//"$$new"/"$$rows"}" >&2; exit 1; }; \
		if [[ $$how == *": up to date" ]]; then exit 0; fi; \
		from=; of=(); \
		if [[ $$how == *": appended to" ]]; then \
			from=$$($(call newest,$$rows) - 1h' | $(TEXT)); fi; \
		if [[ $* == '$(CURRENT)' ]]; then \
			of=(-w "$$from..$$($(call newest,$$new)' | $(TEXT))"); fi; \
		was=$$(gpu-extract -q "$${of[@]}" "$$db" | $(FIGURES)); \
		is=$$(gpu-extract -q "$${of[@]}" "$$new" | $(FIGURES)); \
		if [[ -n $$is && $$was == "$$is" ]]; then \
			mv -f "$$new" "$$rows"; \
			echo "archive: $$rows: $${is%%$$'\t'*} rows compared"; \
			exit 0; \
		fi; \
		rm -f "$$new"; \
	done; \
	echo "archive: $$rows: is not what $$db holds: $$is, not $$was" \
	    "(rows, checksum)" >&2; \
	exit 1

endif # the lock is held
