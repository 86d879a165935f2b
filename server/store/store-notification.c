/* store-notification.c: see store-notification.h */
#include "store-notification.h"

#include "hark-error.h"
#include "hark-mail.h"
#include "store-roster.h"

#include <string.h>

static const char SQL_GET[]
    = "SELECT w.mail, w.portal, n.language, n.digest FROM"
      " (SELECT mail, 0 AS portal FROM account WHERE user = $1 UNION ALL"
      "  SELECT mail, 1 FROM portal_account WHERE user = $1 AND ended IS NULL) w"
      " LEFT JOIN notification n ON n.user = $1";
static const char SQL_SET[]
    = "INSERT INTO notification (user, language, digest) VALUES ($1, $2, $3)"
      " ON CONFLICT (user) DO UPDATE SET language = excluded.language, digest = excluded.digest";

/* One of the two has the user. */
static const char SQL_ADDRESS[] = "UPDATE account SET mail = $2 WHERE user = $1";
static const char SQL_PORTAL_ADDRESS[]
    = "UPDATE portal_account SET mail = $2 WHERE user = $1 AND ended IS NULL";

void
store_notification_clear (SrvNotification *self)
{
  g_clear_pointer (&self->address, g_free);
}

static gboolean
fail_missing (GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "nobody to be mailed");
  return FALSE;
}

gboolean
store_notification_get (SrvStore *store, const HarkId *user, SrvNotification *notification,
                        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, user);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;
  if (step == HARK_STEP_DONE
      || (hark_stmt_get_int (stmt, 1) == 0
          && !srv_roster_get_keys (srv_store_get_roster (store), user, NULL, NULL)))
    return fail_missing (error);

  *notification = (SrvNotification){ .address = g_strdup (hark_stmt_get_text (stmt, 0)) };
  if (!hark_stmt_is_null (stmt, 2))
    g_strlcpy (notification->language, hark_stmt_get_text (stmt, 2), sizeof notification->language);
  notification->is_portal = hark_stmt_get_int (stmt, 1) != 0;
  notification->digest = hark_stmt_get_int (stmt, 3) != 0;
  return TRUE;
}

/* "de", "de-AT" */
static gboolean
is_language (const char *text)
{
  gsize letters = strspn (text, "abcdefghijklmnopqrstuvwxyz");
  const char *rest = text + letters;

  return (letters == 2 || letters == 3)
         && (*rest == '\0'
             || (*rest == '-' && g_ascii_isupper (rest[1]) && g_ascii_isupper (rest[2])
                 && rest[3] == '\0'));
}

gboolean
store_notification_check (const char *address, const char *language, GError **error)
{
  gboolean is_address = hark_mail_is_address (address);

  if (is_address && (*language == '\0' || is_language (language)))
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                       is_address ? "this is no language" : "this is no mail address");
  return FALSE;
}

gboolean
store_notification_set (SrvStore *store, const HarkId *user, const char *language, gboolean digest,
                        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET);
  g_auto (SrvNotification) known = { 0 };

  if (*language != '\0' && !is_language (language))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "this is no language");
      return FALSE;
    }
  if (!store_notification_get (store, user, &known, error))
    return FALSE;

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_text (stmt, 2, *language != '\0' ? language : NULL);
  hark_stmt_bind_int (stmt, 3, digest);
  return hark_stmt_run (stmt, error);
}

gboolean
store_notification_set_address (SrvStore *store, const HarkId *user, const char *address,
                                GError **error)
{
  g_auto (SrvNotification) known = { 0 };
  g_autoptr (HarkStmt) stmt = NULL;

  if (!store_notification_check (address, "", error)
      || !store_notification_get (store, user, &known, error))
    return FALSE;

  stmt = srv_store_prepare (store, known.is_portal ? SQL_PORTAL_ADDRESS : SQL_ADDRESS);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_text (stmt, 2, address);
  return hark_stmt_run (stmt, error);
}
