/* test-ui-keyring.c: a keyring that is locked, stopped, killed, or has lost this computer's key: it is said, nothing
 * that is kept here is touched, and it goes on as soon as the keyring does */
#include <glib/gstdio.h>
#include <signal.h>

#include "app-keyring.h"
#include "device.h"
#include "folder.h"
#include "hark-error.h"
#include "keyring.h"
#include "ui-desk.h"
#include "unlock/app-sign-in-dialog.h"

#define LOCKED                                                                                                      \
  "Your keyring is locked, or does not answer. Hark keeps its key there and nowhere else: unlock it, or sign "      \
  "out of this computer and in again, and try once more."
#define GONE "Hark's key for this computer is gone: it is not in your keyring any more."
#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define NOTE "what I found, and could not send yet"
#define CLOSE_SECONDS 5 /* far less than any limit */

static char *
read_home (Desk *desk, const char *name)
{
  g_autofree char *path = g_build_filename (desk->home, name, NULL);
  char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return NULL;

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *)g_steal_pointer (&data), length);
}

/* What says who this is and seals its keys: the same bytes as before, and no key besides. */
typedef struct
{
  char *account;
  char *keys;
} Kept;

static Kept
remember (Desk *desk)
{
  Kept kept = { read_home (desk, "account.json"), read_home (desk, "keys") };

  g_assert_nonnull (kept.account);
  g_assert_nonnull (kept.keys);
  return kept;
}

static void
expect_kept (Desk *desk, Kept kept)
{
  g_autofree char *account = read_home (desk, "account.json");
  g_autofree char *keys = read_home (desk, "keys");
  g_autofree char *local = read_home (desk, "local-key");

  g_assert_cmpstr (account, ==, kept.account);
  g_assert_cmpstr (keys, ==, kept.keys);
  g_assert_null (local);
  g_free (kept.account);
  g_free (kept.keys);
}

static void
expect_told (Desk *desk, const char *text)
{
  ui_wait (ui_look (desk->window, "retry_button") != NULL);
  g_assert_true (ui_says (desk->window, text));
  g_assert_nonnull (ui_look (desk->window, "anew_button"));
  g_assert_cmpint (app_client_get_state (desk->client), ==, APP_CLIENT_LOCKED);
}

static void
retry (Desk *desk)
{
  ui_click (desk->window, "retry_button");
  ui_wait (ui_look (desk->window, "sidebar") != NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
}

static void
test_locked_keyring_is_said_and_nothing_is_written_over (Desk *desk, gconstpointer unused)
{
  Kept kept = remember (desk);
  guint n = keyring_count ();

  desk_restart_client (desk);
  keyring_lock ();
  desk_open_window (desk);
  expect_told (desk, LOCKED);
  ui_shoot (desk->window, "keyring-locked");
  ui_click (desk->window, "retry_button");
  expect_told (desk, LOCKED);

  keyring_unlock ();
  retry (desk);
  g_assert_cmpuint (keyring_count (), ==, n);
  expect_kept (desk, kept);
}

static void
test_window_closes_while_the_keyring_asks (Desk *desk, gconstpointer unused)
{
  Prompter prompter;
  gint64 begun;

  desk_restart_client (desk);
  keyring_lock ();
  prompter_begin (&prompter);
  desk_open_window (desk);
  ui_wait (prompter.is_asking);
  g_assert_true (ui_says (desk->window, "Opening your keys…"));

  begun = g_get_monotonic_time ();
  desk_restart_client (desk);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, CLOSE_SECONDS * G_TIME_SPAN_SECOND);

  /* Nobody answers any more: that is no unlocking. */
  prompter_end (&prompter);
  desk_open_window (desk);
  expect_told (desk, LOCKED);
  keyring_unlock ();
  retry (desk);
}

static void
test_killed_keyring_is_said_and_the_next_one_opens_it (Desk *desk, gconstpointer unused)
{
  Kept kept = remember (desk);

  /* what is open needs it no more */
  keyring_kill ();
  desk_sync (desk);
  g_assert_cmpint (app_client_get_connection (desk->client), ==, APP_CONNECTION_ONLINE);

  /* the bus may start one, which is locked */
  ui_act (GTK_WIDGET (desk->window), "win.lock", NULL);
  ui_wait (app_client_get_state (desk->client) == APP_CLIENT_LOCKED);
  ui_click (desk->window, "retry_button");
  ui_wait (ui_look (desk->window, "anew_button") != NULL);
  expect_told (desk, LOCKED);

  keyring_kill ();
  keyring_start ();
  retry (desk);
  expect_kept (desk, kept);
}

static void
test_keyring_that_dies_while_it_asks_is_said (Desk *desk, gconstpointer unused)
{
  Prompter prompter;

  desk_restart_client (desk);
  keyring_lock ();
  prompter_begin (&prompter);
  desk_open_window (desk);
  ui_wait (prompter.is_asking);
  keyring_kill ();
  expect_told (desk, LOCKED);

  prompter_end (&prompter);
  keyring_start ();
  retry (desk);
}

static void
test_stopped_keyring_is_given_up_and_then_works (Desk *desk, gconstpointer unused)
{
  Kept kept = remember (desk);
  gint64 begun;

  desk_restart_client (desk);
  keyring_signal (SIGSTOP);
  desk_open_window (desk);
  begun = g_get_monotonic_time (); /* a new client and its window may take as long by themselves */
  expect_told (desk, LOCKED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2 * APP_KEYRING_SECONDS * G_TIME_SPAN_SECOND);

  /* in the middle of a call */
  ui_click (desk->window, "retry_button");
  ui_settle ();
  keyring_kill ();
  ui_wait (ui_look (desk->window, "retry_button") != NULL);
  if (app_client_get_state (desk->client) == APP_CLIENT_LOCKED)
    expect_told (desk, LOCKED);

  keyring_kill ();
  keyring_start ();
  retry (desk);
  expect_kept (desk, kept);
}

/* The keys are kept under the password then, which is said at the next start. */
static void
test_sign_in_outlives_a_keyring_that_does_not_answer (Desk *desk, gconstpointer unused)
{
  g_autofree char *url = desk_get_url (desk);
  GError *error = NULL;

  keyring_signal (SIGSTOP);
  app_client_sign_in_sync (desk->client, url, "anna", DESK_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  keyring_signal (SIGCONT);
  g_assert_true (app_client_has_no_keyring (desk->client));

  desk_restart_client (desk);
  desk_open_window (desk);
  ui_find (desk->window, "password_row");
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_look (desk->window, "sidebar") != NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
}

static void
test_window_outlives_its_message_bus (Desk *desk, gconstpointer unused)
{
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  Kept kept = remember (desk);

  keyring_end_bus ();
  ui_wait (g_dbus_connection_is_closed (bus));
  ui_settle ();
  desk_sync (desk);
  g_assert_cmpint (app_client_get_connection (desk->client), ==, APP_CONNECTION_ONLINE);

  ui_act (GTK_WIDGET (desk->window), "win.lock", NULL);
  ui_wait (app_client_get_state (desk->client) == APP_CLIENT_LOCKED);
  ui_click (desk->window, "retry_button");
  ui_wait (ui_look (desk->window, "anew_button") != NULL);
  expect_told (desk, LOCKED);
  expect_kept (desk, kept);
}

/* --- the way back --- */

/* The folder beside the home that a sign-in anew has left; NULL for none. */
static char *
find_set_aside (Desk *desk)
{
  g_autofree char *parent = g_path_get_dirname (desk->home);
  g_autofree char *base = g_path_get_basename (desk->home);
  g_autofree char *prefix = g_strconcat (base, "-", NULL);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  char *found = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_assert_null (found);
        found = g_build_filename (parent, name, NULL);
      }

  return found;
}

static gboolean
is_there (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
write_offline (Desk *desk)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  AppAction action = { .type = APP_ACTION_NOTE, .text = NOTE };
  GError *error = NULL;

  g_assert_true (app_client_find_number (desk->client, number, &action.ticket));
  desk_close_window (desk);
  app_client_act_sync (desk->client, &action, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 1);
}

static void
sign_in_anew (Desk *desk)
{
  GtkWindow *dialog;
  g_autofree char *none = NULL;

  ui_click (desk->window, "anew_button");
  dialog = ui_find_window (APP_TYPE_SIGN_IN_DIALOG);
  ui_shoot (dialog, "sign-in-anew");
  ui_type (dialog, "password_row", "not the password");
  ui_click (dialog, "sign_in_button");
  ui_wait (ui_says (dialog, "Enter the account key of your recovery sheet."));
  ui_type (dialog, "key_row", desk->account_key);
  ui_click (dialog, "sign_in_button");
  ui_wait (ui_says (dialog, "Name, password or account key do not fit."));
  none = find_set_aside (desk);
  g_assert_null (none);

  ui_type (dialog, "password_row", DESK_PASSWORD);
  ui_click (dialog, "sign_in_button");
  ui_wait (ui_look (desk->window, "sidebar") != NULL);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
  ui_wait (ui_count_rows (desk->window) == 1);
}

static void
test_lost_key_is_replaced_and_what_it_sealed_set_aside (Desk *desk, gconstpointer unused)
{
  g_autoptr (AppAccount) before = NULL;
  g_autoptr (AppAccount) after = NULL;
  char *aside;

  write_offline (desk);
  before = app_home_read_account (desk->home, NULL);
  desk_restart_client (desk);
  keyring_forget ("Hark: account key");
  desk_open_window (desk);
  expect_told (desk, GONE);
  ui_shoot (desk->window, "keyring-lost");

  sign_in_anew (desk);
  after = app_home_read_account (desk->home, NULL);
  g_assert_true (after->has_keyring);
  g_assert_true (hark_id_equal (&before->user, &after->user));
  g_assert_false (hark_id_equal (&before->device, &after->device));
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);

  aside = find_set_aside (desk);
  g_assert_nonnull (aside);
  g_assert_true (is_there (aside, "outbox.db"));
  g_assert_false (is_there (aside, "cache.db"));
  g_assert_false (is_there (aside, "cache.db-wal"));
  test_folder_remove (aside);

  /* and from now on by itself */
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_wait (ui_look (desk->window, "sidebar") != NULL);
}

static void
test_what_was_set_aside_opens_where_the_keyring_does (Desk *desk, gconstpointer unused)
{
  AppClient *old;
  char *aside;

  write_offline (desk);
  desk_restart_client (desk);
  keyring_lock ();
  desk_open_window (desk);
  expect_told (desk, LOCKED);
  sign_in_anew (desk);
  g_assert_true (app_client_has_no_keyring (desk->client));

  keyring_unlock ();
  aside = find_set_aside (desk);
  old = device_open (aside);
  device_unlock (old);
  g_assert_cmpuint (app_client_get_waiting (old), ==, 1);
  device_sync (old);
  g_assert_cmpuint (app_client_get_waiting (old), ==, 0);
  device_close (old);
  desk_sync (desk);
  ui_open_row (desk->window, 0);
  ui_wait (ui_holds (desk->window, NOTE));
  test_folder_remove (aside);
}

/* Where there was no keyring when the device was taken into use. */
static void
test_keyring_that_comes_later_is_offered (Desk *desk, gconstpointer unused)
{
  guint n;

  g_assert_true (app_client_has_no_keyring (desk->client));
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_find (desk->window, "password_row");
  g_assert_null (ui_look (desk->window, "keyring_check"));
  keyring_start ();
  n = keyring_count ();
  ui_wait (ui_look (desk->window, "keyring_check") != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (desk->window, "keyring_check")), TRUE);
  ui_shoot (desk->window, "keyring-offered");
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_says (desk->window, "Your keyring opens Hark from now on"));
  g_assert_cmpuint (keyring_count (), ==, n + 3);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);

  desk_restart_client (desk);
  desk_open_window (desk);
  ui_wait (app_client_get_state (desk->client) == APP_CLIENT_READY);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
  g_assert_null (read_home (desk, "local-key"));
  g_assert_null (read_home (desk, "session"));
}

static void
set_up_without_keyring (Desk *desk, gconstpointer unused)
{
  keyring_kill ();
  desk_set_up (desk, NULL);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-keyring/locked", test_locked_keyring_is_said_and_nothing_is_written_over);
  DESK_TEST ("/ui-keyring/asks", test_window_closes_while_the_keyring_asks);
  DESK_TEST ("/ui-keyring/killed", test_killed_keyring_is_said_and_the_next_one_opens_it);
  DESK_TEST ("/ui-keyring/killed-asking", test_keyring_that_dies_while_it_asks_is_said);
  DESK_TEST ("/ui-keyring/stopped", test_stopped_keyring_is_given_up_and_then_works);
  DESK_TEST ("/ui-keyring/sign-in", test_sign_in_outlives_a_keyring_that_does_not_answer);
  DESK_TEST ("/ui-keyring/lost", test_lost_key_is_replaced_and_what_it_sealed_set_aside);
  DESK_TEST ("/ui-keyring/set-aside", test_what_was_set_aside_opens_where_the_keyring_does);
  g_test_add ("/ui-keyring/later", Desk, NULL, set_up_without_keyring, test_keyring_that_comes_later_is_offered,
              desk_tear_down);
  /* the last: there is no keyring after it */
  DESK_TEST ("/ui-keyring/bus", test_window_outlives_its_message_bus);

  return ui_run ();
}
