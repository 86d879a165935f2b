/* test-liar-move.c: what a server may say of who has a ticket, and what comes of it */
#include "deceived.h"

#include "app-client-area.h"
#include "hark-api.h"
#include "hark-json.h"

#include <string.h>

typedef struct
{
  Deceived *f;
  HarkId area;
  HarkId person;
} Change;

static void
move_there (HarkEpoch *epoch, gpointer user)
{
  epoch->area = ((Change *)user)->area;
}

static void
exclude (HarkEpoch *epoch, gpointer user)
{
  hark_epoch_exclude (epoch, &((Change *)user)->person);
}

static void
include (HarkEpoch *epoch, gpointer user)
{
  hark_epoch_include (epoch, &((Change *)user)->person);
}

/* As @author, with their own key. */
static void
expect_marked (Deceived *f, Colleague *author, DeceivedChange change, Change *user)
{
  g_autoptr (JsonObject) line = deceived_fetch_line (f);

  deceived_open_epoch (f, line, &author->client->store->keys->account, &author->id, change, user);
  deceived_expect_line_marked (f, line);
}

static void
act_on_person (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *person)
{
  const AppAction action = { .type = type, .ticket = *ticket, .user = *person };

  device_act (client, &action);
  device_sync (client);
}

/* What the ticket is like has changed for good. */
static void
look_again (Deceived *f)
{
  device_sync (f->device.client);
  g_free (f->before);
  f->before = device_show (f->device.client, &f->ticket);
}

/* Whoever wants it cannot take it, anna among their people or not. */
static void
test_only_the_team_that_has_it_gives_it_away (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  g_autoptr (Colleague) dora = colleague_join (f->device.server, anna, "dora", HARK_ROLE_NONE);
  Change change = { .f = f };
  HarkId experts[2] = { dora->id, anna->store->account->user };
  GError *error = NULL;

  device_sync (anna);
  app_client_new_area_sync (anna, "en", "Procurement", experts, 2, &change.area, &error);
  g_assert_no_error (error);
  device_sync (anna);
  device_sync (dora->client);
  expect_marked (f, dora, move_there, &change);
}

static void
test_nobody_is_sent_what_they_are_excluded_from (Deceived *f, gconstpointer unused)
{
  Change change = { .f = f, .person = f->device.client->store->account->user };

  /* with keys of the very epoch that excludes anna */
  expect_marked (f, f->bert, exclude, &change);
}

/* With the keys that she had, and behind them what she is excluded from. */
static void
test_nor_shown_how_it_goes_on (Deceived *f, gconstpointer unused)
{
  Change change = { .f = f, .person = f->device.client->store->account->user };
  g_autoptr (JsonObject) line = deceived_fetch_line (f);
  g_autoptr (JsonObject) before = deceived_fetch_line (f);

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, exclude,
                       &change);
  json_object_set_object_member (line, "slot",
                                 json_object_ref (json_object_get_object_member (before, "slot")));
  deceived_expect_line_marked (f, line);
}

/* Her slot is of the epoch before: whoever made the next may not have had its keys. */
static void
test_nor_by_an_older_slot_than_the_newest (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = deceived_fetch_line (f);
  g_autoptr (JsonObject) before = deceived_fetch_line (f);

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, NULL, NULL);
  json_object_set_object_member (line, "slot",
                                 json_object_ref (json_object_get_object_member (before, "slot")));
  deceived_expect_line_marked (f, line);
}

static void
test_whoever_is_excluded_opens_nothing (Deceived *f, gconstpointer unused)
{
  Change change = { .f = f, .person = f->bert->id };

  act_on_person (f->device.client, APP_ACTION_EXCLUDE, &f->ticket, &f->bert->id);
  look_again (f);
  expect_marked (f, f->bert, NULL, NULL);
  expect_marked (f, f->bert, include, &change);
}

static void
test_only_an_expert_takes_it_back (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  g_autoptr (Colleague) dora = colleague_join (f->device.server, anna, "dora", HARK_ROLE_OBSERVER);
  Change change = { .f = f, .person = dora->id };

  device_sync (anna);
  act_on_person (anna, APP_ACTION_EXCLUDE, &f->ticket, &dora->id);
  look_again (f);
  expect_marked (f, f->bert, include, &change);
}

/* --- asked to seal to them --- */

static void
say_due (JsonObject *head, gpointer unused)
{
  json_object_set_boolean_member (head, "due", TRUE);
}

static void
name_bert (JsonObject *reply, gpointer user)
{
  Deceived *f = user;
  JsonArray *dues = json_array_new ();

  for (guint epoch = 0; epoch < 5; epoch++)
    {
      JsonObject *due = json_object_new ();

      hark_json_set_id (due, "tk", &f->ticket);
      json_object_set_string_member (due, "kind", "seal");
      json_object_set_int_member (due, "epoch", epoch);
      hark_json_set_id (due, "to", &f->bert->id);
      json_array_add_object_element (dues, due);
    }
  json_object_set_array_member (reply, "dues", dues);
  json_object_set_boolean_member (reply, "more", TRUE);
}

static void
test_nothing_is_sealed_to_who_is_excluded (Deceived *f, gconstpointer unused)
{
  guint slots;

  act_on_person (f->device.client, APP_ACTION_EXCLUDE, &f->ticket, &f->bert->id);
  look_again (f);
  slots = liar_count (f->liar, "POST", HARK_API_SLOTS);
  liar_tell_line (f->liar, "head", say_due, NULL);
  liar_tell_json (f->liar, "GET", HARK_API_DUES, name_bert, f);
  device_sync (f->device.client);
  g_assert_cmpuint (liar_count (f->liar, "GET", HARK_API_DUES), >, 0);
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_SLOTS), ==, slots);
  deceived_recover (f);
}

/* --- said to be done --- */

/* A Lie, for a server that never saw it. */
static void
make_applied_up (LiarAnswer *answer, gpointer unused)
{
  gsize length;
  const char *text = g_bytes_get_data (answer->sent, &length);
  g_autoptr (JsonObject) sent = hark_json_parse_object (text, length, length, NULL);
  JsonObject *op = json_array_get_object_element (json_object_get_array_member (sent, "ops"), 0);
  g_autofree char *said
      = g_strdup_printf ("{\"results\":[{\"op\":\"%s\",\"st\":\"applied\",\"seq\":1}]}",
                         hark_json_peek_string (op, "op"));

  liar_set_text (answer, said);
}

/* Whoever was excluded would read on. */
static void
test_an_exclusion_is_believed_once_it_is_seen (Deceived *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  const AppAction action = { .type = APP_ACTION_EXCLUDE, .ticket = f->ticket, .user = f->bert->id };
  g_autoptr (GError) error = NULL;

  liar_make_up (f->liar, "POST", HARK_API_OPS, make_applied_up, NULL);
  device_act (client, &action);
  g_assert_false (app_client_sync_sync (client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 1);
  liar_be_honest (f->liar);
  device_sync (client);
  device_sync (client);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
  device_sync (f->bert->client);
  {
    g_autoptr (AppTicket) theirs = app_client_load_ticket_sync (f->bert->client, &f->ticket, NULL);

    g_assert_null (theirs);
  }
}

#define ADD(path, func)                                                                            \
  g_test_add ("/liar-move/" path, Deceived, NULL, deceived_set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("given-away", test_only_the_team_that_has_it_gives_it_away);
  ADD ("excluded", test_nobody_is_sent_what_they_are_excluded_from);
  ADD ("goes-on", test_nor_shown_how_it_goes_on);
  ADD ("older-slot", test_nor_by_an_older_slot_than_the_newest);
  ADD ("opens-nothing", test_whoever_is_excluded_opens_nothing);
  ADD ("taken-back", test_only_an_expert_takes_it_back);
  ADD ("sealed", test_nothing_is_sealed_to_who_is_excluded);
  ADD ("applied", test_an_exclusion_is_believed_once_it_is_seen);
  return g_test_run ();
}
