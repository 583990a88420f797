/* Reports of images: what several different people report is hidden until an editor brings it back. */
#include "desk/inside.h"

void mq_image_id(mq_text url, char out[17])
{
	unsigned char hash[32];
	mq_sha256(url, hash);
	mq_id_print(mq_text_at((const char *)hash, 8), out);
}

#define COLUMNS "id, url, article, reports, hidden, last, n, round"

static void read_image(mq_desk *d, mq_stmt *q, mq_arena *a, mq_reported_image *i)
{
	const mq_driver *v = d->db->driver;
	mq_desk_id(d, q, 0, i->id, sizeof i->id);
	i->url = a ? mq_desk_text(d, q, 1, a) : MQ_NONE;
	i->article = a ? mq_desk_text(d, q, 2, a) : MQ_NONE;
	i->reports = (uint32_t)v->get_int(q, 3);
	i->hidden = v->get_int(q, 4) != 0;
	i->last = v->get_int(q, 5);
}

static mq_status find(mq_desk *d, mq_text id, mq_arena *a, mq_reported_image *out, int64_t *n, int64_t *round)
{
	mq_stmt *q;
	MQ_TRY(mq_sql_open(d->db, &q, "SELECT " COLUMNS " FROM image WHERE id = ?1", "t", id));
	mq_status s = d->db->driver->step(q);
	if (mq_ok(s)) {
		read_image(d, q, a, out);
		*n = d->db->driver->get_int(q, 6);
		*round = d->db->driver->get_int(q, 7);
	}
	d->db->driver->done(q);
	return s;
}

static mq_status count_report(mq_desk *d, int64_t image, int64_t round, mq_text person, int64_t now, mq_taken *taken)
{
	int64_t n = 0;
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT count(*) FROM report WHERE person = ?1 AND at > ?2", "bi", person, now - 86400));
	*taken = MQ_TOO_OFTEN;
	if (n >= MQ_DESK_A_DAY) return MQ_DONE;
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT count(*) FROM report WHERE image = ?1 AND round = ?2 AND person = ?3", "iib", image,
			  round, person));
	*taken = n ? MQ_TAKEN_BEFORE : MQ_TAKEN;
	if (n) return MQ_DONE;
	MQ_TRY(mq_sql_run(d->db, "INSERT INTO report VALUES(?1, ?2, ?3, ?4)", "iibi", image, round, person, now));
	return mq_sql_run(d->db, "UPDATE image SET reports = reports + 1, last = ?2 WHERE n = ?1", "ii", image, now);
}

static mq_status report(mq_desk *d, mq_text url, mq_text article, mq_text address, uint32_t most, int64_t now, mq_taken *taken,
			mq_reported_image *out)
{
	unsigned char hash[32];
	int64_t n = 0, round = 0;
	mq_text id = mq_text_of(out->id);
	MQ_TRY(mq_desk_person(d, address, hash));
	MQ_TRY(mq_sql_run(d->db, "INSERT INTO image(id, url, article, last) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(id) DO NOTHING",
			  "ttti", id, url, article, now));
	MQ_TRY(find(d, id, NULL, out, &n, &round));
	MQ_TRY(count_report(d, n, round, mq_text_at((const char *)hash, 32), now, taken));
	MQ_TRY(find(d, id, NULL, out, &n, &round));
	if (out->hidden || out->reports < most) return MQ_DONE;
	out->hidden = true;
	MQ_TRY(mq_sql_run(d->db, "UPDATE image SET hidden = 1 WHERE n = ?1", "i", n));
	return mq_desk_note(d, MQ_NONE, "image hidden", id, url, now);
}

mq_status mq_desk_report(mq_desk *d, mq_text url, mq_text article, mq_text address, uint32_t most, int64_t now, mq_taken *taken,
			 mq_reported_image *out)
{
	memset(out, 0, sizeof *out);
	mq_image_id(url, out->id);
	*taken = MQ_TAKEN;
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, report(d, url, article, address, most, now, taken, out));
}

mq_status mq_desk_image(mq_desk *d, mq_arena *a, mq_text id, mq_reported_image *out)
{
	int64_t n, round;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s = find(d, id, a, out, &n, &round);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

mq_status mq_desk_images(mq_desk *d, mq_arena *a, uint32_t limit, mq_reported_images *out)
{
	mq_stmt *q;
	memset(out, 0, sizeof *out);
	mq_desk_lock(d);
	mq_status s = mq_sql_open(
	    d->db, &q, "SELECT " COLUMNS " FROM image WHERE reports > 0 ORDER BY hidden DESC, last DESC, n DESC LIMIT ?1", "i",
	    (int64_t)limit);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	while (mq_ok(s = d->db->driver->step(q))) {
		mq_reported_image *i = mq_push(a, out);
		if (!i) s = mq_fail_memory(a);
		if (!i) break;
		read_image(d, q, a, i);
	}
	d->db->driver->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

static mq_status restore(mq_desk *d, mq_text id, mq_text who, int64_t now)
{
	int64_t n = 0;
	MQ_TRY(mq_sql_int(d->db, &n, "SELECT n FROM image WHERE id = ?1", "t", id));
	MQ_TRY(mq_sql_run(d->db, "UPDATE image SET hidden = 0, reports = 0, round = round + 1 WHERE n = ?1", "i", n));
	return mq_desk_note(d, who, "image restored", id, MQ_NONE, now);
}

mq_status mq_desk_image_restore(mq_desk *d, mq_text id, mq_text who, int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	return mq_desk_end(d, restore(d, id, who, now));
}

/* what is there stays a day, what was not is asked for again after an hour */
#define STAYS       86400
#define STAYS_EMPTY 3600

mq_status mq_desk_picture(mq_desk *d, mq_arena *a, mq_text id, int64_t now, mq_text *bytes)
{
	mq_stmt *q;
	*bytes = MQ_NONE;
	mq_desk_lock(d);
	mq_status s = mq_sql_open(
	    d->db, &q, "SELECT bytes FROM picture WHERE id = ?1 AND at > CASE length(bytes) WHEN 0 THEN ?2 ELSE ?3 END", "tii",
	    id, now - STAYS_EMPTY, now - STAYS);
	if (!mq_ok(s)) return mq_desk_unlock(d, s);
	s = d->db->driver->step(q);
	if (mq_ok(s)) *bytes = mq_desk_text(d, q, 0, a);
	d->db->driver->done(q);
	return mq_desk_unlock(d, s.code == MQ_END ? MQ_DONE : s);
}

static mq_status keep_picture(mq_desk *d, mq_text id, mq_text bytes, int64_t now)
{
	MQ_TRY(mq_sql_run(
	    d->db,
	    "INSERT INTO picture VALUES(?1, ?2, ?3) ON CONFLICT(id) DO UPDATE SET bytes = excluded.bytes, at = excluded.at",
	    "tbi", id, bytes, now));
	return mq_sql_run(d->db,
			  "DELETE FROM picture WHERE id IN (SELECT id FROM picture ORDER BY at DESC, id LIMIT -1 OFFSET ?1)", "i",
			  (int64_t)MQ_PICTURES_KEPT_MOST);
}

/* a picture fetched is no change of what pages show: it does not make them old */
mq_status mq_desk_picture_keep(mq_desk *d, mq_text id, mq_text bytes, int64_t now)
{
	MQ_TRY(mq_desk_begin(d));
	mq_status s = mq_desk_end(d, keep_picture(d, id, bytes, now));
	if (mq_ok(s)) {
		mq_desk_lock(d);
		d->changes--;
		pthread_mutex_unlock(&d->lock);
	}
	return s;
}
