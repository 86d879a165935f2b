/* deceived.c: see deceived.h */
#include "deceived.h"

#include <string.h>

#include "hark-api.h"

static void
write_history (Deceived *f)
{
  AppClient *client = f->device.client;
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "more is known" };

  f->ticket = device_submit (&f->device, "Cash box", NULL);
  f->other = device_submit (&f->device, "Another thing", NULL);
  reopen.ticket = f->ticket;
  device_sync (client);
  device_write (client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "first note");
  device_write (client, APP_ACTION_NOTE, &f->other, "elsewhere");
  device_sync (client);
  device_sync (f->bert->client);
  device_write (f->bert->client, APP_ACTION_ANSWER, &f->ticket, "bert answers");
  device_sync (f->bert->client);
  device_sync (client);
  device_close_ticket (client, &f->ticket, NULL);
  device_sync (client);
  device_act (client, &reopen);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "second note");
  device_sync (client);
}

void
deceived_set_up (Deceived *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = NULL;

  device_set_up (&f->device, NULL);
  areas = app_client_get_areas (f->device.client);
  f->area = ((AppArea *)g_ptr_array_index (areas, 0))->id;
  f->bert = colleague_join (f->device.server, f->device.client, "bert", HARK_ROLE_PROFESSIONAL);
  device_sync (f->device.client);
  f->liar = liar_new (harness_get_port (f->device.server));
  device_move (f->device.home, liar_get_port (f->liar));
  device_restart (&f->device);
  write_history (f);
  f->before = device_show (f->device.client, &f->ticket);
}

void
deceived_tear_down (Deceived *f, gconstpointer unused)
{
  colleague_free (f->bert);
  device_tear_down (&f->device, NULL);
  liar_free (f->liar);
  g_free (f->before);
}

static void
change_cache (Deceived *f, const char *sql)
{
  GError *error = NULL;

  g_mutex_lock (&f->device.client->lock);
  hark_sqlite_exec (app_cache_get_db (f->device.client->store->cache), sql, &error);
  g_mutex_unlock (&f->device.client->lock);
  g_assert_no_error (error);
}

void
deceived_forget (Deceived *f)
{
  change_cache (f, "DELETE FROM meta WHERE key = 'cursor'");
}

void
deceived_sync (Deceived *f)
{
  g_autoptr (GError) error = NULL;

  if (app_client_sync_sync (f->device.client, &error))
    return;
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == HARK_ERROR);
  g_assert_cmpint (error->code, !=, HARK_ERROR_INTERNAL);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
expect_as_before (Deceived *f)
{
  g_autofree char *now = device_show (f->device.client, &f->ticket);

  g_assert_cmpstr (now, ==, f->before);
}

void
deceived_recover (Deceived *f)
{
  g_autoptr (GPtrArray) refused = NULL;

  liar_be_honest (f->liar);
  device_sync (f->device.client);
  device_sync (f->device.client);
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  refused = app_client_list_refused_sync (f->device.client, NULL);
  g_assert_cmpuint (refused->len, ==, 0);
  expect_as_before (f);
  /* hours later */
  change_cache (f, "DELETE FROM meta WHERE key = 'doubted'");
}

/* Whatever holds something sealed. */
static guint
count_sent (Deceived *f)
{
  return liar_count (f->liar, "POST", HARK_API_OPS) + liar_count (f->liar, "POST", HARK_API_SLOTS);
}

void
deceived_expect_refused (Deceived *f, HarkError code, AppConnection connection, const char *words)
{
  AppClient *client = f->device.client;
  guint waiting = app_client_get_waiting (client);
  guint sent = count_sent (f);
  g_autoptr (GError) error = NULL;

  device_write (client, APP_ACTION_NOTE, &f->other, "kept meanwhile");
  g_assert_false (app_client_sync_sync (client, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HARK_ERROR, (int)code);
  if (words != NULL)
    g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpint (app_client_get_connection (client), ==, connection);
  g_assert_cmpuint (app_client_get_waiting (client), ==, waiting + 1);
  g_assert_cmpuint (count_sent (f), ==, sent);
  expect_as_before (f);
  deceived_recover (f);
}

static AppTrust
trust_in_list (Deceived *f)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (f->device.client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const AppTicket *ticket = g_ptr_array_index (list, i);

      if (hark_id_equal (&ticket->id, &f->ticket))
        return ticket->trust;
    }

  g_assert_not_reached ();
}

void
deceived_expect_marked (Deceived *f, gboolean in_list)
{
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;

  /* where what was taken from here is left out, that is said as well */
  if (!app_client_sync_sync (f->device.client, &error))
    {
      g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
      g_assert_nonnull (strstr (error->message, "does not show it"));
    }
  loaded = device_load (f->device.client, &f->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
  if (in_list)
    g_assert_cmpint (trust_in_list (f), ==, APP_TRUST_BROKEN);
  deceived_recover (f);
}
