/* app-invite-list.h: many people to be invited, from a file of comma-separated values, and what
 * became of each; with it the sheets to hand over
 *
 * The file: UTF-8, a first line that names the columns, in any order: name, mail, role, area; the
 * last two may be missing or empty. Values are separated by commas or semicolons, and may stand in
 * double quotes (RFC 4180). role: observer, professional, expert, or nothing for nobody's team;
 * area: its name, or nothing for the default one. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

#define APP_INVITE_LIST_MAX_LINES 1000
#define APP_INVITE_LIST_MAX_BYTES (1024 * 1024)

typedef enum
{
  APP_INVITE_FINE,    /* to be invited */
  APP_INVITE_WRONG,   /* is not invited: fault says why */
  APP_INVITE_HERE,    /* has an account, or an invitation that was made elsewhere: left out */
  APP_INVITE_INVITED, /* line is theirs, made now, or before on this device */
} AppInviteState;

typedef enum
{
  APP_INVITE_NO_FAULT,
  APP_INVITE_FAULT_NAME, /* none, or none that can be one */
  APP_INVITE_FAULT_MAIL,
  APP_INVITE_FAULT_ROLE,
  APP_INVITE_FAULT_AREA,  /* there is none of this name, or it is not clear which */
  APP_INVITE_FAULT_TWICE, /* a line above has the same name */
} AppInviteFault;

typedef struct
{
  guint number; /* of the line in the file, from 1 */
  char *name, *mail, *role_name, *area_name;
  HarkRole role;
  HarkId area; /* zeros for HARK_ROLE_NONE */
  AppInviteState state;
  AppInviteFault fault;
  char *line; /* the invitation, secret; NULL until it was made */
} AppInviteLine;

typedef struct _AppInviteList AppInviteList;

/* Of what the file says alone. HARK_ERROR_INVALID: no text, or the columns are not named;
 * HARK_ERROR_TOO_LARGE. Counted: with the last reference the invitations are wiped. */
AppInviteList *app_invite_list_read (const char *text, gsize length, GError **error);
AppInviteList *app_invite_list_ref (AppInviteList *self);
void app_invite_list_unref (AppInviteList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppInviteList, app_invite_list_unref)

/* (element-type AppInviteLine) (transfer none) */
GPtrArray *app_invite_list_get_lines (AppInviteList *self);
guint app_invite_list_count (AppInviteList *self, AppInviteState state);

/* Whose invitations they are, for the sheets. */
void app_invite_list_set_place (AppInviteList *self, const char *organisation, const char *url,
                                const char *fingerprint);
/* A page for each that was made, drawn one behind the other: the caller shows the last. */
void app_invite_list_draw (AppInviteList *self, gpointer cairo, double width, double height);
/* 0600; HARK_ERROR_INVALID, HARK_ERROR_DISK as of app_paper_write_pdf (). */
gboolean app_invite_list_write_pdf (AppInviteList *self, const char *path, GError **error);

G_END_DECLS
