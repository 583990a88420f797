/* Charts as SVG of our own: no script, no style attribute, colours by class, a title and a description, labels that keep apart.
 */
#ifndef MQ_SERVE_CHART_H
#define MQ_SERVE_CHART_H

#include "serve/pages.h"

/* the temperature of a pair: the line, and under it the happenings that moved it, each a link to "#h-<id>" on the page.
 * Time runs left to right. MQ_NONE when there is nothing to draw */
mq_text mq_chart_temperature(mq_request *r, const mq_dossier *d, mq_text title, mq_text description);

#endif
