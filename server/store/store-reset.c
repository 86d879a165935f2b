/* store-reset.c: see store-reset.h */
#include "store-reset.h"

#include "store-factor.h"
#include "store-session.h"

static const char SQL_GET[]
    = "SELECT ops, mem, salt, login, bundle, sheet_login, sheet_bundle FROM reset WHERE user = $1";
static const char SQL_INSERT[]
    = "INSERT INTO reset (user, ops, mem, salt, login, bundle, sheet_login, sheet_bundle)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char SQL_DELETE[] = "DELETE FROM reset WHERE user = $1";

gboolean
store_reset_put (SrvStore *store, const SrvAccount *secrets, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &secrets->user);
  hark_stmt_bind_int (stmt, 2, secrets->cost.ops);
  hark_stmt_bind_int (stmt, 3, secrets->cost.mem_kib);
  hark_stmt_bind_blob (stmt, 4, secrets->cost.salt, sizeof secrets->cost.salt);
  hark_stmt_bind_blob (stmt, 5, secrets->login, sizeof secrets->login);
  hark_stmt_bind_bytes (stmt, 6, secrets->bundle);
  hark_stmt_bind_blob (stmt, 7, secrets->sheet_login, sizeof secrets->sheet_login);
  hark_stmt_bind_bytes (stmt, 8, secrets->sheet_bundle);
  return hark_stmt_run (stmt, error);
}

/* The table's CHECKs promise the lengths. */
static void
copy_blob (HarkStmt *stmt, int column, guint8 *out, gsize length)
{
  gsize there;
  gconstpointer data = hark_stmt_get_blob (stmt, column, &there);

  if (there == length)
    memcpy (out, data, length);
}

SrvAccount *
store_reset_get (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  SrvAccount *secrets;

  hark_stmt_bind_id (stmt, 1, user);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return NULL;

  secrets = g_new0 (SrvAccount, 1);
  secrets->user = *user;
  secrets->cost.ops = (guint32)hark_stmt_get_int (stmt, 0);
  secrets->cost.mem_kib = (guint32)hark_stmt_get_int (stmt, 1);
  copy_blob (stmt, 2, secrets->cost.salt, sizeof secrets->cost.salt);
  copy_blob (stmt, 3, secrets->login, sizeof secrets->login);
  secrets->bundle = hark_stmt_get_bytes (stmt, 4);
  copy_blob (stmt, 5, secrets->sheet_login, sizeof secrets->sheet_login);
  secrets->sheet_bundle = hark_stmt_get_bytes (stmt, 6);
  return secrets;
}

static gboolean
delete_row (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

/* Whoever signed the keys vouches for them: no password of before is asked for, whichever it is by
 * now. */
gboolean
store_reset_apply (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) secrets = store_reset_get (store, user, &local);
  g_autoptr (SrvAccount) account = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (secrets == NULL)
    return TRUE;

  account = store_account_get (store, user, error);
  return account != NULL && store_account_update (store, secrets, account->login, error)
         && store_factor_end (store, user, error) && store_session_admit (store, user, error)
         && delete_row (store, user, error);
}
