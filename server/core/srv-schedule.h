/* srv-schedule.h: what happens by itself, job after job, in one thread
 *
 * When each ran last is kept in the store: a server that is started again and again runs it no more
 * often, and one that was off for days runs it once. What removes something by the clock runs only
 * where the clock may be believed: it has gone for SRV_SCHEDULE_STEADY as the machine's own, which
 * nobody sets (CLOCK_BOOTTIME), while this program ran or between two of its runs. A machine that
 * was started anew knows nothing of its clock: there it takes that long again. */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define SRV_SCHEDULE_STEADY 3600 /* seconds */
#define SRV_SCHEDULE_DRIFT 60    /* seconds by which a clock is put right without having jumped */
#define SRV_SCHEDULE_AGAIN 300   /* seconds until what failed is tried again */
#define SRV_SCHEDULE_LATE                                                                          \
  7200 /* seconds after its time, of those that it ran, when an Admin is told */

/* Once, now. Waits for the store; a long one rests between its pieces and ends where that says so
 * (srv_schedule_rest()): that run counts as none, and the next start goes on. */
typedef gboolean (*SrvScheduleRun) (SrvContext *context, GError **error);
/* When there is something to do for it, by the server's clock; G_MAXINT64: nothing is to come. */
typedef gboolean (*SrvScheduleNext) (SrvContext *context, gint64 *next, GError **error);

typedef struct
{
  const char *name; /* as it is kept and told: short, the same for ever */
  gint64 seconds;   /* between two runs */
  gboolean removes; /* by the clock: where that may be believed only */
  SrvScheduleRun run;
  SrvScheduleNext next; /* NULL: it has something to do whenever its time has come */
} SrvScheduleJob;

typedef struct
{
  const char *name;  /* of the table */
  gint64 ran;        /* 0: never */
  gint64 done;       /* when one came to its end; 0: never */
  const char *fault; /* hark_error_get_name() of why the last one did not; NULL */
  gboolean is_late;  /* by the machine's clock, which nobody sets */
  gboolean is_held;  /* its time has come, and the clock is not believed yet */
} SrvScheduleState;

/* @jobs is an array up to one without a name, and outlives it. Does nothing yet. */
SrvSchedule *srv_schedule_new (SrvContext *context, const SrvScheduleJob *jobs, GError **error);
/* From here on each is run when its time has come. */
void srv_schedule_start (SrvSchedule *self);
/* Waits for the job that runs. @context still has its writer. */
void srv_schedule_free (SrvSchedule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSchedule, srv_schedule_free)

/* Seconds since the machine was started: what @up is, but for tests. */
gint64 srv_schedule_get_up (void);
/* What its thread does each time. For tests. */
void srv_schedule_look (SrvSchedule *self, gint64 up);

/* Of each job, in the order of the table. (element-type SrvScheduleState) (transfer full) */
GArray *srv_schedule_list (SrvSchedule *self, gint64 up);
/* When something is to be done next, by the server's clock; what is due already is now or before.
 * Until then nothing is missed where nobody runs. Asks the store. */
gint64 srv_schedule_get_next (SrvSchedule *self);

/* For a job of many writes, after each of them: leaves the store to others for a while. @began:
 * when the write was begun (g_get_monotonic_time()). FALSE: the server ends. @self may be NULL. */
gboolean srv_schedule_rest (SrvSchedule *self, gint64 began);

G_END_DECLS
