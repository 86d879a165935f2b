/* test-setting-put.c: what is settled at a real server: who may, in which order, and what follows
 * from it for the area, the feed and everybody who waits for news */
#include "cache.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-setting-area.h"
#include "hark-setting-organisation.h"
#include "hark-setting.h"
#include "listener.h"
#include "people.h"
#include "store-area.h"
#include "vector.h"

#include <string.h>

static GBytes *
sign (Fixture *f, Actor *actor, const HarkId *scope, GBytes *before, JsonObject *body)
{
  g_autoptr (HarkSetting) last = before != NULL ? hark_setting_read (before, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  GBytes *document = hark_setting_make (f->world->roster, scope, last, body, 1000, &actor->id,
                                        actor->keys->sign_sk, &error);

  g_assert_no_error (error);
  return document;
}

/* The area's, with this name, on the portal. */
static GBytes *
settle (Fixture *f, Actor *actor, GBytes *before, const char *name)
{
  g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", name);
  g_autoptr (JsonObject) body = NULL;

  area->portal = TRUE;
  area->anonymous = FALSE;
  hark_setting_text_set (area->description, "en", "What it is for");
  body = hark_setting_area_to_json (area);
  return sign (f, actor, &f->world->area, before, body);
}

static char *
make_path (const HarkId *scope)
{
  g_autofree char *id = hark_id_to_string (scope);

  return g_strconcat (HARK_API_SETTINGS "/", id, NULL);
}

static void
put_again (Fixture *f, Actor *actor, const HarkId *scope, GBytes *document, gboolean again,
           guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *path = make_path (scope);
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  if (again)
    json_object_set_boolean_member (body, "again", TRUE);
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (f->world->harness, "PUT", path, actor->token, text, status));
}

static void
put (Fixture *f, Actor *actor, GBytes *document, guint status)
{
  put_again (f, actor, &f->world->area, document, FALSE, status);
}

/* NULL for none. */
static GBytes *
get (Fixture *f, Actor *actor, const HarkId *scope)
{
  g_autofree char *path = make_path (scope);
  g_autoptr (JsonObject) reply
      = harness_ask (f->world->harness, "GET", path, actor->token, NULL, 200);

  return json_object_get_null_member (reply, "document")
             ? NULL
             : hark_json_get_bytes (reply, "document", 1, HARK_SETTING_MAX_DOCUMENT, NULL);
}

static SrvArea *
get_area (Fixture *f, const HarkId *id)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  SrvArea *area = store_area_get (store, id, &error);

  g_assert_no_error (error);
  return area;
}

static void
test_area_follows_what_its_expert_settles (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) document = settle (f, f->anna, NULL, "Safety");
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (SrvArea) area = NULL;
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) line = NULL;

  g_assert_null (get (f, f->dora, &f->world->area));
  put (f, f->anna, document, 200);
  put (f, f->anna, document, 200);
  kept = get (f, f->dora, &f->world->area);
  g_assert_true (g_bytes_equal (kept, document));
  area = get_area (f, &f->world->area);
  g_assert_cmpstr (area->name, ==, "Safety");
  g_assert_cmpstr (area->description, ==, "What it is for");
  g_assert_true (area->portal);
  g_assert_false (area->anonymous);

  cache_pull (f->world, cache, f->dora, 2);
  line = cache_get (cache, "area", &f->world->area);
  g_assert_cmpstr (json_object_get_string_member (line, "name"), ==, "Safety");
  g_assert_cmpuint (cache_count (cache, "setting"), ==, 1);
}

/* From a snapshot and as news, one line at a time. */
static void
test_every_version_comes_with_the_feed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) first = settle (f, f->anna, NULL, "One");
  g_autoptr (GBytes) second = settle (f, f->anna, first, "Two");
  g_autoptr (GBytes) third = settle (f, f->anna, second, "Three");
  g_autoptr (Cache) early = cache_new ();
  g_autoptr (Cache) late = cache_new ();
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);

  put (f, f->anna, first, 200);
  cache_pull (f->world, early, f->clara, 1);
  put (f, f->anna, second, 200);
  put (f, f->anna, third, 200);
  cache_pull (f->world, early, f->clara, 1);
  cache_pull (f->world, late, f->clara, 1);
  g_assert_cmpuint (cache_count (early, "setting"), ==, 3);
  g_assert_cmpuint (cache_count (late, "setting"), ==, 3);
}

static void
test_whoever_comes_second_looks_again (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) first = settle (f, f->anna, NULL, "One");
  g_autoptr (GBytes) other = settle (f, f->anna, NULL, "Other");
  g_autoptr (GBytes) second = settle (f, f->anna, first, "Two");
  g_autoptr (GBytes) fork = settle (f, f->anna, first, "Fork");
  g_autoptr (SrvArea) area = NULL;

  put (f, f->anna, second, 409);
  put (f, f->anna, first, 200);
  put (f, f->anna, other, 409);
  put (f, f->anna, second, 200);
  put (f, f->anna, fork, 409);
  put (f, f->anna, first, 409);
  area = get_area (f, &f->world->area);
  g_assert_cmpstr (area->name, ==, "Two");
}

static void
test_only_an_expert_settles_an_area (Fixture *f, gconstpointer unused)
{
  Actor *actors[] = { f->bert, f->clara, f->dora };
  g_autoptr (GBytes) hers = settle (f, f->anna, NULL, "Safety");
  g_autoptr (GBytes) wrong = vector_flip (hers, g_bytes_get_size (hers) - 1);

  for (guint i = 0; i < G_N_ELEMENTS (actors); i++)
    {
      g_autoptr (GBytes) document = settle (f, actors[i], NULL, "Mine");

      put (f, actors[i], document, 403);
    }
  /* nor with her name under it */
  put (f, f->anna, wrong, 422);
  json_object_unref (
      harness_ask (f->world->harness, "GET", HARK_API_SETTINGS "/x", f->anna->token, NULL, 400));
}

/* What they signed while they were: a server, or a colleague, might have kept it. */
static void
test_a_former_expert_settles_nothing (Fixture *f, gconstpointer unused)
{
  Actor *eve = world_add (f->world, "eve", HARK_ROLE_EXPERT);
  g_autoptr (GBytes) document = settle (f, eve, NULL, "Safety");

  eve->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  put (f, eve, document, 403);
  put (f, f->anna, document, 403);
}

/* A bare body, as what makes an area has. */
static JsonObject *
name_area (const char *name)
{
  JsonObject *body = json_object_new ();
  g_autoptr (HarkSettingText) names = hark_setting_text_new ();

  hark_setting_text_set (names, "de", name);
  json_object_set_string_member (body, "language", "de");
  hark_setting_text_to_json (names, body, "name");
  return body;
}

/* By POST /areas, with @expert in it. */
static void
begin_area (Fixture *f, Actor *expert, const HarkId *id, GBytes *document, guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  HarkRosterMember member = { .user = expert->id, .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) team = NULL;
  g_autofree char *text = NULL;

  hark_account_keys_hash (expert->keys->sign_pk, expert->keys->box_pk, member.keys_hash);
  team = hark_roster_make_area_set (f->world->roster, &f->anna->id, f->anna->keys->sign_sk, id,
                                    &member, 1);
  hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  hark_json_set_bytes (body, "statement", g_bytes_get_data (team, NULL), g_bytes_get_size (team));
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_AREAS, f->anna->token, text, status));
  if (status == 200)
    g_assert_true (hark_roster_append (f->world->roster, team, NULL));
}

static void
test_an_admin_makes_an_area_by_its_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) bare = name_area ("Umwelt");
  g_autoptr (JsonObject) full = name_area ("Umwelt");
  g_autoptr (GBytes) by_dora = NULL;
  g_autoptr (GBytes) by_anna = NULL;
  g_autoptr (GBytes) more = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (SrvArea) area = NULL;
  HarkId id;

  hark_id_random (&id);
  json_object_set_boolean_member (full, "portal", TRUE);
  by_dora = sign (f, f->dora, &id, NULL, bare);
  by_anna = sign (f, f->anna, &id, NULL, bare);
  more = sign (f, f->anna, &id, NULL, full);

  begin_area (f, f->bert, &id, by_dora, 403);
  begin_area (f, f->bert, &id, more, 403);
  begin_area (f, f->bert, &id, by_anna, 200);
  area = get_area (f, &id);
  g_assert_cmpstr (area->name, ==, "Umwelt");
  g_assert_false (area->portal);
  kept = get (f, f->dora, &id);
  g_assert_true (g_bytes_equal (kept, by_anna));
}

/* A SrvWork. */
static gboolean
forget_settings (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "DELETE FROM setting", error);
}

/* Signed as of a list in which it had no Expert: she has that right no more, but for what made it.
 */
static void
test_an_admin_settles_no_area_that_has_an_expert (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) first = name_area ("Umwelt");
  g_autoptr (JsonObject) second = name_area ("Anders");
  g_autoptr (GBytes) made = NULL;
  g_autoptr (GBytes) other = NULL;
  HarkId id;

  hark_id_random (&id);
  made = sign (f, f->anna, &id, NULL, first);
  other = sign (f, f->anna, &id, NULL, second);
  begin_area (f, f->bert, &id, made, 200);
  harness_write (f->world->harness, forget_settings, NULL);
  put_again (f, f->anna, &id, other, FALSE, 403);
  put_again (f, f->dora, &id, made, TRUE, 200);
}

/* Without somebody in it there is none: its settings alone make none up. */
static void
test_settings_alone_make_no_area (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) bare = name_area ("Umwelt");
  g_autoptr (GBytes) by_anna = NULL;
  HarkId id;

  hark_id_random (&id);
  by_anna = sign (f, f->anna, &id, NULL, bare);
  put_again (f, f->anna, &id, by_anna, FALSE, 404);
  put_again (f, f->dora, &id, by_anna, TRUE, 404);
  begin_area (f, f->bert, &f->world->org, by_anna, 404);
}

/* Whatever the language, the case and the width of its letters. */
static void
test_no_two_areas_have_one_name (Fixture *f, gconstpointer unused)
{
  static const char *const taken[] = { "umwelt", "\uff35mwelt", "Compliance", "COMPLIANCE" };
  g_autoptr (JsonObject) bare = name_area ("Umwelt");
  g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", "Compliance");
  g_autoptr (GBytes) made = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) renamed = NULL;
  HarkId ids[2];

  hark_id_random (&ids[0]);
  hark_id_random (&ids[1]);
  made = sign (f, f->anna, &ids[0], NULL, bare);
  begin_area (f, f->bert, &ids[0], made, 200);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autoptr (JsonObject) again = name_area (taken[i]);
      g_autoptr (GBytes) other = sign (f, f->anna, &ids[1], NULL, again);

      begin_area (f, f->bert, &ids[1], other, 409);
    }

  hark_setting_text_set (area->name, "fr", "UMWELT");
  body = hark_setting_area_to_json (area);
  renamed = sign (f, f->anna, &f->world->area, NULL, body);
  put (f, f->anna, renamed, 409);
}

static gboolean
is_default (Fixture *f, const HarkId *id)
{
  g_autoptr (SrvArea) area = get_area (f, id);

  return area->is_default;
}

/* Says of @id, at @time, that it is shown first, or is not; the next version. */
static void
settle_default (Fixture *f, const HarkId *id, const char *name, gboolean says, gint64 time)
{
  g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", name);
  g_autoptr (GBytes) newest = get (f, f->anna, id);
  g_autoptr (HarkSetting) last = newest != NULL ? hark_setting_read (newest, NULL) : NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) document = NULL;

  area->is_default = says;
  body = hark_setting_area_to_json (area);
  document = hark_setting_make (f->world->roster, id, last, body, time, &f->anna->id,
                                f->anna->keys->sign_sk, NULL);
  put_again (f, f->anna, id, document, FALSE, 200);
}

/* The latest that says so, by what was signed, in whatever order it came. */
static void
test_one_area_is_the_default (Fixture *f, gconstpointer unused)
{
  const HarkId *first = &f->world->area;
  g_autoptr (JsonObject) bare = name_area ("Other");
  g_autoptr (GBytes) made = NULL;
  HarkId second;

  hark_id_random (&second);
  made = sign (f, f->anna, &second, NULL, bare);
  begin_area (f, f->anna, &second, made, 200);

  settle_default (f, first, "First", TRUE, 2000);
  g_assert_true (is_default (f, first) && !is_default (f, &second));
  settle_default (f, &second, "Second", TRUE, 3000);
  g_assert_true (!is_default (f, first) && is_default (f, &second));
  settle_default (f, first, "First", TRUE, 2500);
  g_assert_true (!is_default (f, first) && is_default (f, &second));
  settle_default (f, first, "First", TRUE, 3000); /* version 3 against version 2 */
  g_assert_true (is_default (f, first) && !is_default (f, &second));
  settle_default (f, first, "First", FALSE, 4000);
  g_assert_true (!is_default (f, first) && is_default (f, &second));
  settle_default (f, &second, "Second", FALSE, 5000);
  g_assert_true (!is_default (f, first) && !is_default (f, &second));
}

static void
test_the_organisation_is_an_admins (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSettingOrganisation) settled = hark_setting_organisation_new ("de");
  g_autoptr (Listener) dora = NULL;
  gint64 before;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) by_bert = NULL;
  g_autoptr (GBytes) by_anna = NULL;
  g_autoptr (GBytes) kept = NULL;

  hark_setting_text_set (settled->imprint, "de", "Beispiel GmbH\n\nWeg 1");
  body = hark_setting_organisation_to_json (settled);
  by_bert = sign (f, f->bert, &f->world->org, NULL, body);
  by_anna = sign (f, f->anna, &f->world->org, NULL, body);
  put_again (f, f->bert, &f->world->org, by_bert, FALSE, 403);
  put_again (f, f->anna, &f->world->area, by_anna, FALSE, 400);
  dora = listener_new (f->world->harness, f->dora->token, &before);
  put_again (f, f->anna, &f->world->org, by_anna, FALSE, 200);
  g_assert_cmpint (listener_hear (dora), >, before);
  kept = get (f, f->dora, &f->world->org);
  g_assert_true (g_bytes_equal (kept, by_anna));
}

static void
test_a_time_zone_that_the_server_does_not_know_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSettingOrganisation) settled = hark_setting_organisation_new ("de");
  g_autoptr (JsonObject) body = NULL, fine = NULL;
  g_autoptr (GBytes) nowhere = NULL, somewhere = NULL;

  g_free (settled->zone);
  settled->zone = g_strdup ("Europe/Nowhere");
  body = hark_setting_organisation_to_json (settled);
  nowhere = sign (f, f->anna, &f->world->org, NULL, body);
  put_again (f, f->anna, &f->world->org, nowhere, FALSE, 400);
  g_free (settled->zone);
  settled->zone = g_strdup ("Pacific/Honolulu");
  fine = hark_setting_organisation_to_json (settled);
  somewhere = sign (f, f->anna, &f->world->org, NULL, fine);
  put_again (f, f->anna, &f->world->org, somewhere, FALSE, 200);
}

/* The client would not have signed it. */
static void
test_words_that_no_mail_may_say_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (HarkSettingOrganisation) settled = hark_setting_organisation_new ("de");
  g_autoptr (JsonObject) body = NULL, fine = NULL;
  g_autoptr (GBytes) told = NULL, tame = NULL;

  hark_wording_set (settled->wording, "en", "named", HARK_WORDING_TEXT, "{reporter} has written");
  body = hark_setting_organisation_to_json (settled);
  told = sign (f, f->anna, &f->world->org, NULL, body);
  put_again (f, f->anna, &f->world->org, told, FALSE, 400);
  hark_wording_set (settled->wording, "en", "named", HARK_WORDING_TEXT, "{number} is new");
  fine = hark_setting_organisation_to_json (settled);
  tame = sign (f, f->anna, &f->world->org, NULL, fine);
  put_again (f, f->anna, &f->world->org, tame, FALSE, 200);
}

/* A store that was put back from a backup has lost it. */
static void
test_anybody_gives_back_what_was_settled (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) document = settle (f, f->anna, NULL, "Safety");

  put_again (f, f->dora, &f->world->area, document, TRUE, 200);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/setting-put/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  TEST ("area", test_area_follows_what_its_expert_settles);
  TEST ("feed", test_every_version_comes_with_the_feed);
  TEST ("second", test_whoever_comes_second_looks_again);
  TEST ("expert", test_only_an_expert_settles_an_area);
  TEST ("former", test_a_former_expert_settles_nothing);
  TEST ("admin", test_an_admin_makes_an_area_by_its_name);
  TEST ("expert-by-now", test_an_admin_settles_no_area_that_has_an_expert);
  TEST ("begin", test_settings_alone_make_no_area);
  TEST ("names", test_no_two_areas_have_one_name);
  TEST ("default", test_one_area_is_the_default);
  TEST ("zone", test_a_time_zone_that_the_server_does_not_know_is_refused);
  TEST ("wording", test_words_that_no_mail_may_say_are_refused);
  TEST ("organisation", test_the_organisation_is_an_admins);
  TEST ("again", test_anybody_gives_back_what_was_settled);

  return g_test_run ();
}
