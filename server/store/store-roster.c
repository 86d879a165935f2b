/* store-roster.c: see store-roster.h */
#include "store-roster.h"

#include "hark-error.h"
#include "store-absence.h"
#include "store-access.h"
#include "store-due.h"
#include "store-epoch.h"
#include "store-invitation.h"
#include "store-portal-ticket.h"
#include "store-session.h"

struct _SrvRoster
{
  GMutex lock;
  HarkRoster *list; /* changed by the writer's thread alone, with the lock; others read with it */
  GPtrArray *statements; /* of list; the writer's thread alone */
};

static const char SQL_LIST[] = "SELECT statement FROM roster WHERE number >= $1 ORDER BY number";
static const char SQL_LOAD[] = "SELECT statement FROM roster ORDER BY number";
static const char SQL_INSERT[] = "INSERT INTO roster (number, statement, rv) VALUES ($1, $2, $3)";
static const char SQL_HAS_AREA[] = "SELECT 1 FROM area WHERE id = $1";
static const char SQL_ADVISORS[]
    = "SELECT DISTINCT t.area, t.advisor FROM ticket t CROSS JOIN access a WHERE t.state = 'open'"
      " AND t.advisor IS NOT NULL AND a.user = $1 AND a.ticket = t.id AND a.side IN ('team', "
      "'both')"
      " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)";

SrvRoster *
srv_roster_new (void)
{
  SrvRoster *self = g_new0 (SrvRoster, 1);

  g_mutex_init (&self->lock);
  self->list = hark_roster_new ();
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  return self;
}

void
srv_roster_free (SrvRoster *self)
{
  hark_roster_free (self->list);
  g_ptr_array_unref (self->statements);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Takes @list. */
static void
set_list (SrvRoster *self, HarkRoster *list)
{
  g_mutex_lock (&self->lock);
  hark_roster_free (self->list);
  self->list = list;
  g_mutex_unlock (&self->lock);
}

gboolean
srv_roster_load (SrvRoster *self, HarkSqlite *db, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, SQL_LOAD);
  g_autoptr (HarkRoster) list = hark_roster_new ();
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      GBytes *statement = hark_stmt_get_bytes (stmt, 0);
      g_autoptr (GError) fault = NULL;

      g_ptr_array_add (statements, statement);
      if (!hark_roster_append (list, statement, &fault))
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                       "roster statement %" G_GUINT64_FORMAT ": %s", hark_roster_get_seq (list) + 1,
                       fault->message);
          return FALSE;
        }
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  set_list (self, g_steal_pointer (&list));
  g_ptr_array_unref (self->statements);
  self->statements = g_steal_pointer (&statements);
  return TRUE;
}

guint
srv_roster_get_length (SrvRoster *self)
{
  return self->statements->len;
}

void
srv_roster_cut (SrvRoster *self, guint length)
{
  HarkRoster *list;

  if (self->statements->len <= length)
    return;

  g_ptr_array_set_size (self->statements, (int)length);
  list = hark_roster_new ();
  for (guint i = 0; i < length; i++)
    if (!hark_roster_append (list, g_ptr_array_index (self->statements, i), NULL))
      g_assert_not_reached (); /* it could be appended before */
  set_list (self, list);
}

HarkRoster *
srv_roster_lock (SrvRoster *self)
{
  g_mutex_lock (&self->lock);
  return self->list;
}

void
srv_roster_unlock (SrvRoster *self)
{
  g_mutex_unlock (&self->lock);
}

gboolean
srv_roster_get_org (SrvRoster *self, HarkId *org, guint8 *root_pk, guint8 *head)
{
  HarkRoster *list = srv_roster_lock (self);
  gboolean there = hark_roster_get_seq (list) > 0;

  if (there && org != NULL)
    *org = *hark_roster_get_org (list);
  if (there && root_pk != NULL)
    memcpy (root_pk, hark_roster_get_root_pk (list), HARK_SIGN_PK_LEN);
  if (there && head != NULL)
    memcpy (head, hark_roster_get_head (list), HARK_HEAD_LEN);

  srv_roster_unlock (self);
  return there;
}

GArray *
srv_roster_list_recipients (SrvRoster *self, const HarkId *area)
{
  GArray *recipients = g_array_new (FALSE, TRUE, sizeof (SrvRecipient));
  HarkRoster *list = srv_roster_lock (self);
  g_autoptr (GArray) members = hark_roster_get_members (list, area);

  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);
      const HarkRosterUser *user = hark_roster_get_user (list, &member->user);
      SrvRecipient recipient = { .id = member->user };

      memcpy (recipient.box_pk, user->box_pk, sizeof recipient.box_pk);
      g_array_append_val (recipients, recipient);
    }

  srv_roster_unlock (self);
  return recipients;
}

HarkRole
srv_roster_get_role (SrvRoster *self, const HarkId *area, const HarkId *user)
{
  HarkRoster *list = srv_roster_lock (self);
  HarkRole role = hark_roster_get_role (list, area, user);

  srv_roster_unlock (self);
  return role;
}

gboolean
srv_roster_get_keys (SrvRoster *self, const HarkId *user, guint8 *sign_pk, guint8 *box_pk)
{
  HarkRoster *list = srv_roster_lock (self);
  const HarkRosterUser *found = hark_roster_get_user (list, user);
  gboolean living = found != NULL && found->until == 0;

  if (living && sign_pk != NULL)
    memcpy (sign_pk, found->sign_pk, sizeof found->sign_pk);
  if (living && box_pk != NULL)
    memcpy (box_pk, found->box_pk, sizeof found->box_pk);

  srv_roster_unlock (self);
  return living;
}

gboolean
srv_roster_find_user (SrvRoster *self, const char *name, HarkId *user)
{
  HarkRoster *list = srv_roster_lock (self);
  const HarkRosterUser *found = hark_roster_find_user (list, name);
  gboolean living = found != NULL && found->until == 0;

  if (living)
    *user = found->id;

  srv_roster_unlock (self);
  return living;
}

void
srv_roster_get_policy (SrvRoster *self, HarkRosterPolicy *policy)
{
  *policy = *hark_roster_get_policy (srv_roster_lock (self));
  srv_roster_unlock (self);
}

char *
srv_roster_dup_name (SrvRoster *self, const HarkId *user)
{
  HarkRoster *list = srv_roster_lock (self);
  const HarkRosterUser *found = hark_roster_get_user (list, user);
  char *name = found != NULL ? g_strdup (found->name) : NULL;

  srv_roster_unlock (self);
  return name;
}

gboolean
srv_roster_get_recovery (SrvRoster *self, HarkRosterRecovery *key)
{
  const HarkRosterRecovery *found = hark_roster_get_recovery (srv_roster_lock (self));
  gboolean is_on = found != NULL && found->on > 0;

  if (is_on)
    *key = *found;
  srv_roster_unlock (self);
  return is_on;
}

gboolean
srv_roster_is_recovery (SrvRoster *self, const HarkId *id)
{
  const HarkRosterRecovery *found = hark_roster_get_recovery (srv_roster_lock (self));
  gboolean is = found != NULL && hark_id_equal (&found->id, id);

  srv_roster_unlock (self);
  return is;
}

GPtrArray *
store_roster_list (SrvStore *store, gint64 from, gsize max, gboolean *more, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  gsize length = 0;
  HarkStep step;

  hark_stmt_bind_int (stmt, 1, from);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW && (list->len == 0 || length < max))
    {
      GBytes *statement = hark_stmt_get_bytes (stmt, 0);

      length += g_bytes_get_size (statement);
      g_ptr_array_add (list, statement);
    }
  if (step == HARK_STEP_ERROR)
    return NULL;

  *more = step == HARK_STEP_ROW;
  return g_steal_pointer (&list);
}

/* An area exists once it has a row: a statement alone cannot make one up. */
static gboolean
check_areas (SrvStore *store, HarkRoster *list, GError **error)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (list);

  for (guint i = 0; i < areas->len; i++)
    {
      g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HAS_AREA);

      hark_stmt_bind_id (stmt, 1, &g_array_index (areas, HarkId, i));
      switch (hark_stmt_step (stmt, error))
        {
        case HARK_STEP_ROW:
          break;
        case HARK_STEP_DONE:
          g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such area");
          return FALSE;
        case HARK_STEP_ERROR:
        default:
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
srv_roster_has_new_keys (HarkRoster *list, const HarkRosterUser *user)
{
  return user->generation > 1
         && hark_roster_get_keys_at (list, &user->id, hark_roster_get_seq (list))->since
                == hark_roster_get_seq (list);
}

static HarkId
get_signer (GBytes *statement)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);
  HarkId signer;

  memcpy (signer.bytes, data + length - HARK_SIG_LEN - HARK_ID_LEN, HARK_ID_LEN);
  return signer;
}

/* Only for whom this statement takes the role from: what is so already, because it was given back,
 * stands in nobody's way. Who was switched off cannot hand over any more, and must not stay for
 * that; nor must lost keys. Of what is kept from its signer, the signer learns nothing. */
static gboolean
check_advisors (SrvStore *store, GBytes *statement, const SrvTeams *before, HarkRoster *list,
                GError **error)
{
  const HarkId signer = get_signer (statement);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ADVISORS);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, &signer);

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      const HarkRosterUser *user;
      HarkId area, advisor;

      if (!hark_stmt_get_id (stmt, 0, &area) || !hark_stmt_get_id (stmt, 1, &advisor))
        continue;
      user = hark_roster_get_user (list, &advisor);
      if (user != NULL && user->until == 0 && !srv_roster_has_new_keys (list, user)
          && srv_teams_get_role (before, &area, &advisor) >= HARK_ROLE_PROFESSIONAL
          && hark_roster_get_role (list, &area, &advisor) < HARK_ROLE_PROFESSIONAL)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                       "%s is the advisor of open tickets of this area: hand them over first",
                       user->name);
          return FALSE;
        }
    }

  return step == HARK_STEP_DONE;
}

/* Keys that nobody waits with would take the account away from everybody. One that is given back
 * lost them by the restore: what the account has is of before, and must not open it again. */
static gboolean
check_resets (SrvStore *store, GBytes *statement, HarkRoster *list, gboolean again, GError **error)
{
  g_autoptr (GPtrArray) users = hark_roster_list_users (list);
  const HarkId signer = get_signer (statement);

  for (guint i = 0; i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);

      g_autoptr (GError) local = NULL;

      if (!srv_roster_has_new_keys (list, user) || hark_id_equal (&user->id, &signer)
          || store_invitation_check_keys (store, user, &local))
        continue;
      if (again && g_error_matches (local, HARK_ERROR, HARK_ERROR_CONFLICT))
        {
          if (!store_invitation_shut (store, &user->id, error))
            return FALSE;
          continue;
        }
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

/* Who vouches for somebody's new keys gets at nothing by it: a team's tickets are an Expert's to
 * open again, and what they reported stays sealed to the keys of before. */
static gboolean
follow_keys (SrvStore *store, gint64 seq, HarkRoster *list, GError **error)
{
  g_autoptr (GPtrArray) users = hark_roster_list_users (list);

  for (guint i = 0; i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);

      if (srv_roster_has_new_keys (list, user)
          && (!store_epoch_forget_slots (store, &user->id, error)
              || !store_access_leave_own (store, seq, &user->id, error)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
insert (SrvStore *store, gint64 seq, guint64 number, GBytes *statement, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_int (stmt, 1, (gint64)number);
  hark_stmt_bind_bytes (stmt, 2, statement);
  hark_stmt_bind_int (stmt, 3, seq);
  return hark_stmt_run (stmt, error);
}

/* What the statement means for everybody else. */
static gboolean
follow (SrvStore *store, gint64 seq, GBytes *statement, const SrvTeams *before, HarkRoster *list,
        gboolean again, GError **error)
{
  return check_areas (store, list, error)
         && (again || check_advisors (store, statement, before, list, error))
         && check_resets (store, statement, list, again, error)
         && store_session_sweep (store, list, error) && store_access_sweep (store, seq, list, error)
         && store_due_update (store, seq, before, list, error)
         && store_portal_ticket_follow (store, seq, before, list, error)
         && follow_keys (store, seq, list, error) && store_invitation_settle (store, list, error)
         && store_absence_sweep (store, list, error);
}

static gboolean
append (SrvStore *store, gint64 seq, GBytes *statement, gboolean again, guint64 *number,
        GError **error)
{
  SrvRoster *self = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (self);
  g_autoptr (SrvTeams) before = srv_teams_new (list);
  gboolean done = hark_roster_append (list, statement, error);
  guint64 newest = hark_roster_get_seq (list);

  /* What follows may do something for each ticket, and every request needs the lock: nobody but
   * this thread changes the list, so it reads on without. */
  srv_roster_unlock (self);

  /* the writer cuts it off again where this fails, or the commit */
  if (done)
    {
      g_ptr_array_add (self->statements, g_bytes_ref (statement));
      done = insert (store, seq, newest, statement, error)
             && follow (store, seq, statement, before, list, again, error);
    }
  if (done && number != NULL)
    *number = newest;
  return done;
}

gboolean
store_roster_append (SrvStore *store, gint64 seq, GBytes *statement, guint64 *number,
                     GError **error)
{
  return append (store, seq, statement, FALSE, number, error);
}

gboolean
store_roster_give_back (SrvStore *store, gint64 seq, GBytes *statement, guint64 *number,
                        GError **error)
{
  return append (store, seq, statement, TRUE, number, error);
}
