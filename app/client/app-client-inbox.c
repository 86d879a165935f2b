/* app-client-inbox.c: inbox codes that are made here; see app-client.h */
#include "app-client-private.h"

#include "app-setting.h"
#include "hark-error.h"
#include "hark-setting-organisation.h"

/* Where an Admin has signed that reporters find the portal; else where this device does. */
static char *
dup_portal (AppStore *store)
{
  g_autoptr (HarkSetting) newest = app_setting_get_newest (store, &store->account->org, NULL);
  g_autoptr (HarkSettingOrganisation) organisation
      = newest != NULL ? hark_setting_organisation_from_json (newest->body, NULL) : NULL;

  return g_strdup (organisation != NULL && *organisation->address != '\0' ? organisation->address
                                                                          : store->account->url);
}

AppInboxSheet *
app_client_make_inbox_sheet (AppClient *self, const char *number, GError **error)
{
  AppInboxSheet *sheet = NULL;
  g_autofree char *portal = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    {
      portal = dup_portal (self->store);
      sheet = app_inbox_sheet_new (&self->store->account->org, self->store->account->organisation,
                                   portal, number);
    }
  else
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  g_mutex_unlock (&self->lock);

  return sheet;
}
