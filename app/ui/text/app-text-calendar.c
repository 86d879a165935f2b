/* app-text-calendar.c: see app-text-calendar.h */
#include "text/app-text-calendar.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *code, *name;
} Name;

static const Name countries[] = {
  { "none", N_ ("No public holidays") },
  { "AT", N_ ("Austria") },
  { "CH", N_ ("Switzerland") },
  { "DE", N_ ("Germany") },
  { "FR", N_ ("France") },
  { "IT", N_ ("Italy") },
};

static const Name regions[] = {
  { "CH-ZH", N_ ("Zurich") },
  { "CH-BE", N_ ("Bern") },
  { "CH-LU", N_ ("Lucerne") },
  { "CH-UR", N_ ("Uri") },
  { "CH-SZ", N_ ("Schwyz") },
  { "CH-OW", N_ ("Obwalden") },
  { "CH-NW", N_ ("Nidwalden") },
  { "CH-GL", N_ ("Glarus") },
  { "CH-ZG", N_ ("Zug") },
  { "CH-FR", N_ ("Fribourg") },
  { "CH-SO", N_ ("Solothurn") },
  { "CH-BS", N_ ("Basel-Stadt") },
  { "CH-BL", N_ ("Basel-Landschaft") },
  { "CH-SH", N_ ("Schaffhausen") },
  { "CH-AR", N_ ("Appenzell Ausserrhoden") },
  { "CH-AI", N_ ("Appenzell Innerrhoden") },
  { "CH-SG", N_ ("St. Gallen") },
  { "CH-GR", N_ ("Grisons") },
  { "CH-AG", N_ ("Aargau") },
  { "CH-TG", N_ ("Thurgau") },
  { "CH-TI", N_ ("Ticino") },
  { "CH-VD", N_ ("Vaud") },
  { "CH-VS", N_ ("Valais") },
  { "CH-NE", N_ ("Neuchâtel") },
  { "CH-GE", N_ ("Geneva") },
  { "CH-JU", N_ ("Jura") },
  { "DE-BW", N_ ("Baden-Württemberg") },
  { "DE-BY", N_ ("Bavaria") },
  { "DE-BY-assumption", N_ ("Bavaria with Assumption Day") },
  { "DE-BY-augsburg", N_ ("Bavaria, city of Augsburg") },
  { "DE-BE", N_ ("Berlin") },
  { "DE-BB", N_ ("Brandenburg") },
  { "DE-HB", N_ ("Bremen") },
  { "DE-HH", N_ ("Hamburg") },
  { "DE-HE", N_ ("Hesse") },
  { "DE-MV", N_ ("Mecklenburg-Western Pomerania") },
  { "DE-NI", N_ ("Lower Saxony") },
  { "DE-NW", N_ ("North Rhine-Westphalia") },
  { "DE-RP", N_ ("Rhineland-Palatinate") },
  { "DE-SL", N_ ("Saarland") },
  { "DE-SN", N_ ("Saxony") },
  { "DE-SN-corpus-christi", N_ ("Saxony with Corpus Christi") },
  { "DE-ST", N_ ("Saxony-Anhalt") },
  { "DE-SH", N_ ("Schleswig-Holstein") },
  { "DE-TH", N_ ("Thuringia") },
  { "DE-TH-corpus-christi", N_ ("Thuringia with Corpus Christi") },
  { "FR-AM", N_ ("Alsace and Moselle") },
  { "FR-AM-good-friday", N_ ("Alsace and Moselle with Good Friday") },
};

/* Where the country's code ends. */
static gsize
get_country_len (const char *code)
{
  const char *dash = strchr (code, '-');

  return dash != NULL ? (gsize)(dash - code) : strlen (code);
}

gboolean
app_text_calendar_is_near (const HarkCalendar *calendar, const HarkCalendar *other)
{
  const char *code = hark_calendar_get_code (calendar), *beside = hark_calendar_get_code (other);
  gsize len = get_country_len (code);

  return len == get_country_len (beside) && strncmp (code, beside, len) == 0;
}

/* A later version's as it is called there. */
const char *
app_text_calendar_country (const HarkCalendar *calendar)
{
  const char *code = hark_calendar_get_code (calendar);
  gsize len = get_country_len (code);

  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    if (strlen (countries[i].code) == len && strncmp (countries[i].code, code, len) == 0)
      return _ (countries[i].name);

  return code;
}

static const char *
find_region (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    if (g_str_equal (regions[i].code, code))
      return _ (regions[i].name);

  return code;
}

const char *
app_text_calendar_region (const HarkCalendar *calendar)
{
  const char *code = hark_calendar_get_code (calendar);

  return strchr (code, '-') != NULL ? find_region (code) : _ ("Holidays of the whole country");
}

char *
app_text_calendar (const HarkCalendar *calendar)
{
  const char *code = hark_calendar_get_code (calendar);

  return strchr (code, '-') == NULL
             ? g_strdup (app_text_calendar_country (calendar))
             /* Translators: a country and a part of it: "Germany, Bavaria" */
             : g_strdup_printf (_ ("%s, %s"), app_text_calendar_country (calendar), find_region (code));
}
