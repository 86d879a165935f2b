/* test-area.c: areas as empty containers: who makes one, with whom it begins, when it takes tickets
 */
#include "areas.h"
#include "lineage.h"
#include "people.h"

#include "app-client-area.h"
#include "app-client-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-area.h"
#include "team.h"

#include <string.h>

/* --- at the server --- */

static GBytes *
make_team (Fixture *f, Actor *signer, const HarkId *area, Actor *expert)
{
  const HarkRosterUser *user = hark_roster_get_user (f->world->roster, &expert->id);
  HarkRosterMember member = { .user = expert->id, .role = HARK_ROLE_EXPERT };

  memcpy (member.keys_hash, user->keys_hash, sizeof member.keys_hash);
  return hark_roster_make_area_set (f->world->roster, &signer->id, signer->keys->sign_sk, area,
                                    &member, 1);
}

/* The code of a refusal, NULL for success. (transfer full) */
static char *
post (Fixture *f, Actor *sender, const HarkId *area, const char *name, GBytes *statement,
      guint status)
{
  g_autoptr (JsonObject) body = team_make_area (f->world, sender, area, name, statement);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) reply = NULL;

  text = hark_json_to_string (body);
  reply = harness_ask (f->world->harness, "POST", HARK_API_AREAS, sender->token, text, status);
  return g_strdup (json_object_get_string_member_with_default (reply, "code", NULL));
}

static void
expect (Fixture *f, Actor *sender, const HarkId *area, const char *name, GBytes *statement,
        guint status, const char *code)
{
  g_autofree char *answer = post (f, sender, area, name, statement, status);

  g_assert_cmpstr (answer, ==, code);
}

static guint
count_areas (Fixture *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GPtrArray) list = store_area_list (store, NULL);

  return list->len;
}

static void
test_only_an_admin_makes_one (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) by_bert = NULL, by_anna = NULL;
  HarkId area;

  hark_id_random (&area);
  by_bert = make_team (f, f->bert, &area, f->bert);
  by_anna = make_team (f, f->anna, &area, f->bert);
  expect (f, f->bert, &area, "Procurement", by_bert, 403, "forbidden");
  /* what an Admin signed, sent in by somebody else */
  expect (f, f->bert, &area, "Procurement", by_anna, 403, "forbidden");
  g_assert_cmpuint (count_areas (f), ==, 1);
  expect (f, f->anna, &area, "Procurement", by_anna, 200, NULL);
  g_assert_cmpuint (count_areas (f), ==, 2);
}

static void
test_once_and_under_one_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) first = NULL, second = NULL;
  HarkId area, other;

  hark_id_random (&area);
  hark_id_random (&other);
  first = make_team (f, f->anna, &area, f->bert);
  expect (f, f->anna, &area, "Procurement", first, 200, NULL);
  expect (f, f->anna, &area, "Procurement", first, 409, "conflict");
  g_assert_true (hark_roster_append (f->world->roster, first, NULL));
  second = make_team (f, f->anna, &other, f->bert);
  expect (f, f->anna, &other, "procurement", second, 409, "conflict");
  expect (f, f->anna, &other, "Travel", second, 200, NULL);
}

static void
test_its_statement_is_about_it (Fixture *f, gconstpointer unused)
{
  Actor *eve = actor_new ("eve");
  g_autoptr (GBytes) team = NULL, user = NULL, own = NULL;
  HarkId area, other;

  hark_id_random (&area);
  hark_id_random (&other);
  team = make_team (f, f->anna, &other, f->bert);
  expect (f, f->anna, &area, "Procurement", team, 404, "not-found");
  own = make_team (f, f->anna, &f->world->area, f->anna);
  expect (f, f->anna, &area, "Procurement", own, 400, "invalid");
  user = hark_roster_make_user_add (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                    &eve->id, eve->keys->sign_pk, eve->keys->box_pk, "eve");
  expect (f, f->anna, &area, "Procurement", user, 400, "invalid");
  g_assert_cmpuint (count_areas (f), ==, 1);
  actor_free (eve);
}

/* --- with desktops --- */

static AppArea *
find_area (GPtrArray *areas, const char *name)
{
  for (guint i = 0; i < areas->len; i++)
    if (g_str_equal (((AppArea *)g_ptr_array_index (areas, i))->name, name))
      return g_ptr_array_index (areas, i);
  return NULL;
}

static void
test_everybody_sees_it_closed_on_the_portal (Areas *f, gconstpointer unused)
{
  AppClient *clients[] = { f->anna, f->ben->client, f->cleo->client, f->emil->client };
  const HarkRole roles[] = { HARK_ROLE_NONE, HARK_ROLE_NONE, HARK_ROLE_EXPERT, HARK_ROLE_NONE };

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (GPtrArray) list = app_client_get_areas (clients[i]);
      AppArea *area = find_area (list, "Procurement");

      g_assert_cmpuint (list->len, ==, 2);
      g_assert_false (area->is_on_portal);
      g_assert_false (area->is_default);
      g_assert_true (find_area (list, "Compliance")->is_on_portal);
      g_assert_cmpuint (area->n_readers, ==, 2);
      g_assert_true (area->can_submit);
      g_assert_cmpint (area->role, ==, roles[i]);
    }
}

static void
expect_refused (AppClient *client, const HarkId *area)
{
  const AppAction action
      = { .type = APP_ACTION_SUBMIT, .area = *area, .subject = "a", .text = "b" };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "two people"));
}

static void
test_it_takes_tickets_once_two_can_read_them (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) refused = NULL;
  HarkId area, ticket;
  GError *error = NULL;

  app_client_new_area_sync (f->anna, "en", "Travel", &f->dora->id, 1, &area, &error);
  g_assert_no_error (error);
  areas_sync (f);
  expect_refused (f->emil->client, &area);

  areas_set_role (f->dora->client, &f->ben->id, &area, HARK_ROLE_OBSERVER);
  areas_sync (f);
  ticket = areas_submit (f, f->emil, &area, "now it does");
  areas_sync (f);
  g_assert_true (areas_has (f->dora->client, &ticket));
  g_assert_true (areas_has (f->ben->client, &ticket));
  g_assert_false (areas_has (f->anna, &ticket));
  g_assert_false (areas_has (f->cleo->client, &ticket));
}

/* Whatever a client says. */
static void
test_the_server_shuts_it_too (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (JsonObject) op = NULL;
  const HarkId home = f->world->area;
  HarkId area;

  hark_id_random (&area);
  first = make_team (f, f->anna, &area, f->bert);
  expect (f, f->anna, &area, "Procurement", first, 200, NULL);
  g_assert_true (hark_roster_append (f->world->roster, first, NULL));
  f->world->area = area;
  ticket = ticket_new (f->world, f->dora);
  op = op_submit (f->world, ticket, f->dora, "too early");
  world_expect (f->world, f->dora, json_object_ref (op), "forbidden");
  f->world->area = home;
}

static void
test_an_admin_alone_cannot_enter_one_that_has_an_expert (Areas *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  HarkId anna = f->anna->store->account->user;

  g_assert_false (app_client_appoint_sync (f->anna, &f->procurement, &anna, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (app_client_appoint_sync (f->ben->client, &f->procurement, &f->ben->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
}

static void
test_where_no_expert_is_left_an_admin_appoints_one (Areas *f, gconstpointer unused)
{
  HarkId before = areas_submit (f, f->emil, &f->procurement, "from before"), after;
  GError *error = NULL;

  areas_set_role (f->cleo->client, &f->dora->id, &f->procurement, HARK_ROLE_OBSERVER);
  areas_sync (f);
  app_client_switch_off_sync (f->anna, &f->cleo->id, &error);
  g_assert_no_error (error);
  app_client_appoint_sync (f->anna, &f->procurement, &f->ben->id, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      device_sync (f->anna);
      device_sync (f->ben->client);
      device_sync (f->dora->client);
      device_sync (f->emil->client);
    }
  after = areas_submit (f, f->emil, &f->procurement, "from then on");
  device_sync (f->ben->client);
  device_sync (f->dora->client);
  g_assert_true (areas_has (f->ben->client, &after));
  g_assert_true (areas_has (f->dora->client, &after));
  /* nobody with its keys has sealed the past to who was appointed */
  g_assert_false (areas_has (f->ben->client, &before));
  g_assert_true (areas_has (f->dora->client, &before));
}

/* --- a server that was put back --- */

static void
test_one_made_after_the_backup_comes_back (Lineage *f, gconstpointer unused)
{
  LineageMember *member = lineage_add_member (f, "ben");
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;
  HarkId area;

  device_sync (f->device.client);
  lineage_back_up (f);
  app_client_new_area_sync (f->device.client, "en", "Procurement", &member->account.user, 1, &area,
                            &error);
  g_assert_no_error (error);
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  list = app_client_get_areas (f->device.client);
  g_assert_nonnull (find_area (list, "Procurement"));
  g_assert_true (hark_id_equal (&find_area (list, "Procurement")->id, &area));
  lineage_expect_fresh (f);
  lineage_member_free (member);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define SERVER(path, function)                                                                     \
  g_test_add (path, Fixture, NULL, people_set_up, function, people_tear_down)
#define DESKTOPS(path, function)                                                                   \
  g_test_add (path, Areas, NULL, areas_set_up, function, areas_tear_down)
  SERVER ("/area/only-an-admin-makes-one", test_only_an_admin_makes_one);
  SERVER ("/area/once-and-under-one-name", test_once_and_under_one_name);
  SERVER ("/area/its-statement-is-about-it", test_its_statement_is_about_it);
  SERVER ("/area/the-server-shuts-it-too", test_the_server_shuts_it_too);
  DESKTOPS ("/area/everybody-sees-it-closed-on-the-portal",
            test_everybody_sees_it_closed_on_the_portal);
  DESKTOPS ("/area/it-takes-tickets-once-two-can-read-them",
            test_it_takes_tickets_once_two_can_read_them);
  DESKTOPS ("/area/an-admin-alone-cannot-enter-one-that-has-an-expert",
            test_an_admin_alone_cannot_enter_one_that_has_an_expert);
  DESKTOPS ("/area/where-no-expert-is-left-an-admin-appoints-one",
            test_where_no_expert_is_left_an_admin_appoints_one);
  g_test_add ("/area/one-made-after-the-backup-comes-back", Lineage, NULL, lineage_set_up,
              test_one_made_after_the_backup_comes_back, lineage_tear_down);
  return g_test_run ();
}
