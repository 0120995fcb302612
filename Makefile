# gputally: GPU usage reports from shell pipelines.
#
#   make            the five programs, in build/
#   make demo       a month of sample data and its report
#   make bench      speed beside floors and peers; SIZES='a c', SIZES=year,
#                   SIZES='rollup matrix'
#   make check      all tests; ends with "N passed, N failed, N skipped"
#   make check-web  the pages in a browser; needs chromium, and for the site
#                   playwright-core of npm in the folder PLAYWRIGHT
#   make check-condor  the collector at a pool; needs HTCondor
#   make check-mail  reports by mail to a server on the loopback; needs msmtp
#                    and python3-aiosmtpd
#   make check-slurm  a plan and the collector at a cluster on the loopback;
#                    needs slurm-wlm
#   make check-reference  beside references: the report REFERENCE=program, the
#                    roll-up PODS_REFERENCE=, matrices MATRIX_REFERENCE=
#   make fuzz       each parser against FUZZ_SECONDS=30 of random input; clang
#   make install    PREFIX=/usr/local DESTDIR=; make uninstall takes it back

PREFIX = /usr/local
DESTDIR =
CC = cc
CFLAGS = -O3 -g
PKG_CONFIG = pkg-config

WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wno-missing-field-initializers
CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
STD = -std=c11

B = build
PROGRAMS = gpu-extract gpu-bucket gpu-filter gpu-agg gpu-render

# One archive of all layers; a program takes from it what it needs, and the
# libraries that go with that.  Layers may use those before them only:
# tests/lint-includes holds it.
LAYERS = base rows expr source group render
LIB = $(B)/libgputally.a
LIB_SOURCES = $(wildcard $(LAYERS:%=tools/%/*.c)) \
	$(filter-out tools/gpu-%.c,$(wildcard tools/*.c))
LIBS_expr = -lyaml -ljansson -lcsv -lzstd -lm
LIBS_gpu-extract = -pthread -lsqlite3 -lz $(LIBS_expr)
LIBS_gpu-bucket = $(LIBS_expr)
LIBS_gpu-filter = $(LIBS_expr)
LIBS_gpu-agg = $(LIBS_expr)
LIBS_gpu-render = -lsqlite3 $(LIBS_expr)

UNIT = $(patsubst tests/unit/%.c,$(B)/tests/unit/%,\
	$(sort $(wildcard tests/unit/test_*.c)))
UNIT_HELP = $(B)/tests/unit/random.o $(B)/tests/unit/stream.o
FUZZ = $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,\
	$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_HELP = $(B)/tests/fuzz/fuzz.o
BENCH = $(B)/tests/bench/step $(B)/tests/bench/measure \
	$(B)/tests/bench/tables \
	$(B)/tests/bench/generate

.DELETE_ON_ERROR:
.PHONY: all bench check check-condor check-mail check-reference check-slurm check-web clean demo install lint uninstall

all: $(PROGRAMS:%=$(B)/%)

$(LIB): $(patsubst %.c,$(B)/%.o,$(sort $(LIB_SOURCES)))
	@rm -f $@
	@echo AR $@
	@$(AR) -rcs $@ $^

$(PROGRAMS:%=$(B)/%): $(B)/%: $(B)/tools/%.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) $(LIBS_$*)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(WARNINGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/unit/%.o: CPPFLAGS += -Itools -Itests/unit
$(UNIT): $(B)/tests/unit/%: $(B)/tests/unit/%.o $(UNIT_HELP) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(UNIT_HELP) $(LIB) -lcmocka \
		$(LIBS_gpu-extract)

# Each fuzz target runs over its corpus; `make fuzz` makes them find more.
$(B)/tests/fuzz/%.o: CPPFLAGS += -Itools
$(FUZZ): $(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(FUZZ_HELP) \
		$(B)/tests/fuzz/replay.o $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) \
		$(LIBS_gpu-extract)

check: all $(UNIT) $(FUZZ) $(BENCH)
	@BUILD=$(B) tests/check $(UNIT)

# What needs a browser or a service: skipped aloud where there is none.
check-web: all
	@BUILD=$(B) tests/run -v -d web
check-condor: all
	@BUILD=$(B) tests/run -v -d condor
check-mail: all
	@BUILD=$(B) tests/run -v -d mail
check-slurm: all
	@BUILD=$(B) tests/run -v -d slurm

# Programs that say what is right, as tests/reference, reference-rollup and
# reference-matrix describe them; without one its part is skipped.
REFERENCE =
GENERATOR =
PODS_REFERENCE =
PODS_GENERATOR =
PODS_COMPARE =
MATRIX_REFERENCE =
MATRIX_GENERATOR =
check-reference: all
	@BUILD=$(B) REFERENCE='$(REFERENCE)' GENERATOR='$(GENERATOR)' \
		tests/reference
	@BUILD=$(B) PODS_REFERENCE='$(PODS_REFERENCE)' \
		PODS_GENERATOR='$(PODS_GENERATOR)' \
		PODS_COMPARE='$(PODS_COMPARE)' tests/reference-rollup
	@BUILD=$(B) MATRIX_REFERENCE='$(MATRIX_REFERENCE)' \
		MATRIX_GENERATOR='$(MATRIX_GENERATOR)' tests/reference-matrix

FUZZ_SECONDS = 30
fuzz:
	@command -v clang >/dev/null || { echo 'make fuzz needs clang'; exit 1; }
	$(MAKE) B=$(B)/fuzz FUZZ_ENGINE=-fsanitize=fuzzer CC=clang CFLAGS='-O1 \
		-g -fsanitize=address,undefined,fuzzer-no-link \
		-fno-sanitize-recover=undefined' fuzz-run
fuzz-run: $(FUZZ:%=%-engine)
	set -e; for x in $^; do n=$${x##*/fuzz_}; n=$${n%-engine}; \
		mkdir -p $(B)/found/$$n; ASAN_OPTIONS=detect_leaks=0 $$x \
		-max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 \
		-close_fd_mask=1 -artifact_prefix=$(B)/found/$$n- \
		$(B)/found/$$n tests/fuzz/corpus/$$n; done
$(FUZZ:%=%-engine): $(B)/tests/fuzz/%-engine: $(B)/tests/fuzz/%.o \
		$(FUZZ_HELP) $(LIB)
	$(CC) $(CFLAGS) $(FUZZ_ENGINE) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(LIB) $(LIBS_gpu-extract)

lint:
	@tests/lint

# Ours beside floors and peers: what of the goals is met.  tests/bench/run says
# what SIZES there are and where peers are looked for.
SIZES = a b c d curve
RUNS = 5
QUERIES =
RESULTS =
BENCH_DATA = $(B)/bench-data
BENCH_PEERS =
$(B)/tests/bench/generate: $(B)/tests/bench/pool.o
$(BENCH): $(B)/tests/bench/%: $(B)/tests/bench/%.o
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lsqlite3
bench: all $(BENCH)
	@BUILD=$(B) RUNS=$(RUNS) QUERIES='$(QUERIES)' RESULTS='$(RESULTS)' \
		BENCH_DATA='$(BENCH_DATA)' BENCH_PEERS='$(BENCH_PEERS)' \
		tests/bench/run $(SIZES)

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
