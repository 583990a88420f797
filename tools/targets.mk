# run, test, check, bench, fuzz: how people use the tree.

JOBS ?= $(shell nproc)
PAGES ?= samples
LISTEN ?= 127.0.0.1:8080

# --- run ---------------------------------------------------------------------------------------------------------------
.PHONY: run
## make run [PAGES=dir] install what is missing, build, read PAGES (samples/), serve on http://127.0.0.1:8080
run:
	@sh tools/install.sh build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@bash tools/run.sh $(B)/mirqab "$(PAGES)" "$(LISTEN)"

# --- test --------------------------------------------------------------------------------------------------------------
unit_programs := $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(wildcard tests/unit/*.c))
$(B)/tests/unit/%: tests/unit/%.c tests/unit/check.h $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libmirqab.a $(LIBS)

.PHONY: test test-programs
test-programs: all $(unit_programs)

## make test            install what tests need, build, run all; ends in "N passed, N failed"
test:
	@sh tools/install.sh build
	@sh tools/install.sh test
	@sh tools/install.sh browser
	@$(MAKE) --no-print-directory -j$(JOBS) test-programs
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=asan fuzz-replays
	@python3 tests/run --variant $(VARIANT)

# --- fuzz --------------------------------------------------------------------------------------------------------------
fuzz_names := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
replays := $(fuzz_names:%=$(B)/fuzz/replay_%)
$(B)/fuzz/replay_%: fuzz/fuzz_%.c fuzz/replay.c $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes -MMD -MP $(LDFLAGS) -o $@ fuzz/fuzz_$*.c fuzz/replay.c $(B)/libmirqab.a $(LIBS)

# only by fuzz/run.sh, with clang
$(B)/fuzz/fuzz_%: fuzz/fuzz_%.c $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer,address -o $@ $< $(B)/libmirqab.a $(LIBS)

.PHONY: fuzz-replays fuzz
fuzz-replays: $(if $(wildcard fuzz/replay.c),$(replays))

SECONDS_EACH ?= 60
## make fuzz [NAME=warc] [SECONDS_EACH=60]  coverage-guided fuzzing with clang
fuzz:
	@sh tools/install.sh check
	@bash fuzz/run.sh "$(NAME)" "$(SECONDS_EACH)"

# --- check -------------------------------------------------------------------------------------------------------------
.PHONY: check format lint
## make check           format, include arrows, sizes, headers alone, warnings of gcc and clang, clang-tidy, rules, hygiene
check:
	@sh tools/install.sh build
	@sh tools/install.sh check
	@$(MAKE) --no-print-directory -j$(JOBS) all compile_commands.json
	@bash tools/check.sh
	@$(MAKE) --no-print-directory -k -j$(JOBS) tidy && echo "ok   clang-tidy"

# clang-tidy, a file only when it changed
tidied := $(patsubst %.c,build/tidy/%.ok,$(lib_sources) $(cli_sources))
.PHONY: tidy
tidy: $(tidied)
build/tidy/%.ok: %.c .clang-tidy | compile_commands.json
	@mkdir -p $(@D)
	@clang-tidy --quiet -p . $< 2>/dev/null | grep -E 'warning:|error:' | sort -u >$@.found || true
	@if [ -s $@.found ]; then cat $@.found >&2; rm -f $@.found; exit 1; fi; mv $@.found $@

## make format          clang-format over the tree
format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# --- editors -----------------------------------------------------------------------------------------------------------
compile_commands.json: Makefile tools/targets.mk tools/commands.sh
	@CPPFLAGS='$(CPPFLAGS)' CFLAGS='$(CFLAGS)' bash tools/commands.sh $(lib_sources) $(cli_sources) >$@.tmp && mv $@.tmp $@

# --- bench -------------------------------------------------------------------------------------------------------------
bench_programs := $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/bench_*.c))
$(B)/bench/%: bench/%.c $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(B)/libmirqab.a $(LIBS) $(if $(findstring bench_text,$@),-lstemmer)

.PHONY: bench bench-programs
bench-programs: all $(bench_programs)
## make bench           MB/s and articles/s of each room beside memcpy and a UTF-8 check on the same bytes
bench:
	@sh tools/install.sh build
	@sh tools/install.sh bench
	@$(MAKE) --no-print-directory -j$(JOBS) bench-programs
	@bash bench/run.sh $(B)

# --- install -----------------------------------------------------------------------------------------------------------
PREFIX ?= /usr/local
.PHONY: install
## make install         the program, the library, the header, man pages; PREFIX and DESTDIR as usual
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/man
	install -m 755 $(B)/mirqab $(DESTDIR)$(PREFIX)/bin/mirqab
	install -m 644 $(B)/libmirqab.a $(DESTDIR)$(PREFIX)/lib/libmirqab.a
	[ ! -e include/mirqab.h ] || install -m 644 include/mirqab.h $(DESTDIR)$(PREFIX)/include/mirqab.h
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	printf 'Name: mirqab\nDescription: Arabic press observatory\nVersion: 0.1.0\nCflags: -I$(PREFIX)/include\nLibs: -L$(PREFIX)/lib -lmirqab %s\n' \
	  '$(patsubst %,-l:%,$(notdir $(filter %.a,$(lexbor_libs)))) $(filter-out %.a,$(lexbor_libs)) $(filter-out $(lexbor_libs),$(LIBS))' \
	  >$(DESTDIR)$(PREFIX)/lib/pkgconfig/mirqab.pc
	$(if $(filter %.a,$(lexbor_libs)),install -m 644 $(lexbor_libs) $(DESTDIR)$(PREFIX)/lib/)
	for f in man/*.[1-8]; do [ -e "$$f" ] || continue; s=$${f##*.}; install -d $(DESTDIR)$(PREFIX)/share/man/man$$s; \
	  install -m 644 $$f $(DESTDIR)$(PREFIX)/share/man/man$$s/; done

# --- accept ------------------------------------------------------------------------------------------------------------
.PHONY: accept
## make accept          the quality figures by class on the development sets, where they are beside the checkout (../shared)
accept: all
	@python3 tests/quality/run.py --print
