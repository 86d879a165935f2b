/* app-awaited-group.c: see app-awaited-group.h */
#include "people/app-awaited-group.h"

#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "people/app-awaited-row.h"
#include "people/app-bring-in-dialog.h"
#include "people/app-standing.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppAwaitedGroup
{
  AdwPreferencesGroup parent_instance;

  AppClient *client;
  guint count;
  GPtrArray *rows; /* AppAwaitedRow */
  char *shown;     /* what they say: the same again leaves them alone */
  gboolean is_loading, is_stale;

  AppFieldError *error;
};

enum
{
  PROP_COUNT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppAwaitedGroup, app_awaited_group, ADW_TYPE_PREFERENCES_GROUP)

static void load (AppAwaitedGroup *self);

static GtkWindow *
get_window (AppAwaitedGroup *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static AppAwaitedRow *
find_row (AppAwaitedGroup *self, const HarkId *user)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (hark_id_equal (&app_awaited_row_get_awaited (self->rows->pdata[i])->user, user))
      return self->rows->pdata[i];

  return NULL;
}

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("The team or this person’s keys have changed meanwhile. Compare the number before you try again.");

  return app_text_error (error);
}

/* The row may have been made anew meanwhile: it is found by who stands in it. */
typedef struct
{
  gpointer group; /* of app_weak_new () */
  HarkId user;
  char *name;
} Step;

static Step *
step_new (AppAwaitedGroup *self, const AppAwaited *awaited)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ app_weak_new (self), awaited->user, g_strdup (awaited->name) };

  return step;
}

/* (transfer full) (nullable): the group, where it is still there; frees @step but for the name. */
static AppAwaitedGroup *
step_end (Step *step, char **name)
{
  AppAwaitedGroup *self = app_weak_take (step->group);
  AppAwaitedRow *row = self != NULL ? find_row (self, &step->user) : NULL;

  if (row != NULL)
    app_awaited_row_set_busy (row, FALSE);
  *name = step->name;
  g_free (step);

  return self;
}

/* Of the dialog about @awaited. */
static void
set_user (GtkWidget *dialog, const AppAwaited *awaited)
{
  g_object_set_data_full (G_OBJECT (dialog), "user", g_memdup2 (&awaited->user, sizeof awaited->user), g_free);
}

/* --- bringing in --- */

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (AppAwaitedGroup) self = step_end (user_data, &name);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_place_member_finish (APP_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  text = done ? g_strdup_printf (_ ("%s is in the team now"), name) : g_strdup (describe_error (error));
  g_signal_emit (self, changed_signal, 0, text);
}

static void
on_bring_in (GtkWidget *dialog, const char *response, AppAwaitedGroup *self)
{
  AppAwaitedRow *row = find_row (self, g_object_get_data (G_OBJECT (dialog), "user"));
  const AppAwaited *awaited = row != NULL ? app_awaited_row_get_awaited (row) : NULL;

  /* Another Expert may have been quicker. */
  if (awaited == NULL || !awaited->can_confirm || !g_str_equal (response, "bring-in"))
    return;

  app_awaited_row_set_busy (row, TRUE);
  app_client_place_member_async (self->client, &awaited->user, awaited->keys_hash, &awaited->area, awaited->role,
                                 app_bring_in_dialog_get_reach (dialog), on_confirmed, step_new (self, awaited));
}

static void
on_confirm (AppAwaitedGroup *self, AppAwaitedRow *row)
{
  const AppAwaited *awaited = app_awaited_row_get_awaited (row);
  GtkWidget *dialog = app_bring_in_dialog_new (get_window (self), self->client, awaited);

  set_user (dialog, awaited);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_bring_in), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- taking back --- */

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (AppAwaitedGroup) self = step_end (user_data, &name);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_take_back_invitation_finish (APP_CLIENT (source), result, &error);

  if (self != NULL)
    g_signal_emit (self, changed_signal, 0, done ? _ ("The invitation is taken back") : describe_error (error));
}

static void
on_take_back_answer (GtkWidget *dialog, const char *response, AppAwaitedGroup *self)
{
  const HarkId *user = g_object_get_data (G_OBJECT (dialog), "user");
  AppAwaitedRow *row = find_row (self, user);

  /* Whoever is not awaited any more meanwhile has been signed: nothing is left to take back. */
  if (row == NULL || !g_str_equal (response, "take-back"))
    return;

  app_awaited_row_set_busy (row, TRUE);
  app_client_take_back_invitation_async (self->client, user, on_taken_back,
                                         step_new (self, app_awaited_row_get_awaited (row)));
}

static void
on_take_back (AppAwaitedGroup *self, AppAwaitedRow *row)
{
  const AppAwaited *awaited = app_awaited_row_get_awaited (row);
  g_autofree char *body = app_awaited_row_ask_take_back (awaited);
  GtkWidget *dialog = adw_message_dialog_new (
      get_window (self), awaited->is_reset ? _ ("Take Back the Reset?") : _ ("Take Back the Invitation?"), NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "take-back",
                                    _ ("_Take Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "take-back", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  set_user (dialog, awaited);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_take_back_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- rows --- */

/* (transfer full) */
static char *
digest (GPtrArray *list, gboolean is_admin)
{
  g_autoptr (GString) text = g_string_new (is_admin ? "admin\n" : "");

  for (guint i = 0; i < list->len; i++)
    {
      const AppAwaited *awaited = list->pdata[i];
      g_autofree char *id = hark_id_to_string (&awaited->user);

      g_string_append_printf (text, "%s %d%d%d%d %d %s %s %" G_GINT64_FORMAT "\n", id, awaited->is_accepted,
                              awaited->is_ours, awaited->is_named, awaited->can_confirm, awaited->role,
                              awaited->area_name != NULL ? awaited->area_name : "", awaited->by, awaited->expires);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_row (AppAwaitedGroup *self, AppAwaited *awaited, gboolean is_admin)
{
  GtkWidget *row = app_awaited_row_new (awaited, is_admin);

  g_signal_connect_object (row, "confirm", G_CALLBACK (on_confirm), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "take-back", G_CALLBACK (on_take_back), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
count (AppAwaitedGroup *self, GPtrArray *list)
{
  guint n = 0;

  for (guint i = 0; i < list->len; i++)
    n += ((AppAwaited *)list->pdata[i])->can_confirm ? 1 : 0;
  if (n == self->count)
    return;

  self->count = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

/* @list is taken. */
static void
show (AppAwaitedGroup *self, GPtrArray *list)
{
  gboolean is_admin = app_client_is_admin (self->client);
  g_autofree char *text = digest (list, is_admin);
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  app_field_error_set (self->error, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), list->len > 0);
  count (self, list);
  if (g_strcmp0 (text, self->shown) == 0)
    {
      g_ptr_array_unref (list);
      return;
    }

  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    add_row (self, list->pdata[i], is_admin);
  g_ptr_array_unref (list);
  if (had_focus)
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_TAB_FORWARD);
}

/* What was known last stays, and beside it why there is nothing newer. */
static void
show_error (AppAwaitedGroup *self, const GError *error)
{
  g_autofree char *text = g_strdup_printf (_ ("Who is awaited is not known now. %s"), app_text_error (error));

  app_field_error_set (self->error, NULL, text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAwaitedGroup) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *list = app_client_list_awaited_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    {
      g_clear_pointer (&list, g_ptr_array_unref);
      return;
    }

  self->is_loading = FALSE;
  if (list != NULL)
    show (self, list);
  else
    show_error (self, error);
  if (self->is_stale)
    load (self);
}

/* The server tells Admins and Experts; for others there is nothing to ask. */
static void
load (AppAwaitedGroup *self)
{
  AppStanding standing = app_standing_get (self->client);

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;
  if (!standing.is_admin && !standing.is_expert)
    {
      show (self, g_ptr_array_new_with_free_func ((GDestroyNotify)app_awaited_free));
      return;
    }

  self->is_loading = TRUE;
  app_client_list_awaited_async (self->client, on_listed, app_weak_new (self));
}

void
app_awaited_group_load (AppAwaitedGroup *self, AppClient *client)
{
  g_return_if_fail (APP_IS_AWAITED_GROUP (self));

  g_set_object (&self->client, client);
  load (self);
}

guint
app_awaited_group_get_count (AppAwaitedGroup *self)
{
  g_return_val_if_fail (APP_IS_AWAITED_GROUP (self), 0);

  return self->count;
}

/* --- life --- */

static void
app_awaited_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, APP_AWAITED_GROUP (object)->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_awaited_group_dispose (GObject *object)
{
  g_clear_object (&APP_AWAITED_GROUP (object)->client);

  G_OBJECT_CLASS (app_awaited_group_parent_class)->dispose (object);
}

static void
app_awaited_group_finalize (GObject *object)
{
  AppAwaitedGroup *self = APP_AWAITED_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (app_awaited_group_parent_class)->finalize (object);
}

static void
app_awaited_group_class_init (AppAwaitedGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = app_awaited_group_get_property;
  object_class->dispose = app_awaited_group_dispose;
  object_class->finalize = app_awaited_group_finalize;

  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
app_awaited_group_init (AppAwaitedGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->error = g_object_new (APP_TYPE_FIELD_ERROR, "visible", FALSE, NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Awaited"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->error));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
