/* app-text-language.c: see app-text-language.h */
#include "text/app-text-language.h"

#include "hark-json.h"

#include <glib/gi18n.h>

#define DOMAIN "iso_639-2" /* of their translations */
#define LIST "639-2"       /* in the file */
#define MAX_FILE (1 << 20) /* bytes */
#define MAX_LANGUAGES 10000

/* (transfer full) (nullable) */
static JsonObject *
read_file (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "iso-codes", "json", "iso_639-2.json", NULL);
      g_autofree char *text = NULL;
      gsize size;

      if (g_file_get_contents (path, &text, &size, NULL))
        return hark_json_parse_object (text, size, MAX_FILE, NULL);
    }

  return NULL;
}

static void
add_name (GHashTable *names, JsonObject *language, const char *member)
{
  const char *code = hark_json_peek_string (language, member), *name = hark_json_peek_string (language, "name");

  if (*code != '\0' && *name != '\0')
    g_hash_table_replace (names, g_strdup (code), g_strdup (name));
}

/* Code → name, as its translations know it. */
static GHashTable *
load_names (void)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonObject) file = read_file ();
  JsonArray *list = file != NULL ? hark_json_get_array (file, LIST, MAX_LANGUAGES, NULL) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *language = hark_json_array_get_object (list, i, NULL);

      if (language == NULL)
        continue;
      add_name (names, language, "alpha_2"); /* not every one has it */
      add_name (names, language, "alpha_3");
    }
  bind_textdomain_codeset (DOMAIN, "UTF-8");

  return names;
}

/* What Hark itself does not speak, and settings may hold all the same: only then the small file is read. */
static const char *
find (const char *language)
{
  static GHashTable *names;
  const char *name;
  g_auto (GStrv) words = NULL;

  if (names == NULL)
    names = load_names ();

  name = g_hash_table_lookup (names, language);
  if (name == NULL)
    return language;

  words = g_strsplit (g_dgettext (DOMAIN, name), ";", 2); /* "Spanish; Castilian" */
  return g_intern_string (words[0]);
}

const char *
app_text_language (const char *language)
{
  if (g_str_equal (language, "en"))
    return _ ("English");
  if (g_str_equal (language, "de"))
    return _ ("German");

  return find (language);
}
