/* What a query asks of articles besides their words: outlet, country, person, kind, days, language. As conditions of SQL, for a
 * list of the newest that meet them; and of one article, for hits that the index found. */
#include "store/search.h"

static void ask_filter(mq_arena *a, mq_ask *k, const mq_query_node *n)
{
	switch (n->filter) {
	case MQ_BY_OUTLET_NAME:
		mq_ask_add(k, "x.outlet IN (SELECT n FROM outlet WHERE name = ? OR instr(name, ?) > 0)", "tt", n->value,
			   n->value);
		break;
	case MQ_BY_COUNTRY: mq_ask_add(k, "x.n IN (SELECT article FROM article_country WHERE country = ?)", "t", n->value); break;
	case MQ_BY_PERSON: {
		mq_text key = mq_text_normal(a, n->value);
		mq_ask_add(k,
			   "x.n IN (SELECT ap.article FROM article_person ap JOIN person_form pf ON pf.person = ap.person"
			   " WHERE pf.key = ? OR instr(' ' || pf.key || ' ', ?) > 0)",
			   "tt", key, mq_arena_print(a, " %.*s ", MQ_ARG(key)));
		break;
	}
	case MQ_BY_KIND: mq_ask_add(k, "x.n IN (SELECT article FROM event WHERE kind = ?)", "t", n->value); break;
	case MQ_BY_FROM: mq_ask_add(k, "x.day >= ?", "i", (int64_t)n->day); break;
	case MQ_BY_TO: mq_ask_add(k, "x.day <= ?", "i", (int64_t)n->day); break;
	default: mq_ask_add(k, "x.lang = ?", "t", n->value); break;
	}
}

static void ask_node(mq_arena *a, mq_ask *k, const mq_query_node *n)
{
	if (n->op == MQ_QUERY_FILTER) {
		ask_filter(a, k, n);
		return;
	}
	mq_ask_add(k, n->op == MQ_QUERY_NOT ? "NOT (" : "(", "");
	for (const mq_query_node *c = n->child; c; c = c->next) {
		ask_node(a, k, c);
		if (c->next) mq_ask_add(k, n->op == MQ_QUERY_AND ? " AND " : " OR ", "");
	}
	mq_ask_add(k, ")", "");
}

mq_status mq_filters_list(mq_store *s, mq_arena *a, const mq_filters *f, int64_t after, uint32_t most, mq_filtered *out)
{
	mq_ask k;
	mq_stmt *q = NULL;
	const mq_driver *d = s->driver;
	memset(out, 0, sizeof *out);
	mq_ask_open(&k, "SELECT x.n, x.day FROM article x WHERE 1");
	for (uint32_t i = 0; i < f->n; i++) {
		mq_ask_add(&k, " AND ", "");
		ask_node(a, &k, f->v[i]);
	}
	if (after) mq_ask_add(&k, " AND x.n > ?", "i", after);
	mq_ask_add(&k, " ORDER BY coalesce(x.day, -1000000) DESC, x.n DESC LIMIT ?", "i", (int64_t)most + 1);
	mq_status r = mq_ask_run(s, &k, &q);
	while (mq_ok(r) && mq_ok(r = d->step(q))) {
		if (out->n == most) break;
		mq_find_hit *h = mq_push(a, out);
		if (!h) break;
		*h = (mq_find_hit){d->get_int(q, 0), mq_sql_day(s, q, 1), 1.0, 0};
	}
	out->more = r.code != MQ_END;
	d->done(q);
	mq_ask_close(&k);
	return mq_ok(r) || r.code == MQ_END || (r.code == MQ_LIMIT && out->n) ? MQ_DONE : r;
}

static mq_status one_holds(mq_store *s, mq_arena *a, const mq_query_node *n, int64_t article, bool *out)
{
	static const char *const lines[MQ_FILTERS] = {
	    "SELECT 1 FROM article x JOIN outlet o ON o.n = x.outlet WHERE x.n = ?1 AND (o.name = ?2 OR instr(o.name, ?2) > 0)",
	    "SELECT 1 FROM article_country WHERE article = ?1 AND country = ?2",
	    ("SELECT 1 FROM article_person ap JOIN person_form pf USING (person) WHERE ap.article = ?1"
	     " AND instr(' ' || pf.key || ' ', ' ' || ?2 || ' ') > 0"),
	    "SELECT 1 FROM event WHERE article = ?1 AND kind = ?2",
	    "SELECT 1 FROM article WHERE n = ?1 AND day >= ?2",
	    "SELECT 1 FROM article WHERE n = ?1 AND day <= ?2",
	    "SELECT 1 FROM article WHERE n = ?1 AND lang = ?2",
	};
	int64_t one = 0;
	bool day = n->filter == MQ_BY_FROM || n->filter == MQ_BY_TO;
	mq_text value = n->filter == MQ_BY_PERSON ? mq_text_normal(a, n->value) : n->value;
	mq_status r = day ? mq_sql_int(s, &one, lines[n->filter], "ii", article, (int64_t)n->day)
			  : mq_sql_int(s, &one, lines[n->filter], "it", article, value);
	*out = mq_ok(r);
	return r.code == MQ_END ? MQ_DONE : r;
}

mq_status mq_filter_holds(mq_store *s, mq_arena *a, const mq_filters *watched, const mq_query_node *n, const mq_find_hit *h,
			  bool *out)
{
	bool and = n->op == MQ_QUERY_AND;
	if (n->op == MQ_QUERY_FILTER) return one_holds(s, a, n, h->n, out);
	*out = and;
	if (n->op == MQ_QUERY_PHRASE) {
		for (uint32_t i = 0; i < watched->n; i++)
			if (watched->v[i] == n) *out = h->has >> i & 1;
		return MQ_DONE;
	}
	for (const mq_query_node *c = n->child; c && *out == and; c = c->next) MQ_TRY(mq_filter_holds(s, a, watched, c, h, out));
	if (n->op == MQ_QUERY_NOT) *out = !*out;
	return MQ_DONE;
}
