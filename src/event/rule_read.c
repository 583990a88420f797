/* Rule files: text in, compiled tables out. A line is a statement, its first word says which; indentation is for the eye.
 * man mirqab-rules(5) teaches the language. Every failure names file, line and column. */
#include <stdarg.h>
#include <stdio.h>

#include "event/inner.h"

#include "base/hash.h"
#include "base/utf8.h"

typedef struct {
	mq_text name;
	uint32_t words, words_n;
} mq_list;

typedef struct {
	mq_arena *a;
	const mq_lexicon *lex;
	mq_rules *r;
	mq_text file, line; /* the line as written */
	uint32_t number;
	int kind;
	mq_rule *rule; /* index would move: see rule_n */
	uint32_t rule_n;
	MQ_VEC(mq_list) lists;
} mq_reading;

/* columns count characters, as editors do */
static uint32_t column_of(const mq_reading *rd, const char *at)
{
	uint32_t n = 1;
	for (const char *p = rd->line.p; p < at && p < rd->line.p + rd->line.n; p++)
		if (((unsigned char)*p & 0xC0) != 0x80) n++;
	return n;
}

__attribute__((format(printf, 3, 4))) static mq_status bad(mq_reading *rd, const char *at, const char *form, ...)
{
	char why[240];
	va_list v;
	va_start(v, form);
	vsnprintf(why, sizeof why, form, v);
	va_end(v);
	return mq_fail(rd->a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s:%u:%u: %s", MQ_ARG(rd->file), rd->number, column_of(rd, at),
		       why);
}

/* the next piece between blanks; empty at the end of the line */
static mq_text next_word(mq_text *rest)
{
	size_t i = 0, j;
	while (i < rest->n && (rest->p[i] == ' ' || rest->p[i] == '\t')) i++;
	for (j = i; j < rest->n && rest->p[j] != ' ' && rest->p[j] != '\t';) j++;
	mq_text w = mq_text_sub(*rest, i, j);
	*rest = mq_text_sub(*rest, j, rest->n);
	return w;
}

static const struct {
	const char *name;
	uint16_t forms;
} form_names[] = {
    {"verb", 1 << MQ_FORM_PERFECT | 1 << MQ_FORM_IMPERFECT},
    {"past", 1 << MQ_FORM_PERFECT},
    {"present", 1 << MQ_FORM_IMPERFECT},
    {"noun", 1 << MQ_FORM_MASDAR | 1 << MQ_FORM_NOUN | 1 << MQ_FORM_NONE},
    {"masdar", 1 << MQ_FORM_MASDAR | 1 << MQ_FORM_NOUN},
    {"active", 1 << MQ_FORM_ACTIVE | 1 << MQ_FORM_ADJECTIVE},
    {"passive", 1 << MQ_FORM_PASSIVE | 1 << MQ_FORM_ADJECTIVE},
};

static const struct {
	const char *name;
	uint16_t pro;
} pro_names[] = {{"و", MQ_PRO_WA}, {"ف", MQ_PRO_FA},  {"ب", MQ_PRO_BI}, {"ك", MQ_PRO_KA},
		 {"ل", MQ_PRO_LI}, {"ال", MQ_PRO_AL}, {"س", MQ_PRO_SA}};

static const struct {
	const char *name;
	uint16_t class;
} class_names[] = {{"country", MQ_CLASS_COUNTRY}, {"demonym", MQ_CLASS_DEMONYM},       {"person", MQ_CLASS_PERSON},
		   {"body", MQ_CLASS_BODY},       {"place", MQ_CLASS_PLACE},           {"date", MQ_CLASS_DATE},
		   {"number", MQ_CLASS_NUMBER},   {"instrument", MQ_CLASS_INSTRUMENT}, {"force", MQ_CLASS_FORCE},
		   {"office", MQ_CLASS_OFFICE},   {"quantity", MQ_CLASS_QUANTITY}};

const char *const mq_slot_name[MQ_SLOTS] = {"subject", "object", "of",      "nisba", "with",   "between", "to",
					    "from",    "in",     "against", "by",    "before", "place",   "other"};

/* A noun stands for the nouns of its family only: زيارة is no يزور. A verb without a tag stands for the whole family. */
static mq_status own_forms(mq_reading *rd, mq_text norm, mq_word *out)
{
	const uint16_t nominal =
	    1 << MQ_FORM_MASDAR | 1 << MQ_FORM_NOUN | 1 << MQ_FORM_ACTIVE | 1 << MQ_FORM_PASSIVE | 1 << MQ_FORM_ADJECTIVE;
	mq_doc doc;
	MQ_TRY(mq_text_read(rd->a, rd->lex, MQ_T(""), norm, &doc));
	if (doc.tokens.n == 0) return MQ_DONE;
	const mq_token *t = &doc.tokens.v[0];
	for (uint8_t i = 0; i < t->analyses; i++) {
		const mq_analysis *x = &t->a[i];
		if (x->family != out->family || x->pro & (uint16_t)~MQ_PRO_AL) continue;
		if (x->form == MQ_FORM_PERFECT || x->form == MQ_FORM_IMPERFECT) {
			/* an inflected verb as written means itself */
			out->forms = 0;
			return MQ_DONE;
		}
		if (nominal & 1u << x->form) out->forms = nominal;
	}
	return MQ_DONE;
}

/* مرتقب is met as مرتقبة and as مرتقبا */
static mq_status bend(mq_arena *a, mq_text norm, mq_word *out)
{
	static const char *const end[] = {"ه", "ا"};
	for (int i = 0; i < 2; i++) {
		if (mq_text_ends(norm, MQ_T("ه")) || mq_text_ends(norm, MQ_T("ا"))) return MQ_DONE;
		mq_buf b;
		mq_buf_open(&b, 256);
		mq_buf_print(&b, "%.*s%s", MQ_ARG(norm), end[i]);
		out->bent[i] = mq_hash(mq_buf_text(&b));
		bool failed = mq_buf_text(&b).n == 0;
		mq_buf_close(&b);
		if (failed) return mq_fail_memory(a);
	}
	return MQ_DONE;
}

/* ساعد is a noun first: as a verb it is of the verb's family */
static mq_status verb_family(mq_reading *rd, const char *at, mq_text w, mq_word *out)
{
	const uint16_t verb = 1 << MQ_FORM_PERFECT | 1 << MQ_FORM_IMPERFECT;
	mq_doc doc;
	uint64_t other = 0;
	if (!out->forms || out->forms & (uint16_t)~verb) return MQ_DONE;
	MQ_TRY(mq_text_read(rd->a, rd->lex, MQ_T(""), w, &doc));
	for (uint8_t i = 0; doc.tokens.n && i < doc.tokens.v[0].analyses; i++) {
		const mq_analysis *x = &doc.tokens.v[0].a[i];
		if (!(verb & 1u << x->form) || x->pro) continue;
		if (x->family == out->family) return MQ_DONE;
		if (!other) other = x->family;
	}
	if (other) out->family = other;
	if (other || !rd->r) return MQ_DONE;
	mq_no_verb *odd = mq_push(rd->a, &rd->r->no_verbs);
	if (!odd) return mq_fail_memory(rd->a);
	*odd = (mq_no_verb){rd->file, w, rd->number, column_of(rd, at)};
	return MQ_DONE;
}

/* one word of a pattern: [pro+]lemma[:form]… or "form" in quotes */
static mq_status read_word(mq_reading *rd, mq_text w, mq_word *out, mq_element *el)
{
	memset(out, 0, sizeof *out);
	const char *at = w.p;
	bool exact = w.n >= 2 && w.p[0] == '"' && w.p[w.n - 1] == '"';
	if (exact) w = mq_text_sub(w, 1, w.n - 1);
	for (size_t plus; !exact && (plus = mq_text_find_byte(w, '+', 0)) != SIZE_MAX;) {
		mq_text pro = mq_text_sub(w, 0, plus);
		size_t i = 0;
		while (i < sizeof pro_names / sizeof *pro_names && !mq_text_eq(pro, mq_text_of(pro_names[i].name))) i++;
		if (i == sizeof pro_names / sizeof *pro_names) return bad(rd, at, "\"%.*s\" is no proclitic", MQ_ARG(pro));
		out->pro |= pro_names[i].pro;
		w = mq_text_sub(w, plus + 1, w.n);
	}
	size_t colon = exact ? SIZE_MAX : mq_text_find_byte(w, ':', 0);
	mq_text tags = colon == SIZE_MAX ? MQ_NONE : mq_text_sub(w, colon + 1, w.n);
	if (colon != SIZE_MAX) w = mq_text_sub(w, 0, colon);
	for (mq_text tag; mq_text_split(&tags, ':', &tag);) {
		size_t i = 0;
		if (el && mq_text_eq(tag, MQ_T("own"))) {
			el->own = true;
			continue;
		}
		if (el && mq_text_eq(tag, MQ_T("foreign"))) {
			el->foreign = true;
			continue;
		}
		while (i < sizeof form_names / sizeof *form_names && !mq_text_eq(tag, mq_text_of(form_names[i].name))) i++;
		if (i == sizeof form_names / sizeof *form_names) return bad(rd, tag.p, "there is no form \"%.*s\"", MQ_ARG(tag));
		out->forms |= form_names[i].forms;
	}
	if (w.n == 0) return bad(rd, at, "an empty word");
	for (size_t i = 0; i < w.n; i++)
		if (strchr("!<>@+|\"", w.p[i])) return bad(rd, w.p + i, "\"%c\" has no place inside a word", w.p[i]);
	mq_text norm = mq_text_normal(rd->a, w);
	out->family = exact ? 0 : mq_lexicon_family(rd->lex, norm);
	out->norm = mq_hash(norm);
	if (!exact) MQ_TRY(bend(rd->a, norm, out));
	if (!exact && !out->forms) MQ_TRY(own_forms(rd, norm, out));
	return exact ? MQ_DONE : verb_family(rd, at, w, out);
}

mq_status mq_word_read(mq_arena *a, const mq_lexicon *lex, mq_text file, uint32_t line, mq_text w, mq_word *out)
{
	mq_reading rd = {.a = a, .lex = lex, .file = file, .line = w, .number = line};
	return read_word(&rd, w, out, NULL);
}

static mq_status add_word(mq_reading *rd, mq_text w, mq_element *el, uint32_t *n)
{
	mq_word word;
	MQ_TRY(read_word(rd, w, &word, el));
	mq_word *slot = mq_push(rd->a, &rd->r->words);
	if (!slot) return mq_fail_memory(rd->a);
	*slot = word;
	(*n)++;
	return MQ_DONE;
}

static mq_status add_list(mq_reading *rd, mq_text name, const char *at, uint32_t *n)
{
	for (uint32_t i = 0; i < rd->lists.n; i++) {
		if (!mq_text_eq(rd->lists.v[i].name, name)) continue;
		for (uint32_t k = 0; k < rd->lists.v[i].words_n; k++) {
			mq_word w = rd->r->words.v[rd->lists.v[i].words + k];
			mq_word *slot = mq_push(rd->a, &rd->r->words);
			if (!slot) return mq_fail_memory(rd->a);
			*slot = w;
			(*n)++;
		}
		return MQ_DONE;
	}
	return bad(rd, at, "there is no list @%.*s above", MQ_ARG(name));
}

/* a|b|@list, into the table of words */
static mq_status add_words(mq_reading *rd, mq_text piece, mq_element *el, uint32_t *n)
{
	for (mq_text one; mq_text_split(&piece, '|', &one);) {
		if (one.n && one.p[0] == '@') MQ_TRY(add_list(rd, mq_text_sub(one, 1, one.n), one.p, n));
		else MQ_TRY(add_word(rd, one, el, n));
	}
	return MQ_DONE;
}

static mq_status read_classes(mq_reading *rd, mq_text piece, mq_element *el)
{
	if (piece.n < 3 || piece.p[piece.n - 1] != '>') return bad(rd, piece.p, "a class ends in >");
	mq_text rest = mq_text_sub(piece, 1, piece.n - 1);
	for (mq_text one; mq_text_split(&rest, '|', &one);) {
		size_t i = 0;
		while (i < sizeof class_names / sizeof *class_names && !mq_text_eq(one, mq_text_of(class_names[i].name))) i++;
		if (i == sizeof class_names / sizeof *class_names) return bad(rd, one.p, "there is no class <%.*s>", MQ_ARG(one));
		el->classes |= class_names[i].class;
	}
	return MQ_DONE;
}

/* a pattern's words as written; of many words the first, and a number that stands for all */
#define NAME_MOST 100u
static mq_text pattern_name(mq_arena *a, mq_text words)
{
	if (words.n <= NAME_MOST) return words;
	size_t n = NAME_MOST;
	while (!mq_utf8_border(words, n)) n--;
	return mq_arena_print(a, "%.*s… %08x", MQ_ARG(mq_text_sub(words, 0, n)), (unsigned)mq_hash(words));
}

static mq_status read_when(mq_reading *rd, mq_text rest)
{
	mq_rules *r = rd->r;
	mq_pattern p = {
	    .elements = r->elements.n, .rule = (uint16_t)(r->rules.n - 1), .line = rd->number, .name = pattern_name(rd->a, rest)};
	if (mq_text_find_byte(rest, '\t', 0) < rest.n) return bad(rd, rest.p, "a pattern's words stand one blank apart");
	uint8_t gap = MQ_GAP_NONE;
	bool trigger = false;
	const char *at = rest.p;
	p.column = column_of(rd, at);
	for (mq_text w; (w = next_word(&rest)).n;) {
		if (mq_text_eq(w, MQ_T("..")) || mq_text_eq(w, MQ_T("..."))) {
			if (p.elements_n == 0 || gap) return bad(rd, w.p, "a gap stands between two words");
			gap = w.n == 2 ? MQ_GAP_CLAUSE : MQ_GAP_SENTENCE;
			continue;
		}
		mq_element el = {.gap = gap, .words = r->words.n};
		if (w.p[0] == '!') {
			if (trigger) return bad(rd, w.p, "a pattern has one trigger");
			trigger = el.trigger = true;
			w = mq_text_sub(w, 1, w.n);
		}
		if (w.n && w.p[0] == '<') MQ_TRY(read_classes(rd, w, &el));
		else MQ_TRY(add_words(rd, w, &el, &el.words_n));
		if (p.elements_n == 0 && el.words_n == 0) return bad(rd, w.p, "a pattern begins with a word");
		mq_element *slot = mq_push(rd->a, &r->elements);
		if (!slot) return mq_fail_memory(rd->a);
		*slot = el;
		p.elements_n++;
		gap = MQ_GAP_NONE;
	}
	if (p.elements_n == 0 || gap) return bad(rd, at, "a pattern begins and ends with a word");
	if (!trigger) r->elements.v[p.elements].trigger = true;
	mq_pattern *slot = mq_push(rd->a, &r->patterns);
	if (!slot) return mq_fail_memory(rd->a);
	*slot = p;
	r->rules.v[r->rules.n - 1].patterns_n++;
	return MQ_DONE;
}

static mq_status read_slots(mq_reading *rd, mq_text rest, int role, uint32_t *out)
{
	mq_rule *rule = &rd->r->rules.v[rd->r->rules.n - 1];
	for (mq_text w; (w = next_word(&rest)).n;) {
		uint32_t i = 0;
		while (i < MQ_SLOTS && !mq_text_eq(w, mq_text_of(mq_slot_name[i]))) i++;
		if (i == MQ_SLOTS) return bad(rd, w.p, "there is no slot \"%.*s\"", MQ_ARG(w));
		*out |= 1u << i;
		if (rule->order_n[role] < 8) rule->order[role][rule->order_n[role]++] = (uint8_t)i;
	}
	return *out ? MQ_DONE : bad(rd, rest.p, "name a slot");
}

#define STATES_NEEDED_MOST 9

static mq_status add_guard(mq_reading *rd, const mq_guard *g)
{
	mq_guard *slot = mq_push(rd->a, &rd->r->guards);
	if (!slot) return mq_fail_memory(rd->a);
	*slot = *g;
	rd->r->rules.v[rd->r->rules.n - 1].guards_n++;
	return MQ_DONE;
}

/* needs states 2 */
static mq_status read_states_needed(mq_reading *rd, mq_text where, mq_text rest)
{
	mq_text n = next_word(&rest);
	if (n.n != 1 || n.p[0] < '1' || n.p[0] > '0' + STATES_NEEDED_MOST || next_word(&rest).n)
		return bad(rd, n.n ? n.p : where.p, "say how many states, 1 to %d", STATES_NEEDED_MOST);
	return add_guard(rd, &(mq_guard){.where = MQ_NEED_STATES, .reach = (uint8_t)(n.p[0] - '0'), .line = rd->number});
}

static mq_status read_guard(mq_reading *rd, mq_text rest, bool block)
{
	static const struct {
		const char *name;
		uint8_t block, need, reach;
	} places[] = {{"next", MQ_BLOCK_NEXT, MQ_NEED_NEXT, 3},
		      {"near", MQ_BLOCK_NEXT, MQ_NEED_NEXT, 8},
		      {"before", MQ_BLOCK_BEFORE, MQ_NEED_BEFORE, 3},
		      {"sentence", MQ_BLOCK_SENTENCE, MQ_NEED_SENTENCE, 0},
		      {"link", MQ_BLOCK_LINK, MQ_NEED_LINK, 0}};
	const size_t n = sizeof places / sizeof *places;
	mq_text where = next_word(&rest);
	size_t i = 0;
	if (!block && mq_text_eq(where, MQ_T("states"))) return read_states_needed(rd, where, rest);
	while (i < n && !mq_text_eq(where, mq_text_of(places[i].name))) i++;
	if (i == n)
		return bad(rd, where.p,
			   block ? "say next, near, before, sentence or link"
				 : "say next, near, before, sentence, link or states");
	mq_guard g = {.words = rd->r->words.n,
		      .where = block ? places[i].block : places[i].need,
		      .reach = places[i].reach,
		      .line = rd->number};
	for (mq_text w; (w = next_word(&rest)).n;) MQ_TRY(add_words(rd, w, NULL, &g.words_n));
	if (!g.words_n && g.where < MQ_NEED_LINK) return bad(rd, where.p, "name a word");
	return add_guard(rd, &g);
}

/* "text" [on DATE] [outlet NAME] [country CODE] */
static mq_status read_example(mq_reading *rd, mq_text rest, bool counter)
{
	rest = mq_text_trim(rest);
	size_t end = rest.n && rest.p[0] == '"' ? mq_text_find_byte(rest, '"', 1) : SIZE_MAX;
	if (end == SIZE_MAX) return bad(rd, rest.p, "a sentence stands between two \"");
	mq_example *x = mq_push(rd->a, &rd->r->examples);
	if (!x) return mq_fail_memory(rd->a);
	x->file = rd->file;
	x->line = rd->number;
	x->kind = (uint16_t)rd->kind;
	x->counter = counter;
	x->text = mq_text_sub(rest, 1, end);
	rest = mq_text_sub(rest, end + 1, rest.n);
	for (mq_text w; (w = next_word(&rest)).n;) {
		mq_text v = next_word(&rest);
		if (mq_text_eq(w, MQ_T("on"))) x->published = v;
		else if (mq_text_eq(w, MQ_T("outlet"))) x->outlet = v;
		else if (mq_text_eq(w, MQ_T("country"))) x->country = v;
		else return bad(rd, w.p, "say on DATE, outlet NAME or country CODE");
	}
	return MQ_DONE;
}

static uint8_t read_codes(mq_text list, char out[8][4])
{
	uint8_t n = 0;
	for (mq_text one; n < 8 && mq_text_split(&list, ',', &one);) {
		if (one.n != 3) continue;
		memcpy(out[n], one.p, 3);
		out[n++][3] = 0;
	}
	return n;
}

/* gives KIND [STATUS] ACTORS [> RECIPIENTS]; `-` for nobody */
static mq_status read_gives(mq_reading *rd, mq_text rest)
{
	mq_rules *r = rd->r;
	mq_example *x = r->examples.n ? &r->examples.v[r->examples.n - 1] : NULL;
	if (!x || x->counter) return bad(rd, rest.p, "gives follows an example");
	if (x->expects == 4) return bad(rd, rest.p, "an example gives four events at most");
	mq_expect *e = &x->expect[x->expects++];
	mq_text w = next_word(&rest);
	int kind = mq_event_kind_of(w);
	if (kind < 0) return bad(rd, w.p, "there is no kind \"%.*s\"", MQ_ARG(w));
	e->kind = (uint16_t)kind;
	w = next_word(&rest);
	e->status = (int8_t)mq_event_status_of(w);
	if (e->status >= 0) w = next_word(&rest);
	e->actors = read_codes(w, e->actor);
	w = next_word(&rest);
	if (w.n == 0) return MQ_DONE;
	if (!mq_text_eq(w, MQ_T(">"))) return bad(rd, w.p, "parties are written A,B > C,D");
	e->recipients = read_codes(next_word(&rest), e->recipient);
	return MQ_DONE;
}

static mq_status open_rule(mq_reading *rd, mq_text rest)
{
	mq_text name = next_word(&rest);
	if (rd->kind < 0) return bad(rd, name.p, "say the kind first");
	if (!name.n) return bad(rd, rest.p, "a rule has a name");
	for (uint32_t i = 0; i < rd->r->rules.n; i++) {
		mq_text other = rd->r->rules.v[i].name;
		size_t slash = mq_text_find_byte(other, '/', 0);
		if (rd->r->rules.v[i].kind == rd->kind && mq_text_eq(mq_text_sub(other, slash + 1, other.n), name))
			return bad(rd, name.p, "the rule \"%.*s\" is there already, line %u", MQ_ARG(name),
				   rd->r->rules.v[i].line);
	}
	mq_rule *rule = mq_push(rd->a, &rd->r->rules);
	if (!rule || rd->r->rules.n > UINT16_MAX) return mq_fail_memory(rd->a);
	rule->name = mq_arena_print(rd->a, "%s/%.*s", mq_event_kinds[rd->kind].name, MQ_ARG(name));
	rule->file = rd->file;
	rule->line = rd->number;
	rule->kind = (uint16_t)rd->kind;
	rule->status = -1;
	rule->patterns = rd->r->patterns.n;
	rule->guards = rd->r->guards.n;
	return MQ_DONE;
}

static mq_status read_kind(mq_reading *rd, mq_text rest)
{
	mq_text w = next_word(&rest);
	rd->kind = mq_event_kind_of(w);
	return rd->kind < 0 ? bad(rd, w.p, "there is no kind \"%.*s\"", MQ_ARG(w)) : MQ_DONE;
}

static mq_status read_list(mq_reading *rd, mq_text rest)
{
	mq_list *l = mq_push(rd->a, &rd->lists);
	if (!l) return mq_fail_memory(rd->a);
	l->name = next_word(&rest);
	mq_text eq = next_word(&rest);
	if (!mq_text_eq(eq, MQ_T("="))) return bad(rd, eq.p, "words NAME = word word …");
	l->words = rd->r->words.n;
	uint32_t n = 0;
	for (mq_text w; (w = next_word(&rest)).n;) MQ_TRY(add_words(rd, w, NULL, &n));
	rd->lists.v[rd->lists.n - 1].words_n = n;
	return MQ_DONE;
}

/* statements that stand inside a rule */
static mq_status read_inner(mq_reading *rd, mq_text key, mq_text rest)
{
	if (rd->r->rules.n == 0) return bad(rd, key.p, "\"%.*s\" belongs into a rule", MQ_ARG(key));
	mq_rule *rule = &rd->r->rules.v[rd->r->rules.n - 1];
	mq_text value = mq_text_trim(rest);
	if (mq_text_eq(key, MQ_T("when"))) return read_when(rd, value);
	if (mq_text_eq(key, MQ_T("actor"))) return read_slots(rd, rest, 0, &rule->actor);
	if (mq_text_eq(key, MQ_T("recipient"))) return read_slots(rd, rest, 1, &rule->recipient);
	if (mq_text_eq(key, MQ_T("parties"))) {
		MQ_TRY(read_slots(rd, rest, 0, &rule->actor));
		rule->recipient = rule->actor;
		memcpy(rule->order[1], rule->order[0], sizeof rule->order[0]);
		rule->order_n[1] = rule->order_n[0];
		return MQ_DONE;
	}
	if (mq_text_eq(key, MQ_T("not"))) return read_guard(rd, rest, true);
	if (mq_text_eq(key, MQ_T("needs"))) return read_guard(rd, rest, false);
	if (mq_text_eq(key, MQ_T("each"))) {
		rule->each = true;
		return value.n ? bad(rd, value.p, "nothing stands behind \"each\"") : MQ_DONE;
	}
	if (mq_text_eq(key, MQ_T("status"))) {
		rule->status = (int8_t)mq_event_status_of(value);
		return rule->status < 0 ? bad(rd, value.p, "there is no status \"%.*s\"", MQ_ARG(value)) : MQ_DONE;
	}
	const struct {
		const char *name;
		mq_text *to;
	} texts[] = {{"cameo", &rule->cameo},
		     {"mode", &rule->mode},
		     {"context", &rule->context},
		     {"instrument", &rule->instrument},
		     {"domain", &rule->domain}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!mq_text_eq(key, mq_text_of(texts[i].name))) continue;
		*texts[i].to = value;
		return MQ_DONE;
	}
	return bad(rd, key.p, "\"%.*s\" begins no statement", MQ_ARG(key));
}

static mq_status read_line(mq_reading *rd)
{
	mq_text rest = mq_text_trim(rd->line);
	if (rest.n == 0 || rest.p[0] == '#') return MQ_DONE;
	mq_text key = next_word(&rest);
	if (mq_text_eq(key, MQ_T("kind"))) return read_kind(rd, rest);
	if (mq_text_eq(key, MQ_T("words"))) return read_list(rd, rest);
	if (mq_text_eq(key, MQ_T("rule"))) return open_rule(rd, rest);
	if (mq_text_eq(key, MQ_T("gives"))) return read_gives(rd, rest);
	if (rd->kind < 0) return bad(rd, key.p, "say the kind first");
	if (mq_text_eq(key, MQ_T("example"))) return read_example(rd, rest, false);
	if (mq_text_eq(key, MQ_T("counter"))) return read_example(rd, rest, true);
	return read_inner(rd, key, rest);
}

mq_status mq_rules_parse(mq_arena *a, const mq_lexicon *lex, mq_text file, mq_text bytes, mq_rules *out)
{
	mq_reading rd = {.a = a, .lex = lex, .r = out, .file = file, .kind = -1};
	if (bytes.n > MQ_RULE_FILE_MOST)
		return mq_fail(a, MQ_LIMIT, MQ_BYTE_UNKNOWN, "%.*s: too long for a rule file", MQ_ARG(file));
	if (mq_utf8_bad(bytes) != SIZE_MAX) return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s: not UTF-8", MQ_ARG(file));
	while (mq_text_split(&bytes, '\n', &rd.line)) {
		rd.number++;
		MQ_TRY(read_line(&rd));
	}
	return MQ_DONE;
}

static bool add_trigger(mq_arena *a, mq_rules *r, uint64_t key, uint32_t pattern)
{
	mq_trigger_slot *s = mq_push(a, &r->slots);
	if (!s) return false;
	uint32_t b = (uint32_t)key & (r->buckets - 1);
	mq_key_note(r->begins, key);
	s->key = key;
	s->pattern = pattern;
	s->next = r->bucket[b];
	r->bucket[b] = r->slots.n;
	return true;
}

/* a word has fewer keys than places: the others repeat one */
static mq_status place_words(mq_arena *a, mq_rules *r)
{
	r->word_keys = MQ_ARRAY(a, mq_word_keys, r->words.n + 1);
	if (!r->word_keys) return mq_fail_memory(a);
	for (uint32_t i = 0; i < r->words.n; i++) {
		const mq_word *w = &r->words.v[i];
		const uint64_t keys[] = {w->norm, w->family ? w->family : w->norm, w->bent[0] ? w->bent[0] : w->norm,
					 w->bent[1] ? w->bent[1] : w->norm};
		for (int k = 0; k < 4; k++) r->word_keys[i][k] = (uint16_t)(keys[k] % MQ_KEY_BITS);
	}
	return MQ_DONE;
}

/* the patterns of one key stand together, in their order */
static mq_status gather_triggers(mq_arena *a, mq_rules *r)
{
	uint32_t n = 0;
	mq_trigger_slot *v = mq_arena_alloc(a, sizeof *v * ((size_t)r->slots.n + 1));
	if (!v) return mq_fail_memory(a);
	for (uint32_t b = 0; b < r->buckets; b++) {
		uint32_t i = r->bucket[b];
		if (i) r->bucket[b] = n + 1;
		for (; i; i = r->slots.v[i - 1].next) {
			v[n] = r->slots.v[i - 1];
			v[n].next = v[n].next ? n + 2 : 0;
			n++;
		}
	}
	r->slots.v = v;
	r->slots.cap = r->slots.n;
	return MQ_DONE;
}

/* the first words of all patterns into one hash table: what the matcher steps on at every token */
mq_status mq_rules_compile(mq_arena *a, mq_rules *r)
{
	MQ_TRY(place_words(a, r));
	for (r->buckets = 1024; r->buckets < 4 * r->words.n;) r->buckets *= 2;
	r->bucket = MQ_ARRAY(a, uint32_t, r->buckets);
	r->begins = MQ_ARRAY(a, uint64_t, MQ_KEY_BITS / 64);
	if (!r->bucket || !r->begins) return mq_fail_memory(a);
	for (uint32_t p = r->patterns.n; p-- > 0;) {
		const mq_element *e = &r->elements.v[r->patterns.v[p].elements];
		for (uint32_t w = 0; w < e->words_n; w++) {
			const mq_word *x = &r->words.v[e->words + w];
			if (!add_trigger(a, r, x->norm, p)) return mq_fail_memory(a);
			for (int i = 0; i < 2; i++)
				if (x->bent[i] && !add_trigger(a, r, x->bent[i], p)) return mq_fail_memory(a);
			if (x->family && x->family != x->norm && !add_trigger(a, r, x->family, p)) return mq_fail_memory(a);
		}
	}
	return gather_triggers(a, r);
}

mq_status mq_rules_read(mq_arena *a, const mq_pack *pack, const mq_lexicon *lex, mq_rules *out)
{
	memset(out, 0, sizeof *out);
	mq_text path, bytes;
	for (size_t i = 0; mq_pack_list(pack, MQ_T("rules/events/"), i, &path, &bytes); i++)
		if (mq_text_ends(path, MQ_T(".rule"))) MQ_TRY(mq_rules_parse(a, lex, path, bytes, out));
	return mq_rules_compile(a, out);
}
