/* app-client-inbox.c: inbox codes that are made here; see app-client.h */
#include "app-client-private.h"

#include "hark-error.h"

AppInboxSheet *
app_client_make_inbox_sheet (AppClient *self, const char *number, GError **error)
{
  AppInboxSheet *sheet = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    sheet = app_inbox_sheet_new (&self->store->account->org, self->store->account->organisation,
                                 self->store->account->url, number);
  else
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  g_mutex_unlock (&self->lock);

  return sheet;
}
