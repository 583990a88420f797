/* The table of formats. The order is the order of sniffing; the last row takes what no other did. */
#include "page/formats.h"

const mq_format mq_formats[] = {
    {"warc", mq_warc_sniff, mq_warc_next, mq_warc_decode, mq_warc_close},
    {"wet", mq_wet_sniff, mq_warc_next, mq_warc_decode, mq_warc_close},
    {"feed", mq_feed_sniff, mq_feed_next, mq_feed_decode, mq_feed_close},
    {"jsonl", mq_jsonl_sniff, mq_jsonl_next, mq_jsonl_decode, NULL},
    {"html", mq_html_sniff, mq_whole_next, mq_html_decode, NULL},
    {"dump", mq_dump_sniff, mq_whole_next, mq_dump_decode, NULL},
};
const size_t mq_formats_n = sizeof mq_formats / sizeof *mq_formats;
