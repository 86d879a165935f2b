/* app-client-read.c: see app-client-read.h */
#include "app-client-read.h"

#include "app-client-private.h"
#include "app-read-mark.h"
#include "hark-error.h"

gboolean
app_client_mark_read_sync (AppClient *self, const HarkId *ticket, gint64 up_to, gboolean *changed,
                           GError **error)
{
  gboolean went_on = FALSE;
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  else
    ok = app_read_mark_set (self->store, ticket, up_to, &went_on, error);
  g_mutex_unlock (&self->lock);
  if (ok && changed != NULL)
    *changed = went_on;

  return ok;
}
