/* app-assign-dialog.c: see app-assign-dialog.h */
#include "ticket/app-assign-dialog.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "people/app-absence-text.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppAssignDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppTicket *ticket;
  GPtrArray *members; /* AppMember */
  HarkId chosen;      /* zeros: nobody yet */

  AdwPreferencesGroup *group;
  AppFieldError *form_error;
  AppBusyButton *assign_button;
};

static guint assigned_signal;

G_DEFINE_FINAL_TYPE (AppAssignDialog, app_assign_dialog, ADW_TYPE_WINDOW)

static const char *
describe_role (HarkRole role)
{
  return role == HARK_ROLE_EXPERT ? C_ ("role", "Expert") : C_ ("role", "Professional");
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAssignDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->assign_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  g_signal_emit (self, assigned_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_assign (AppAssignDialog *self)
{
  const AppAction action = { .type = APP_ACTION_ASSIGN, .ticket = self->ticket->id, .user = self->chosen };

  if (hark_id_is_zero (&self->chosen))
    {
      app_field_error_set (self->form_error, NULL, _ ("Choose a person."));
      return;
    }

  app_busy_button_set_busy (self->assign_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
on_toggled (GtkCheckButton *check, AppAssignDialog *self)
{
  const AppMember *member = g_object_get_data (G_OBJECT (check), "member");

  if (!gtk_check_button_get_active (check))
    return;

  self->chosen = member->user;
  app_field_error_set (self->form_error, NULL, NULL);
}

/* Whoever is the advisor already is shown, and cannot be chosen. */
static GtkCheckButton *
append_member (AppAssignDialog *self, AppMember *member, GtkCheckButton *first)
{
  gboolean is_advisor = g_strcmp0 (member->name, self->ticket->advisor) == 0;
  GtkWidget *check = gtk_check_button_new ();
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *role
      /* Translators: %s is a role, such as "Expert" */
      = is_advisor ? g_strdup_printf (_ ("%s · advisor now"), describe_role (member->role))
                   : g_strdup (describe_role (member->role));
  g_autofree char *away = app_absence_text_of (self->client, &member->user);
  g_autofree char *subtitle = g_strjoin (" · ", role, away, NULL);
  g_autofree char *title = member->is_me
                               /* Translators: %s is one's own name */
                               ? g_strdup_printf (_ ("%s (you)"), member->name)
                               : g_strdup (member->name);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, subtitle);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (check, !is_advisor);
  g_object_set_data (G_OBJECT (check), "member", member);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_add_prefix (row, check);
  if (!is_advisor)
    adw_action_row_set_activatable_widget (row, check);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));

  return first != NULL ? first : GTK_CHECK_BUTTON (check);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAssignDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = app_client_list_members_finish (APP_CLIENT (source), result, &error);
  GtkCheckButton *first = NULL;

  if (self == NULL)
    return;

  if (members == NULL)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  self->members = g_steal_pointer (&members);
  for (guint i = 0; i < self->members->len; i++)
    if (app_member_can_advise (self->members->pdata[i])
        && app_member_has (self->members->pdata[i], self->ticket->entry))
      first = append_member (self, self->members->pdata[i], first);
  gtk_widget_child_focus (GTK_WIDGET (self->group), GTK_DIR_TAB_FORWARD);
}

GtkWindow *
app_assign_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppAssignDialog *self = g_object_new (APP_TYPE_ASSIGN_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = g_object_ref (ticket);
  app_client_list_members_async (client, &ticket->area, on_listed, app_weak_new (self));

  return GTK_WINDOW (self);
}

static void
app_assign_dialog_finalize (GObject *object)
{
  AppAssignDialog *self = APP_ASSIGN_DIALOG (object);

  g_clear_object (&self->client);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->members, g_ptr_array_unref);

  G_OBJECT_CLASS (app_assign_dialog_parent_class)->finalize (object);
}

static void
app_assign_dialog_class_init (AppAssignDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_assign_dialog_finalize;

  assigned_signal = g_signal_new ("assigned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-assign-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAssignDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppAssignDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppAssignDialog, assign_button);
  gtk_widget_class_bind_template_callback (widget_class, on_assign);
}

static void
app_assign_dialog_init (AppAssignDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
