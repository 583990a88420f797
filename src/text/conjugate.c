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
static bool give(const verb *v, mq_text pattern, const char *ending, mq_traits t)
{
	shape s = fill(v, pattern);
	uint32_t stem = s.n;
	for (const char *e = ending; *e; e++) add_sound(&s, (uint32_t)*e);
	if (!give_shape(v, &s, t)) return false;
	if (ending[0] != 'U' || stem == 0 || s.v[stem - 1] != HAMZA || stem + 1 >= SHAPE_MOST) return true;
	s.v[stem - 1] = 'A';
	return give_shape(v, &s, t);
}

static mq_text pattern_or(mq_text p, mq_text otherwise) { return p.n > 0 ? p : otherwise; }

static bool give_perfect(const verb *v, const mq_pattern *p)
{
	static const struct {
		uint8_t column;
		const char *ending;
		mq_traits t;
	} rows[] = {
	    {MQ_PATTERN_PERFECT, "", {MQ_FORM_PERFECT, 3, 1, 'm'}},
	    {MQ_PATTERN_FEMININE, "at", {MQ_FORM_PERFECT, 3, 1, 'f'}},
	    {MQ_PATTERN_PLURAL, "UA", {MQ_FORM_PERFECT, 3, 3, 'm'}},
	    {MQ_PATTERN_CONSONANT, "na", {MQ_FORM_PERFECT, 3, 3, 'f'}},
	    {MQ_PATTERN_FEMININE, "atA", {MQ_FORM_PERFECT, 3, 2, 'f'}},
	    {MQ_PATTERN_CONSONANT, "tu", {MQ_FORM_PERFECT, 1, 1, 0}},
	    {MQ_PATTERN_CONSONANT, "nA", {MQ_FORM_PERFECT, 1, 3, 0}},
	    {MQ_PATTERN_CONSONANT, "tum", {MQ_FORM_PERFECT, 2, 3, 'm'}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!give(v, pattern_or(p->column[rows[i].column], p->column[MQ_PATTERN_PERFECT]), rows[i].ending, rows[i].t))
			return false;
	/* the dual of a defective verb shows its third letter (التقيا), others add an alef */
	bool defective = p->column[MQ_PATTERN_FEMININE].n > 0;
	return give(v, p->column[defective ? MQ_PATTERN_CONSONANT : MQ_PATTERN_PERFECT], "A",
		    (mq_traits){MQ_FORM_PERFECT, 3, 2, 'm'});
}

/* the imperfect's pattern begins with y and its vowel; the other persons change the y */
static bool give_person(const verb *v, mq_text pattern, char person, const char *ending, mq_traits t)
{
	char changed[32];
	if (pattern.n == 0 || pattern.n > sizeof changed) return true;
	memcpy(changed, pattern.p, pattern.n);
	changed[0] = person;
	return give(v, (mq_text){changed, pattern.n}, ending, t);
}

static bool give_imperfect(const verb *v, mq_text full, mq_text brief, bool defective)
{
	static const struct {
		char person;
		const char *ending;
		mq_traits t;
	} rows[] = {{'y', "Una", {MQ_FORM_IMPERFECT, 3, 3, 'm'}}, {'y', "UA", {MQ_FORM_IMPERFECT, 3, 3, 'm'}},
		    {'t', "Una", {MQ_FORM_IMPERFECT, 2, 3, 'm'}}, {'t', "UA", {MQ_FORM_IMPERFECT, 2, 3, 'm'}},
		    {'y', "Ani", {MQ_FORM_IMPERFECT, 3, 2, 'm'}}, {'t', "Ani", {MQ_FORM_IMPERFECT, 3, 2, 'f'}},
		    {'y', "A", {MQ_FORM_IMPERFECT, 3, 2, 'm'}},   {'t', "A", {MQ_FORM_IMPERFECT, 3, 2, 'f'}}};
	static const struct {
		char person;
		mq_traits t;
	} plain[] = {{'y', {MQ_FORM_IMPERFECT, 3, 1, 'm'}},
		     {'t', {MQ_FORM_IMPERFECT, 3, 1, 'f'}},
		     {'\'', {MQ_FORM_IMPERFECT, 1, 1, 0}},
		     {'n', {MQ_FORM_IMPERFECT, 1, 3, 0}}};
	mq_text stem = defective ? brief : full;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (!give_person(v, full, plain[i].person, "", plain[i].t)) return false;
		if (!give_person(v, brief, plain[i].person, "", plain[i].t)) return false;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool dual = rows[i].t.number == 2;
		if (defective && dual) continue;
		if (!give_person(v, stem, rows[i].person, rows[i].ending, rows[i].t)) return false;
	}
	if (defective && !give_person(v, full, 'y', "Ani", rows[4].t)) return false;
	if (defective && !give_person(v, full, 't', "Ani", rows[5].t)) return false;
	return give_person(v, brief, 'y', "na", (mq_traits){MQ_FORM_IMPERFECT, 3, 3, 'f'});
}

static size_t join(char out[WORD_ROOM], mq_text base, const char *ending)
{
	size_t n = strlen(ending);
	if (base.n + n > WORD_ROOM) return 0;
	memcpy(out, base.p, base.n);
	memcpy(out + base.n, ending, n);
	return base.n + n;
}

static bool give_ending(mq_text base, const char *ending, mq_traits t, mq_form_take take, void *to)
{
	char word[WORD_ROOM];
	size_t n = join(word, base, ending);
	return n == 0 || take(to, (mq_text){word, n}, t);
}

typedef struct {
	const char *ending;
	uint8_t number, gender;
} ending;

#define AN  "\xD8\xA7\xD9\x86" /* ان */
#define IN  "\xD9\x8A\xD9\x86" /* ين */
#define UN  "\xD9\x88\xD9\x86" /* ون */
#define AT  "\xD8\xA7\xD8\xAA" /* ات */
#define TA_ "\xD8\xAA"         /* ت */
#define A_  "\xD8\xA7"         /* ا */
#define H_  "\xD9\x87"         /* ه, the ta marbuta of a normal form */
#define Y_  "\xD9\x8A"         /* ي */
#define W_  "\xD9\x88"         /* و */

static bool give_endings(mq_text base, const ending *e, size_t n, mq_traits t, mq_form_take take, void *to)
{
	for (size_t i = 0; i < n; i++) {
		t.number = e[i].number;
		if (e[i].gender) t.gender = e[i].gender;
		if (!give_ending(base, e[i].ending, t, take, to)) return false;
	}
	return true;
}

bool mq_decline(mq_text base, bool marbuta, bool adjective, mq_traits t, mq_form_take take, void *to)
{
	static const ending feminine[] = {{AT, 3, 'f'}, {TA_ AN, 2, 'f'}, {TA_ IN, 2, 'f'}, {TA_ A_, 2, 'f'}, {TA_ Y_, 2, 'f'}};
	static const ending noun[] = {{A_, 1, 0}, {AT, 3, 0}, {AN, 2, 0}, {IN, 2, 0}};
	static const ending person[] = {{H_, 1, 'f'}, {AT, 3, 'f'}, {UN, 3, 'm'}, {IN, 3, 'm'},     {AN, 2, 'm'},
					{A_, 1, 'm'}, {W_, 3, 'm'}, {Y_, 3, 'm'}, {TA_ AN, 2, 'f'}, {TA_ IN, 2, 'f'}};
	t.number = 1;
	if (marbuta) t.gender = 'f';
	if (!take(to, base, t)) return false;
	if (marbuta && base.n > 2)
		return give_endings((mq_text){base.p, base.n - 2}, feminine, sizeof feminine / sizeof *feminine, t, take, to);
	if (adjective) return give_endings(base, person, sizeof person / sizeof *person, t, take, to);
	return give_endings(base, noun, sizeof noun / sizeof *noun, t, take, to);
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
	if (!mq_decline((mq_text){word, n}, marbuta, adjective, t, v->take, v->to)) return false;
	/* قاض beside القاضي */
	if (pattern.p[pattern.n - 1] == 'I' && n > 4 && !v->take(v->to, (mq_text){word, n - 2}, (mq_traits){form, 0, 1, 'm'}))
		return false;
	/* مستدعاة, مسماة: the feminine of a passive in -a */
	if (pattern.p[pattern.n - 1] != 'Y' || !adjective) return true;
	memcpy(word + n - 2, A_ H_, 4);
	return n + 2 > WORD_ROOM || v->take(v->to, (mq_text){word, n + 2}, (mq_traits){form, 0, 1, 'f'});
}

bool mq_conjugate(const mq_pattern *p, mq_text root, bool own_masdar, mq_form_take take, void *to)
{
	verb v = {.take = take, .to = to};
	size_t at = 0;
	while (at < root.n && v.letters < 4) v.root[v.letters++] = mq_utf8_next(root, &at);
	if (v.letters < 3 || at < root.n) return true;
	/* an alef or hamza of the root is a hamza, whatever its seat */
	for (uint32_t i = 0; i < v.letters; i++)
		if (v.root[i] == ALEF) v.root[i] = HAMZA;
	bool defective = p->column[MQ_PATTERN_FEMININE].n > 0;
	if (!give_perfect(&v, p)) return false;
	if (!give_imperfect(&v, p->column[MQ_PATTERN_IMPERFECT], p->column[MQ_PATTERN_SHORT], defective)) return false;
	if (!give(&v, p->column[MQ_PATTERN_PASSIVE_PERFECT], "", (mq_traits){MQ_FORM_PERFECT, 3, 1, 'm'})) return false;
	if (!give(&v, p->column[MQ_PATTERN_PASSIVE_PERFECT], "at", (mq_traits){MQ_FORM_PERFECT, 3, 1, 'f'})) return false;
	if (!give_imperfect(&v, p->column[MQ_PATTERN_PASSIVE_IMPERFECT], MQ_NONE, false)) return false;
	if (!own_masdar && !give_nominal(&v, p->column[MQ_PATTERN_MASDAR], false, MQ_FORM_MASDAR)) return false;
	return give_nominal(&v, p->column[MQ_PATTERN_ACTIVE], true, MQ_FORM_ACTIVE) &&
	       give_nominal(&v, p->column[MQ_PATTERN_PASSIVE], true, MQ_FORM_PASSIVE);
}
