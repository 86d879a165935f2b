/* app-period-box.c: see app-period-box.h */
#include "period/app-period-box.h"

#include "period/app-period-chip.h"

#define GAP 6 /* pixels between chips and between lines */

struct _AppPeriodBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (AppPeriodBox, app_period_box, GTK_TYPE_WIDGET)

/* Unlike in a flow box every chip is as wide as it is, also under a longer one. Returns the height; with @place the
 * chips get their places. */
static int
lay_out (GtkWidget *widget, int width, gboolean place)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line_height = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int minimum, natural, chip_width, height;

      gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      chip_width = MAX (minimum, MIN (natural, width));
      gtk_widget_measure (chip, GTK_ORIENTATION_VERTICAL, chip_width, &height, NULL, NULL, NULL);
      if (x > 0 && x + chip_width > width)
        {
          x = 0;
          y += line_height + GAP;
          line_height = 0;
        }
      if (place)
        {
          GtkAllocation allocation = { mirrored ? width - x - chip_width : x, y, chip_width, height };

          gtk_widget_size_allocate (chip, &allocation, -1);
        }
      x += chip_width + GAP;
      line_height = MAX (line_height, height);
    }

  return y + line_height;
}

static void
app_period_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int chip_minimum, chip_natural;

      gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, &chip_minimum, &chip_natural, NULL, NULL);
      *minimum = MAX (*minimum, chip_minimum);
      *natural += chip_natural + (*natural > 0 ? GAP : 0);
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (widget, for_size < 0 ? *natural : MAX (for_size, *minimum), FALSE);
}

static void
app_period_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (widget, width, TRUE);
}

static GtkSizeRequestMode
app_period_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
remove_chips (AppPeriodBox *self)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (old);
}

void
app_period_box_show (AppPeriodBox *self, GPtrArray *periods, gint64 now)
{
  g_return_if_fail (APP_IS_PERIOD_BOX (self));

  remove_chips (self);
  for (guint i = 0; periods != NULL && i < periods->len; i++)
    gtk_widget_set_parent (app_period_chip_new (periods->pdata[i], now), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), periods != NULL && periods->len > 0);
}

static void
app_period_box_dispose (GObject *object)
{
  remove_chips (APP_PERIOD_BOX (object));

  G_OBJECT_CLASS (app_period_box_parent_class)->dispose (object);
}

static void
app_period_box_class_init (AppPeriodBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_period_box_dispose;
  widget_class->measure = app_period_box_measure;
  widget_class->size_allocate = app_period_box_size_allocate;
  widget_class->get_request_mode = app_period_box_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
app_period_box_init (AppPeriodBox *self)
{
}
