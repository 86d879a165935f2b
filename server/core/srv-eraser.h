/* srv-eraser.h: deletes tickets that were decided on, in a thread of its own
 *
 * First the journal, synced (store/srv-journal), then all rows in one commit, then the files, the
 * copies of the database from before a migration, and the log: only when that is empty do the
 * receipts say so. Killed anywhere, it goes on at the next start, before anybody is served: what
 * the journal names and the database still has is deleted, what people have decided on, and of that
 * whose time had come a thousand; the thread does the others.
 *
 * A hundred thousand may be decided on in one night: each goes in a commit of its own, with a rest
 * after it, and what people decide on meanwhile goes first. */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

/* Deletes what must be gone before anybody is served; then goes on with the rest by itself. Once
 * @context has its writer and files. */
SrvEraser *srv_eraser_new (SrvContext *context, GError **error);
void srv_eraser_free (SrvEraser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvEraser, srv_eraser_free)

/* Something was decided: at once, from any thread. */
void srv_eraser_wake (SrvEraser *self);
/* Nothing is left of all that was decided before. */
gboolean srv_eraser_is_done (SrvEraser *self);
/* Waits until the rows of all that was decided before are gone: nobody is shown it any more. At
 * most until @end (g_get_monotonic_time()). */
gboolean srv_eraser_wait_gone (SrvEraser *self, gint64 end);
/* Waits until nothing is left of all that was decided before; at most until @end
 * (g_get_monotonic_time()). */
gboolean srv_eraser_wait (SrvEraser *self, gint64 end);

G_END_DECLS
