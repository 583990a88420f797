# The trees that choose article text: `make train-article` prints what cross-validation by site gives, `make train-article
# ARTICLE_OUT=.` trains on every page and writes models/article/blocks.txt, around.txt and rules/page/tokens.tsv. Wants python3 with lightgbm.
ARTICLE_SETS ?= $(addprefix $(B)/tests/pages/,aeb_dev n4k_dev traf_dev)
ARTICLE_OUT ?=

build/train/features: models/article/features.c $(B)/libmirqab.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(B)/libmirqab.a $(LIBS)

.PHONY: train-article
## make train-article   judge the trees that choose article text by other sites; with ARTICLE_OUT=. train them again; minutes, one core
train-article: build/train/features
	python3 models/article/train.py $< $(ARTICLE_SETS) $(addprefix --out ,$(ARTICLE_OUT))
