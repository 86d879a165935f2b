/* app-client-team-async.c: the asynchronous twins of app-client-team.h */
#include "app-client-private.h"

#include "hark-seal.h"

#include <string.h>

/* A call's arguments: plain values, wiped with it. */
typedef struct
{
  char *texts[3];
  HarkId user, area;
  guint8 keys[32];
  gboolean has_keys;
  HarkRole role;
  AppReach reach;
  gboolean is_later;
  AppSetup *setup;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  for (guint i = 0; i < G_N_ELEMENTS (call->texts); i++)
    hark_seal_free_string (call->texts[i]);
  g_clear_object (&call->setup);
  g_free (call);
}

static Call *
call_new (const char *first, const char *second, const char *third)
{
  Call *call = g_new0 (Call, 1);

  call->texts[0] = g_strdup (first);
  call->texts[1] = g_strdup (second);
  call->texts[2] = g_strdup (third);
  return call;
}

/* --- inviting --- */

static gpointer
run_invite (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;
  const AppInvite invite = { .name = call->texts[0],
                             .mail = call->texts[1],
                             .role = call->role,
                             .area = call->area,
                             .is_later = call->is_later };

  return app_client_invite_sync (self, &invite, error);
}

void
app_client_invite_async (AppClient *self, const AppInvite *invite, GAsyncReadyCallback callback,
                         gpointer user)
{
  Call *call = call_new (invite->name, invite->mail, NULL);

  call->role = invite->role;
  call->area = invite->area;
  call->is_later = invite->is_later;
  app_client_start_call (self, run_invite, call, call_free, (GDestroyNotify)hark_seal_free_string,
                         app_client_invite_async, callback, user);
}

char *
app_client_invite_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_invite_async, error);
}

static gpointer
run_reset (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_reset_sync (self, &call->user, error);
}

void
app_client_reset_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->user = *user;
  app_client_start_call (self, run_reset, call, call_free, (GDestroyNotify)hark_seal_free_string,
                         app_client_reset_async, callback, user_data);
}

char *
app_client_reset_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_reset_async, error);
}

static gpointer
run_list_awaited (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_awaited_sync (self, error);
}

void
app_client_list_awaited_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list_awaited, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_awaited_async, callback, user);
}

GPtrArray *
app_client_list_awaited_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_awaited_async, error);
}

static gpointer
run_take_back (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_take_back_invitation_sync (self, &call->user, error));
}

void
app_client_take_back_invitation_async (AppClient *self, const HarkId *user,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->user = *user;
  app_client_start_call (self, run_take_back, call, call_free, NULL,
                         app_client_take_back_invitation_async, callback, user_data);
}

gboolean
app_client_take_back_invitation_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_take_back_invitation_async, error)
         != NULL;
}

/* --- teams --- */

static gpointer
run_place (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (
      app_client_place_member_sync (self, &call->user, call->has_keys ? call->keys : NULL,
                                    &call->area, call->role, call->reach, error));
}

void
app_client_place_member_async (AppClient *self, const HarkId *user, const guint8 keys[32],
                               const HarkId *area, HarkRole role, AppReach reach,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->has_keys = keys != NULL;
  if (keys != NULL)
    memcpy (call->keys, keys, sizeof call->keys);
  call->user = *user;
  call->area = *area;
  call->role = role;
  call->reach = reach;
  app_client_start_call (self, run_place, call, call_free, NULL, app_client_place_member_async,
                         callback, user_data);
}

gboolean
app_client_place_member_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_place_member_async, error) != NULL;
}

static gpointer
run_remove (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_remove_member_sync (self, &call->user, &call->area, error));
}

void
app_client_remove_member_async (AppClient *self, const HarkId *user, const HarkId *area,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->user = *user;
  call->area = *area;
  app_client_start_call (self, run_remove, call, call_free, NULL, app_client_remove_member_async,
                         callback, user_data);
}

gboolean
app_client_remove_member_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_remove_member_async, error) != NULL;
}

/* --- what others changed --- */

static gpointer
run_list_changes (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_team_changes_sync (self, error);
}

void
app_client_list_team_changes_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list_changes, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_team_changes_async, callback, user);
}

GPtrArray *
app_client_list_team_changes_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_team_changes_async, error);
}

static gpointer
run_see_changes (AppClient *self, gpointer data, GError **error)
{
  return GINT_TO_POINTER (app_client_see_team_changes_sync (self, *(guint64 *)data, error));
}

void
app_client_see_team_changes_async (AppClient *self, guint64 seq, GAsyncReadyCallback callback,
                                   gpointer user)
{
  app_client_start_call (self, run_see_changes, g_memdup2 (&seq, sizeof seq), g_free, NULL,
                         app_client_see_team_changes_async, callback, user);
}

gboolean
app_client_see_team_changes_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_see_team_changes_async, error) != NULL;
}

/* --- accounts --- */

static gpointer
run_switch_off (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_switch_off_sync (self, &call->user, error));
}

void
app_client_switch_off_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->user = *user;
  app_client_start_call (self, run_switch_off, call, call_free, NULL, app_client_switch_off_async,
                         callback, user_data);
}

gboolean
app_client_switch_off_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_switch_off_async, error) != NULL;
}

/* --- accepting --- */

static gpointer
run_look (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_look_sync (self, call->texts[0], call->texts[1], error);
}

void
app_client_look_async (AppClient *self, const char *url, const char *invitation,
                       GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_look, call_new (url, invitation, NULL), call_free,
                         (GDestroyNotify)app_welcome_free, app_client_look_async, callback, user);
}

AppWelcome *
app_client_look_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_look_async, error);
}

static gpointer
run_prepare (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return app_client_prepare_accept_sync (self, call->texts[0], call->texts[1], call->texts[2],
                                         error);
}

void
app_client_prepare_accept_async (AppClient *self, const char *url, const char *invitation,
                                 const char *password, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_prepare, call_new (url, invitation, password), call_free,
                         g_object_unref, app_client_prepare_accept_async, callback, user);
}

AppSetup *
app_client_prepare_accept_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_prepare_accept_async, error);
}

static gpointer
run_commit (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_commit_accept_sync (self, call->setup, error));
}

void
app_client_commit_accept_async (AppClient *self, AppSetup *setup, GAsyncReadyCallback callback,
                                gpointer user)
{
  Call *call = call_new (NULL, NULL, NULL);

  call->setup = g_object_ref (setup);
  app_client_start_call (self, run_commit, call, call_free, NULL, app_client_commit_accept_async,
                         callback, user);
}

gboolean
app_client_commit_accept_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_commit_accept_async, error) != NULL;
}
