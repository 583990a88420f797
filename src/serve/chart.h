/* Charts as SVG of our own: no script, no style attribute, colours by class, a title and a description, labels that keep apart.
 * Time runs left to right, or the other way where the reader chose so. MQ_NONE when there is nothing to draw. */
#ifndef MQ_SERVE_CHART_H
#define MQ_SERVE_CHART_H

#include "serve/svg.h"

/* the temperature of a pair: the line, each point a link to "#t-<day>" on the page, and under it the happenings that moved it,
 * each a link to "#h-<id>" */
mq_text mq_chart_temperature(mq_request *r, const mq_dossier *d, mq_text title, mq_text description);
/* the first and the last point that the line shows */
/* the page's "behind": what stands behind each point of the line (pair.c) */
void mq_put_behind(mq_request *r, mq_value *page, const mq_dossier *d);
void mq_chart_temperature_ends(const mq_dossier *d, mq_day *from, mq_day *to);

/* a calendar heat map: a square a day, a row a year, at most `years` of them, the newest first */
mq_text mq_chart_heat(mq_request *r, const mq_day_rows *days, uint32_t years, mq_text title, mq_text description);
/* the days of the chart as rows: when, iso, month, and the tones; false when they were cut */
bool mq_put_days(mq_request *r, mq_value *page, const char *key, const mq_day_rows *days, uint32_t years);

/* pairs of countries, each a small chart of months on the same scale: "multiples" with codes, a, b, chart, total;
 * "multiples_rows" */
mq_status mq_put_multiples(mq_request *r, mq_value *page, const mq_pair_rows *pairs, uint32_t most) MQ_MUST_USE;

/* the network of countries and people: "network", "network_ties", "network_people" */
mq_status mq_put_network(mq_request *r, mq_value *page, const mq_filter *f) MQ_MUST_USE;

/* the map: "map", "map_rows", "map_legend"; f.pair[0]: that country's partners */
mq_status mq_put_map(mq_request *r, mq_value *page, const mq_filter *f, bool arab) MQ_MUST_USE;
/* is "MAR-ESH=MAR,SRB-XKX=line" a setting of borders; "" is */
bool mq_map_borders_valid(mq_text borders);

#endif
