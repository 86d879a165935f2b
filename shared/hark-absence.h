/* hark-absence.h: the days on which somebody is away, and who stands in for them
 *
 * Both days count whole, in the organisation's zone. A day is "YYYY-MM-DD", so that days compare as
 * texts do. */
#pragma once

#include "hark-json.h"

G_BEGIN_DECLS

#define HARK_ABSENCE_DAY_SIZE 11
#define HARK_ABSENCE_MAX_DAYS 366 /* from its first day to its last */

typedef struct
{
  HarkId user;
  char from[HARK_ABSENCE_DAY_SIZE];
  char until[HARK_ABSENCE_DAY_SIZE];
  HarkId deputy; /* zeros: nobody */
} HarkAbsence;

/* @day of which zone's calendar @now is in. */
void hark_absence_get_day (gint64 now, GTimeZone *zone, char day[HARK_ABSENCE_DAY_SIZE]);
gboolean hark_absence_is_day (const char *text);
/* HARK_ERROR_INVALID: no days, the last before the first, too many, or all of them before @today.
 */
gboolean hark_absence_check (const HarkAbsence *self, const char *today, GError **error);
/* By the day that it is. */
gboolean hark_absence_is_in_force (const HarkAbsence *self, const char *today);
gboolean hark_absence_is_over (const HarkAbsence *self, const char *today);
gboolean hark_absence_has_deputy (const HarkAbsence *self);

/* "from", "until", "deputy": without whose it is. HARK_ERROR_INVALID. */
gboolean hark_absence_read (JsonObject *json, HarkAbsence *self, GError **error);
void hark_absence_write (JsonObject *json, const HarkAbsence *self);

G_END_DECLS
