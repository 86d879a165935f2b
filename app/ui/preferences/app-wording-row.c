/* app-wording-row.c: see app-wording-row.h */
#include "preferences/app-wording-row.h"

#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "text/app-text-wording.h"

#include <glib/gi18n.h>

struct _AppWordingRow
{
  AdwExpanderRow parent_instance;

  char *kind;
  AppWordingView view;
  gboolean is_filling;

  AdwEntryRow *subject_row;
  AppFieldError *subject_error;
  AppTextArea *text_area;
  GtkMenuButton *subject_menu, *text_menu;
  GtkLabel *preview_subject, *preview_text;
  GtkWidget *reset_button;
};

G_DEFINE_FINAL_TYPE (AppWordingRow, app_wording_row, ADW_TYPE_EXPANDER_ROW)

static guint edited_signal;

/* --- its words --- */

static const char *
get_own (AppWordingRow *self, const char *part)
{
  const char *own = hark_wording_get (self->view.own, self->view.language, self->kind, part);

  return own != NULL ? own : "";
}

/* NULL where the organisation says what Hark does. */
static const char *
get_mine (AppWordingRow *self, const char *part)
{
  return hark_wording_get (self->view.mine, self->view.language, self->kind, part);
}

static const char *
get_words (AppWordingRow *self, const char *part)
{
  const char *mine = get_mine (self, part);

  return mine != NULL ? mine : get_own (self, part);
}

static void
keep (AppWordingRow *self, const char *part, const char *words)
{
  gboolean is_own = g_str_equal (words, get_own (self, part));

  hark_wording_set (self->view.mine, self->view.language, self->kind, part, is_own ? NULL : words);
}

/* (transfer full) */
static char *
get_subject (AppWordingRow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject_row))));
}

/* --- the preview --- */

/* As the mail's language has them, and not this window's. */
static HarkWordingFields
get_samples (AppWordingRow *self)
{
  gboolean is_german = g_str_equal (self->view.language, "de");
  HarkWordingFields fields = {
    .number = "<u>2026-4711</u>",
    .area = is_german ? "<u>Musterbereich</u>" : "<u>Sample Area</u>",
    .period = is_german ? "<u>Eine Frist</u>" : "<u>A deadline</u>",
    .due = is_german ? "<u>31. Dezember 2026</u>" : "<u>31 December 2026</u>",
    .count = "<u>12</u>",
  };
  const char *const *all = hark_wording_list_fields ();
  const char **values[] = { &fields.number, &fields.area, &fields.period, &fields.due, NULL, NULL, &fields.count };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (values[i] != NULL && !hark_wording_has_field (self->kind, all[i]))
      *values[i] = NULL; /* such a mail has none */
  return fields;
}

static void
preview (AppWordingRow *self, GtkLabel *label, const char *part)
{
  g_autofree char *words = g_markup_escape_text (get_words (self, part), -1);
  g_autofree char *organisation = g_markup_escape_text (self->view.organisation, -1);
  g_autofree char *address = g_markup_escape_text (self->view.address, -1);
  HarkWordingFields fields = get_samples (self);
  g_autofree char *markup = NULL;

  if (hark_wording_judge (part, get_words (self, part)) == HARK_WORDING_CONTROL)
    {
      gtk_label_set_text (label, ""); /* no markup has control characters */
      return;
    }
  fields.organisation = organisation;
  fields.address = address;
  markup = hark_wording_fill (words, &fields);
  gtk_label_set_markup (label, markup);
}

static void
update (AppWordingRow *self)
{
  gboolean is_own = get_mine (self, HARK_WORDING_SUBJECT) == NULL && get_mine (self, HARK_WORDING_TEXT) == NULL;
  /* Translators: who gets a mail, then whose words it has */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), app_text_mail_reader (self->kind),
                                               is_own ? _ ("Hark’s own words") : _ ("in your words"));
  g_autofree char *subject = get_subject (self);
  g_autofree char *text = app_text_area_get_text (self->text_area);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_widget_set_sensitive (self->reset_button, !is_own);
  app_field_error_set (self->subject_error, GTK_WIDGET (self->subject_row),
                       app_text_mail_flaw (HARK_WORDING_SUBJECT, subject));
  app_text_area_set_error (self->text_area, app_text_mail_flaw (HARK_WORDING_TEXT, text));
  preview (self, self->preview_subject, HARK_WORDING_SUBJECT);
  preview (self, self->preview_text, HARK_WORDING_TEXT);
}

/* --- typing --- */

static void
on_edited (AppWordingRow *self)
{
  g_autofree char *subject = NULL, *text = NULL;

  if (self->is_filling || self->view.mine == NULL)
    return;

  subject = get_subject (self);
  text = app_text_area_get_text (self->text_area);
  keep (self, HARK_WORDING_SUBJECT, subject);
  keep (self, HARK_WORDING_TEXT, text);
  update (self);
  g_signal_emit (self, edited_signal, 0);
}

/* What is there stays where the cursor is. */
static void
fill (AppWordingRow *self)
{
  g_autofree char *subject = get_subject (self);
  g_autofree char *text = app_text_area_get_text (self->text_area);

  self->is_filling = TRUE;
  if (!g_str_equal (subject, get_words (self, HARK_WORDING_SUBJECT)))
    gtk_editable_set_text (GTK_EDITABLE (self->subject_row), get_words (self, HARK_WORDING_SUBJECT));
  if (!g_str_equal (text, get_words (self, HARK_WORDING_TEXT)))
    app_text_area_set_text (self->text_area, get_words (self, HARK_WORDING_TEXT));
  self->is_filling = FALSE;
  update (self);
}

static void
on_reset (AppWordingRow *self)
{
  if (self->view.mine == NULL)
    return;

  keep (self, HARK_WORDING_SUBJECT, "");
  keep (self, HARK_WORDING_TEXT, "");
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
  g_signal_emit (self, edited_signal, 0);
}

/* --- fields --- */

static void
insert_into_subject (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWordingRow *self = APP_WORDING_ROW (widget);
  GtkEditable *editable = GTK_EDITABLE (self->subject_row);
  g_autofree char *field = g_strdup_printf ("{%s}", g_variant_get_string (parameter, NULL));
  int position;

  gtk_editable_delete_selection (editable);
  position = gtk_editable_get_position (editable);
  gtk_editable_insert_text (editable, field, -1, &position);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
  gtk_editable_set_position (editable, position);
}

static void
insert_into_text (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *field = g_strdup_printf ("{%s}", g_variant_get_string (parameter, NULL));

  app_text_area_insert (APP_WORDING_ROW (widget)->text_area, field);
}

static void
fill_menu (GtkMenuButton *button, const char *kind, const char *action)
{
  const char *const *fields = hark_wording_list_fields ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; fields[i] != NULL; i++)
    if (hark_wording_has_field (kind, fields[i]))
      {
        /* Translators: a field of a mail, then how it is written */
        g_autofree char *label = g_strdup_printf (_ ("%s – {%s}"), app_text_mail_field (fields[i]), fields[i]);
        g_autofree char *target = g_strdup_printf ("%s('%s')", action, fields[i]);

        g_menu_append (menu, label, target);
      }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* --- what others call --- */

GtkWidget *
app_wording_row_new (const char *kind)
{
  AppWordingRow *self = g_object_new (APP_TYPE_WORDING_ROW, "name", kind, NULL);

  self->kind = g_strdup (kind);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), app_text_mail_kind (kind));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), app_text_mail_reader (kind));
  fill_menu (self->subject_menu, kind, "wording.insert-into-subject");
  fill_menu (self->text_menu, kind, "wording.insert-into-text");
  return GTK_WIDGET (self);
}

const char *
app_wording_row_get_kind (AppWordingRow *self)
{
  g_return_val_if_fail (APP_IS_WORDING_ROW (self), NULL);

  return self->kind;
}

void
app_wording_row_show (AppWordingRow *self, const AppWordingView *view)
{
  g_return_if_fail (APP_IS_WORDING_ROW (self));

  self->view = view != NULL ? *view : (AppWordingView){ 0 };
  if (view != NULL)
    fill (self);
}

gboolean
app_wording_row_check (AppWordingRow *self)
{
  gboolean is_subject_sound, is_text_sound;

  g_return_val_if_fail (APP_IS_WORDING_ROW (self), FALSE);

  is_subject_sound = app_text_mail_flaw (HARK_WORDING_SUBJECT, get_words (self, HARK_WORDING_SUBJECT)) == NULL;
  is_text_sound = app_text_mail_flaw (HARK_WORDING_TEXT, get_words (self, HARK_WORDING_TEXT)) == NULL;
  if (is_subject_sound && is_text_sound)
    return TRUE;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (is_subject_sound ? GTK_WIDGET (self->text_area) : GTK_WIDGET (self->subject_row));
  return FALSE;
}

/* --- life --- */

static void
app_wording_row_dispose (GObject *object)
{
  AppWordingRow *self = APP_WORDING_ROW (object);

  self->view = (AppWordingView){ 0 };
  self->is_filling = TRUE; /* what its widgets say while they go is nothing */

  G_OBJECT_CLASS (app_wording_row_parent_class)->dispose (object);
}

static void
app_wording_row_finalize (GObject *object)
{
  g_free (APP_WORDING_ROW (object)->kind);

  G_OBJECT_CLASS (app_wording_row_parent_class)->finalize (object);
}

static void
app_wording_row_class_init (AppWordingRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_wording_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_wording_row_finalize;

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "wording.insert-into-subject", "s", insert_into_subject);
  gtk_widget_class_install_action (widget_class, "wording.insert-into-text", "s", insert_into_text);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-wording-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, subject_row);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, subject_error);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, text_area);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, subject_menu);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, text_menu);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, preview_subject);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, preview_text);
  gtk_widget_class_bind_template_child (widget_class, AppWordingRow, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
app_wording_row_init (AppWordingRow *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
}
