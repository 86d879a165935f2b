/* app-cache.c: see app-cache.h */
#include "app-cache.h"

#include <glib/gstdio.h>
#include <string.h>

#include "hark-error.h"

#define KEYS_AD_LEN (HARK_ID_LEN + 4)

struct _AppCache
{
  HarkSqlite *db;
  const AppKeys *keys;
};

static const char *const schemas[] = {
#include "cache-0001.inc"
  ,
#include "cache-0002.inc"
  ,
#include "cache-0003.inc"
  ,
#include "cache-0004.inc"
  ,
#include "cache-0005.inc"
  ,
#include "cache-0006.inc"
  ,
#include "cache-0007.inc"
  ,
#include "cache-0008.inc"
  ,
#include "cache-0009.inc"
  ,
#include "cache-0010.inc"
  ,
#include "cache-0011.inc"
};

/* --- opening --- */

static void
remove_files (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

/* The copies from before a migration go: what is dropped here later must not lie in them. */
static HarkSqlite *
open_migrated (const char *path, GError **error)
{
  g_autoptr (HarkSqlite) db = hark_sqlite_open_anyhow (path, error);

  if (db == NULL || !hark_sqlite_migrate (db, schemas, G_N_ELEMENTS (schemas), error))
    return NULL;

  for (guint i = 2; i <= G_N_ELEMENTS (schemas); i++)
    {
      g_autofree char *copy = g_strdup_printf ("%s.before-%u", path, i);

      remove_files (copy);
    }

  return g_steal_pointer (&db);
}

static AppCache *
cache_new (HarkSqlite *db, const AppKeys *keys)
{
  AppCache *self;

  if (db == NULL)
    return NULL;

  self = g_new0 (AppCache, 1);
  self->db = db;
  self->keys = keys;
  return self;
}

AppCache *
app_cache_open_anew (const char *home, const AppKeys *keys, GError **error)
{
  g_autofree char *path = g_build_filename (home, "cache.db", NULL);

  remove_files (path);
  return cache_new (open_migrated (path, error), keys);
}

AppCache *
app_cache_open (const char *home, const AppKeys *keys, GError **error)
{
  g_autofree char *path = g_build_filename (home, "cache.db", NULL);
  g_autoptr (GError) local = NULL;
  HarkSqlite *db = open_migrated (path, &local);

  /* Damaged, or of a newer version: it can be synced again. */
  if (db == NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_BUSY)
      && !g_error_matches (local, HARK_ERROR, HARK_ERROR_DISK))
    return app_cache_open_anew (home, keys, error);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return cache_new (db, keys);
}

AppCache *
app_cache_open_reader (const char *home, const AppKeys *keys, GError **error)
{
  g_autofree char *path = g_build_filename (home, "cache.db", NULL);
  g_autoptr (GError) local = NULL;
  HarkSqlite *db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, &local);

  if (db == NULL && g_error_matches (local, HARK_ERROR, HARK_ERROR_DISK))
    return cache_new (hark_sqlite_open_anyhow (path, error), keys);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return cache_new (db, keys);
}

void
app_cache_close (AppCache *self)
{
  if (self == NULL)
    return;

  hark_sqlite_close (self->db);
  g_free (self);
}

HarkSqlite *
app_cache_get_db (AppCache *self)
{
  return self->db;
}

gboolean
app_cache_begin (AppCache *self, GError **error)
{
  return hark_sqlite_exec (self->db, "BEGIN IMMEDIATE", error);
}

gboolean
app_cache_commit (AppCache *self, GError **error)
{
  return hark_sqlite_exec (self->db, "COMMIT", error);
}

void
app_cache_rollback (AppCache *self)
{
  if (hark_sqlite_in_transaction (self->db))
    hark_sqlite_exec (self->db, "ROLLBACK", NULL);
}

gboolean
app_cache_clear (AppCache *self, GError **error)
{
  return hark_sqlite_exec (
      self->db,
      "DELETE FROM meta; DELETE FROM roster; DELETE FROM area; DELETE FROM ticket;"
      "DELETE FROM epoch; DELETE FROM object; DELETE FROM period; DELETE FROM read_mark;"
      "DELETE FROM setting_fault; DELETE FROM unpinned;",
      error);
}

/* --- meta --- */

static const char META_SQL_GET[] = "SELECT value FROM meta WHERE key = $1";
static const char META_SQL_SET[] = "INSERT INTO meta (key, value) VALUES ($1, $2)"
                                   " ON CONFLICT (key) DO UPDATE SET value = excluded.value";

static const char META_SQL_UNSET[] = "DELETE FROM meta WHERE key = $1";

char *
app_cache_get_meta (AppCache *self, const char *key)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, META_SQL_GET);

  hark_stmt_bind_text (stmt, 1, key);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? g_strdup (hark_stmt_get_text (stmt, 0))
                                                      : NULL;
}

gboolean
app_cache_set_meta (AppCache *self, const char *key, const char *value, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, META_SQL_SET);

  hark_stmt_bind_text (stmt, 1, key);
  hark_stmt_bind_text (stmt, 2, value);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_unset_meta (AppCache *self, const char *key, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, META_SQL_UNSET);

  hark_stmt_bind_text (stmt, 1, key);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_set_doubt (AppCache *self, GError **error)
{
  g_autofree char *there = app_cache_get_meta (self, "doubt");

  return there != NULL || app_cache_set_meta (self, "doubt", "1", error);
}

/* --- roster --- */

static const char ROSTER_SQL_ADD[] = "INSERT INTO roster (seq, statement) VALUES ($1, $2)";
static const char ROSTER_SQL_GET[] = "SELECT statement FROM roster WHERE seq = $1";
static const char ROSTER_SQL_LIST[] = "SELECT statement FROM roster ORDER BY seq";

gboolean
app_cache_add_statement (AppCache *self, guint64 seq, GBytes *statement, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, ROSTER_SQL_ADD);

  hark_stmt_bind_int (stmt, 1, seq);
  hark_stmt_bind_bytes (stmt, 2, statement);
  return hark_stmt_run (stmt, error);
}

GBytes *
app_cache_get_statement (AppCache *self, guint64 seq, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, ROSTER_SQL_GET);

  hark_stmt_bind_int (stmt, 1, seq);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return hark_stmt_get_bytes (stmt, 0);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such statement");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

guint64
app_cache_count_statements (AppCache *self)
{
  return hark_sqlite_get_int (self->db, "SELECT count (*) FROM roster", 0);
}

GPtrArray *
app_cache_list_statements (AppCache *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, ROSTER_SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, hark_stmt_get_bytes (stmt, 0));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* --- tickets --- */

#define TICKET_COLUMNS                                                                             \
  "id, rv, number, state, state_v, advisor, advisor_v, area, origin, reporter, inbox, received, "  \
  "taken, outcome,"                                                                                \
  " side, trust, area_v, deletion_by, deletion_v, hold, hold_v, closed, deletes, kept, account"

static const char TICKET_SQL_PUT[]
    = "INSERT INTO ticket (" TICKET_COLUMNS
      ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
      " $18, $19, $20, $21, $22, $23, $24, $25)"
      " ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, number = excluded.number, state = "
      "excluded.state,"
      " state_v = excluded.state_v, advisor = excluded.advisor, advisor_v = excluded.advisor_v,"
      " area = excluded.area, origin = excluded.origin, reporter = excluded.reporter, inbox = "
      "excluded.inbox,"
      " received = excluded.received, taken = excluded.taken, outcome = excluded.outcome, side = "
      "excluded.side,"
      " trust = excluded.trust, area_v = excluded.area_v,"
      " deletion_by = excluded.deletion_by, deletion_v = excluded.deletion_v,"
      " hold = excluded.hold, hold_v = excluded.hold_v, closed = excluded.closed,"
      " deletes = excluded.deletes, kept = excluded.kept, account = excluded.account WHERE "
      "excluded.rv > ticket.rv";
static const char TICKET_SQL_GET[] = "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = $1";
static const char TICKET_SQL_LIST[]
    = "SELECT " TICKET_COLUMNS " FROM ticket ORDER BY received DESC, number";
static const char TICKET_SQL_FIND[] = "SELECT id FROM ticket WHERE number = $1";
static const char *const sides[] = { "", "team", "reporter", "both" };

void
app_cache_ticket_free (AppCacheTicket *self)
{
  if (self == NULL)
    return;

  g_free (self->number);
  hark_seal_free_string (self->account);
  g_free (self);
}

static void
bind_opt_id (HarkStmt *stmt, int index, const HarkId *id)
{
  hark_stmt_bind_id (stmt, index, hark_id_is_zero (id) ? NULL : id);
}

gboolean
app_cache_put_ticket (AppCache *self, const AppCacheTicket *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, TICKET_SQL_PUT);
  g_autoptr (GBytes) account = NULL;

  hark_stmt_bind_id (stmt, 1, &ticket->id);
  hark_stmt_bind_int (stmt, 2, ticket->rv);
  hark_stmt_bind_text (stmt, 3, ticket->number);
  hark_stmt_bind_text (stmt, 4, hark_ticket_state_get_name (ticket->state));
  hark_stmt_bind_int (stmt, 5, ticket->state_v);
  bind_opt_id (stmt, 6, &ticket->advisor);
  hark_stmt_bind_int (stmt, 7, ticket->advisor_v);
  hark_stmt_bind_id (stmt, 8, &ticket->area);
  hark_stmt_bind_text (stmt, 9, hark_ticket_origin_get_name (ticket->origin));
  bind_opt_id (stmt, 10, &ticket->reporter);
  hark_stmt_bind_int (stmt, 11, ticket->inbox);
  hark_stmt_bind_int (stmt, 12, ticket->received);
  hark_stmt_bind_int (stmt, 13, ticket->taken);
  bind_opt_id (stmt, 14, &ticket->outcome);
  hark_stmt_bind_text (stmt, 15, sides[ticket->side]);
  hark_stmt_bind_int (stmt, 16, ticket->trust);
  hark_stmt_bind_int (stmt, 17, ticket->area_v);
  bind_opt_id (stmt, 18, &ticket->deletion_by);
  hark_stmt_bind_int (stmt, 19, ticket->deletion_v);
  hark_stmt_bind_int (stmt, 20, ticket->is_held);
  hark_stmt_bind_int (stmt, 21, ticket->hold_v);
  hark_stmt_bind_int (stmt, 22, ticket->closed);
  hark_stmt_bind_int (stmt, 23, ticket->deletes);
  hark_stmt_bind_int (stmt, 24, ticket->is_kept);
  if (ticket->account != NULL)
    account = hark_seal_box (self->keys->local, ticket->id.bytes, HARK_ID_LEN, ticket->account,
                             strlen (ticket->account));
  hark_stmt_bind_bytes (stmt, 25, account);
  return hark_stmt_run (stmt, error);
}

/* NULL where none is there, or none that was put there by us. */
static char *
open_account (AppCache *self, const HarkId *ticket, HarkStmt *stmt, int column)
{
  gsize length;
  gconstpointer box = hark_stmt_get_blob (stmt, column, &length);
  g_autoptr (GBytes) opened = NULL;

  if (box != NULL)
    opened = hark_seal_box_open (self->keys->local, ticket->bytes, HARK_ID_LEN, box, length, NULL);

  return opened != NULL ? g_strndup (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened))
                        : NULL;
}

static AppCacheTicket *
read_ticket (AppCache *cache, HarkStmt *stmt)
{
  AppCacheTicket *self = g_new0 (AppCacheTicket, 1);
  const char *side = hark_stmt_get_text (stmt, 14);

  hark_stmt_get_id (stmt, 0, &self->id);
  self->rv = hark_stmt_get_int (stmt, 1);
  self->number = g_strdup (hark_stmt_get_text (stmt, 2));
  hark_ticket_state_from_name (hark_stmt_get_text (stmt, 3), &self->state);
  self->state_v = hark_stmt_get_int (stmt, 4);
  hark_stmt_get_id (stmt, 5, &self->advisor);
  self->advisor_v = hark_stmt_get_int (stmt, 6);
  hark_stmt_get_id (stmt, 7, &self->area);
  hark_ticket_origin_from_name (hark_stmt_get_text (stmt, 8), &self->origin);
  hark_stmt_get_id (stmt, 9, &self->reporter);
  self->inbox = hark_stmt_get_int (stmt, 10) != 0;
  self->received = hark_stmt_get_int (stmt, 11);
  self->taken = hark_stmt_get_int (stmt, 12) != 0;
  hark_stmt_get_id (stmt, 13, &self->outcome);
  for (guint i = APP_SIDE_TEAM; i <= APP_SIDE_BOTH; i++)
    if (g_strcmp0 (side, sides[i]) == 0)
      self->side = i;
  self->trust = hark_stmt_get_int (stmt, 15);
  self->area_v = hark_stmt_get_int (stmt, 16);
  hark_stmt_get_id (stmt, 17, &self->deletion_by);
  self->deletion_v = hark_stmt_get_int (stmt, 18);
  self->is_held = hark_stmt_get_int (stmt, 19) != 0;
  self->hold_v = hark_stmt_get_int (stmt, 20);
  self->closed = hark_stmt_get_int (stmt, 21);
  self->deletes = hark_stmt_get_int (stmt, 22);
  self->is_kept = hark_stmt_get_int (stmt, 23) != 0;
  self->account = open_account (cache, &self->id, stmt, 24);

  return self;
}

AppCacheTicket *
app_cache_get_ticket (AppCache *self, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, TICKET_SQL_GET);

  hark_stmt_bind_id (stmt, 1, id);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_ticket (self, stmt);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such ticket");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

GPtrArray *
app_cache_list_tickets (AppCache *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, TICKET_SQL_LIST);
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_cache_ticket_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_ticket (self, stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
app_cache_find_number (AppCache *self, const char *number, HarkId *id)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, TICKET_SQL_FIND);

  hark_stmt_bind_text (stmt, 1, number);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW && hark_stmt_get_id (stmt, 0, id);
}

/* --- epochs --- */

static const char EPOCH_SQL_PUT[]
    = "INSERT INTO epoch (ticket, epoch, statement, keys) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (ticket, epoch) DO UPDATE SET keys = excluded.keys"
      " WHERE excluded.statement = epoch.statement";
static const char EPOCH_SQL_LIST[]
    = "SELECT statement, keys FROM epoch WHERE ticket = $1 ORDER BY epoch";

static const char EPOCH_SQL_HAS[] = "SELECT 1 FROM epoch WHERE ticket = $1 AND epoch = $2";

static void
keys_ad (const HarkId *ticket, guint32 epoch, guint8 ad[KEYS_AD_LEN])
{
  guint32 le = GUINT32_TO_LE (epoch);

  memcpy (ad, ticket->bytes, HARK_ID_LEN);
  memcpy (ad + HARK_ID_LEN, &le, sizeof le);
}

gboolean
app_cache_put_epoch (AppCache *self, const HarkEpoch *epoch, GBytes *statement,
                     const HarkEpochKeys *keys, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, EPOCH_SQL_PUT);
  g_autoptr (GBytes) box = NULL;
  guint8 ad[KEYS_AD_LEN];

  keys_ad (&epoch->ticket, epoch->epoch, ad);
  box = hark_seal_box (self->keys->local, ad, sizeof ad, keys, sizeof *keys);
  hark_stmt_bind_id (stmt, 1, &epoch->ticket);
  hark_stmt_bind_int (stmt, 2, epoch->epoch);
  hark_stmt_bind_bytes (stmt, 3, statement);
  hark_stmt_bind_bytes (stmt, 4, box);
  return hark_stmt_run (stmt, error);
}

static void
cache_epoch_free (AppCacheEpoch *self)
{
  g_bytes_unref (self->statement);
  hark_seal_wipe (&self->keys, sizeof self->keys);
  g_free (self);
}

static AppCacheEpoch *
read_epoch (AppCache *self, HarkStmt *stmt, GError **error)
{
  AppCacheEpoch *item = g_new0 (AppCacheEpoch, 1);
  g_autoptr (GBytes) opened = NULL;
  gconstpointer box;
  gsize length;
  guint8 ad[KEYS_AD_LEN];

  item->statement = hark_stmt_get_bytes (stmt, 0);
  box = hark_stmt_get_blob (stmt, 1, &length);
  if (hark_epoch_read (item->statement, &item->epoch, error))
    {
      keys_ad (&item->epoch.ticket, item->epoch.epoch, ad);
      opened = hark_seal_box_open (self->keys->local, ad, sizeof ad, box, length, error);
    }
  if (opened == NULL || g_bytes_get_size (opened) != sizeof item->keys)
    {
      cache_epoch_free (item);
      return NULL;
    }

  memcpy (&item->keys, g_bytes_get_data (opened, NULL), sizeof item->keys);
  hark_epoch_hash (item->statement, item->hash);
  return item;
}

GPtrArray *
app_cache_list_epochs (AppCache *self, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, EPOCH_SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)cache_epoch_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppCacheEpoch *item = read_epoch (self, stmt, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (list, item);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
app_cache_has_epoch (AppCache *self, const HarkId *ticket, guint32 epoch)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, EPOCH_SQL_HAS);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, epoch);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW;
}

/* --- objects --- */

#define OBJECT_COLUMNS "id, seq, type, trust, sealed"

static const char OBJECT_SQL_PUT[] = "INSERT INTO object (id, ticket, seq, type, counter, sealed, "
                                     "trust) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                                     " ON CONFLICT (id) DO NOTHING";
static const char OBJECT_SQL_GET[] = "SELECT " OBJECT_COLUMNS " FROM object WHERE id = $1";
static const char OBJECT_SQL_FIRST[]
    = "SELECT " OBJECT_COLUMNS " FROM object WHERE ticket = $1 AND type = $2 AND trust <> $3"
      " ORDER BY seq, counter LIMIT 1";
static const char OBJECT_SQL_NEWEST[]
    = "SELECT " OBJECT_COLUMNS " FROM object WHERE ticket = $1 AND type = $2 AND trust <> $3"
      " ORDER BY seq DESC, counter DESC LIMIT 1";
static const char OBJECT_SQL_TRUST[] = "UPDATE object SET trust = $2 WHERE id = $1";
static const char OBJECT_SQL_LIST[]
    = "SELECT " OBJECT_COLUMNS " FROM object WHERE ticket = $1 ORDER BY seq, counter, type, id";
static const char OBJECT_SQL_OF_TYPE[]
    = "SELECT " OBJECT_COLUMNS " FROM object WHERE type = $1 ORDER BY ticket";
static const char OBJECT_SQL_TICKETS[]
    = "SELECT ticket FROM object GROUP BY ticket ORDER BY max (seq) DESC";
static const char OBJECT_SQL_TIP[] = "SELECT counter, id FROM object WHERE ticket = $1 AND trust "
                                     "<> $2 ORDER BY counter DESC, seq DESC LIMIT 1";

void
app_cache_object_free (AppCacheObject *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->sealed);
  g_free (self);
}

static AppCacheObject *
read_object (HarkStmt *stmt)
{
  AppCacheObject *item = g_new0 (AppCacheObject, 1);

  hark_stmt_get_id (stmt, 0, &item->id);
  item->seq = hark_stmt_get_int (stmt, 1);
  item->type = hark_stmt_get_int (stmt, 2);
  item->trust = hark_stmt_get_int (stmt, 3);
  item->sealed = hark_stmt_get_bytes (stmt, 4);
  return item;
}

static AppCacheObject *
step_to_object (HarkStmt *stmt, GError **error)
{
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_object (stmt);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such object");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

AppCacheObject *
app_cache_get_object (AppCache *self, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_GET);

  hark_stmt_bind_id (stmt, 1, id);
  return step_to_object (stmt, error);
}

static AppCacheObject *
get_by_type (AppCache *self, const char *sql, const HarkId *ticket, HarkObjectType type,
             GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, sql);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, type);
  hark_stmt_bind_int (stmt, 3, APP_TRUST_BROKEN);
  return step_to_object (stmt, error);
}

AppCacheObject *
app_cache_get_first (AppCache *self, const HarkId *ticket, HarkObjectType type, GError **error)
{
  return get_by_type (self, OBJECT_SQL_FIRST, ticket, type, error);
}

AppCacheObject *
app_cache_get_newest (AppCache *self, const HarkId *ticket, HarkObjectType type, GError **error)
{
  return get_by_type (self, OBJECT_SQL_NEWEST, ticket, type, error);
}

gboolean
app_cache_set_trust (AppCache *self, const HarkId *object, AppTrust trust, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_TRUST);

  hark_stmt_bind_id (stmt, 1, object);
  hark_stmt_bind_int (stmt, 2, trust);
  return hark_stmt_run (stmt, error);
}

gboolean
app_cache_put_object (AppCache *self, const HarkObjectHeader *header, gint64 seq, GBytes *sealed,
                      AppTrust trust, GError **error)
{
  g_autoptr (AppCacheObject) known = NULL;
  {
    g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_PUT);

    hark_stmt_bind_id (stmt, 1, &header->object);
    hark_stmt_bind_id (stmt, 2, &header->ticket);
    hark_stmt_bind_int (stmt, 3, seq);
    hark_stmt_bind_int (stmt, 4, header->type);
    hark_stmt_bind_int (stmt, 5, header->counter);
    hark_stmt_bind_bytes (stmt, 6, sealed);
    hark_stmt_bind_int (stmt, 7, trust);
    if (!hark_stmt_run (stmt, error))
      return FALSE;
  }
  if (hark_sqlite_changes (self->db) == 1)
    return TRUE;

  known = app_cache_get_object (self, &header->object, error);
  if (known == NULL)
    return FALSE;
  if (!g_bytes_equal (known->sealed, sealed))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "the server sent a second content for one object");
      return FALSE;
    }

  return TRUE;
}

static GPtrArray *
read_objects (HarkStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_cache_object_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_object (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
app_cache_list_objects (AppCache *self, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_LIST);

  hark_stmt_bind_id (stmt, 1, ticket);
  return read_objects (stmt, error);
}

GPtrArray *
app_cache_list_of_type (AppCache *self, HarkObjectType type, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_OF_TYPE);

  hark_stmt_bind_int (stmt, 1, type);
  return read_objects (stmt, error);
}

GArray *
app_cache_list_newest (AppCache *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_TICKETS);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &id))
      g_array_append_val (list, id);

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
app_cache_get_tip (AppCache *self, const HarkId *ticket, guint32 *counter, HarkId *object,
                   GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OBJECT_SQL_TIP);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, APP_TRUST_BROKEN);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *counter = hark_stmt_get_int (stmt, 0);
      return hark_stmt_get_id (stmt, 1, object);
    case HARK_STEP_DONE:
      *counter = 0;
      memset (object, 0, sizeof *object);
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

/* --- dropping --- */

static const char *const DROP_SQL[] = {
  "DELETE FROM ticket WHERE id = $1",        "DELETE FROM epoch WHERE ticket = $1",
  "DELETE FROM object WHERE ticket = $1",    "DELETE FROM period WHERE ticket = $1",
  "DELETE FROM read_mark WHERE ticket = $1", "DELETE FROM unpinned WHERE ticket = $1",
};

gboolean
app_cache_drop_ticket (AppCache *self, const HarkId *ticket, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (DROP_SQL); i++)
    {
      g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, DROP_SQL[i]);

      hark_stmt_bind_id (stmt, 1, ticket);
      if (!hark_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

void
app_cache_truncate (AppCache *self)
{
  hark_sqlite_checkpoint (self->db, NULL);
}

gboolean
app_cache_rewrite (AppCache *self)
{
  gboolean ok = hark_sqlite_rewrite (self->db, HARK_SQLITE_REWRITE_MAX, NULL);

  app_cache_truncate (self);
  return ok;
}
