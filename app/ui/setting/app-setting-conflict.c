/* app-setting-conflict.c: see app-setting-conflict.h */
#include "setting/app-setting-conflict.h"

#include "text/app-text-setting.h"

#include <glib/gi18n.h>

struct _AppSettingConflict
{
  AdwBin parent_instance;

  GtkLabel *author_label, *theirs_label, *mine_label;
};

static guint keep_signal, take_signal;

G_DEFINE_FINAL_TYPE (AppSettingConflict, app_setting_conflict, ADW_TYPE_BIN)

/* (transfer full), the lines. */
static void
show_lines (GtkLabel *label, GPtrArray *lines)
{
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **)lines->pdata);
  gtk_label_set_text (label, *text != '\0' ? text : _ ("Nothing that is shown here"));
  g_ptr_array_unref (lines);
}

static void
show_author (AppSettingConflict *self, const AppSetting *theirs)
{
  g_autofree char *author = theirs->by != NULL ? app_text_setting_author (theirs->time, theirs->by) : NULL;

  gtk_label_set_text (self->author_label, author != NULL ? author : "");
  gtk_widget_set_visible (GTK_WIDGET (self->author_label), author != NULL);
}

/* (transfer full) */
static GPtrArray *
list_changes (const AppSetting *before, const AppSetting *after)
{
  return after->area != NULL ? app_text_setting_changes (before->area, after->area)
                             : app_text_setting_organisation_changes (before->organisation, after->organisation);
}

void
app_setting_conflict_show (AppSettingConflict *self, const AppSetting *base, const AppSetting *mine,
                           const AppSetting *theirs)
{
  g_return_if_fail (APP_IS_SETTING_CONFLICT (self));

  show_author (self, theirs);
  show_lines (self->theirs_label, list_changes (base, theirs));
  show_lines (self->mine_label, list_changes (base, mine));
}

static void
on_keep (AppSettingConflict *self)
{
  g_signal_emit (self, keep_signal, 0);
}

static void
on_take (AppSettingConflict *self)
{
  g_signal_emit (self, take_signal, 0);
}

static void
app_setting_conflict_class_init (AppSettingConflictClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  keep_signal = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              0);
  take_signal = g_signal_new ("take", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-conflict.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingConflict, author_label);
  gtk_widget_class_bind_template_child (widget_class, AppSettingConflict, theirs_label);
  gtk_widget_class_bind_template_child (widget_class, AppSettingConflict, mine_label);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_take);
}

static void
app_setting_conflict_init (AppSettingConflict *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
