/* app-password-row.c: see app-password-row.h */
#include "field/app-password-row.h"

#include "hark-account.h"

#include <glib/gi18n.h>

#define MIN_DIFFERENT 5
#define GOOD_LENGTH 12
#define STRONG_LENGTH 16

struct _AppPasswordRow
{
  AdwPreferencesRow parent_instance;

  GtkLevelBar *level;
  GtkLabel *label;
  glong min; /* characters */
  gboolean good;
};

G_DEFINE_FINAL_TYPE (AppPasswordRow, app_password_row, ADW_TYPE_PREFERENCES_ROW)

/* Up to MIN_DIFFERENT. */
static guint
count_different (const char *password)
{
  gunichar seen[MIN_DIFFERENT];
  guint n_seen = 0;

  for (const char *p = password; *p != '\0' && n_seen < MIN_DIFFERENT; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean known = FALSE;

      for (guint i = 0; i < n_seen; i++)
        known = known || seen[i] == c;
      if (!known)
        seen[n_seen++] = c;
    }
  explicit_bzero (seen, sizeof seen);

  return n_seen;
}

void
app_password_row_set_min (AppPasswordRow *self, guint min)
{
  g_return_if_fail (APP_IS_PASSWORD_ROW (self));

  self->min = MAX (min, HARK_ACCOUNT_MIN_PASSWORD);
}

void
app_password_row_judge (AppPasswordRow *self, const char *password)
{
  /* Counted as it will be derived from. */
  char *normal = g_utf8_normalize (password, -1, G_NORMALIZE_NFKC);
  glong length = normal != NULL ? g_utf8_strlen (normal, -1) : 0;
  double level = 0;

  g_return_if_fail (APP_IS_PASSWORD_ROW (self));

  hark_seal_free_string (normal);
  self->good = FALSE;
  if (length < self->min)
    {
      glong missing = self->min - length;
      g_autofree char *text = g_strdup_printf (
          ngettext ("At least %d characters: %ld more", "At least %d characters: %ld more", missing),
          (int)self->min, missing);

      level = (double)length / (double)self->min;
      gtk_label_set_text (self->label, text);
    }
  else if (count_different (password) < MIN_DIFFERENT)
    {
      level = 1;
      gtk_label_set_text (self->label, _ ("Too few different characters"));
    }
  else
    {
      self->good = TRUE;
      level = length >= STRONG_LENGTH ? 4 : length >= GOOD_LENGTH ? 3 : 2;
      gtk_label_set_text (self->label, length >= STRONG_LENGTH ? _ ("Strong password")
                                       : length >= GOOD_LENGTH ? _ ("Good password")
                                                               : _ ("Fair password: longer is better"));
    }
  gtk_level_bar_set_value (self->level, level);
}

gboolean
app_password_row_is_good (AppPasswordRow *self)
{
  g_return_val_if_fail (APP_IS_PASSWORD_ROW (self), FALSE);

  return self->good;
}

static void
app_password_row_class_init (AppPasswordRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/field/app-password-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPasswordRow, level);
  gtk_widget_class_bind_template_child (widget_class, AppPasswordRow, label);
}

static void
app_password_row_init (AppPasswordRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->min = HARK_ACCOUNT_MIN_PASSWORD;
  app_password_row_judge (self, "");
}
