# What every pipeline begins with: its programs, its shell, its lock.  The
# file that includes it says first
#   P      this folder
#   NAME   its own name, NAME.mk, also in messages
#   LOCK   the file that a run holds: one run at a time
#   LEFT   temporary files that an interrupted run may have left, or nothing
# and puts its rules between `ifdef LOCKED` and `endif`.

# From a checkout its own programs, installed the installed ones; or those of
# GPUTALLY_BIN.
BIN := $(firstword $(GPUTALLY_BIN) $(wildcard $(P)/../build $(P)/../../../bin))
ifneq ($(BIN),)
export PATH := $(abspath $(BIN)):$(PATH)
endif
export LC_ALL := C

SHELL := /bin/bash
.SHELLFLAGS := -eo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
ifndef V
.SILENT:
endif
comma = ,
space = $(subst ,, )
# Folders of layouts/ whose files go before those of their names.
LAYOUT_PARTS =
# The policy of a data folder: of one that collect-slurm keeps that of clusters.
policy_of = $(if $(wildcard $(addsuffix /partitions.csv,$(1))),slurm,chtc)
# Stops where DATA is more than one folder.
one_folder = $(if $(filter-out 1,$(words $(DATA))$(findstring =,$(firstword $(subst /, ,$(DATA))))),\
	$(error one folder, not several pools: DATA=dir, not DATA='$(DATA)'))
# As many jobs as there are cores, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif

# What is as it was stays, so that nothing is made of it again.
keep_same = cmp -s $@.new $@ && rm $@.new || mv $@.new $@
# settings FOLDERS: W/settings has what was asked for, SETTINGS; it changes only
# when the answer would.  The folders are there then.
define settings
$(W)/settings: export SETTINGS := $$(SETTINGS)
$(W)/settings: force
	@mkdir -p $(W) $(1)
	@printf '%s\n' "$$$$SETTINGS" >$$@.new
	@$$(keep_same)
endef

# A first make takes the lock and becomes one that works.  What it starts holds
# the lock too: it is free when the last of them has ended, however that came.
LOCK_WAIT = 600
ifeq ($(GPUTALLY_LOCKED),$(abspath $(LOCK)))
LOCKED = yes
else
.PHONY: locked $(MAKECMDGOALS)
ifneq ($(MAKECMDGOALS),)
$(MAKECMDGOALS): locked ;@:
endif
locked:
	@mkdir -p $(dir $(LOCK)); exec 9>>$(LOCK); \
	if ! flock -n 9; then \
		if [[ $(LOCK_WAIT) != 0 ]]; then \
			echo "$(NAME): $(OUT): another run is at work there;" \
			    "waiting up to $(LOCK_WAIT) s" >&2; \
		fi; \
		flock -w $(LOCK_WAIT) 9 || { \
			echo "$(NAME): $(OUT): another run is at work there;" \
			    "gave up after $(LOCK_WAIT) s (LOCK_WAIT)" >&2; \
			exit 1; }; \
	fi; \
	rm -f $(LEFT); \
	export GPUTALLY_LOCKED=$(abspath $(LOCK)); \
	exec $(MAKE) --no-print-directory -f $(P)/$(NAME).mk $(MAKECMDGOALS)
endif
