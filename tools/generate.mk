# What is generated at build time. Each rule appends to:
#   gen_objects         objects made from generated C under $(B)/gen
#   packed_built        NAME=FILE pairs of built files that go into the program
#   packed_built_files  the files of those pairs
gen_objects :=
packed_built :=
packed_built_files :=

# --- fonts: Noto (OFL) from Debian's fonts-noto-core, cut down to the characters that pages use, packed as woff2 ---------
# hb-subset (libharfbuzz-bin) and woff2_compress (woff2) do it: a tenth of what python3-fonttools would bring along
FONTS ?= /usr/share/fonts/truetype/noto
font_arabic := U+0020-0022,U+0025-003B,U+003D,U+003F,U+005B,U+005D,U+00A0,U+00AB,U+00B7,U+00BB,U+060C,U+061B,U+061F,U+0621-063A,U+0640-0656,U+0660-066C,U+0670,U+0671,U+067E,U+0686,U+0698,U+06A4,U+06A5,U+06A8,U+06A9,U+06AD,U+06AF,U+06CC,U+2010-2015,U+2018-201E,U+2026,U+202F,U+2030,U+2039,U+203A
font_latin := U+0020-007E,U+00A0-00FF,U+0152,U+0153,U+0178,U+02BC,U+02BF,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2039,U+203A,U+20AC,U+2212
# NAME=SOURCE:CHARACTERS
fonts := naskh-400=NotoNaskhArabic-Regular:arabic naskh-700=NotoNaskhArabic-Bold:arabic \
	sans-400=NotoSansArabic-Regular:arabic sans-700=NotoSansArabic-Bold:arabic \
	latin-400=NotoSans-Regular:latin latin-700=NotoSans-Bold:latin serif-400=NotoSerif-Regular:latin serif-700=NotoSerif-Bold:latin
fonts_ok := $(shell test -r $(FONTS)/NotoNaskhArabic-Regular.ttf && command -v hb-subset >/dev/null && command -v woff2_compress >/dev/null && echo yes)
ifeq ($(fonts_ok),yes)
define font_rule
build/gen/fonts/$(1).woff2: $(FONTS)/$(2).ttf tools/generate.mk
	@mkdir -p build/gen/fonts
	@hb-subset --unicodes='$(font_$(3))' --no-hinting --output-file=build/gen/fonts/$(1).ttf $$<
	@woff2_compress build/gen/fonts/$(1).ttf >/dev/null 2>&1
packed_built += web/fonts/$(1).woff2=build/gen/fonts/$(1).woff2
packed_built_files += build/gen/fonts/$(1).woff2
endef
$(foreach f,$(fonts),$(eval $(call font_rule,$(word 1,$(subst =, ,$(f))),$(word 1,$(subst :, ,$(word 2,$(subst =, ,$(f))))),$(word 2,$(subst :, ,$(f))))))
else
$(warning fonts: fonts-noto-core, libharfbuzz-bin or woff2 is missing; pages will use the reader's own fonts)
endif
# the text room's character table: Unicode data (utf8proc) and rules/ar/letters.tsv
$(B)/gen/tool/chars: tools/gen/chars.c src/text/chars.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=c11 -O1 -o $@ $< $(shell pkg-config --libs libutf8proc)
$(B)/gen/chars.c: $(B)/gen/tool/chars rules/ar/letters.tsv
	$(B)/gen/tool/chars rules/ar/letters.tsv $@
gen_objects += $(B)/gen/chars.o
