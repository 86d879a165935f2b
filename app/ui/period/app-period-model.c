/* app-period-model.c: see app-period-model.h */
#include "period/app-period-model.h"

#include "hark-period.h"
#include "hark-retention.h"
#include "ticket/app-ticket-item.h"

#include <string.h>

struct _AppPeriodModel
{
  AppKeptList parent_instance;

  GListModel *tickets;
  HarkId area;
  gboolean is_mine;
  gint64 day;   /* the end of the one that the last update was on */
  gint64 now;   /* of the last update */
  gint64 ahead; /* until when deletions are told */
  AppPeriodItem *headings[APP_PERIOD_SECTION_LAST];
  guint count, total;
};

/* What is sorted: plain, for there may be very many. */
typedef struct
{
  AppTicket *ticket;
  const AppPeriod *period;
} Due;

G_DEFINE_FINAL_TYPE (AppPeriodModel, app_period_model, APP_TYPE_KEPT_LIST)

gboolean
app_period_model_is_open (AppTicket *ticket, const AppPeriod *period)
{
  return ticket->is_team && ticket->state == HARK_TICKET_OPEN && period->done == 0;
}

static gboolean
is_wanted (AppPeriodModel *self, AppTicket *ticket)
{
  return (hark_id_is_zero (&self->area) || hark_id_equal (&self->area, &ticket->area))
         && (!self->is_mine || ticket->is_advisor || ticket->is_deputy);
}

/* One that has come is the server's: it deletes the ticket, or puts the day off. */
static gboolean
is_ahead (AppPeriodModel *self, AppTicket *ticket)
{
  const AppPeriod *deletion = ticket->deletion;

  return deletion != NULL && deletion->due >= self->now && deletion->due <= self->ahead;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Due *one = a, *other = b;
  int order;

  if (one->period->due != other->period->due)
    return one->period->due < other->period->due ? -1 : 1;
  order = g_strcmp0 (one->ticket->number, other->ticket->number);

  return order != 0 ? order : memcmp (&one->period->id, &other->period->id, sizeof (HarkId));
}

static void
add_due (AppPeriodModel *self, GArray *dues, AppTicket *ticket, const AppPeriod *period, gboolean is_shown)
{
  const Due due = { ticket, period };

  self->total++;
  if (is_shown)
    g_array_append_val (dues, due);
}

static GArray *
collect (AppPeriodModel *self)
{
  GArray *dues = g_array_new (FALSE, FALSE, sizeof (Due));
  guint n = g_list_model_get_n_items (self->tickets);

  self->total = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (self->tickets, i);
      AppTicket *ticket = app_ticket_item_get_ticket (item);
      gboolean wanted = is_wanted (self, ticket);

      for (guint k = 0; k < ticket->periods->len; k++)
        if (app_period_model_is_open (ticket, ticket->periods->pdata[k]))
          add_due (self, dues, ticket, ticket->periods->pdata[k], wanted);
      if (is_ahead (self, ticket))
        add_due (self, dues, ticket, ticket->deletion, wanted);
    }
  g_array_sort (dues, compare_due);

  return dues;
}

static GHashTable *
index_items (GPtrArray *items)
{
  GHashTable *known = g_hash_table_new (hark_id_hash, hark_id_equal_func);

  for (guint i = 0; i < items->len; i++)
    if (!app_period_item_is_heading (items->pdata[i]))
      g_hash_table_insert (known, (gpointer)&app_period_item_get_period (items->pdata[i])->id, items->pdata[i]);

  return known;
}

/* As the items of before are set anew, the keys of what knows them would go with their snapshots: hence first all are
 * found, then all are set. (transfer full) */
static GPtrArray *
make_items (AppPeriodModel *self, GArray *dues, const AppPeriodBounds *bounds)
{
  g_autoptr (GHashTable) known = index_items (app_kept_list_get_items (APP_KEPT_LIST (self)));
  GPtrArray *items = g_ptr_array_new_full (dues->len + APP_PERIOD_SECTION_LAST, g_object_unref);
  AppPeriodSection *sections = g_new0 (AppPeriodSection, dues->len + 1);
  guint counts[APP_PERIOD_SECTION_LAST] = { 0 };

  for (guint i = 0; i < dues->len; i++)
    {
      const Due *due = &g_array_index (dues, Due, i);
      AppPeriodItem *item = g_hash_table_lookup (known, &due->period->id);

      sections[i] = app_period_section_find (bounds, due->period->due);
      if (counts[sections[i]]++ == 0)
        g_ptr_array_add (items, g_object_ref (self->headings[sections[i]]));
      g_ptr_array_add (items, item != NULL ? g_object_ref (item) : app_period_item_new (due->ticket, due->period));
      g_hash_table_remove (known, &due->period->id); /* one item stands in one place, whatever a server says */
    }

  for (guint i = 0, k = 0; i < items->len; i++)
    {
      AppPeriodItem *item = items->pdata[i];
      const Due *due = &g_array_index (dues, Due, k);

      if (app_period_item_is_heading (item))
        continue;
      app_period_item_set (item, due->ticket, due->period);
      app_period_item_place (item, sections[k++], 0);
    }
  for (AppPeriodSection section = 0; section < APP_PERIOD_SECTION_LAST; section++)
    app_period_item_place (self->headings[section], section, counts[section]);
  g_free (sections);
  return items;
}

void
app_period_model_update (AppPeriodModel *self, gint64 now, GTimeZone *zone)
{
  GPtrArray *items;
  g_autoptr (GArray) dues = NULL;
  const HarkPeriodLength ahead = { HARK_RETENTION_AHEAD, HARK_PERIOD_DAYS };
  AppPeriodBounds bounds;
  gboolean is_other_day;

  g_return_if_fail (APP_IS_PERIOD_MODEL (self));

  app_period_section_get_bounds (now, zone, &bounds);
  is_other_day = self->day != bounds.today;
  self->now = now;
  self->ahead = hark_period_due (now, zone, NULL, &ahead, 1);
  dues = collect (self);
  self->count = dues->len;
  self->day = bounds.today;
  app_kept_list_take (APP_KEPT_LIST (self), make_items (self, dues, &bounds));
  items = app_kept_list_get_items (APP_KEPT_LIST (self));
  for (guint i = 0; is_other_day && i < items->len; i++)
    app_period_item_tick (items->pdata[i]);
}

void
app_period_model_set_filter (AppPeriodModel *self, const HarkId *area, gboolean is_mine)
{
  g_return_if_fail (APP_IS_PERIOD_MODEL (self));

  self->area = *area;
  self->is_mine = is_mine;
}

guint
app_period_model_get_count (AppPeriodModel *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_MODEL (self), 0);

  return self->count;
}

guint
app_period_model_get_total (AppPeriodModel *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_MODEL (self), 0);

  return self->total;
}

guint
app_period_model_find (AppPeriodModel *self, const HarkId *period)
{
  GPtrArray *items = app_kept_list_get_items (APP_KEPT_LIST (self));

  for (guint i = 0; i < items->len; i++)
    {
      const AppPeriod *there = app_period_item_get_period (items->pdata[i]);

      if (there != NULL && hark_id_equal (&there->id, period))
        return i;
    }

  return G_MAXUINT;
}

AppPeriodModel *
app_period_model_new (GListModel *tickets)
{
  AppPeriodModel *self = g_object_new (APP_TYPE_PERIOD_MODEL, NULL);

  self->tickets = g_object_ref (tickets);

  return self;
}

static void
app_period_model_finalize (GObject *object)
{
  AppPeriodModel *self = APP_PERIOD_MODEL (object);

  for (AppPeriodSection section = 0; section < APP_PERIOD_SECTION_LAST; section++)
    g_clear_object (&self->headings[section]);
  g_clear_object (&self->tickets);

  G_OBJECT_CLASS (app_period_model_parent_class)->finalize (object);
}

static void
app_period_model_class_init (AppPeriodModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_period_model_finalize;
  APP_KEPT_LIST_CLASS (klass)->get_item_type = app_period_item_get_type;
}

static void
app_period_model_init (AppPeriodModel *self)
{
  for (AppPeriodSection section = 0; section < APP_PERIOD_SECTION_LAST; section++)
    self->headings[section] = app_period_item_new_heading (section);
}
