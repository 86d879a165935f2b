/* app-order-row.c: see app-order-row.h */
#include "field/app-order-row.h"

#include <glib/gi18n.h>

struct _AppOrderRow
{
  AdwActionRow parent_instance;

  guint index, n;

  GtkWidget *up_button, *down_button, *remove_button;
};

static guint moved_signal, removed_signal;

G_DEFINE_FINAL_TYPE (AppOrderRow, app_order_row, ADW_TYPE_ACTION_ROW)

/* Upwards from the first is beyond the last. */
static void
move (AppOrderRow *self, guint to, AppOrderPart part)
{
  if (to < self->n)
    g_signal_emit (self, moved_signal, 0, to, (int)part);
}

static void
on_up (AppOrderRow *self)
{
  move (self, self->index - 1, APP_ORDER_UP);
}

static void
on_down (AppOrderRow *self)
{
  move (self, self->index + 1, APP_ORDER_DOWN);
}

static void
on_remove (AppOrderRow *self)
{
  g_signal_emit (self, removed_signal, 0);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AppOrderRow *self)
{
  if ((state & GDK_ALT_MASK) == 0 || (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return GDK_EVENT_PROPAGATE;

  move (self, key == GDK_KEY_Up ? self->index - 1 : self->index + 1, APP_ORDER_WHOLE);
  return GDK_EVENT_STOP;
}

static void
name_button (GtkWidget *button, const char *title)
{
  /* Translators: what a button does, and to what in a list */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), gtk_widget_get_tooltip_text (button), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
app_order_row_new (const char *title, const char *subtitle, const char *tooltip, guint index, guint n)
{
  AppOrderRow *self = g_object_new (APP_TYPE_ORDER_ROW, "title", title, "subtitle", subtitle, "tooltip-text", tooltip,
                                    NULL);

  self->index = index;
  self->n = n;
  gtk_widget_set_sensitive (self->up_button, index > 0);
  gtk_widget_set_sensitive (self->down_button, index + 1 < n);
  name_button (self->up_button, title);
  name_button (self->down_button, title);
  name_button (self->remove_button, title);

  return GTK_WIDGET (self);
}

guint
app_order_row_get_index (AppOrderRow *self)
{
  g_return_val_if_fail (APP_IS_ORDER_ROW (self), 0);

  return self->index;
}

static GtkWidget *
get_part (AppOrderRow *self, AppOrderPart part)
{
  GtkWidget *button = part == APP_ORDER_UP     ? self->up_button
                      : part == APP_ORDER_DOWN   ? self->down_button
                      : part == APP_ORDER_REMOVE ? self->remove_button
                                                 : NULL;

  return button != NULL && gtk_widget_is_sensitive (button) ? button : GTK_WIDGET (self);
}

void
app_order_row_focus (GPtrArray *rows, guint index, AppOrderPart part, GtkWidget *otherwise)
{
  gtk_widget_grab_focus (rows->len > 0 ? get_part (rows->pdata[MIN (index, rows->len - 1)], part) : otherwise);
}

static void
app_order_row_class_init (AppOrderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  moved_signal = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               2, G_TYPE_UINT, G_TYPE_INT);
  removed_signal = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/field/app-order-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppOrderRow, up_button);
  gtk_widget_class_bind_template_child (widget_class, AppOrderRow, down_button);
  gtk_widget_class_bind_template_child (widget_class, AppOrderRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_up);
  gtk_widget_class_bind_template_callback (widget_class, on_down);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

static void
app_order_row_init (AppOrderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
