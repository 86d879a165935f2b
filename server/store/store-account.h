/* store-account.h: what the server keeps of an account: hashes of login secrets and wrapped
 * bundles. Names and public keys stand in the roster. */
#pragma once

#include "hark-account.h"
#include "srv-store.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId user;
  char *mail;
  HarkAccountCost cost;
  guint8 login[32];       /* hark_account_login_hash() */
  guint8 sheet_login[32]; /* the same of the printed sheet's secret */
  GBytes *bundle;         /* HARK_BUNDLE_LEN */
  GBytes *sheet_bundle;
} SrvAccount;

void srv_account_free (SrvAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvAccount, srv_account_free)

/* HARK_ERROR_NOT_FOUND */
SrvAccount *store_account_get (SrvStore *store, const HarkId *user, GError **error);
gboolean store_account_create (SrvStore *store, const SrvAccount *account, gint64 now,
                               GError **error);
/* Another password, and, where @account has a sheet_bundle, another sheet. HARK_ERROR_AUTH: neither
 * the password's nor the sheet's login hash is @old, by then. */
gboolean store_account_update (SrvStore *store, const SrvAccount *account, const guint8 old[32],
                               GError **error);
/* Neither its password nor its sheet opens it any more. Fine where there is none. */
gboolean store_account_shut (SrvStore *store, const HarkId *user, GError **error);
/* With its sessions: only of somebody whom the roster never named. */
gboolean store_account_delete (SrvStore *store, const HarkId *user, GError **error);

/* What an account that does not exist is answered with: the same for a name each time, and
 * different for each organisation. */
gboolean store_account_fake (SrvStore *store, const char *name, HarkId *user, HarkAccountCost *cost,
                             GError **error);

G_END_DECLS
