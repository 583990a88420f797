#include "text/conjugate.h"

#define SHAPE_MOST 24u
#define WORD_ROOM  64u

/* a word as sounds: consonants of the root by their code point, the rest by the letters of patterns.tsv */
typedef struct {
	uint32_t v[SHAPE_MOST];
	uint32_t n;
} shape;

typedef struct {
	uint32_t root[4];
	uint32_t letters;
	const mq_endings *endings;
	mq_form_take take;
	void *to;
} verb;

enum {
	HAMZA = 0x621,
	ALEF = 0x627,
	YA = 0x64A,
	WAW = 0x648,
	HA = 0x647,
	TA = 0x62A,
	TAH = 0x637,
	DAL = 0x62F,
	SAD = 0x635,
	DAD = 0x636,
	ZAY = 0x632
};

static void add_sound(shape *s, uint32_t c)
{
	if (s->n < SHAPE_MOST) s->v[s->n++] = c;
}

/* the t of form VIII after an emphatic, a dal or a zay (اضطر، ادعى، ازداد) */
static uint32_t joined_t(const shape *s)
{
	uint32_t before = s->n > 0 ? s->v[s->n - 1] : 0;
	if (before == SAD || before == DAD) return TAH;
	if (before == TAH || before == DAL) return 0;
	return before == ZAY ? DAL : TA;
}

static shape fill(const verb *v, mq_text pattern)
{
	shape s = {.n = 0};
	for (size_t i = 0; i < pattern.n; i++) {
		char c = pattern.p[i];
		bool after_root = i > 0 && pattern.p[i - 1] == '1';
		if (c >= '1' && c <= '4') add_sound(&s, v->root[c - '1']);
		else if (c == 't' && after_root && joined_t(&s) == 0) continue;
		else if (c == 't' && after_root) add_sound(&s, joined_t(&s));
		else add_sound(&s, (uint32_t)c);
	}
	return s;
}

static bool is_short(uint32_t c) { return c == 'a' || c == 'i' || c == 'u'; }
static bool is_long(uint32_t c) { return c == 'A' || c == 'I' || c == 'U' || c == 'Y'; }

/* a hamza in normal form: on an alef it is an alef, on any other seat and on none it is a hamza */
static bool on_alef(const shape *s, uint32_t i)
{
	uint32_t before = i > 0 ? s->v[i - 1] : 0, after = i + 1 < s->n ? s->v[i + 1] : 0;
	if (i == 0) return true;
	if (before == 'i' || before == 'u' || is_long(before)) return false;
	if (after == 'i' || after == 'u' || after == 'I' || after == 'U') return false;
	if (before == 'a') return true;
	return after == 'a' || after == 'A';
}

static size_t put_letter(char *out, uint32_t c)
{
	out[0] = (char)(0xC0 | c >> 6);
	out[1] = (char)(0x80 | (c & 0x3F));
	return 2;
}

static uint32_t letter_of(uint32_t c)
{
	switch (c) {
	case 'A': return ALEF;
	case 'U':
	case 'w': return WAW;
	case 'I':
	case 'Y':
	case 'y': return YA;
	case 'P': return HA;
	case 't': return TA;
	case 'm': return 0x645;
	case 'n': return 0x646;
	case 's': return 0x633;
	default: return c;
	}
}

static size_t write_shape(const shape *s, char out[WORD_ROOM])
{
	size_t n = 0;
	for (uint32_t i = 0; i < s->n && n + 2 <= WORD_ROOM; i++) {
		uint32_t c = s->v[i];
		if (is_short(c)) continue;
		if (c != HAMZA && c != '\'') {
			n += put_letter(out + n, letter_of(c));
			continue;
		}
		if (i == 2 && is_short(s->v[1]) && (s->v[0] == '\'' || s->v[0] == HAMZA)) continue; /* two hamzas make one آ */
		bool alef = on_alef(s, i);
		n += put_letter(out + n, alef ? ALEF : HAMZA);
		if (alef && i + 1 < s->n && s->v[i + 1] == 'A') i++; /* آ */
	}
	return n;
}

static bool give_shape(const verb *v, const shape *s, mq_traits t)
{
	char word[WORD_ROOM];
	size_t n = write_shape(s, word);
	return n < 4 || v->take(v->to, (mq_text){word, n}, t);
}

/* pattern and ending; an ending that begins with a long u also in the spelling with alef (بدأوا beside بدؤوا) */
static bool give(const verb *v, mq_text pattern, mq_text ending, mq_traits t)
{
	shape s = fill(v, pattern);
	uint32_t stem = s.n;
	for (size_t i = 0; i < ending.n; i++) add_sound(&s, (uint32_t)ending.p[i]);
	if (!give_shape(v, &s, t)) return false;
	if (ending.n == 0 || ending.p[0] != 'U' || stem == 0 || s.v[stem - 1] != HAMZA || stem + 1 >= SHAPE_MOST) return true;
	s.v[stem - 1] = 'A';
	return give_shape(v, &s, t);
}

/* the imperfect's pattern begins with y and its vowel; the other persons change the y */
static bool give_person(const verb *v, mq_text pattern, const mq_ending *e)
{
	char changed[32];
	if (pattern.n == 0 || pattern.n > sizeof changed) return true;
	memcpy(changed, pattern.p, pattern.n);
	changed[0] = e->before;
	return give(v, (mq_text){changed, pattern.n}, e->ending, e->t);
}

/* a column that a verb does without is its perfect */
static mq_text column_of(const mq_pattern *p, uint8_t column)
{
	bool perfect = column <= MQ_PATTERN_PLURAL && p->column[column].n == 0;
	return p->column[perfect ? MQ_PATTERN_PERFECT : column];
}

static bool give_finite(const verb *v, const mq_pattern *p)
{
	uint8_t class = p->column[MQ_PATTERN_FEMININE].n > 0 ? MQ_OF_DEFECTIVE : MQ_OF_SOUND;
	for (uint32_t i = 0; i < v->endings->n; i++) {
		const mq_ending *e = &v->endings->v[i];
		if (e->kind > MQ_END_IMPERFECT || (e->when != MQ_OF_ALL && e->when != class)) continue;
		mq_text pattern = column_of(p, e->column);
		if (!(e->kind == MQ_END_PERFECT ? give(v, pattern, e->ending, e->t) : give_person(v, pattern, e))) return false;
	}
	return true;
}

bool mq_endings_give(const mq_endings *endings, uint8_t kind, mq_text base, mq_traits t, mq_form_take take, void *to)
{
	char word[WORD_ROOM];
	for (uint32_t i = 0; i < endings->n; i++) {
		const mq_ending *e = &endings->v[i];
		if (e->kind != kind || base.n + e->ending.n > WORD_ROOM) continue;
		memcpy(word, base.p, base.n);
		memcpy(word + base.n, e->ending.p, e->ending.n);
		t.number = e->t.number;
		t.rare = e->t.rare;
		if (e->t.gender) t.gender = e->t.gender;
		if (!take(to, (mq_text){word, base.n + e->ending.n}, t)) return false;
	}
	return true;
}

bool mq_decline(const mq_endings *endings, mq_text base, bool marbuta, bool adjective, mq_traits t, mq_form_take take, void *to)
{
	t.number = 1;
	if (marbuta) t.gender = 'f';
	if (!take(to, base, t)) return false;
	if (marbuta && base.n > 2) return mq_endings_give(endings, MQ_END_FEMININE, (mq_text){base.p, base.n - 2}, t, take, to);
	return mq_endings_give(endings, adjective ? MQ_END_PERSON : MQ_END_NOUN, base, t, take, to);
}

static bool give_nominal(const verb *v, mq_text pattern, bool adjective, uint8_t form)
{
	char word[WORD_ROOM];
	if (pattern.n == 0) return true;
	shape s = fill(v, pattern);
	size_t n = write_shape(&s, word);
	mq_traits t = {.form = form, .gender = 'm'};
	bool marbuta = pattern.p[pattern.n - 1] == 'P';
	if (n < 4) return true;
	if (!mq_decline(v->endings, (mq_text){word, n}, marbuta, adjective, t, v->take, v->to)) return false;
	/* قاض beside القاضي */
	if (pattern.p[pattern.n - 1] == 'I' && n > 4 &&
	    !v->take(v->to, (mq_text){word, n - 2}, (mq_traits){.form = form, .number = 1, .gender = 'm'}))
		return false;
	/* مستدعاة, مسماة: the feminine of a passive in -a */
	if (pattern.p[pattern.n - 1] != 'Y' || !adjective) return true;
	return mq_endings_give(v->endings, MQ_END_PASSIVE_FEMININE, (mq_text){word, n - 2}, (mq_traits){.form = form}, v->take,
			       v->to);
}

bool mq_conjugate(const mq_pattern *p, const mq_endings *endings, mq_text root, bool own_masdar, mq_form_take take, void *to)
{
	verb v = {.endings = endings, .take = take, .to = to};
	size_t at = 0;
	while (at < root.n && v.letters < 4) v.root[v.letters++] = mq_utf8_next(root, &at);
	if (v.letters < 3 || at < root.n) return true;
	/* an alef or hamza of the root is a hamza, whatever its seat */
	for (uint32_t i = 0; i < v.letters; i++)
		if (v.root[i] == ALEF) v.root[i] = HAMZA;
	if (!give_finite(&v, p)) return false;
	if (!own_masdar && !give_nominal(&v, p->column[MQ_PATTERN_MASDAR], false, MQ_FORM_MASDAR)) return false;
	return give_nominal(&v, p->column[MQ_PATTERN_ACTIVE], true, MQ_FORM_ACTIVE) &&
	       give_nominal(&v, p->column[MQ_PATTERN_PASSIVE], true, MQ_FORM_PASSIVE);
}
