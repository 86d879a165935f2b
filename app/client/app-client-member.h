/* app-client-member.h: who is in an area's team. Part of app-client.h, which includes it. */
#pragma once

#include <gio/gio.h>

#include "hark-roster.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId user;
  char *name;
  HarkRole role;
  guint64 since; /* 0: has all of the area's tickets; else see app_member_has () */
  gboolean is_me;
} AppMember;
void app_member_free (AppMember *self);

/* TRUE: may be the advisor of the area's tickets. */
gboolean app_member_can_advise (const AppMember *self);
/* Whether they may read a ticket that came into the area at @entry (AppTicket). */
gboolean app_member_has (const AppMember *self, guint64 entry);

/* The living members of @area, by name (element-type AppMember) (transfer full). Empty for an area
 * that is not known. */
GPtrArray *app_client_list_members_sync (AppClient *self, const HarkId *area, GError **error);
void app_client_list_members_async (AppClient *self, const HarkId *area,
                                    GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_members_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
