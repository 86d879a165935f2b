/* app-ticket-item.c: see app-ticket-item.h */
#include "ticket/app-ticket-item.h"

struct _AppTicketItem
{
  GObject parent_instance;

  AppTicket *ticket;
  gboolean is_unread;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppTicketItem, app_ticket_item, G_TYPE_OBJECT)

AppTicket *
app_ticket_item_get_ticket (AppTicketItem *self)
{
  g_return_val_if_fail (APP_IS_TICKET_ITEM (self), NULL);

  return self->ticket;
}

/* Times of anonymous reporters are rounded down to the hour, so that an answer may seem older than what it answers;
 * but it always ends the waiting. */
static gboolean
has_news (AppTicket *old, AppTicket *ticket)
{
  return ticket->changed > old->changed
         || (old->shown == HARK_TICKET_SHOWN_WAITING && ticket->shown == HARK_TICKET_SHOWN_IN_PROGRESS);
}

void
app_ticket_item_set_ticket (AppTicketItem *self, AppTicket *ticket)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  if (self->ticket == ticket)
    return;

  self->is_unread = self->is_unread || has_news (self->ticket, ticket);
  g_set_object (&self->ticket, ticket);
  g_signal_emit (self, changed_signal, 0);
}

gboolean
app_ticket_item_is_unread (AppTicketItem *self)
{
  g_return_val_if_fail (APP_IS_TICKET_ITEM (self), FALSE);

  return self->is_unread;
}

void
app_ticket_item_mark_read (AppTicketItem *self)
{
  g_return_if_fail (APP_IS_TICKET_ITEM (self));

  if (!self->is_unread)
    return;

  self->is_unread = FALSE;
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
  self->is_unread = ticket->is_team && ticket->shown == HARK_TICKET_SHOWN_NEW;

  return self;
}

static void
app_ticket_item_finalize (GObject *object)
{
  AppTicketItem *self = APP_TICKET_ITEM (object);

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
