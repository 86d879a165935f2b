/* app-client-person.h: the people of the organisation, by the roster */
#pragma once

#include "app-client.h"
#include "hark-roster.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId area;
  char *area_name; /* "?" until known */
  HarkRole role;
  guint64 since; /* 0: reads all of the area's tickets; else those since they joined, the later the
                    higher */
} AppMembership;

typedef struct
{
  HarkId id;
  char *name;
  gboolean is_self; /* whose account this is */
  gboolean is_admin;
  GPtrArray *memberships; /* AppMembership; empty: a Practitioner */
  char *safety_number;    /* hark_account_safety_number () of their keys in the roster */
  guint8 keys_hash[32];   /* of these keys */
} AppPerson;

void app_person_free (AppPerson *self);
/* HARK_ROLE_NONE: not in its team. */
HarkRole app_person_get_role (const AppPerson *self, const HarkId *area);
/* Everybody who is here, by name (transfer full) (element-type AppPerson). Small and in memory:
 * does not block. */
GPtrArray *app_client_list_people (AppClient *self);
/* HARK_ERROR_NOT_FOUND where nobody here has this name. */
gboolean app_client_find_person (AppClient *self, const char *name, HarkId *id, GError **error);

G_END_DECLS
