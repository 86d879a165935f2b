/* app-text-role.h: what a screen says about roles */
#pragma once

#include "hark-roster.h"

G_BEGIN_DECLS

/* HARK_ROLE_NONE: a Practitioner. Static. */
const char *app_text_role (HarkRole role);
/* What somebody in it may do, in a line. Static. */
const char *app_text_role_rights (HarkRole role);
/* "Expert in Compliance", "Practitioner"; @area_name may be NULL for HARK_ROLE_NONE. (transfer full) */
char *app_text_role_in (HarkRole role, const char *area_name);

G_END_DECLS
