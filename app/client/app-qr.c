/* app-qr.c: see app-qr.h */
#include "app-qr.h"

#include <qrencode.h>
#include <string.h>

#include "hark-seal.h"

#define BLACK_ON_WHITE "\033[30;107m"
#define AS_BEFORE "\033[0m"

struct _AppQr
{
  QRcode *code;
};

AppQr *
app_qr_new (const char *text)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  AppQr *self;

  if (code == NULL)
    return NULL;

  self = g_new0 (AppQr, 1);
  self->code = code;
  return self;
}

void
app_qr_free (AppQr *self)
{
  if (self == NULL)
    return;

  hark_seal_wipe (self->code->data, (gsize)self->code->width * (gsize)self->code->width);
  QRcode_free (self->code);
  g_free (self);
}

guint
app_qr_get_side (const AppQr *self)
{
  return (guint)self->code->width + 2 * APP_QR_QUIET;
}

/* @x and @y count from the corner of the quiet zone. */
static gboolean
is_dark (const AppQr *self, guint x, guint y)
{
  guint width = (guint)self->code->width;

  return x >= APP_QR_QUIET && x < width + APP_QR_QUIET && y >= APP_QR_QUIET
         && y < width + APP_QR_QUIET
         && (self->code->data[(y - APP_QR_QUIET) * width + x - APP_QR_QUIET] & 1) != 0;
}

void
app_qr_draw (const AppQr *self, cairo_t *cairo, double x, double y, double size)
{
  guint side = app_qr_get_side (self);

  cairo_save (cairo);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_rectangle (cairo, x, y, size, size);
  cairo_fill (cairo);
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_set_antialias (cairo, CAIRO_ANTIALIAS_NONE); /* no seams between modules */
  cairo_translate (cairo, x, y);
  cairo_scale (cairo, size / side, size / side);
  for (guint row = 0; row < side; row++)
    for (guint column = 0; column < side; column++)
      if (is_dark (self, column, row))
        cairo_rectangle (cairo, column, row, 1, 1);
  cairo_fill (cairo);
  cairo_restore (cairo);
}

char *
app_qr_to_blocks (const AppQr *self)
{
  static const char *const blocks[2][2] = { { " ", "▄" }, { "▀", "█" } }; /* [upper][lower] */
  guint side = app_qr_get_side (self);
  gsize longest = (side + 1) / 2 * (side * strlen ("█") + strlen (BLACK_ON_WHITE AS_BEFORE "\n"));
  GString *text = g_string_sized_new (longest + 1);

  for (guint row = 0; row < side; row += 2)
    {
      g_string_append (text, BLACK_ON_WHITE);
      for (guint column = 0; column < side; column++)
        g_string_append (text,
                         blocks[is_dark (self, column, row)][is_dark (self, column, row + 1)]);
      g_string_append (text, AS_BEFORE "\n");
    }

  return g_string_free (text, FALSE);
}
