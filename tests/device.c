/* device.c: see device.h */
#include "device.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-client-setting.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-json.h"

char *
device_url (Device *f)
{
  return g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (f->server));
}

AppClient *
device_open (const char *home)
{
  GError *error = NULL;
  AppClient *client = app_client_new (home, &error);

  g_assert_no_error (error);
  return client;
}

void
device_close (AppClient *client)
{
  app_client_close (client);
  /* a worker may have said "changed", which is on its way here and holds the client */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (client);
}

AppSetup *
device_prepare (Device *f, AppClient *client)
{
  g_autofree char *url = device_url (f);
  GError *error = NULL;
  AppSetup *setup = app_client_prepare_setup_sync (client, url, "anna", "anna@example.org",
                                                   "Compliance", DEVICE_PASSWORD, &error);

  g_assert_no_error (error);
  return setup;
}

void
device_sync (AppClient *client)
{
  GError *error = NULL;

  app_client_sync_sync (client, &error);
  g_assert_no_error (error);
}

gboolean
device_place_member (AppClient *client, const HarkId *user, const HarkId *area, HarkRole role,
                     GError **error)
{
  gboolean is_member;
  guint8 keys[32];

  return app_client_look_at (client, user, area, keys, &is_member, error)
         && app_client_place_member_sync (client, user, keys, area, role,
                                          is_member ? APP_REACH_KEEP : APP_REACH_ALL, error);
}

char *
device_key_on_sheet (AppSetup *setup)
{
  char *text = app_setup_get_sheet_text (setup);
  const char *begin = strstr (text, "Account key: ") + strlen ("Account key: ");
  char *key = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return key;
}

void
device_set_up (Device *f, gconstpointer unused)
{
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;

  f->server = harness_new ();
  f->home = test_folder_new ();
  f->client = device_open (f->home);
  setup = device_prepare (f, f->client);
  f->account_key = device_key_on_sheet (setup);
  app_client_commit_setup_sync (f->client, setup, harness_get_code (f->server), &error);
  g_assert_no_error (error);
  device_sync (f->client);
}

void
device_tear_down (Device *f, gconstpointer unused)
{
  if (f->client != NULL)
    device_close (f->client);
  harness_free (f->server);
  test_folder_remove (f->home);
  g_free (f->account_key);
}

void
device_unlock (AppClient *client)
{
  GError *error = NULL;

  app_client_unlock_sync (client, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
}

void
device_restart (Device *f)
{
  device_close (f->client);
  f->client = device_open (f->home);
  device_unlock (f->client);
}

void
device_move (const char *home, guint16 port)
{
  g_autofree char *path = g_build_filename (home, "account.json", NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) account = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  account = hark_json_parse_object (text, strlen (text), 65536, NULL);
  json_object_set_string_member (account, "url", url);
  g_free (text);
  text = hark_json_to_string (account);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

void
device_start_server (Device *f)
{
  harness_start (f->server);
  device_move (f->home, harness_get_port (f->server));
  device_restart (f);
}

HarkId
device_act (AppClient *client, const AppAction *action)
{
  GError *error = NULL;
  HarkId ticket;

  app_client_act_sync (client, action, &ticket, &error);
  g_assert_no_error (error);
  return ticket;
}

HarkId
device_submit (Device *f, const char *subject, const char *const *files)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  AppAction action
      = { .type = APP_ACTION_SUBMIT, .subject = subject, .text = "What I saw.", .files = files };

  g_assert_cmpuint (areas->len, ==, 1);
  action.area = ((AppArea *)areas->pdata[0])->id;
  return device_act (f->client, &action);
}

void
device_write (AppClient *client, AppActionType type, const HarkId *ticket, const char *text)
{
  AppAction action = { .type = type, .ticket = *ticket, .text = text };

  device_act (client, &action);
}

void
device_close_ticket (AppClient *client, const HarkId *ticket, const char *message)
{
  AppAction action = { .type = APP_ACTION_CLOSE,
                       .ticket = *ticket,
                       .outcome = HARK_OUTCOME_PARTLY,
                       .reason = "the reason why",
                       .text = message };

  device_act (client, &action);
}

void
device_settle_exclusion (AppClient *expert, const HarkId *area, gboolean is_let)
{
  GError *error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (expert, area, &error);

  g_assert_no_error (error);
  setting->area->exclusion = is_let;
  setting->area->portal = TRUE;
  app_client_save_setting_sync (expert, setting, &error);
  g_assert_no_error (error);
}

AppTicket *
device_load (AppClient *client, const HarkId *ticket)
{
  GError *error = NULL;
  AppTicket *loaded = app_client_load_ticket_sync (client, ticket, &error);

  g_assert_no_error (error);
  return loaded;
}

AppEntry *
device_entry (AppTicket *ticket, guint index)
{
  g_assert_cmpuint (index, <, ticket->entries->len);
  return g_ptr_array_index (ticket->entries, index);
}

char *
device_show (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  g_autoptr (JsonObject) json = app_ticket_to_json (loaded, TRUE);

  return hark_json_to_string (json);
}

char *
device_make_file (Device *f, const char *name, gsize size)
{
  char *path = g_build_filename (f->home, name, NULL);
  g_autofree char *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = "0123456789abcdef"[(i * 7 + size) % 16];
  g_assert_true (g_file_set_contents (path, data, size, NULL));
  return path;
}
