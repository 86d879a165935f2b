/* app-events.h: the server's event stream, followed by a thread of its own as long as it is wanted
 *
 * An event says how far there is something new, never what. What the server sends is hostile until
 * read: lines are capped, and nothing of them is used but that number. */
#pragma once

#include "app-http.h"

G_BEGIN_DECLS

#define APP_EVENTS_MAX_LINE 512 /* bytes; an event of ours has 30 */

/* --- reading, pure --- */

typedef struct
{
  GString *line;
  gint64 to;       /* of the event that is being read, -1 for none */
  gint64 newest;   /* the largest that was heard */
  guint64 n_heard; /* events and comments that were heard */
} AppEventReader;

void app_event_reader_init (AppEventReader *self);
void app_event_reader_clear (AppEventReader *self);
/* HARK_ERROR_INVALID for a line that is too long, no text, or an event that is none of ours. */
gboolean app_event_reader_feed (AppEventReader *self, const char *data, gsize length,
                                GError **error);

/* --- following --- */

typedef struct _AppEvents AppEvents;

/* All are called in the thread. */
typedef struct
{
  /* For the next connection, NULL while there is nothing to connect to: then it waits for
   * app_events_set_on (). (transfer full) */
  AppHttp *(*open) (GCancellable *cancellable, gpointer user);
  /* There is something up to @to; at least once for each connection. FALSE: it could not be
   * fetched; it is told again, later. */
  gboolean (*news) (gint64 to, gpointer user);
  /* A try to connect failed. After HARK_ERROR_AUTH or _ENDED there are no others before
   * app_events_set_on (). */
  void (*failed) (const GError *error, gpointer user);
} AppEventsCalls;

AppEvents *app_events_new (const AppEventsCalls *calls, gpointer user);
/* Ends the thread and waits for it. */
void app_events_free (AppEvents *self);
/* Neither waits for the thread. TRUE connects at once, unless it is connected. */
void app_events_set_on (AppEvents *self, gboolean on);
/* The network is another one: leaves what may be dead, connects at once. */
void app_events_retry (AppEvents *self);
/* For tests: the first and the longest delay, and the seconds of silence after which a connection
 * is dead. */
void app_events_set_pace (AppEvents *self, guint first_ms, guint longest_ms, guint silence);

G_END_DECLS
