/* Every limit of the program, with its reason. Sizes in bytes unless the name says otherwise. */
#ifndef MQ_BASE_LIMITS_H
#define MQ_BASE_LIMITS_H

/* the largest stored page: real news pages stay under 5 MB; a 100 MB line must be an error, not a hang */
#define MQ_PAGE_MOST ((size_t)32 << 20)
/* memory for one page with all that is made of it; the promise is 256 MB whatever the page holds, rules (66 MB) and remembered
 * words (48 MB) too */
#define MQ_PAGE_ARENA_MOST ((size_t)120 << 20)
/* what an arena keeps between pages, so that a usual page allocates nothing */
#define MQ_ARENA_KEEP       ((size_t)8 << 20)
#define MQ_ARENA_CHUNK_MOST ((size_t)16 << 20)
/* rules and models in memory */
#define MQ_RULES_ARENA_MOST ((size_t)256 << 20)
/* a body longer than this is not an article; what is over is left out, and said */
#define MQ_BODY_MOST  ((size_t)4 << 20)
#define MQ_TITLE_MOST ((size_t)8 << 10)
/* tokens in a sentence before it is cut: keeps every matcher linear in practice (the longest real one in 24,000 articles has
 * under 700) */
#define MQ_SENTENCE_TOKENS_MOST 1024u
#define MQ_TOKENS_MOST          2000000u
/* words that a thread remembers from page to page, in the text room (at most 16 MB, touched as they are used) and in the
 * marks' room, whose values are larger (32 MB): through 16,000 articles of many papers one word in twenty is computed anew; of
 * half as many one in fourteen, and all is a tenth slower */
#define MQ_WORDS_KEPT        131072u
#define MQ_MARKED_WORDS_KEPT 131072u
/* ticker headlines of one page: aggregators print about 60 */
#define MQ_HEADLINES_MOST 2000u
/* depth of HTML that is walked; lexbor keeps deeper trees, text below is still taken but not weighed */
#define MQ_HTML_DEPTH_MOST 512u
/* nodes of an HTML page: the longest real ones have under 100,000; what follows is left out, and said */
#define MQ_HTML_NODES_MOST 450000u
/* paragraphs and other blocks of text of one page, likewise */
#define MQ_HTML_BLOCKS_MOST 60000u
/* runs of the map from an article's text to its page: one for each reference or blank that was folded. Real articles have some
 * hundreds; a text of nothing but references would have its map weigh twenty times the text */
#define MQ_MAP_RUNS_MOST 200000u
/* JSON-LD scripts of one page that are read */
#define MQ_HTML_JSON_MOST 64u
/* JSON nesting when reading */
#define MQ_JSON_DEPTH_MOST 64u
/* inflated over compressed: gzip's own limit is about 1032 */
#define MQ_INFLATE_RATIO_MOST 1100u
/* one record's output */
#define MQ_RECORD_JSON_MOST ((size_t)256 << 20)
/* links of one sitemap: the protocol allows 50,000 */
#define MQ_SITEMAP_LINKS_MOST 50000u
/* one line of a CDXJ index: addresses of up to 64 KiB and what is told of them */
#define MQ_CDXJ_LINE_MOST ((size_t)1 << 20)
/* threads of one command */
#define MQ_JOBS_MOST 64u
/* stored bytes of pages between reading and giving out; a page larger than this is worked on alone */
#define MQ_POOL_HELD_MOST ((size_t)32 << 20)
/* a rule file is read by people; the rest is a mistake */
#define MQ_RULE_FILE_MOST ((size_t)1 << 20)
/* candidates of one article: a page of nothing but triggers must stay in bounds */
#define MQ_CANDIDATES_MOST 4000u
/* the settings file: a page of lines */
#define MQ_SETTINGS_MOST ((size_t)64 << 10)
/* a query */
#define MQ_QUERY_MOST       ((size_t)4 << 10)
#define MQ_QUERY_TERMS_MOST 64u
/* rows of one answer of the archive; more is paged */
#define MQ_ROWS_MOST 1000u

/* one answer: the largest stored page with room around it */
#define MQ_ANSWER_MOST ((size_t)40 << 20)
/* memory of one request: a stored page, its record and the page made of them */
#define MQ_REQUEST_ARENA_MOST ((size_t)184 << 20)
/* what a request's arguments and form may be */
#define MQ_SERVE_ARGUMENTS_MOST 32u
#define MQ_SERVE_FORM_MOST      ((size_t)8 << 10)
/* reader threads, each with its own view of the archive */
#define MQ_SERVE_THREADS_MOST 16u
/* connections at once, and for how long a silent one is kept */
#define MQ_SERVE_CONNECTIONS_MOST 1000u
#define MQ_SERVE_IDLE_SECONDS     15u
/* API requests a second from one address: a person's tools stay far under it */
#define MQ_SERVE_RATE 20u
/* answers kept in memory */
#define MQ_KEPT_BYTES_MOST ((size_t)48 << 20)
#define MQ_KEPT_MOST       4096u

/* what one address may send to the desk in a day, and how long what it writes may be */
#define MQ_DESK_A_DAY     30u
#define MQ_DESK_NOTE_MOST ((size_t)2000)
/* of one token: saved searches, and channels of one of them */
#define MQ_SAVED_MOST    200u
#define MQ_CHANNELS_MOST 10u
/* tries at one message, over a few days; the longest wait between two, in seconds; and of one try */
#define MQ_DELIVERY_TRIES_MOST   14u
#define MQ_DELIVERY_SECONDS      10u
#define MQ_DELIVERY_WAIT_LONGEST 86400u
/* how often it is looked for what is new in saved searches, where nobody says; articles named in one message */
#define MQ_ALERT_SECONDS 30u
#define MQ_ALERT_ROWS    50u

/* following the press: one answer of a server, as it comes (packed). Real pages stay under 5 MB unpacked */
#define MQ_FETCH_MOST      ((size_t)8 << 20)
#define MQ_FETCH_HEAD_MOST ((size_t)64 << 10)
#define MQ_FETCH_SECONDS   60u
#define MQ_CONNECT_SECONDS 15u
/* a server that gives less than this many bytes a second for so long is given up */
#define MQ_FETCH_SLOW_BYTES   64u
#define MQ_FETCH_SLOW_SECONDS 20u
/* fetches under way at once, over all hosts */
#define MQ_FETCHES_MOST 512u
/* and of one host, where the user allows more than one */
#define MQ_PER_HOST_MOST 32u
/* redirects of one address; RFC 9309 asks for five of robots.txt */
#define MQ_REDIRECTS_MOST 6u
/* RFC 9309, 2.5: at least 500 KiB of robots.txt are read; and it is asked for again after a day (2.4) */
#define MQ_ROBOTS_MOST    ((size_t)512 << 10)
#define MQ_ROBOTS_SECONDS 86400
/* addresses that are longer are traps */
#define MQ_URL_MOST ((size_t)2048)
/* what one page of a source may name: a sitemap has up to 50,000, of which few are new */
#define MQ_FOUND_MOST 50000u
/* a page that unpacks to this many times its size is a bomb; past the first MiB, where headers of tables weigh no more */
#define MQ_BOMB_RATIO 256u
#define MQ_BOMB_FREE  ((size_t)1 << 20)
/* who reads a page in a process of its own: memory beside what is shared, and seconds */
#define MQ_READER_MEMORY  ((size_t)768 << 20)
#define MQ_READER_SECONDS 30u
#define MQ_READERS_MOST   16u
/* one file of kept answers, before the day's next one is begun */
#define MQ_WARC_FILE_MOST ((uint64_t)1 << 30)

/* WebSub: what a hub may send at once (a feed, or its new items), what may wait for the watcher in all, and of one server's open
 * requests; a challenge that is given back, and the reason of a denial */
#define MQ_HUB_BODY_MOST      ((size_t)4 << 20)
#define MQ_INBOX_BYTES_MOST   ((int64_t)128 << 20)
#define MQ_INBOX_ROWS_MOST    10000u
#define MQ_HUB_OPEN_MOST      ((size_t)64 << 20)
#define MQ_HUB_CHALLENGE_MOST ((size_t)2048)
#define MQ_HUB_REASON_MOST    ((size_t)200)
/* the lease that is asked for, and bounds of what a hub grants, in seconds */
#define MQ_HUB_LEASE       (10 * 86400)
#define MQ_HUB_LEASE_LEAST 60
#define MQ_HUB_LEASE_MOST  (90 * 86400)
/* of a lease that ended, for clocks that differ */
#define MQ_HUB_GRACE_MS INT64_C(600000)

/* how long a writer waits for its turn, where nobody says otherwise: another one's batch takes seconds at most, an index that is
 * made anew minutes */
#define MQ_STORE_WAIT_MS 60000u

/* an image of an article that is given on: its bytes, its size, how long it may take, how many are kept and shown */
#define MQ_PICTURE_MOST        ((size_t)4 << 20)
#define MQ_PICTURE_SIDE_MOST   8192u
#define MQ_PICTURE_PIXELS_MOST 40000000u
#define MQ_PICTURE_SECONDS     8u
#define MQ_PICTURES_KEPT_MOST  400u
#define MQ_PICTURES_SHOWN_MOST 12u

#endif
