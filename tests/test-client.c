/* test-client.c: the desktop client, without a window, against a real server in this process */
#include <glib/gstdio.h>
#include <string.h>

#include "app-build.h"
#include "app-client-private.h"
#include "app-feed.h"
#include "app-file.h"
#include "app-http.h"
#include "app-intent.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"
#include "harness.h"

#define PASSWORD "correct horse battery"

typedef struct
{
  Harness *server;
  char *home;
  AppClient *client;
  char *account_key;
} Fixture;

static char *
server_url (Fixture *f)
{
  return g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (f->server));
}

static AppClient *
open_client (const char *home)
{
  GError *error = NULL;
  AppClient *client = app_client_new (home, &error);

  g_assert_no_error (error);
  return client;
}

/* The client must be the last to know itself: nothing is left running. */
static void
close_client (AppClient *client)
{
  app_client_close (client);
  g_assert_finalize_object (client);
}

static AppSetup *
prepare (Fixture *f, AppClient *client)
{
  g_autofree char *url = server_url (f);
  GError *error = NULL;
  AppSetup *setup = app_client_prepare_setup_sync (client, url, "anna", "anna@example.org",
                                                   "Compliance", PASSWORD, &error);

  g_assert_no_error (error);
  return setup;
}

static void
sync_now (AppClient *client)
{
  GError *error = NULL;

  app_client_sync_sync (client, &error);
  g_assert_no_error (error);
}

/* What stands behind "Account key: " on the sheet. */
static char *
key_on_sheet (AppSetup *setup)
{
  char *text = app_setup_get_sheet_text (setup);
  const char *begin = strstr (text, "Account key: ") + strlen ("Account key: ");
  char *key = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return key;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;

  f->server = harness_new ();
  f->home = test_folder_new ();
  f->client = open_client (f->home);
  setup = prepare (f, f->client);
  f->account_key = key_on_sheet (setup);
  app_client_commit_setup_sync (f->client, setup, harness_get_code (f->server), &error);
  g_assert_no_error (error);
  sync_now (f->client);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (f->client != NULL)
    close_client (f->client);
  harness_free (f->server);
  test_folder_remove (f->home);
  g_free (f->account_key);
}

static void
unlock (AppClient *client)
{
  GError *error = NULL;

  app_client_unlock_sync (client, PASSWORD, &error);
  g_assert_no_error (error);
}

/* The same home in a new process, as far as it knows. */
static void
restart_client (Fixture *f)
{
  close_client (f->client);
  f->client = open_client (f->home);
  unlock (f->client);
}

/* The server is back at another port: what an operator's move looks like from here. */
static void
start_server_again (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->home, "account.json", NULL);
  g_autofree char *text = NULL;
  g_autofree char *url = NULL;
  g_autoptr (JsonObject) account = NULL;

  harness_start (f->server);
  url = server_url (f);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  account = hark_json_parse_object (text, strlen (text), 65536, NULL);
  json_object_set_string_member (account, "url", url);
  g_free (text);
  text = hark_json_to_string (account);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  restart_client (f);
}

static HarkId
act (AppClient *client, const AppAction *action)
{
  GError *error = NULL;
  HarkId ticket;

  app_client_act_sync (client, action, &ticket, &error);
  g_assert_no_error (error);
  return ticket;
}

static HarkId
submit (Fixture *f, const char *subject, const char *const *files)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  AppAction action
      = { .type = APP_ACTION_SUBMIT, .subject = subject, .text = "What I saw.", .files = files };

  g_assert_cmpuint (areas->len, ==, 1);
  action.area = ((AppArea *)areas->pdata[0])->id;
  return act (f->client, &action);
}

static void
write_to (AppClient *client, AppActionType type, const HarkId *ticket, const char *text)
{
  AppAction action = { .type = type, .ticket = *ticket, .text = text };

  act (client, &action);
}

static void
close_ticket (AppClient *client, const HarkId *ticket, const char *message)
{
  AppAction action = { .type = APP_ACTION_CLOSE,
                       .ticket = *ticket,
                       .outcome = HARK_OUTCOME_PARTLY,
                       .reason = "the reason why",
                       .text = message };

  act (client, &action);
}

static AppTicket *
load (AppClient *client, const HarkId *ticket)
{
  GError *error = NULL;
  AppTicket *loaded = app_client_load_ticket_sync (client, ticket, &error);

  g_assert_no_error (error);
  return loaded;
}

static AppEntry *
entry_at (AppTicket *ticket, guint index)
{
  g_assert_cmpuint (index, <, ticket->entries->len);
  return g_ptr_array_index (ticket->entries, index);
}

static char *
show (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = load (client, ticket);
  g_autoptr (JsonObject) json = app_ticket_to_json (loaded, TRUE);

  return hark_json_to_string (json);
}

/* --- set-up and sign-in --- */

static void
test_set_up_makes_an_organisation_with_one_area (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  g_autoptr (GPtrArray) faults = harness_check (f->server);
  AppArea *area = areas->pdata[0];

  g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_READY);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (areas->len, ==, 1);
  g_assert_cmpstr (area->name, ==, "Compliance");
  g_assert_true (area->can_submit);
  g_assert_cmpstr (app_client_get_user (f->client), ==, "anna");
  g_assert_nonnull (app_client_get_fingerprint (f->client));
  g_assert_true (app_client_has_no_keyring (f->client));
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_second_set_up_is_refused (Fixture *f, gconstpointer unused)
{
  char *home = test_folder_new ();
  AppClient *other = open_client (home);
  g_autofree char *url = server_url (f);
  g_autoptr (GError) error = NULL;

  g_assert_null (app_client_prepare_setup_sync (other, url, "ben", "ben@example.org", "Other",
                                                PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_SETUP);
  close_client (other);
  test_folder_remove (home);
}

static void
test_wrong_set_up_code_changes_nothing_and_may_be_corrected (void)
{
  Fixture f = { .server = harness_new (), .home = test_folder_new () };
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GError) error = NULL;

  f.client = open_client (f.home);
  setup = prepare (&f, f.client);
  g_assert_false (
      app_client_commit_setup_sync (f.client, setup, "0000-0000-0000-0000-0000-0000-0000", &error));
  g_assert_nonnull (error);
  g_assert_cmpint (app_client_get_state (f.client), ==, APP_CLIENT_EMPTY);
  g_clear_error (&error);
  app_client_commit_setup_sync (f.client, setup, harness_get_code (f.server), &error);
  g_assert_no_error (error);
  /* The answer was lost, say: the same set-up again is no error of the server's, and ends in the
   * same place. */
  g_assert_cmpint (app_client_get_state (f.client), ==, APP_CLIENT_READY);
  g_clear_object (&setup);
  tear_down (&f, NULL);
}

static void
test_bad_fields_are_named (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *user, *mail, *area, *password, *word;
  } cases[] = {
    { "", "a@b", "A", PASSWORD, "user name" },       { " anna", "a@b", "A", PASSWORD, "user name" },
    { "an\nna", "a@b", "A", PASSWORD, "user name" }, { "anna", "nobody", "A", PASSWORD, "e-mail" },
    { "anna", "a@b", "", PASSWORD, "area" },         { "anna", "a@b", "A", "short", "password" },
  };
  Fixture fresh = { .server = harness_new (), .home = test_folder_new () };
  g_autofree char *url = server_url (&fresh);

  fresh.client = open_client (fresh.home);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_client_prepare_setup_sync (fresh.client, url, cases[i].user, cases[i].mail,
                                                    cases[i].area, cases[i].password, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].word));
    }
  tear_down (&fresh, NULL);
}

static void
test_server_addresses_are_strict (void)
{
  static const char *const good[][2] = {
    { "https://Hark.Example.org/", "https://hark.example.org" },
    { " http://127.0.0.1:8080 ", "http://127.0.0.1:8080" },
    { "http://localhost:1", "http://localhost:1" },
    { "http://[::1]:8080", "http://[::1]:8080" },
    { "http://abcdefghij.onion", "http://abcdefghij.onion" },
  };
  static const char *const bad[] = {
    "",
    "hark",
    "hark.example.org",
    "ftp://x",
    "http://hark.example.org",
    "https://u:p@x",
    "https://x/path",
    "https://x?q",
    "https://x#f",
    "https://",
    "http://127.0.0.1.evil.org",
    "javascript:alert(1)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *url = app_http_normalise_url (good[i][0], NULL);

      g_assert_cmpstr (url, ==, good[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_http_normalise_url (bad[i], &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static void
test_second_device_sees_the_same (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Seen on both", NULL);
  char *home = test_folder_new ();
  AppClient *second = open_client (home);
  g_autofree char *url = server_url (f);
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  GError *error = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_NOTE, &ticket, "for the team");
  sync_now (f->client);
  app_client_sign_in_sync (second, url, "anna", PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  sync_now (second);
  here = show (f->client, &ticket);
  there = show (second, &ticket);
  g_assert_cmpstr (here, ==, there);
  close_client (second);
  test_folder_remove (home);
}

static void
test_wrong_secrets_do_not_sign_in (Fixture *f, gconstpointer unused)
{
  g_autofree char *url = server_url (f);
  char *home = test_folder_new ();
  AppClient *second = open_client (home);
  guint8 other[HARK_CODE_LEN] = { 1 };
  g_autofree char *other_key = hark_code_to_line (other);
  const struct
  {
    const char *user, *password, *key;
    HarkError code;
  } cases[] = {
    { "anna", "wrong horse battery", f->account_key, HARK_ERROR_AUTH },
    { "anna", PASSWORD, other_key, HARK_ERROR_AUTH },
    { "nobody", PASSWORD, f->account_key, HARK_ERROR_AUTH },
    { "anna", PASSWORD, "not a key", HARK_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (app_client_sign_in_sync (second, url, cases[i].user, cases[i].password,
                                               cases[i].key, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
      g_assert_cmpint (app_client_get_state (second), ==, APP_CLIENT_EMPTY);
    }
  close_client (second);
  test_folder_remove (home);
}

static void
test_ended_session_is_told_and_begun_again_without_the_account_key (Fixture *f,
                                                                    gconstpointer unused)
{
  g_autofree char *url = server_url (f);
  g_autoptr (AppHttp) http = app_http_new (url, f->client->token, NULL);
  g_autoptr (JsonObject) reply = app_http_json (http, "DELETE", HARK_API_AUTH_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  HarkId ticket;

  g_assert_nonnull (reply);
  ticket = submit (f, "Kept meanwhile", NULL);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_SIGNED_OUT);
  g_clear_error (&error);

  app_client_sign_in_sync (f->client, url, "anna", PASSWORD, NULL, &error);
  g_assert_no_error (error);
  sync_now (f->client);
  {
    g_autoptr (AppTicket) loaded = load (f->client, &ticket);

    g_assert_nonnull (loaded->number);
  }
}

static void
test_locked_account_shows_nothing_until_the_password_comes (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) locked = NULL;
  g_autoptr (GError) wrong = NULL;

  submit (f, "Behind the lock", NULL);
  app_client_lock (f->client);
  g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_LOCKED);
  g_assert_null (app_client_list_sync (f->client, &locked));
  g_assert_error (locked, HARK_ERROR, HARK_ERROR_LOCKED);
  g_assert_false (app_client_unlock_sync (f->client, "wrong horse battery", &wrong));
  g_assert_error (wrong, HARK_ERROR, HARK_ERROR_AUTH);
  unlock (f->client);
  {
    g_autoptr (GPtrArray) list = app_client_list_sync (f->client, NULL);

    g_assert_cmpuint (list->len, ==, 1);
  }
}

/* --- the life of a ticket --- */

static void
test_unsent_ticket_is_shown_then_numbered (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Invoices paid twice", NULL);
  g_autoptr (AppTicket) before = load (f->client, &ticket);
  g_autoptr (AppTicket) after = NULL;

  g_assert_null (before->number);
  g_assert_cmpuint (before->n_waiting, ==, 1);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 1);
  sync_now (f->client);
  after = load (f->client, &ticket);
  g_assert_true (hark_ticket_number_is_valid (after->number));
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
  g_assert_true (after->is_mine && after->is_team && after->can_write);
  g_assert_cmpstr (after->subject, ==, "Invoices paid twice");
  g_assert_cmpstr (after->report, ==, "What I saw.");
  g_assert_cmpstr (after->reporter, ==, "anna");
  g_assert_cmpint (after->shown, ==, HARK_TICKET_SHOWN_NEW);
  g_assert_cmpint (after->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (after->periods->len, ==, 2);
  g_assert_cmpstr (after->next->name, ==, "acknowledge");
}

static void
test_whole_life_of_a_ticket (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "A whole life", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  write_to (f->client, APP_ACTION_NOTE, &ticket, "check the ledger");
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "Thank you, we look into it.");
  sync_now (f->client);
  close_ticket (f->client, &ticket, "We are done.");
  sync_now (f->client);

  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (loaded->advisor, ==, "anna");
  g_assert_cmpstr (loaded->outcome, ==, "partly");
  g_assert_cmpstr (loaded->outcome_reason, ==, "the reason why");
  g_assert_cmpuint (loaded->entries->len, ==, 4);
  g_assert_cmpint (entry_at (loaded, 0)->kind, ==, APP_ENTRY_REPORT);
  g_assert_true (entry_at (loaded, 0)->from_reporter);
  g_assert_cmpint (entry_at (loaded, 1)->kind, ==, APP_ENTRY_NOTE);
  g_assert_cmpstr (entry_at (loaded, 1)->text, ==, "check the ledger");
  g_assert_cmpint (entry_at (loaded, 2)->kind, ==, APP_ENTRY_MESSAGE);
  g_assert_false (entry_at (loaded, 2)->from_reporter);
  g_assert_cmpstr (entry_at (loaded, 3)->text, ==, "We are done.");
  g_assert_cmpuint (loaded->history->len, ==, 3);
  g_assert_cmpint (((AppPeriod *)loaded->periods->pdata[0])->done, >, 0);
  faults = harness_check (f->server);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_reporters_own_words_are_theirs (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Mine", NULL);
  AppAction action = { .type = APP_ACTION_ANSWER, .text = "One more thing.", .as_reporter = TRUE };
  g_autoptr (AppTicket) loaded = NULL;

  sync_now (f->client);
  action.ticket = ticket;
  act (f->client, &action);
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "From the team.");
  sync_now (f->client);
  loaded = load (f->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_true (entry_at (loaded, 1)->from_reporter);
  g_assert_false (entry_at (loaded, 2)->from_reporter);
}

static void
test_reopened_and_released_tickets_say_so (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Again", NULL);
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "new facts" };
  g_autoptr (AppTicket) loaded = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  close_ticket (f->client, &ticket, NULL);
  reopen.ticket = ticket;
  act (f->client, &reopen);
  write_to (f->client, APP_ACTION_RELEASE, &ticket, NULL);
  sync_now (f->client);
  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  g_assert_null (loaded->advisor);
  g_assert_cmpint (loaded->shown, ==, HARK_TICKET_SHOWN_UNASSIGNED);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->history->len, ==, 5);
  g_assert_cmpstr (((AppHistory *)loaded->history->pdata[3])->reason, ==, "new facts");
}

static void
test_actions_that_the_state_does_not_allow_are_refused (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "States", NULL);
  HarkId nowhere;
  const AppAction release = { .type = APP_ACTION_RELEASE, .ticket = ticket };
  const AppAction reopen = { .type = APP_ACTION_REOPEN, .ticket = ticket, .reason = "why" };
  const AppAction empty = { .type = APP_ACTION_NOTE, .ticket = ticket, .text = " \n" };
  AppAction unknown = { .type = APP_ACTION_NOTE, .text = "x" };
  const struct
  {
    const AppAction *action;
    HarkError code;
  } cases[] = {
    { &release, HARK_ERROR_CONFLICT },
    { &reopen, HARK_ERROR_CONFLICT },
    { &empty, HARK_ERROR_INVALID },
    { &unknown, HARK_ERROR_NOT_FOUND },
  };

  hark_id_random (&nowhere);
  unknown.ticket = nowhere;
  sync_now (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (app_client_act_sync (f->client, cases[i].action, NULL, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
    }
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
}

/* --- attachments --- */

static char *
make_file (Fixture *f, const char *name, gsize size)
{
  char *path = g_build_filename (f->home, name, NULL);
  g_autofree char *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = "0123456789abcdef"[(i * 7 + size) % 16];
  g_assert_true (g_file_set_contents (path, data, size, NULL));
  return path;
}

static void
test_attachments_come_back_byte_for_byte (Fixture *f, gconstpointer unused)
{
  static const gsize sizes[] = { 0, 1, 65536, 65537, 3000000 };
  g_auto (GStrv) paths = g_new0 (char *, G_N_ELEMENTS (sizes) + 1);
  g_autoptr (AppTicket) loaded = NULL;
  HarkId ticket;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("evidence %u.bin", i);

      paths[i] = make_file (f, name, sizes[i]);
    }
  ticket = submit (f, "With files", (const char *const *)paths);
  sync_now (f->client);
  loaded = load (f->client, &ticket);
  g_assert_cmpuint (entry_at (loaded, 0)->files->len, ==, G_N_ELEMENTS (sizes));

  /* Not from what this device kept, but from the server. */
  {
    g_autofree char *kept = g_build_filename (f->home, "files", NULL);

    test_folder_remove (g_steal_pointer (&kept));
  }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AppFile *file = g_ptr_array_index (entry_at (loaded, 0)->files, i);
      g_autofree char *to = g_build_filename (f->home, "saved", NULL);
      g_autofree char *was = NULL;
      g_autofree char *is = NULL;
      gsize was_len, is_len;
      GError *error = NULL;
      GStatBuf info;

      app_client_save_file_sync (f->client, &ticket, &file->object, to, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (paths[i], &was, &was_len, NULL));
      g_assert_true (g_file_get_contents (to, &is, &is_len, NULL));
      g_assert_cmpmem (was, was_len, is, is_len);
      g_assert_cmpint (g_stat (to, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
}

static void
test_what_cannot_be_attached_is_told_and_nothing_is_kept (Fixture *f, gconstpointer unused)
{
  const char *const missing[] = { "/nonexistent/file", NULL };
  const char *const folder[] = { f->home, NULL };
  const char *const too_many[]
      = { "/dev/null", "/dev/null", "/dev/null", "/dev/null", "/dev/null", "/dev/null", NULL };
  const char *const *const cases[] = { missing, folder, too_many };
  AppAction action = { .type = APP_ACTION_SUBMIT, .subject = "s", .text = "t" };
  g_autofree char *spool = g_build_filename (f->home, "spool", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) dir = NULL;

      action.files = cases[i];
      g_assert_false (app_client_act_sync (f->client, &action, NULL, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      dir = g_dir_open (spool, 0, NULL);
      g_assert_true (dir == NULL || g_dir_read_name (dir) == NULL);
    }
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
}

static void
test_tampered_attachment_is_not_saved (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = make_file (f, "evidence.bin", 200000);
  const char *const paths[] = { path, NULL };
  HarkId ticket = submit (f, "With a file", paths);
  g_autoptr (AppTicket) loaded = NULL;
  g_autofree char *files = g_build_filename (f->home, "files", NULL);
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autofree char *sealed = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  AppFile *file;

  sync_now (f->client);
  loaded = load (f->client, &ticket);
  file = g_ptr_array_index (entry_at (loaded, 0)->files, 0);
  dir = g_dir_open (files, 0, NULL);
  sealed = g_build_filename (files, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_get_contents (sealed, &data, &length, NULL));
  data[100000] ^= 1;
  g_assert_true (g_file_set_contents (sealed, data, length, NULL));

  g_assert_false (app_client_save_file_sync (f->client, &ticket, &file->object, to, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
  /* The damaged copy is gone; the server's is fetched anew. */
  g_clear_error (&error);
  app_client_save_file_sync (f->client, &ticket, &file->object, to, NULL, &error);
  g_assert_no_error (error);
}

/* --- offline --- */

static void
test_everything_shown_before_is_shown_without_the_server (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Offline", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  write_to (f->client, APP_ACTION_NOTE, &ticket, "a note");
  close_ticket (f->client, &ticket, "bye");
  sync_now (f->client);
  before = show (f->client, &ticket);
  harness_stop (f->server);
  restart_client (f);
  after = show (f->client, &ticket);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_OFFLINE);
  harness_start (f->server);
}

static void
test_work_done_offline_goes_out_once_and_in_order (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Work offline", NULL);
  g_autoptr (AppTicket) offline = NULL;
  g_autoptr (AppTicket) online = NULL;
  HarkId second;

  sync_now (f->client);
  harness_stop (f->server);
  write_to (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "first");
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "second");
  close_ticket (f->client, &ticket, "third");
  second = submit (f, "New while offline", NULL);
  restart_client (f);

  offline = load (f->client, &ticket);
  g_assert_cmpuint (offline->n_waiting, ==, 4);
  g_assert_cmpint (offline->state, ==, HARK_TICKET_CLOSED);
  g_assert_true (offline->is_advisor);
  g_assert_true (entry_at (offline, 1)->waiting);

  start_server_again (f);
  sync_now (f->client);
  sync_now (f->client);
  online = load (f->client, &ticket);
  g_assert_cmpuint (online->n_waiting, ==, 0);
  g_assert_cmpuint (online->entries->len, ==, 4);
  g_assert_cmpstr (entry_at (online, 1)->text, ==, "first");
  g_assert_cmpstr (entry_at (online, 2)->text, ==, "second");
  g_assert_cmpstr (entry_at (online, 3)->text, ==, "third");
  g_assert_cmpint (online->state, ==, HARK_TICKET_CLOSED);
  {
    g_autoptr (AppTicket) other = load (f->client, &second);

    g_assert_nonnull (other->number);
  }
}

/* The answer to a request was lost: the same bytes go again, and the effect is there once. */
static void
test_lost_answer_does_not_double_a_message (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Twice", NULL);
  g_autofree char *url = server_url (f);
  g_autofree char *device = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppOperation *operation;
  GError *error = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "only once");
  waiting = app_outbox_list (f->client->store->outbox, FALSE, NULL);
  operation = waiting->pdata[0];
  operation->request = app_build_request (f->client->store, operation, &error);
  g_assert_no_error (error);
  g_assert_true (
      app_outbox_set_request (f->client->store->outbox, &operation->op, operation->request, NULL));
  device = hark_id_to_string (&f->client->store->account->device);
  text = g_strdup_printf ("{\"dev\":\"%s\",\"ops\":[%s]}", device, operation->request);
  http = app_http_new (url, f->client->token, NULL);
  reply = app_http_json_text (http, "POST", HARK_API_OPS, text, &error);
  g_assert_no_error (error);

  restart_client (f);
  sync_now (f->client);
  loaded = load (f->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_cmpuint (loaded->n_waiting, ==, 0);
}

static void
test_close_that_overlooks_a_newer_message_is_refused_and_kept (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Conflict", NULL);
  char *home = test_folder_new ();
  AppClient *second = open_client (home);
  g_autofree char *url = server_url (f);
  AppAction message
      = { .type = APP_ACTION_ANSWER, .text = "wait, there is more", .as_reporter = TRUE };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;
  AppRefused *item;

  sync_now (f->client);
  app_client_sign_in_sync (second, url, "anna", PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  sync_now (second);
  message.ticket = ticket;
  act (second, &message);
  sync_now (second);

  close_ticket (f->client, &ticket, "goodbye");
  sync_now (f->client);
  refused = app_client_list_refused_sync (f->client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 1);
  item = refused->pdata[0];
  g_assert_cmpstr (item->problem, ==, "conflict");
  g_assert_cmpstr (item->type, ==, "close");
  g_assert_nonnull (strstr (item->text, "goodbye"));
  g_assert_nonnull (strstr (item->text, "the reason why"));
  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_true (app_client_acknowledge_refused_sync (f->client, &item->op, NULL));
  {
    g_autoptr (GPtrArray) none = app_client_list_refused_sync (f->client, NULL);

    g_assert_cmpuint (none->len, ==, 0);
  }
  close_client (second);
  test_folder_remove (home);
}

/* --- nothing readable, nothing believed --- */

static void
test_no_file_of_client_or_server_can_be_read (Fixture *f, gconstpointer unused)
{
  g_autofree char *outside
      = g_build_filename (g_get_tmp_dir (), "canary-attachment-name.txt", NULL);
  const char *const paths[] = { outside, NULL };
  static const char *const words[] = { "canary-subject", "canary-note",    "canary-answer",
                                       "canary-reason",  "canary-content", "canary-attachment-name",
                                       "What I saw" };
  HarkId ticket;
  AppAction close
      = { .type = APP_ACTION_CLOSE, .outcome = HARK_OUTCOME_OTHER, .reason = "canary-reason" };

  g_assert_true (g_file_set_contents (outside, "canary-content", -1, NULL));
  ticket = submit (f, "canary-subject", paths);
  g_unlink (outside);
  sync_now (f->client);
  write_to (f->client, APP_ACTION_NOTE, &ticket, "canary-note");
  write_to (f->client, APP_ACTION_ANSWER, &ticket, "canary-answer");
  close.ticket = ticket;
  act (f->client, &close);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpuint (test_folder_count_files_with (f->home, words[i]), ==, 0);
  sync_now (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_cmpuint (test_folder_count_files_with (f->home, words[i]), ==, 0);
      g_assert_cmpuint (test_folder_count_files_with (harness_get_dir (f->server), words[i]), ==,
                        0);
    }
}

/* One whole snapshot, as the server sends it. */
static GBytes *
snapshot (Fixture *f)
{
  g_autofree char *url = server_url (f);
  g_autoptr (AppHttp) http = app_http_new (url, f->client->token, NULL);
  GError *error = NULL;
  GBytes *page = app_http_get (http, HARK_API_SYNC "?limit=2000", HARK_API_MAX_PAGE_BYTES, &error);

  g_assert_no_error (error);
  return page;
}

typedef void (*Spoil) (JsonObject *line);

/* The snapshot with @spoil done to each line of @kind; lines for which it leaves no "k" are
 * dropped. */
static GBytes *
spoiled (Fixture *f, const char *kind, Spoil spoil)
{
  g_autoptr (GBytes) page = snapshot (f);
  g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line = NULL;
      g_autofree char *written = NULL;

      if (lines[i][0] == '\0')
        continue;
      line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
      if (g_strcmp0 (json_object_get_string_member (line, "k"), kind) == 0)
        spoil (line);
      if (!json_object_has_member (line, "k"))
        continue;
      written = hark_json_to_string (line);
      g_string_append_printf (out, "%s\n", written);
    }

  return g_string_free_to_bytes (out);
}

static void
spoil_bytes (JsonObject *object, const char *member, gsize at)
{
  gsize length;
  g_autofree guchar *data
      = g_base64_decode (json_object_get_string_member (object, member), &length);

  g_assert_cmpuint (at, <, length);
  data[at] ^= 1;
  hark_json_set_bytes (object, member, data, length);
}

static void
drop_line (JsonObject *line)
{
  json_object_remove_member (line, "k");
}

static void
forge_chain (JsonObject *line)
{
  g_autoptr (GBytes) statement = NULL;
  JsonArray *epochs = json_object_get_array_member (line, "epochs");
  JsonArray *changed = json_array_new ();
  gsize length;
  g_autofree guchar *data = g_base64_decode (json_array_get_string_element (epochs, 0), &length);

  data[20] ^= 1;
  hark_json_array_add_bytes (changed, data, length);
  json_object_set_array_member (line, "epochs", changed);
}

static void
break_statement (JsonObject *line)
{
  spoil_bytes (line, "st", 60);
}

static void
rename_object (JsonObject *line)
{
  HarkId id;
  g_autofree char *text = NULL;

  hark_id_random (&id);
  text = hark_id_to_string (&id);
  json_object_set_string_member (line, "id", text);
}

static void
break_slot (JsonObject *line)
{
  spoil_bytes (json_object_get_object_member (line, "slot"), "box", 100);
}

static void
break_content (JsonObject *line)
{
  spoil_bytes (line, "ct", HARK_OBJECT_HEADER_LEN + 60);
}

static void
close_by_hand (JsonObject *line)
{
  json_object_set_string_member (line, "state", "closed");
}

/* Takes the page as a snapshot into the real store, as a sync would. */
static gboolean
take (Fixture *f, GBytes *page, GError **error)
{
  AppFeedPage result = { 0 };
  gboolean ok = app_feed_apply (f->client->store, page, TRUE, &result, error);

  app_feed_page_clear (&result);
  return ok;
}

static void
test_what_the_server_makes_up_is_not_taken (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    Spoil spoil;
    HarkError code;
  } cases[] = {
    { "roster", break_statement, HARK_ERROR_UNVERIFIED },
    { "roster", drop_line, HARK_ERROR_OFFLINE },
    { "end", drop_line, HARK_ERROR_OFFLINE },
    { "obj", drop_line, HARK_ERROR_OFFLINE },
    { "obj", rename_object, HARK_ERROR_UNVERIFIED },
    { "head", drop_line, HARK_ERROR_OFFLINE },
  };
  HarkId ticket = submit (f, "Believe nothing", NULL);
  g_autofree char *before = NULL;

  sync_now (f->client);
  before = show (f->client, &ticket);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) page = spoiled (f, cases[i].kind, cases[i].spoil);
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (take (f, page, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
      after = show (f->client, &ticket);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_one_broken_ticket_is_shown_as_broken_and_stops_nothing (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    Spoil spoil;
  } cases[] = {
    { "ticket", break_slot },
    { "obj", break_content },
    { "ticket", close_by_hand },
    { "ticket", forge_chain },
  };
  HarkId ticket = submit (f, "Broken", NULL);

  sync_now (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) page = spoiled (f, cases[i].kind, cases[i].spoil);
      g_autoptr (AppTicket) loaded = NULL;
      GError *error = NULL;

      take (f, page, &error);
      g_assert_no_error (error);
      loaded = load (f->client, &ticket);
      g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
    }
}

static void
test_rubbish_pages_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const pages[] = {
    "",
    "{}",
    "not json\n",
    "[]\n",
    "{\"k\":\"head\"}\n",
    "{\"k\":5}\n{\"k\":[]}\n",
    "{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":false,\"schema\":1}\n{\"k\":\"end\","
    "\"cur\":\"c\",\"n\":5}\n",
    "{\"k\":\"head\",\"lineage\":1,\"more\":\"x\"}\n{\"k\":\"end\"}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GBytes) page = g_bytes_new_static (pages[i], strlen (pages[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (take (f, page, &error));
      g_assert_nonnull (error);
    }
}

/* The notes as a hostile server might order them: the second before the first. */
static GBytes *
swap_notes (GBytes *page)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  JsonObject *notes[2] = { NULL };
  guint places[2] = { 0 };
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && n < 2; i++)
    {
      g_autoptr (JsonObject) line = NULL;
      g_autoptr (GBytes) sealed = NULL;
      HarkObjectHeader header;

      if (strstr (lines[i], "\"obj\"") == NULL)
        continue;
      line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
      sealed = hark_json_get_bytes (line, "ct", 1, HARK_OBJECT_MAX_LEN, NULL);
      g_assert_true (hark_object_read_header (sealed, &header, NULL));
      if (header.type != HARK_OBJECT_NOTE)
        continue;
      places[n] = i;
      notes[n++] = g_steal_pointer (&line);
    }
  g_assert_cmpuint (n, ==, 2);
  {
    gint64 seq = json_object_get_int_member (notes[0], "seq");

    json_object_set_int_member (notes[0], "seq", json_object_get_int_member (notes[1], "seq"));
    json_object_set_int_member (notes[1], "seq", seq);
  }
  for (guint i = 0; i < 2; i++)
    {
      g_free (lines[places[i]]);
      lines[places[i]] = hark_json_to_string (notes[i]);
      json_object_unref (notes[i]);
    }
  g_free (text);
  text = g_strjoinv ("\n", lines);
  return g_bytes_new_take (g_steal_pointer (&text), strlen (text));
}

static void
test_another_order_is_noticed (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "In order", NULL);
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GBytes) swapped = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  sync_now (f->client);
  write_to (f->client, APP_ACTION_NOTE, &ticket, "first");
  write_to (f->client, APP_ACTION_NOTE, &ticket, "second");
  sync_now (f->client);
  page = snapshot (f);
  swapped = swap_notes (page);
  take (f, swapped, &error);
  g_assert_no_error (error);
  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
}

/* Objects travel at their own seq, the row that brings their key at its newest: it may come a page
 * later. */
static void
test_objects_that_come_before_their_key_are_judged_when_it_comes (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "A page late", NULL);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) early = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  sync_now (f->client);
  whole = snapshot (f);
  {
    g_autofree char *text = g_strndup (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GString *out = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++)
      {
        g_autoptr (JsonObject) line = NULL;
        g_autofree char *written = NULL;
        const char *kind;

        if (lines[i][0] == '\0')
          continue;
        line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
        kind = json_object_get_string_member (line, "k");
        if (strcmp (kind, "ticket") == 0)
          continue;
        if (strcmp (kind, "end") == 0)
          json_object_set_int_member (line, "n", json_object_get_int_member (line, "n") - 1);
        written = hark_json_to_string (line);
        g_string_append_printf (out, "%s\n", written);
      }
    early = g_string_free_to_bytes (out);
  }
  take (f, early, &error);
  g_assert_no_error (error);
  {
    AppFeedPage result = { 0 };

    app_feed_apply (f->client->store, whole, FALSE, &result, &error);
    g_assert_no_error (error);
    app_feed_page_clear (&result);
  }
  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (loaded->report, ==, "What I saw.");
}

static void
test_dropped_ticket_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = make_file (f, "evidence.bin", 100);
  const char *const paths[] = { path, NULL };
  HarkId ticket = submit (f, "Gone", paths);
  g_autofree char *id = hark_id_to_string (&ticket);
  g_autofree char *files = g_build_filename (f->home, "files", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GDir) dir = NULL;
  AppFeedPage result = { 0 };
  GError *error = NULL;

  sync_now (f->client);
  text = g_strdup_printf (
      "{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":false,\"schema\":1}\n"
      "{\"k\":\"drop\",\"tk\":\"%s\",\"seq\":1}\n{\"k\":\"end\",\"cur\":\"c\",\"n\":1}\n",
      id);
  page = g_bytes_new_static (text, strlen (text));
  app_feed_apply (f->client->store, page, FALSE, &result, &error);
  g_assert_no_error (error);
  app_feed_page_clear (&result);
  g_assert_null (app_client_load_ticket_sync (f->client, &ticket, NULL));
  dir = g_dir_open (files, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  {
    g_autofree char *needle = g_strndup ((const char *)ticket.bytes, HARK_ID_LEN);

    if (strlen (needle) == HARK_ID_LEN)
      g_assert_cmpuint (test_folder_count_files_with (f->home, needle), ==, 0);
  }
}

static void
test_damaged_cache_is_begun_anew (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Synced again", NULL);
  g_autofree char *path = g_build_filename (f->home, "cache.db", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  sync_now (f->client);
  g_assert_true (app_cache_begin (f->client->store->cache, NULL));
  g_assert_true (app_cache_clear (f->client->store->cache, NULL));
  {
    g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);

    g_assert_true (app_cache_add_statement (f->client->store->cache, 1, rubbish, NULL));
  }
  g_assert_true (app_cache_commit (f->client->store->cache, NULL));
  restart_client (f);
  sync_now (f->client);
  loaded = load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  close_client (g_steal_pointer (&f->client));

  g_assert_true (g_file_set_contents (path, "this is no database", -1, NULL));
  f->client = open_client (f->home);
  unlock (f->client);
  sync_now (f->client);
}

/* The program died after the server had applied a ticket and before it was let go of here. */
static void
test_applied_ticket_with_files_is_no_error_when_sent_again (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = make_file (f, "evidence.bin", 1000);
  const char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GArray) blobs = NULL;
  g_autofree char *url = server_url (f);
  g_autoptr (AppHttp) http = NULL;
  GError *error = NULL;

  submit (f, "Once with a file", paths);
  waiting = app_outbox_list (f->client->store->outbox, FALSE, NULL);
  blobs = app_intent_get_blobs (waiting->pdata[0]);
  sync_now (f->client);
  http = app_http_new (url, f->client->token, NULL);
  app_file_upload (f->home, http, &g_array_index (blobs, HarkId, 0), &error);
  g_assert_no_error (error);
}

/* --- asynchronous --- */

static void
keep_result (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **)user = g_object_ref (result);
}

static void
count_change (AppClient *client, gpointer user)
{
  (*(guint *)user)++;
}

static void
test_asynchronous_calls_answer_on_this_thread (Fixture *f, gconstpointer unused)
{
  HarkId ticket = submit (f, "Async", NULL);
  g_autoptr (GAsyncResult) synced = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;
  guint changes = 0;

  g_signal_connect (f->client, "changed", G_CALLBACK (count_change), &changes);
  app_client_sync_async (f->client, keep_result, &synced);
  while (synced == NULL || changes == 0)
    g_main_context_iteration (NULL, TRUE);
  app_client_sync_finish (f->client, synced, &error);
  g_assert_no_error (error);
  app_client_list_async (f->client, keep_result, &listed);
  while (listed == NULL)
    g_main_context_iteration (NULL, TRUE);
  list = app_client_list_finish (f->client, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (hark_id_equal (&((AppTicket *)list->pdata[0])->id, &ticket));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&synced);
  g_clear_object (&listed);
}

static void
test_sheet_is_a_pdf_that_only_its_owner_may_read (void)
{
  Fixture f = { .server = harness_new (), .home = test_folder_new () };
  g_autoptr (AppSetup) setup = NULL;
  g_autofree char *path = g_build_filename (f.home, "sheet.pdf", NULL);
  g_autofree char *data = NULL;
  g_autofree char *key = NULL;
  guint8 code[HARK_CODE_LEN];
  GStatBuf info;
  GError *error = NULL;

  f.client = open_client (f.home);
  setup = prepare (&f, f.client);
  app_setup_write_sheet (setup, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_true (g_str_has_prefix (data, "%PDF-"));
  key = key_on_sheet (setup);
  g_assert_true (hark_code_parse (key, code, NULL));
  g_assert_false (app_setup_write_sheet (setup, "/nonexistent/sheet.pdf", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_clear_object (&setup);
  tear_down (&f, NULL);
}

#define ADD(path, func) g_test_add ("/client/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/server-addresses-are-strict", test_server_addresses_are_strict);
  g_test_add_func ("/client/wrong-set-up-code",
                   test_wrong_set_up_code_changes_nothing_and_may_be_corrected);
  g_test_add_func ("/client/sheet-is-a-pdf", test_sheet_is_a_pdf_that_only_its_owner_may_read);
  ADD ("set-up-makes-an-organisation", test_set_up_makes_an_organisation_with_one_area);
  ADD ("second-set-up-is-refused", test_second_set_up_is_refused);
  ADD ("bad-fields-are-named", test_bad_fields_are_named);
  ADD ("second-device-sees-the-same", test_second_device_sees_the_same);
  ADD ("wrong-secrets-do-not-sign-in", test_wrong_secrets_do_not_sign_in);
  ADD ("ended-session", test_ended_session_is_told_and_begun_again_without_the_account_key);
  ADD ("locked-account-shows-nothing", test_locked_account_shows_nothing_until_the_password_comes);
  ADD ("unsent-ticket-is-shown-then-numbered", test_unsent_ticket_is_shown_then_numbered);
  ADD ("whole-life-of-a-ticket", test_whole_life_of_a_ticket);
  ADD ("reporters-own-words-are-theirs", test_reporters_own_words_are_theirs);
  ADD ("reopened-and-released-tickets-say-so", test_reopened_and_released_tickets_say_so);
  ADD ("actions-that-the-state-does-not-allow",
       test_actions_that_the_state_does_not_allow_are_refused);
  ADD ("attachments-come-back", test_attachments_come_back_byte_for_byte);
  ADD ("what-cannot-be-attached-is-told", test_what_cannot_be_attached_is_told_and_nothing_is_kept);
  ADD ("tampered-attachment-is-not-saved", test_tampered_attachment_is_not_saved);
  ADD ("everything-is-shown-without-the-server",
       test_everything_shown_before_is_shown_without_the_server);
  ADD ("work-done-offline-goes-out-once", test_work_done_offline_goes_out_once_and_in_order);
  ADD ("lost-answer-does-not-double", test_lost_answer_does_not_double_a_message);
  ADD ("close-that-overlooks-a-message",
       test_close_that_overlooks_a_newer_message_is_refused_and_kept);
  ADD ("no-file-can-be-read", test_no_file_of_client_or_server_can_be_read);
  ADD ("what-the-server-makes-up", test_what_the_server_makes_up_is_not_taken);
  ADD ("one-broken-ticket", test_one_broken_ticket_is_shown_as_broken_and_stops_nothing);
  ADD ("another-order-is-noticed", test_another_order_is_noticed);
  ADD ("objects-before-their-key",
       test_objects_that_come_before_their_key_are_judged_when_it_comes);
  ADD ("dropped-ticket-leaves-nothing", test_dropped_ticket_leaves_nothing);
  ADD ("damaged-cache-is-begun-anew", test_damaged_cache_is_begun_anew);
  ADD ("applied-ticket-with-files", test_applied_ticket_with_files_is_no_error_when_sent_again);
  ADD ("rubbish-pages", test_rubbish_pages_are_refused);
  ADD ("asynchronous-calls", test_asynchronous_calls_answer_on_this_thread);

  return g_test_run ();
}
