/* app-client-absence.c: see app-client-absence.h */
#include "app-client-absence.h"

#include "app-absence.h"
#include "app-client-person.h"
#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"

/* What others say of themselves is seen after so long at the latest, while there are syncs. */
#define FETCH_EVERY (5 * G_TIME_SPAN_MINUTE)

/* NULL while locked. */
static AppAbsences *
get_absences (AppClient *self)
{
  AppAbsences *absences;

  g_mutex_lock (&self->view_lock);
  absences = self->absences != NULL ? app_absences_ref (self->absences) : NULL;
  g_mutex_unlock (&self->view_lock);

  return absences;
}

void
app_client_get_day (AppClient *self, gint64 now, char day[HARK_ABSENCE_DAY_SIZE])
{
  g_autoptr (AppAbsences) absences = get_absences (self);
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();

  hark_absence_get_day (now, absences != NULL ? absences->zone : local, day);
}

gboolean
app_client_find_absence (AppClient *self, const HarkId *user, gint64 now, HarkAbsence *absence)
{
  g_autoptr (AppAbsences) absences = get_absences (self);

  return app_absences_find (absences, user, now, absence);
}

GArray *
app_client_list_absences (AppClient *self, gint64 now)
{
  g_autoptr (AppAbsences) absences = get_absences (self);
  GArray *list = g_array_new (FALSE, TRUE, sizeof (HarkAbsence));
  char today[HARK_ABSENCE_DAY_SIZE];

  if (absences == NULL)
    return list;

  hark_absence_get_day (now, absences->zone, today);
  for (guint i = 0; i < absences->rows->len; i++)
    {
      const HarkAbsence *row = &g_array_index (absences->rows, HarkAbsence, i);

      if (!hark_absence_is_over (row, today))
        g_array_append_vals (list, row, 1);
    }
  return list;
}

static AppPerson *
find_self (GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    if (((AppPerson *)people->pdata[i])->is_self)
      return people->pdata[i];

  return NULL;
}

gboolean
app_client_find_own_absence (AppClient *self, gint64 now, HarkAbsence *absence)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self);
  g_autoptr (GArray) list = app_client_list_absences (self, now);
  const AppPerson *me = find_self (people);

  for (guint i = 0; me != NULL && i < list->len; i++)
    {
      const HarkAbsence *row = &g_array_index (list, HarkAbsence, i);

      if (!hark_id_equal (&row->user, &me->id))
        continue;
      *absence = *row;
      return TRUE;
    }
  return FALSE;
}

static gboolean
share_team (const AppPerson *a, const AppPerson *b)
{
  for (guint i = 0; i < a->memberships->len; i++)
    {
      const AppMembership *membership = a->memberships->pdata[i];

      if (app_person_get_role (b, &membership->area) != HARK_ROLE_NONE)
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
app_client_list_deputies (AppClient *self)
{
  GPtrArray *people = app_client_list_people (self);
  const AppPerson *me = find_self (people);

  for (guint i = people->len; i-- > 0;)
    if (people->pdata[i] != me && (me == NULL || !share_team (me, people->pdata[i])))
      g_ptr_array_remove_index (people, i);
  for (guint i = people->len; i-- > 0;)
    if (people->pdata[i] == me)
      g_ptr_array_remove_index (people, i);
  return people;
}

/* --- the server --- */

/* As the store has them now. The caller holds the lock. */
void
app_client_show_absences (AppClient *self)
{
  AppAbsences *absences = NULL;

  if (self->store != NULL)
    {
      app_absences_follow (self->store);
      absences = app_absences_ref (self->store->absences);
    }

  g_mutex_lock (&self->view_lock);
  g_clear_pointer (&self->absences, app_absences_unref);
  self->absences = absences;
  g_mutex_unlock (&self->view_lock);
}

static gboolean
fetch (AppClient *self, AppHttp *http, GError **error)
{
  g_autoptr (JsonObject) reply = app_http_json (http, "GET", HARK_API_ABSENCES, NULL, error);
  g_autoptr (GError) local = NULL;
  gboolean changed = FALSE;

  if (reply == NULL)
    return FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (&local);
  else if ((changed = app_absences_keep (self->store, reply, &local)))
    app_client_show_absences (self);
  self->absences_fetched = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);

  if (changed)
    app_client_tell (self, TRUE);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
app_client_refresh_absences (AppClient *self, AppHttp *http)
{
  gboolean is_time;

  g_mutex_lock (&self->lock);
  is_time = self->absences_fetched == 0
            || g_get_monotonic_time () - self->absences_fetched > FETCH_EVERY;
  g_mutex_unlock (&self->lock);
  if (is_time)
    fetch (self, http, NULL);
}

gboolean
app_client_fetch_absences_sync (AppClient *self, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);

  return http != NULL && fetch (self, http, error);
}

static gboolean
change (AppClient *self, const char *method, JsonObject *body, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (JsonObject) reply = NULL;

  if (http != NULL)
    reply = app_http_json (http, method, HARK_API_ABSENCE, body, error);
  if (reply == NULL)
    return FALSE;

  /* it is so from now on, whether this is answered or not */
  fetch (self, http, NULL);
  return TRUE;
}

gboolean
app_client_set_absence_sync (AppClient *self, const HarkAbsence *absence, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();

  hark_absence_write (body, absence);
  return change (self, "PUT", body, error);
}

gboolean
app_client_end_absence_sync (AppClient *self, GError **error)
{
  return change (self, "DELETE", NULL, error);
}

static gpointer
run_set (AppClient *self, gpointer data, GError **error)
{
  return app_client_set_absence_sync (self, data, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

void
app_client_set_absence_async (AppClient *self, const HarkAbsence *absence,
                              GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_set, g_memdup2 (absence, sizeof *absence), g_free, NULL,
                         app_client_set_absence_async, callback, user);
}

gboolean
app_client_set_absence_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_set_absence_async, error) != NULL;
}

static gpointer
run_end (AppClient *self, gpointer data, GError **error)
{
  return app_client_end_absence_sync (self, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

void
app_client_end_absence_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_end, NULL, NULL, NULL, app_client_end_absence_async, callback,
                         user);
}

gboolean
app_client_end_absence_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_end_absence_async, error) != NULL;
}
