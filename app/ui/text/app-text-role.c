/* app-text-role.c: see app-text-role.h */
#include "text/app-text-role.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *rights;
} roles[] = {
  [HARK_ROLE_NONE] = { NC_ ("role", "Practitioner"), N_ ("Reports and reads their own tickets") },
  [HARK_ROLE_OBSERVER] = { NC_ ("role", "Observer"), N_ ("Reads the tickets of the area, changes nothing") },
  [HARK_ROLE_PROFESSIONAL] = { NC_ ("role", "Professional"), N_ ("Answers, processes and closes the tickets of the area") },
  [HARK_ROLE_EXPERT] = { NC_ ("role", "Expert"), N_ ("Does that too, and decides who is in the team") },
};

const char *
app_text_role (HarkRole role)
{
  g_return_val_if_fail ((guint)role < G_N_ELEMENTS (roles), "");

  return g_dpgettext2 (NULL, "role", roles[role].name);
}

const char *
app_text_role_rights (HarkRole role)
{
  g_return_val_if_fail ((guint)role < G_N_ELEMENTS (roles), "");

  return _ (roles[role].rights);
}

char *
app_text_role_in (HarkRole role, const char *area_name)
{
  if (role == HARK_ROLE_NONE || area_name == NULL)
    return g_strdup (app_text_role (role));

  /* Translators: a role and its area: "Expert in Compliance" */
  return g_strdup_printf (_ ("%s in %s"), app_text_role (role), area_name);
}
