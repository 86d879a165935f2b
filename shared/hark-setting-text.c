/* hark-setting-text.c: see hark-setting-text.h */
#include "hark-setting-text.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"

HarkSettingText *
hark_setting_text_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
hark_setting_text_free (HarkSettingText *self)
{
  g_hash_table_unref (self);
}

HarkSettingText *
hark_setting_text_copy (HarkSettingText *self)
{
  HarkSettingText *copy = hark_setting_text_new ();
  GHashTableIter iter;
  gpointer language, text;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &language, &text))
    hark_setting_text_set (copy, language, text);
  return copy;
}

gboolean
hark_setting_text_equal (HarkSettingText *self, HarkSettingText *other)
{
  GHashTableIter iter;
  gpointer language, text;

  if (g_hash_table_size (self) != g_hash_table_size (other))
    return FALSE;
  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &language, &text))
    if (g_strcmp0 (text, hark_setting_text_get (other, language)) != 0)
      return FALSE;
  return TRUE;
}

gboolean
hark_setting_text_is_language (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (text[i]))
      return FALSE;

  return length == 2 || length == 3;
}

void
hark_setting_text_set (HarkSettingText *self, const char *language, const char *text)
{
  if (text == NULL || text[0] == '\0')
    g_hash_table_remove (self, language);
  else
    g_hash_table_replace (self, g_strdup (language), g_strdup (text));
}

const char *
hark_setting_text_get (HarkSettingText *self, const char *language)
{
  return g_hash_table_lookup (self, language);
}

/* In their order: what there is first is the same everywhere. */
static GList *
list_languages (HarkSettingText *self)
{
  return g_list_sort (g_hash_table_get_keys (self), (GCompareFunc)strcmp);
}

const char *
hark_setting_text_choose (HarkSettingText *self, const char *language, const char *fallback)
{
  const char *text = language != NULL ? g_hash_table_lookup (self, language) : NULL;

  if (text == NULL && fallback != NULL)
    text = g_hash_table_lookup (self, fallback);
  if (text == NULL && g_hash_table_size (self) > 0)
    {
      g_autoptr (GList) languages = list_languages (self);

      text = g_hash_table_lookup (self, languages->data);
    }

  return text != NULL ? text : "";
}

gboolean
hark_setting_text_is_shared (HarkSettingText *self, HarkSettingText *other)
{
  g_autoptr (GHashTable) folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer text;
  gboolean is_shared = FALSE;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    g_hash_table_add (folded, hark_text_fold (text));
  g_hash_table_iter_init (&iter, other);
  while (!is_shared && g_hash_table_iter_next (&iter, NULL, &text))
    {
      g_autofree char *name = hark_text_fold (text);

      is_shared = g_hash_table_contains (folded, name);
    }

  return is_shared;
}

gboolean
hark_setting_text_is_lines (const char *text, gsize max)
{
  if (strlen (text) > max || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (*at != '\n' && hark_text_is_control (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

HarkSettingText *
hark_setting_text_from_json (JsonObject *object, const char *name, gsize max, gboolean lines,
                             GError **error)
{
  g_autoptr (HarkSettingText) self = hark_setting_text_new ();
  JsonObject *texts;
  g_autoptr (GList) languages = NULL;

  if (!json_object_has_member (object, name))
    return g_steal_pointer (&self);

  texts = hark_json_get_object (object, name, error);
  if (texts == NULL)
    return NULL;
  languages = json_object_get_members (texts);
  for (GList *at = languages; at != NULL; at = at->next)
    {
      const char *text = hark_json_get_string (texts, at->data, max, error);

      if (text == NULL)
        return NULL;
      if (!hark_setting_text_is_language (at->data)
          || g_hash_table_size (self) == HARK_SETTING_MAX_LANGUAGES
          || (lines ? text[0] == '\0' || !hark_setting_text_is_lines (text, max)
                    : !hark_text_is_name (text, strlen (text), max)))
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "\"%s\" is no text per language, or holds what no text may hold", name);
          return NULL;
        }
      hark_setting_text_set (self, at->data, text);
    }

  return g_steal_pointer (&self);
}

void
hark_setting_text_to_json (HarkSettingText *self, JsonObject *object, const char *name)
{
  g_autoptr (GList) languages = list_languages (self);
  JsonObject *texts;

  json_object_remove_member (object, name);
  if (languages == NULL)
    return;

  texts = json_object_new ();
  for (GList *at = languages; at != NULL; at = at->next)
    json_object_set_string_member (texts, at->data, g_hash_table_lookup (self, at->data));
  json_object_set_object_member (object, name, texts);
}
