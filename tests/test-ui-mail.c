/* test-ui-mail.c: an Admin sets the mail server and tries it */
#include "app-client-mail.h"
#include "mail-job.h"
#include "preferences/app-preferences.h"
#include "sink.h"
#include "store-mail.h"
#include "store-roster.h"
#include "ui-desk.h"
#include "window/app-window.h"

static Sink *sink;

static GtkWindow *
open_page (Desk *desk, const char *row)
{
  GtkWindow *preferences;

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), "admin");
  adw_action_row_activate (ADW_ACTION_ROW (ui_find (preferences, row)));
  ui_find (preferences, "back_button");
  return preferences;
}

static void
wait_for_form (GtkWindow *preferences)
{
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "url_row")));
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

static void
save (GtkWindow *preferences)
{
  ui_click (preferences, "save_button");
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "test_button")));
}

static void
test_an_admin_sets_and_tries_the_mail_server (Desk *desk, gconstpointer unused)
{
  g_autofree char *url = sink_make_url (sink, "auth", "localhost");
  GtkWindow *preferences = open_page (desk, "mail_row");

  wait_for_form (preferences);
  ui_shoot (preferences, "mail-empty");
  g_assert_false (gtk_widget_is_sensitive (ui_find (preferences, "save_button")));
  g_assert_false (gtk_widget_is_sensitive (ui_find (preferences, "test_button")));
  ui_type (preferences, "url_row", url);
  ui_type (preferences, "from_row", "hark@example.org");
  ui_type (preferences, "user_row", "hark");
  ui_type (preferences, "password_row", SINK_PASSWORD);
  save (preferences);
  ui_wait (ui_holds (preferences, "A password is set."));
  g_assert_false (ui_holds (preferences, SINK_PASSWORD));

  sink_set_temper (sink, "");
  ui_click (preferences, "test_button");
  ui_wait (ui_says (preferences, "Sent. The mail server said: 250 2.0.0 taken"));
  ui_shoot (preferences, "mail-sent");
  sink_set_temper (sink, "unknown");
  ui_wait (gtk_widget_is_sensitive (ui_find (preferences, "test_button")));
  ui_click (preferences, "test_button");
  ui_wait (ui_says (preferences, "Refused. The mail server said: 550 5.1.1 no such person here"));
  ui_shoot (preferences, "mail-refused");
  close_window (preferences);
}

static void
test_what_does_not_fit_is_said_beside_the_field (Desk *desk, gconstpointer unused)
{
  g_autofree char *other = sink_make_url (sink, "auth", "127.0.0.1");
  GtkWindow *preferences = open_page (desk, "mail_row");

  wait_for_form (preferences);
  ui_type (preferences, "url_row", "mail.example.org");
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "A mail server is smtp:// or smtps:// and its name, and a port perhaps."));
  ui_shoot (preferences, "mail-url-error");
  ui_type (preferences, "url_row", "smtp://mail.example.org");
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Mails need an address that they come from."));
  ui_type (preferences, "from_row", "hark@example.org");
  gtk_switch_set_active (GTK_SWITCH (ui_find (preferences, "tls_switch")), FALSE);
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Without encryption mails go to a mail server on the same machine alone."));
  gtk_switch_set_active (GTK_SWITCH (ui_find (preferences, "tls_switch")), TRUE);
  ui_type (preferences, "url_row", other);
  ui_type (preferences, "user_row", "hark");
  ui_click (preferences, "save_button");
  ui_wait (ui_says (preferences, "Enter the password that this server knows this user by."));
  ui_type (preferences, "password_row", "wrong");
  save (preferences);
  ui_click (preferences, "test_button");
  ui_wait (ui_holds (preferences, "Not sent: 535"));

  /* what is no mail server's own words is said in this window's */
  ui_type (preferences, "url_row", "smtp://localhost:1");
  ui_type (preferences, "password_row", "wrong");
  save (preferences);
  ui_click (preferences, "test_button");
  ui_wait (ui_says (preferences, "Not sent: The mail server cannot be reached. Check its name and port."));
  ui_shoot (preferences, "mail-unreached");
  close_window (preferences);
}

static gboolean
add (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SrvMail *mail = data;

  return store_mail_add (store, mail, HARNESS_NOW, error);
}

static void
test_health_tells_what_was_given_up (Desk *desk, gconstpointer unused)
{
  SrvContext *context = harness_get_context (desk->server);
  SrvMail mail = { .kind = (char *)MAIL_KIND_TEST };
  GtkWindow *preferences = open_page (desk, "health_row");
  g_autofree char *url = sink_make_url (sink, "starttls", "localhost");
  g_autoptr (AppMail) set = g_new0 (AppMail, 1);

  ui_wait (ui_holds (preferences, "Should be seen to: no mail server or sender is set, and no mails are sent"));
  close_window (preferences);

  set->url = g_strdup ("smtp://localhost:1");
  set->from = g_strdup ("hark@example.org");
  set->user = g_strdup ("");
  set->requires_tls = TRUE;
  g_assert_true (app_client_set_mail_sync (desk->client, set, "", NULL));
  g_assert_true (srv_roster_find_user (context->roster, "anna", &mail.user));
  harness_write (desk->server, add, &mail);
  mail_job_run (context->mail);
  preferences = open_page (desk, "health_row");
  /* what is no mail server's own words is said in this window's */
  ui_wait (ui_holds (preferences, "1 mail waits for the mail server. The mail server cannot be reached."));
  ui_shoot (preferences, "mail-health-waits");
  close_window (preferences);

  /* why one waited is no news where none goes at all */
  g_free (set->url);
  set->url = g_strdup ("off");
  g_assert_true (app_client_set_mail_sync (desk->client, set, "", NULL));
  preferences = open_page (desk, "health_row");
  ui_wait (ui_says (preferences, "Should be seen to: no mail server or sender is set, and no mails are sent"));
  close_window (preferences);

  g_free (set->url);
  set->url = g_strdup (url);
  g_assert_true (app_client_set_mail_sync (desk->client, set, "", NULL));
  sink_set_temper (sink, "unknown");
  harness_set_now (desk->server, harness_get_now (desk->server) + 3600);
  mail_job_run (context->mail);
  preferences = open_page (desk, "health_row");
  ui_wait (ui_holds (preferences, "Must be seen to: 1 mail was given up in the last week, last on "));
  g_assert_true (ui_holds (preferences, ". It said: 550 5.1.1"));
  ui_shoot (preferences, "mail-health");
  close_window (preferences);
}

int
main (int argc, char **argv)
{
  int result;

  ui_init (&argc, &argv);
  sink = sink_start ();
  DESK_TEST ("/ui-mail/set", test_an_admin_sets_and_tries_the_mail_server);
  DESK_TEST ("/ui-mail/errors", test_what_does_not_fit_is_said_beside_the_field);
  DESK_TEST ("/ui-mail/health", test_health_tells_what_was_given_up);

  result = ui_run ();
  sink_stop (sink);
  return result;
}
