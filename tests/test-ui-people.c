/* test-ui-people.c: inviting and being invited, in two windows: whoever has the invitation gets in,
 * waits in plain words until they were signed, and nobody else gets in */
#include "app-client-person.h"
#include "app-client-policy.h"
#include "app-client-team.h"
#include "colleague.h"
#include "folder.h"
#include "hark-api.h"
#include "people/app-invite-dialog.h"
#include "setup/app-setup-sheet-page.h"
#include "sidebar/app-place.h"
#include "ui-desk.h"

#include <string.h>

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

/* --- somebody else, on a computer of their own --- */

typedef struct
{
  char *home;
  AppClient *client;
  GtkWindow *window; /* NULL while there is none */
} Newcomer;

static Newcomer *
newcomer_new (void)
{
  Newcomer *self = g_new0 (Newcomer, 1);
  GError *error = NULL;

  self->home = test_folder_new ();
  self->client = app_client_new (self->home, &error);
  g_assert_no_error (error);
  return self;
}

static void
newcomer_free (Newcomer *self)
{
  if (self->window != NULL)
    ui_close (self->window);
  app_client_close (self->client);
  ui_settle ();
  g_assert_finalize_object (self->client);
  test_folder_remove (self->home);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Newcomer, newcomer_free)

static void
on_synced (GObject *client, GAsyncResult *answer, gpointer done)
{
  app_client_sync_finish (APP_CLIENT (client), answer, NULL);
  *(gboolean *)done = TRUE;
}

/* As the syncer does from time to time: nobody asked for it, and it may still have to wait. */
static void
sync_by_itself (AppClient *client)
{
  gboolean done = FALSE;

  app_client_sync_async (client, on_synced, &done);
  ui_wait (done);
  ui_settle ();
}

/* Accepts without a window. */
static void
accept_quietly (Desk *desk, Newcomer *newcomer, const char *line)
{
  g_autofree char *url = desk_get_url (desk);
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;

  setup = app_client_prepare_accept_sync (newcomer->client, url, line, DESK_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_accept_sync (newcomer->client, setup, &error);
  g_assert_no_error (error);
}

/* --- in front of the windows --- */

static void
choose_place (GtkWindow *window, AppPlace place)
{
  g_signal_emit_by_name (ui_find (window, "sidebar"), "place-chosen", (int)place);
}

/* The place is shown or not, by a row of the sidebar. */
static gboolean
has_place (GtkWindow *window, const char *label)
{
  return ui_says (ui_find (window, "sidebar"), label);
}

static gboolean
is_awaited (GtkWindow *window, const char *name)
{
  GtkWidget *group = ui_look (window, "awaited_group");

  return group != NULL && ui_says (group, name);
}

static GtkWindow *
open_dialog (Desk *desk)
{
  ui_act (GTK_WIDGET (desk->window), "win.invite", NULL);

  return ui_find_window (APP_TYPE_INVITE_DIALOG);
}

static void
choose_role (GtkWindow *dialog, const char *role)
{
  GtkWidget *row = ui_look_for_row (ui_find (dialog, "role_group"), role);

  g_assert_nonnull (row);
  gtk_widget_activate (GTK_WIDGET (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row))));
}

/* The line, as the second page shows it; the dialog stays open. (transfer full) */
static char *
create_invitation (GtkWindow *dialog, const char *name, const char *role)
{
  g_autofree char *mail = g_strdup_printf ("%s@example.org", name);

  ui_type (dialog, "user_row", name);
  ui_type (dialog, "mail_row", mail);
  choose_role (dialog, role);
  ui_shoot (dialog, "invite-1");
  ui_click (dialog, "create_button");
  ui_find (dialog, "line_label");
  ui_shoot (dialog, "invite-2");

  return ui_read (ui_find (dialog, "line_label"));
}

static void
test_telephone_reads_the_invitation (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk);
  g_autofree char *line = create_invitation (dialog, "quinn", "Observer");
  g_autofree char *scanned = ui_scan (dialog);

  g_assert_cmpstr (scanned, ==, line);
  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "line_label") == NULL);
}

static char *
invite (Desk *desk, const char *name, const char *role)
{
  GtkWindow *dialog = open_dialog (desk);
  char *line = create_invitation (dialog, name, role);

  ui_click (dialog, "done_button");
  ui_wait (ui_look (NULL, "line_label") == NULL);

  return line;
}

static void
open_invitation_page (Desk *desk, Newcomer *newcomer)
{
  g_autofree char *url = desk_get_url (desk);

  newcomer->window = ui_open (newcomer->client);
  ui_shoot (newcomer->window, "accept-1");
  ui_click (newcomer->window, "invitation_button");
  ui_type (newcomer->window, "url_row", url);
}

static gboolean
shows_error (Newcomer *newcomer, const char *id, const char *text)
{
  GtkWidget *error = ui_look (newcomer->window, id);

  return error != NULL && ui_says (error, text);
}

/* --- the whole way --- */

/* From the welcome to the sheet, which is kept: only the last button is left. */
static GtkWidget *
prepare_in_window (Desk *desk, Newcomer *newcomer, const char *line, const char *welcome)
{
  g_autofree char *sheet = g_build_filename (newcomer->home, "sheet.pdf", NULL);
  GtkWidget *page;

  open_invitation_page (desk, newcomer);
  ui_type (newcomer->window, "line_row", line);
  ui_shoot (newcomer->window, "accept-2");
  ui_click (newcomer->window, "next_button");
  page = ui_find (newcomer->window, "invited_page");
  g_assert_true (ui_says (page, welcome));
  ui_type (page, "password_row", DESK_PASSWORD);
  ui_type (page, "repeat_row", "something else");
  ui_click (page, "next_button");
  ui_wait (ui_says (page, "The two passwords differ."));
  ui_type (page, "repeat_row", DESK_PASSWORD);
  ui_shoot (newcomer->window, "accept-3");
  ui_click (page, "next_button");

  page = ui_find (newcomer->window, "sheet_page");
  g_assert_false (ui_holds (page, "root key"));
  g_assert_false (gtk_widget_is_sensitive (ui_find (page, "next_button")));
  g_assert_true (app_setup_sheet_page_save (APP_SETUP_SHEET_PAGE (page), sheet));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  ui_shoot (newcomer->window, "accept-4");
  g_assert_cmpuint (app_client_get_state (newcomer->client), ==, APP_CLIENT_EMPTY);

  return page;
}

static void
test_invited_colleague_gets_in_and_reads_what_was_there (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (Newcomer) bert = newcomer_new ();
  g_autofree char *line = NULL;
  GtkWidget *page;

  g_assert_true (gtk_widget_grab_focus (ui_find (desk->window, "list_view")));
  choose_place (desk->window, APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  ui_wait (ui_look_for_row (page, "anna") != NULL);
  line = invite (desk, "bert", "Professional");
  ui_wait (is_awaited (desk->window, "bert"));
  g_assert_true (ui_holds (page, "The invitation is open until"));
  ui_shoot (desk->window, "people-1");

  ui_click (prepare_in_window (desk, bert, line, "anna has invited you as Professional in Compliance."), "next_button");
  ui_wait (ui_says (bert->window, "Waiting for anna to Confirm You"));
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_WAITING);
  g_assert_false (has_place (bert->window, "All Tickets"));
  g_assert_false (has_place (bert->window, "People"));
  g_assert_false (gtk_widget_is_sensitive (ui_find (bert->window, "new_button")));
  sync_by_itself (bert->client);
  g_assert_true (ui_says (bert->window, "Waiting for anna to Confirm You"));
  ui_shoot (bert->window, "waiting");

  /* anna's computer checks and signs: she has nothing to do */
  desk_sync (desk);
  ui_wait (!is_awaited (desk->window, "bert") && ui_look_for_row (page, "bert") != NULL);
  g_assert_true (ui_says (ui_look_for_row (page, "bert"), "Professional in Compliance"));
  ui_wait (ui_holds (desk->window, "bert can work with Hark now"));
  ui_shoot (desk->window, "people-2");

  sync_by_itself (bert->client);
  ui_wait (ui_look (bert->window, "list_view") != NULL && ui_says (ui_look (bert->window, "list_view"), SUBJECT));
  g_assert_true (has_place (bert->window, "All Tickets"));
  g_assert_true (has_place (bert->window, "People"));
  g_assert_true (gtk_widget_is_sensitive (ui_find (bert->window, "new_button")));
  ui_open_row (bert->window, 0);
  ui_wait (ui_says (bert->window, REPORT));
  ui_shoot (bert->window, "confirmed");
}

static void
test_practitioner_has_their_own_side_alone (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "clara", "Practitioner");
  g_autoptr (Newcomer) clara = newcomer_new ();

  accept_quietly (desk, clara, line);
  desk_sync (desk);
  clara->window = ui_open (clara->client);
  ui_wait (ui_says (clara->window, "No Tickets of Yours"));
  g_assert_false (has_place (clara->window, "All Tickets"));
  g_assert_false (has_place (clara->window, "People"));
}

/* Whoever is in no team is told of the policy and the recovery key too. */
static void
test_practitioner_is_told_of_what_concerns_everybody (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "clara", "Practitioner");
  g_autoptr (Newcomer) clara = newcomer_new ();
  g_autoptr (GError) error = NULL;
  HarkRosterPolicy before, policy;
  GtkWidget *page;

  accept_quietly (desk, clara, line);
  desk_sync (desk);
  clara->window = ui_open (clara->client);
  ui_wait (ui_says (clara->window, "No Tickets of Yours"));
  g_assert_false (has_place (clara->window, "People"));

  app_client_get_policy (desk->client, &before);
  policy = before;
  policy.password_length = 14;
  app_client_set_policy_sync (desk->client, &before, &policy, &error);
  g_assert_no_error (error);
  sync_by_itself (clara->client);
  ui_wait (has_place (clara->window, "People"));
  choose_place (clara->window, APP_PLACE_PEOPLE);
  page = ui_find (clara->window, "people_page");
  ui_wait (ui_holds (page, "14"));
  g_assert_null (ui_look_for_row (page, "anna"));
  ui_shoot (clara->window, "people-practitioner");
  ui_click (page, "seen_button");
  ui_wait (!has_place (clara->window, "People"));
  ui_wait (ui_says (clara->window, "No Tickets of Yours"));
}

/* --- inviting --- */

static void
test_errors_stand_beside_their_fields (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk);

  ui_type (dialog, "mail_row", "bert at example.org");
  ui_click (dialog, "create_button");
  ui_wait (ui_says (ui_find (dialog, "user_error"), "Enter the name that colleagues will see."));
  g_assert_true (ui_says (ui_find (dialog, "mail_error"), "This is not an e-mail address."));
  ui_type (dialog, "user_row", "be\u202ert");
  ui_click (dialog, "create_button");
  ui_wait (ui_says (ui_find (dialog, "user_error"), "A name has no line breaks and no invisible characters."));
  ui_type (dialog, "user_row", "Anna");
  ui_type (dialog, "mail_row", "other@example.org");
  g_assert_null (ui_look (dialog, "mail_error"));
  ui_click (dialog, "create_button");
  ui_wait (ui_look (dialog, "user_error") != NULL
           && ui_says (ui_look (dialog, "user_error"), "Somebody is called so already. Choose another name."));

  harness_stop (desk->server);
  ui_type (dialog, "user_row", "bert");
  ui_click (dialog, "create_button");
  ui_wait (ui_look (dialog, "form_error") != NULL
           && ui_says (ui_look (dialog, "form_error"), "The server cannot be reached."));
  harness_start (desk->server);
  ui_close (dialog);
}

static void
test_only_admins_are_offered_to_invite (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_PROFESSIONAL);
  GtkWindow *window = ui_open (bert->client);

  choose_place (window, APP_PLACE_PEOPLE);
  ui_wait (ui_look_for_row (ui_find (window, "people_page"), "bert") != NULL);
  g_assert_null (ui_look (window, "invite_button"));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.invite", NULL);
  ui_settle ();
  g_assert_null (ui_look (NULL, "role_group"));
  ui_close (window);
}

static void
test_secret_leaves_the_window_with_the_dialog (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog = open_dialog (desk);
  g_autofree char *line = create_invitation (dialog, "bert", "Observer");
  g_autoptr (GtkWidget) label = g_object_ref (ui_find (dialog, "line_label"));

  g_assert_cmpuint (strlen (line), >, 100);
  g_assert_true (ui_says (dialog, "Observer in Compliance · bert@example.org"));
  ui_click (dialog, "copy_button");
  ui_wait (ui_holds (dialog, "Copied."));
  ui_close (dialog);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "");
}

/* --- taking back --- */

static void
answer_message (const char *response)
{
  GtkWindow *message = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);

  ui_shoot (message, "take-back");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (message), response);
  ui_settle ();
}

static void
test_invitation_that_was_taken_back_opens_nothing (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Expert");
  g_autoptr (Newcomer) bert = newcomer_new ();

  choose_place (desk->window, APP_PLACE_PEOPLE);
  ui_wait (is_awaited (desk->window, "bert"));
  ui_click (desk->window, "take_back_button");
  answer_message ("cancel");
  g_assert_true (is_awaited (desk->window, "bert"));
  ui_click (desk->window, "take_back_button");
  answer_message ("take-back");
  ui_wait (!is_awaited (desk->window, "bert"));

  open_invitation_page (desk, bert);
  ui_type (bert->window, "line_row", line);
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "line_error",
                        "This server does not know the invitation, or it was used already. Compare the "
                        "address, or ask for a new one."));
}

/* --- confirming --- */

static HarkId
find_person (AppClient *client, const char *name)
{
  GError *error = NULL;
  HarkId id;

  app_client_find_person (client, name, &id, &error);
  g_assert_no_error (error);
  return id;
}

/* anna, who invites, is no Expert any more: bert is. */
static Colleague *
hand_over_to_bert (Desk *desk)
{
  Colleague *bert = colleague_join (desk->server, desk->client, "bert", HARK_ROLE_EXPERT);
  g_autoptr (GPtrArray) areas = app_client_get_areas (bert->client);
  HarkId anna = find_person (bert->client, "anna");
  GError *error = NULL;

  device_place_member (bert->client, &anna, &((AppArea *)areas->pdata[0])->id, HARK_ROLE_OBSERVER, &error);
  g_assert_no_error (error);
  desk_sync (desk);

  return bert;
}

static void
test_expert_brings_into_the_team_whom_an_admin_invited (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) bert = hand_over_to_bert (desk);
  g_autoptr (Newcomer) clara = newcomer_new ();
  GtkWindow *dialog = open_dialog (desk), *window, *question;
  g_autofree char *line = create_invitation (dialog, "clara", "Professional");
  GtkWidget *page;

  g_assert_true (ui_holds (dialog, "Then an Expert of Compliance brings them into the team."));
  ui_close (dialog);
  accept_quietly (desk, clara, line);
  choose_place (desk->window, APP_PLACE_PEOPLE);
  ui_wait (ui_says (desk->window, "Has accepted: is signed in with the next sync"));
  desk_sync (desk);
  ui_wait (ui_says (desk->window, "Waits until an Expert of Compliance brings them in as Professional"));
  g_assert_null (ui_look (desk->window, "confirm_button"));

  window = ui_open (bert->client);
  sync_by_itself (bert->client);
  choose_place (window, APP_PLACE_PEOPLE);
  page = ui_find (window, "people_page");
  ui_wait (ui_says (page, "Waits to be brought into Compliance as Professional"));
  ui_shoot (window, "people-3");
  ui_click (window, "confirm_button");
  question = ui_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_true (ui_says (question, "clara becomes Professional in Compliance."));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_look_for_row (question, "Tickets")), 1);
  ui_settle ();
  ui_shoot (question, "bring-in");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "bring-in");
  ui_wait (!is_awaited (window, "clara") && ui_look_for_row (page, "clara") != NULL
           && ui_says (ui_look_for_row (page, "clara"), "Professional in Compliance · tickets since they joined"));
  ui_shoot (window, "people-from-now-on");
  ui_close (window);
}

/* --- without a server, and with a wrong line --- */

static void
test_people_stay_known_without_a_server (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Observer");
  GtkWidget *page;

  choose_place (desk->window, APP_PLACE_PEOPLE);
  page = ui_find (desk->window, "people_page");
  ui_wait (is_awaited (desk->window, "bert"));
  harness_stop (desk->server);
  choose_place (desk->window, APP_PLACE_TEAM);
  choose_place (desk->window, APP_PLACE_PEOPLE);
  ui_wait (ui_says (page, "Who is awaited is not known now. The server cannot be reached."));
  g_assert_nonnull (ui_look_for_row (page, "anna"));
  g_assert_true (is_awaited (desk->window, "bert"));
  ui_shoot (desk->window, "people-offline");
  harness_start (desk->server);
}

static void
test_wrong_invitations_are_told_beside_their_field (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Observer");
  g_autofree char *spoiled = g_strdup (line);
  g_autoptr (Newcomer) bert = newcomer_new ();

  spoiled[10] = spoiled[10] == '7' ? '6' : '7';
  open_invitation_page (desk, bert);
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "line_error", "Enter the line that you were given."));
  ui_type (bert->window, "line_row", spoiled);
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "line_error", "A character of the invitation is wrong or missing."));
  ui_type (bert->window, "line_row", line);
  ui_type (bert->window, "url_row", "");
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "url_error", "Enter the address that you were given."));
  ui_type (bert->window, "url_row", "http://127.0.0.1:1");
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "url_error", "No Hark server answers there. Check the address and your connection."));
}

static void
test_expired_invitation_lets_nobody_in (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Observer");
  g_autoptr (Newcomer) bert = newcomer_new ();

  harness_set_now (desk->server, harness_get_now (desk->server) + 8 * 24 * 3600);
  open_invitation_page (desk, bert);
  ui_type (bert->window, "line_row", line);
  ui_click (bert->window, "next_button");
  ui_wait (shows_error (bert, "line_error", "The invitation has expired. Ask for a new one."));
}

static void
test_second_one_with_the_same_invitation_is_told (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Observer");
  g_autoptr (Newcomer) bert = newcomer_new ();
  g_autoptr (Newcomer) thief = newcomer_new ();
  GtkWidget *page = prepare_in_window (desk, bert, line, "anna has invited you as Observer in Compliance.");

  accept_quietly (desk, thief, line);
  ui_click (page, "next_button");
  ui_wait (shows_error (bert, "out_error",
                        "Somebody else has accepted this invitation first. Tell whoever invited you at once."));
  g_assert_cmpuint (app_client_get_state (bert->client), ==, APP_CLIENT_EMPTY);

  /* who invited can undo it before anything was signed */
  choose_place (desk->window, APP_PLACE_PEOPLE);
  ui_wait (ui_says (desk->window, "Has accepted: is signed in with the next sync"));
  ui_click (desk->window, "take_back_button");
  answer_message ("take-back");
  ui_wait (!is_awaited (desk->window, "bert"));
  sync_by_itself (thief->client);
  g_assert_cmpint (app_client_get_connection (thief->client), ==, APP_CONNECTION_SIGNED_OUT);
}

static void
test_going_back_wipes_what_was_typed (Desk *desk, gconstpointer unused)
{
  g_autofree char *line = invite (desk, "bert", "Observer");
  g_autofree char *there = NULL, *again = NULL;
  g_autoptr (Newcomer) bert = newcomer_new ();
  GtkWidget *page;

  prepare_in_window (desk, bert, line, "anna has invited you as Observer in Compliance.");
  ui_click (bert->window, "back_button");
  page = ui_find (bert->window, "invited_page");
  ui_click (bert->window, "back_button");
  ui_find (bert->window, "invitation_page");
  there = ui_read (ui_find (bert->window, "line_row"));
  g_assert_cmpstr (there, ==, line);
  ui_click (bert->window, "next_button");
  page = ui_find (bert->window, "invited_page");
  again = ui_read (ui_find (page, "password_row"));
  g_assert_cmpstr (again, ==, "");
  ui_click (bert->window, "back_button");
  ui_find (bert->window, "invitation_page");
  ui_click (bert->window, "back_button");
  ui_click (bert->window, "invitation_button");
  g_free (there);
  there = ui_read (ui_find (bert->window, "line_row"));
  g_assert_cmpstr (there, ==, "");
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-people/whole-way", test_invited_colleague_gets_in_and_reads_what_was_there);
  DESK_TEST ("/ui-people/practitioner", test_practitioner_has_their_own_side_alone);
  DESK_TEST ("/ui-people/practitioner-told", test_practitioner_is_told_of_what_concerns_everybody);
  DESK_TEST ("/ui-people/invite/errors", test_errors_stand_beside_their_fields);
  DESK_TEST ("/ui-people/invite/admins", test_only_admins_are_offered_to_invite);
  DESK_TEST ("/ui-people/invite/secret", test_secret_leaves_the_window_with_the_dialog);
  DESK_TEST ("/ui-people/take-back", test_invitation_that_was_taken_back_opens_nothing);
  DESK_TEST ("/ui-people/confirm", test_expert_brings_into_the_team_whom_an_admin_invited);
  DESK_TEST ("/ui-people/offline", test_people_stay_known_without_a_server);
  DESK_TEST ("/ui-people/accept/errors", test_wrong_invitations_are_told_beside_their_field);
  DESK_TEST ("/ui-people/accept/expired", test_expired_invitation_lets_nobody_in);
  DESK_TEST ("/ui-people/accept/second", test_second_one_with_the_same_invitation_is_told);
  DESK_TEST ("/ui-people/scanned", test_telephone_reads_the_invitation);
  DESK_TEST ("/ui-people/accept/back", test_going_back_wipes_what_was_typed);

  return ui_run ();
}
