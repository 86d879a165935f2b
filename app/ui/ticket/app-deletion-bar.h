/* app-deletion-bar.h: over a ticket: that somebody asks to delete it, or that it is on hold */
#pragma once

#include <gtk/gtk.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_DELETION_BAR (app_deletion_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppDeletionBar, app_deletion_bar, APP, DELETION_BAR, GtkBox)

/* @ticket NULL: nothing. Invisible where there is nothing to say. Its buttons activate ticket.confirm-delete and
 * ticket.withdraw-delete. @now: seconds since 1970. */
void app_deletion_bar_show (AppDeletionBar *self, AppTicket *ticket, gint64 now);

G_END_DECLS
