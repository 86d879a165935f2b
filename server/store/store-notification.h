/* store-notification.h: where and how somebody is mailed: address, language, at once or once a day
 */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_NOTIFICATION_MAX_LANGUAGE 8

typedef struct
{
  char *address; /* as it was given with the invitation; nobody looked whether it is one */
  char language[SRV_NOTIFICATION_MAX_LANGUAGE + 1]; /* "": they have not said */
  gboolean digest;                                  /* once a day, not at once */
  gboolean is_portal;                               /* an account on the portal alone */
} SrvNotification;

void store_notification_clear (SrvNotification *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SrvNotification, store_notification_clear)

/* Of an account, or of one on the portal alone. HARK_ERROR_NOT_FOUND for nobody, for who was
 * switched off or ended, and for who was invited and is not in the list of people yet. */
gboolean store_notification_get (SrvStore *store, const HarkId *user, SrvNotification *notification,
                                 GError **error);
/* What the two below take: HARK_ERROR_INVALID. */
gboolean store_notification_check (const char *address, const char *language, GError **error);
/* HARK_ERROR_INVALID for what is no address (hark-mail.h), HARK_ERROR_NOT_FOUND. */
gboolean store_notification_set_address (SrvStore *store, const HarkId *user, const char *address,
                                         GError **error);
/* @language "" for the organisation's: two or three small letters, and a region perhaps ("de-AT").
 * HARK_ERROR_INVALID, HARK_ERROR_NOT_FOUND. */
gboolean store_notification_set (SrvStore *store, const HarkId *user, const char *language,
                                 gboolean digest, GError **error);

G_END_DECLS
