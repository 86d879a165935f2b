/* web-asked.c: see web-asked.h */
#include "web-asked.h"

#include <string.h>

#include "hark-seal.h"
#include "store-setting.h"

#define TOKEN_LEN 8

G_STATIC_ASSERT (WEB_LAST_ASKED - WEB_FIRST_ASKED + 1 == HARK_SETTING_MAX_QUESTIONS);

void
web_asked_free (WebAsked *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->area, hark_setting_area_free);
  g_free (self->token);
  g_free (self);
}

/* What is said in each language, the languages in one order, and an end. */
static void
append_words (GByteArray *data, HarkSettingText *text)
{
  g_autoptr (GList) languages = g_list_sort (g_hash_table_get_keys (text), (GCompareFunc)strcmp);

  for (GList *at = languages; at != NULL; at = at->next)
    {
      const char *words = hark_setting_text_get (text, at->data);

      g_byte_array_append (data, at->data, (guint)strlen (at->data) + 1);
      g_byte_array_append (data, (const guint8 *)words, (guint)strlen (words) + 1);
    }
  g_byte_array_append (data, (const guint8 *)"", 1);
}

/* Answers go by the question's place, and choices by their number: whatever moves a question or
 * says another thing makes another token. */
static char *
make_token (const HarkId *id, const HarkSettingArea *area)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint8 hash[TOKEN_LEN];
  GString *text;

  if (area->questions->len == 0)
    return g_strdup ("");

  g_byte_array_append (data, id->bytes, HARK_ID_LEN);
  g_byte_array_append (data, (const guint8 *)area->language, (guint)strlen (area->language) + 1);
  for (guint i = 0; i < area->questions->len; i++)
    {
      const HarkSettingQuestion *question = g_ptr_array_index (area->questions, i);
      const guint8 shape[2] = { (guint8)question->kind, (guint8)question->choices->len };

      g_byte_array_append (data, question->id.bytes, HARK_ID_LEN);
      g_byte_array_append (data, shape, sizeof shape);
      append_words (data, question->label);
      for (guint j = 0; j < question->choices->len; j++)
        append_words (data, question->choices->pdata[j]);
    }
  hark_seal_hash (hash, sizeof hash, NULL, 0, NULL, data->data, (gsize)data->len, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < sizeof hash; i++)
    g_string_append_printf (text, "%02x", hash[i]);
  return g_string_free (text, FALSE);
}

static const SrvArea *
find_area (const WebDraft *draft, GPtrArray *areas)
{
  const char *chosen = web_draft_get (draft, WEB_AREA);
  HarkId id;

  if (areas->len == 1)
    return g_ptr_array_index (areas, 0);
  if (!hark_id_from_string (chosen, &id))
    memset (&id, 0, sizeof id);

  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);

      if (*chosen == '\0' ? area->is_default : hark_id_equal (&area->id, &id))
        return area;
    }

  return NULL;
}

WebAsked *
web_asked_read_area (SrvContext *context, const HarkId *area, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  HarkSettingArea *settled = store != NULL ? store_setting_get_area (store, area, error) : NULL;
  WebAsked *self;

  if (settled == NULL)
    return NULL;

  self = g_new0 (WebAsked, 1);
  self->area = settled;
  self->token = make_token (area, settled);
  return self;
}

WebAsked *
web_asked_read (SrvContext *context, const WebDraft *draft, GPtrArray *areas)
{
  const SrvArea *area = find_area (draft, areas);

  return area != NULL ? web_asked_read_area (context, &area->id, NULL) : NULL;
}

gboolean
web_asked_is_current (const WebAsked *self, const WebDraft *draft)
{
  return g_str_equal (self->token, web_draft_get (draft, WEB_ASKED));
}

static const char *
get_answer (const WebAsked *self, const WebDraft *draft, guint index)
{
  return web_asked_is_current (self, draft) ? web_draft_get (draft, WEB_FIRST_ASKED + index) : "";
}

/* The choice that was made, as its number from 1 on; NULL for none. */
static HarkSettingText *
find_choice (const HarkSettingQuestion *question, const char *answer)
{
  guint64 number;

  return question->kind == HARK_SETTING_QUESTION_CHOICE
                 && g_ascii_string_to_unsigned (answer, 10, 1, question->choices->len, &number,
                                                NULL)
             ? g_ptr_array_index (question->choices, number - 1)
             : NULL;
}

/* ------------------------------------------------------------------ what is wrong */

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n")] == '\0';
}

/* YYYY-MM-DD, as browsers send it and as it can be typed. */
static gboolean
is_date (const char *text)
{
  static const char form[] = "0000-00-00";
  guint64 year, month, day;

  if (strlen (text) != strlen (form))
    return FALSE;
  for (gsize i = 0; i < strlen (form); i++)
    if (form[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return FALSE;

  year = g_ascii_strtoull (text, NULL, 10);
  month = g_ascii_strtoull (text + 5, NULL, 10);
  day = g_ascii_strtoull (text + 8, NULL, 10);
  return year > 0 && g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static const char *
find_fault (const HarkSettingQuestion *question, const char *answer, gboolean is_long)
{
  if (is_blank (answer))
    return question->required ? _ ("This area needs an answer to this question.") : NULL;
  if (is_long)
    return _ ("This is too long: shorten it to a few sentences.");
  if (question->kind == HARK_SETTING_QUESTION_DATE && !is_date (answer))
    return _ ("Enter the day as year, month and day: 2026-03-31.");
  if (question->kind == HARK_SETTING_QUESTION_CHOICE && find_choice (question, answer) == NULL)
    return _ ("Choose one of the answers.");

  return NULL;
}

void
web_asked_check (const WebAsked *self, const WebDraft *draft, const char *language,
                 WebFaults *faults)
{
  if (!web_asked_is_current (self, draft))
    {
      if (self->area->questions->len > 0)
        web_faults_add (faults, web_field_get_name (WEB_FIRST_ASKED),
                        _ ("This area has questions of its own: they are on this page now."));
      return;
    }

  for (guint i = 0; i < self->area->questions->len; i++)
    {
      WebField field = WEB_FIRST_ASKED + i;
      const char *answer = web_draft_get (draft, field);
      gboolean is_long = draft->cut[field] || strlen (answer) > web_field_get_limit (field);
      const HarkSettingQuestion *question = self->area->questions->pdata[i];
      const char *fault = find_fault (question, answer, is_long);
      g_autofree char *sentence = NULL;

      if (fault == NULL)
        continue;
      /* they stand in a list above the form, too. Translators: a question, what is wrong there */
      sentence = g_strdup_printf (
          _ ("“%s” %s"), hark_setting_text_choose (question->label, language, self->area->language),
          fault);
      web_faults_add (faults, web_field_get_name (field), sentence);
    }
}

/* ------------------------------------------------------------------ fields */

static void
add_choices (WebPage *page, const HarkSettingQuestion *question, const char *name,
             const char *label, const char *fault, const char *answer, const char *language,
             const char *fallback)
{
  g_autofree WebChoice *choices = g_new0 (WebChoice, question->choices->len + 1);
  guint n = 0;

  for (; n < question->choices->len; n++)
    {
      choices[n].value = web_page_say (page, "%u", n + 1);
      choices[n].label = hark_setting_text_choose (question->choices->pdata[n], language, fallback);
    }
  if (!question->required)
    choices[n++] = (WebChoice){ "", _ ("I would rather not say"), NULL };

  web_form_add_choices (page, name,
                        question->required ? web_page_say (page, "%s (%s)", label, _ ("required"))
                                           : label,
                        fault, question->required && *answer == '\0' ? NULL : answer, choices, n);
}

static void
add_question (WebPage *page, const WebAsked *self, const WebDraft *draft, WebFaults *faults,
              guint index, const char *language)
{
  const HarkSettingQuestion *question = self->area->questions->pdata[index];
  const char *name = web_field_get_name (WEB_FIRST_ASKED + index);
  const char *label = hark_setting_text_choose (question->label, language, self->area->language);
  const WebInput input = {
    .name = name,
    .label = label,
    .hint
    = question->kind == HARK_SETTING_QUESTION_DATE ? _ ("Year, month and day: 2026-03-31.") : NULL,
    .value = get_answer (self, draft, index),
    .fault = web_faults_find (faults, name),
    .rows = question->kind == HARK_SETTING_QUESTION_TEXT ? 3 : 0,
    .is_required = question->required,
    .is_date = question->kind == HARK_SETTING_QUESTION_DATE,
  };

  if (question->kind == HARK_SETTING_QUESTION_CHOICE)
    add_choices (page, question, name, label, input.fault, input.value, language,
                 self->area->language);
  else
    web_form_add_input (page, &input);
}

void
web_asked_add_fields (WebPage *page, const WebAsked *self, const WebDraft *draft, WebFaults *faults)
{
  const char *language = srv_request_get_language (web_page_get_request (page));

  web_page_add (page, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n",
                web_field_get_name (WEB_ASKED), self->token);
  if (self->area->questions->len == 0)
    return;

  web_page_add (page, "<fieldset class=\"group\">\n<legend><h2>%s</h2></legend>\n",
                _ ("What this area asks"));
  for (guint i = 0; i < self->area->questions->len; i++)
    add_question (page, self, draft, faults, i, language);
  web_page_add (page, "</fieldset>\n");
}

void
web_asked_each (const WebAsked *self, const WebDraft *draft, const char *language,
                WebAskedFunc func, gpointer user)
{
  for (guint i = 0; i < self->area->questions->len; i++)
    {
      const HarkSettingQuestion *question = self->area->questions->pdata[i];
      const char *answer = get_answer (self, draft, i);
      HarkSettingText *choice = find_choice (question, answer);

      if (is_blank (answer))
        continue;
      if (choice != NULL)
        answer = hark_setting_text_choose (choice, language, self->area->language);
      func (user, &question->id,
            hark_setting_text_choose (question->label, language, self->area->language), answer);
    }
}
