/* srv-writer.h: the one write queue: group commit in a thread of its own.
 *
 * Each operation runs inside a SAVEPOINT of its own; whatever waits is committed together, and
 * nobody is answered before the COMMIT is on the disk. Checkpoints run in another thread. */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_WRITER_QUEUE 1024 /* operations that may wait */
#define SRV_WRITER_BATCH 256  /* operations of one commit */

typedef struct _SrvWriter SrvWriter;
typedef struct _SrvWriterJob SrvWriterJob;

/* In the writer's thread. @seq is this operation's commit sequence number; every row that it
 * changes gets it. FALSE with @error set: nothing of it stays. @data is the caller's, who waits. */
typedef gboolean (*SrvWork) (SrvStore *store, gint64 seq, gpointer data, GError **error);

/* Begins a lineage: seq jumps to max (seq + 2^24, @now × 2^20). */
SrvWriter *srv_writer_new (SrvStores *stores, gint64 now, GError **error);
/* Finishes what waits. Nobody may call srv_writer_run() or _push() any more. */
void srv_writer_free (SrvWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvWriter, srv_writer_free)

/* In the writer's thread after each commit, before anybody is answered: what got the numbers @from
 * to @to can be read. Must not wait. */
typedef void (*SrvCommitted) (gint64 from, gint64 to, gpointer data);

/* Calls @committed from the next commit on; the newest one until then is returned. Once, before
 * anything is written. */
gint64 srv_writer_watch (SrvWriter *self, SrvCommitted committed, gpointer data);

/* Waits until @work is committed; never on the main loop. The error of @work, or HARK_ERROR_BUSY
 * where the queue is full or the commit failed: nothing happened, try again. */
gboolean srv_writer_run (SrvWriter *self, SrvWork work, gpointer data, GError **error);
/* The same for what nobody's feed and no backup needs: @work gets 0, and no number is used up. */
gboolean srv_writer_run_aside (SrvWriter *self, SrvWork work, gpointer data, GError **error);

/* How long a work of many writes leaves the store to others after one that took @took, so that it
 * has it for an eighth of the time at most. Both in microseconds. */
gint64 srv_writer_get_rest (gint64 took);

/* Waits until the log is empty of all that was committed before this was called, by whichever
 * connection, at most until @end (g_get_monotonic_time()): FALSE where somebody reads in it. */
gboolean srv_writer_wait_emptied (SrvWriter *self, gint64 end);

/* For several in order, committed together where possible: push all, then wait for each. @data must
 * live until srv_writer_wait(). NULL with HARK_ERROR_BUSY where the queue is full. */
SrvWriterJob *srv_writer_push (SrvWriter *self, SrvWork work, gpointer data, GError **error);
/* As srv_writer_run(). Frees @job. */
gboolean srv_writer_wait (SrvWriter *self, SrvWriterJob *job, GError **error);

G_END_DECLS
