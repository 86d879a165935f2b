/* hark-setting-text.h: a text in several languages: {"de": "…", "en": "…"}
 *
 * A GHashTable from language (two or three small letters) to text; no text is empty. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HARK_SETTING_MAX_LANGUAGES 16

typedef GHashTable HarkSettingText;

HarkSettingText *hark_setting_text_new (void);
void hark_setting_text_free (HarkSettingText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSettingText, hark_setting_text_free)
HarkSettingText *hark_setting_text_copy (HarkSettingText *self);
gboolean hark_setting_text_equal (HarkSettingText *self, HarkSettingText *other);

gboolean hark_setting_text_is_language (const char *text);
/* NULL or empty @text: none in that language. */
void hark_setting_text_set (HarkSettingText *self, const char *language, const char *text);
/* NULL for none. Owned by @self. */
const char *hark_setting_text_get (HarkSettingText *self, const char *language);
/* In @language (NULL: any), else in @fallback, else in whichever there is, else "". */
const char *hark_setting_text_choose (HarkSettingText *self, const char *language,
                                      const char *fallback);
/* Whether both have a text that nobody tells apart (hark-text.h), in whatever languages. */
gboolean hark_setting_text_is_shared (HarkSettingText *self, HarkSettingText *other);

/* The member @name of @object, empty where there is none. At most @max bytes each; one line each,
 * as a name, unless @lines. HARK_ERROR_INVALID. (transfer full) */
HarkSettingText *hark_setting_text_from_json (JsonObject *object, const char *name, gsize max,
                                              gboolean lines, GError **error);
/* The member goes where there is no text. */
void hark_setting_text_to_json (HarkSettingText *self, JsonObject *object, const char *name);
/* Of several lines: UTF-8, no control but line feeds. */
gboolean hark_setting_text_is_lines (const char *text, gsize max);

G_END_DECLS
