/* test-ui-liar.c: what somebody in front of a window sees of a server that lies */
#include "device.h"
#include "hark-api.h"
#include "liar.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Desk desk;
  Liar *liar;
} Stage;

static void
set_up (Stage *self, gconstpointer unused)
{
  GError *error = NULL;

  desk_set_up (&self->desk, NULL);
  self->liar = liar_new (harness_get_port (self->desk.server));
  device_move (self->desk.home, liar_get_port (self->liar));
  desk_restart_client (&self->desk);
  app_client_unlock_sync (self->desk.client, DESK_PASSWORD, &error);
  g_assert_no_error (error);
  desk_open_window (&self->desk);
  ui_wait (app_client_get_connection (self->desk.client) == APP_CONNECTION_ONLINE);
}

static void
tear_down (Stage *self, gconstpointer unused)
{
  desk_tear_down (&self->desk, NULL);
  liar_free (self->liar);
}

static void
forget (Stage *self)
{
  AppClient *client = self->desk.client;

  g_mutex_lock (&client->lock);
  hark_sqlite_exec (app_cache_get_db (client->store->cache),
                    "DELETE FROM meta WHERE key = 'cursor'", NULL);
  g_mutex_unlock (&client->lock);
}

static void
keep_all (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
close_it (JsonObject *line, gpointer unused)
{
  json_object_set_string_member (line, "state", "closed");
}

static void
sync_until (Stage *self, AppConnection connection)
{
  ui_act (GTK_WIDGET (self->desk.window), "win.sync", NULL);
  ui_wait (app_client_get_connection (self->desk.client) == connection);
  ui_settle ();
}

/* Over the tickets, in a narrow window too; the sidebar only names it. */
static void
test_another_list_of_people_cannot_be_overlooked (Stage *self, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&self->desk, SUBJECT, REPORT);
  GtkWindow *window = self->desk.window;

  g_assert_null (ui_look (window, "connection_bar"));
  forget (self);
  liar_tell_line (self->liar, "roster", keep_all, NULL);
  sync_until (self, APP_CONNECTION_FORKED);
  ui_wait (ui_look (window, "connection_bar") != NULL);
  g_assert_true (ui_says (ui_look (window, "connection_bar"), "Another list of people"));
  g_assert_true (ui_holds (ui_look (window, "connection_bar"), "strangers may stand in it"));
  g_assert_true (ui_says (ui_look (window, "connection_line"), "Another list of people"));
  g_assert_false (ui_holds (ui_look (window, "connection_line"), "strangers may stand in it"));
  ui_shoot (window, "liar-people");

  /* a server that is gone after that takes nothing back */
  liar_be_honest (self->liar);
  liar_tell_text (self->liar, "GET", HARK_API_SYNC, 503, "");
  liar_tell_text (self->liar, "GET", HARK_API_EVENTS, 503, "");
  desk_write_in_inbox (&self->desk, "Once more.");
  ui_act (GTK_WIDGET (window), "win.sync", NULL);
  ui_settle ();
  g_assert_cmpint (app_client_get_connection (self->desk.client), ==, APP_CONNECTION_FORKED);

  liar_be_honest (self->liar);
  sync_until (self, APP_CONNECTION_ONLINE);
  ui_wait (ui_look (window, "connection_bar") == NULL);
}

static void
test_nonsense_is_told_from_no_connection (Stage *self, gconstpointer unused)
{
  GtkWindow *window = self->desk.window;

  liar_tell_text (self->liar, "GET", HARK_API_SYNC, 200, "<!DOCTYPE html>");
  sync_until (self, APP_CONNECTION_NONSENSE);
  g_assert_true (ui_says (window, "Server out of order"));
  g_assert_true (ui_holds (window, "What you have written is kept"));
  ui_shoot (window, "liar-nonsense");
  liar_be_honest (self->liar);
  sync_until (self, APP_CONNECTION_ONLINE);
  g_assert_false (ui_says (window, "Server out of order"));
}

static void
test_a_changed_ticket_is_marked_and_heals (Stage *self, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (&self->desk, SUBJECT, REPORT);
  GtkWindow *window = self->desk.window;

  g_assert_null (ui_look (window, "broken_box"));
  forget (self);
  liar_tell_line (self->liar, "ticket", close_it, NULL);
  ui_act (GTK_WIDGET (window), "win.sync", NULL);
  ui_wait (ui_look (window, "broken_box") != NULL);
  ui_wait (ui_look (window, "trust_icon") != NULL);
  ui_shoot (window, "liar-ticket");
  liar_be_honest (self->liar);
  ui_act (GTK_WIDGET (window), "win.sync", NULL);
  ui_wait (ui_look (window, "broken_box") == NULL);
  ui_wait (ui_look (window, "trust_icon") == NULL);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);
  g_test_add ("/ui/liar/people", Stage, NULL, set_up,
              test_another_list_of_people_cannot_be_overlooked, tear_down);
  g_test_add ("/ui/liar/nonsense", Stage, NULL, set_up, test_nonsense_is_told_from_no_connection,
              tear_down);
  g_test_add ("/ui/liar/ticket", Stage, NULL, set_up, test_a_changed_ticket_is_marked_and_heals,
              tear_down);

  return ui_run ();
}
