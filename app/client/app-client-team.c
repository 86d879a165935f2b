/* app-client-team.c: see app-client-team.h */
#include "app-client-private.h"

#include <string.h>

#include "app-invitation.h"
#include "app-setup.h"
#include "app-sign-in.h"
#include "app-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"

#define MAX_AWAITED 10000

AppHttp *
app_client_begin_request (AppClient *self, GError **error)
{
  AppHttp *http = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    http = app_http_new (self->store->account->url, self->token, self->cancellable);
  else
    app_client_fail_locked (error);
  g_mutex_unlock (&self->lock);

  return http;
}

/* Areas as the server calls them, by id. */
static char *
dup_area_name (GPtrArray *areas, const HarkId *id)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = g_ptr_array_index (areas, i);

      if (hark_id_equal (&area->id, id))
        return g_strdup (area->name);
    }

  return g_strdup ("?");
}

gboolean
app_client_is_admin (AppClient *self)
{
  gboolean is;

  g_mutex_lock (&self->lock);
  is = self->store != NULL
       && hark_roster_is_admin (self->store->roster, &self->store->account->user);
  g_mutex_unlock (&self->lock);

  return is;
}

HarkRole
app_client_get_role (AppClient *self, const HarkId *area)
{
  HarkRole role = HARK_ROLE_NONE;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    role = hark_roster_get_role (self->store->roster, area, &self->store->account->user);
  g_mutex_unlock (&self->lock);

  return role;
}

/* --- inviting --- */

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

static gboolean
check_invite (const AppInvite *invite, GError **error)
{
  if (!app_setup_check_name ("the user name", invite->name, HARK_API_MAX_NAME, error)
      || !app_setup_check_mail (invite->mail, error))
    return FALSE;
  if ((invite->role == HARK_ROLE_NONE) != hark_id_is_zero (&invite->area)
      || (guint)invite->role > HARK_ROLE_EXPERT)
    return refuse (error, HARK_ERROR_INVALID, "a role and its area go together");

  return TRUE;
}

/* Drawn and kept sealed before anything is sent: what was handed out can be checked. */
static AppInvitation *
keep_invitation (AppClient *self, const AppInvite *invite, GError **error)
{
  AppInvitation *kept = hark_seal_alloc (sizeof *kept);
  gboolean ok = FALSE;

  kept->role = invite->role;
  kept->area = invite->area;
  kept->is_later = invite->is_later ? 1 : 0;
  kept->made = g_get_real_time () / G_USEC_PER_SEC;
  g_strlcpy (kept->name, invite->name, sizeof kept->name);
  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (!hark_roster_is_admin (self->store->roster, &self->store->account->user))
    refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin invites");
  else
    {
      hark_invitation_random (&kept->invitation, self->store->account->root_pk);
      ok = app_outbox_add_invitation (self->store->outbox, kept, error);
    }
  g_mutex_unlock (&self->lock);
  if (ok)
    return kept;

  hark_seal_free (kept);
  return NULL;
}

static gboolean
forget_invitation (AppClient *self, const HarkId *user, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->store != NULL ? app_outbox_remove_invitation (self->store->outbox, user, error)
                           : app_client_fail_locked (error);
  g_mutex_unlock (&self->lock);

  return ok;
}

static void
set_token_hash (JsonObject *body, const AppInvitation *kept)
{
  guint8 token[HARK_INVITATION_TOKEN_LEN], hash[HARK_HASH_LEN];

  hark_invitation_token (&kept->invitation, token);
  hark_invitation_token_hash (token, hash);
  hark_seal_wipe (token, sizeof token);
  hark_json_set_bytes (body, "token", hash, sizeof hash);
}

static JsonObject *
describe_invite (const AppInvite *invite, const AppInvitation *kept)
{
  JsonObject *body = json_object_new ();

  hark_json_set_id (body, "user", &kept->invitation.user);
  json_object_set_string_member (body, "name", invite->name);
  json_object_set_string_member (body, "mail", invite->mail);
  if (invite->role == HARK_ROLE_NONE)
    json_object_set_null_member (body, "role");
  else
    json_object_set_string_member (body, "role", hark_role_get_name (invite->role));
  hark_json_set_id (body, "area", &invite->area);
  set_token_hash (body, kept);
  return body;
}

char *
app_client_invite_sync (AppClient *self, const AppInvite *invite, GError **error)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) reply = NULL;
  AppInvitation *kept;
  char *line = NULL;

  if (!check_invite (invite, error) || (http = app_client_begin_request (self, error)) == NULL)
    return NULL;
  kept = keep_invitation (self, invite, error);
  if (kept == NULL)
    return NULL;

  body = describe_invite (invite, kept);
  reply = app_http_json (http, "POST", HARK_API_INVITATIONS, body, error);
  if (reply != NULL)
    line = hark_invitation_to_line (&kept->invitation);
  else
    forget_invitation (self, &kept->invitation.user, NULL); /* nobody has its line */
  hark_seal_free (kept);

  return line;
}

/* --- somebody who lost password and sheet --- */

/* What is kept for @user now, (nullable). */
static AppInvitation *
take_kept (AppOutbox *outbox, const HarkId *user, GError **error)
{
  g_autoptr (GPtrArray) list = app_outbox_list_invitations (outbox, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    if (hark_id_equal (&((AppInvitation *)list->pdata[i])->invitation.user, user))
      return app_outbox_remove_invitation (outbox, user, error) ? g_ptr_array_steal_index (list, i)
                                                                : NULL;

  return NULL;
}

/* As keep_invitation (). @earlier is what it takes the place of; both are to be freed. */
static AppInvitation *
keep_reset (AppClient *self, const HarkId *user, AppInvitation **earlier, GError **error)
{
  AppInvitation *kept = hark_seal_alloc (sizeof *kept);
  g_autoptr (GError) local = NULL;
  const HarkRosterUser *found;
  gboolean ok = FALSE;

  kept->made = g_get_real_time () / G_USEC_PER_SEC;
  kept->is_reset = TRUE;
  g_mutex_lock (&self->lock);
  found = self->store != NULL ? hark_roster_get_user (self->store->roster, user) : NULL;
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (!hark_roster_is_admin (self->store->roster, &self->store->account->user))
    refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin resets accounts");
  else if (found == NULL || found->until != 0)
    refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  else
    {
      hark_invitation_random (&kept->invitation, self->store->account->root_pk);
      kept->invitation.user = *user;
      g_strlcpy (kept->name, found->name, sizeof kept->name);
      *earlier = take_kept (self->store->outbox, user, &local);
      ok = local == NULL && app_outbox_add_invitation (self->store->outbox, kept, &local);
      if (!ok)
        g_propagate_error (error, g_steal_pointer (&local));
    }
  g_mutex_unlock (&self->lock);
  if (ok)
    return kept;

  hark_seal_free (kept);
  return NULL;
}

/* It was not taken: the line of before, if there is one, is still to be checked. */
static void
put_back (AppClient *self, const HarkId *user, const AppInvitation *earlier)
{
  g_mutex_lock (&self->lock);
  if (self->store != NULL && app_outbox_remove_invitation (self->store->outbox, user, NULL)
      && earlier != NULL)
    app_outbox_add_invitation (self->store->outbox, earlier, NULL);
  g_mutex_unlock (&self->lock);
}

char *
app_client_reset_sync (AppClient *self, const HarkId *user, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autofree char *id = hark_id_to_string (user);
  g_autofree char *path = g_strconcat (HARK_API_RESETS "/", id, NULL);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  AppInvitation *earlier = NULL;
  AppInvitation *kept = http != NULL ? keep_reset (self, user, &earlier, error) : NULL;
  char *line = NULL;

  if (kept == NULL)
    return NULL;

  set_token_hash (body, kept);
  reply = app_http_json (http, "POST", path, body, error);
  if (reply != NULL)
    line = hark_invitation_to_line (&kept->invitation);
  else
    put_back (self, user, earlier);
  hark_seal_free (earlier);
  hark_seal_free (kept);

  return line;
}

/* --- awaited --- */

void
app_awaited_free (AppAwaited *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->mail);
  g_free (self->area_name);
  g_free (self->by);
  g_free (self);
}

static AppAwaited *
read_awaited (JsonObject *row, GError **error)
{
  g_autoptr (AppAwaited) self = g_new0 (AppAwaited, 1);
  const char *name = hark_json_get_string (row, "name", HARK_API_MAX_NAME, error);
  const char *mail
      = name != NULL ? hark_json_get_string (row, "mail", HARK_API_MAX_MAIL, error) : NULL;
  const char *role = NULL, *tag = NULL;

  if (mail == NULL || !hark_json_get_id (row, "user", &self->user, error)
      || !hark_json_get_opt_string (row, "role", 32, &role, error)
      || !hark_json_get_opt_id (row, "area", &self->area, error)
      || !hark_json_get_int (row, "expires", 0, G_MAXINT64, &self->expires, error)
      || !hark_json_get_opt_string (row, "tag", 64, &tag, error))
    return NULL;
  if (role != NULL && !hark_role_from_name (role, &self->role))
    {
      refuse (error, HARK_ERROR_INVALID, "an invitation names a role that this version lacks");
      return NULL;
    }

  self->name = g_strdup (name);
  self->mail = g_strdup (mail);
  self->is_accepted = tag != NULL;
  self->is_portal = json_object_get_boolean_member_with_default (row, "portal", FALSE);
  return g_steal_pointer (&self);
}

static gboolean
is_kept (GPtrArray *kept, const HarkId *user)
{
  for (guint i = 0; i < kept->len; i++)
    if (hark_id_equal (&((AppInvitation *)g_ptr_array_index (kept, i))->invitation.user, user))
      return TRUE;

  return FALSE;
}

/* A name that is shown beside a button that signs is the roster's own. */
static gboolean
take_roster_name (AppAwaited *awaited, const HarkRosterUser *user)
{
  g_autofree char *claimed = hark_text_fold (awaited->name);
  g_autofree char *known = hark_text_fold (user->name);

  g_free (awaited->name);
  awaited->name = g_strdup (user->name);
  return g_str_equal (claimed, known);
}

/* By what this device knows itself: the server could put anybody's id beside anybody's name. */
static void
judge_awaited (AppStore *store, GPtrArray *areas, GPtrArray *kept, JsonObject *row,
               AppAwaited *awaited)
{
  const HarkRosterUser *user = hark_roster_get_user (store->roster, &awaited->user);
  const char *inviter;
  gboolean is_honest;
  HarkId by = { { 0 } };

  hark_json_get_opt_id (row, "by", &by, NULL);
  inviter = app_store_user_name (store, &by);
  awaited->by = g_strdup (inviter != NULL ? inviter : "?");
  awaited->is_ours = is_kept (kept, &awaited->user);
  awaited->is_named = user != NULL && user->until == 0;
  awaited->is_reset = awaited->is_named && awaited->role == HARK_ROLE_NONE;
  if (awaited->is_named)
    memcpy (awaited->keys_hash, user->keys_hash, sizeof awaited->keys_hash);
  is_honest = user == NULL || take_roster_name (awaited, user);
  if (awaited->role == HARK_ROLE_NONE)
    return;

  awaited->area_name = dup_area_name (areas, &awaited->area);
  awaited->can_confirm
      = awaited->is_named && is_honest
        && hark_roster_get_role (store->roster, &awaited->area, &awaited->user) == HARK_ROLE_NONE
        && hark_roster_get_role (store->roster, &awaited->area, &store->account->user)
               == HARK_ROLE_EXPERT;
}

static GPtrArray *
read_list (AppClient *self, JsonArray *rows, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_awaited_free);
  g_autoptr (GPtrArray) areas = app_client_get_areas (self);
  g_autoptr (GPtrArray) kept = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    kept = app_outbox_list_invitations (self->store->outbox, error);
  for (guint i = 0; kept != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = hark_json_array_get_object (rows, i, error);
      AppAwaited *awaited = row != NULL ? read_awaited (row, error) : NULL;

      if (awaited == NULL)
        {
          g_clear_pointer (&kept, g_ptr_array_unref);
          break;
        }
      judge_awaited (self->store, areas, kept, row, awaited);
      g_ptr_array_add (list, awaited);
    }
  g_mutex_unlock (&self->lock);

  return kept != NULL ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
app_client_list_awaited_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "GET", HARK_API_INVITATIONS, NULL, error) : NULL;
  JsonArray *rows
      = reply != NULL ? hark_json_get_array (reply, "invitations", MAX_AWAITED, error) : NULL;

  return rows != NULL ? read_list (self, rows, error) : NULL;
}

gboolean
app_client_take_back_invitation_sync (AppClient *self, const HarkId *user, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autofree char *id = hark_id_to_string (user);
  g_autofree char *path = g_strconcat (HARK_API_INVITATIONS "/", id, NULL);
  g_autoptr (JsonObject) reply
      = http != NULL ? app_http_json (http, "DELETE", path, NULL, error) : NULL;

  return reply != NULL && forget_invitation (self, user, error);
}

/* --- teams --- */

gboolean
app_client_look_at (AppClient *self, const HarkId *user, const HarkId *area, guint8 keys[32],
                    gboolean *is_member, GError **error)
{
  const HarkRosterUser *known;
  gboolean is_open;

  memset (keys, 0, 32);
  g_mutex_lock (&self->lock);
  is_open = self->store != NULL;
  if (!is_open)
    app_client_fail_locked (error);
  else
    {
      known = hark_roster_get_user (self->store->roster, user);
      if (known != NULL)
        memcpy (keys, known->keys_hash, 32);
      *is_member = hark_roster_get_role (self->store->roster, area, user) != HARK_ROLE_NONE;
    }
  g_mutex_unlock (&self->lock);

  return is_open;
}

/* An AppClientWork. */
static gboolean
set_role (AppSync *sync, gconstpointer place, GError **error)
{
  return app_sync_pull (sync, error) && app_team_set_role (sync, place, error);
}

gboolean
app_client_place_member_sync (AppClient *self, const HarkId *user, const guint8 keys[32],
                              const HarkId *area, HarkRole role, AppReach reach, GError **error)
{
  AppTeamPlace place = { .user = *user, .area = *area, .role = role, .reach = reach };
  gboolean is_member;

  if (role <= HARK_ROLE_NONE || role > HARK_ROLE_EXPERT)
    return refuse (error, HARK_ERROR_INVALID, "there is no such role");
  if (!app_client_look_at (self, user, area, place.keys_hash, &is_member, error))
    return FALSE;

  if (keys != NULL)
    memcpy (place.keys_hash, keys, sizeof place.keys_hash);
  return app_client_run_work (self, set_role, &place, error);
}

gboolean
app_client_remove_member_sync (AppClient *self, const HarkId *user, const HarkId *area,
                               GError **error)
{
  const AppTeamPlace place = { .user = *user, .area = *area, .role = HARK_ROLE_NONE };

  return app_client_run_work (self, set_role, &place, error);
}

/* --- accounts --- */

/* An AppClientWork. */
static gboolean
switch_off (AppSync *sync, gconstpointer data, GError **error)
{
  return app_sync_pull (sync, error) && app_team_switch_off (sync, data, error);
}

gboolean
app_client_switch_off_sync (AppClient *self, const HarkId *user, GError **error)
{
  return app_client_run_work (self, switch_off, user, error);
}

/* --- accepting --- */

AppWelcome *
app_client_look_sync (AppClient *self, const char *url, const char *invitation, GError **error)
{
  AppWelcome *welcome = app_invitation_look (url, invitation, self->cancellable, error);

  if (welcome != NULL)
    app_client_note_min_password (self, welcome->min_password);
  return welcome;
}

/* Nothing is here, or the same account, which an Admin reset. */
static gboolean
check_place (AppClient *self, const AppSetup *setup, AppAdoption *adoption, GError **error)
{
  g_autoptr (AppAccount) here = NULL;

  *adoption = app_client_get_state (self) == APP_CLIENT_EMPTY ? APP_ADOPT_HERE : APP_ADOPT_RESET;
  if (*adoption == APP_ADOPT_HERE)
    return TRUE;

  here = app_home_read_account (self->home, error);
  return here != NULL
         && ((hark_id_equal (&here->user, &setup->account->user)
              && memcmp (here->root_pk, setup->account->root_pk, sizeof here->root_pk) == 0)
             || app_client_check_empty (self, error));
}

AppSetup *
app_client_prepare_accept_sync (AppClient *self, const char *url, const char *invitation,
                                const char *password, GError **error)
{
  g_autoptr (AppSetup) setup
      = app_invitation_prepare (url, invitation, password, self->cancellable, error);
  AppAdoption adoption;

  return setup != NULL && check_place (self, setup, &adoption, error) ? g_steal_pointer (&setup)
                                                                      : NULL;
}

/* Where the answer was lost, and it was confirmed by now, nothing is left of the invitation:
 * whether it went through shows at the sign-in. */
static gboolean
send_acceptance (AppSetup *setup, AppHttp *http, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *token;

  if (app_invitation_send (setup, http, &local))
    return TRUE;

  token = g_error_matches (local, HARK_ERROR, HARK_ERROR_AUTH) ? app_sign_in_session (
              http, &setup->account->user, &setup->account->device, setup->secrets, NULL, NULL)
                                                               : NULL;
  if (token == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  hark_seal_free_string (token);
  return TRUE;
}

gboolean
app_client_commit_accept_sync (AppClient *self, AppSetup *setup, GError **error)
{
  g_autoptr (AppHttp) http = app_http_new (setup->account->url, NULL, self->cancellable);

  AppAdoption adoption;

  return check_place (self, setup, &adoption, error) && send_acceptance (setup, http, error)
         && app_client_adopt_setup (self, adoption, setup, http, error);
}

/* --- what was done for others --- */

void
app_teamwork_free (AppTeamwork *self)
{
  if (self == NULL)
    return;

  g_free (self->names);
  g_free (self);
}

void
app_client_add_teamwork (AppClient *self, const AppSync *sync)
{
  AppTeamwork *work = &self->teamwork;

  g_mutex_lock (&self->view_lock);
  work->n_signed += sync->n_signed;
  work->n_sealed += sync->n_sealed;
  work->n_opened += sync->n_opened;
  if (sync->names->len > 0)
    {
      char *names = work->names != NULL ? g_strconcat (work->names, ", ", sync->names->str, NULL)
                                        : g_strdup (sync->names->str);

      g_free (work->names);
      work->names = names;
    }
  g_mutex_unlock (&self->view_lock);
}

AppTeamwork *
app_client_take_teamwork (AppClient *self)
{
  AppTeamwork *work = g_new0 (AppTeamwork, 1);

  g_mutex_lock (&self->view_lock);
  *work = self->teamwork;
  memset (&self->teamwork, 0, sizeof self->teamwork);
  g_mutex_unlock (&self->view_lock);
  if (work->names == NULL)
    work->names = g_strdup ("");

  return work;
}
