/* app-idle.h: notices that nobody sits in front of the window any more
 *
 * Input in any window of the application counts, time asleep does too. Exists while there is something to be locked. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_IDLE (app_idle_get_type ())
G_DECLARE_FINAL_TYPE (AppIdle, app_idle, APP, IDLE, GObject)

/* Signal "over": the time is over, or the session's screen was locked. Counts anew from then on. */

AppIdle *app_idle_new (void);
/* Minutes that the organisation allows at most; 0, as at first: it does not say. */
void app_idle_set_cap (AppIdle *self, guint minutes);
guint app_idle_get_cap (AppIdle *self);
/* Of what a person has chosen and what is allowed; 0 stands for never in both. */
guint app_idle_get_minutes (guint chosen, guint cap);

/* For tests: another clock, of seconds; NULL: the computer's. */
typedef gint64 (*AppIdleClock) (void);
void app_idle_set_clock (AppIdleClock clock);
/* Since the last input, by that clock. */
gint64 app_idle_get_seconds (AppIdle *self);
/* What the timer does when it goes off. */
void app_idle_check (AppIdle *self);

G_END_DECLS
