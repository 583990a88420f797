/* base: what every room stands on: text views and spans, arenas, status, limits, UTF-8, hashes, calendar
 * arithmetic, JSON out, packed files and tables, log. It knows nothing of news.
 * In: bytes and numbers. Out: views into what was given or into the arena that was given.
 * Promise: no globals, no exit, no printing; every function bounded by its arguments. */
#ifndef MQ_BASE_BASE_H
#define MQ_BASE_BASE_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memo.h"
#include "base/pack.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/view.h"

#endif
