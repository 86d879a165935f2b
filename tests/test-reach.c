/* test-reach.c: whom an area's tickets reach: all of them, or those since somebody joined; and that
 * nobody gets at what was there before by taking an area over */
#include "areas.h"

#include "app-client-area.h"
#include "app-client-person.h"
#include "app-client-recovery.h"
#include "app-client-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

typedef struct
{
  Areas areas;
  Colleague *fred; /* in no team */
  HarkId old;      /* in Procurement, from before */
} Reach;

static HarkId
submit (Reach *f, const char *text)
{
  HarkId ticket = areas_submit (&f->areas, f->areas.emil, &f->areas.procurement, text);

  areas_sync (&f->areas);
  device_sync (f->fred->client);
  return ticket;
}

static void
sync_all (Reach *f)
{
  areas_sync (&f->areas);
  device_sync (f->fred->client);
  areas_sync (&f->areas);
  device_sync (f->fred->client);
}

static void
set_up (Reach *f, gconstpointer unused)
{
  areas_set_up (&f->areas, NULL);
  f->fred = colleague_join (f->areas.device.server, f->areas.anna, "fred", HARK_ROLE_NONE);
  f->old = submit (f, "canary-lynx: of before");
  sync_all (f);
}

static void
tear_down (Reach *f, gconstpointer unused)
{
  colleague_free (f->fred);
  areas_tear_down (&f->areas, NULL);
}

static void
place (AppClient *expert, const HarkId *user, const HarkId *area, HarkRole role, AppReach reach)
{
  GError *error = NULL;

  app_client_place_member_sync (expert, user, NULL, area, role, reach, &error);
  g_assert_no_error (error);
  device_sync (expert);
}

static gboolean
has (AppClient *client, const HarkId *ticket)
{
  device_sync (client);
  return areas_has (client, ticket);
}

static guint64
get_since (AppClient *client, const HarkId *user, const HarkId *area)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      for (guint k = 0; hark_id_equal (&person->id, user) && k < person->memberships->len; k++)
        if (hark_id_equal (&((AppMembership *)person->memberships->pdata[k])->area, area))
          return ((AppMembership *)person->memberships->pdata[k])->since;
    }

  g_assert_not_reached ();
}

/* An Admin switches off every Expert and appoints ben, while dora, a Professional, goes on working.
 */
static void
take_over (Reach *f)
{
  Areas *areas = &f->areas;
  GError *error = NULL;

  app_client_switch_off_sync (areas->anna, &areas->cleo->id, &error);
  g_assert_no_error (error);
  app_client_appoint_sync (areas->anna, &areas->procurement, &areas->ben->id, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      device_sync (areas->dora->client);
      device_sync (areas->ben->client);
    }
}

static HarkId
submit_after (Reach *f, const char *text)
{
  HarkId ticket = areas_submit (&f->areas, f->areas.emil, &f->areas.procurement, text);

  for (guint i = 0; i < 2; i++)
    {
      device_sync (f->areas.dora->client);
      device_sync (f->areas.ben->client);
    }
  return ticket;
}

static void
test_whom_an_admin_appoints_reads_nothing_of_before (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  g_autoptr (AppTicket) rekeyed = NULL;
  HarkId later;

  take_over (f);
  device_write (areas->dora->client, APP_ACTION_NOTE, &f->old, "canary-otter: among us");
  device_sync (areas->dora->client);
  later = submit_after (f, "canary-seal: of after");

  /* new keys, without whom left, and without whom the Admin appointed */
  rekeyed = device_load (areas->dora->client, &f->old);
  g_assert_cmpint (rekeyed->trust, ==, APP_TRUST_VERIFIED);
  g_assert_false (has (areas->ben->client, &f->old));
  g_assert_true (has (areas->ben->client, &later));
  g_assert_true (has (areas->dora->client, &later));
  g_assert_cmpuint (get_since (areas->dora->client, &areas->ben->id, &areas->procurement), >, 0);
  g_assert_cmpuint (get_since (areas->ben->client, &areas->dora->id, &areas->procurement), ==, 0);
}

static void
test_nor_whom_these_bring_in (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  HarkId later;

  take_over (f);
  later = submit_after (f, "canary-seal: of after");
  place (areas->ben->client, &f->fred->id, &areas->procurement, HARK_ROLE_EXPERT, APP_REACH_ALL);
  device_sync (areas->dora->client);
  device_write (areas->dora->client, APP_ACTION_NOTE, &f->old, "among us");
  device_sync (areas->dora->client);
  device_sync (areas->ben->client);
  g_assert_false (has (f->fred->client, &f->old));
  g_assert_true (has (f->fred->client, &later));

  /* nor by giving each other all of it */
  place (f->fred->client, &areas->ben->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_ALL);
  device_sync (areas->dora->client);
  g_assert_false (has (areas->ben->client, &f->old));
}

typedef struct
{
  HarkId ticket, who;
} Asked;

/* A SrvWork: the server asks for what it likes. */
static gboolean
ask_for (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Asked *asked = data;
  g_autoptr (HarkStmt) stmt = srv_store_prepare (
      store, "INSERT INTO due (ticket, kind, user, area) SELECT id, 'seal', $2, area"
             " FROM ticket WHERE id = $1 ON CONFLICT DO NOTHING");

  hark_stmt_bind_id (stmt, 1, &asked->ticket);
  hark_stmt_bind_id (stmt, 2, &asked->who);
  return hark_stmt_run (stmt, error);
}

/* Dora, as an Expert by now, could. */
static void
test_a_server_that_asks_for_it_gets_no_slot (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  Asked asked = { f->old, areas->ben->id };

  take_over (f);
  place (areas->ben->client, &areas->dora->id, &areas->procurement, HARK_ROLE_EXPERT,
         APP_REACH_KEEP);
  device_sync (areas->dora->client);
  g_assert_true (has (areas->dora->client, &f->old));
  harness_write (areas->device.server, ask_for, &asked);
  device_sync (areas->dora->client);
  device_sync (areas->dora->client);
  g_assert_false (has (areas->ben->client, &f->old));

  /* but may give it, knowing him */
  place (areas->dora->client, &areas->ben->id, &areas->procurement, HARK_ROLE_EXPERT,
         APP_REACH_ALL);
  device_sync (areas->dora->client);
  g_assert_true (has (areas->ben->client, &f->old));
}

/* --- by a recovery key that the Admin keeps --- */

static void
see_changes (AppClient *client)
{
  GError *error = NULL;

  app_client_see_team_changes_sync (client, G_MAXINT64, &error);
  g_assert_no_error (error);
}

static HarkError
try_sync (AppClient *client)
{
  g_autoptr (GError) error = NULL;

  return app_client_sync_sync (client, &error) ? 0 : (HarkError)error->code;
}

/* What is on its sheet. Free with hark_seal_free_string (). */
static char *
make_key (AppClient *admin)
{
  GError *error = NULL;
  g_autoptr (AppRecoveryKey) key = app_client_draw_recovery_key (admin, &error);
  char *text, *code;

  g_assert_no_error (error);
  text = app_recovery_key_to_text (key);
  code = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  code = g_strndup (code, strcspn (code, "\n"));
  hark_seal_free_string (text);
  app_client_set_recovery_key_sync (admin, key, code, &error);
  g_assert_no_error (error);
  return code;
}

/* Anna, the Admin, makes herself the team's Expert, and says that she uses a key of her own:
 * nothing was sealed to it yet. Dora was told of the key, not of that. */
static void
take_over_by_key (Reach *f)
{
  Areas *areas = &f->areas;
  AppRecovered recovered;
  GError *error = NULL;
  char *code = make_key (areas->anna);

  device_sync (areas->dora->client);
  see_changes (areas->dora->client);
  app_client_switch_off_sync (areas->anna, &areas->cleo->id, &error);
  g_assert_no_error (error);
  app_client_appoint_sync (areas->anna, &areas->procurement, &areas->anna->store->account->user,
                           &error);
  g_assert_no_error (error);
  app_client_use_recovery_key_sync (areas->anna, &areas->procurement, code, &recovered, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (recovered.n_opened, ==, 0);
  g_assert_cmpuint (
      get_since (areas->anna, &areas->anna->store->account->user, &areas->procurement), ==, 0);
  hark_seal_free_string (code);
}

static void
test_an_admin_with_a_key_waits_until_somebody_was_told (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  HarkId later;

  take_over_by_key (f);
  g_assert_cmpint (try_sync (areas->dora->client), ==, 0); /* new keys are due, and wait */
  g_assert_false (has (areas->anna, &f->old));
  device_write (areas->dora->client, APP_ACTION_NOTE, &f->old, "canary-otter: among us");
  g_assert_cmpint (try_sync (areas->dora->client), ==, HARK_ERROR_UNSEEN);
  g_assert_cmpint (try_sync (areas->dora->client), ==, HARK_ERROR_UNSEEN);
  g_assert_false (has (areas->anna, &f->old));

  /* what came since is not held up */
  later = areas_submit (areas, areas->emil, &areas->procurement, "canary-seal: of after");
  g_assert_cmpint (try_sync (areas->dora->client), ==, HARK_ERROR_UNSEEN);
  device_write (areas->dora->client, APP_ACTION_NOTE, &later, "among all of us");
  g_assert_cmpint (try_sync (areas->dora->client), ==, HARK_ERROR_UNSEEN);
  g_assert_true (has (areas->anna, &later));

  see_changes (areas->dora->client);
  device_sync (areas->dora->client);
  g_assert_true (has (areas->anna, &f->old));
}

/* Dora, as an Expert by now, is asked to seal it to them as it is. */
static void
test_nor_by_a_server_that_asks_for_it (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  Asked asked = { f->old, areas->anna->store->account->user };

  take_over_by_key (f);
  place (areas->anna, &areas->dora->id, &areas->procurement, HARK_ROLE_EXPERT, APP_REACH_KEEP);
  device_sync (areas->dora->client);
  harness_write (areas->device.server, ask_for, &asked);
  device_sync (areas->dora->client);
  device_sync (areas->dora->client);
  g_assert_false (has (areas->anna, &f->old));
}

/* Nor does it help them to bring somebody in. */
static void
test_nor_for_whom_the_admin_brings_in (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;

  take_over_by_key (f);
  place (areas->anna, &f->fred->id, &areas->procurement, HARK_ROLE_EXPERT, APP_REACH_ALL);
  device_sync (f->fred->client);
  areas_set_role (f->fred->client, &areas->anna->store->account->user, &areas->procurement,
                  HARK_ROLE_NONE);
  for (guint i = 0; i < 2; i++)
    {
      device_sync (areas->dora->client);
      device_sync (f->fred->client);
    }
  g_assert_false (has (f->fred->client, &f->old));

  see_changes (areas->dora->client);
  device_sync (areas->dora->client);
  g_assert_true (has (f->fred->client, &f->old));
}

static void
test_from_now_on_is_without_what_was_there (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  HarkId later;

  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_LATER);
  later = submit (f, "canary-seal: of after");
  device_write (areas->dora->client, APP_ACTION_NOTE, &f->old, "among us");
  sync_all (f);
  g_assert_false (areas_has (f->fred->client, &f->old));
  g_assert_true (areas_has (f->fred->client, &later));
  g_assert_cmpuint (get_since (f->fred->client, &f->fred->id, &areas->procurement), >, 0);

  /* another role changes nothing about it */
  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_EXPERT, APP_REACH_KEEP);
  sync_all (f);
  g_assert_false (areas_has (f->fred->client, &f->old));
}

static void
test_all_of_it_may_be_given_later (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  g_autoptr (AppTicket) loaded = NULL;

  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_LATER);
  device_write (areas->dora->client, APP_ACTION_NOTE, &f->old, "among us");
  sync_all (f);
  g_assert_false (areas_has (f->fred->client, &f->old));
  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_ALL);
  sync_all (f);
  loaded = device_load (f->fred->client, &f->old);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "among us");
  g_assert_cmpuint (get_since (f->fred->client, &f->fred->id, &areas->procurement), ==, 0);
}

/* With all that was said in the area where it was. */
static void
test_what_is_moved_here_is_for_everybody_here (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  const AppAction move
      = { .type = APP_ACTION_MOVE, .ticket = areas->ticket, .area = areas->procurement };
  g_autoptr (AppTicket) loaded = NULL;

  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_LATER);
  sync_all (f);
  device_act (areas->ben->client, &move);
  sync_all (f);
  loaded = device_load (f->fred->client, &areas->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_true (areas_has (areas->dora->client, &areas->ticket));
  g_assert_false (areas_has (areas->ben->client, &areas->ticket));
}

static void
act_on (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *person)
{
  const AppAction action = { .type = type, .ticket = *ticket, .user = *person };

  device_act (client, &action);
}

static void
expect_refused (AppClient *client, AppActionType type, const HarkId *ticket, const HarkId *person)
{
  const AppAction action = { .type = type, .ticket = *ticket, .user = *person };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
}

/* Who does not have a ticket is none of those who could go on with it. */
static void
test_exclusions_count_who_has_the_ticket (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  AppClient *cleo = areas->cleo->client;
  HarkId later;

  place (cleo, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL, APP_REACH_LATER);
  later = submit (f, "canary-seal: of after");
  act_on (cleo, APP_ACTION_EXCLUDE, &f->old, &areas->dora->id);
  sync_all (f);
  expect_refused (cleo, APP_ACTION_EXCLUDE, &f->old, &areas->cleo->id);
  g_assert_false (areas_has (f->fred->client, &f->old));

  act_on (cleo, APP_ACTION_EXCLUDE, &later, &f->fred->id);
  sync_all (f);
  g_assert_false (areas_has (f->fred->client, &later));
  act_on (cleo, APP_ACTION_INCLUDE, &later, &f->fred->id);
  sync_all (f);
  g_assert_true (areas_has (f->fred->client, &later));
  g_assert_false (areas_has (f->fred->client, &f->old));
}

/* As one whom @ticket may be assigned to. */
static gboolean
is_offered (AppClient *client, const HarkId *ticket, const HarkId *user)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  g_autoptr (GPtrArray) members = app_client_list_members_sync (client, &loaded->area, NULL);

  for (guint i = 0; i < members->len; i++)
    if (hark_id_equal (&((AppMember *)members->pdata[i])->user, user))
      return app_member_has (members->pdata[i], loaded->entry);

  g_assert_not_reached ();
}

static void
test_nobody_advises_on_what_they_do_not_have (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;

  place (areas->cleo->client, &f->fred->id, &areas->procurement, HARK_ROLE_PROFESSIONAL,
         APP_REACH_LATER);
  sync_all (f);
  expect_refused (areas->cleo->client, APP_ACTION_ASSIGN, &f->old, &f->fred->id);
  g_assert_false (is_offered (areas->cleo->client, &f->old, &f->fred->id));
  g_assert_true (is_offered (areas->cleo->client, &f->old, &areas->dora->id));
  act_on (areas->cleo->client, APP_ACTION_ASSIGN, &f->old, &areas->dora->id);
  sync_all (f);
}

/* With the key that they had of it. */
static void
test_who_comes_back_from_now_on_has_lost_what_was_there (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  AppClient *cleo = areas->cleo->client;
  HarkId later;

  areas_set_role (cleo, &areas->dora->id, &areas->procurement, HARK_ROLE_NONE);
  place (cleo, &areas->dora->id, &areas->procurement, HARK_ROLE_PROFESSIONAL, APP_REACH_LATER);
  later = submit (f, "canary-seal: of after");
  sync_all (f);
  g_assert_false (areas_has (areas->dora->client, &f->old));
  g_assert_true (areas_has (areas->dora->client, &later));
  g_assert_true (areas_has (cleo, &f->old));
}

/* --- keys that the user did not look at --- */

/* An Admin's keys in the place of somebody's. */
static void
swap_keys (Reach *f, const HarkId *user)
{
  AppStore *store = f->areas.anna->store;
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  HarkAccountKeys keys;

  device_sync (f->areas.anna);
  hark_account_keys_random (&keys);
  harness_bring_keys (f->areas.device.server, user, &store->account->user, &keys);
  statement
      = hark_roster_make_user_key (store->roster, &store->account->user,
                                   store->keys->account.sign_sk, user, keys.sign_pk, keys.box_pk);
  g_assert_nonnull (statement);
  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (f->areas.device.server, "POST", HARK_API_ROSTER,
                                  f->areas.anna->token, text, 200));
}

static void
expect_conflict (AppClient *expert, const HarkId *user, const guint8 keys[32], const HarkId *area,
                 AppReach reach, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      app_client_place_member_sync (expert, user, keys, area, HARK_ROLE_OBSERVER, reach, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, words));
}

/* Held back until an Expert signs: the very answer before brings them. */
static void
test_nobody_is_signed_in_with_keys_that_were_not_looked_at (Reach *f, gconstpointer unused)
{
  Areas *areas = &f->areas;
  AppClient *cleo = areas->cleo->client, *anna = areas->anna;
  const HarkId *area = &areas->procurement;
  g_autoptr (GError) error = NULL;
  guint8 shown[32];

  memcpy (shown, hark_roster_get_user (cleo->store->roster, &f->fred->id)->keys_hash, 32);
  swap_keys (f, &areas->dora->id);
  expect_conflict (cleo, &areas->dora->id, NULL, area, APP_REACH_KEEP, "new keys");
  swap_keys (f, &f->fred->id);
  expect_conflict (cleo, &f->fred->id, NULL, area, APP_REACH_ALL, "new keys");

  /* nor where they came between the look and the click */
  device_sync (cleo);
  expect_conflict (cleo, &f->fred->id, shown, area, APP_REACH_LATER, "new keys");
  /* and who is out by that is not kept in */
  expect_conflict (cleo, &areas->dora->id, NULL, area, APP_REACH_KEEP, "not in the team");
  g_assert_cmpint (app_client_get_role (cleo, area), ==, HARK_ROLE_EXPERT);
  g_assert_cmpint (hark_roster_get_role (cleo->store->roster, area, &areas->dora->id), ==,
                   HARK_ROLE_NONE);
  place (cleo, &areas->dora->id, area, HARK_ROLE_PROFESSIONAL, APP_REACH_ALL);

  /* nor is anybody appointed, or set over a new area */
  app_client_switch_off_sync (anna, &areas->cleo->id, &error);
  g_assert_no_error (error);
  device_sync (areas->ben->client);
  swap_keys (f, &areas->ben->id);
  g_assert_nonnull (hark_roster_get_user (anna->store->roster, &areas->ben->id));
  g_assert_false (app_client_appoint_sync (anna, area, &areas->ben->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  swap_keys (f, &areas->emil->id);
  g_assert_false (
      app_client_new_area_sync (anna, "en", "Travel", &areas->emil->id, 1, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

#define ADD(path, function) g_test_add ("/reach/" path, Reach, NULL, set_up, function, tear_down)
  ADD ("taken-over", test_whom_an_admin_appoints_reads_nothing_of_before);
  ADD ("brought-in", test_nor_whom_these_bring_in);
  ADD ("asked-for", test_a_server_that_asks_for_it_gets_no_slot);
  ADD ("key-of-an-admin", test_an_admin_with_a_key_waits_until_somebody_was_told);
  ADD ("key-asked-for", test_nor_by_a_server_that_asks_for_it);
  ADD ("key-brought-in", test_nor_for_whom_the_admin_brings_in);
  ADD ("from-now-on", test_from_now_on_is_without_what_was_there);
  ADD ("all-later", test_all_of_it_may_be_given_later);
  ADD ("moved-here", test_what_is_moved_here_is_for_everybody_here);
  ADD ("excluded", test_exclusions_count_who_has_the_ticket);
  ADD ("advisor", test_nobody_advises_on_what_they_do_not_have);
  ADD ("back-again", test_who_comes_back_from_now_on_has_lost_what_was_there);
  ADD ("other-keys", test_nobody_is_signed_in_with_keys_that_were_not_looked_at);
#undef ADD

  return g_test_run ();
}
