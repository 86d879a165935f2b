/* store-portal-ticket.c: see store-portal-ticket.h */
#include "store-portal-ticket.h"

#include "hark-error.h"
#include "store-read-mark.h"

/* A reporter's own have no author: an account of this kind signs nothing. */
#define UNREAD                                                                                     \
  "(SELECT count (*) FROM object o WHERE o.ticket = p.ticket AND o.type = 2"                       \
  " AND o.author IS NOT NULL AND o.seq > coalesce ((SELECT m.up_to FROM read_mark m"               \
  " WHERE m.user = p.user AND m.ticket = p.ticket), 0))"
#define NEWEST                                                                                     \
  " FROM object o WHERE o.ticket = p.ticket AND o.type IN (1, 2) ORDER BY o.seq DESC, o.pos DESC"  \
  " LIMIT 1)"

static const char SQL_INSERT[] = "INSERT INTO portal_ticket (ticket, user) VALUES ($1, $2)";
static const char SQL_COUNT[] = "SELECT count (*) FROM portal_ticket WHERE user = $1";
static const char SQL_CHECK[] = "SELECT ticket FROM portal_ticket WHERE ticket = $1 AND user = $2";
static const char SQL_FIND[]
    = "SELECT p.ticket FROM portal_ticket p JOIN ticket t ON t.id = p.ticket"
      " WHERE t.number = $1 AND p.user = $2";
static const char SQL_BLOB[] = "SELECT p.ticket FROM portal_ticket p JOIN blob b"
                               " ON b.ticket = p.ticket WHERE b.id = $1 AND p.user = $2";
static const char SQL_OWNER[] = "SELECT user FROM portal_ticket WHERE ticket = $1";
static const char SQL_LIST[]
    = "SELECT t.id, t.number, t.state, t.advisor IS NOT NULL, t.taken, (SELECT o.at" NEWEST
      " AS last, (SELECT o.author IS NOT NULL" NEWEST ", " UNREAD
      " FROM portal_ticket p JOIN ticket t ON t.id = p.ticket WHERE p.user = $1"
      " ORDER BY last DESC, t.id LIMIT $2 OFFSET $3";
static const char SQL_TOUCH[] = "UPDATE ticket SET rv = $2 WHERE area = $1 AND account IS NOT NULL";
static const char SQL_UNREAD[]
    = "SELECT " UNREAD " FROM portal_ticket p WHERE p.ticket = $1 AND p.user = $2";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

static gboolean
check_room (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  hark_stmt_bind_id (stmt, 1, user);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  return hark_stmt_get_int (stmt, 0) < SRV_PORTAL_TICKET_MAX
         || fail (error, HARK_ERROR_BUSY, "this account has too many tickets");
}

static gboolean
check_account (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvPortalAccount) account = store_portal_account_get (store, user, &local);

  if (account != NULL)
    return TRUE;
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return fail (error, HARK_ERROR_FORBIDDEN, "this account is not there any more");

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
store_portal_ticket_add (SrvStore *store, const HarkId *ticket, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  if (!check_account (store, user, error) || !check_room (store, user, error))
    return FALSE;

  stmt = srv_store_prepare (store, SQL_INSERT);
  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, user);
  return hark_stmt_run (stmt, error);
}

/* The ticket that @stmt finds. */
static gboolean
get_ticket (HarkStmt *stmt, HarkId *ticket, GError **error)
{
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return hark_stmt_get_id (stmt, 0, ticket);
    case HARK_STEP_DONE:
      return fail (error, HARK_ERROR_NOT_FOUND, "there is no such ticket");
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_portal_ticket_check (SrvStore *store, const HarkId *ticket, const HarkId *user,
                           GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_CHECK);
  HarkId found;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, user);
  return get_ticket (stmt, &found, error);
}

gboolean
store_portal_ticket_find (SrvStore *store, const char *number, const HarkId *user, HarkId *ticket,
                          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);

  hark_stmt_bind_text (stmt, 1, number);
  hark_stmt_bind_id (stmt, 2, user);
  return get_ticket (stmt, ticket, error);
}

gboolean
store_portal_ticket_find_blob (SrvStore *store, const HarkId *blob, const HarkId *user,
                               HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_BLOB);

  hark_stmt_bind_id (stmt, 1, blob);
  hark_stmt_bind_id (stmt, 2, user);
  return get_ticket (stmt, ticket, error);
}

gboolean
store_portal_ticket_get_owner (SrvStore *store, const HarkId *ticket, HarkId *owner, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OWNER);
  HarkStep step;

  *owner = (HarkId){ 0 };
  hark_stmt_bind_id (stmt, 1, ticket);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW)
    hark_stmt_get_id (stmt, 0, owner);
  return step != HARK_STEP_ERROR;
}

gboolean
store_portal_ticket_has_owner (SrvStore *store, const HarkId *ticket, gboolean *has, GError **error)
{
  HarkId owner;

  if (!store_portal_ticket_get_owner (store, ticket, &owner, error))
    return FALSE;

  *has = !hark_id_is_zero (&owner);
  return TRUE;
}

static void
portal_ticket_free (SrvPortalTicket *self)
{
  g_free (self->number);
  g_free (self);
}

static SrvPortalTicket *
read_row (HarkStmt *stmt)
{
  SrvPortalTicket *row = g_new0 (SrvPortalTicket, 1);

  hark_stmt_get_id (stmt, 0, &row->id);
  row->number = g_strdup (hark_stmt_get_text (stmt, 1));
  hark_ticket_state_from_name (hark_stmt_get_text (stmt, 2), &row->state);
  row->has_advisor = hark_stmt_get_int (stmt, 3) != 0;
  row->taken = hark_stmt_get_int (stmt, 4) != 0;
  row->last = hark_stmt_get_int (stmt, 5);
  row->last_from_team = hark_stmt_get_int (stmt, 6) != 0;
  row->n_unread = (guint)hark_stmt_get_int (stmt, 7);
  return row;
}

GPtrArray *
store_portal_ticket_list (SrvStore *store, const HarkId *user, guint offset, guint limit,
                          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)portal_ticket_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, limit);
  hark_stmt_bind_int (stmt, 3, offset);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_row (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
store_portal_ticket_mark (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *user,
                          gint64 up_to, GError **error)
{
  return store_portal_ticket_check (store, ticket, user, error)
         && store_read_mark_set (store, seq, user, ticket, up_to, error);
}

gboolean
store_portal_ticket_is_unread (SrvStore *store, const HarkId *ticket, const HarkId *user,
                               gboolean *is, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_UNREAD);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, user);
  step = hark_stmt_step (stmt, error);
  *is = step == HARK_STEP_ROW && hark_stmt_get_int (stmt, 0) > 0;
  return step != HARK_STEP_ERROR;
}

gboolean
store_portal_ticket_tells (SrvStore *store, const SrvTicket *ticket, const HarkId *user)
{
  return !hark_id_is_zero (&ticket->account)
         && srv_roster_get_role (srv_store_get_roster (store), &ticket->area, user)
                >= HARK_ROLE_PROFESSIONAL;
}

/* Whether somebody of the area's team begins or ceases to be an Observer. */
static gboolean
has_turned (const SrvTeams *before, HarkRoster *list, const HarkId *area)
{
  g_autoptr (GArray) members = hark_roster_get_members (list, area);

  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);
      HarkRole was = srv_teams_get_role (before, area, &member->user);

      if (was != HARK_ROLE_NONE
          && (was >= HARK_ROLE_PROFESSIONAL) != (member->role >= HARK_ROLE_PROFESSIONAL))
        return TRUE;
    }

  return FALSE;
}

gboolean
store_portal_ticket_follow (SrvStore *store, gint64 seq, const SrvTeams *before, HarkRoster *list,
                            GError **error)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (list);

  for (guint i = 0; i < areas->len; i++)
    {
      const HarkId *area = &g_array_index (areas, HarkId, i);
      g_autoptr (HarkStmt) stmt = NULL;

      if (!has_turned (before, list, area))
        continue;
      stmt = srv_store_prepare (store, SQL_TOUCH);
      hark_stmt_bind_id (stmt, 1, area);
      hark_stmt_bind_int (stmt, 2, seq);
      if (!hark_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}
