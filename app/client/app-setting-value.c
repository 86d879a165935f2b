/* app-setting-value.c: see app-setting-value.h */
#include "app-setting-value.h"

#include <string.h>

#include "hark-retention.h"
#include "hark-setting-text.h"
#include "hark-text.h"
#include "hark-wording.h"

#define WORDING "wording"

void
app_setting_value_free (AppSettingValue *self)
{
  g_free (self->member);
  g_free (self->language);
  g_free (self->mail);
  g_free (self->part);
  g_free (self->outcome);
  g_free (self->old);
  g_free (self->now);
  g_free (self);
}

static gboolean
is_same (JsonNode *a, JsonNode *b)
{
  return a == NULL || b == NULL ? a == b : json_node_equal (a, b);
}

/* (transfer full) (nullable): a number or a text, whatever is in it. */
static char *
dup_scalar (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return json_node_get_value_type (node) == G_TYPE_STRING ? json_node_dup_string (node) : NULL;
}

/* Into @word, NULL for none. */
static gboolean
read_word (JsonNode *node, char **word)
{
  g_autofree char *text = dup_scalar (node);

  *word = NULL;
  if (node != NULL && text == NULL)
    return FALSE;
  if (text == NULL || *text == '\0')
    return TRUE;
  if (!hark_text_is_name (text, strlen (text), APP_SETTING_VALUE_MAX))
    return FALSE;

  *word = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
is_flag (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static char *
say_flag (JsonNode *node)
{
  return node == NULL ? NULL : g_strdup (json_node_get_boolean (node) ? "yes" : "no");
}

/* @part: a language or an outcome; NULL for none. */
static AppSettingValue *
add_value (GPtrArray *list, const char *member, const char *part, JsonNode *old, JsonNode *now)
{
  HarkOutcome outcome;
  gboolean by_outcome = part != NULL && hark_outcome_from_name (part, &outcome);
  AppSettingValue *value = g_new0 (AppSettingValue, 1);

  value->member = g_strdup (
      hark_text_is_name (member, strlen (member), APP_SETTING_VALUE_MAX) ? member : "?");
  value->language = by_outcome ? NULL : g_strdup (part);
  value->outcome = by_outcome ? g_strdup (part) : NULL;
  value->kind = APP_SETTING_VALUE_LONG;
  if ((old == NULL || is_flag (old)) && (now == NULL || is_flag (now)))
    {
      value->kind = APP_SETTING_VALUE_FLAG;
      value->old = say_flag (old);
      value->now = say_flag (now);
    }
  else if (read_word (old, &value->old) && read_word (now, &value->now))
    value->kind = APP_SETTING_VALUE_WORD;
  else
    {
      g_clear_pointer (&value->old, g_free);
      g_clear_pointer (&value->now, g_free);
    }
  g_ptr_array_add (list, value);
  return value;
}

/* A text in several languages, as far as its form goes. */
static gboolean
is_texts (JsonNode *node)
{
  g_autoptr (GList) names = NULL;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  names = json_object_get_members (json_node_get_object (node));
  for (GList *at = names; at != NULL; at = at->next)
    if (!hark_setting_text_is_language (at->data))
      return FALSE;

  return TRUE;
}

/* Months by outcome, likewise: an outcome that this program does not know has no words. */
static gboolean
is_months (const char *member, JsonNode *node)
{
  g_autoptr (GList) names = NULL;
  HarkOutcome outcome;

  if (!g_str_equal (member, HARK_RETENTION_MEMBER))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  names = json_object_get_members (json_node_get_object (node));
  for (GList *at = names; at != NULL; at = at->next)
    if (!hark_outcome_from_name (at->data, &outcome))
      return FALSE;

  return TRUE;
}

/* Members that only @other has come with the call the other way round. */
static void
add_texts (GPtrArray *list, const char *member, JsonObject *texts, JsonObject *other,
           gboolean is_now)
{
  g_autoptr (GList) names = texts != NULL ? json_object_get_members (texts) : NULL;

  for (GList *at = names; at != NULL; at = at->next)
    {
      JsonNode *one = json_object_get_member (texts, at->data);
      JsonNode *two = other != NULL ? json_object_get_member (other, at->data) : NULL;

      if (is_now ? !is_same (one, two) : two == NULL)
        add_value (list, member, at->data, is_now ? two : one, is_now ? one : NULL);
    }
}

static void
add_member (GPtrArray *list, const char *member, JsonNode *old, JsonNode *now)
{
  JsonObject *before = NULL, *after = NULL;

  if (is_same (old, now))
    return;
  if ((!is_texts (old) || !is_texts (now))
      && (!is_months (member, old) || !is_months (member, now)))
    {
      add_value (list, member, NULL, old, now);
      return;
    }

  before = old != NULL ? json_node_get_object (old) : NULL;
  after = now != NULL ? json_node_get_object (now) : NULL;
  add_texts (list, member, after, before, TRUE);
  add_texts (list, member, before, after, FALSE);
}

static JsonNode *
make_node (HarkWording *wording, const char *key)
{
  const char *words = g_hash_table_lookup (wording, key);

  return words != NULL ? json_node_init_string (json_node_alloc (), words) : NULL;
}

/* Each mail's words for themselves. FALSE where they are none, and to be told of as anything else.
 */
static gboolean
add_wording (GPtrArray *list, JsonObject *before, JsonObject *after)
{
  g_autoptr (HarkWording) old
      = before != NULL ? hark_wording_from_json (before, WORDING, HARK_WORDING_MAX_TEXT, NULL)
                       : hark_wording_new ();
  g_autoptr (HarkWording) now
      = hark_wording_from_json (after, WORDING, HARK_WORDING_MAX_TEXT, NULL);
  g_autoptr (GPtrArray) keys = NULL;

  if (old == NULL || now == NULL)
    return FALSE;

  keys = hark_wording_list_keys (old, now);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (JsonNode) was = make_node (old, keys->pdata[i]);
      g_autoptr (JsonNode) is = make_node (now, keys->pdata[i]);
      g_auto (GStrv) at = hark_wording_split (keys->pdata[i]);
      AppSettingValue *value;

      if (is_same (was, is))
        continue;
      value = add_value (list, WORDING, at[0], was, is);
      value->mail = g_strdup (at[1]);
      value->part = g_strdup (at[2]);
    }
  return TRUE;
}

GPtrArray *
app_setting_value_list (JsonObject *before, JsonObject *after)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_setting_value_free);
  g_autoptr (GList) now = json_object_get_members (after);
  g_autoptr (GList) old = before != NULL ? json_object_get_members (before) : NULL;

  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  gboolean has_wording = add_wording (words, before, after);

  for (GList *at = now; at != NULL; at = at->next)
    if (!has_wording || !g_str_equal (at->data, WORDING))
      add_member (list, at->data, before != NULL ? json_object_get_member (before, at->data) : NULL,
                  json_object_get_member (after, at->data));
  for (GList *at = old; at != NULL; at = at->next)
    if (!json_object_has_member (after, at->data)
        && (!has_wording || !g_str_equal (at->data, WORDING)))
      add_member (list, at->data, json_object_get_member (before, at->data), NULL);
  g_ptr_array_extend (list, words, NULL, NULL);

  return list;
}
