/* test-rewrite.c: a deleted ticket leaves nothing in unused space of the database either */
#include "people.h"

#include "folder.h"
#include "srv-eraser.h"
#include "store-erase.h"

#include <string.h>

#define CANARY "canary-numbat in unused space"
#define WAIT (60 * G_TIME_SPAN_SECOND)

/* A SrvWork. */
static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, 0, error);
}

static void
test_what_moved_within_the_file_goes_too (Fixture *f, gconstpointer unused)
{
  Harness *harness = f->world->harness;
  g_autofree char *path = g_build_filename (harness_get_dir (harness), SRV_STORE_FILE, NULL);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, "gifts");
  g_autoptr (GPtrArray) faults = NULL;
  SrvContext *context;

  harness_stop (harness);
  test_folder_leave_copies (path, CANARY);
  harness_start (harness);
  context = harness_get_context (harness);
  g_assert_true (harness_holds (harness, CANARY, strlen (CANARY)));
  g_assert_true (srv_stores_rewrite (context->stores, 1, NULL)); /* it is larger */
  g_assert_true (harness_holds (harness, CANARY, strlen (CANARY)));

  harness_write (harness, decide, &ticket->id);
  srv_eraser_wake (context->eraser);
  g_assert_true (srv_eraser_wait (context->eraser, g_get_monotonic_time () + WAIT));
  g_assert_false (harness_holds (harness, CANARY, strlen (CANARY)));
  faults = harness_check (harness);
  g_assert_cmpuint (faults->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  g_test_add ("/rewrite/moved", Fixture, NULL, people_set_up,
              test_what_moved_within_the_file_goes_too, people_tear_down);

  return g_test_run ();
}
