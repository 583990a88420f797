/* Inside watch: robots.txt (RFC 9309). In: its text and our name. Out: the rules that hold for us, in a short form that is kept
 * in the frontier ("+ pattern" allows, "- pattern" disallows, "d seconds" asks for a pause), and what they say of a path.
 * Promise: linear in the file; matching is linear in pattern and path together for patterns of few stars, and bounded for all. */
#ifndef MQ_WATCH_ROBOTS_H
#define MQ_WATCH_ROBOTS_H

#include "base/base.h"

/* agent: the product token, any case */
void mq_robots_read(mq_text file, mq_text agent, mq_buf *out);
/* path: with query, as in an address in its one form */
bool mq_robots_allow(mq_text rules, mq_text path);
/* seconds between two requests that the site asks for, 0 when it does not */
double mq_robots_delay(mq_text rules);

#endif
