/* app-qr.h: a line of text as a QR code, for paper, for a window and for a terminal */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define APP_QR_QUIET 4 /* modules of white around it, which belong to it */

typedef struct _AppQr AppQr;

/* NULL where it is too long for one. */
AppQr *app_qr_new (const char *text);
/* Wipes it. */
void app_qr_free (AppQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppQr, app_qr_free)

/* Modules of a side, quiet zone included. */
guint app_qr_get_side (const AppQr *self);
/* Black on white, whatever is around it; the square at @x, @y with sides of @size. */
void app_qr_draw (const AppQr *self, cairo_t *cairo, double x, double y, double size);
/* Half blocks, for a terminal in whatever colours: those are set. Free with hark_seal_free_string
 * (). */
char *app_qr_to_blocks (const AppQr *self);

G_END_DECLS
