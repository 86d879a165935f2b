/* test-work.c: what a case handler does, online and offline */
#include <glib/gstdio.h>
#include <string.h>

#include "app-build.h"
#include "app-http.h"
#include "device.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"

/* --- the life of a ticket --- */

static void
test_unsent_ticket_is_shown_then_numbered (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Invoices paid twice", NULL);
  g_autoptr (AppTicket) before = device_load (f->client, &ticket);
  g_autoptr (AppTicket) after = NULL;

  g_assert_null (before->number);
  g_assert_cmpuint (before->n_waiting, ==, 1);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 1);
  device_sync (f->client);
  after = device_load (f->client, &ticket);
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
test_whole_life_of_a_ticket (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "A whole life", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "check the ledger");
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "Thank you, we look into it.");
  device_sync (f->client);
  device_close_ticket (f->client, &ticket, "We are done.");
  device_sync (f->client);

  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (loaded->advisor, ==, "anna");
  g_assert_cmpstr (loaded->outcome, ==, "partly");
  g_assert_cmpstr (loaded->outcome_reason, ==, "the reason why");
  g_assert_cmpuint (loaded->entries->len, ==, 4);
  g_assert_cmpint (device_entry (loaded, 0)->kind, ==, APP_ENTRY_REPORT);
  g_assert_true (device_entry (loaded, 0)->from_reporter);
  g_assert_cmpint (device_entry (loaded, 1)->kind, ==, APP_ENTRY_NOTE);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "check the ledger");
  g_assert_cmpint (device_entry (loaded, 2)->kind, ==, APP_ENTRY_MESSAGE);
  g_assert_false (device_entry (loaded, 2)->from_reporter);
  g_assert_cmpstr (device_entry (loaded, 3)->text, ==, "We are done.");
  g_assert_cmpuint (loaded->history->len, ==, 3);
  g_assert_cmpint (((AppPeriod *)loaded->periods->pdata[0])->done, >, 0);
  faults = harness_check (f->server);
  g_assert_cmpuint (faults->len, ==, 0);
}

static void
test_reporters_own_words_are_theirs (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Mine", NULL);
  AppAction action = { .type = APP_ACTION_ANSWER, .text = "One more thing.", .as_reporter = TRUE };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->client);
  action.ticket = ticket;
  device_act (f->client, &action);
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "From the team.");
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_true (device_entry (loaded, 1)->from_reporter);
  g_assert_false (device_entry (loaded, 2)->from_reporter);
}

static void
test_reopened_and_released_tickets_say_so (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Again", NULL);
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "new facts" };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_close_ticket (f->client, &ticket, NULL);
  reopen.ticket = ticket;
  device_act (f->client, &reopen);
  device_write (f->client, APP_ACTION_RELEASE, &ticket, NULL);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  g_assert_null (loaded->advisor);
  g_assert_cmpint (loaded->shown, ==, HARK_TICKET_SHOWN_UNASSIGNED);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->history->len, ==, 5);
  g_assert_cmpstr (((AppHistory *)loaded->history->pdata[3])->reason, ==, "new facts");
}

static void
test_actions_that_the_state_does_not_allow_are_refused (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "States", NULL);
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
  device_sync (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (app_client_act_sync (f->client, cases[i].action, NULL, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
    }
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
}

/* --- attachments --- */

static void
test_attachments_come_back_byte_for_byte (Device *f, gconstpointer unused)
{
  static const gsize sizes[] = { 0, 1, 65536, 65537, 3000000 };
  g_auto (GStrv) paths = g_new0 (char *, G_N_ELEMENTS (sizes) + 1);
  g_autoptr (AppTicket) loaded = NULL;
  HarkId ticket;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("evidence %u.bin", i);

      paths[i] = device_make_file (f, name, sizes[i]);
    }
  ticket = device_submit (f, "With files", (const char *const *)paths);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpuint (device_entry (loaded, 0)->files->len, ==, G_N_ELEMENTS (sizes));

  /* Not from what this device kept, but from the server. */
  {
    g_autofree char *kept = g_build_filename (f->home, "files", NULL);

    test_folder_remove (g_steal_pointer (&kept));
  }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AppFile *file = g_ptr_array_index (device_entry (loaded, 0)->files, i);
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
test_what_cannot_be_attached_is_told_and_nothing_is_kept (Device *f, gconstpointer unused)
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
test_tampered_attachment_is_not_saved (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 200000);
  const char *const paths[] = { path, NULL };
  HarkId ticket = device_submit (f, "With a file", paths);
  g_autoptr (AppTicket) loaded = NULL;
  g_autofree char *files = g_build_filename (f->home, "files", NULL);
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autofree char *sealed = NULL;
  g_autofree char *data = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  AppFile *file;

  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  file = g_ptr_array_index (device_entry (loaded, 0)->files, 0);
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
test_everything_shown_before_is_shown_without_the_server (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Offline", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "a note");
  device_close_ticket (f->client, &ticket, "bye");
  device_sync (f->client);
  before = device_show (f->client, &ticket);
  harness_stop (f->server);
  device_restart (f);
  after = device_show (f->client, &ticket);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_OFFLINE);
  harness_start (f->server);
}

static void
test_work_done_offline_goes_out_once_and_in_order (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Work offline", NULL);
  g_autoptr (AppTicket) offline = NULL;
  g_autoptr (AppTicket) online = NULL;
  HarkId second;

  device_sync (f->client);
  harness_stop (f->server);
  device_write (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "first");
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "second");
  device_close_ticket (f->client, &ticket, "third");
  second = device_submit (f, "New while offline", NULL);
  device_restart (f);

  offline = device_load (f->client, &ticket);
  g_assert_cmpuint (offline->n_waiting, ==, 4);
  g_assert_cmpint (offline->state, ==, HARK_TICKET_CLOSED);
  g_assert_true (offline->is_advisor);
  g_assert_true (device_entry (offline, 1)->waiting);

  device_start_server (f);
  device_sync (f->client);
  device_sync (f->client);
  online = device_load (f->client, &ticket);
  g_assert_cmpuint (online->n_waiting, ==, 0);
  g_assert_cmpuint (online->entries->len, ==, 4);
  g_assert_cmpstr (device_entry (online, 1)->text, ==, "first");
  g_assert_cmpstr (device_entry (online, 2)->text, ==, "second");
  g_assert_cmpstr (device_entry (online, 3)->text, ==, "third");
  g_assert_cmpint (online->state, ==, HARK_TICKET_CLOSED);
  {
    g_autoptr (AppTicket) other = device_load (f->client, &second);

    g_assert_nonnull (other->number);
  }
}

/* The answer to a request was lost: the same bytes go again, and the effect is there once. */
static void
test_lost_answer_does_not_double_a_message (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Twice", NULL);
  g_autofree char *url = device_url (f);
  g_autofree char *device = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppOperation *operation;
  GError *error = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "only once");
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

  device_restart (f);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_cmpuint (loaded->n_waiting, ==, 0);
}

static void
test_close_that_overlooks_a_newer_message_is_refused_and_kept (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Conflict", NULL);
  char *home = test_folder_new ();
  AppClient *second = device_open (home);
  g_autofree char *url = device_url (f);
  AppAction message
      = { .type = APP_ACTION_ANSWER, .text = "wait, there is more", .as_reporter = TRUE };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;
  AppRefused *item;

  device_sync (f->client);
  app_client_sign_in_sync (second, url, "anna", DEVICE_PASSWORD, f->account_key, &error);
  g_assert_no_error (error);
  device_sync (second);
  message.ticket = ticket;
  device_act (second, &message);
  device_sync (second);

  device_close_ticket (f->client, &ticket, "goodbye");
  device_sync (f->client);
  refused = app_client_list_refused_sync (f->client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 1);
  item = refused->pdata[0];
  g_assert_cmpstr (item->problem, ==, "conflict");
  g_assert_cmpstr (item->type, ==, "close");
  g_assert_nonnull (strstr (item->text, "goodbye"));
  g_assert_nonnull (strstr (item->text, "the reason why"));
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_true (app_client_acknowledge_refused_sync (f->client, &item->op, NULL));
  {
    g_autoptr (GPtrArray) none = app_client_list_refused_sync (f->client, NULL);

    g_assert_cmpuint (none->len, ==, 0);
  }
  device_close (second);
  test_folder_remove (home);
}

/* --- nothing readable --- */

static void
test_no_file_of_client_or_server_can_be_read (Device *f, gconstpointer unused)
{
  char *folder = test_folder_new ();
  g_autofree char *outside = g_build_filename (folder, "canary-attachment-name.txt", NULL);
  const char *const paths[] = { outside, NULL };
  static const char *const words[] = { "canary-subject", "canary-note",    "canary-answer",
                                       "canary-reason",  "canary-content", "canary-attachment-name",
                                       "What I saw" };
  HarkId ticket;
  AppAction close
      = { .type = APP_ACTION_CLOSE, .outcome = HARK_OUTCOME_OTHER, .reason = "canary-reason" };

  g_assert_true (g_file_set_contents (outside, "canary-content", -1, NULL));
  ticket = device_submit (f, "canary-subject", paths);
  test_folder_remove (folder);
  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "canary-note");
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "canary-answer");
  close.ticket = ticket;
  device_act (f->client, &close);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpuint (test_folder_count_files_with (f->home, words[i]), ==, 0);
  device_sync (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_cmpuint (test_folder_count_files_with (f->home, words[i]), ==, 0);
      g_assert_cmpuint (test_folder_count_files_with (harness_get_dir (f->server), words[i]), ==,
                        0);
    }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/work/" path, Device, NULL, device_set_up, func, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
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

  return g_test_run ();
}
