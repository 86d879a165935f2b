/* app-refused-row.c: see app-refused-row.h */
#include "refused/app-refused-row.h"

#include "file/app-file-row.h"
#include "hark-seal.h"
#include "text/app-text-refused.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppRefusedRow
{
  GtkBox parent_instance;

  HarkId op;
  AppRefusedReason reason;
  gboolean has_ticket;
  gboolean can_retry;
  char *text;
  char *their_text;

  GtkLabel *title_label;
  GtkLabel *time_label;
  GtkLabel *problem_label;
  GtkWidget *mine_box;
  GtkLabel *mine_label;
  GtkLabel *text_label;
  GtkBox *files_box;
  GtkWidget *theirs_box;
  GtkLabel *theirs_label;
  GtkLabel *their_text_label;
  GtkWidget *retry_button;
  GtkWidget *edit_button;
  GtkWidget *close_again_button;
  GtkWidget *write_again_button;
  GtkButton *show_button;
  GtkWidget *copy_button;
  GtkWidget *let_go_button;
};

G_DEFINE_FINAL_TYPE (AppRefusedRow, app_refused_row, GTK_TYPE_BOX)

gboolean
app_refused_row_is (AppRefusedRow *self, const AppRefused *refused)
{
  g_autofree char *theirs = app_text_refused_theirs (refused);

  g_return_val_if_fail (APP_IS_REFUSED_ROW (self), FALSE);

  return hark_id_equal (&self->op, &refused->op) && self->reason == refused->reason
         && self->has_ticket == refused->has_ticket && self->can_retry == refused->can_retry
         && g_strcmp0 (self->their_text, theirs) == 0;
}

static void
on_copy (AppRefusedRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied"));
}

/* "Yours: Partly substantiated" */
static void
show_words (GtkWidget *box, GtkLabel *heading, GtkLabel *label, const char *whose, const char *outcome, const char *text)
{
  gboolean has_text = text != NULL && *text != '\0';
  g_autofree char *words
      = outcome != NULL ? g_strdup_printf ("%s: %s", whose, app_text_outcome_name (outcome)) : g_strdup (whose);

  gtk_label_set_text (heading, words);
  gtk_label_set_text (label, has_text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), has_text);
  gtk_widget_set_visible (box, has_text || outcome != NULL);
}

static void
show_mine (AppRefusedRow *self, AppClient *client, const AppRefused *refused)
{
  g_autofree char *text = app_text_refused_mine (refused);

  show_words (self->mine_box, self->mine_label, self->text_label, _ ("Yours"), refused->outcome, text);
  for (guint i = 0; i < refused->files->len; i++)
    gtk_box_append (self->files_box, app_file_row_new (client, &refused->ticket, refused->files->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->files_box), refused->files->len > 0);
  if (refused->files->len > 0)
    gtk_widget_set_visible (self->mine_box, TRUE);
}

static void
set_target (GtkWidget *button, const HarkId *id, gboolean visible)
{
  g_autofree char *text = hark_id_to_string (id);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", text);
  gtk_widget_set_visible (button, visible);
}

static void
show_ways (AppRefusedRow *self, const AppRefused *refused)
{
  gboolean is_text = g_str_equal (refused->type, "message") || g_str_equal (refused->type, "note");
  gboolean overlooked = refused->reason == APP_REFUSED_NEW_MESSAGE;

  set_target (self->retry_button, &refused->op,
              refused->can_retry && !overlooked && !is_text);
  set_target (self->close_again_button, &refused->op, refused->can_retry && overlooked);
  set_target (self->edit_button, &refused->op, refused->can_retry && is_text);
  set_target (self->write_again_button, &refused->op, refused->behalf != NULL);
  if (g_str_equal (refused->type, "submit"))
    gtk_button_set_label (GTK_BUTTON (self->retry_button), _ ("Send Again"));
  set_target (GTK_WIDGET (self->show_button), &refused->ticket, refused->has_ticket);
  set_target (self->let_go_button, &refused->op, TRUE);
  gtk_button_set_label (self->show_button, overlooked ? _ ("Show Message") : _ ("Show Ticket"));
  gtk_widget_set_visible (self->copy_button, *refused->text != '\0');
}

GtkWidget *
app_refused_row_new (AppClient *client, const AppRefused *refused)
{
  AppRefusedRow *self = g_object_new (APP_TYPE_REFUSED_ROW, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *time = app_text_time (refused->written, now);
  g_autofree char *full = app_text_time_full (refused->written);
  g_autofree char *problem = app_text_refused (refused);
  g_autofree char *title = app_text_refused_title (refused);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, problem);
  g_autofree char *theirs = app_text_refused_theirs (refused);

  self->op = refused->op;
  self->reason = refused->reason;
  self->has_ticket = refused->has_ticket;
  self->can_retry = refused->can_retry;
  self->text = g_strdup (refused->text);
  self->their_text = g_strdup (theirs);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->time_label, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), full);
  gtk_label_set_text (self->problem_label, problem);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_mine (self, client, refused);
  show_words (self->theirs_box, self->theirs_label, self->their_text_label, _ ("Theirs"), refused->their_outcome,
              theirs);
  show_ways (self, refused);

  return GTK_WIDGET (self);
}

static void
app_refused_row_finalize (GObject *object)
{
  AppRefusedRow *self = APP_REFUSED_ROW (object);

  hark_seal_free_string (self->text);
  hark_seal_free_string (self->their_text);

  G_OBJECT_CLASS (app_refused_row_parent_class)->finalize (object);
}

static void
app_refused_row_class_init (AppRefusedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_refused_row_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/refused/app-refused-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, mine_box);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, mine_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, files_box);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, theirs_box);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, theirs_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, their_text_label);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, edit_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, close_again_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, write_again_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, AppRefusedRow, let_go_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
app_refused_row_init (AppRefusedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
