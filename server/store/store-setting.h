/* store-setting.h: what the organisation and its areas have settled, as documents that their
 * authors signed (hark-setting.h); an area's row follows its newest one */
#pragma once

#include "hark-setting-area.h"
#include "hark-setting-organisation.h"
#include "hark-setting.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_SETTING_MAX_VERSIONS 2000 /* of one scope */
#define SRV_SETTING_MAX_AREAS 200

/* The newest document; NULL without @error where nothing was settled yet. (transfer full) */
GBytes *store_setting_get (SrvStore *store, const HarkId *scope, GError **error);
/* What it says. Where nothing was settled, the area's row and what hark_setting_area_new() gives.
 * HARK_ERROR_NOT_FOUND for an area that there is not. */
HarkSettingArea *store_setting_get_area (SrvStore *store, const HarkId *area, GError **error);
/* Name and description of each of @areas (SrvArea) in @language, where its settings have them. */
gboolean store_setting_translate_areas (SrvStore *store, GPtrArray *areas, const char *language,
                                        GError **error);
/* Nothing but a language where nothing was settled. */
HarkSettingOrganisation *store_setting_get_organisation (SrvStore *store, GError **error);

/* Keeps @document where its author has the right at the head that it names and now, and it is the
 * next of its scope; the newest one again is fine. An area that there is not begins with it.
 * Errors of hark_setting_read(), _verify() and _check_follows(); HARK_ERROR_TOO_LARGE where there
 * are too many versions, or areas. */
gboolean store_setting_put (SrvStore *store, gint64 seq, GBytes *document, guint64 *version,
                            GError **error);

G_END_DECLS
