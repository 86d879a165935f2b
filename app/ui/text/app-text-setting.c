/* app-text-setting.c: see app-text-setting.h */
#include "text/app-text-setting.h"

#include "text/app-text-language.h"
#include "text/app-text-wording.h"
#include "text/app-text-calendar.h"
#include "text/app-text-definition.h"
#include "text/app-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- languages --- */

const char *
app_text_setting_language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "de") ? "de" : "en";
}

/* --- questions --- */

const char *
app_text_question_kind (HarkSettingQuestionKind kind)
{
  switch (kind)
    {
    case HARK_SETTING_QUESTION_CHOICE:
      return C_ ("kind of a question", "Choice");
    case HARK_SETTING_QUESTION_DATE:
      return C_ ("kind of a question", "Date");
    case HARK_SETTING_QUESTION_TEXT:
    default:
      return C_ ("kind of a question", "Text");
    }
}

char *
app_text_question_about (const HarkSettingQuestion *question, const char *language)
{
  g_autoptr (GString) text = g_string_new (app_text_question_kind (question->kind));

  g_string_append (text, " · ");
  g_string_append (text, question->required ? _ ("required") : _ ("may be left out"));
  for (guint i = 0; i < question->choices->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? " · " : ", ",
                            hark_setting_text_choose (question->choices->pdata[i], language, NULL));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- what was changed --- */

static const char *
say_flag (gboolean flag)
{
  return flag ? C_ ("a setting is on", "yes") : C_ ("a setting is on", "no");
}

static const char *
say_text (const char *text)
{
  return text != NULL && *text != '\0' ? text : C_ ("text of a setting", "none");
}

/* @old NULL: nothing was settled before. */
static void
add_line (GPtrArray *lines, const char *label, const char *old, const char *now)
{
  if (old != NULL && g_str_equal (old, now))
    return;

  g_ptr_array_add (lines, old == NULL /* Translators: what is settled, and how: "Offered on the portal: yes" */
                              ? g_strdup_printf (_ ("%s: %s"), label, now)
                              /* Translators: what is settled, how it is now and how it was */
                              : g_strdup_printf (_ ("%s: %s (before: %s)"), label, now, old));
}

static void
add_flags (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after)
{
  add_line (lines, _ ("Offered on the portal"), before != NULL ? say_flag (before->portal) : NULL,
            say_flag (after->portal));
  add_line (lines, _ ("Takes anonymous tickets"), before != NULL ? say_flag (before->anonymous) : NULL,
            say_flag (after->anonymous));
  add_line (lines, _ ("Shown first"), before != NULL ? say_flag (before->is_default) : NULL,
            say_flag (after->is_default));
  add_line (lines, _ ("Reporters may exclude members"), before != NULL ? say_flag (before->exclusion) : NULL,
            say_flag (after->exclusion));
}

/* The languages of both, in one order. (transfer container) */
static GList *
list_languages (HarkSettingText *before, HarkSettingText *after)
{
  g_autoptr (GHashTable) all = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) old = before != NULL ? g_hash_table_get_keys (before) : NULL;
  g_autoptr (GList) now = g_hash_table_get_keys (after);

  for (GList *at = old; at != NULL; at = at->next)
    g_hash_table_add (all, at->data);
  for (GList *at = now; at != NULL; at = at->next)
    g_hash_table_add (all, at->data);

  return g_list_sort (g_hash_table_get_keys (all), (GCompareFunc)strcmp);
}

static void
add_texts (GPtrArray *lines, const char *label, HarkSettingText *before, HarkSettingText *after)
{
  g_autoptr (GList) languages = list_languages (before, after);

  for (GList *at = languages; at != NULL; at = at->next)
    {
      /* Translators: what is settled, a language: "Name (German)" */
      g_autofree char *full = g_strdup_printf (_ ("%s (%s)"), label, app_text_language (at->data));

      add_line (lines, full, before != NULL ? say_text (hark_setting_text_get (before, at->data)) : NULL,
                say_text (hark_setting_text_get (after, at->data)));
    }
}

static const char *
say_contact (const HarkSettingArea *area)
{
  switch (area->contact)
    {
    case HARK_SETTING_CONTACT_NAME:
      return _ ("the contact person’s own name");
    case HARK_SETTING_CONTACT_PSEUDONYM:
      return area->pseudonym;
    case HARK_SETTING_CONTACT_PERSON:
    default:
      return _ ("“your contact person”");
    }
}

static void
add_months_of (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after, HarkOutcome outcome)
{
  guint now = hark_setting_area_get_months (after, outcome);
  guint old = before != NULL ? hark_setting_area_get_months (before, outcome) : 0;
  /* Translators: %s is an outcome of tickets; what follows is for how many months they are kept */
  g_autofree char *label = g_strdup_printf (_ ("Kept once closed (%s)"), app_text_outcome (outcome));
  g_autofree char *text = g_strdup_printf (ngettext ("%u month", "%u months", now), now);
  g_autofree char *text_before = g_strdup_printf (ngettext ("%u month", "%u months", old), old);

  add_line (lines, label, before != NULL ? text_before : NULL, text);
}

/* Where nothing was settled before, what is said now. */
static void
add_months (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after)
{
  for (HarkOutcome outcome = 0; outcome < HARK_OUTCOME_LAST; outcome++)
    if (before != NULL || after->retention.months[outcome] != 0)
      add_months_of (lines, before, after, outcome);
}

static const HarkSettingQuestion *
find_question (const HarkSettingArea *area, const HarkId *id)
{
  return area != NULL ? hark_setting_area_find_question (area, id) : NULL;
}

/* "When? (Date · required)" */
static char *
say_question (const HarkSettingQuestion *question, const char *language)
{
  g_autofree char *about = app_text_question_about (question, language);

  return g_strdup_printf ("%s (%s)", hark_setting_text_choose (question->label, language, NULL), about);
}

/* The ids of those that are in the other one, too, as one text. (transfer full) */
static char *
list_common (const HarkSettingArea *area, const HarkSettingArea *other)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < area->questions->len; i++)
    {
      const HarkId *id = &((HarkSettingQuestion *)area->questions->pdata[i])->id;
      g_autofree char *text = hark_id_to_string (id);

      if (find_question (other, id) != NULL)
        g_string_append (ids, text);
    }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
add_order (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after, const char *language)
{
  g_autofree char *old = list_common (before, after);
  g_autofree char *now = list_common (after, before);
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_str_equal (old, now))
    return;
  for (guint i = 0; i < after->questions->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? ", " : "",
        hark_setting_text_choose (((HarkSettingQuestion *)after->questions->pdata[i])->label, language, NULL));
  g_ptr_array_add (lines, g_strdup_printf (_ ("Questions in another order: %s"), text->str));
}

static void
add_questions (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after)
{
  const char *language = app_text_setting_language ();

  for (guint i = 0; i < after->questions->len; i++)
    {
      const HarkSettingQuestion *now = after->questions->pdata[i];
      const HarkSettingQuestion *old = find_question (before, &now->id);
      g_autofree char *said = say_question (now, language);
      g_autofree char *said_before = old != NULL ? say_question (old, language) : NULL;

      if (old == NULL)
        g_ptr_array_add (lines, g_strdup_printf (_ ("Question added: %s"), said));
      else if (!hark_setting_question_equal (old, now))
        /* Translators: a question as it is now, and as it was */
        g_ptr_array_add (lines, g_strdup_printf (_ ("Question changed: %s, before: %s"), said, said_before));
    }
  for (guint i = 0; before != NULL && i < before->questions->len; i++)
    {
      const HarkSettingQuestion *old = before->questions->pdata[i];
      g_autofree char *said = say_question (old, language);

      if (find_question (after, &old->id) == NULL)
        g_ptr_array_add (lines, g_strdup_printf (_ ("Question removed: %s"), said));
    }
  if (before != NULL)
    add_order (lines, before, after, language);
}

static void
add_calendar (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after)
{
  g_autofree char *old = before != NULL ? app_text_calendar (before->calendar) : NULL;
  g_autofree char *now = app_text_calendar (after->calendar);

  add_line (lines, _ ("Public holidays"), old, now);
}

static void
add_profile (GPtrArray *lines, const HarkSettingArea *before, const HarkSettingArea *after)
{
  add_line (lines, _ ("Profile of deadlines"), before != NULL ? app_text_profile (before->profile) : NULL,
            app_text_profile (after->profile));
}

GPtrArray *
app_text_setting_changes (const HarkSettingArea *before, const HarkSettingArea *after)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  add_texts (lines, _ ("Name"), before != NULL ? before->name : NULL, after->name);
  add_texts (lines, _ ("Description"), before != NULL ? before->description : NULL, after->description);
  add_line (lines, _ ("Main language"), before != NULL ? app_text_language (before->language) : NULL,
            app_text_language (after->language));
  add_flags (lines, before, after);
  add_line (lines, _ ("Reporters know their contact person as"), before != NULL ? say_contact (before) : NULL,
            say_contact (after));
  add_questions (lines, before, after);
  add_profile (lines, before, after);
  app_text_definition_add_changes (lines, before, after, app_text_setting_language ());
  add_calendar (lines, before, after);
  add_months (lines, before, after);

  return lines;
}

/* "Mail “Deadline”, Subject (German)"; (transfer full). */
static char *
name_words (const char *language, const char *mail, const char *part)
{
  /* Translators: which mail it is, one of its parts, a language: "Mail “Deadline”, Subject (German)" */
  return g_strdup_printf (_ ("Mail “%s”, %s (%s)"), app_text_mail_kind (mail), app_text_mail_part (part),
                          app_text_language (language));
}

static const char *
say_words (const char *words)
{
  return words != NULL ? words : _ ("Hark’s own words");
}

static void
add_wording (GPtrArray *lines, HarkWording *before, HarkWording *after)
{
  g_autoptr (GPtrArray) keys = hark_wording_list_keys (after, before);

  for (guint i = 0; i < keys->len; i++)
    {
      g_auto (GStrv) at = hark_wording_split (keys->pdata[i]);
      g_autofree char *label = name_words (at[0], at[1], at[2]);

      add_line (lines, label, before != NULL ? say_words (g_hash_table_lookup (before, keys->pdata[i])) : NULL,
                say_words (g_hash_table_lookup (after, keys->pdata[i])));
    }
}

GPtrArray *
app_text_setting_organisation_changes (const HarkSettingOrganisation *before, const HarkSettingOrganisation *after)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  add_line (lines, _ ("Public address"), before != NULL ? say_text (before->address) : NULL, say_text (after->address));
  add_line (lines, _ ("Onion service"), before != NULL ? say_text (before->onion) : NULL, say_text (after->onion));
  add_line (lines, _ ("Time zone"), before != NULL ? say_text (before->zone) : NULL, say_text (after->zone));
  add_line (lines, _ ("Shown where a text is missing"), before != NULL ? app_text_language (before->language) : NULL,
            app_text_language (after->language));
  add_texts (lines, _ ("Imprint"), before != NULL ? before->imprint : NULL, after->imprint);
  add_texts (lines, _ ("Privacy"), before != NULL ? before->privacy : NULL, after->privacy);
  add_texts (lines, _ ("How else to reach you"), before != NULL ? before->contact : NULL, after->contact);
  add_wording (lines, before != NULL ? before->wording : NULL, after->wording);

  return lines;
}

/* --- as a history tells it --- */

typedef struct
{
  const char *member, *label;
} Label;

static const Label area_labels[] = {
  { "name", N_ ("Name") },
  { "description", N_ ("Description") },
  { "language", N_ ("Main language") },
  { "portal", N_ ("Offered on the portal") },
  { "anonymous", N_ ("Takes anonymous tickets") },
  { "default", N_ ("Shown first") },
  { "exclusion", N_ ("Reporters may exclude members") },
  { "contact", N_ ("Reporters know their contact person as") },
  { "pseudonym", N_ ("Name towards reporters") },
  { NULL },
};

static const Label organisation_labels[] = {
  { "address", N_ ("Public address") },
  { "onion", N_ ("Onion service") },
  { "zone", N_ ("Time zone") },
  { "language", N_ ("Shown where a text is missing") },
  { "imprint", N_ ("Imprint") },
  { "privacy", N_ ("Privacy") },
  { "contact", N_ ("How else to reach you") },
  { "wording", N_ ("Words of mails") },
  { NULL },
};

/* What a later version settles is told as it is called there. */
static const char *
find_label (const Label *labels, const char *member)
{
  for (guint i = 0; labels[i].member != NULL; i++)
    if (g_str_equal (labels[i].member, member))
      return _ (labels[i].label);

  return member;
}

static const char *
say_value (const AppSettingValue *value, const char *text)
{
  if (value->kind == APP_SETTING_VALUE_FLAG && text != NULL)
    return say_flag (g_str_equal (text, "yes"));
  if (g_str_equal (value->member, "language") && text != NULL)
    return app_text_language (text);

  return say_text (text);
}

static void
add_value (GPtrArray *lines, const char *label, const AppSettingValue *value, gboolean is_first)
{
  /* Translators: what is settled, a language: "Name (German)" */
  g_autofree char *full
      = value->language != NULL ? g_strdup_printf (_ ("%s (%s)"), label, app_text_language (value->language)) : NULL;
  const char *what = full != NULL ? full : label;

  if (value->kind == APP_SETTING_VALUE_LONG)
    /* Translators: what is settled, a text that is too long to be repeated */
    g_ptr_array_add (lines, g_strdup_printf (is_first ? _ ("%s: text set") : _ ("%s: text changed"), what));
  else
    add_line (lines, what, is_first ? NULL : say_value (value, value->old), say_value (value, value->now));
}

static void
add_words (GPtrArray *lines, const AppSettingValue *value)
{
  g_autofree char *label = name_words (value->language, value->mail, value->part);

  if (value->kind == APP_SETTING_VALUE_LONG)
    g_ptr_array_add (lines, g_strdup_printf (_ ("%s: text changed"), label));
  else
    add_line (lines, label, say_words (value->old), say_words (value->now));
}

GPtrArray *
app_text_setting_values (const AppSettingChange *change)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  const HarkSettingArea *before = change->before, *after = change->after;
  const Label *labels = after != NULL ? area_labels : organisation_labels;

  for (guint i = 0; i < change->values->len; i++)
    {
      const AppSettingValue *value = change->values->pdata[i];
      const char *label = find_label (labels, value->member);
      HarkOutcome outcome;

      if (value->mail != NULL)
        add_words (lines, value);
      else if (after != NULL && g_str_equal (value->member, "questions"))
        add_questions (lines, before, after);
      else if (after != NULL && g_str_equal (value->member, "contact"))
        add_line (lines, label, before != NULL ? say_contact (before) : NULL, say_contact (after));
      else if (after != NULL && g_str_equal (value->member, "profile"))
        add_profile (lines, before, after);
      else if (after != NULL && g_str_equal (value->member, "periods"))
        app_text_definition_add_changes (lines, before, after, app_text_setting_language ());
      else if (after != NULL && g_str_equal (value->member, "calendar"))
        add_calendar (lines, before, after);
      else if (after != NULL && value->outcome != NULL && hark_outcome_from_name (value->outcome, &outcome))
        add_months_of (lines, before, after, outcome);
      else if (after != NULL && g_str_equal (value->member, HARK_RETENTION_MEMBER))
        add_months (lines, before, after);
      else
        add_value (lines, label, value, change->version == 1);
    }

  return lines;
}

char *
app_text_setting_author (gint64 time, const char *by)
{
  g_autofree char *when = app_text_time_full (time);

  return g_strdup_printf ("%s · %s", when, by);
}
