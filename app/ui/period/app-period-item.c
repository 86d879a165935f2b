/* app-period-item.c: see app-period-item.h */
#include "period/app-period-item.h"

struct _AppPeriodItem
{
  GObject parent_instance;

  AppTicket *ticket;       /* NULL: a heading */
  const AppPeriod *period; /* in the ticket */
  AppPeriodSection section;
  guint count;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppPeriodItem, app_period_item, G_TYPE_OBJECT)

AppPeriodItem *
app_period_item_new_heading (AppPeriodSection section)
{
  AppPeriodItem *self = g_object_new (APP_TYPE_PERIOD_ITEM, NULL);

  self->section = section;

  return self;
}

AppPeriodItem *
app_period_item_new (AppTicket *ticket, const AppPeriod *period)
{
  AppPeriodItem *self = g_object_new (APP_TYPE_PERIOD_ITEM, NULL);

  self->ticket = g_object_ref (ticket);
  self->period = period;

  return self;
}

gboolean
app_period_item_is_heading (AppPeriodItem *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_ITEM (self), FALSE);

  return self->ticket == NULL;
}

AppPeriodSection
app_period_item_get_section (AppPeriodItem *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_ITEM (self), APP_PERIOD_LATER);

  return self->section;
}

guint
app_period_item_get_count (AppPeriodItem *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_ITEM (self), 0);

  return self->count;
}

AppTicket *
app_period_item_get_ticket (AppPeriodItem *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_ITEM (self), NULL);

  return self->ticket;
}

const AppPeriod *
app_period_item_get_period (AppPeriodItem *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_ITEM (self), NULL);

  return self->period;
}

void
app_period_item_set (AppPeriodItem *self, AppTicket *ticket, const AppPeriod *period)
{
  g_return_if_fail (APP_IS_PERIOD_ITEM (self));

  if (self->ticket == ticket && self->period == period)
    return;

  g_set_object (&self->ticket, ticket);
  self->period = period;
  g_signal_emit (self, changed_signal, 0);
}

void
app_period_item_place (AppPeriodItem *self, AppPeriodSection section, guint count)
{
  g_return_if_fail (APP_IS_PERIOD_ITEM (self));

  if (self->section == section && self->count == count)
    return;

  self->section = section;
  self->count = count;
  g_signal_emit (self, changed_signal, 0);
}

void
app_period_item_tick (AppPeriodItem *self)
{
  g_return_if_fail (APP_IS_PERIOD_ITEM (self));

  g_signal_emit (self, changed_signal, 0);
}

static void
app_period_item_finalize (GObject *object)
{
  g_clear_object (&APP_PERIOD_ITEM (object)->ticket);

  G_OBJECT_CLASS (app_period_item_parent_class)->finalize (object);
}

static void
app_period_item_class_init (AppPeriodItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_period_item_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
app_period_item_init (AppPeriodItem *self)
{
}
