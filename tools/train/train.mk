# The tagger's model: `make train-ner NER_DATA=folder NER_NEWS="a.jsonl.gz b.jsonl.gz"`. tools/train/README.md says what goes in.
NER_DATA ?= ../shared/data/ner
NER_NEWS ?= ../shared/data/news/train.jsonl.gz ../shared/data/news/dev.jsonl.gz
NER_SHARE ?= 1
NER_OUT ?= models/ner.bin
NER_FLAGS := --rows 216000 --epochs 6 --l2 1e-5 --drop 0.5 --least 2 --bold 1.2 --bold-last 0.7 --rate 0.2 --teach-runs 3 --runs 3 --doubt 0.05 --self-weight 0.15 --self-most 2000000
T := build/train

classes_parts := tools/train/classes.c tools/train/corpus.c
ner_train_parts := $(wildcard tools/train/ner_*.c) tools/train/corpus.c

$(T)/classes: $(classes_parts)
$(T)/ner_train: $(ner_train_parts) tools/train/ner_parts.h
$(T)/classes $(T)/ner_train: tools/train/corpus.h tools/train/fixed.h $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -O3 -march=x86-64-v2 -ffast-math -mrecip=none $(LDFLAGS) -Itools/train -o $@ $($(@F)_parts) $(B)/libmirqab.a $(LIBS)

$(T)/classes.bin: $(T)/classes
	$< $@.tmp $(NER_NEWS) && mv $@.tmp $@

.PHONY: train-ner
## make train-ner       train the names tagger again (models/ner.bin); minutes, one core
train-ner: $(T)/ner_train $(T)/classes.bin
	$< --data $(NER_DATA) --classes $(T)/classes.bin --share $(NER_SHARE) $(NER_FLAGS) $(addprefix --news ,$(NER_NEWS)) --out $(NER_OUT)

# The event coder's weights: `make train-events` prints what cross-validation gives, by class and kind, then trains on all of it and
# writes rules/events/weights.tsv, weights_words.tsv, weights_status.tsv, weights_parties.tsv, weights_ways.tsv, weights_last.tsv, trees.txt, pairs.txt, days.txt, stages.txt and kept.txt; `EVENTS_FLAGS=--cv-only` writes nothing. Wants python3 with numpy and scipy.
EVENTS_SHARED ?= ../shared
EVENTS_FLAGS ?=
REVIEWED ?=

.PHONY: train-events
## make train-events    cross-validate and train the event coder again (rules/events/weights*.tsv, trees.txt, pairs.txt, days.txt, stages.txt, kept.txt); minutes, two cores
train-events: $(B)/mirqab
	python3 tools/train_events.py --program $< --shared $(EVENTS_SHARED) $(addprefix --reviewed ,$(REVIEWED)) $(EVENTS_FLAGS)
