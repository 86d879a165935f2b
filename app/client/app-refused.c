/* app-refused.c: see app-refused.h */
#include "app-refused.h"

#include "app-behalf.h"
#include "app-deletion.h"
#include "app-intent.h"
#include "app-move.h"
#include "app-new-code.h"
#include "app-period.h"
#include "app-verify.h"
#include "hark-file.h"
#include "hark-json.h"

static void
file_free (gpointer data)
{
  AppFile *file = data;

  hark_seal_free_string (file->name);
  hark_seal_free_string (file->type);
  g_free (file);
}

void
app_refused_free (AppRefused *self)
{
  if (self == NULL)
    return;

  g_free (self->number);
  g_free (self->type);
  g_free (self->problem);
  g_free (self->by);
  g_free (self->advisor);
  hark_seal_free_string (self->text);
  hark_seal_free_string (self->message);
  hark_seal_free_string (self->why);
  hark_seal_free_string (self->subject);
  g_free (self->outcome);
  g_free (self->to);
  g_free (self->excluded);
  app_behalf_free (self->behalf);
  g_free (self->reporter);
  g_ptr_array_unref (self->files);
  hark_seal_free_string (self->their_text);
  g_free (self->their_outcome);
  g_free (self);
}

GPtrArray *
app_refused_copy_files (const AppRefused *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (file_free);

  for (guint i = 0; i < self->files->len; i++)
    {
      AppFile *file = g_memdup2 (self->files->pdata[i], sizeof (AppFile));

      file->name = g_strdup (file->name);
      file->type = g_strdup (file->type);
      g_ptr_array_add (files, file);
    }

  return files;
}

/* --- why --- */

static AppRefusedReason
explain_advisor (const AppRefused *self)
{
  return self->advisor == NULL                      ? APP_REFUSED_RELEASED
         : g_strcmp0 (self->advisor, self->by) == 0 ? APP_REFUSED_TAKEN_OVER
                                                    : APP_REFUSED_ASSIGNED;
}

static gboolean
is_moved (JsonObject *answer)
{
  return json_object_get_int_member_with_default (answer, "area_v", 0)
         != json_object_get_int_member_with_default (answer, "pre_area_v", 0);
}

static AppRefusedReason
explain_conflict (AppRefused *self, JsonObject *answer)
{
  const char *type = hark_json_peek_string (answer, "type");
  const char *state = hark_json_peek_string (answer, "state");

  if (g_str_equal (type, APP_NEW_CODE_TYPE))
    return APP_REFUSED_NEW_CODE;
  if (g_str_equal (type, "contact")) /* they got an inbox */
    return APP_REFUSED_CHANGED;
  if (json_object_get_boolean_member_with_default (answer, "unseen", FALSE))
    return APP_REFUSED_NEW_MESSAGE;
  if (state[0] == '\0' || app_deletion_is_type (type))
    return APP_REFUSED_CHANGED;
  if (app_period_is_type (type))
    return g_str_equal (state, "closed") ? APP_REFUSED_CLOSED : APP_REFUSED_CHANGED;
  if (g_str_equal (type, "take-over") || g_str_equal (type, "release")
      || g_str_equal (type, "assign"))
    return explain_advisor (self);
  if (g_str_equal (type, "exclude"))
    return APP_REFUSED_IS_ADVISOR;
  if (g_str_equal (type, "move") && is_moved (answer))
    return APP_REFUSED_MOVED;
  if (g_str_equal (state, "closed"))
    return APP_REFUSED_CLOSED;
  if (g_str_equal (type, "move"))
    return explain_advisor (self);
  if (json_object_get_int_member_with_default (answer, "state_v", 0)
      != json_object_get_int_member_with_default (answer, "pre_state_v", 0))
    return APP_REFUSED_REOPENED;

  return g_str_equal (type, "close") ? APP_REFUSED_NEW_MESSAGE : APP_REFUSED_CHANGED;
}

static AppRefusedReason
explain (AppRefused *self, JsonObject *answer, gboolean may_still)
{
  if (g_str_equal (self->problem, "conflict"))
    return answer != NULL ? explain_conflict (self, answer) : APP_REFUSED_CHANGED;
  if (g_str_equal (self->problem, APP_REFUSED_BY_RESET))
    return APP_REFUSED_RESET;
  if (g_str_equal (self->problem, APP_REFUSED_BY_RESET_SENT))
    return APP_REFUSED_RESET_SENT;
  if (g_str_equal (self->problem, "gone"))
    return APP_REFUSED_NO_ACCESS;
  if (g_str_equal (self->problem, "forbidden") && self->has_ticket && may_still
      && (g_str_equal (self->type, "move") || g_str_equal (self->type, "exclude")))
    return APP_REFUSED_NOBODY_LEFT;
  if (g_str_equal (self->problem, "forbidden"))
    return self->has_ticket || g_str_equal (self->type, "submit") ? APP_REFUSED_FORBIDDEN
                                                                  : APP_REFUSED_NO_ACCESS;

  return g_str_equal (self->type, "assign") ? APP_REFUSED_NOT_ELIGIBLE : APP_REFUSED_INVALID;
}

/* --- theirs --- */

static HarkObject *
open_object (AppStore *store, const AppCacheTicket *ticket, AppCacheObject *item)
{
  g_autoptr (AppCacheObject) owned = item;
  g_autoptr (GPtrArray) epochs
      = item != NULL ? app_cache_list_epochs (store->cache, &ticket->id, NULL) : NULL;

  return epochs != NULL && item->trust != APP_TRUST_BROKEN
             ? app_verify_open (epochs, item->sealed, NULL)
             : NULL;
}

static void
read_theirs (AppRefused *self, AppStore *store, const AppCacheTicket *ticket)
{
  g_autoptr (HarkObject) object = NULL;

  if (self->reason == APP_REFUSED_CLOSED && !hark_id_is_zero (&ticket->outcome))
    object
        = open_object (store, ticket, app_cache_get_object (store->cache, &ticket->outcome, NULL));
  else if (self->reason == APP_REFUSED_NEW_MESSAGE)
    object = open_object (
        store, ticket, app_cache_get_newest (store->cache, &ticket->id, HARK_OBJECT_MESSAGE, NULL));
  if (object == NULL)
    return;

  if (self->reason == APP_REFUSED_NEW_MESSAGE)
    self->their_text = g_strdup (hark_json_peek_string (object->body, "text"));
  else
    {
      self->their_outcome = g_strdup (hark_json_peek_string (object->body, "outcome"));
      self->their_text = g_strdup (hark_json_peek_string (object->body, "reason"));
    }
}

/* The deadline as it is now. */
static void
read_their_period (AppRefused *self, AppStore *store, JsonObject *intent)
{
  g_autoptr (GPtrArray) periods = app_cache_list_periods (store->cache, &self->ticket, NULL);
  HarkId id = app_intent_get_id (intent, "period");
  const AppPeriod *period = app_period_find (periods, &id);

  if (period == NULL)
    return;

  self->their_due = period->due;
  self->their_done = period->done;
}

/* Who changed it: as far as the newest record of the history tells. */
static void
find_changer (AppRefused *self, AppStore *store, const AppCacheTicket *ticket, JsonObject *intent)
{
  g_autoptr (HarkObject) object = open_object (
      store, ticket, app_cache_get_newest (store->cache, &ticket->id, HARK_OBJECT_HISTORY, NULL));
  HarkId wanted = app_intent_get_id (intent, "period"), changed;

  if (object == NULL || self->by != NULL)
    return;
  changed = app_intent_get_id (object->body, "period");
  if (!hark_id_equal (&wanted, &changed))
    return;

  self->by = g_strdup (app_store_user_name (store, &object->header.author));
  self->time = object->time;
}

/* --- mine --- */

static void
read_files (AppRefused *self, JsonObject *intent)
{
  JsonArray *files = app_intent_get_list (intent, "files");
  JsonArray *ids = app_intent_get_list (intent, "manifests");

  for (guint i = 0; files != NULL && ids != NULL && i < json_array_get_length (files)
                    && i < json_array_get_length (ids);
       i++)
    {
      g_autoptr (HarkManifest) manifest
          = hark_manifest_from_json (json_array_get_object_element (files, i), NULL);
      AppFile *file;

      if (manifest == NULL)
        continue;
      file = g_new0 (AppFile, 1);
      hark_id_from_string (json_array_get_string_element (ids, i), &file->object);
      file->name = g_strdup (manifest->name);
      file->type = g_strdup (manifest->type);
      file->size = manifest->size;
      file->local = TRUE;
      g_ptr_array_add (self->files, file);
    }
}

static void
read_mine (AppRefused *self, AppStore *store, JsonObject *intent)
{
  const char *text = hark_json_peek_string (intent, "text");
  const char *reason = hark_json_peek_string (intent, "reason");
  const char *outcome = hark_json_peek_string (intent, "outcome");

  self->type = g_strdup (hark_json_peek_string (intent, "type"));
  self->message = g_strdup (text);
  self->why = g_strdup (reason);
  self->text = text[0] != '\0' && reason[0] != '\0' ? g_strconcat (text, "\n\n", reason, NULL)
                                                    : g_strdup (text[0] != '\0' ? text : reason);
  self->outcome = outcome[0] != '\0' ? g_strdup (outcome) : NULL;
  self->to = app_move_dup_target (store, intent);
  self->behalf = app_behalf_read (intent);
  self->excluded = g_strdup (hark_json_peek_string (intent, "excluded"));
  self->has_inbox = self->behalf != NULL && self->behalf->inbox != NULL;
  if (self->behalf != NULL)
    self->reporter = g_strdup (app_store_user_name (store, &self->behalf->user));
  self->written = json_object_get_int_member_with_default (intent, "time", 0);
  self->as_reporter = json_object_get_boolean_member_with_default (intent, "as_reporter", FALSE);
  self->feedback_given = json_object_get_boolean_member_with_default (intent, "feedback", FALSE);
  self->area = app_intent_get_id (intent, "area");
  self->subject = g_strdup (hark_json_peek_string (intent, "subject"));
  self->due = json_object_get_int_member_with_default (intent, "due", 0);
  read_files (self, intent);
}

/* --- what can be done --- */

static gboolean
may_write (AppStore *store, const AppRefused *self, const AppCacheTicket *ticket)
{
  if (self->as_reporter)
    return (ticket->side & APP_SIDE_REPORTER) != 0;

  return (ticket->side & APP_SIDE_TEAM) != 0
         && hark_roster_get_role (store->roster, &ticket->area, &store->account->user)
                >= HARK_ROLE_PROFESSIONAL;
}

static void
choose_ways (AppRefused *self, AppStore *store, const AppCacheTicket *ticket,
             const AppOperation *operation)
{
  gboolean is_text = g_str_equal (self->type, "message") || g_str_equal (self->type, "note");

  /* One that was written down for somebody else is gone over before it is written down anew. What
   * was a draft (app-carry.h) says no area, and perhaps for whom it is in its text alone. */
  self->can_retry = g_str_equal (self->type, "submit") && self->behalf == NULL
                    && !hark_id_is_zero (&self->area);
  if (ticket == NULL || !may_write (store, self, ticket))
    return;

  self->is_put_back
      = json_object_get_boolean_member_with_default (operation->intent, "put_back", FALSE);
  self->is_draft = is_text && !hark_id_is_zero (&self->cause) && !self->is_put_back;
  self->can_retry = self->reason != APP_REFUSED_NOT_ELIGIBLE
                    && !g_str_equal (self->type, APP_NEW_CODE_TYPE) /* the sheet is void */
                    && !app_deletion_is_type (self->type)           /* of what was seen then */
                    && (!g_str_equal (self->type, "release") || self->advisor != NULL);
}

AppRefused *
app_refused_describe (AppStore *store, const AppOperation *operation)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &operation->ticket, NULL);
  AppRefused *self = g_new0 (AppRefused, 1);
  const char *number
      = ticket != NULL ? ticket->number : hark_json_peek_string (operation->intent, "number");
  HarkId advisor = { { 0 } };

  self->files = g_ptr_array_new_with_free_func (file_free);
  self->op = operation->op;
  self->ticket = operation->ticket;
  self->cause = operation->cause;
  self->has_ticket = ticket != NULL;
  self->number = number != NULL && number[0] != '\0' ? g_strdup (number) : NULL;
  self->problem = g_strdup (operation->problem);
  if (g_strcmp0 (operation->problem, "conflict") == 0)
    {
      self->by = g_strdup (operation->problem_by);
      self->time = operation->problem_time;
    }
  read_mine (self, store, operation->intent);
  if (operation->answer != NULL)
    advisor = app_intent_get_id (operation->answer, "advisor");
  self->advisor = g_strdup (app_store_user_name (store, &advisor));
  self->reason
      = explain (self, operation->answer, ticket != NULL && may_write (store, self, ticket));
  if (ticket != NULL && ticket->trust != APP_TRUST_BROKEN)
    read_theirs (self, store, ticket);
  if (ticket != NULL && app_period_is_type (self->type))
    {
      read_their_period (self, store, operation->intent);
      find_changer (self, store, ticket, operation->intent);
    }
  choose_ways (self, store, ticket, operation);

  return self;
}

GPtrArray *
app_refused_list (AppStore *store, GError **error)
{
  g_autoptr (GPtrArray) items = app_outbox_list (store->outbox, TRUE, error);
  GPtrArray *list;

  if (items == NULL)
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_refused_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (list, app_refused_describe (store, g_ptr_array_index (items, i)));

  return list;
}
