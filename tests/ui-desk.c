/* ui-desk.c: see ui-desk.h */
#include "ui-desk.h"

#include "app-setup.h"
#include "folder.h"
#include "hark-code.h"
#include "ticket/app-ticket-view.h"

static AppClient *
open_client (const char *home)
{
  GError *error = NULL;
  AppClient *client = app_client_new (home, &error);

  g_assert_no_error (error);
  return client;
}

static void
close_client (Desk *desk)
{
  app_client_close (desk->client);
  ui_settle ();
  g_assert_finalize_object (desk->client);
  desk->client = NULL;
}

char *
desk_get_url (Desk *desk)
{
  return g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (desk->server));
}

void
desk_open_window (Desk *desk)
{
  desk->window = ui_open (desk->client);
}

void
desk_close_window (Desk *desk)
{
  ui_close (g_steal_pointer (&desk->window));
}

void
desk_restart_client (Desk *desk)
{
  if (desk->window != NULL)
    desk_close_window (desk);
  close_client (desk);
  desk->client = open_client (desk->home);
}

/* The server's day stands still, the client's goes on: no midnight may come between. */
static void
wait_for_midnight_to_pass (void)
{
  g_autoptr (GTimeZone) organisation = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GTimeZone *const zones[] = { organisation, here, utc };

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now (zones[i]);

      if (g_date_time_get_hour (now) == 23 && g_date_time_get_minute (now) == 59)
        g_usleep ((gulong)(60 - g_date_time_get_second (now)) * G_USEC_PER_SEC);
    }
}

void
desk_set_up_empty (Desk *desk, gconstpointer unused)
{
  wait_for_midnight_to_pass ();
  desk->server = harness_new ();
  /* Periods are told from now on, and now is this machine's. */
  harness_set_now (desk->server, g_get_real_time () / G_USEC_PER_SEC);
  desk->visitor = visitor_new (desk->server);
  desk->home = test_folder_new ();
  desk->client = open_client (desk->home);
}

void
desk_set_up (Desk *desk, gconstpointer unused)
{
  g_autoptr (AppSetup) setup = NULL;
  g_autofree char *url = NULL;
  GError *error = NULL;

  desk_set_up_empty (desk, NULL);
  url = desk_get_url (desk);
  setup = app_client_prepare_setup_sync (desk->client, url, "anna", "anna@example.org",
                                         "Compliance", DESK_PASSWORD, &error);
  g_assert_no_error (error);
  desk->account_key = hark_code_to_line (setup->keys->account_key);
  app_client_commit_setup_sync (desk->client, setup, harness_get_code (desk->server), &error);
  g_assert_no_error (error);
  desk_open_window (desk);
  ui_wait (app_client_get_connection (desk->client) == APP_CONNECTION_ONLINE);
}

void
desk_tear_down (Desk *desk, gconstpointer unused)
{
  if (desk->window != NULL)
    desk_close_window (desk);
  close_client (desk);
  visitor_free (desk->visitor);
  harness_free (desk->server);
  test_folder_remove (desk->home);
  g_free (desk->account_key);
  g_free (desk->code);
}

char *
desk_report (Desk *desk, const char *subject, const char *report)
{
  g_clear_pointer (&desk->code, g_free);

  return visitor_submit (desk->visitor, subject, report, &desk->code);
}

void
desk_write_in_inbox (Desk *desk, const char *text)
{
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_open_inbox (desk->visitor, desk->code), ==, 200);
  form = visitor_begin_form (desk->visitor, "message");
  form_add (form, "message", text);
  g_assert_cmpuint (visitor_post (desk->visitor, "/inbox", form), ==, 200);
}

gboolean
desk_inbox_shows (Desk *desk, const char *text)
{
  g_autoptr (Visitor) visitor = visitor_new (desk->server);

  g_assert_cmpuint (visitor_open_inbox (visitor, desk->code), ==, 200);

  return visitor_sees (visitor, text);
}

static void
on_synced (GObject *client, GAsyncResult *answer, gpointer done)
{
  GError *error = NULL;

  app_client_sync_finish (APP_CLIENT (client), answer, &error);
  g_assert_no_error (error);
  *(gboolean *)done = TRUE;
}

HarkId
desk_find_ticket (Desk *desk, const char *number)
{
  HarkId id;

  g_assert_true (app_client_find_number (desk->client, number, &id));
  return id;
}

void
desk_choose_place (Desk *desk, AppPlace place)
{
  if (ui_look (desk->window, "sidebar") == NULL)
    ui_act (ui_find (desk->window, "outer"), "main.back-to-sidebar", NULL);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)place);
  ui_settle ();
}

void
desk_sync (Desk *desk)
{
  gboolean done = FALSE;

  ui_act (GTK_WIDGET (desk->window), "win.sync", NULL);
  /* What was under way before F5 may have missed the newest: one more, that begins now. */
  ui_settle ();
  app_client_sync_async (desk->client, on_synced, &done);
  ui_wait (done);
  done = FALSE;
  app_client_sync_async (desk->client, on_synced, &done);
  ui_wait (done);
  ui_settle ();
}

char *
desk_open_report (Desk *desk, const char *subject, const char *report)
{
  char *number = desk_report (desk, subject, report);

  desk_sync (desk);
  ui_wait (ui_says (ui_look (desk->window, "list_view"), subject));
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "text_view") != NULL
           && ui_says (ui_look (desk->window, "head"), subject));

  return number;
}
