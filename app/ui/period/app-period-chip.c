/* app-period-chip.c: see app-period-chip.h */
#include "period/app-period-chip.h"

#include "period/app-period-group.h"
#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppPeriodChip
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (AppPeriodChip, app_period_chip, GTK_TYPE_BOX)

/* Beside what the chip says; NULL for nothing. (transfer full) */
static char *
describe (AppTicket *ticket, const AppPeriod *period, gint64 now)
{
  const char *about = app_text_period_about (period);
  g_autofree char *words = period->done != 0                     ? NULL
                           : ticket->state == HARK_TICKET_CLOSED ? g_strdup (_ ("not due while the ticket is closed"))
                                                                 : app_text_period (period, now);

  return words != NULL ? g_strjoin (", ", words, about, NULL) : g_strdup (about);
}

GtkWidget *
app_period_chip_new (AppTicket *ticket, const AppPeriod *period, gint64 now)
{
  GtkWidget *self = g_object_new (APP_TYPE_PERIOD_CHIP, "spacing", 6, "halign", GTK_ALIGN_START, NULL);
  AppUrgency urgency
      = ticket->state == HARK_TICKET_CLOSED ? APP_URGENCY_NONE : app_text_period_urgency (period, now);
  gboolean is_done = period->done != 0;
  g_autofree char *text = app_text_period_chip (period, now);
  g_autofree char *words = describe (ticket, period, now);
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
add (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

/* What the reporter has heard is not taken back. */
static gboolean
is_answered (AppTicket *ticket)
{
  for (guint i = 0; ticket->entries != NULL && i < ticket->entries->len; i++)
    {
      const AppEntry *entry = ticket->entries->pdata[i];

      if (entry->kind == APP_ENTRY_MESSAGE && !entry->from_reporter)
        return TRUE;
    }

  return FALSE;
}

static GMenuModel *
make_menu (AppTicket *ticket, const AppPeriod *period)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) state = g_menu_new (), change = g_menu_new ();
  g_autofree char *target = app_period_group_target (&ticket->id, &period->id);
  gboolean is_by_hand = g_strcmp0 (period->kind, "hand") == 0;

  if (period->done == 0)
    add (state, _ ("Mark as _Fulfilled"), "period.fulfil", target);
  else if (!period->by_answer || !is_answered (ticket))
    add (state, _ ("_Not Fulfilled After All"), "period.unfulfil", target);
  g_menu_append_section (menu, is_by_hand ? NULL : _ ("What the area has settled is not moved"), G_MENU_MODEL (state));
  if (is_by_hand && ticket->state == HARK_TICKET_OPEN)
    {
      add (change, _ ("_Move…"), "period.move", target);
      add (change, _ ("_Remove"), "period.remove", target);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
    }

  return G_MENU_MODEL (menu);
}

static gboolean
has_entries (GMenuModel *menu)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      if (g_menu_model_get_n_items (section) > 0)
        return TRUE;
    }

  return FALSE;
}

GtkWidget *
app_period_chip_new_button (AppTicket *ticket, const AppPeriod *period, gint64 now)
{
  GtkWidget *chip = app_period_chip_new (ticket, period, now);
  g_autoptr (GMenuModel) menu = make_menu (ticket, period);
  g_autofree char *text = app_text_period_chip (period, now);
  g_autofree char *words = describe (ticket, period, now);
  g_autofree char *name = g_strjoin (", ", text, words, NULL);
  GtkWidget *button, *arrow;

  if (!has_entries (menu))
    return chip;

  arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (arrow), 12);
  gtk_widget_add_css_class (arrow, "dim-label");
  gtk_box_append (GTK_BOX (chip), arrow);

  button = gtk_menu_button_new ();
  /* its own layout gives no height for a width: a long name would stand out beyond what is to be seen */
  gtk_widget_set_layout_manager (button, gtk_bin_layout_new ());
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), chip);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "chip-button");
  /* the focus stands on the button inside of it */
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (button)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);

  return button;
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
