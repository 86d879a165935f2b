/* store-session.c: see store-session.h */
#include "store-session.h"

#include "hark-error.h"

#define TOKEN_TAG "hark/session/v1"

static const char SQL_GET[]
    = "SELECT user, device, sheet, created, seen, 0 FROM session WHERE token = $1 AND seen > $2"
      " UNION ALL SELECT user, device, sheet, created, created, 1 FROM waiting_session"
      " WHERE token = $1 AND created > $2";
static const char SQL_LIST[]
    = "SELECT device, name, sheet, created, seen FROM session WHERE user = $1 AND seen > $2"
      " ORDER BY seen DESC, created DESC, device";
static const char SQL_INSERT[] = "INSERT INTO session (token, user, device, sheet, created, seen)"
                                 " VALUES ($1, $2, $3, $4, $5, $5)";
static const char SQL_TRIM[]
    = "DELETE FROM session WHERE user = $1 AND token NOT IN"
      " (SELECT token FROM session WHERE user = $1 ORDER BY seen DESC, token LIMIT $2)"
      " RETURNING token";
static const char SQL_WAIT[] = "INSERT INTO waiting_session (token, user, device, sheet, created)"
                               " VALUES ($1, $2, $3, $4, $5)"
                               " ON CONFLICT (user, device) DO UPDATE SET token = excluded.token,"
                               " sheet = excluded.sheet, created = excluded.created";
static const char SQL_TRIM_WAITING[]
    = "DELETE FROM waiting_session WHERE user = $1 AND token NOT IN"
      " (SELECT token FROM waiting_session WHERE user = $1 ORDER BY created DESC, token LIMIT $2)";
static const char SQL_ADMIT[]
    = "INSERT INTO session (token, user, device, sheet, created, seen)"
      " SELECT token, user, device, sheet, created, created FROM waiting_session WHERE user = $1";
static const char SQL_END_WAITING[]
    = "INSERT INTO ended (token, user, seen)"
      " SELECT token, user, created FROM waiting_session WHERE user = $1";
static const char SQL_DELETE_WAITING[] = "DELETE FROM waiting_session WHERE user = $1";
static const char SQL_LEAVE[] = "DELETE FROM waiting_session WHERE token = $1";
static const char SQL_NAME[] = "UPDATE session SET name = $3 WHERE user = $1 AND device = $2";
static const char SQL_BY_PASSWORD[] = "UPDATE session SET sheet = 0 WHERE token = $1";
static const char SQL_END_DEVICE[]
    = "DELETE FROM session WHERE user = $1 AND device = $2 RETURNING token";
static const char SQL_END_OTHERS[]
    = "DELETE FROM session WHERE user = $1 AND token <> $2 RETURNING token";
/* not back by a request that was slower than the next; but by a clock that was put right */
static const char SQL_TOUCH[] = "UPDATE session SET seen = $2 WHERE token = $1"
                                " AND (seen < $2 OR seen >= $2 + $3)";
static const char SQL_DELETE[] = "DELETE FROM session WHERE token = $1";
static const char SQL_EXPIRE[] = "DELETE FROM session WHERE token IN"
                                 " (SELECT token FROM session WHERE seen <= $1 LIMIT $2)";
static const char SQL_USERS[]
    = "SELECT DISTINCT s.user, EXISTS (SELECT 1 FROM invitation i WHERE i.user = s.user)"
      " FROM session s";
static const char SQL_END[] = "DELETE FROM session WHERE user = $1";
static const char SQL_KEEP_ENDED[] = "INSERT INTO ended (token, user, seen)"
                                     " SELECT token, user, seen FROM session WHERE user = $1"
                                     " AND (device = $2 OR $2 IS NULL)";
static const char SQL_TRIM_ENDED[]
    = "DELETE FROM ended WHERE user = $1 AND token NOT IN"
      " (SELECT token FROM ended WHERE user = $1 ORDER BY seen DESC, token LIMIT $2)";
static const char SQL_IS_ENDED[] = "SELECT 1 FROM ended WHERE token = $1";
static const char SQL_FORGET_ENDED[] = "DELETE FROM ended WHERE token IN"
                                       " (SELECT token FROM ended WHERE seen <= $1 LIMIT $2)";

void
srv_session_hash (const guint8 token[HARK_API_TOKEN_LEN], guint8 hash[SRV_SESSION_HASH_LEN])
{
  hark_seal_hash (hash, SRV_SESSION_HASH_LEN, NULL, 0, TOKEN_TAG, token, (gsize)HARK_API_TOKEN_LEN,
                  NULL);
}

/* FALSE always. */
static gboolean
fail_ended (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_IS_ENDED);
  HarkStep step;

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW)
    g_set_error (error, HARK_ERROR, HARK_ERROR_ENDED,
                 "this device was signed out for good, or its account switched off");
  else if (step == HARK_STEP_DONE)
    g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "this session has ended: sign in again");
  return FALSE;
}

gboolean
store_session_get (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                   SrvSession *session, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_int (stmt, 2, now - SRV_SESSION_IDLE);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      hark_stmt_get_id (stmt, 0, &session->user);
      hark_stmt_get_id (stmt, 1, &session->device);
      session->name = NULL;
      session->sheet = hark_stmt_get_int (stmt, 2) != 0;
      session->created = hark_stmt_get_int (stmt, 3);
      session->seen = hark_stmt_get_int (stmt, 4);
      session->is_waiting = hark_stmt_get_int (stmt, 5) != 0;
      return TRUE;
    case HARK_STEP_DONE:
      return fail_ended (store, hash, error);
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

GArray *
srv_session_ended_new (void)
{
  return g_array_new (FALSE, FALSE, SRV_SESSION_HASH_LEN);
}

/* Runs a DELETE that returns the hashes of what it deleted. */
static gboolean
end_returned (HarkStmt *stmt, GArray *ended, GError **error)
{
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      gsize length;
      gconstpointer hash = hark_stmt_get_blob (stmt, 0, &length);

      if (length == SRV_SESSION_HASH_LEN)
        g_array_append_vals (ended, hash, 1);
    }

  return step == HARK_STEP_DONE;
}

static gboolean
end_device (SrvStore *store, const HarkId *user, const HarkId *device, GArray *ended,
            GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END_DEVICE);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, device);
  return end_returned (stmt, ended, error);
}

/* Whoever has the token of a session that is to end now will be told. @device NULL: of all. */
static gboolean
keep_ended (SrvStore *store, const HarkId *user, const HarkId *device, GError **error)
{
  g_autoptr (HarkStmt) keep = srv_store_prepare (store, SQL_KEEP_ENDED);
  g_autoptr (HarkStmt) trimmed = srv_store_prepare (store, SQL_TRIM_ENDED);

  hark_stmt_bind_id (keep, 1, user);
  if (device != NULL)
    hark_stmt_bind_id (keep, 2, device);
  hark_stmt_bind_id (trimmed, 1, user);
  hark_stmt_bind_int (trimmed, 2, SRV_SESSION_MAX);
  return hark_stmt_run (keep, error) && hark_stmt_run (trimmed, error);
}

static gboolean
trim (SrvStore *store, const HarkId *user, GArray *ended, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TRIM);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, SRV_SESSION_MAX - 1);
  return end_returned (stmt, ended, error);
}

static gboolean
trim_waiting (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TRIM_WAITING);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, SRV_SESSION_MAX - 1);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_create (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                      const SrvSession *session, GArray *ended, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = srv_store_prepare (store, session->is_waiting ? SQL_WAIT : SQL_INSERT);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_id (stmt, 2, &session->user);
  hark_stmt_bind_id (stmt, 3, &session->device);
  hark_stmt_bind_int (stmt, 4, session->sheet ? 1 : 0);
  hark_stmt_bind_int (stmt, 5, session->created);
  if (session->is_waiting)
    return trim_waiting (store, &session->user, error) && hark_stmt_run (stmt, error);

  return end_device (store, &session->user, &session->device, ended, error)
         && trim (store, &session->user, ended, error) && hark_stmt_run (stmt, error);
}

static void
clear_session (gpointer session)
{
  g_clear_pointer (&((SrvSession *)session)->name, g_bytes_unref);
}

GArray *
store_session_list (SrvStore *store, const HarkId *user, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (SrvSession));
  HarkStep step;

  g_array_set_clear_func (list, clear_session);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, now - SRV_SESSION_IDLE);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvSession session = { .user = *user };

      hark_stmt_get_id (stmt, 0, &session.device);
      session.name = hark_stmt_is_null (stmt, 1) ? NULL : hark_stmt_get_bytes (stmt, 1);
      session.sheet = hark_stmt_get_int (stmt, 2) != 0;
      session.created = hark_stmt_get_int (stmt, 3);
      session.seen = hark_stmt_get_int (stmt, 4);
      g_array_append_val (list, session);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* FALSE always. */
static gboolean
fail_no_device (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such device");
  return FALSE;
}

gboolean
store_session_set_name (SrvStore *store, const HarkId *user, const HarkId *device, GBytes *name,
                        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NAME);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, device);
  hark_stmt_bind_bytes (stmt, 3, name);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  return hark_sqlite_changes (srv_store_get_db (store)) > 0 || fail_no_device (error);
}

gboolean
store_session_end_device (SrvStore *store, const HarkId *user, const HarkId *device, GArray *ended,
                          GError **error)
{
  guint before = ended->len;

  if (!keep_ended (store, user, device, error) || !end_device (store, user, device, ended, error))
    return FALSE;

  return ended->len > before || fail_no_device (error);
}

gboolean
store_session_set_by_password (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN],
                               GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_BY_PASSWORD);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (hark_sqlite_changes (srv_store_get_db (store)) == 1)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "this session has ended: sign in again");
  return FALSE;
}

gboolean
store_session_end_others (SrvStore *store, const HarkId *user,
                          const guint8 kept[SRV_SESSION_HASH_LEN], GArray *ended, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END_OTHERS);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_blob (stmt, 2, kept, SRV_SESSION_HASH_LEN);
  return end_returned (stmt, ended, error);
}

gboolean
store_session_touch (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], gint64 now,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TOUCH);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_int (stmt, 2, now);
  hark_stmt_bind_int (stmt, 3, SRV_SESSION_TOUCH);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_delete (SrvStore *store, const guint8 hash[SRV_SESSION_HASH_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);
  g_autoptr (HarkStmt) leave = srv_store_prepare (store, SQL_LEAVE);

  hark_stmt_bind_blob (stmt, 1, hash, SRV_SESSION_HASH_LEN);
  hark_stmt_bind_blob (leave, 1, hash, SRV_SESSION_HASH_LEN);
  return hark_stmt_run (stmt, error) && hark_stmt_run (leave, error);
}

gboolean
store_session_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);
  g_autoptr (HarkStmt) forget = srv_store_prepare (store, SQL_FORGET_ENDED);

  hark_stmt_bind_int (stmt, 1, now - SRV_SESSION_IDLE);
  hark_stmt_bind_int (stmt, 2, SRV_STORE_PIECE);
  hark_stmt_bind_int (forget, 1, now - SRV_SESSION_ENDED);
  hark_stmt_bind_int (forget, 2, SRV_STORE_PIECE);
  return hark_stmt_run (stmt, error) && hark_stmt_run (forget, error);
}

gboolean
store_session_end_user (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END);

  hark_stmt_bind_id (stmt, 1, user);
  return keep_ended (store, user, NULL, error) && hark_stmt_run (stmt, error);
}

static gboolean
run_of (SrvStore *store, const char *sql, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_session_admit (SrvStore *store, const HarkId *user, GError **error)
{
  return store_session_end_user (store, user, error) && run_of (store, SQL_ADMIT, user, error)
         && run_of (store, SQL_DELETE_WAITING, user, error);
}

gboolean
store_session_end_waiting (SrvStore *store, const HarkId *user, GError **error)
{
  return run_of (store, SQL_END_WAITING, user, error)
         && run_of (store, SQL_DELETE_WAITING, user, error);
}

gboolean
store_session_end_all (HarkSqlite *db, GError **error)
{
  return hark_sqlite_exec (db, "DELETE FROM session; DELETE FROM waiting_session", error);
}

gboolean
store_session_sweep (SrvStore *store, HarkRoster *list, GError **error)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_USERS);
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      const HarkRosterUser *user
          = hark_stmt_get_id (stmt, 0, &id) ? hark_roster_get_user (list, &id) : NULL;

      /* who was invited waits for the list to name them */
      if (user == NULL ? hark_stmt_get_int (stmt, 1) == 0 : user->until != 0)
        g_array_append_val (gone, id);
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  for (guint i = 0; i < gone->len; i++)
    if (!store_session_end_user (store, &g_array_index (gone, HarkId, i), error))
      return FALSE;
  return TRUE;
}
