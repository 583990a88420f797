/* Instruments into the archive. What a record tells of one goes into a bucket by a rule of its kind: a commission by its states
 * and scope, an exercise by its name, an agreement by its states and subject. Settling makes the instruments of a bucket: most
 * often one; exercises of one name that share no state are two, and agreements that nobody names are told apart by their
 * happening. So the order of arrival makes no difference. */
#include <stdlib.h>

#include "store/driver.h"

/* tellings of one bucket that are looked at; more is a source run wild */
#define BUCKET_MOST 20000u
/* buckets of one transaction */
#define BUCKETS_A_BATCH 500u
#define KEY_BYTES       512u
#define COUNTRIES_BYTES (4u * MQ_INSTRUMENT_COUNTRIES)

static mq_text some(mq_text t) { return t.n ? t : MQ_NONE; }

/* ── which bucket ── */
typedef struct {
	int64_t key;
	const char *rule;
	mq_text line; /* what the key is the hash of */
} bucket;

/* "FRA,MAR" */
static mq_text join_countries(const mq_instrument *x, char out[COUNTRIES_BYTES])
{
	size_t n = 0;
	for (uint8_t i = 0; i < x->countries; i++) {
		if (i) out[n++] = ',';
		memcpy(out + n, x->country[i], 3);
		n += 3;
	}
	return mq_text_at(out, n);
}

/* a name without the numbers behind it, as words are compared */
static mq_text bare_name(mq_arena *a, mq_text name)
{
	mq_text t = mq_text_normal(a, name);
	size_t n = t.n;
	while (n && (unsigned char)t.p[n - 1] < 'A') n--; /* digits, dashes, spaces */
	return n ? mq_text_sub(t, 0, n) : t;
}

static bool is_meeting(mq_text kind) { return mq_text_eq(kind, MQ_T("summit")) || mq_text_eq(kind, MQ_T("conference")); }

/* «اتفاق» and «اتفاقية» are one sort; a memorandum and a protocol are papers of their own */
static mq_text sort_key(const mq_instrument *x)
{
	bool own = mq_text_eq(x->sort, MQ_T("mou")) || mq_text_eq(x->sort, MQ_T("protocol")) ||
		   mq_text_eq(x->sort, MQ_T("contract")) || mq_text_eq(x->sort, MQ_T("letter_of_intent")) ||
		   mq_text_eq(x->sort, MQ_T("joint_statement"));
	return own ? x->sort : MQ_T("agreement");
}

static mq_status bucket_of(mq_store *s, mq_arena *a, const mq_instrument *x, bucket *out)
{
	char codes[COUNTRIES_BYTES];
	mq_text who = join_countries(x, codes);
	mq_text line;
	if (x->canonical.n) {
		out->rule = "table";
		line = mq_arena_print(a, "%.*s|%.*s", MQ_ARG(x->kind), MQ_ARG(x->canonical));
	} else if (x->named || (is_meeting(x->kind) && x->about.n)) {
		out->rule = "name";
		line = mq_arena_print(a, "%.*s|%.*s", MQ_ARG(x->kind), MQ_ARG(bare_name(a, x->name)));
	} else if (mq_text_eq(x->kind, MQ_T("joint_commission")) || mq_text_eq(x->kind, MQ_T("strategic_dialogue"))) {
		out->rule = "pair";
		line = mq_arena_print(a, "%.*s|%.*s|%.*s", MQ_ARG(x->kind), MQ_ARG(who), MQ_ARG(x->scope));
	} else if (mq_text_eq(x->kind, MQ_T("programme")) || (mq_text_eq(x->kind, MQ_T("agreement")) && x->about.n)) {
		out->rule = "subject";
		line =
		    mq_arena_print(a, "%.*s|%.*s|%.*s|%.*s", MQ_ARG(x->kind), MQ_ARG(sort_key(x)), MQ_ARG(who), MQ_ARG(x->about));
	} else {
		out->rule = "happening";
		line = mq_arena_print(a, "%.*s|?|%.*s|%.*s", MQ_ARG(x->kind), MQ_ARG(who), MQ_ARG(x->domain));
	}
	if (mq_text_none(line)) return mq_store_fail(s, MQ_LIMIT, "no room for the instruments of a record");
	out->line = line.n < KEY_BYTES ? line : mq_text_sub(line, 0, KEY_BYTES);
	out->key = mq_key_of(out->line);
	return MQ_DONE;
}

/* ── putting ── */
static mq_text fact_of(const mq_instrument *x, const char *field)
{
	for (uint32_t i = 0; i < x->facts.n; i++)
		if (mq_text_eq(x->facts.v[i].field, mq_text_of(field))) return x->facts.v[i].value;
	return MQ_NONE;
}

/* the event that tells it, as a row; MQ_END where people rejected that event: then its instrument goes as well */
static mq_status event_row(mq_store *s, const mq_instrument *x, int64_t article, int64_t *out)
{
	*out = 0;
	if (!x->event) return MQ_DONE;
	return mq_sql_int(s, out, "SELECT n FROM event WHERE article = ?1 AND local = ?2", "ii", article, (int64_t)x->event);
}

static mq_status put_telling(mq_store *s, mq_arena *a, const mq_instrument *x, int64_t article, int64_t local)
{
	bucket b = {0};
	int64_t event;
	char codes[COUNTRIES_BYTES];
	mq_stmt *q;
	mq_status r = event_row(s, x, article, &event);
	if (r.code == MQ_END || x->kind.n == 0) return MQ_DONE;
	MQ_TRY(r);
	MQ_TRY(bucket_of(s, a, x, &b));
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "INSERT INTO instrument_telling(article, local, bucket, rule, kind, name, named, stage, edition, year, precision,"
	    " countries, sort, scope, domain, about, every, term, event, day_from, day_to) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, "
	    "?8, ?9,"
	    " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
	    "iiitttiiiiittttttt", article, local, b.key, mq_text_of(b.rule), x->kind,
	    some(x->canonical.n ? x->canonical : x->name), (int64_t)x->named, (int64_t)x->stage, (int64_t)x->edition,
	    (int64_t)x->year, (int64_t)x->precision, join_countries(x, codes), some(x->sort), some(x->scope), some(x->domain),
	    some(x->about), some(fact_of(x, "frequency")), some(fact_of(x, "duration"))));
	if (event) s->driver->bind_int(q, 19, event);
	if (x->from != MQ_NO_DAY) s->driver->bind_int(q, 20, x->from);
	if (x->to != MQ_NO_DAY) s->driver->bind_int(q, 21, x->to);
	r = s->driver->step(q);
	s->driver->done(q);
	if (r.code != MQ_END) return r;
	return mq_sql_run(s, "INSERT INTO instrument_due VALUES(?1) ON CONFLICT DO NOTHING", "i", b.key);
}

static bool takes_part(const mq_event *e, const char *country)
{
	for (uint32_t i = 0; i < e->actors.n; i++)
		if (strcmp(e->actors.v[i].country, country) == 0) return true;
	for (uint32_t i = 0; i < e->recipients.n; i++)
		if (strcmp(e->recipients.v[i].country, country) == 0) return true;
	return false;
}

static bool named_in(const mq_event *e, const mq_mention *m)
{
	for (uint32_t i = 0; i < e->evidence.n; i++) {
		const mq_evidence *v = &e->evidence.v[i];
		if (v->in == m->in && m->start >= v->start && m->end <= v->end) return true;
	}
	return false;
}

/* events of one record are few, and a name's key is made once */
static mq_status put_person(mq_store *s, mq_arena *a, const mq_record *r, const mq_mention *m, int64_t article)
{
	int64_t person = 0, event = 0;
	for (uint32_t i = 0; i < r->events.n; i++) {
		const mq_event *e = &r->events.v[i];
		if (!named_in(e, m)) continue;
		if (!person) {
			unsigned char id[32];
			mq_sha256(mq_text_normal(a, m->name), id);
			mq_status st =
			    mq_sql_int(s, &person, "SELECT n FROM person WHERE id = ?1", "b", mq_text_at((char *)id, 8));
			if (st.code == MQ_END) return MQ_DONE;
			MQ_TRY(st);
		}
		mq_status st =
		    mq_sql_int(s, &event, "SELECT n FROM event WHERE article = ?1 AND local = ?2", "ii", article, (int64_t)e->id);
		if (st.code == MQ_END) continue;
		MQ_TRY(st);
		MQ_TRY(mq_sql_run(s,
				  "INSERT INTO event_person VALUES(?1, ?2, ?3) ON CONFLICT(event, person) DO UPDATE SET party ="
				  " max(party, excluded.party)",
				  "iii", event, person, (int64_t)(m->country[0] && takes_part(e, m->country))));
	}
	return MQ_DONE;
}

mq_status mq_instruments_put(mq_store *s, mq_arena *a, const mq_record *r, int64_t article)
{
	for (uint32_t i = 0; i < r->instruments.n; i++) MQ_TRY(put_telling(s, a, &r->instruments.v[i], article, i));
	if (r->events.n == 0) return MQ_DONE;
	for (uint32_t i = 0; i < r->marks.mentions.n; i++)
		if (r->marks.mentions.v[i].kind == MQ_PERSON) MQ_TRY(put_person(s, a, r, &r->marks.mentions.v[i], article));
	return MQ_DONE;
}

mq_status mq_instruments_forget(mq_store *s, int64_t article)
{
	static const char *const lines[] = {
	    "INSERT OR IGNORE INTO instrument_due SELECT bucket FROM instrument_telling WHERE article = ?1",
	    "DELETE FROM instrument_telling WHERE article = ?1",
	    "DELETE FROM instrument_unread WHERE article = ?1",
	    "DELETE FROM event_person WHERE event IN (SELECT n FROM event WHERE article = ?1)",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], "i", article));
	return MQ_DONE;
}

mq_status mq_instruments_due_of_group(mq_store *s, int64_t group)
{
	return mq_sql_run(
	    s,
	    "INSERT OR IGNORE INTO instrument_due SELECT t.bucket FROM event e JOIN instrument_telling t ON t.event = e.n"
	    " WHERE e.grp = ?1",
	    "i", group);
}

/* ── settling ── */
typedef struct {
	int64_t n;
	unsigned char happening[8];
	bool told_by; /* a happening tells it */
	char country[MQ_INSTRUMENT_COUNTRIES][4];
	uint8_t countries;
	uint32_t group; /* of the bucket */
} telling;
typedef MQ_VEC(telling) tellings;

static void read_countries(mq_text list, telling *t)
{
	mq_text code;
	while (mq_text_split(&list, ',', &code))
		if (code.n == 3 && t->countries < MQ_INSTRUMENT_COUNTRIES) memcpy(t->country[t->countries++], code.p, 3);
}

static mq_status read_bucket(mq_store *s, mq_arena *a, int64_t key, tellings *out)
{
	const mq_driver *d = s->driver;
	mq_stmt *q;
	mq_status r;
	MQ_TRY(mq_sql_open(
	    s, &q,
	    "SELECT t.n, hp.id, t.countries FROM instrument_telling t JOIN article x ON x.n = t.article LEFT JOIN event e"
	    " ON e.n = t.event LEFT JOIN happening hp ON hp.n = e.happening WHERE t.bucket = ?1 ORDER BY x.id, t.local"
	    " LIMIT ?2",
	    "ii", key, (int64_t)BUCKET_MOST));
	while (mq_ok(r = d->step(q))) {
		telling *t = mq_push(a, out);
		if (!t) break;
		t->n = d->get_int(q, 0);
		mq_text id = d->get_text(q, 1);
		t->told_by = id.n >= 8;
		if (t->told_by) memcpy(t->happening, id.p, 8);
		read_countries(d->get_text(q, 2), t);
	}
	d->done(q);
	return r.code == MQ_END ? MQ_DONE : mq_ok(r) ? mq_store_fail(s, MQ_LIMIT, "no room for instruments") : r;
}

/* one name, but no state in common: another exercise. A state leads to the first telling that has it */
typedef struct {
	char code[4];
	uint32_t group;
} seat;

static uint32_t root_of(tellings *all, uint32_t i)
{
	while (all->v[i].group != i) i = all->v[i].group = all->v[all->v[i].group].group;
	return i;
}

static mq_status group_by_state(mq_store *s, mq_arena *a, tellings *all)
{
	MQ_VEC(seat) seats = {0};
	for (uint32_t i = 0; i < all->n; i++) {
		telling *t = &all->v[i];
		t->group = i;
		for (uint8_t c = 0; c < t->countries; c++) {
			uint32_t k = 0;
			while (k < seats.n && strcmp(seats.v[k].code, t->country[c]) != 0) k++;
			if (k < seats.n) {
				uint32_t x = root_of(all, i), y = root_of(all, seats.v[k].group);
				all->v[x < y ? y : x].group = x < y ? x : y;
				continue;
			}
			seat *n = mq_push(a, &seats);
			if (!n) return mq_store_fail(s, MQ_LIMIT, "no room for instruments");
			memcpy(n->code, t->country[c], 4);
			n->group = i;
		}
	}
	for (uint32_t i = 0; i < all->n; i++) all->v[i].group = root_of(all, i);
	return MQ_DONE;
}

static int by_happening(const void *x, const void *y)
{
	const telling *a = x, *b = y;
	int c = memcmp(a->happening, b->happening, 8);
	return c ? c : (a->n > b->n) - (a->n < b->n);
}

/* agreements that nobody names: each happening is one, and what no happening tells is none */
static void group_by_happening(tellings *all)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < all->n; i++)
		if (all->v[i].told_by) all->v[kept++] = all->v[i];
	all->n = kept;
	qsort(all->v, all->n, sizeof *all->v, by_happening);
	for (uint32_t i = 0; i < all->n; i++) {
		bool same = i && memcmp(all->v[i].happening, all->v[i - 1].happening, 8) == 0;
		all->v[i].group = same ? all->v[i - 1].group : i;
	}
}

/* stays where its bucket does: of the bucket, and of what parts it */
static mq_text id_of(mq_arena *a, int64_t key, const char *rule, const tellings *all, uint32_t group, unsigned char out[32])
{
	const char *least = "";
	mq_text line;
	if (strcmp(rule, "happening") == 0) {
		char hex[17];
		mq_id_print(mq_text_at((const char *)all->v[group].happening, 8), hex);
		line = mq_arena_print(a, "%lld/%s", (long long)key, hex);
	} else {
		for (uint32_t i = 0; strcmp(rule, "name") == 0 && i < all->n; i++)
			for (uint8_t c = 0; all->v[i].group == group && c < all->v[i].countries; c++)
				if (!least[0] || strcmp(all->v[i].country[c], least) < 0) least = all->v[i].country[c];
		line = mq_arena_print(a, "%lld/%s", (long long)key, least);
	}
	mq_sha256(line, out);
	return mq_text_at((const char *)out, 8);
}

static mq_status count_instrument(mq_store *s, int64_t n)
{
	static const char *const lines[] = {
	    /* the name that most articles print; what it is by the most told value */
	    "UPDATE instrument SET name = (SELECT t.name FROM instrument_telling t WHERE t.instrument = ?1 AND t.name IS NOT "
	    "NULL GROUP"
	    " BY t.name ORDER BY count(DISTINCT t.article) DESC, length(t.name) DESC, t.name LIMIT 1), (sort, scope, domain, "
	    "about,"
	    " every, term, named) = (SELECT max(t.sort), max(t.scope), max(t.domain), max(t.about), max(t.every), max(t.term),"
	    " max(t.named) FROM instrument_telling t WHERE t.instrument = ?1) WHERE n = ?1",
	    "UPDATE instrument SET (edition, year, tellings, articles, outlets, told) = (SELECT max(t.edition), max(t.year), "
	    "count(*),"
	    " count(DISTINCT t.article), count(DISTINCT coalesce(x.outlet, -x.n)), coalesce(max(x.day), 0) FROM "
	    "instrument_telling t"
	    " JOIN article x ON x.n = t.article WHERE t.instrument = ?1) WHERE n = ?1",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) MQ_TRY(mq_sql_run(s, lines[i], "i", n));
	return MQ_DONE;
}

static mq_status keep_group(mq_store *s, mq_arena *a, int64_t key, mq_text rule, mq_text kind, const tellings *all,
			    uint32_t group)
{
	unsigned char id[32];
	char by[16] = "";
	memcpy(by, rule.p, rule.n < sizeof by ? rule.n : sizeof by - 1);
	mq_text bytes = id_of(a, key, by, all, group, id);
	MQ_TRY(
	    mq_sql_run(s,
		       "INSERT INTO instrument(id, bucket, kind, named, rule, edition, year, tellings, articles, outlets, told)"
		       " VALUES(?1, ?2, ?3, 0, ?4, 0, 0, 0, 0, 0, 0)",
		       "bitt", bytes, key, kind, rule));
	int64_t n = s->driver->last_row(s);
	for (uint32_t i = 0; i < all->n; i++) {
		if (all->v[i].group != group) continue;
		MQ_TRY(mq_sql_run(s, "UPDATE instrument_telling SET instrument = ?2 WHERE n = ?1", "ii", all->v[i].n, n));
		for (uint8_t c = 0; c < all->v[i].countries; c++)
			MQ_TRY(mq_sql_run(s, "INSERT INTO instrument_country VALUES(?1, ?2) ON CONFLICT DO NOTHING", "it", n,
					  mq_text_of(all->v[i].country[c])));
	}
	return count_instrument(s, n);
}

static mq_status settle_bucket(mq_store *s, mq_arena *a, int64_t key)
{
	tellings all = {0};
	mq_stmt *q;
	MQ_TRY(mq_sql_run(s, "DELETE FROM instrument_country WHERE instrument IN (SELECT n FROM instrument WHERE bucket = ?1)",
			  "i", key));
	MQ_TRY(mq_sql_run(s, "DELETE FROM instrument WHERE bucket = ?1", "i", key));
	MQ_TRY(mq_sql_run(s, "UPDATE instrument_telling SET instrument = NULL WHERE bucket = ?1", "i", key));
	MQ_TRY(read_bucket(s, a, key, &all));
	if (all.n == 0) return MQ_DONE;
	MQ_TRY(mq_sql_open(s, &q, "SELECT rule, kind FROM instrument_telling WHERE bucket = ?1 LIMIT 1", "i", key));
	mq_status r = s->driver->step(q);
	mq_text rule = mq_arena_text(a, s->driver->get_text(q, 0)), kind = mq_arena_text(a, s->driver->get_text(q, 1));
	s->driver->done(q);
	MQ_TRY(r);
	if (mq_text_eq(rule, MQ_T("happening"))) group_by_happening(&all);
	else if (mq_text_eq(rule, MQ_T("name"))) MQ_TRY(group_by_state(s, a, &all));
	for (uint32_t i = 0; i < all.n; i++)
		if (all.v[i].group == i || (i == 0 && all.v[i].group == 0)) MQ_TRY(keep_group(s, a, key, rule, kind, &all, i));
	return MQ_DONE;
}

/* articles of an archive that was made before: as their records say it, with what people said of their events */
static mq_status read_unread(mq_store *s, mq_arena *a, uint32_t *done)
{
	for (int64_t article = 0; *done < BUCKETS_A_BATCH; ++*done) {
		mq_page page;
		mq_record r;
		unsigned char id[32] = {0};
		mq_arena_clear(a);
		mq_status st = mq_sql_int(s, &article, "SELECT article FROM instrument_unread LIMIT 1", "");
		if (st.code == MQ_END) return MQ_DONE;
		MQ_TRY(st);
		MQ_TRY(mq_store_record(s, a, article, &page, &r));
		if (mq_id_parse(mq_text_of(r.id), id)) MQ_TRY(mq_corrections_apply(s, a, mq_text_at((char *)id, 32), &r, NULL));
		MQ_TRY(mq_instruments_forget(s, article));
		MQ_TRY(mq_instruments_put(s, a, &r, article));
	}
	return MQ_DONE;
}

mq_status mq_instruments_settle(mq_store *s, mq_arena *a, uint32_t *done)
{
	int64_t key = 0;
	*done = 0;
	MQ_TRY(read_unread(s, a, done));
	while (*done < BUCKETS_A_BATCH) {
		mq_arena_clear(a);
		mq_status r = mq_sql_int(s, &key, "SELECT bucket FROM instrument_due LIMIT 1", "");
		if (r.code == MQ_END) return MQ_DONE;
		MQ_TRY(r);
		MQ_TRY(settle_bucket(s, a, key));
		MQ_TRY(mq_sql_run(s, "DELETE FROM instrument_due WHERE bucket = ?1", "i", key));
		++*done;
	}
	return MQ_DONE;
}
