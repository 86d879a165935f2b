/* test-ui-two.c: two people's windows side by side on one ticket, one of them without a line for a
 * while: each sees what the other did, and nobody's words are lost or mixed up */
#include "app-client-team.h"
#include "device.h"
#include "folder.h"
#include "proxy.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Desk desk;   /* anna's */
  Proxy *line; /* bert's */
  gint is_cut; /* atomic */
  char *home;
  AppClient *client;
  GtkWindow *window;
} Two;

/* Bert's window is told by nobody that there is something new: it asks when its user does. */
static ProxyFault
choose (gpointer user, const char *method, const char *path)
{
  Two *self = user;

  return g_atomic_int_get (&self->is_cut) || g_str_has_suffix (path, "/events") ? PROXY_REFUSE
                                                                                : PROXY_PASS;
}

static void
let_bert_in (Two *self)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", proxy_get_port (self->line));
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->desk.client);
  AppInvite invite = { .name = "bert", .mail = "bert@example.org", .role = HARK_ROLE_PROFESSIONAL };
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *line;

  invite.area = ((AppArea *)g_ptr_array_index (areas, 0))->id;
  line = app_client_invite_sync (self->desk.client, &invite, &error);
  g_assert_no_error (error);
  setup = app_client_prepare_accept_sync (self->client, url, line, DESK_PASSWORD, &error);
  g_assert_no_error (error);
  hark_seal_free_string (line);
  app_client_commit_accept_sync (self->client, setup, &error);
  g_assert_no_error (error);
  desk_sync (&self->desk);
  device_sync (self->client);
}

static void
set_up (Two *self, gconstpointer unused)
{
  GError *error = NULL;

  desk_set_up (&self->desk, NULL);
  self->line = proxy_new (harness_get_port (self->desk.server), choose, self);
  self->home = test_folder_new ();
  self->client = app_client_new (self->home, &error);
  g_assert_no_error (error);
  let_bert_in (self);
}

static void
tear_down (Two *self, gconstpointer unused)
{
  ui_close (self->window);
  app_client_close (self->client);
  ui_settle ();
  g_assert_finalize_object (self->client);
  test_folder_remove (self->home);
  proxy_free (self->line);
  desk_tear_down (&self->desk, NULL);
}

static void
write_answer (GtkWindow *window, const char *text)
{
  GtkWidget *view = ui_find (window, "text_view");

  ui_type (window, "text_view", text);
  ui_act (view, "composer.send", NULL);
  ui_wait (ui_look (window, "entry_list") != NULL
           && ui_says (ui_look (window, "entry_list"), text));
}

static void
sync_window (GtkWindow *window, AppClient *client)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.sync", NULL);
  ui_wait (app_client_get_connection (client) == APP_CONNECTION_ONLINE
           && app_client_get_waiting (client) == 0);
  ui_settle ();
}

static void
test_two_windows_tell_of_each_other_and_keep_every_word (Two *self, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&self->desk, SUBJECT, REPORT);

  device_sync (self->client);
  self->window = ui_open (self->client);
  ui_wait (ui_count_rows (self->window) == 1);
  ui_open_row (self->window, 0);
  ui_wait (ui_look (self->window, "entry_list") != NULL
           && ui_says (ui_look (self->window, "entry_list"), REPORT));

  /* Bert's line is cut; he goes on as if it were not. */
  g_atomic_int_set (&self->is_cut, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.sync", NULL);
  ui_wait (app_client_get_connection (self->client) == APP_CONNECTION_OFFLINE);
  ui_act (ui_find (self->window, "head"), "ticket.take-over", NULL);
  write_answer (self->window, "From bert");
  ui_wait (app_client_get_waiting (self->client) == 2);

  /* Anna takes it over meanwhile, and her window knows nothing of his words. */
  ui_act (ui_find (self->desk.window, "head"), "ticket.take-over", NULL);
  write_answer (self->desk.window, "From anna");
  desk_sync (&self->desk);
  g_assert_false (ui_holds (self->desk.window, "From bert"));
  g_assert_false (ui_holds (ui_look (self->window, "entry_list"), "From anna"));

  /* Back on the line he is told who was first; his words are his draft, hers are there. */
  g_atomic_int_set (&self->is_cut, FALSE);
  sync_window (self->window, self->client);
  ui_wait (ui_says (ui_look (self->window, "entry_list"), "From anna"));
  ui_wait (ui_holds (ui_look (self->window, "composer"), "anna took the ticket over"));
  {
    g_autofree char *draft = ui_read (ui_find (self->window, "text_view"));

    g_assert_cmpstr (draft, ==, "From bert");
  }
  ui_shoot (self->window, "two-bert");

  /* He sends it after all, and anna's open window shows it by itself. */
  ui_act (ui_find (self->window, "text_view"), "composer.send", NULL);
  ui_wait (ui_says (ui_look (self->desk.window, "entry_list"), "From bert"));
  ui_shoot (self->desk.window, "two-anna");
  desk_inbox_shows (&self->desk, "From anna");
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  g_test_add ("/ui/two/offline", Two, NULL, set_up,
              test_two_windows_tell_of_each_other_and_keep_every_word, tear_down);

  return ui_run ();
}
