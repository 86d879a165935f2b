/* app-invitation.c: see app-invitation.h */
#include "app-invitation.h"

#include <string.h>

#include "hark-api.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "hark-json.h"

void
app_welcome_free (AppWelcome *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->organisation);
  g_free (self->fingerprint);
  g_free (self->name);
  g_free (self->by);
  g_free (self->area_name);
  g_free (self);
}

static char *
make_path (const HarkId *user, const char *what)
{
  g_autofree char *id = hark_id_to_string (user);

  return g_strdup_printf (HARK_API_INVITATIONS "/%s/%s", id, what);
}

static void
set_token (JsonObject *body, const HarkInvitation *invitation)
{
  guint8 token[HARK_INVITATION_TOKEN_LEN];

  hark_invitation_token (invitation, token);
  hark_json_set_bytes (body, "token", token, sizeof token);
  hark_seal_wipe (token, sizeof token);
}

/* The organisation that invited, and no other one at that address, before anything is sent there.
 */
static AppServerInfo *
check_organisation (AppHttp *http, const char *url, const HarkInvitation *invitation,
                    GError **error)
{
  guint8 root_pk[32];
  g_autoptr (AppServerInfo) info = app_setup_read_info (http, url, root_pk, error);

  if (info == NULL)
    return NULL;
  if (!info->is_ready || memcmp (root_pk, invitation->root_pk, sizeof root_pk) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "another organisation than the one that invited you answers at this address");
      return NULL;
    }

  return g_steal_pointer (&info);
}

static gboolean
read_welcome (JsonObject *reply, AppWelcome *welcome, GError **error)
{
  const char *name = hark_json_get_string (reply, "name", HARK_API_MAX_NAME, error);
  const char *by
      = name != NULL ? hark_json_get_string (reply, "by", HARK_ROSTER_MAX_NAME, error) : NULL;
  const char *role = NULL, *area = NULL;

  if (by == NULL
      || !app_setup_check_name ("the name in the invitation", name, HARK_API_MAX_NAME, error)
      || !app_setup_check_name ("the inviter's name", by, HARK_ROSTER_MAX_NAME, error)
      || !hark_json_get_opt_string (reply, "role", 32, &role, error)
      || !hark_json_get_opt_string (reply, "area", HARK_API_MAX_NAME, &area, error))
    return FALSE;
  if (role != NULL && !hark_role_from_name (role, &welcome->role))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the invitation is for a role that this version does not know");
      return FALSE;
    }

  welcome->name = g_strdup (name);
  welcome->by = g_strdup (by);
  welcome->area_name = g_strdup (area);
  return TRUE;
}

static AppWelcome *
look (AppHttp *http, const char *url, const HarkInvitation *invitation, GError **error)
{
  g_autoptr (AppServerInfo) info = check_organisation (http, url, invitation, error);
  g_autofree char *path = make_path (&invitation->user, "look");
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (AppWelcome) welcome = g_new0 (AppWelcome, 1);

  if (info == NULL)
    return NULL;

  set_token (body, invitation);
  reply = app_http_json (http, "POST", path, body, error);
  if (reply == NULL || !read_welcome (reply, welcome, error))
    return NULL;

  welcome->url = g_steal_pointer (&info->url);
  welcome->organisation = g_steal_pointer (&info->organisation);
  welcome->fingerprint = g_steal_pointer (&info->fingerprint);
  welcome->min_password = info->min_password;
  return g_steal_pointer (&welcome);
}

/* Mistyped is as wrong as taken back. Free with hark_seal_free (). */
static HarkInvitation *
parse (const char *text, GError **error)
{
  HarkInvitation *invitation = hark_seal_alloc (sizeof *invitation);
  g_autoptr (GError) local = NULL;

  if (hark_invitation_parse (text, invitation, &local))
    return invitation;

  hark_seal_free (invitation);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_INVALID))
    g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the invitation: %s", local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

AppWelcome *
app_invitation_look (const char *url, const char *text, GCancellable *cancellable, GError **error)
{
  g_autofree char *normal = app_http_normalise_url (url, error);
  HarkInvitation *invitation = normal != NULL ? parse (text, error) : NULL;
  g_autoptr (AppHttp) http = NULL;
  AppWelcome *welcome;

  if (invitation == NULL)
    return NULL;

  http = app_http_new (normal, NULL, cancellable);
  welcome = look (http, normal, invitation, error);
  hark_seal_free (invitation);
  return welcome;
}

static JsonObject *
make_request (AppSetup *setup, const HarkInvitation *invitation)
{
  const HarkAccountKeys *keys = &setup->keys->account;
  JsonObject *protocol = json_object_new ();
  JsonObject *request = json_object_new ();
  guint8 tag[HARK_INVITATION_TAG_LEN];

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  json_object_set_object_member (request, "protocol", protocol);
  set_token (request, invitation);
  hark_json_set_bytes (request, "sign_pk", keys->sign_pk, sizeof keys->sign_pk);
  hark_json_set_bytes (request, "box_pk", keys->box_pk, sizeof keys->box_pk);
  hark_invitation_tag (invitation, keys->sign_pk, keys->box_pk, tag);
  hark_json_set_bytes (request, "tag", tag, sizeof tag);
  json_object_set_object_member (request, "account", app_setup_describe_account (setup));
  return request;
}

static AppSetup *
prepare (AppHttp *http, const char *url, const HarkInvitation *invitation, const char *password,
         GError **error)
{
  g_autoptr (AppWelcome) welcome = look (http, url, invitation, error);
  g_autoptr (AppSetup) setup = NULL;

  if (welcome == NULL)
    return NULL;

  setup = g_object_new (APP_TYPE_SETUP, NULL);
  memcpy (setup->account->root_pk, invitation->root_pk, sizeof setup->account->root_pk);
  setup->account->user = invitation->user;
  setup->account->invited_by = g_strdup (welcome->by);
  setup->min_password = welcome->min_password;
  app_setup_make_keys (setup, url, welcome->organisation, welcome->name);
  if (!app_setup_derive (setup, password, error))
    return NULL;

  setup->request = make_request (setup, invitation);
  return g_steal_pointer (&setup);
}

AppSetup *
app_invitation_prepare (const char *url, const char *text, const char *password,
                        GCancellable *cancellable, GError **error)
{
  g_autofree char *normal = app_http_normalise_url (url, error);
  HarkInvitation *invitation = normal != NULL ? parse (text, error) : NULL;
  g_autoptr (AppHttp) http = NULL;
  AppSetup *setup;

  if (invitation == NULL)
    return NULL;

  http = app_http_new (normal, NULL, cancellable);
  setup = prepare (http, normal, invitation, password, error);
  hark_seal_free (invitation);
  return setup;
}

gboolean
app_invitation_send (AppSetup *setup, AppHttp *http, GError **error)
{
  g_autofree char *path = make_path (&setup->account->user, "accept");
  g_autoptr (JsonObject) reply = app_http_json (http, "POST", path, setup->request, error);

  return reply != NULL;
}
