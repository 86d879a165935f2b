/* app-ticket-model.c: see app-ticket-model.h */
#include "ticket/app-ticket-model.h"

#include "async/app-weak.h"

struct _AppTicketModel
{
  AppKeptList parent_instance;

  AppClient *client;
  GHashTable *by_id; /* HarkId * inside the item's ticket → AppTicketItem, borrowed */
  gboolean is_loading;
  gboolean is_stale; /* something changed while it was loading */
  gboolean is_loaded;
};

enum
{
  SIGNAL_LOADED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppTicketModel, app_ticket_model, APP_TYPE_KEPT_LIST)

void
app_ticket_model_take (AppTicketModel *self, GPtrArray *tickets)
{
  g_autoptr (GHashTable) known = NULL;
  GPtrArray *items;

  g_return_if_fail (APP_IS_TICKET_MODEL (self));

  known = g_steal_pointer (&self->by_id);
  items = g_ptr_array_new_full (tickets->len, g_object_unref);
  self->by_id = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  for (guint i = 0; i < tickets->len; i++)
    {
      AppTicket *ticket = tickets->pdata[i];
      AppTicketItem *item = g_hash_table_lookup (known, &ticket->id);

      g_ptr_array_add (items, item != NULL ? g_object_ref (item) : app_ticket_item_new (ticket));
    }

  /* The keys of `known` go with the old snapshots, so it is not used from here on. */
  for (guint i = 0; i < tickets->len; i++)
    {
      AppTicketItem *item = items->pdata[i];
      AppTicket *ticket = tickets->pdata[i];

      app_ticket_item_set_ticket (item, ticket);
      g_hash_table_insert (self->by_id, &ticket->id, item);
    }

  self->is_loaded = TRUE;
  app_kept_list_take (APP_KEPT_LIST (self), items);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppTicketModel) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets = app_client_list_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  self->is_loading = FALSE;
  if (tickets != NULL)
    app_ticket_model_take (self, tickets);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  if (self->is_stale)
    app_ticket_model_reload (self);
}

void
app_ticket_model_reload (AppTicketModel *self)
{
  g_return_if_fail (APP_IS_TICKET_MODEL (self));

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_list_async (self->client, on_listed, app_weak_new (self));
}

void
app_ticket_model_tick (AppTicketModel *self)
{
  GPtrArray *items = app_kept_list_get_items (APP_KEPT_LIST (self));

  for (guint i = 0; i < items->len; i++)
    app_ticket_item_tick (items->pdata[i]);
}

gboolean
app_ticket_model_is_loaded (AppTicketModel *self)
{
  g_return_val_if_fail (APP_IS_TICKET_MODEL (self), FALSE);

  return self->is_loaded;
}

AppTicketItem *
app_ticket_model_find (AppTicketModel *self, const HarkId *id)
{
  g_return_val_if_fail (APP_IS_TICKET_MODEL (self), NULL);

  return g_hash_table_lookup (self->by_id, id);
}

AppTicketModel *
app_ticket_model_new (AppClient *client)
{
  AppTicketModel *self = g_object_new (APP_TYPE_TICKET_MODEL, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (app_ticket_model_reload), self,
                           G_CONNECT_SWAPPED);
  app_ticket_model_reload (self);

  return self;
}

static void
app_ticket_model_finalize (GObject *object)
{
  AppTicketModel *self = APP_TICKET_MODEL (object);

  g_hash_table_unref (self->by_id);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_ticket_model_parent_class)->finalize (object);
}

static void
app_ticket_model_class_init (AppTicketModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_ticket_model_finalize;
  APP_KEPT_LIST_CLASS (klass)->get_item_type = app_ticket_item_get_type;

  signals[SIGNAL_LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
app_ticket_model_init (AppTicketModel *self)
{
  self->by_id = g_hash_table_new (hark_id_hash, hark_id_equal_func);
}
