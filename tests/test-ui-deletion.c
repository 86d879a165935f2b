/* test-ui-deletion.c: two people delete a ticket in the window, or one puts it on hold: what it means
 * is said before */
#include "app-client-private.h"
#include "colleague.h"
#include "ticket/app-deletion-dialog.h"
#include "ui-desk.h"

#include "hark-api.h"
#include "receipt/app-receipt-dialog.h"
#include "srv-eraser.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define MANY (2 * HARK_API_MAX_RECEIPTS + 5)
#define WAIT (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  Desk desk;      /* anna, an Expert */
  Colleague *ben; /* Professional */

} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
  f->ben = colleague_join (f->desk.server, f->desk.client, "ben", HARK_ROLE_PROFESSIONAL);
  desk_sync (&f->desk);
}

static void
tear_down (Office *f, gconstpointer unused)
{
  colleague_free (f->ben);
  desk_tear_down (&f->desk, NULL);
}

static void
type_reason (GtkWindow *dialog, const char *text)
{
  GtkWidget *view = ui_find (dialog, "text_view");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

/* What ben's desktop has of the one ticket. */
static HarkId
find_ticket (Office *f)
{
  g_autoptr (GPtrArray) list = NULL;

  device_sync (f->ben->client);
  list = app_client_list_sync (f->ben->client, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  return ((AppTicket *)list->pdata[0])->id;
}

static void
act_as_ben (Office *f, AppActionType type, const char *reason)
{
  const AppAction action = { .type = type, .ticket = find_ticket (f), .reason = reason };

  device_act (f->ben->client, &action);
  device_sync (f->ben->client);
}

/* In the list, before the ticket is opened: not by its picture alone. */
static void
expect_sign (Office *f, const char *icon, const char *words)
{
  GtkWidget *list = ui_find (f->desk.window, "list_view");
  g_autofree char *name = NULL;

  ui_wait (ui_look (list, icon) != NULL);
  name = ui_get_name (ui_look (list, icon));
  g_assert_cmpstr (name, ==, words);
}

/* Number, day and both names stay, and nothing of what was said. */
static void
expect_receipt (Office *f, const char *number)
{
  GtkWindow *dialog;
  GtkWidget *list;

  ui_act (GTK_WIDGET (f->desk.window), "win.deleted-tickets", NULL);
  dialog = ui_find_window (APP_TYPE_RECEIPT_DIALOG);
  list = ui_find (dialog, "receipt_list_view");
  ui_wait (ui_says (list, number));
  g_assert_true (ui_says (list, "ben asked for it, anna confirmed it") && ui_says (list, "It was open"));
  g_assert_true (ui_says (list, "Gone from all files of the server"));
  g_assert_false (ui_holds (dialog, SUBJECT) || ui_look (dialog, "more_button") != NULL);
  ui_shoot (dialog, "deleted");
  gtk_window_close (dialog);
  ui_wait (ui_look (NULL, "receipt_list_view") == NULL);
}

static void
test_who_is_asked_sees_it_and_confirms (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (f->desk.window, "head");

  act_as_ben (f, APP_ACTION_PROPOSE_DELETE, "It was a test.");
  desk_sync (&f->desk);
  ui_wait (ui_look (f->desk.window, "confirm_button") != NULL);
  g_assert_true (ui_says (f->desk.window, "ben asks to delete this ticket."));
  expect_sign (f, "deletion_icon", "ben asks to delete it: somebody else has to confirm");
  g_assert_true (ui_says (f->desk.window, "It was a test."));
  ui_shoot (f->desk.window, "delete-asked");
  ui_act (head, "ticket.confirm-delete", NULL);
  ui_wait (ui_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_true (ui_holds (ui_find_window (ADW_TYPE_MESSAGE_DIALOG), "gone for good"));
  g_assert_true (ui_holds (ui_find_window (ADW_TYPE_MESSAGE_DIALOG), number));
  ui_shoot (ui_find_window (ADW_TYPE_MESSAGE_DIALOG), "delete-confirm");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)), "delete");
  desk_sync (&f->desk);
  g_assert_true (srv_eraser_wait (harness_get_context (f->desk.server)->eraser, g_get_monotonic_time () + WAIT));
  desk_sync (&f->desk);
  ui_wait (!ui_holds (f->desk.window, SUBJECT));
  expect_receipt (f, number);
}

static void
test_asking_says_what_it_means (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (f->desk.window, "head");
  GtkWindow *dialog;

  ui_act (head, "ticket.delete", NULL);
  dialog = ui_find_window (APP_TYPE_DELETION_DIALOG);
  g_assert_true (ui_holds (dialog, "has to confirm it"));
  ui_click (dialog, "act_button");
  ui_wait (ui_says (dialog, "Say in a sentence why."));
  type_reason (dialog, "It was a test.");
  ui_shoot (dialog, "delete-ask");
  ui_click (dialog, "act_button");
  ui_wait (ui_look (NULL, "act_button") == NULL);
  ui_wait (ui_look (f->desk.window, "withdraw_button") != NULL);
  g_assert_null (ui_look (f->desk.window, "confirm_button")); /* nobody confirms their own */
  ui_shoot (f->desk.window, "delete-own");
  desk_sync (&f->desk);
  act_as_ben (f, APP_ACTION_WITHDRAW_DELETE, NULL);
  desk_sync (&f->desk);
  ui_wait (ui_look (f->desk.window, "withdraw_button") == NULL);
}

static void
test_a_hold_is_seen_and_lifted (Office *f, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);
  GtkWidget *head = ui_find (f->desk.window, "head");
  GtkWindow *dialog;

  ui_act (head, "ticket.hold", NULL);
  dialog = ui_find_window (APP_TYPE_DELETION_DIALOG);
  type_reason (dialog, "A court asks for it.");
  gtk_editable_set_text (GTK_EDITABLE (ui_find (dialog, "review_row")), "2020-01-31");
  ui_shoot (dialog, "hold");
  ui_click (dialog, "act_button");
  ui_wait (ui_look (NULL, "act_button") == NULL);
  desk_sync (&f->desk);
  ui_wait (ui_holds (f->desk.window, "It was to be looked at again on 31 January 2020"));
  g_assert_true (ui_says (f->desk.window, "A court asks for it."));
  expect_sign (f, "hold_icon", "On hold: nothing deletes it");
  ui_shoot (f->desk.window, "held");
  ui_act (head, "ticket.lift-hold", NULL);
  desk_sync (&f->desk);
  ui_wait (!ui_holds (f->desk.window, "On hold"));
  ui_wait (ui_look (ui_find (f->desk.window, "list_view"), "hold_icon") == NULL);
}

static void
test_nothing_deleted_and_no_server_are_said (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (f->desk.window), "win.deleted-tickets", NULL);
  dialog = ui_find_window (APP_TYPE_RECEIPT_DIALOG);
  ui_wait (ui_says (dialog, "Nothing Was Deleted"));
  ui_shoot (dialog, "deleted-none");
  gtk_window_close (dialog);
  ui_wait (ui_look (NULL, "stack") == NULL || !ui_says (NULL, "Nothing Was Deleted"));
  harness_stop (f->desk.server);
  ui_act (GTK_WIDGET (f->desk.window), "win.deleted-tickets", NULL);
  dialog = ui_find_window (APP_TYPE_RECEIPT_DIALOG);
  ui_wait (ui_says (dialog, "The server cannot be reached."));
  ui_shoot (dialog, "deleted-offline");
  harness_start (f->desk.server);
  gtk_window_close (dialog);
  ui_settle ();
}

/* A SrvWork: as if very many had been deleted. */
static gboolean
delete_many (SrvStore *store, gint64 seq, gpointer area, GError **error)
{
  g_autofree char *text
      = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 10000 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                         " INSERT INTO receipt (number, area, closed, deleted, why, emptied)"
                         " SELECT '2020-' || i, area, 1600000000, 1700000000, CASE i %% 2 WHEN 0 THEN 'retention'"
                         " ELSE 'again' END, i %% 2 FROM n, (SELECT id AS area FROM area LIMIT 1)",
                         10000 + MANY - 1);

  return hark_sqlite_exec (srv_store_get_db (store), text, error);
}

static void
test_very_many_come_an_answer_at_a_time (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;
  GListModel *model;

  harness_write (f->desk.server, delete_many, NULL);
  ui_act (GTK_WIDGET (f->desk.window), "win.deleted-tickets", NULL);
  dialog = ui_find_window (APP_TYPE_RECEIPT_DIALOG);
  ui_find (dialog, "receipt_list_view");
  ui_wait (ui_says (dialog, "2020-10000"));
  g_assert_true (ui_says (dialog, "Its retention period was over"));
  g_assert_true (ui_says (dialog, "Deleted before, and again: a restored backup still had it"));
  g_assert_true (ui_says (dialog, "The server’s files are still being emptied of it"));
  ui_shoot (dialog, "deleted-many");
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (dialog, "receipt_list_view"))));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, HARK_API_MAX_RECEIPTS);
  ui_click (dialog, "more_button");
  ui_wait (g_list_model_get_n_items (model) == 2 * HARK_API_MAX_RECEIPTS);
  ui_click (dialog, "more_button");
  ui_wait (g_list_model_get_n_items (model) == MANY);
  ui_wait (ui_look (dialog, "more_button") == NULL);
  gtk_window_close (dialog);
  ui_settle ();
}

/* Whether the keyboard is in the list, at the first of what came last. */
static gboolean
is_at_row (GtkWindow *dialog, const char *number)
{
  GtkWidget *focus = gtk_window_get_focus (dialog);

  return focus != NULL && gtk_widget_is_ancestor (focus, ui_find (dialog, "receipt_list_view"))
         && ui_says (focus, number);
}

static void
test_a_page_that_does_not_come_is_said_and_the_keyboard_goes_on (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;
  GtkWidget *button;
  GListModel *model;

  harness_write (f->desk.server, delete_many, NULL);
  ui_act (GTK_WIDGET (f->desk.window), "win.deleted-tickets", NULL);
  dialog = ui_find_window (APP_TYPE_RECEIPT_DIALOG);
  button = ui_find (dialog, "more_button");
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (dialog, "receipt_list_view"))));
  gtk_widget_grab_focus (button);

  harness_stop (f->desk.server);
  ui_click (dialog, "more_button");
  ui_wait (ui_says (dialog, "The server cannot be reached."));
  g_assert_true (gtk_widget_has_focus (button));
  ui_shoot (dialog, "deleted-more-offline");
  harness_start (f->desk.server);
  g_free (f->desk.client->store->account->url); /* it is at another port now */
  f->desk.client->store->account->url = desk_get_url (&f->desk);

  ui_click (dialog, "more_button");
  ui_wait (g_list_model_get_n_items (model) == 2 * HARK_API_MAX_RECEIPTS);
  g_assert_false (ui_says (dialog, "The server cannot be reached."));
  g_assert_true (gtk_widget_has_focus (button));
  ui_click (dialog, "more_button");
  ui_wait (g_list_model_get_n_items (model) == MANY);
  ui_wait (is_at_row (dialog, "2020-12000"));
  ui_shoot (dialog, "deleted-more-last");
  gtk_window_close (dialog);
  ui_settle ();
}

#define ADD(path, function) g_test_add ("/ui/deletion/" path, Office, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  ADD ("confirm", test_who_is_asked_sees_it_and_confirms);
  ADD ("ask", test_asking_says_what_it_means);
  ADD ("none", test_nothing_deleted_and_no_server_are_said);
  ADD ("many", test_very_many_come_an_answer_at_a_time);
  ADD ("more", test_a_page_that_does_not_come_is_said_and_the_keyboard_goes_on);
  ADD ("hold", test_a_hold_is_seen_and_lifted);

  return ui_run ();
}
