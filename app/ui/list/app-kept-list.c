/* app-kept-list.c: see app-kept-list.h */
#include "list/app-kept-list.h"

/* One signal that replaces many items binds each of them twice; two signals do not, but lose the selection,
 * which whoever shows them then finds again by id. */
#define MANY 1000

typedef struct
{
  GPtrArray *items;
} AppKeptListPrivate;

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (AppKeptList, app_kept_list, G_TYPE_OBJECT, G_ADD_PRIVATE (AppKeptList)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

GPtrArray *
app_kept_list_get_items (AppKeptList *self)
{
  AppKeptListPrivate *priv = app_kept_list_get_instance_private (self);

  return priv->items;
}

static GType
get_item_type (GListModel *model)
{
  return APP_KEPT_LIST_GET_CLASS (model)->get_item_type ();
}

static guint
get_n_items (GListModel *model)
{
  return app_kept_list_get_items (APP_KEPT_LIST (model))->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = app_kept_list_get_items (APP_KEPT_LIST (model));

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* (transfer full): @items without those between @first and the @last ones. */
static GPtrArray *
leave_out (GPtrArray *items, guint first, guint last)
{
  GPtrArray *left = g_ptr_array_new_full (first + last, g_object_unref);

  for (guint i = 0; i < first; i++)
    g_ptr_array_add (left, g_object_ref (items->pdata[i]));
  for (guint i = items->len - last; i < items->len; i++)
    g_ptr_array_add (left, g_object_ref (items->pdata[i]));
  return left;
}

void
app_kept_list_take (AppKeptList *self, GPtrArray *items)
{
  AppKeptListPrivate *priv = app_kept_list_get_instance_private (self);
  g_autoptr (GPtrArray) old = g_steal_pointer (&priv->items);
  guint first = 0, last = 0, removed, added;

  while (first < old->len && first < items->len && old->pdata[first] == items->pdata[first])
    first++;
  while (last < old->len - first && last < items->len - first
         && old->pdata[old->len - last - 1] == items->pdata[items->len - last - 1])
    last++;

  removed = old->len - first - last;
  added = items->len - first - last;
  if (removed >= MANY && added >= MANY)
    {
      priv->items = leave_out (items, first, last);
      g_list_model_items_changed (G_LIST_MODEL (self), first, removed, 0);
      g_ptr_array_unref (priv->items);
      removed = 0;
    }
  priv->items = items;
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), first, removed, added);
}

static void
app_kept_list_finalize (GObject *object)
{
  g_ptr_array_unref (app_kept_list_get_items (APP_KEPT_LIST (object)));

  G_OBJECT_CLASS (app_kept_list_parent_class)->finalize (object);
}

static void
app_kept_list_class_init (AppKeptListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_kept_list_finalize;
}

static void
app_kept_list_init (AppKeptList *self)
{
  AppKeptListPrivate *priv = app_kept_list_get_instance_private (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
}
