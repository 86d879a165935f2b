/* app-pace.c: see app-pace.h */
#include "app-pace.h"

struct _AppPace
{
  GCancellable *parent;
  gulong parent_id;
  GCancellable *cancellable;
  GThread *thread;
  GMutex lock; /* for what follows */
  GCond cond;
  gint64 window; /* microseconds, 0 while nothing must move */
  gint64 end;    /* of this window */
  guint64 least, moved;
  gboolean is_too_slow;
  gboolean ending;
};

/* At the end of a window. Locked. */
static void
judge (AppPace *self)
{
  if (self->moved >= self->least)
    {
      self->end += self->window;
      self->moved = 0;
      return;
    }

  self->is_too_slow = TRUE;
  self->window = 0;
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->lock);
}

static gpointer
pace_thread (gpointer data)
{
  AppPace *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    if (self->window == 0)
      g_cond_wait (&self->cond, &self->lock);
    else if (g_get_monotonic_time () >= self->end)
      judge (self);
    else
      g_cond_wait_until (&self->cond, &self->lock, self->end);
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
on_parent_cancelled (GCancellable *parent, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

AppPace *
app_pace_new (GCancellable *parent)
{
  AppPace *self = g_new0 (AppPace, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->cancellable = g_cancellable_new ();
  if (parent != NULL)
    {
      self->parent = g_object_ref (parent);
      self->parent_id = g_cancellable_connect (parent, G_CALLBACK (on_parent_cancelled),
                                               g_object_ref (self->cancellable), g_object_unref);
    }
  self->thread = g_thread_new ("hark-pace", pace_thread, self);
  return self;
}

void
app_pace_free (AppPace *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_cancellable_disconnect (self->parent, self->parent_id);
  g_clear_object (&self->parent);
  g_object_unref (self->cancellable);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

GCancellable *
app_pace_get_cancellable (AppPace *self)
{
  return self->cancellable;
}

void
app_pace_begin (AppPace *self, guint milliseconds, guint64 least)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->window = self->is_too_slow ? 0 : milliseconds * G_TIME_SPAN_MILLISECOND;
  self->end = g_get_monotonic_time () + self->window;
  self->least = least;
  self->moved = 0;
  g_cond_signal (&self->cond);
}

void
app_pace_move (AppPace *self, guint64 n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->moved += n;
}

void
app_pace_end (AppPace *self)
{
  app_pace_begin (self, 0, 0);
}

gboolean
app_pace_is_too_slow (AppPace *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_too_slow;
}
