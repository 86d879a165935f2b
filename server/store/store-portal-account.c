/* store-portal-account.c: see store-portal-account.h */
#include "store-portal-account.h"

#include "hark-error.h"
#include "hark-text.h"
#include "store-secret.h"

#include <string.h>

#define COLUMNS "user, name, mail, ops, mem, salt, login, bundle, created, ended"

static const char SQL_GET[]
    = "SELECT " COLUMNS " FROM portal_account WHERE user = $1 AND ended IS NULL";
static const char SQL_FIND[]
    = "SELECT " COLUMNS " FROM portal_account WHERE folded = $1 AND ended IS NULL";
static const char SQL_LIST[] = "SELECT " COLUMNS " FROM portal_account ORDER BY folded, user";
static const char SQL_DUP_NAME[] = "SELECT name FROM portal_account WHERE user = $1";
static const char SQL_NAME[] = "SELECT 1 FROM portal_account WHERE folded = $1";
static const char SQL_COUNT[] = "SELECT count(*) FROM portal_account WHERE ended IS NULL";
static const char SQL_LOOK[]
    = "SELECT user, name, mail, expires FROM invitation WHERE token = $1 AND portal = 1";
static const char SQL_INSERT[]
    = "INSERT INTO portal_account (user, name, folded, mail, ops, mem, salt, login, bundle,"
      " created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char SQL_SETTLE[] = "DELETE FROM invitation WHERE token = $1 AND portal = 1";
static const char SQL_UPDATE[]
    = "UPDATE portal_account SET ops = $3, mem = $4, salt = $5, login = $6, bundle = $7"
      " WHERE user = $1 AND login = $2 AND ended IS NULL";
static const char SQL_END[]
    = "UPDATE portal_account SET mail = '', salt = NULL, login = NULL, bundle = NULL, ended = $2"
      " WHERE user = $1 AND ended IS NULL";
static const char SQL_FORGET_MARKS[] = "DELETE FROM read_mark WHERE user = $1";
static const char SQL_FORGET[] = "DELETE FROM portal_account WHERE user = $1 AND ended IS NOT NULL"
                                 " AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.account = $1)";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
srv_portal_account_free (SrvPortalAccount *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->mail);
  g_clear_pointer (&self->bundle, g_bytes_unref);
  g_free (self);
}

/* The table's CHECKs promise the lengths. */
static void
copy_blob (HarkStmt *stmt, int column, guint8 *out, gsize length)
{
  gsize there;
  gconstpointer data = hark_stmt_get_blob (stmt, column, &there);

  if (data != NULL && there == length)
    memcpy (out, data, length);
}

static SrvPortalAccount *
read_row (HarkStmt *stmt)
{
  SrvPortalAccount *row = g_new0 (SrvPortalAccount, 1);

  hark_stmt_get_id (stmt, 0, &row->user);
  row->name = g_strdup (hark_stmt_get_text (stmt, 1));
  row->mail = g_strdup (hark_stmt_get_text (stmt, 2));
  row->cost.ops = (guint32)hark_stmt_get_int (stmt, 3);
  row->cost.mem_kib = (guint32)hark_stmt_get_int (stmt, 4);
  copy_blob (stmt, 5, row->cost.salt, sizeof row->cost.salt);
  copy_blob (stmt, 6, row->login, sizeof row->login);
  row->bundle = hark_stmt_get_bytes (stmt, 7);
  row->created = hark_stmt_get_int (stmt, 8);
  row->ended = hark_stmt_is_null (stmt, 9) ? 0 : hark_stmt_get_int (stmt, 9);
  return row;
}

static SrvPortalAccount *
read_one (HarkStmt *stmt, GError **error)
{
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_row (stmt);
    case HARK_STEP_DONE:
      fail (error, HARK_ERROR_NOT_FOUND, "there is no such account");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

SrvPortalAccount *
store_portal_account_get (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, user);
  return read_one (stmt, error);
}

SrvPortalAccount *
store_portal_account_find (SrvStore *store, const char *name, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);
  g_autofree char *folded = hark_text_fold (name);

  hark_stmt_bind_text (stmt, 1, folded);
  return read_one (stmt, error);
}

gboolean
store_portal_account_fake (SrvStore *store, const char *name, HarkId *user, HarkAccountCost *cost,
                           GError **error)
{
  g_autofree char *folded = hark_text_fold (name);
  guint8 key[SRV_SECRET_LEN];

  if (!store_secret_get (store, SRV_SECRET_SALT, key, error))
    return FALSE;

  cost->ops = HARK_ACCOUNT_PORTAL_OPS;
  cost->mem_kib = HARK_ACCOUNT_PORTAL_MEM_KIB;
  hark_seal_hash (cost->salt, sizeof cost->salt, key, sizeof key, "hark/fake-portal-salt/v1",
                  folded, strlen (folded), NULL);
  hark_seal_hash (user->bytes, HARK_ID_LEN, key, sizeof key, "hark/fake-portal-user/v1", folded,
                  strlen (folded), NULL);
  hark_seal_wipe (key, sizeof key);
  return TRUE;
}

GPtrArray *
store_portal_account_list (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_portal_account_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_row (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

char *
store_portal_account_dup_name (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DUP_NAME);

  hark_stmt_bind_id (stmt, 1, user);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return g_strdup (hark_stmt_get_text (stmt, 0));
    case HARK_STEP_DONE:
      fail (error, HARK_ERROR_NOT_FOUND, "there is no such account");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

gboolean
store_portal_account_has_name (SrvStore *store, const char *folded, gboolean *has, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NAME);
  HarkStep step;

  hark_stmt_bind_text (stmt, 1, folded);
  step = hark_stmt_step (stmt, error);
  *has = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

SrvPortalAccount *
store_portal_account_look (SrvStore *store, const guint8 code[HARK_HASH_LEN], gint64 now,
                           GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LOOK);
  SrvPortalAccount *found;

  hark_stmt_bind_blob (stmt, 1, code, HARK_HASH_LEN);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      break;
    case HARK_STEP_DONE:
      fail (error, HARK_ERROR_AUTH, "this invitation is not known here");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
  if (hark_stmt_get_int (stmt, 3) <= now)
    {
      fail (error, HARK_ERROR_GONE, "this invitation has expired: ask for another one");
      return NULL;
    }

  found = g_new0 (SrvPortalAccount, 1);
  hark_stmt_get_id (stmt, 0, &found->user);
  found->name = g_strdup (hark_stmt_get_text (stmt, 1));
  found->mail = g_strdup (hark_stmt_get_text (stmt, 2));
  return found;
}

static gboolean
check_room (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  return hark_stmt_get_int (stmt, 0) < SRV_PORTAL_ACCOUNT_MAX
         || fail (error, HARK_ERROR_BUSY, "there are too many accounts");
}

static void
bind_password (HarkStmt *stmt, int first, const SrvPortalAccount *account)
{
  hark_stmt_bind_int (stmt, first, account->cost.ops);
  hark_stmt_bind_int (stmt, first + 1, account->cost.mem_kib);
  hark_stmt_bind_blob (stmt, first + 2, account->cost.salt, sizeof account->cost.salt);
  hark_stmt_bind_blob (stmt, first + 3, account->login, sizeof account->login);
  hark_stmt_bind_bytes (stmt, first + 4, account->bundle);
}

static gboolean
insert (SrvStore *store, const SrvPortalAccount *invited, const SrvPortalAccount *account,
        gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  g_autofree char *folded = hark_text_fold (invited->name);

  hark_stmt_bind_id (stmt, 1, &invited->user);
  hark_stmt_bind_text (stmt, 2, invited->name);
  hark_stmt_bind_text (stmt, 3, folded);
  hark_stmt_bind_text (stmt, 4, invited->mail);
  bind_password (stmt, 5, account);
  hark_stmt_bind_int (stmt, 10, now);
  return hark_stmt_run (stmt, error);
}

static gboolean
settle (SrvStore *store, const guint8 code[HARK_HASH_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SETTLE);

  hark_stmt_bind_blob (stmt, 1, code, HARK_HASH_LEN);
  return hark_stmt_run (stmt, error);
}

gboolean
store_portal_account_accept (SrvStore *store, const guint8 code[HARK_HASH_LEN],
                             const SrvPortalAccount *account, gint64 now, GError **error)
{
  g_autoptr (SrvPortalAccount) invited = store_portal_account_look (store, code, now, error);

  if (invited == NULL)
    return FALSE;
  if (!hark_id_equal (&invited->user, &account->user))
    return fail (error, HARK_ERROR_AUTH, "this invitation is not known here");

  return check_room (store, error) && insert (store, invited, account, now, error)
         && settle (store, code, error);
}

gboolean
store_portal_account_update (SrvStore *store, const SrvPortalAccount *account, const guint8 old[32],
                             GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_UPDATE);

  hark_stmt_bind_id (stmt, 1, &account->user);
  hark_stmt_bind_blob (stmt, 2, old, sizeof account->login);
  bind_password (stmt, 3, account);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  return hark_sqlite_changes (srv_store_get_db (store)) == 1
         || fail (error, HARK_ERROR_AUTH, "the password was changed meanwhile");
}

static gboolean
run_on (SrvStore *store, const char *sql, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_portal_account_end (SrvStore *store, const HarkId *user, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, now);
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (hark_sqlite_changes (srv_store_get_db (store)) != 1)
    return fail (error, HARK_ERROR_NOT_FOUND, "there is no such account");

  return run_on (store, SQL_FORGET_MARKS, user, error);
}

gboolean
store_portal_account_forget (SrvStore *store, const HarkId *user, GError **error)
{
  return run_on (store, SQL_FORGET, user, error);
}
