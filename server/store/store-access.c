/* store-access.c: see store-access.h */
#include "store-access.h"

#include "hark-error.h"

static const char SQL_GET[]
    = "SELECT side, granted_seq, revoked_seq IS NULL OR revoked_seq <= granted_seq"
      " FROM access WHERE user = $1 AND ticket = $2";
static const char SQL_PUT[]
    = "INSERT INTO access (user, ticket, side, granted_seq, revoked_seq)"
      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user, ticket) DO UPDATE SET side = excluded.side,"
      " granted_seq = excluded.granted_seq,"
      " revoked_seq = coalesce (excluded.revoked_seq, revoked_seq)";
static const char SQL_TEAM[]
    = "SELECT user FROM access WHERE ticket = $1 AND side IN ('team', 'both')"
      " AND (revoked_seq IS NULL OR revoked_seq <= granted_seq) ORDER BY user";
static const char SQL_OWN[]
    = "SELECT ticket FROM access WHERE user = $1 AND side IN ('reporter', 'both')"
      " AND (revoked_seq IS NULL OR revoked_seq <= granted_seq)";
static const char SQL_PAIRS[]
    = "SELECT DISTINCT t.area, a.user FROM access a JOIN ticket t ON t.id = a.ticket"
      " WHERE a.side IN ('team', 'both') AND (a.revoked_seq IS NULL OR a.revoked_seq <= "
      "a.granted_seq)";
static const char SQL_TICKETS[]
    = "SELECT a.ticket FROM access a JOIN ticket t ON t.id = a.ticket"
      " WHERE a.user = $1 AND t.area = $2 AND a.side IN ('team', 'both')"
      " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)";

static const char *const side_name[] = { NULL, "team", "reporter", "both" };

const char *
srv_side_get_name (SrvSide side)
{
  g_return_val_if_fail (side > SRV_SIDE_NONE && side <= SRV_SIDE_BOTH, NULL);

  return side_name[side];
}

static SrvSide
side_from_name (const char *name)
{
  for (guint i = 1; i < G_N_ELEMENTS (side_name); i++)
    if (g_strcmp0 (side_name[i], name) == 0)
      return i;

  return SRV_SIDE_NONE;
}

static gboolean
get (SrvStore *store, const HarkId *user, const HarkId *ticket, SrvSide *side, gboolean *lost,
     gint64 *granted, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, ticket);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *lost = hark_stmt_get_int (stmt, 2) == 0;
      *side = *lost ? SRV_SIDE_NONE : side_from_name (hark_stmt_get_text (stmt, 0));
      *granted = hark_stmt_get_int (stmt, 1);
      return TRUE;
    case HARK_STEP_DONE:
      *side = SRV_SIDE_NONE;
      *lost = FALSE;
      *granted = 0;
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_access_get (SrvStore *store, const HarkId *user, const HarkId *ticket, SrvSide *side,
                  gboolean *lost, GError **error)
{
  gint64 granted;

  return get (store, user, ticket, side, lost, &granted, error);
}

/* @revoked 0 leaves what is there. */
static gboolean
put (SrvStore *store, const HarkId *user, const HarkId *ticket, SrvSide side, gint64 granted,
     gint64 revoked, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, ticket);
  hark_stmt_bind_text (stmt, 3, srv_side_get_name (side));
  hark_stmt_bind_int (stmt, 4, granted);
  if (revoked > 0)
    hark_stmt_bind_int (stmt, 5, revoked);
  else
    hark_stmt_bind_null (stmt, 5);
  return hark_stmt_run (stmt, error);
}

gboolean
store_access_grant (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                    SrvSide side, GError **error)
{
  SrvSide now;
  gboolean lost;
  gint64 granted;

  if (!get (store, user, ticket, &now, &lost, &granted, error))
    return FALSE;
  if ((now & side) == side)
    return TRUE;

  return put (store, user, ticket, now | side, seq, 0, error);
}

gboolean
store_access_revoke (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *ticket,
                     SrvSide side, GError **error)
{
  SrvSide now;
  gboolean lost;
  gint64 granted;

  if (!get (store, user, ticket, &now, &lost, &granted, error))
    return FALSE;
  if ((now & side) == 0)
    return TRUE;

  /* nothing remains: alive is what was granted at or after the last revocation */
  if ((now & ~side) == 0)
    return put (store, user, ticket, now, MIN (granted, seq - 1), seq, error);
  return put (store, user, ticket, now & ~side, seq, seq, error);
}

static GArray *
read_ids (HarkStmt *stmt, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &id))
      g_array_append_val (ids, id);

  return step == HARK_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

GArray *
store_access_list_team (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TEAM);

  hark_stmt_bind_id (stmt, 1, ticket);
  return read_ids (stmt, error);
}

gboolean
store_access_leave_own (SrvStore *store, gint64 seq, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OWN);
  g_autoptr (GArray) tickets = NULL;

  hark_stmt_bind_id (stmt, 1, user);
  tickets = read_ids (stmt, error);
  if (tickets == NULL)
    return FALSE;

  for (guint i = 0; i < tickets->len; i++)
    if (!store_access_revoke (store, seq, user, &g_array_index (tickets, HarkId, i),
                              SRV_SIDE_REPORTER, error))
      return FALSE;
  return TRUE;
}

static gboolean
sweep_user (SrvStore *store, gint64 seq, const HarkId *user, const HarkId *area, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TICKETS);
  g_autoptr (GArray) tickets = NULL;

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, area);
  tickets = read_ids (stmt, error);
  if (tickets == NULL)
    return FALSE;

  for (guint i = 0; i < tickets->len; i++)
    if (!store_access_revoke (store, seq, user, &g_array_index (tickets, HarkId, i), SRV_SIDE_TEAM,
                              error))
      return FALSE;
  return TRUE;
}

gboolean
store_access_sweep (SrvStore *store, gint64 seq, HarkRoster *list, GError **error)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, 2 * sizeof (HarkId));
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PAIRS);
  HarkStep step;
  HarkId pair[2];

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &pair[0]) && hark_stmt_get_id (stmt, 1, &pair[1])
        && hark_roster_get_role (list, &pair[0], &pair[1]) == HARK_ROLE_NONE)
      g_array_append_vals (gone, pair, 1);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  for (guint i = 0; i < gone->len; i++)
    {
      const HarkId *at = (const HarkId *)(gpointer)(gone->data + i * sizeof pair);

      if (!sweep_user (store, seq, &at[1], &at[0], error))
        return FALSE;
    }
  return TRUE;
}
