#include "watch/titles.h"

/* titles of one listing that are looked at, and bytes of them: a front page has a hundred */
#define TITLES_MOST 1000u
#define BYTES_MOST  ((size_t)128 << 10)

typedef struct {
	uint32_t start; /* in the text of all titles */
	mq_found *of;
} place;
typedef MQ_VEC(place) place_list;

/* the titles as paragraphs of one text */
static mq_status join(mq_arena *a, mq_found_list *list, place_list *places, mq_text *out)
{
	mq_buf b;
	mq_buf_open(&b, BYTES_MOST * 2);
	for (uint32_t i = 0; i < list->v.n && places->n < TITLES_MOST && b.n < BYTES_MOST; i++) {
		mq_found *f = &list->v.v[i];
		if (f->kind != MQ_FOUND_ARTICLE || f->title.n == 0) continue;
		place *p = mq_push(a, places);
		if (!p) break;
		*p = (place){(uint32_t)b.n, f};
		for (size_t k = 0; k < f->title.n; k++) mq_buf_byte(&b, f->title.p[k] == '\n' ? ' ' : f->title.p[k]);
		mq_buf_put(&b, MQ_T("\n\n"));
	}
	*out = b.failed ? MQ_NONE : mq_arena_text(a, mq_buf_text(&b));
	mq_buf_close(&b);
	return mq_text_none(*out) || mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}

/* who stands for a country: not "both countries", nor "the kingdom", which want a text around them */
static bool names_country(const mq_mention *m)
{
	return m->in == 1 && strlen(m->country) == 3 && !mq_is_body_code(m->country) && m->by != MQ_BY_PAIR &&
	       m->by != MQ_BY_OUTLET;
}

static const place *place_of(const place_list *places, uint32_t byte)
{
	uint32_t low = 0, high = places->n;
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;
		if (places->v[mid].start <= byte) low = mid;
		else high = mid;
	}
	return &places->v[low];
}

static mq_status note(mq_arena *a, mq_found *f, mq_text code)
{
	bool known = mq_text_find(f->countries, code, 0) != SIZE_MAX, full = f->countries.n + 4 > MQ_FOUND_COUNTRIES_MOST;
	if (known || full) return MQ_DONE;
	f->countries =
	    f->countries.n ? mq_arena_print(a, "%.*s %.*s", MQ_ARG(f->countries), MQ_ARG(code)) : mq_arena_text(a, code);
	return mq_text_none(f->countries) ? mq_fail_memory(a) : MQ_DONE;
}

mq_status mq_titles_mark(mq_arena *a, const mq_engine *e, mq_found_list *list)
{
	place_list places = {0};
	mq_article article = {.published_day = MQ_NO_DAY};
	mq_doc doc = {0};
	mq_marks marks = {0};
	MQ_TRY(join(a, list, &places, &article.body));
	if (places.n == 0) return MQ_DONE;
	MQ_TRY(mq_text_read(a, e->lexicon, MQ_NONE, article.body, &doc));
	MQ_TRY(mq_mark_doc(a, e->marker, &article, &doc, &marks));
	for (uint32_t i = 0; i < marks.mentions.n; i++) {
		const mq_mention *m = &marks.mentions.v[i];
		if (names_country(m)) MQ_TRY(note(a, place_of(&places, m->start)->of, mq_text_of(m->country)));
	}
	return MQ_DONE;
}
