/* test-exclude.c: a ticket that is kept from somebody: from then on they have no byte of it, and
 * whatever is done to it later keeps it so */
#include "areas.h"
#include "pair.h"
#include "people.h"
#include "team.h"

#include "app-client-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

/* --- at the server --- */

typedef struct
{
  Fixture people;
  World *world;
  Ticket *ticket; /* dora's */
} Desk;

static void
desk_set_up (Desk *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  f->ticket = world_submit (f->world, f->people.dora, SUBJECT);
}

static void
desk_tear_down (Desk *f, gconstpointer unused)
{
  ticket_free (f->ticket);
  people_tear_down (&f->people, NULL);
}

static gboolean
sees (Desk *f, Actor *actor)
{
  g_autoptr (JsonObject) row = people_get_ticket (&f->people, actor, f->ticket);

  return row != NULL;
}

static void
expect (Desk *f, Actor *actor, JsonObject *op, const char *status)
{
  world_expect (f->world, actor, op, status);
}

/* Takes back what the test's own side believes. */
static void
expect_not (Desk *f, Actor *actor, JsonObject *op, const char *status)
{
  expect (f, actor, op, status);
  ticket_forget_epoch (f->ticket);
  f->ticket->excluded.n_excluded = 0;
}

static JsonObject *
exclude (Desk *f, Actor *author, Actor *person)
{
  return op_exclusion (f->world, "exclude", f->ticket, author, person);
}

static void
test_from_then_on_they_have_nothing_of_it (Desk *f, gconstpointer unused)
{
  JsonObject *op = exclude (f, f->people.anna, f->people.bert);

  expect (f, f->people.anna, json_object_ref (op), "applied");
  expect (f, f->people.anna, op, "applied"); /* again: nothing happens */
  g_assert_false (sees (f, f->people.bert));
  g_assert_true (sees (f, f->people.clara));
  g_assert_true (sees (f, f->people.dora));
  expect (f, f->people.bert, op_note (f->world, f->ticket, f->people.bert, "mine"), "gone");
  expect (f, f->people.anna, op_note (f->world, f->ticket, f->people.anna, "ours"), "applied");
  g_assert_cmpuint (people_count_objects (&f->people, f->people.bert), ==, 0);
}

/* Whoever may write, themselves too; an Observer nobody else. */
static void
test_who_may (Desk *f, gconstpointer unused)
{
  expect_not (f, f->people.clara, exclude (f, f->people.clara, f->people.bert), "forbidden");
  expect_not (f, f->people.dora, exclude (f, f->people.dora, f->people.bert), "forbidden");
  expect_not (f, f->people.anna, exclude (f, f->people.bert, f->people.clara), "invalid");
  g_assert_true (sees (f, f->people.clara));
  expect (f, f->people.bert, exclude (f, f->people.bert, f->people.bert), "applied");
  g_assert_false (sees (f, f->people.bert));
}

/* The one epoch that an Observer may open: nothing else stands in it, and nothing else goes with
 * it. */
static void
test_an_observer_leaves (Desk *f, gconstpointer unused)
{
  JsonObject *op;

  g_assert_true (hark_epoch_exclude (&f->ticket->excluded, &f->people.bert->id));
  expect_not (f, f->people.clara, exclude (f, f->people.clara, f->people.clara), "invalid");
  op = exclude (f, f->people.clara, f->people.clara);
  json_object_set_string_member (op, "type", "note");
  expect_not (f, f->people.clara, op, "forbidden");
  op = exclude (f, f->people.clara, f->people.clara);
  json_object_set_string_member (op, "type", "rekey");
  expect_not (f, f->people.clara, op, "forbidden");
  g_assert_true (sees (f, f->people.bert));
  g_assert_true (sees (f, f->people.clara));

  expect (f, f->people.clara, exclude (f, f->people.clara, f->people.clara), "applied");
  g_assert_false (sees (f, f->people.clara));
  expect (f, f->people.clara,
          op_exclusion (f->world, "include", f->ticket, f->people.clara, f->people.clara), "gone");
  g_assert_true (hark_epoch_exclude (&f->ticket->excluded, &f->people.clara->id));
  ticket_forget_epoch (f->ticket);
  /* they made its key: nothing of the others' goes under it */
  op = op_new ("note", f->ticket);
  op_add (f->world, op, f->ticket, f->people.anna, HARK_OBJECT_NOTE, "they could read this");
  expect (f, f->people.anna, op, "rekey");
  g_assert_true (sees (f, f->people.anna));
}

static void
test_not_the_advisor_and_not_everybody (Desk *f, gconstpointer unused)
{
  expect (f, f->people.bert, op_take_over (f->world, f->ticket, f->people.bert), "applied");
  expect_not (f, f->people.anna, exclude (f, f->people.anna, f->people.bert), "conflict");
  expect (f, f->people.bert, op_release (f->world, f->ticket, f->people.bert), "applied");
  expect (f, f->people.anna, exclude (f, f->people.anna, f->people.bert), "applied");
  /* clara could read it still, and nobody could answer */
  expect (f, f->people.anna, exclude (f, f->people.anna, f->people.anna), "forbidden");
  g_assert_true (sees (f, f->people.anna));
}

/* bert could answer, and nobody could take it back or let anybody else in. */
static void
test_an_expert_is_left (Desk *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);
  JsonObject *op;

  expect_not (f, f->people.bert, exclude (f, f->people.bert, f->people.anna), "forbidden");
  expect_not (f, f->people.anna, exclude (f, f->people.anna, f->people.anna), "forbidden");
  g_assert_true (sees (f, f->people.anna));

  g_assert_true (hark_epoch_exclude (&ticket->excluded, &f->people.anna->id));
  op = op_submit (f->world, ticket, f->people.dora, SUBJECT);
  expect (f, f->people.dora, op, "forbidden");

  f->people.bert->role = HARK_ROLE_EXPERT;
  world_set_team (f->world);
  expect (f, f->people.bert, exclude (f, f->people.bert, f->people.anna), "applied");
  g_assert_false (sees (f, f->people.anna));
  expect_not (f, f->people.bert, exclude (f, f->people.bert, f->people.bert), "forbidden");
  g_assert_true (sees (f, f->people.bert));
}

/* A slot for them, or one that the statement does not say. */
static void
test_the_slots_are_those_of_the_others (Desk *f, gconstpointer unused)
{
  JsonObject *op = exclude (f, f->people.anna, f->people.bert);
  JsonArray *slots
      = json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots");
  JsonObject *slot = json_object_new ();

  hark_json_set_id (slot, "to", &f->people.bert->id);
  json_object_set_string_member (slot, "kind", "member");
  json_object_set_string_member (
      slot, "box", json_object_get_string_member (json_array_get_object_element (slots, 0), "box"));
  json_array_add_object_element (slots, slot);
  expect_not (f, f->people.anna, op, "invalid");

  op = exclude (f, f->people.anna, f->people.bert);
  hark_json_set_id (json_object_get_object_member (op, "body"), "user", &f->people.clara->id);
  expect_not (f, f->people.anna, op, "invalid");
  g_assert_true (sees (f, f->people.bert));
  g_assert_true (sees (f, f->people.clara));
}

static void
test_nothing_else_adds_or_ends_one (Desk *f, gconstpointer unused)
{
  JsonObject *op;

  g_assert_true (hark_epoch_exclude (&f->ticket->excluded, &f->people.bert->id));
  expect_not (f, f->people.anna, op_note (f->world, f->ticket, f->people.anna, "a note"),
              "invalid");
  expect (f, f->people.anna, exclude (f, f->people.anna, f->people.bert), "applied");

  hark_epoch_include (&f->ticket->excluded, &f->people.bert->id);
  op = op_new ("rekey", f->ticket);
  op_open_epoch (f->world, op, f->ticket, f->people.anna);
  expect (f, f->people.anna, op, "invalid");
  g_assert_false (sees (f, f->people.bert));
}

static void
post_slot (Desk *f, Actor *sealer, Actor *to, const char *result)
{
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;
  JsonObject *slot = json_object_new ();
  JsonArray *slots = json_array_new ();
  g_autofree char *text = NULL;
  guint8 box[HARK_SLOT_LEN] = { 1 };

  hark_json_set_id (slot, "tk", &f->ticket->id);
  json_object_set_int_member (slot, "epoch", ticket_get_epoch (f->ticket));
  hark_json_set_id (slot, "to", &to->id);
  hark_json_set_bytes (slot, "box", box, sizeof box);
  json_array_add_object_element (slots, slot);
  json_object_set_array_member (body, "slots", slots);
  text = hark_json_to_string (body);
  reply = harness_ask (f->world->harness, "POST", HARK_API_SLOTS, sealer->token, text, 200);
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (reply, "results"), 0), ==,
      result);
}

/* Out of the team and in again: nothing is due to them, and nobody can give it to them. */
static void
test_who_joins_again_stays_excluded (Desk *f, gconstpointer unused)
{
  g_autoptr (JsonObject) dues = NULL;

  expect (f, f->people.anna, exclude (f, f->people.anna, f->people.bert), "applied");
  f->people.bert->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  f->people.bert->role = HARK_ROLE_EXPERT;
  world_set_team (f->world);
  dues = harness_ask (f->world->harness, "GET", HARK_API_DUES, f->people.anna->token, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (dues, "dues")), ==, 0);
  post_slot (f, f->people.anna, f->people.bert, "forbidden");
  g_assert_false (sees (f, f->people.bert));
  /* nor do they include themselves, Expert or not */
  expect (f, f->people.bert,
          op_exclusion (f->world, "include", f->ticket, f->people.bert, f->people.bert), "gone");
}

static void
test_an_expert_takes_it_back (Desk *f, gconstpointer unused)
{
  expect (f, f->people.anna, exclude (f, f->people.anna, f->people.clara), "applied");
  g_assert_false (sees (f, f->people.clara));
  expect (f, f->people.bert,
          op_exclusion (f->world, "include", f->ticket, f->people.bert, f->people.clara),
          "forbidden");
  ticket_forget_epoch (f->ticket);
  expect (f, f->people.anna,
          op_exclusion (f->world, "include", f->ticket, f->people.anna, f->people.clara),
          "applied");
  g_assert_true (sees (f, f->people.clara));
}

/* --- from the beginning --- */

/* dora's next ticket, kept from @person by herself, ready to be sent. */
static JsonObject *
begin_without (Desk *f, Ticket *ticket, Actor *person)
{
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &person->id));
  return op_submit (f->world, ticket, f->people.dora, SUBJECT);
}

/* What is answered, but for whose it is. (transfer full) */
static char *
ask_about (Desk *f, Actor *actor, JsonObject *op)
{
  g_autoptr (JsonObject) result = world_send (f->world, actor, op);

  json_object_remove_member (result, "op");
  json_object_remove_member (result, "seq");
  json_object_unref (op);
  return hark_json_to_string (result);
}

static guint
count_tickets (Desk *f, Actor *actor)
{
  g_autoptr (GPtrArray) numbers = team_list (f->world, actor);

  return numbers->len;
}

/* By their Expert. */
static void
settle_exclusion (Desk *f, gboolean is_let)
{
  team_settle (f->world, f->people.anna, &f->world->area,
               is_let ? "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"exclusion\":true}"
                      : "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"}}");
}

/* Neither row, count, link nor work that is due; and whatever they ask of it is answered as of a
 * ticket that never was. */
static void
test_excluded_at_submission_there_is_nothing (Desk *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);
  g_autoptr (Ticket) never = ticket_new (f->world, f->people.dora);
  guint before = count_tickets (f, f->people.anna);
  g_autofree char *slots = NULL, *about = NULL, *nothing = NULL, *other = NULL;
  g_autoptr (JsonObject) dues = NULL, reply = NULL, opening = NULL;
  g_autoptr (GBytes) box = g_bytes_new_take (g_malloc0 (HARK_SLOT_LEN), HARK_SLOT_LEN);
  g_autofree char *id = hark_id_to_string (&ticket->id), *clara = NULL, *encoded = NULL;

  f->people.bert->role = HARK_ROLE_EXPERT;
  settle_exclusion (f, TRUE);
  world_set_team (f->world);
  expect (f, f->people.dora, begin_without (f, ticket, f->people.anna), "applied");
  g_assert_cmpuint (count_tickets (f, f->people.anna), ==, before);
  g_assert_cmpuint (count_tickets (f, f->people.bert), ==, before + 1);
  expect (f, f->people.bert, op_note (f->world, ticket, f->people.bert, "without anna"), "applied");
  g_assert_cmpuint (count_tickets (f, f->people.anna), ==, before);

  opening = op_new ("note", never);
  op_open_epoch (f->world, opening, never, f->people.dora);
  about = ask_about (f, f->people.anna, op_note (f->world, ticket, f->people.anna, "let me in"));
  nothing = ask_about (f, f->people.anna, op_note (f->world, never, f->people.anna, "let me in"));
  g_assert_cmpstr (about, ==, nothing);
  g_clear_pointer (&about, g_free);
  ticket_forget_epoch (ticket);
  hark_epoch_include (&ticket->excluded, &f->people.anna->id);
  about = ask_about (f, f->people.anna,
                     op_exclusion (f->world, "include", ticket, f->people.anna, f->people.anna));
  g_assert_nonnull (strstr (about, "no such ticket for you"));

  /* somebody joins: it is not anna who hears that they need a key of it */
  f->people.clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  f->people.clara->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  dues = harness_ask (f->world->harness, "GET", HARK_API_DUES, f->people.anna->token, NULL, 200);
  other = hark_json_to_string (dues);
  g_assert_null (strstr (other, id));
  clara = hark_id_to_string (&f->people.clara->id);
  encoded = g_base64_encode (g_bytes_get_data (box, NULL), HARK_SLOT_LEN);
  slots = g_strdup_printf ("{\"slots\":[{\"tk\":\"%s\",\"epoch\":1,\"to\":\"%s\",\"box\":\"%s\"}]}",
                           id, clara, encoded);
  reply
      = harness_ask (f->world->harness, "POST", HARK_API_SLOTS, f->people.anna->token, slots, 200);
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (reply, "results"), 0), ==,
      "forbidden");
  g_assert_cmpuint (count_tickets (f, f->people.anna), ==, before);
}

/* Whoever is in no team gets no ticket: they would only take the places of who does. */
static void
test_only_people_of_a_team (Desk *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);
  JsonObject *op;

  expect_not (f, f->people.anna, exclude (f, f->people.anna, f->people.dora), "conflict");
  settle_exclusion (f, TRUE);
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &f->people.dora->id));
  op = begin_without (f, ticket, f->people.bert);
  expect (f, f->people.dora, op, "invalid");
  ticket_forget_epoch (ticket);
  hark_epoch_include (&ticket->excluded, &f->people.dora->id);
  expect (f, f->people.dora, begin_without (f, ticket, f->people.bert), "applied");
}

static void
expect_not_begun (Desk *f, Ticket *ticket, JsonObject *op, const char *status)
{
  expect (f, f->people.dora, op, status);
  ticket_forget_epoch (ticket);
  ticket->excluded.n_excluded = 0;
}

static void
test_a_beginning_that_may_not_be (Desk *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->people.dora);
  HarkId nobody;
  JsonObject *op;

  expect_not_begun (f, ticket, begin_without (f, ticket, f->people.bert), "forbidden");
  settle_exclusion (f, TRUE);
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &f->people.bert->id));
  expect_not_begun (f, ticket, begin_without (f, ticket, f->people.anna), "forbidden");
  hark_id_random (&nobody);
  g_assert_true (hark_epoch_exclude (&ticket->excluded, &nobody));
  expect_not_begun (f, ticket, begin_without (f, ticket, f->people.anna), "invalid");

  /* a slot for whom the statement excludes */
  op = begin_without (f, ticket, f->people.bert);
  {
    g_autoptr (Ticket) open = ticket_new (f->world, f->people.dora);
    g_autoptr (JsonObject) full = op_submit (f->world, open, f->people.dora, SUBJECT);
    JsonObject *epoch = json_object_get_object_member (op, "epoch");

    json_object_set_array_member (epoch, "slots",
                                  json_array_ref (json_object_get_array_member (
                                      json_object_get_object_member (full, "epoch"), "slots")));
    expect_not_begun (f, ticket, op, "invalid");
  }

  settle_exclusion (f, FALSE);
  expect_not_begun (f, ticket, begin_without (f, ticket, f->people.bert), "forbidden");
  expect (f, f->people.dora, op_submit (f->world, ticket, f->people.dora, SUBJECT), "applied");
}

/* --- with desktops --- */

static void
act (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *person)
{
  const AppAction action = { .type = type, .ticket = *ticket, .user = *person };

  device_act (client, &action);
}

static void
expect_refused (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *person,
                HarkError code, const char *words)
{
  const AppAction action = { .type = type, .ticket = *ticket, .user = *person };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
expect_nothing_of_it (AppClient *client, const HarkId *ticket)
{
  AppCache *cache = client->store->cache;
  g_autoptr (GPtrArray) objects = app_cache_list_objects (cache, ticket, NULL);
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (cache, ticket, NULL);
  g_autoptr (GPtrArray) periods = app_cache_list_periods (cache, ticket, NULL);

  g_assert_false (areas_has (client, ticket));
  g_assert_cmpuint (objects->len + epochs->len + periods->len, ==, 0);
}

static void
test_it_goes_from_their_device (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL;
  AppHistory *newest;

  device_write (f->ben->client, APP_ACTION_NOTE, &f->ticket, "canary-lemur: I know them");
  areas_sync (f);
  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  areas_sync (f);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  loaded = device_load (f->anna, &f->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->excluded->len, ==, 1);
  g_assert_cmpstr (((AppExcluded *)loaded->excluded->pdata[0])->name, ==, "ben");
  newest = loaded->history->pdata[loaded->history->len - 1];
  g_assert_cmpstr (newest->type, ==, "exclude");
  g_assert_cmpstr (newest->to, ==, "ben");
}

static void
test_it_carries_over (Areas *f, gconstpointer unused)
{
  const AppAction move = { .type = APP_ACTION_MOVE, .ticket = f->ticket, .area = f->procurement };
  g_autoptr (AppTicket) loaded = NULL;

  /* before it goes to the area where dora is */
  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->dora->id);
  device_act (f->anna, &move);
  areas_sync (f);
  areas_sync (f);
  g_assert_true (areas_has (f->cleo->client, &f->ticket));
  expect_nothing_of_it (f->dora->client, &f->ticket);

  /* somebody joins, somebody leaves: the next epochs */
  areas_set_role (f->cleo->client, &f->ben->id, &f->procurement, HARK_ROLE_PROFESSIONAL);
  areas_sync (f);
  g_assert_true (areas_has (f->ben->client, &f->ticket));
  areas_set_role (f->cleo->client, &f->ben->id, &f->procurement, HARK_ROLE_NONE);
  areas_sync (f);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  expect_nothing_of_it (f->dora->client, &f->ticket);
  loaded = device_load (f->cleo->client, &f->ticket);
  g_assert_cmpstr (((AppExcluded *)loaded->excluded->pdata[0])->name, ==, "dora");
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
}

static void
test_of_oneself_and_taken_back (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (AppTicket) after = NULL;

  act (f->ben->client, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  areas_sync (f);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  pair_expect_nothing_left (f->ben->client);
  loaded = device_load (f->anna, &f->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  act (f->anna, APP_ACTION_INCLUDE, &f->ticket, &f->ben->id);
  areas_sync (f);
  after = device_load (f->ben->client, &f->ticket);
  g_assert_cmpint (after->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (after->excluded->len, ==, 0);
}

/* The others' clients believe it, and take it from no other Observer. */
static void
test_an_observer_leaves_from_their_desktop (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL, after = NULL;
  AppHistory *newest;

  areas_set_role (f->anna, &f->ben->id, &f->compliance, HARK_ROLE_OBSERVER);
  areas_sync (f);
  expect_refused (f->ben->client, APP_ACTION_EXCLUDE, &f->ticket, &f->dora->id,
                  HARK_ERROR_FORBIDDEN, "Professionals and Experts");
  act (f->ben->client, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  areas_sync (f);
  pair_expect_nothing_left (f->ben->client);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  loaded = device_load (f->anna, &f->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (((AppExcluded *)loaded->excluded->pdata[0])->name, ==, "ben");
  newest = loaded->history->pdata[loaded->history->len - 1];
  g_assert_cmpstr (newest->type, ==, "exclude");
  g_assert_cmpstr (newest->by, ==, "ben");
  device_write (f->anna, APP_ACTION_NOTE, &f->ticket, "without ben");
  areas_sync (f);
  after = device_load (f->anna, &f->ticket);
  g_assert_cmpint (after->trust, ==, APP_TRUST_VERIFIED);
  expect_nothing_of_it (f->ben->client, &f->ticket);
}

static void
test_offline_it_waits (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) waiting = NULL;

  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  waiting = pair_list_waiting (f->anna);
  g_assert_cmpstr (((AppWaiting *)waiting->pdata[0])->type, ==, "exclude");
  g_assert_cmpstr (((AppWaiting *)waiting->pdata[0])->to, ==, "ben");
  expect_refused (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id, HARK_ERROR_CONFLICT,
                  "excluded already");
  /* meanwhile another one opens an epoch */
  device_write (f->ben->client, APP_ACTION_NOTE, &f->ticket, "a note");
  device_sync (f->ben->client);
  areas_sync (f);
  pair_expect_nothing_left (f->anna);
  expect_nothing_of_it (f->ben->client, &f->ticket);
}

/* ben takes it over at the same time. */
static void
test_whoever_became_the_advisor_is_told (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;

  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  device_write (f->ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben->client);
  areas_sync (f);
  refused = pair_list_refused (f->anna);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpint (((AppRefused *)refused->pdata[0])->reason, ==, APP_REFUSED_IS_ADVISOR);
  g_assert_cmpstr (((AppRefused *)refused->pdata[0])->to, ==, "ben");
  g_assert_true (areas_has (f->ben->client, &f->ticket));
}

static void
test_refused_in_words (Areas *f, gconstpointer unused)
{
  HarkId anna = f->anna->store->account->user, nobody;

  hark_id_random (&nobody);
  expect_refused (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &nobody, HARK_ERROR_NOT_FOUND,
                  "list of people");
  expect_refused (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->emil->id, HARK_ERROR_CONFLICT,
                  "in no area's team");
  expect_refused (f->anna, APP_ACTION_INCLUDE, &f->ticket, &f->ben->id, HARK_ERROR_CONFLICT,
                  "not excluded");
  expect_refused (f->ben->client, APP_ACTION_INCLUDE, &f->ticket, &f->dora->id,
                  HARK_ERROR_FORBIDDEN, "only an Expert");
  expect_refused (f->emil->client, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id,
                  HARK_ERROR_FORBIDDEN, "Professionals and Experts");
  expect_refused (f->ben->client, APP_ACTION_EXCLUDE, &f->ticket, &anna, HARK_ERROR_FORBIDDEN,
                  "no Expert would be left");
  expect_refused (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &anna, HARK_ERROR_FORBIDDEN,
                  "no Expert would be left");
  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->ben->id);
  areas_sync (f);
  device_write (f->anna, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  expect_refused (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &anna, HARK_ERROR_CONFLICT,
                  "handed over first");
}

/* They would be all who could take it back there: dora alone could answer. */
static void
test_not_moved_to_experts_whom_it_excludes (Areas *f, gconstpointer unused)
{
  const AppAction move = { .type = APP_ACTION_MOVE, .ticket = f->ticket, .area = f->procurement };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GError) error = NULL;

  act (f->anna, APP_ACTION_EXCLUDE, &f->ticket, &f->cleo->id);
  areas_sync (f);
  g_assert_false (app_client_act_sync (f->anna, &move, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (error->message, "every Expert"));

  /* and where the client does not know yet: the server says so */
  areas_set_role (f->cleo->client, &f->dora->id, &f->procurement, HARK_ROLE_EXPERT);
  areas_sync (f);
  device_act (f->anna, &move);
  areas_set_role (f->cleo->client, &f->dora->id, &f->procurement, HARK_ROLE_PROFESSIONAL);
  areas_sync (f);
  refused = pair_list_refused (f->anna);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpint (((AppRefused *)refused->pdata[0])->reason, ==, APP_REFUSED_NOBODY_LEFT);
  g_assert_true (areas_has (f->anna, &f->ticket));
}

/* Somebody of the team who reported it themselves: they keep what a reporter has. */
static void
test_the_reporter_keeps_their_side (Areas *f, gconstpointer unused)
{
  HarkId own = areas_submit (f, f->ben, &f->compliance, "about somebody else");
  g_autoptr (AppTicket) loaded = NULL;

  areas_sync (f);
  device_write (f->anna, APP_ACTION_NOTE, &own, "not for them");
  device_write (f->anna, APP_ACTION_ANSWER, &own, "for them");
  act (f->anna, APP_ACTION_EXCLUDE, &own, &f->ben->id);
  areas_sync (f);
  loaded = device_load (f->ben->client, &own);
  g_assert_false (loaded->is_team);
  g_assert_true (loaded->is_mine);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "for them");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define SERVER(path, function)                                                                     \
  g_test_add ("/exclude/server/" path, Desk, NULL, desk_set_up, function, desk_tear_down)
#define DESKTOPS(path, function)                                                                   \
  g_test_add ("/exclude/" path, Areas, NULL, areas_set_up, function, areas_tear_down)
  SERVER ("from-then-on-they-have-nothing", test_from_then_on_they_have_nothing_of_it);
  SERVER ("who-may", test_who_may);
  SERVER ("an-observer-leaves", test_an_observer_leaves);
  SERVER ("not-the-advisor-and-not-everybody", test_not_the_advisor_and_not_everybody);
  SERVER ("an-expert-is-left", test_an_expert_is_left);
  SERVER ("the-slots-are-those-of-the-others", test_the_slots_are_those_of_the_others);
  SERVER ("nothing-else-adds-or-ends-one", test_nothing_else_adds_or_ends_one);
  SERVER ("who-joins-again-stays-excluded", test_who_joins_again_stays_excluded);
  SERVER ("an-expert-takes-it-back", test_an_expert_takes_it_back);
  SERVER ("nothing-from-the-beginning", test_excluded_at_submission_there_is_nothing);
  SERVER ("only-people-of-a-team", test_only_people_of_a_team);
  SERVER ("beginning-that-may-not-be", test_a_beginning_that_may_not_be);
  DESKTOPS ("it-goes-from-their-device", test_it_goes_from_their_device);
  DESKTOPS ("it-carries-over", test_it_carries_over);
  DESKTOPS ("of-oneself-and-taken-back", test_of_oneself_and_taken_back);
  DESKTOPS ("an-observer-leaves", test_an_observer_leaves_from_their_desktop);
  DESKTOPS ("offline-it-waits", test_offline_it_waits);
  DESKTOPS ("whoever-became-the-advisor", test_whoever_became_the_advisor_is_told);
  DESKTOPS ("refused-in-words", test_refused_in_words);
  DESKTOPS ("not-moved-to-experts-whom-it-excludes", test_not_moved_to_experts_whom_it_excludes);
  DESKTOPS ("the-reporter-keeps-their-side", test_the_reporter_keeps_their_side);
  return g_test_run ();
}
