/* app-feed.h: one page of the server's feed into the cache, in one transaction */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

#define APP_FEED_MAX_SEQ (G_GINT64_CONSTANT (1) << 53)

typedef struct
{
  char *cursor;
  gboolean more;
  gboolean due;       /* members' clients have to do something for others */
  gboolean went_back; /* with HARK_ERROR_RESET: by what the server said before, not by its word */
  gint64 to;          /* what the server had then */
  gint64 backup_seq;  /* what a backup of the server holds; 0: nothing */
  guint changes;      /* rows that were taken */
} AppFeedPage;

void app_feed_page_clear (AppFeedPage *self);

/* @reset: the page begins a snapshot; everything here goes first. A page without its end line is
 * not taken. What does not verify about a single ticket or object is kept with that verdict; a
 * roster that does not continue the one here is HARK_ERROR_FORKED and nothing is taken.
 * HARK_ERROR_RESET: the server is behind what it had shown. */
gboolean app_feed_apply (AppStore *store, GBytes *ndjson, gboolean reset, AppFeedPage *page,
                         GError **error);

G_END_DECLS
