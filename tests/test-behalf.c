/* test-behalf.c: what a member writes down for somebody else: who may, for whom, and what becomes
 * of it */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "promise.h"
#include "store-ticket.h"

#define HOUR 3600
#define DAY (24 * HOUR)

/* ---- operations in pieces ---- */

static JsonObject *
get_body (JsonObject *op)
{
  return json_object_get_object_member (op, "body");
}

static void
set_inbox (JsonObject *op, const guint8 lookup[16], const guint8 token[32])
{
  JsonObject *inbox = json_object_new ();

  hark_json_set_bytes (inbox, "lookup", lookup, 16);
  hark_json_set_bytes (inbox, "token", token, 32);
  json_object_set_object_member (get_body (op), "inbox", inbox);
}

/* A submission by @author for @reporter, NULL for an anonymous one; an inbox goes with it where the
 * ticket has a reporter's key and no reporter. */
static JsonObject *
op_write_down (World *world, Ticket *ticket, Actor *author, Actor *reporter)
{
  static const guint8 zeros[32];
  JsonObject *op = op_submit (world, ticket, author, SUBJECT);
  JsonObject *body = get_body (op);
  gboolean inbox = reporter == NULL && memcmp (ticket->reporter_pk, zeros, 32) != 0;
  guint8 random[48];

  if (reporter != NULL)
    hark_json_set_id (body, "for", &reporter->id);
  else
    json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (world->harness));
  json_object_set_boolean_member (body, "reachable", reporter != NULL || inbox);
  hark_seal_random (random, sizeof random);
  if (inbox)
    set_inbox (op, random, random + 16);
  return op;
}

static Ticket *
new_anonymous (World *world, gboolean inbox)
{
  Ticket *ticket = ticket_new (world, NULL);

  if (inbox)
    hark_seal_random (ticket->reporter_pk, 32);
  return ticket;
}

static SrvTicket *
get_row (Fixture *f, Ticket *ticket)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GError) error = NULL;
  SrvTicket *row = store_ticket_get (store, &ticket->id, &error);

  g_assert_no_error (error);
  return row;
}

static GArray *
get_periods (Fixture *f, Ticket *ticket)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);

  return store_ticket_list_periods (store, &ticket->id, NULL);
}

/* Refused, and nothing is left of it. */
static void
expect_refused (Fixture *f, Actor *author, JsonObject *op, Ticket *ticket, const char *status)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvTicket) row = NULL;

  world_expect (f->world, author, op, status);
  row = store_ticket_get (store, &ticket->id, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  ticket_free (ticket);
}

/* ---- what becomes of it ---- */

static void
test_user_gets_the_ticket_as_their_own (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  g_autoptr (JsonObject) team = NULL;
  g_autoptr (JsonObject) theirs = NULL;
  g_autofree char *dora = hark_id_to_string (&f->dora->id);

  world_expect (f->world, f->bert, op_write_down (f->world, ticket, f->bert, f->dora), "applied");
  team = people_get_ticket (f, f->anna, ticket);
  theirs = people_get_ticket (f, f->dora, ticket);
  g_assert_cmpstr (json_object_get_string_member (team, "origin"), ==, "on-behalf");
  g_assert_cmpstr (json_object_get_string_member (team, "reporter"), ==, dora);
  g_assert_cmpstr (json_object_get_string_member (team, "side"), ==, "team");
  g_assert_cmpstr (json_object_get_string_member (theirs, "side"), ==, "reporter");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (theirs, "slot"), "kind"), ==,
      "reporter");
  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 1);

  /* as if they had written it themselves */
  world_expect (f->world, f->dora, op_message (f->world, ticket, f->dora, "and this"), "applied");
  world_expect (f->world, f->bert, op_message (f->world, ticket, f->bert, "we have it"), "applied");
  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 3);
}

static void
test_member_for_whom_another_writes_is_both (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->anna);
  g_autoptr (JsonObject) row = NULL;
  JsonObject *op;

  world_expect (f->world, f->bert, op_write_down (f->world, ticket, f->bert, f->anna), "applied");
  row = people_get_ticket (f, f->anna, ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "side"), ==, "both");

  op = op_new ("message", ticket);
  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "as the reporter");
  json_object_set_string_member (get_body (op), "side", "reporter");
  world_expect (f->world, f->anna, op, "applied");
}

static void
test_anonymous_person_stays_so (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) with = new_anonymous (f->world, TRUE);
  g_autoptr (Ticket) without = new_anonymous (f->world, FALSE);
  g_autoptr (JsonObject) row = NULL;
  g_autoptr (SrvTicket) there = NULL;

  harness_set_now (f->world->harness, HARNESS_NOW + 1234);
  world_expect (f->world, f->bert, op_write_down (f->world, with, f->bert, NULL), "applied");
  world_expect (f->world, f->bert, op_write_down (f->world, without, f->bert, NULL), "applied");
  row = people_get_ticket (f, f->anna, with);
  g_assert_true (json_object_get_null_member (row, "reporter"));
  g_assert_true (json_object_get_boolean_member (row, "inbox"));
  there = get_row (f, with);
  g_assert_cmpint (there->received % HOUR, ==, 0);
  g_assert_cmpint (there->state_at % HOUR, ==, 0);
  g_assert_true (there->reachable);
  /* who did it is known: nobody is told of what they did themselves */
  g_assert_true (hark_id_equal (&there->state_by, &f->bert->id));

  g_clear_pointer (&row, json_object_unref);
  row = people_get_ticket (f, f->anna, without);
  g_assert_false (json_object_get_boolean_member (row, "inbox"));
  g_assert_null (people_get_ticket (f, f->dora, with));
}

static void
test_periods_run_from_the_date_of_receipt (Fixture *f, gconstpointer unused)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HARNESS_ZONE);
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  g_autoptr (Ticket) lost = new_anonymous (f->world, FALSE);
  g_autoptr (Ticket) reached = new_anonymous (f->world, FALSE);
  g_autoptr (GArray) periods = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) two = NULL;
  JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);

  json_object_set_int_member (get_body (op), "received", HARNESS_NOW - 5 * DAY);
  world_expect (f->world, f->bert, op, "applied");
  periods = get_periods (f, ticket);
  g_assert_cmpuint (periods->len, ==, 2);
  g_assert_cmpint (
      g_array_index (periods, SrvPeriod, 0).due, ==,
      promise_due (HARK_PROFILE_EU, HARK_DEFINITION_ACKNOWLEDGE, zone, HARNESS_NOW - 5 * DAY, 0));

  /* who cannot be reached is promised nothing; who left an address is */
  world_expect (f->world, f->bert, op_write_down (f->world, lost, f->bert, NULL), "applied");
  none = get_periods (f, lost);
  g_assert_cmpuint (none->len, ==, 0);
  op = op_write_down (f->world, reached, f->bert, NULL);
  json_object_set_boolean_member (get_body (op), "reachable", TRUE);
  world_expect (f->world, f->bert, op, "applied");
  two = get_periods (f, reached);
  g_assert_cmpuint (two->len, ==, 2);
}

static void
test_date_of_receipt_is_clamped (Fixture *f, gconstpointer unused)
{
  const struct
  {
    gint64 said, kept;
  } cases[] = {
    { HARNESS_NOW + 40 * DAY, HARNESS_NOW },
    { G_GINT64_CONSTANT (1) << 52, HARNESS_NOW },
    { HARNESS_NOW - 400 * DAY, HARNESS_NOW - 400 * DAY },
    { 0, HARNESS_NOW - SRV_TICKET_MAX_AGE },
    { -(G_GINT64_CONSTANT (1) << 52), HARNESS_NOW - SRV_TICKET_MAX_AGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
      g_autoptr (SrvTicket) row = NULL;
      JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);

      json_object_set_int_member (get_body (op), "received", cases[i].said);
      world_expect (f->world, f->bert, op, "applied");
      row = get_row (f, ticket);
      g_assert_cmpint (row->received, ==, cases[i].kept);
    }
}

/* A whole upload. */
static HarkId
upload (Fixture *f, Actor *actor)
{
  guint8 data[1040]; /* the smallest sealed file */
  g_autofree char *body = NULL, *id = NULL, *path = NULL;
  g_autoptr (JsonObject) reply = NULL;
  g_autoptr (Reply) done = NULL;
  HarkId blob;

  hark_id_random (&blob);
  id = hark_id_to_string (&blob);
  body = g_strdup_printf ("{\"id\":\"%s\",\"size\":%u}", id, (guint)sizeof data);
  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  reply = harness_ask (f->world->harness, "POST", HARK_API_BLOBS, actor->token, body, 200);
  hark_seal_random (data, sizeof data);
  done = harness_send (f->world->harness, "PATCH", path, actor->token, "Upload-Offset: 0\r\n", data,
                       sizeof data);
  g_assert_cmpuint (done->status, ==, 204);
  return blob;
}

static void
test_attachments_are_the_authors (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  Ticket *other = ticket_new (f->world, f->dora);
  JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);
  HarkId mine = upload (f, f->bert), theirs = upload (f, f->dora);

  op_add (f->world, op, ticket, f->bert, HARK_OBJECT_MANIFEST, "a file");
  op_claim (op, &mine);
  world_expect (f->world, f->bert, op, "applied");

  /* dora's own upload is not bert's to hand in, even for dora */
  op = op_write_down (f->world, other, f->bert, f->dora);
  op_add (f->world, op, other, f->bert, HARK_OBJECT_MANIFEST, "a file");
  op_claim (op, &theirs);
  expect_refused (f, f->bert, op, other, "invalid");
}

/* ---- who may, for whom ---- */

static void
test_only_the_areas_professionals_and_experts_may (Fixture *f, gconstpointer unused)
{
  Actor *const authors[] = { f->clara, f->dora };

  for (guint i = 0; i < G_N_ELEMENTS (authors); i++)
    {
      Ticket *named = ticket_new (f->world, f->anna);
      Ticket *anonymous = new_anonymous (f->world, TRUE);

      expect_refused (f, authors[i], op_write_down (f->world, named, authors[i], f->anna), named,
                      "forbidden");
      expect_refused (f, authors[i], op_write_down (f->world, anonymous, authors[i], NULL),
                      anonymous, "forbidden");
    }
}

static void
test_who_left_the_team_may_no_longer (Fixture *f, gconstpointer unused)
{
  Ticket *late = ticket_new (f->world, f->dora), *early = ticket_new (f->world, f->anna);
  JsonObject *op = op_write_down (f->world, late, f->bert, f->dora);

  f->bert->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  expect_refused (f, f->bert, op, late, "forbidden");

  /* and a Professional of today was none at the head of yesterday */
  op = op_write_down (f->world, early, f->dora, f->anna);
  f->dora->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  expect_refused (f, f->dora, op, early, "invalid");
}

static void
test_own_ticket_is_not_on_behalf (Fixture *f, gconstpointer unused)
{
  Ticket *ticket = ticket_new (f->world, f->bert);

  expect_refused (f, f->bert, op_write_down (f->world, ticket, f->bert, f->bert), ticket,
                  "invalid");
}

static void
test_reporter_must_be_here (Fixture *f, gconstpointer unused)
{
  Ticket *unknown = ticket_new (f->world, f->dora), *gone = ticket_new (f->world, f->dora);
  JsonObject *op = op_write_down (f->world, unknown, f->bert, f->dora);
  g_autoptr (GBytes) off = NULL;
  HarkId nobody;

  hark_id_random (&nobody);
  hark_json_set_id (get_body (op), "for", &nobody);
  expect_refused (f, f->bert, op, unknown, "forbidden");

  off = hark_roster_make_user_off (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                   &f->dora->id);
  world_append (f->world, off);
  expect_refused (f, f->bert, op_write_down (f->world, gone, f->bert, f->dora), gone, "forbidden");
}

static void
test_keys_are_those_of_who_is_named (Fixture *f, gconstpointer unused)
{
  Ticket *other = ticket_new (f->world, f->dora), *bare = new_anonymous (f->world, FALSE);
  Ticket *keyed = new_anonymous (f->world, TRUE), *slotless = ticket_new (f->world, f->dora);
  JsonObject *op;

  /* clara's ticket that dora could open */
  op = op_write_down (f->world, other, f->bert, f->clara);
  expect_refused (f, f->bert, op, other, "invalid");

  /* an inbox whose code opens nothing, and a key without an inbox */
  op = op_write_down (f->world, bare, f->bert, NULL);
  set_inbox (op, (const guint8 *)"0123456789abcdef",
             (const guint8 *)"0123456789abcdef0123456789abcdef");
  json_object_set_boolean_member (get_body (op), "reachable", TRUE);
  expect_refused (f, f->bert, op, bare, "invalid");
  op = op_write_down (f->world, keyed, f->bert, NULL);
  json_object_set_null_member (get_body (op), "inbox");
  expect_refused (f, f->bert, op, keyed, "invalid");

  /* the reporter's slot is left out */
  op = op_write_down (f->world, slotless, f->bert, f->dora);
  {
    JsonArray *slots
        = json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots");

    json_array_remove_element (slots, json_array_get_length (slots) - 1);
  }
  expect_refused (f, f->bert, op, slotless, "invalid");
}

static void
test_epoch_and_report_are_the_authors (Fixture *f, gconstpointer unused)
{
  Ticket *stolen = ticket_new (f->world, f->dora), *unsigned_ = new_anonymous (f->world, TRUE);
  JsonObject *op = op_write_down (f->world, stolen, f->anna, f->dora);

  /* what anna signed, sent by bert */
  expect_refused (f, f->bert, op, stolen, "invalid");

  /* as the portal makes it, nobody's */
  op = op_write_down (f->world, unsigned_, NULL, NULL);
  expect_refused (f, f->bert, op, unsigned_, "invalid");
}

static void
test_forms_that_contradict_themselves_are_refused (Fixture *f, gconstpointer unused)
{
  const char *const bodies[] = {
    "{\"inbox\":{\"lookup\":\"AAAA\",\"token\":\"AAAA\"}}",
    "{\"inbox\":{\"lookup\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}}",
    "{\"inbox\":\"yes\"}",
    "{\"inbox\":[]}",
    "{\"received\":null}",
    "{\"received\":\"yesterday\"}",
    "{\"reachable\":null}",
    "{\"reachable\":1}",
    "{\"reachable\":false}",
    "{\"for\":\"\"}",
    "{\"for\":\"dora\"}",
    "{\"for\":[]}",
    "{\"for\":false}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Ticket *ticket = ticket_new (f->world, f->dora);
      JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);
      g_autoptr (JsonObject) spoil
          = hark_json_parse_object (bodies[i], strlen (bodies[i]), 1000, NULL);
      g_autoptr (GList) names = json_object_get_members (spoil);

      for (GList *link = names; link != NULL; link = link->next)
        json_object_set_member (get_body (op), link->data,
                                json_object_dup_member (spoil, link->data));
      g_test_message ("%s", bodies[i]);
      expect_refused (f, f->bert, op, ticket, "invalid");
    }
}

static void
test_named_reporter_has_no_inbox (Fixture *f, gconstpointer unused)
{
  Ticket *ticket = ticket_new (f->world, f->dora);
  JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);

  set_inbox (op, (const guint8 *)"0123456789abcdef",
             (const guint8 *)"0123456789abcdef0123456789abcdef");
  expect_refused (f, f->bert, op, ticket, "invalid");
}

static void
test_code_opens_one_inbox (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) first = new_anonymous (f->world, TRUE);
  Ticket *second = new_anonymous (f->world, TRUE);
  JsonObject *op = op_write_down (f->world, first, f->bert, NULL);
  JsonObject *again;

  json_object_ref (op);
  world_expect (f->world, f->bert, op, "applied");
  again = op_write_down (f->world, second, f->anna, NULL);
  json_object_set_member (get_body (again), "inbox",
                          json_object_dup_member (get_body (op), "inbox"));
  json_object_unref (op);
  expect_refused (f, f->anna, again, second, "invalid");
}

static void
test_sent_twice_is_one_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = new_anonymous (f->world, TRUE);
  g_autoptr (JsonObject) op = op_write_down (f->world, ticket, f->bert, NULL);
  g_autoptr (JsonObject) first = world_send (f->world, f->bert, op);
  g_autoptr (JsonObject) second = world_send (f->world, f->bert, op);
  g_autoptr (JsonObject) changed = NULL;
  g_autofree char *a = hark_json_to_string (first), *b = hark_json_to_string (second);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (json_object_get_string_member (first, "st"), ==, "applied");
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, 1);

  json_object_set_int_member (get_body (op), "received", 1);
  changed = world_send (f->world, f->bert, op);
  g_assert_cmpstr (json_object_get_string_member (changed, "st"), ==, "replayed");
}

static void
test_changed_team_asks_for_new_slots (Fixture *f, gconstpointer unused)
{
  Ticket *ticket = ticket_new (f->world, f->dora);
  JsonObject *op = op_write_down (f->world, ticket, f->bert, f->dora);

  world_add (f->world, "emil", HARK_ROLE_OBSERVER);
  expect_refused (f, f->bert, op, ticket, "rekey");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/behalf/" name, Fixture, NULL, people_set_up, test, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("user-gets-the-ticket-as-their-own", test_user_gets_the_ticket_as_their_own);
  ADD ("member-for-whom-another-writes-is-both", test_member_for_whom_another_writes_is_both);
  ADD ("anonymous-person-stays-so", test_anonymous_person_stays_so);
  ADD ("periods-run-from-the-date-of-receipt", test_periods_run_from_the_date_of_receipt);
  ADD ("date-of-receipt-is-clamped", test_date_of_receipt_is_clamped);
  ADD ("attachments-are-the-authors", test_attachments_are_the_authors);
  ADD ("only-the-areas-professionals-and-experts-may",
       test_only_the_areas_professionals_and_experts_may);
  ADD ("who-left-the-team-may-no-longer", test_who_left_the_team_may_no_longer);
  ADD ("own-ticket-is-not-on-behalf", test_own_ticket_is_not_on_behalf);
  ADD ("reporter-must-be-here", test_reporter_must_be_here);
  ADD ("keys-are-those-of-who-is-named", test_keys_are_those_of_who_is_named);
  ADD ("epoch-and-report-are-the-authors", test_epoch_and_report_are_the_authors);
  ADD ("forms-that-contradict-themselves", test_forms_that_contradict_themselves_are_refused);
  ADD ("named-reporter-has-no-inbox", test_named_reporter_has_no_inbox);
  ADD ("code-opens-one-inbox", test_code_opens_one_inbox);
  ADD ("sent-twice-is-one-ticket", test_sent_twice_is_one_ticket);
  ADD ("changed-team-asks-for-new-slots", test_changed_team_asks_for_new_slots);

  return g_test_run ();
}
