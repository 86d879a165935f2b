/* app-setting.h: what the organisation and its areas have settled, as this device has verified it:
 * every version, in the cache (hark-setting.h). A scope of which something else was shown than
 * before, or what nobody could sign, is no longer believed. */
#pragma once

#include "app-sync.h"
#include "hark-setting.h"

G_BEGIN_DECLS

/* A line of the feed. What does not hold is noted, and stops nothing else. */
gboolean app_setting_take (AppStore *store, JsonObject *line, GError **error);

/* The newest; NULL without @error where nothing was settled. HARK_ERROR_UNVERIFIED. It is parsed
 * once: the body is shared, and must not be changed. The caller holds the client's lock. (transfer
 * full) */
HarkSetting *app_setting_get_newest (AppStore *store, const HarkId *scope, GError **error);
/* (element-type HarkSetting) (transfer full), newest first. HARK_ERROR_UNVERIFIED. */
GPtrArray *app_setting_list (AppStore *store, const HarkId *scope, GError **error);

/* @version, or the newest (0), also of a scope that is no longer believed: it was verified when it
 * came. NULL for none. The caller holds the client's lock. (transfer full) */
HarkSetting *app_setting_get (AppStore *store, const HarkId *scope, guint64 version);

/* The version after @before (0: the first), which nobody has yet. The caller holds the lock.
 * HARK_ERROR_CONFLICT where there is another one already, or another area has one of its names. */
GBytes *app_setting_sign (AppStore *store, const HarkId *scope, guint64 before, JsonObject *body,
                          GError **error);
/* Signs the version after @before (0: the first) and sends it at once; pulls. @was_default: what
 * @body says of that is no new claim, and gives way to another area's of since. HARK_ERROR_CONFLICT
 * where there is another one already, HARK_ERROR_FORBIDDEN, HARK_ERROR_INVALID. */
gboolean app_setting_put (AppSync *sync, const HarkId *scope, guint64 before, gboolean was_default,
                          JsonObject *body, GError **error);
/* After the server's store became an older one: gives back what it lost, as far as it takes it. */
gboolean app_setting_return (AppSync *sync, GError **error);

/* The area's row in the cache, and which of them is the default, as the newest settings have it and
 * not as the server says. */
gboolean app_setting_name_area (AppStore *store, const HarkId *area, GError **error);

G_END_DECLS
