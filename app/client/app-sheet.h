/* app-sheet.h: the printed recovery sheet, one A4 page */
#pragma once

#include <cairo.h>

#include "hark-id.h"

G_BEGIN_DECLS

typedef struct
{
  char *organisation;
  char *fingerprint;
  char *url;
  char *user;
  guint8 account_key[16];
  guint8 sheet_key[16];
  gboolean has_root;
  guint8 root_seed[32];
} AppSheet; /* allocate with hark_seal_alloc () */

void app_sheet_free (AppSheet *self);
/* On a page of @width × @height points. */
void app_sheet_draw (const AppSheet *self, cairo_t *cairo, double width, double height);
gboolean app_sheet_write_pdf (const AppSheet *self, const char *path, GError **error);
/* Free with hark_seal_free_string (). */
char *app_sheet_to_text (const AppSheet *self);

G_END_DECLS
