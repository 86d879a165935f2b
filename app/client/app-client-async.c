/* app-client-async.c: the asynchronous twins of app-client.h: the same functions, run in the
 * client's own pool */
#include "app-client-private.h"

#include "app-client-draft.h"
#include "app-client-read.h"
#include "app-setup.h"
#include "hark-error.h"
#include "hark-seal.h"

/* A call's arguments: plain values, owned by the task and wiped with it. */
typedef struct _Call Call;
struct _Call
{
  gpointer (*run) (AppClient *client, Call *call, GError **error); /* NULL: it failed */
  GDestroyNotify free_result;
  char *texts[6];
  HarkId ticket, file;
  gint64 number;
  AppSetup *setup;
  AppAction action;
  AppBehalf *behalf;
  AppInboxKeys *inbox;
  char *excluded;
  char *review;
  char **files;
  HarkId *replaces;
  GCancellable *cancellable;
  AppClientFunc func; /* of another noun, with its arguments */
  gpointer data;
  GDestroyNotify free_data;
};

static void
call_free (gpointer data)
{
  Call *call = data;

  for (guint i = 0; i < G_N_ELEMENTS (call->texts); i++)
    hark_seal_free_string (call->texts[i]);
  g_clear_object (&call->setup);
  g_clear_object (&call->cancellable);
  g_strfreev (call->files);
  app_behalf_free (call->behalf);
  g_free (call->inbox);
  g_free (call->excluded);
  g_free (call->review);
  g_clear_pointer (&call->data, call->free_data);
  g_free (call->replaces);
  g_free (call);
}

static void
run_call (gpointer data, gpointer client)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  /* What is still queued when the client closes is not begun. */
  if (g_cancellable_is_cancelled (((AppClient *)client)->cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
      return;
    }

  result = call->run (client, call, &error);
  if (result != NULL)
    g_task_return_pointer (task, result, call->free_result);
  else
    g_task_return_error (task, error);
}

/* Nothing of what was read stays where it was worked on, in a thread that may wait for long. */
void
app_client_run_call (gpointer data, gpointer client)
{
  run_call (data, client);
  hark_seal_wipe_stack ();
}

static void
start (AppClient *self, Call *call, gpointer tag, GAsyncReadyCallback callback, gpointer user)
{
  GTask *task = g_task_new (self, NULL, callback, user);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, call_free);
  if (self->pool == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
      g_object_unref (task);
      return;
    }

  g_thread_pool_push (self->pool, task, NULL);
}

static gpointer
finish (AppClient *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static Call *
call_new (gpointer (*run) (AppClient *, Call *, GError **), GDestroyNotify free_result)
{
  Call *call = g_new0 (Call, 1);

  call->run = run;
  call->free_result = free_result;
  return call;
}

/* --- other nouns --- */

static gpointer
run_func (AppClient *client, Call *call, GError **error)
{
  return call->func (client, call->data, error);
}

void
app_client_start_call (AppClient *self, AppClientFunc func, gpointer data, GDestroyNotify free_data,
                       GDestroyNotify free_result, gpointer tag, GAsyncReadyCallback callback,
                       gpointer user)
{
  Call *call = call_new (run_func, free_result);

  call->func = func;
  call->data = data;
  call->free_data = free_data;
  start (self, call, tag, callback, user);
}

gpointer
app_client_finish_call (AppClient *self, GAsyncResult *result, gpointer tag, GError **error)
{
  return finish (self, result, tag, error);
}

/* --- probe --- */

static gpointer
run_probe (AppClient *client, Call *call, GError **error)
{
  return app_client_probe_sync (client, call->texts[0], error);
}

void
app_client_probe_async (AppClient *self, const char *url, GAsyncReadyCallback callback,
                        gpointer user)
{
  Call *call = call_new (run_probe, (GDestroyNotify)app_server_info_free);

  call->texts[0] = g_strdup (url);
  start (self, call, app_client_probe_async, callback, user);
}

AppServerInfo *
app_client_probe_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_probe_async, error);
}

/* --- set-up --- */

static gpointer
run_prepare (AppClient *client, Call *call, GError **error)
{
  return app_client_prepare_setup_sync (client, call->texts[0], call->texts[1], call->texts[2],
                                        call->texts[3], call->texts[4], error);
}

void
app_client_prepare_setup_async (AppClient *self, const char *url, const char *user,
                                const char *mail, const char *area, const char *password,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (run_prepare, g_object_unref);

  call->texts[0] = g_strdup (url);
  call->texts[1] = g_strdup (user);
  call->texts[2] = g_strdup (mail);
  call->texts[3] = g_strdup (area);
  call->texts[4] = g_strdup (password);
  start (self, call, app_client_prepare_setup_async, callback, user_data);
}

AppSetup *
app_client_prepare_setup_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_prepare_setup_async, error);
}

static gpointer
run_commit (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (
      app_client_commit_setup_sync (client, call->setup, call->texts[0], error));
}

void
app_client_commit_setup_async (AppClient *self, AppSetup *setup, const char *code,
                               GAsyncReadyCallback callback, gpointer user)
{
  Call *call = call_new (run_commit, NULL);

  call->setup = g_object_ref (setup);
  call->texts[0] = g_strdup (code);
  start (self, call, app_client_commit_setup_async, callback, user);
}

gboolean
app_client_commit_setup_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_commit_setup_async, error) != NULL;
}

/* --- sign-in, unlock --- */

static gpointer
run_sign_in (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_sign_in_sync (client, call->texts[0], call->texts[1],
                                                   call->texts[2], call->texts[3], error));
}

void
app_client_sign_in_async (AppClient *self, const char *url, const char *user, const char *password,
                          const char *account_key, GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (run_sign_in, NULL);

  call->texts[0] = g_strdup (url);
  call->texts[1] = g_strdup (user);
  call->texts[2] = g_strdup (password);
  call->texts[3] = g_strdup (account_key);
  start (self, call, app_client_sign_in_async, callback, user_data);
}

gboolean
app_client_sign_in_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_sign_in_async, error) != NULL;
}

static gpointer
run_unlock (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_unlock_sync (client, call->texts[0], error));
}

void
app_client_unlock_async (AppClient *self, const char *password, GAsyncReadyCallback callback,
                         gpointer user)
{
  Call *call = call_new (run_unlock, NULL);

  call->texts[0] = g_strdup (password);
  start (self, call, app_client_unlock_async, callback, user);
}

gboolean
app_client_unlock_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_unlock_async, error) != NULL;
}

/* --- reading --- */

static gpointer
run_list (AppClient *client, Call *call, GError **error)
{
  return app_client_list_sync (client, error);
}

void
app_client_list_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  start (self, call_new (run_list, (GDestroyNotify)g_ptr_array_unref), app_client_list_async,
         callback, user);
}

GPtrArray *
app_client_list_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_list_async, error);
}

static gpointer
run_load (AppClient *client, Call *call, GError **error)
{
  return app_client_load_ticket_sync (client, &call->ticket, error);
}

void
app_client_load_ticket_async (AppClient *self, const HarkId *ticket, GAsyncReadyCallback callback,
                              gpointer user)
{
  Call *call = call_new (run_load, g_object_unref);

  call->ticket = *ticket;
  start (self, call, app_client_load_ticket_async, callback, user);
}

AppTicket *
app_client_load_ticket_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_load_ticket_async, error);
}

static gpointer
run_save (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_save_file_sync (client, &call->ticket, &call->file,
                                                     call->texts[0], call->cancellable, error));
}

void
app_client_save_file_async (AppClient *self, const HarkId *ticket, const HarkId *file,
                            const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user)
{
  Call *call = call_new (run_save, NULL);

  call->ticket = *ticket;
  call->file = *file;
  call->texts[0] = g_strdup (path);
  call->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  start (self, call, app_client_save_file_async, callback, user);
}

gboolean
app_client_save_file_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_save_file_async, error) != NULL;
}

static gpointer
run_list_refused (AppClient *client, Call *call, GError **error)
{
  return app_client_list_refused_sync (client, error);
}

void
app_client_list_refused_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  start (self, call_new (run_list_refused, (GDestroyNotify)g_ptr_array_unref),
         app_client_list_refused_async, callback, user);
}

GPtrArray *
app_client_list_refused_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_list_refused_async, error);
}

static gpointer
run_list_waiting (AppClient *client, Call *call, GError **error)
{
  return app_client_list_waiting_sync (client, error);
}

void
app_client_list_waiting_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  start (self, call_new (run_list_waiting, (GDestroyNotify)g_ptr_array_unref),
         app_client_list_waiting_async, callback, user);
}

GPtrArray *
app_client_list_waiting_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_list_waiting_async, error);
}

static gpointer
run_list_members (AppClient *client, Call *call, GError **error)
{
  return app_client_list_members_sync (client, &call->ticket, error);
}

void
app_client_list_members_async (AppClient *self, const HarkId *area, GAsyncReadyCallback callback,
                               gpointer user)
{
  Call *call = call_new (run_list_members, (GDestroyNotify)g_ptr_array_unref);

  call->ticket = *area;
  start (self, call, app_client_list_members_async, callback, user);
}

GPtrArray *
app_client_list_members_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_list_members_async, error);
}

/* --- changing --- */

static void
start_with_op (AppClient *self, Call *call, const HarkId *op, gpointer tag,
               GAsyncReadyCallback callback, gpointer user)
{
  call->ticket = *op;
  start (self, call, tag, callback, user);
}

static gpointer
run_take_back (AppClient *client, Call *call, GError **error)
{
  g_autoptr (GPtrArray) taken = app_client_check_return (client, &call->ticket, error)
                                    ? app_client_take_back_sync (client, &call->ticket, error)
                                    : NULL;

  return taken != NULL && app_client_return_taken (client, taken, error) ? g_steal_pointer (&taken)
                                                                         : NULL;
}

void
app_client_take_back_async (AppClient *self, const HarkId *op, GAsyncReadyCallback callback,
                            gpointer user)
{
  start_with_op (self, call_new (run_take_back, (GDestroyNotify)g_ptr_array_unref), op,
                 app_client_take_back_async, callback, user);
}

GPtrArray *
app_client_take_back_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_take_back_async, error);
}

static gpointer
run_acknowledge (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_acknowledge_refused_sync (client, &call->ticket, error));
}

void
app_client_acknowledge_refused_async (AppClient *self, const HarkId *op,
                                      GAsyncReadyCallback callback, gpointer user)
{
  start_with_op (self, call_new (run_acknowledge, NULL), op, app_client_acknowledge_refused_async,
                 callback, user);
}

gboolean
app_client_acknowledge_refused_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_acknowledge_refused_async, error) != NULL;
}

static gpointer
run_return (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (
      app_client_return_refused_sync (client, &call->ticket, call->texts[0], error));
}

void
app_client_return_refused_async (AppClient *self, const HarkId *op, const char *why,
                                 GAsyncReadyCallback callback, gpointer user)
{
  Call *call = call_new (run_return, NULL);

  call->texts[0] = g_strdup (why);
  start_with_op (self, call, op, app_client_return_refused_async, callback, user);
}

gboolean
app_client_return_refused_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_return_refused_async, error) != NULL;
}

static gpointer
run_drop_file (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (
      app_client_drop_refused_file_sync (client, &call->ticket, &call->file, error));
}

void
app_client_drop_refused_file_async (AppClient *self, const HarkId *op, const HarkId *file,
                                    GAsyncReadyCallback callback, gpointer user)
{
  Call *call = call_new (run_drop_file, NULL);

  call->file = *file;
  start_with_op (self, call, op, app_client_drop_refused_file_async, callback, user);
}

gboolean
app_client_drop_refused_file_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_drop_refused_file_async, error) != NULL;
}

static gpointer
run_retry (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_retry_sync (client, &call->ticket, NULL, error));
}

void
app_client_retry_async (AppClient *self, const HarkId *op, GAsyncReadyCallback callback,
                        gpointer user)
{
  start_with_op (self, call_new (run_retry, NULL), op, app_client_retry_async, callback, user);
}

gboolean
app_client_retry_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_retry_async, error) != NULL;
}

static gpointer
run_act (AppClient *client, Call *call, GError **error)
{
  HarkId ticket;

  if (!app_client_act_sync (client, &call->action, &ticket, error))
    return NULL;

  return hark_id_copy (&ticket);
}

void
app_client_act_async (AppClient *self, const AppAction *action, GAsyncReadyCallback callback,
                      gpointer user)
{
  Call *call = call_new (run_act, g_free);

  call->action = *action;
  call->action.subject = call->texts[0] = g_strdup (action->subject);
  call->action.text = call->texts[1] = g_strdup (action->text);
  call->action.reason = call->texts[2] = g_strdup (action->reason);
  call->action.review = call->review = g_strdup (action->review);
  call->action.excluded = call->excluded = g_strdup (action->excluded);
  call->files = g_strdupv ((char **)action->files);
  call->action.files = (const char *const *)call->files;
  call->action.behalf = call->behalf = app_behalf_copy (action->behalf);
  call->action.inbox = call->inbox = g_memdup2 (action->inbox, sizeof *action->inbox);
  call->replaces = g_memdup2 (action->replaces, action->n_replaces * sizeof (HarkId));
  call->action.replaces = call->replaces;
  start (self, call, app_client_act_async, callback, user);
}

gboolean
app_client_act_finish (AppClient *self, GAsyncResult *result, HarkId *ticket, GError **error)
{
  g_autofree HarkId *made = finish (self, result, app_client_act_async, error);

  if (made == NULL)
    return FALSE;
  if (ticket != NULL)
    *ticket = *made;

  return TRUE;
}

static gpointer
run_mark_read (AppClient *client, Call *call, GError **error)
{
  gboolean changed;

  return app_client_mark_read_sync (client, &call->ticket, call->number, &changed, error)
             ? GINT_TO_POINTER (changed ? 2 : 1)
             : NULL;
}

void
app_client_mark_read_async (AppClient *self, const HarkId *ticket, gint64 up_to,
                            GAsyncReadyCallback callback, gpointer user)
{
  Call *call = call_new (run_mark_read, NULL);

  call->ticket = *ticket;
  call->number = up_to;
  start (self, call, app_client_mark_read_async, callback, user);
}

gboolean
app_client_mark_read_finish (AppClient *self, GAsyncResult *result, gboolean *changed,
                             GError **error)
{
  int done = GPOINTER_TO_INT (finish (self, result, app_client_mark_read_async, error));

  if (done != 0 && changed != NULL)
    *changed = done == 2;

  return done != 0;
}

static gpointer
run_flush_drafts (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_flush_drafts_sync (client, error));
}

void
app_client_flush_drafts_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  start (self, call_new (run_flush_drafts, NULL), app_client_flush_drafts_async, callback, user);
}

/* Nobody waits for it: it holds no reference to the client, whose closing waits for the pool. */
void
app_client_write_drafts (AppClient *self)
{
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, call_new (run_flush_drafts, NULL), call_free);
  if (self->pool != NULL)
    g_thread_pool_push (self->pool, task, NULL);
  else
    g_object_unref (task);
}

gboolean
app_client_flush_drafts_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_flush_drafts_async, error) != NULL;
}

static gpointer
run_sync_call (AppClient *client, Call *call, GError **error)
{
  return GINT_TO_POINTER (app_client_sync_sync (client, error));
}

void
app_client_sync_async (AppClient *self, GAsyncReadyCallback callback, gpointer user)
{
  start (self, call_new (run_sync_call, NULL), app_client_sync_async, callback, user);
}

gboolean
app_client_sync_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, app_client_sync_async, error) != NULL;
}
