/* app-refused-page.c: see app-refused-page.h */
#include "refused/app-refused-page.h"

#include "async/app-weak.h"
#include "refused/app-refused-row.h"
#include "text/app-text-error.h"

struct _AppRefusedPage
{
  AdwBin parent_instance;

  AppClient *client;
  guint count;
  gboolean is_loading;
  gboolean is_stale;

  GtkBox *list;
};

enum
{
  PROP_COUNT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AppRefusedPage, app_refused_page, ADW_TYPE_BIN)

static void reload (AppRefusedPage *self);

static void
on_acknowledged (AppRefusedPage *self, AppRefusedRow *row)
{
  g_autoptr (GError) error = NULL;

  if (!app_client_acknowledge_refused_sync (self->client, app_refused_row_get_op (row), &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
  reload (self);
}

static void
on_ticket_wanted (AppRefusedPage *self, AppRefusedRow *row)
{
  g_autofree char *id = hark_id_to_string (app_refused_row_get_ticket (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "main.show-ticket", "s", id);
}

static gboolean
is_same (AppRefusedPage *self, GPtrArray *list)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));

  if (self->count != list->len)
    return FALSE;
  for (guint i = 0; i < list->len; i++, row = gtk_widget_get_next_sibling (row))
    {
      const AppRefused *refused = list->pdata[i];

      if (!hark_id_equal (&refused->op, app_refused_row_get_op (APP_REFUSED_ROW (row))))
        return FALSE;
    }

  return TRUE;
}

static void
show_list (AppRefusedPage *self, GPtrArray *list)
{
  GtkWidget *old;

  if (is_same (self, list))
    return;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, old);
  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *row = app_refused_row_new (list->pdata[i]);

      g_signal_connect_object (row, "acknowledged", G_CALLBACK (on_acknowledged), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "ticket-wanted", G_CALLBACK (on_ticket_wanted), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->list, row);
    }
  self->count = list->len;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppRefusedPage) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) list = app_client_list_refused_finish (APP_CLIENT (source), result, NULL);

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
reload (AppRefusedPage *self)
{
  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_list_refused_async (self->client, on_listed, app_weak_new (self));
}

guint
app_refused_page_get_count (AppRefusedPage *self)
{
  g_return_val_if_fail (APP_IS_REFUSED_PAGE (self), 0);

  return self->count;
}

void
app_refused_page_set_client (AppRefusedPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_REFUSED_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  reload (self);
}

static void
app_refused_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, APP_REFUSED_PAGE (object)->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_refused_page_dispose (GObject *object)
{
  g_clear_object (&APP_REFUSED_PAGE (object)->client);

  G_OBJECT_CLASS (app_refused_page_parent_class)->dispose (object);
}

static void
app_refused_page_class_init (AppRefusedPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = app_refused_page_get_property;
  object_class->dispose = app_refused_page_dispose;

  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/refused/app-refused-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRefusedPage, list);
}

static void
app_refused_page_init (AppRefusedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
