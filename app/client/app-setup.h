/* app-setup.h: the keys and statements that begin an organisation */
#pragma once

#include "app-client.h"
#include "app-home.h"
#include "app-http.h"
#include "app-sheet.h"

G_BEGIN_DECLS

struct _AppSetup
{
  GObject parent_instance;

  AppAccount *account;
  AppKeys *keys;               /* local key included */
  HarkAccountSecrets *secrets; /* of the password */
  char *password;              /* for a device without keyring */
  AppSheet *sheet;
  JsonObject *request; /* the body of POST /setup, without the code */
};

/* What GET /info says. */
AppServerInfo *app_setup_read_info (AppHttp *http, const char *url, guint8 root_pk[32],
                                    GError **error);

AppSetup *app_setup_prepare (const char *url, const char *user, const char *mail, const char *area,
                             const char *password, GCancellable *cancellable, GError **error);
/* Fine to call again after a lost answer. HARK_ERROR_AUTH: wrong code. */
gboolean app_setup_send (AppSetup *self, AppHttp *http, const char *code, GError **error);

G_END_DECLS
