/* app-setup.c: see app-setup.h */
#include "app-setup.h"

#include <string.h>

#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-roster.h"

G_DEFINE_FINAL_TYPE (AppSetup, app_setup, G_TYPE_OBJECT)

static void
app_setup_finalize (GObject *object)
{
  AppSetup *self = APP_SETUP (object);

  g_clear_pointer (&self->account, app_account_free);
  g_clear_pointer (&self->keys, hark_seal_free);
  g_clear_pointer (&self->secrets, hark_seal_free);
  hark_seal_free_string (self->password);
  g_clear_pointer (&self->sheet, app_sheet_free);
  hark_seal_free_string (self->token);
  g_clear_pointer (&self->request, json_object_unref);

  G_OBJECT_CLASS (app_setup_parent_class)->finalize (object);
}

static void
app_setup_class_init (AppSetupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_setup_finalize;
}

static void
app_setup_init (AppSetup *self)
{
  self->account = g_new0 (AppAccount, 1);
  self->sheet = hark_seal_alloc (sizeof *self->sheet);
}

void
app_server_info_free (AppServerInfo *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->organisation);
  g_free (self->fingerprint);
  g_free (self);
}

static gboolean
check_protocol (JsonObject *reply, GError **error)
{
  JsonObject *protocol = hark_json_get_object (reply, "protocol", error);
  gint64 min, max;

  if (protocol == NULL || !hark_json_get_int (protocol, "min", 0, G_MAXINT32, &min, error)
      || !hark_json_get_int (protocol, "max", 0, G_MAXINT32, &max, error))
    return FALSE;
  if (min > HARK_PROTOCOL_MAX || max < HARK_PROTOCOL_MIN)
    {
      g_set_error (error, HARK_ERROR,
                   min > HARK_PROTOCOL_MAX ? HARK_ERROR_UPGRADE : HARK_ERROR_OUTDATED, "%s",
                   min > HARK_PROTOCOL_MAX
                       ? "this program is too old for the server: update Hark on this computer"
                       : "the server is too old for this program: its operator must update it");
      return FALSE;
    }

  return TRUE;
}

AppServerInfo *
app_setup_read_info (AppHttp *http, const char *url, guint8 root_pk[32], GError **error)
{
  g_autoptr (JsonObject) reply = app_http_json (http, "GET", HARK_API_INFO, NULL, error);
  g_autoptr (AppServerInfo) info = g_new0 (AppServerInfo, 1);
  g_autoptr (GBytes) root = NULL;
  const char *name;
  gint64 min = HARK_ACCOUNT_MIN_PASSWORD;

  if (reply == NULL || !check_protocol (reply, error)
      || !hark_json_get_bool (reply, "ready", &info->is_ready, error)
      || (json_object_has_member (reply, "password") /* older servers do not say */
          && !hark_json_get_int (reply, "password", 0, HARK_ROSTER_MAX_PASSWORD, &min, error)))
    return NULL;
  name = hark_json_get_string (reply, "name", HARK_ROSTER_MAX_NAME, error);
  if (name == NULL
      || !app_setup_check_name ("the organisation's name", name, HARK_ROSTER_MAX_NAME, error))
    return NULL;

  info->url = g_strdup (url);
  info->organisation = g_strdup (name);
  info->min_password = MAX ((guint)min, HARK_ACCOUNT_MIN_PASSWORD);
  if (info->is_ready)
    {
      root = hark_json_get_bytes (reply, "root_pk", 32, 32, error);
      if (root == NULL)
        return NULL;
      memcpy (root_pk, g_bytes_get_data (root, NULL), 32);
      info->fingerprint = hark_roster_fingerprint (root_pk);
    }

  return g_steal_pointer (&info);
}

/* --- making it --- */

gboolean
app_setup_check_name (const char *what, const char *text, gsize max, GError **error)
{
  if (text == NULL || text[0] == '\0')
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s is missing", what);
  else if (strlen (text) > max)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s is too long", what);
  else if (!g_utf8_validate (text, -1, NULL) || g_ascii_isspace (text[0])
           || g_ascii_isspace (text[strlen (text) - 1]))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s must be text without blanks around it",
                 what);
  else
    {
      for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
        if (g_unichar_iscntrl (g_utf8_get_char (c)))
          {
            g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s holds a control character",
                         what);
            return FALSE;
          }
      return TRUE;
    }

  return FALSE;
}

gboolean
app_setup_check_mail (const char *mail, GError **error)
{
  const char *at;

  if (!app_setup_check_name ("the e-mail address", mail, HARK_API_MAX_MAIL, error))
    return FALSE;

  at = strchr (mail, '@');
  if (at == NULL || at == mail || at[1] == '\0' || strchr (at + 1, '@') != NULL
      || strpbrk (mail, " \t,;<>\"") != NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the e-mail address is not one");
      return FALSE;
    }

  return TRUE;
}

/* org, the Admin, the set of Admins by the root key; the first area by that Admin. */
static JsonArray *
make_statements (AppSetup *self, const guint8 root_seed[32], const HarkId *area, GError **error)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  const HarkAccountKeys *keys = &self->keys->account;
  const AppAccount *account = self->account;
  g_autoptr (JsonArray) array = json_array_new ();
  HarkRosterMember expert = { .user = account->user, .role = HARK_ROLE_EXPERT };
  guint8 *root_sk = hark_seal_alloc (HARK_SIGN_SK_LEN);
  guint8 root_pk[32];
  gboolean ok = TRUE;

  hark_seal_sign_keys (root_seed, root_pk, root_sk);
  hark_account_keys_hash (keys->sign_pk, keys->box_pk, expert.keys_hash);
  for (guint i = 0; ok && i < 4; i++)
    {
      g_autoptr (GBytes) statement = NULL;

      if (i == 0)
        statement = hark_roster_make_org (root_pk, root_sk, account->organisation);
      else if (i == 1)
        statement = hark_roster_make_user_add (roster, &account->org, root_sk, &account->user,
                                               keys->sign_pk, keys->box_pk, account->name);
      else if (i == 2)
        statement = hark_roster_make_admin_set (roster, &account->org, root_sk, &account->user, 1);
      else
        statement
            = hark_roster_make_area_set (roster, &account->user, keys->sign_sk, area, &expert, 1);
      ok = hark_roster_append (roster, statement, error);
      hark_json_array_add_bytes (array, g_bytes_get_data (statement, NULL),
                                 g_bytes_get_size (statement));
    }
  hark_seal_free (root_sk);

  return ok ? g_steal_pointer (&array) : NULL;
}

static void
set_login (JsonObject *object, const char *name, const HarkAccountSecrets *secrets)
{
  guint8 hash[HARK_HASH_LEN];

  hark_account_login_hash (secrets->login, hash);
  hark_json_set_bytes (object, name, hash, sizeof hash);
}

static void
set_bundle (JsonObject *object, const char *name, AppSetup *self, const HarkAccountSecrets *secrets,
            const HarkAccountCost *cost)
{
  g_autoptr (GBytes) bundle = hark_account_wrap (&self->keys->account, secrets, &self->account->org,
                                                 &self->account->user, self->generation, cost);

  hark_json_set_bytes (object, name, g_bytes_get_data (bundle, NULL), g_bytes_get_size (bundle));
}

JsonObject *
app_setup_describe_account (AppSetup *self)
{
  const HarkAccountCost none = { 0 };
  const AppAccount *account = self->account;
  JsonObject *object = json_object_new ();
  HarkAccountSecrets *sheet;

  json_object_set_int_member (object, "ops", account->cost.ops);
  json_object_set_int_member (object, "mem", account->cost.mem_kib);
  hark_json_set_bytes (object, "salt", account->cost.salt, sizeof account->cost.salt);
  set_login (object, "login", self->secrets);
  set_bundle (object, "bundle", self, self->secrets, &account->cost);
  if (self->sheet == NULL)
    return object;

  sheet = hark_seal_alloc (sizeof *sheet);
  hark_account_derive_sheet (self->sheet->sheet_key, &account->org, &account->user, sheet);
  set_login (object, "sheet_login", sheet);
  set_bundle (object, "sheet_bundle", self, sheet, &none);
  hark_seal_free (sheet);

  return object;
}

static gboolean
make_request (AppSetup *self, const char *mail, const char *area_name, const guint8 root_seed[32],
              GError **error)
{
  JsonObject *protocol = json_object_new ();
  JsonObject *area = json_object_new ();
  JsonObject *account;
  JsonArray *statements;
  HarkId area_id;

  self->request = json_object_new ();
  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  json_object_set_object_member (self->request, "protocol", protocol);
  hark_id_random (&area_id);
  hark_json_set_id (area, "id", &area_id);
  json_object_set_string_member (area, "name", area_name);
  json_object_set_object_member (self->request, "area", area);
  statements = make_statements (self, root_seed, &area_id, error);
  if (statements == NULL)
    return FALSE;

  json_object_set_array_member (self->request, "roster", statements);
  account = app_setup_describe_account (self);
  hark_json_set_id (account, "user", &self->account->user);
  json_object_set_string_member (account, "name", self->account->name);
  json_object_set_string_member (account, "mail", mail);
  json_object_set_object_member (self->request, "account", account);
  return TRUE;
}

void
app_setup_make_sheet (AppSetup *self)
{
  const AppAccount *account = self->account;
  AppSheet *sheet = self->sheet;

  hark_code_random (sheet->sheet_key);
  memcpy (sheet->account_key, self->keys->account_key, sizeof sheet->account_key);
  sheet->organisation = g_strdup (account->organisation);
  sheet->fingerprint = hark_roster_fingerprint (account->root_pk);
  sheet->url = g_strdup (account->url);
  sheet->user = g_strdup (account->name);
}

void
app_setup_make_keys (AppSetup *self, const char *url, const char *organisation, const char *user)
{
  AppAccount *account = self->account;

  hark_seal_org_id (account->root_pk, &account->org);
  hark_id_random (&account->device);
  hark_account_cost_random (&account->cost);
  account->url = g_strdup (url);
  account->organisation = g_strdup (organisation);
  account->name = g_strdup (user);
  self->keys = hark_seal_alloc (sizeof *self->keys);
  hark_account_keys_random (&self->keys->account);
  hark_seal_random (self->keys->local, sizeof self->keys->local);
  hark_code_random (self->keys->account_key);
  self->generation = 1;
  app_setup_make_sheet (self);
}

static void
make_root (AppSetup *self)
{
  guint8 *root_sk = hark_seal_alloc (HARK_SIGN_SK_LEN);

  hark_seal_random (self->sheet->root_seed, sizeof self->sheet->root_seed);
  hark_seal_sign_keys (self->sheet->root_seed, self->account->root_pk, root_sk);
  hark_seal_free (root_sk);
  self->sheet->has_root = TRUE;
}

static gboolean
check_length (const AppSetup *self, const char *password, GError **error)
{
  /* what is no password at all is told in its own words */
  if (self->min_password <= HARK_ACCOUNT_MIN_PASSWORD || !hark_account_is_password (password, 0)
      || hark_account_is_password (password, self->min_password))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
               "the password is too short: the organisation asks for %u characters",
               self->min_password);
  return FALSE;
}

gboolean
app_setup_derive (AppSetup *self, const char *password, GError **error)
{
  if (!check_length (self, password, error))
    return FALSE;

  self->password = g_strdup (password);
  self->secrets = hark_seal_alloc (sizeof *self->secrets);
  return hark_account_derive (password, &self->account->cost, self->keys->account_key,
                              &self->account->org, &self->account->user, self->secrets, error);
}

AppSetup *
app_setup_prepare (const char *url, const char *user, const char *mail, const char *area,
                   const char *password, GCancellable *cancellable, GError **error)
{
  g_autoptr (AppSetup) self = g_object_new (APP_TYPE_SETUP, NULL);
  g_autofree char *normal = app_http_normalise_url (url, error);
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (AppServerInfo) info = NULL;
  guint8 root_pk[32];

  if (normal == NULL || !app_setup_check_name ("the user name", user, HARK_API_MAX_NAME, error)
      || !app_setup_check_mail (mail, error)
      || !app_setup_check_name ("the area's name", area, HARK_API_MAX_NAME, error))
    return NULL;

  http = app_http_new (normal, NULL, cancellable);
  info = app_setup_read_info (http, normal, root_pk, error);
  if (info == NULL)
    return NULL;
  if (info->is_ready)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP,
                   "this organisation is already set up: sign in instead");
      return NULL;
    }

  make_root (self);
  hark_id_random (&self->account->user);
  app_setup_make_keys (self, normal, info->organisation, user);
  if (!app_setup_derive (self, password, error)
      || !make_request (self, mail, area, self->sheet->root_seed, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* TRUE where an earlier try of ours arrived and only its answer was lost. */
static gboolean
is_done_already (AppSetup *self, AppHttp *http)
{
  guint8 root_pk[32] = { 0 };
  g_autoptr (AppServerInfo) info = app_setup_read_info (http, self->account->url, root_pk, NULL);

  return info != NULL && info->is_ready && hark_seal_equal (root_pk, self->account->root_pk, 32);
}

gboolean
app_setup_send (AppSetup *self, AppHttp *http, const char *code, GError **error)
{
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (GError) local = NULL;
  guint8 parsed[HARK_CODE_LEN];

  if (!hark_code_parse (code, parsed, &local))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the setup code: %s", local->message);
      return FALSE;
    }
  hark_seal_wipe (parsed, sizeof parsed);

  json_object_set_string_member (self->request, "code", code);
  reply = app_http_json (http, "POST", HARK_API_SETUP, self->request, &local);
  json_object_remove_member (self->request, "code");
  if (reply != NULL)
    return TRUE;
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_SETUP) && is_done_already (self, http))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
app_setup_write_sheet (AppSetup *self, const char *path, GError **error)
{
  return app_sheet_write_pdf (self->sheet, path, error);
}

void
app_setup_draw_sheet (AppSetup *self, gpointer cairo, double width, double height)
{
  app_sheet_draw (self->sheet, cairo, width, height);
}

char *
app_setup_get_sheet_text (AppSetup *self)
{
  return app_sheet_to_text (self->sheet);
}
