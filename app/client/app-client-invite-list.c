/* app-client-invite-list.c: see app-client-invite-list.h */
#include "app-client-invite-list.h"

#include "app-client-person.h"
#include "app-client-private.h"
#include "app-client-team.h"
#include "hark-error.h"
#include "hark-text.h"

/* --- who is there --- */

/* Without a name: the default area, or the only one. */
static gboolean
find_area (GPtrArray *areas, const char *name, HarkId *id)
{
  const AppArea *found = NULL;
  g_autofree char *folded = hark_text_fold (name);

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];
      g_autofree char *other = hark_text_fold (area->name);

      if (*name != '\0' ? g_str_equal (folded, other) : area->is_default || areas->len == 1)
        {
          if (found != NULL)
            return FALSE;
          found = area;
        }
    }
  if (found != NULL)
    *id = found->id;

  return found != NULL;
}

static void
find_areas (AppClient *self, AppInviteList *list)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self);
  GPtrArray *lines = app_invite_list_get_lines (list);

  for (guint i = 0; i < lines->len; i++)
    {
      AppInviteLine *line = lines->pdata[i];

      if (line->state == APP_INVITE_FINE && line->role != HARK_ROLE_NONE
          && !find_area (areas, line->area_name, &line->area))
        {
          line->state = APP_INVITE_WRONG;
          line->fault = APP_INVITE_FAULT_AREA;
        }
    }
}

/* Names as they are compared → the invitation that waits, or NULL. */
static GHashTable *
list_names (AppClient *self, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) people = app_client_list_people (self);
  g_autoptr (GPtrArray) awaited = app_client_list_awaited_sync (self, error);

  if (awaited == NULL)
    return NULL;

  for (guint i = 0; i < people->len; i++)
    g_hash_table_insert (names, hark_text_fold (((AppPerson *)people->pdata[i])->name), NULL);
  for (guint i = 0; i < awaited->len; i++)
    {
      const AppAwaited *one = awaited->pdata[i];
      gboolean is_open = one->is_ours && !one->is_accepted && !one->is_named
                         && one->expires > g_get_real_time () / G_USEC_PER_SEC;
      char *folded = hark_text_fold (one->name);

      if (is_open && !g_hash_table_contains (names, folded))
        g_hash_table_insert (names, folded, g_memdup2 (&one->user, sizeof one->user));
      else
        g_hash_table_insert (names, folded, NULL);
    }

  return g_steal_pointer (&names);
}

/* The line that was handed out for @user from this device; NULL where it is not kept. */
static char *
find_kept (GPtrArray *kept, const HarkId *user)
{
  for (guint i = 0; i < kept->len; i++)
    {
      const AppInvitation *invitation = kept->pdata[i];

      if (hark_id_equal (&invitation->invitation.user, user) && !invitation->is_reset)
        return hark_invitation_to_line (&invitation->invitation);
    }

  return NULL;
}

static GPtrArray *
list_kept (AppClient *self, GError **error)
{
  GPtrArray *kept = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    kept = app_outbox_list_invitations (self->store->outbox, error);
  else
    app_client_fail_locked (error);
  g_mutex_unlock (&self->lock);

  return kept;
}

static gboolean
find_names (AppClient *self, AppInviteList *list, GError **error)
{
  g_autoptr (GPtrArray) kept = list_kept (self, error);
  g_autoptr (GHashTable) names = kept != NULL ? list_names (self, error) : NULL;
  GPtrArray *lines = app_invite_list_get_lines (list);

  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      AppInviteLine *line = lines->pdata[i];
      g_autofree char *folded = hark_text_fold (line->name);
      gpointer user = NULL;

      if (line->state != APP_INVITE_FINE
          || !g_hash_table_lookup_extended (names, folded, NULL, &user))
        continue;
      line->line = user != NULL ? find_kept (kept, user) : NULL;
      line->state = line->line != NULL ? APP_INVITE_INVITED : APP_INVITE_HERE;
    }
  return TRUE;
}

gboolean
app_client_check_invite_list_sync (AppClient *self, AppInviteList *list, GError **error)
{
  if (!app_client_is_admin (self))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "only an Admin invites");
      return FALSE;
    }

  app_invite_list_set_place (list, app_client_get_organisation (self), app_client_get_url (self),
                             app_client_get_fingerprint (self));
  find_areas (self, list);
  return find_names (self, list, error);
}

/* --- inviting --- */

gboolean
app_client_invite_list_sync (AppClient *self, AppInviteList *list, GError **error)
{
  GPtrArray *lines = app_invite_list_get_lines (list);

  for (guint i = 0; i < lines->len; i++)
    {
      AppInviteLine *line = lines->pdata[i];
      const AppInvite invite
          = { .name = line->name, .mail = line->mail, .role = line->role, .area = line->area };
      g_autoptr (GError) local = NULL;

      if (line->state != APP_INVITE_FINE)
        continue;
      line->line = app_client_invite_sync (self, &invite, &local);
      if (line->line != NULL)
        line->state = APP_INVITE_INVITED;
      else if (g_error_matches (local, HARK_ERROR, HARK_ERROR_CONFLICT))
        line->state = APP_INVITE_HERE; /* somebody was faster, or had that name once */
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }

  return TRUE;
}

/* --- without waiting --- */

static gpointer
run_check (AppClient *self, gpointer list, GError **error)
{
  return app_client_check_invite_list_sync (self, list, error) ? self : NULL;
}

static gpointer
run_invite (AppClient *self, gpointer list, GError **error)
{
  return app_client_invite_list_sync (self, list, error) ? self : NULL;
}

static void
unref_list (gpointer list)
{
  app_invite_list_unref (list);
}

void
app_client_check_invite_list_async (AppClient *self, AppInviteList *list,
                                    GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_check, app_invite_list_ref (list), unref_list, NULL,
                         app_client_check_invite_list_async, callback, user);
}

gboolean
app_client_check_invite_list_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_check_invite_list_async, error) != NULL;
}

void
app_client_invite_list_async (AppClient *self, AppInviteList *list, GAsyncReadyCallback callback,
                              gpointer user)
{
  app_client_start_call (self, run_invite, app_invite_list_ref (list), unref_list, NULL,
                         app_client_invite_list_async, callback, user);
}

gboolean
app_client_invite_list_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_invite_list_async, error) != NULL;
}
