/* app-paper.h: text on one A4 page, for a printer or a PDF */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Where the next line goes. */
typedef struct
{
  cairo_t *cairo;
  double x, y, width; /* points */
  double qr_end;      /* how far down one reaches that stands beside; 0: none does */
} AppPaper;

/* The text of a page of @width × @height points, black, within its margins. */
AppPaper app_paper_begin (cairo_t *cairo, double width, double height);
/* @font such as "Sans Bold 11"; @gap_before in points. */
void app_paper_put (AppPaper *self, const char *font, double gap_before, const char *text);
void app_paper_put_field (AppPaper *self, const char *name, const char *value);
void app_paper_put_rule (AppPaper *self);
/* A code of hark-code.h as one line and as words. */
void app_paper_put_code (AppPaper *self, const guint8 code[16]);

/* @text as a QR code at the right margin, @gap_before below what is there; what is put next stands
 * to the left of it, until app_paper_end_qr () goes on below both. Nothing where it is too long. */
void app_paper_begin_qr (AppPaper *self, double gap_before, const char *text);
void app_paper_end_qr (AppPaper *self);

typedef void (*AppPaperFunc) (gconstpointer what, cairo_t *cairo, double width, double height);
/* One page, drawn by @func, into @path (0600). HARK_ERROR_INVALID where nothing can be written
 * there, HARK_ERROR_DISK where it could not be written whole, and then nothing is left. */
gboolean app_paper_write_pdf (AppPaperFunc func, gconstpointer what, const char *title,
                              const char *path, GError **error);

G_END_DECLS
