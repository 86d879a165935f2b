/* app-text-area.h: a card for several lines of text, with a label above and room for an error below */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_TEXT_AREA (app_text_area_get_type ())
G_DECLARE_FINAL_TYPE (AppTextArea, app_text_area, APP, TEXT_AREA, GtkBox)

/* Properties: "title" (also the accessible name of the text), "hint" (who reads it; may be NULL),
 * "icon-name" (of the hint; may be NULL). The style classes "answer" and "note" look like the composer's. Signal: "changed". */

/* (transfer full): without blanks at both ends. */
char *app_text_area_get_text (AppTextArea *self);
void app_text_area_set_text (AppTextArea *self, const char *text);
/* In place of what is selected, where the cursor is, which is there then. */
void app_text_area_insert (AppTextArea *self, const char *text);
/* @message NULL: none. */
void app_text_area_set_error (AppTextArea *self, const char *message);

G_END_DECLS
