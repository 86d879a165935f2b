/* test-rewrite-client.c: a deleted ticket leaves nothing in unused space of a device's databases
 * either */
#include "device.h"
#include "folder.h"
#include "room.h"

#include "srv-eraser.h"
#include "store-erase.h"

#define CANARY "canary-numbat in unused space"
#define WAIT (60 * G_TIME_SPAN_SECOND)

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, 0, error);
}

/* As after years, with a ticket that is deleted meanwhile. */
static void
begin_with_copies (Device *f)
{
  static const char *const names[] = { "cache.db", "outbox.db" };
  SrvEraser *eraser = harness_get_context (f->server)->eraser;
  HarkId ticket = device_submit (f, "Invoices", NULL);

  device_sync (f->client);
  device_close (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->home, names[i], NULL);

      test_folder_leave_copies (path, CANARY);
    }
  g_assert_cmpuint (test_folder_count_files_with (f->home, CANARY), ==, 2);
  f->client = device_open (f->home);
  device_unlock (f->client);
  device_sync (f->client);
  g_assert_cmpuint (test_folder_count_files_with (f->home, CANARY), ==, 2);

  harness_write (f->server, decide, &ticket);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
}

static void
test_what_moved_within_the_files_goes_too (Device *f, gconstpointer unused)
{
  begin_with_copies (f);
  device_sync (f->client);
  g_assert_cmpuint (test_folder_count_files_with (f->home, CANARY), ==, 0);
}

/* However Hark ended meanwhile. */
static void
test_what_could_not_go_goes_with_the_next_sync (Device *f, gconstpointer unused)
{
  begin_with_copies (f);
  room_leave (100);
  device_sync (f->client);
  g_assert_cmpuint (test_folder_count_files_with (f->home, CANARY), ==, 2);

  room_leave (ROOM_MUCH);
  device_close (f->client);
  f->client = device_open (f->home);
  device_unlock (f->client);
  device_sync (f->client);
  g_assert_cmpuint (test_folder_count_files_with (f->home, CANARY), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  g_test_add ("/rewrite-client/moved", Device, NULL, device_set_up,
              test_what_moved_within_the_files_goes_too, device_tear_down);
  g_test_add ("/rewrite-client/later", Device, NULL, device_set_up,
              test_what_could_not_go_goes_with_the_next_sync, device_tear_down);

  return g_test_run ();
}
