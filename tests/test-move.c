/* test-move.c: a ticket that goes to another area: the one team has it from then on, the other no
 * longer, and everybody can tell that by the signatures alone */
#include "areas.h"
#include "lineage.h"
#include "pair.h"
#include "people.h"

#include "app-client-area.h"
#include "app-client-team.h"
#include "app-read-mark.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "team.h"

#include <string.h>

#define CANARY "canary-lemur"

/* --- at the server --- */

typedef struct
{
  Fixture people;
  World *world;
  Actor *frieda; /* Expert of the other area */
  HarkId other;
  Ticket *ticket; /* dora's, in the first area */
} Desk;

/* With bert, who is Professional of the first one, where @bert says so. */
static void
set_other_team (Desk *f, HarkRole bert)
{
  Actor *signer = bert == HARK_ROLE_NONE ? f->people.anna : f->frieda;
  HarkRosterMember members[2] = { { .user = f->frieda->id, .role = HARK_ROLE_EXPERT },
                                  { .user = f->people.bert->id, .role = bert } };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    memcpy (members[i].keys_hash,
            hark_roster_get_user (f->world->roster, &members[i].user)->keys_hash, 32);
  statement = hark_roster_make_area_set (f->world->roster, &signer->id, signer->keys->sign_sk,
                                         &f->other, members, bert == HARK_ROLE_NONE ? 1 : 2);
  body = team_make_area (f->world, signer, &f->other, "Procurement", statement);
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (f->world->harness, "POST",
                                  bert == HARK_ROLE_NONE ? HARK_API_AREAS : HARK_API_ROSTER,
                                  signer->token, text, 200));
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
}

static void
desk_set_up (Desk *f, gconstpointer unused)
{
  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  f->frieda = world_add (f->world, "frieda", HARK_ROLE_NONE);
  hark_id_random (&f->other);
  set_other_team (f, HARK_ROLE_NONE);
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

/* The move is refused, and the ticket is where it was. */
static void
expect_not (Desk *f, Actor *actor, JsonObject *op, const char *status)
{
  expect (f, actor, op, status);
  ticket_forget_epoch (f->ticket);
  f->ticket->area = f->world->area;
  g_assert_true (sees (f, f->people.anna));
  g_assert_false (sees (f, f->frieda));
}

static JsonObject *
move (Desk *f, Actor *author)
{
  f->ticket->area = f->other;
  return op_move (f->world, f->ticket, author, NULL);
}

static void
test_the_other_team_has_it_from_then_on (Desk *f, gconstpointer unused)
{
  JsonObject *note;
  JsonObject *op = move (f, f->people.bert);

  /* the same again is answered, and changes nothing */
  expect (f, f->people.bert, json_object_ref (op), "applied");
  expect (f, f->people.bert, op, "applied");
  g_assert_true (sees (f, f->frieda));
  g_assert_true (sees (f, f->people.dora));
  g_assert_false (sees (f, f->people.anna));
  g_assert_false (sees (f, f->people.bert));
  g_assert_false (sees (f, f->people.clara));
  expect (f, f->people.bert, op_note (f->world, f->ticket, f->people.bert, "too late"), "gone");
  /* who moved it made its key, and is not of the team */
  expect (f, f->frieda, op_note (f->world, f->ticket, f->frieda, "ours"), "rekey");
  note = op_new ("note", f->ticket);
  op_open_epoch (f->world, note, f->ticket, f->frieda);
  op_add (f->world, note, f->ticket, f->frieda, HARK_OBJECT_NOTE, "ours");
  expect (f, f->frieda, note, "applied");
}

static void
test_only_who_may_write_in_its_area_moves_it (Desk *f, gconstpointer unused)
{
  expect_not (f, f->people.clara, move (f, f->people.clara), "forbidden"); /* Observer */
  expect_not (f, f->people.dora, move (f, f->people.dora), "forbidden");   /* its reporter */
  expect_not (f, f->frieda, move (f, f->frieda), "forbidden");             /* who wants it */
  /* another's signature */
  expect_not (f, f->people.anna, move (f, f->people.bert), "invalid");
}

static void
test_the_epoch_says_what_the_operation_says (Desk *f, gconstpointer unused)
{
  JsonObject *op = move (f, f->people.anna);
  HarkId nowhere;

  /* the body another area than the statement */
  hark_json_set_id (json_object_get_object_member (op, "body"), "area", &f->world->area);
  expect (f, f->people.anna, op, "applied"); /* it is there already: nothing was done */
  ticket_forget_epoch (f->ticket);
  f->ticket->area = f->world->area;
  g_assert_true (sees (f, f->people.anna));
  g_assert_false (sees (f, f->frieda));

  op = op_move (f->world, f->ticket, f->people.anna, NULL); /* the statement names the old one */
  hark_json_set_id (json_object_get_object_member (op, "body"), "area", &f->other);
  expect_not (f, f->people.anna, op, "invalid");

  hark_id_random (&nowhere);
  f->ticket->area = nowhere;
  op = op_move (f->world, f->ticket, f->people.anna, NULL);
  expect_not (f, f->people.anna, op, "invalid");
}

/* Whatever else it says it is. */
static void
test_nothing_but_a_move_changes_the_area (Desk *f, gconstpointer unused)
{
  JsonObject *op;

  f->ticket->area = f->other;
  expect_not (f, f->people.anna, op_note (f->world, f->ticket, f->people.anna, "a note"),
              "invalid");
  f->ticket->area = f->other;
  op = op_new ("rekey", f->ticket);
  op_open_epoch (f->world, op, f->ticket, f->people.anna);
  expect_not (f, f->people.anna, op, "invalid");
}

static void
test_its_slots_are_the_other_teams (Desk *f, gconstpointer unused)
{
  JsonObject *op = move (f, f->people.anna);
  JsonArray *slots
      = json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots");
  JsonObject *slot = json_array_get_object_element (slots, 0);

  /* nobody of it */
  hark_json_set_id (slot, "to", &f->people.anna->id);
  expect_not (f, f->people.anna, op, "rekey");

  /* somebody of the old team too */
  op = move (f, f->people.anna);
  slots = json_object_get_array_member (json_object_get_object_member (op, "epoch"), "slots");
  slot = json_object_new ();
  hark_json_set_id (slot, "to", &f->people.anna->id);
  json_object_set_string_member (slot, "kind", "member");
  json_object_set_string_member (
      slot, "box", json_object_get_string_member (json_array_get_object_element (slots, 0), "box"));
  json_array_add_object_element (slots, slot);
  expect_not (f, f->people.anna, op, "rekey");
}

static void
test_the_first_commit_wins (Desk *f, gconstpointer unused)
{
  JsonObject *late = move (f, f->people.bert);

  ticket_forget_epoch (f->ticket);
  f->ticket->area = f->world->area;
  expect (f, f->people.anna, op_take_over (f->world, f->ticket, f->people.anna), "applied");
  expect (f, f->people.bert, late, "conflict");
  g_assert_true (sees (f, f->people.anna));
  g_assert_false (sees (f, f->frieda));
}

static void
test_without_versions_or_epoch_it_is_refused (Desk *f, gconstpointer unused)
{
  static const char *const needed[] = { "lineage", "epoch", "area_v", "advisor_v" };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      JsonObject *op = move (f, f->people.anna);

      json_object_remove_member (json_object_get_object_member (op, "pre"), needed[i]);
      expect_not (f, f->people.anna, op, "invalid");
    }
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *op = move (f, f->people.anna);

      json_object_set_null_member (op, i == 0 ? "epoch" : "history");
      expect_not (f, f->people.anna, op, "invalid");
    }
}

static void
test_a_closed_one_stays (Desk *f, gconstpointer unused)
{
  expect (f, f->people.anna, op_close (f->world, f->ticket, f->people.anna), "applied");
  expect_not (f, f->people.anna, move (f, f->people.anna), "conflict");
}

static void
test_the_advisor_stays_where_they_may (Desk *f, gconstpointer unused)
{
  g_autoptr (JsonObject) row = NULL;
  g_autofree char *bert = hark_id_to_string (&f->people.bert->id);

  set_other_team (f, HARK_ROLE_PROFESSIONAL);
  expect (f, f->people.bert, op_take_over (f->world, f->ticket, f->people.bert), "applied");
  /* not said */
  expect (f, f->people.anna, move (f, f->people.anna), "rekey");
  ticket_forget_epoch (f->ticket);
  expect (f, f->people.anna, op_move (f->world, f->ticket, f->people.anna, f->people.bert),
          "applied");
  row = people_get_ticket (&f->people, f->frieda, f->ticket);
  g_assert_cmpstr (json_object_get_string_member (row, "advisor"), ==, bert);
  g_assert_true (sees (f, f->people.bert));
  g_assert_false (sees (f, f->people.anna));
}

/* --- with desktops --- */

static void
move_from (AppClient *client, const HarkId *ticket, const HarkId *area)
{
  const AppAction action = { .type = APP_ACTION_MOVE, .ticket = *ticket, .area = *area };

  device_act (client, &action);
}

static void
expect_refused (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *area,
                HarkError code, const char *words)
{
  const AppAction action = { .type = type, .ticket = *ticket, .area = *area };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, words));
}

static AppHistory *
find_history (AppTicket *ticket, const char *type)
{
  for (guint i = 0; i < ticket->history->len; i++)
    if (g_str_equal (((AppHistory *)ticket->history->pdata[i])->type, type))
      return ticket->history->pdata[i];
  return NULL;
}

static void
expect_nothing_of_it (AppClient *client, const HarkId *ticket)
{
  AppStore *store = client->store;
  g_autoptr (GPtrArray) objects = app_cache_list_objects (store->cache, ticket, NULL);
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);
  g_autoptr (GPtrArray) periods = app_cache_list_periods (store->cache, ticket, NULL);

  g_assert_false (areas_has (client, ticket));
  g_assert_cmpuint (objects->len + epochs->len + periods->len, ==, 0);
}

static void
test_one_team_hands_it_to_another (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) theirs = NULL;
  g_autoptr (AppTicket) reporters = NULL;
  AppHistory *history;
  g_autoptr (AppTicket) before = NULL;

  device_write (f->ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->ben->client, APP_ACTION_ANSWER, &f->ticket, "we have it");
  device_write (f->ben->client, APP_ACTION_NOTE, &f->ticket, "theirs, I think");
  device_sync (f->ben->client);
  device_sync (f->anna);
  before = device_load (f->anna, &f->ticket);
  move_from (f->anna, &f->ticket, &f->procurement);
  areas_sync (f);

  expect_nothing_of_it (f->anna, &f->ticket);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  theirs = device_load (f->cleo->client, &f->ticket);
  g_assert_cmpint (theirs->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (theirs->area_name, ==, "Procurement");
  g_assert_cmpstr (theirs->number, ==, before->number);
  g_assert_null (theirs->advisor);
  g_assert_true (theirs->can_write);
  g_assert_true (theirs->is_unread);
  g_assert_cmpuint (theirs->entries->len, ==, 3);
  g_assert_cmpstr (device_entry (theirs, 2)->text, ==, "theirs, I think");
  history = find_history (theirs, "move");
  g_assert_cmpstr (history->from, ==, "Compliance");
  g_assert_cmpstr (history->to, ==, "Procurement");
  g_assert_cmpstr (history->by, ==, "anna");

  reporters = device_load (f->emil->client, &f->ticket);
  g_assert_cmpint (reporters->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (reporters->area_name, ==, "Procurement");
  g_assert_cmpuint (reporters->entries->len, ==, 2);
}

static void
test_the_reporter_and_the_new_team_go_on (Areas *f, gconstpointer unused)
{
  const AppAction answer = {
    .type = APP_ACTION_ANSWER, .ticket = f->ticket, .text = "thank you", .as_reporter = TRUE
  };

  move_from (f->ben->client, &f->ticket, &f->procurement);
  areas_sync (f);
  device_write (f->dora->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->dora->client, APP_ACTION_ANSWER, &f->ticket, "now it is ours");
  areas_sync (f);
  device_act (f->emil->client, &answer);
  areas_sync (f);
  pair_expect_texts (f->cleo->client, &f->ticket, "now it is ours", "thank you", NULL);
  pair_expect_texts (f->emil->client, &f->ticket, "now it is ours", "thank you", NULL);
  pair_expect_advisor (f->cleo->client, &f->ticket, "dora");
  expect_nothing_of_it (f->anna, &f->ticket);
}

static AppPeriod *
find_period (AppTicket *ticket, const char *name)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->name, name))
      return ticket->periods->pdata[i];
  return NULL;
}

/* Whoever handed it over knows the key that they made. */
static void
test_the_new_team_writes_under_a_key_of_its_own (Areas *f, gconstpointer unused)
{
  const HarkId cleo = f->cleo->client->store->account->user;
  g_autoptr (GPtrArray) epochs = NULL;
  const AppCacheEpoch *newest;

  move_from (f->anna, &f->ticket, &f->procurement);
  areas_sync (f);
  device_write (f->cleo->client, APP_ACTION_NOTE, &f->ticket, "Ours now.");
  areas_sync (f);
  epochs = app_cache_list_epochs (f->dora->client->store->cache, &f->ticket, NULL);
  newest = epochs->pdata[epochs->len - 1];
  g_assert_true (hark_id_equal (&newest->epoch.author, &cleo));
  g_assert_true (hark_id_equal (&newest->epoch.area, &f->procurement));
}

static void
test_deadlines_are_the_new_areas_and_what_was_done_is_done (Areas *f, gconstpointer unused)
{
  const AppClient *const has[] = { f->cleo->client, f->emil->client };
  gint64 due, acknowledged;
  g_autoptr (AppTicket) before = NULL;

  device_write (f->ben->client, APP_ACTION_ANSWER, &f->ticket, "we have it");
  areas_sync (f);
  before = device_load (f->emil->client, &f->ticket);
  due = find_period (before, "feedback")->due;
  acknowledged = find_period (before, "acknowledge")->done;
  g_assert_cmpint (acknowledged, !=, 0);
  move_from (f->ben->client, &f->ticket, &f->procurement);
  areas_sync (f);
  for (guint i = 0; i < G_N_ELEMENTS (has); i++)
    {
      g_autoptr (AppTicket) loaded = device_load ((AppClient *)has[i], &f->ticket);

      g_assert_cmpuint (loaded->periods->len, ==, 2);
      g_assert_cmpint (find_period (loaded, "acknowledge")->done, ==, acknowledged);
      g_assert_cmpint (find_period (loaded, "feedback")->due, ==, due);
      g_assert_cmpint (find_period (loaded, "feedback")->done, ==, 0);
    }
}

/* Who is in both teams keeps it, deadlines and advisor too. */
static void
test_who_is_in_both_keeps_it (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL;

  areas_set_role (f->cleo->client, &f->ben->id, &f->procurement, HARK_ROLE_PROFESSIONAL);
  areas_sync (f);
  device_write (f->ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->ben->client, APP_ACTION_NOTE, &f->ticket, "from before");
  move_from (f->ben->client, &f->ticket, &f->procurement);
  device_write (f->ben->client, APP_ACTION_NOTE, &f->ticket, "from afterwards");
  areas_sync (f);
  pair_expect_nothing_left (f->ben->client);
  pair_expect_texts (f->ben->client, &f->ticket, "from before", "from afterwards", NULL);
  pair_expect_texts (f->dora->client, &f->ticket, "from before", "from afterwards", NULL);
  pair_expect_advisor (f->dora->client, &f->ticket, "ben");
  loaded = device_load (f->ben->client, &f->ticket);
  g_assert_cmpuint (loaded->periods->len, ==, 2);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  expect_nothing_of_it (f->anna, &f->ticket);
}

static void
test_offline_it_waits_and_is_shown_so (Areas *f, gconstpointer unused)
{
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  AppHistory *history;

  move_from (f->anna, &f->ticket, &f->procurement);
  loaded = device_load (f->anna, &f->ticket);
  history = find_history (loaded, "move");
  g_assert_true (history->waiting);
  g_assert_cmpstr (history->to, ==, "Procurement");
  g_assert_cmpstr (loaded->area_name, ==, "Procurement");
  g_assert_false (loaded->can_write); /* what comes after it would be that team's */
  expect_refused (f->anna, APP_ACTION_TAKE_OVER, &f->ticket, &f->procurement, HARK_ERROR_FORBIDDEN,
                  "Professionals and Experts");
  waiting = pair_list_waiting (f->anna);
  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpstr (((AppWaiting *)waiting->pdata[0])->type, ==, "move");
  g_assert_cmpstr (((AppWaiting *)waiting->pdata[0])->to, ==, "Procurement");

  taken = app_client_take_back_sync (f->anna, &((AppWaiting *)waiting->pdata[0])->op, NULL);
  g_assert_cmpuint (taken->len, ==, 1);
  areas_sync (f);
  g_assert_true (areas_has (f->ben->client, &f->ticket));
  g_assert_false (areas_has (f->cleo->client, &f->ticket));
}

/* To different areas, offline. */
static void
test_of_two_movers_the_first_wins (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  GError *error = NULL;
  AppRefused *first;
  HarkId travel, again;

  app_client_new_area_sync (f->anna, "en", "Travel", &f->dora->id, 1, &travel, &error);
  g_assert_no_error (error);
  areas_set_role (f->cleo->client, &f->ben->id, &f->procurement, HARK_ROLE_PROFESSIONAL);
  areas_sync (f);
  move_from (f->ben->client, &f->ticket, &travel);
  move_from (f->anna, &f->ticket, &f->procurement);
  areas_sync (f);
  device_sync (f->anna); /* anna came first */
  refused = pair_list_refused (f->ben->client);
  g_assert_cmpuint (refused->len, ==, 1);
  first = refused->pdata[0];
  g_assert_cmpint (first->reason, ==, APP_REFUSED_MOVED);
  g_assert_cmpstr (first->by, ==, "anna");
  g_assert_cmpstr (first->to, ==, "Travel");
  g_assert_true (first->can_retry);
  g_assert_true (areas_has (f->cleo->client, &f->ticket));
  g_assert_true (areas_has (f->ben->client, &f->ticket));

  app_client_retry_sync (f->ben->client, &first->op, &again, &error);
  g_assert_no_error (error);
  areas_sync (f);
  g_assert_true (areas_has (f->dora->client, &f->ticket));
  g_assert_false (areas_has (f->cleo->client, &f->ticket));
  pair_expect_nothing_left (f->ben->client);
}

static void
test_a_move_against_a_take_over (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *first;

  move_from (f->anna, &f->ticket, &f->procurement);
  device_write (f->ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->ben->client);
  device_sync (f->anna);
  refused = pair_list_refused (f->anna);
  g_assert_cmpuint (refused->len, ==, 1);
  first = refused->pdata[0];
  g_assert_cmpint (first->reason, ==, APP_REFUSED_TAKEN_OVER);
  g_assert_cmpstr (first->by, ==, "ben");
  g_assert_true (areas_has (f->ben->client, &f->ticket));
  g_assert_false (areas_has (f->cleo->client, &f->ticket));
}

static void
test_a_take_over_after_a_move_keeps_its_words (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;

  device_write (f->ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (f->ben->client, APP_ACTION_ANSWER, &f->ticket, "my words");
  move_from (f->anna, &f->ticket, &f->procurement);
  device_sync (f->anna);
  areas_sync (f);
  refused = pair_list_refused (f->ben->client);
  g_assert_cmpuint (refused->len, ==, 2);
  g_assert_cmpint (((AppRefused *)refused->pdata[0])->reason, ==, APP_REFUSED_NO_ACCESS);
  g_assert_cmpstr (((AppRefused *)refused->pdata[1])->text, ==, "my words");
  expect_nothing_of_it (f->ben->client, &f->ticket);
}

static void
test_refused_in_words (Areas *f, gconstpointer unused)
{
  HarkId nowhere;

  hark_id_random (&nowhere);
  expect_refused (f->anna, APP_ACTION_MOVE, &f->ticket, &nowhere, HARK_ERROR_NOT_FOUND,
                  "no such area");
  expect_refused (f->anna, APP_ACTION_MOVE, &f->ticket, &f->compliance, HARK_ERROR_CONFLICT,
                  "in this area already");
  expect_refused (f->emil->client, APP_ACTION_MOVE, &f->ticket, &f->procurement,
                  HARK_ERROR_FORBIDDEN, "Professionals and Experts");
  device_close_ticket (f->anna, &f->ticket, NULL);
  expect_refused (f->anna, APP_ACTION_MOVE, &f->ticket, &f->procurement, HARK_ERROR_CONFLICT,
                  "closed");
}

/* Switched off, they are nobody's readers. */
static void
test_not_where_nobody_could_answer (Areas *f, gconstpointer unused)
{
  GError *error = NULL;

  areas_set_role (f->cleo->client, &f->dora->id, &f->procurement, HARK_ROLE_OBSERVER);
  app_client_switch_off_sync (f->anna, &f->cleo->id, &error);
  g_assert_no_error (error);
  device_sync (f->anna);
  expect_refused (f->anna, APP_ACTION_MOVE, &f->ticket, &f->procurement, HARK_ERROR_FORBIDDEN,
                  "nobody in that area");
}

static void
test_no_byte_stays_with_the_old_team (Areas *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (&f->device, "canary-file.bin", 4000);
  const char *const files[] = { path, NULL };
  const AppAction answer
      = { .type = APP_ACTION_ANSWER, .ticket = f->ticket, .text = CANARY " twice", .files = files };

  device_act (f->ben->client, &answer);
  areas_sync (f);
  move_from (f->anna, &f->ticket, &f->procurement);
  areas_sync (f);
  expect_nothing_of_it (f->ben->client, &f->ticket);
  g_assert_cmpuint (test_folder_count_files_with (f->ben->home, CANARY), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->device.home, CANARY), ==, 0);
}

/* --- a server that was put back --- */

static void
test_what_a_restored_server_lost_goes_again (Lineage *f, gconstpointer unused)
{
  LineageMember *member = lineage_add_member (f, "ben");
  AppClient *client = f->device.client;
  HarkId ticket = device_submit (&f->device, "before the backup", NULL), procurement;
  HarkId experts[2] = { client->store->account->user, member->account.user };
  const AppAction exclude
      = { .type = APP_ACTION_EXCLUDE, .ticket = ticket, .user = member->account.user };
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  device_sync (client);
  app_client_new_area_sync (client, "en", "Procurement", experts, 2, &procurement, &error);
  g_assert_no_error (error);
  device_sync (client);
  lineage_back_up (f);
  device_act (client, &exclude);
  device_sync (client);
  move_from (client, &ticket, &procurement);
  device_write (client, APP_ACTION_NOTE, &ticket, "behind it");
  device_sync (client);

  lineage_lose_and_restore (f);
  client = f->device.client;
  device_sync (client);
  g_assert_cmpuint (lineage_count_refused (client), ==, 0);
  loaded = device_load (client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (loaded->area_name, ==, "Procurement");
  g_assert_cmpuint (loaded->excluded->len, ==, 1);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  lineage_expect_fresh (f);
  lineage_member_free (member);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define SERVER(path, function)                                                                     \
  g_test_add ("/move/server/" path, Desk, NULL, desk_set_up, function, desk_tear_down)
#define DESKTOPS(path, function)                                                                   \
  g_test_add ("/move/" path, Areas, NULL, areas_set_up, function, areas_tear_down)
  SERVER ("the-other-team-has-it-from-then-on", test_the_other_team_has_it_from_then_on);
  SERVER ("only-who-may-write-in-its-area-moves-it", test_only_who_may_write_in_its_area_moves_it);
  SERVER ("the-epoch-says-what-the-operation-says", test_the_epoch_says_what_the_operation_says);
  SERVER ("nothing-but-a-move-changes-the-area", test_nothing_but_a_move_changes_the_area);
  SERVER ("its-slots-are-the-other-teams", test_its_slots_are_the_other_teams);
  SERVER ("the-first-commit-wins", test_the_first_commit_wins);
  SERVER ("without-versions-or-epoch", test_without_versions_or_epoch_it_is_refused);
  SERVER ("a-closed-one-stays", test_a_closed_one_stays);
  SERVER ("the-advisor-stays-where-they-may", test_the_advisor_stays_where_they_may);
  DESKTOPS ("one-team-hands-it-to-another", test_one_team_hands_it_to_another);
  DESKTOPS ("the-reporter-and-the-new-team-go-on", test_the_reporter_and_the_new_team_go_on);
  DESKTOPS ("the-new-team-writes-under-a-key-of-its-own",
            test_the_new_team_writes_under_a_key_of_its_own);
  DESKTOPS ("deadlines", test_deadlines_are_the_new_areas_and_what_was_done_is_done);
  DESKTOPS ("who-is-in-both-keeps-it", test_who_is_in_both_keeps_it);
  DESKTOPS ("offline-it-waits", test_offline_it_waits_and_is_shown_so);
  DESKTOPS ("of-two-movers-the-first-wins", test_of_two_movers_the_first_wins);
  DESKTOPS ("against-a-take-over", test_a_move_against_a_take_over);
  DESKTOPS ("a-take-over-after-it-keeps-its-words", test_a_take_over_after_a_move_keeps_its_words);
  DESKTOPS ("refused-in-words", test_refused_in_words);
  DESKTOPS ("not-where-nobody-could-answer", test_not_where_nobody_could_answer);
  DESKTOPS ("no-byte-stays-with-the-old-team", test_no_byte_stays_with_the_old_team);
  g_test_add ("/move/what-a-restored-server-lost-goes-again", Lineage, NULL, lineage_set_up,
              test_what_a_restored_server_lost_goes_again, lineage_tear_down);
  return g_test_run ();
}
