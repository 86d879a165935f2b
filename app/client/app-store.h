/* app-store.h: what is open once the account is unlocked. Not thread-safe: whoever uses it holds
 * the client's lock. */
#pragma once

#include "app-cache.h"
#include "app-outbox.h"

G_BEGIN_DECLS

typedef struct _AppAbsences AppAbsences;
typedef struct _AppZones AppZones;

typedef struct
{
  gatomicrefcount ref_count;
  char *home;
  AppAccount *account;
  AppKeys *keys;
  AppCache *cache;
  AppOutbox *outbox;
  HarkRoster *roster;
  AppAbsences *absences; /* app-absence.h */
  GHashTable *lost;      /* tickets that left the cache since it was opened: app-draft-lost.c */
  GHashTable *settings;  /* the newest of each scope as it was read last: app-setting.c */
  AppZones *zones;       /* app-zone.c; NULL: nobody has asked yet */
} AppStore;

/* Takes @account and @keys, also on failure. A cache that cannot be read is begun anew. */
AppStore *app_store_open (const char *home, AppAccount *account, AppKeys *keys, GError **error);
/* Counted, so that locking the account never pulls it away from a sync: with the last reference
 * files are closed and keys wiped. */
AppStore *app_store_ref (AppStore *self);
void app_store_unref (AppStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppStore, app_store_unref)

/* Takes what another program has put into the cache meanwhile. */
gboolean app_store_refresh (AppStore *self, GError **error);
/* Reads the roster from the cache again: after a page that was not taken. */
gboolean app_store_reload_roster (AppStore *self, GError **error);

/* A user's name by the roster; NULL for one it does not name. */
const char *app_store_user_name (AppStore *self, const HarkId *user);
/* The name of a ticket's advisor. NULL too where they left the area's team, or may not answer there
 * any more: nobody is the reporter's point of contact then. */
char *app_store_dup_advisor (AppStore *self, const HarkId *area, const HarkId *advisor);

/* In the transaction in which tickets leave the cache. */
gboolean app_store_note_dropped (AppStore *self, GError **error);
/* Leaves nothing of those in the files, which takes seconds where there is much: with the last page
 * of several (@more: it is not). What cannot be now, or was not as the program ended, is with the
 * next. */
void app_store_rewrite_dropped (AppStore *self, gboolean more);

G_END_DECLS
