/* app-lineage.h: a server that was put back from an older backup gets back what it lacks.
 *
 * First the list of people, then a snapshot (app-sync.c), then what it had applied since: sent
 * again as it was. Only what named a version of the lost future is built anew, and only where
 * nobody else has changed that field meanwhile. */
#pragma once

#include "app-sync.h"

G_BEGIN_DECLS

#define APP_LINEAGE_TRIES 3 /* of building one operation anew */
#define APP_LINEAGE_HOLD                                                                           \
  (14 * 24 * 3600) /* seconds that one waits for a ticket that its reporter gives back */

/* The feed answered that the cursor does not hold: AppHttp knows what is left there. Gives back the
 * list of people where the server's is a shorter one of ours (HARK_ERROR_FORKED where it is
 * another), and puts what was lost back into the outbox, attachments into the spool. To be called
 * before the cache is cleared; fine to call again. Where the server has lost nothing it does
 * nothing. */
gboolean app_lineage_return (AppSync *sync, GError **error);
/* Where the cache is gone, and its cursor with it: asks by those that were kept with what was
 * pinned, and with what was answered. */
gboolean app_lineage_probe (AppSync *sync, GError **error);

/* Everything was asked for anew, and is here. What the server had taken from here must be in it:
 * what is not goes back into the outbox. An honest server answers as it did before. */
gboolean app_lineage_miss (AppSync *sync, GError **error);

/* @operation goes again, but its ticket is not there yet: its reporter may still give it back. */
gboolean app_lineage_must_hold (AppSync *sync, const AppOperation *operation);
/* @operation was answered @answer. *@taken: it goes again and was given new versions, so that the
 * next round builds it anew; else it is the user's to hear. */
gboolean app_lineage_take_refusal (AppSync *sync, AppOperation *operation, const char *answer,
                                   JsonObject *cur, gboolean *taken, GError **error);

G_END_DECLS
