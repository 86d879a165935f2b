/* app-refused-row.c: see app-refused-row.h */
#include "refused/app-refused-row.h"

#include "hark-seal.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppRefusedRow
{
  GtkBox parent_instance;

  HarkId op;
  HarkId ticket;
  char *text;

  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *problem_label;
  GtkLabel *text_label;
  GtkWidget *copy_button;
};

enum
{
  SIGNAL_ACKNOWLEDGED,
  SIGNAL_TICKET_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppRefusedRow, app_refused_row, GTK_TYPE_BOX)

const HarkId *
app_refused_row_get_op (AppRefusedRow *self)
{
  g_return_val_if_fail (APP_IS_REFUSED_ROW (self), NULL);

  return &self->op;
}

const HarkId *
app_refused_row_get_ticket (AppRefusedRow *self)
{
  g_return_val_if_fail (APP_IS_REFUSED_ROW (self), NULL);

  return &self->ticket;
}

static void
on_acknowledge (AppRefusedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ACKNOWLEDGED], 0);
}

static void
on_show_ticket (AppRefusedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TICKET_WANTED], 0);
}

static void
on_copy (AppRefusedRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied"));
}

GtkWidget *
app_refused_row_new (const AppRefused *refused)
{
  AppRefusedRow *self = g_object_new (APP_TYPE_REFUSED_ROW, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *time = app_text_time (refused->time, now);
  g_autofree char *problem = app_text_refused (refused->problem, refused->by);
  g_autofree char *title = NULL;
  gboolean has_text = refused->text != NULL && *refused->text != '\0';

  self->op = refused->op;
  self->ticket = refused->ticket;
  self->text = g_strdup (refused->text);
  if (refused->number != NULL)
    title = g_strdup_printf ("%s · %s", refused->number, app_text_operation (refused->type));
  else
    title = g_strdup (app_text_operation (refused->type));

  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->time_label, time);
  gtk_label_set_text (self->problem_label, problem);
  gtk_label_set_text (self->text_label, has_text ? refused->text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), has_text);
  gtk_widget_set_visible (self->copy_button, has_text);

  return GTK_WIDGET (self);
}

static void
app_refused_row_finalize (GObject *object)
{
  AppRefusedRow *self = APP_REFUSED_ROW (object);

  hark_seal_free_string (self->text);

  G_OBJECT_CLASS (app_refused_row_parent_class)->finalize (object);
}

static void
app_refused_row_class_init (AppRefusedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_refused_row_finalize;

  signals[SIGNAL_ACKNOWLEDGED]
      = g_signal_new ("acknowledged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TICKET_WANTED]
      = g_signal_new ("ticket-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/refused/app-refused-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, on_acknowledge);
  gtk_widget_class_bind_template_callback (widget_class, on_show_ticket);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
app_refused_row_init (AppRefusedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
