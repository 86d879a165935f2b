/* app-exclude.c: see app-exclude.h */
#include "app-exclude.h"

#include "app-setting.h"
#include "hark-error.h"
#include "hark-setting-area.h"

#define MAX_AT_FIRST (HARK_EPOCH_MAX_EXCLUDED / 2) /* as the server has it */

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

gboolean
app_exclude_fill (const char *excluded, HarkEpoch *epoch)
{
  g_auto (GStrv) words = g_strsplit (excluded != NULL ? excluded : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      HarkId id;

      if (words[i][0] != '\0'
          && (!hark_id_from_string (words[i], &id) || !hark_epoch_exclude (epoch, &id)))
        return FALSE;
    }

  return TRUE;
}

gboolean
app_exclude_is_allowed (AppStore *store, const HarkId *area)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (HarkSetting) newest = app_setting_get_newest (store, area, &fault);
  g_autoptr (HarkSettingArea) settled
      = newest != NULL ? hark_setting_area_from_json (newest->body, &fault) : NULL;

  /* what nobody settled is not allowed; nor what cannot be read */
  return fault == NULL && settled != NULL && settled->exclusion;
}

gboolean
app_exclude_is_in_a_team (AppStore *store, const HarkId *user)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (store->roster);

  for (guint i = 0; i < areas->len; i++)
    if (hark_roster_get_role (store->roster, &g_array_index (areas, HarkId, i), user)
        != HARK_ROLE_NONE)
      return TRUE;

  return FALSE;
}

gboolean
app_exclude_leaves (AppStore *store, const HarkEpoch *epoch, guint64 entry, HarkRole least)
{
  g_autoptr (GArray) members = hark_roster_list_recipients (store->roster, &epoch->area, entry);

  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (member->role >= least && !hark_epoch_excludes (epoch, &member->user))
        return TRUE;
    }

  return FALSE;
}

gboolean
app_exclude_check (const AppAction *action, AppStore *store, GError **error)
{
  HarkEpoch epoch = { .area = action->area };

  if (!app_exclude_fill (action->excluded, &epoch) || epoch.n_excluded > MAX_AT_FIRST)
    return refuse (error, HARK_ERROR_INVALID, "these are not people, or too many");
  if (epoch.n_excluded == 0)
    return TRUE;
  if (!app_exclude_is_allowed (store, &action->area))
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "in this area reporters exclude nobody, or what it settled cannot be read");
  for (guint i = 0; i < epoch.n_excluded; i++)
    if (hark_roster_get_user (store->roster, &epoch.excluded[i]) == NULL)
      return refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  for (guint i = 0; i < epoch.n_excluded; i++)
    if (!app_exclude_is_in_a_team (store, &epoch.excluded[i]))
      return refuse (error, HARK_ERROR_INVALID, APP_EXCLUDE_NO_MEMBER);
  if (action->behalf != NULL && hark_epoch_excludes (&epoch, &store->account->user))
    return refuse (error, HARK_ERROR_INVALID,
                   "you write it down yourself: exclude yourself once it is there");

  return app_exclude_leaves (store, &epoch, hark_roster_get_seq (store->roster), HARK_ROLE_EXPERT)
         || refuse (error, HARK_ERROR_FORBIDDEN, APP_EXCLUDE_NO_EXPERT);
}
