/* hark-definition.c: see hark-definition.h */
#include "hark-definition.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-name.h"

#define MAX_WORD 16

static const char *const kind_names[] = { "acknowledge", "feedback", "other" };
static const char *const start_names[] = { "receipt", "acknowledgement", "hand" };
static const char *const unit_names[] = { "days", "working-days", "months" };
static const char *const profile_names[] = { "eu", "at", "fr", "it", "own" };

/* The same in every organisation. */
static const HarkId acknowledge_id = { "hark:acknowledge" };
static const HarkId feedback_id = { "hark:feedback" };

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

const char *
hark_definition_kind_get_name (HarkDefinitionKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

const char *
hark_definition_start_get_name (HarkDefinitionStart start)
{
  g_return_val_if_fail (start < G_N_ELEMENTS (start_names), NULL);

  return start_names[start];
}

const char *
hark_period_unit_get_name (HarkPeriodUnit unit)
{
  g_return_val_if_fail (unit < G_N_ELEMENTS (unit_names), NULL);

  return unit_names[unit];
}

gboolean
hark_period_unit_from_name (const char *name, HarkPeriodUnit *unit)
{
  int found = hark_name_find (unit_names, G_N_ELEMENTS (unit_names), name);

  if (found < 0)
    return FALSE;

  *unit = (HarkPeriodUnit)found;
  return TRUE;
}

const char *
hark_profile_get_name (HarkProfile profile)
{
  g_return_val_if_fail (profile < G_N_ELEMENTS (profile_names), NULL);

  return profile_names[profile];
}

gboolean
hark_profile_from_name (const char *name, HarkProfile *profile)
{
  int found = hark_name_find (profile_names, G_N_ELEMENTS (profile_names), name);

  if (found < 0)
    return FALSE;

  *profile = (HarkProfile)found;
  return TRUE;
}

/* --- a definition --- */

HarkDefinition *
hark_definition_new (void)
{
  HarkDefinition *self = g_new0 (HarkDefinition, 1);

  hark_id_random (&self->id);
  self->kind = HARK_DEFINITION_OTHER;
  self->name = hark_setting_text_new ();
  self->start = HARK_DEFINITION_HAND;
  self->length = (HarkPeriodLength){ 1, HARK_PERIOD_DAYS };
  self->rest = json_object_new ();
  return self;
}

void
hark_definition_free (HarkDefinition *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->name, hark_setting_text_free);
  g_clear_pointer (&self->rest, json_object_unref);
  g_free (self);
}

HarkDefinition *
hark_definition_copy (const HarkDefinition *self)
{
  HarkDefinition *copy = g_memdup2 (self, sizeof *self);

  copy->name = hark_setting_text_copy (self->name);
  copy->rest = json_object_ref (self->rest);
  return copy;
}

static gboolean
length_equal (const HarkPeriodLength *a, const HarkPeriodLength *b)
{
  return a->count == b->count && a->unit == b->unit;
}

gboolean
hark_definition_equal (const HarkDefinition *self, const HarkDefinition *other)
{
  if (!hark_id_equal (&self->id, &other->id) || self->kind != other->kind
      || self->start != other->start || self->attaches != other->attaches
      || self->by_answer != other->by_answer || self->n_latest != other->n_latest
      || self->remind.n_days != other->remind.n_days
      || !length_equal (&self->length, &other->length)
      || !hark_setting_text_equal (self->name, other->name))
    return FALSE;
  for (guint i = 0; i < self->n_latest; i++)
    if (!length_equal (&self->latest[i], &other->latest[i]))
      return FALSE;
  for (guint i = 0; i < self->remind.n_days; i++)
    if (self->remind.days[i] != other->remind.days[i])
      return FALSE;

  return TRUE;
}

static void
free_definition (gpointer definition)
{
  hark_definition_free (definition);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func (free_definition);
}

GPtrArray *
hark_definition_list_copy (GPtrArray *list)
{
  GPtrArray *copy = new_list ();

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (copy, hark_definition_copy (list->pdata[i]));
  return copy;
}

gboolean
hark_definition_list_equal (GPtrArray *list, GPtrArray *other)
{
  if (list->len != other->len)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!hark_definition_equal (list->pdata[i], other->pdata[i]))
      return FALSE;

  return TRUE;
}

/* --- profiles --- */

GPtrArray *
hark_profile_list (HarkProfile profile)
{
  GPtrArray *list = new_list ();
  HarkDefinition *acknowledge, *feedback;

  if (profile == HARK_PROFILE_OWN)
    return list;

  acknowledge = hark_definition_new ();
  acknowledge->id = acknowledge_id;
  acknowledge->kind = HARK_DEFINITION_ACKNOWLEDGE;
  acknowledge->start = HARK_DEFINITION_RECEIPT;
  acknowledge->length = (HarkPeriodLength){ 7, profile == HARK_PROFILE_FR ? HARK_PERIOD_WORKING_DAYS
                                                                          : HARK_PERIOD_DAYS };
  acknowledge->remind = (HarkRemind){ { 2 }, 1 };
  acknowledge->attaches = TRUE;
  acknowledge->by_answer = TRUE;
  g_ptr_array_add (list, acknowledge);

  feedback = hark_definition_new ();
  feedback->id = feedback_id;
  feedback->kind = HARK_DEFINITION_FEEDBACK;
  feedback->length = (HarkPeriodLength){ 3, HARK_PERIOD_MONTHS };
  feedback->remind = (HarkRemind){ { 14, 3 }, 2 };
  feedback->attaches = TRUE;
  feedback->start = HARK_DEFINITION_RECEIPT;
  if (profile != HARK_PROFILE_AT)
    {
      /* without an acknowledgement from the end of the time for it on */
      feedback->start = HARK_DEFINITION_ACKNOWLEDGEMENT;
      feedback->latest[0] = acknowledge->length;
      feedback->latest[1] = feedback->length;
      feedback->n_latest = 2;
    }
  g_ptr_array_add (list, feedback);
  return list;
}

/* --- JSON --- */

static gboolean
read_word (JsonObject *json, const char *name, const char *const *words, guint n, guint *index,
           GError **error)
{
  const char *word = hark_json_get_string (json, name, MAX_WORD, error);
  int found = word != NULL ? hark_name_find (words, n, word) : -1;

  if (word == NULL)
    return FALSE;
  if (found < 0)
    return invalid (error, "a period's definition has a word that is none of its values");

  *index = (guint)found;
  return TRUE;
}

static gboolean
read_length (JsonObject *json, HarkPeriodLength *length, GError **error)
{
  guint unit;
  gint64 count;

  if (!read_word (json, "unit", unit_names, G_N_ELEMENTS (unit_names), &unit, error)
      || !hark_json_get_int (json, "count", 1,
                             unit == HARK_PERIOD_MONTHS ? HARK_DEFINITION_MAX_MONTHS
                                                        : HARK_DEFINITION_MAX_DAYS,
                             &count, error))
    return FALSE;

  *length = (HarkPeriodLength){ (guint)count, (HarkPeriodUnit)unit };
  return TRUE;
}

static gboolean
read_latest (JsonObject *json, HarkDefinition *self, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (json, "latest"))
    return TRUE;
  array = hark_json_get_array (json, "latest", HARK_DEFINITION_MAX_LATEST, error);
  if (array == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *length = hark_json_array_get_object (array, i, error);

      if (length == NULL || !read_length (length, &self->latest[i], error))
        return FALSE;
      self->n_latest++;
    }

  return TRUE;
}

gboolean
hark_remind_from_json (JsonObject *json, const char *name, HarkRemind *remind, GError **error)
{
  HarkRemind read = { 0 };
  JsonArray *array;

  if (json_object_has_member (json, name))
    {
      array = hark_json_get_array (json, name, HARK_DEFINITION_MAX_REMIND, error);
      if (array == NULL)
        return FALSE;
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *node = json_array_get_element (array, i);
          gint64 days
              = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
                    ? json_node_get_int (node)
                    : -1;

          if (days < 0 || days > HARK_DEFINITION_MAX_REMIND_DAYS
              || (i > 0 && days >= read.days[i - 1]))
            return invalid (error, "reminders are days before the due day, the longest first");
          read.days[read.n_days++] = (guint)days;
        }
    }

  *remind = read;
  return TRUE;
}

static gboolean
check (const HarkDefinition *self, const char *language, GError **error)
{
  if (hark_id_is_zero (&self->id))
    return invalid (error, "a period's definition has no id");
  if (language != NULL && self->kind == HARK_DEFINITION_OTHER
      && hark_setting_text_get (self->name, language) == NULL)
    return invalid (error, "a period's definition has no name in the area's language");
  if (self->kind == HARK_DEFINITION_ACKNOWLEDGE
      && (!self->by_answer || self->start != HARK_DEFINITION_RECEIPT))
    return invalid (error, "an acknowledgement is due from the receipt on, and is an answer");
  if (self->by_answer && self->start != HARK_DEFINITION_RECEIPT)
    return invalid (error, "what begins later is not fulfilled by the first answer");
  if (self->attaches && self->start == HARK_DEFINITION_HAND)
    return invalid (error, "what begins by hand does not attach by itself");

  return TRUE;
}

HarkDefinition *
hark_definition_from_json (JsonObject *json, const char *language, GError **error)
{
  g_autoptr (HarkDefinition) self = hark_definition_new ();
  JsonObject *length = hark_json_get_object (json, "length", error);
  guint kind, start, fulfil;
  static const char *const fulfil_names[] = { "hand", "answer" };

  if (length == NULL || !hark_json_get_id (json, "id", &self->id, error)
      || !read_word (json, "kind", kind_names, G_N_ELEMENTS (kind_names), &kind, error)
      || !read_word (json, "start", start_names, G_N_ELEMENTS (start_names), &start, error)
      || !read_word (json, "fulfil", fulfil_names, G_N_ELEMENTS (fulfil_names), &fulfil, error)
      || !read_length (length, &self->length, error) || !read_latest (json, self, error)
      || !hark_remind_from_json (json, "remind", &self->remind, error)
      || !hark_json_get_bool (json, "attach", &self->attaches, error))
    return NULL;

  g_clear_pointer (&self->name, hark_setting_text_free);
  self->name = hark_setting_text_from_json (json, "name", HARK_DEFINITION_MAX_NAME, FALSE, error);
  if (self->name == NULL)
    return NULL;

  self->kind = (HarkDefinitionKind)kind;
  self->start = (HarkDefinitionStart)start;
  self->by_answer = fulfil == 1;
  json_object_unref (self->rest);
  self->rest = json_object_ref (json);
  return check (self, language, error) ? g_steal_pointer (&self) : NULL;
}

static void
keep (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  json_object_set_member (copy, name, json_node_copy (node));
}

static JsonObject *
write_length (const HarkPeriodLength *length)
{
  JsonObject *json = json_object_new ();

  json_object_set_int_member (json, "count", length->count);
  json_object_set_string_member (json, "unit", unit_names[length->unit]);
  return json;
}

void
hark_remind_to_json (const HarkRemind *remind, JsonObject *json, const char *name)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < remind->n_days; i++)
    json_array_add_int_element (array, remind->days[i]);
  json_object_set_array_member (json, name, array);
}

JsonObject *
hark_definition_to_json (const HarkDefinition *self)
{
  JsonObject *json = json_object_new ();
  JsonArray *latest = json_array_new ();

  json_object_foreach_member (self->rest, keep, json);
  hark_json_set_id (json, "id", &self->id);
  json_object_set_string_member (json, "kind", kind_names[self->kind]);
  hark_setting_text_to_json (self->name, json, "name");
  json_object_set_string_member (json, "start", start_names[self->start]);
  json_object_set_object_member (json, "length", write_length (&self->length));
  for (guint i = 0; i < self->n_latest; i++)
    json_array_add_object_element (latest, write_length (&self->latest[i]));
  json_object_set_array_member (json, "latest", latest);
  hark_remind_to_json (&self->remind, json, "remind");
  json_object_set_boolean_member (json, "attach", self->attaches);
  json_object_set_string_member (json, "fulfil", self->by_answer ? "answer" : "hand");
  return json;
}

GPtrArray *
hark_definition_list_from_json (JsonObject *json, const char *name, const char *language,
                                GError **error)
{
  g_autoptr (GPtrArray) list = new_list ();
  JsonArray *array = hark_json_get_array (json, name, HARK_DEFINITION_MAX, error);
  guint n_of_kind[G_N_ELEMENTS (kind_names)] = { 0 };

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = hark_json_array_get_object (array, i, error);
      HarkDefinition *definition
          = object != NULL ? hark_definition_from_json (object, language, error) : NULL;

      if (definition == NULL)
        return NULL;
      for (guint k = 0; k < list->len; k++)
        if (hark_id_equal (&((HarkDefinition *)list->pdata[k])->id, &definition->id))
          {
            hark_definition_free (definition);
            invalid (error, "two definitions of periods have one id");
            return NULL;
          }
      g_ptr_array_add (list, definition);
      if (++n_of_kind[definition->kind] > 1 && definition->kind != HARK_DEFINITION_OTHER)
        {
          invalid (error, "there are two acknowledgements, or two feedbacks");
          return NULL;
        }
    }

  return g_steal_pointer (&list);
}

void
hark_definition_list_to_json (GPtrArray *list, JsonObject *json, const char *name)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (array, hark_definition_to_json (list->pdata[i]));
  json_object_set_array_member (json, name, array);
}

/* --- when --- */

gint64
hark_definition_due (const HarkDefinition *self, const HarkCalendar *calendar, GTimeZone *zone,
                     gint64 received, gint64 started)
{
  gint64 due = 0, latest;

  if (self->start == HARK_DEFINITION_RECEIPT)
    started = received;
  if (started != 0)
    due = hark_period_due (started, zone, calendar, &self->length, 1);
  if (self->n_latest == 0)
    return due;

  latest = hark_period_due (received, zone, calendar, self->latest, self->n_latest);
  return due != 0 ? MIN (due, latest) : latest;
}
