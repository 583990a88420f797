# The tagger's model: `make train-ner NER_DATA=folder NER_NEWS="a.jsonl.gz b.jsonl.gz"`. tools/train/README.md says what goes in.
NER_DATA ?= ../shared/data/ner
NER_NEWS ?= ../shared/data/news/train.jsonl.gz
NER_SHARE ?= 1
T := build/train

$(T)/classes $(T)/ner_train: $(T)/%: tools/train/%.c tools/train/corpus.c tools/train/corpus.h $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -O3 -march=x86-64-v2 -ffast-math $(LDFLAGS) -Itools/train -o $@ $< tools/train/corpus.c $(B)/libmirqab.a $(LIBS)

$(T)/classes.bin: $(T)/classes
	$< $@.tmp $(NER_NEWS) && mv $@.tmp $@

.PHONY: train-ner
## make train-ner       train the names tagger again (models/ner.bin); minutes, one core
train-ner: $(T)/ner_train $(T)/classes.bin
	$< --data $(NER_DATA) --classes $(T)/classes.bin --share $(NER_SHARE) $(addprefix --news ,$(NER_NEWS)) --out models/ner.bin
