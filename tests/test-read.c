/* test-read.c: what was seen on one device is seen on all, offline too, and is nobody else's
 * business */
#include <string.h>

#include "app-client-read.h"
#include "app-read-mark.h"
#include "device.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-json.h"
#include "visitor.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Device device;
  Visitor *visitor;
  char *code;
  HarkId ticket;
} Reader;

/* A report of somebody else is there. */
static void
set_up (Reader *f, gconstpointer unused)
{
  g_autofree char *number = NULL;

  device_set_up (&f->device, NULL);
  f->visitor = visitor_new (f->device.server);
  number = visitor_submit (f->visitor, SUBJECT, REPORT, &f->code);
  device_sync (f->device.client);
  g_assert_true (app_client_find_number (f->device.client, number, &f->ticket));
}

static void
tear_down (Reader *f, gconstpointer unused)
{
  visitor_free (f->visitor);
  g_free (f->code);
  device_tear_down (&f->device, NULL);
}

static void
write_in_inbox (Reader *f, const char *text)
{
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_open_inbox (f->visitor, f->code), ==, 200);
  form = visitor_begin_form (f->visitor, "message");
  form_add (form, "message", text);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
}

/* As the list says, which must be what the whole ticket says. */
static gboolean
is_unread (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) whole = device_load (client, ticket);
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      AppTicket *row = g_ptr_array_index (list, i);
      g_autoptr (JsonObject) json = app_ticket_to_json (row, FALSE);

      if (!hark_id_equal (&row->id, ticket))
        continue;
      g_assert_cmpint (row->is_unread, ==, whole->is_unread);
      g_assert_cmpint (json_object_get_boolean_member (json, "unread"), ==, row->is_unread);
    }

  return whole->is_unread;
}

/* All that stands there now. */
static gboolean
see (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  gboolean changed;
  GError *error = NULL;

  app_client_mark_read_sync (client, ticket, loaded->newest, &changed, &error);
  g_assert_no_error (error);
  return changed;
}

/* The same person at another computer. */
static AppClient *
open_second (Reader *f, char **home)
{
  g_autofree char *url = device_url (&f->device);
  AppClient *client;
  GError *error = NULL;

  *home = test_folder_new ();
  client = device_open (*home);
  app_client_sign_in_sync (client, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  device_sync (client);
  return client;
}

static void
test_others_words_are_unread_until_seen (Reader *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  g_autoptr (AppTicket) loaded = NULL;
  gint64 newest;

  g_assert_true (is_unread (client, &f->ticket));
  g_assert_true (see (client, &f->ticket));
  g_assert_false (is_unread (client, &f->ticket));
  g_assert_false (see (client, &f->ticket));

  /* one's own are not */
  device_write (client, APP_ACTION_NOTE, &f->ticket, "a note");
  device_write (client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  g_assert_false (is_unread (client, &f->ticket));
  device_sync (client);
  g_assert_false (is_unread (client, &f->ticket));

  write_in_inbox (f, "One more thing.");
  device_sync (client);
  g_assert_true (is_unread (client, &f->ticket));
  /* the first that was not seen can be told */
  loaded = device_load (client, &f->ticket);
  newest = device_entry (loaded, loaded->entries->len - 1)->seq;
  g_assert_cmpint (newest, ==, loaded->newest);
  g_assert_cmpint (loaded->read_up_to, <, newest);
  g_assert_cmpint (loaded->read_up_to, >=, device_entry (loaded, 0)->seq);
}

static void
test_what_was_seen_outlives_the_program_and_the_cache (Reader *f, gconstpointer unused)
{
  see (f->device.client, &f->ticket);
  device_restart (&f->device);
  g_assert_false (is_unread (f->device.client, &f->ticket));
  device_sync (f->device.client);
  device_restart (&f->device);
  g_assert_false (is_unread (f->device.client, &f->ticket));
}

static void
test_reading_changes_nothing_by_itself (Reader *f, gconstpointer unused)
{
  g_autofree char *text = device_show (f->device.client, &f->ticket);

  g_assert_nonnull (strstr (text, "\"unread\":true"));
  device_sync (f->device.client);
  g_assert_true (is_unread (f->device.client, &f->ticket));
}

static void
test_seen_on_one_device_is_seen_on_all (Reader *f, gconstpointer unused)
{
  char *home = NULL;
  AppClient *second = open_second (f, &home);
  AppClient *first = f->device.client;

  g_assert_true (is_unread (second, &f->ticket));
  see (second, &f->ticket);
  device_sync (second);
  g_assert_true (is_unread (first, &f->ticket));
  device_sync (first);
  g_assert_false (is_unread (first, &f->ticket));

  /* and the other way, with what was written meanwhile */
  write_in_inbox (f, "One more thing.");
  device_sync (first);
  device_sync (second);
  g_assert_true (is_unread (second, &f->ticket));
  see (first, &f->ticket);
  device_sync (first);
  device_sync (second);
  g_assert_false (is_unread (second, &f->ticket));
  device_close (second);
  test_folder_remove (home);
}

static void
test_a_new_device_knows_what_was_seen (Reader *f, gconstpointer unused)
{
  char *home = NULL;
  AppClient *second;

  see (f->device.client, &f->ticket);
  device_sync (f->device.client);
  second = open_second (f, &home);
  g_assert_false (is_unread (second, &f->ticket));
  device_close (second);
  test_folder_remove (home);
}

static void
test_an_older_mark_never_comes_back (Reader *f, gconstpointer unused)
{
  char *home = NULL;
  AppClient *second = open_second (f, &home);
  AppClient *first = f->device.client;
  gboolean changed;
  g_autoptr (AppTicket) loaded = NULL;

  /* what the second has seen is older, and reaches the server later */
  see (second, &f->ticket);
  write_in_inbox (f, "One more thing.");
  device_sync (first);
  see (first, &f->ticket);
  device_sync (first);
  device_sync (second);
  device_sync (first);
  g_assert_false (is_unread (first, &f->ticket));
  g_assert_false (is_unread (second, &f->ticket));
  loaded = device_load (first, &f->ticket);
  g_assert_true (app_client_mark_read_sync (first, &f->ticket, 1, &changed, NULL));
  g_assert_false (changed);
  g_assert_false (is_unread (first, &f->ticket));
  device_close (second);
  test_folder_remove (home);
}

static guint
count_waiting_marks (AppClient *client)
{
  g_autoptr (GArray) marks = NULL;

  g_mutex_lock (&client->lock);
  marks = app_read_mark_list_waiting (client->store, G_MAXINT32, NULL);
  g_mutex_unlock (&client->lock);

  return marks->len;
}

static void
test_marks_wait_for_the_server_uncounted (Reader *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  GError *error = NULL;

  harness_stop (f->device.server);
  see (client, &f->ticket);
  g_assert_false (app_client_sync_sync (client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_clear_error (&error);
  g_assert_false (is_unread (client, &f->ticket));
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
  g_assert_cmpuint (count_waiting_marks (client), ==, 1);

  device_start_server (&f->device);
  device_sync (f->device.client);
  g_assert_cmpuint (count_waiting_marks (f->device.client), ==, 0);
  g_assert_false (is_unread (f->device.client, &f->ticket));
  device_sync (f->device.client);
  g_assert_false (is_unread (f->device.client, &f->ticket));
}

static void
test_marks_that_nobody_takes_are_forgotten (Reader *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  g_autoptr (GPtrArray) refused = NULL;

  /* more than one batch, beside an operation */
  device_write (client, APP_ACTION_NOTE, &f->ticket, "a note");
  see (client, &f->ticket);
  for (guint i = 0; i < 230; i++)
    {
      HarkId strange;

      hark_id_random (&strange);
      g_assert_true (app_client_mark_read_sync (client, &strange, 7, NULL, NULL));
    }
  g_assert_cmpuint (app_client_get_waiting (client), ==, 1);
  device_sync (client);
  g_assert_cmpuint (count_waiting_marks (client), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
  refused = app_client_list_refused_sync (client, NULL);
  g_assert_cmpuint (refused->len, ==, 0);
  g_assert_false (is_unread (client, &f->ticket));
}

static void
test_nothing_is_marked_while_locked (Reader *f, gconstpointer unused)
{
  GError *error = NULL;

  app_client_lock (f->device.client);
  g_assert_false (app_client_mark_read_sync (f->device.client, &f->ticket, 1, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_LOCKED);
  g_clear_error (&error);
}

#define TEST(path, function) g_test_add (path, Reader, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("/read/unread", test_others_words_are_unread_until_seen);
  TEST ("/read/restart", test_what_was_seen_outlives_the_program_and_the_cache);
  TEST ("/read/show", test_reading_changes_nothing_by_itself);
  TEST ("/read/devices", test_seen_on_one_device_is_seen_on_all);
  TEST ("/read/new-device", test_a_new_device_knows_what_was_seen);
  TEST ("/read/older", test_an_older_mark_never_comes_back);
  TEST ("/read/offline", test_marks_wait_for_the_server_uncounted);
  TEST ("/read/forgotten", test_marks_that_nobody_takes_are_forgotten);
  TEST ("/read/locked", test_nothing_is_marked_while_locked);

  return g_test_run ();
}
