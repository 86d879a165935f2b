/* hark-calendar.c: see hark-calendar.h */
#include "hark-calendar.h"

typedef enum
{
  FIXED,           /* month, day */
  FIXED_MONDAY,    /* only in years in which that is a Monday */
  FIXED_NO_BRIDGE, /* not in years in which that is a Tuesday or a Saturday */
  EASTER,          /* so many days after Easter Sunday */
  FIRST_MONDAY,    /* the first one from that month and day on */
  FIRST_WEDNESDAY,
  FIRST_THURSDAY,
  NAEFELS, /* that Thursday, or a week later where it is in Holy Week */
} Rule;

typedef struct
{
  Rule rule;
  int month;
  int day;
  guint32 regions;
  int from;  /* first year, 0: always */
  int until; /* last year, 0: still */
} Holiday;

typedef struct
{
  const char *source;
  const Holiday *holidays;
  guint n_holidays;
} Country;

struct _HarkCalendar
{
  const char *code;
  const Country *country;
  guint32 region;
};

#define EVERYWHERE G_MAXUINT32

/* Germany: 3 October by the Unification Treaty, article 2; all others by the laws of the Länder:
 * BW FTG, BY FTG, BE FeiertG, BB FTG, HB SFTG, HH FeiertG, HE HFeiertagsG, MV FTG, NI NFeiertagsG,
 * NW FeiertG NW, RP LFtG, SL SFG, SN SächsSFG, ST FeiertG LSA, SH SFTG, TH ThürFGtG. */
enum
{
  BW = 1 << 0,
  BY = 1 << 1,
  BE = 1 << 2,
  BB = 1 << 3,
  HB = 1 << 4,
  HH = 1 << 5,
  HE = 1 << 6,
  MV = 1 << 7,
  NI = 1 << 8,
  NW = 1 << 9,
  RP = 1 << 10,
  SL = 1 << 11,
  SN = 1 << 12,
  ST = 1 << 13,
  SH = 1 << 14,
  TH = 1 << 15,
  /* municipalities of a Land */
  DE_ASSUMPTION = 1 << 16, /* Bavaria: with more Catholics than Protestants */
  DE_AUGSBURG = 1 << 17,
  DE_CORPUS_CHRISTI = 1 << 18, /* named in Saxony's and Thuringia's regulations */
};

static const Holiday germany_holidays[] = {
  { FIXED, 1, 1, EVERYWHERE, 0, 0 },
  { FIXED, 1, 6, BW | BY | ST, 0, 0 },
  { FIXED, 3, 8, BE, 2019, 0 },
  { FIXED, 3, 8, MV, 2023, 0 },
  { EASTER, 0, -2, EVERYWHERE, 0, 0 },
  { EASTER, 0, 0, BB, 0, 0 },
  { EASTER, 0, 1, EVERYWHERE, 0, 0 },
  { FIXED, 5, 1, EVERYWHERE, 0, 0 },
  { FIXED, 5, 8, BE, 2020, 2020 }, /* 75 years after the end of the war */
  { FIXED, 5, 8, BE, 2025, 2025 }, /* 80 years */
  { EASTER, 0, 39, EVERYWHERE, 0, 0 },
  { EASTER, 0, 49, BB, 0, 0 },
  { EASTER, 0, 50, EVERYWHERE, 0, 0 },
  { EASTER, 0, 60, BW | BY | HE | NW | RP | SL | DE_CORPUS_CHRISTI, 0, 0 },
  { FIXED, 6, 17, BE, 2028, 2028 }, /* 75 years after the uprising in the GDR */
  { FIXED, 8, 8, DE_AUGSBURG, 0, 0 },
  { FIXED, 8, 15, SL | DE_ASSUMPTION, 0, 0 },
  { FIXED, 9, 20, TH, 2019, 0 },
  { FIXED, 10, 3, EVERYWHERE, 0, 0 },
  { FIXED, 10, 31, BB | MV | SN | ST | TH, 0, 0 },
  { FIXED, 10, 31, EVERYWHERE, 2017, 2017 }, /* 500 years of the Reformation */
  { FIXED, 10, 31, HB | HH | NI | SH, 2018, 0 },
  { FIXED, 11, 1, BW | BY | NW | RP | SL, 0, 0 },
  { FIRST_WEDNESDAY, 11, 16, SN, 0, 0 },
  { FIXED, 12, 25, EVERYWHERE, 0, 0 },
  { FIXED, 12, 26, EVERYWHERE, 0, 0 },
};

/* Austria: Arbeitsruhegesetz, section 7 (2); days of a Land's patron are no holidays of that law,
 * nor is Good Friday since 2019. */
static const Holiday austria_holidays[] = {
  { FIXED, 1, 1, EVERYWHERE, 0, 0 },   { FIXED, 1, 6, EVERYWHERE, 0, 0 },
  { EASTER, 0, 1, EVERYWHERE, 0, 0 },  { FIXED, 5, 1, EVERYWHERE, 0, 0 },
  { EASTER, 0, 39, EVERYWHERE, 0, 0 }, { EASTER, 0, 50, EVERYWHERE, 0, 0 },
  { EASTER, 0, 60, EVERYWHERE, 0, 0 }, { FIXED, 8, 15, EVERYWHERE, 0, 0 },
  { FIXED, 10, 26, EVERYWHERE, 0, 0 }, { FIXED, 11, 1, EVERYWHERE, 0, 0 },
  { FIXED, 12, 8, EVERYWHERE, 0, 0 },  { FIXED, 12, 25, EVERYWHERE, 0, 0 },
  { FIXED, 12, 26, EVERYWHERE, 0, 0 },
};

/* Switzerland: 1 August by the Federal Constitution, article 110 (3); all others by the laws of the
 * cantons on holidays and days of rest (Arbeitsgesetz, article 20a). What holds only in districts,
 * parishes or communes is not here: all but five days in Aargau (EG ArR, section 6: eight rules),
 * Catholic days in Fribourg, Solothurn and Grisons, Saint Maurice in inner Appenzell, Corpus
 * Christi in Le Landeron. Nor are half days, and days that are kept by custom alone, such as the
 * Mondays after Easter and Whitsun in Lucerne. */
enum
{
  CH_ZH = 1 << 0,
  CH_BE = 1 << 1,
  CH_LU = 1 << 2,
  CH_UR = 1 << 3,
  CH_SZ = 1 << 4,
  CH_OW = 1 << 5,
  CH_NW = 1 << 6,
  CH_GL = 1 << 7,
  CH_ZG = 1 << 8,
  CH_FR = 1 << 9,
  CH_SO = 1 << 10,
  CH_BS = 1 << 11,
  CH_BL = 1 << 12,
  CH_SH = 1 << 13,
  CH_AR = 1 << 14,
  CH_AI = 1 << 15,
  CH_SG = 1 << 16,
  CH_GR = 1 << 17,
  CH_AG = 1 << 18,
  CH_TG = 1 << 19,
  CH_TI = 1 << 20,
  CH_VD = 1 << 21,
  CH_VS = 1 << 22,
  CH_NE = 1 << 23,
  CH_GE = 1 << 24,
  CH_JU = 1 << 25,
};

/* Easter Monday and Whit Monday */
#define CH_MONDAYS                                                                                 \
  (CH_ZH | CH_BE | CH_UR | CH_SZ | CH_GL | CH_BS | CH_BL | CH_SH | CH_AR | CH_AI | CH_SG | CH_GR   \
   | CH_TG | CH_TI | CH_VD | CH_GE | CH_JU)
#define CH_GOOD_FRIDAY                                                                             \
  (CH_ZH | CH_BE | CH_LU | CH_UR | CH_SZ | CH_OW | CH_NW | CH_GL | CH_ZG | CH_FR | CH_SO | CH_BS   \
   | CH_BL | CH_SH | CH_AR | CH_AI | CH_SG | CH_AG | CH_TG | CH_VD | CH_NE | CH_GE | CH_JU)
#define CH_CATHOLIC (CH_LU | CH_UR | CH_SZ | CH_OW | CH_NW | CH_ZG | CH_AI | CH_TI | CH_VS)

static const Holiday switzerland_holidays[] = {
  { FIXED, 1, 1, EVERYWHERE, 0, 0 },
  { FIXED, 1, 2, CH_BE | CH_TG | CH_VD | CH_JU, 0, 0 },
  { FIXED_MONDAY, 1, 2, CH_NE, 0, 0 },
  { FIXED, 1, 6, CH_UR | CH_SZ | CH_TI, 0, 0 },
  { FIXED, 3, 1, CH_NE, 0, 0 },
  { FIXED, 3, 19, CH_UR | CH_SZ | CH_NW | CH_TI | CH_VS, 0, 0 },
  { NAEFELS, 4, 1, CH_GL, 0, 0 },
  { EASTER, 0, -2, CH_GOOD_FRIDAY, 0, 0 },
  { EASTER, 0, 0, EVERYWHERE, 0, 0 },
  { EASTER, 0, 1, CH_MONDAYS, 0, 0 },
  { FIXED, 5, 1, CH_ZH | CH_BS | CH_BL | CH_SH | CH_TG | CH_TI | CH_NE | CH_JU, 0, 0 },
  { EASTER, 0, 39, EVERYWHERE, 0, 0 },
  { EASTER, 0, 49, EVERYWHERE, 0, 0 },
  { EASTER, 0, 50, CH_MONDAYS, 0, 0 },
  { EASTER, 0, 60, CH_CATHOLIC | CH_JU, 0, 0 },
  { FIXED, 6, 23, CH_JU, 0, 0 },
  { FIXED, 6, 29, CH_TI, 0, 0 },
  { FIXED, 8, 1, EVERYWHERE, 0, 0 },
  { FIXED, 8, 15, CH_CATHOLIC | CH_JU, 0, 0 },
  { FIRST_THURSDAY, 9, 5, CH_GE, 0, 0 }, /* after the month's first Sunday: Jeûne genevois */
  { FIRST_MONDAY, 9, 16, CH_VD, 0, 0 },  /* after the third: lundi du Jeûne */
  { FIXED, 9, 25, CH_OW, 0, 0 },
  { FIXED, 11, 1, CH_CATHOLIC | CH_GL | CH_SG | CH_JU, 0, 0 },
  { FIXED, 12, 8, CH_CATHOLIC, 0, 0 },
  { FIXED, 12, 25, EVERYWHERE, 0, 0 },
  { FIXED, 12, 26,
    CH_ZH | CH_BE | CH_LU | CH_SZ | CH_GL | CH_BS | CH_BL | CH_SH | CH_SG | CH_GR | CH_TG | CH_TI,
    0, 0 },
  { FIXED_MONDAY, 12, 26, CH_NE, 0, 0 },
  { FIXED_NO_BRIDGE, 12, 26, CH_UR | CH_AR | CH_AI, 0, 0 },
  { FIXED, 12, 31, CH_GE, 0, 0 },
};

/* France: Code du travail, L3133-1; Alsace and Moselle: L3134-13. Overseas departments have a day
 * of their own each, which is not here. */
enum
{
  FR_ALSACE_MOSELLE = 1 << 0,
  FR_GOOD_FRIDAY = 1 << 1, /* communes with a Protestant or a mixed church there */
};

static const Holiday france_holidays[] = {
  { FIXED, 1, 1, EVERYWHERE, 0, 0 },          { EASTER, 0, -2, FR_GOOD_FRIDAY, 0, 0 },
  { EASTER, 0, 1, EVERYWHERE, 0, 0 },         { FIXED, 5, 1, EVERYWHERE, 0, 0 },
  { FIXED, 5, 8, EVERYWHERE, 0, 0 },          { EASTER, 0, 39, EVERYWHERE, 0, 0 },
  { EASTER, 0, 50, EVERYWHERE, 0, 0 },        { FIXED, 7, 14, EVERYWHERE, 0, 0 },
  { FIXED, 8, 15, EVERYWHERE, 0, 0 },         { FIXED, 11, 1, EVERYWHERE, 0, 0 },
  { FIXED, 11, 11, EVERYWHERE, 0, 0 },        { FIXED, 12, 25, EVERYWHERE, 0, 0 },
  { FIXED, 12, 26, FR_ALSACE_MOSELLE, 0, 0 },
};

/* Italy: legge 260/1949, article 2, as legge 54/1977, DPR 792/1985, legge 336/2000 and legge
 * 151/2025 left it. Patron saints are a commune's own, and not here. */
static const Holiday italy_holidays[] = {
  { FIXED, 1, 1, EVERYWHERE, 0, 0 },     { FIXED, 1, 6, EVERYWHERE, 0, 0 },
  { EASTER, 0, 0, EVERYWHERE, 0, 0 },    { EASTER, 0, 1, EVERYWHERE, 0, 0 },
  { FIXED, 4, 25, EVERYWHERE, 0, 0 },    { FIXED, 5, 1, EVERYWHERE, 0, 0 },
  { FIXED, 6, 2, EVERYWHERE, 2001, 0 },  { FIXED, 8, 15, EVERYWHERE, 0, 0 },
  { FIXED, 10, 4, EVERYWHERE, 2026, 0 }, { FIXED, 11, 1, EVERYWHERE, 0, 0 },
  { FIXED, 12, 8, EVERYWHERE, 0, 0 },    { FIXED, 12, 25, EVERYWHERE, 0, 0 },
  { FIXED, 12, 26, EVERYWHERE, 0, 0 },
};

static const Country nowhere = { "", NULL, 0 };
/* In the languages of the laws. */
static const Country germany = { "Einigungsvertrag, Art. 2 (2); Feiertagsgesetze der Länder",
                                 germany_holidays, G_N_ELEMENTS (germany_holidays) };
static const Country austria
    = { "Arbeitsruhegesetz, § 7 (2)", austria_holidays, G_N_ELEMENTS (austria_holidays) };
static const Country switzerland
    = { "Bundesverfassung, Art. 110 (3); Feiertags- und Ruhetagsgesetze der Kantone",
        switzerland_holidays, G_N_ELEMENTS (switzerland_holidays) };
static const Country france
    = { "Code du travail, L3133-1, L3134-13", france_holidays, G_N_ELEMENTS (france_holidays) };
static const Country italy
    = { "Legge 260/1949, art. 2; DPR 792/1985; legge 336/2000; legge 151/2025", italy_holidays,
        G_N_ELEMENTS (italy_holidays) };

static const HarkCalendar calendars[] = {
  { HARK_CALENDAR_NONE, &nowhere, 0 },
  { "AT", &austria, 0 },
  { "CH", &switzerland, 0 },
  { "CH-ZH", &switzerland, CH_ZH },
  { "CH-BE", &switzerland, CH_BE },
  { "CH-LU", &switzerland, CH_LU },
  { "CH-UR", &switzerland, CH_UR },
  { "CH-SZ", &switzerland, CH_SZ },
  { "CH-OW", &switzerland, CH_OW },
  { "CH-NW", &switzerland, CH_NW },
  { "CH-GL", &switzerland, CH_GL },
  { "CH-ZG", &switzerland, CH_ZG },
  { "CH-FR", &switzerland, CH_FR },
  { "CH-SO", &switzerland, CH_SO },
  { "CH-BS", &switzerland, CH_BS },
  { "CH-BL", &switzerland, CH_BL },
  { "CH-SH", &switzerland, CH_SH },
  { "CH-AR", &switzerland, CH_AR },
  { "CH-AI", &switzerland, CH_AI },
  { "CH-SG", &switzerland, CH_SG },
  { "CH-GR", &switzerland, CH_GR },
  { "CH-AG", &switzerland, CH_AG },
  { "CH-TG", &switzerland, CH_TG },
  { "CH-TI", &switzerland, CH_TI },
  { "CH-VD", &switzerland, CH_VD },
  { "CH-VS", &switzerland, CH_VS },
  { "CH-NE", &switzerland, CH_NE },
  { "CH-GE", &switzerland, CH_GE },
  { "CH-JU", &switzerland, CH_JU },
  { "DE", &germany, 0 },
  { "DE-BW", &germany, BW },
  { "DE-BY", &germany, BY },
  { "DE-BY-assumption", &germany, BY | DE_ASSUMPTION },
  { "DE-BY-augsburg", &germany, BY | DE_ASSUMPTION | DE_AUGSBURG },
  { "DE-BE", &germany, BE },
  { "DE-BB", &germany, BB },
  { "DE-HB", &germany, HB },
  { "DE-HH", &germany, HH },
  { "DE-HE", &germany, HE },
  { "DE-MV", &germany, MV },
  { "DE-NI", &germany, NI },
  { "DE-NW", &germany, NW },
  { "DE-RP", &germany, RP },
  { "DE-SL", &germany, SL },
  { "DE-SN", &germany, SN },
  { "DE-SN-corpus-christi", &germany, SN | DE_CORPUS_CHRISTI },
  { "DE-ST", &germany, ST },
  { "DE-SH", &germany, SH },
  { "DE-TH", &germany, TH },
  { "DE-TH-corpus-christi", &germany, TH | DE_CORPUS_CHRISTI },
  { "FR", &france, 0 },
  { "FR-AM", &france, FR_ALSACE_MOSELLE },
  { "FR-AM-good-friday", &france, FR_ALSACE_MOSELLE | FR_GOOD_FRIDAY },
  { "IT", &italy, 0 },
};

const HarkCalendar *
hark_calendar_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (calendars); i++)
    if (g_strcmp0 (calendars[i].code, code) == 0)
      return &calendars[i];

  return NULL;
}

guint
hark_calendar_count (void)
{
  return G_N_ELEMENTS (calendars);
}

const HarkCalendar *
hark_calendar_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (calendars), NULL);

  return &calendars[index];
}

const char *
hark_calendar_get_code (const HarkCalendar *self)
{
  return self->code;
}

const char *
hark_calendar_get_source (const HarkCalendar *self)
{
  return self->country->source;
}

/* Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher (J. Meeus,
 * Astronomical Algorithms, chapter 8). */
static void
set_easter (GDate *day, int year)
{
  int a = year % 19, b = year / 100, c = year % 100;
  int moon = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  int sunday = (32 + 2 * (b % 4) + 2 * (c / 4) - moon - c % 4) % 7;
  int late = (a + 11 * moon + 22 * sunday) / 451;
  int march = moon + sunday - 7 * late + 114;

  g_date_set_dmy (day, march % 31 + 1, march / 31, year);
}

/* Whether it is the first day of that name from @self's day on. */
static gboolean
is_first (const Holiday *self, const GDate *day, GDateWeekday weekday)
{
  GDate from;
  gint distance;

  if (g_date_get_weekday (day) != weekday)
    return FALSE;

  g_date_clear (&from, 1);
  g_date_set_dmy (&from, self->day, self->month, g_date_get_year (day));
  distance = g_date_days_between (&from, day);
  return distance >= 0 && distance < 7;
}

static gboolean
is_naefels (const Holiday *self, const GDate *day)
{
  GDate week_before = *day, easter;

  g_date_clear (&easter, 1);
  set_easter (&easter, g_date_get_year (day));
  g_date_subtract_days (&week_before, 7);
  return is_first (self, day, G_DATE_THURSDAY)
             ? g_date_days_between (day, &easter) != 3
             : is_first (self, &week_before, G_DATE_THURSDAY)
                   && g_date_days_between (&week_before, &easter) == 3;
}

static gboolean
falls_on (const Holiday *self, const GDate *day)
{
  gboolean is_day = g_date_get_day (day) == self->day && (int)g_date_get_month (day) == self->month;
  GDate easter;

  switch (self->rule)
    {
    case FIXED_MONDAY:
      return is_day && g_date_get_weekday (day) == G_DATE_MONDAY;
    case FIXED_NO_BRIDGE:
      return is_day && g_date_get_weekday (day) != G_DATE_TUESDAY
             && g_date_get_weekday (day) != G_DATE_SATURDAY;
    case EASTER:
      g_date_clear (&easter, 1);
      set_easter (&easter, g_date_get_year (day));
      return g_date_days_between (&easter, day) == self->day;
    case FIRST_MONDAY:
      return is_first (self, day, G_DATE_MONDAY);
    case FIRST_WEDNESDAY:
      return is_first (self, day, G_DATE_WEDNESDAY);
    case FIRST_THURSDAY:
      return is_first (self, day, G_DATE_THURSDAY);
    case NAEFELS:
      return is_naefels (self, day);
    case FIXED:
    default:
      return is_day;
    }
}

gboolean
hark_calendar_is_holiday (const HarkCalendar *self, const GDate *day)
{
  const Country *country = self != NULL ? self->country : &nowhere;
  int year = g_date_get_year (day);

  for (guint i = 0; i < country->n_holidays; i++)
    {
      const Holiday *holiday = &country->holidays[i];

      if ((holiday->regions == EVERYWHERE || (holiday->regions & self->region) != 0)
          && year >= holiday->from && (holiday->until == 0 || year <= holiday->until)
          && falls_on (holiday, day))
        return TRUE;
    }

  return FALSE;
}

gboolean
hark_calendar_is_working_day (const HarkCalendar *self, const GDate *day)
{
  return g_date_get_weekday (day) <= G_DATE_FRIDAY && !hark_calendar_is_holiday (self, day);
}
