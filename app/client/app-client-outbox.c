/* app-client-outbox.c: see app-client-outbox.h */
#include "app-client-private.h"

#include "app-client-draft.h"
#include "app-contact.h"
#include "app-file.h"
#include "app-intent.h"
#include "app-load.h"
#include "app-move.h"
#include "app-refused.h"
#include "app-period.h"
#include "hark-error.h"
#include "hark-json.h"

static gboolean
fail_locked (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  return FALSE;
}

/* Something is different: whoever shows it looks again. */
static void
tell (AppClient *self)
{
  g_mutex_lock (&self->lock);
  app_client_refresh_view (self);
  g_mutex_unlock (&self->lock);
  app_client_tell (self, TRUE);
}

/* What was applied once lies with what was fetched; where it is on the server after all, it is
 * fetched again. */
static void
discard_files (AppStore *store, const AppOperation *operation)
{
  g_autoptr (GArray) blobs = app_intent_get_blobs (operation);

  for (guint i = 0; i < blobs->len; i++)
    app_file_forget (store->home, &g_array_index (blobs, HarkId, i));
}

/* --- keeping --- */

/* The attachments of what is replaced. */
static GPtrArray *
list_files (AppStore *store, const AppAction *action, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_manifest_free);

  for (guint i = 0; i < action->n_replaces; i++)
    {
      g_autoptr (AppOperation) old = app_outbox_get (store->outbox, &action->replaces[i], NULL);
      JsonArray *list = old != NULL ? app_intent_get_list (old->intent, "files") : NULL;

      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        {
          HarkManifest *manifest
              = hark_manifest_from_json (json_array_get_object_element (list, j), error);

          if (manifest == NULL)
            return NULL;
          g_ptr_array_add (files, manifest);
        }
    }

  return g_steal_pointer (&files);
}

/* What is let go of must be refused: what waits is sent or taken back. Who was there before is no
 * error. */
static gboolean
let_go (AppStore *store, const AppAction *action, GError **error)
{
  for (guint i = 0; i < action->n_replaces; i++)
    {
      g_autoptr (AppOperation) old = app_outbox_get (store->outbox, &action->replaces[i], NULL);

      if (old != NULL && old->problem != NULL
          && !app_outbox_remove (store->outbox, &old->op, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
app_client_keep (AppStore *store, const AppAction *action, GPtrArray *files, HarkId *ticket,
                 GError **error)
{
  g_autoptr (GPtrArray) old = list_files (store, action, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (AppOperation) operation = NULL;

  if (old == NULL)
    return FALSE;
  for (guint i = 0; i < old->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (old, i));
  for (guint i = 0; files != NULL && i < files->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (files, i));
  if (all->len > HARK_TICKET_MAX_FILES)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "at most %d attachments go with one message", HARK_TICKET_MAX_FILES);
      return FALSE;
    }

  operation = app_intent_new (store, action, all, g_get_real_time () / G_USEC_PER_SEC, error);
  if (operation == NULL || !app_outbox_add (store->outbox, operation, error)
      || !let_go (store, action, error))
    return FALSE;

  if (ticket != NULL)
    *ticket = operation->ticket;
  return TRUE;
}

/* --- what waits --- */

void
app_waiting_free (AppWaiting *self)
{
  if (self == NULL)
    return;

  g_free (self->number);
  hark_seal_free_string (self->title);
  g_free (self->type);
  hark_seal_free_string (self->text);
  g_free (self->to);
  app_behalf_free (self->behalf);
  g_free (self->excluded);
  g_free (self->reporter);
  g_free (self);
}

static AppWaiting *
describe_waiting (AppStore *store, const AppOperation *item, GPtrArray *waiting)
{
  g_autoptr (AppTicket) ticket = app_load_row (store, &item->ticket, NULL);
  g_autoptr (GPtrArray) dependents = app_outbox_find_dependents (waiting, &item->op);
  AppWaiting *self = g_new0 (AppWaiting, 1);

  self->op = item->op;
  self->ticket = item->ticket;
  self->number = ticket != NULL ? g_strdup (ticket->number) : NULL;
  self->title = ticket != NULL ? g_strdup (ticket->title)
                               : g_strdup (hark_json_peek_string (item->intent, "subject"));
  self->type = g_strdup (hark_json_peek_string (item->intent, "type"));
  self->text = g_strdup (hark_json_peek_string (item->intent, "text"));
  self->to = app_move_dup_target (store, item->intent);
  self->behalf = app_behalf_read (item->intent);
  self->excluded = g_strdup (hark_json_peek_string (item->intent, "excluded"));
  if (self->behalf != NULL)
    self->reporter = g_strdup (app_store_user_name (store, &self->behalf->user));
  self->time = json_object_get_int_member_with_default (item->intent, "time", 0);
  self->as_reporter
      = json_object_get_boolean_member_with_default (item->intent, "as_reporter", FALSE);
  self->is_on_its_way = item->request != NULL;
  self->n_dependents = dependents->len;
  return self;
}

static GPtrArray *
describe_all_waiting (AppStore *store, GPtrArray *operations)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_waiting_free);

  for (guint i = 0; i < operations->len; i++)
    g_ptr_array_add (list, describe_waiting (store, g_ptr_array_index (operations, i), operations));

  return list;
}

GPtrArray *
app_client_list_waiting_sync (AppClient *self, GError **error)
{
  g_autoptr (GPtrArray) operations = NULL;
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else if (app_store_refresh (self->store, error))
    operations = app_outbox_list (self->store->outbox, FALSE, error);
  if (operations != NULL)
    list = describe_all_waiting (self->store, operations);
  g_mutex_unlock (&self->lock);

  return list;
}

GPtrArray *
app_client_take_back_sync (AppClient *self, const HarkId *op, GError **error)
{
  g_autoptr (GPtrArray) taken = NULL;
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else
    taken = app_outbox_take_back (self->store->outbox, op, error);
  if (taken != NULL)
    {
      list = describe_all_waiting (self->store, taken);
      for (guint i = 0; i < taken->len; i++)
        discard_files (self->store, g_ptr_array_index (taken, i));
      app_outbox_truncate (self->store->outbox);
    }
  g_mutex_unlock (&self->lock);
  if (list != NULL)
    tell (self);

  return list;
}

void
app_client_defer (AppClient *self, HarkId *op)
{
  hark_id_random (op);
  g_mutex_lock (&self->view_lock);
  if (self->deferred == NULL)
    self->deferred = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  g_hash_table_add (self->deferred, hark_id_copy (op));
  g_mutex_unlock (&self->view_lock);
}

void
app_client_send_deferred (AppClient *self, const HarkId *op)
{
  g_mutex_lock (&self->view_lock);
  if (self->deferred != NULL)
    g_hash_table_remove (self->deferred, op);
  g_mutex_unlock (&self->view_lock);
}

static gboolean
is_deferred (gpointer client, const HarkId *op)
{
  AppClient *self = client;
  gboolean is_there;

  g_mutex_lock (&self->view_lock);
  is_there = self->deferred != NULL && g_hash_table_contains (self->deferred, op);
  g_mutex_unlock (&self->view_lock);

  return is_there;
}

void
app_client_prepare_deferred (AppClient *self, AppSync *sync)
{
  sync->is_deferred = is_deferred;
  sync->user = self;
}

gboolean
app_client_find_submission (AppClient *self, const HarkId *op, HarkId *ticket)
{
  g_autoptr (AppOperation) found = NULL;
  gboolean is_submission;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    found = app_outbox_get (self->store->outbox, op, NULL);
  g_mutex_unlock (&self->lock);

  is_submission = found != NULL && found->problem == NULL
                  && g_str_equal (hark_json_peek_string (found->intent, "type"), "submit");
  if (is_submission)
    *ticket = found->ticket;
  return is_submission;
}

/* --- what was refused --- */

GPtrArray *
app_client_list_refused_sync (AppClient *self, GError **error)
{
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else if (app_store_refresh (self->store, error))
    list = app_refused_list (self->store, error);
  g_mutex_unlock (&self->lock);

  return list;
}

static AppOperation *
get_refused (AppStore *store, const HarkId *op, GError **error)
{
  g_autoptr (AppOperation) item = app_outbox_get (store->outbox, op, error);

  if (item != NULL && item->problem == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "this was not refused: it waits");
      return NULL;
    }

  return g_steal_pointer (&item);
}

/* With what was to be sent along. */
static gboolean
forget_refused (AppStore *store, const HarkId *op, GError **error)
{
  g_autoptr (AppOperation) item = get_refused (store, op, error);

  if (item == NULL || !app_outbox_remove (store->outbox, op, error))
    return FALSE;

  discard_files (store, item);
  app_outbox_truncate (store->outbox);
  return TRUE;
}

gboolean
app_client_acknowledge_refused_sync (AppClient *self, const HarkId *op, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->store != NULL ? forget_refused (self->store, op, error) : fail_locked (error);
  g_mutex_unlock (&self->lock);
  if (ok)
    tell (self);

  return ok;
}

/* --- back to the draft --- */

static const char *
draft_kind (const char *type, gboolean as_reporter)
{
  if (g_str_equal (type, "note"))
    return APP_DRAFT_NOTE_KIND;
  if (g_str_equal (type, "contact"))
    return APP_DRAFT_CONTACT_KIND;
  if (!g_str_equal (type, "message"))
    return NULL;

  return as_reporter ? APP_DRAFT_REPORTER_KIND : APP_DRAFT_ANSWER_KIND;
}

/* Killed in between, it is there already the next time. */
static gboolean
is_in_draft (AppClient *self, const HarkId *ticket, const char *kind, const char *text)
{
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (self, ticket, kind);

  return draft != NULL && draft->text != NULL && g_str_has_suffix (draft->text, text);
}

static gboolean
is_put_back (const AppOperation *item)
{
  return json_object_get_boolean_member_with_default (item->intent, "put_back", FALSE);
}

/* From here on it only holds what is attached. */
static gboolean
mark_put_back (AppClient *self, AppOperation *item, GError **error)
{
  gboolean ok;

  json_object_set_boolean_member (item->intent, "put_back", TRUE);
  g_mutex_lock (&self->lock);
  ok = self->store != NULL
           ? app_outbox_set_intent (self->store->outbox, &item->op, item->intent, error)
           : fail_locked (error);
  g_mutex_unlock (&self->lock);
  if (ok)
    tell (self);

  return ok;
}

gboolean
app_client_return_refused_sync (AppClient *self, const HarkId *op, const char *why, GError **error)
{
  g_autoptr (AppOperation) item = NULL;
  const char *kind, *text;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else
    item = get_refused (self->store, op, error);
  g_mutex_unlock (&self->lock);
  if (item == NULL)
    return FALSE;

  text = hark_json_peek_string (item->intent, "text");
  kind = draft_kind (
      hark_json_peek_string (item->intent, "type"),
      json_object_get_boolean_member_with_default (item->intent, "as_reporter", FALSE));
  if (kind == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "no draft can hold this");
      return FALSE;
    }
  if (!is_in_draft (self, &item->ticket, kind, text)
      && !app_client_put_draft_sync (self, &item->ticket, kind, text, why, error))
    return FALSE;

  return app_intent_get_list (item->intent, "files") != NULL
             ? mark_put_back (self, item, error)
             : app_client_acknowledge_refused_sync (self, op, error);
}

/* The last one takes what holds it along, once its words are elsewhere. */
static gboolean
drop_file (AppStore *store, AppOperation *item, guint position, GError **error)
{
  g_autoptr (GArray) blobs = app_intent_get_blobs (item);
  JsonArray *files = app_intent_get_list (item->intent, "files");
  JsonArray *ids = app_intent_get_list (item->intent, "manifests");
  const gboolean is_last = json_array_get_length (files) == 1;

  json_array_remove_element (files, position);
  json_array_remove_element (ids, position);
  if (is_last)
    {
      json_object_remove_member (item->intent, "files");
      json_object_remove_member (item->intent, "manifests");
    }
  if (is_last && is_put_back (item)
          ? !app_outbox_remove (store->outbox, &item->op, error)
          : !app_outbox_set_intent (store->outbox, &item->op, item->intent, error))
    return FALSE;

  app_file_discard (store->home, &g_array_index (blobs, HarkId, position));
  app_outbox_truncate (store->outbox);
  return TRUE;
}

static gboolean
find_and_drop_file (AppStore *store, const HarkId *op, const HarkId *file, GError **error)
{
  g_autoptr (AppOperation) item = get_refused (store, op, error);
  JsonArray *ids = item != NULL ? app_intent_get_list (item->intent, "manifests") : NULL;

  if (item == NULL)
    return FALSE;
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      HarkId id;

      if (hark_id_from_string (json_array_get_string_element (ids, i), &id)
          && hark_id_equal (&id, file))
        return drop_file (store, item, i, error);
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such attachment");
  return FALSE;
}

gboolean
app_client_drop_refused_file_sync (AppClient *self, const HarkId *op, const HarkId *file,
                                   GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->store != NULL ? find_and_drop_file (self->store, op, file, error)
                           : fail_locked (error);
  g_mutex_unlock (&self->lock);
  if (ok)
    tell (self);

  return ok;
}

gboolean
app_client_check_return (AppClient *self, const HarkId *op, GError **error)
{
  const HarkId nothing = { { 0 } };
  g_autoptr (AppKeptDraft) there = app_client_get_draft (self, &nothing, APP_DRAFT_NEW_KIND);
  g_autoptr (AppOperation) item = NULL;

  g_mutex_lock (&self->lock);
  if (self->store != NULL)
    item = app_outbox_get (self->store->outbox, op, NULL);
  g_mutex_unlock (&self->lock);
  if (there == NULL || item == NULL
      || !g_str_equal (hark_json_peek_string (item->intent, "type"), "submit")
      || (there->behalf == NULL && app_behalf_peek (item->intent) == NULL
          && g_strcmp0 (there->excluded != NULL ? there->excluded : "",
                        hark_json_peek_string (item->intent, "excluded"))
                 == 0))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
               "a new ticket for others is half written: submit or discard it first");
  return FALSE;
}

/* A report goes back to the form of the new ticket, where that is empty. */
static gboolean
return_report (AppClient *self, const AppWaiting *item, GError **error)
{
  const HarkId nothing = { { 0 } };
  g_autoptr (AppKeptDraft) there = app_client_get_draft (self, &nothing, APP_DRAFT_NEW_KIND);
  g_autoptr (AppKeptDraft) draft = NULL;

  if (there != NULL)
    return app_client_put_draft_sync (self, &nothing, APP_DRAFT_NEW_KIND, item->text, NULL, error);

  draft = app_kept_draft_new (&nothing, APP_DRAFT_NEW_KIND);
  draft->subject = g_strdup (item->title);
  draft->text = g_strdup (item->text);
  draft->behalf = app_behalf_to_draft (item->behalf);
  draft->excluded = g_strdup (item->excluded);
  app_client_save_draft (self, draft);
  return app_client_flush_drafts_sync (self, error);
}

gboolean
app_client_return_taken (AppClient *self, GPtrArray *taken, GError **error)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const AppWaiting *item = g_ptr_array_index (taken, i);
      const char *kind = draft_kind (item->type, item->as_reporter);
      /* What was written to a ticket that goes back itself follows its report. */
      const gboolean follows
          = i > 0 && g_str_equal (((AppWaiting *)taken->pdata[0])->type, "submit");

      if (item->text[0] == '\0' || (kind == NULL && !g_str_equal (item->type, "submit")))
        continue;
      if (kind == NULL || follows
              ? !return_report (self, item, error)
              : !app_client_put_draft_sync (self, &item->ticket, kind, item->text, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* --- once more --- */

/* Borrows from @item. FALSE for what an earlier version kept and this one does not know. */
static gboolean
read_action (const AppOperation *item, AppAction *action)
{
  JsonObject *intent = item->intent;

  *action = (AppAction){
    .ticket = item->ticket,
    .area = app_intent_get_id (intent, "area"),
    .subject = hark_json_peek_string (intent, "subject"),
    .text = hark_json_peek_string (intent, "text"),
    .reason = hark_json_peek_string (intent, "reason"),
    .excluded = hark_json_peek_string (intent, "excluded"),
    .as_reporter = json_object_get_boolean_member_with_default (intent, "as_reporter", FALSE),
    .feedback_given = json_object_get_boolean_member_with_default (intent, "feedback", FALSE),
    .user = app_intent_get_id (intent, "advisor"),
    .replaces = &item->op,
    .n_replaces = 1,
  };
  app_period_read (intent, action);
  app_contact_read (intent, action);
  hark_outcome_from_name (hark_json_peek_string (intent, "outcome"), &action->outcome);
  if (hark_id_is_zero (&action->user))
    action->user = app_intent_get_id (intent, "person");
  return app_intent_get_action (intent, &action->type);
}

/* Somebody else closed it: their outcome goes with a reopening, which has its place in the history,
 * and mine comes after it. */
static gboolean
reopen_first (AppStore *store, const AppAction *action, GError **error)
{
  const AppAction reopen
      = { .type = APP_ACTION_REOPEN, .ticket = action->ticket, .reason = action->reason };

  return app_client_keep (store, &reopen, NULL, NULL, error);
}

static gboolean
do_again (AppStore *store, const AppOperation *item, HarkId *ticket, GError **error)
{
  g_autoptr (AppBehalf) behalf = app_behalf_read (item->intent);
  HarkTicketState state;
  gboolean is_done;
  AppAction action;

  if (!read_action (item, &action))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "there is no such action");
      return FALSE;
    }
  /* an inbox keeps its code: that was handed over */
  action.behalf = behalf;
  if (action.type == APP_ACTION_SUBMIT)
    return app_client_keep (store, &action, NULL, ticket, error);

  if (ticket != NULL)
    *ticket = action.ticket;
  if (!app_intent_look_ahead (store, &action, &is_done, &state, error))
    return FALSE;
  if (is_done)
    return app_outbox_remove (store->outbox, &item->op, error);

  return (action.type != APP_ACTION_CLOSE || state == HARK_TICKET_OPEN
          || reopen_first (store, &action, error))
         && app_client_keep (store, &action, NULL, ticket, error);
}

static gboolean
retry_locked (AppStore *store, const HarkId *op, HarkId *ticket, GError **error)
{
  g_autoptr (AppOperation) item = NULL;

  if (!app_outbox_begin (store->outbox, error))
    return FALSE;

  item = get_refused (store, op, error);
  return app_outbox_end (store->outbox, item != NULL && do_again (store, item, ticket, error),
                         error);
}

gboolean
app_client_retry_sync (AppClient *self, const HarkId *op, HarkId *ticket, GError **error)
{
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    fail_locked (error);
  else
    ok = app_store_refresh (self->store, error) && retry_locked (self->store, op, ticket, error);
  g_mutex_unlock (&self->lock);
  if (ok)
    tell (self);

  return ok;
}
