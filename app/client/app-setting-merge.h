/* app-setting-merge.h: what two people changed of one area, or of
 * the organisation, at the same time, put together */
#pragma once

#include "hark-setting-area.h"
#include "hark-setting-organisation.h"

G_BEGIN_DECLS

/* @theirs, with what @mine has otherwise than @base: each switch, each text of a language, each
 * question and each definition of a period for itself. Where both changed the same, it is as in
 * @mine. (transfer full) */
HarkSettingArea *app_setting_merge (const HarkSettingArea *base, const HarkSettingArea *mine,
                                    const HarkSettingArea *theirs);
/* The same of the organisation's: each text of a language, each address, each mail's words.
 * (transfer full) */
HarkSettingOrganisation *app_setting_merge_organisation (const HarkSettingOrganisation *base,
                                                         const HarkSettingOrganisation *mine,
                                                         const HarkSettingOrganisation *theirs);

G_END_DECLS
