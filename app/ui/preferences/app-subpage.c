/* app-subpage.c: see app-subpage.h */
#include "preferences/app-subpage.h"

struct _AppSubpage
{
  AdwBin parent_instance;

  GtkBox *box;
  AdwWindowTitle *window_title;
};

G_DEFINE_FINAL_TYPE (AppSubpage, app_subpage, ADW_TYPE_BIN)

static void
on_back (AppSubpage *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (ADW_IS_PREFERENCES_WINDOW (window))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (window));
}

GtkWidget *
app_subpage_new (const char *title, GtkWidget *page)
{
  AppSubpage *self = g_object_new (APP_TYPE_SUBPAGE, NULL);

  adw_window_title_set_title (self->window_title, title);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (self->box, page);
  return GTK_WIDGET (self);
}

static void
app_subpage_class_init (AppSubpageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-subpage.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSubpage, box);
  gtk_widget_class_bind_template_child (widget_class, AppSubpage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
app_subpage_init (AppSubpage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
