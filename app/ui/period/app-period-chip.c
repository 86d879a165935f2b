/* app-period-chip.c: see app-period-chip.h */
#include "period/app-period-chip.h"

#include "text/app-text.h"

struct _AppPeriodChip
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (AppPeriodChip, app_period_chip, GTK_TYPE_BOX)

GtkWidget *
app_period_chip_new (const AppPeriod *period, gint64 now)
{
  GtkWidget *self = g_object_new (APP_TYPE_PERIOD_CHIP, "spacing", 6, "halign", GTK_ALIGN_START, NULL);
  AppUrgency urgency = app_text_period_urgency (period, now);
  gboolean is_done = period->done != 0;
  g_autofree char *text = app_text_period_chip (period, now);
  g_autofree char *words = is_done ? NULL : app_text_period (period, now);
  const char *icon = is_done                          ? "object-select-symbolic"
                     : urgency == APP_URGENCY_OVERDUE ? "task-past-due-symbolic"
                                                      : "alarm-symbolic";
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (text);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 12);
  gtk_box_append (GTK_BOX (self), image);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (self), label);
  gtk_widget_set_tooltip_text (self, words);
  if (is_done)
    gtk_widget_add_css_class (self, "done");
  else if (urgency == APP_URGENCY_OVERDUE)
    gtk_widget_add_css_class (self, "overdue");
  else if (urgency == APP_URGENCY_SOON)
    gtk_widget_add_css_class (self, "soon");

  return self;
}

static void
app_period_chip_class_init (AppPeriodChipClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "chip");
}

static void
app_period_chip_init (AppPeriodChip *self)
{
}
