#include "store/query.h"

typedef struct {
	mq_store *s;
	mq_arena *a;
	const mq_engine *e;
	mq_text t;
	size_t at;
	uint32_t depth, terms;
	mq_query *q;
	mq_buf said;
	bool failed;
} reader;

typedef enum { END, OPEN, CLOSE, AND, OR, NOT, WORD, QUOTED } token_kind;

typedef struct {
	token_kind kind;
	mq_text field; /* before a colon, or MQ_NONE */
	mq_text text;
} token;

static void note(reader *r, const char *form, mq_text t)
{
	if (r->q->notes.n >= 8) return;
	mq_text *n = mq_push(r->a, &r->q->notes);
	if (n) *n = mq_arena_print(r->a, form, MQ_ARG(t));
}

/* quotes of all kinds open and close a phrase */
static size_t quote_at(mq_text t, size_t at)
{
	static const char *const quotes[] = {"\"", "«", "»", "“", "”", "„"};
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (mq_text_starts(mq_text_sub(t, at, t.n), mq_text_of(quotes[i]))) return strlen(quotes[i]);
	return 0;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0; }

static mq_text take_quoted(reader *r)
{
	r->at += quote_at(r->t, r->at);
	size_t start = r->at;
	while (r->at < r->t.n && !quote_at(r->t, r->at)) r->at++;
	mq_text inside = mq_text_sub(r->t, start, r->at);
	if (r->at < r->t.n) r->at += quote_at(r->t, r->at);
	return inside;
}

static mq_text take_word(reader *r)
{
	size_t start = r->at;
	while (r->at < r->t.n && !is_space(r->t.p[r->at]) && r->t.p[r->at] != '(' && r->t.p[r->at] != ')' &&
	       !quote_at(r->t, r->at))
		r->at++;
	return mq_text_sub(r->t, start, r->at);
}

static bool field_name(mq_text t)
{
	static const char *const names[] = {"title", "outlet", "country", "person", "kind", "from", "to", "lang"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (mq_text_eq_ascii_nocase(t, mq_text_of(names[i]))) return true;
	return false;
}

/* "field:value" and "field:"quoted value"" */
static void split_field(reader *r, token *k)
{
	size_t colon = mq_text_find_byte(k->text, ':', 0);
	if (colon == SIZE_MAX || !field_name(mq_text_sub(k->text, 0, colon))) return;
	k->field = mq_text_sub(k->text, 0, colon);
	k->text = mq_text_sub(k->text, colon + 1, k->text.n);
	if (k->text.n || r->at >= r->t.n) return;
	if (quote_at(r->t, r->at)) {
		k->text = take_quoted(r);
		k->kind = QUOTED;
	} else if (is_space(r->t.p[r->at])) {
		while (r->at < r->t.n && is_space(r->t.p[r->at])) r->at++;
		if (r->at < r->t.n && quote_at(r->t, r->at)) k->text = take_quoted(r);
		else k->text = take_word(r);
	}
}

static token peek_token(reader *r)
{
	token k = {END, MQ_NONE, MQ_NONE};
	while (r->at < r->t.n && is_space(r->t.p[r->at])) r->at++;
	if (r->at >= r->t.n) return k;
	char c = r->t.p[r->at];
	if (c == '(' || c == ')') {
		r->at++;
		k.kind = c == '(' ? OPEN : CLOSE;
		return k;
	}
	if (quote_at(r->t, r->at)) {
		k.kind = QUOTED;
		k.text = take_quoted(r);
		return k;
	}
	if (c == '-' && r->at + 1 < r->t.n && !is_space(r->t.p[r->at + 1]) && r->t.p[r->at + 1] != '-') {
		r->at++;
		k.kind = NOT;
		return k;
	}
	k.kind = WORD;
	k.text = take_word(r);
	if (mq_text_eq(k.text, MQ_T("AND"))) k.kind = AND;
	else if (mq_text_eq(k.text, MQ_T("OR"))) k.kind = OR;
	else if (mq_text_eq(k.text, MQ_T("NOT"))) k.kind = NOT;
	else split_field(r, &k);
	return k;
}

static mq_query_node *new_node(reader *r, mq_query_op op)
{
	mq_query_node *n = MQ_NEW(r->a, mq_query_node);
	if (!n) r->failed = true;
	else n->op = op;
	return n;
}

static bool add_word(void *to, const mq_word *w)
{
	void **pair = to;
	reader *r = pair[0];
	mq_query_node *n = pair[1];
	if (r->terms >= MQ_QUERY_TERMS_MOST) {
		if (r->terms++ == MQ_QUERY_TERMS_MOST) note(r, "%.*s", MQ_T("the query is long: only its first 64 words count"));
		return false;
	}
	mq_text *p = mq_push(r->a, &n->words);
	if (!p) r->failed = true;
	else *p = mq_arena_text(r->a, w->term);
	r->terms++;
	return p != NULL;
}

static mq_query_node *phrase_of(reader *r, mq_text t, bool title)
{
	mq_query_node *n = new_node(r, MQ_QUERY_PHRASE);
	void *pair[2] = {r, n};
	if (!n) return NULL;
	n->title = title;
	n->value = t;
	mq_words_of(r->s, t, add_word, pair);
	if (n->words.n == 0) return NULL;
	r->q->phrases++;
	return n;
}

/* a country by code (MAR, ma) or by name in Arabic, French or English */
static mq_text country_of(reader *r, mq_text t)
{
	mq_country c;
	mq_text want = mq_text_normal(r->a, t);
	for (size_t i = 0; mq_marker_country(r->e->marker, i, &c); i++) {
		if (mq_text_eq_ascii_nocase(t, mq_text_of(c.code)) || mq_text_eq_ascii_nocase(t, mq_text_of(c.alpha2)) ||
		    mq_text_eq(want, mq_text_normal(r->a, c.ar)) || mq_text_eq(want, mq_text_normal(r->a, c.fr)) ||
		    mq_text_eq(want, mq_text_normal(r->a, c.en)))
			return mq_arena_text(r->a, mq_text_of(c.code));
	}
	if (t.n != 3) return MQ_NONE;
	char code[3]; /* IGO, ISM and what the table may not know */
	for (size_t i = 0; i < 3; i++) {
		code[i] = t.p[i] >= 'a' && t.p[i] <= 'z' ? (char)(t.p[i] - 'a' + 'A') : t.p[i];
		if (code[i] < 'A' || code[i] > 'Z') return MQ_NONE;
	}
	return mq_arena_text(r->a, mq_text_at(code, 3));
}

static mq_text kind_of(reader *r, mq_text t)
{
	mq_text want = mq_text_normal(r->a, t);
	for (size_t i = 0; i < mq_event_kinds_n; i++) {
		const mq_event_kind *k = &mq_event_kinds[i];
		if (mq_text_eq_ascii_nocase(t, mq_text_of(k->name)) ||
		    mq_text_eq(want, mq_text_normal(r->a, mq_text_of(k->ar))) ||
		    mq_text_eq(want, mq_text_normal(r->a, mq_text_of(k->fr))) ||
		    mq_text_eq(want, mq_text_normal(r->a, mq_text_of(k->en))))
			return mq_text_of(k->name);
	}
	return MQ_NONE;
}

/* "2025", "2025-04", "2025-04-09": the first or the last day of it */
static mq_day day_of(mq_text t, bool last)
{
	uint64_t year, month = last ? 12 : 1;
	mq_day d = t.n == 10 ? mq_day_parse(t) : MQ_NO_DAY;
	if (d != MQ_NO_DAY) return d;
	if ((t.n != 4 && t.n != 7) || !mq_text_u64(mq_text_sub(t, 0, 4), &year)) return MQ_NO_DAY;
	if (t.n == 7 && (t.p[4] != '-' || !mq_text_u64(mq_text_sub(t, 5, 7), &month) || month < 1 || month > 12))
		return MQ_NO_DAY;
	return mq_day_of((int)year, (int)month, last ? mq_month_days((int)year, (int)month) : 1);
}

static const char *const filter_names[MQ_FILTERS] = {"outlet", "country", "person", "kind", "from", "to", "lang"};

static mq_query_node *filter_of(reader *r, mq_text field, mq_text value)
{
	mq_query_node *n = new_node(r, MQ_QUERY_FILTER);
	if (!n) return NULL;
	while (!mq_text_eq_ascii_nocase(field, mq_text_of(filter_names[n->filter]))) n->filter++;
	n->value = mq_text_trim(value);
	if (n->filter == MQ_BY_COUNTRY) n->value = country_of(r, n->value);
	else if (n->filter == MQ_BY_KIND) n->value = kind_of(r, n->value);
	else if (n->filter == MQ_BY_FROM || n->filter == MQ_BY_TO) {
		n->day = day_of(n->value, n->filter == MQ_BY_TO);
		if (n->day == MQ_NO_DAY) n->value = MQ_NONE;
	}
	if (n->value.n) {
		r->q->filters++;
		return n;
	}
	note(r,
	     n->filter == MQ_BY_COUNTRY                         ? "no country is named “%.*s”"
	     : n->filter == MQ_BY_KIND                          ? "no kind of event is named “%.*s”"
	     : n->filter >= MQ_BY_FROM && n->filter <= MQ_BY_TO ? "“%.*s” is no day, month or year (2025-04-09, 2025-04, 2025)"
								: "“%.*s” filters nothing",
	     value);
	return NULL;
}

static mq_query_node *read_or(reader *r);

static mq_query_node *read_group(reader *r)
{
	if (r->depth >= MQ_QUERY_DEPTH_MOST) return NULL; /* its words are read by the level that is open */
	r->depth++;
	mq_query_node *n = read_or(r);
	r->depth--;
	size_t before = r->at;
	if (peek_token(r).kind != CLOSE) r->at = before;
	return n;
}

static mq_query_node *read_one(reader *r, const token *k)
{
	if (k->kind == OPEN) return read_group(r);
	if (mq_text_none(k->field)) return phrase_of(r, k->text, false);
	if (mq_text_eq_ascii_nocase(k->field, MQ_T("title"))) return phrase_of(r, k->text, true);
	return filter_of(r, k->field, k->text);
}

static mq_query_node *wrap(reader *r, mq_query_op op, mq_query_node *child)
{
	mq_query_node *n = new_node(r, op);
	if (n) n->child = child;
	return n;
}

/* words side by side, and what AND joins; ends before OR, ")" and the end */
static mq_query_node *read_and(reader *r)
{
	mq_query_node *first = NULL, **last = &first;
	bool negate = false;
	while (!r->failed) {
		size_t before = r->at;
		token k = peek_token(r);
		if (k.kind == AND) continue;
		if (k.kind == NOT) {
			negate = !negate;
			continue;
		}
		if (k.kind == CLOSE && r->depth == 0) continue; /* one too many */
		if (k.kind == END || k.kind == CLOSE || k.kind == OR) {
			r->at = before;
			break;
		}
		mq_query_node *n = read_one(r, &k);
		if (n && negate) n = wrap(r, MQ_QUERY_NOT, n);
		negate = false;
		if (!n) continue;
		*last = n;
		last = &n->next;
	}
	return first && first->next ? wrap(r, MQ_QUERY_AND, first) : first;
}

static mq_query_node *read_or(reader *r)
{
	mq_query_node *first = NULL, **last = &first;
	while (!r->failed) {
		mq_query_node *n = read_and(r);
		if (n) {
			*last = n;
			last = &n->next;
		}
		size_t before = r->at;
		token k = peek_token(r);
		if (k.kind == OR) continue;
		r->at = before;
		break;
	}
	return first && first->next ? wrap(r, MQ_QUERY_OR, first) : first;
}

/* may it stand without quotes and be read as the same again */
static bool is_plain(mq_text t)
{
	for (size_t i = 0; i < t.n; i++) {
		unsigned char c = (unsigned char)t.p[i];
		bool letter = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c == '-' && i) && c != '.') return false;
	}
	return t.n && !mq_text_eq(t, MQ_T("AND")) && !mq_text_eq(t, MQ_T("OR")) && !mq_text_eq(t, MQ_T("NOT"));
}

static void say_value(reader *r, mq_text t, bool several)
{
	bool quote = several || !is_plain(t);
	if (quote) mq_buf_byte(&r->said, '"');
	for (size_t i = 0; i < t.n; i++) mq_buf_byte(&r->said, t.p[i] ? t.p[i] : ' ');
	if (quote) mq_buf_byte(&r->said, '"');
}

static void say(reader *r, const mq_query_node *n, uint32_t depth)
{
	if (n->op == MQ_QUERY_PHRASE) {
		if (n->title) mq_buf_put(&r->said, MQ_T("title:"));
		say_value(r, n->value, n->words.n > 1);
		return;
	}
	if (n->op == MQ_QUERY_FILTER) {
		mq_buf_print(&r->said, "%s:", filter_names[n->filter]);
		say_value(r, n->value, false);
		return;
	}
	if (n->op == MQ_QUERY_NOT) mq_buf_put(&r->said, MQ_T("NOT "));
	else if (depth) mq_buf_byte(&r->said, '(');
	for (const mq_query_node *c = n->child; c; c = c->next) {
		say(r, c, depth + 1);
		if (c->next) mq_buf_put(&r->said, n->op == MQ_QUERY_AND ? MQ_T(" ") : MQ_T(" OR "));
	}
	if (n->op != MQ_QUERY_NOT && depth) mq_buf_byte(&r->said, ')');
}

mq_status mq_query_read(mq_store *s, mq_arena *a, mq_text typed, mq_query *out)
{
	reader r = {.s = s, .a = a, .e = s->engine, .t = typed, .q = out};
	memset(out, 0, sizeof *out);
	if (typed.n > MQ_QUERY_MOST) {
		r.t.n = MQ_QUERY_MOST;
		while (!mq_utf8_border(typed, r.t.n)) r.t.n--;
		note(&r, "%.*s", MQ_T("the query is long: only its first 4,096 bytes count"));
	}
	out->root = read_or(&r);
	mq_buf_open(&r.said, 8 * MQ_QUERY_MOST);
	if (out->root) say(&r, out->root, 0);
	out->understood = mq_arena_text(a, mq_buf_text(&r.said));
	mq_buf_close(&r.said);
	return r.failed || mq_arena_failed(a) ? mq_fail_memory(a) : MQ_DONE;
}

typedef struct {
	mq_arena *a;
	mq_query_node *n;
} adding;

static bool push_word(void *to, const mq_word *w)
{
	adding *x = to;
	mq_text *p = x->n->words.n < MQ_QUERY_TERMS_MOST ? mq_push(x->a, &x->n->words) : NULL;
	if (p) *p = mq_arena_text(x->a, w->term);
	return p != NULL;
}

void mq_query_add_words(mq_store *s, mq_arena *a, mq_query_node *n, mq_text t)
{
	adding x = {a, n};
	mq_words_of(s, t, push_word, &x);
}
