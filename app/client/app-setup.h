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
  guint16 generation;          /* of the keys: 1 for new ones */
  AppSheet *sheet;             /* NULL where the printed one stays */
  char *token;                 /* a session that there is already, or NULL */
  guint min_password;          /* characters that a password chosen now needs; 0: as any */
  gboolean was_open;           /* of an account that is open on this device */
  gboolean is_anew;            /* instead of a device whose key is lost */
  JsonObject *request; /* the body of POST /setup, without the code, or of an invitation's accept */
};

/* What GET /info says. */
AppServerInfo *app_setup_read_info (AppHttp *http, const char *url, guint8 root_pk[32],
                                    GError **error);

/* What a person may be called and reached by; HARK_ERROR_INVALID names @what. */
gboolean app_setup_check_name (const char *what, const char *text, gsize max, GError **error);
gboolean app_setup_check_mail (const char *mail, GError **error);

/* Steps that a set-up and an accepted invitation share. First all keys of account and sheet, where
 * self->account has root_pk and user already; */
void app_setup_make_keys (AppSetup *self, const char *url, const char *organisation,
                          const char *user);
/* A new sheet for what self->account and self->keys are. */
void app_setup_make_sheet (AppSetup *self);
/* then what follows from the password (slow); */
gboolean app_setup_derive (AppSetup *self, const char *password, GError **error);
/* then "account" of the request, but for who it is. (transfer full) */
JsonObject *app_setup_describe_account (AppSetup *self);

AppSetup *app_setup_prepare (const char *url, const char *user, const char *mail, const char *area,
                             const char *password, GCancellable *cancellable, GError **error);
/* Fine to call again after a lost answer. HARK_ERROR_AUTH: wrong code. */
gboolean app_setup_send (AppSetup *self, AppHttp *http, const char *code, GError **error);

G_END_DECLS
