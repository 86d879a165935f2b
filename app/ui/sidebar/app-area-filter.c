/* app-area-filter.c: see app-area-filter.h */
#include "sidebar/app-area-filter.h"

#include "focus/app-focus.h"

#include <glib/gi18n.h>

struct _AppAreaFilter
{
  AdwBin parent_instance;

  GtkListBox *list;
  char *shown; /* the rows as they are: the same again leaves them alone */
  HarkId area; /* zeros: all */
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (AppAreaFilter, app_area_filter, ADW_TYPE_BIN)

static void
choose (AppAreaFilter *self, const HarkId *area)
{
  if (hark_id_equal (&self->area, area))
    return;

  self->area = *area;
  g_signal_emit (self, chosen_signal, 0);
}

static void
on_row_activated (AppAreaFilter *self, GtkListBoxRow *row)
{
  choose (self, g_object_get_data (G_OBJECT (row), "id"));
}

static void
append_row (AppAreaFilter *self, const HarkId *id, const char *name)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_add_css_class (row, "filter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "id", hark_id_copy (id), g_free);
  gtk_list_box_append (self->list, row);
  if (hark_id_equal (id, &self->area))
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

/* Those whose tickets this account reads. */
static GPtrArray *
list_own (AppClient *client)
{
  GPtrArray *areas = app_client_get_areas (client);

  for (guint i = areas->len; i > 0; i--)
    if (((AppArea *)areas->pdata[i - 1])->role == HARK_ROLE_NONE)
      g_ptr_array_remove_index (areas, i - 1);

  return areas;
}

static char *
digest (GPtrArray *areas)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];
      g_autofree char *id = hark_id_to_string (&area->id);

      g_string_append_printf (text, "%s %s\n", id, area->name);
    }

  return g_string_free (text, FALSE);
}

static gboolean
has (GPtrArray *areas, const HarkId *id)
{
  for (guint i = 0; i < areas->len; i++)
    if (hark_id_equal (&((AppArea *)areas->pdata[i])->id, id))
      return TRUE;

  return hark_id_is_zero (id);
}

void
app_area_filter_update (AppAreaFilter *self, AppClient *client)
{
  const HarkId all = { { 0 } };
  g_autoptr (GPtrArray) areas = list_own (client);
  g_autofree char *text = digest (areas);
  GtkListBoxRow *row;

  g_return_if_fail (APP_IS_AREA_FILTER (self));

  if (g_strcmp0 (text, self->shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  gtk_widget_set_visible (GTK_WIDGET (self), areas->len > 1);
  if (areas->len < 2 || !has (areas, &self->area))
    choose (self, &all);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  append_row (self, &all, _ ("All Areas"));
  for (guint i = 0; i < areas->len; i++)
    append_row (self, &((AppArea *)areas->pdata[i])->id, ((AppArea *)areas->pdata[i])->name);
}

const HarkId *
app_area_filter_get (AppAreaFilter *self)
{
  g_return_val_if_fail (APP_IS_AREA_FILTER (self), NULL);

  return &self->area;
}

static void
app_area_filter_finalize (GObject *object)
{
  g_free (APP_AREA_FILTER (object)->shown);

  G_OBJECT_CLASS (app_area_filter_parent_class)->finalize (object);
}

static void
app_area_filter_class_init (AppAreaFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_area_filter_finalize;
  widget_class->focus = app_focus_child;
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/sidebar/app-area-filter.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAreaFilter, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
app_area_filter_init (AppAreaFilter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
