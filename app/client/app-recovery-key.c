/* app-recovery-key.c: see app-recovery-key.h */
#include "app-recovery-key.h"

#include <glib/gi18n-lib.h>

#include "app-paper.h"
#include "hark-error.h"

struct _AppRecoveryKey
{
  gatomicrefcount ref_count;
  char *organisation, *fingerprint;
  gint64 made;
  guint8 secret[HARK_CODE_LEN];
  HarkRecoveryKeys keys;
  HarkId replaced;
}; /* of hark_seal_alloc () */

AppRecoveryKey *
app_recovery_key_new (const char *organisation, const char *fingerprint, const HarkId *org,
                      const HarkId *replaced)
{
  AppRecoveryKey *self = hark_seal_alloc (sizeof *self);

  g_atomic_ref_count_init (&self->ref_count);
  self->organisation = g_strdup (organisation);
  self->fingerprint = g_strdup (fingerprint);
  self->made = g_get_real_time () / G_USEC_PER_SEC;
  hark_code_random (self->secret);
  hark_recovery_keys (self->secret, org, &self->keys);
  self->replaced = *replaced;
  return self;
}

AppRecoveryKey *
app_recovery_key_ref (AppRecoveryKey *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_recovery_key_unref (AppRecoveryKey *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->organisation);
  g_free (self->fingerprint);
  hark_seal_free (self);
}

const HarkRecoveryKeys *
app_recovery_key_get_keys (AppRecoveryKey *self)
{
  return &self->keys;
}

const HarkId *
app_recovery_key_get_replaced (AppRecoveryKey *self)
{
  return &self->replaced;
}

gboolean
app_recovery_key_check (AppRecoveryKey *self, const char *text, GError **error)
{
  guint8 typed[HARK_CODE_LEN];
  gboolean is_same;

  if (!hark_code_parse (text, typed, error))
    return FALSE;

  is_same = hark_seal_equal (typed, self->secret, sizeof typed);
  hark_seal_wipe (typed, sizeof typed);
  if (!is_same)
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                         "this is not the key that was just made");
  return is_same;
}

/* The day, which tells an old sheet from the one that took its place. */
static char *
dup_day (AppRecoveryKey *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (self->made);

  return g_date_time_format (time, "%F");
}

void
app_recovery_key_draw (AppRecoveryKey *self, cairo_t *cairo, double width, double height)
{
  AppPaper paper = app_paper_begin (cairo, width, height);
  g_autofree char *day = dup_day (self);
  char *line = hark_code_to_line (self->secret);

  app_paper_put (&paper, "Sans Bold 20", 0, _ ("Recovery key of the organisation"));
  app_paper_put (&paper, "Sans 10", 6,
                 _ ("Whoever holds this sheet and a copy of the server's database can read every "
                    "ticket that was sealed to it. Keep it on paper, locked away so that no one "
                    "person gets at it alone, and not on a computer."));
  app_paper_put_rule (&paper);
  app_paper_put_field (&paper, _ ("Organisation"), self->organisation);
  app_paper_put_field (&paper, _ ("Fingerprint of the organisation"), self->fingerprint);
  app_paper_put_field (&paper, _ ("Made on"), day);
  app_paper_put_rule (&paper);
  app_paper_put (&paper, "Sans Bold 11", 12, _ ("Recovery key"));
  app_paper_put (
      &paper, "Sans 9", 2,
      _ ("For the day on which nobody of a team has their keys any more. An Expert of the "
         "area types it in Hark, under Preferences. Everybody is told that it is used."));
  app_paper_begin_qr (&paper, 2, line);
  app_paper_put_code (&paper, self->secret);
  app_paper_end_qr (&paper);
  app_paper_put_rule (&paper);
  app_paper_put (&paper, "Sans 9", 12,
                 _ ("It may be typed as letters and digits or as twelve words, in any case and "
                    "spacing. Hark can try the sheet without using it: do so once a year."));
  app_paper_put (
      &paper, "Sans 9", 4,
      _ ("A device that reads the square beside a key shows its letters and digits: only "
         "on one that you trust."));
  hark_seal_free_string (line);
}

static void
draw (gconstpointer key, cairo_t *cairo, double width, double height)
{
  app_recovery_key_draw ((AppRecoveryKey *)key, cairo, width, height);
}

gboolean
app_recovery_key_write_pdf (AppRecoveryKey *self, const char *path, GError **error)
{
  return app_paper_write_pdf (draw, self, _ ("Recovery key of the organisation"), path, error);
}

char *
app_recovery_key_to_text (AppRecoveryKey *self)
{
  g_autofree char *day = dup_day (self);
  char *line = hark_code_to_line (self->secret);
  char *words = hark_code_to_words (self->secret);
  char *text;

  text = g_strdup_printf (
      "%s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n", _ ("Recovery key of the organisation"),
      _ ("Organisation"), self->organisation, _ ("Fingerprint of the organisation"),
      self->fingerprint, _ ("Made on"), day, _ ("Recovery key"), line, _ ("In words"), words);
  hark_seal_free_string (line);
  hark_seal_free_string (words);

  return text;
}
