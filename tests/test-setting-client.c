/* test-setting-client.c: what is settled, from desktop to desktop: who sees and changes it, and
 * what a server that lies about it gets */
#include "app-client-area.h"
#include "app-client-draft.h"
#include "app-client-setting.h"
#include "app-setting-draft.h"
#include "app-setting-edit.h"
#include "app-setting.h"
#include "colleague.h"
#include "hark-error.h"
#include "lineage.h"

static AppSetting *
load (AppClient *client, const HarkId *scope)
{
  g_autoptr (GError) error = NULL;
  AppSetting *setting = app_client_load_setting_sync (client, scope, &error);

  g_assert_no_error (error);
  return setting;
}

static void
refuse_to_load (AppClient *client, const HarkId *scope, HarkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (app_client_load_setting_sync (client, scope, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static HarkId
get_area (AppClient *client)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  return ((AppArea *)areas->pdata[0])->id;
}

static char *
dup_area_name (AppClient *client)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  return g_strdup (((AppArea *)areas->pdata[0])->name);
}

static void
save (AppClient *client, const AppSetting *setting)
{
  g_autoptr (GError) error = NULL;

  app_client_save_setting_sync (client, setting, &error);
  g_assert_no_error (error);
}

static void
rename_area (AppClient *client, const char *name)
{
  HarkId area = get_area (client);
  g_autoptr (AppSetting) setting = load (client, &area);

  hark_setting_text_set (setting->area->name, setting->area->language, name);
  save (client, setting);
}

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer sql, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
lie (Harness *server, const char *sql)
{
  harness_write (server, run_sql, (gpointer)sql);
}

static void
test_what_is_settled_is_there_for_others_offline (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  HarkId area = get_area (f->client);
  g_autoptr (AppSetting) mine = load (f->client, &area);
  g_autoptr (AppSetting) his = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *name = NULL;
  const AppSettingChange *change;
  HarkSettingQuestion *question = hark_setting_question_new (HARK_SETTING_QUESTION_DATE);

  g_assert_cmpuint (mine->version, ==, 0);
  g_assert_true (mine->can_change);
  g_assert_true (mine->area->portal);
  hark_setting_text_set (mine->area->name, "en", "Safety");
  mine->area->anonymous = FALSE;
  save (f->client, mine);
  mine->version = 1;
  hark_setting_text_set (question->label, "en", "When?");
  g_ptr_array_add (mine->area->questions, question);
  save (f->client, mine);

  device_sync (bert->client);
  harness_stop (f->server);
  his = load (bert->client, &area);
  g_assert_cmpuint (his->version, ==, 2);
  g_assert_false (his->can_change);
  g_assert_false (his->area->anonymous);
  g_assert_cmpuint (his->area->questions->len, ==, 1);
  name = dup_area_name (bert->client);
  g_assert_cmpstr (name, ==, "Safety");

  changes = app_client_list_setting_changes_sync (bert->client, &area, NULL);
  g_assert_cmpuint (changes->len, ==, 2);
  change = changes->pdata[0];
  g_assert_cmpuint (change->version, ==, 2);
  g_assert_cmpuint (change->values->len, ==, 1);
  g_assert_cmpstr (((AppSettingValue *)change->values->pdata[0])->member, ==, "questions");
  g_assert_cmpuint (change->before->questions->len, ==, 0);
  g_assert_cmpuint (change->after->questions->len, ==, 1);
  harness_start (f->server);
}

/* The body that was parsed. (transfer full) */
static JsonObject *
get_body (AppClient *client, const HarkId *scope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSetting) newest = NULL;

  g_mutex_lock (&client->lock);
  newest = app_setting_get_newest (client->store, scope, &error);
  g_mutex_unlock (&client->lock);
  g_assert_no_error (error);
  return json_object_ref (newest->body);
}

/* Until there is another one, from whichever side it comes. */
static void
test_what_is_settled_is_parsed_once (Device *f, gconstpointer unused)
{
  HarkId area = get_area (f->client);
  g_autoptr (JsonObject) first = NULL, again = NULL, other = NULL, other_again = NULL;

  rename_area (f->client, "Once");
  first = get_body (f->client, &area);
  device_sync (f->client);
  again = get_body (f->client, &area);
  g_assert_true (first == again);

  rename_area (f->client, "Twice");
  other = get_body (f->client, &area);
  g_assert_true (other != first);
  other_again = get_body (f->client, &area);
  g_assert_true (other_again == other);

  /* another program, or a page that was not taken: what is on the disk counts */
  hark_sqlite_exec (app_cache_get_db (f->client->store->cache),
                    "DELETE FROM setting WHERE version = (SELECT max (version) FROM setting)",
                    NULL);
  g_clear_pointer (&again, json_object_unref);
  again = get_body (f->client, &area);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (again, "name"), "en"), ==,
      "Once");
}

static void
test_whoever_saves_second_is_told (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_EXPERT);
  HarkId area = get_area (f->client);
  g_autoptr (AppSetting) mine = load (f->client, &area);
  g_autoptr (AppSetting) his = load (bert->client, &area);
  g_autoptr (GError) error = NULL;

  his->area->exclusion = TRUE;
  save (bert->client, his);
  mine->area->anonymous = FALSE;
  g_assert_false (app_client_save_setting_sync (f->client, mine, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);

  /* both are there to be looked at */
  g_clear_pointer (&his, app_setting_free);
  his = load (f->client, &area);
  g_assert_true (his->area->exclusion);
  mine->version = his->version;
  save (f->client, mine);
}

static void
test_who_may_not_is_refused (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  HarkId area = get_area (f->client), organisation = { { 0 } };
  g_autoptr (AppSetting) his = load (bert->client, &area);
  g_autoptr (AppSetting) all = load (bert->client, &organisation);
  g_autoptr (AppSetting) mine = load (f->client, &organisation);
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_save_setting_sync (bert->client, his, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (all->can_change);
  g_assert_false (app_client_save_setting_sync (bert->client, all, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);

  g_assert_true (mine->can_change);
  hark_setting_text_set (mine->organisation->imprint, "en", "Example\nStreet 1");
  save (f->client, mine);
  hark_setting_text_set (mine->organisation->imprint, "en", "a\001");
  g_assert_false (app_client_save_setting_sync (f->client, mine, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static HarkId
make_area (AppClient *client, const char *language, const char *name, const HarkId *expert)
{
  g_autoptr (GError) error = NULL;
  HarkId area;

  device_sync (client); /* who is to begin it is known here */
  app_client_new_area_sync (client, language, name, expert, 1, &area, &error);
  g_assert_no_error (error);
  return area;
}

static void
test_an_area_that_an_admin_makes_begins_with_its_name_signed (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_NONE);
  g_autoptr (AppSetting) his = NULL;
  HarkId area = make_area (f->client, "de", "Umwelt", &bert->id);

  device_sync (bert->client);
  his = load (bert->client, &area);
  g_assert_cmpuint (his->version, ==, 1);
  g_assert_true (his->can_change);
  g_assert_cmpstr (hark_setting_text_get (his->area->name, "de"), ==, "Umwelt");
  his->area->portal = TRUE;
  save (bert->client, his);
}

/* By the server, and before anything is signed for it. */
static void
test_another_areas_name_is_refused (Device *f, gconstpointer unused)
{
  HarkId anna = f->client->store->account->user, first = get_area (f->client);
  g_autoptr (AppSetting) setting = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  make_area (f->client, "de", "Umwelt", &anna);
  g_assert_false (app_client_new_area_sync (f->client, "fr", "UMWELT", &anna, 1, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  setting = load (f->client, &first);
  hark_setting_text_set (setting->area->name, "en", "umwelt");
  g_assert_false (app_client_save_setting_sync (f->client, setting, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);

  body = app_setting_to_json (setting);
  g_assert_null (app_setting_sign (f->client->store, &first, 0, body, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

static gboolean
is_default (AppClient *client, const HarkId *area)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);
  g_autoptr (AppSetting) setting = load (client, area);

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *there = areas->pdata[i];

      if (hark_id_equal (&there->id, area))
        g_assert_true (there->is_default == setting->area->is_default);
    }
  return setting->area->is_default;
}

static void
set_default (AppClient *client, const HarkId *area, gboolean says)
{
  g_autoptr (AppSetting) setting = load (client, area);

  setting->area->is_default = says;
  save (client, setting);
}

/* What was loaded while it was the default does not claim that anew. */
static void
test_what_was_the_default_does_not_take_it_back (Device *f, gconstpointer unused)
{
  HarkId anna = f->client->store->account->user, first = get_area (f->client);
  HarkId second = make_area (f->client, "en", "Travel", &anna);
  g_autoptr (AppSetting) form = NULL;

  set_default (f->client, &first, TRUE);
  form = load (f->client, &first);
  set_default (f->client, &second, TRUE);
  hark_setting_text_set (form->area->description, "en", "Everything about rules.");
  save (f->client, form);
  g_assert_true (!is_default (f->client, &first) && is_default (f->client, &second));

  /* who says it anew, has it */
  set_default (f->client, &first, TRUE);
  g_assert_true (is_default (f->client, &first) && !is_default (f->client, &second));
}

/* Also where the server says another one, and where something else of the former one is changed. */
static void
test_the_default_is_the_one_that_said_so_last (Device *f, gconstpointer unused)
{
  HarkId anna = f->client->store->account->user, first = get_area (f->client);
  HarkId second = make_area (f->client, "en", "Travel", &anna);
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_NONE);
  g_autoptr (AppSetting) setting = NULL;

  set_default (f->client, &first, TRUE);
  set_default (f->client, &second, TRUE);
  device_sync (bert->client);
  g_assert_true (!is_default (bert->client, &first) && is_default (bert->client, &second));

  setting = load (f->client, &first);
  setting->area->anonymous = FALSE;
  save (f->client, setting);
  /* two at a time are never it */
  lie (f->server, "CREATE TABLE others AS SELECT id FROM area WHERE is_default = 0;"
                  " UPDATE area SET is_default = 0, rv = rv + 1000000000;"
                  " UPDATE area SET is_default = 1 WHERE id IN (SELECT id FROM others);"
                  " DROP TABLE others");
  device_sync (bert->client);
  g_assert_true (!is_default (bert->client, &first) && is_default (bert->client, &second));
  g_assert_true (!is_default (f->client, &first) && is_default (f->client, &second));
}

/* What screens use. */
static void
on_answer (GObject *source, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **)user = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *answer;
}

static void
test_nothing_waits_for_what_is_settled (Device *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (AppSetting) setting = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  HarkId area = get_area (f->client);

  app_client_load_setting_async (f->client, &area, on_answer, &loaded);
  setting = app_client_load_setting_finish (f->client, wait_for (&loaded), &error);
  g_assert_no_error (error);
  setting->area->anonymous = FALSE;
  app_client_save_setting_async (f->client, setting, on_answer, &saved);
  hark_setting_text_set (setting->area->name, "en", NULL); /* it took a copy */
  app_client_save_setting_finish (f->client, wait_for (&saved), &error);
  g_assert_no_error (error);
  app_client_save_setting_async (f->client, setting, on_answer, &refused);
  g_assert_false (app_client_save_setting_finish (f->client, wait_for (&refused), &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);

  app_client_list_setting_changes_async (f->client, &area, on_answer, &listed);
  changes = app_client_list_setting_changes_finish (f->client, wait_for (&listed), NULL);
  g_assert_cmpuint (changes->len, ==, 1);
}

/* Half typed as well: no name yet, and more than is allowed. */
static void
test_what_is_not_saved_is_kept_over_a_restart (Device *f, gconstpointer unused)
{
  HarkId area = get_area (f->client);
  g_autofree char *longest = g_strnfill (3 * HARK_SETTING_MAX_DESCRIPTION, 'x');
  g_autoptr (AppSetting) setting = load (f->client, &area);
  g_autoptr (AppSetting) base = NULL;
  g_autoptr (AppSetting) mine = app_setting_copy (setting);
  g_autoptr (AppSetting) kept = NULL;
  HarkSettingQuestion *question = hark_setting_question_new (HARK_SETTING_QUESTION_DATE);

  mine->area->portal = FALSE;
  mine->area->contact = HARK_SETTING_CONTACT_PSEUDONYM; /* which is missing */
  hark_setting_text_set (mine->area->name, "en", NULL);
  hark_setting_text_set (mine->area->name, "de", "Regeln");
  hark_setting_text_set (mine->area->description, "en", longest);
  hark_setting_text_set (question->label, "en", "When?");
  g_ptr_array_add (mine->area->questions, question);
  app_setting_save_draft (f->client, setting, mine);
  app_client_flush_drafts_sync (f->client, NULL);
  device_restart (f);
  device_unlock (f->client);

  kept = app_setting_get_draft (f->client, setting, &base);
  g_assert_nonnull (kept);
  g_assert_true (hark_setting_area_equal (kept->area, mine->area));
  g_assert_true (hark_setting_area_equal (base->area, setting->area));
  g_assert_cmpuint (base->version, ==, setting->version);

  app_setting_save_draft (f->client, base, base);
  g_clear_pointer (&kept, app_setting_free);
  kept = app_setting_get_draft (f->client, setting, &base);
  g_assert_null (kept);
}

/* What was read before a save came back would look like somebody else's version. */
static void
test_what_is_older_than_what_was_saved_is_not_heard (void)
{
  AppSettingEdit edit = { 0 };
  g_autoptr (AppSetting) heard = g_new0 (AppSetting, 1);

  heard->organisation = hark_setting_organisation_new ("en");
  hark_id_random (&heard->scope);
  heard->version = 3;
  g_assert_true (app_setting_edit_hear (&edit, heard));
  heard->version = 2;
  g_assert_false (app_setting_edit_hear (&edit, heard));
  g_assert_cmpuint (edit.newest->version, ==, 3);

  edit.saving = app_setting_copy (heard);
  heard->version = 4;
  g_assert_false (app_setting_edit_hear (&edit, heard));
  hark_id_random (&heard->scope); /* the screen went on to another area meanwhile */
  app_setting_edit_reset (&edit);
  g_assert_true (app_setting_edit_hear (&edit, heard));
  app_setting_edit_clear (&edit);
}

/* --- a server that lies --- */

static void
test_an_area_is_called_what_was_signed (Device *f, gconstpointer unused)
{
  g_autofree char *name = NULL;

  rename_area (f->client, "Safety");
  lie (f->server, "UPDATE area SET name = 'Send it to us', description = 'lie',"
                  " rv = (SELECT max (rv) FROM setting)");
  lie (f->server, "UPDATE area SET rv = rv + 1000000000");
  device_sync (f->client);
  name = dup_area_name (f->client);
  g_assert_cmpstr (name, ==, "Safety");
}

/* Each as the first thing that a new device sees. */
static void
test_what_nobody_signed_is_not_believed (Device *f, gconstpointer unused)
{
  static const char *const lies[] = {
    /* no signature of Ed25519 ends so: its second half is a number below 2^253 */
    "UPDATE setting SET document = CAST (substr (document, 1, length (document) - 1)"
    " || x'ff' AS BLOB)"
    " WHERE version = 2",
    "UPDATE setting SET document = x'00'",
    "DELETE FROM setting WHERE version = 1",
  };
  HarkId area = get_area (f->client);

  rename_area (f->client, "Safety");
  rename_area (f->client, "Safety first");
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (Colleague) other = NULL;
      g_autofree char *name = g_strdup_printf ("other%u", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (AppSetting) setting = NULL;

      lie (f->server, "CREATE TABLE kept AS SELECT * FROM setting");
      lie (f->server, lies[i]);
      other = colleague_join (f->server, f->client, name, HARK_ROLE_NONE);
      setting = app_client_load_setting_sync (other->client, &area, &error);
      if (i == 1) /* of nothing in particular: withheld */
        g_assert_cmpuint (setting->version, ==, 0);
      else
        g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
      lie (f->server, "DELETE FROM setting");
      lie (f->server, "INSERT INTO setting SELECT * FROM kept");
      lie (f->server, "DROP TABLE kept");
      device_sync (f->client);
    }
}

/* Another second version, truly signed by who saw no other. */
static void
test_another_past_than_before_is_not_believed (Device *f, gconstpointer unused)
{
  HarkId area = get_area (f->client);
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_NONE);
  g_autoptr (Colleague) eve = NULL;
  g_autoptr (AppSetting) setting = NULL;
  g_autofree char *name = NULL;

  rename_area (f->client, "Safety");
  eve = colleague_join (f->server, f->client, "eve", HARK_ROLE_EXPERT);
  rename_area (f->client, "Safety first");
  device_sync (bert->client);
  lie (f->server, "DELETE FROM setting WHERE version = 2");
  rename_area (eve->client, "Safety last");

  device_sync (bert->client);
  refuse_to_load (bert->client, &area, HARK_ERROR_UNVERIFIED);
  name = dup_area_name (bert->client);
  g_assert_cmpstr (name, ==, "Safety first");
  setting = load (eve->client, &area);
  g_assert_cmpuint (setting->version, ==, 2);
}

static void
test_a_restored_server_gets_back_what_was_settled (Lineage *f, gconstpointer unused)
{
  HarkId area = get_area (f->device.client);
  g_autoptr (AppSetting) setting = NULL;
  g_autofree char *name = NULL;
  LineageMember *bert = lineage_add_member (f, "bert");

  rename_area (f->device.client, "One");
  lineage_back_up (f);
  rename_area (f->device.client, "Two");
  rename_area (f->device.client, "Three");
  lineage_lose_and_restore (f);
  device_sync (f->device.client);

  lineage_follow_server (f, bert);
  device_sync (bert->client);
  setting = load (bert->client, &area);
  g_assert_cmpuint (setting->version, ==, 3);
  name = dup_area_name (bert->client);
  g_assert_cmpstr (name, ==, "Three");
  lineage_member_free (bert);
}

/* With what an Admin signed who is not in it. */
static void
test_a_restored_server_gets_back_an_area_with_its_past (Lineage *f, gconstpointer unused)
{
  HarkId area;
  g_autoptr (AppSetting) setting = NULL;
  LineageMember *bert = lineage_add_member (f, "bert"), *carl = lineage_add_member (f, "carl");

  lineage_back_up (f);
  area = make_area (f->device.client, "en", "Travel", &bert->account.user);
  device_sync (bert->client);
  set_default (bert->client, &area, TRUE);
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);

  lineage_follow_server (f, carl);
  device_sync (carl->client);
  setting = load (carl->client, &area);
  g_assert_cmpuint (setting->version, ==, 2);
  g_assert_true (setting->area->is_default);
  lineage_member_free (bert);
  lineage_member_free (carl);
}

/* Whoever may settle it now gives it back, and goes on from there. */
static void
test_what_somebody_settled_who_left_is_given_back (Lineage *f, gconstpointer unused)
{
  HarkId area = get_area (f->device.client);
  g_autoptr (AppSetting) setting = NULL, his = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  LineageMember *eve = lineage_add_member (f, "eve"), *bert;

  rename_area (f->device.client, "One");
  lineage_back_up (f);
  device_sync (eve->client);
  rename_area (eve->client, "Two");
  lineage_set_role (f, &eve->account.user, HARK_ROLE_NONE);
  device_sync (f->device.client);
  lineage_lose_and_restore (f);
  device_sync (f->device.client);

  /* until then nothing else is taken: others may still have what was lost */
  harness_set_now (f->device.server, harness_get_now (f->device.server) + 24 * 3600);
  rename_area (f->device.client, "Three");
  bert = lineage_add_member (f, "bert");
  his = load (bert->client, &area);
  g_assert_cmpuint (his->version, ==, 3);
  changes = app_client_list_setting_changes_sync (bert->client, &area, NULL);
  g_assert_cmpstr (((AppSettingChange *)changes->pdata[1])->by, ==, "eve");
  lineage_member_free (eve);
  lineage_member_free (bert);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/setting-client/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  TEST ("offline", test_what_is_settled_is_there_for_others_offline);
  TEST ("once", test_what_is_settled_is_parsed_once);
  TEST ("second", test_whoever_saves_second_is_told);
  TEST ("right", test_who_may_not_is_refused);
  TEST ("new-area", test_an_area_that_an_admin_makes_begins_with_its_name_signed);
  TEST ("taken", test_another_areas_name_is_refused);
  TEST ("default-stays", test_what_was_the_default_does_not_take_it_back);
  TEST ("default", test_the_default_is_the_one_that_said_so_last);
  TEST ("async", test_nothing_waits_for_what_is_settled);
  TEST ("draft", test_what_is_not_saved_is_kept_over_a_restart);
  TEST ("name", test_an_area_is_called_what_was_signed);
  TEST ("unsigned", test_what_nobody_signed_is_not_believed);
  TEST ("past", test_another_past_than_before_is_not_believed);
  g_test_add ("/setting-client/restored", Lineage, NULL, lineage_set_up,
              test_a_restored_server_gets_back_what_was_settled, lineage_tear_down);
  g_test_add ("/setting-client/restored-who-left", Lineage, NULL, lineage_set_up,
              test_what_somebody_settled_who_left_is_given_back, lineage_tear_down);
  g_test_add ("/setting-client/restored-area", Lineage, NULL, lineage_set_up,
              test_a_restored_server_gets_back_an_area_with_its_past, lineage_tear_down);

  g_test_add_func ("/setting-client/older", test_what_is_older_than_what_was_saved_is_not_heard);

  return g_test_run ();
}
