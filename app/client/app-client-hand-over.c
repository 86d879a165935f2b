/* app-client-hand-over.c: see app-client-hand-over.h */
#include "app-client-hand-over.h"

#include "app-client-private.h"
#include "app-recipient.h"
#include "hark-error.h"

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

/* A user name is given once. NULL while locked, and for nobody known. */
static char *
dup_name (AppClient *self, const HarkId *user)
{
  char *name = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    name = g_strdup (app_store_user_name (self->store, user));
  g_mutex_unlock (&self->lock);

  return name;
}

static GPtrArray *
list_advised (AppClient *self, const HarkId *user, const HarkId *area, GError **error)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (self, error);
  g_autofree char *name = dup_name (self, user);

  if (list == NULL)
    return NULL;

  for (guint i = list->len; i > 0; i--)
    {
      const AppTicket *ticket = g_ptr_array_index (list, i - 1);

      if (!ticket->is_team || ticket->state != HARK_TICKET_OPEN || ticket->advisor == NULL
          || g_strcmp0 (ticket->advisor, name) != 0 || !hark_id_equal (&ticket->area, area))
        g_ptr_array_remove_index_fast (list, i - 1);
    }

  return g_steal_pointer (&list);
}

gboolean
app_client_count_advised_sync (AppClient *self, const HarkId *user, const HarkId *area,
                               guint *count, GError **error)
{
  g_autoptr (GPtrArray) list = list_advised (self, user, area, error);

  if (list == NULL)
    return FALSE;

  *count = list->len;
  return TRUE;
}

static gboolean
check_hand_over (AppClient *self, const AppHandOver *hand_over, GError **error)
{
  HarkRole to = HARK_ROLE_NONE;

  if (hark_id_equal (&hand_over->from, &hand_over->to))
    return refuse (error, HARK_ERROR_INVALID, "tickets are handed over to somebody else");
  if (app_client_get_role (self, &hand_over->area) < HARK_ROLE_PROFESSIONAL)
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only Professionals and Experts of the area may do that");

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    to = hark_roster_get_role (self->store->roster, &hand_over->area, &hand_over->to);
  g_mutex_unlock (&self->lock);

  return to >= HARK_ROLE_PROFESSIONAL
         || refuse (error, HARK_ERROR_FORBIDDEN,
                    "only a Professional or Expert of the area can be its tickets' advisor");
}

/* Who joined from now on, or is excluded, does not have every ticket of the area. */
static gboolean
check_tickets (AppClient *self, const AppHandOver *hand_over, GPtrArray *list, GError **error)
{
  gboolean has_all = TRUE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; self->store != NULL && i < list->len; i++)
    has_all = has_all
              && app_recipient_has (self->store, &((AppTicket *)g_ptr_array_index (list, i))->id,
                                    &hand_over->area, &hand_over->to);
  g_mutex_unlock (&self->lock);

  return has_all
         || refuse (error, HARK_ERROR_FORBIDDEN,
                    "this person does not have all of these tickets: hand them over one by one");
}

/* One that somebody took over or closed at this very moment is theirs no longer. */
static gboolean
assign (AppClient *self, const HarkId *ticket, const HarkId *to, GError **error)
{
  const AppAction action = { .type = APP_ACTION_ASSIGN, .ticket = *ticket, .user = *to };
  g_autoptr (GError) local = NULL;

  if (app_client_act_sync (self, &action, NULL, &local)
      || g_error_matches (local, HARK_ERROR, HARK_ERROR_CONFLICT)
      || g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
app_client_hand_over_sync (AppClient *self, const AppHandOver *hand_over, guint *count,
                           GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) left = NULL;

  if (!app_client_sync_sync (self, error) || !check_hand_over (self, hand_over, error))
    return FALSE;
  list = list_advised (self, &hand_over->from, &hand_over->area, error);
  if (list == NULL || !check_tickets (self, hand_over, list, error))
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    if (!assign (self, &((AppTicket *)g_ptr_array_index (list, i))->id, &hand_over->to, error))
      return FALSE;
  if (list->len > 0 && !app_client_sync_sync (self, error))
    return FALSE;

  left = list_advised (self, &hand_over->from, &hand_over->area, error);
  if (left == NULL)
    return FALSE;
  if (left->len > 0)
    return refuse (error, HARK_ERROR_CONFLICT,
                   "some tickets have changed meanwhile and were not handed over: try again");

  *count = list->len;
  return TRUE;
}

/* --- asynchronous twins --- */

static gpointer
run_count (AppClient *self, gpointer data, GError **error)
{
  const AppHandOver *call = data;
  guint count;

  return app_client_count_advised_sync (self, &call->from, &call->area, &count, error)
             ? g_memdup2 (&count, sizeof count)
             : NULL;
}

void
app_client_count_advised_async (AppClient *self, const HarkId *user, const HarkId *area,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  const AppHandOver call = { .from = *user, .area = *area };

  app_client_start_call (self, run_count, g_memdup2 (&call, sizeof call), g_free, g_free,
                         app_client_count_advised_async, callback, user_data);
}

static gboolean
finish_count (AppClient *self, GAsyncResult *result, gpointer tag, guint *count, GError **error)
{
  g_autofree guint *answer = app_client_finish_call (self, result, tag, error);

  if (answer == NULL)
    return FALSE;

  *count = *answer;
  return TRUE;
}

gboolean
app_client_count_advised_finish (AppClient *self, GAsyncResult *result, guint *count,
                                 GError **error)
{
  return finish_count (self, result, app_client_count_advised_async, count, error);
}

static gpointer
run_hand_over (AppClient *self, gpointer data, GError **error)
{
  guint count;

  return app_client_hand_over_sync (self, data, &count, error) ? g_memdup2 (&count, sizeof count)
                                                               : NULL;
}

void
app_client_hand_over_async (AppClient *self, const AppHandOver *hand_over,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  app_client_start_call (self, run_hand_over, g_memdup2 (hand_over, sizeof *hand_over), g_free,
                         g_free, app_client_hand_over_async, callback, user_data);
}

gboolean
app_client_hand_over_finish (AppClient *self, GAsyncResult *result, guint *count, GError **error)
{
  return finish_count (self, result, app_client_hand_over_async, count, error);
}
