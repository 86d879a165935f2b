/* app-standing.c: see app-standing.h */
#include "people/app-standing.h"

#include "app-client-person.h"

AppStanding
app_standing_get (AppClient *client)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);
  AppStanding standing = { 0 };

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      if (!person->is_self)
        continue;
      standing.is_known = TRUE;
      standing.is_admin = person->is_admin;
      standing.is_member = person->memberships->len > 0;
      for (guint k = 0; k < person->memberships->len; k++)
        standing.is_expert |= ((AppMembership *)person->memberships->pdata[k])->role == HARK_ROLE_EXPERT;
    }

  return standing;
}
