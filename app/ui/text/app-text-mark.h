/* app-text-mark.h: words that were looked for, made visible in a text */
#pragma once

#include <pango/pango.h>

#include "app-search.h"

G_BEGIN_DECLS

/* Bold. @ranges: element-type AppSearchRange. (transfer full) */
PangoAttrList *app_text_mark_bold (GArray *ranges);
/* As with a marker. NULL where none of the words stands in @text. (transfer full) (nullable) */
PangoAttrList *app_text_mark_words (AppSearchQuery *query, const char *text);

G_END_DECLS
