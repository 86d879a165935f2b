/* app-reach-row.c: see app-reach-row.h */
#include "people/app-reach-row.h"

#include <glib/gi18n.h>

typedef enum
{
  NOTHING,
  WHO_JOINS,   /* all, or from now on */
  WHO_IS_THERE /* what they have, or all */
} Choice;

struct _AppReachRow
{
  AdwComboRow parent_instance;

  Choice choice;
};

G_DEFINE_FINAL_TYPE (AppReachRow, app_reach_row, ADW_TYPE_COMBO_ROW)

static Choice
find_choice (const AppReachPlace *now, HarkRole to, const AppReachPlace *own)
{
  if (to == HARK_ROLE_NONE || own->role != HARK_ROLE_EXPERT)
    return NOTHING;
  if (now->role == HARK_ROLE_NONE)
    return WHO_JOINS;

  return own->since < now->since ? WHO_IS_THERE : NOTHING;
}

static void
set_choice (AppReachRow *self, Choice choice)
{
  const char *const joining[] = { _ ("All tickets"), _ ("From now on"), NULL };
  const char *const there[] = { _ ("Since they joined"), _ ("All tickets"), NULL };
  g_autoptr (GtkStringList) model = NULL;

  self->choice = choice;
  gtk_widget_set_visible (GTK_WIDGET (self), choice != NOTHING);
  if (choice == NOTHING)
    return;

  model = gtk_string_list_new (choice == WHO_JOINS ? joining : there);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (model));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), 0);
}

void
app_reach_row_update (AppReachRow *self, const AppReachPlace *now, HarkRole to, const AppReachPlace *own)
{
  Choice choice;

  g_return_if_fail (APP_IS_REACH_ROW (self));

  choice = find_choice (now, to, own);
  if (choice != self->choice)
    set_choice (self, choice);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self),
                               own->since > 0
                                   ? _ ("You have the tickets since you joined yourself: more than those cannot be given.")
                                   : _ ("Whether they read what was reported before, too"));
}

AppReach
app_reach_row_get (AppReachRow *self)
{
  guint selected;

  g_return_val_if_fail (APP_IS_REACH_ROW (self), APP_REACH_KEEP);

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  if (self->choice == WHO_JOINS)
    return selected == 1 ? APP_REACH_LATER : APP_REACH_ALL;

  return self->choice == WHO_IS_THERE && selected == 1 ? APP_REACH_ALL : APP_REACH_KEEP;
}

void
app_reach_get_own (AppClient *client, const HarkId *area, AppReachPlace *own)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  *own = (AppReachPlace){ HARK_ROLE_NONE, 0 };
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      for (guint k = 0; person->is_self && k < person->memberships->len; k++)
        {
          const AppMembership *membership = person->memberships->pdata[k];

          if (hark_id_equal (&membership->area, area))
            *own = (AppReachPlace){ membership->role, membership->since };
        }
    }
}

const char *
app_reach_describe (guint64 since, gboolean is_self)
{
  if (since == 0)
    return NULL;

  return is_self ? _ ("tickets since you joined") : _ ("tickets since they joined");
}

GtkWidget *
app_reach_row_new (void)
{
  return g_object_new (APP_TYPE_REACH_ROW, "title", _ ("Tickets"), "use-markup", FALSE, "subtitle-lines", 0, "visible",
                       FALSE, NULL);
}

static void
app_reach_row_class_init (AppReachRowClass *klass)
{
}

static void
app_reach_row_init (AppReachRow *self)
{
}
