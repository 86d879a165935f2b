/* app-reading-place.c: see app-reading-place.h */
#include "entry/app-reading-place.h"

#define BOTTOM_SLACK 8 /* pixels that still count as the end */
#define TARGET_MARGIN 18 /* pixels above what is to be seen first */

struct _AppReadingPlace
{
  GObject parent_instance;

  GtkScrolledWindow *scroll;
  gboolean sticks; /* to the end, as it grows */
  GtkWidget *target; /* weak: what is to be seen first, until somebody scrolls; NULL: nothing particular */
  gboolean is_scrolling; /* by ourselves */
  guint scroll_id;
};

G_DEFINE_FINAL_TYPE (AppReadingPlace, app_reading_place, G_TYPE_OBJECT)

static void
on_scrolled (AppReadingPlace *self, GtkAdjustment *adjustment)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  self->sticks = gtk_adjustment_get_value (adjustment) >= end - BOTTOM_SLACK;
  if (!self->is_scrolling)
    g_clear_weak_pointer (&self->target);
}

/* The distance of @target from the top of all that scrolls. */
static double
get_place_of (AppReadingPlace *self, GtkWidget *target)
{
  GtkWidget *viewport = gtk_scrolled_window_get_child (self->scroll);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroll);
  double y = 0;

  gtk_widget_translate_coordinates (target, viewport, 0, 0, NULL, &y);

  return y + gtk_adjustment_get_value (adjustment) - TARGET_MARGIN;
}

static gboolean
scroll_to_place (gpointer user_data)
{
  AppReadingPlace *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroll);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  self->scroll_id = 0;
  self->is_scrolling = TRUE;
  gtk_adjustment_set_value (adjustment, self->target != NULL ? get_place_of (self, self->target) : end);
  self->is_scrolling = FALSE;

  return G_SOURCE_REMOVE;
}

/* Told in the middle of an allocation, which would not see a new value any more: hence later. */
static void
on_resized (AppReadingPlace *self)
{
  if ((self->sticks || self->target != NULL) && self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_to_place, self);
}

void
app_reading_place_go_to (AppReadingPlace *self, GtkWidget *target)
{
  g_return_if_fail (APP_IS_READING_PLACE (self));

  g_set_weak_pointer (&self->target, target);
  on_resized (self);
}

void
app_reading_place_begin (AppReadingPlace *self, GtkWidget *target, gboolean at_end)
{
  g_return_if_fail (APP_IS_READING_PLACE (self));

  self->sticks = target == NULL && at_end;
  g_set_weak_pointer (&self->target, target);
  if (target != NULL)
    on_resized (self);
  else if (!at_end)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroll), 0);
}

void
app_reading_place_stick (AppReadingPlace *self)
{
  g_return_if_fail (APP_IS_READING_PLACE (self));

  self->sticks = TRUE;
}

AppReadingPlace *
app_reading_place_new (GtkScrolledWindow *scroll)
{
  AppReadingPlace *self = g_object_new (APP_TYPE_READING_PLACE, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroll);

  self->scroll = scroll;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_resized), self, G_CONNECT_SWAPPED);
  return self;
}

static void
app_reading_place_dispose (GObject *object)
{
  AppReadingPlace *self = APP_READING_PLACE (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_weak_pointer (&self->target);

  G_OBJECT_CLASS (app_reading_place_parent_class)->dispose (object);
}

static void
app_reading_place_class_init (AppReadingPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_reading_place_dispose;
}

static void
app_reading_place_init (AppReadingPlace *self)
{
}
