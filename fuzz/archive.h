/* What targets that need an archive share: the rules, and an archive in a file of its own that is gone at the end. */
#ifndef MQ_FUZZ_ARCHIVE_H
#define MQ_FUZZ_ARCHIVE_H

#include <stdio.h>
#include <unistd.h>

#include "page.h"
#include "store/store.h"

static mq_engine engine;
static mq_store *store;
static char archive_path[] = "/tmp/mirqab-fuzz-XXXXXX";

static void forget_archive(void)
{
	char name[64];
	static const char *const tails[] = {"", "-wal", "-shm", "-writer"};
	mq_store_close(store);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		snprintf(name, sizeof name, "%s%s", archive_path, tails[i]);
		unlink(name);
	}
}

static void open_archive(void)
{
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST);
	int fd = mkstemp(archive_path);
	must(rules && fd >= 0 && mq_ok(mq_engine_open(rules, MQ_NONE, &engine)));
	close(fd);
	mq_store_options o = {.url = mq_text_of(archive_path), .mode = MQ_STORE_WRITE, .engine = &engine};
	must(mq_ok(mq_store_open(rules, &o, &store)));
	atexit(forget_archive);
}

#endif
