/* app-retention.h: how long a ticket is kept that is closed here, and what its history says of
 * that
 *
 * Who closes one signs the months; the server finds the day, counted from when it took the closing
 * (hark-retention.h). A day that comes earlier than what was signed does not hold; a later one may:
 * a hold, or a message that nobody had read, puts it off. */
#pragma once

#include "app-store.h"
#include "app-ticket.h"
#include "hark-object.h"

G_BEGIN_DECLS

/* What the newest closing says, where the ticket has not been open since. */
typedef struct
{
  guint months; /* 0: none, or a Hark before this one closed it */
  gint64 time;  /* by the clock of who closed it */
} AppRetention;

/* For @outcome (a name of hark_outcome), as the newest settings of @area say that are here.
 * HARK_ERROR_UNVERIFIED. The caller holds the client's lock. */
gboolean app_retention_find (AppStore *store, const HarkId *area, const char *outcome,
                             guint *months, GError **error);

/* Into the record of a closing, or the body of its operation. */
void app_retention_put (JsonObject *object, guint months);
/* What @object, a record of any type, says; @self stays where it says nothing of that. */
void app_retention_take (const HarkObject *object, AppRetention *self);
/* Whether the server's day is not before what was signed. No day is none that is too early: it is
 * not deleted by itself. */
gboolean app_retention_holds (const AppRetention *self, const AppCacheTicket *row);
/* What is odd about what was signed, for @outcome (a name of hark_outcome; NULL: unknown): members
 * are to look at it. The server cannot see that of the months, for it knows no outcome; whoever
 * closed it may have known any version of the area's settings. When it was closed is the server's
 * word: that comes too early by the clock of who closed it where either clock is wrong, which is no
 * proof against the server. The caller holds the client's lock. */
AppRetentionDoubt app_retention_find_doubt (const AppRetention *self, AppStore *store,
                                            const AppCacheTicket *row, const char *outcome);

G_END_DECLS
