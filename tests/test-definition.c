/* test-definition.c: what an area may settle of a period */
#include "hark-definition.h"
#include "hark-json.h"
#include "vector.h"

#define GOOD                                                                                        \
  "{\"id\":\"0102030405060708090a0b0c0d0e0f10\",\"kind\":\"other\",\"name\":{\"de\":\"Prüfung\"}," \
  "\"start\":\"acknowledgement\",\"length\":{\"count\":10,\"unit\":\"working-days\"},"              \
  "\"latest\":[{\"count\":7,\"unit\":\"days\"},{\"count\":1,\"unit\":\"months\"}],"                 \
  "\"remind\":[5,1,0],\"attach\":true,\"fulfil\":\"hand\",\"later\":{\"x\":1}}"

static HarkDefinition *
read_text (const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) json = hark_json_parse_object (text, strlen (text), 4096, &local);

  g_assert_no_error (local);
  return hark_definition_from_json (json, "de", error);
}

/* With @from in it replaced. */
static void
assert_refused (const char *from, const char *to)
{
  g_autoptr (GString) text = g_string_new (GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkDefinition) definition = NULL;

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  definition = read_text (text->str, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_null (definition);
}

static void
test_definition_comes_back_as_it_was (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkDefinition) read = read_text (GOOD, &error);
  g_autoptr (HarkDefinition) copy = NULL, again = NULL;
  g_autoptr (JsonObject) json = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (read->start, ==, HARK_DEFINITION_ACKNOWLEDGEMENT);
  g_assert_cmpuint (read->length.count, ==, 10);
  g_assert_cmpint (read->length.unit, ==, HARK_PERIOD_WORKING_DAYS);
  g_assert_cmpuint (read->n_latest, ==, 2);
  g_assert_cmpuint (read->remind.n_days, ==, 3);
  g_assert_true (read->attaches);
  g_assert_false (read->by_answer);

  copy = hark_definition_copy (read);
  json = hark_definition_to_json (copy);
  again = hark_definition_from_json (json, "de", &error);
  g_assert_no_error (error);
  g_assert_true (hark_definition_equal (read, again));
  g_assert_true (json_object_has_member (json, "later"));
  again->remind.days[1] = 2;
  g_assert_false (hark_definition_equal (read, again));
}

static void
test_a_definition_that_makes_no_sense_is_refused (void)
{
  assert_refused ("\"other\"", "\"third\"");
  assert_refused ("{\"de\":\"Prüfung\"}", "{\"en\":\"Review\"}");
  assert_refused ("{\"de\":\"Prüfung\"}", "{\"de\":\"a\\nb\"}");
  assert_refused ("\"acknowledgement\"", "\"never\"");
  assert_refused ("\"count\":10", "\"count\":0");
  assert_refused ("\"count\":10", "\"count\":3661");
  assert_refused ("\"count\":1,", "\"count\":121,");
  assert_refused ("\"count\":10", "\"count\":\"10\"");
  assert_refused ("\"working-days\"", "\"weeks\"");
  assert_refused ("\"latest\":[", "\"latest\":[{\"count\":1,\"unit\":\"days\"},");
  assert_refused ("[5,1,0]", "[5,5]");
  assert_refused ("[5,1,0]", "[1,5]");
  assert_refused ("[5,1,0]", "[-1]");
  assert_refused ("[5,1,0]", "[367]");
  assert_refused ("[5,1,0]", "[6,5,4,3,2,1]");
  assert_refused ("[5,1,0]", "[\"5\"]");
  assert_refused ("\"attach\":true", "\"attach\":1");
  assert_refused ("\"fulfil\":\"hand\"", "\"fulfil\":\"foot\"");
  assert_refused ("\"id\":\"0102030405060708090a0b0c0d0e0f10\"",
                  "\"id\":\"00000000000000000000000000000000\"");
  /* it would be fulfilled before it began */
  assert_refused ("\"fulfil\":\"hand\"", "\"fulfil\":\"answer\"");
  assert_refused ("\"kind\":\"other\"", "\"kind\":\"acknowledge\"");
  assert_refused ("\"start\":\"acknowledgement\"", "\"start\":\"hand\"");
}

static GPtrArray *
read_list (GPtrArray *list, GError **error)
{
  g_autoptr (JsonObject) json = json_object_new ();

  hark_definition_list_to_json (list, json, "periods");
  return hark_definition_list_from_json (json, "periods", "de", error);
}

static void
test_list_has_each_promise_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = hark_profile_list (HARK_PROFILE_EU);
  g_autoptr (GPtrArray) read = read_list (list, &error);

  g_assert_no_error (error);
  g_assert_true (hark_definition_list_equal (list, read));

  g_ptr_array_add (list, hark_definition_copy (list->pdata[1]));
  g_assert_null (read_list (list, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);

  /* of another id it is still a second feedback */
  hark_id_random (&((HarkDefinition *)list->pdata[2])->id);
  g_assert_null (read_list (list, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);

  g_ptr_array_set_size (list, 0);
  for (guint i = 0; i < HARK_DEFINITION_MAX + 1; i++)
    {
      HarkDefinition *definition = hark_definition_new ();

      hark_setting_text_set (definition->name, "de", "Frist");
      g_ptr_array_add (list, definition);
    }
  g_assert_null (read_list (list, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
}

static void
test_what_has_not_begun_is_bounded_or_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkDefinition) definition = read_text (GOOD, &error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const HarkPeriodLength lengths[] = { { 7, HARK_PERIOD_DAYS }, { 1, HARK_PERIOD_MONTHS } };
  const HarkPeriodLength own = { 10, HARK_PERIOD_WORKING_DAYS };
  gint64 received = 1795525200, latest = hark_period_due (received, zone, NULL, lengths, 2);

  g_assert_no_error (error);
  g_assert_cmpint (hark_definition_due (definition, NULL, zone, received, 0), ==, latest);
  g_assert_cmpint (hark_definition_due (definition, NULL, zone, received, received), ==,
                   hark_period_due (received, zone, NULL, &own, 1));
  g_assert_cmpint (hark_definition_due (definition, NULL, zone, received, received + 86400 * 60),
                   ==, latest);
  definition->n_latest = 0;
  g_assert_cmpint (hark_definition_due (definition, NULL, zone, received, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/definition/comes-back-as-it-was", test_definition_comes_back_as_it_was);
  g_test_add_func ("/definition/that-makes-no-sense-is-refused",
                   test_a_definition_that_makes_no_sense_is_refused);
  g_test_add_func ("/definition/list-has-each-promise-once", test_list_has_each_promise_once);
  g_test_add_func ("/definition/what-has-not-begun-is-bounded-or-nothing",
                   test_what_has_not_begun_is_bounded_or_nothing);

  return g_test_run ();
}
