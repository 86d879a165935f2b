/* app-exclude-dialog.c: see app-exclude-dialog.h */
#include "ticket/app-exclude-dialog.h"

#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppExcludeDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppTicket *ticket;

  AppChoiceGroup *group;
  AdwPreferencesGroup *excluded_group;
  AppFieldError *form_error;
  AppBusyButton *exclude_button;
};

static guint excluded_signal;

G_DEFINE_FINAL_TYPE (AppExcludeDialog, app_exclude_dialog, ADW_TYPE_WINDOW)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppExcludeDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->exclude_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_exclude_error (error));
      return;
    }

  g_signal_emit (self, excluded_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
act (AppExcludeDialog *self, AppActionType type, const HarkId *user)
{
  const AppAction action = { .type = type, .ticket = self->ticket->id, .user = *user };

  app_busy_button_set_busy (self->exclude_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
on_exclude (AppExcludeDialog *self)
{
  HarkId user;

  if (app_choice_group_get_chosen (self->group, &user))
    act (self, APP_ACTION_EXCLUDE, &user);
  else
    app_field_error_set (self->form_error, NULL, _ ("Choose a person."));
}

static void
on_chosen (AppExcludeDialog *self)
{
  app_field_error_set (self->form_error, NULL, NULL);
}

static gboolean
is_excluded (AppExcludeDialog *self, const HarkId *user)
{
  for (guint i = 0; i < self->ticket->excluded->len; i++)
    if (hark_id_equal (&((AppExcluded *)self->ticket->excluded->pdata[i])->user, user))
      return TRUE;

  return FALSE;
}

/* The advisor hands the ticket over first. */
static void
append_member (AppExcludeDialog *self, const AppMember *member)
{
  gboolean is_advisor = g_strcmp0 (member->name, self->ticket->advisor) == 0;
  /* Translators: %s is one's own name */
  g_autofree char *title = member->is_me ? g_strdup_printf (_ ("%s (you)"), member->name) : g_strdup (member->name);
  g_autofree char *subtitle
      /* Translators: %s is a role, such as "Expert" */
      = is_advisor ? g_strdup_printf (_ ("%s · advisor: the ticket has to be handed over first"),
                                      app_text_role (member->role))
                   : g_strdup (app_text_role (member->role));

  app_choice_group_add (self->group, &member->user, title, subtitle, !is_advisor);
}

/* An Observer themselves alone. */
static gboolean
may_exclude (AppExcludeDialog *self, const AppMember *member)
{
  return self->ticket->can_write || member->is_me;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppExcludeDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = app_client_list_members_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;
  if (members == NULL)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  for (guint i = 0; i < members->len; i++)
    if (may_exclude (self, members->pdata[i]) && app_member_has (members->pdata[i], self->ticket->entry)
        && !is_excluded (self, &((AppMember *)members->pdata[i])->user))
      append_member (self, members->pdata[i]);
  gtk_widget_child_focus (GTK_WIDGET (self->group), GTK_DIR_TAB_FORWARD);
}

/* --- who is excluded already --- */

static void
on_take_back (GtkButton *button, AppExcludeDialog *self)
{
  act (self, APP_ACTION_INCLUDE, g_object_get_data (G_OBJECT (button), "id"));
}

/* Only Experts take it back. */
static void
append_excluded (AppExcludeDialog *self, const AppExcluded *excluded, gboolean may)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Take Back"));
  /* Translators: %s is a person who is excluded from a ticket */
  g_autofree char *name = g_strdup_printf (_ ("Take back that %s is excluded"), excluded->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), excluded->name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, may);
  g_object_set_data_full (G_OBJECT (button), "id", hark_id_copy (&excluded->user), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_take_back), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (row, button);
  adw_preferences_group_add (self->excluded_group, GTK_WIDGET (row));
}

GtkWindow *
app_exclude_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppExcludeDialog *self = g_object_new (APP_TYPE_EXCLUDE_DIALOG, "transient-for", parent, NULL);
  gboolean may = app_client_get_role (client, &ticket->area) == HARK_ROLE_EXPERT;

  self->client = g_object_ref (client);
  self->ticket = g_object_ref (ticket);
  for (guint i = 0; i < ticket->excluded->len; i++)
    append_excluded (self, ticket->excluded->pdata[i], may);
  gtk_widget_set_visible (GTK_WIDGET (self->excluded_group), ticket->excluded->len > 0);
  app_client_list_members_async (client, &ticket->area, on_listed, app_weak_new (self));

  return GTK_WINDOW (self);
}

static void
app_exclude_dialog_finalize (GObject *object)
{
  AppExcludeDialog *self = APP_EXCLUDE_DIALOG (object);

  g_clear_object (&self->client);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (app_exclude_dialog_parent_class)->finalize (object);
}

static void
app_exclude_dialog_class_init (AppExcludeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_exclude_dialog_finalize;

  excluded_signal = g_signal_new ("excluded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-exclude-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppExcludeDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppExcludeDialog, excluded_group);
  gtk_widget_class_bind_template_child (widget_class, AppExcludeDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppExcludeDialog, exclude_button);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_exclude);
}

static void
app_exclude_dialog_init (AppExcludeDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
