# gputally: GPU usage reports from shell pipelines.
#
#   make            the five programs, in build/
#   make demo       a month of sample data and its report
#   make check      all tests; ends with "N passed, N failed, N skipped"
#   make install    PREFIX=/usr/local DESTDIR=; make uninstall takes it back

PREFIX = /usr/local
DESTDIR =
CC = cc
CFLAGS = -O2 -g
PKG_CONFIG = pkg-config

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wno-missing-field-initializers
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
STD = -std=c11

B = build
PROGRAMS = gpu-extract gpu-bucket gpu-filter gpu-agg gpu-render

# Layers, each may use itself and those before it; tests/lint-includes holds it.
# What each adds to the libraries a program is linked with:
LIBS_expr = -lyaml -ljansson -lcsv
LIBS_source = -lsqlite3 -lzstd -lz
LIBS_render = -lsqlite3

objects = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard $(1))))
BASE = $(call objects,tools/base/*.c)
ROWS = $(call objects,tools/rows/*.c)
EXPR = $(call objects,tools/expr/*.c)
SOURCE = $(call objects,tools/source/*.c)
GROUP = $(call objects,tools/group/*.c)
RENDER = $(call objects,tools/render/*.c)
CORE = $(BASE) $(ROWS) $(EXPR) $(GROUP) $(B)/tools/common.o $(B)/tools/through.o

UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,\
	$(sort $(wildcard tests/unit/test_*.c)))
UNIT_HELP = $(B)/tests/unit/random.o $(B)/tests/unit/stream.o

.DELETE_ON_ERROR:
.PHONY: all check clean demo install lint uninstall

all: $(PROGRAMS:%=$(B)/%)

$(B)/gpu-extract: $(B)/tools/gpu-extract.o $(SOURCE) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_source) $(LIBS_expr) -lm
$(B)/gpu-render: $(B)/tools/gpu-render.o $(RENDER) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_render) $(LIBS_expr) -lm
$(B)/gpu-bucket $(B)/gpu-filter $(B)/gpu-agg: $(B)/%: $(B)/tools/%.o $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_expr) -lm

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests of base and rows link these alone, the others everything.
UNIT_LOW = $(patsubst %,$(B)/tests/unit/test_%,base csvread rows sort stream facts)
$(B)/tests/unit/%.o: CPPFLAGS += -Itools -Itests/unit
$(UNIT_LOW): $(B)/tests/unit/test_%: $(B)/tests/unit/test_%.o $(UNIT_HELP) \
		$(ROWS) $(BASE)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -lcsv -lm
$(filter-out $(UNIT_LOW),$(UNIT)): $(B)/tests/unit/test_%: \
		$(B)/tests/unit/test_%.o $(UNIT_HELP) $(RENDER) $(SOURCE) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS_source) \
		$(LIBS_render) $(LIBS_expr) -lm

check: all $(UNIT)
	@BUILD=$(B) tests/check $(UNIT)

lint:
	@tests/lint

# A month of an invented pool, and its report.
DEMO = $(B)/demo
demo: all
	@test -e $(DEMO)/data/gpu_state_2026-10.db || \
		PATH=$(abspath $(B)):$$PATH scripts/sample-month $(DEMO)/data 2026-10
	$(MAKE) -f pipelines/nightly.mk DATA=$(DEMO)/data OUT=$(DEMO)/out
	@cat $(DEMO)/out/report.txt
	@echo
	@echo 'The same as a page: $(abspath $(DEMO))/out/report.html'

# Copies what is built; never builds.
TO = $(DESTDIR)$(PREFIX)
PAGES = $(wildcard man/*.[1-8])
install:
	mkdir -p $(TO)/bin $(TO)/share/gputally
	set -e; for p in $(PROGRAMS); do \
		install -m 755 $(B)/$$p $(TO)/bin/$$p; done
	set -e; for p in $(PAGES); do d=$(TO)/share/man/man$${p##*.}; \
		mkdir -p $$d; install -m 644 $$p $$d/; done
	rm -rf $(TO)/share/gputally/pipelines $(TO)/share/gputally/scripts
	cp -R pipelines scripts $(TO)/share/gputally/
	chmod -R u=rwX,go=rX $(TO)/share/gputally
uninstall:
	rm -f $(PROGRAMS:%=$(TO)/bin/%)
	rm -f $(foreach p,$(PAGES),$(TO)/share/man/man$(lastword $(subst ., ,$(p)))/$(notdir $(p)))
	rm -rf $(TO)/share/gputally

-include $(shell find $(B) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(B)
