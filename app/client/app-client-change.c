/* app-client-change.c: see app-client-change.h */
#include "app-client-change.h"

#include "app-client-private.h"
#include "hark-error.h"

void
app_change_free (AppChange *self)
{
  g_clear_pointer (&self->team, app_team_change_free);
  g_clear_pointer (&self->setting, app_setting_change_free);
  g_free (self->area_name);
  g_free (self);
}

static GPtrArray *
copy_statements (AppClient *self, GError **error)
{
  GPtrArray *statements = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    statements = app_cache_list_statements (self->store->cache, error);
  else
    app_client_fail_locked (error);
  g_mutex_unlock (&self->lock);

  return statements;
}

static const char *
find_area_name (GPtrArray *areas, const HarkId *id)
{
  for (guint i = 0; i < areas->len; i++)
    if (hark_id_equal (&((AppArea *)areas->pdata[i])->id, id))
      return ((AppArea *)areas->pdata[i])->name;

  return "?";
}

/* The first statement makes the organisation: everything after it is a change. */
static gboolean
add_statements (AppClient *self, GPtrArray *areas, GPtrArray *list, GError **error)
{
  g_autoptr (GPtrArray) statements = copy_statements (self, error);
  g_autoptr (GPtrArray) changes
      = statements != NULL ? app_team_change_list (statements, 1, error) : NULL;

  if (changes == NULL)
    return FALSE;

  g_ptr_array_set_free_func (changes, NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      AppChange *change = g_new0 (AppChange, 1);

      change->team = changes->pdata[i];
      change->seq = change->team->seq;
      if (!hark_id_is_zero (&change->team->area))
        change->team->area_name = g_strdup (find_area_name (areas, &change->team->area));
      g_ptr_array_add (list, change);
    }
  return TRUE;
}

static AppChange *
add_change (GPtrArray *list, const AppArea *area, guint64 seq)
{
  AppChange *change = g_new0 (AppChange, 1);

  change->seq = seq;
  change->area_name = area != NULL ? g_strdup (area->name) : NULL;
  g_ptr_array_add (list, change);
  return change;
}

/* @area NULL: the organisation's. What was shown of one is no reason to hide the others. */
static gboolean
add_settings (AppClient *self, const AppArea *area, GPtrArray *list, GError **error)
{
  const HarkId zeros = { 0 };
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) changes
      = app_client_list_setting_changes_sync (self, area != NULL ? &area->id : &zeros, &local);

  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    {
      add_change (list, area, G_MAXUINT64);
      return TRUE;
    }
  if (changes == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_ptr_array_set_free_func (changes, NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      AppSettingChange *setting = changes->pdata[i];

      add_change (list, area, setting->seq)->setting = setting;
    }
  return TRUE;
}

/* What was settled comes after the statement that it names; among several the version decides, and
 * the time where they are of different scopes. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const AppChange *one = *(const AppChange *const *)a, *other = *(const AppChange *const *)b;

  if (one->seq != other->seq)
    return one->seq > other->seq ? -1 : 1;
  if ((one->setting != NULL) != (other->setting != NULL))
    return one->setting != NULL ? -1 : 1;
  if (one->setting == NULL || one->setting->time == other->setting->time)
    return 0;

  return one->setting->time > other->setting->time ? -1 : 1;
}

GPtrArray *
app_client_list_changes_sync (AppClient *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_change_free);
  g_autoptr (GPtrArray) areas = app_client_get_areas (self);

  if (!app_client_is_admin (self))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "only an Admin sees all changes");
      return NULL;
    }
  if (!add_statements (self, areas, list, error) || !add_settings (self, NULL, list, error))
    return NULL;
  for (guint i = 0; i < areas->len; i++)
    if (!add_settings (self, areas->pdata[i], list, error))
      return NULL;

  g_ptr_array_sort (list, compare);
  return g_steal_pointer (&list);
}

static gpointer
run_list (AppClient *self, gpointer data, GError **error)
{
  return app_client_list_changes_sync (self, error);
}

void
app_client_list_changes_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
                         app_client_list_changes_async, callback, user);
}

GPtrArray *
app_client_list_changes_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_list_changes_async, error);
}
