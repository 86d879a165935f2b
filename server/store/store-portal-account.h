/* store-portal-account.h: people who have an account on the portal alone: in no roster, in no team,
 * and vouched for by nobody but this server. Their password is all that opens their keys. */
#pragma once

#include "hark-account.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_PORTAL_ACCOUNT_MAX 10000 /* that have not ended: all of them fit into one reply */

typedef struct
{
  HarkId user;
  char *name;
  char *mail; /* "" once ended; so are the three below */
  HarkAccountCost cost;
  guint8 login[32]; /* hark_account_login_hash() */
  GBytes *bundle;   /* HARK_BUNDLE_LEN */
  gint64 created;
  gint64 ended; /* 0 while it is there */
} SrvPortalAccount;

void srv_portal_account_free (SrvPortalAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvPortalAccount, srv_portal_account_free)

/* What is told of a @name that nobody has: the same for ever, and unlike what is told of it as of a
 * desktop's account: whoever compares the two learns nothing. */
gboolean store_portal_account_fake (SrvStore *store, const char *name, HarkId *user,
                                    HarkAccountCost *cost, GError **error);
/* Those that have not ended. HARK_ERROR_NOT_FOUND. */
SrvPortalAccount *store_portal_account_get (SrvStore *store, const HarkId *user, GError **error);
SrvPortalAccount *store_portal_account_find (SrvStore *store, const char *name, GError **error);
/* Ended ones too, by name. (element-type SrvPortalAccount) (transfer full) */
GPtrArray *store_portal_account_list (SrvStore *store, GError **error);
/* What it is called, or was while it had not ended. HARK_ERROR_NOT_FOUND. (transfer full) */
char *store_portal_account_dup_name (SrvStore *store, const HarkId *user, GError **error);
/* Whether somebody has or had this name, as names are compared. */
gboolean store_portal_account_has_name (SrvStore *store, const char *folded, gboolean *has,
                                        GError **error);

/* Who was invited with the code of which @code is hark_invitation_hash_code(): user, name and mail.
 * HARK_ERROR_AUTH for nobody, HARK_ERROR_GONE where it has expired. */
SrvPortalAccount *store_portal_account_look (SrvStore *store, const guint8 code[HARK_HASH_LEN],
                                             gint64 now, GError **error);
/* Makes the account of who was invited, whose user, cost, login and bundle are @account's; the
 * invitation goes. Errors as above; HARK_ERROR_AUTH too where the code is another person's;
 * HARK_ERROR_BUSY where there are too many. */
gboolean store_portal_account_accept (SrvStore *store, const guint8 code[HARK_HASH_LEN],
                                      const SrvPortalAccount *account, gint64 now, GError **error);
/* Another password: cost, login and bundle of @account. HARK_ERROR_AUTH where the login hash is not
 * @old by then. */
gboolean store_portal_account_update (SrvStore *store, const SrvPortalAccount *account,
                                      const guint8 old[32], GError **error);
/* Its keys are gone, its name stays taken and its tickets stay the team's. HARK_ERROR_NOT_FOUND. */
gboolean store_portal_account_end (SrvStore *store, const HarkId *user, gint64 now, GError **error);
/* A ticket that came from it was deleted: where it has ended, and that was the last one, its name
 * is kept no longer either. */
gboolean store_portal_account_forget (SrvStore *store, const HarkId *user, GError **error);

G_END_DECLS
