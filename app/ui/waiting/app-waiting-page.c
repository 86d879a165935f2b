/* app-waiting-page.c: see app-waiting-page.h */
#include "waiting/app-waiting-page.h"

#include "async/app-weak.h"
#include "waiting/app-waiting-row.h"

struct _AppWaitingPage
{
  AdwBin parent_instance;

  AppClient *client;
  gboolean is_loading;
  gboolean is_stale;

  GtkStack *stack;
  GtkBox *list;
};

G_DEFINE_FINAL_TYPE (AppWaitingPage, app_waiting_page, ADW_TYPE_BIN)

/* What has gone leaves from the beginning, what is new comes at the end: rows that stay keep the focus. */
static void
show_list (AppWaitingPage *self, GPtrArray *list)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  guint i = 0;

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      if (i < list->len && app_waiting_row_is (APP_WAITING_ROW (row), list->pdata[i]))
        i++;
      else
        gtk_box_remove (self->list, row);
      row = next;
    }
  for (; i < list->len; i++)
    gtk_box_append (self->list, app_waiting_row_new (list->pdata[i]));
  gtk_stack_set_visible_child_name (self->stack, list->len > 0 ? "list" : "empty");
}

static void reload (AppWaitingPage *self);

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWaitingPage) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) list = app_client_list_waiting_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL)
    return;

  /* What cannot be read now is read with the next change; the ticket list tells of the cause. */
  self->is_loading = FALSE;
  if (list != NULL)
    show_list (self, list);
  if (self->is_stale)
    reload (self);
}

static void
reload (AppWaitingPage *self)
{
  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_list_waiting_async (self->client, on_listed, app_weak_new (self));
}

void
app_waiting_page_set_client (AppWaitingPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_WAITING_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  reload (self);
}

static void
app_waiting_page_dispose (GObject *object)
{
  g_clear_object (&APP_WAITING_PAGE (object)->client);

  G_OBJECT_CLASS (app_waiting_page_parent_class)->dispose (object);
}

static void
app_waiting_page_class_init (AppWaitingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_waiting_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/waiting/app-waiting-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWaitingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppWaitingPage, list);
}

static void
app_waiting_page_init (AppWaitingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
