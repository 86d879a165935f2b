/* app-setting-merge.h: what two Experts changed of one area at the same time, put together */
#pragma once

#include "hark-setting-area.h"

G_BEGIN_DECLS

/* @theirs, with what @mine has otherwise than @base: each switch, each text of a language, each
 * question for itself. Where both changed the same, it is as in @mine. (transfer full) */
HarkSettingArea *app_setting_merge (const HarkSettingArea *base, const HarkSettingArea *mine,
                                    const HarkSettingArea *theirs);

G_END_DECLS
