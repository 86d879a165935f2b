/* app-receipt-dialog.c: see app-receipt-dialog.h */
#include "receipt/app-receipt-dialog.h"

#include "app-client-receipt.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "receipt/app-receipt-row.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

#define LIST_ITEM "hark-list-item" /* of a row, to which that belongs */

struct _AppReceiptDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  GPtrArray *areas;   /* AppArea whose tickets are read */
  GListStore *list;   /* AppReceiptItem */
  guint asked;        /* how often: older answers are of another area */
  gboolean had_focus; /* the button to ask, when it was pressed */

  GtkWidget *area_box;
  GtkDropDown *area_drop_down;
  GtkStack *stack;
  GtkListView *list_view;
  GtkWidget *more_bar;
  GtkLabel *more_error_label;
  AppBusyButton *more_button;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (AppReceiptDialog, app_receipt_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  gpointer dialog; /* weak */
  guint asked;
} Asking;

static void
say (AppReceiptDialog *self, const char *text)
{
  gtk_label_set_text (self->more_error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more_error_label), text != NULL);
}

/* Who pressed the button by keyboard is nowhere else by now: a button that cannot be pressed may lose the focus. */
static gboolean
is_waiting (AppReceiptDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return self->had_focus && (focus == NULL || focus == GTK_WIDGET (self->more_button));
}

/* The list itself would give the focus to where it was before. */
static void
focus_row (AppReceiptDialog *self, guint position)
{
  GtkWidget *child;

  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->list_view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);
      GtkListItem *list_item = row != NULL ? g_object_get_data (G_OBJECT (row), LIST_ITEM) : NULL;

      if (list_item != NULL && gtk_list_item_get_position (list_item) == position && gtk_widget_grab_focus (child))
        return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

/* On from the button, or where it has gone from the first of what has come, at @position. */
static void
go_on (AppReceiptDialog *self, guint position)
{
  if (gtk_widget_get_visible (self->more_bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->more_button));
  else
    focus_row (self, position);
}

static void
show_error (AppReceiptDialog *self, const GError *error)
{
  gboolean waits = is_waiting (self);

  app_busy_button_set_busy (self->more_button, FALSE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      /* what is there stays, and there is the button to ask again */
      say (self, app_text_error (error));
      if (waits)
        go_on (self, 0);
      return;
    }

  adw_status_page_set_description (self->error_page, app_text_error (error));
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
take (AppReceiptDialog *self, GPtrArray *receipts, gboolean more)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean waits = is_waiting (self);

  g_ptr_array_set_free_func (receipts, NULL);
  for (guint i = 0; i < receipts->len; i++)
    g_ptr_array_add (items, app_receipt_item_new (receipts->pdata[i]));
  g_list_store_splice (self->list, before, 0, items->pdata, items->len);
  app_busy_button_set_busy (self->more_button, FALSE);
  gtk_widget_set_visible (self->more_bar, more);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0 ? "list" : "empty");
  if (waits)
    go_on (self, before);
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
  self->had_focus = gtk_widget_has_focus (GTK_WIDGET (self->more_button));
  say (self, NULL);
  app_busy_button_set_busy (self->more_button, TRUE);
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
  GtkWidget *row = app_receipt_row_new ();

  g_object_set_data (G_OBJECT (row), LIST_ITEM, list_item);
  gtk_list_item_set_child (list_item, row);
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
  gtk_widget_class_bind_template_child (widget_class, AppReceiptDialog, more_error_label);
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

  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = g_list_store_new (APP_TYPE_RECEIPT_ITEM);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}
