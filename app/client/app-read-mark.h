/* app-read-mark.h: up to where this user has seen a ticket, by all devices: all SQL of the table
 * read_mark of cache.db (what the server knows) and of outbox.db (what it does not know yet).
 *
 * A mark is a seq of the server's: everything with that or a lower one was seen. It never goes
 * back. The caller holds the client's lock. */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId ticket;
  gint64 up_to;
} AppReadMark;

/* 0 for none. */
gint64 app_read_mark_get (AppStore *store, const HarkId *ticket);
/* Seen here. @changed: it went on. */
gboolean app_read_mark_set (AppStore *store, const HarkId *ticket, gint64 up_to, gboolean *changed,
                            GError **error);
/* As the feed says. */
gboolean app_read_mark_take (AppStore *store, const HarkId *ticket, gint64 rv, gint64 up_to,
                             GError **error);
/* What the server is to be told, at most @max. (transfer full) (element-type AppReadMark) */
GArray *app_read_mark_list_waiting (AppStore *store, guint max, GError **error);
/* The server has it, or will never take it (@known FALSE). What was seen meanwhile still waits. */
gboolean app_read_mark_sent (AppStore *store, const AppReadMark *mark, gboolean known,
                             GError **error);

/* What waits of @ticket has nobody to be told to. */
gboolean app_read_mark_forget (AppStore *store, const HarkId *ticket, GError **error);

/* Whether somebody else has written something in the ticket beyond its mark; the newest seq of all
 * that is here of it, 0 for nothing. */
gboolean app_read_mark_look (AppStore *store, const HarkId *ticket, gint64 *mark, gint64 *newest,
                             gboolean *is_unread, GError **error);

G_END_DECLS
