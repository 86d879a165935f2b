/* app-pace.h: ends a blocking call during which too little moves.
 *
 * A byte now and then keeps a connection alive for ever, and some (an answer's head, the frames of
 * its pieces) never come out of the call that reads them. So a thread of its own looks on, and
 * cancels. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AppPace AppPace;

/* @parent (may be NULL) cancels as well. */
AppPace *app_pace_new (GCancellable *parent);
void app_pace_free (AppPace *self);

/* What the call is to be given. (transfer none) */
GCancellable *app_pace_get_cancellable (AppPace *self);

/* From now on @least must move in each @milliseconds, whatever was asked before. */
void app_pace_begin (AppPace *self, guint milliseconds, guint64 least);
void app_pace_move (AppPace *self, guint64 n);
/* From now on nothing must. */
void app_pace_end (AppPace *self);

/* It was cancelled for that: for good. */
gboolean app_pace_is_too_slow (AppPace *self);

G_END_DECLS
