/* app-setting-edit.c: see app-setting-edit.h */
#include "app-setting-edit.h"

#include "app-setting-draft.h"
#include "app-setting-merge.h"

void
app_setting_edit_reset (AppSettingEdit *self)
{
  g_clear_pointer (&self->base, app_setting_free);
  g_clear_pointer (&self->newest, app_setting_free);
}

void
app_setting_edit_clear (AppSettingEdit *self)
{
  app_setting_edit_reset (self);
  g_clear_pointer (&self->saving, app_setting_free);
}

gboolean
app_setting_edit_is_dirty (AppSettingEdit *self, const AppSetting *mine)
{
  return !app_setting_says_same (self->base, mine);
}

/* Whether @one differs from what the form was made from, with the words of @words. */
static gboolean
differs (AppSettingEdit *self, const AppSetting *one, const AppSetting *words)
{
  g_autoptr (AppSetting) tried = app_setting_copy (one);

  hark_wording_free (tried->organisation->wording);
  tried->organisation->wording = hark_wording_copy (words->organisation->wording);
  return app_setting_edit_is_dirty (self, tried);
}

gboolean
app_setting_edit_has_words (AppSettingEdit *self, const AppSetting *mine)
{
  return differs (self, self->base, mine);
}

gboolean
app_setting_edit_has_more (AppSettingEdit *self, const AppSetting *mine)
{
  return differs (self, mine, self->base);
}

gboolean
app_setting_edit_is_conflict (AppSettingEdit *self)
{
  return self->newest != NULL && self->base->version != self->newest->version;
}

void
app_setting_edit_keep (AppSettingEdit *self, const AppSetting *mine)
{
  app_setting_save_draft (self->client, self->base, mine);
}

gboolean
app_setting_edit_hear (AppSettingEdit *self, const AppSetting *setting)
{
  /* what comes back from a save says what holds; what was read before that is old */
  if (self->saving != NULL && hark_id_equal (&self->saving->scope, &setting->scope))
    return FALSE;
  if (self->newest != NULL && setting->version < self->newest->version)
    return FALSE;

  g_clear_pointer (&self->newest, app_setting_free);
  self->newest = app_setting_copy (setting);
  return TRUE;
}

/* What was not saved yet stands there again, unless it was, and nobody heard of it. */
AppSetting *
app_setting_edit_begin (AppSettingEdit *self)
{
  AppSetting *base = NULL;
  g_autoptr (AppSetting) mine = app_setting_get_draft (self->client, self->newest, &base);

  g_clear_pointer (&self->base, app_setting_free);
  if (mine != NULL && !app_setting_says_same (mine, self->newest))
    {
      self->base = base;
      return g_steal_pointer (&mine);
    }

  app_setting_free (base);
  self->base = app_setting_copy (self->newest);
  return app_setting_copy (self->newest);
}

/* Something newer takes the place of what nobody changed here; what another area took from this one
 * holds here, too. */
AppSetting *
app_setting_edit_follow (AppSettingEdit *self, const AppSetting *mine)
{
  gboolean is_news
      = app_setting_edit_is_conflict (self) || !app_setting_says_same (self->base, self->newest);

  if (!is_news)
    return NULL;
  if (!app_setting_edit_is_dirty (self, mine) || app_setting_says_same (self->newest, mine))
    return app_setting_edit_take (self);

  return app_setting_edit_is_conflict (self) ? NULL : app_setting_edit_merge (self, mine);
}

AppSetting *
app_setting_edit_merge (AppSettingEdit *self, const AppSetting *mine)
{
  AppSetting *merged = app_setting_copy (self->newest);

  if (merged->area != NULL)
    {
      hark_setting_area_free (merged->area);
      merged->area = app_setting_merge (self->base->area, mine->area, self->newest->area);
    }
  else
    {
      hark_setting_organisation_free (merged->organisation);
      merged->organisation = app_setting_merge_organisation (
          self->base->organisation, mine->organisation, self->newest->organisation);
    }
  app_setting_free (self->base);
  self->base = app_setting_copy (self->newest);
  app_setting_edit_keep (self, merged);
  return merged;
}

AppSetting *
app_setting_edit_take (AppSettingEdit *self)
{
  app_setting_free (self->base);
  self->base = app_setting_copy (self->newest);
  app_setting_edit_keep (self, self->newest);
  return app_setting_copy (self->newest);
}

void
app_setting_edit_send (AppSettingEdit *self, const AppSetting *mine, GAsyncReadyCallback callback,
                       gpointer user)
{
  g_return_if_fail (self->saving == NULL);

  self->saving = app_setting_copy (self->base);
  g_clear_pointer (&self->saving->area, hark_setting_area_free);
  g_clear_pointer (&self->saving->organisation, hark_setting_organisation_free);
  self->saving->area = mine->area != NULL ? hark_setting_area_copy (mine->area) : NULL;
  self->saving->organisation = hark_setting_organisation_copy (mine->organisation);
  app_client_save_setting_async (self->client, self->saving, callback, user);
}

gboolean
app_setting_edit_saved (AppSettingEdit *self, GAsyncResult *result, const AppSetting *mine,
                        GError **error)
{
  g_autoptr (AppSetting) saved = g_steal_pointer (&self->saving);

  if (!app_client_save_setting_finish (self->client, result, error))
    return FALSE;

  if (mine == NULL || self->base == NULL || !hark_id_equal (&saved->scope, &self->base->scope))
    {
      app_setting_save_draft (self->client, saved, saved); /* there is nothing to keep */
      return TRUE;
    }

  saved->version++;
  saved->was_default = saved->area != NULL && saved->area->is_default;
  /* what holds now, also before it is read again: else the next key would be a conflict */
  app_setting_edit_reset (self);
  self->newest = app_setting_copy (saved);
  self->base = g_steal_pointer (&saved);
  app_setting_edit_keep (self, mine);
  return TRUE;
}
