/* app-text-definition.c: see app-text-definition.h */
#include "text/app-text-definition.h"

#include <glib/gi18n.h>

const char *
app_text_profile (HarkProfile profile)
{
  switch (profile)
    {
    case HARK_PROFILE_AT:
      return _ ("Austria");
    case HARK_PROFILE_FR:
      return _ ("France");
    case HARK_PROFILE_IT:
      return _ ("Italy");
    case HARK_PROFILE_OWN:
      return C_ ("profile of periods", "Own");
    case HARK_PROFILE_EU:
    default:
      return _ ("EU and Germany");
    }
}

const char *
app_text_profile_law (HarkProfile profile)
{
  switch (profile)
    {
    case HARK_PROFILE_AT:
      return _ ("HSchG, section 13");
    case HARK_PROFILE_FR:
      return _ ("Decree 2022-1284, article 4");
    case HARK_PROFILE_IT:
      return _ ("Legislative decree 24/2023, article 5");
    case HARK_PROFILE_OWN:
      return _ ("What you settle here. The law of your country holds all the same.");
    case HARK_PROFILE_EU:
    default:
      return _ ("Directive (EU) 2019/1937, articles 9 and 11; HinSchG, section 17");
    }
}

/* --- lengths --- */

const char *
app_text_period_unit (HarkPeriodUnit unit)
{
  switch (unit)
    {
    case HARK_PERIOD_WORKING_DAYS:
      return C_ ("unit of a period", "Working days");
    case HARK_PERIOD_MONTHS:
      return C_ ("unit of a period", "Months");
    case HARK_PERIOD_DAYS:
    default:
      return C_ ("unit of a period", "Calendar days");
    }
}

char *
app_text_period_length (const HarkPeriodLength *length)
{
  switch (length->unit)
    {
    case HARK_PERIOD_WORKING_DAYS:
      return g_strdup_printf (ngettext ("%u working day", "%u working days", length->count), length->count);
    case HARK_PERIOD_MONTHS:
      return g_strdup_printf (ngettext ("%u month", "%u months", length->count), length->count);
    case HARK_PERIOD_DAYS:
    default:
      return g_strdup_printf (ngettext ("%u day", "%u days", length->count), length->count);
    }
}

/* --- a definition --- */

const char *
app_text_definition_kind (HarkDefinitionKind kind)
{
  switch (kind)
    {
    case HARK_DEFINITION_ACKNOWLEDGE:
      return C_ ("kind of a period", "Acknowledgement");
    case HARK_DEFINITION_FEEDBACK:
      return C_ ("kind of a period", "Feedback");
    case HARK_DEFINITION_OTHER:
    default:
      return C_ ("kind of a period", "Of the team alone");
    }
}

const char *
app_text_definition_start (HarkDefinitionStart start)
{
  switch (start)
    {
    case HARK_DEFINITION_ACKNOWLEDGEMENT:
      return C_ ("start of a period", "The acknowledgement");
    case HARK_DEFINITION_HAND:
      return C_ ("start of a period", "When somebody adds it");
    case HARK_DEFINITION_RECEIPT:
    default:
      return C_ ("start of a period", "Receipt of the report");
    }
}

const char *
app_text_definition_name (const HarkDefinition *definition, const char *language, const char *main)
{
  const char *name;

  if (definition->kind != HARK_DEFINITION_OTHER)
    return app_text_definition_kind (definition->kind);

  name = hark_setting_text_choose (definition->name, language, main);
  return *name != '\0' ? name : _ ("Without a name");
}

static char *
say_latest (const HarkDefinition *definition)
{
  g_autofree char *first = app_text_period_length (&definition->latest[0]);
  g_autofree char *second
      = definition->n_latest > 1 ? app_text_period_length (&definition->latest[1]) : NULL;

  return second == NULL ? g_steal_pointer (&first)
                        /* Translators: two lengths, of which the second follows the first: "7 days and 3 months" */
                        : g_strdup_printf (_ ("%s and %s"), first, second);
}

char *
app_text_definition_rule (const HarkDefinition *definition)
{
  g_autofree char *length = app_text_period_length (&definition->length);
  g_autofree char *rule = NULL;
  g_autofree char *latest = NULL;

  switch (definition->start)
    {
    case HARK_DEFINITION_ACKNOWLEDGEMENT:
      /* Translators: a length, such as "3 months" */
      rule = g_strdup_printf (_ ("%s from the acknowledgement"), length);
      break;
    case HARK_DEFINITION_HAND:
      rule = g_strdup_printf (_ ("%s from when somebody adds it"), length);
      break;
    case HARK_DEFINITION_RECEIPT:
    default:
      rule = g_strdup_printf (_ ("%s after receipt"), length);
      break;
    }
  if (definition->n_latest == 0)
    return g_steal_pointer (&rule);

  latest = say_latest (definition);
  /* Translators: "3 months from the acknowledgement", and a length, such as "7 days and 3 months" */
  return g_strdup_printf (_ ("%s, at the latest %s after receipt"), rule, latest);
}

char *
app_text_definition_remind (const HarkDefinition *definition)
{
  const HarkRemind *remind = &definition->remind;
  g_autoptr (GString) days = g_string_new (NULL);

  if (remind->n_days == 0)
    return g_strdup (_ ("no reminder"));
  if (remind->n_days == 1 && remind->days[0] == 0)
    return g_strdup (_ ("reminder on the day itself"));
  if (remind->n_days == 1)
    return g_strdup_printf (ngettext ("reminder %u day before", "reminder %u days before", remind->days[0]),
                            remind->days[0]);

  for (guint i = 0; i + 1 < remind->n_days; i++)
    g_string_append_printf (days, "%s%u", i > 0 ? ", " : "", remind->days[i]);
  /* Translators: numbers: "14, 7" and "3" */
  return g_strdup_printf (_ ("reminders %s and %u days before"), days->str, remind->days[remind->n_days - 1]);
}

char *
app_text_definition_about (const HarkDefinition *definition)
{
  g_autofree char *rule = app_text_definition_rule (definition);
  g_autofree char *remind = app_text_definition_remind (definition);

  return g_strjoin (" · ", rule, remind, definition->attaches ? _ ("for every ticket") : _ ("added by hand"),
                    definition->by_answer ? _ ("met by the first answer") : _ ("met by hand"), NULL);
}

/* --- what was changed --- */

static const HarkDefinition *
find (GPtrArray *list, const HarkId *id)
{
  for (guint i = 0; i < list->len; i++)
    if (hark_id_equal (&((HarkDefinition *)list->pdata[i])->id, id))
      return list->pdata[i];

  return NULL;
}

/* "Review (5 days after receipt · …)" */
static char *
say (const HarkDefinition *definition, const char *language)
{
  g_autofree char *about = app_text_definition_about (definition);

  return g_strdup_printf ("%s (%s)", app_text_definition_name (definition, language, NULL), about);
}

static void
add_now (GPtrArray *lines, GPtrArray *old_list, const HarkDefinition *now, const char *language)
{
  const HarkDefinition *old = find (old_list, &now->id);
  g_autofree char *said = say (now, language);
  g_autofree char *said_before = old != NULL ? say (old, language) : NULL;

  if (old == NULL)
    /* Translators: a deadline's name, and in brackets its rule */
    g_ptr_array_add (lines, g_strdup_printf (_ ("Deadline added: %s"), said));
  else if (!hark_definition_equal (old, now))
    /* Translators: a deadline as it is now, and as it was */
    g_ptr_array_add (lines, g_strdup_printf (_ ("Deadline changed: %s, before: %s"), said, said_before));
}

/* The ids of those that are in the other one, too, as one text. (transfer full) */
static char *
list_common (GPtrArray *list, GPtrArray *other)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const HarkId *id = &((HarkDefinition *)list->pdata[i])->id;
      g_autofree char *text = hark_id_to_string (id);

      if (find (other, id) != NULL)
        g_string_append (ids, text);
    }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
add_order (GPtrArray *lines, GPtrArray *old_list, GPtrArray *list, const char *language)
{
  g_autofree char *old = list_common (old_list, list);
  g_autofree char *now = list_common (list, old_list);
  g_autoptr (GString) names = g_string_new (NULL);

  if (g_str_equal (old, now))
    return;

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            app_text_definition_name (list->pdata[i], language, NULL));
  g_ptr_array_add (lines, g_strdup_printf (_ ("Deadlines in another order: %s"), names->str));
}

/* What two profiles promise is said by their names. */
void
app_text_definition_add_changes (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after,
                                 const char *language)
{
  g_autoptr (GPtrArray) old = before != NULL ? hark_setting_area_list_periods (before)
                                             : hark_profile_list (HARK_PROFILE_OWN);
  g_autoptr (GPtrArray) list = hark_setting_area_list_periods (after);

  if (after->profile != HARK_PROFILE_OWN && (before == NULL || before->profile != HARK_PROFILE_OWN))
    return;

  for (guint i = 0; i < list->len; i++)
    add_now (lines, old, list->pdata[i], language);
  for (guint i = 0; i < old->len; i++)
    if (find (list, &((HarkDefinition *)old->pdata[i])->id) == NULL)
      {
        g_autofree char *said = say (old->pdata[i], language);

        g_ptr_array_add (lines, g_strdup_printf (_ ("Deadline removed: %s"), said));
      }
  add_order (lines, old, list, language);
}
