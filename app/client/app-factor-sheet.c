/* app-factor-sheet.c: see app-factor-sheet.h */
#include "app-factor-sheet.h"

#include <glib/gi18n-lib.h>

#include "app-paper.h"
#include "hark-seal.h"

struct _AppFactorSheet
{
  gatomicrefcount ref_count;
  char *organisation, *user;
  char **codes;
};

AppFactorSheet *
app_factor_sheet_new (const char *organisation, const char *user, char **codes)
{
  AppFactorSheet *self = g_new0 (AppFactorSheet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->organisation = g_strdup (organisation != NULL ? organisation : "");
  self->user = g_strdup (user);
  self->codes = codes;
  return self;
}

AppFactorSheet *
app_factor_sheet_ref (AppFactorSheet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_factor_sheet_unref (AppFactorSheet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; self->codes[i] != NULL; i++)
    hark_seal_free_string (self->codes[i]);
  g_free (self->codes);
  g_free (self->organisation);
  g_free (self->user);
  g_free (self);
}

const char *const *
app_factor_sheet_get_codes (AppFactorSheet *self)
{
  return (const char *const *)self->codes;
}

void
app_factor_sheet_draw (AppFactorSheet *self, cairo_t *cairo, double width, double height)
{
  AppPaper paper = app_paper_begin (cairo, width, height);

  app_paper_put (&paper, "Sans Bold 20", 0, _ ("Hark recovery codes"));
  app_paper_put (&paper, "Sans 10", 6,
                 _ ("Where the authenticator is lost, one of these codes does instead of its six "
                    "digits, once. Strike out what was used, and keep this sheet where nobody else "
                    "finds it."));
  app_paper_put_rule (&paper);
  app_paper_put_field (&paper, _ ("Organisation"), self->organisation);
  app_paper_put_field (&paper, _ ("User name"), self->user);
  app_paper_put_rule (&paper);
  for (guint i = 0; self->codes[i] != NULL; i++)
    app_paper_put (&paper, "Monospace Bold 12", 12, self->codes[i]);
  app_paper_put_rule (&paper);
  app_paper_put (&paper, "Sans 9", 12,
                 _ ("They may be typed in any case and spacing. New ones, made in the preferences, "
                    "end these."));
}

static void
draw (gconstpointer sheet, cairo_t *cairo, double width, double height)
{
  app_factor_sheet_draw ((AppFactorSheet *)sheet, cairo, width, height);
}

gboolean
app_factor_sheet_write_pdf (AppFactorSheet *self, const char *path, GError **error)
{
  return app_paper_write_pdf (draw, self, _ ("Hark recovery codes"), path, error);
}

char *
app_factor_sheet_to_text (AppFactorSheet *self)
{
  return g_strjoinv ("\n", self->codes);
}
