/* test-calendar.c: holidays and due dates against what python3-holidays and dateutil say */
#include "hark-calendar.h"
#include "hark-definition.h"
#include "vector.h"

static char *
list_year (const HarkCalendar *calendar, int year)
{
  GString *text = g_string_new (NULL);
  GDate day;

  g_date_clear (&day, 1);
  for (g_date_set_dmy (&day, 1, 1, year); g_date_get_year (&day) == year; g_date_add_days (&day, 1))
    if (hark_calendar_is_holiday (calendar, &day))
      g_string_append_printf (text, "%s%02d%02d", text->len > 0 ? " " : "",
                              (int)g_date_get_month (&day), (int)g_date_get_day (&day));
  return g_string_free (text, FALSE);
}

static void
test_holidays_of_every_region_are_those_of_the_law (void)
{
  g_autoptr (JsonObject) all = vector_load ("calendar");
  int first = (int)vector_int (all, "first_year");

  g_assert_cmpuint (vector_count (all, "calendars"), ==, hark_calendar_count ());
  for (guint i = 0; i < vector_count (all, "calendars"); i++)
    {
      JsonObject *v = vector_at (all, "calendars", i);
      JsonArray *years = json_object_get_array_member (v, "years");
      const HarkCalendar *calendar = hark_calendar_find (vector_text (v, "code"));

      g_assert_nonnull (calendar);
      g_assert_cmpuint (json_array_get_length (years), ==, 21);
      for (guint year = 0; year < json_array_get_length (years); year++)
        {
          g_autofree char *holidays = list_year (calendar, first + (int)year);

          g_assert_cmpstr (holidays, ==, json_array_get_string_element (years, year));
        }
    }
}

static HarkPeriodLength
length_of (JsonObject *v)
{
  HarkPeriodLength length = { .count = (guint)vector_int (v, "count") };

  g_assert_true (hark_period_unit_from_name (vector_text (v, "unit"), &length.unit));
  return length;
}

static void
test_due_dates_are_those_of_another_computation (void)
{
  g_autoptr (JsonObject) all = vector_load ("calendar");

  g_assert_cmpuint (vector_count (all, "cases"), >=, 200);
  for (guint i = 0; i < vector_count (all, "cases"); i++)
    {
      JsonObject *v = vector_at (all, "cases", i);
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (vector_text (v, "zone"));
      HarkPeriodLength lengths[2];
      guint n = vector_count (v, "lengths");

      g_assert_nonnull (zone);
      g_assert_cmpuint (n, <=, G_N_ELEMENTS (lengths));
      for (guint k = 0; k < n; k++)
        lengths[k] = length_of (vector_at (v, "lengths", k));
      g_assert_cmpint (hark_period_due (vector_int (v, "instant"), zone,
                                        hark_calendar_find (vector_text (v, "calendar")), lengths,
                                        n),
                       ==, vector_int (v, "due"));
    }
}

static void
test_profiles_promise_what_their_laws_say (void)
{
  g_autoptr (JsonObject) all = vector_load ("calendar");

  for (guint i = 0; i < vector_count (all, "promises"); i++)
    {
      JsonObject *v = vector_at (all, "promises", i);
      const HarkCalendar *calendar = hark_calendar_find (vector_text (v, "calendar"));
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (vector_text (v, "zone"));
      g_autoptr (GPtrArray) list = NULL;
      HarkProfile profile;

      g_assert_true (hark_profile_from_name (vector_text (v, "profile"), &profile));
      list = hark_profile_list (profile);
      g_assert_cmpuint (list->len, ==, 2);
      for (guint k = 0; k < list->len; k++)
        {
          const HarkDefinition *definition = list->pdata[k];

          g_assert_cmpint (
              hark_definition_due (definition, calendar, zone, vector_int (v, "received"),
                                   vector_int (v, "acknowledged")),
              ==,
              vector_int (v, definition->kind == HARK_DEFINITION_ACKNOWLEDGE ? "acknowledge_due"
                                                                             : "feedback_due"));
        }
    }
}

static void
test_calendars_have_a_name_and_a_source (void)
{
  for (guint i = 0; i < hark_calendar_count (); i++)
    {
      const HarkCalendar *calendar = hark_calendar_get (i);
      const char *code = hark_calendar_get_code (calendar);

      g_assert_true (hark_calendar_find (code) == calendar);
      g_assert_cmpuint (strlen (code), <=, HARK_CALENDAR_MAX_CODE);
      g_assert_cmpint (hark_calendar_get_source (calendar)[0] == '\0', ==,
                       g_str_equal (code, HARK_CALENDAR_NONE));
    }
  g_assert_null (hark_calendar_find ("DE-XX"));
  g_assert_null (hark_calendar_find (""));
  g_assert_null (hark_calendar_find (NULL));
}

/* A day that only a part of a region has is none of the region: it would move due dates on. */
static void
test_a_part_of_a_region_is_a_calendar_of_its_own (void)
{
  static const char *const parts[][2] = { { "DE-BY", "DE-BY-assumption" },
                                          { "DE-BY-assumption", "DE-BY-augsburg" },
                                          { "DE-SN", "DE-SN-corpus-christi" },
                                          { "DE-TH", "DE-TH-corpus-christi" },
                                          { "FR-AM", "FR-AM-good-friday" } };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      guint more = 0;
      GDate day;

      g_date_clear (&day, 1);
      for (g_date_set_dmy (&day, 1, 1, 2026); g_date_get_year (&day) == 2026;
           g_date_add_days (&day, 1))
        {
          gboolean whole = hark_calendar_is_holiday (hark_calendar_find (parts[i][0]), &day);
          gboolean part = hark_calendar_is_holiday (hark_calendar_find (parts[i][1]), &day);

          g_assert_true (part || !whole);
          more += part && !whole;
        }
      g_assert_cmpuint (more, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calendar/holidays-of-every-region-are-those-of-the-law",
                   test_holidays_of_every_region_are_those_of_the_law);
  g_test_add_func ("/calendar/due-dates-are-those-of-another-computation",
                   test_due_dates_are_those_of_another_computation);
  g_test_add_func ("/calendar/profiles-promise-what-their-laws-say",
                   test_profiles_promise_what_their_laws_say);
  g_test_add_func ("/calendar/calendars-have-a-name-and-a-source",
                   test_calendars_have_a_name_and_a_source);
  g_test_add_func ("/calendar/a-part-of-a-region-is-a-calendar-of-its-own",
                   test_a_part_of_a_region_is_a_calendar_of_its_own);

  return g_test_run ();
}
