/* store-setting.h: what the organisation and its areas have settled, as documents that their
 * authors signed (hark-setting.h); an area's row follows its newest one */
#pragma once

#include "hark-setting-area.h"
#include "hark-setting-organisation.h"
#include "hark-setting.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_SETTING_MAX_VERSIONS 2000 /* of one scope */

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
/* Where the organisation's days begin and end now: of its newest settings, else of its set-up.
 * (transfer full) */
GTimeZone *store_setting_get_zone (SrvStore *store);
/* As finely as is remembered when an anonymous reporter did something: the hour there. */
gint64 store_setting_round (SrvStore *store, gint64 instant);

/* Another time zone of the organisation's moves no promised day: all that is due falls due at the
 * end of the same day there.
 *
 * Keeps @document where its author has the right at the head that it names, and they or @bringer
 * (who gives it back to a store that lost it; else NULL) have it now, and it is the
 * next of its scope; the newest one again is fine. Errors of hark_setting_read(), _verify() and
 * _check_follows(); HARK_ERROR_NOT_FOUND for an area that there is not; HARK_ERROR_CONFLICT also
 * where another area has one of its names; HARK_ERROR_TOO_LARGE where there are too many versions.
 * Of the areas that say that they are shown first one is (hark_setting_is_later()). */
gboolean store_setting_put (SrvStore *store, gint64 seq, GBytes *document, const HarkId *bringer,
                            guint64 *version, GError **error);
/* An area by an Admin: the @document is the first of its settings, the @statement, whose seq is
 * @number, names its first team. HARK_ERROR_CONFLICT where there is one of this id or name,
 * HARK_ERROR_FORBIDDEN, HARK_ERROR_INVALID where the two are about something else,
 * HARK_ERROR_TOO_LARGE where there are too many, and the errors of store_roster_append(). */
gboolean store_setting_begin_area (SrvStore *store, gint64 seq, GBytes *document,
                                   const HarkId *admin, GBytes *statement, guint64 *number,
                                   GError **error);

G_END_DECLS
