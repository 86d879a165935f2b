/* app-client-sealing.c: see app-client-sealing.h */
#include "app-client-sealing.h"

#include "app-client-private.h"

void
app_sealing_clear (AppSealing *self)
{
  g_clear_pointer (&self->name, g_free);
}

gboolean
app_client_get_sealing (AppClient *self, AppSealing *sealing)
{
  gboolean is_sealing;

  g_mutex_lock (&self->view_lock);
  is_sealing = self->is_sealing;
  if (is_sealing)
    *sealing = (AppSealing){ .name = g_strdup (self->sealing_name),
                             .done = self->sealing_done,
                             .total = self->sealing_total };
  g_mutex_unlock (&self->view_lock);

  return is_sealing;
}

static void
tell_sealing (gpointer user, const char *name, guint done, guint total)
{
  AppClient *self = user;

  g_mutex_lock (&self->view_lock);
  self->is_sealing = TRUE;
  g_free (self->sealing_name);
  self->sealing_name = g_strdup (name);
  self->sealing_done = done;
  self->sealing_total = total;
  g_mutex_unlock (&self->view_lock);
  app_client_tell_sealing (self);
}

void
app_client_prepare_sealing (AppClient *self, AppSync *sync)
{
  sync->tell_sealing = tell_sealing;
  sync->user = self;
}

void
app_client_end_sealing (AppClient *self)
{
  gboolean was_sealing;

  g_mutex_lock (&self->view_lock);
  was_sealing = self->is_sealing;
  self->is_sealing = FALSE;
  g_clear_pointer (&self->sealing_name, g_free);
  g_mutex_unlock (&self->view_lock);
  if (was_sealing)
    app_client_tell_sealing (self);
}
