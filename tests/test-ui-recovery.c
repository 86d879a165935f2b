/* test-ui-recovery.c: the organisation's recovery key in the preferences: made, tried, used, ended */
#include <string.h>

#include "app-client-private.h"
#include "app-client-recovery.h"
#include "field/app-busy-button.h"
#include "preferences/app-preferences.h"
#include "recovery/app-make-key-dialog.h"
#include "recovery/app-try-sheet-dialog.h"
#include "recovery/app-use-key-dialog.h"
#include "sidebar/app-place.h"
#include "ui-desk.h"

static GtkWindow *
open_page (Desk *desk)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "recovery");
  ui_find (preferences, "state_row");
  return preferences;
}

static void
activate (GtkWindow *window, const char *id)
{
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (window, id)));
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

/* As a telephone reads it from the printed page. */
static char *
scan_sheet (const char *path)
{
  g_autofree char *picture = g_strconcat (path, ".page", NULL), *png = g_strconcat (picture, ".png", NULL);
  const char *const draw[] = { "pdftoppm", "-r", "150", "-png", "-singlefile", path, picture, NULL };
  const char *const scan[]
      = { "zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", png, NULL };
  g_autoptr (GSubprocess) drawing = g_subprocess_newv (draw, G_SUBPROCESS_FLAGS_NONE, NULL);
  g_autoptr (GSubprocess) scanning = NULL;
  char *text = NULL;

  g_assert_true (g_subprocess_wait_check (drawing, NULL, NULL));
  scanning = g_subprocess_newv (scan, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_assert_true (g_subprocess_communicate_utf8 (scanning, NULL, NULL, &text, NULL, NULL));
  return g_strchomp (text);
}

/* What is on the sheet is neither shown nor kept. */
static void
expect_forgotten (GtkWindow *dialog)
{
  GtkWidget *row = ui_find (dialog, "key_row");

  g_assert_true (ADW_IS_PASSWORD_ENTRY_ROW (row));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "");
}

/* Makes one through the window; the key on its sheet is (transfer full). */
static char *
make_key (Desk *desk, GtkWindow *preferences)
{
  g_autofree char *path = g_build_filename (desk->home, "key.pdf", NULL);
  GtkWindow *dialog;
  char *key;

  activate (preferences, "make_row");
  dialog = ui_find_window (APP_TYPE_MAKE_KEY_DIALOG);
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "use_button")));
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, "key_row")));
  g_assert_true (app_make_key_dialog_save (APP_MAKE_KEY_DIALOG (dialog), path));
  ui_click (dialog, "use_button");
  ui_wait (ui_says (dialog, "Type the key from the sheet."));
  ui_type (dialog, "key_row", "abandon ability");
  ui_click (dialog, "use_button");
  ui_wait (ui_holds (dialog, "Compare with the sheet."));
  expect_forgotten (dialog);
  ui_shoot (dialog, "recovery-make");
  g_assert_false (app_client_get_recovery_state (desk->client).is_set);
  key = scan_sheet (path);
  ui_type (dialog, "key_row", key);
  ui_click (dialog, "use_button");
  ui_wait (ui_says (preferences, "The recovery key is in use: lock its sheet away"));
  return key;
}

static void
test_key_is_made_and_typed_back_from_paper (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  g_autofree char *key = NULL;

  g_assert_true (ui_holds (preferences, "There is none"));
  g_assert_null (ui_look (preferences, "check_row"));
  g_assert_null (ui_look (preferences, "use_row"));
  ui_shoot (preferences, "recovery-none");
  key = make_key (desk, preferences);
  ui_wait (ui_holds (preferences, "New tickets are sealed to it;"));
  g_assert_true (ui_says (preferences, "Replace the Recovery Key…"));
  g_assert_true (ui_holds (preferences, "On this device last:"));
  ui_shoot (preferences, "recovery-page");
  close_window (preferences);
}

/* Everybody is told of a change of the policy: one slip of the pointer is none. */
static void
test_sealing_is_signed_once_that_was_confirmed (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk), *dialog;
  g_autofree char *key = make_key (desk, preferences);
  GtkSwitch *seal_switch;

  ui_wait (ui_holds (preferences, "New tickets are sealed to it;"));
  seal_switch = GTK_SWITCH (ui_find (preferences, "seal_switch"));
  gtk_switch_set_active (seal_switch, FALSE);
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (ui_holds (dialog, "Everybody is told"));
  ui_shoot (dialog, "recovery-seal-sign");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ui_wait (gtk_switch_get_active (seal_switch));
  g_assert_true (gtk_switch_get_state (seal_switch));
  g_assert_true (app_client_get_recovery_state (desk->client).is_on);

  gtk_switch_set_active (seal_switch, FALSE);
  dialog = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "sign");
  ui_wait (ui_holds (preferences, "Tickets are not sealed to it any more."));
  ui_wait (!gtk_switch_get_state (seal_switch));
  g_assert_false (gtk_switch_get_active (seal_switch));
  close_window (preferences);
}

static void
test_sheet_is_tried (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk), *dialog;
  g_autofree char *key = make_key (desk, preferences);

  activate (preferences, "check_row");
  dialog = ui_find_window (APP_TYPE_TRY_SHEET_DIALOG);
  ui_click (dialog, "try_button");
  ui_wait (ui_says (dialog, "Type the key from the sheet."));
  ui_type (dialog, "key_row", desk->account_key); /* a key, but another one */
  ui_click (dialog, "try_button");
  ui_wait (ui_holds (dialog, "This is another key than the organisation's"));
  expect_forgotten (dialog);
  ui_shoot (dialog, "recovery-try-wrong");
  ui_type (dialog, "key_row", key);
  ui_click (dialog, "try_button");
  ui_wait (ui_holds (dialog, "This is the right sheet"));
  expect_forgotten (dialog);
  ui_shoot (dialog, "recovery-try");
  close_window (dialog);
  close_window (preferences);
}

/* Closed with something typed. */
static void
test_closed_dialog_keeps_nothing (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk), *dialog;
  g_autofree char *key = make_key (desk, preferences);
  g_autoptr (GtkEntryBuffer) buffer = NULL;
  GtkEditable *text;

  activate (preferences, "check_row");
  dialog = ui_find_window (APP_TYPE_TRY_SHEET_DIALOG);
  ui_type (dialog, "key_row", key);
  text = gtk_editable_get_delegate (GTK_EDITABLE (ui_find (dialog, "key_row")));
  buffer = g_object_ref (gtk_text_get_buffer (GTK_TEXT (text)));
  g_assert_cmpuint (gtk_entry_buffer_get_length (buffer), >, 0);
  close_window (dialog);
  g_assert_cmpuint (gtk_entry_buffer_get_length (buffer), ==, 0);
  close_window (preferences);
}

/* A SrvWork: whoever lost their keys has no slot. */
static gboolean
lose_slots (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "DELETE FROM slot WHERE kind = 1", error);
}

static void
test_key_is_used_and_everybody_is_told (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  GtkWindow *preferences = open_page (desk), *dialog;
  g_autofree char *key = make_key (desk, preferences);
  AppAction submit
      = { .type = APP_ACTION_SUBMIT, .subject = "S", .text = "T", .area = ((AppArea *)areas->pdata[0])->id };
  GtkWidget *row;

  app_client_act_sync (desk->client, &submit, NULL, NULL);
  desk_sync (desk);
  harness_write (desk->server, lose_slots, NULL);
  activate (preferences, "use_row");
  dialog = ui_find_window (APP_TYPE_USE_KEY_DIALOG);
  ui_click (dialog, "use_button");
  ui_wait (ui_says (dialog, "Choose an area."));
  row = gtk_widget_get_ancestor (ui_find (dialog, "area_group"), GTK_TYPE_WIDGET);
  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  gtk_widget_activate (gtk_window_get_focus (dialog));
  ui_type (dialog, "key_row", key);
  ui_click (dialog, "use_button");
  ui_wait (ui_holds (dialog, "Say that you know"));
  ui_shoot (dialog, "recovery-use");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "told_check")), TRUE);
  ui_click (dialog, "use_button");
  ui_wait (ui_holds (dialog, "1 ticket was opened"));
  ui_shoot (dialog, "recovery-used");
  close_window (dialog);
  close_window (preferences);

  desk->client->store->account->roster_seen = 4; /* as somebody else sees it */
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  ui_wait (ui_says (desk->window, "anna uses the organisation's recovery key and can read all tickets of Compliance with it"));
  ui_shoot (desk->window, "recovery-told");
}

/* What waits for a look at the key is said, and goes once the user has looked. */
static void
test_unseen_key_holds_up_what_was_written (Desk *desk, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  AppAction submit
      = { .type = APP_ACTION_SUBMIT, .subject = "S", .text = "T", .area = ((AppArea *)areas->pdata[0])->id };
  AppAction note = { .type = APP_ACTION_NOTE, .text = "Among us." };
  GtkWindow *preferences;
  g_autofree char *key = NULL;

  app_client_act_sync (desk->client, &submit, &note.ticket, NULL);
  desk_sync (desk);
  preferences = open_page (desk);
  key = make_key (desk, preferences);
  close_window (preferences);
  desk->client->store->account->roster_seen = 4; /* as somebody else sees it */
  g_assert_true (app_client_act_sync (desk->client, &note, NULL, NULL));
  ui_act (GTK_WIDGET (desk->window), "win.sync-quietly", NULL);
  ui_wait (ui_holds (desk->window, "Others changed who can read what was there before."));
  ui_shoot (desk->window, "recovery-unseen");
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 1);

  ui_click (desk->window, "look_button");
  ui_wait (ui_holds (desk->window, "recovery key"));
  ui_click (desk->window, "seen_button");
  ui_wait (app_client_get_waiting (desk->client) == 0);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
}

static void
test_key_is_ended_after_a_question (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk), *question;
  g_autofree char *key = make_key (desk, preferences);

  activate (preferences, "end_row");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  ui_shoot (question, "recovery-end");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "end");
  close_window (question);
  ui_wait (ui_holds (preferences, "There is none"));
  g_assert_false (app_client_get_recovery_state (desk->client).is_set);
  close_window (preferences);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-recovery/made", test_key_is_made_and_typed_back_from_paper);
  DESK_TEST ("/ui-recovery/signed", test_sealing_is_signed_once_that_was_confirmed);
  DESK_TEST ("/ui-recovery/tried", test_sheet_is_tried);
  DESK_TEST ("/ui-recovery/closed", test_closed_dialog_keeps_nothing);
  DESK_TEST ("/ui-recovery/used", test_key_is_used_and_everybody_is_told);
  DESK_TEST ("/ui-recovery/unseen", test_unseen_key_holds_up_what_was_written);
  DESK_TEST ("/ui-recovery/ended", test_key_is_ended_after_a_question);

  return ui_run ();
}
