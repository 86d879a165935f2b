/* test-ui-transfer.c: an attachment on its way says how far it is and how long it will take, until
 * it is there */
#include "app-client-private.h"
#include "file/app-file-row.h"
#include "ui-desk.h"

#include <glib/gstdio.h>
#include <string.h>

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define MEGABYTE 1000000

/* An answer with an attachment that cannot go yet. */
static HarkId
answer_with_file (Desk *desk, const char *number)
{
  g_autofree char *path = g_build_filename (desk->home, "film.mp4", NULL);
  const char *const files[] = { path, NULL };
  AppAction action = { .type = APP_ACTION_ANSWER, .text = "See the film.", .files = files };
  g_autoptr (AppTicket) ticket = NULL;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, "frames", -1, NULL));
  g_assert_true (app_client_find_number (desk->client, number, &action.ticket));
  harness_stop (desk->server);
  app_client_act_sync (desk->client, &action, NULL, &error);
  g_assert_no_error (error);
  ticket = app_client_load_ticket_sync (desk->client, &action.ticket, &error);
  g_assert_no_error (error);
  return ((AppFile *)g_ptr_array_index (
              ((AppEntry *)g_ptr_array_index (ticket->entries, ticket->entries->len - 1))->files,
              0))
      ->blob;
}

/* GLib decides which blanks stand in a size. */
static char *
say (guint64 done, const char *rest)
{
  g_autofree char *some = g_format_size (done);
  g_autofree char *all = g_format_size (64 * MEGABYTE);

  return g_strdup_printf ("%s of %s%s", some, all, rest);
}

static void
test_attachment_says_how_far_it_is_and_how_long_it_takes (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId blob = answer_with_file (desk, number);
  AppTransfers *transfers = desk->client->transfers;
  GtkWidget *list = ui_find (desk->window, "entry_list");
  g_autofree char *begun = say (0, "");
  g_autofree char *quarter = say (16 * MEGABYTE, " · 12 seconds left");
  g_autofree char *size = g_format_size (6);

  ui_wait (ui_says (list, "film.mp4"));
  g_assert_null (ui_look (list, "progress_bar"));

  app_transfers_step (transfers, &blob, 0, 64 * MEGABYTE, G_USEC_PER_SEC);
  ui_wait (ui_look (list, "progress_bar") != NULL);
  g_assert_true (ui_says (list, begun));
  app_transfers_step (transfers, &blob, 16 * MEGABYTE, 64 * MEGABYTE, 5 * G_USEC_PER_SEC);
  ui_wait (ui_says (list, quarter));
  g_assert_cmpfloat (
      gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (ui_look (list, "progress_bar"))), ==, 0.25);
  ui_shoot (desk->window, "transfer");
  app_transfers_step (transfers, &blob, 17 * MEGABYTE, 64 * MEGABYTE, 60 * G_USEC_PER_SEC);
  ui_wait (ui_holds (list, "minutes left") || ui_holds (list, "seconds left"));

  app_transfers_end (transfers, &blob);
  ui_wait (ui_look (list, "progress_bar") == NULL);
  g_assert_true (ui_says (list, size));
  harness_start (desk->server);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  DESK_TEST ("/ui/transfer/progress", test_attachment_says_how_far_it_is_and_how_long_it_takes);

  return ui_run ();
}
