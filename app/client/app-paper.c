/* app-paper.c: see app-paper.h */
#include "app-paper.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#include "app-qr.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-seal.h"

#define A4_WIDTH 595.28
#define A4_HEIGHT 841.89
#define MARGIN 56.0
#define QR_SIZE 88.0 /* its quiet zone included; a module of more than half a millimetre */

AppPaper
app_paper_begin (cairo_t *cairo, double width, double height)
{
  cairo_set_source_rgb (cairo, 0, 0, 0);
  return (AppPaper){ cairo, MARGIN, MARGIN, width - 2 * MARGIN, 0 };
}

void
app_paper_put (AppPaper *self, const char *font, double gap_before, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cairo);
  PangoFontDescription *description = pango_font_description_from_string (font);
  PangoContext *context = pango_layout_get_context (layout);
  int height;

  /* Points are points, on paper as in PDF. */
  pango_cairo_context_set_resolution (context, 72);
  pango_layout_context_changed (layout);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, self->width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  self->y += gap_before;
  cairo_move_to (self->cairo, self->x, self->y);
  pango_cairo_show_layout (self->cairo, layout);
  self->y += (double)height / PANGO_SCALE;
  pango_font_description_free (description);
  g_object_unref (layout);
}

void
app_paper_put_field (AppPaper *self, const char *name, const char *value)
{
  app_paper_put (self, "Sans 8", 8, name);
  app_paper_put (self, "Sans 11", 1, value);
}

void
app_paper_put_rule (AppPaper *self)
{
  self->y += 16;
  cairo_set_line_width (self->cairo, 0.5);
  cairo_move_to (self->cairo, self->x, self->y);
  cairo_line_to (self->cairo, self->x + self->width, self->y);
  cairo_stroke (self->cairo);
}

void
app_paper_put_code (AppPaper *self, const guint8 code[16])
{
  char *line = hark_code_to_line (code);
  char *words = hark_code_to_words (code);

  app_paper_put (self, "Monospace Bold 12", 6, line);
  app_paper_put (self, "Monospace 10", 4, words);
  hark_seal_free_string (line);
  hark_seal_free_string (words);
}

void
app_paper_begin_qr (AppPaper *self, double gap_before, const char *text)
{
  g_autoptr (AppQr) qr = app_qr_new (text);
  double top = self->y + gap_before;

  if (qr == NULL)
    return;

  app_qr_draw (qr, self->cairo, self->x + self->width - QR_SIZE, top, QR_SIZE);
  self->qr_end = top + QR_SIZE;
  self->width -= QR_SIZE;
}

void
app_paper_end_qr (AppPaper *self)
{
  if (self->qr_end == 0)
    return;

  self->y = MAX (self->y, self->qr_end);
  self->qr_end = 0;
  self->width += QR_SIZE;
}

static cairo_status_t
write_to_fd (void *closure, const unsigned char *data, unsigned int length)
{
  int fd = GPOINTER_TO_INT (closure);

  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return CAIRO_STATUS_WRITE_ERROR;
      data += n;
      length -= n;
    }

  return CAIRO_STATUS_SUCCESS;
}

gboolean
app_paper_write_pdf (AppPaperFunc func, gconstpointer what, const char *title, const char *path,
                     GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  cairo_surface_t *surface;
  cairo_t *cairo;
  cairo_status_t status;

  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the sheet cannot be written: %s",
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  surface = cairo_pdf_surface_create_for_stream (write_to_fd, GINT_TO_POINTER (fd), A4_WIDTH,
                                                 A4_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo = cairo_create (surface);
  func (what, cairo, A4_WIDTH, A4_HEIGHT);
  cairo_show_page (cairo);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS)
    status = CAIRO_STATUS_WRITE_ERROR;
  if (close (fd) != 0 || status != CAIRO_STATUS_SUCCESS)
    {
      g_unlink (path);
      g_set_error (error, HARK_ERROR, HARK_ERROR_DISK,
                   "the sheet cannot be written whole: make room on the disk and try again");
      return FALSE;
    }

  return TRUE;
}
