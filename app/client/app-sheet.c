/* app-sheet.c: see app-sheet.h */
#include "app-sheet.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#include "hark-code.h"
#include "hark-error.h"
#include "hark-seal.h"

#define A4_WIDTH 595.28
#define A4_HEIGHT 841.89
#define MARGIN 56.0
#define WORDS_PER_LINE 6

void
app_sheet_free (AppSheet *self)
{
  if (self == NULL)
    return;

  g_free (self->organisation);
  g_free (self->fingerprint);
  g_free (self->url);
  g_free (self->user);
  hark_seal_free (self);
}

/* Where the next line goes. */
typedef struct
{
  cairo_t *cairo;
  double x, y, width;
} Page;

static void
put (Page *page, const char *font, double gap_before, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (page->cairo);
  PangoFontDescription *description = pango_font_description_from_string (font);
  PangoContext *context = pango_layout_get_context (layout);
  int height;

  /* Points are points, on paper as in PDF. */
  pango_cairo_context_set_resolution (context, 72);
  pango_layout_context_changed (layout);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, page->width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  page->y += gap_before;
  cairo_move_to (page->cairo, page->x, page->y);
  pango_cairo_show_layout (page->cairo, layout);
  page->y += (double)height / PANGO_SCALE;
  pango_font_description_free (description);
  g_object_unref (layout);
}

static void
put_field (Page *page, const char *name, const char *value)
{
  put (page, "Sans 8", 8, name);
  put (page, "Sans 11", 1, value);
}

static void
put_rule (Page *page)
{
  page->y += 16;
  cairo_set_line_width (page->cairo, 0.5);
  cairo_move_to (page->cairo, page->x, page->y);
  cairo_line_to (page->cairo, page->x + page->width, page->y);
  cairo_stroke (page->cairo);
}

static void
put_code (Page *page, const char *name, const char *what, const guint8 code[16])
{
  char *line = hark_code_to_line (code);
  char *words = hark_code_to_words (code);

  put (page, "Sans Bold 11", 16, name);
  put (page, "Sans 9", 2, what);
  put (page, "Monospace Bold 12", 6, line);
  put (page, "Monospace 10", 4, words);
  hark_seal_free_string (line);
  hark_seal_free_string (words);
}

void
app_sheet_draw (const AppSheet *self, cairo_t *cairo, double width, double height)
{
  Page page = { cairo, MARGIN, MARGIN, width - 2 * MARGIN };

  cairo_set_source_rgb (cairo, 0, 0, 0);
  put (&page, "Sans Bold 20", 0, _ ("Hark recovery sheet"));
  put (&page, "Sans 10", 6,
       _ ("Whoever holds this sheet can read everything that this account can read. Keep it on "
          "paper, locked away, and "
          "not on a computer."));
  put_rule (&page);
  put_field (&page, _ ("Organisation"), self->organisation);
  put_field (&page, _ ("Fingerprint of the organisation"), self->fingerprint);
  put_field (&page, _ ("Server"), self->url);
  put_field (&page, _ ("User name"), self->user);
  put_rule (&page);
  put_code (&page, _ ("Account key"), _ ("Needed, with the password, on each new device."),
            self->account_key);
  put_code (&page, _ ("Recovery key"), _ ("Opens the account when the password is forgotten."),
            self->sheet_key);
  if (self->has_root)
    {
      char *root = hark_code_key_to_line (self->root_seed);

      put_rule (&page);
      put (&page, "Sans Bold 11", 16, _ ("Root key of the organisation"));
      put (&page, "Sans 9", 2,
           _ ("Only needed when no administrator is left. It exists nowhere else: not on this "
              "computer, not on the "
              "server."));
      put (&page, "Monospace Bold 11", 6, root);
      hark_seal_free_string (root);
    }
  put_rule (&page);
  put (&page, "Sans 9", 12,
       _ ("The account key and the recovery key may be typed as letters and digits or as twelve "
          "words, in any case and "
          "spacing."));
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
app_sheet_write_pdf (const AppSheet *self, const char *path, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  cairo_surface_t *surface;
  cairo_t *cairo;
  cairo_status_t status;

  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the recovery sheet cannot be written: %s", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  surface = cairo_pdf_surface_create_for_stream (write_to_fd, GINT_TO_POINTER (fd), A4_WIDTH,
                                                 A4_HEIGHT);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, _ ("Hark recovery sheet"));
  cairo = cairo_create (surface);
  app_sheet_draw (self, cairo, A4_WIDTH, A4_HEIGHT);
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
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
                   "the recovery sheet cannot be written whole");
      return FALSE;
    }

  return TRUE;
}

char *
app_sheet_to_text (const AppSheet *self)
{
  char *account = hark_code_to_line (self->account_key);
  char *recovery = hark_code_to_line (self->sheet_key);
  char *root = self->has_root ? hark_code_key_to_line (self->root_seed) : g_strdup ("");
  char *text;

  text = g_strdup_printf (
      "%s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s%s%s\n", _ ("Hark recovery sheet"),
      _ ("Organisation"), self->organisation, _ ("Fingerprint of the organisation"),
      self->fingerprint, _ ("Server"), self->url, _ ("User name"), self->user, _ ("Account key"),
      account, _ ("Recovery key"), recovery,
      self->has_root ? _ ("Root key of the organisation") : "", self->has_root ? ": " : "", root);
  hark_seal_free_string (account);
  hark_seal_free_string (recovery);
  hark_seal_free_string (root);

  return text;
}
