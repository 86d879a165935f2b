/* app-save-step.h: what pages of the preferences with a form have in common: how they say what went wrong, and how a save
 * ends */
#pragma once

#include "field/app-busy-button.h"

G_BEGIN_DECLS

/* @label is hidden while @text is NULL. */
void app_save_step_say (GtkLabel *label, const char *text);
/* @button was busy meanwhile. A toast says that it is @done; else @label says why not. Returns @done. */
gboolean app_save_step_end (AppBusyButton *button, GtkLabel *label, gboolean done, const GError *error);

G_END_DECLS
