/* hark-calendar.h: public holidays of countries and of their regions, computed; pure
 *
 * A calendar has a code for ever: "none", a country ("DE": what holds all over it) or a region of
 * it ("DE-BY"). A day that is a holiday only in a part of a region belongs to a calendar of its
 * own ("DE-BY-assumption"): one holiday too many would put a due date behind the legal one.
 * What the table says holds from the year 2000 on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HARK_CALENDAR_MAX_CODE 24 /* bytes */
#define HARK_CALENDAR_NONE "none"

typedef struct _HarkCalendar HarkCalendar;

/* NULL where there is none of this @code. Calendars are constant. */
const HarkCalendar *hark_calendar_find (const char *code);
/* All of them, "none" first, a country before its regions. */
guint hark_calendar_count (void);
const HarkCalendar *hark_calendar_get (guint index);
const char *hark_calendar_get_code (const HarkCalendar *self);
/* The laws that it was written from, in their languages; "" for "none". */
const char *hark_calendar_get_source (const HarkCalendar *self);

/* @self NULL is "none". */
gboolean hark_calendar_is_holiday (const HarkCalendar *self, const GDate *day);
/* Monday to Friday and no holiday. */
gboolean hark_calendar_is_working_day (const HarkCalendar *self, const GDate *day);

G_END_DECLS
