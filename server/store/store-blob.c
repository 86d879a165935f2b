/* store-blob.c: see store-blob.h */
#include "store-blob.h"

#include "hark-error.h"
#include "store-setting.h"

static const char SQL_GET[] = "SELECT kind, owner, size, done, ticket FROM blob WHERE id = $1";
static const char SQL_OF_TICKET[] = "SELECT size FROM blob WHERE id = $1 AND ticket = $2";
static const char SQL_FOR_USER[] = "SELECT b.size FROM blob b JOIN access a ON a.ticket = b.ticket"
                                   " WHERE b.id = $1 AND a.user = $2"
                                   " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)";
static const char SQL_INSERT[]
    = "INSERT INTO blob (id, kind, owner, size, done, created) VALUES ($1, $2, $3, $4, $5, $6)";
static const char SQL_UNCLAIMED[] = "SELECT count (*), coalesce (sum (size), 0) FROM blob"
                                    " WHERE ticket IS NULL AND owner = $1 AND kind = 'account'";
static const char SQL_DONE[] = "UPDATE blob SET done = 1 WHERE id = $1";
static const char SQL_CLAIM[]
    = "UPDATE blob SET ticket = $1 WHERE id = $2 AND kind = $3 AND owner = $4 AND done = 1"
      " AND ticket IS NULL";
static const char SQL_LIST_DONE[]
    = "SELECT kind, owner, size, done, ticket, id FROM blob WHERE done = 1 ORDER BY id";
static const char SQL_FORGET[] = "DELETE FROM blob WHERE id = $1 AND ticket IS NULL";
static const char SQL_EXPIRE[]
    = "DELETE FROM blob WHERE id IN (SELECT id FROM blob WHERE ticket IS NULL"
      " AND ((kind = 'account' AND created < $1) OR (kind = 'form' AND created < $2)) LIMIT $3)";

static const char *const kind_name[] = { "account", "form" };

static gboolean
fail_missing (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such attachment");
  return FALSE;
}

static void
read_row (HarkStmt *stmt, SrvBlob *blob)
{
  *blob = (SrvBlob){ .size = hark_stmt_get_int (stmt, 2) };
  blob->kind = g_strcmp0 (hark_stmt_get_text (stmt, 0), kind_name[SRV_BLOB_FORM]) == 0
                   ? SRV_BLOB_FORM
                   : SRV_BLOB_ACCOUNT;
  hark_stmt_get_id (stmt, 1, &blob->owner);
  blob->done = hark_stmt_get_int (stmt, 3) != 0;
  hark_stmt_get_id (stmt, 4, &blob->ticket);
}

gboolean
store_blob_get (SrvStore *store, const HarkId *id, SrvBlob *blob, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, id);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      read_row (stmt, blob);
      blob->id = *id;
      return TRUE;
    case HARK_STEP_DONE:
      return fail_missing (error);
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
get_size (HarkStmt *stmt, gint64 *size, GError **error)
{
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *size = hark_stmt_get_int (stmt, 0);
      return TRUE;
    case HARK_STEP_DONE:
      return fail_missing (error);
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_blob_get_of_ticket (SrvStore *store, const HarkId *ticket, const HarkId *id, gint64 *size,
                          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OF_TICKET);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_id (stmt, 2, ticket);
  return get_size (stmt, size, error);
}

gboolean
store_blob_get_for_user (SrvStore *store, const HarkId *user, const HarkId *id, gint64 *size,
                         GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FOR_USER);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_id (stmt, 2, user);
  return get_size (stmt, size, error);
}

static gboolean
insert (SrvStore *store, const SrvBlob *blob, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &blob->id);
  hark_stmt_bind_text (stmt, 2, kind_name[blob->kind]);
  hark_stmt_bind_id (stmt, 3, &blob->owner);
  hark_stmt_bind_int (stmt, 4, blob->size);
  hark_stmt_bind_int (stmt, 5, blob->done ? 1 : 0);
  hark_stmt_bind_int (stmt, 6, now);
  return hark_stmt_run (stmt, error);
}

static gboolean
check_quota (SrvStore *store, const HarkId *user, gint64 size, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_UNCLAIMED);

  hark_stmt_bind_id (stmt, 1, user);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;
  if (hark_stmt_get_int (stmt, 0) >= SRV_BLOB_MAX_UNCLAIMED_FILES
      || size > SRV_BLOB_MAX_UNCLAIMED - hark_stmt_get_int (stmt, 1))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE,
                   "too much was uploaded that belongs to no ticket yet");
      return FALSE;
    }

  return TRUE;
}

gboolean
store_blob_create (SrvStore *store, const HarkId *id, const HarkId *user, gint64 size, gint64 now,
                   GError **error)
{
  SrvBlob blob = { .id = *id, .kind = SRV_BLOB_ACCOUNT, .owner = *user, .size = size };
  SrvBlob there;
  g_autoptr (GError) local = NULL;

  if (store_blob_get (store, id, &there, &local))
    {
      if (there.kind == SRV_BLOB_ACCOUNT && hark_id_equal (&there.owner, user)
          && there.size == size)
        return TRUE;
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "this id is taken");
      return FALSE;
    }
  if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return check_quota (store, user, size, error) && insert (store, &blob, now, error);
}

gboolean
store_blob_set_done (SrvStore *store, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DONE);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}

gboolean
store_blob_add_finished (SrvStore *store, const HarkId *id, const HarkId *form, gint64 size,
                         gint64 now, GError **error)
{
  SrvBlob blob = { .id = *id, .kind = SRV_BLOB_FORM, .owner = *form, .size = size, .done = TRUE };

  return insert (store, &blob, store_setting_round (store, now), error);
}

gboolean
store_blob_claim (SrvStore *store, SrvBlobOwner kind, const HarkId *owner, GArray *ids,
                  const HarkId *ticket, GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_CLAIM);

      hark_stmt_bind_id (stmt, 1, ticket);
      hark_stmt_bind_id (stmt, 2, &g_array_index (ids, HarkId, i));
      hark_stmt_bind_text (stmt, 3, kind_name[kind]);
      hark_stmt_bind_id (stmt, 4, owner);
      if (!hark_stmt_run (stmt, error))
        return FALSE;
      if (hark_sqlite_changes (srv_store_get_db (store)) != 1)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "an attachment is not complete, or not yours, or taken already");
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
store_blob_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);

  hark_stmt_bind_int (stmt, 1, now - SRV_BLOB_KEEP_ACCOUNT);
  hark_stmt_bind_int (stmt, 2, now - SRV_BLOB_KEEP_FORM);
  hark_stmt_bind_int (stmt, 3, SRV_STORE_PIECE);
  return hark_stmt_run (stmt, error);
}

GArray *
store_blob_list_done (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST_DONE);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (SrvBlob));
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvBlob blob;

      read_row (stmt, &blob);
      hark_stmt_get_id (stmt, 5, &blob.id);
      g_array_append_val (list, blob);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
store_blob_forget (HarkSqlite *db, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_FORGET);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}
