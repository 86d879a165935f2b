/* test-setting.c: what an organisation or an area has settled: signed, chained, and what it may
 * hold */
#include "hark-json.h"
#include "hark-setting.h"
#include "hark-setting-area.h"
#include "hark-setting-organisation.h"
#include "roster-fixture.h"

#define NAME "{\"language\":\"en\",\"name\":{\"en\":\"Safety\"}"
#define OK -1
#define BARE NAME "}"
#define FULL NAME ",\"portal\":true}"
#define ORGANISATION "{\"language\":\"en\",\"privacy\":{\"en\":\"We keep it.\"}}"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = hark_json_parse_object (text, strlen (text), HARK_SETTING_MAX_BODY, &error);

  g_assert_no_error (error);
  return object;
}

static GBytes *
make (RosterFixture *f, guint by, const HarkId *scope, const HarkSetting *before, const char *body)
{
  g_autoptr (JsonObject) json = parse (body);
  g_autoptr (GError) error = NULL;
  GBytes *document = hark_setting_make (f->roster, scope, before, json, 1000, &f->people[by].id,
                                        f->people[by].keys.sign_sk, &error);

  g_assert_no_error (error);
  return document;
}

/* Signed by who may, and the next one; OK: it is. */
static HarkSetting *
take (RosterFixture *f, GBytes *document, const HarkSetting *before, int code)
{
  g_autoptr (GBytes) owned = document;
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSetting) setting = hark_setting_read (document, &error);
  gboolean taken = setting != NULL && hark_setting_verify (setting, document, f->roster, &error)
                   && hark_setting_check_follows (setting, before, f->roster, &error);

  if (code == OK)
    g_assert_no_error (error);
  else
    g_assert_error (error, HARK_ERROR, code);
  return taken ? g_steal_pointer (&setting) : NULL;
}

static HarkSetting *
expect (RosterFixture *f, guint by, const HarkSetting *before, const char *body, int code)
{
  return take (f, make (f, by, &f->area, before, body), before, code);
}

/* ------------------------------------------------------------------ vectors */

/* The newest of @scope. */
static HarkSetting *
find_before (GPtrArray *settings, const HarkId *scope)
{
  for (guint i = settings->len; i > 0; i--)
    {
      HarkSetting *setting = g_ptr_array_index (settings, i - 1);

      if (hark_id_equal (&setting->scope, scope))
        return setting;
    }

  return NULL;
}

/* The list of the other vectors, as long as it was when a setting was signed. */
static HarkRoster *
load_roster (guint n)
{
  g_autoptr (JsonObject) all = vector_load ("roster");
  HarkRoster *roster = hark_roster_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) statement = vector_bytes (vector_at (all, "statements", i), "statement");

      g_assert_true (hark_roster_append (roster, statement, NULL));
    }
  return roster;
}

static void
test_vectors_are_taken_and_made (void)
{
  g_autoptr (JsonObject) all = vector_load ("setting");
  g_autoptr (HarkRoster) whole = load_roster (15);
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_setting_free);

  for (guint i = 0; i < vector_count (all, "settings"); i++)
    {
      JsonObject *v = vector_at (all, "settings", i);
      g_autoptr (HarkRoster) roster = load_roster ((guint)vector_int (v, "statements"));
      g_autoptr (JsonObject) body = parse (vector_text (v, "body"));
      g_autoptr (GBytes) document = vector_bytes (v, "document");
      g_autoptr (GBytes) made = NULL;
      g_autoptr (GError) error = NULL;
      HarkSetting *setting, *before;
      guint8 seed[32], pk[32], sk[64];
      HarkId scope, author;

      vector_id (v, "scope", &scope);
      vector_id (v, "author", &author);
      vector_fixed (v, "sign_seed", seed, 32);
      hark_seal_sign_keys (seed, pk, sk);
      before = find_before (taken, &scope);
      made = hark_setting_make (roster, &scope, before, body, vector_int (v, "time"), &author, sk,
                                NULL);
      vector_assert_bytes (made, v, "document");

      setting = hark_setting_read (document, &error);
      g_assert_no_error (error);
      vector_assert_mem (setting->hash, 32, v, "hash");
      g_assert_cmpuint (setting->version, ==, vector_int (v, "version"));
      g_assert_cmpint (setting->time, ==, vector_int (v, "time"));
      hark_setting_verify (setting, document, whole, &error);
      g_assert_no_error (error);
      hark_setting_check_follows (setting, before, whole, &error);
      g_assert_no_error (error);
      g_ptr_array_add (taken, setting);
    }
}

/* ------------------------------------------------------------------ signed and chained */

static void
test_every_changed_byte_is_refused (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) document = make (f, BEA, &f->area, NULL, FULL);
  g_autoptr (GBytes) longer = vector_longer (document, 1);
  gsize length = g_bytes_get_size (document);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (document, i);
      g_autoptr (GBytes) cut = vector_cut (document, i);
      g_autoptr (HarkSetting) read = hark_setting_read (wrong, NULL);

      g_assert_null (hark_setting_read (cut, NULL));
      g_assert_false (read != NULL && hark_setting_verify (read, wrong, f->roster, NULL));
    }
  g_assert_null (hark_setting_read (longer, NULL));
  hark_setting_free (take (f, g_bytes_ref (document), NULL, OK));
}

static void
test_an_area_is_settled_by_its_experts (RosterFixture *f, gconstpointer unused)
{
  HarkRosterMember team[2] = { roster_member (f, BEA, HARK_ROLE_EXPERT),
                               roster_member (f, CLEO, HARK_ROLE_PROFESSIONAL) };
  g_autoptr (HarkSetting) first = expect (f, BEA, NULL, FULL, OK);
  HarkId other = f->area;

  roster_assert_taken (f, roster_area_set (f, BEA, 2, team));
  expect (f, ADA, NULL, FULL, HARK_ERROR_FORBIDDEN);
  expect (f, ADA, NULL, BARE, HARK_ERROR_FORBIDDEN);
  expect (f, CLEO, first, FULL, HARK_ERROR_FORBIDDEN);
  expect (f, DAN, first, FULL, HARK_ERROR_UNVERIFIED);
  /* nor by those of another */
  other.bytes[0] ^= 1;
  take (f, make (f, BEA, &other, NULL, FULL), NULL, HARK_ERROR_FORBIDDEN);
  take (f, make (f, BEA, &f->org, NULL, ORGANISATION), NULL, HARK_ERROR_FORBIDDEN);
}

static void
test_an_admin_makes_an_area_and_no_more (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (HarkSetting) first = NULL;
  HarkRosterMember cleo = roster_member (f, CLEO, HARK_ROLE_EXPERT);
  HarkId old = f->area;

  hark_id_random (&f->area);
  expect (f, BEA, NULL, BARE, HARK_ERROR_FORBIDDEN);
  expect (f, ADA, NULL, FULL, HARK_ERROR_FORBIDDEN);
  first = expect (f, ADA, NULL, BARE, OK);
  expect (f, ADA, first, BARE, HARK_ERROR_FORBIDDEN);
  roster_assert_taken (f, roster_area_set (f, ADA, 1, &cleo));
  expect (f, ADA, NULL, BARE, HARK_ERROR_FORBIDDEN);
  hark_setting_free (expect (f, CLEO, first, FULL, OK));
  f->area = old;
}

static void
test_the_organisation_is_settled_by_admins (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) document = make (f, ADA, &f->org, NULL, ORGANISATION);
  g_autoptr (HarkSetting) first = take (f, g_bytes_ref (document), NULL, OK);

  take (f, make (f, ADA, &f->org, NULL, "{\"imprint\":{}}"), NULL, HARK_ERROR_INVALID);
  roster_assert_taken (f, roster_admin_set (f, BEA, ADA));
  take (f, make (f, ADA, &f->org, first, ORGANISATION), first, HARK_ERROR_FORBIDDEN);
  hark_setting_free (take (f, make (f, BEA, &f->org, first, ORGANISATION), first, OK));
  /* what was right then stays right */
  hark_setting_free (take (f, g_bytes_ref (document), NULL, OK));
  g_assert_false (hark_setting_has_right (first, f->roster, hark_roster_get_seq (f->roster)));
}

static void
test_versions_follow_each_other (RosterFixture *f, gconstpointer unused)
{
  g_autoptr (HarkSetting) first = expect (f, BEA, NULL, BARE, OK);
  g_autoptr (GBytes) early = make (f, BEA, &f->area, first, FULL);
  g_autoptr (HarkSetting) second = take (f, g_bytes_ref (early), first, OK);
  g_autoptr (HarkSetting) fork = expect (f, BEA, first, BARE, OK);
  g_autoptr (HarkSetting) third = NULL;

  take (f, g_bytes_ref (early), NULL, HARK_ERROR_CONFLICT);                   /* a gap */
  take (f, g_bytes_ref (early), second, HARK_ERROR_CONFLICT);                 /* again */
  take (f, make (f, BEA, &f->area, NULL, FULL), first, HARK_ERROR_CONFLICT);  /* anew */
  take (f, make (f, BEA, &f->area, fork, FULL), second, HARK_ERROR_CONFLICT); /* a fork */
  roster_assert_taken (f, roster_user_add (f, DAN, ADA));
  third = expect (f, BEA, second, FULL, OK);
  g_assert_cmpuint (third->version, ==, 3);
}

/* Who lost a role cannot settle anything behind what was settled since. */
static void
test_no_version_names_an_earlier_head (void)
{
  g_autoptr (JsonObject) all = vector_load ("setting");
  JsonObject *v = vector_at (all, "settings", 1);
  g_autoptr (HarkRoster) now = load_roster (8);
  g_autoptr (HarkRoster) then = load_roster (7);
  g_autoptr (JsonObject) body = parse (FULL);
  guint8 seed[32], pk[32], sk[64];
  HarkId scope, author;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) late = NULL;
  g_autoptr (HarkSetting) before = NULL;
  g_autoptr (HarkSetting) setting = NULL;
  g_autoptr (GError) error = NULL;

  vector_id (v, "scope", &scope);
  vector_id (v, "author", &author);
  vector_fixed (v, "sign_seed", seed, 32);
  hark_seal_sign_keys (seed, pk, sk);
  first = hark_setting_make (now, &scope, NULL, body, 1, &author, sk, NULL);
  before = hark_setting_read (first, NULL);
  late = hark_setting_make (then, &scope, before, body, 1, &author, sk, NULL);
  setting = hark_setting_read (late, NULL);
  hark_setting_verify (setting, late, now, &error);
  g_assert_no_error (error);
  g_assert_false (hark_setting_check_follows (setting, before, now, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

/* ------------------------------------------------------------------ what they hold */

#define QUESTION(kind, more)                                                                       \
  "{\"id\":\"000102030405060708090a0b0c0d0e0f\",\"kind\":\"" kind                                  \
  "\",\"required\":true,\"label\":{\"en\":\"When?\"}" more "}"
#define ASKING(questions) NAME ",\"questions\":[" questions "]}"
#define CHOICES ",\"choices\":[{\"en\":\"a\"},{\"en\":\"b\",\"de\":\"c\"}]"

#define DEFINITION(language, more)                                                                 \
  "{\"id\":\"101112131415161718191a1b1c1d1e1f\",\"kind\":\"other\",\"name\":{\"" language          \
  "\":\"Review\"},\"start\":\"hand\",\"length\":{\"count\":2,\"unit\":\"months\"},\"attach\":"     \
  "false,"                                                                                         \
  "\"fulfil\":\"hand\"" more "}"

static void
test_malformed_areas_are_refused (void)
{
  static const char *const wrong[] = {
    "{}",
    "{\"language\":\"en\"}",
    "{\"language\":\"en\",\"name\":\"Safety\"}",
    "{\"language\":\"en\",\"name\":{\"de\":\"Sicherheit\"}}",
    "{\"language\":\"EN\",\"name\":{\"EN\":\"Safety\"}}",
    "{\"language\":\"e\",\"name\":{\"e\":\"Safety\"}}",
    "{\"language\":7,\"name\":{\"en\":\"Safety\"}}",
    "{\"language\":\"en\",\"name\":{\"en\":\" Safety\"}}",
    "{\"language\":\"en\",\"name\":{\"en\":\"Saf\\nety\"}}",
    "{\"language\":\"en\",\"name\":{\"en\":\"\"}}",
    "{\"language\":\"en\",\"name\":{\"en\":\"\u202eSafety\"}}",
    NAME ",\"description\":{\"en\":\"\"}}",
    NAME ",\"description\":{\"en\":\"a\\u0007\"}}",
    NAME ",\"description\":[]}",
    NAME ",\"portal\":1}",
    NAME ",\"anonymous\":\"yes\"}",
    NAME ",\"default\":null}",
    NAME ",\"exclusion\":0}",
    NAME ",\"contact\":\"nobody\"}",
    NAME ",\"contact\":\"pseudonym\"}",
    NAME ",\"contact\":\"pseudonym\",\"pseudonym\":\" x\"}",
    NAME ",\"questions\":{}}",
    NAME ",\"calendar\":\"DE-XX\"}",
    NAME ",\"calendar\":7}",
    NAME ",\"profile\":\"us\"}",
    NAME ",\"profile\":\"own\"}",
    NAME ",\"periods\":[]}",
    NAME ",\"profile\":\"fr\",\"periods\":[]}",
    NAME ",\"profile\":\"own\",\"periods\":[7]}",
    NAME ",\"profile\":\"own\",\"periods\":[{}]}",
    NAME ",\"profile\":\"own\",\"periods\":[" DEFINITION ("de", "") "]}",
    NAME ",\"profile\":\"own\",\"periods\":[" DEFINITION ("en", "") "," DEFINITION ("en", "") "]}",
    NAME ",\"retention\":12}",
    NAME ",\"retention\":{\"partly\":0}}",
    NAME ",\"retention\":{\"partly\":121}}",
    NAME ",\"retention\":{\"partly\":\"12\"}}",
    NAME ",\"retention\":{\"partly\":null}}",
    NAME ",\"profile\":\"it\",\"retention\":{\"partly\":61}}",
    ASKING ("7"),
    ASKING (QUESTION ("number", "")),
    ASKING (QUESTION ("choice", "")),
    ASKING (QUESTION ("choice", ",\"choices\":[{\"en\":\"a\"}]")),
    ASKING (QUESTION ("choice", ",\"choices\":[{\"en\":\"a\"},{\"de\":\"b\"}]")),
    ASKING (QUESTION ("choice", ",\"choices\":[\"a\",\"b\"]")),
    ASKING (QUESTION ("date", CHOICES)),
    ASKING (QUESTION ("text", "") "," QUESTION ("date", "")),
    ASKING ("{\"id\":\"0\",\"kind\":\"text\",\"required\":true,\"label\":{\"en\":\"When?\"}}"),
    ASKING ("{\"id\":\"000102030405060708090a0b0c0d0e0f\",\"kind\":\"text\",\"required\":true}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonObject) body = parse (wrong[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (HarkSettingArea) area = hark_setting_area_from_json (body, &error);

      if (area != NULL)
        g_test_message ("taken: %s", wrong[i]);
      g_assert_null (area);
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

static HarkSettingArea *
read_area (const char *text)
{
  g_autoptr (JsonObject) body = parse (text);
  g_autoptr (GError) error = NULL;
  HarkSettingArea *area = hark_setting_area_from_json (body, &error);

  g_assert_no_error (error);
  return area;
}

static void
test_caps_are_kept (void)
{
  g_autofree char *label = g_strnfill (HARK_SETTING_MAX_LABEL + 1, 'x');
  g_autofree char *name = g_strnfill (HARK_SETTING_MAX_NAME + 1, 'x');
  g_autofree char *description = g_strnfill (HARK_SETTING_MAX_DESCRIPTION + 1, 'x');

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", "Safety");
      HarkSettingQuestion *question = hark_setting_question_new (HARK_SETTING_QUESTION_TEXT);
      g_autoptr (HarkSettingArea) again = NULL;
      g_autoptr (JsonObject) body = NULL;

      hark_setting_text_set (question->label, "en", i == 0 ? label : label + 1);
      hark_setting_text_set (area->name, "en", i == 1 ? name : name + 1);
      hark_setting_text_set (area->description, "en", i == 2 ? description : description + 1);
      g_ptr_array_add (area->questions, question);
      while (area->questions->len < (i == 3 ? 21 : 20))
        {
          question = hark_setting_question_new (HARK_SETTING_QUESTION_DATE);
          hark_setting_text_set (question->label, "en", "When?");
          g_ptr_array_add (area->questions, question);
        }
      body = hark_setting_area_to_json (area);
      again = hark_setting_area_from_json (body, NULL);
      g_assert_true ((again != NULL) == (i == 4));
    }
}

static void
test_what_is_missing_has_its_default (void)
{
  g_autoptr (HarkSettingArea) area = read_area (BARE);
  g_autoptr (GPtrArray) periods = hark_setting_area_list_periods (area);
  g_autoptr (GPtrArray) eu = hark_profile_list (HARK_PROFILE_EU);

  g_assert_false (area->portal);
  g_assert_true (area->anonymous);
  g_assert_false (area->is_default);
  g_assert_false (area->exclusion);
  g_assert_cmpint (area->contact, ==, HARK_SETTING_CONTACT_PERSON);
  g_assert_cmpstr (area->pseudonym, ==, "");
  g_assert_cmpuint (area->questions->len, ==, 0);
  g_assert_cmpstr (hark_calendar_get_code (area->calendar), ==, HARK_CALENDAR_NONE);
  g_assert_cmpint (area->profile, ==, HARK_PROFILE_EU);
  g_assert_true (hark_definition_list_equal (periods, eu));
  g_assert_cmpstr (hark_setting_text_choose (area->description, "en", "en"), ==, "");
}

/* What the area's own page writes is what the server and everybody else read. */
static void
test_periods_come_back_as_they_were_settled (void)
{
  g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", "Safety");
  HarkDefinition *definition = hark_definition_new ();
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (HarkSettingArea) again = NULL, profile = NULL;
  g_autoptr (GPtrArray) periods = NULL;

  hark_setting_text_set (definition->name, "en", "Review");
  area->calendar = hark_calendar_find ("DE-SN");
  area->profile = HARK_PROFILE_OWN;
  g_ptr_array_add (area->periods, definition);
  body = hark_setting_area_to_json (area);
  again = hark_setting_area_from_json (body, NULL);
  g_assert_true (hark_setting_area_equal (area, again));
  periods = hark_setting_area_list_periods (again);
  g_assert_true (hark_definition_list_equal (periods, area->periods));

  profile = hark_setting_area_copy (again);
  g_assert_true (hark_setting_area_equal (profile, again));
  profile->profile = HARK_PROFILE_FR;
  g_ptr_array_set_size (profile->periods, 0);
  g_assert_false (hark_setting_area_equal (profile, again));
  g_clear_pointer (&body, json_object_unref);
  body = hark_setting_area_to_json (profile);
  g_assert_false (json_object_has_member (body, "periods"));
}

static void
test_an_outcome_is_kept_as_settled_or_as_the_profile_says (void)
{
  g_autoptr (HarkSettingArea) area
      = read_area (NAME ",\"profile\":\"at\",\"retention\":{\"duplicate\":2,\"later\":7}}");
  g_autoptr (HarkSettingArea) copy = hark_setting_area_copy (area), again = NULL;
  g_autoptr (HarkSettingArea) bare = read_area (NAME "}");
  g_autoptr (JsonObject) body = NULL, none = hark_setting_area_to_json (bare);
  g_autofree char *json = NULL;

  g_assert_cmpuint (hark_setting_area_get_months (area, HARK_OUTCOME_DUPLICATE), ==, 2);
  g_assert_cmpuint (hark_setting_area_get_months (area, HARK_OUTCOME_OTHER), ==, 60);
  g_assert_cmpuint (hark_setting_area_get_months (bare, HARK_OUTCOME_OTHER), ==, 36);
  g_assert_true (hark_setting_area_allows_months (area, 2)
                 && hark_setting_area_allows_months (area, 60)
                 && !hark_setting_area_allows_months (area, 36));
  g_assert_false (json_object_has_member (none, HARK_RETENTION_MEMBER));

  g_assert_true (hark_setting_area_equal (area, copy));
  copy->retention.months[HARK_OUTCOME_OTHER] = 12;
  g_assert_false (hark_setting_area_equal (area, copy));
  body = hark_setting_area_to_json (copy);
  json = hark_json_to_string (body);
  g_assert_nonnull (strstr (json, "\"retention\":{\"later\":7,\"duplicate\":2,\"other\":12}"));
  again = hark_setting_area_from_json (body, NULL);
  g_assert_true (hark_setting_area_equal (copy, again));
}

static void
test_texts_are_chosen_by_language (void)
{
  g_autoptr (HarkSettingArea) area
      = read_area ("{\"language\":\"de\",\"name\":{\"de\":\"Einkauf\",\"en\":\"Purchasing\"},"
                   "\"description\":{\"fr\":\"Achats\"}}");

  g_assert_cmpstr (hark_setting_text_choose (area->name, "en", "de"), ==, "Purchasing");
  g_assert_cmpstr (hark_setting_text_choose (area->name, "fr", "de"), ==, "Einkauf");
  g_assert_cmpstr (hark_setting_text_choose (area->name, NULL, "de"), ==, "Einkauf");
  g_assert_cmpstr (hark_setting_text_choose (area->description, "en", "de"), ==, "Achats");
}

/* Written anew by a program that does not know them. */
static void
test_unknown_members_are_kept (void)
{
  static const char text[]
      = NAME ",\"later\":{\"a\":[1]},\"profile\":\"own\",\"periods\":[" DEFINITION (
          "en", ",\"colour\":\"red\"") "],\"questions\":[" QUESTION ("choice", CHOICES
                                                                     ",\"hint\":\"x\"") "]}";
  g_autoptr (HarkSettingArea) area = read_area (text);
  g_autoptr (JsonObject) organisation
      = parse ("{\"language\":\"en\",\"later\":true,\"imprint\":{\"en\":\"a\\nb\"}}");
  g_autoptr (HarkSettingOrganisation) settled
      = hark_setting_organisation_from_json (organisation, NULL);
  g_autoptr (JsonObject) written = NULL;
  g_autoptr (JsonObject) written_too = NULL;
  g_autofree char *json = NULL;
  JsonObject *question, *definition;

  area->portal = TRUE;
  written = hark_setting_area_to_json (area);
  json = hark_json_to_string (written);
  g_assert_nonnull (strstr (json, "\"later\":{\"a\":[1]}"));
  question = json_array_get_object_element (json_object_get_array_member (written, "questions"), 0);
  g_assert_cmpstr (json_object_get_string_member (question, "hint"), ==, "x");
  definition = json_array_get_object_element (json_object_get_array_member (written, "periods"), 0);
  g_assert_cmpstr (json_object_get_string_member (definition, "colour"), ==, "red");
  g_assert_true (json_object_get_boolean_member (written, "portal"));

  hark_setting_text_set (settled->imprint, "en", NULL);
  written_too = hark_setting_organisation_to_json (settled);
  g_assert_true (json_object_get_boolean_member (written_too, "later"));
  g_assert_false (json_object_has_member (written_too, "imprint"));
}

static void
test_too_many_settings_are_no_document (RosterFixture *f, gconstpointer unused)
{
  g_autofree char *filler = g_strnfill (HARK_SETTING_MAX_BODY, 'x');
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (body, "later", filler);
  g_assert_null (hark_setting_make (f->roster, &f->area, NULL, body, 1, &f->people[BEA].id,
                                    f->people[BEA].keys.sign_sk, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
}

static void
add (const char *path, void (*test) (RosterFixture *, gconstpointer))
{
  g_test_add (path, RosterFixture, NULL, roster_set_up, test, roster_tear_down);
}

static void
test_addresses_are_what_they_look_like (RosterFixture *f, gconstpointer unused)
{
  static const char *const fine[]
      = { "https://hark.example.org", "https://a-b.c:8443", "https://localhost" };
  static const char *const wrong[] = { "",
                                       "hark.example.org",
                                       "http://hark.example.org",
                                       "https://",
                                       "https://.org",
                                       "https://a..b",
                                       "https://a-.b",
                                       "https://-a",
                                       "https://Hark.example.org",
                                       "https://bank.example@hark.example.org",
                                       "https://hark.example.org/path",
                                       "https://hark.example.org?x",
                                       "https://h\303\244rk.example.org",
                                       "https://a:0",
                                       "https://a:65536",
                                       "https://a:+1",
                                       "https://a b",
                                       "https://a\r\nX: y" };
  static const char *const no_onions[]
      = { "http://short.onion", "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion",
          "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion/",
          "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion.example",
          "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvw1.onion" };
  g_autoptr (JsonObject) body = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    g_assert_true (hark_setting_is_address (fine[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (hark_setting_is_address (wrong[i]));
  g_assert_true (hark_setting_is_onion (
      "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion"));
  for (guint i = 0; i < G_N_ELEMENTS (no_onions); i++)
    g_assert_false (hark_setting_is_onion (no_onions[i]));
  json_object_set_string_member (body, "language", "en");
  json_object_set_string_member (body, "onion", wrong[2]);
  g_assert_null (hark_setting_organisation_from_json (body, NULL));
}

static void
test_time_zones_are_names_and_no_paths (RosterFixture *f, gconstpointer unused)
{
  static const char *const fine[]
      = { "Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3" };
  static const char *const wrong[] = { "",
                                       "Berlin",
                                       "+02:00",
                                       "CET-1CEST,M3.5.0",
                                       "/etc/localtime",
                                       "Europe/../Berlin",
                                       "Europe/",
                                       "Europe//Berlin",
                                       "Europe/Ber lin",
                                       "Europe/Berlin\n" };
  g_autoptr (JsonObject) body = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (GTimeZone) zone = hark_setting_find_zone (fine[i]);

      g_assert_nonnull (zone);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (hark_setting_is_zone (wrong[i]));
  g_assert_null (hark_setting_find_zone ("Europe/Nowhere"));
  json_object_set_string_member (body, "language", "en");
  json_object_set_string_member (body, "zone", wrong[4]);
  g_assert_null (hark_setting_organisation_from_json (body, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add_func ("/setting/vectors-are-taken-and-made", test_vectors_are_taken_and_made);
  add ("/setting/every-changed-byte-is-refused", test_every_changed_byte_is_refused);
  add ("/setting/an-area-is-settled-by-its-experts", test_an_area_is_settled_by_its_experts);
  add ("/setting/an-admin-makes-an-area-and-no-more", test_an_admin_makes_an_area_and_no_more);
  add ("/setting/zones", test_time_zones_are_names_and_no_paths);
  add ("/setting/addresses", test_addresses_are_what_they_look_like);
  add ("/setting/the-organisation-is-settled-by-admins",
       test_the_organisation_is_settled_by_admins);
  add ("/setting/versions-follow-each-other", test_versions_follow_each_other);
  g_test_add_func ("/setting/no-version-names-an-earlier-head",
                   test_no_version_names_an_earlier_head);
  g_test_add_func ("/setting/malformed-areas-are-refused", test_malformed_areas_are_refused);
  g_test_add_func ("/setting/caps-are-kept", test_caps_are_kept);
  g_test_add_func ("/setting/what-is-missing-has-its-default",
                   test_what_is_missing_has_its_default);
  g_test_add_func ("/setting/retention", test_an_outcome_is_kept_as_settled_or_as_the_profile_says);
  g_test_add_func ("/setting/periods-come-back-as-they-were-settled",
                   test_periods_come_back_as_they_were_settled);
  g_test_add_func ("/setting/texts-are-chosen-by-language", test_texts_are_chosen_by_language);
  g_test_add_func ("/setting/unknown-members-are-kept", test_unknown_members_are_kept);
  add ("/setting/too-many-settings-are-no-document", test_too_many_settings_are_no_document);

  return g_test_run ();
}
