/* app-hand-over-dialog.c: see app-hand-over-dialog.h */
#include "people/app-hand-over-dialog.h"

#include "app-client-hand-over.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppHandOverDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppHandOver hand_over;

  AppChoiceGroup *group;
  AppFieldError *form_error;
  AppBusyButton *hand_over_button;
};

static guint handed_over_signal, cancelled_signal;

G_DEFINE_FINAL_TYPE (AppHandOverDialog, app_hand_over_dialog, ADW_TYPE_WINDOW)

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("Some tickets have changed meanwhile and were not handed over. Try again.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN))
    return _ ("This person does not have all of these tickets. Assign those that they have one by one.");

  return app_text_error (error);
}

static void
on_handed_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppHandOverDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  guint count;
  gboolean done = app_client_hand_over_finish (APP_CLIENT (source), result, &count, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->hand_over_button, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->group), TRUE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, describe_error (error));
      return;
    }

  /* let go of first: whoever hears of it may close the parent */
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
  g_signal_emit (self, handed_over_signal, 0, count);
}

/* What was begun is seen to its end. */
static gboolean
on_close_request (AppHandOverDialog *self)
{
  if (app_busy_button_is_busy (self->hand_over_button))
    return TRUE;

  g_signal_emit (self, cancelled_signal, 0);
  return FALSE;
}

static void
on_hand_over (AppHandOverDialog *self)
{
  if (app_busy_button_is_busy (self->hand_over_button))
    return;
  if (!app_choice_group_get_chosen (self->group, &self->hand_over.to))
    {
      app_field_error_set (self->form_error, NULL, _ ("Choose a person."));
      return;
    }

  app_field_error_set (self->form_error, NULL, NULL);
  app_busy_button_set_busy (self->hand_over_button, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->group), FALSE);
  app_client_hand_over_async (self->client, &self->hand_over, on_handed_over, app_weak_new (self));
}

static void
on_chosen (AppHandOverDialog *self)
{
  app_field_error_set (self->form_error, NULL, NULL);
}

static void
add_member (AppHandOverDialog *self, const AppMember *member)
{
  /* Translators: %s is one's own name */
  g_autofree char *title
      = member->is_me ? g_strdup_printf (_ ("%s (you)"), member->name) : g_strdup (member->name);

  app_choice_group_add (self->group, &member->user, title, app_text_role (member->role), TRUE);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppHandOverDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = app_client_list_members_finish (APP_CLIENT (source), result, &error);
  gboolean has_choice = FALSE;

  if (self == NULL)
    return;

  if (members == NULL)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  for (guint i = 0; i < members->len; i++)
    {
      const AppMember *member = members->pdata[i];

      if (!app_member_can_advise (member) || hark_id_equal (&member->user, &self->hand_over.from))
        continue;
      add_member (self, member);
      has_choice = TRUE;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->hand_over_button), has_choice);
  if (!has_choice)
    app_field_error_set (self->form_error, NULL,
                         _ ("Nobody else in this team may answer. Bring a Professional or Expert in first."));
  gtk_widget_child_focus (GTK_WIDGET (self->group), GTK_DIR_TAB_FORWARD);
}

GtkWindow *
app_hand_over_dialog_new (GtkWindow *parent, AppClient *client, const HarkId *from, const char *name,
                          const HarkId *area, const char *area_name, guint count)
{
  AppHandOverDialog *self = g_object_new (APP_TYPE_HAND_OVER_DIALOG, "transient-for", parent, NULL);
  g_autofree char *description = g_strdup_printf (
      /* Translators: %1$s is a person, %2$u how many, %3$s an area */
      ngettext ("%1$s is the advisor of %2$u open ticket of %3$s. Who shall be it from now on?",
                "%1$s is the advisor of %2$u open tickets of %3$s. Who shall be it from now on?", count),
      name, count, area_name);
  g_autofree char *escaped = g_markup_escape_text (description, -1);

  self->client = g_object_ref (client);
  self->hand_over = (AppHandOver){ .from = *from, .area = *area };
  g_object_set (self->group, "description", escaped, NULL);
  app_client_list_members_async (client, area, on_listed, app_weak_new (self));

  return GTK_WINDOW (self);
}

static void
app_hand_over_dialog_finalize (GObject *object)
{
  AppHandOverDialog *self = APP_HAND_OVER_DIALOG (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_hand_over_dialog_parent_class)->finalize (object);
}

static void
app_hand_over_dialog_class_init (AppHandOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_hand_over_dialog_finalize;

  handed_over_signal = g_signal_new ("handed-over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_UINT);
  cancelled_signal
      = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-hand-over-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppHandOverDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppHandOverDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppHandOverDialog, hand_over_button);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_close_request);
  gtk_widget_class_bind_template_callback (widget_class, on_hand_over);
}

static void
app_hand_over_dialog_init (AppHandOverDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
