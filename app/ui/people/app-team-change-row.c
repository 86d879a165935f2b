/* app-team-change-row.c: see app-team-change-row.h */
#include "people/app-team-change-row.h"

#include "text/app-text-role.h"

#include <glib/gi18n.h>

/* What is asked of everybody, and only that. */
static char *
describe_policy (const HarkRosterPolicy *policy)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          ngettext ("The security policy: passwords of %u character or more",
                                       "The security policy: passwords of %u characters or more",
                                       policy->password_length),
                          policy->password_length);
  if (policy->second_factor)
    g_string_append (text, _ ("; a second factor is required"));
  if (policy->idle_lock > 0)
    g_string_append_printf (text,
                            ngettext ("; Hark locks itself after %u minute at the latest",
                                         "; Hark locks itself after %u minutes at the latest",
                                         policy->idle_lock),
                            policy->idle_lock);
  else
    g_string_append (text, _ ("; everybody chooses when Hark locks itself"));
  if (policy->portal_only)
    g_string_append (text, _ ("; there may be accounts for the portal alone"));
  if (policy->recovery)
    g_string_append (text, _ ("; the recovery key opens new tickets, too"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_change (const AppTeamChange *change)
{
  g_autofree char *role = NULL;

  switch (change->kind)
    {
    case APP_TEAM_CHANGE_ADDED:
      return g_strdup_printf (_ ("%s has an account now"), change->name);
    case APP_TEAM_CHANGE_OFF:
      return g_strdup_printf (_ ("%s was switched off"), change->name);
    case APP_TEAM_CHANGE_ADMIN:
      return g_strdup_printf (_ ("%s is an Admin now"), change->name);
    case APP_TEAM_CHANGE_NO_ADMIN:
      return g_strdup_printf (_ ("%s is no Admin any more"), change->name);
    case APP_TEAM_CHANGE_KEYS:
      return g_strdup_printf (_ ("%s has new keys"), change->name);
    case APP_TEAM_CHANGE_RECOVERY:
      return g_strdup (change->is_on ? _ ("The organisation has another recovery key now")
                                     : _ ("The organisation has no recovery key any more"));
    case APP_TEAM_CHANGE_RECOVERING:
      /* Translators: a person, an area */
      return g_strdup_printf (_ ("%s uses the organisation's recovery key and can read all tickets of %s with it"),
                              change->name, change->area_name);
    case APP_TEAM_CHANGE_POLICY:
      return describe_policy (&change->policy);
    case APP_TEAM_CHANGE_REACH:
      return g_strdup_printf (change->is_on ? _ ("%s can read all tickets of %s now")
                                            : _ ("%s can read more of the tickets of %s now than those since they joined"),
                              change->name, change->area_name);
    case APP_TEAM_CHANGE_ROLE:
    default:
      break;
    }

  if (change->to == HARK_ROLE_NONE)
    /* Translators: a person, an area */
    return g_strdup_printf (_ ("%s is not in the team of %s any more"), change->name, change->area_name);
  role = app_text_role_in (change->to, change->area_name);
  /* Translators: a person, a role: "bert is Expert in Compliance now" */
  return g_strdup_printf (_ ("%s is %s now"), change->name, role);
}

static char *
describe_author (const AppTeamChange *change)
{
  g_autofree char *by = change->by != NULL ? g_strdup_printf (_ ("By %s"), change->by)
                                           : g_strdup (_ ("By the organisation's root key"));

  if (change->kind != APP_TEAM_CHANGE_ROLE || change->from == HARK_ROLE_NONE)
    return g_steal_pointer (&by);

  /* Translators: who changed it ("By anna"), and the role until then */
  return g_strdup_printf (_ ("%s. Before: %s"), by, app_text_role (change->from));
}

GtkWidget *
app_team_change_row_new (const AppTeamChange *change)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *title = describe_change (change);
  g_autofree char *subtitle = describe_author (change);

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle);
  if (change->kind == APP_TEAM_CHANGE_RECOVERING)
    {
      adw_action_row_add_prefix (row, gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
      gtk_widget_add_css_class (GTK_WIDGET (row), "warning");
    }

  return GTK_WIDGET (row);
}
