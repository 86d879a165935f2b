/* store-day.h: days end by another time zone: which instants become which, each day once, so that a
 * table follows in one statement */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

/* Before an UPDATE. $1: what store_day_list() gives; before, due: of the same day in the one zone
 * and in the other; is_end: before ends it. The casts let SQLite look them up by an index of its
 * own. */
#define STORE_DAY_SQL                                                                              \
  "WITH day (before, due, is_end) AS MATERIALIZED"                                                 \
  " (SELECT CAST (value ->> 0 AS INTEGER), CAST (value ->> 1 AS INTEGER), value ->> 2"             \
  " FROM json_each ($1)) "

/* @sql: of a noun, each instant once, in its only column; what stays as it is is left out.
 * (transfer full) */
char *store_day_list (SrvStore *store, const char *sql, GTimeZone *from, GTimeZone *to,
                      GError **error);
/* Runs @sql, which begins with STORE_DAY_SQL, with @days as $1 and @seq as $2. */
gboolean store_day_move (SrvStore *store, const char *sql, const char *days, gint64 seq,
                         GError **error);

G_END_DECLS
