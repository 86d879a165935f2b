/* app-weak.h: a weak pointer to carry through an asynchronous call.
 *
 * Widgets may be gone when an answer comes. A callback that gets one of these takes the widget back, or
 * NULL where there is none any more, and then has nothing to do. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* @object: a GObject. (transfer full): every one is taken exactly once. */
gpointer app_weak_new (gpointer object);
/* (transfer full) (nullable): the object; frees @weak. */
gpointer app_weak_take (gpointer weak);

G_END_DECLS
