/* test-copied-back.c: an old copy of the data folder takes the place of the newer one, without
 * `restore`: the server does not know that it lost anything, and still gets everything back */
#include "lineage.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-folder.h"
#include "store-backup.h"

#include <string.h>

typedef struct
{
  Lineage lineage;
  LineageMember *bert;
  HarkId ticket;
  char *copy;
} Copied;

static void
run_copy (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  GError *error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static const char *
dir_of (Copied *f)
{
  return harness_get_dir (f->lineage.device.server);
}

static void
start (Copied *f)
{
  Harness *server = f->lineage.device.server;

  harness_set_now (server, harness_get_now (server) + LINEAGE_LATER);
  device_start_server (&f->lineage.device);
  lineage_follow_server (&f->lineage, f->bert);
}

static void
copy_back (Copied *f)
{
  harness_stop (f->lineage.device.server);
  srv_folder_clear (dir_of (f));
  run_copy (f->copy, dir_of (f));
  start (f);
}

/* A copy of the folder is made, and work goes on. */
static void
set_up (Copied *f, gconstpointer unused)
{
  Device *device = &f->lineage.device;

  lineage_set_up (&f->lineage, NULL);
  f->bert = lineage_add_member (&f->lineage, "bert");
  f->ticket = device_submit (device, "before the copy", NULL);
  device_sync (device->client);
  device_sync (f->bert->client);

  f->copy = g_build_filename (f->lineage.folder, "copy", NULL);
  harness_stop (device->server);
  run_copy (dir_of (f), f->copy);
  start (f);
  device_sync (device->client);
  device_sync (f->bert->client);
}

static void
tear_down (Copied *f, gconstpointer unused)
{
  lineage_member_free (f->bert);
  lineage_tear_down (&f->lineage, NULL);
  g_free (f->copy);
}

static guint64
get_length (AppClient *client)
{
  return hark_roster_get_seq (client->store->roster);
}

/* What @client gets that sends @statement. */
static JsonObject *
send (Copied *f, AppClient *client, GBytes *statement, gboolean again, guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  if (again)
    json_object_set_boolean_member (body, "again", TRUE);
  text = hark_json_to_string (body);
  return harness_ask (f->lineage.device.server, "POST", HARK_API_ROSTER, client->token, text,
                      status);
}

static void
test_everything_comes_back (Copied *f, gconstpointer unused)
{
  Device *device = &f->lineage.device;
  g_autoptr (AppTicket) loaded = NULL;
  guint64 length;

  lineage_set_role (&f->lineage, &f->bert->account.user, HARK_ROLE_OBSERVER);
  lineage_set_role (&f->lineage, &f->bert->account.user, HARK_ROLE_PROFESSIONAL);
  device_write (device->client, APP_ACTION_NOTE, &f->ticket, "anna's, lost");
  device_sync (device->client);
  device_sync (f->bert->client);
  device_write (f->bert->client, APP_ACTION_NOTE, &f->ticket, "bert's, lost");
  device_sync (f->bert->client);
  length = get_length (f->bert->client);

  copy_back (f);
  /* by somebody who signed none of it */
  device_sync (f->bert->client);
  device_sync (device->client);
  device_sync (f->bert->client);
  device_sync (device->client);
  g_assert_cmpuint (get_length (f->bert->client), ==, length);
  g_assert_cmpuint (get_length (device->client), ==, length);
  g_assert_cmpuint (lineage_count_refused (device->client), ==, 0);
  g_assert_cmpuint (lineage_count_refused (f->bert->client), ==, 0);
  loaded = device_load (device->client, &f->ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  lineage_expect_fresh (&f->lineage);
}

/* Somebody else may hold more of it still. */
static void
test_the_list_rests_from_the_first_that_comes_back (Copied *f, gconstpointer unused)
{
  Device *device = &f->lineage.device;
  g_autoptr (GBytes) more = NULL;
  guint64 length;

  lineage_set_role (&f->lineage, &f->bert->account.user, HARK_ROLE_OBSERVER);
  device_sync (f->bert->client);
  length = get_length (f->bert->client);
  copy_back (f);
  lineage_forget_all (&f->lineage);
  g_assert_cmpuint (get_length (device->client), <, length);
  device_sync (f->bert->client);
  device_sync (device->client);
  g_assert_cmpuint (get_length (device->client), ==, length);

  more = lineage_make_role (&f->lineage, &f->bert->account.user, HARK_ROLE_EXPERT);
  json_object_unref (send (f, device->client, more, FALSE, 503));
  harness_set_now (device->server, harness_get_now (device->server) + SRV_RESTORE_GRACE);
  json_object_unref (send (f, device->client, more, FALSE, 200));
  device_sync (f->bert->client);
  g_assert_cmpuint (get_length (f->bert->client), ==, length + 1);
}

/* What somebody else has put in its place stays: nothing is ever taken out of the list again. */
static void
test_a_fork_is_never_taken (Copied *f, gconstpointer unused)
{
  Device *device = &f->lineage.device;
  g_autoptr (GBytes) lost = NULL;
  g_autoptr (GError) error = NULL;
  guint64 length = get_length (device->client);

  lost = lineage_make_role (&f->lineage, &f->bert->account.user, HARK_ROLE_PROFESSIONAL);
  json_object_unref (send (f, device->client, lost, FALSE, 200));
  device_sync (f->bert->client);
  device_write (f->bert->client, APP_ACTION_NOTE, &f->ticket, "kept");
  copy_back (f);
  lineage_forget_all (&f->lineage);
  lineage_set_role (&f->lineage, &f->bert->account.user, HARK_ROLE_OBSERVER);

  json_object_unref (send (f, f->bert->client, lost, TRUE, 409));
  g_assert_false (app_client_sync_sync (f->bert->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORKED);
  g_assert_cmpint (app_client_get_connection (f->bert->client), ==, APP_CONNECTION_FORKED);
  g_assert_cmpuint (app_client_get_waiting (f->bert->client), ==, 1);
  device_sync (device->client);
  g_assert_cmpuint (get_length (device->client), ==, length + 1);
}

/* The word "again" opens no way around the list's rules, and keeps nobody from changing it but
 * once. */
static void
test_nothing_is_gained_by_saying_again (Copied *f, gconstpointer unused)
{
  Device *device = &f->lineage.device;
  g_autoptr (GBytes) forged = NULL, mine = NULL, next = NULL;
  guint8 *data;
  gsize length;

  mine = lineage_make_role (&f->lineage, &f->bert->account.user, HARK_ROLE_OBSERVER);
  length = g_bytes_get_size (mine);
  data = g_memdup2 (g_bytes_get_data (mine, NULL), length);
  data[length - 1] ^= 1;
  forged = g_bytes_new_take (data, length);
  json_object_unref (send (f, f->bert->client, forged, TRUE, 422));
  /* without the word, nobody sends what somebody else signed */
  json_object_unref (send (f, f->bert->client, mine, FALSE, 403));
  json_object_unref (send (f, device->client, mine, TRUE, 200));
  json_object_unref (send (f, device->client, mine, TRUE, 409));
  device_sync (device->client);

  next = lineage_make_role (&f->lineage, &f->bert->account.user, HARK_ROLE_PROFESSIONAL);
  json_object_unref (send (f, device->client, next, FALSE, 503));
  harness_set_now (device->server, harness_get_now (device->server) + SRV_RESTORE_GRACE);
  json_object_unref (send (f, device->client, next, TRUE, 200));
  device_sync (device->client);
  lineage_set_role (&f->lineage, &f->bert->account.user, HARK_ROLE_EXPERT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/copied-back/" path, Copied, NULL, set_up, func, tear_down)
  ADD ("everything", test_everything_comes_back);
  ADD ("rests", test_the_list_rests_from_the_first_that_comes_back);
  ADD ("fork", test_a_fork_is_never_taken);
  ADD ("again", test_nothing_is_gained_by_saying_again);
#undef ADD

  return g_test_run ();
}
