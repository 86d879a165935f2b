/* store-account.c: see store-account.h */
#include "store-account.h"

#include "hark-error.h"
#include "hark-text.h"
#include "store-secret.h"

static const char SQL_GET[]
    = "SELECT mail, ops, mem, salt, login, bundle, sheet_login, sheet_bundle FROM account"
      " WHERE user = $1";
static const char SQL_INSERT[]
    = "INSERT INTO account (user, mail, ops, mem, salt, login, bundle, sheet_login, sheet_bundle,"
      " created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char SQL_UPDATE[]
    = "UPDATE account SET ops = $3, mem = $4, salt = $5, login = $6, bundle = $7,"
      " sheet_login = coalesce ($8, sheet_login), sheet_bundle = coalesce ($9, sheet_bundle)"
      " WHERE user = $1 AND (login = $2 OR sheet_login = $2)";
static const char SQL_SHUT[] = "UPDATE account SET login = $2, sheet_login = $3 WHERE user = $1";
static const char SQL_DELETE[] = "DELETE FROM account WHERE user = $1";

void
srv_account_free (SrvAccount *self)
{
  g_free (self->mail);
  g_clear_pointer (&self->bundle, g_bytes_unref);
  g_clear_pointer (&self->sheet_bundle, g_bytes_unref);
  g_free (self);
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
store_account_get (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  SrvAccount *account;

  hark_stmt_bind_id (stmt, 1, user);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      break;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such account");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }

  account = g_new0 (SrvAccount, 1);
  account->user = *user;
  account->mail = g_strdup (hark_stmt_get_text (stmt, 0));
  account->cost.ops = (guint32)hark_stmt_get_int (stmt, 1);
  account->cost.mem_kib = (guint32)hark_stmt_get_int (stmt, 2);
  copy_blob (stmt, 3, account->cost.salt, sizeof account->cost.salt);
  copy_blob (stmt, 4, account->login, sizeof account->login);
  account->bundle = hark_stmt_get_bytes (stmt, 5);
  copy_blob (stmt, 6, account->sheet_login, sizeof account->sheet_login);
  account->sheet_bundle = hark_stmt_get_bytes (stmt, 7);
  return account;
}

gboolean
store_account_create (SrvStore *store, const SrvAccount *account, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &account->user);
  hark_stmt_bind_text (stmt, 2, account->mail);
  hark_stmt_bind_int (stmt, 3, account->cost.ops);
  hark_stmt_bind_int (stmt, 4, account->cost.mem_kib);
  hark_stmt_bind_blob (stmt, 5, account->cost.salt, sizeof account->cost.salt);
  hark_stmt_bind_blob (stmt, 6, account->login, sizeof account->login);
  hark_stmt_bind_bytes (stmt, 7, account->bundle);
  hark_stmt_bind_blob (stmt, 8, account->sheet_login, sizeof account->sheet_login);
  hark_stmt_bind_bytes (stmt, 9, account->sheet_bundle);
  hark_stmt_bind_int (stmt, 10, now);
  return hark_stmt_run (stmt, error);
}

gboolean
store_account_update (SrvStore *store, const SrvAccount *account, const guint8 old[32],
                      GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_UPDATE);

  hark_stmt_bind_id (stmt, 1, &account->user);
  hark_stmt_bind_blob (stmt, 2, old, sizeof account->login);
  hark_stmt_bind_int (stmt, 3, account->cost.ops);
  hark_stmt_bind_int (stmt, 4, account->cost.mem_kib);
  hark_stmt_bind_blob (stmt, 5, account->cost.salt, sizeof account->cost.salt);
  hark_stmt_bind_blob (stmt, 6, account->login, sizeof account->login);
  hark_stmt_bind_bytes (stmt, 7, account->bundle);
  if (account->sheet_bundle != NULL)
    {
      hark_stmt_bind_blob (stmt, 8, account->sheet_login, sizeof account->sheet_login);
      hark_stmt_bind_bytes (stmt, 9, account->sheet_bundle);
    }
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (hark_sqlite_changes (srv_store_get_db (store)) == 1)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the password was changed meanwhile");
  return FALSE;
}

gboolean
store_account_shut (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SHUT);
  guint8 login[HARK_HASH_LEN], sheet_login[HARK_HASH_LEN];

  /* hashes of nothing that anybody has */
  hark_seal_random (login, sizeof login);
  hark_seal_random (sheet_login, sizeof sheet_login);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_blob (stmt, 2, login, sizeof login);
  hark_stmt_bind_blob (stmt, 3, sheet_login, sizeof sheet_login);
  return hark_stmt_run (stmt, error);
}

gboolean
store_account_delete (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_account_fake (SrvStore *store, const char *name, HarkId *user, HarkAccountCost *cost,
                    GError **error)
{
  g_autofree char *folded = hark_text_fold (name);
  guint8 key[SRV_SECRET_LEN];

  if (!store_secret_get (store, SRV_SECRET_SALT, key, error))
    return FALSE;

  cost->ops = HARK_ACCOUNT_OPS;
  cost->mem_kib = HARK_ACCOUNT_MEM_KIB;
  hark_seal_hash (cost->salt, sizeof cost->salt, key, sizeof key, "hark/fake-salt/v1", folded,
                  strlen (folded), NULL);
  hark_seal_hash (user->bytes, HARK_ID_LEN, key, sizeof key, "hark/fake-user/v1", folded,
                  strlen (folded), NULL);
  hark_seal_wipe (key, sizeof key);
  return TRUE;
}
