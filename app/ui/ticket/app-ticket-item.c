/* app-ticket-item.c: see app-ticket-item.h */
#include "ticket/app-ticket-item.h"

struct _AppTicketItem
{
  GObject parent_instance;

  AppTicket *ticket;
  AppSearchHit *hit; /* NULL: not searched for */
  gint64 read_up_to; /* seen here; a snapshot may have been made before that was kept */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppTicketItem, app_ticket_item, G_TYPE_OBJECT)

AppTicket *
app_ticket_item_get_ticket (AppTicketItem *self)
{
  g_return_val_if_fail (APP_IS_TICKET_ITEM (self), NULL);

  return self->ticket;
}

void
app_ticket_item_set_ticket (AppTicketItem *self, AppTicket *ticket)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  if (self->ticket == ticket)
    return;

  g_set_object (&self->ticket, ticket);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
app_ticket_item_is_unread (AppTicketItem *self)
{
  g_return_val_if_fail (APP_IS_TICKET_ITEM (self), FALSE);

  return self->ticket->is_unread && self->ticket->newest > self->read_up_to;
}

void
app_ticket_item_mark_read (AppTicketItem *self)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  if (!app_ticket_item_is_unread (self))
    return;

  self->read_up_to = self->ticket->newest;
  g_signal_emit (self, changed_signal, 0);
}

AppSearchHit *
app_ticket_item_get_hit (AppTicketItem *self)
{
  g_return_val_if_fail (APP_IS_TICKET_ITEM (self), NULL);

  return self->hit;
}

void
app_ticket_item_set_hit (AppTicketItem *self, AppSearchHit *hit)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  if (self->hit == hit)
    return;

  g_clear_pointer (&self->hit, app_search_hit_unref);
  self->hit = hit != NULL ? app_search_hit_ref (hit) : NULL;
  g_signal_emit (self, changed_signal, 0);
}

void
app_ticket_item_tick (AppTicketItem *self)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  g_signal_emit (self, changed_signal, 0);
}

AppTicketItem *
app_ticket_item_new (AppTicket *ticket)
{
  AppTicketItem *self = g_object_new (APP_TYPE_TICKET_ITEM, NULL);

  self->ticket = g_object_ref (ticket);

  return self;
}

static void
app_ticket_item_finalize (GObject *object)
{
  AppTicketItem *self = APP_TICKET_ITEM (object);

  g_clear_pointer (&self->hit, app_search_hit_unref);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (app_ticket_item_parent_class)->finalize (object);
}

static void
app_ticket_item_class_init (AppTicketItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_ticket_item_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
app_ticket_item_init (AppTicketItem *self)
{
}
