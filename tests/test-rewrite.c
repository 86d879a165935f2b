/* test-rewrite.c: a deleted ticket leaves nothing in unused space of the database either */
#include "people.h"

#include "faulty.h"
#include "folder.h"
#include "hark-error.h"
#include "room.h"
#include "srv-eraser.h"
#include "store-erase.h"

#include <glib/gstdio.h>
#include <string.h>

#define CANARY "canary-numbat in unused space"
#define WAIT (60 * G_TIME_SPAN_SECOND)

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, 0, error);
}

/* As after years, with one ticket whose time has come. */
static Ticket *
begin_with_copies (Fixture *f)
{
  Harness *harness = f->world->harness;
  g_autofree char *path = g_build_filename (harness_get_dir (harness), SRV_STORE_FILE, NULL);
  Ticket *ticket = world_submit (f->world, f->dora, "gifts");

  harness_stop (harness);
  test_folder_leave_copies (path, CANARY);
  harness_start (harness);
  g_assert_true (harness_holds (harness, CANARY, strlen (CANARY)));
  return ticket;
}

static void
test_what_moved_within_the_file_goes_too (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Ticket) ticket = begin_with_copies (f);
  SrvContext *context = harness_get_context (harness);
  g_autoptr (GPtrArray) faults = NULL;

  g_assert_true (srv_stores_rewrite (context->stores, 1, NULL)); /* it is larger */
  g_assert_true (harness_holds (harness, CANARY, strlen (CANARY)));

  harness_write (harness, decide, &ticket->id);
  srv_eraser_wake (context->eraser);
  g_assert_true (srv_eraser_wait (context->eraser, g_get_monotonic_time () + WAIT));
  g_assert_false (harness_holds (harness, CANARY, strlen (CANARY)));
  faults = harness_check (harness);
  g_assert_cmpuint (faults->len, ==, 0);
}

/* It waits, and is told of, until there is room. */
static void
test_what_has_no_room_fills_no_disk (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autoptr (Ticket) ticket = begin_with_copies (f);
  SrvEraser *eraser = harness_get_context (harness)->eraser;

  g_test_expect_message ("hark", G_LOG_LEVEL_WARNING, "deleted tickets: there is no room*");
  room_leave (100 * 1024);
  harness_write (harness, decide, &ticket->id);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait_gone (eraser, g_get_monotonic_time () + WAIT));
  g_assert_false (srv_eraser_wait (eraser, g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND));
  g_test_assert_expected_messages ();
  g_assert_true (harness_holds (harness, CANARY, strlen (CANARY)));

  room_leave (ROOM_MUCH);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
  g_assert_false (harness_holds (harness, CANARY, strlen (CANARY)));
}

/* Others have written meanwhile, after it was asked how much there is. */
static void
test_what_did_not_fit_leaves_the_disk_as_it_was (Fixture *f, gconstpointer unused)
{
  SrvContext *context = harness_get_context (f->world->harness);
  const char *dir = harness_get_dir (f->world->harness);
  g_autofree char *path = g_build_filename (dir, SRV_STORE_FILE "-wal", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf log;

  g_assert_true (srv_writer_wait_emptied (context->writer, g_get_monotonic_time () + WAIT));
  faulty_fill (dir, 100 * 1024);
  g_assert_false (srv_stores_rewrite (context->stores, HARK_SQLITE_REWRITE_MAX, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  faulty_end ();
  g_assert_cmpint (g_stat (path, &log), ==, 0);
  g_assert_cmpint (log.st_size, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  faulty_install ();
  g_test_add ("/rewrite/moved", Fixture, NULL, people_set_up,
              test_what_moved_within_the_file_goes_too, people_tear_down);
  g_test_add ("/rewrite/room", Fixture, NULL, people_set_up, test_what_has_no_room_fills_no_disk,
              people_tear_down);
  g_test_add ("/rewrite/full", Fixture, NULL, people_set_up,
              test_what_did_not_fit_leaves_the_disk_as_it_was, people_tear_down);

  return g_test_run ();
}
