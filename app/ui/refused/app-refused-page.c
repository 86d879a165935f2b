/* app-refused-page.c: see app-refused-page.h */
#include "refused/app-refused-page.h"

#include "async/app-weak.h"
#include "refused/app-refused-row.h"

struct _AppRefusedPage
{
  AdwBin parent_instance;

  AppClient *client;
  GPtrArray *refused; /* AppRefused; NULL until known */
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
static guint listed_signal;

G_DEFINE_FINAL_TYPE (AppRefusedPage, app_refused_page, ADW_TYPE_BIN)

/* What has gone leaves, what is new comes at the end: rows that stay keep the focus. */
static void
show_list (AppRefusedPage *self, GPtrArray *list)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  guint count = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *refused = list->pdata[i];

      if (refused->is_draft || refused->is_put_back)
        continue;
      count++;
      while (row != NULL && !app_refused_row_is (APP_REFUSED_ROW (row), refused))
        {
          GtkWidget *next = gtk_widget_get_next_sibling (row);

          gtk_box_remove (self->list, row);
          row = next;
        }
      if (row != NULL)
        row = gtk_widget_get_next_sibling (row);
      else
        gtk_box_append (self->list, app_refused_row_new (self->client, refused));
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->list, row);
      row = next;
    }
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

static void reload (AppRefusedPage *self);

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
    {
      g_clear_pointer (&self->refused, g_ptr_array_unref);
      self->refused = g_steal_pointer (&list);
      show_list (self, self->refused);
      g_signal_emit (self, listed_signal, 0);
    }
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

GPtrArray *
app_refused_page_get_list (AppRefusedPage *self)
{
  g_return_val_if_fail (APP_IS_REFUSED_PAGE (self), NULL);

  return self->refused;
}

const AppRefused *
app_refused_page_find (AppRefusedPage *self, const char *op)
{
  HarkId id;

  g_return_val_if_fail (APP_IS_REFUSED_PAGE (self), NULL);

  if (self->refused == NULL || !hark_id_from_string (op, &id))
    return NULL;
  for (guint i = 0; i < self->refused->len; i++)
    if (hark_id_equal (&((AppRefused *)self->refused->pdata[i])->op, &id))
      return self->refused->pdata[i];

  return NULL;
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
  g_clear_pointer (&APP_REFUSED_PAGE (object)->refused, g_ptr_array_unref);

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
  listed_signal = g_signal_new ("listed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/refused/app-refused-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRefusedPage, list);
}

static void
app_refused_page_init (AppRefusedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
