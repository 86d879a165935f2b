/* test-kept-list.c: a list that is loaded again tells whoever shows it no more than what is another
 */
#include "list/app-kept-list.h"

#define MANY 1000

/* --- a list of plain objects --- */

struct _TestList
{
  AppKeptList parent_instance;
};

#define TEST_TYPE_LIST (test_list_get_type ())
G_DECLARE_FINAL_TYPE (TestList, test_list, TEST, LIST, AppKeptList)
G_DEFINE_FINAL_TYPE (TestList, test_list, APP_TYPE_KEPT_LIST)

static void
test_list_class_init (TestListClass *klass)
{
  APP_KEPT_LIST_CLASS (klass)->get_item_type = g_object_get_type;
}

static void
test_list_init (TestList *self)
{
}

/* --- who shows it --- */

typedef struct
{
  AppKeptList *list;
  GPtrArray *shown; /* as the signals have it */
  GString *told;    /* "position removed added;" */
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_printf (f->told, "%u %u %u;", position, removed, added);
  if (removed > 0)
    g_ptr_array_remove_range (f->shown, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (f->shown, position + i, g_list_model_get_item (model, position + i));

  g_assert_cmpuint (f->shown->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < f->shown->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == f->shown->pdata[i]);
    }
}

/* Leaves @n items from @first on in place of @removed of those that are there. */
static void
reload (Fixture *f, guint first, guint removed, guint n)
{
  GPtrArray *old = app_kept_list_get_items (f->list),
            *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < first; i++)
    g_ptr_array_add (items, g_object_ref (old->pdata[i]));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_object_new (G_TYPE_OBJECT, NULL));
  for (guint i = first + removed; i < old->len; i++)
    g_ptr_array_add (items, g_object_ref (old->pdata[i]));

  g_string_truncate (f->told, 0);
  app_kept_list_take (f->list, items);
  g_assert_true (app_kept_list_get_items (f->list) == items);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->list = g_object_new (TEST_TYPE_LIST, NULL);
  f->shown = g_ptr_array_new_with_free_func (g_object_unref);
  f->told = g_string_new (NULL);
  g_signal_connect (f->list, "items-changed", G_CALLBACK (on_items_changed), f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->shown);
  g_string_free (f->told, TRUE);
  g_assert_finalize_object (f->list);
}

static void
test_what_is_the_same_is_not_told (Fixture *f, gconstpointer unused)
{
  reload (f, 0, 0, 5);
  g_assert_cmpstr (f->told->str, ==, "0 0 5;");
  reload (f, 0, 0, 0);
  g_assert_cmpstr (f->told->str, ==, "");
}

static void
test_one_stretch_is_told (Fixture *f, gconstpointer unused)
{
  reload (f, 0, 0, 5);
  reload (f, 2, 1, 3);
  g_assert_cmpstr (f->told->str, ==, "2 1 3;");
  reload (f, 0, 1, 0);
  g_assert_cmpstr (f->told->str, ==, "0 1 0;");
  reload (f, 6, 0, 2);
  g_assert_cmpstr (f->told->str, ==, "6 0 2;");
  reload (f, 0, 8, 0);
  g_assert_cmpstr (f->told->str, ==, "0 8 0;");
}

/* Whoever shows them binds each but once. */
static void
test_many_others_are_told_in_two (Fixture *f, gconstpointer unused)
{
  reload (f, 0, 0, MANY + 2);
  g_assert_cmpstr (f->told->str, ==, "0 0 1002;");
  reload (f, 1, MANY - 1, MANY - 1);
  g_assert_cmpstr (f->told->str, ==, "1 999 999;");
  reload (f, 1, MANY, MANY + 1);
  g_assert_cmpstr (f->told->str, ==, "1 1000 0;1 0 1001;");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/kept-list/same", Fixture, NULL, set_up, test_what_is_the_same_is_not_told,
              tear_down);
  g_test_add ("/kept-list/stretch", Fixture, NULL, set_up, test_one_stretch_is_told, tear_down);
  g_test_add ("/kept-list/many", Fixture, NULL, set_up, test_many_others_are_told_in_two,
              tear_down);

  return g_test_run ();
}
