/* store-invitation.c: see store-invitation.h */
#include "store-invitation.h"

#include "hark-error.h"
#include "hark-text.h"
#include "store-area.h"
#include "store-portal-account.h"
#include "store-reset.h"
#include "store-session.h"

#define COLUMNS                                                                                    \
  "user, name, mail, role, area, inviter, token, expires, accepted, sign_pk, box_pk, tag,"         \
  " portal"

static const char SQL_GET[] = "SELECT " COLUMNS " FROM invitation WHERE user = $1";
static const char SQL_LIST[] = "SELECT " COLUMNS " FROM invitation"
                               " WHERE accepted IS NOT NULL OR expires > $1 ORDER BY folded";
static const char SQL_ALL[] = "SELECT " COLUMNS " FROM invitation";
static const char SQL_INSERT[]
    = "INSERT INTO invitation (user, name, folded, mail, role, area, inviter, token, expires,"
      " portal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char SQL_ACCEPT[]
    = "UPDATE invitation SET accepted = $2, sign_pk = $3, box_pk = $4, tag = $5 WHERE user = $1";
static const char SQL_DELETE[] = "DELETE FROM invitation WHERE user = $1";
static const char SQL_EXPIRE[] = "DELETE FROM invitation WHERE user IN (SELECT user FROM invitation"
                                 " WHERE accepted IS NULL AND expires <= $1 LIMIT $2)";
static const char SQL_LATE[] = "SELECT i.user FROM invitation i JOIN reset r ON r.user = i.user"
                               " WHERE i.accepted <= $1";
/* not those of others: the clock may be wrong */
static const char SQL_FREE[] = "DELETE FROM invitation WHERE accepted IS NULL AND expires <= $1"
                               " AND (folded = $2 OR user = $3)";
static const char SQL_COUNT[]
    = "SELECT count(*) FROM invitation WHERE accepted IS NOT NULL OR expires > $1";
static const char SQL_NAME[] = "SELECT user FROM invitation WHERE folded = $1";
static const char SQL_FIND[]
    = "SELECT user FROM invitation WHERE folded = $1 AND accepted IS NOT NULL";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
srv_invitation_free (SrvInvitation *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->mail);
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

static SrvInvitation *
read_row (HarkStmt *stmt)
{
  SrvInvitation *row = g_new0 (SrvInvitation, 1);

  hark_stmt_get_id (stmt, 0, &row->user);
  row->name = g_strdup (hark_stmt_get_text (stmt, 1));
  row->mail = g_strdup (hark_stmt_get_text (stmt, 2));
  if (!hark_stmt_is_null (stmt, 3))
    hark_role_from_name (hark_stmt_get_text (stmt, 3), &row->role);
  hark_stmt_get_id (stmt, 4, &row->area);
  hark_stmt_get_id (stmt, 5, &row->inviter);
  copy_blob (stmt, 6, row->token, sizeof row->token);
  row->expires = hark_stmt_get_int (stmt, 7);
  row->accepted = hark_stmt_is_null (stmt, 8) ? 0 : hark_stmt_get_int (stmt, 8);
  copy_blob (stmt, 9, row->sign_pk, sizeof row->sign_pk);
  copy_blob (stmt, 10, row->box_pk, sizeof row->box_pk);
  copy_blob (stmt, 11, row->tag, sizeof row->tag);
  row->is_portal = hark_stmt_get_int (stmt, 12) != 0;
  return row;
}

static GPtrArray *
read_rows (HarkStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_invitation_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (rows, read_row (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

SrvInvitation *
store_invitation_get (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  g_autoptr (GPtrArray) rows = NULL;

  hark_stmt_bind_id (stmt, 1, user);
  rows = read_rows (stmt, error);
  if (rows == NULL)
    return NULL;
  if (rows->len == 0)
    {
      fail (error, HARK_ERROR_NOT_FOUND, "there is no such invitation");
      return NULL;
    }

  return g_ptr_array_steal_index (rows, 0);
}

GPtrArray *
store_invitation_list (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);

  hark_stmt_bind_int (stmt, 1, now);
  return read_rows (stmt, error);
}

/* NULL without @error where there is none. */
static SrvInvitation *
look_up (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (GError) local = NULL;
  SrvInvitation *found = store_invitation_get (store, user, &local);

  if (found == NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return found;
}

/* Names are never given twice, not even of people who left. */
static gboolean
check_free (SrvStore *store, const SrvInvitation *invitation, const char *folded, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NAME);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean taken = hark_roster_find_user (list, invitation->name) != NULL
                   || hark_roster_get_user (list, &invitation->user) != NULL
                   || hark_id_equal (hark_roster_get_org (list), &invitation->user);

  srv_roster_unlock (roster);
  if (!taken && !store_portal_account_has_name (store, folded, &taken, error))
    return FALSE;
  if (taken)
    return fail (error, HARK_ERROR_CONFLICT, "this name is taken");

  hark_stmt_bind_text (stmt, 1, folded);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return fail (error, HARK_ERROR_CONFLICT, "somebody is already invited by this name");
    case HARK_STEP_DONE:
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
check_inviter (SrvStore *store, const SrvInvitation *invitation, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  gboolean may = hark_roster_is_admin (srv_roster_lock (roster), &invitation->inviter);

  srv_roster_unlock (roster);
  return may || fail (error, HARK_ERROR_FORBIDDEN, "only an Admin invites");
}

static gboolean
check_room (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  hark_stmt_bind_int (stmt, 1, now);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;
  if (hark_stmt_get_int (stmt, 0) >= SRV_INVITATION_MAX)
    return fail (error, HARK_ERROR_BUSY, "too many invitations are open");

  return TRUE;
}

static gboolean
insert (SrvStore *store, const SrvInvitation *invitation, const char *folded, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  gboolean in_area = invitation->role != HARK_ROLE_NONE;

  hark_stmt_bind_id (stmt, 1, &invitation->user);
  hark_stmt_bind_text (stmt, 2, invitation->name);
  hark_stmt_bind_text (stmt, 3, folded);
  hark_stmt_bind_text (stmt, 4, invitation->mail);
  hark_stmt_bind_text (stmt, 5, in_area ? hark_role_get_name (invitation->role) : NULL);
  hark_stmt_bind_id (stmt, 6, in_area ? &invitation->area : NULL);
  hark_stmt_bind_id (stmt, 7, &invitation->inviter);
  hark_stmt_bind_blob (stmt, 8, invitation->token, sizeof invitation->token);
  hark_stmt_bind_int (stmt, 9, invitation->expires);
  hark_stmt_bind_int (stmt, 10, invitation->is_portal ? 1 : 0);
  return hark_stmt_run (stmt, error);
}

static gboolean
is_same (const SrvInvitation *a, const SrvInvitation *b)
{
  return strcmp (a->name, b->name) == 0 && strcmp (a->mail, b->mail) == 0 && a->role == b->role
         && hark_id_equal (&a->area, &b->area) && hark_id_equal (&a->inviter, &b->inviter)
         && a->is_portal == b->is_portal && hark_seal_equal (a->token, b->token, sizeof a->token);
}

/* What has run out takes no name any more, swept or not. */
static gboolean
free_name (SrvStore *store, const SrvInvitation *invitation, const char *folded, gint64 now,
           GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FREE);

  hark_stmt_bind_int (stmt, 1, now);
  hark_stmt_bind_text (stmt, 2, folded);
  hark_stmt_bind_id (stmt, 3, &invitation->user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_invitation_create (SrvStore *store, const SrvInvitation *invitation, gint64 now,
                         GError **error)
{
  g_autofree char *folded = hark_text_fold (invitation->name);
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvInvitation) known = NULL;
  g_autoptr (SrvArea) area = NULL;

  if (!check_inviter (store, invitation, error)
      || !free_name (store, invitation, folded, now, error))
    return FALSE;

  known = look_up (store, &invitation->user, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (known != NULL)
    return is_same (known, invitation)
           || fail (error, HARK_ERROR_CONFLICT, "this id belongs to another invitation");
  if (invitation->role != HARK_ROLE_NONE
      && (area = store_area_get (store, &invitation->area, error)) == NULL)
    return FALSE;

  return check_free (store, invitation, folded, error) && check_room (store, now, error)
         && insert (store, invitation, folded, error);
}

static gboolean
has_keys (const HarkRosterUser *user, const SrvInvitation *invitation)
{
  return user != NULL && memcmp (user->sign_pk, invitation->sign_pk, sizeof user->sign_pk) == 0
         && memcmp (user->box_pk, invitation->box_pk, sizeof user->box_pk) == 0;
}

/* With what waits of a reset. */
static gboolean
delete_row (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_id (stmt, 1, user);
  return store_session_end_waiting (store, user, error) && hark_stmt_run (stmt, error);
}

/* The name is the roster's. */
static gboolean
read_known (SrvStore *store, SrvInvitation *invitation, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  const HarkRosterUser *user = hark_roster_get_user (srv_roster_lock (roster), &invitation->user);

  g_clear_pointer (&invitation->name, g_free);
  if (user != NULL && user->until == 0)
    invitation->name = g_strdup (user->name);
  srv_roster_unlock (roster);
  return invitation->name != NULL
         || fail (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
}

static gboolean
replace (SrvStore *store, const SrvInvitation *invitation, gint64 now, GError **error)
{
  g_autofree char *folded = hark_text_fold (invitation->name);

  return delete_row (store, &invitation->user, error) && check_room (store, now, error)
         && insert (store, invitation, folded, error);
}

gboolean
store_invitation_shut (SrvStore *store, const HarkId *user, GError **error)
{
  return delete_row (store, user, error) && store_session_end_user (store, user, error)
         && store_account_shut (store, user, error);
}

/* Whether secrets of a reset wait. */
static gboolean
find_reset (SrvStore *store, const HarkId *user, gboolean *has, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) secrets = store_reset_get (store, user, &local);

  *has = secrets != NULL;
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* One that was accepted by an earlier version took the place of the account's secrets at once,
 * signed or not: with its row would go what keeps them out. */
static gboolean
shut_unsigned (SrvStore *store, const SrvInvitation *known, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  gboolean has_reset, is_named;

  if (known == NULL || known->accepted == 0)
    return TRUE;
  if (!find_reset (store, &known->user, &has_reset, error))
    return FALSE;

  is_named = has_keys (hark_roster_get_user (srv_roster_lock (roster), &known->user), known);
  srv_roster_unlock (roster);
  return has_reset || is_named || store_invitation_shut (store, &known->user, error);
}

gboolean
store_invitation_reset (SrvStore *store, SrvInvitation *invitation, gint64 now, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvInvitation) known = NULL;
  g_autoptr (SrvAccount) account = NULL;

  if (!check_inviter (store, invitation, error))
    return FALSE;
  if (hark_id_equal (&invitation->user, &invitation->inviter))
    return fail (error, HARK_ERROR_INVALID, "another Admin has to reset this account");

  known = look_up (store, &invitation->user, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (known != NULL && hark_seal_equal (known->token, invitation->token, sizeof known->token))
    return TRUE;
  if (!read_known (store, invitation, error)
      || (account = store_account_get (store, &invitation->user, error)) == NULL)
    return FALSE;

  g_free (invitation->mail);
  invitation->mail = g_strdup (account->mail);
  return shut_unsigned (store, known, error) && replace (store, invitation, now, error);
}

gboolean
store_invitation_delete (SrvStore *store, const HarkId *user, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (SrvInvitation) known = store_invitation_get (store, user, error);
  const HarkRosterUser *named;
  gboolean is_lost, has_reset;

  if (known == NULL || !find_reset (store, user, &has_reset, error))
    return FALSE;

  named = hark_roster_get_user (srv_roster_lock (roster), user);
  is_lost = known->accepted != 0 && named != NULL && !has_keys (named, known) && !has_reset;
  srv_roster_unlock (roster);
  if (is_lost)
    return fail (error, HARK_ERROR_CONFLICT,
                 "it was accepted, and the keys of before are gone: reset the account once more");

  return delete_row (store, user, error)
         && (known->accepted == 0 || named != NULL || store_account_delete (store, user, error));
}

SrvInvitation *
store_invitation_get_reset (SrvStore *store, const HarkId *user, gint64 now, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (SrvInvitation) known = store_invitation_get (store, user, error);
  const HarkRosterUser *named;
  gboolean waits;

  if (known == NULL)
    return NULL;

  named = hark_roster_get_user (srv_roster_lock (roster), user);
  waits = named != NULL && (known->accepted == 0 ? known->expires > now : !has_keys (named, known));
  srv_roster_unlock (roster);
  if (waits)
    return g_steal_pointer (&known);

  fail (error, HARK_ERROR_NOT_FOUND, "no reset of this account waits");
  return NULL;
}

/* Taking over an account that is there is an Admin's to allow, at that moment. */
static gboolean
is_vouched_for (SrvStore *store, const SrvInvitation *invitation)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean is = hark_roster_get_user (list, &invitation->user) == NULL
                || hark_roster_is_admin (list, &invitation->inviter);

  srv_roster_unlock (roster);
  return is;
}

SrvInvitation *
store_invitation_open (SrvStore *store, const HarkId *user,
                       const guint8 token[HARK_INVITATION_TOKEN_LEN], gint64 now, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvInvitation) found = look_up (store, user, &local);
  const SrvInvitation nothing = { 0 };
  guint8 hash[HARK_HASH_LEN];
  gboolean right;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  /* no such invitation and the wrong token: one answer, one way */
  hark_invitation_token_hash (token, hash);
  right = hark_seal_equal (hash, (found != NULL ? found : &nothing)->token, sizeof hash);
  if (found == NULL || found->is_portal || !right)
    {
      fail (error, HARK_ERROR_AUTH,
            "this invitation is not known here: perhaps it was used already, has expired, or was "
            "taken back");
      return NULL;
    }
  if (found->accepted == 0 && !is_vouched_for (store, found))
    {
      fail (error, HARK_ERROR_GONE, "who reset this account is no Admin any more: ask another one");
      return NULL;
    }
  if (found->accepted == 0 && found->expires <= now)
    {
      fail (error, HARK_ERROR_GONE, "this invitation has expired: ask for another one");
      return NULL;
    }

  return g_steal_pointer (&found);
}

/* The same request once more, whose answer was lost. */
static gboolean
check_again (SrvStore *store, const SrvInvitation *known, const SrvInvitation *keys,
             const SrvAccount *account, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) there = store_reset_get (store, &known->user, &local);

  if (there == NULL && local == NULL)
    there = store_account_get (store, &known->user, &local);
  if (there == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (memcmp (known->sign_pk, keys->sign_pk, sizeof keys->sign_pk) == 0
      && memcmp (known->box_pk, keys->box_pk, sizeof keys->box_pk) == 0
      && hark_seal_equal (known->tag, keys->tag, sizeof keys->tag)
      && hark_seal_equal (there->login, account->login, sizeof account->login)
      && hark_seal_equal (there->sheet_login, account->sheet_login, sizeof account->sheet_login)
      && g_bytes_equal (there->bundle, account->bundle)
      && g_bytes_equal (there->sheet_bundle, account->sheet_bundle))
    return TRUE;

  return fail (error, HARK_ERROR_CONFLICT, "this invitation was accepted already");
}

/* With keys that were signed already, nobody's device would have to look at anything. */
static gboolean
check_new_keys (SrvStore *store, const HarkId *user, const SrvInvitation *keys, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  const HarkRosterKeys *had = hark_roster_get_keys_at (list, user, hark_roster_get_seq (list));
  gboolean is_new = TRUE;

  for (; had != NULL && is_new; had = hark_roster_get_keys_at (list, user, had->since - 1))
    is_new = memcmp (had->sign_pk, keys->sign_pk, sizeof keys->sign_pk) != 0
             && memcmp (had->box_pk, keys->box_pk, sizeof keys->box_pk) != 0;
  srv_roster_unlock (roster);

  return is_new
         || fail (error, HARK_ERROR_INVALID, "these keys were used before: new ones are needed");
}

/* An account that is there stays as it is, until the list names the new keys. */
static gboolean
put_account (SrvStore *store, const SrvAccount *account, gint64 now, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) there = store_account_get (store, &account->user, &local);

  if (there != NULL)
    return store_reset_put (store, account, error);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return store_account_create (store, account, now, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
store_invitation_accept (SrvStore *store, const SrvInvitation *keys, SrvAccount *account,
                         gint64 now, GError **error)
{
  g_autoptr (SrvInvitation) known = store_invitation_get (store, &account->user, error);
  g_autoptr (HarkStmt) stmt = NULL;

  if (known == NULL)
    return FALSE;
  if (known->accepted != 0)
    return check_again (store, known, keys, account, error);
  if (!check_new_keys (store, &account->user, keys, error))
    return FALSE;

  stmt = srv_store_prepare (store, SQL_ACCEPT);
  hark_stmt_bind_id (stmt, 1, &account->user);
  hark_stmt_bind_int (stmt, 2, now);
  hark_stmt_bind_blob (stmt, 3, keys->sign_pk, sizeof keys->sign_pk);
  hark_stmt_bind_blob (stmt, 4, keys->box_pk, sizeof keys->box_pk);
  hark_stmt_bind_blob (stmt, 5, keys->tag, sizeof keys->tag);
  g_free (account->mail);
  account->mail = g_strdup (known->mail);
  return hark_stmt_run (stmt, error) && put_account (store, account, now, error);
}

gboolean
store_invitation_find (SrvStore *store, const char *name, HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);
  g_autofree char *folded = hark_text_fold (name);

  hark_stmt_bind_text (stmt, 1, folded);
  return hark_stmt_step (stmt, error) == HARK_STEP_ROW && hark_stmt_get_id (stmt, 0, user);
}

static gboolean
fail_waiting (SrvStore *store, const SrvInvitation *known, GError **error)
{
  g_autofree char *inviter = srv_roster_dup_name (srv_store_get_roster (store), &known->inviter);

  g_set_error (error, HARK_ERROR, HARK_ERROR_WAITING, "waiting for %s",
               inviter != NULL ? inviter : "an Admin");
  return FALSE;
}

gboolean
store_invitation_check (SrvStore *store, const HarkId *user, gboolean is_waiting, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvInvitation) known = look_up (store, user, &local);
  const HarkRosterUser *named;
  gboolean is_there, has_others, has_reset;

  if (local != NULL || !find_reset (store, user, &has_reset, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  named = hark_roster_get_user (srv_roster_lock (roster), user);
  is_there = named != NULL && named->until == 0;
  has_others = known != NULL && known->accepted != 0 && !has_keys (named, known);
  srv_roster_unlock (roster);
  if (!is_waiting && is_there && (!has_others || has_reset))
    return TRUE;
  if (!has_others)
    return fail (error, HARK_ERROR_AUTH, "sign in first");

  return fail_waiting (store, known, error);
}

gboolean
store_invitation_check_keys (SrvStore *store, const HarkRosterUser *user, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvInvitation) known = look_up (store, &user->id, &local);
  g_autoptr (SrvAccount) account = NULL;

  if (local == NULL)
    account = store_account_get (store, &user->id, &local);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return (known != NULL && known->accepted != 0 && has_keys (user, known))
         || fail (error, HARK_ERROR_CONFLICT,
                  "nobody waits with these keys: the reset was taken back meanwhile, or another one"
                  " took its place");
}

gboolean
store_invitation_settle (SrvStore *store, HarkRoster *list, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ALL);
  g_autoptr (GPtrArray) rows = read_rows (stmt, error);

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const SrvInvitation *row = g_ptr_array_index (rows, i);
      const HarkRosterUser *user = hark_roster_get_user (list, &row->user);

      if (user == NULL)
        continue;
      if (user->until == 0 && has_keys (user, row) && srv_roster_has_new_keys (list, user)
          && !store_reset_apply (store, &row->user, error))
        return FALSE;
      if (user->until == 0
          && (!has_keys (user, row)
              || (row->role != HARK_ROLE_NONE
                  && hark_roster_get_role (list, &row->area, &row->user) == HARK_ROLE_NONE)))
        continue;
      if (!delete_row (store, &row->user, error))
        return FALSE;
    }

  return TRUE;
}

/* What nobody vouched for in time. */
static gboolean
give_up_resets (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LATE);
  g_autoptr (GArray) late = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step;
  HarkId user;

  hark_stmt_bind_int (stmt, 1, now - SRV_INVITATION_RESET_SECONDS);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &user))
      g_array_append_val (late, user);

  for (guint i = 0; step == HARK_STEP_DONE && i < late->len; i++)
    if (!delete_row (store, &g_array_index (late, HarkId, i), error))
      return FALSE;
  return step == HARK_STEP_DONE;
}

gboolean
store_invitation_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);

  hark_stmt_bind_int (stmt, 1, now);
  hark_stmt_bind_int (stmt, 2, SRV_STORE_PIECE);
  return hark_stmt_run (stmt, error) && give_up_resets (store, now, error);
}
