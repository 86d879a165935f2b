/* test-erase-portal.c: a reporter whose ticket was deleted: their code is one that opens nothing */
#include "visitor.h"

#include "srv-eraser.h"
#include "store-erase.h"

#define WAIT (60 * G_TIME_SPAN_SECOND)

/* A SrvWork: whatever there is. */
static gboolean
decide_all (SrvStore *store, gint64 seq, gpointer unused, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, "SELECT id FROM ticket");
  HarkId ticket;

  while (hark_stmt_step (stmt, error) == HARK_STEP_ROW)
    if (!hark_stmt_get_id (stmt, 0, &ticket)
        || !store_erase_decide (store, &ticket, SRV_ERASE_RETENTION, NULL, NULL, HARNESS_NOW,
                                error))
      return FALSE;

  return TRUE;
}

static void
erase_all (Fixture *f)
{
  SrvEraser *eraser = harness_get_context (f->harness)->eraser;

  harness_write (f->harness, decide_all, NULL);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
}

static void
expect_nothing (Fixture *f)
{
  g_assert_true (visitor_sees (f->visitor, "No inbox opens with this code."));
  g_assert_false (visitor_sees (f->visitor, "Paid twice."));
}

static void
test_the_code_opens_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (f->visitor, "Invoices", "Paid twice.", &code);

  visitor_open_inbox (f->visitor, code);
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
  erase_all (f);
  visitor_get (f->visitor, "/inbox"); /* the one that is open */
  expect_nothing (f);
  visitor_open_inbox (f->visitor, code);
  expect_nothing (f);
}

/* As after another code: what was typed stays on the page. */
static void
test_a_message_that_comes_too_late_is_kept (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (f->visitor, "Invoices", "Paid twice.", &code);
  g_autoptr (Form) form = NULL;

  visitor_open_inbox (f->visitor, code);
  form = visitor_begin_form (f->visitor, "message");
  form_add (form, "message", "one thing more");
  erase_all (f);
  visitor_post (f->visitor, "/inbox", form);
  expect_nothing (f);
  g_assert_true (visitor_sees (f->visitor, "one thing more"));
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  VISITOR_TEST ("/erase-portal/code", test_the_code_opens_nothing);
  VISITOR_TEST ("/erase-portal/late", test_a_message_that_comes_too_late_is_kept);

  return g_test_run ();
}
