/* app-factor-sheet.h: the recovery codes of a second factor, each of which does instead of a code
 * once. The server tells them once, and keeps what recognises them. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define APP_FACTOR_CODES 10
#define APP_FACTOR_CODE_LEN 10 /* bytes of one */

typedef struct _AppFactorSheet AppFactorSheet;

/* @codes: NULL-terminated lines; taken. */
AppFactorSheet *app_factor_sheet_new (const char *organisation, const char *user, char **codes);
/* Counted: with the last reference the codes are wiped. */
AppFactorSheet *app_factor_sheet_ref (AppFactorSheet *self);
void app_factor_sheet_unref (AppFactorSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppFactorSheet, app_factor_sheet_unref)

const char *const *app_factor_sheet_get_codes (AppFactorSheet *self);
/* On a page of @width × @height points. */
void app_factor_sheet_draw (AppFactorSheet *self, cairo_t *cairo, double width, double height);
gboolean app_factor_sheet_write_pdf (AppFactorSheet *self, const char *path, GError **error);
/* A line each, as they are copied. Free with hark_seal_free_string (). */
char *app_factor_sheet_to_text (AppFactorSheet *self);

G_END_DECLS
