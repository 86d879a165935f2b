/* app-setting-merge.c: see app-setting-merge.h */
#include "app-setting-merge.h"

#include <string.h>

static void
merge_text (HarkSettingText *base, HarkSettingText *mine, HarkSettingText *merged)
{
  GHashTableIter iter;
  gpointer language, text;

  g_hash_table_iter_init (&iter, mine);
  while (g_hash_table_iter_next (&iter, &language, &text))
    if (g_strcmp0 (text, hark_setting_text_get (base, language)) != 0)
      hark_setting_text_set (merged, language, text);
  g_hash_table_iter_init (&iter, base);
  while (g_hash_table_iter_next (&iter, &language, NULL))
    if (hark_setting_text_get (mine, language) == NULL)
      hark_setting_text_set (merged, language, NULL);
}

static gboolean
is_changed (const HarkSettingArea *base, const HarkSettingQuestion *question)
{
  const HarkSettingQuestion *before = hark_setting_area_find_question (base, &question->id);

  return before == NULL || !hark_setting_question_equal (before, question);
}

/* In my order, as each was changed last; then what they added. What one of the two removed, and the
 * other left as it was, is gone. */
static void
merge_questions (const HarkSettingArea *base, const HarkSettingArea *mine,
                 const HarkSettingArea *theirs, GPtrArray *merged)
{
  for (guint i = 0; i < mine->questions->len; i++)
    {
      const HarkSettingQuestion *my = mine->questions->pdata[i];
      const HarkSettingQuestion *their = hark_setting_area_find_question (theirs, &my->id);

      if (is_changed (base, my))
        g_ptr_array_add (merged, hark_setting_question_copy (my));
      else if (their != NULL)
        g_ptr_array_add (merged, hark_setting_question_copy (their));
    }
  for (guint i = 0; i < theirs->questions->len; i++)
    {
      const HarkSettingQuestion *their = theirs->questions->pdata[i];

      if (hark_setting_area_find_question (mine, &their->id) == NULL && is_changed (base, their))
        g_ptr_array_add (merged, hark_setting_question_copy (their));
    }
}

static HarkDefinition *
find_definition (const HarkSettingArea *area, const HarkId *id)
{
  for (guint i = 0; i < area->periods->len; i++)
    if (hark_id_equal (&((HarkDefinition *)area->periods->pdata[i])->id, id))
      return area->periods->pdata[i];

  return NULL;
}

static gboolean
is_redefined (const HarkSettingArea *base, const HarkDefinition *definition)
{
  const HarkDefinition *before = find_definition (base, &definition->id);

  return before == NULL || !hark_definition_equal (before, definition);
}

/* As questions are, where both have periods of their own; two that promise the same of the
 * reporter, or too many of them, are no list: then it is mine. */
static void
merge_definitions (const HarkSettingArea *base, const HarkSettingArea *mine,
                   const HarkSettingArea *theirs, HarkSettingArea *merged)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (HarkSettingArea) valid = NULL;

  g_ptr_array_set_size (merged->periods, 0);
  for (guint i = 0; i < mine->periods->len; i++)
    {
      const HarkDefinition *my = mine->periods->pdata[i];
      const HarkDefinition *their = find_definition (theirs, &my->id);

      if (is_redefined (base, my))
        g_ptr_array_add (merged->periods, hark_definition_copy (my));
      else if (their != NULL)
        g_ptr_array_add (merged->periods, hark_definition_copy (their));
    }
  for (guint i = 0; i < theirs->periods->len; i++)
    {
      const HarkDefinition *their = theirs->periods->pdata[i];

      if (find_definition (mine, &their->id) == NULL && is_redefined (base, their))
        g_ptr_array_add (merged->periods, hark_definition_copy (their));
    }

  body = hark_setting_area_to_json (merged);
  valid = hark_setting_area_from_json (body, NULL);
  if (valid != NULL)
    return;
  g_ptr_array_unref (merged->periods);
  merged->periods = hark_definition_list_copy (mine->periods);
}

static void
merge_periods (const HarkSettingArea *base, const HarkSettingArea *mine,
               const HarkSettingArea *theirs, HarkSettingArea *merged)
{
  if (base->calendar != mine->calendar)
    merged->calendar = mine->calendar;
  if (base->profile == mine->profile && hark_definition_list_equal (base->periods, mine->periods))
    return;

  merged->profile = mine->profile;
  if (mine->profile == HARK_PROFILE_OWN && theirs->profile == HARK_PROFILE_OWN)
    {
      merge_definitions (base, mine, theirs, merged);
      return;
    }
  g_ptr_array_unref (merged->periods);
  merged->periods = hark_definition_list_copy (mine->periods);
}

/* At most what the profile allows that it comes to. */
static void
merge_retention (const HarkSettingArea *base, const HarkSettingArea *mine, HarkSettingArea *merged)
{
  guint *months = merged->retention.months;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    {
      if (base->retention.months[i] != mine->retention.months[i])
        months[i] = mine->retention.months[i];
      months[i] = MIN (months[i], hark_retention_get_most (merged->profile));
    }
}

static gboolean
is_same_list (const HarkSettingArea *base, const HarkSettingArea *mine)
{
  if (base->questions->len != mine->questions->len)
    return FALSE;
  for (guint i = 0; i < mine->questions->len; i++)
    if (!hark_setting_question_equal (base->questions->pdata[i], mine->questions->pdata[i]))
      return FALSE;

  return TRUE;
}

HarkSettingArea *
app_setting_merge (const HarkSettingArea *base, const HarkSettingArea *mine,
                   const HarkSettingArea *theirs)
{
  HarkSettingArea *merged = hark_setting_area_copy (theirs);

  if (strcmp (base->language, mine->language) != 0)
    {
      g_free (merged->language);
      merged->language = g_strdup (mine->language);
    }
  merge_text (base->name, mine->name, merged->name);
  merge_text (base->description, mine->description, merged->description);
  if (base->portal != mine->portal)
    merged->portal = mine->portal;
  if (base->anonymous != mine->anonymous)
    merged->anonymous = mine->anonymous;
  if (base->is_default != mine->is_default)
    merged->is_default = mine->is_default;
  if (base->exclusion != mine->exclusion)
    merged->exclusion = mine->exclusion;
  if (base->contact != mine->contact || strcmp (base->pseudonym, mine->pseudonym) != 0)
    {
      merged->contact = mine->contact;
      g_free (merged->pseudonym);
      merged->pseudonym = g_strdup (mine->pseudonym);
    }
  if (!is_same_list (base, mine))
    {
      g_ptr_array_set_size (merged->questions, 0);
      merge_questions (base, mine, theirs, merged->questions);
    }
  merge_periods (base, mine, theirs, merged);
  merge_retention (base, mine, merged);
  return merged;
}

static void
merge_wording (HarkWording *base, HarkWording *mine, HarkWording *merged)
{
  g_autoptr (GPtrArray) keys = hark_wording_list_keys (base, mine);

  for (guint i = 0; i < keys->len; i++)
    {
      const char *words = g_hash_table_lookup (mine, keys->pdata[i]);
      g_auto (GStrv) at = hark_wording_split (keys->pdata[i]);

      if (g_strcmp0 (g_hash_table_lookup (base, keys->pdata[i]), words) != 0)
        hark_wording_set (merged, at[0], at[1], at[2], words);
    }
}

static void
merge_word (const char *base, const char *mine, char **merged)
{
  if (strcmp (base, mine) == 0)
    return;

  g_free (*merged);
  *merged = g_strdup (mine);
}

HarkSettingOrganisation *
app_setting_merge_organisation (const HarkSettingOrganisation *base,
                                const HarkSettingOrganisation *mine,
                                const HarkSettingOrganisation *theirs)
{
  HarkSettingOrganisation *merged = hark_setting_organisation_copy (theirs);

  merge_text (base->imprint, mine->imprint, merged->imprint);
  merge_text (base->privacy, mine->privacy, merged->privacy);
  merge_text (base->contact, mine->contact, merged->contact);
  merge_word (base->language, mine->language, &merged->language);
  merge_word (base->address, mine->address, &merged->address);
  merge_word (base->onion, mine->onion, &merged->onion);
  merge_word (base->zone, mine->zone, &merged->zone);
  merge_wording (base->wording, mine->wording, merged->wording);
  return merged;
}
