/* srv-config.h: the settings of the config table, as a running server sees them.
 *
 * Changes made by another process (`hark-server config`) are seen within a second. */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_CONFIG_PER_SOURCE "gate.per-source"
#define SRV_CONFIG_MAIL_FROM "mail.from"
#define SRV_CONFIG_MAIL_PASSWORD_FILE "mail.password-file"
#define SRV_CONFIG_MAIL_TLS "mail.tls"
#define SRV_CONFIG_MAIL_URL "mail.url"
#define SRV_CONFIG_MAIL_USER "mail.user"
#define SRV_CONFIG_NAME "name"
#define SRV_CONFIG_URL "url"
#define SRV_CONFIG_ZONE "zone"
#define SRV_CONFIG_PORTAL_ACCOUNTS "portal.accounts"
#define SRV_CONFIG_PORTAL_ENABLED "portal.enabled"
#define SRV_CONFIG_PORTAL_RATE "portal.rate"
#define SRV_CONFIG_PORTAL_QUESTION "portal.security-question"
#define SRV_CONFIG_REQUIRE_LOCKED "portal.require-locked-memory"
#define SRV_CONFIG_REQUIRE_SANDBOX "run.require-sandbox"

#define SRV_CONFIG_MAX_URL 253 /* bytes */
#define SRV_CONFIG_MAX_RATE 100000
#define SRV_CONFIG_MAX_MAIL_USER 254 /* bytes */

/* One setting; value is what it is where nothing was set, NULL where init must set it. */
typedef struct
{
  const char *key;
  const char *value;
  gboolean fixed; /* not to be changed after init */
} SrvConfigKey;

/* Sorted; ends with a NULL key. */
const SrvConfigKey *srv_config_list_keys (void);
const SrvConfigKey *srv_config_find_key (const char *key);
/* HARK_ERROR_NOT_FOUND for an unknown key, HARK_ERROR_INVALID for a value that does not fit it. */
gboolean srv_config_validate (const char *key, const char *value, GError **error);

typedef struct _SrvConfig SrvConfig;

/* Reads all settings, and from then on watches for changes in a thread of its own. */
SrvConfig *srv_config_new (SrvStores *stores, GError **error);
void srv_config_free (SrvConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvConfig, srv_config_free)

/* From any thread; @key is one of the above. (transfer full) */
char *srv_config_dup (SrvConfig *self, const char *key);
gboolean srv_config_is_on (SrvConfig *self, const char *key);
/* Not only by default. */
gboolean srv_config_is_set_on (SrvConfig *self, const char *key);
/* Of a setting that is a number; 0 for one that is off. */
guint srv_config_get_number (SrvConfig *self, const char *key);
/* The url is https: cookies carry Secure. */
gboolean srv_config_is_secure (SrvConfig *self);

G_END_DECLS
