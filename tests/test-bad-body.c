/* test-bad-body.c: every member of every body of the API, in every way in which it can be wrong: it
 * is refused in words, and nothing changes */
#include "spoil-fixture.h"

#include "api.h"
#include "hark-api.h"
#include "hark-json.h"
#include "store-op.h"
#include "store-period.h"
#include "team.h"

#include <string.h>

/* ---- operations that are right ---- */

/* With nothing but what an operation of its type reads of what the ticket is now: @read and
 * @read_too, which may be NULL; without them no versions, and no lineage, count. */
static JsonObject *
make_change (SpoilFixture *f, JsonObject *op, const char *read, const char *read_too)
{
  static const char *const all[]
      = { "advisor_v", "state_v", "area_v", "period_v", "seen", "lineage", "hold_v", "deletion_v" };
  JsonObject *pre = json_object_get_object_member (op, "pre");

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i], read) != 0 && g_strcmp0 (all[i], read_too) != 0
        && (read == NULL || !g_str_equal (all[i], "lineage")))
      json_object_remove_member (pre, all[i]);
  if (!json_object_has_member (pre, "seen"))
    json_object_remove_member (pre, "messages");
  return spoil_make_batch (f, op);
}

static JsonObject *
make_close (SpoilFixture *f)
{
  return make_change (f, op_close (f->world, f->ticket, f->people.anna), "state_v", "seen");
}

static JsonObject *
make_reopen (SpoilFixture *f)
{
  return make_change (f, op_reopen (f->world, f->ticket, f->people.anna), "state_v", NULL);
}

static JsonObject *
make_assign (SpoilFixture *f)
{
  return make_change (f, op_assign (f->world, f->ticket, f->people.anna, f->people.bert),
                      "advisor_v", NULL);
}

static JsonObject *
make_take_over (SpoilFixture *f)
{
  return make_change (f, op_take_over (f->world, f->ticket, f->people.anna), "advisor_v", NULL);
}

static JsonObject *
make_release (SpoilFixture *f)
{
  return make_change (f, op_release (f->world, f->ticket, f->people.anna), "advisor_v", NULL);
}

static JsonObject *
make_exclude (SpoilFixture *f)
{
  return make_change (
      f, op_exclusion (f->world, "exclude", f->ticket, f->people.anna, f->people.bert), NULL, NULL);
}

static JsonObject *
make_include (SpoilFixture *f)
{
  return make_change (
      f, op_exclusion (f->world, "include", f->ticket, f->people.anna, f->people.bert), NULL, NULL);
}

static JsonObject *
make_new_code (SpoilFixture *f)
{
  return make_change (f, op_new_code (f->world, f->ticket, f->people.anna), NULL, NULL);
}

static JsonObject *
make_deletion (SpoilFixture *f, const char *type, const char *version)
{
  return make_change (f, op_deletion (f->world, type, f->ticket, f->people.anna), version, NULL);
}

static JsonObject *
make_propose (SpoilFixture *f)
{
  return make_deletion (f, "propose-delete", "deletion_v");
}

static JsonObject *
make_withdraw (SpoilFixture *f)
{
  return make_deletion (f, "withdraw-delete", "deletion_v");
}

/* Of a ticket of its own: the other one may be anywhere by now. */
static JsonObject *
make_confirm (SpoilFixture *f)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->people.dora, "deleted");

  world_expect (f->world, f->people.bert,
                op_deletion (f->world, "propose-delete", ticket, f->people.bert), "applied");
  return make_change (f, people_confirm_delete (f->world, ticket, f->people.anna), "deletion_v",
                      "seen");
}

static JsonObject *
make_hold (SpoilFixture *f)
{
  return make_deletion (f, "hold", "hold_v");
}

static JsonObject *
make_lift_hold (SpoilFixture *f)
{
  return make_deletion (f, "lift-hold", "hold_v");
}

/* To another area of anna's, and to stay there. */
static JsonObject *
make_move (SpoilFixture *f)
{
  team_add_area (f->world, f->people.anna, "Travel", "", TRUE, &f->ticket->area);
  return make_change (f, op_move (f->world, f->ticket, f->people.anna, NULL), "area_v",
                      "advisor_v");
}

/* The deadline that is added, and everything else is done to. */
static HarkId by_hand = { "a deadline here" };

static JsonObject *
make_period (SpoilFixture *f, const char *type, gint64 due)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (SrvPeriodRow) row = store_period_get (store, &f->ticket->id, &by_hand, NULL);
  gint64 version = row == NULL                           ? 1
                   : g_str_equal (type, "change-period") ? row->due_v
                   : g_str_equal (type, "remove-period") ? row->rv
                                                         : row->done_v;

  return make_change (f,
                      op_period (f->world, type, f->ticket, f->people.anna, &by_hand, due, version),
                      g_str_equal (type, "add-period") ? NULL : "period_v", NULL);
}

static JsonObject *
make_add_period (SpoilFixture *f)
{
  return make_period (f, "add-period", HARNESS_NOW);
}

static JsonObject *
make_change_period (SpoilFixture *f)
{
  return make_period (f, "change-period", HARNESS_NOW + 1);
}

static JsonObject *
make_fulfil_period (SpoilFixture *f)
{
  return make_period (f, "fulfil-period", 0);
}

static JsonObject *
make_unfulfil_period (SpoilFixture *f)
{
  return make_period (f, "unfulfil-period", 0);
}

static JsonObject *
make_remove_period (SpoilFixture *f)
{
  return make_period (f, "remove-period", 0);
}

static JsonObject *
make_note (SpoilFixture *f)
{
  return spoil_make_batch (f, op_note (f->world, f->ticket, f->people.anna, "a note"));
}

/* With somebody who has no inbox. */
static JsonObject *
make_contact (SpoilFixture *f)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, NULL);
  JsonObject *op = op_submit (f->world, ticket, f->people.anna, "written down");
  JsonObject *body = json_object_get_object_member (op, "body");

  json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->harness));
  json_object_set_boolean_member (body, "reachable", TRUE);
  world_expect (f->world, f->people.anna, op, "applied");
  return spoil_make_batch (f, op_contact (f->world, ticket, f->people.anna, "called them"));
}

/* After somebody has left. */
static JsonObject *
make_rekey (SpoilFixture *f)
{
  JsonObject *op = op_new ("rekey", f->ticket);

  f->people.clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  op_open_epoch (f->world, op, f->ticket, f->people.anna);
  return spoil_make_batch (f, op);
}

static JsonObject *
make_submit (SpoilFixture *f)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);

  return spoil_make_batch (f, op_submit (f->world, ticket, f->people.dora, "another report"));
}

static JsonObject *
make_read (SpoilFixture *f)
{
  JsonObject *op = op_new ("read", f->ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", 1);
  return spoil_make_batch (f, op);
}

/* For somebody without a name, who gets an inbox. */
static JsonObject *
make_behalf (SpoilFixture *f)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, NULL);
  JsonObject *op, *body, *inbox = json_object_new ();
  guint8 random[48];

  hark_seal_random (ticket->reporter_pk, sizeof ticket->reporter_pk);
  hark_seal_random (random, sizeof random);
  op = op_submit (f->world, ticket, f->people.anna, "written down");
  body = json_object_get_object_member (op, "body");
  hark_json_set_bytes (inbox, "lookup", random, 16);
  hark_json_set_bytes (inbox, "token", random + 16, 32);
  json_object_set_object_member (body, "inbox", inbox);
  json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->harness));
  json_object_set_boolean_member (body, "reachable", TRUE);
  return spoil_make_batch (f, op);
}

/* ---- bodies ---- */

static const char *
get_token (SpoilFixture *f, const SrvRoute *route)
{
  return route->auth == SRV_AUTH_USER ? f->people.anna->token : NULL;
}

static void
try_frames (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  static const char *const texts[] = {
    "",
    "null",
    "true",
    "7",
    "\"" SPOIL_CANARY "\"",
    "[]",
    "[{}]",
    "{}",
    "{",
    "}",
    "{}{}",
    "{} x",
    "{\"a\":1,}",
    "{'a':1}",
    "{a:1}",
    "<xml/>",
    "a=b&c=",
    "{\"\":1}",
    "{\"a\":1,\"a\":1}",
    "\xef\xbb\xbf{}",
    "{\"a\":NaN}",
    "// x\n{}",
    "{\"a\":\"\x01\"}",
    "{\"__proto__\":{}}",
    "{\"a\":01}",
  };
  g_autofree char *deep = g_strnfill (3000, '['), *nested = NULL, *large = NULL;
  const char *token = get_token (f, route);

  if (spoil_find_entry (route)->make == NULL && !g_str_equal (route->pattern, HARK_API_SETUP))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strdup (texts[i]);
      guint status = spoil_refuse (f->spoil, route->method, path, token, NULL, text, -1);

      g_test_message ("%s: %s: %u", route->pattern, texts[i], status);
      /* nobody learns at /setup what it thinks of JSON that comes without the code */
      g_assert_cmpuint (status, ==, 400);
    }

  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, token, NULL, "{\"a\0\":1}", 8), ==,
                    400);
  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, token, NULL, deep, -1), ==, 400);
  nested = g_strconcat ("{\"user\":", deep, NULL);
  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, token, NULL, nested, -1), ==, 400);
  large = g_strnfill (route->max_body + 1, ' ');
  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, token, NULL, large, -1), ==, 413);
}

static void
test_what_is_no_object_is_refused (SpoilFixture *f, gconstpointer unused)
{
  spoil_each_route (f, try_frames);
}

typedef struct
{
  SpoilFixture *f;
  const SrvRoute *route;
  const SpoilEntry *entry;
  const char *path, *token;
  const char *op; /* the id of the operation, NULL for none */
  guint n;
} Round;

static gboolean
is_refused (JsonNode *result)
{
  static const char *const verdicts[]
      = { "invalid", "conflict", "gone", "forbidden", "rekey", "replayed", NULL };

  return g_strv_contains (verdicts, spoil_get_verdict (result));
}

/* As a whole, or each thing in it. */
static gboolean
is_refusal (Reply *reply)
{
  JsonArray *results;

  if (reply->status >= 400 && reply->status < 500)
    return reply_get_code (reply) != NULL
           && strstr (hark_json_peek_string (reply->json, "detail"), SPOIL_CANARY) == NULL;

  if (reply->status != 200 || reply->json == NULL
      || !json_object_has_member (reply->json, "results"))
    return FALSE;
  results = json_object_get_array_member (reply->json, "results");
  for (guint i = 0; i < json_array_get_length (results); i++)
    if (!is_refused (json_array_get_element (results, i)))
      return FALSE;
  return TRUE;
}

static void
spoil_round (const char *where, GString *text, gpointer user)
{
  Round *round = user;
  g_auto (GStrv) fine = g_strsplit (round->entry->fine != NULL ? round->entry->fine : "", " ", -1);
  g_autoptr (Reply) reply = NULL;

  if (g_strv_contains ((const char *const *)fine, where))
    return;

  /* an operation is decided once: each needs an id of its own */
  if (round->op != NULL)
    {
      HarkId id;
      g_autofree char *fresh = NULL;

      hark_id_random (&id);
      fresh = hark_id_to_string (&id);
      g_string_replace (text, round->op, fresh, 0);
    }

  round->n++;
  reply = spoil_ask (round->f->spoil, round->route->method, round->path, round->token, NULL,
                     text->str, (gssize)text->len);
  if (is_refusal (reply))
    return;

  g_test_message ("%s takes %s: %u %.*s", round->entry->route, where, reply->status,
                  (int)g_bytes_get_size (reply->body),
                  (const char *)g_bytes_get_data (reply->body, NULL));
  g_test_fail ();
}

/* What was right at first is right at last: it was nothing else that was refused. */
static void
spoil_all (SpoilFixture *f, const SrvRoute *route, const SpoilEntry *entry, const char *path,
           const char *token, JsonObject *good)
{
  g_autofree char *text = hark_json_to_string (good), *op = NULL;
  g_autoptr (JsonObject) reply = NULL;
  Round round = { .f = f, .route = route, .entry = entry, .path = path, .token = token };

  if (route == api_op_routes)
    {
      op = g_strdup (hark_json_peek_string (
          json_array_get_object_element (json_object_get_array_member (good, "ops"), 0), "op"));
      round.op = op;
    }

  spoil_begin (f->spoil, entry->changing);
  spoil_each_member (good, spoil_round, &round);
  g_test_message ("%s: %u bodies refused", entry->route, round.n);
  g_assert_cmpuint (round.n, >, 15);
  reply = harness_ask (f->harness, route->method, path, token, text, 200);
  if (json_object_has_member (reply, "results"))
    g_assert_cmpstr (spoil_get_verdict (json_array_get_element (
                         json_object_get_array_member (reply, "results"), 0)),
                     ==, "applied");
}

static void
try_bodies (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  const SpoilEntry *entry = spoil_find_entry (route);
  g_autoptr (JsonObject) good = entry->make != NULL ? entry->make (f) : NULL;

  if (good != NULL)
    spoil_all (f, route, entry, path, get_token (f, route), good);
}

static void
test_every_member_is_checked (SpoilFixture *f, gconstpointer unused)
{
  spoil_each_route (f, try_bodies);
}

/* In an order in which each can be: what is right at last is done. */
static void
test_every_operation_is_checked (SpoilFixture *f, gconstpointer unused)
{
  static const SpoilEntry others[] = {
    { "note", make_note, SPOIL_OPS_FINE, "op clock" },
    { "contact", make_contact, SPOIL_OPS_FINE, "op clock" },
    { "assign", make_assign, SPOIL_OPS_FINE, "op clock" },
    { "take-over", make_take_over, SPOIL_OPS_FINE, "op clock" },
    { "release", make_release, SPOIL_OPS_FINE, "op clock" },
    { "read", make_read, SPOIL_OPS_FINE " ops[0].body.up_to:number", "op clock" },
    /* a day too far back is the earliest that there may be */
    { "behalf", make_behalf,
      SPOIL_OPS_FINE " ops[0].body.received:number ops[0].body.received:negative", "op clock" },
    { "add-period", make_add_period,
      SPOIL_OPS_FINE " ops[0].body.remind:missing ops[0].body.definition:missing "
                     "ops[0].body.due:number ops[0].body.remind:list ops[0].body.remind[0]:number",
      "op clock" },
    { "change-period", make_change_period, SPOIL_OPS_FINE " ops[0].body.due:number", "op clock" },
    { "fulfil-period", make_fulfil_period, SPOIL_OPS_FINE, "op clock" },
    { "unfulfil-period", make_unfulfil_period, SPOIL_OPS_FINE, "op clock" },
    { "remove-period", make_remove_period, SPOIL_OPS_FINE, "op clock" },
    { "close", make_close,
      SPOIL_OPS_FINE " ops[0].pre.seen:missing ops[0].pre.seen:null "
                     "ops[0].pre.messages:missing ops[0].body.months:missing",
      "op clock" },
    { "reopen", make_reopen, SPOIL_OPS_FINE, "op clock" },
    { "rekey", make_rekey, SPOIL_OPS_FINE, "op clock" },
    { "exclude", make_exclude, SPOIL_OPS_FINE, "op clock" },
    { "include", make_include, SPOIL_OPS_FINE, "op clock" },
    { "new-code", make_new_code, SPOIL_OPS_FINE, "op clock inbox" },
    { "move", make_move, SPOIL_OPS_FINE " ops[0].body.advisor:missing", "op clock" },
    { "propose-delete", make_propose, SPOIL_OPS_FINE, "op clock" },
    { "withdraw-delete", make_withdraw, SPOIL_OPS_FINE, "op clock" },
    { "hold", make_hold, SPOIL_OPS_FINE, "op clock" },
    { "lift-hold", make_lift_hold, SPOIL_OPS_FINE, "op clock" },
    { "submit", make_submit, SPOIL_OPS_FINE " ops[0].epoch.past:missing ops[0].epoch.past:null",
      "op clock" },
    { "confirm-delete", make_confirm, SPOIL_OPS_FINE " ops[0].pre.messages:missing", "op clock" },
  };
  const SrvRoute *route = api_op_routes;
  gboolean seen[SRV_OP_LAST] = { [SRV_OP_MESSAGE] = TRUE }; /* by the route itself */

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (JsonObject) good = others[i].make (f);
      SrvOpType type;

      if (srv_op_type_from_name (others[i].route, &type))
        seen[type] = TRUE;
      spoil_all (f, route, &others[i], HARK_API_OPS,
                 g_str_equal (others[i].route, "submit") ? f->people.dora->token
                                                         : f->people.anna->token,
                 good);
    }
  for (guint i = 0; i < SRV_OP_LAST; i++)
    g_assert_true (seen[i]);
}

/* The server must not be set up yet for that. */
static void
test_set_up_is_checked (void)
{
  static const SpoilEntry entry = {
    "POST " HARK_API_SETUP, NULL,
    "protocol.max:number account.ops:number area.name:words area.name:unpadded area.name:web64"
  };
  World *world = world_new_unset (harness_new ());
  g_autoptr (GPtrArray) statements = world_make_first_roster (world);
  g_autoptr (JsonObject) good = world_make_setup (world, world_first (world), statements);
  SpoilFixture f
      = { .world = world, .harness = world->harness, .spoil = spoil_new (world->harness) };

  spoil_all (&f, api_setup_routes, &entry, HARK_API_SETUP, NULL, good);
  spoil_free (f.spoil);
  world_free (world);
}

/* ---- main ---- */

#define TEST(path, function) SPOIL_TEST ("/bad-body/" path, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("frames", test_what_is_no_object_is_refused);
  TEST ("members", test_every_member_is_checked);
  TEST ("operations", test_every_operation_is_checked);
  g_test_add_func ("/bad-body/set-up", test_set_up_is_checked);
  return g_test_run ();
}
