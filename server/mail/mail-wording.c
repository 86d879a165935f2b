/* mail-wording.c: see mail-wording.h */
#include "mail-wording.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"
#include "store-config.h"
#include "store-notice.h"
#include "web-text.h"

#include <string.h>

#define KEY "mail.wording" /* in the table config, and none of its keys */

static const char *const fields[]
    = { "number", "area", "period", "due", "organisation", "address", "count", NULL };

const char *const *
mail_wording_list_fields (void)
{
  return fields;
}

const char *const *
mail_wording_list_kinds (void)
{
  static const char *kinds[SRV_NOTICE_LAST + 3];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < SRV_NOTICE_LAST; i++)
        kinds[i] = srv_notice_kind_get_name (i);
      kinds[SRV_NOTICE_LAST] = SRV_NOTICE_DIGEST;
      kinds[SRV_NOTICE_LAST + 1] = SRV_NOTICE_SUMMARY;
      g_once_init_leave (&made, 1);
    }
  return kinds;
}

/* --- fields --- */

static const char *
get_field (const MailFields *self, guint index)
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
mail_wording_fill (const char *words, const MailFields *values)
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

static gboolean
fail (GError **error, const char *text, const char *what)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s: %s", what, text);
  return FALSE;
}

static gboolean
check_fields (const char *words, const char *what, GError **error)
{
  for (const char *at = words + strcspn (words, "{}"); *at != '\0'; at += strcspn (at, "{}"))
    {
      gsize length;

      if (*at == '}' || find_field (at, &length) < 0)
        return fail (error, "there is no such field", what);
      at += length;
    }
  return TRUE;
}

static gboolean
check_words (const char *words, gboolean is_line, const char *what, GError **error)
{
  gsize length = strlen (words);
  gboolean is_text = length > 0 && length <= MAIL_WORDING_MAX_TEXT;

  for (const char *at = words; is_text && *at != '\0'; at = g_utf8_next_char (at))
    is_text = *at == '\n' || !hark_text_is_control (g_utf8_get_char (at));
  if (is_line ? !hark_text_is_name (words, length, MAIL_WORDING_MAX_SUBJECT) : !is_text)
    return fail (error, "it is empty, too long, or has a control character", what);

  return check_fields (words, what, error);
}

static gboolean
check_mail (JsonObject *mail, const char *kind, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (mail);

  for (GList *l = names; l != NULL; l = l->next)
    {
      gboolean is_line = g_str_equal (l->data, "subject");
      const char *words;

      if (!is_line && !g_str_equal (l->data, "text"))
        return fail (error, "there is a subject and a text", kind);
      words = hark_json_get_string (mail, l->data, MAIL_WORDING_MAX_TEXT, error);
      if (words == NULL || !check_words (words, is_line, kind, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_language (JsonObject *kinds, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (kinds);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *mail = hark_json_get_object (kinds, l->data, error);

      if (mail == NULL)
        return FALSE;
      if (!g_strv_contains (mail_wording_list_kinds (), l->data))
        return fail (error, "there is no such mail", "a kind");
      if (!check_mail (mail, l->data, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mail_wording_check (JsonObject *wording, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (wording);
  g_autofree char *text = NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *kinds = hark_json_get_object (wording, l->data, error);

      if (kinds == NULL)
        return FALSE;
      if (!g_strv_contains (web_text_list_languages (), l->data))
        return fail (error, "mails are not written in it", "a language");
      if (!check_language (kinds, error))
        return FALSE;
    }

  text = hark_json_to_string (wording);
  return strlen (text) <= MAIL_WORDING_MAX || fail (error, "it is too long", "the wording");
}

/* --- where it is kept --- */

JsonObject *
mail_wording_read (SrvStore *store, GError **error)
{
  g_autoptr (GHashTable) rows = store_config_list (store, error);
  const char *text = rows != NULL ? g_hash_table_lookup (rows, KEY) : NULL;

  if (rows == NULL)
    return NULL;
  return text != NULL ? hark_json_parse_object (text, strlen (text), MAIL_WORDING_MAX, error)
                      : json_object_new ();
}

gboolean
mail_wording_put (SrvStore *store, JsonObject *wording, GError **error)
{
  g_autofree char *text = hark_json_to_string (wording);

  return store_config_put (srv_store_get_db (store), KEY, text, error);
}

static JsonObject *
find_member (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
             ? json_object_get_object_member (object, name)
             : NULL;
}

const char *
mail_wording_find (JsonObject *wording, const char *language, const char *kind, const char *part)
{
  JsonObject *mail = find_member (find_member (wording, language), kind);

  return mail != NULL && json_object_has_member (mail, part)
             ? json_object_get_string_member (mail, part)
             : NULL;
}
