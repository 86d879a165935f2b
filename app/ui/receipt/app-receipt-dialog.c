/* app-receipt-dialog.c: see app-receipt-dialog.h */
#include "receipt/app-receipt-dialog.h"

#include "app-client-receipt.h"
#include "async/app-weak.h"
#include "receipt/app-receipt-row.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppReceiptDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  GPtrArray *areas; /* AppArea whose tickets are read */
  GListStore *list; /* AppReceiptItem */
  guint asked;      /* how often: older answers are of another area */

  GtkWidget *area_box;
  GtkDropDown *area_drop_down;
  GtkStack *stack;
  GtkListView *list_view;
  GtkWidget *more_bar;
  GtkWidget *more_button;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (AppReceiptDialog, app_receipt_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  gpointer dialog; /* weak */
  guint asked;
} Asking;

static void
show_error (AppReceiptDialog *self, const GError *error)
{
  gtk_widget_set_sensitive (self->more_button, TRUE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    return; /* what is there stays, and there is the button to ask again */

  adw_status_page_set_description (self->error_page, app_text_error (error));
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
take (AppReceiptDialog *self, GPtrArray *receipts, gboolean more)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_free_func (receipts, NULL);
  for (guint i = 0; i < receipts->len; i++)
    g_ptr_array_add (items, app_receipt_item_new (receipts->pdata[i]));
  g_list_store_splice (self->list, g_list_model_get_n_items (G_LIST_MODEL (self->list)), 0, items->pdata, items->len);
  gtk_widget_set_sensitive (self->more_button, TRUE);
  gtk_widget_set_visible (self->more_bar, more);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0 ? "list" : "empty");
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (AppReceiptDialog) self = app_weak_take (asking->dialog);
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;
  g_autoptr (GPtrArray) receipts = app_client_read_receipts_finish (APP_CLIENT (source), result, &more, &error);

  if (self == NULL || asking->asked != self->asked)
    return;

  if (receipts != NULL)
    take (self, receipts, more);
  else
    show_error (self, error);
}

static void
ask (AppReceiptDialog *self)
{
  guint selected = gtk_drop_down_get_selected (self->area_drop_down);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autoptr (AppReceiptItem) last = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->list), n - 1) : NULL;
  Asking *asking;

  if (selected >= self->areas->len)
    return;

  asking = g_new0 (Asking, 1);
  asking->dialog = app_weak_new (self);
  asking->asked = ++self->asked;
  gtk_widget_set_sensitive (self->more_button, FALSE);
  app_client_read_receipts_async (self->client, &((AppArea *)self->areas->pdata[selected])->id,
                                  last != NULL ? app_receipt_item_get (last)->number : NULL, on_read, asking);
}

static void
start (AppReceiptDialog *self)
{
  if (self->areas == NULL)
    return; /* it is yet to be filled */

  g_list_store_remove_all (self->list);
  gtk_widget_set_visible (self->more_bar, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  ask (self);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, app_receipt_row_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  app_receipt_row_show (APP_RECEIPT_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
list_areas (AppReceiptDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);

  for (guint i = areas->len; i > 0; i--)
    if (((AppArea *)areas->pdata[i - 1])->role == HARK_ROLE_NONE)
      g_ptr_array_remove_index (areas, i - 1);
  for (guint i = 0; i < areas->len; i++)
    gtk_string_list_append (names, ((AppArea *)areas->pdata[i])->name);
  gtk_drop_down_set_model (self->area_drop_down, G_LIST_MODEL (names));
  gtk_widget_set_visible (self->area_box, areas->len > 1);
  self->areas = g_steal_pointer (&areas);
}

GtkWindow *
app_receipt_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppReceiptDialog *self = g_object_new (APP_TYPE_RECEIPT_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  list_areas (self);
  start (self);

  return GTK_WINDOW (self);
}

static void
app_receipt_dialog_dispose (GObject *object)
{
  AppReceiptDialog *self = APP_RECEIPT_DIALOG (object);

  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_receipt_dialog_parent_class)->dispose (object);
}

static void
app_receipt_dialog_class_init (AppReceiptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_receipt_dialog_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/receipt/app-receipt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, area_box);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, area_drop_down);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, stack);
  gtk_widget_class_bind_template_child_full (widget_class, "receipt_list_view", FALSE,
                                             G_STRUCT_OFFSET (AppReceiptDialog, list_view));
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, more_bar);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, more_button);
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, error_page);
  gtk_widget_class_bind_template_callback (widget_class, start);
  gtk_widget_class_bind_template_callback (widget_class, ask);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
}

static void
app_receipt_dialog_init (AppReceiptDialog *self)
{
  GtkNoSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = g_list_store_new (APP_TYPE_RECEIPT_ITEM);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}
