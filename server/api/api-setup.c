/* api-setup.c: how a new organisation begins: once, with the code that init printed */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "store-account.h"
#include "store-area.h"
#include "store-roster.h"
#include "store-setup.h"

#define SETUP_STATEMENTS 4 /* org, user_add, admin_set, area_set */

typedef struct
{
  guint8 code[HARK_CODE_LEN];
  GPtrArray *statements; /* GBytes */
  SrvArea area;
  SrvAccount account;
  const char *name; /* the first Admin's */
  gint64 now;
} Setup;

static void
setup_clear (Setup *self)
{
  hark_seal_wipe (self->code, sizeof self->code);
  g_clear_pointer (&self->statements, g_ptr_array_unref);
  g_free (self->area.name);
  g_free (self->account.mail);
  g_clear_pointer (&self->account.bundle, g_bytes_unref);
  g_clear_pointer (&self->account.sheet_bundle, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setup, setup_clear)

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
read_code (JsonObject *body, Setup *setup, GError **error)
{
  const char *text = hark_json_get_string (body, "code", HARK_CODE_MAX_TEXT, error);

  return text != NULL && hark_code_parse (text, setup->code, error);
}

static gboolean
read_statements (JsonObject *body, Setup *setup, GError **error)
{
  JsonArray *array = hark_json_get_array (body, "roster", SETUP_STATEMENTS, error);

  if (array == NULL)
    return FALSE;

  setup->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GBytes *statement = hark_json_array_get_bytes (array, i, 1, HARK_ROSTER_MAX_STATEMENT, error);

      if (statement == NULL)
        return FALSE;
      g_ptr_array_add (setup->statements, statement);
    }

  return TRUE;
}

static gboolean
read_area (JsonObject *body, Setup *setup, GError **error)
{
  JsonObject *area = hark_json_get_object (body, "area", error);

  if (area == NULL || !hark_json_get_id (area, "id", &setup->area.id, error))
    return FALSE;

  setup->area.name = g_strdup (api_json_get_line (area, "name", HARK_API_MAX_NAME, error));
  setup->area.description = (char *)"";
  setup->area.portal = setup->area.anonymous = setup->area.is_default = TRUE;
  return setup->area.name != NULL;
}

static gboolean
read_account (JsonObject *body, Setup *setup, GError **error)
{
  JsonObject *json = hark_json_get_object (body, "account", error);

  return json != NULL && hark_json_get_id (json, "user", &setup->account.user, error)
         && (setup->name = api_json_get_line (json, "name", HARK_API_MAX_NAME, error)) != NULL
         && (setup->account.mail = g_strdup (api_account_get_mail (json, error))) != NULL
         && api_account_read (json, &setup->account, error);
}

/* One person, who is Admin and the one Expert of the one area, and nothing else. */
static gboolean
check_roster (const Setup *setup, GError **error)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  const HarkRosterUser *user;
  g_autoptr (GArray) members = NULL;
  g_autoptr (GArray) areas = NULL;

  for (guint i = 0; i < setup->statements->len; i++)
    if (!hark_roster_append (roster, g_ptr_array_index (setup->statements, i), error))
      return FALSE;

  user = hark_roster_get_user (roster, &setup->account.user);
  members = hark_roster_get_members (roster, &setup->area.id);
  areas = hark_roster_get_areas (roster);
  if (setup->statements->len != SETUP_STATEMENTS || user == NULL
      || g_strcmp0 (user->name, setup->name) != 0
      || !hark_roster_is_admin (roster, &setup->account.user) || areas->len != 1
      || members->len != 1
      || hark_roster_get_role (roster, &setup->area.id, &setup->account.user) != HARK_ROLE_EXPERT)
    return invalid (error,
                    "the roster is not org, the first user, admin_set and area_set for them");

  return TRUE;
}

static gboolean
read_setup (JsonObject *body, Setup *setup, GError **error)
{
  return api_json_check_protocol (body, error) && read_code (body, setup, error)
         && read_statements (body, setup, error) && read_area (body, setup, error)
         && read_account (body, setup, error) && check_roster (setup, error);
}

/* A SrvWork. */
static gboolean
set_up (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Setup *setup = data;

  if (!store_setup_check_code (store, setup->code, error)
      || !store_area_create (store, seq, &setup->area, error))
    return FALSE;
  for (guint i = 0; i < setup->statements->len; i++)
    if (!store_roster_append (store, seq, g_ptr_array_index (setup->statements, i), NULL, error))
      return FALSE;

  return store_account_create (store, &setup->account, setup->now, error)
         && store_setup_finish (store, error);
}

/* The code first: who does not have it learns nothing about the rest. */
static gboolean
check_code (SrvContext *context, JsonObject *body, Setup *setup, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL && read_code (body, setup, error)
         && store_setup_check_code (store, setup->code, error);
}

static void
create_organisation (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_auto (Setup) setup = { .now = srv_context_now (context) };
  JsonObject *reply;

  if (body == NULL || !check_code (context, body, &setup, &error)
      || !read_setup (body, &setup, &error)
      || !srv_writer_run (context->writer, set_up, &setup, &error))
    {
      api_session_fail (request, error);
      return;
    }

  reply = json_object_new ();
  hark_json_set_id (reply, "user", &setup.account.user);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_setup_routes[] = {
  { "POST", HARK_API_SETUP, SRV_AUTH_NONE, create_organisation, SRV_MAX_JSON_BODY },
  { NULL },
};
