/* test-ui-portal-account.c: an Admin's window invites to an account on the portal alone, shows
 * whose tickets come from there, and ends it */
#include "app-client-policy.h"
#include "guest.h"
#include "people/app-invite-dialog.h"
#include "sidebar/app-place.h"
#include "ticket/app-new-code-dialog.h"
#include "ui-desk.h"

#define TITLE "Portal-only account"

static void
allow (Desk *desk)
{
  HarkRosterPolicy before, policy;
  g_autoptr (GError) error = NULL;

  app_client_get_policy (desk->client, &before);
  policy = before;
  policy.portal_only = TRUE;
  app_client_set_policy_sync (desk->client, &before, &policy, &error);
  g_assert_no_error (error);
}

static GtkWindow *
open_dialog (Desk *desk)
{
  ui_act (GTK_WIDGET (desk->window), "win.invite", NULL);

  return ui_find_window (APP_TYPE_INVITE_DIALOG);
}

/* The mapped row or button of this title or label, NULL for none. */
static GtkWidget *
look_for (GtkWidget *widget, const char *text)
{
  g_autofree char *name = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (ADW_IS_PREFERENCES_ROW (widget)
      && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) == 0)
    return widget;
  name = GTK_IS_BUTTON (widget) ? ui_get_name (widget) : NULL;
  if (g_strcmp0 (name, text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Through the dialog; the code. (transfer full) */
static char *
invite (Desk *desk, const char *name)
{
  GtkWindow *dialog = open_dialog (desk);
  GtkWidget *group = ui_find (dialog, "role_group");
  char *line;

  ui_wait (look_for (group, TITLE) != NULL);
  ui_type (dialog, "user_row", name);
  ui_type (dialog, "mail_row", "guest@example.org");
  gtk_widget_activate (
      adw_action_row_get_activatable_widget (ADW_ACTION_ROW (look_for (group, TITLE))));
  ui_shoot (dialog, "portal-account-1");
  ui_click (dialog, "create_button");
  line = ui_read (ui_find (dialog, "line_label"));
  g_assert_true (ui_holds (dialog, "/sign-in in a browser"));
  g_assert_true (ui_holds (dialog, TITLE));
  ui_shoot (dialog, "portal-account-2");
  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "line_label") == NULL);

  return line;
}

static void
test_choice_is_offered_where_there_are_such_accounts (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk);

  ui_find (dialog, "role_group");
  harness_stop (desk->server); /* its answer is here, or never comes */
  ui_settle ();
  g_assert_null (look_for (GTK_WIDGET (dialog), TITLE));
  harness_start (desk->server);
  ui_close (dialog);
}

static void
test_account_is_invited_shown_and_ended (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = NULL, *number = NULL;
  GtkWidget *page;

  allow (desk);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  line = invite (desk, "gast");
  ui_wait (ui_holds (page, "Portal-only account · guest@example.org"));
  ui_shoot (desk->window, "portal-account-3");

  g_assert_cmpuint (guest_accept (desk->visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  number = guest_report (desk->visitor, "Invoices", "Paid twice.", NULL);
  desk_sync (desk);
  ui_wait (ui_look (desk->window, "portal_group") != NULL
           && look_for (ui_look (desk->window, "portal_group"), "gast") != NULL);
  g_assert_true (ui_holds (page, "guest@example.org · not verified · since"));
  ui_shoot (desk->window, "portal-account-4");

  g_signal_emit_by_name (look_for (page, "End the account of gast"), "clicked");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               "end");
  ui_wait (ui_holds (page, "Ended on"));
  g_assert_null (look_for (page, "End the account of gast"));
  g_assert_cmpuint (guest_sign_in (desk->visitor, "gast", GUEST_PASSWORD), ==, 403);
  ui_shoot (desk->window, "portal-account-5");
}

static void
test_reporter_is_shown_as_not_verified (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = NULL, *number = NULL;

  allow (desk);
  line = invite (desk, "gast");
  g_assert_cmpuint (guest_accept (desk->visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  number = guest_report (desk->visitor, "Invoices", "Paid twice.", NULL);
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  g_assert_true (ui_holds (desk->window, "gast (account, not verified)"));
  ui_open_row (desk->window, 0);
  ui_wait (ui_says (desk->window, "Paid twice."));
  g_assert_true (ui_says (desk->window, "Encrypted by the server on arrival"));
  ui_shoot (desk->window, "portal-account-6");
}

/* Where it was encrypted is said as it was reported, and the name is no more verified for it. */
static void
test_report_sealed_in_the_browser_says_so (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = NULL, *number = NULL;

  allow (desk);
  line = invite (desk, "gast");
  g_assert_cmpuint (guest_accept (desk->visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  number = guest_report_sealed (desk->visitor->harness, "gast", GUEST_PASSWORD, "Invoices",
                                "Paid twice.");
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  g_assert_true (ui_holds (desk->window, "gast (account, not verified)"));
  ui_open_row (desk->window, 0);
  ui_wait (ui_says (desk->window, "Paid twice."));
  g_assert_true (ui_says (desk->window, "Reported as encrypted in the reporter’s browser"));
  g_assert_false (ui_says (desk->window, "Encrypted by the server on arrival"));
  ui_shoot (desk->window, "portal-account-8");
}

/* The name is what the report says; what the server says of the account stands beside it, as what the server says. */
static void
test_another_name_than_the_accounts_is_shown_as_such (Desk *desk, gconstpointer unused)
{
  static const char sentence[] = "The report gives the name “alice”. The server says that it came from the account "
                                 "“gast” on the portal. Hark can verify neither.";
  g_autofree char *line = NULL, *number = NULL;
  GtkWidget *head, *pane;

  allow (desk);
  line = invite (desk, "gast");
  g_assert_cmpuint (guest_accept (desk->visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  number = guest_report_as (desk->visitor->harness, "gast", GUEST_PASSWORD, "alice", "Invoices", "Paid twice.");
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  g_assert_true (ui_holds (desk->window, "alice, by the account “gast” (not verified)"));
  ui_open_row (desk->window, 0);
  ui_wait (ui_says (desk->window, "Paid twice."));
  head = ui_find (desk->window, "head");
  g_assert_true (ui_holds (head, sentence));
  ui_shoot (desk->window, "portal-account-9");
  ui_act (head, "ticket.details", NULL);
  pane = ui_find (desk->window, "history_pane");
  ui_wait (ui_says (pane, "alice, by the account “gast” (not verified)"));
  g_assert_true (ui_says (pane, "Account, as the server says"));
  ui_shoot (desk->window, "portal-account-10");
}

/* Whoever has no account any more and shows that a ticket is theirs is given a code for it. */
static void
test_ticket_of_an_ended_account_can_have_a_code (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = NULL, *number = NULL;
  GtkWidget *page, *head;
  GtkWindow *dialog;

  allow (desk);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  line = invite (desk, "gast");
  g_assert_cmpuint (guest_accept (desk->visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  number = guest_report (desk->visitor, "Invoices", "Paid twice.", NULL);
  desk_sync (desk);
  ui_wait (ui_look (desk->window, "portal_group") != NULL
           && look_for (ui_look (desk->window, "portal_group"), "gast") != NULL);
  g_signal_emit_by_name (look_for (page, "End the account of gast"), "clicked");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               "end");
  ui_wait (ui_holds (page, "Ended on"));

  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_TEAM);
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  ui_open_row (desk->window, 0);
  ui_wait (ui_says (desk->window, "Paid twice."));
  head = ui_find (desk->window, "head");
  ui_act (head, "ticket.new-code", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_CODE_DIALOG);
  g_assert_true (ui_holds (dialog, "Reported by gast (account, not verified)."));
  ui_shoot (dialog, "portal-account-11");
  ui_click (dialog, "next_button");
  ui_wait (ui_look (dialog, "kept_check") != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (dialog, "kept_check")), TRUE);
  ui_click (dialog, "next_button");
  ui_wait (ui_look (NULL, "next_button") == NULL);
  desk_sync (desk);
  ui_act (head, "ticket.details", NULL);
  ui_wait (ui_says (ui_find (desk->window, "history_pane"), "anna issued a new inbox code"));
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  DESK_TEST ("/ui-portal-account/choice", test_choice_is_offered_where_there_are_such_accounts);
  DESK_TEST ("/ui-portal-account/whole-way", test_account_is_invited_shown_and_ended);
  DESK_TEST ("/ui-portal-account/not-verified", test_reporter_is_shown_as_not_verified);
  DESK_TEST ("/ui-portal-account/in-browser", test_report_sealed_in_the_browser_says_so);
  DESK_TEST ("/ui-portal-account/other-name", test_another_name_than_the_accounts_is_shown_as_such);
  DESK_TEST ("/ui-portal-account/new-code", test_ticket_of_an_ended_account_can_have_a_code);

  return ui_run ();
}
