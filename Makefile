# mirqab: the front door. `make help` lists the targets.
#   make [VARIANT=release|debug|asan|tsan|coverage]   builds into build/VARIANT/
.DEFAULT_GOAL := all
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
# V=1 shows whole commands
Q := $(if $(V),,@)
say = @$(if $(V),true,printf '%-4s %s\n' $(1) $(2))

VARIANT ?= release
B := build/$(VARIANT)
ifeq ($(origin CC),default)
CC := gcc
endif

warnings := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-sign-conversion
flags_release := -O3 -g -fno-plt -DNDEBUG
flags_debug := -O0 -g3
flags_asan := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all
flags_tsan := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
flags_coverage := -O0 -g --coverage
harden := -fstack-protector-strong -D_FORTIFY_SOURCE=2
ifneq ($(filter release,$(VARIANT)),)
flags_release += $(harden)
endif

# --- what it stands on -------------------------------------------------------------------------------------------------
packages := sqlite3 libmicrohttpd libcurl zlib libzstd libbrotlidec libutf8proc libxxhash jansson uchardet libcrypto
deps_ok := $(shell pkg-config --exists $(packages) libdeflate 2>/dev/null && echo yes)
ifneq ($(shell pkg-config --exists lexbor 2>/dev/null && echo yes),)
lexbor_cflags := $(shell pkg-config --cflags lexbor)
lexbor_libs := $(shell pkg-config --libs lexbor)
lexbor_ready :=
else
lexbor_ready := build/deps/lexbor/.done
lexbor_cflags := -isystem build/deps/lexbor/include
lexbor_libs := build/deps/lexbor/lib/liblexbor_static.a
endif

CPPFLAGS := -D_GNU_SOURCE -Isrc -Iinclude $(lexbor_cflags) $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(packages) 2>/dev/null))
CFLAGS := -std=c11 -fPIC $(warnings) $(flags_$(VARIANT)) $(CFLAGS_EXTRA)
LDFLAGS := $(filter -fsanitize% --coverage,$(flags_$(VARIANT)))
LIBS := $(lexbor_libs) $(shell pkg-config --libs $(packages) 2>/dev/null) -ldeflate -lpthread -lm

# --- what there is -----------------------------------------------------------------------------------------------------
rooms := base page article text mark event record story store watch desk library serve
lib_sources := $(sort $(foreach r,$(rooms),$(wildcard src/$(r)/*.c src/$(r)/*/*.c)))
cli_sources := $(sort $(wildcard src/cli/*.c))
lib_objects := $(lib_sources:%.c=$(B)/%.o)
cli_objects := $(cli_sources:%.c=$(B)/%.o)

# files compiled into the program; what made the models stands beside them and stays outside
unpacked := -not -name '.*' -not -name '*.md' -not -name '*.py' -not -name '*.c' -not -name '*.mk'
packed := $(sort $(shell find rules models web include/schema -type f $(unpacked) 2>/dev/null | LC_ALL=C sort))
include tools/generate.mk

.PHONY: all help
all: $(B)/mirqab

help:
	@sed -n 's/^## //p' Makefile tools/*.mk

## make                 build the program (build/release/mirqab)
$(B)/mirqab: $(cli_objects) $(B)/libmirqab.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $(cli_objects) $(B)/libmirqab.a $(LIBS)

$(B)/libmirqab.a: $(lib_objects) $(B)/gen/pack.o $(gen_objects)
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcs $@ $^

$(B)/%.o: %.c | $(lexbor_ready)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c | $(lexbor_ready)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# the list of packed names is a dependency of its own, so that a file taken away is noticed
$(B)/gen/packed.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(packed) $(packed_built) | cmp -s - $@ || printf '%s\n' $(packed) $(packed_built) >$@

$(B)/gen/pack.S: tools/pack.sh $(B)/gen/packed.list $(packed) $(packed_built_files)
	@LC_ALL=C; files=$$(for f in $(packed); do echo "$$f=$$f"; done; for f in $(packed_built); do echo "$$f"; done); \
	sh tools/pack.sh $@ $$(printf '%s\n' $$files | LC_ALL=C sort)

$(B)/gen/pack.o: $(B)/gen/pack.S $(packed) $(packed_built_files)
	$(call say,AS,$<)
	$(Q)$(CC) -c -o $@ $<

build/deps/lexbor/.done: tools/lexbor.sh
	@sh tools/lexbor.sh build/deps/lexbor

.PHONY: FORCE
FORCE:

.PHONY: clean
## make clean           take build/ away, except what was fetched
clean:
	rm -rf build/release build/debug build/asan build/tsan build/coverage

include tools/targets.mk
include tools/train/train.mk
include models/article/train.mk
-include $(shell find $(B) -name '*.d' 2>/dev/null)
