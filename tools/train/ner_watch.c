/* What a first model says of all the news: words that are never in a name, and what every word is known for. */

#include "ner_parts.h"

/* a word that is met so often, and in a name at most once in so many times */
enum { PLAIN_LEAST = 25, PLAIN_SHARE = 300 };

typedef struct {
	setup *t;
	const mq_ner *ner;
	uint32_t *times, *named;            /* of every classed word */
	uint32_t (*label)[MQ_NER_PROFILES]; /* the same by label, clitics off too */
	uint32_t words;
} watcher;

static void watch_word(watcher *h, const mq_ner_word *w, uint8_t label_)
{
	mq_ner_seen seen;
	mq_ner_look look;
	if (w->kind != MQ_TOKEN_ARABIC) return;
	uint32_t place = mq_ner_classes_place(&h->t->classes, (uint32_t)w->key);
	if (place) {
		h->times[place - 1]++;
		h->named[place - 1] += label_ != 0;
		if (label_) h->label[place - 1][label_ - 1]++;
	}
	mq_ner_look_word(h->t->gaz, &h->t->classes, w, &seen, &look);
	place = seen.stem != seen.word ? mq_ner_classes_place(&h->t->classes, seen.stem) : 0;
	if (!place) return;
	h->times[place - 1]++;
	if (label_) h->label[place - 1][label_ - 1]++;
}

static bool watch(void *to, mq_text title, mq_text body)
{
	watcher *h = to;
	setup *t = h->t;
	mq_doc doc;
	mq_ner_word *w;
	uint32_t n;
	(void)title;
	mq_arena_clear(t->page);
	if (!mq_ok(mq_text_read(t->page, t->lex, MQ_NONE, body, &doc)) || !mq_words_of_doc(t->page, &doc, &w, &n) || n == 0)
		return true;
	uint8_t *labels = mq_arena_alloc(t->page, n);
	if (!labels || !mq_ok(mq_ner_tag(t->page, h->ner, w, n, labels, NULL))) return false;
	for (uint32_t i = 0; i < n; i++) watch_word(h, &w[i], labels[i]);
	h->words += n;
	return h->words < t->watch_most;
}

static void watch_gold(watcher *h, const mq_labelled *l)
{
	for (uint32_t i = 0; i < l->words.n; i++) {
		uint32_t place = mq_ner_classes_place(&h->t->classes, (uint32_t)mq_hash(l->words.v[i].norm));
		if (place && l->allowed.v[i] != 1) h->named[place - 1]++;
	}
}

static bool watcher_open(watcher *h, setup *t, const mq_ner *ner)
{
	uint32_t n = t->classes.n;
	*h = (watcher){.t = t,
		       .ner = ner,
		       .times = mq_heap_alloc(4 * (size_t)n),
		       .named = mq_heap_alloc(4 * (size_t)n),
		       .label = mq_heap_alloc(sizeof *h->label * (size_t)n)};
	for (int i = 0; i < t->news_n; i++)
		if (!mq_news_read(t->news[i], watch, h)) return false;
	return true;
}

static void watcher_close(watcher *h)
{
	mq_heap_free(h->times);
	mq_heap_free(h->named);
	mq_heap_free(h->label);
}

bool ner_find_plain(setup *t, const mq_ner *ner, const mq_labelled *gold, int golds)
{
	uint32_t n = t->classes.n, plain = 0;
	watcher h;
	uint16_t *fine = (uint16_t *)(uintptr_t)t->classes.fine; /* our own copy, read from the file */
	if (!watcher_open(&h, t, ner)) return false;
	for (int i = 0; i < golds; i++) watch_gold(&h, &gold[i]);
	for (uint32_t i = 0; i < n; i++) {
		if (h.times[i] < PLAIN_LEAST || (uint64_t)h.named[i] * PLAIN_SHARE > h.times[i]) continue;
		fine[i] |= MQ_NER_PLAIN;
		plain++;
	}
	fprintf(stderr, "plain words: %u of %u, in %u words of news\n", plain, n, h.words);
	watcher_close(&h);
	return true;
}

/* how a first model tags every word in the news, of which it has read no label: what a word is known for, wherever it stands */
enum { PROFILE_LEAST = 4 };

static uint32_t profile_of_word(uint32_t times, const uint32_t *label)
{
	static const uint32_t borders[] = {3, 10, 25, 45, 65, 85}; /* in a hundred */
	uint32_t bits = 0;
	if (times < PROFILE_LEAST) return 0;
	for (int k = 0; k < MQ_NER_PROFILES; k++) {
		uint32_t share = label[k] * 100 / times, step = 0;
		while (step < 6 && share >= borders[step]) step++;
		if (step == 0 && label[k]) step = 7;
		bits |= step << MQ_NER_STEP_BITS * k;
	}
	return bits | 1u << MQ_NER_STEP_BITS * MQ_NER_PROFILES;
}

bool ner_find_profiles(setup *t, const mq_ner *ner)
{
	watcher h;
	uint32_t most = t->watch_most;
	uint32_t *profile = mq_heap_alloc(sizeof *profile * (t->classes.n + 1));
	t->watch_most = t->profile_most;
	if (!profile || !watcher_open(&h, t, ner)) return false;
	t->watch_most = most;
	for (uint32_t i = 0; i < t->classes.n; i++) profile[i] = profile_of_word(h.times[i], h.label[i]);
	t->classes.profile = profile;
	fprintf(stderr, "profiles from %u words of news\n", h.words);
	watcher_close(&h);
	return true;
}
