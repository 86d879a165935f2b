/* app-inbox-sheet.c: see app-inbox-sheet.h */
#include "app-inbox-sheet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app-paper.h"
#include "hark-code.h"
#include "hark-seal.h"

struct _AppInboxSheet
{
  gatomicrefcount ref_count;
  guint8 *code; /* HARK_CODE_LEN, locked */
  AppInboxKeys keys;
  char *organisation;
  char *portal;
  char *number; /* NULL while it is not known */
};

static void
derive (AppInboxSheet *self, const HarkId *org)
{
  HarkReporterKeys *reporter = hark_seal_alloc (sizeof *reporter);

  hark_code_reporter_keys (self->code, org, reporter);
  memcpy (self->keys.lookup, reporter->lookup, sizeof self->keys.lookup);
  hark_code_token_hash (reporter->token, self->keys.token_hash);
  memcpy (self->keys.box_pk, reporter->box_pk, sizeof self->keys.box_pk);
  hark_seal_free (reporter);
}

AppInboxSheet *
app_inbox_sheet_new (const HarkId *org, const char *organisation, const char *portal,
                     const char *number)
{
  AppInboxSheet *self = g_new0 (AppInboxSheet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->code = hark_seal_alloc (HARK_CODE_LEN);
  hark_code_random (self->code);
  derive (self, org);
  self->organisation = g_strdup (organisation != NULL ? organisation : "");
  self->portal = g_strdup (portal);
  self->number = g_strdup (number);
  return self;
}

AppInboxSheet *
app_inbox_sheet_ref (AppInboxSheet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_inbox_sheet_unref (AppInboxSheet *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  hark_seal_free (self->code);
  g_free (self->organisation);
  g_free (self->portal);
  g_free (self->number);
  g_free (self);
}

const AppInboxKeys *
app_inbox_sheet_get_keys (AppInboxSheet *self)
{
  return &self->keys;
}

char *
app_inbox_sheet_get_words (AppInboxSheet *self)
{
  return hark_code_to_words (self->code);
}

char *
app_inbox_sheet_get_line (AppInboxSheet *self)
{
  return hark_code_to_line (self->code);
}

static void
put_steps (AppPaper *paper, const AppInboxSheet *self)
{
  g_autofree char *open
      = g_strdup_printf (_ ("1. Open %s in a browser and choose “Open your inbox”."), self->portal);

  app_paper_put (paper, "Sans Bold 11", 16, _ ("How to use it"));
  app_paper_put (paper, "Sans 10", 6, open);
  app_paper_put (paper, "Sans 10", 4,
                 _ ("2. Type the twelve words, or the line of letters and digits. Capital letters, "
                    "blanks and hyphens do not matter."));
  app_paper_put (
      paper, "Sans 10", 4,
      _ ("3. There you see what was written down for you, what the support team answers, "
         "and you can write to it. The inbox does not know who you are."));
  app_paper_put (paper, "Sans 10", 4,
                 _ ("4. Use a device that nobody else watches, and come back from time to time: "
                    "nobody can send you a notice."));
}

void
app_inbox_sheet_draw (AppInboxSheet *self, cairo_t *cairo, double width, double height)
{
  AppPaper paper = app_paper_begin (cairo, width, height);

  app_paper_put (&paper, "Sans Bold 20", 0, _ ("Your inbox"));
  app_paper_put (&paper, "Sans 10", 6,
                 _ ("With this code you, and nobody else but the support team, can read and answer "
                    "what is written about your report. It cannot be looked up or made again: keep "
                    "this sheet where nobody else finds it."));
  app_paper_put_rule (&paper);
  app_paper_put_field (&paper, _ ("Organisation"), self->organisation);
  app_paper_put_field (&paper, _ ("Address"), self->portal);
  if (self->number != NULL)
    app_paper_put_field (&paper, _ ("Number of the report"), self->number);
  app_paper_put_rule (&paper);
  app_paper_put (&paper, "Sans Bold 11", 16, _ ("Code of the inbox"));
  app_paper_put_code (&paper, self->code);
  app_paper_put_rule (&paper);
  put_steps (&paper, self);
}

static void
draw (gconstpointer sheet, cairo_t *cairo, double width, double height)
{
  app_inbox_sheet_draw ((AppInboxSheet *)sheet, cairo, width, height);
}

gboolean
app_inbox_sheet_write_pdf (AppInboxSheet *self, const char *path, GError **error)
{
  return app_paper_write_pdf (draw, self, _ ("Your inbox"), path, error);
}

char *
app_inbox_sheet_to_text (AppInboxSheet *self)
{
  char *words = app_inbox_sheet_get_words (self);
  char *line = app_inbox_sheet_get_line (self);
  char *text
      = g_strdup_printf ("%s: %s\n%s: %s\n%s: %s\n%s\n", _ ("Organisation"), self->organisation,
                         _ ("Address"), self->portal, _ ("Code of the inbox"), words, line);

  hark_seal_free_string (words);
  hark_seal_free_string (line);
  return text;
}
