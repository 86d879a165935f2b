/* app-clock.h: what time it is, and alarms at a time of it
 *
 * Other than GLib's timers these come on time although the computer slept, or somebody set its clock. For the thread of
 * the window. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seconds since 1970. */
gint64 app_clock_get_now (void);

typedef struct _AppAlarm AppAlarm;
typedef void (*AppAlarmFunc) (gpointer user_data);

/* Silent until it is set. */
AppAlarm *app_alarm_new (AppAlarmFunc func, gpointer user_data);
/* Rings once it is @time; and whenever the clock was set or the computer slept, whatever time it is then: whoever hears it
 * looks. Instead of what it was set to before. */
void app_alarm_set (AppAlarm *self, gint64 time);
void app_alarm_free (AppAlarm *self);

/* For tests: the clock is set so many seconds ahead of the computer's. */
void app_clock_set_ahead (gint64 seconds);

G_END_DECLS
