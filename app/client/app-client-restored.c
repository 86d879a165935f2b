/* app-client-restored.c: what the user hears of a server that was put back from a backup */
#include "app-client-private.h"

#include "app-answered.h"

void
app_client_note_restored (AppClient *self, AppStore *store)
{
  AppRestored restored;

  if (!app_answered_get_restored (store->outbox, TRUE, &restored)
      || !app_answered_set_told (store->outbox, NULL))
    return;

  g_mutex_lock (&self->view_lock);
  self->is_restored = TRUE;
  self->restored_made = restored.made;
  self->restored_again = restored.again;
  g_mutex_unlock (&self->view_lock);
}

gboolean
app_client_take_restored (AppClient *self, gint64 *made, guint *again)
{
  gboolean is_restored;

  g_mutex_lock (&self->view_lock);
  is_restored = self->is_restored;
  self->is_restored = FALSE;
  *made = self->restored_made;
  *again = self->restored_again;
  g_mutex_unlock (&self->view_lock);

  return is_restored;
}
