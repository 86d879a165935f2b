/* store-line.h: lines of the feed that are made of nothing but their row (hark-api.h); the columns
 * are those of store-feed.c's statements */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-sqlite.h"

G_BEGIN_DECLS

/* (transfer full), all of them. */
JsonObject *store_line_new (const char *kind);
/* null for 0. */
void store_line_set_time (JsonObject *line, const char *name, gint64 time);
JsonObject *store_line_make_roster (HarkStmt *stmt);
JsonObject *store_line_make_area (HarkStmt *stmt);
JsonObject *store_line_make_drop (HarkStmt *stmt);
JsonObject *store_line_make_tomb (HarkStmt *stmt);
JsonObject *store_line_make_period (HarkStmt *stmt);
JsonObject *store_line_make_read (HarkStmt *stmt);
JsonObject *store_line_make_object (HarkStmt *stmt);
JsonObject *store_line_make_setting (HarkStmt *stmt);

G_END_DECLS
