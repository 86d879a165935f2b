/* test-ui-setup.c: the first start in the window: setting an organisation up, and signing in on a new device */
#include <string.h>

#include "folder.h"
#include "hark-code.h"
#include "setup/app-setup-sheet-page.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

static gboolean
is_sensitive (gpointer root, const char *id)
{
  return gtk_widget_is_sensitive (ui_find (root, id));
}

static void
fill_account (Desk *desk)
{
  ui_type (desk->window, "user_row", "anna");
  ui_type (desk->window, "mail_row", "anna@example.org");
  ui_type (desk->window, "area_row", "Compliance");
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_type (desk->window, "repeat_row", DESK_PASSWORD);
}

static void
open_account_page (Desk *desk)
{
  g_autofree char *url = desk_get_url (desk);

  desk_open_window (desk);
  ui_click (desk->window, "start_button");
  ui_type (desk->window, "url_row", url);
  ui_click (desk->window, "next_button");
  ui_find (desk->window, "code_row");
}

static void
test_window_sets_an_organisation_up (Desk *desk, gconstpointer unused)
{
  g_autofree char *sheet = g_build_filename (desk->home, "sheet.pdf", NULL);
  g_autofree char *pdf = NULL;
  guint8 other[HARK_CODE_LEN];
  g_autofree char *wrong = NULL;
  AppSetupSheetPage *page;

  open_account_page (desk);
  ui_type (desk->window, "code_row", "no code at all");
  fill_account (desk);
  ui_click (desk->window, "next_button");
  ui_wait (ui_says (desk->window, "A word or a character of the code is wrong or missing."));
  hark_code_random (other);
  wrong = hark_code_to_line (other);
  ui_type (desk->window, "code_row", wrong);
  ui_click (desk->window, "next_button");

  /* The sheet must be kept before anything is sent. */
  page = APP_SETUP_SHEET_PAGE (ui_find (desk->window, "sheet_page"));
  g_assert_false (is_sensitive (page, "next_button"));
  g_assert_false (is_sensitive (page, "kept_check"));
  g_assert_false (app_setup_sheet_page_save (page, "/proc/no/such/folder.pdf"));
  g_assert_false (is_sensitive (page, "kept_check"));
  g_assert_true (app_setup_sheet_page_save (page, sheet));
  g_assert_false (is_sensitive (page, "next_button"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  g_assert_true (g_file_get_contents (sheet, &pdf, NULL, NULL));
  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));

  /* A wrong code is told beside its field and can be mended without new keys. */
  ui_click (page, "next_button");
  ui_wait (ui_holds (page, "The server does not know this setup code."));
  g_assert_cmpuint (app_client_get_state (desk->client), ==, APP_CLIENT_EMPTY);
  ui_type (page, "code_row", harness_get_code (desk->server));
  ui_click (page, "next_button");
  ui_click (desk->window, "finish_button");
  ui_wait (ui_says (desk->window, "No Tickets Yet"));
  g_assert_cmpuint (app_client_get_state (desk->client), ==, APP_CLIENT_READY);
  ui_wait (ui_says (desk->window, "Online"));
}

static GtkWidget *
find_hidden (GtkWidget *widget, const char *id)
{
  if (GTK_IS_BUILDABLE (widget) && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_hidden (child, id);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_secrets_leave_the_entries_after_use (Desk *desk, gconstpointer unused)
{
  static const char *const secrets[] = { "code_row", "password_row", "repeat_row" };
  g_autofree char *sheet = g_build_filename (desk->home, "sheet.pdf", NULL);
  GtkWidget *page, *account;

  open_account_page (desk);
  account = ui_find (desk->window, "account_page");
  ui_type (desk->window, "code_row", harness_get_code (desk->server));
  fill_account (desk);
  ui_click (desk->window, "next_button");
  page = ui_find (desk->window, "sheet_page");
  g_assert_true (app_setup_sheet_page_save (APP_SETUP_SHEET_PAGE (page), sheet));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (page, "kept_check")), TRUE);
  ui_click (page, "next_button");
  ui_find (desk->window, "finish_button");
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *text = ui_read (find_hidden (account, secrets[i]));

      g_assert_cmpstr (text, ==, "");
    }
}

static void
test_field_errors_stand_beside_their_fields (Desk *desk, gconstpointer unused)
{
  open_account_page (desk);
  ui_type (desk->window, "mail_row", "anna");
  ui_type (desk->window, "password_row", "short");
  ui_wait (ui_says (desk->window, "At least 8 characters: 3 more"));
  ui_type (desk->window, "repeat_row", "other");
  ui_click (desk->window, "next_button");
  ui_wait (ui_says (ui_find (desk->window, "code_error"), "Enter the code that hark-server init has printed."));
  g_assert_true (ui_says (ui_look (desk->window, "user_error"), "Enter the name that colleagues will see."));
  g_assert_true (ui_says (ui_look (desk->window, "mail_error"), "This is not an e-mail address."));
  g_assert_true (ui_says (ui_look (desk->window, "password_error"), "Choose a better password."));
  g_assert_true (ui_says (ui_look (desk->window, "repeat_error"), "The two passwords differ."));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (ui_find (desk->window, "mail_row")), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  ui_type (desk->window, "mail_row", "anna@example.org");
  g_assert_null (ui_look (desk->window, "mail_error"));
  ui_type (desk->window, "password_row", "aaaaaaaaaaaaaaaa");
  g_assert_true (ui_says (desk->window, "Too few different characters"));
}

static void
test_wrong_server_address_is_told_beside_the_field (Desk *desk, gconstpointer unused)
{
  static const struct
  {
    const char *address;
    const char *error;
  } cases[] = {
    { "", "Enter the address that you were given." },
    { "http://example.org", "This is not a server address. It begins with https://" },
    { "http://127.0.0.1:1", "No Hark server answers there. Check the address and your connection." },
  };

  desk_open_window (desk);
  ui_click (desk->window, "start_button");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ui_type (desk->window, "url_row", cases[i].address);
      ui_click (desk->window, "next_button");
      ui_wait (ui_look (desk->window, "url_error") != NULL
               && ui_says (ui_look (desk->window, "url_error"), cases[i].error));
    }
}

static void
test_new_device_signs_in_with_the_account_key (Desk *desk, gconstpointer unused)
{
  g_autofree char *first_home = g_steal_pointer (&desk->home);
  g_autofree char *url = desk_get_url (desk);
  g_autofree char *number = desk_report (desk, SUBJECT, REPORT);
  g_autofree char *fingerprint = g_strdup (app_client_get_fingerprint (desk->client));

  fingerprint[strlen ("12345 12345 12345 12345")] = '\n'; /* four groups on each line */
  desk->home = test_folder_new ();
  desk_restart_client (desk);
  desk_open_window (desk);
  ui_click (desk->window, "start_button");
  ui_type (desk->window, "url_row", url);
  ui_click (desk->window, "next_button");
  ui_find (desk->window, "fingerprint_label");
  g_assert_true (ui_says (desk->window, fingerprint));

  ui_type (desk->window, "user_row", "anna");
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_type (desk->window, "key_row", "abandon ability");
  ui_click (desk->window, "next_button");
  ui_wait (ui_look (desk->window, "key_error") != NULL);
  ui_type (desk->window, "key_row", desk->account_key);
  ui_type (desk->window, "password_row", "not the password");
  ui_click (desk->window, "next_button");
  ui_wait (ui_says (desk->window, "Name, password or account key do not fit."));
  ui_type (desk->window, "password_row", DESK_PASSWORD);
  ui_click (desk->window, "next_button");
  ui_wait (ui_look (desk->window, "list_view") != NULL && ui_says (desk->window, SUBJECT));
  test_folder_remove (g_steal_pointer (&first_home));
}

#define EMPTY_TEST(path, function)                                                                                    \
  g_test_add (path, Desk, NULL, desk_set_up_empty, function, desk_tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  EMPTY_TEST ("/ui-setup/set-up", test_window_sets_an_organisation_up);
  EMPTY_TEST ("/ui-setup/secrets-leave", test_secrets_leave_the_entries_after_use);
  EMPTY_TEST ("/ui-setup/field-errors", test_field_errors_stand_beside_their_fields);
  EMPTY_TEST ("/ui-setup/wrong-address", test_wrong_server_address_is_told_beside_the_field);
  DESK_TEST ("/ui-setup/sign-in", test_new_device_signs_in_with_the_account_key);

  return ui_run ();
}
