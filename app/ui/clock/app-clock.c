/* app-clock.c: see app-clock.h */
#include "clock/app-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _AppAlarm
{
  AppAlarmFunc func;
  gpointer user_data;
  gint64 time; /* 0: never */
  int timer;   /* -1: none, and it is silent */
  guint source;
};

static gint64 ahead; /* 0 but in tests */
static GPtrArray *alarms;

gint64
app_clock_get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC + ahead;
}

static void
arm (AppAlarm *self)
{
  struct itimerspec when = { .it_value.tv_sec = MAX (1, self->time - ahead) };

  if (self->timer >= 0 && self->time != 0)
    timerfd_settime (self->timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

/* A clock that was set makes the reading fail with ECANCELED. */
static gboolean
on_timer (int fd, GIOCondition condition, gpointer user_data)
{
  AppAlarm *self = user_data;
  guint64 times;

  if (read (fd, &times, sizeof times) == (gssize)sizeof times || errno == ECANCELED)
    self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

AppAlarm *
app_alarm_new (AppAlarmFunc func, gpointer user_data)
{
  AppAlarm *self = g_new0 (AppAlarm, 1);

  self->func = func;
  self->user_data = user_data;
  self->timer = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (self->timer >= 0)
    self->source = g_unix_fd_add (self->timer, G_IO_IN, on_timer, self);
  if (alarms == NULL)
    alarms = g_ptr_array_new ();
  g_ptr_array_add (alarms, self);

  return self;
}

void
app_alarm_set (AppAlarm *self, gint64 time)
{
  self->time = time;
  arm (self);
}

void
app_alarm_free (AppAlarm *self)
{
  g_ptr_array_remove (alarms, self);
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->timer >= 0)
    close (self->timer);
  g_free (self);
}

void
app_clock_set_ahead (gint64 seconds)
{
  ahead = seconds;
  for (guint i = 0; alarms != NULL && i < alarms->len; i++)
    {
      AppAlarm *alarm = alarms->pdata[i];

      if (alarm->time != 0)
        alarm->func (alarm->user_data);
    }
}
