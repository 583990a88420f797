#include "text/scan.h"

#include "text/chars.h"

#define TATWEEL    0x640u
#define SHADDA     0x651u
#define HAMZA      0x621u
#define HAMZA_OVER 0x654u
#define HAMZA_SUB  0x655u

void mq_scan_open(mq_scan *s, mq_text t) { *s = (mq_scan){.t = t}; }

static inline uint32_t next_char(mq_text t, size_t *at)
{
	const unsigned char *p = (const unsigned char *)t.p + *at;
	if (p[0] < 0x80) {
		(*at)++;
		return p[0];
	}
	if (p[0] >= 0xC2 && p[0] < 0xE0 && *at + 1 < t.n && (p[1] & 0xC0) == 0x80) {
		*at += 2;
		return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
	}
	return mq_utf8_next(t, at);
}

static inline uint8_t class_of(uint32_t c)
{
	return c < MQ_CHARS ? mq_chars[c].class & (uint8_t)~MQ_CHAR_SLOW : mq_char_class(c);
}

static inline void put_char(mq_raw *w, uint32_t c)
{
	if (c < 0x80) w->norm[w->n++] = (char)c;
	else if (c < 0x800) {
		w->norm[w->n++] = (char)(0xC0 | c >> 6);
		w->norm[w->n++] = (char)(0x80 | (c & 0x3F));
	} else w->n = (uint8_t)(w->n + mq_utf8_put(w->norm + w->n, c));
}

static void put_folded(mq_raw *w, uint32_t c)
{
	if (c < MQ_CHARS && !(mq_chars[c].class & MQ_CHAR_SLOW)) {
		if (mq_chars[c].fold) put_char(w, mq_chars[c].fold);
		return;
	}
	uint32_t out[MQ_FOLD_MOST];
	size_t n = mq_char_fold(c, out);
	for (size_t i = 0; i < n && w->n < MQ_WORD_MOST + 60; i++) put_char(w, out[i]);
}

/* a hamza written as a mark of its own, after its seat (decomposed text): the seat becomes a hamza, an alef stays an alef */
static void seat_hamza(mq_raw *w)
{
	if (w->n < 2) return;
	const char *seat = w->norm + w->n - 2;
	if (memcmp(seat, "\xD9\x88", 2) != 0 && memcmp(seat, "\xD9\x8A", 2) != 0) return; /* waw, ya */
	w->n = (uint8_t)(w->n - 2);
	put_char(w, HAMZA);
}

static void take_mark(mq_raw *w, uint32_t c)
{
	if (c == SHADDA) w->flags |= MQ_TOKEN_SHADDA;
	else if (c == HAMZA_OVER || c == HAMZA_SUB) seat_hamza(w);
}

static const uint8_t kind_of_class[] = {[MQ_CHAR_ARABIC] = MQ_TOKEN_ARABIC,
					[MQ_CHAR_LATIN] = MQ_TOKEN_LATIN,
					[MQ_CHAR_TIFINAGH] = MQ_TOKEN_TIFINAGH,
					[MQ_CHAR_OTHER_WORD] = MQ_TOKEN_OTHER_WORD,
					[MQ_CHAR_DIGIT] = MQ_TOKEN_NUMBER};

/* a run of one class, with the marks and controls inside it; trailing controls are left outside the span */
static inline uint8_t tail_of(uint32_t c)
{
	if (c == 0x629 || c == 0xFE93 || c == 0xFE94 || c == 0x6C3) return MQ_TAIL_MARBUTA;
	return c == 0x649 || c == 0xFEEF || c == 0xFEF0 ? MQ_TAIL_MAQSURA : MQ_TAIL_PLAIN;
}

#define MARBUTA  0x629u
#define MAQSURA  0x649u
#define ALEF     0x627u
#define FATHATAN 0x64Bu

/* A ta marbuta, an alef maqsura and the tanwin of an alef end a word: what follows without a space is the next one
 * («الحكومةأعلنت», «إلىالعاصمة»). A maqsura before a hamza is the seat of it («الطوارىء»), before another end a misprint */
static inline bool ends_word(const mq_raw *w, uint32_t last, bool tanwin, uint32_t next)
{
	if (w->n <= 4) return false;
	if (last == ALEF) return tanwin;
	if (last == MAQSURA) return next != HAMZA && next != MAQSURA && next != MARBUTA;
	return last == MARBUTA && !tanwin;
}

/* Letters that fold to one Arabic letter, as nearly all do: a look at their table each, up to whatever else there is, and to a ta
 * marbuta or an alef maqsura, which may end the word. *last gets the last one; *other, whether a normal form is not the letter
 * itself. Returns where they end */
static inline size_t take_letters(mq_text t, size_t at, mq_raw *w, uint32_t *last, uint32_t *other)
{
	const char *p = t.p + at;
	char *to = w->norm + w->n;
	size_t left = (t.n - at) / 2, room = (size_t)(MQ_WORD_MOST - w->n) / 2;
	uint32_t c = *last;
	if (left > room) left = room;
	for (; left > 0 && c != MARBUTA && c != MAQSURA; left--, p += 2, to += 2) {
		uint16_t as_is, folded;
		if (((p[0] & 0xFC) ^ 0xD8) | ((p[1] & 0xC0) ^ 0x80)) break;
		uint8_t place = mq_arabic_place(p);
		memcpy(&folded, mq_arabic_letters[place], sizeof folded);
		if (!folded) break;
		memcpy(&as_is, p, sizeof as_is);
		*other |= as_is ^ folded;
		memcpy(to, &folded, sizeof folded);
		c = MQ_ARABIC_FIRST + place;
	}
	w->n = (uint8_t)(to - w->norm);
	*last = c;
	return (size_t)(p - t.p);
}

static void take_run(mq_scan *s, mq_raw *w, uint8_t class)
{
	size_t at = s->at;
	uint32_t last = 0, other = 0;
	bool tanwin = false, slow = false;
	w->kind = kind_of_class[class];
	while (at < s->t.n && w->n < MQ_WORD_MOST) {
		size_t next = at;
		if (class == MQ_CHAR_ARABIC && !tanwin) {
			next = take_letters(s->t, at, w, &last, &other);
			if (next > at) w->end = (uint32_t)next;
			at = next;
			if (at >= s->t.n || s->t.p[at] == ' ' || w->n >= MQ_WORD_MOST) break;
		}
		uint32_t c = next_char(s->t, &next);
		uint8_t k = class_of(c);
		if (k == class) {
			if (c != TATWEEL && ends_word(w, last, tanwin, c)) {
				s->glue = false;
				break;
			}
			uint8_t before = w->n;
			put_folded(w, c);
			if (w->n > MQ_WORD_MOST && before > 0) {
				w->n = before; /* longer, and normalising again would cut it elsewhere */
				break;
			}
			if (c != TATWEEL) last = c, tanwin = false;
		} else if (k == MQ_CHAR_MARK && class != MQ_CHAR_DIGIT) {
			take_mark(w, c);
			tanwin = tanwin || c == FATHATAN;
		} else if (k != MQ_CHAR_CONTROL) break;
		at = next;
		slow = true;
		if (k != MQ_CHAR_CONTROL) w->end = (uint32_t)at;
	}
	s->at = w->end;
	w->tail = tail_of(last);
	w->same = w->n == w->end - w->start && !other && (!slow || memcmp(w->norm, s->t.p + w->start, w->n) == 0);
}

static void take_break(mq_scan *s, mq_raw *w)
{
	w->kind = MQ_TOKEN_BREAK;
	s->breaks++;
	while (s->at < s->t.n) {
		size_t next = s->at;
		uint8_t k = class_of(next_char(s->t, &next));
		if (k == MQ_CHAR_NEWLINE) w->end = (uint32_t)next;
		else if (k != MQ_CHAR_SPACE && k != MQ_CHAR_CONTROL) break;
		s->at = next;
	}
}

/* the space of a hashtag: «#المملكة_المتحدة» names what «المملكة المتحدة» names */
static inline bool is_tag_space(const mq_scan *s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s->t.p;
	return p[at] == '_' && at > 0 && at + 1 < s->t.n && p[at - 1] >= 0x80 && p[at + 1] >= 0x80;
}

bool mq_scan_next(mq_scan *s, mq_raw *w)
{
	uint8_t flags = s->glue ? MQ_TOKEN_GLUED : 0;
	s->glue = true;
	while (s->at < s->t.n) {
		size_t from = s->at, next = from;
		if (s->t.p[from] == ' ' || is_tag_space(s, from)) {
			flags = 0;
			s->at++;
			continue;
		}
		uint32_t c = next_char(s->t, &next);
		uint8_t k = class_of(c);
		if (k == MQ_CHAR_SPACE) flags = 0;
		if (k == MQ_CHAR_SPACE || k == MQ_CHAR_CONTROL || k == MQ_CHAR_MARK) {
			s->at = next;
			continue;
		}
		w->start = w->end = (uint32_t)from;
		w->flags = flags;
		w->n = 0;
		w->same = true;
		w->mark = 0;
		if (k == MQ_CHAR_NEWLINE) {
			w->flags = 0;
			s->glue = false;
			take_break(s, w);
			return true;
		}
		if (k != MQ_CHAR_PUNCT) {
			take_run(s, w, k);
			if (w->n > 0) return true;
			/* nothing but tatweel: a dash */
			w->kind = MQ_TOKEN_PUNCT;
			w->mark = '-';
			return true;
		}
		w->kind = MQ_TOKEN_PUNCT;
		w->end = (uint32_t)next;
		w->mark = c;
		s->at = next;
		return true;
	}
	return false;
}
