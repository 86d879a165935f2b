/* test-transfer.c: attachments on their way: resumed where they stood, told how far, kept apart
 * from the rest */
#include "device.h"

#include <glib/gstdio.h>
#include <string.h>

#include "folder.h"
#include "hark-error.h"

#define MIB (1024 * 1024)
#define SECOND G_USEC_PER_SEC

/* --- what is told --- */

static void
count (gpointer told)
{
  (*(guint *)told)++;
}

static void
test_time_left_follows_the_speed_of_the_last_while (void)
{
  guint told = 0;
  AppTransfers *transfers = app_transfers_new (SECOND / 5, count, &told);
  HarkId blob = { { 1 } }, other = { { 2 } };
  AppTransfer transfer;

  g_assert_false (app_transfers_get (transfers, &blob, &transfer));
  app_transfers_step (transfers, &blob, 0, 1000, SECOND);
  g_assert_true (app_transfers_get (transfers, &blob, &transfer));
  g_assert_cmpint (transfer.left, ==, -1);
  app_transfers_step (transfers, &blob, 100, 1000, 2 * SECOND);
  app_transfers_get (transfers, &blob, &transfer);
  g_assert_cmpint (transfer.left, ==, 9);
  g_assert_cmpint (transfer.done, ==, 100);
  /* Ten times as fast from here on: soon that is what counts. */
  for (gint64 i = 1; i <= 20; i++)
    app_transfers_step (transfers, &blob, 100 + 40 * i, 10000, 2 * SECOND + i * SECOND / 25 * 10);
  app_transfers_get (transfers, &blob, &transfer);
  g_assert_cmpint (transfer.left, <, 100);

  app_transfers_step (transfers, &other, 5, 10, 11 * SECOND);
  g_assert_cmpuint (app_transfers_sum (transfers, &transfer), ==, 2);
  g_assert_cmpint (transfer.total, ==, 10010);
  app_transfers_end (transfers, &blob);
  app_transfers_end (transfers, &blob);
  g_assert_cmpuint (app_transfers_sum (transfers, &transfer), ==, 1);
  app_transfers_free (transfers);
  g_assert_cmpuint (told, >=, 4);
}

/* --- cut and resumed --- */

typedef struct
{
  Device *device;
  HarkId blob;
  gint64 cut_at;             /* ends the server once so much is done; 0: does not */
  gint64 first;              /* where the transfer stood when it was first heard of; -1: not yet */
  GCancellable *cancellable; /* cancelled instead, where there is one */
} Watch;

static void
on_transfer (AppClient *client, Watch *watch)
{
  AppTransfer transfer;

  if (!app_client_get_transfer (client, &watch->blob, &transfer))
    return;
  if (watch->first < 0)
    watch->first = transfer.done;
  if (watch->cut_at == 0 || transfer.done < watch->cut_at)
    return;

  watch->cut_at = 0;
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
  else
    harness_stop (watch->device->server);
}

/* Every single step, and not only what an eye could follow. */
static void
watch_closely (AppClient *client, gpointer func, gpointer user)
{
  app_transfers_free (client->transfers);
  client->transfers = app_transfers_new (0, app_client_tell_transfer, client);
  g_signal_connect (client, "transfer", G_CALLBACK (func), user);
}

static HarkId
blob_of (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);

  return ((AppFile *)g_ptr_array_index (device_entry (loaded, 0)->files, 0))->blob;
}

static void
assert_same_files (const char *a, const char *b)
{
  g_autoptr (GMappedFile) x = g_mapped_file_new (a, FALSE, NULL);
  g_autoptr (GMappedFile) y = g_mapped_file_new (b, FALSE, NULL);

  g_assert_nonnull (x);
  g_assert_nonnull (y);
  g_assert_cmpuint (g_mapped_file_get_length (x), ==, g_mapped_file_get_length (y));
  g_assert_true (memcmp (g_mapped_file_get_contents (x), g_mapped_file_get_contents (y),
                         g_mapped_file_get_length (x))
                 == 0);
}

static void
forget_files (Device *f)
{
  g_autofree char *files = g_build_filename (f->home, "files", NULL);

  test_folder_remove (g_steal_pointer (&files));
}

static AppFile *
first_file (AppTicket *ticket)
{
  return g_ptr_array_index (device_entry (ticket, 0)->files, 0);
}

static void
test_cut_upload_goes_on_where_it_stood (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 24 * MIB);
  const char *const paths[] = { path, NULL };
  HarkId ticket = device_submit (f, "A long film", paths);
  Watch watch = { .device = f, .blob = blob_of (f->client, &ticket), .cut_at = MIB, .first = -1 };
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;

  watch_closely (f->client, on_transfer, &watch);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_cmpint (watch.cut_at, ==, 0);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 1);

  g_signal_handlers_disconnect_by_data (f->client, &watch);
  device_start_server (f);
  watch.first = -1;
  watch_closely (f->client, on_transfer, &watch);
  device_sync (f->client);
  g_assert_cmpint (watch.first, >=, MIB);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);

  forget_files (f);
  loaded = device_load (f->client, &ticket);
  app_client_save_file_sync (f->client, &ticket, &first_file (loaded)->object, to, NULL, &error);
  assert_same_files (path, to);
  g_signal_handlers_disconnect_by_data (f->client, &watch);
}

static void
test_cancelled_download_leaves_nothing_and_goes_on_later (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 24 * MIB);
  const char *const paths[] = { path, NULL };
  HarkId ticket = device_submit (f, "A long film", paths);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { .device = f,
                  .blob = blob_of (f->client, &ticket),
                  .cut_at = MIB,
                  .first = -1,
                  .cancellable = cancellable };
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  const HarkId *object;

  device_sync (f->client);
  forget_files (f);
  loaded = device_load (f->client, &ticket);
  object = &first_file (loaded)->object;
  watch_closely (f->client, on_transfer, &watch);
  g_assert_false (app_client_save_file_sync (f->client, &ticket, object, to, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
  g_assert_cmpint (watch.cut_at, ==, 0);
  g_clear_error (&error);

  watch.first = -1;
  app_client_save_file_sync (f->client, &ticket, object, to, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (watch.first, >=, MIB);
  assert_same_files (path, to);
  g_signal_handlers_disconnect_by_data (f->client, &watch);
}

/* --- beside the sync --- */

static gboolean
give_up (gpointer unused)
{
  g_error ("the attachment did not arrive");
  return G_SOURCE_REMOVE;
}

static void
wait_until_sent (AppClient *client)
{
  guint timeout = g_timeout_add_seconds (120, give_up, NULL);

  while (app_client_get_waiting (client) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
test_large_attachment_keeps_nothing_else_waiting (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 16 * MIB);
  const char *const paths[] = { path, NULL };
  HarkId other = device_submit (f, "Another matter", NULL);
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (AppTicket) with_file = NULL;
  g_autoptr (GError) error = NULL;
  HarkId ticket;

  device_sync (f->client);
  app_client_set_uploads_beside (f->client, TRUE);
  ticket = device_submit (f, "A long film", paths);
  device_write (f->client, APP_ACTION_NOTE, &other, "Meanwhile");
  device_sync (f->client);
  /* The note has gone, however far the film is. */
  loaded = device_load (f->client, &other);
  g_assert_cmpuint (loaded->n_waiting, ==, 0);

  wait_until_sent (f->client);
  with_file = device_load (f->client, &ticket);
  g_assert_nonnull (with_file->number);
  forget_files (f);
  app_client_save_file_sync (f->client, &ticket, &first_file (with_file)->object, to, NULL, &error);
  g_assert_no_error (error);
  assert_same_files (path, to);
}

static void
test_upload_beside_survives_a_restart (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 16 * MIB);
  const char *const paths[] = { path, NULL };
  g_autoptr (AppTicket) loaded = NULL;
  HarkId ticket;

  app_client_set_uploads_beside (f->client, TRUE);
  ticket = device_submit (f, "A long film", paths);
  device_sync (f->client);
  /* Closed in the middle of it, or before it began. */
  device_restart (f);
  app_client_set_uploads_beside (f->client, TRUE);
  if (app_client_get_waiting (f->client) > 0)
    device_sync (f->client);
  wait_until_sent (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_nonnull (loaded->number);
}

static void
test_missing_attachment_is_refused_with_its_text_kept (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 100000);
  const char *const paths[] = { path, NULL };
  g_autofree char *spool = g_build_filename (f->home, "spool", NULL);
  g_autoptr (GPtrArray) refused = NULL;

  app_client_set_uploads_beside (f->client, TRUE);
  device_submit (f, "A lost film", paths);
  test_folder_remove (g_steal_pointer (&spool));
  device_sync (f->client);
  wait_until_sent (f->client);
  refused = app_client_list_refused_sync (f->client, NULL);
  g_assert_cmpuint (refused->len, ==, 1);
}

/* --- memory --- */

#ifndef __SANITIZE_ADDRESS__
/* Bytes of this process that belong to no file. */
static gint64
anonymous_memory (void)
{
  g_autofree char *status = NULL;
  const char *at;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  at = strstr (status, "RssAnon:");
  g_assert_nonnull (at);
  return g_ascii_strtoll (at + strlen ("RssAnon:"), NULL, 10) * 1024;
}

static void
on_memory (AppClient *client, gint64 *most)
{
  *most = MAX (*most, anonymous_memory ());
}

/* Server and client are both in this process. */
static void
test_memory_does_not_grow_with_an_attachment (Device *f, gconstpointer unused)
{
  const char *size = g_getenv ("HARK_TEST_ATTACHMENT_MIB");
  gsize mib = size != NULL ? (gsize)g_ascii_strtoull (size, NULL, 10) : 64;
  g_autofree char *path = device_make_file (f, "evidence.bin", mib * MIB);
  const char *const paths[] = { path, NULL };
  g_autofree char *to = g_build_filename (f->home, "saved", NULL);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before, most;
  HarkId ticket;

  before = most = anonymous_memory ();
  watch_closely (f->client, on_memory, &most);
  ticket = device_submit (f, "A long film", paths);
  on_memory (f->client, &most);
  device_sync (f->client);
  forget_files (f);
  loaded = device_load (f->client, &ticket);
  app_client_save_file_sync (f->client, &ticket, &first_file (loaded)->object, to, NULL, &error);
  g_assert_no_error (error);
  on_memory (f->client, &most);
  assert_same_files (path, to);

  g_test_message ("%" G_GSIZE_FORMAT " MiB both ways: %" G_GINT64_FORMAT " KiB more", mib,
                  (most - before) / 1024);
  g_assert_cmpint (most - before, <, 48 * MIB);
  g_signal_handlers_disconnect_by_data (f->client, &most);
}
#endif

#define ADD(path, func) g_test_add (path, Device, NULL, device_set_up, func, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/time-left", test_time_left_follows_the_speed_of_the_last_while);
  ADD ("/transfer/cut-upload", test_cut_upload_goes_on_where_it_stood);
  ADD ("/transfer/cancelled-download", test_cancelled_download_leaves_nothing_and_goes_on_later);
  ADD ("/transfer/beside", test_large_attachment_keeps_nothing_else_waiting);
  ADD ("/transfer/beside-restart", test_upload_beside_survives_a_restart);
  ADD ("/transfer/beside-missing", test_missing_attachment_is_refused_with_its_text_kept);
#ifndef __SANITIZE_ADDRESS__
  ADD ("/transfer/memory", test_memory_does_not_grow_with_an_attachment);
#endif

  return g_test_run ();
}
