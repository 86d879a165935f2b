/* app-cache.h: cache.db, all its SQL: what the server sent, verified, still sealed */
#pragma once

#include "app-home.h"
#include "app-ticket.h"
#include "hark-epoch.h"
#include "hark-object.h"
#include "hark-roster.h"
#include "hark-sqlite.h"

G_BEGIN_DECLS

typedef struct _AppCache AppCache;

/* Which side of a ticket this account is on. */
typedef enum
{
  APP_SIDE_TEAM = 1,
  APP_SIDE_REPORTER = 2,
  APP_SIDE_BOTH = 3,
} AppSide;

/* A ticket's row, as the feed brought it. */
typedef struct
{
  HarkId id;
  gint64 rv;
  char *number;
  HarkTicketState state;
  gint64 state_v;
  HarkId advisor; /* zeros: nobody */
  gint64 advisor_v;
  HarkId area;
  gint64 area_v;
  HarkId deletion_by; /* who proposes that it be deleted; zeros: nobody */
  gint64 deletion_v;
  gboolean is_held;
  gint64 hold_v;
  gint64 closed;    /* 0: it is open */
  gint64 deletes;   /* the last second that it is kept; 0: no day is set */
  gboolean is_kept; /* not even then, until somebody has read what its reporter wrote */
  HarkTicketOrigin origin;
  HarkId reporter; /* zeros: anonymous */
  char *account;   /* the portal-only account that it came from; NULL: none, or nobody says */
  gboolean inbox;
  gint64 received;
  gboolean taken;
  HarkId outcome; /* zeros: none */
  AppSide side;
  AppTrust trust;
} AppCacheTicket;

void app_cache_ticket_free (AppCacheTicket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppCacheTicket, app_cache_ticket_free)

typedef struct
{
  HarkEpoch epoch;
  GBytes *statement;
  guint8 hash[32];
  HarkEpochKeys keys;
} AppCacheEpoch;

typedef struct
{
  HarkId id;
  gint64 seq;
  HarkObjectType type;
  AppTrust trust;
  GBytes *sealed;
} AppCacheObject;

typedef struct
{
  HarkId id;
  HarkId ticket;
  gint64 rv;
  char *name; /* "acknowledge", "feedback", "other", "hand" */
  HarkId definition;
  char *title; /* {"title": TEXTS}, NULL for none */
  HarkRemind remind;
  gboolean by_answer;
  HarkId entry;
  gint64 due, due_v;
  gint64 done, done_v;
  gboolean is_gone;
} AppCachePeriod;

/* @keys is borrowed and must outlive the cache. A cache that cannot be read or migrated is thrown
 * away and begun anew. */
AppCache *app_cache_open (const char *home, const AppKeys *keys, GError **error);
/* The file that is there goes first. */
AppCache *app_cache_open_anew (const char *home, const AppKeys *keys, GError **error);
/* By a connection of its own that only reads, of one that is there; for one thread. */
AppCache *app_cache_open_reader (const char *home, const AppKeys *keys, GError **error);
void app_cache_close (AppCache *self);
/* For the nouns that have a table of their own in it. */
HarkSqlite *app_cache_get_db (AppCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppCache, app_cache_close)

gboolean app_cache_begin (AppCache *self, GError **error);
gboolean app_cache_commit (AppCache *self, GError **error);
void app_cache_rollback (AppCache *self);
/* Everything goes, in the open transaction: before a snapshot. All but what was settled, which
 * nobody may show otherwise. */
gboolean app_cache_clear (AppCache *self, GError **error);

char *app_cache_get_meta (AppCache *self, const char *key); /* NULL: none */
gboolean app_cache_set_meta (AppCache *self, const char *key, const char *value, GError **error);
gboolean app_cache_unset_meta (AppCache *self, const char *key, GError **error);

/* Something here does not hold: it is asked for once more (app-sync.c). */
gboolean app_cache_set_doubt (AppCache *self, GError **error);

gboolean app_cache_add_statement (AppCache *self, guint64 seq, GBytes *statement, GError **error);
/* HARK_ERROR_NOT_FOUND. (transfer full) */
GBytes *app_cache_get_statement (AppCache *self, guint64 seq, GError **error);
guint64 app_cache_count_statements (AppCache *self);
/* (element-type GBytes), from seq 1 on. */
GPtrArray *app_cache_list_statements (AppCache *self, GError **error);

/* An area's row, as the feed brought it. */
typedef struct
{
  HarkId id;
  gint64 rv;
  char *name;
  char *description;
  gboolean portal, anonymous, is_default;
} AppCacheArea;
void app_cache_area_clear (AppCacheArea *self);

gboolean app_cache_put_area (AppCache *self, const AppCacheArea *area, GError **error);
/* HARK_ERROR_NOT_FOUND. What is in @area belongs to the caller. */
gboolean app_cache_get_area (AppCache *self, const HarkId *id, AppCacheArea *area, GError **error);
/* What it is called by what was settled. */
gboolean app_cache_name_area (AppCache *self, const HarkId *id, const char *name,
                              const char *description, GError **error);
/* Calls back for each, by name; texts are borrowed. */
typedef void (*AppCacheAreaFunc) (const AppCacheArea *area, gpointer user);
gboolean app_cache_each_area (AppCache *self, AppCacheAreaFunc func, gpointer user, GError **error);
/* It alone. */
gboolean app_cache_set_default_area (AppCache *self, const HarkId *id, GError **error);
gboolean app_cache_is_on_portal (AppCache *self, const HarkId *area);
/* NULL where there is none. (transfer full) */
char *app_cache_dup_area_name (AppCache *self, const HarkId *id);

/* Ignored where the row here is as new or newer. */
gboolean app_cache_put_ticket (AppCache *self, const AppCacheTicket *ticket, GError **error);
/* The keys of this epoch are here. */
gboolean app_cache_has_epoch (AppCache *self, const HarkId *ticket, guint32 epoch);
/* HARK_ERROR_NOT_FOUND. */
AppCacheTicket *app_cache_get_ticket (AppCache *self, const HarkId *id, GError **error);
/* (element-type AppCacheTicket) */
GPtrArray *app_cache_list_tickets (AppCache *self, GError **error);
gboolean app_cache_find_number (AppCache *self, const char *number, HarkId *id);

/* Where the same statement is there already, its keys are replaced: a reporter may have become a
 * member. */
gboolean app_cache_put_epoch (AppCache *self, const HarkEpoch *epoch, GBytes *statement,
                              const HarkEpochKeys *keys, GError **error);
/* (element-type AppCacheEpoch), from epoch 0 on; wiped when freed. Empty where no key was ever
 * opened. */
GPtrArray *app_cache_list_epochs (AppCache *self, const HarkId *ticket, GError **error);

/* One id has one content for ever: the same bytes again are fine, other bytes are
 * HARK_ERROR_UNVERIFIED. */
gboolean app_cache_put_object (AppCache *self, const HarkObjectHeader *header, gint64 seq,
                               GBytes *sealed, AppTrust trust, GError **error);
gboolean app_cache_set_trust (AppCache *self, const HarkId *object, AppTrust trust, GError **error);
/* (element-type AppCacheObject), in the order of the server's sequence. */
GPtrArray *app_cache_list_objects (AppCache *self, const HarkId *ticket, GError **error);
AppCacheObject *app_cache_get_object (AppCache *self, const HarkId *id, GError **error);
/* The oldest or newest of a type that verifies; HARK_ERROR_NOT_FOUND. */
AppCacheObject *app_cache_get_first (AppCache *self, const HarkId *ticket, HarkObjectType type,
                                     GError **error);
AppCacheObject *app_cache_get_newest (AppCache *self, const HarkId *ticket, HarkObjectType type,
                                      GError **error);
void app_cache_object_free (AppCacheObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppCacheObject, app_cache_object_free)
/* The tickets that have any, that with the newest first. (transfer full) (element-type HarkId) */
/* Of all tickets, those of one together. (element-type AppCacheObject) */
GPtrArray *app_cache_list_of_type (AppCache *self, HarkObjectType type, GError **error);
GArray *app_cache_list_newest (AppCache *self, GError **error);
/* What the next object names as its counter and prev, by what verifies. */
gboolean app_cache_get_tip (AppCache *self, const HarkId *ticket, guint32 *counter, HarkId *object,
                            GError **error);

/* Everything of a ticket that this account may no longer see. */
gboolean app_cache_drop_ticket (AppCache *self, const HarkId *ticket, GError **error);
/* Leaves nothing of what was dropped behind in the WAL; a reader in the way is tried again next
 * time. */
void app_cache_truncate (AppCache *self);
/* Nor in unused space: hark_sqlite_rewrite(). FALSE: not now. */
gboolean app_cache_rewrite (AppCache *self);

gboolean app_cache_put_period (AppCache *self, const AppCachePeriod *period, GError **error);
/* (element-type AppPeriod), by due date. */
GPtrArray *app_cache_list_periods (AppCache *self, const HarkId *ticket, GError **error);

G_END_DECLS
