/* app-sheet.c: see app-sheet.h */
#include "app-sheet.h"

#include <glib/gi18n-lib.h>

#include "app-paper.h"
#include "hark-code.h"
#include "hark-seal.h"

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

static void
put_code (AppPaper *paper, const char *name, const char *what, const guint8 code[16])
{
  char *line = hark_code_to_line (code);

  app_paper_put (paper, "Sans Bold 11", 12, name);
  app_paper_put (paper, "Sans 9", 2, what);
  app_paper_begin_qr (paper, 2, line);
  app_paper_put_code (paper, code);
  app_paper_end_qr (paper);
  hark_seal_free_string (line);
}

void
app_sheet_draw (const AppSheet *self, cairo_t *cairo, double width, double height)
{
  AppPaper paper = app_paper_begin (cairo, width, height);

  app_paper_put (&paper, "Sans Bold 20", 0, _ ("Hark recovery sheet"));
  app_paper_put (
      &paper, "Sans 10", 6,
      _ ("Whoever holds this sheet can read everything that this account can read. Keep it on "
         "paper, locked away, and "
         "not on a computer."));
  app_paper_put_rule (&paper);
  app_paper_put_field (&paper, _ ("Organisation"), self->organisation);
  app_paper_put_field (&paper, _ ("Fingerprint of the organisation"), self->fingerprint);
  app_paper_put_field (&paper, _ ("Server"), self->url);
  app_paper_put_field (&paper, _ ("User name"), self->user);
  app_paper_put_rule (&paper);
  put_code (&paper, _ ("Account key"), _ ("Needed, with the password, on each new device."),
            self->account_key);
  put_code (
      &paper, _ ("Recovery key"),
      _ ("Sets a new password where the old one is forgotten, together with the account key. It "
         "serves once."),
      self->sheet_key);
  if (self->has_root)
    {
      char *root = hark_code_key_to_line (self->root_seed);

      app_paper_put_rule (&paper);
      app_paper_put (&paper, "Sans Bold 11", 16, _ ("Root key of the organisation"));
      app_paper_put (
          &paper, "Sans 9", 2,
          _ ("Only needed when no administrator is left. It exists nowhere else: not on this "
             "computer, not on the "
             "server."));
      app_paper_put (&paper, "Monospace Bold 11", 6, root);
      hark_seal_free_string (root);
    }
  app_paper_put_rule (&paper);
  app_paper_put (
      &paper, "Sans 9", 12,
      _ ("The account key and the recovery key may be typed as letters and digits or as twelve "
         "words, in any case and "
         "spacing."));
  app_paper_put (
      &paper, "Sans 9", 4,
      _ ("A device that reads the square beside a key shows its letters and digits: only "
         "on one that you trust."));
}

static void
draw (gconstpointer sheet, cairo_t *cairo, double width, double height)
{
  app_sheet_draw (sheet, cairo, width, height);
}

gboolean
app_sheet_write_pdf (const AppSheet *self, const char *path, GError **error)
{
  return app_paper_write_pdf (draw, self, _ ("Hark recovery sheet"), path, error);
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
