/* mirqab rules diff DIR: what would be coded otherwise under the rules of another folder, in pages or in the whole archive. A
 * line a difference: `-` what goes, `+` what comes; then the sum of it by kind. */
#include <stdio.h>
#include <sysexits.h>

#include "cli/archive.h"
#include "cli/rules_diff.h"

/* kinds whose sums are printed; there are fewer */
#define KINDS_MOST 64u

typedef struct {
	mq_cli *cli;
	mq_engine ours, theirs;
	mq_arena *arena; /* of one article */
	uint64_t articles, differ, gone[KINDS_MOST], come[KINDS_MOST];
} diffing;

static bool same_parties(const mq_party *a, uint32_t an, const mq_party *b, uint32_t bn)
{
	if (an != bn) return false;
	for (uint32_t i = 0; i < an; i++)
		if (strcmp(a[i].country, b[i].country) != 0) return false;
	return true;
}

static bool same_event(const mq_event *a, const mq_event *b)
{
	return a->kind == b->kind && a->status == b->status && a->background == b->background && a->from == b->from &&
	       a->to == b->to && a->trigger.in == b->trigger.in && a->trigger.start == b->trigger.start &&
	       same_parties(a->actors.v, a->actors.n, b->actors.v, b->actors.n) &&
	       same_parties(a->recipients.v, a->recipients.n, b->recipients.v, b->recipients.n);
}

static bool among(const mq_event *e, const mq_events *all)
{
	for (uint32_t i = 0; i < all->n; i++)
		if (same_event(e, &all->v[i])) return true;
	return false;
}

static void print_codes(const mq_party *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) printf("%s%s", i ? "," : "", p[i].country);
	if (!n) putchar('-');
}

static void print_line(char sign, const mq_record *r, const mq_event *e)
{
	char day[11] = "";
	if (e->from != MQ_NO_DAY) mq_day_print(e->from, day);
	printf("%c %s %.*s%s ", sign, mq_event_kinds[e->kind].name, MQ_ARG(mq_event_status_name((mq_event_status)e->status)),
	       e->background ? " background" : "");
	print_codes(e->actors.v, e->actors.n);
	fputs(" > ", stdout);
	print_codes(e->recipients.v, e->recipients.n);
	printf(" %s  «%.*s» by %.*s (%.2f)\n", day,
	       MQ_ARG(mq_text_sub(r->doc.field[e->trigger.in], e->trigger.start, e->trigger.end)), MQ_ARG(e->rule),
	       e->confidence);
}

static void compare(diffing *d, mq_text name, const mq_record *ours, const mq_record *theirs)
{
	bool told = false;
	for (int side = 0; side < 2; side++) {
		const mq_record *r = side ? theirs : ours, *other = side ? ours : theirs;
		for (uint32_t i = 0; i < r->events.n; i++) {
			const mq_event *e = &r->events.v[i];
			if (among(e, &other->events)) continue;
			if (!told) printf("%.*s\n", MQ_ARG(name));
			told = true;
			print_line(side ? '+' : '-', r, e);
			if (e->kind < KINDS_MOST) (side ? d->come : d->gone)[e->kind]++;
		}
	}
	d->articles++;
	d->differ += told;
}

static mq_status code_again(mq_arena *a, const mq_engine *e, const mq_article *article, mq_record *r)
{
	memset(r, 0, sizeof *r);
	r->article = *article;
	MQ_TRY(mq_text_read(a, e->lexicon, article->title, article->body, &r->doc));
	MQ_TRY(mq_mark_doc(a, e->marker, &r->article, &r->doc, &r->marks));
	return mq_code_events(a, e->coder, &r->article, &r->doc, &r->marks, &r->events);
}

static mq_status diff_article(diffing *d, mq_text name, const mq_article *article)
{
	mq_record ours, theirs;
	MQ_TRY(code_again(d->arena, &d->ours, article, &ours));
	MQ_TRY(code_again(d->arena, &d->theirs, article, &theirs));
	compare(d, name, &ours, &theirs);
	return MQ_DONE;
}

static int diff_archive(diffing *d, mq_store *store)
{
	mq_filter f = mq_filter_all();
	mq_status s;
	mq_arena *list = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!list) return EX_OSERR;
	do {
		mq_article_rows rows;
		mq_text next = MQ_NONE;
		s = mq_store_articles(store, list, &f, &rows, &next);
		for (uint32_t i = 0; mq_ok(s) && i < rows.n; i++) {
			mq_stored_article x;
			mq_arena_clear(d->arena);
			s = mq_store_article(store, d->arena, mq_text_of(rows.v[i].id), &x);
			if (mq_ok(s))
				s = diff_article(d, mq_arena_print(d->arena, "%.16s %.*s", rows.v[i].id, MQ_ARG(x.row.title)),
						 &x.record.article);
		}
		char cursor[80];
		snprintf(cursor, sizeof cursor, "%.*s", MQ_ARG(next));
		mq_arena_clear(list);
		f.cursor = next.n ? mq_arena_text(list, mq_text_of(cursor)) : MQ_NONE;
	} while (mq_ok(s) && f.cursor.n);
	mq_arena_close(list);
	if (!mq_ok(s)) return mq_cli_store_failed(d->cli, store, s);
	mq_store_close(store);
	return EX_OK;
}

static int diff_pages(diffing *d, const mq_page_options *o, mq_text path)
{
	mq_reader *reader;
	mq_page page;
	int code = EX_OK;
	mq_status s = mq_reader_open(d->cli->arena, o, path, &reader);
	if (!mq_ok(s)) return mq_cli_report(d->cli, path, NULL, s);
	for (;;) {
		mq_record r;
		mq_arena_clear(d->arena);
		s = mq_reader_next(reader, d->arena, &page);
		if (s.code == MQ_END) break;
		if (mq_ok(s)) s = mq_record_make(d->arena, &d->ours, &page, MQ_TO_ARTICLE, &r);
		if (mq_ok(s)) s = diff_article(d, page.key.n ? page.key : page.path, &r.article);
		if (!mq_ok(s)) code = mq_cli_report(d->cli, path, &page, s);
	}
	mq_reader_close(reader);
	return code;
}

static void print_sum(const diffing *d)
{
	printf("%llu articles, %llu differ\n", (unsigned long long)d->articles, (unsigned long long)d->differ);
	for (size_t i = 0; i < mq_event_kinds_n && i < KINDS_MOST; i++)
		if (d->gone[i] + d->come[i])
			printf("%-22s -%llu +%llu\n", mq_event_kinds[i].name, (unsigned long long)d->gone[i],
			       (unsigned long long)d->come[i]);
}

int mq_cli_rules_diff(mq_cli *c, const mq_page_options *o, mq_text folder, char **paths, int n)
{
	diffing d = {.cli = c};
	mq_store *store = NULL;
	int code = EX_OK;
	mq_status s = mq_engine_open(c->arena, folder, &d.theirs);
	if (!mq_ok(s)) return mq_cli_report(c, folder, NULL, s);
	if (n) s = mq_engine_open(c->arena, c->rules, &d.ours);
	else code = mq_cli_open(c, MQ_STORE_READ, &d.ours, &store);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	if (code != EX_OK) return code;
	d.arena = mq_arena_open(MQ_PAGE_ARENA_MOST);
	if (!d.arena) return EX_OSERR;
	if (!n) code = diff_archive(&d, store);
	for (int i = 0; i < n; i++) {
		int one = diff_pages(&d, o, mq_text_of(paths[i]));
		if (code == EX_OK) code = one;
	}
	print_sum(&d);
	mq_arena_close(d.arena);
	return code;
}
