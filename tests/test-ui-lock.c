/* test-ui-lock.c: locking by hand: nothing readable stays in the window, and nothing half written is lost */
#include "app-client-account.h"
#include "folder.h"
#include "hark-seal.h"
#include "setup/app-setup-sheet-page.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"
#include "unlock/app-recover-dialog.h"
#include "window/app-main-view.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define HALF "Half an answ"

static gboolean
reads (gpointer root, const char *id, const char *text)
{
  GtkWidget *widget = ui_look (root, id);
  g_autofree char *is = widget != NULL ? ui_read (widget) : NULL;

  return g_strcmp0 (is, text) == 0;
}

/* Also in what is hidden. */
static gboolean
holds_anywhere (GtkWidget *widget, const char *text)
{
  g_autofree char *is = ui_read (widget);

  if (is != NULL && strstr (is, text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (holds_anywhere (child, text))
      return TRUE;

  return FALSE;
}

static gboolean
any_window_holds (const char *text)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (holds_anywhere (window, text))
        return TRUE;
    }

  return FALSE;
}

static void
lock (Desk *desk)
{
  ui_act (GTK_WIDGET (desk->window), "win.lock", NULL);
  ui_wait (app_client_get_state (desk->client) == APP_CLIENT_LOCKED);
}

/* Somebody else does, through the portal. */
static void
report_another (Desk *desk)
{
  g_autoptr (Visitor) other = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (other, "Another one", "Something else.", &code);
}

static void
test_locking_leaves_nothing_readable_in_the_window (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  const char *const words[] = { SUBJECT, REPORT, HALF, number, "Secret.pdf" };
  gpointer view = gtk_widget_get_ancestor (ui_find (desk->window, "sidebar"), APP_TYPE_MAIN_VIEW);

  ui_type (desk->window, "text_view", HALF);
  ui_act (GTK_WIDGET (desk->window), "win.toast", "Saved “Secret.pdf”");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_true (any_window_holds (words[i]));

  g_object_add_weak_pointer (G_OBJECT (view), &view);
  lock (desk);
  ui_wait (view == NULL);
  ui_find (desk->window, "retry_button");
  ui_settle ();
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (any_window_holds (words[i]));
  ui_shoot (desk->window, "locked");

  /* Nothing acts on a locked account. */
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.sync", NULL);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  gtk_widget_activate_action (GTK_WIDGET (desk->window), "win.lock", NULL);
  report_another (desk);
  ui_settle ();
  g_assert_false (any_window_holds ("Another one"));
}

static void
test_unlocking_brings_the_ticket_and_the_draft_back (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  for (guint i = 0; i < 2; i++)
    {
      ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
      ui_type (desk->window, "text_view", i == 0 ? HALF : HALF "er");
      lock (desk);
      ui_click (desk->window, "retry_button");
      ui_wait (reads (desk->window, "text_view", i == 0 ? HALF : HALF "er"));
      g_assert_true (ui_says (ui_look (desk->window, "head"), SUBJECT));
      ui_wait (ui_says (desk->window, "Online"));
    }

  /* What comes then is seen: it listens again. */
  report_another (desk);
  ui_wait (ui_count_rows (desk->window) == 2);
}

static void
test_half_written_ticket_outlives_the_lock (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  ui_type (dialog, "subject_row", "Half a subj");
  ui_type (dialog, "text_view", "Half a rep");
  lock (desk);
  ui_find (desk->window, "retry_button");
  g_assert_false (any_window_holds ("Half a"));

  ui_click (desk->window, "retry_button");
  ui_find (desk->window, "sidebar");
  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  g_assert_true (reads (dialog, "subject_row", "Half a subj"));
  g_assert_true (reads (dialog, "text_view", "Half a rep"));
  gtk_window_destroy (dialog);
}

static void
test_locked_window_closes_without_a_question (Desk *desk, gconstpointer unused)
{
  lock (desk);
  desk_close_window (desk);
}

static void
test_without_a_keyring_only_the_password_opens_it_again (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  ui_type (desk->window, "text_view", HALF);
  lock (desk);
  ui_find (desk->window, "password_row");
  g_assert_false (any_window_holds (SUBJECT));
  ui_type (desk->window, "password_row", "not the password");
  ui_click (desk->window, "unlock_button");
  ui_wait (ui_says (desk->window, "This password does not fit."));
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_click (desk->window, "unlock_button");
  ui_wait (reads (desk->window, "text_view", HALF));
}

/* Its recovery key. */
static char *
make_sheet (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_sheet_sync (desk->client, DESK_PASSWORD, &error);
  const char *begin;
  char *text, *key;

  g_assert_no_error (error);
  app_client_commit_account_sync (desk->client, setup, &error);
  g_assert_no_error (error);
  text = app_setup_get_sheet_text (setup);
  begin = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  key = g_strndup (begin, strcspn (begin, "\n"));
  hark_seal_free_string (text);
  return key;
}

static void
test_forgotten_password_is_replaced_by_the_sheet (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autofree char *recovery_key = make_sheet (desk);
  char *folder = test_folder_new ();
  g_autofree char *sheet = g_build_filename (folder, "sheet.pdf", NULL);
  GtkWindow *dialog;
  GtkWidget *page;

  lock (desk);
  ui_click (desk->window, "forgotten_button");
  dialog = ui_find_window (APP_TYPE_RECOVER_DIALOG);
  g_assert_true (ui_holds (dialog, "it is set aside in a folder of its own"));
  ui_type (dialog, "recovery_row", recovery_key);
  ui_type (dialog, "key_row", desk->account_key);
  ui_type (dialog, "password_row", "another horse battery");
  ui_type (dialog, "repeat_row", "another horse battery");
  ui_shoot (dialog, "unlock-recover");
  ui_click (dialog, "next_button");
  page = ui_find (dialog, "sheet_page");
  g_assert_true (app_setup_sheet_page_save (APP_SETUP_SHEET_PAGE (page), sheet));
  test_folder_remove (folder);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  ui_click (page, "next_button");
  ui_find (desk->window, "sidebar");
  ui_wait (ui_says (desk->window, "Online"));
  ui_wait (ui_count_rows (desk->window) == 1);
  test_folder_remove (g_strdup (app_client_get_set_aside (desk->client)));
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-lock/keyring/nothing-readable", test_locking_leaves_nothing_readable_in_the_window);
  DESK_TEST ("/ui-lock/keyring/back", test_unlocking_brings_the_ticket_and_the_draft_back);
  DESK_TEST ("/ui-lock/keyring/dialog", test_half_written_ticket_outlives_the_lock);
  DESK_TEST ("/ui-lock/keyring/close", test_locked_window_closes_without_a_question);
  DESK_TEST ("/ui-lock/no-keyring/password", test_without_a_keyring_only_the_password_opens_it_again);
  DESK_TEST ("/ui-lock/no-keyring/forgotten", test_forgotten_password_is_replaced_by_the_sheet);

  return ui_run ();
}
