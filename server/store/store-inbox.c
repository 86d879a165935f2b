/* store-inbox.c: see store-inbox.h */
#include "store-inbox.h"

#include "hark-error.h"
#include "store-access.h"
#include "store-portal-ticket.h"

static const char SQL_INSERT[] = "INSERT INTO inbox (ticket, lookup, token) VALUES ($1, $2, $3)";
static const char SQL_FIND[] = "SELECT ticket, token FROM inbox WHERE lookup = $1";
static const char SQL_DELETE[] = "DELETE FROM inbox WHERE ticket = $1";
static const char SQL_DISOWN[] = "DELETE FROM portal_ticket WHERE ticket = $1 AND user IN"
                                 " (SELECT user FROM portal_account WHERE ended IS NOT NULL)";
static const char SQL_MAKE_INBOX[]
    = "UPDATE ticket SET inbox = 1, named = coalesce (reporter, named), reporter = NULL,"
      " reachable = 1, rv = $2 WHERE id = $1";

static const char SQL_OWN[]
    = "SELECT t.area, e.statement FROM ticket t CROSS JOIN epoch e WHERE t.reporter = $1"
      " AND e.ticket = t.id AND e.epoch = (SELECT max (epoch) FROM epoch WHERE ticket = t.id)"
      " ORDER BY t.area";

GArray *
store_inbox_list_own_areas (SrvStore *store, const HarkId *user, const HarkId *asker,
                            GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OWN);
  g_autoptr (GArray) areas = g_array_new (FALSE, TRUE, sizeof (HarkId));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, user);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 1);
      const HarkId *last = areas->len > 0 ? &g_array_index (areas, HarkId, areas->len - 1) : NULL;
      HarkEpoch epoch;
      HarkId area;

      hark_stmt_get_id (stmt, 0, &area);
      if (!hark_epoch_read (statement, &epoch, error))
        return NULL;
      if (!hark_epoch_excludes (&epoch, asker) && (last == NULL || !hark_id_equal (last, &area)))
        g_array_append_val (areas, area);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&areas) : NULL;
}

gboolean
store_inbox_find (SrvStore *store, const guint8 lookup[16], HarkId *ticket, guint8 token_hash[32],
                  GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);
  gconstpointer token;
  gsize length;

  hark_stmt_bind_blob (stmt, 1, lookup, HARK_ID_LEN);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      token = hark_stmt_get_blob (stmt, 1, &length);
      hark_stmt_get_id (stmt, 0, ticket);
      memcpy (token_hash, token, MIN (length, HARK_HASH_LEN));
      return TRUE;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_inbox_check_unused (SrvStore *store, const guint8 lookup[16], GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 token_hash[HARK_HASH_LEN];
  HarkId ticket;

  if (store_inbox_find (store, lookup, &ticket, token_hash, &local))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the inbox code was given before");
      return FALSE;
    }
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
store_inbox_check (SrvStore *store, const HarkId *ticket, const guint8 lookup[16], GError **error)
{
  guint8 token_hash[HARK_HASH_LEN];
  HarkId found;

  if (!store_inbox_find (store, lookup, &found, token_hash, error))
    return FALSE;
  if (hark_id_equal (&found, ticket))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
  return FALSE;
}

gboolean
store_inbox_add (SrvStore *store, const HarkId *ticket, const guint8 lookup[16],
                 const guint8 token_hash[32], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_blob (stmt, 2, lookup, HARK_ID_LEN);
  hark_stmt_bind_blob (stmt, 3, token_hash, HARK_HASH_LEN);
  return hark_stmt_run (stmt, error);
}

/* Somebody must have had a way in before, which they lost or are about to lose. */
static gboolean
check_reporter (SrvStore *store, const SrvTicket *ticket, GError **error)
{
  gboolean is_owned;

  if (!store_portal_ticket_has_owner (store, &ticket->id, &is_owned, error))
    return FALSE;
  if (!is_owned && (ticket->has_inbox || !hark_id_is_zero (&ticket->reporter)))
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                       is_owned ? "the reporter has an account on the portal"
                                : "the reporter wanted no inbox");
  return FALSE;
}

static gboolean
run_on (SrvStore *store, const char *sql, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

gboolean
store_inbox_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket, const SrvNewCode *code,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_MAKE_INBOX);

  if (!run_on (store, SQL_DISOWN, &ticket->id, error) || !check_reporter (store, ticket, error)
      || !store_inbox_check_unused (store, code->lookup, error)
      || !run_on (store, SQL_DELETE, &ticket->id, error)
      || !store_inbox_add (store, &ticket->id, code->lookup, code->token_hash, error))
    return FALSE;
  if (!hark_id_is_zero (&ticket->reporter)
      && !store_access_revoke (store, seq, &ticket->reporter, &ticket->id, SRV_SIDE_REPORTER,
                               error))
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &ticket->id);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error);
}
