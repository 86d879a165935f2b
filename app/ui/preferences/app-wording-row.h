/* app-wording-row.h: one kind of mail in one language: its words, which fields go into them, and what it looks like with
 * sample values */
#pragma once

#include <adwaita.h>

#include "hark-wording.h"

G_BEGIN_DECLS

#define APP_TYPE_WORDING_ROW (app_wording_row_get_type ())
G_DECLARE_FINAL_TYPE (AppWordingRow, app_wording_row, APP, WORDING_ROW, AdwExpanderRow)

/* Signal: "edited", once ->mine has it. */

typedef struct
{
  const char *language;
  HarkWording *mine; /* what the organisation says: changed while somebody types */
  HarkWording *own;  /* what Hark does */
  const char *organisation, *address;
} AppWordingView;

GtkWidget *app_wording_row_new (const char *kind);
const char *app_wording_row_get_kind (AppWordingRow *self);
/* What @view points to must stay until the next one, or NULL. */
void app_wording_row_show (AppWordingRow *self, const AppWordingView *view);
/* FALSE where something is wrong with it: it says so, opens, and has the focus there. */
gboolean app_wording_row_check (AppWordingRow *self);

G_END_DECLS
