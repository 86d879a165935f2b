/* test-answer.c: answers to operations stay the answers; malformed ones get theirs */
#include "people.h"

#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "store-op.h"

#include <string.h>

/* ---- answers ---- */

static void
test_same_operation_again_gets_the_same_answer (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = op_note (f->world, ticket, f->anna, "once");
  g_autoptr (JsonObject) first = world_send (f->world, f->anna, op), second = NULL, third = NULL;
  g_autofree char *one = hark_json_to_string (first), *two = NULL, *three = NULL;
  guint count = people_count_objects (f, f->anna);

  second = world_send (f->world, f->anna, op);
  two = hark_json_to_string (second);
  g_assert_cmpstr (one, ==, two);
  harness_restart (f->world->harness);
  third = world_send (f->world, f->anna, op);
  three = hark_json_to_string (third);
  g_assert_cmpstr (one, ==, three);
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, count);
}

static void
test_refusals_are_kept_too (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = op_new ("message", ticket), first = NULL, second = NULL;

  op_add (f->world, op, ticket, f->anna, HARK_OBJECT_MESSAGE, "too early");
  first = world_send (f->world, f->anna, op);
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  second = world_send (f->world, f->anna, op);
  g_assert_cmpstr (json_object_get_string_member (second, "st"), ==, "rekey");
  g_assert_cmpint (json_object_get_int_member (second, "seq"), ==,
                   json_object_get_int_member (first, "seq"));
}

static void
test_same_id_with_other_content_is_replayed (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = op_note (f->world, ticket, f->anna, "once");
  g_autoptr (JsonObject) first = world_send (f->world, f->anna, op);
  JsonObject *other;

  json_object_set_int_member (op, "n", 2);
  world_expect (f->world, f->anna, json_object_ref (op), "replayed");
  json_object_set_int_member (op, "n", 1);
  world_expect (f->world, f->anna, json_object_ref (op), "applied");

  /* nor is it somebody else's */
  other = op_new ("note", ticket);
  op_add (f->world, other, ticket, f->bert, HARK_OBJECT_NOTE, "other");
  json_object_set_string_member (other, "op", op_get_id (op));
  world_expect (f->world, f->bert, other, "replayed");
  world_expect (f->world, f->bert, json_object_ref (op), "replayed");
}

static void
test_members_in_another_order_are_the_same (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = op_note (f->world, ticket, f->anna, "once");
  g_autoptr (JsonObject) turned = json_object_new (), first = NULL, second = NULL;
  g_autoptr (GList) names = g_list_reverse (json_object_get_members (op));

  for (GList *link = names; link != NULL; link = link->next)
    json_object_set_member (turned, link->data,
                            json_node_ref (json_object_get_member (op, link->data)));
  first = world_send (f->world, f->anna, op);
  second = world_send (f->world, f->anna, turned);
  g_assert_cmpstr (json_object_get_string_member (second, "st"), ==, "applied");
  g_assert_cmpint (json_object_get_int_member (second, "seq"), ==,
                   json_object_get_int_member (first, "seq"));
}

static void
test_same_objects_in_a_new_operation_are_applied_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = NULL, first = NULL;
  JsonObject *again;
  guint count;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  op = op_note (f->world, ticket, f->anna, "once");
  first = world_send (f->world, f->anna, op);
  count = people_count_objects (f, f->anna);

  again = op_new ("note", ticket);
  json_object_set_array_member (again, "objects",
                                json_array_ref (json_object_get_array_member (op, "objects")));
  world_expect (f->world, f->anna, again, "applied");
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, count);
}

static void
test_object_id_is_never_given_to_other_content (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = NULL, first = NULL;
  JsonObject *again = op_new ("note", ticket);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree guint8 *data = NULL;
  JsonArray *objects = json_array_new ();
  gsize length;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  op = op_note (f->world, ticket, f->anna, "once");
  first = world_send (f->world, f->anna, op);
  sealed = hark_json_array_get_bytes (json_object_get_array_member (op, "objects"), 0, 1,
                                      HARK_OBJECT_MAX_LEN, NULL);
  length = g_bytes_get_size (sealed);
  data = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
  data[length - 1] ^= 1;
  hark_json_array_add_bytes (objects, data, length);
  json_object_set_array_member (again, "objects", objects);
  world_expect (f->world, f->anna, again, "invalid");
}

static void
test_needs_hold_back_what_depends_on_a_refusal (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  JsonObject *ops[4];
  g_autoptr (JsonArray) results = NULL;
  static const char *const expected[] = { "applied", "invalid", "conflict", "applied" };

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  ops[0] = op_note (f->world, ticket, f->anna, "free");
  ops[1] = op_new ("note", ticket);
  ops[2] = op_note (f->world, ticket, f->anna, "depends");
  op_need (ops[2], ops[1]);
  ops[3] = op_note (f->world, ticket, f->anna, "depends on the first");
  op_need (ops[3], ops[0]);

  results = world_send_all (f->world, f->anna, ops, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpstr (
          json_object_get_string_member (json_array_get_object_element (results, i), "st"), ==,
          expected[i]);
      json_object_unref (ops[i]);
    }
}

static void
test_need_that_is_not_here_yet_is_tried_again (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) first = NULL, second = NULL;

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  first = op_note (f->world, ticket, f->anna, "first");
  second = op_note (f->world, ticket, f->anna, "second");
  op_need (second, first);
  world_expect (f->world, f->anna, json_object_ref (second), "retry");
  world_expect (f->world, f->anna, json_object_ref (first), "applied");
  world_expect (f->world, f->anna, json_object_ref (second), "applied");
}

static void
test_submission_twice_is_one_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora);
  g_autoptr (JsonObject) op = op_submit (f->world, ticket, f->dora, SUBJECT);
  g_autoptr (JsonObject) again = op_new ("submit", ticket);
  g_autoptr (JsonObject) first = world_send (f->world, f->dora, op), second = NULL, third = NULL;
  const char *number
      = json_object_get_string_member (json_object_get_object_member (first, "cur"), "number");
  g_autoptr (GList) members = NULL;

  second = world_send (f->world, f->dora, op);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (second, "cur"), "number"), ==,
      number);

  /* and as a new operation with the same objects */
  members = json_object_get_members (op);
  for (GList *link = members; link != NULL; link = link->next)
    if (!g_str_equal (link->data, "op"))
      json_object_set_member (again, link->data,
                              json_node_ref (json_object_get_member (op, link->data)));
  third = world_send (f->world, f->dora, again);
  g_assert_cmpstr (json_object_get_string_member (third, "st"), ==, "applied");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (third, "cur"), "number"), ==,
      number);
  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 1);
}

/* A SrvWork. */
static gboolean
expire (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_op_expire (store, *(gint64 *)data, error);
}

static void
test_old_answers_are_forgotten (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (JsonObject) op = op_note (f->world, ticket, f->anna, "once");
  g_autoptr (JsonObject) first = world_send (f->world, f->anna, op);
  gint64 later = HARNESS_NOW + SRV_OP_KEEP + 1;
  guint count = people_count_objects (f, f->anna);

  harness_write (f->world->harness, expire, &later);
  /* nothing depends on them: the objects are known */
  world_expect (f->world, f->anna, json_object_ref (op), "applied");
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, count);
}

/* ---- hostile ---- */

static void
test_malformed_operations_get_an_answer_each (Fixture *f, gconstpointer unused)
{
  static const char *const spoil[][2] = {
    { "type", "\"assign\"" },
    { "type", "7" },
    { "type", "null" },
    { "n", "\"1\"" },
    { "n", "-1" },
    { "tk", "\"zz\"" },
    { "tk", "12" },
    { "pre", "[]" },
    { "needs", "{}" },
    { "needs", "[1]" },
    { "objects", "null" },
    { "objects", "[\"!\"]" },
    { "objects", "[\"AAAA\"]" },
    { "objects", "[{}]" },
    { "history", "\"AAAA\"" },
    { "history", "[]" },
    { "epoch", "[]" },
    { "epoch", "{}" },
    { "blobs", "\"\"" },
    { "blobs", "[\"00\"]" },
    { "body", "null" },
    { "body", "[]" },
    { "body", "{\"fulfil\":[\"nothing\"]}" },
    { "body", "{\"fulfil\":\"acknowledge\"}" },
    { "body", "{\"side\":\"both\"}" },
    { "epoch", "{\"st\":\"AAAA\",\"slots\":[],\"past\":[]}" },
  };
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "epoch"), "applied");
  for (guint i = 0; i < G_N_ELEMENTS (spoil); i++)
    {
      g_autoptr (GError) error = NULL;
      JsonObject *op = op_message (f->world, ticket, f->anna, "x");
      JsonNode *node = json_from_string (spoil[i][1], &error);

      g_test_message ("%s: %s", spoil[i][0], spoil[i][1]);
      g_assert_no_error (error);
      json_object_set_member (op, spoil[i][0], node);
      world_expect (f->world, f->anna, op, "invalid");
    }
}

static void
test_malformed_requests_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const bodies[] = {
    "",
    "[]",
    "{}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\"}",
    "{\"dev\":1,\"ops\":[]}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":{}}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":[1]}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":[{}]}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":[{\"op\":\"\"}]}",
    "{\"dev\":\"00112233445566778899AABBCCDDEEFF\",\"ops\":[]}",
    "{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":[]} ,",
  };
  g_autoptr (JsonObject) nobody = NULL;
  g_autofree char *large = g_strnfill (HARK_API_MAX_OPS_BYTES + 1, ' ');
  g_autoptr (Reply) reply = NULL;
  g_autoptr (GString) many
      = g_string_new ("{\"dev\":\"00112233445566778899aabbccddeeff\",\"ops\":[");

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (JsonObject) answer = NULL;

      g_test_message ("%s", bodies[i]);
      answer
          = harness_ask (f->world->harness, "POST", HARK_API_OPS, f->anna->token, bodies[i], 400);
      g_assert_cmpstr (json_object_get_string_member (answer, "code"), ==, "invalid");
    }

  nobody = harness_ask (f->world->harness, "POST", HARK_API_OPS, NULL, bodies[2], 401);
  reply = harness_request (f->world->harness, "POST", HARK_API_OPS, f->anna->token, large);
  g_assert_cmpuint (reply->status, ==, 413);

  for (guint i = 0; i <= HARK_API_MAX_OPS; i++)
    g_string_append_printf (many, "%s{\"op\":\"%032x\"}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  g_clear_pointer (&nobody, json_object_unref);
  nobody = harness_ask (f->world->harness, "POST", HARK_API_OPS, f->anna->token, many->str, 400);
}

static void
test_submission_to_a_wrong_place_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) there = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) nowhere = ticket_new (f->world, f->dora);
  g_autoptr (Ticket) again = ticket_new (f->world, f->dora);
  JsonObject *op;

  hark_id_random (&nowhere->area);
  world_expect (f->world, f->dora, op_submit (f->world, nowhere, f->dora, SUBJECT), "invalid");

  again->id = there->id;
  world_expect (f->world, f->dora, op_submit (f->world, again, f->dora, SUBJECT), "invalid");
  ticket_forget_epoch (again);
  hark_id_random (&again->id);
  op = op_submit (f->world, again, f->dora, SUBJECT);
  op_add (f->world, op, again, f->dora, HARK_OBJECT_REPORT, "two reports");
  world_expect (f->world, f->dora, op, "invalid");
  ticket_forget_epoch (again);

  /* in anna's name */
  hark_id_random (&again->id);
  again->reporter = f->anna->id;
  memcpy (again->reporter_pk, f->anna->keys->box_pk, 32);
  world_expect (f->world, f->dora, op_submit (f->world, again, f->anna, SUBJECT), "invalid");
}

static void
test_nothing_readable_reaches_the_disk (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) other = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autofree guint8 *token = g_malloc (HARK_API_TOKEN_LEN);
  guint8 code[HARK_CODE_LEN];

  world_expect (f->world, f->anna, op_message (f->world, ticket, f->anna, "canary-quokka answer"),
                "applied");
  world_expect (f->world, f->anna, op_note (f->world, ticket, f->anna, "canary-numbat note"),
                "applied");
  world_expect (f->world, f->anna, op_close (f->world, ticket, f->anna), "applied");
  for (guint i = 0; i < HARK_API_TOKEN_LEN; i++)
    token[i] = (guint8)(g_ascii_xdigit_value (f->anna->token[2 * i]) << 4
                        | g_ascii_xdigit_value (f->anna->token[2 * i + 1]));

  for (guint i = 0; i < 2; i++)
    {
      Harness *harness = f->world->harness;

      g_assert_false (harness_holds (harness, "canary", strlen ("canary")));
      g_assert_false (harness_holds (harness, f->anna->token, strlen (f->anna->token)));
      g_assert_false (harness_holds (harness, token, HARK_API_TOKEN_LEN));
      g_assert_false (harness_holds (harness, f->anna->login, sizeof f->anna->login));
      g_assert_false (harness_holds (harness, harness_get_code (harness), 28));
      g_assert_true (hark_code_parse (harness_get_code (harness), code, NULL));
      g_assert_false (harness_holds (harness, code, sizeof code));
      g_assert_false (harness_holds (harness, &g_array_index (ticket->keys, HarkEpochKeys, 1), 32));
      /* what must be there, so that the search is known to find */
      g_assert_true (harness_holds (harness, ticket->id.bytes, HARK_ID_LEN));
      harness_restart (harness);
    }
}

#define TEST(path, function)                                                                       \
  g_test_add ("/answer/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("answer-again", test_same_operation_again_gets_the_same_answer);
  TEST ("answer-refusal", test_refusals_are_kept_too);
  TEST ("answer-replayed", test_same_id_with_other_content_is_replayed);
  TEST ("answer-order", test_members_in_another_order_are_the_same);
  TEST ("object-once", test_same_objects_in_a_new_operation_are_applied_once);
  TEST ("object-id", test_object_id_is_never_given_to_other_content);
  TEST ("needs", test_needs_hold_back_what_depends_on_a_refusal);
  TEST ("needs-early", test_need_that_is_not_here_yet_is_tried_again);
  TEST ("submit-twice", test_submission_twice_is_one_ticket);
  TEST ("answers-expire", test_old_answers_are_forgotten);
  TEST ("hostile-operation", test_malformed_operations_get_an_answer_each);
  TEST ("hostile-request", test_malformed_requests_are_refused);
  TEST ("submit-wrong", test_submission_to_a_wrong_place_is_refused);
  TEST ("canary", test_nothing_readable_reaches_the_disk);

  return g_test_run ();
}
