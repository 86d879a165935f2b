/* colleague.h: another person with a desktop of their own in a device's organisation, put there at
 * the level of the formats */
#pragma once

#include "device.h"

G_BEGIN_DECLS

typedef struct
{
  char *home;
  AppClient *client;
  HarkId id;
} Colleague;

/* Signed in with DEVICE_PASSWORD and in sync; in the area's team unless @role is HARK_ROLE_NONE.
 * The device's own client knows of it after a sync. */
Colleague *colleague_join (Harness *server, AppClient *first, const char *name, HarkRole role);
void colleague_free (Colleague *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Colleague, colleague_free)

/* Another role in the area's team, or none. The first's client is in sync afterwards. */
void colleague_set_role (Harness *server, AppClient *first, Colleague *self, HarkRole role);

G_END_DECLS
