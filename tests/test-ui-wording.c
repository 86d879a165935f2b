/* test-ui-wording.c: an Admin has mails say it in the organisation's own words, at a window */
#include <string.h>

#include "app-client-setting.h"
#include "app-client-wording.h"
#include "field/app-text-area.h"
#include "preferences/app-preferences.h"
#include "preferences/app-wording-row.h"
#include "store-config.h"
#include "ui-desk.h"

#define OLD "{\"en\":{\"named\":{\"subject\":\"Old words: {number}\"}}}"

static GtkWindow *
open_page (Desk *desk)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "mail_row")));
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "wording_row")));
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "mail_group")));
  return preferences;
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static GtkWidget *
unfold (GtkWindow *preferences, const char *title)
{
  GtkWidget *row = ui_find_row (preferences, title);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_find (row, "reset_button");
  return row;
}

static char *
read_label (GtkWidget *row, const char *id)
{
  return g_strdup (gtk_label_get_text (GTK_LABEL (ui_find (row, id))));
}

static gboolean
previews (GtkWidget *row, const char *id, const char *text)
{
  g_autofree char *shown = read_label (row, id);

  return g_str_equal (shown, text);
}

static char *
get_settled (Desk *desk, const char *language, const char *kind, const char *part)
{
  const HarkId zeros = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (desk->client, &zeros, &error);

  g_assert_no_error (error);
  return g_strdup (hark_wording_get (setting->organisation->wording, language, kind, part));
}

static void
save (GtkWindow *preferences)
{
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Signed and saved"));
}

static void
test_an_admin_signs_words_and_everybody_sees_who_did (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  GtkWidget *row;
  g_autofree char *subject = NULL, *gone = NULL;

  ui_shoot (preferences, "wording");
  row = unfold (preferences, "New Anonymous Ticket");
  g_assert_true (previews (row, "preview_subject", "New anonymous ticket 2026-4711"));
  g_assert_false (gtk_widget_is_sensitive (ui_find (row, "reset_button")));
  ui_type (row, "subject_row", "Please look: ");
  gtk_editable_set_position (GTK_EDITABLE (ui_find (row, "subject_row")), -1);
  ui_act (row, "wording.insert-into-subject", "number");
  ui_act (row, "wording.insert-into-text", "organisation");
  g_assert_true (previews (row, "preview_subject", "Please look: 2026-4711"));
  ui_wait (ui_holds (row, "To the team · in your words"));
  ui_shoot (preferences, "wording-own");
  save (preferences);
  subject = get_settled (desk, "en", "anonymous", HARK_WORDING_SUBJECT);
  g_assert_cmpstr (subject, ==, "Please look: {number}");

  /* back as Hark says it */
  ui_click (row, "reset_button");
  ui_wait (previews (row, "preview_subject", "New anonymous ticket 2026-4711"));
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "save_button")));
  ui_click (preferences, "save_button");
  ui_wait ((g_free (gone), gone = get_settled (desk, "en", "anonymous", HARK_WORDING_SUBJECT)) == NULL);

  /* from the wording to the mail server, and from there to all pages */
  ui_click (preferences, "back_button");
  ui_find (preferences, "wording_row");
  ui_click (preferences, "back_button");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "changes_row")));
  ui_wait (ui_holds (preferences, "Mail “New Anonymous Ticket”, Subject (English): Please look: {number}"));
  ui_shoot (preferences, "wording-changes");
  close_window (preferences);
}

static void
test_what_is_wrong_is_said_at_its_place (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  GtkWidget *row = unfold (preferences, "Deadline");
  g_autofree char *long_text = g_strnfill (HARK_WORDING_MAX_TEXT + 1, 'x');

  ui_type (row, "subject_row", "From {reporter}");
  ui_wait (ui_holds (row, "Something in braces is none of the fields."));
  ui_shoot (preferences, "wording-error");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), FALSE);
  ui_wait (ui_look (row, "reset_button") == NULL);
  ui_click (preferences, "save_button");
  ui_wait (ui_holds (row, "Something in braces is none of the fields."));
  g_assert_false (ui_says (preferences, "Signed and saved"));

  ui_type (row, "subject_row", "\001");
  ui_wait (ui_holds (row, "remove tabs and other control characters"));
  ui_type (row, "subject_row", "{due}");
  app_text_area_set_text (APP_TEXT_AREA (ui_find (row, "text_area")), long_text);
  ui_wait (ui_says (row, "This text is too long."));
  app_text_area_set_text (APP_TEXT_AREA (ui_find (row, "text_area")), "{period}: {due}");
  g_assert_true (previews (row, "preview_text", "A deadline: 31 December 2026"));
  /* the other language is as it was */
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (preferences, "language_row")), 1);
  ui_wait (previews (row, "preview_subject", "Frist am 31. Dezember 2026: Ticket 2026-4711"));
  save (preferences);
  close_window (preferences);
}

/* One document holds both: it cannot be signed there before what is wrong here is mended. */
static void
expect_told_elsewhere (GtkWindow *preferences)
{
  ui_click (preferences, "back_button");
  ui_find (preferences, "wording_row");
  ui_click (preferences, "back_button");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "organisation_row")));
  ui_wait (ui_holds (preferences, "What was changed under Mail, Wording"));
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "The words of mails cannot be signed as they are. Look under Mail, Wording."));
  ui_shoot (preferences, "wording-elsewhere");
}

static void
test_what_is_not_saved_stands_there_again (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences = open_page (desk);
  GtkWidget *row = unfold (preferences, "Ticket Closed");

  ui_type (row, "subject_row", "Half a {");
  expect_told_elsewhere (preferences);
  close_window (preferences);
  desk_close_window (desk);
  desk_open_window (desk);
  preferences = open_page (desk);
  row = unfold (preferences, "Ticket Closed");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_find (row, "subject_row"))), ==, "Half a {");
  ui_click (preferences, "discard_button");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)), "discard");
  ui_wait (previews (row, "preview_subject", "Your ticket 2026-4711 was closed"));
  g_assert_false (gtk_widget_is_sensitive (ui_find (preferences, "save_button")));
  close_window (preferences);
}

static void
test_what_somebody_else_saved_meanwhile_is_shown (Desk *desk, gconstpointer unused)
{
  const HarkId zeros = { 0 };
  GtkWindow *preferences = open_page (desk);
  GtkWidget *row = unfold (preferences, "Ticket Closed");
  g_autoptr (AppSetting) other = app_client_load_setting_sync (desk->client, &zeros, NULL);
  g_autofree char *mine = NULL, *theirs = NULL;

  ui_type (row, "subject_row", "Mine");
  hark_wording_set (other->organisation->wording, "de", "closed", HARK_WORDING_SUBJECT, "Theirs");
  g_assert_true (app_client_save_setting_sync (desk->client, other, NULL));
  ui_wait (ui_holds (preferences, "Mail “Ticket Closed”, Subject (German): Theirs"));
  g_assert_true (ui_holds (preferences, "Mail “Ticket Closed”, Subject (English): Mine"));
  ui_shoot (preferences, "wording-conflict");
  ui_click (preferences, "keep_button");
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "save_button")));
  save (preferences);
  mine = get_settled (desk, "en", "closed", HARK_WORDING_SUBJECT);
  theirs = get_settled (desk, "de", "closed", HARK_WORDING_SUBJECT);
  g_assert_cmpstr (mine, ==, "Mine");
  g_assert_cmpstr (theirs, ==, "Theirs");
  close_window (preferences);
}

/* A SrvWork: what a server of before has left. */
static gboolean
leave (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_config_put (srv_store_get_db (store), "mail.wording-unsigned", OLD, error);
}

static void
test_what_nobody_signed_is_looked_at_first (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;
  GtkWidget *row;
  g_autofree char *subject = NULL;

  harness_write (desk->server, leave, NULL);
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "mail_row")));
  ui_wait (ui_holds (preferences, "Words of before are in no mail any more"));
  close_window (preferences);

  /* other words do not throw them away */
  preferences = open_page (desk);
  row = unfold (preferences, "Ticket Closed");
  ui_type (row, "subject_row", "Closed: {number}");
  save (preferences);
  close_window (preferences);
  preferences = open_page (desk);
  ui_find (preferences, "take_over_button");
  ui_shoot (preferences, "wording-unsigned");
  ui_click (preferences, "take_over_button");
  row = unfold (preferences, "New Ticket of a User");
  ui_wait (previews (row, "preview_subject", "Old words: 2026-4711"));
  save (preferences);
  ui_wait (ui_look (preferences, "take_over_button") == NULL);
  subject = get_settled (desk, "en", "named", HARK_WORDING_SUBJECT);
  g_assert_cmpstr (subject, ==, "Old words: {number}");
  close_window (preferences);

  preferences = open_page (desk);
  g_assert_null (ui_look (preferences, "take_over_button"));
  close_window (preferences);
}

static gboolean
is_left (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppWording) wording = app_client_read_wording_sync (desk->client, &error);

  g_assert_no_error (error);
  return g_hash_table_size (wording->kept) > 0;
}

static void
test_what_nobody_signed_goes_once_all_of_it_is_signed (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;
  GtkWidget *row;

  harness_write (desk->server, leave, NULL);
  preferences = open_page (desk);
  ui_click (preferences, "take_over_button");
  row = unfold (preferences, "New Ticket of a User");
  ui_wait (previews (row, "preview_subject", "Old words: 2026-4711"));
  ui_click (row, "reset_button");
  ui_type (unfold (preferences, "Ticket Closed"), "subject_row", "Closed: {number}");
  save (preferences);
  ui_find (preferences, "take_over_button");
  g_assert_true (is_left (desk));

  /* taken over in one window, signed in the next */
  ui_click (preferences, "take_over_button");
  ui_wait (previews (row, "preview_subject", "Old words: 2026-4711"));
  close_window (preferences);
  preferences = open_page (desk);
  ui_find (preferences, "take_over_button");
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "save_button")));
  save (preferences);
  ui_wait (ui_look (preferences, "take_over_button") == NULL);
  g_assert_false (is_left (desk));
  close_window (preferences);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-wording/signed", test_an_admin_signs_words_and_everybody_sees_who_did);
  DESK_TEST ("/ui-wording/errors", test_what_is_wrong_is_said_at_its_place);
  DESK_TEST ("/ui-wording/draft", test_what_is_not_saved_stands_there_again);
  DESK_TEST ("/ui-wording/conflict", test_what_somebody_else_saved_meanwhile_is_shown);
  DESK_TEST ("/ui-wording/unsigned", test_what_nobody_signed_is_looked_at_first);
  DESK_TEST ("/ui-wording/signed-later", test_what_nobody_signed_goes_once_all_of_it_is_signed);
  return ui_run ();
}
