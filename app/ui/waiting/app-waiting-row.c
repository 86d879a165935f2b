/* app-waiting-row.c: see app-waiting-row.h */
#include "waiting/app-waiting-row.h"

#include "text/app-text-refused.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppWaitingRow
{
  GtkBox parent_instance;

  HarkId op;
  gboolean is_on_its_way;
  char *number;

  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *ticket_label;
  GtkLabel *text_label;
  GtkLabel *way_label;
  GtkWidget *show_button;
  GtkWidget *take_back_button;
};

G_DEFINE_FINAL_TYPE (AppWaitingRow, app_waiting_row, GTK_TYPE_BOX)

gboolean
app_waiting_row_is (AppWaitingRow *self, const AppWaiting *waiting)
{
  g_return_val_if_fail (APP_IS_WAITING_ROW (self), FALSE);

  return hark_id_equal (&self->op, &waiting->op) && self->is_on_its_way == waiting->is_on_its_way
         && g_strcmp0 (self->number, waiting->number) == 0;
}

GtkWidget *
app_waiting_row_new (const AppWaiting *waiting)
{
  AppWaitingRow *self = g_object_new (APP_TYPE_WAITING_ROW, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *operation = app_text_operation_to (waiting->type, waiting->to);
  g_autofree char *time = app_text_time (waiting->time, now);
  g_autofree char *full = app_text_time_full (waiting->time);
  g_autofree char *op = hark_id_to_string (&waiting->op);
  g_autofree char *ticket = hark_id_to_string (&waiting->ticket);
  g_autofree char *name = NULL;
  g_autofree char *title = g_strdup_printf ("%s · %s", waiting->number != NULL ? waiting->number : _ ("Not sent yet"),
                                            waiting->title);

  self->op = waiting->op;
  self->is_on_its_way = waiting->is_on_its_way;
  self->number = g_strdup (waiting->number);
  gtk_label_set_text (self->title_label, operation);
  gtk_label_set_text (self->time_label, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), full);
  gtk_label_set_text (self->ticket_label, title);
  gtk_label_set_text (self->text_label, waiting->text);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), *waiting->text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->way_label), waiting->is_on_its_way);
  gtk_widget_set_visible (self->take_back_button, !waiting->is_on_its_way);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->take_back_button), "s", op);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_button), "s", ticket);
  name = g_strdup_printf ("%s, %s, %s", operation, title, full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return GTK_WIDGET (self);
}

static void
app_waiting_row_finalize (GObject *object)
{
  g_free (APP_WAITING_ROW (object)->number);

  G_OBJECT_CLASS (app_waiting_row_parent_class)->finalize (object);
}

static void
app_waiting_row_class_init (AppWaitingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_waiting_row_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/waiting/app-waiting-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, ticket_label);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, way_label);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingRow, take_back_button);
}

static void
app_waiting_row_init (AppWaitingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
