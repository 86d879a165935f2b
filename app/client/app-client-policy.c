/* app-client-policy.c: see app-client-policy.h */
#include "app-client-policy.h"

#include "app-client-factor.h"
#include "app-client-private.h"
#include "app-team.h"
#include "hark-account.h"
#include "hark-error.h"

void
app_client_get_policy (AppClient *self, HarkRosterPolicy *policy)
{
  g_mutex_lock (&self->view_lock);
  *policy = self->policy;
  g_mutex_unlock (&self->view_lock);
}

guint
app_client_get_min_password (AppClient *self)
{
  guint min;

  g_mutex_lock (&self->view_lock);
  min = MAX (self->policy.password_length, self->told_min_password);
  g_mutex_unlock (&self->view_lock);

  return MAX (min, HARK_ACCOUNT_MIN_PASSWORD);
}

void
app_client_note_min_password (AppClient *self, guint min)
{
  g_mutex_lock (&self->view_lock);
  self->told_min_password = min;
  g_mutex_unlock (&self->view_lock);
}

AppServerInfo *
app_client_note_info (AppClient *self, AppServerInfo *info)
{
  if (info != NULL)
    app_client_note_min_password (self, info->min_password);
  return info;
}

/* --- changing it --- */

static gboolean
is_sound (const HarkRosterPolicy *policy)
{
  return policy->password_length >= HARK_ROSTER_MIN_PASSWORD
         && policy->password_length <= HARK_ROSTER_MAX_PASSWORD
         && policy->idle_lock <= HARK_ROSTER_MAX_IDLE_LOCK;
}

typedef struct
{
  HarkRosterPolicy before, wanted;
} Change;

/* An AppTeamMake. */
static GBytes *
make_policy (AppStore *store, gconstpointer data, GError **error)
{
  const Change *change = data;
  const HarkRosterPolicy *wanted = &change->wanted, *now = hark_roster_get_policy (store->roster);
  const HarkId *self = &store->account->user;

  if (!hark_roster_is_admin (store->roster, self))
    g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "only an Admin sets the security policy");
  else if (!is_sound (wanted))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                 "passwords of %d to %d characters; an idle lock after at most %d minutes, 0 for "
                 "none",
                 HARK_ROSTER_MIN_PASSWORD, HARK_ROSTER_MAX_PASSWORD, HARK_ROSTER_MAX_IDLE_LOCK);
  else if (!hark_roster_policy_equal (wanted, now)
           && !hark_roster_policy_equal (&change->before, now))
    g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                 "another Admin has changed the security policy meanwhile: look at it again");
  else if (!hark_roster_policy_equal (wanted, now))
    return hark_roster_make_policy (store->roster, self, store->keys->account.sign_sk, wanted);

  return NULL;
}

/* An AppClientWork. */
static gboolean
append (AppSync *sync, gconstpointer change, GError **error)
{
  return app_sync_pull (sync, error) && app_team_append (sync, make_policy, NULL, change, error);
}

/* Whoever asks it of everybody has one: else the very answer to it would not come through. */
static gboolean
check_own_factor (AppClient *self, const HarkRosterPolicy *before, const HarkRosterPolicy *policy,
                  GError **error)
{
  g_autofree AppFactor *factor = NULL;

  if (!policy->second_factor || before->second_factor)
    return TRUE;

  factor = app_client_read_factor_sync (self, error);
  if (factor != NULL && !factor->is_on)
    g_set_error (error, HARK_ERROR, HARK_ERROR_FACTOR,
                 "set up a second factor for your own account first");
  return factor != NULL && factor->is_on;
}

gboolean
app_client_set_policy_sync (AppClient *self, const HarkRosterPolicy *before,
                            const HarkRosterPolicy *policy, GError **error)
{
  const Change change = { .before = *before, .wanted = *policy };

  return check_own_factor (self, before, policy, error)
         && app_client_run_work (self, append, &change, error);
}

static gpointer
run_set (AppClient *self, gpointer data, GError **error)
{
  const Change *change = data;

  return app_client_set_policy_sync (self, &change->before, &change->wanted, error) ? self : NULL;
}

void
app_client_set_policy_async (AppClient *self, const HarkRosterPolicy *before,
                             const HarkRosterPolicy *policy, GAsyncReadyCallback callback,
                             gpointer user)
{
  Change *change = g_new0 (Change, 1);

  change->before = *before;
  change->wanted = *policy;
  app_client_start_call (self, run_set, change, g_free, NULL, app_client_set_policy_async, callback,
                         user);
}

gboolean
app_client_set_policy_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_set_policy_async, error) != NULL;
}
