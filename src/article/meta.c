#include "article/meta.h"

/* votes of one page; more is a page that repeats itself */
#define VOTES_MOST 400u

int mq_meta_field_of(mq_text name)
{
	static const char *const names[MQ_META_N] = {"title",   "published", "modified", "byline", "site", "description",
						     "section", "keywords",  "image",    "url",    "lang"};
	for (int i = 0; i < MQ_META_N; i++)
		if (mq_text_eq(name, mq_text_of(names[i]))) return i;
	return -1;
}

mq_status mq_meta_vote_add(mq_arena *a, mq_meta *m, mq_meta_field f, uint8_t rank, mq_meta_from from, mq_text raw)
{
	if (m->vote.n >= VOTES_MOST || mq_text_trim(raw).n == 0) return MQ_DONE;
	mq_meta_vote *v = mq_push(a, &m->vote);
	if (!v) return mq_fail_memory(a);
	*v = (mq_meta_vote){(uint8_t)f, rank, (uint8_t)from, raw};
	return MQ_DONE;
}

/* the field and rank of a name; a site's own prefix before a known name of a date ("site:published_time") is looked through */
static bool name_of(const mq_rules_html *rules, mq_text name, int32_t *v)
{
	if (mq_words_find(&rules->meta, mq_word_hash(name), v)) return true;
	size_t at = name.n;
	while (at > 0 && name.p[at - 1] != ':' && name.p[at - 1] != '.') at--;
	if (at == 0 || !mq_words_find(&rules->meta, mq_word_hash(mq_text_sub(name, at, name.n)), v)) return false;
	int field = *v / 16, rank = *v % 16;
	*v = field * 16 + (rank < 14 ? rank + 2 : rank);
	return field == MQ_META_PUBLISHED || field == MQ_META_MODIFIED;
}

static mq_status read_one(mq_arena *a, const mq_rules_html *rules, const mq_dom *d, const mq_node *x, mq_meta *out)
{
	mq_text name, value, what[3] = {MQ_NONE, MQ_NONE, MQ_NONE}, content = MQ_NONE;
	for (uint32_t at = x->at; mq_attr_next(d->page, &at, x->end, &name, &value);) {
		if (mq_text_eq_ascii_nocase(name, MQ_T("content")) || mq_text_eq_ascii_nocase(name, MQ_T("href")))
			content = value;
		else if (mq_text_eq_ascii_nocase(name, MQ_T("property"))) what[0] = value;
		else if (mq_text_eq_ascii_nocase(name, MQ_T("name")) || mq_text_eq_ascii_nocase(name, MQ_T("rel")))
			what[1] = value;
		else if (mq_text_eq_ascii_nocase(name, MQ_T("itemprop")) || mq_text_eq_ascii_nocase(name, MQ_T("http-equiv")))
			what[2] = value;
	}
	for (int i = 0; i < 3; i++) {
		int32_t v;
		if (!what[i].n || !name_of(rules, mq_text_trim(what[i]), &v)) continue;
		MQ_TRY(mq_meta_vote_add(a, out, (mq_meta_field)(v / 16), (uint8_t)(v % 16), MQ_FROM_META, content));
		break;
	}
	return MQ_DONE;
}

mq_status mq_meta_read(mq_arena *a, const mq_rules_html *rules, const mq_dom *d, mq_meta *out)
{
	memset(out, 0, sizeof *out);
	for (uint32_t i = 1; i < d->n; i++)
		if (d->node[i].tag == MQ_TAG_meta || d->node[i].tag == MQ_TAG_link)
			MQ_TRY(read_one(a, rules, d, &d->node[i], out));
	for (uint32_t i = 0; i < d->json_ld.n; i++)
		MQ_TRY(mq_json_ld_read(a, mq_text_sub(d->page, d->json_ld.v[i].start, d->json_ld.v[i].end), out));
	return MQ_DONE;
}

mq_text mq_vote_text(mq_arena *a, const mq_meta_vote *v)
{
	return v->from == MQ_FROM_JSON ? mq_json_ld_text(a, v->raw) : mq_dom_decode(a, v->raw);
}

mq_text mq_meta_best(mq_arena *a, const mq_meta *m, mq_meta_field field)
{
	const mq_meta_vote *best = NULL;
	for (uint32_t i = 0; i < m->vote.n; i++) {
		const mq_meta_vote *v = &m->vote.v[i];
		if (v->field == field && (!best || v->rank < best->rank)) best = v;
	}
	return best ? mq_vote_text(a, best) : MQ_NONE;
}
