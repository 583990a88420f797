/* Reads rules/ar/{months,date_words}.tsv and the Umm al-Qura table; finds the words of dates in a document. */
#include "mark/dates.h"
#include "mark/table.h"

static const char *const class_names[D_CLASSES] = {
    [D_WEEKDAY] = "weekday",
    [D_RELATIVE] = "relative",
    [D_PART_OF_DAY] = "part_of_day",
    [D_DAY] = "day",
    [D_DAYS] = "days",
    [D_ORDINAL] = "ordinal",
    [D_CARDINAL] = "cardinal",
    [D_UNIT] = "unit",
    [D_MODIFIER] = "modifier",
    [D_THIS] = "this",
    [D_PART] = "part",
    [D_SEASON] = "season",
    [D_SEASON_WORD] = "season_word",
    [D_DECADE] = "decade",
    [D_FRACTION] = "fraction",
    [D_FROM] = "from",
    [D_BETWEEN] = "between",
    [D_TO] = "to",
    [D_AND] = "and",
    [D_ERA] = "era",
    [D_SAME_MONTH] = "same_month",
    [D_AGO] = "ago",
    [D_ABOUT] = "about",
    [D_THAT] = "that",
    [D_FEW] = "few",
    [D_EQUALS] = "equals",
    [D_DAY_NOUN_AFTER] = "day_noun_after",
    [D_THAT_DAY_AFTER] = "that_day_after",
    [D_NOT_WEEKDAY_AFTER] = "not_weekday_after",
    [D_TIME_PREP] = "time_prep",
    [D_AGE_AFTER] = "age_after",
    [D_COUNTED] = "counted",
    [D_EVENT_DAY] = "event_day",
    [D_FUTURE] = "future",
    [D_NOT_FUTURE] = "not_future",
    [D_TIME_NOUN] = "time_noun",
    [D_YEAR_NOUN_AFTER] = "year_noun_after",
    [D_NAMED_DAY] = "named_day",
    [D_SAME_AFTER] = "same_after",
};

static mq_date_class class_of(mq_text name)
{
	for (int c = 1; c < D_CLASSES; c++)
		if (class_names[c] && mq_text_eq(name, mq_text_of(class_names[c]))) return (mq_date_class)c;
	return D_NONE;
}

/* a neighbour's class is only asked about; the others are items of their own */
static bool is_neighbour(mq_date_class c)
{
	return c == D_DAY_NOUN_AFTER || c == D_THAT_DAY_AFTER || c == D_NOT_WEEKDAY_AFTER || c == D_TIME_PREP ||
	       c == D_AGE_AFTER || c == D_COUNTED || c == D_EVENT_DAY || c == D_FUTURE || c == D_NOT_FUTURE || c == D_TIME_NOUN ||
	       c == D_YEAR_NOUN_AFTER || c == D_NAMED_DAY || c == D_SAME_AFTER;
}

static mq_status add_word(mq_arena *a, mq_date_words *w, mq_text form, mq_date_word one)
{
	mq_date_word *p = mq_push(a, &w->word);
	if (!p) return mq_fail_memory(a);
	*p = one;
	return mq_phrases_add(a, w->phrases, form, w->word.n - 1, NULL);
}

static mq_status read_months(mq_arena *a, const mq_marker *m, mq_date_words *w)
{
	static const char *const columns[] = {"form", "month", "calendar", "weak", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/months.tsv", columns, &t));
	while (mq_table_row(&t)) {
		int32_t month, weak;
		if (!mq_rules_int(MQ_CELL(&t, "month"), &month) || month < 1 || month > 12)
			return mq_rules_bad(a, &t, "month is 1 to 12");
		if (!mq_rules_int(MQ_CELL(&t, "weak"), &weak)) return mq_rules_bad(a, &t, "weak is 0 or 1");
		mq_date_word one = {.class = D_MONTH, .a = month, .b = weak != 0};
		one.c = mq_text_eq(MQ_CELL(&t, "calendar"), MQ_T("hijri"));
		MQ_TRY(add_word(a, w, MQ_CELL(&t, "form"), one));
	}
	return MQ_DONE;
}

static mq_status read_words(mq_arena *a, const mq_marker *m, mq_date_words *w)
{
	static const char *const columns[] = {"class", "form", "a", "b", "c", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/ar/date_words.tsv", columns, &t));
	while (mq_table_row(&t)) {
		int32_t n[3];
		mq_date_class c = class_of(MQ_CELL(&t, "class"));
		if (c == D_NONE) return mq_rules_bad(a, &t, "no such class of date words");
		if (!mq_rules_int(MQ_CELL(&t, "a"), &n[0]) || !mq_rules_int(MQ_CELL(&t, "b"), &n[1]) ||
		    !mq_rules_int(MQ_CELL(&t, "c"), &n[2]))
			return mq_rules_bad(a, &t, "a, b and c are whole numbers");
		if (is_neighbour(c)) MQ_TRY(mq_phrases_class(a, w->classes, (uint32_t)c, MQ_CELL(&t, "form")));
		else
			MQ_TRY(add_word(a, w, MQ_CELL(&t, "form"),
					(mq_date_word){.class = (uint8_t)c, .a = n[0], .b = (uint8_t)n[1], .c = (uint8_t)n[2]}));
	}
	return MQ_DONE;
}

static mq_status read_year(mq_arena *a, const mq_table *t, mq_date_words *w)
{
	int32_t year, first, days;
	mq_text lengths = MQ_CELL(t, "lengths"), piece;
	if (!mq_rules_int(MQ_CELL(t, "year"), &year) || year < HIJRI_FIRST || year >= HIJRI_FIRST + HIJRI_YEARS ||
	    !mq_rules_int(MQ_CELL(t, "first"), &first))
		return mq_rules_bad(a, t, "a year of 1300 to 1500 and its first day");
	uint8_t *months = w->hijri_days[year - HIJRI_FIRST];
	mq_day next = first;
	for (int i = 0; i < 12; i++) {
		if (!mq_text_split(&lengths, ' ', &piece) || !mq_rules_int(piece, &days) || days < 29 || days > 30)
			return mq_rules_bad(a, t, "twelve months of 29 or 30 days");
		months[i] = (uint8_t)days;
		next += days;
	}
	w->hijri_first[year - HIJRI_FIRST] = first;
	w->hijri_first[year - HIJRI_FIRST + 1] = next;
	return MQ_DONE;
}

static mq_status read_hijri(mq_arena *a, const mq_marker *m, mq_date_words *w)
{
	static const char *const columns[] = {"year", "first", "lengths", NULL};
	mq_table t;
	MQ_TRY(mq_rules_table(a, m, "rules/world/umalqura.tsv", columns, &t));
	while (mq_table_row(&t)) MQ_TRY(read_year(a, &t, w));
	return MQ_DONE;
}

mq_status mq_date_words_open(mq_arena *a, const mq_marker *m, const mq_date_words **out)
{
	mq_date_words *w = MQ_NEW(a, mq_date_words);
	if (!w) return mq_fail_memory(a);
	MQ_TRY(mq_phrases_open(a, m->sets, &w->phrases));
	MQ_TRY(mq_phrases_open(a, NULL, &w->classes));
	MQ_TRY(read_words(a, m, w));
	MQ_TRY(read_months(a, m, w));
	MQ_TRY(read_hijri(a, m, w));
	*out = w;
	return MQ_DONE;
}

mq_day mq_hijri_day(const mq_date_words *w, int year, int month, int day)
{
	if (year < HIJRI_FIRST || year >= HIJRI_FIRST + HIJRI_YEARS || month < 1 || month > 12) return MQ_NO_DAY;
	const uint8_t *days = w->hijri_days[year - HIJRI_FIRST];
	mq_day first = w->hijri_first[year - HIJRI_FIRST];
	if (day < 1 || day > days[month - 1]) return MQ_NO_DAY;
	for (int i = 0; i + 1 < month; i++) first += days[i];
	return first + day - 1;
}

bool mq_hijri_of(const mq_date_words *w, mq_day day, int *year, int *month)
{
	int low = 0, high = HIJRI_YEARS - 1;
	if (day < w->hijri_first[0] || day >= w->hijri_first[HIJRI_YEARS]) return false;
	while (low < high) {
		int mid = (low + high + 1) / 2;
		if (w->hijri_first[mid] <= day) low = mid;
		else high = mid - 1;
	}
	mq_day first = w->hijri_first[low];
	*year = low + HIJRI_FIRST;
	*month = 1;
	while (*month < 12 && first + w->hijri_days[low][*month - 1] <= day) first += w->hijri_days[low][(*month)++ - 1];
	return true;
}

static int32_t mark_of(mq_text t)
{
	if (t.n == 1) return (unsigned char)t.p[0];
	if (mq_text_eq(t, MQ_T("،"))) return ',';
	if (mq_text_eq(t, MQ_T("–")) || mq_text_eq(t, MQ_T("−")) || mq_text_eq(t, MQ_T("‑"))) return '-';
	return 0;
}

#define PRO_DATES (MQ_PRO_WA | MQ_PRO_FA | MQ_PRO_BI | MQ_PRO_LI | MQ_PRO_KA | MQ_PRO_AL)

static void read_item(mq_dating *d, uint32_t i)
{
	const mq_token *t = &d->k->doc->tokens.v[i];
	mq_date_item *it = &d->item[i];
	mq_phrase_hit hit;
	if (t->kind == MQ_TOKEN_NUMBER && t->value >= 0 && t->value < 100000) {
		it->class = D_NUMBER;
		it->a = (int32_t)t->value;
	} else if (t->kind == MQ_TOKEN_PUNCT) {
		it->a = mark_of(t->norm);
		if (it->a) it->class = D_MARK;
	} else if (t->kind < MQ_TOKEN_NUMBER && mq_phrases_longest(d->w->phrases, d->k->doc, d->k->forms, i, PRO_DATES, &hit)) {
		const mq_date_word *word = &d->w->word.v[hit.value];
		*it = (mq_date_item){word->class, hit.form->pro, word->b, word->c, word->a, hit.to, hit.form};
	}
}

mq_status mq_date_items(mq_dating *d)
{
	d->n = d->k->doc->tokens.n;
	d->item = MQ_ARRAY(d->k->a, mq_date_item, d->n + 1);
	d->begin = mq_arena_alloc(d->k->a, sizeof *d->begin * ((size_t)d->n + 1));
	if (!d->item || !d->begin) return mq_fail_memory(d->k->a);
	for (uint32_t i = 0; i < d->n; i++) d->item[i].to = i + 1;
	d->item[d->n].to = d->n;
	const uint32_t bits = mq_phrases_bits(d->w->phrases) | MQ_SEES_NUMBER | MQ_SEES_MARK;
	for (uint32_t i = 0; (i = mq_forms_next(d->k->forms, i, d->n, bits)) < d->n; i++) {
		read_item(d, i);
		if (d->item[i].class != D_NONE && d->item[i].class != D_MARK) d->begin[d->begins++] = i;
	}
	return MQ_DONE;
}
