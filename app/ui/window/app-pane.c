/* app-pane.c: see app-pane.h */
#include "window/app-pane.h"

#include "focus/app-focus.h"

struct _AppPane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int natural_width;
};

enum
{
  PROP_CHILD = 1,
  PROP_NATURAL_WIDTH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AppPane, app_pane, GTK_TYPE_WIDGET)

static void
app_pane_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  AppPane *self = APP_PANE (widget);

  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->natural_width);
}

static GtkSizeRequestMode
app_pane_get_request_mode (GtkWidget *widget)
{
  AppPane *self = APP_PANE (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
app_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AppPane *self = APP_PANE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static gboolean
app_pane_grab_focus (GtkWidget *widget)
{
  AppPane *self = APP_PANE (widget);

  return self->child != NULL && gtk_widget_grab_focus (self->child);
}

static void
app_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppPane *self = APP_PANE (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NATURAL_WIDTH:
      g_value_set_int (value, self->natural_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppPane *self = APP_PANE (object);

  switch (id)
    {
    case PROP_CHILD:
      g_clear_pointer (&self->child, gtk_widget_unparent);
      self->child = g_value_get_object (value);
      if (self->child != NULL)
        gtk_widget_set_parent (self->child, GTK_WIDGET (self));
      break;
    case PROP_NATURAL_WIDTH:
      self->natural_width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_pane_dispose (GObject *object)
{
  g_clear_pointer (&APP_PANE (object)->child, gtk_widget_unparent);

  G_OBJECT_CLASS (app_pane_parent_class)->dispose (object);
}

static void
app_pane_class_init (AppPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = app_pane_dispose;
  object_class->get_property = app_pane_get_property;
  object_class->set_property = app_pane_set_property;
  widget_class->measure = app_pane_measure;
  widget_class->get_request_mode = app_pane_get_request_mode;
  widget_class->size_allocate = app_pane_size_allocate;
  widget_class->grab_focus = app_pane_grab_focus;
  widget_class->focus = app_focus_child;

  props[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_NATURAL_WIDTH] = g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
app_pane_init (AppPane *self)
{
}
