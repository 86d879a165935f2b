/* hark-wording.c: see hark-wording.h */
#include "hark-wording.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-setting-text.h"
#include "hark-text.h"

#include <string.h>

#define MAX_NAME 32 /* bytes of a kind or a part */

static const char *const languages[] = { "en", "de", NULL };

static const char *const kinds[]
    = { "anonymous", "named",    "reply",    "answer", "closed",  "assigned",
        "released",  "reminder", "deletion", "digest", "summary", NULL };

static const char *const fields[]
    = { "number", "area", "period", "due", "organisation", "address", "count", NULL };

const char *const *
hark_wording_list_languages (void)
{
  return languages;
}

const char *const *
hark_wording_list_kinds (void)
{
  return kinds;
}

const char *const *
hark_wording_list_fields (void)
{
  return fields;
}

gboolean
hark_wording_has_field (const char *kind, const char *field)
{
  gboolean is_reminder = g_str_equal (kind, "reminder");

  if (g_str_equal (field, "organisation") || g_str_equal (field, "address"))
    return TRUE;
  if (g_str_equal (kind, "digest") || g_str_equal (kind, "summary"))
    return g_str_equal (field, "count");
  if (g_str_equal (field, "due"))
    return is_reminder || g_str_equal (kind, "deletion");
  if (g_str_equal (field, "area"))
    return !g_str_equal (kind, "released"); /* it may be another one by then */

  return g_str_equal (field, "number") || (is_reminder && g_str_equal (field, "period"));
}

/* --- what it holds --- */

HarkWording *
hark_wording_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
hark_wording_free (HarkWording *self)
{
  g_hash_table_unref (self);
}

HarkWording *
hark_wording_copy (HarkWording *self)
{
  HarkWording *copy = hark_wording_new ();
  GHashTableIter iter;
  gpointer key, words;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &key, &words))
    g_hash_table_insert (copy, g_strdup (key), g_strdup (words));
  return copy;
}

const char *
hark_wording_get (HarkWording *self, const char *language, const char *kind, const char *part)
{
  g_autofree char *key = g_strjoin ("/", language, kind, part, NULL);

  return g_hash_table_lookup (self, key);
}

void
hark_wording_set (HarkWording *self, const char *language, const char *kind, const char *part,
                  const char *words)
{
  char *key = g_strjoin ("/", language, kind, part, NULL);

  if (words != NULL && *words != '\0')
    {
      g_hash_table_insert (self, key, g_strdup (words));
      return;
    }
  g_hash_table_remove (self, key);
  g_free (key);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
add_keys (GPtrArray *keys, HarkWording *self, HarkWording *but)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (but == NULL || !g_hash_table_contains (but, key))
      g_ptr_array_add (keys, g_strdup (key));
}

GPtrArray *
hark_wording_list_keys (HarkWording *self, HarkWording *other)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  add_keys (keys, self, NULL);
  if (other != NULL)
    add_keys (keys, other, self);
  g_ptr_array_sort (keys, compare);
  return keys;
}

GStrv
hark_wording_split (const char *key)
{
  return g_strsplit (key, "/", 3);
}

/* --- as JSON --- */

static gboolean
fail (GError **error, const char *what, const char *text)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s: %s", what, text);
  return FALSE;
}

static gboolean
is_name (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= MAX_NAME && strspn (text, "abcdefghijklmnopqrstuvwxyz-") == length;
}

static gboolean
read_mail (HarkWording *self, const char *language, const char *kind, JsonObject *mail, gsize max,
           GError **error)
{
  g_autoptr (GList) parts = json_object_get_members (mail);

  for (GList *l = parts; l != NULL; l = l->next)
    {
      const char *words = hark_json_get_string (mail, l->data, max, error);

      if (words == NULL)
        return FALSE;
      if (!is_name (l->data) || *words == '\0' || !hark_setting_text_is_lines (words, max))
        return fail (error, kind, "it is empty, too long, or has a control character");
      hark_wording_set (self, language, kind, l->data, words);
    }
  return TRUE;
}

static gboolean
read_language (HarkWording *self, const char *language, JsonObject *mails, gsize max,
               GError **error)
{
  g_autoptr (GList) names = json_object_get_members (mails);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *mail = hark_json_get_object (mails, l->data, error);

      if (mail == NULL)
        return FALSE;
      if (!is_name (l->data))
        return fail (error, "a kind of mail", "this is the name of none");
      if (!read_mail (self, language, l->data, mail, max, error))
        return FALSE;
    }
  return TRUE;
}

HarkWording *
hark_wording_from_json (JsonObject *object, const char *name, gsize max, GError **error)
{
  g_autoptr (HarkWording) self = hark_wording_new ();
  g_autoptr (GList) names = NULL;
  JsonObject *member;

  if (!json_object_has_member (object, name))
    return g_steal_pointer (&self);
  member = hark_json_get_object (object, name, error);
  if (member == NULL)
    return NULL;

  names = json_object_get_members (member);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *mails = hark_json_get_object (member, l->data, error);

      if (mails == NULL)
        return NULL;
      if (!hark_setting_text_is_language (l->data))
        {
          fail (error, "a language", "this is the name of none");
          return NULL;
        }
      if (!read_language (self, l->data, mails, max, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

static JsonObject *
ensure_member (JsonObject *object, const char *name)
{
  if (!json_object_has_member (object, name))
    json_object_set_object_member (object, name, json_object_new ());

  return json_object_get_object_member (object, name);
}

void
hark_wording_to_json (HarkWording *self, JsonObject *object, const char *name)
{
  g_autoptr (GPtrArray) keys = hark_wording_list_keys (self, NULL);

  if (json_object_has_member (object, name))
    json_object_remove_member (object, name);
  for (guint i = 0; i < keys->len; i++)
    {
      g_auto (GStrv) at = hark_wording_split (keys->pdata[i]);
      JsonObject *mails = ensure_member (ensure_member (object, name), at[0]);

      json_object_set_string_member (ensure_member (mails, at[1]), at[2],
                                     g_hash_table_lookup (self, keys->pdata[i]));
    }
}

/* --- fields --- */

static const char *
get_field (const HarkWordingFields *self, guint index)
{
  const char *const values[] = { self->number,       self->area,    self->period, self->due,
                                 self->organisation, self->address, self->count };

  G_STATIC_ASSERT (G_N_ELEMENTS (values) + 1 == G_N_ELEMENTS (fields));
  return values[index] != NULL ? values[index] : "";
}

/* The field that begins at the brace @at; @length is that of "{number}". -1 for none. */
static int
find_field (const char *at, gsize *length)
{
  for (int i = 0; fields[i] != NULL; i++)
    {
      gsize name = strlen (fields[i]);

      if (strncmp (at + 1, fields[i], name) != 0 || at[1 + name] != '}')
        continue;
      *length = name + 2;
      return i;
    }
  return -1;
}

char *
hark_wording_fill (const char *words, const HarkWordingFields *values)
{
  GString *text = g_string_new (NULL);

  while (*words != '\0')
    {
      gsize length = strcspn (words, "{");
      int field;

      g_string_append_len (text, words, (gssize)length);
      words += length;
      if (*words == '\0')
        break;
      field = find_field (words, &length);
      if (field < 0)
        g_string_append_len (text, words, (gssize)(length = 1));
      else
        g_string_append (text, get_field (values, (guint)field));
      words += length;
    }
  return g_string_free (text, FALSE);
}

/* --- what is taken --- */

HarkWordingFlaw
hark_wording_judge (const char *part, const char *words)
{
  gboolean is_subject = g_str_equal (part, HARK_WORDING_SUBJECT);
  gsize max = is_subject ? HARK_WORDING_MAX_SUBJECT : HARK_WORDING_MAX_TEXT;
  gsize length = strlen (words);

  if (length == 0)
    return HARK_WORDING_EMPTY;
  if (length > max)
    return HARK_WORDING_LONG;
  if (is_subject ? !hark_text_is_name (words, length, max)
                 : !hark_setting_text_is_lines (words, max))
    return HARK_WORDING_CONTROL;

  for (const char *at = words + strcspn (words, "{}"); *at != '\0'; at += strcspn (at, "{}"))
    {
      gsize field;

      if (*at == '}' || find_field (at, &field) < 0)
        return HARK_WORDING_FIELD;
      at += field;
    }
  return HARK_WORDING_SOUND;
}

static gboolean
check_words (const char *key, const char *words, GError **error)
{
  static const char *const flaws[]
      = { [HARK_WORDING_EMPTY] = "it is empty",
          [HARK_WORDING_LONG] = "it is too long",
          [HARK_WORDING_CONTROL] = "it has a control character, or a blank at its end",
          [HARK_WORDING_FIELD] = "there is no such field" };
  g_auto (GStrv) at = hark_wording_split (key);
  HarkWordingFlaw flaw;

  if (!g_strv_contains (languages, at[0]))
    return fail (error, key, "mails are not written in this language");
  if (!g_strv_contains (kinds, at[1]))
    return fail (error, key, "there is no such mail");
  if (!g_str_equal (at[2], HARK_WORDING_SUBJECT) && !g_str_equal (at[2], HARK_WORDING_TEXT))
    return fail (error, key, "there is a subject and a text");

  flaw = hark_wording_judge (at[2], words);
  return flaw == HARK_WORDING_SOUND || fail (error, key, flaws[flaw]);
}

gboolean
hark_wording_check (HarkWording *self, GError **error)
{
  g_autoptr (GPtrArray) keys = hark_wording_list_keys (self, NULL);
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < keys->len; i++)
    if (!check_words (keys->pdata[i], g_hash_table_lookup (self, keys->pdata[i]), error))
      return FALSE;

  hark_wording_to_json (self, json, "wording");
  text = hark_json_to_string (json);
  return strlen (text) <= HARK_WORDING_MAX || fail (error, "the wording", "it is too long");
}
