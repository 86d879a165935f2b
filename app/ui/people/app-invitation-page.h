/* app-invitation-page.h: an invitation that was made, to be handed over: shown here and nowhere else */
#pragma once

#include <adwaita.h>

#include "hark-roster.h"

G_BEGIN_DECLS

#define APP_TYPE_INVITATION_PAGE (app_invitation_page_get_type ())
G_DECLARE_FINAL_TYPE (AppInvitationPage, app_invitation_page, APP, INVITATION_PAGE, AdwBin)

typedef struct
{
  char *name;
  char *mail;
  HarkRole role;
  char *area_name;       /* NULL for HARK_ROLE_NONE */
  gboolean needs_expert; /* the inviter cannot bring them into the area */
  char *portal_url;      /* to an account on the portal alone: where the code is typed; else NULL */
  gboolean is_reset;     /* of an account that is there; mail and role do not count */
} AppInvited;

/* Both are copied. */
void app_invitation_page_start (AppInvitationPage *self, const AppInvited *invited, const char *line);
/* Forgets the line. */
void app_invitation_page_clear (AppInvitationPage *self);

G_END_DECLS
