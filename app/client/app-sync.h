/* app-sync.h: send what waits, take what is new */
#pragma once

#include "app-http.h"
#include "app-store.h"
#include "app-transfer.h"

G_BEGIN_DECLS

/* How a sync reaches what it shares with others: between steps nothing is held, so a slow network
 * never keeps a screen from its cache. */
typedef struct
{
  AppStore *store;
  GMutex *lock;
  AppHttp *http;
  AppTransfers *transfers;
  /* Whether the server has this attachment whole; an operation waits for its own. NULL: they are
   * sent by the sync itself. */
  gboolean (*is_uploaded) (gpointer user, const HarkId *blob);
  /* Whether the user may still change their mind about it: it does not go yet, nor what stands
   * behind it. May be NULL. */
  gboolean (*is_deferred) (gpointer user, const HarkId *op);
  /* The server was restored: what it had, it may have no longer. May be NULL. */
  void (*forget_uploaded) (gpointer user);
  /* So many of the tickets that are to be sealed are sealed, to @name or (NULL) several people. May
   * be NULL. */
  void (*tell_sealing) (gpointer user, const char *name, guint done, guint total);
  /* Writes what is half written, and takes note of tickets that are not here any more; TRUE: there
   * is news. The caller holds the lock. May be NULL. */
  gboolean (*keep_drafts) (gpointer user);
  gpointer user;
  gboolean changed;      /* out: something here is different */
  gboolean uploads_wait; /* out: an operation waits for its attachments */
  gboolean due;          /* the newest page said that there is work for others (app-team.h) */
  GError *problem;       /* what did not verify about one person and holds nobody else up */
  guint n_signed, n_sealed, n_opened; /* out: what was done for others */
  GString *names;                     /* of those signed; NULL: not wanted */
  /* out: how far the server was when everything was here; 0: it did not get there */
  gint64 pulled;
  guint n_resets; /* so far */
} AppSync;

/* What is new, page by page. */
gboolean app_sync_pull (AppSync *sync, GError **error);

/* These stop everything: nothing else would fare better. */
gboolean app_sync_is_for_all (const GError *error);

/* Pulls, then sends the first waiting operation of each ticket and pulls again, until nothing more
 * can go. Errors as app_client_sync_sync () says; what was done until then stays done. */
gboolean app_sync_run (AppSync *sync, GError **error);

G_END_DECLS
