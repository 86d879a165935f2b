/* app-period-box.c: see app-period-box.h */
#include "period/app-period-box.h"

#include "period/app-period-chip.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

#define GAP 6 /* pixels between chips and between lines */

struct _AppPeriodBox
{
  GtkWidget parent_instance;

  char *shown; /* what the chips say now */
};

G_DEFINE_FINAL_TYPE (AppPeriodBox, app_period_box, GTK_TYPE_WIDGET)

/* Unlike in a flow box every chip is as wide as it is, also under a longer one. Returns the height; with @place the
 * chips get their places. */
static int
lay_out (GtkWidget *widget, int width, gboolean place)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line_height = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int minimum, natural, chip_width, height;

      gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      chip_width = MAX (minimum, MIN (natural, width));
      gtk_widget_measure (chip, GTK_ORIENTATION_VERTICAL, chip_width, &height, NULL, NULL, NULL);
      if (x > 0 && x + chip_width > width)
        {
          x = 0;
          y += line_height + GAP;
          line_height = 0;
        }
      if (place)
        {
          GtkAllocation allocation = { mirrored ? width - x - chip_width : x, y, chip_width, height };

          gtk_widget_size_allocate (chip, &allocation, -1);
        }
      x += chip_width + GAP;
      line_height = MAX (line_height, height);
    }

  return y + line_height;
}

static void
app_period_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *chip = gtk_widget_get_first_child (widget); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      int chip_minimum, chip_natural;

      gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, &chip_minimum, &chip_natural, NULL, NULL);
      *minimum = MAX (*minimum, chip_minimum);
      *natural += chip_natural + (*natural > 0 ? GAP : 0);
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (widget, for_size < 0 ? *natural : MAX (for_size, *minimum), FALSE);
}

static void
app_period_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (widget, width, TRUE);
}

static GtkSizeRequestMode
app_period_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
remove_chips (AppPeriodBox *self)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (old);
}

static gboolean
is_shown (const AppPeriod *period, const HarkId *about)
{
  return about == NULL || hark_id_equal (&period->about, about);
}

/* Everything that is to be seen of them. */
static char *
digest (AppTicket *ticket, const HarkId *about, gboolean may_change, gint64 now)
{
  GString *text = g_string_new (NULL);
  g_autofree char *id = hark_id_to_string (&ticket->id);

  g_string_append_printf (text, "%s %d %d %u\n", id, may_change, ticket->state,
                          ticket->entries != NULL ? ticket->entries->len : 0);
  for (guint i = 0; i < ticket->periods->len; i++)
    {
      const AppPeriod *period = ticket->periods->pdata[i];
      g_autofree char *hex = hark_id_to_string (&period->id);
      g_autofree char *chip = app_text_period_chip (period, now);
      g_autofree char *words = app_text_period (period, now);

      if (is_shown (period, about))
        g_string_append_printf (text, "%s %s %s %d\n", hex, chip, words, period->done != 0);
    }

  return g_string_free (text, FALSE);
}

static GtkWidget *
make_add_button (AppTicket *ticket)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");
  g_autofree char *target = hark_id_to_string (&ticket->id);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "add-chip");
  gtk_widget_set_tooltip_text (button, _ ("Add a deadline"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Add a deadline"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "period.add");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);

  return button;
}

static void
append (AppPeriodBox *self, GtkWidget *child, const HarkId *id)
{
  if (id != NULL)
    g_object_set_data_full (G_OBJECT (child), "period", hark_id_copy (id), g_free);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/* The deadline that has the focus; FALSE: none of the chips has it. @id zeros: the button that adds one. */
static gboolean
find_focus (AppPeriodBox *self, HarkId *id)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const HarkId *period;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return FALSE;

  while (gtk_widget_get_parent (focus) != GTK_WIDGET (self))
    focus = gtk_widget_get_parent (focus);
  period = g_object_get_data (G_OBJECT (focus), "period");
  *id = period != NULL ? *period : (HarkId){ 0 };
  return TRUE;
}

/* To one from @first on. */
static void
give_focus (AppPeriodBox *self, GtkWidget *first, const HarkId *id)
{
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (self));

  for (GtkWidget *chip = first; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      const HarkId *period = g_object_get_data (G_OBJECT (chip), "period");

      if (period != NULL && hark_id_equal (period, id) && gtk_widget_grab_focus (chip))
        return;
    }
  if (first != NULL)
    gtk_widget_grab_focus (last);
}

void
app_period_box_show (AppPeriodBox *self, AppTicket *ticket, const HarkId *about, gboolean may_change, gint64 now)
{
  g_autofree char *shown = digest (ticket, about, may_change, now);
  GtkWidget *last_old = gtk_widget_get_last_child (GTK_WIDGET (self)), *first_new, *old;
  HarkId focus = { 0 };

  g_return_if_fail (APP_IS_PERIOD_BOX (self));

  if (g_strcmp0 (shown, self->shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  for (guint i = 0; i < ticket->periods->len; i++)
    {
      const AppPeriod *period = ticket->periods->pdata[i];

      if (!is_shown (period, about))
        continue;
      append (self, may_change ? app_period_chip_new_button (ticket, period, now) : app_period_chip_new (ticket, period, now),
              &period->id);
    }
  if (about == NULL && may_change && ticket->state == HARK_TICKET_OPEN)
    append (self, make_add_button (ticket), NULL);
  first_new = last_old != NULL ? gtk_widget_get_next_sibling (last_old)
                               : gtk_widget_get_first_child (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), first_new != NULL);
  /* before what has it goes, or it would go anywhere */
  if (find_focus (self, &focus))
    give_focus (self, first_new, &focus);
  while (last_old != NULL && (old = gtk_widget_get_first_child (GTK_WIDGET (self))) != first_new)
    gtk_widget_unparent (old);
}

static void
app_period_box_dispose (GObject *object)
{
  AppPeriodBox *self = APP_PERIOD_BOX (object);

  remove_chips (self);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (app_period_box_parent_class)->dispose (object);
}

static void
app_period_box_class_init (AppPeriodBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_period_box_dispose;
  widget_class->measure = app_period_box_measure;
  widget_class->size_allocate = app_period_box_size_allocate;
  widget_class->get_request_mode = app_period_box_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
app_period_box_init (AppPeriodBox *self)
{
}
