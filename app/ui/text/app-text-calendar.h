/* app-text-calendar.h: what calendars of working days (hark-calendar.h) are called.
 *
 * Functions that return char * give it to the caller; const char * is static. */
#pragma once

#include "hark-calendar.h"

G_BEGIN_DECLS

/* Whether both are of one country, "none" being one as well. */
gboolean app_text_calendar_is_near (const HarkCalendar *calendar, const HarkCalendar *other);
/* "Germany"; of all its regions the same. */
const char *app_text_calendar_country (const HarkCalendar *calendar);
/* "Bavaria"; of a country what holds all over it. */
const char *app_text_calendar_region (const HarkCalendar *calendar);
/* "Germany, Bavaria", "Germany", "No public holidays". */
char *app_text_calendar (const HarkCalendar *calendar);

G_END_DECLS
