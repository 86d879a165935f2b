/* app-receipt-row.c: see app-receipt-row.h */
#include "receipt/app-receipt-row.h"

#include "list/app-list-row.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppReceiptRow
{
  GtkBox parent_instance;

  GtkLabel *number_label;
  GtkLabel *day_label;
  GtkLabel *why_label;
  GtkLabel *state_label;
  GtkImage *done_icon;
  GtkLabel *done_label;
};

G_DEFINE_FINAL_TYPE (AppReceiptRow, app_receipt_row, GTK_TYPE_BOX)

void
app_receipt_row_show (AppReceiptRow *self, AppReceiptItem *item)
{
  const AppReceipt *receipt = app_receipt_item_get (item);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *day = app_text_date (receipt->deleted, now);
  /* Translators: %s is a day */
  g_autofree char *deleted = g_strdup_printf (_ ("Deleted on %s"), day);
  g_autofree char *full = app_text_time_full (receipt->deleted);
  g_autofree char *why = app_receipt_item_describe_why (receipt);
  g_autofree char *state = app_receipt_item_describe_state (receipt, now);
  const char *done = app_receipt_item_describe_done (receipt);
  g_autofree char *name = g_strjoin (", ", receipt->number, deleted, why, state, done, NULL);

  gtk_label_set_text (self->number_label, receipt->number);
  gtk_label_set_text (self->day_label, deleted);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->day_label), full);
  gtk_label_set_text (self->why_label, why);
  gtk_label_set_text (self->state_label, state);
  gtk_label_set_text (self->done_label, done);
  gtk_image_set_from_icon_name (self->done_icon,
                                receipt->is_done ? "object-select-symbolic" : "content-loading-symbolic");
  app_list_row_say (GTK_WIDGET (self), name);
}

GtkWidget *
app_receipt_row_new (void)
{
  return g_object_new (APP_TYPE_RECEIPT_ROW, NULL);
}

static void
app_receipt_row_class_init (AppReceiptRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/receipt/app-receipt-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, day_label);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, why_label);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, done_icon);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptRow, done_label);
}

static void
app_receipt_row_init (AppReceiptRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
