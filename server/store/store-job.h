/* store-job.h: when what happens by itself ran last, and how the clock has gone since
 *
 * Nothing of it is anybody's: it is written without a number (srv_writer_run_aside()). */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_JOB_MAX_FAULT 32 /* bytes */

typedef struct
{
  gint64 ran;                        /* 0: never */
  gint64 done;                       /* when one came to its end; 0: never */
  char fault[SRV_JOB_MAX_FAULT + 1]; /* why the last one did not: the name of an error; "" */
} SrvJobNote;

/* What the clock said, how long the machine had been up by then, and since when (of that) the clock
 * has gone by as much. Zeros: nothing is known. */
typedef struct
{
  gint64 now;
  gint64 up;
  gint64 since;
} SrvJobClock;

/* Zeros where it never ran. */
gboolean store_job_get (SrvStore *store, const char *name, SrvJobNote *note, GError **error);
gboolean store_job_put (SrvStore *store, const char *name, const SrvJobNote *note, GError **error);

gboolean store_job_get_clock (SrvStore *store, SrvJobClock *clock, GError **error);
gboolean store_job_put_clock (SrvStore *store, const SrvJobClock *clock, GError **error);
/* What is known of it is another machine's, or another time's. */
gboolean store_job_forget_clock (SrvStore *store, GError **error);

G_END_DECLS
