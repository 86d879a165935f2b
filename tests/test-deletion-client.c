/* test-deletion-client.c: two desktops delete a ticket together, or put it on hold; what comes of
 * it on each device */
#include "colleague.h"

#include "app-client-outbox.h"
#include "app-client-receipt.h"
#include "folder.h"
#include "hark-error.h"
#include "srv-eraser.h"

#include <string.h>

#define WAIT (60 * G_TIME_SPAN_SECOND)

typedef struct
{
  Device anna; /* Expert */
  Colleague *ben;
  HarkId ticket;
} Pair;

static void
set_up (Pair *f, gconstpointer unused)
{
  device_set_up (&f->anna, NULL);
  f->ben = colleague_join (f->anna.server, f->anna.client, "ben", HARK_ROLE_PROFESSIONAL);
  f->ticket = device_submit (&f->anna, "Paid twice", NULL);
  device_sync (f->anna.client);
  device_sync (f->ben->client);
}

static void
tear_down (Pair *f, gconstpointer unused)
{
  colleague_free (f->ben);
  device_tear_down (&f->anna, NULL);
}

static void
act (Pair *f, AppClient *client, AppActionType type, const char *reason)
{
  const AppAction action = { .type = type, .ticket = f->ticket, .reason = reason };

  device_act (client, &action);
}

static void
expect_refused (Pair *f, AppClient *client, const AppAction *action, HarkError code)
{
  g_autoptr (GError) error = NULL;
  HarkId op;

  g_assert_false (app_client_act_sync (client, action, &op, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static void
wait_for_eraser (Pair *f)
{
  SrvEraser *eraser = harness_get_context (f->anna.server)->eraser;

  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
}

static gboolean
has_ticket (Pair *f, AppClient *client)
{
  g_autoptr (AppTicket) ticket = app_client_load_ticket_sync (client, &f->ticket, NULL);

  return ticket != NULL;
}

/* Cache, its log, outbox, files. */
static guint
count_files_with_id (Pair *f, const char *home)
{
  return test_folder_count_files_holding (home, f->ticket.bytes, sizeof f->ticket.bytes);
}

/* Anna signed in as the ticket's reporter too; ben proposes, without a connection at first. */
static void
test_two_desktops_delete_it_everywhere (Pair *f, gconstpointer unused)
{
  g_autoptr (AppTicket) seen = NULL;
  g_autoptr (GPtrArray) receipts = NULL;
  g_autoptr (GError) error = NULL;
  const AppReceipt *receipt;

  g_assert_cmpuint (count_files_with_id (f, f->ben->home), >, 0);
  harness_stop (f->anna.server);
  act (f, f->ben->client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  seen = device_load (f->ben->client, &f->ticket);
  g_assert_true (seen->is_deletion_mine);
  g_clear_object (&seen);
  device_start_server (&f->anna);
  device_move (f->ben->home, harness_get_port (f->anna.server));
  app_client_lock (f->ben->client);
  device_close (f->ben->client);
  f->ben->client = device_open (f->ben->home);
  device_unlock (f->ben->client);
  device_sync (f->ben->client);
  device_sync (f->anna.client);

  seen = device_load (f->anna.client, &f->ticket);
  g_assert_cmpint (seen->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (seen->deletion_by, ==, "ben");
  g_assert_cmpstr (seen->deletion_reason, ==, "it was a test");
  g_assert_false (seen->is_deletion_mine);
  act (f, f->anna.client, APP_ACTION_CONFIRM_DELETE, NULL);
  device_sync (f->anna.client);
  wait_for_eraser (f);
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  g_assert_false (has_ticket (f, f->anna.client) || has_ticket (f, f->ben->client));
  g_assert_cmpuint (app_client_get_waiting (f->anna.client), ==, 0);
  g_assert_cmpuint (count_files_with_id (f, f->anna.home), ==, 0);
  g_assert_cmpuint (count_files_with_id (f, f->ben->home), ==, 0);

  receipts = app_client_list_receipts_sync (f->ben->client, &seen->area, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (receipts->len, ==, 1);
  receipt = receipts->pdata[0];
  g_assert_cmpstr (receipt->number, ==, seen->number);
  g_assert_cmpstr (receipt->proposer, ==, "ben");
  g_assert_true (receipt->why == APP_RECEIPT_MEMBERS && receipt->is_done);
}

/* Deletion wins; the words stay until their author lets go of them. */
static void
test_words_that_wait_are_not_lost_with_it (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;

  act (f, f->anna.client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  act (f, f->ben->client, APP_ACTION_CONFIRM_DELETE, NULL);
  device_write (f->anna.client, APP_ACTION_NOTE, &f->ticket, "my own words");
  device_sync (f->ben->client);
  wait_for_eraser (f);
  device_sync (f->anna.client);
  g_assert_false (has_ticket (f, f->anna.client));
  refused = app_client_list_refused_sync (f->anna.client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (((AppRefused *)refused->pdata[0])->text, ==, "my own words");
  g_assert_cmpint (((AppRefused *)refused->pdata[0])->reason, ==, APP_REFUSED_NO_ACCESS);
}

static void
test_it_takes_two (Pair *f, gconstpointer unused)
{
  const AppAction confirm = { .type = APP_ACTION_CONFIRM_DELETE, .ticket = f->ticket };
  const AppAction blank = { .type = APP_ACTION_PROPOSE_DELETE, .ticket = f->ticket, .reason = " " };
  g_autoptr (AppTicket) seen = NULL;

  expect_refused (f, f->anna.client, &blank, HARK_ERROR_INVALID);
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_CONFLICT);
  act (f, f->anna.client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_CONFLICT); /* while it waits */
  device_sync (f->anna.client);
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_FORBIDDEN);
  device_sync (f->ben->client);
  act (f, f->ben->client, APP_ACTION_WITHDRAW_DELETE, NULL);
  device_sync (f->ben->client);
  device_sync (f->anna.client);
  seen = device_load (f->anna.client, &f->ticket);
  g_assert_null (seen->deletion_by);
  g_assert_cmpint (seen->trust, ==, APP_TRUST_VERIFIED);
}

/* A confirmation that went out late, of a proposal that was taken back. */
static void
test_a_late_confirmation_deletes_nothing (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;

  act (f, f->anna.client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  act (f, f->ben->client, APP_ACTION_CONFIRM_DELETE, NULL);
  act (f, f->anna.client, APP_ACTION_WITHDRAW_DELETE, NULL);
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  g_assert_true (has_ticket (f, f->anna.client) && has_ticket (f, f->ben->client));
  refused = app_client_list_refused_sync (f->ben->client, &error);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_false (((AppRefused *)refused->pdata[0])->can_retry);
}

/* One that went out late, after a message that they had not seen. */
static void
test_an_unread_message_is_not_deleted (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;

  act (f, f->anna.client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  act (f, f->ben->client, APP_ACTION_CONFIRM_DELETE, NULL);
  device_write (f->anna.client, APP_ACTION_ANSWER, &f->ticket, "wait");
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  g_assert_true (has_ticket (f, f->anna.client) && has_ticket (f, f->ben->client));
  refused = app_client_list_refused_sync (f->ben->client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpint (((AppRefused *)refused->pdata[0])->reason, ==, APP_REFUSED_NEW_MESSAGE);
  g_assert_cmpstr (((AppRefused *)refused->pdata[0])->their_text, ==, "wait");
  g_assert_false (((AppRefused *)refused->pdata[0])->can_retry);
  app_client_acknowledge_refused_sync (f->ben->client, &((AppRefused *)refused->pdata[0])->op,
                                       &error);
  g_assert_no_error (error);

  act (f, f->ben->client, APP_ACTION_CONFIRM_DELETE, NULL); /* now that it was */
  device_sync (f->ben->client);
  wait_for_eraser (f);
  device_sync (f->ben->client);
  g_assert_false (has_ticket (f, f->ben->client));
}

static void
test_a_hold_says_why_whose_and_until_when (Pair *f, gconstpointer unused)
{
  const AppAction hold = { .type = APP_ACTION_HOLD,
                           .ticket = f->ticket,
                           .reason = "a court asks for it",
                           .review = "2027-03-31",
                           .user = f->ben->id };
  AppAction wrong = hold;
  const AppAction propose
      = { .type = APP_ACTION_PROPOSE_DELETE, .ticket = f->ticket, .reason = "no" };
  g_autoptr (AppTicket) seen = NULL;

  wrong.review = "31.3.2027";
  expect_refused (f, f->anna.client, &wrong, HARK_ERROR_INVALID);
  expect_refused (f, f->ben->client, &hold, HARK_ERROR_FORBIDDEN);
  device_act (f->anna.client, &hold);
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  seen = device_load (f->ben->client, &f->ticket);
  g_assert_true (seen->is_held);
  g_assert_cmpstr (seen->hold_reason, ==, "a court asks for it");
  g_assert_cmpstr (seen->hold_owner, ==, "ben");
  g_assert_cmpstr (seen->hold_review, ==, "2027-03-31");
  g_assert_cmpint (seen->trust, ==, APP_TRUST_VERIFIED);
  expect_refused (f, f->ben->client, &propose, HARK_ERROR_CONFLICT);
  g_clear_object (&seen);

  act (f, f->anna.client, APP_ACTION_LIFT_HOLD, NULL);
  device_sync (f->anna.client);
  device_sync (f->ben->client);
  seen = device_load (f->ben->client, &f->ticket);
  g_assert_false (seen->is_held);
  g_assert_null (seen->hold_reason);
  device_act (f->ben->client, &propose);
}

/* A SrvWork: the server says what nobody signed. */
static gboolean
lie (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE ticket SET %s, rv = %" G_GINT64_FORMAT, (const char *)data, seq);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
test_what_nobody_asks_for_is_not_confirmed (Pair *f, gconstpointer unused)
{
  const AppAction confirm = { .type = APP_ACTION_CONFIRM_DELETE, .ticket = f->ticket };
  g_autofree char *ben = hark_id_to_string (&f->ben->id);
  g_autofree char *lied = g_strdup_printf ("deletion_by = x'%s'", ben);

  harness_write (f->anna.server, lie, lied);
  device_sync (f->anna.client);
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_UNVERIFIED);
}

/* Who asked for it has left the team, or was excluded: no colleague asks for it any more. */
static void
test_what_a_former_member_asks_for_is_not_confirmed (Pair *f, gconstpointer excludes)
{
  const AppAction confirm = { .type = APP_ACTION_CONFIRM_DELETE, .ticket = f->ticket };
  const AppAction exclude = { .type = APP_ACTION_EXCLUDE, .ticket = f->ticket, .user = f->ben->id };

  act (f, f->ben->client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  device_sync (f->ben->client);
  device_sync (f->anna.client);
  if (excludes != NULL)
    device_act (f->anna.client, &exclude);
  else
    colleague_set_role (f->anna.server, f->anna.client, f->ben, HARK_ROLE_NONE);
  device_sync (f->anna.client);
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_CONFLICT);
}

/* A SrvWork: the server tells the history the other way round. */
static gboolean
turn (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store),
                           "UPDATE object SET seq = (SELECT min (seq) + max (seq) FROM object"
                           " WHERE type = 7) - seq WHERE type = 7",
                           error);
}

static void
test_what_was_taken_back_is_not_confirmed (Pair *f, gconstpointer unused)
{
  const AppAction confirm = { .type = APP_ACTION_CONFIRM_DELETE, .ticket = f->ticket };
  g_autofree char *ben = hark_id_to_string (&f->ben->id);
  g_autofree char *lied = g_strdup_printf ("deletion_by = x'%s'", ben);

  act (f, f->ben->client, APP_ACTION_PROPOSE_DELETE, "it was a test");
  device_sync (f->ben->client);
  act (f, f->ben->client, APP_ACTION_WITHDRAW_DELETE, NULL);
  device_sync (f->ben->client);
  harness_write (f->anna.server, turn, NULL);
  harness_write (f->anna.server, lie, lied);
  device_sync (f->anna.client);
  expect_refused (f, f->anna.client, &confirm, HARK_ERROR_UNVERIFIED);
}

static void
test_what_nobody_signed_is_not_believed (Pair *f, gconstpointer lied)
{
  g_autoptr (AppTicket) seen = NULL;

  harness_write (f->anna.server, lie, (gpointer)lied);
  device_sync (f->anna.client);
  seen = device_load (f->anna.client, &f->ticket);
  g_assert_cmpint (seen->trust, ==, APP_TRUST_BROKEN);
}

#define TEST(path, function, data)                                                                 \
  g_test_add ("/deletion-client/" path, Pair, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("two", test_two_desktops_delete_it_everywhere, NULL);
  TEST ("words", test_words_that_wait_are_not_lost_with_it, NULL);
  TEST ("takes-two", test_it_takes_two, NULL);
  TEST ("late", test_a_late_confirmation_deletes_nothing, NULL);
  TEST ("unread", test_an_unread_message_is_not_deleted, NULL);
  TEST ("hold", test_a_hold_says_why_whose_and_until_when, NULL);
  TEST ("liar", test_what_nobody_signed_is_not_believed,
        "deletion_by = (SELECT user FROM account LIMIT 1)");
  TEST ("liar-confirm", test_what_nobody_asks_for_is_not_confirmed, NULL);
  TEST ("former", test_what_a_former_member_asks_for_is_not_confirmed, NULL);
  TEST ("former-excluded", test_what_a_former_member_asks_for_is_not_confirmed, "excludes");
  TEST ("liar-order", test_what_was_taken_back_is_not_confirmed, NULL);
  TEST ("liar-hold", test_what_nobody_signed_is_not_believed, "hold = 1");

  return g_test_run ();
}
