/* app-code-row.c: see app-code-row.h */
#include "factor/app-code-row.h"

#include "field/app-field-error.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppCodeRow
{
  AdwEntryRow parent_instance;
};

G_DEFINE_FINAL_TYPE (AppCodeRow, app_code_row, ADW_TYPE_ENTRY_ROW)

static const char *
get_text (AppCodeRow *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self));
}

static gboolean
is_asked_for (AppCodeRow *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self));
}

static void
say (AppCodeRow *self, GtkWidget *field, const char *problem)
{
  app_field_error_set (APP_FIELD_ERROR (field), GTK_WIDGET (self), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
app_code_row_clear (AppCodeRow *self)
{
  g_return_if_fail (APP_IS_CODE_ROW (self));

  gtk_editable_set_text (GTK_EDITABLE (self), "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

gboolean
app_code_row_hand_over (AppCodeRow *self, AppClient *client, GtkWidget *field)
{
  gboolean is_missing;

  g_return_val_if_fail (APP_IS_CODE_ROW (self), FALSE);

  is_missing = is_asked_for (self) && *get_text (self) == '\0';
  say (self, field, is_missing ? _ ("Enter the code of your authenticator.") : NULL);
  if (!is_missing)
    app_client_set_factor_code (client, get_text (self));

  return !is_missing;
}

gboolean
app_code_row_take_error (AppCodeRow *self, const GError *error, GtkWidget *field)
{
  gboolean is_wrong;

  g_return_val_if_fail (APP_IS_CODE_ROW (self), FALSE);

  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_FACTOR)
      && !(is_asked_for (self) && g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY)))
    return FALSE;

  is_wrong = is_asked_for (self);
  gtk_editable_set_text (GTK_EDITABLE (self), "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  say (self, field, is_wrong ? app_text_code_error (error) : NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self));

  return TRUE;
}

static void
app_code_row_class_init (AppCodeRowClass *klass)
{
}

static void
app_code_row_init (AppCodeRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Code of the Authenticator, or a Recovery Code"));
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (self), GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_PRIVATE);
}
