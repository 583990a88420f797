#include "page/page.h"

bool mq_map_add(mq_arena *a, mq_map *m, uint32_t text, uint32_t text_length, uint32_t page, uint32_t length)
{
	if (text_length == 0) return true;
	if (m->n && text_length == length) {
		mq_map_run *last = &m->v[m->n - 1];
		/* byte for byte only if the run so far is as long in the text as in the page */
		if (text - last->text == last->length && last->page + last->length == page) {
			last->length += length;
			return true;
		}
	}
	mq_map_run *r = mq_push(a, m);
	if (!r) return false;
	*r = (mq_map_run){text, page, length};
	return true;
}

/* the last run that begins at or before at; 0 when none does */
static uint32_t run_at(const mq_map *m, uint32_t at)
{
	uint32_t low = 0, high = m->n;
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;
		if (m->v[mid].text <= at) low = mid;
		else high = mid;
	}
	return low;
}

static uint32_t run_length(const mq_map *m, uint32_t run, uint32_t total)
{
	uint32_t end = run + 1 < m->n ? m->v[run + 1].text : total;
	return end > m->v[run].text ? end - m->v[run].text : 0;
}

mq_span mq_map_span(const mq_map *m, uint32_t total, mq_span s)
{
	if (m->n == 0) return s; /* no map: the text is the page */
	uint32_t i = run_at(m, s.start), k = s.end > s.start ? run_at(m, s.end - 1) : i;
	const mq_map_run *first = &m->v[i], *last = &m->v[k];
	mq_span out = {first->page, last->page + last->length};
	if (run_length(m, i, total) == first->length && s.start >= first->text) out.start = first->page + (s.start - first->text);
	if (run_length(m, k, total) == last->length && s.end >= last->text) out.end = last->page + (s.end - last->text);
	return out;
}

static bool add_piece(mq_arena *a, mq_map *out, uint32_t text, uint32_t n, const mq_map *under, uint32_t under_n, mq_span s)
{
	mq_span p = mq_map_span(under, under_n, s);
	return mq_map_add(a, out, text, n, p.start, p.end - p.start);
}

bool mq_map_through(mq_arena *a, const mq_map *over, uint32_t text_n, const mq_map *under, uint32_t under_n, mq_map *out)
{
	memset(out, 0, sizeof *out);
	if (under->n == 0) {
		*out = *over;
		return true;
	}
	for (uint32_t i = 0; i < over->n; i++) {
		uint32_t n = run_length(over, i, text_n), at = over->v[i].text, from = over->v[i].page,
			 end = from + over->v[i].length;
		if (n != over->v[i].length) {
			if (!add_piece(a, out, at, n, under, under_n, (mq_span){from, end})) return false;
			continue;
		}
		for (uint32_t k = run_at(under, from); from < end; k++) {
			uint32_t stop = k + 1 < under->n ? under->v[k + 1].text : under_n;
			if (stop > end || stop <= from) stop = end;
			if (!add_piece(a, out, at, stop - from, under, under_n, (mq_span){from, stop})) return false;
			at += stop - from;
			from = stop;
		}
	}
	return true;
}
