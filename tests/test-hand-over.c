/* test-hand-over.c: nobody's open tickets stay with who is not there: they are handed over in one
 * step, and where nobody did that they have no advisor */
#include "app-client-hand-over.h"
#include "app-client-person.h"
#include "hark-error.h"
#include "pair.h"

static AppHandOver
describe (Pair *f, const HarkId *from, const HarkId *to)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->anna.client);

  return (AppHandOver){ .from = *from, .to = *to, .area = ((AppArea *)areas->pdata[0])->id };
}

static HarkId
find_user (AppClient *client, const char *name)
{
  HarkId user;

  g_assert_true (app_client_find_person (client, name, &user, NULL));
  return user;
}

static guint
hand_over (AppClient *client, const AppHandOver *call)
{
  GError *error = NULL;
  guint count = 99;

  app_client_hand_over_sync (client, call, &count, &error);
  g_assert_no_error (error);
  return count;
}

static void
expect_refusal (AppClient *client, const AppHandOver *call, HarkError code)
{
  g_autoptr (GError) error = NULL;
  guint count = 99;

  g_assert_false (app_client_hand_over_sync (client, call, &count, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_cmpuint (count, ==, 99);
}

static guint
count_advised (AppClient *client, const AppHandOver *call)
{
  GError *error = NULL;
  guint count = 99;

  app_client_count_advised_sync (client, &call->from, &call->area, &count, &error);
  g_assert_no_error (error);
  return count;
}

static void
test_all_open_tickets_go_and_no_others (Pair *f, gconstpointer unused)
{
  const HarkId annas = device_submit (&f->anna, "Anna's", NULL);
  const HarkId bens = device_submit (&f->anna, "Ben's second", NULL);
  const HarkId closed = device_submit (&f->anna, "Closed", NULL);
  const HarkId free = device_submit (&f->anna, "Nobody's", NULL);
  const HarkId anna = find_user (f->anna.client, "anna");
  const AppHandOver call = describe (f, &f->colleague->id, &anna);

  pair_sync (f);
  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &annas, NULL);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &bens, NULL);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &closed, NULL);
  device_close_ticket (f->ben, &closed, NULL);
  device_sync (f->ben);
  device_sync (f->anna.client);

  g_assert_cmpuint (count_advised (f->anna.client, &call), ==, 2);
  g_assert_cmpuint (hand_over (f->anna.client, &call), ==, 2);
  g_assert_cmpuint (count_advised (f->anna.client, &call), ==, 0);
  g_assert_cmpuint (hand_over (f->anna.client, &call), ==, 0);
  pair_sync (f);
  for (guint i = 0; i < 2; i++)
    {
      AppClient *client = i == 0 ? f->anna.client : f->ben;

      pair_expect_advisor (client, &f->ticket, "anna");
      pair_expect_advisor (client, &bens, "anna");
      pair_expect_advisor (client, &annas, "anna");
      pair_expect_advisor (client, &closed, "ben");
      pair_expect_advisor (client, &free, NULL);
      pair_expect_nothing_left (client);
    }
}

static void
test_one_hands_over_ones_own_and_then_may_leave (Pair *f, gconstpointer unused)
{
  const HarkId anna = find_user (f->anna.client, "anna");
  const AppHandOver call = describe (f, &f->colleague->id, &anna);
  g_autoptr (GError) error = NULL;

  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  g_assert_false (
      app_client_remove_member_sync (f->anna.client, &f->colleague->id, &call.area, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_cmpuint (hand_over (f->ben, &call), ==, 1);
  app_client_remove_member_sync (f->anna.client, &f->colleague->id, &call.area, &error);
  g_assert_no_error (error);
  device_sync (f->anna.client);
  pair_expect_advisor (f->anna.client, &f->ticket, "anna");
}

static void
test_only_to_who_may_answer_there (Pair *f, gconstpointer unused)
{
  g_autoptr (Colleague) clara
      = colleague_join (f->anna.server, f->anna.client, "clara", HARK_ROLE_OBSERVER);
  const HarkId anna = find_user (f->anna.client, "anna");
  AppHandOver call = describe (f, &anna, &clara->id);

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->anna.client);
  expect_refusal (f->anna.client, &call, HARK_ERROR_FORBIDDEN);
  call.to = f->colleague->id;
  expect_refusal (clara->client, &call, HARK_ERROR_FORBIDDEN);
  call.to = anna;
  expect_refusal (f->anna.client, &call, HARK_ERROR_INVALID);
  call.to = f->colleague->id;
  hark_id_random (&call.area);
  expect_refusal (f->anna.client, &call, HARK_ERROR_FORBIDDEN);
  pair_expect_advisor (f->anna.client, &f->ticket, "anna");
}

static void
test_without_the_server_nothing_is_handed_over (Pair *f, gconstpointer unused)
{
  const HarkId anna = find_user (f->anna.client, "anna");
  const AppHandOver call = describe (f, &anna, &f->colleague->id);

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->anna.client);
  harness_stop (f->anna.server);
  expect_refusal (f->anna.client, &call, HARK_ERROR_OFFLINE);
  pair_expect_advisor (f->anna.client, &f->ticket, "anna");
  harness_start (f->anna.server);
}

/* Who is kept from a ticket is not told of it by what they may not do. */
static void
test_a_ticket_that_is_kept_from_an_expert_stands_in_nobodys_way (Pair *f, gconstpointer unused)
{
  g_autoptr (Colleague) eva
      = colleague_join (f->anna.server, f->anna.client, "eva", HARK_ROLE_EXPERT);
  const HarkId anna = find_user (f->anna.client, "anna");
  const HarkId area = describe (f, &f->colleague->id, &anna).area;
  const AppAction exclude = { .type = APP_ACTION_EXCLUDE, .ticket = f->ticket, .user = eva->id };
  GError *error = NULL;

  pair_sync (f);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  device_act (f->ben, &exclude);
  device_sync (f->ben);
  device_sync (eva->client);
  app_client_remove_member_sync (eva->client, &f->colleague->id, &area, &error);
  g_assert_no_error (error);
  device_sync (f->anna.client);
  pair_expect_advisor (f->anna.client, &f->ticket, NULL);
}

/* Switching off does not wait: it may be an emergency. */
static void
test_tickets_of_who_was_switched_off_have_no_advisor_and_can_be_taken_over (Pair *f,
                                                                            gconstpointer unused)
{
  g_autoptr (AppTicket) ticket = NULL;
  GError *error = NULL;

  device_write (f->ben, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben);
  device_sync (f->anna.client);
  pair_expect_advisor (f->anna.client, &f->ticket, "ben");

  app_client_switch_off_sync (f->anna.client, &f->colleague->id, &error);
  g_assert_no_error (error);
  device_sync (f->anna.client);
  pair_expect_advisor (f->anna.client, &f->ticket, NULL);
  ticket = device_load (f->anna.client, &f->ticket);
  g_assert_cmpint (ticket->shown, ==, HARK_TICKET_SHOWN_UNASSIGNED);

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->anna.client);
  pair_expect_advisor (f->anna.client, &f->ticket, "anna");
  pair_expect_nothing_left (f->anna.client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                            \
  g_test_add ("/hand-over/" name, Pair, NULL, pair_set_up, func, pair_tear_down)
  ADD ("all-open", test_all_open_tickets_go_and_no_others);
  ADD ("own", test_one_hands_over_ones_own_and_then_may_leave);
  ADD ("role", test_only_to_who_may_answer_there);
  ADD ("offline", test_without_the_server_nothing_is_handed_over);
  ADD ("kept-from", test_a_ticket_that_is_kept_from_an_expert_stands_in_nobodys_way);
  ADD ("switched-off", test_tickets_of_who_was_switched_off_have_no_advisor_and_can_be_taken_over);

  return g_test_run ();
}
