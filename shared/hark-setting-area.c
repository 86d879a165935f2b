/* hark-setting-area.c: see hark-setting-area.h */
#include "hark-setting-area.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-name.h"
#include "hark-text.h"

static const char *const contact_names[] = { "person", "name", "pseudonym" };
static const char *const kind_names[] = { "text", "choice", "date" };

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

const char *
hark_setting_contact_get_name (HarkSettingContact contact)
{
  g_return_val_if_fail (contact < G_N_ELEMENTS (contact_names), NULL);

  return contact_names[contact];
}

gboolean
hark_setting_contact_from_name (const char *name, HarkSettingContact *contact)
{
  int found = hark_name_find (contact_names, G_N_ELEMENTS (contact_names), name);

  if (found < 0)
    return FALSE;

  *contact = (HarkSettingContact)found;
  return TRUE;
}

const char *
hark_setting_question_kind_get_name (HarkSettingQuestionKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

gboolean
hark_setting_question_kind_from_name (const char *name, HarkSettingQuestionKind *kind)
{
  int found = hark_name_find (kind_names, G_N_ELEMENTS (kind_names), name);

  if (found < 0)
    return FALSE;

  *kind = (HarkSettingQuestionKind)found;
  return TRUE;
}

/* --- questions --- */

static void
free_text (gpointer text)
{
  hark_setting_text_free (text);
}

HarkSettingQuestion *
hark_setting_question_new (HarkSettingQuestionKind kind)
{
  HarkSettingQuestion *self = g_new0 (HarkSettingQuestion, 1);

  hark_id_random (&self->id);
  self->kind = kind;
  self->label = hark_setting_text_new ();
  self->choices = g_ptr_array_new_with_free_func (free_text);
  self->rest = json_object_new ();
  return self;
}

void
hark_setting_question_free (HarkSettingQuestion *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->label, hark_setting_text_free);
  g_ptr_array_unref (self->choices);
  json_object_unref (self->rest);
  g_free (self);
}

HarkSettingQuestion *
hark_setting_question_copy (const HarkSettingQuestion *self)
{
  HarkSettingQuestion *copy = g_new0 (HarkSettingQuestion, 1);

  copy->id = self->id;
  copy->kind = self->kind;
  copy->required = self->required;
  copy->label = hark_setting_text_copy (self->label);
  copy->choices = g_ptr_array_new_with_free_func (free_text);
  for (guint i = 0; i < self->choices->len; i++)
    g_ptr_array_add (copy->choices, hark_setting_text_copy (self->choices->pdata[i]));
  copy->rest = json_object_ref (self->rest);
  return copy;
}

gboolean
hark_setting_question_equal (const HarkSettingQuestion *self, const HarkSettingQuestion *other)
{
  if (!hark_id_equal (&self->id, &other->id) || self->kind != other->kind
      || self->required != other->required || self->choices->len != other->choices->len
      || !hark_setting_text_equal (self->label, other->label))
    return FALSE;
  for (guint i = 0; i < self->choices->len; i++)
    if (!hark_setting_text_equal (self->choices->pdata[i], other->choices->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
free_question (gpointer question)
{
  hark_setting_question_free (question);
}

/* Each choice stands in an array, so that its place tells them apart in every language. */
static gboolean
read_choices (HarkSettingQuestion *self, JsonObject *json, const char *language, GError **error)
{
  JsonArray *choices;

  if (json_object_has_member (json, "choices"))
    {
      choices = hark_json_get_array (json, "choices", HARK_SETTING_MAX_CHOICES, error);
      if (choices == NULL)
        return FALSE;
      for (guint i = 0; i < json_array_get_length (choices); i++)
        {
          /* the reader wants a member */
          g_autoptr (JsonObject) holder = json_object_new ();
          HarkSettingText *text;

          json_object_set_member (holder, "choice",
                                  json_node_copy (json_array_get_element (choices, i)));
          text = hark_setting_text_from_json (holder, "choice", HARK_SETTING_MAX_LABEL, FALSE,
                                              error);
          if (text == NULL)
            return FALSE;
          g_ptr_array_add (self->choices, text);
          if (hark_setting_text_get (text, language) == NULL)
            return invalid (error, "a choice has no words in the area's language");
        }
    }
  if (self->kind == HARK_SETTING_QUESTION_CHOICE ? self->choices->len < 2 : self->choices->len > 0)
    return invalid (error, "a question has too few choices, or choices where it takes none");

  return TRUE;
}

static HarkSettingQuestion *
read_question (JsonObject *json, const char *language, GError **error)
{
  g_autoptr (HarkSettingQuestion) self = g_new0 (HarkSettingQuestion, 1);
  const char *kind = hark_json_get_string (json, "kind", 16, error);

  self->rest = json_object_ref (json);
  self->choices = g_ptr_array_new_with_free_func (free_text);
  if (kind == NULL || !hark_json_get_id (json, "id", &self->id, error)
      || !hark_json_get_bool (json, "required", &self->required, error))
    return NULL;
  if (!hark_setting_question_kind_from_name (kind, &self->kind) || hark_id_is_zero (&self->id))
    {
      invalid (error, "a question is of no kind that there is, or has no id");
      return NULL;
    }

  self->label = hark_setting_text_from_json (json, "label", HARK_SETTING_MAX_LABEL, FALSE, error);
  if (self->label == NULL || !read_choices (self, json, language, error))
    return NULL;
  if (hark_setting_text_get (self->label, language) == NULL)
    {
      invalid (error, "a question has no words in the area's language");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
keep (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  json_object_set_member (copy, name, json_node_copy (node));
}

static JsonObject *
write_question (const HarkSettingQuestion *self)
{
  JsonObject *json = json_object_new ();
  JsonArray *choices = json_array_new ();

  json_object_foreach_member (self->rest, keep, json);
  hark_json_set_id (json, "id", &self->id);
  json_object_set_string_member (json, "kind", hark_setting_question_kind_get_name (self->kind));
  json_object_set_boolean_member (json, "required", self->required);
  hark_setting_text_to_json (self->label, json, "label");
  for (guint i = 0; i < self->choices->len; i++)
    {
      g_autoptr (JsonObject) holder = json_object_new ();

      hark_setting_text_to_json (g_ptr_array_index (self->choices, i), holder, "choice");
      json_array_add_element (choices, json_object_dup_member (holder, "choice"));
    }
  json_object_set_array_member (json, "choices", choices);
  return json;
}

/* --- the area --- */

HarkSettingArea *
hark_setting_area_new (const char *language, const char *name)
{
  HarkSettingArea *self = g_new0 (HarkSettingArea, 1);

  self->language = g_strdup (language);
  self->name = hark_setting_text_new ();
  hark_setting_text_set (self->name, language, name);
  self->description = hark_setting_text_new ();
  self->anonymous = TRUE;
  self->pseudonym = g_strdup ("");
  self->questions = g_ptr_array_new_with_free_func (free_question);
  self->calendar = hark_calendar_find (HARK_CALENDAR_NONE);
  self->periods = hark_profile_list (HARK_PROFILE_OWN);
  self->rest = json_object_new ();
  return self;
}

void
hark_setting_area_free (HarkSettingArea *self)
{
  if (self == NULL)
    return;

  g_free (self->language);
  g_clear_pointer (&self->name, hark_setting_text_free);
  g_clear_pointer (&self->description, hark_setting_text_free);
  g_free (self->pseudonym);
  g_ptr_array_unref (self->questions);
  g_clear_pointer (&self->periods, g_ptr_array_unref);
  json_object_unref (self->rest);
  g_free (self);
}

HarkSettingArea *
hark_setting_area_copy (const HarkSettingArea *self)
{
  HarkSettingArea *copy = g_new0 (HarkSettingArea, 1);

  copy->language = g_strdup (self->language);
  copy->name = hark_setting_text_copy (self->name);
  copy->description = hark_setting_text_copy (self->description);
  copy->portal = self->portal;
  copy->anonymous = self->anonymous;
  copy->is_default = self->is_default;
  copy->exclusion = self->exclusion;
  copy->contact = self->contact;
  copy->pseudonym = g_strdup (self->pseudonym);
  copy->questions = g_ptr_array_new_with_free_func (free_question);
  for (guint i = 0; i < self->questions->len; i++)
    g_ptr_array_add (copy->questions, hark_setting_question_copy (self->questions->pdata[i]));
  copy->calendar = self->calendar;
  copy->profile = self->profile;
  copy->periods = hark_definition_list_copy (self->periods);
  copy->retention = self->retention;
  copy->rest = json_object_ref (self->rest);
  return copy;
}

gboolean
hark_setting_area_equal (const HarkSettingArea *self, const HarkSettingArea *other)
{
  if (strcmp (self->language, other->language) != 0 || self->portal != other->portal
      || self->anonymous != other->anonymous || self->is_default != other->is_default
      || self->exclusion != other->exclusion || self->contact != other->contact
      || strcmp (self->pseudonym, other->pseudonym) != 0
      || self->questions->len != other->questions->len || self->calendar != other->calendar
      || self->profile != other->profile
      || !hark_definition_list_equal (self->periods, other->periods)
      || memcmp (&self->retention, &other->retention, sizeof self->retention) != 0
      || !hark_setting_text_equal (self->name, other->name)
      || !hark_setting_text_equal (self->description, other->description))
    return FALSE;
  for (guint i = 0; i < self->questions->len; i++)
    if (!hark_setting_question_equal (self->questions->pdata[i], other->questions->pdata[i]))
      return FALSE;
  return TRUE;
}

HarkSettingQuestion *
hark_setting_area_find_question (const HarkSettingArea *self, const HarkId *id)
{
  for (guint i = 0; i < self->questions->len; i++)
    if (hark_id_equal (&((HarkSettingQuestion *)self->questions->pdata[i])->id, id))
      return self->questions->pdata[i];
  return NULL;
}

static gboolean
read_flag (JsonObject *body, const char *name, gboolean *flag, GError **error)
{
  return !json_object_has_member (body, name) || hark_json_get_bool (body, name, flag, error);
}

static gboolean
read_contact (HarkSettingArea *self, JsonObject *body, GError **error)
{
  const char *contact = NULL, *pseudonym = NULL;

  if (!hark_json_get_opt_string (body, "contact", 16, &contact, error)
      || !hark_json_get_opt_string (body, "pseudonym", HARK_SETTING_MAX_NAME, &pseudonym, error))
    return FALSE;
  if (contact != NULL && !hark_setting_contact_from_name (contact, &self->contact))
    return invalid (error, "\"contact\" is none of its values");
  if (pseudonym != NULL && pseudonym[0] != '\0'
      && !hark_text_is_name (pseudonym, strlen (pseudonym), HARK_SETTING_MAX_NAME))
    return invalid (error, "\"pseudonym\" is no name");
  if (self->contact == HARK_SETTING_CONTACT_PSEUDONYM && (pseudonym == NULL || *pseudonym == '\0'))
    return invalid (error, "\"pseudonym\" is missing");

  g_free (self->pseudonym);
  self->pseudonym = g_strdup (pseudonym != NULL ? pseudonym : "");
  return TRUE;
}

static gboolean
read_questions (HarkSettingArea *self, JsonObject *body, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  JsonArray *questions;

  if (!json_object_has_member (body, "questions"))
    return TRUE;
  questions = hark_json_get_array (body, "questions", HARK_SETTING_MAX_QUESTIONS, error);
  if (questions == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (questions); i++)
    {
      JsonObject *json = hark_json_array_get_object (questions, i, error);
      HarkSettingQuestion *question
          = json != NULL ? read_question (json, self->language, error) : NULL;

      if (question == NULL)
        return FALSE;
      g_ptr_array_add (self->questions, question);
      if (!g_hash_table_add (seen, &question->id))
        return invalid (error, "two questions have one id");
    }

  return TRUE;
}

static gboolean
read_periods (HarkSettingArea *self, JsonObject *body, GError **error)
{
  const char *calendar = NULL, *profile = NULL;

  if (!hark_json_get_opt_string (body, "calendar", HARK_CALENDAR_MAX_CODE, &calendar, error)
      || !hark_json_get_opt_string (body, "profile", 16, &profile, error))
    return FALSE;
  if (calendar != NULL)
    self->calendar = hark_calendar_find (calendar);
  if (self->calendar == NULL
      || (profile != NULL && !hark_profile_from_name (profile, &self->profile)))
    return invalid (error, "\"calendar\" or \"profile\" is none of its values");
  if ((self->profile == HARK_PROFILE_OWN) != json_object_has_member (body, "periods"))
    return invalid (error, "an area has periods of its own, or those of a profile");
  if (self->profile != HARK_PROFILE_OWN)
    return TRUE;

  g_clear_pointer (&self->periods, g_ptr_array_unref);
  self->periods = hark_definition_list_from_json (body, "periods", self->language, error);
  return self->periods != NULL;
}

static gboolean
read_names (HarkSettingArea *self, JsonObject *body, GError **error)
{
  g_clear_pointer (&self->name, hark_setting_text_free);
  g_clear_pointer (&self->description, hark_setting_text_free);
  self->name = hark_setting_text_from_json (body, "name", HARK_SETTING_MAX_NAME, FALSE, error);
  if (self->name == NULL)
    return FALSE;
  if (hark_setting_text_get (self->name, self->language) == NULL)
    return invalid (error, "the area has no name in its language");

  self->description = hark_setting_text_from_json (body, "description",
                                                   HARK_SETTING_MAX_DESCRIPTION, TRUE, error);
  return self->description != NULL;
}

HarkSettingArea *
hark_setting_area_from_json (JsonObject *body, GError **error)
{
  const char *language = hark_json_get_string (body, "language", 3, error);
  g_autoptr (HarkSettingArea) self = NULL;

  if (language == NULL)
    return NULL;
  if (!hark_setting_text_is_language (language))
    {
      invalid (error, "\"language\" is no language");
      return NULL;
    }

  self = hark_setting_area_new (language, NULL);
  json_object_unref (self->rest);
  self->rest = json_object_ref (body);
  if (!read_names (self, body, error) || !read_flag (body, "portal", &self->portal, error)
      || !read_flag (body, "anonymous", &self->anonymous, error)
      || !read_flag (body, "default", &self->is_default, error)
      || !read_flag (body, "exclusion", &self->exclusion, error)
      || !read_contact (self, body, error) || !read_questions (self, body, error)
      || !read_periods (self, body, error)
      || !hark_retention_from_json (body, self->profile, &self->retention, error))
    return NULL;

  return g_steal_pointer (&self);
}

JsonObject *
hark_setting_area_to_json (const HarkSettingArea *self)
{
  JsonObject *body = json_object_new ();
  JsonArray *questions = json_array_new ();

  json_object_foreach_member (self->rest, keep, body);
  json_object_set_string_member (body, "language", self->language);
  hark_setting_text_to_json (self->name, body, "name");
  hark_setting_text_to_json (self->description, body, "description");
  json_object_set_boolean_member (body, "portal", self->portal);
  json_object_set_boolean_member (body, "anonymous", self->anonymous);
  json_object_set_boolean_member (body, "default", self->is_default);
  json_object_set_boolean_member (body, "exclusion", self->exclusion);
  json_object_set_string_member (body, "contact", hark_setting_contact_get_name (self->contact));
  json_object_set_string_member (body, "pseudonym", self->pseudonym);
  for (guint i = 0; i < self->questions->len; i++)
    json_array_add_object_element (questions,
                                   write_question (g_ptr_array_index (self->questions, i)));
  json_object_set_array_member (body, "questions", questions);
  json_object_set_string_member (body, "calendar", hark_calendar_get_code (self->calendar));
  json_object_set_string_member (body, "profile", hark_profile_get_name (self->profile));
  json_object_remove_member (body, "periods");
  if (self->profile == HARK_PROFILE_OWN)
    hark_definition_list_to_json (self->periods, body, "periods");
  hark_retention_to_json (&self->retention, body);
  return body;
}

GPtrArray *
hark_setting_area_list_periods (const HarkSettingArea *self)
{
  return self->profile == HARK_PROFILE_OWN ? hark_definition_list_copy (self->periods)
                                           : hark_profile_list (self->profile);
}

guint
hark_setting_area_get_months (const HarkSettingArea *self, HarkOutcome outcome)
{
  return hark_retention_get (&self->retention, self->profile, outcome);
}

gboolean
hark_setting_area_allows_months (const HarkSettingArea *self, guint months)
{
  return hark_retention_allows (&self->retention, self->profile, months);
}

gboolean
hark_setting_area_is_bare (JsonObject *body)
{
  return json_object_get_size (body) == 2 && json_object_has_member (body, "language")
         && json_object_has_member (body, "name");
}

gboolean
hark_setting_area_is_default (JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "default");

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         && json_node_get_boolean (node);
}
