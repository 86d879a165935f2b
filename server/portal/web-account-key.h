/* web-account-key.h: a portal-only account's keys, worked out here for browsers without JavaScript.
 *
 * Argon2id takes some 50 ms of a core and 19 MiB: few run at a time, few wait, and the others are
 * told to come again. What comes out lies in locked memory and is wiped; nothing of it is written.
 */
#pragma once

#include "hark-account.h"
#include "srv-context.h"
#include "store-portal-account.h"

G_BEGIN_DECLS

#define WEB_KEY_RUNNING 2 /* at a time */
#define WEB_KEY_WAITING 6

/* Shared by all requests. */
typedef struct
{
  GMutex lock;
  GCond wake;
  guint running;
  guint waiting;
} WebKeyGate;

void web_key_gate_init (WebKeyGate *self);
void web_key_gate_clear (WebKeyGate *self);

/* What a password of @name is worked out with. For a name that nobody has, what is made up for it;
 * @found stays NULL then. */
gboolean web_account_key_find (SrvContext *context, const char *name, HarkId *user,
                               HarkAccountCost *cost, SrvPortalAccount **found, GError **error);
/* The account of @name, and its keys, which are hark_seal_alloc()ed. HARK_ERROR_AUTH in the same
 * words and after the same work for a wrong password and for a name that nobody has;
 * HARK_ERROR_BUSY. */
SrvPortalAccount *web_account_key_open (SrvContext *context, const char *name, const char *password,
                                        HarkAccountKeys *keys, GError **error);
/* Fills cost, login and bundle of @account, whose user is set, for a password that was chosen.
 * HARK_ERROR_BUSY. */
gboolean web_account_key_wrap (SrvContext *context, const char *password,
                               const HarkAccountKeys *keys, SrvPortalAccount *account,
                               GError **error);

G_END_DECLS
