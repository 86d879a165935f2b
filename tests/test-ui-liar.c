/* test-ui-liar.c: what somebody in front of a window sees of a server that lies */
#include "device.h"
#include "hark-api.h"
#include "hark-json.h"
#include "liar.h"
#include "ui-desk.h"

#include <string.h>

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

/* All of it: a sync that was under way already may have written the cursor again, then once more. */
static gboolean
sync_anew (Stage *self)
{
  forget (self);
  app_client_sync_sync (self->desk.client, NULL);
  ui_settle ();
  return TRUE;
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
  liar_tell_line (self->liar, "roster", keep_all, NULL);
  ui_wait (sync_anew (self) && app_client_get_connection (self->desk.client) == APP_CONNECTION_FORKED);
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

/* --- each way in which a list can be another one --- */

static guint64 place; /* of the statement that a lie is about */

static void
end_before_it (JsonObject *line, gpointer unused)
{
  if ((guint64)json_object_get_int_member (line, "seq") >= place)
    json_object_remove_member (line, "k");
}

static void
leave_it_out (JsonObject *line, gpointer unused)
{
  if ((guint64)json_object_get_int_member (line, "seq") == place)
    json_object_remove_member (line, "k");
}

static void
change_line (JsonObject *line, void (*change) (guint8 *data, gsize length))
{
  gsize length;
  g_autofree guint8 *data = g_base64_decode (json_object_get_string_member (line, "st"), &length);

  if ((guint64)json_object_get_int_member (line, "seq") != place)
    return;
  change (data, length);
  hark_json_set_bytes (line, "st", data, length);
}

static void
take_signature (guint8 *data, gsize length)
{
  memset (data + length - 64, 0, 64);
}

static void
change_body (guint8 *data, gsize length)
{
  data[50] ^= 1;
}

static void
be_unsigned (JsonObject *line, gpointer unused)
{
  change_line (line, take_signature);
}

static void
say_something_else (JsonObject *line, gpointer unused)
{
  change_line (line, change_body);
}

/* Rightly signed, but for another list than the known one. */
static void
fork_off (JsonObject *line, gpointer statement)
{
  if ((guint64)json_object_get_int_member (line, "seq") == place)
    hark_json_set_bytes (line, "st", g_bytes_get_data (statement, NULL), g_bytes_get_size (statement));
}

/* What the Admin could have signed as the statement at @place. */
static GBytes *
sign_instead (Stage *self)
{
  const AppStore *store = self->desk.client->store;
  g_autoptr (GPtrArray) statements = app_cache_list_statements (store->cache, NULL);
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  const HarkRosterPolicy policy = { .min_suite = 1, .min_protocol = 1, .password_length = 20 };

  for (guint i = 0; i + 1 < place; i++)
    g_assert_true (hark_roster_append (roster, g_ptr_array_index (statements, i), NULL));
  return hark_roster_make_policy (roster, &store->account->user, store->keys->account.sign_sk, &policy);
}

static void
expect_warning (Stage *self, LieLine lie, gpointer user)
{
  GtkWindow *window = self->desk.window;

  liar_tell_line (self->liar, "roster", lie, user);
  ui_wait (sync_anew (self) && app_client_get_connection (self->desk.client) == APP_CONNECTION_FORKED);
  ui_wait (ui_look (window, "connection_bar") != NULL);
  g_assert_true (ui_says (ui_look (window, "connection_bar"), "Another list of people"));
  g_assert_true (ui_holds (ui_look (window, "connection_bar"), "strangers may stand in it"));
  liar_be_honest (self->liar);
  sync_until (self, APP_CONNECTION_ONLINE);
  ui_wait (ui_look (window, "connection_bar") == NULL);
}

static void
test_a_shorter_forked_or_unsigned_list_cannot_be_missed (Stage *self, gconstpointer unused)
{
  static const LieLine lies[] = { end_before_it, leave_it_out, be_unsigned, say_something_else };
  guint64 n = hark_roster_get_seq (self->desk.client->store->roster);

  g_assert_cmpuint (n, >, 3);
  for (place = 1; place <= n; place++)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        g_test_message ("statement %u, lie %u", (guint)place, i);
        expect_warning (self, lies[i], NULL);
      }
  place = n;
  {
    g_autoptr (GBytes) instead = sign_instead (self);

    expect_warning (self, fork_off, instead);
  }
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
  liar_tell_line (self->liar, "ticket", close_it, NULL);
  ui_wait (sync_anew (self) && ui_look (window, "broken_box") != NULL);
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
  g_test_add ("/ui/liar/list", Stage, NULL, set_up, test_a_shorter_forked_or_unsigned_list_cannot_be_missed,
              tear_down);
  g_test_add ("/ui/liar/nonsense", Stage, NULL, set_up, test_nonsense_is_told_from_no_connection,
              tear_down);
  g_test_add ("/ui/liar/ticket", Stage, NULL, set_up, test_a_changed_ticket_is_marked_and_heals,
              tear_down);

  return ui_run ();
}
