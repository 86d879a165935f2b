/* app-take-back.c: see app-take-back.h */
#include "waiting/app-take-back.h"

#include "text/app-text-refused.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWindow *parent; /* weak */
  AppClient *client;
  HarkId op;
} TakeBack;

static void
take_back_free (gpointer data)
{
  TakeBack *self = data;

  g_clear_weak_pointer (&self->parent);
  g_object_unref (self->client);
  g_free (self);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *taken = app_client_take_back_finish (APP_CLIENT (source), result, &error);

  if (taken != NULL)
    g_task_return_pointer (task, taken, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
take_back (GTask *task)
{
  TakeBack *self = g_task_get_task_data (task);

  app_client_take_back_async (self->client, &self->op, on_taken, task);
}

static void
on_response (GtkWidget *dialog, const char *response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  /* Asked once, answered once. */
  g_signal_handlers_disconnect_by_func (dialog, on_response, user_data);
  if (g_str_equal (response, "take-back"))
    take_back (g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not taken back");
}

static const AppWaiting *
find (GPtrArray *list, const HarkId *op)
{
  for (guint i = 0; i < list->len; i++)
    if (hark_id_equal (&((AppWaiting *)list->pdata[i])->op, op))
      return list->pdata[i];

  return NULL;
}

/* Takes @task. */
static void
ask (GTask *task, const AppWaiting *waiting)
{
  TakeBack *self = g_task_get_task_data (task);
  guint n = waiting->n_dependents;
  g_autofree char *operation = app_text_operation_to (waiting->type, waiting->to);
  /* Translators: %s is what is taken back, such as "Take over" */
  g_autofree char *heading = g_strdup_printf (_ ("Take Back “%s”?"), operation);
  g_autofree char *body
      = g_strdup_printf (ngettext ("%u entry that builds on it is not sent either. Its text comes back to you.",
                                   "%u entries that build on it are not sent either. Their texts come back to you.", n),
                         n);
  GtkWidget *dialog = adw_message_dialog_new (self->parent, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep"), "take-back",
                                    _ ("_Take Back All"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "take-back", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TakeBack *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_waiting_finish (APP_CLIENT (source), result, &error);
  const AppWaiting *waiting = list != NULL ? find (list, &self->op) : NULL;

  if (list == NULL)
    g_task_return_error (task, error);
  else if (waiting != NULL && waiting->n_dependents > 0 && self->parent != NULL)
    ask (g_steal_pointer (&task), waiting);
  else
    take_back (g_steal_pointer (&task));
}

void
app_take_back_async (GtkWindow *parent, AppClient *client, const HarkId *op, GAsyncReadyCallback callback, gpointer user)
{
  GTask *task = g_task_new (NULL, NULL, callback, user);
  TakeBack *self = g_new0 (TakeBack, 1);

  g_set_weak_pointer (&self->parent, parent);
  self->client = g_object_ref (client);
  self->op = *op;
  g_task_set_task_data (task, self, take_back_free);
  app_client_list_waiting_async (client, on_listed, task);
}

GPtrArray *
app_take_back_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
