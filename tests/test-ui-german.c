/* test-ui-german.c: the window in German, at its full width and at 360 pixels
 *
 * HARK_SHOTS=DIR leaves a picture of each place. */
#include "app-client-mail.h"
#include "app-client-recovery.h"
#include "app-home.h"
#include "colleague.h"
#include "mail-job.h"
#include "period/app-period-dialog.h"
#include "period/app-period-group.h"
#include "preferences/app-preferences.h"
#include "receipt/app-receipt-dialog.h"
#include "recovery/app-make-key-dialog.h"
#include "recovery/app-try-sheet-dialog.h"
#include "recovery/app-use-key-dialog.h"
#include "setting/app-definition-dialog.h"
#include "store-mail.h"
#include "store-roster.h"
#include "text/app-text-wording.h"
#include "ticket/app-assign-dialog.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#include <string.h>
#include <unistd.h>

#define SUBJECT "Rechnungen doppelt bezahlt"
#define REPORT "Drei Rechnungen desselben Lieferanten wurden zweimal bezahlt."

static void
shoot (Desk *desk, const char *name, gboolean narrow)
{
  g_autofree char *file = g_strdup_printf ("de-%s%s", name, narrow ? "-narrow" : "");

  ui_shoot (desk->window, file);
}

static void
test_ticket_is_read_and_answered_in_german (Desk *desk, gconstpointer unused)
{
  GtkWidget *composer, *head, *list;
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  list = ui_find (desk->window, "list_view");
  head = ui_find (desk->window, "head");
  composer = ui_find (desk->window, "composer");
  g_assert_true (ui_says (list, "Neu") && ui_says (list, "Bestätigung in 7 Tagen"));
  g_assert_true (ui_says (desk->window, "Alle Tickets") && ui_says (desk->window, "Verbunden"));
  g_assert_true (ui_says (head, "Vom Server beim Eingang verschlüsselt"));
  g_assert_true (ui_says (composer, "An Meldende senden") && ui_says (composer, "Die meldende Person liest dies"));
  ui_act (composer, "composer.mode", "note");
  ui_wait (ui_says (composer, "Nur das Team liest dies"));
  shoot (desk, "ticket", FALSE);

  ui_act (GTK_WIDGET (desk->window), "win.lock", NULL);
  ui_wait (ui_says (desk->window, "Gesperrt") && ui_says (desk->window, "Entsperren"));
}

static void
test_what_waits_and_who_is_there_is_told_in_german (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  int held = app_home_lock_sync (desk->home, NULL, NULL);

  g_assert_cmpint (held, >=, 0);
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
  ui_type (desk->window, "text_view", "Erst das Controlling fragen.");
  ui_click (desk->window, "send_button");
  ui_wait (app_client_get_waiting (desk->client) == 1);
  for (guint narrow = 0; narrow < 2; narrow++)
    {
      if (narrow)
        {
          ui_resize (desk->window, 360, 640);
        }
      desk_choose_place (desk, APP_PLACE_UNSENT);
      ui_wait (ui_says (desk->window, "Zurücknehmen") && ui_says (desk->window, "Notiz fürs Team"));
      shoot (desk, "waiting", narrow);
      desk_choose_place (desk, APP_PLACE_PEOPLE);
      ui_wait (ui_says (desk->window, "ben"));
      shoot (desk, "people", narrow);
      /* It could not be so narrow if anything in it needed more. */
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, narrow ? 380 : 1400);
    }
  close (held);
}

/* Whatever this window's language is, the preview has one of its own, and begins with the window's. */
static void
test_settings_and_their_preview_in_german (Desk *desk, gconstpointer unused)
{
  GtkWidget *preview;

  for (guint narrow = 0; narrow < 2; narrow++)
    {
      if (narrow)
        {
          ui_resize (desk->window, 360, 640);
        }
      desk_choose_place (desk, APP_PLACE_SETTINGS);
      ui_find (desk->window, "english_group");
      if (narrow)
        {
          shoot (desk, "settings", narrow);
          ui_click (desk->window, "preview_button");
        }
      preview = ui_find (desk->window, "preview_scroll");
      ui_wait (ui_says (preview, "Betreff (erforderlich)"));
      g_assert_true (ui_says (preview, "Ihre Ansprechperson hat übernommen"));
      gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (desk->window, "language_drop_down")), 0);
      ui_wait (ui_says (preview, "Subject (required)"));
      gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (desk->window, "language_drop_down")), 1);
      shoot (desk, narrow ? "settings-preview" : "settings", narrow);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, narrow ? 380 : 1400);
    }
}

/* Takes one into use. */
static void
make_recovery_key (Desk *desk)
{
  g_autoptr (AppRecoveryKey) key = app_client_draw_recovery_key (desk->client, NULL);
  GError *error = NULL;
  char *text = app_recovery_key_to_text (key);
  char *end = strrchr (g_strchomp (text), ':'); /* words are the last line */

  app_client_set_recovery_key_sync (desk->client, key, end + 2, &error);
  g_assert_no_error (error);
  hark_seal_free_string (text);
}

static void
shoot_dialog (GtkWindow *preferences, const char *row, GType type, const char *name)
{
  GtkWindow *dialog;

  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, row)));
  dialog = ui_find_window (type);
  ui_resize (dialog, 360, 600);
  ui_settle ();
  ui_shoot (dialog, name);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, 380);
  gtk_window_close (dialog);
  ui_settle ();
}

static void
open_notifications (GtkWindow *preferences)
{
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "account");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "notifications_row")));
  ui_find (preferences, "back_button");
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "notify_address_row")));
}

static void
test_recovery_key_is_explained_in_german (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  make_recovery_key (desk);
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  open_notifications (preferences);
  ui_shoot (preferences, "de-notifications");
  ui_click (preferences, "back_button");
  ui_find (preferences, "notifications_row");
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "recovery");
  ui_wait (ui_holds (preferences, "Wiederherstellungsschlüssel"));
  ui_shoot (preferences, "de-recovery");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  ui_resize (preferences, 360, 640);
  open_notifications (preferences);
  ui_shoot (preferences, "de-notifications-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (preferences)), <=, 380);
  ui_click (preferences, "back_button");
  ui_find (preferences, "notifications_row");
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "recovery");
  ui_settle ();
  ui_settle ();
  ui_shoot (preferences, "de-recovery-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (preferences)), <=, 380);
  shoot_dialog (preferences, "make_row", APP_TYPE_MAKE_KEY_DIALOG, "de-recovery-make");
  shoot_dialog (preferences, "check_row", APP_TYPE_TRY_SHEET_DIALOG, "de-recovery-try");
  shoot_dialog (preferences, "use_row", APP_TYPE_USE_KEY_DIALOG, "de-recovery-use");
  gtk_window_close (preferences);
  ui_settle ();
}

static void
test_the_mail_server_fits_in_german (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "mail_row")));
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "url_row")));
  ui_shoot (preferences, "de-mail");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  ui_resize (preferences, 360, 640);
  ui_shoot (preferences, "de-mail-narrow");
  gtk_window_close (preferences);
  ui_settle ();
}

static gboolean
add_mail (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_mail_add (store, data, HARNESS_NOW, error);
}

/* The server's own English for it is for its log. */
static void
test_why_no_mail_goes_is_said_in_german (Desk *desk, gconstpointer unused)
{
  SrvContext *context = harness_get_context (desk->server);
  SrvMail mail = { .kind = (char *)MAIL_KIND_TEST };
  AppMail set = { .url = (char *)"smtp://localhost:1",
                  .from = (char *)"hark@example.org",
                  .user = (char *)"",
                  .requires_tls = TRUE };
  GtkWindow *preferences;

  g_assert_true (app_client_set_mail_sync (desk->client, &set, "", NULL));
  g_assert_true (srv_roster_find_user (context->roster, "anna", &mail.user));
  harness_write (desk->server, add_mail, &mail);
  mail_job_run (context->mail);
  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "health_row")));
  ui_wait (ui_holds (preferences, "1 Mail wartet auf den Mailserver. Der Mailserver ist nicht zu erreichen."));
  g_assert_false (ui_holds (preferences, "connect"));
  ui_shoot (preferences, "de-health");
  gtk_window_close (preferences);
  ui_settle ();
}

/* The longest words stand here: units, cantons, rules. */
static void
test_deadlines_fit_in_german (Desk *desk, gconstpointer unused)
{
  GtkWidget *group;
  GtkWindow *dialog;

  desk_choose_place (desk, APP_PLACE_SETTINGS);
  group = ui_find (desk->window, "period_group");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (group, "profile_row")), HARK_PROFILE_OWN);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (group, "country_row")), 2);
  for (guint narrow = 0; narrow < 2; narrow++)
    {
      if (narrow)
        {
          ui_resize (desk->window, 360, 640);
        }
      gtk_widget_grab_focus (ui_find (group, "country_row"));
      ui_settle ();
      shoot (desk, "deadlines", narrow);
      gtk_widget_grab_focus (ui_find (group, "example_row"));
      ui_settle ();
      shoot (desk, "deadlines-days", narrow);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, narrow ? 380 : 1400);
    }
  ui_click (group, "add_definition_button");
  dialog = ui_find_window (APP_TYPE_DEFINITION_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "start_row")), HARK_DEFINITION_ACKNOWLEDGEMENT);
  ui_resize (dialog, 360, 640);
  ui_settle ();
  ui_shoot (dialog, "de-deadline-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (dialog)), <=, 400);
  gtk_widget_grab_focus (ui_find (dialog, "rule_row"));
  ui_settle ();
  ui_shoot (dialog, "de-deadline-lower-narrow");
  ui_click (dialog, "cancel_button");
}

static void
shoot_newest (GType type, const char *name, gboolean narrow)
{
  GtkWindow *dialog = ui_find_window (type);
  g_autofree char *file = g_strdup_printf ("de-%s%s", name, narrow ? "-narrow" : "");

  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  if (narrow)
    {
      ui_resize (dialog, 360, 560);
    }
  ui_settle ();
  ui_shoot (dialog, file);
  gtk_window_close (dialog);
  ui_settle ();
}

static void
test_deadlines_and_what_stays_of_tickets_fit_in_german (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *list;

  for (guint narrow = 0; narrow < 2; narrow++)
    {
      if (narrow)
        {
          ui_resize (desk->window, 360, 640);
        }
      desk_choose_place (desk, APP_PLACE_PERIODS);
      list = ui_find (desk->window, "period_list_view");
      ui_wait (ui_holds (list, SUBJECT));
      shoot (desk, "periods", narrow);
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, narrow ? 380 : 1400);
      gtk_widget_activate_action (list, "list.activate-item", "u", 1);
      ui_act (ui_find (desk->window, "head"), "ticket.add-period", NULL);
      shoot_newest (APP_TYPE_PERIOD_DIALOG, "deadline", narrow);
      gtk_widget_activate (ui_find (ui_find (desk->window, "entry_list"), "add_period_button"));
      shoot_newest (APP_TYPE_PERIOD_DIALOG, "deadline-about", narrow);
      ui_act (GTK_WIDGET (desk->window), "win.deleted-tickets", NULL);
      shoot_newest (APP_TYPE_RECEIPT_DIALOG, "deleted", narrow);
    }
}

static void
test_what_a_deadline_is_about_is_said_in_german (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  AppAction action = { .type = APP_ACTION_ADD_PERIOD, .subject = "Zeugin anhören" };
  g_autoptr (AppTicket) ticket = NULL;
  g_autofree char *target = NULL;

  g_assert_true (app_client_find_number (desk->client, number, &action.ticket));
  device_write (desk->client, APP_ACTION_NOTE, &action.ticket, "Die Zeugin ist bis März verreist.");
  ticket = device_load (desk->client, &action.ticket);
  action.about = ((AppEntry *)ticket->entries->pdata[1])->object;
  action.due = g_get_real_time () / G_USEC_PER_SEC + 7 * 24 * 60 * 60;
  hark_id_random (&action.period);
  device_act (desk->client, &action);
  desk_sync (desk);
  ui_wait (ui_holds (ui_find (desk->window, "period_box"), "Zeugin anhören"));
  ui_act (ui_find (desk->window, "head"), "ticket.details", NULL);
  ui_wait (ui_holds (ui_find (desk->window, "history"), " · zu einer Notiz"));
  shoot (desk, "history", FALSE);
  target = app_period_group_target (&action.ticket, &action.period);
  for (guint narrow = 0; narrow < 2; narrow++)
    {
      ui_act (ui_find (desk->window, "period_box"), "period.move", target);
      ui_wait (ui_holds (ui_find_window (APP_TYPE_PERIOD_DIALOG), " · zu einer Notiz"));
      shoot_newest (APP_TYPE_PERIOD_DIALOG, "deadline-move", narrow);
    }
}

/* Each page under its own name. */
static void
test_an_admins_pages_fit_in_german (Desk *desk, gconstpointer unused)
{
  static const char *const pages[] = { "security", "accounts", "areas", "organisation", "health", "changes" };
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  ui_find (preferences, "health_row");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  ui_shoot (preferences, "de-admin");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *row = g_strconcat (pages[i], "_row", NULL);
      g_autofree char *name = g_strconcat ("de-", pages[i], NULL);

      adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, row)));
      ui_find (preferences, "back_button");
      ui_settle ();
      ui_shoot (preferences, name);
      ui_click (preferences, "back_button");
      ui_find (preferences, row);
    }
  gtk_window_close (preferences);
  ui_settle ();
}

static void
test_closing_and_keeping_fit_in_german (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWindow *dialog;

  ui_act (ui_find (desk->window, "head"), "ticket.take-over", NULL);
  ui_wait (ui_holds (desk->window, "Schließen"));
  ui_act (ui_find (desk->window, "head"), "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "outcome_row")), 1 + HARK_OUTCOME_NOT_ENOUGH_INFORMATION);
  ui_wait (ui_holds (ui_find (dialog, "kept_label"), "aufbewahrt, dann gelöscht"));
  ui_shoot (dialog, "de-close");
  gtk_window_close (dialog);
  ui_settle ();

  desk_choose_place (desk, APP_PLACE_SETTINGS);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_find (desk->window, "months_row")), TRUE);
  gtk_widget_grab_focus (ui_find (desk->window, "months_row"));
  ui_settle ();
  ui_shoot (desk->window, "de-retention");
}

/* Each language has its own sample values; nothing is wider than a telephone. */
static void
test_words_of_mails_fit_in_german (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;
  GtkWidget *row;
  int width;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "mail_row")));
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, "wording_row")));
  row = ui_find (preferences, "mail_group");
  ui_wait (gtk_widget_is_sensitive (row));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  ui_resize (preferences, 360, 640);
  ui_shoot (preferences, "de-wording");
  row = ui_find_row (preferences, app_text_mail_kind ("anonymous"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  ui_type (row, "subject_row", "{meldung}");
  gtk_widget_grab_focus (ui_find (row, "reset_button"));
  ui_settle ();
  ui_shoot (preferences, "de-wording-own");
  gtk_widget_measure (GTK_WIDGET (preferences), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 380); /* with its shadow */
  gtk_window_close (preferences);
  ui_settle ();
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  DESK_TEST ("/ui-german/ticket", test_ticket_is_read_and_answered_in_german);
  DESK_TEST ("/ui-german/places", test_what_waits_and_who_is_there_is_told_in_german);
  DESK_TEST ("/ui-german/recovery", test_recovery_key_is_explained_in_german);
  DESK_TEST ("/ui-german/mail", test_the_mail_server_fits_in_german);
  DESK_TEST ("/ui-german/health", test_why_no_mail_goes_is_said_in_german);
  DESK_TEST ("/ui-german/periods", test_deadlines_and_what_stays_of_tickets_fit_in_german);
  DESK_TEST ("/ui-german/admin", test_an_admins_pages_fit_in_german);
  DESK_TEST ("/ui-german/close", test_closing_and_keeping_fit_in_german);
  DESK_TEST ("/ui-german/about", test_what_a_deadline_is_about_is_said_in_german);
  DESK_TEST ("/ui-german/wording", test_words_of_mails_fit_in_german);
  DESK_TEST ("/ui-german/settings", test_settings_and_their_preview_in_german);
  DESK_TEST ("/ui-german/deadlines", test_deadlines_fit_in_german);

  return ui_run ();
}
