/* app-client-mail.c: see app-client-mail.h */
#include "app-client-mail.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"

#define MAX_FIELD 300
#define MAX_WORDS 1000

AppMail *
app_mail_copy (const AppMail *self)
{
  AppMail *copy = g_memdup2 (self, sizeof *self);

  copy->url = g_strdup (self->url);
  copy->from = g_strdup (self->from);
  copy->user = g_strdup (self->user);
  copy->address = g_strdup (self->address);
  return copy;
}

void
app_mail_free (AppMail *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->from);
  g_free (self->user);
  g_free (self->address);
  g_free (self);
}

gboolean
app_mail_is_on (const AppMail *self)
{
  return g_strcmp0 (self->url, "off") != 0;
}

void
app_mail_test_free (AppMailTest *self)
{
  if (self == NULL)
    return;

  g_free (self->reason);
  g_free (self->words);
  g_free (self);
}

/* --- reading --- */

static gboolean
get_text (JsonObject *json, const char *name, char **text, GError **error)
{
  *text = g_strdup (hark_json_get_string (json, name, MAX_FIELD, error));
  return *text != NULL;
}

AppMail *
app_client_read_mail_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (AppMail) mail = g_new0 (AppMail, 1);
  g_autoptr (JsonObject) reply = NULL;
  const char *tls;

  if (http != NULL)
    reply = app_http_json (http, "GET", HARK_API_MAIL, NULL, error);
  tls = reply != NULL ? hark_json_get_string (reply, "tls", MAX_FIELD, error) : NULL;
  if (tls == NULL || !get_text (reply, "url", &mail->url, error)
      || !get_text (reply, "from", &mail->from, error)
      || !get_text (reply, "user", &mail->user, error)
      || !get_text (reply, "address", &mail->address, error)
      || !hark_json_get_bool (reply, "password", &mail->has_password, error)
      || !hark_json_get_bool (reply, "file", &mail->is_in_file, error))
    return NULL;

  mail->requires_tls = !g_str_equal (tls, "off");
  return g_steal_pointer (&mail);
}

static gpointer
run_read (AppClient *self, gpointer data, GError **error)
{
  return app_client_read_mail_sync (self, error);
}

void
app_client_read_mail_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_read, NULL, NULL, (GDestroyNotify)app_mail_free,
                         app_client_read_mail_async, callback, user);
}

AppMail *
app_client_read_mail_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_read_mail_async, error);
}

/* --- changing --- */

gboolean
app_client_set_mail_sync (AppClient *self, const AppMail *mail, const char *password,
                          GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;

  json_object_set_string_member (body, "url", mail->url);
  json_object_set_string_member (body, "tls", mail->requires_tls ? "required" : "off");
  json_object_set_string_member (body, "from", mail->from);
  json_object_set_string_member (body, "user", mail->user);
  if (password != NULL)
    json_object_set_string_member (body, "password", password);
  else
    json_object_set_null_member (body, "password");
  if (http != NULL)
    reply = app_http_json (http, "PUT", HARK_API_MAIL, body, error);
  return reply != NULL;
}

typedef struct
{
  AppMail *mail;
  char *password;
} Change;

static void
change_free (gpointer data)
{
  Change *self = data;

  app_mail_free (self->mail);
  hark_seal_free_string (self->password);
  g_free (self);
}

static gpointer
run_set (AppClient *self, gpointer data, GError **error)
{
  const Change *change = data;

  return app_client_set_mail_sync (self, change->mail, change->password, error)
             ? GINT_TO_POINTER (TRUE)
             : NULL;
}

void
app_client_set_mail_async (AppClient *self, const AppMail *mail, const char *password,
                           GAsyncReadyCallback callback, gpointer user)
{
  Change *change = g_new0 (Change, 1);

  change->mail = app_mail_copy (mail);
  change->password = g_strdup (password);
  app_client_start_call (self, run_set, change, change_free, NULL, app_client_set_mail_async,
                         callback, user);
}

gboolean
app_client_set_mail_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_set_mail_async, error) != NULL;
}

/* --- trying --- */

static gboolean
read_result (JsonObject *reply, AppMailResult *result, GError **error)
{
  static const char *const names[]
      = { [APP_MAIL_SENT] = "sent", [APP_MAIL_LATER] = "later", [APP_MAIL_NEVER] = "never" };
  const char *text = hark_json_get_string (reply, "result", MAX_FIELD, error);

  if (text == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *result = (AppMailResult)i;
        return TRUE;
      }

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "this is no result of a test mail");
  return FALSE;
}

AppMailTest *
app_client_test_mail_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (AppMailTest) test = g_new0 (AppMailTest, 1);
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;
  const char *words, *reason;

  if (http != NULL)
    reply = app_http_json (http, "POST", HARK_API_MAIL_TEST, body, error);
  if (reply == NULL || !read_result (reply, &test->result, error))
    return NULL;
  words = hark_json_get_string (reply, "words", MAX_WORDS, error);
  if (words == NULL || !hark_json_get_opt_string (reply, "reason", MAX_FIELD, &reason, error))
    return NULL;

  test->reason = g_strdup (reason != NULL ? reason : "");
  test->words = g_strdup (words);
  return g_steal_pointer (&test);
}

static gpointer
run_test (AppClient *self, gpointer data, GError **error)
{
  return app_client_test_mail_sync (self, error);
}

void
app_client_test_mail_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_test, NULL, NULL, (GDestroyNotify)app_mail_test_free,
                         app_client_test_mail_async, callback, user);
}

AppMailTest *
app_client_test_mail_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_test_mail_async, error);
}
