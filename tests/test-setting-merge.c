/* test-setting-merge.c: what two Experts changed of one area at the same time, put together:
 * nothing of either is lost */
#include "app-setting-merge.h"
#include "hark-setting.h"

#include <string.h>

static HarkSettingQuestion *
add (HarkSettingArea *area, const char *label)
{
  HarkSettingQuestion *question = hark_setting_question_new (HARK_SETTING_QUESTION_TEXT);

  hark_setting_text_set (question->label, "en", label);
  g_ptr_array_add (area->questions, question);
  return question;
}

/* The labels, in their order. (transfer full) */
static char *
list (const HarkSettingArea *area)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < area->questions->len; i++)
    g_string_append_printf (
        text, "%s ",
        hark_setting_text_get (((HarkSettingQuestion *)area->questions->pdata[i])->label, "en"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static HarkSettingQuestion *
get (HarkSettingArea *area, guint index)
{
  return area->questions->pdata[index];
}

typedef struct
{
  HarkSettingArea *base, *mine, *theirs;
} Three;

/* Each a copy of one with three questions. */
static void
set_up (Three *f, gconstpointer unused)
{
  f->base = hark_setting_area_new ("en", "Compliance");
  hark_setting_text_set (f->base->description, "en", "Rules");
  add (f->base, "a");
  add (f->base, "b");
  add (f->base, "c");
  f->mine = hark_setting_area_copy (f->base);
  f->theirs = hark_setting_area_copy (f->base);
}

static void
tear_down (Three *f, gconstpointer unused)
{
  hark_setting_area_free (f->base);
  hark_setting_area_free (f->mine);
  hark_setting_area_free (f->theirs);
}

static void
test_each_switch_and_each_text_is_for_itself (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;

  f->mine->portal = TRUE;
  hark_setting_text_set (f->mine->name, "de", "Regeln");
  hark_setting_text_set (f->mine->description, "en", NULL);
  f->mine->contact = HARK_SETTING_CONTACT_NAME;
  f->theirs->anonymous = FALSE;
  f->theirs->exclusion = TRUE;
  hark_setting_text_set (f->theirs->name, "fr", "Conformité");
  hark_setting_text_set (f->theirs->description, "de", "Alles rund um Regeln");

  merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_assert_true (merged->portal);
  g_assert_false (merged->anonymous);
  g_assert_true (merged->exclusion);
  g_assert_cmpint (merged->contact, ==, HARK_SETTING_CONTACT_NAME);
  g_assert_cmpuint (g_hash_table_size (merged->name), ==, 3);
  g_assert_null (hark_setting_text_get (merged->description, "en"));
  g_assert_cmpstr (hark_setting_text_get (merged->description, "de"), ==, "Alles rund um Regeln");
}

static void
test_where_both_changed_the_same_it_is_mine (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;

  hark_setting_text_set (f->mine->name, "en", "Safety");
  hark_setting_text_set (f->theirs->name, "en", "Security");
  hark_setting_text_set (get (f->mine, 1)->label, "en", "mine");
  hark_setting_text_set (get (f->theirs, 1)->label, "en", "theirs");
  merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_assert_cmpstr (hark_setting_text_get (merged->name, "en"), ==, "Safety");
  {
    g_autofree char *questions = list (merged);

    g_assert_cmpstr (questions, ==, "a mine c ");
  }
}

static void
test_questions_of_both_are_there (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;
  g_autofree char *questions = NULL;

  /* I put c first and add d; they change a, remove b and add e */
  g_ptr_array_insert (f->mine->questions, 0, g_ptr_array_steal_index (f->mine->questions, 2));
  add (f->mine, "d");
  hark_setting_text_set (get (f->theirs, 0)->label, "en", "A");
  g_ptr_array_remove_index (f->theirs->questions, 1);
  add (f->theirs, "e");

  merged = app_setting_merge (f->base, f->mine, f->theirs);
  questions = list (merged);
  g_assert_cmpstr (questions, ==, "c A d e ");
}

/* A change outweighs a removal, whoever made which. */
static void
test_what_one_changed_the_other_does_not_remove (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;
  g_autofree char *questions = NULL;

  g_ptr_array_remove_index (f->mine->questions, 0);
  hark_setting_text_set (get (f->theirs, 0)->label, "en", "A");
  hark_setting_text_set (get (f->mine, 1)->label, "en", "C");
  g_ptr_array_remove_index (f->theirs->questions, 2);

  merged = app_setting_merge (f->base, f->mine, f->theirs);
  questions = list (merged);
  g_assert_cmpstr (questions, ==, "b C A ");
}

static void
test_with_nothing_of_mine_it_is_theirs (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;

  f->theirs->portal = TRUE;
  add (f->theirs, "d");
  merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_assert_true (hark_setting_area_equal (merged, f->theirs));
  g_assert_false (hark_setting_area_equal (merged, f->mine));
}

static void
test_of_the_organisation_each_text_and_each_address_is_for_itself (void)
{
  g_autoptr (HarkSettingOrganisation) base = hark_setting_organisation_new ("en");
  g_autoptr (HarkSettingOrganisation) mine = NULL, theirs = NULL, merged = NULL;

  hark_setting_text_set (base->imprint, "en", "Base");
  hark_wording_set (base->wording, "de", "reply", HARK_WORDING_TEXT, "Base");
  mine = hark_setting_organisation_copy (base);
  theirs = hark_setting_organisation_copy (base);
  g_assert_true (hark_setting_organisation_equal (mine, theirs));
  hark_setting_text_set (mine->imprint, "de", "Meins");
  hark_wording_set (mine->wording, "de", "named", HARK_WORDING_TEXT, "Meins");
  hark_wording_set (mine->wording, "de", "reply", HARK_WORDING_TEXT, NULL);
  g_free (mine->address);
  mine->address = g_strdup ("https://mine.example.org");
  g_assert_false (hark_setting_organisation_equal (mine, theirs));
  hark_setting_text_set (theirs->imprint, "en", NULL);
  hark_setting_text_set (theirs->contact, "en", "Theirs");
  hark_wording_set (theirs->wording, "de", "named", HARK_WORDING_SUBJECT, "Theirs");
  g_free (theirs->language);
  theirs->language = g_strdup ("de");

  merged = app_setting_merge_organisation (base, mine, theirs);
  g_assert_cmpstr (merged->address, ==, "https://mine.example.org");
  g_assert_cmpstr (merged->language, ==, "de");
  g_assert_null (hark_setting_text_get (merged->imprint, "en"));
  g_assert_cmpstr (hark_setting_text_get (merged->imprint, "de"), ==, "Meins");
  g_assert_cmpstr (hark_setting_text_get (merged->contact, "en"), ==, "Theirs");
  g_assert_cmpstr (hark_wording_get (merged->wording, "de", "named", HARK_WORDING_TEXT), ==,
                   "Meins");
  g_assert_cmpstr (hark_wording_get (merged->wording, "de", "named", HARK_WORDING_SUBJECT), ==,
                   "Theirs");
  g_assert_null (hark_wording_get (merged->wording, "de", "reply", HARK_WORDING_TEXT));
}

/* --- names, and which is later --- */

static void
test_names_are_shared_in_whatever_language_case_or_width (void)
{
  g_autoptr (HarkSettingText) one = hark_setting_text_new ();
  g_autoptr (HarkSettingText) other = hark_setting_text_new ();

  hark_setting_text_set (one, "en", "Environment");
  hark_setting_text_set (one, "de", "Umwelt");
  hark_setting_text_set (other, "fr", "Umwelt und Leute");
  g_assert_false (hark_setting_text_is_shared (one, other));
  hark_setting_text_set (other, "it", "\uff35MWELT");
  g_assert_true (hark_setting_text_is_shared (one, other));
  g_assert_true (hark_setting_text_is_shared (other, one));
}

static HarkDefinition *
define (HarkSettingArea *area, const char *name)
{
  HarkDefinition *definition = hark_definition_new ();

  area->profile = HARK_PROFILE_OWN;
  hark_setting_text_set (definition->name, "en", name);
  g_ptr_array_add (area->periods, definition);
  return definition;
}

/* The names, in their order. (transfer full) */
static char *
list_periods (const HarkSettingArea *area)
{
  g_autoptr (GString) text = g_string_new (hark_profile_get_name (area->profile));

  for (guint i = 0; i < area->periods->len; i++)
    g_string_append_printf (
        text, " %s",
        hark_setting_text_get (((HarkDefinition *)area->periods->pdata[i])->name, "en"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_periods (Three *f, const char *expected)
{
  g_autoptr (HarkSettingArea) merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_autofree char *periods = list_periods (merged);

  g_assert_cmpstr (periods, ==, expected);
}

static void
test_months_of_both_are_there (Three *f, gconstpointer unused)
{
  g_autoptr (HarkSettingArea) merged = NULL;

  f->base->retention.months[HARK_OUTCOME_PARTLY] = 12;
  f->mine->retention.months[HARK_OUTCOME_OTHER] = 6;
  f->theirs->retention.months[HARK_OUTCOME_PARTLY] = 12;
  f->theirs->retention.months[HARK_OUTCOME_DUPLICATE] = 3;
  merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_assert_cmpuint (merged->retention.months[HARK_OUTCOME_PARTLY], ==, 0);
  g_assert_cmpuint (merged->retention.months[HARK_OUTCOME_OTHER], ==, 6);
  g_assert_cmpuint (merged->retention.months[HARK_OUTCOME_DUPLICATE], ==, 3);

  f->mine->profile = HARK_PROFILE_IT;
  f->theirs->retention.months[HARK_OUTCOME_DUPLICATE] = 61;
  g_clear_pointer (&merged, hark_setting_area_free);
  merged = app_setting_merge (f->base, f->mine, f->theirs);
  g_assert_cmpuint (merged->retention.months[HARK_OUTCOME_DUPLICATE], ==, 60);
}

static void
test_periods_of_both_are_there (Three *f, gconstpointer unused)
{
  define (f->mine, "x");
  f->theirs->calendar = hark_calendar_find ("DE-HE");
  assert_periods (f, "own x");

  define (f->theirs, "y");
  assert_periods (f, "own x y");

  /* two of one kind are no list */
  for (guint i = 0; i < 2; i++)
    {
      HarkDefinition *feedback = define (i == 0 ? f->mine : f->theirs, "z");

      feedback->kind = HARK_DEFINITION_FEEDBACK;
    }
  assert_periods (f, "own x z");

  f->mine->profile = HARK_PROFILE_FR;
  g_ptr_array_set_size (f->mine->periods, 0);
  assert_periods (f, "fr");
  f->mine->profile = HARK_PROFILE_EU;
  assert_periods (f, "own y z");
}

static void
test_the_later_is_told_by_time_then_version_then_scope (void)
{
  HarkSetting one = { .time = 10, .version = 1 }, other = { .time = 10, .version = 1 };

  one.scope.bytes[0] = 2;
  other.scope.bytes[0] = 1;
  g_assert_true (hark_setting_is_later (&one, &other) && !hark_setting_is_later (&other, &one));
  other.version = 2;
  g_assert_true (hark_setting_is_later (&other, &one) && !hark_setting_is_later (&one, &other));
  one.time = 11;
  g_assert_true (hark_setting_is_later (&one, &other) && !hark_setting_is_later (&other, &one));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/setting-merge/" path, Three, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("each", test_each_switch_and_each_text_is_for_itself);
  TEST ("same", test_where_both_changed_the_same_it_is_mine);
  TEST ("questions", test_questions_of_both_are_there);
  TEST ("periods", test_periods_of_both_are_there);
  TEST ("retention", test_months_of_both_are_there);
  TEST ("removed", test_what_one_changed_the_other_does_not_remove);
  TEST ("theirs", test_with_nothing_of_mine_it_is_theirs);
  g_test_add_func ("/setting-merge/organisation",
                   test_of_the_organisation_each_text_and_each_address_is_for_itself);
  g_test_add_func ("/setting-merge/names",
                   test_names_are_shared_in_whatever_language_case_or_width);
  g_test_add_func ("/setting-merge/later", test_the_later_is_told_by_time_then_version_then_scope);

  return g_test_run ();
}
