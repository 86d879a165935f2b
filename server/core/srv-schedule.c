/* srv-schedule.c: see srv-schedule.h */
#include "srv-schedule.h"

#include "hark-error.h"
#include "store-job.h"

#include <time.h>

#define LOOK_SECONDS 60 /* at most between two looks: a clock is set at any time */

struct _SrvSchedule
{
  SrvContext *context;
  const SrvScheduleJob *jobs;
  guint n_jobs;
  GThread *thread;

  gboolean is_changed; /* since it was kept; of the thread that looks */

  GMutex lock;
  GCond wake;
  gboolean ending;     /* guarded by lock */
  gboolean is_cut;     /* the job that runs was told so, with more to do; guarded by lock */
  gboolean has_looked; /* set under lock by the thread that looks */
  SrvJobClock clock;   /* guarded by lock */
  gboolean steady;     /* guarded by lock: the clock may be believed */
  SrvJobNote *notes;   /* of each job; guarded by lock */
  gint64 *well; /* how long the machine was up when each was in order last; guarded by lock */
};

/* --- the clock --- */

gint64
srv_schedule_get_up (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

/* A machine that was started since was up for less than has gone by: a clock that went by as much
 * as the machine seems to, was not set ahead either way. */
static void
watch_clock (SrvSchedule *self, gint64 now, gint64 up)
{
  SrvJobClock *clock = &self->clock;
  gint64 jump = clock->now != 0 ? (now - clock->now) - (up - clock->up) : G_MAXINT64;

  if (jump > SRV_SCHEDULE_DRIFT || jump < -SRV_SCHEDULE_DRIFT)
    {
      if (self->has_looked)
        g_message ("the clock was set %s by %" G_GINT64_FORMAT " seconds: nothing is removed as "
                   "too old for the next hour",
                   jump > 0 ? "forward" : "back", ABS (jump));
      *clock = (SrvJobClock){ now, up, up };
      self->is_changed = TRUE;
    }
  else if (up - clock->up >= SRV_SCHEDULE_STEADY)
    {
      clock->now = now;
      clock->up = up;
      self->is_changed = TRUE;
    }
  self->steady = up - clock->since >= SRV_SCHEDULE_STEADY;
}

/* --- when --- */

static gint64
get_seconds (const SrvScheduleJob *job, const SrvJobNote *note)
{
  return *note->fault != '\0' ? MIN (job->seconds, SRV_SCHEDULE_AGAIN) : job->seconds;
}

/* One that ran in what is the future now ran by a clock that was wrong. */
static gint64
find_time (const SrvScheduleJob *job, const SrvJobNote *note, gint64 now)
{
  if (note->ran == 0 || note->ran > now + SRV_SCHEDULE_DRIFT)
    return now;

  return note->ran + get_seconds (job, note);
}

/* --- what is kept --- */

/* A SrvWork. */
static gboolean
keep (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  SrvSchedule *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!store_job_put_clock (store, &self->clock, error))
    return FALSE;
  for (guint i = 0; i < self->n_jobs; i++)
    if (self->notes[i].ran != 0
        && !store_job_put (store, self->jobs[i].name, &self->notes[i], error))
      return FALSE;

  return TRUE;
}

/* Where it cannot be kept a job runs once more after the next start: the writer has told why. */
static void
keep_all (SrvSchedule *self)
{
  if (srv_writer_run_aside (self->context->writer, keep, self, NULL))
    self->is_changed = FALSE;
}

static gboolean
load (SrvSchedule *self, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, error);

  if (store == NULL || !store_job_get_clock (store, &self->clock, error))
    return FALSE;
  for (guint i = 0; i < self->n_jobs; i++)
    if (!store_job_get (store, self->jobs[i].name, &self->notes[i], error))
      return FALSE;

  return TRUE;
}

/* --- a look --- */

static gboolean
is_ending (SrvSchedule *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->ending;
}

static const char *
name_fault (const GError *error)
{
  return error == NULL ? ""
                       : hark_error_get_name (error->domain == HARK_ERROR ? (HarkError)error->code
                                                                          : HARK_ERROR_INTERNAL);
}

/* One that was cut off is as it was before: the next start goes on. */
static void
run (SrvSchedule *self, guint number, gint64 up)
{
  const SrvScheduleJob *job = &self->jobs[number];
  SrvJobNote *note = &self->notes[number];
  g_autoptr (GError) error = NULL;
  gint64 now = srv_context_now (self->context);
  gboolean was_well, is_cut;

  if (!job->run (self->context, &error))
    g_message ("%s: %s", job->name, error->message);

  g_mutex_lock (&self->lock);
  is_cut = self->is_cut && error == NULL;
  self->is_cut = FALSE;
  if (is_cut)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  was_well = *note->fault == '\0';
  note->ran = now;
  if (error == NULL)
    {
      note->done = now;
      self->well[number] = up;
    }
  g_strlcpy (note->fault, name_fault (error), sizeof note->fault);
  g_mutex_unlock (&self->lock);

  /* one that does not remove anything may run once more after a start: it is kept with others */
  if (job->removes)
    keep_all (self);
  else if (was_well != (error == NULL))
    self->is_changed = TRUE;
}

void
srv_schedule_look (SrvSchedule *self, gint64 up)
{
  gint64 now = srv_context_now (self->context);
  gboolean steady;

  /* what a look found is kept at the next one: not while the server begins */
  if (self->is_changed)
    keep_all (self);

  g_mutex_lock (&self->lock);
  watch_clock (self, now, up);
  steady = self->steady;
  for (guint i = 0; i < self->n_jobs && !self->has_looked; i++)
    self->well[i] = up;
  self->has_looked = TRUE;
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < self->n_jobs && !is_ending (self); i++)
    if (find_time (&self->jobs[i], &self->notes[i], now) <= now
        && (!self->jobs[i].removes || steady))
      run (self, i, up);
}

/* Seconds until the next one. */
static gint64
get_pause (SrvSchedule *self)
{
  gint64 now = srv_context_now (self->context), pause = LOOK_SECONDS;

  for (guint i = 0; i < self->n_jobs; i++)
    pause = MIN (pause, MAX (find_time (&self->jobs[i], &self->notes[i], now) - now, 0));
  return pause == 0 ? LOOK_SECONDS : pause; /* it is held */
}

static gpointer
schedule_thread (gpointer data)
{
  SrvSchedule *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      gint64 next;

      g_mutex_unlock (&self->lock);
      srv_schedule_look (self, srv_schedule_get_up ());
      next = g_get_monotonic_time () + get_pause (self) * G_TIME_SPAN_SECOND;
      g_mutex_lock (&self->lock);

      while (!self->ending && g_cond_wait_until (&self->wake, &self->lock, next))
        continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* --- what others call --- */

SrvSchedule *
srv_schedule_new (SrvContext *context, const SrvScheduleJob *jobs, GError **error)
{
  SrvSchedule *self = g_new0 (SrvSchedule, 1);

  self->context = context;
  self->jobs = jobs;
  while (jobs[self->n_jobs].name != NULL)
    self->n_jobs++;
  self->notes = g_new0 (SrvJobNote, self->n_jobs);
  self->well = g_new0 (gint64, self->n_jobs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  if (load (self, error))
    return self;

  srv_schedule_free (self);
  return NULL;
}

void
srv_schedule_start (SrvSchedule *self)
{
  self->thread = g_thread_new ("hark-schedule", schedule_thread, self);
}

void
srv_schedule_free (SrvSchedule *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->thread, g_thread_join);
  if (self->has_looked)
    keep_all (self);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  g_free (self->well);
  g_free (self->notes);
  g_free (self);
}

/* Locked. */
static SrvScheduleState
describe (SrvSchedule *self, guint number, gint64 now, gint64 up)
{
  const SrvScheduleJob *job = &self->jobs[number];
  const SrvJobNote *note = &self->notes[number];
  SrvScheduleState state = { .name = job->name, .ran = note->ran, .done = note->done };
  HarkError fault;

  if (*note->fault != '\0')
    state.fault = hark_error_get_name (
        hark_error_from_name (note->fault, &fault) ? fault : HARK_ERROR_INTERNAL);
  state.is_late = self->has_looked && up > self->well[number] + job->seconds + SRV_SCHEDULE_LATE;
  state.is_held = job->removes && !self->steady && find_time (job, note, now) <= now;
  return state;
}

GArray *
srv_schedule_list (SrvSchedule *self, gint64 up)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (SrvScheduleState));
  gint64 now = srv_context_now (self->context);

  for (guint i = 0; i < self->n_jobs; i++)
    {
      SrvScheduleState state = describe (self, i, now, up);

      g_array_append_val (list, state);
    }

  return list;
}

/* Where a job says itself when it has something to do: not before its time all the same. */
static gint64
get_next (SrvSchedule *self, guint number, gint64 now)
{
  const SrvScheduleJob *job = &self->jobs[number];
  gint64 next, wanted;

  g_mutex_lock (&self->lock);
  next = find_time (job, &self->notes[number], now);
  if (job->removes && !self->steady)
    next = MAX (next, self->clock.now + SRV_SCHEDULE_STEADY - (self->clock.up - self->clock.since));
  g_mutex_unlock (&self->lock);

  if (job->next != NULL && job->next (self->context, &wanted, NULL))
    next = MAX (next, wanted);
  return next;
}

gint64
srv_schedule_get_next (SrvSchedule *self)
{
  gint64 now = srv_context_now (self->context), next = G_MAXINT64;

  for (guint i = 0; i < self->n_jobs; i++)
    next = MIN (next, get_next (self, i, now));
  return next;
}

gboolean
srv_schedule_rest (SrvSchedule *self, gint64 began)
{
  gint64 now = g_get_monotonic_time (), end = now + srv_writer_get_rest (now - began);
  gboolean goes_on;

  if (self == NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  while (!self->ending && g_cond_wait_until (&self->wake, &self->lock, end))
    continue;
  goes_on = !self->ending;
  self->is_cut = self->is_cut || !goes_on;
  g_mutex_unlock (&self->lock);
  return goes_on;
}
