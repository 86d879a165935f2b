/* app-reading-place.h: where somebody reads in what scrolls: who reads the end keeps seeing it as it grows; what is looked
 * for, or is new, stays in sight until somebody scrolls */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_READING_PLACE (app_reading_place_get_type ())
G_DECLARE_FINAL_TYPE (AppReadingPlace, app_reading_place, APP, READING_PLACE, GObject)

/* @scroll lives as long as the place, at least. */
AppReadingPlace *app_reading_place_new (GtkScrolledWindow *scroll);
/* Of something else than before: at @target, which is in what scrolls; NULL: at the end, or at the beginning. */
void app_reading_place_begin (AppReadingPlace *self, GtkWidget *target, gboolean at_end);
/* @target is to be seen. */
void app_reading_place_go_to (AppReadingPlace *self, GtkWidget *target);
/* At the end from now on, as it grows. */
void app_reading_place_stick (AppReadingPlace *self);

G_END_DECLS
