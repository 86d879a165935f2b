/* app-contact-bar.h: how and when somebody was reached outside Hark */
#pragma once

#include <gtk/gtk.h>

#include "hark-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_CONTACT_BAR (app_contact_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppContactBar, app_contact_bar, APP, CONTACT_BAR, GtkBox)

/* Signal "changed": by its user. */

/* @contacted: 0 for now, which it is until something else is said. FALSE with a sentence that is shown, and the focus
 * where it belongs, while it is no time, or one still to come. */
gboolean app_contact_bar_get (AppContactBar *self, HarkChannel *channel, gint64 *contacted);
/* As a text that a draft keeps. (transfer full) */
char *app_contact_bar_to_text (AppContactBar *self);
/* What to_text () made; NULL, or anything else: by telephone, now. */
void app_contact_bar_set_text (AppContactBar *self, const char *text);
/* @day of 1 to 31. */
void app_contact_bar_set_day (AppContactBar *self, int year, int month, int day);

G_END_DECLS
