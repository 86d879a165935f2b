/* app-period-group.c: see app-period-group.h */
#include "period/app-period-group.h"

#include "async/app-weak.h"
#include "hark-error.h"
#include "period/app-period-dialog.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

#define GROUP "period"

enum
{
  FIELD_TYPE,
  FIELD_TICKET,
  FIELD_PERIOD,
  FIELD_DUE,
  N_FIELDS
};

/* What an action of the group knows: the group's own data. */
typedef struct
{
  GtkWidget *window; /* whose group it is */
  AppClient *client;
  GHashTable *deferred; /* HarkId of operations that go once nobody can undo them any more */
} Desk;

static void
desk_free (gpointer data)
{
  Desk *self = data;
  GHashTableIter iter;
  gpointer op;

  /* whoever locks or closes meanwhile has not undone it: it goes with the next sync */
  g_hash_table_iter_init (&iter, self->deferred);
  while (g_hash_table_iter_next (&iter, &op, NULL))
    app_client_send_deferred (self->client, op);
  g_hash_table_unref (self->deferred);
  g_object_unref (self->client);
  g_free (self);
}

/* --- there and back --- */

char *
app_period_group_target (const HarkId *ticket, const HarkId *other)
{
  g_autofree char *one = hark_id_to_string (ticket);
  g_autofree char *two = hark_id_to_string (other);

  return g_strdup_printf ("%s %s", one, two);
}

static gboolean
read_target (GVariant *parameter, HarkId *ticket, HarkId *period)
{
  g_auto (GStrv) ids = g_strsplit (g_variant_get_string (parameter, NULL), " ", 2);

  return g_strv_length (ids) == 2 && hark_id_from_string (ids[0], ticket) && hark_id_from_string (ids[1], period);
}

char *
app_period_group_pack (const AppAction *action)
{
  g_autofree char *ticket = hark_id_to_string (&action->ticket);
  g_autofree char *period = hark_id_to_string (&action->period);

  return g_strdup_printf ("%d %s %s %" G_GINT64_FORMAT, (int)action->type, ticket, period, action->due);
}

gboolean
app_period_group_unpack (const char *packed, AppAction *action)
{
  g_auto (GStrv) fields = g_strsplit (packed, " ", N_FIELDS);

  *action = (AppAction){ 0 };
  if (g_strv_length (fields) != N_FIELDS || !hark_id_from_string (fields[FIELD_TICKET], &action->ticket)
      || !hark_id_from_string (fields[FIELD_PERIOD], &action->period))
    return FALSE;

  action->type = (AppActionType)g_ascii_strtoll (fields[FIELD_TYPE], NULL, 10);
  action->due = g_ascii_strtoll (fields[FIELD_DUE], NULL, 10);
  return TRUE;
}

/* --- acting --- */

typedef struct
{
  gpointer window; /* weak */
  char *undo;      /* NULL: nothing puts it back */
  HarkId op;       /* zeros: not deferred */
  const char *told;
} Acting;

static void
acting_free (Acting *self)
{
  g_free (self->undo);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Acting, acting_free)

static const char *
tell_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return _ ("This deadline is not there any more: somebody removed it.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN))
    return _ ("What the area has settled stays as it is.");

  return app_text_error (error);
}

static Desk *
get_desk (GtkWidget *window)
{
  return g_object_get_data (G_OBJECT (window), "period-desk");
}

static void
tell_done (GtkWidget *window, const char *told, const char *undo)
{
  if (undo != NULL)
    gtk_widget_activate_action (window, "win.toast-undo", "(ssss)", told, "period.undo", undo, "");
  else
    gtk_widget_activate_action (window, "win.toast", "s", told);
  gtk_widget_activate_action (window, "win.sync-quietly", NULL);
}

/* It goes once the toast has. */
static void
tell_deferred (GtkWidget *window, const char *told, const HarkId *op)
{
  g_autofree char *target = hark_id_to_string (op);

  g_hash_table_add (get_desk (window)->deferred, hark_id_copy (op));
  gtk_widget_activate_action (window, "win.toast-undo", "(ssss)", told, "period.take-back", target, "period.send");
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Acting) acting = user_data;
  g_autoptr (GtkWidget) window = app_weak_take (acting->window);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);
  gboolean is_shown = window != NULL && get_desk (window) != NULL;
  gboolean is_deferred = !hark_id_is_zero (&acting->op);

  if (is_deferred && (!done || !is_shown))
    app_client_send_deferred (APP_CLIENT (source), &acting->op);
  if (!is_shown)
    return;

  if (!done)
    gtk_widget_activate_action (window, "win.toast", "s", tell_error (error));
  else if (is_deferred)
    tell_deferred (window, acting->told, &acting->op);
  else
    tell_done (window, acting->told, acting->undo);
}

/* @undo: (transfer full) */
static void
act (Desk *desk, const AppAction *action, const char *told, char *undo)
{
  Acting *acting = g_new0 (Acting, 1);

  acting->window = app_weak_new (desk->window);
  acting->undo = undo;
  acting->told = told;
  app_client_act_async (desk->client, action, on_acted, acting);
}

/* Who fulfilled a deadline, when, and which one it was nobody could put back by doing it again: until the toast is gone it
 * has not left this machine, and Undo takes it back, so that it never was. */
static void
act_deferred (Desk *desk, AppAction *action, const char *told)
{
  Acting *acting = g_new0 (Acting, 1);

  app_client_defer (desk->client, &action->op);
  acting->window = app_weak_new (desk->window);
  acting->op = action->op;
  acting->told = told;
  app_client_act_async (desk->client, action, on_acted, acting);
}

static void
fulfil (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  gboolean is_kept = g_str_equal (g_action_get_name (G_ACTION (simple)), "fulfil");
  AppAction action = { .type = is_kept ? APP_ACTION_FULFIL_PERIOD : APP_ACTION_UNFULFIL_PERIOD };
  AppAction back = { .type = APP_ACTION_UNFULFIL_PERIOD };

  if (!read_target (parameter, &action.ticket, &action.period))
    return;

  back.ticket = action.ticket;
  back.period = action.period;
  if (is_kept)
    act (user_data, &action, _ ("Marked as fulfilled"), app_period_group_pack (&back));
  else
    act_deferred (user_data, &action, _ ("Not marked as fulfilled any more"));
}

static void
undo (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  AppAction action;

  if (app_period_group_unpack (g_variant_get_string (parameter, NULL), &action))
    act (user_data, &action, _ ("Undone"), NULL);
}

/* FALSE: it is none, or not any more. */
static gboolean
end_deferred (Desk *desk, GVariant *parameter, HarkId *op)
{
  return hark_id_from_string (g_variant_get_string (parameter, NULL), op) && g_hash_table_remove (desk->deferred, op);
}

static const char *
tell_kept (const GError *error)
{
  /* taken back elsewhere in the window, or sent by another program */
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return _ ("It does not wait to be sent any more");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("It is on its way already and cannot be taken back");

  return app_text_error (error);
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Acting) acting = user_data;
  g_autoptr (GtkWidget) window = app_weak_take (acting->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) taken = app_client_take_back_finish (APP_CLIENT (source), result, &error);

  app_client_send_deferred (APP_CLIENT (source), &acting->op);
  if (window == NULL || get_desk (window) == NULL)
    return;

  if (taken != NULL)
    tell_done (window, _ ("Undone"), NULL);
  else
    gtk_widget_activate_action (window, "win.toast", "s", tell_kept (error));
}

static void
take_back (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;
  Acting *acting;
  HarkId op;

  if (!end_deferred (desk, parameter, &op))
    return;

  acting = g_new0 (Acting, 1);
  acting->window = app_weak_new (desk->window);
  acting->op = op;
  app_client_take_back_async (desk->client, &op, on_taken_back, acting);
}

static void
send (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;
  HarkId op;

  if (!end_deferred (desk, parameter, &op))
    return;

  app_client_send_deferred (desk->client, &op);
  gtk_widget_activate_action (desk->window, "win.sync-quietly", NULL);
}

/* --- what has to be looked at first --- */

typedef struct
{
  gpointer window; /* weak */
  HarkId period;   /* zeros: one that is to be added, */
  HarkId about;    /* about this; zeros: about the ticket */
  gboolean is_removal;
} Looking;

static void
on_dialog_done (GtkWidget *window, const char *told, const char *back)
{
  tell_done (window, told, back);
}

static void
show_dialog (GtkWidget *window, AppClient *client, AppTicket *ticket, const AppPeriod *period, const HarkId *about)
{
  GtkWindow *dialog = app_period_dialog_new (GTK_WINDOW (window), client, ticket, period, about);

  g_signal_connect_object (dialog, "done", G_CALLBACK (on_dialog_done), window, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
remove_period (Desk *desk, AppTicket *ticket, const AppPeriod *period)
{
  AppAction action = { .type = APP_ACTION_REMOVE_PERIOD, .ticket = ticket->id, .period = period->id };

  act_deferred (desk, &action, _ ("Deadline removed"));
}

static const AppPeriod *
find (AppTicket *ticket, const HarkId *id)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (hark_id_equal (&((AppPeriod *)ticket->periods->pdata[i])->id, id))
      return ticket->periods->pdata[i];

  return NULL;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Looking *looking = user_data;
  g_autoptr (GtkWidget) window = app_weak_take (looking->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = app_client_load_ticket_finish (APP_CLIENT (source), result, &error);
  gboolean is_new = hark_id_is_zero (&looking->period);
  const AppPeriod *period = ticket != NULL && !is_new ? find (ticket, &looking->period) : NULL;

  if (window == NULL || get_desk (window) == NULL)
    return;

  if (ticket == NULL)
    gtk_widget_activate_action (window, "win.toast", "s", app_text_error (error));
  else if (!is_new && period == NULL)
    gtk_widget_activate_action (window, "win.toast", "s",
                                _ ("This deadline is not there any more: somebody removed it."));
  else if (looking->is_removal && period != NULL)
    remove_period (get_desk (window), ticket, period);
  else
    show_dialog (window, APP_CLIENT (source), ticket, period, &looking->about);
}

static void
look (Desk *desk, const HarkId *ticket, const HarkId *period, const HarkId *about, gboolean is_removal)
{
  Looking *looking = g_new0 (Looking, 1);

  looking->window = app_weak_new (desk->window);
  looking->is_removal = is_removal;
  if (period != NULL)
    looking->period = *period;
  if (about != NULL)
    looking->about = *about;
  app_client_load_ticket_async (desk->client, ticket, on_looked, looking);
}

static void
add (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  HarkId ticket, about;

  if (hark_id_from_string (g_variant_get_string (parameter, NULL), &ticket))
    look (user_data, &ticket, NULL, NULL, FALSE);
  else if (read_target (parameter, &ticket, &about))
    look (user_data, &ticket, NULL, &about, FALSE);
}

static void
change (GSimpleAction *simple, GVariant *parameter, gpointer user_data)
{
  HarkId ticket, period;

  if (read_target (parameter, &ticket, &period))
    look (user_data, &ticket, &period, NULL, g_str_equal (g_action_get_name (G_ACTION (simple)), "remove"));
}

void
app_period_group_insert (GtkWidget *window, AppClient *client)
{
  static const GActionEntry entries[] = {
    { "add", add, "s" },    { "fulfil", fulfil, "s" }, { "unfulfil", fulfil, "s" },
    { "move", change, "s" }, { "remove", change, "s" }, { "undo", undo, "s" },
    { "send", send, "s" },  { "take-back", take_back, "s" },
  };
  g_autoptr (GSimpleActionGroup) group = client != NULL ? g_simple_action_group_new () : NULL;
  Desk *desk = client != NULL ? g_new0 (Desk, 1) : NULL;

  if (desk != NULL)
    {
      desk->window = window;
      desk->client = g_object_ref (client);
      desk->deferred = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
      g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), desk);
    }
  gtk_widget_insert_action_group (window, GROUP, G_ACTION_GROUP (group));
  g_object_set_data_full (G_OBJECT (window), "period-desk", desk, desk != NULL ? desk_free : NULL);
}
