/* app-client-team.h: how people come in and what they may: the part of app-client.h about the
 * others.
 *
 * An Admin invites (app_client_invite), hands the line over outside Hark, and whoever got it
 * accepts on their own computer (app_client_prepare_accept, sheet, app_client_commit_accept). They
 * then wait (APP_CONNECTION_WAITING) until a sync of the device that invited has checked their keys
 * with the invitation's secret and signed them into the roster. Where the inviter is Expert of the
 * area that was named that sync puts them into its team too; else an Expert of it says so
 * (app_client_place_member). Members' syncs then seal the tickets that are there to them.
 *
 * Blocking functions end in _sync and have _async twins, with the rules of app-client.h. */
#pragma once

#include "app-client-reach.h"
#include "app-client.h"
#include "app-team-change.h"
#include "hark-roster.h"

G_BEGIN_DECLS

/* Who is there: app-client-person.h. */

/* What this account may: for sensitive buttons. FALSE, HARK_ROLE_NONE while locked. */
gboolean app_client_is_admin (AppClient *self);
HarkRole app_client_get_role (AppClient *self, const HarkId *area);

/* --- inviting --- */

/* Plain values, all borrowed for the call (the _async form copies). */
typedef struct
{
  const char *name;
  const char *mail;
  HarkRole role;     /* HARK_ROLE_NONE: a Practitioner, in no team */
  HarkId area;       /* zeros then */
  gboolean is_later; /* where this account, Expert of the area, brings them in itself: for what
                        comes from then on. Else the Expert who confirms them chooses. */
} AppInvite;

/* The line to hand over outside Hark, good for seven days; its secret is kept sealed on this
 * device, which alone can check who accepts. Free with hark_seal_free_string ().
 * HARK_ERROR_FORBIDDEN: not an Admin; HARK_ERROR_CONFLICT: the name is taken; HARK_ERROR_INVALID
 * names the field. */
char *app_client_invite_sync (AppClient *self, const AppInvite *invite, GError **error);
void app_client_invite_async (AppClient *self, const AppInvite *invite,
                              GAsyncReadyCallback callback, gpointer user);
char *app_client_invite_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Somebody between their invitation and the place that it names. */
typedef struct
{
  HarkId user;
  char *name; /* the roster's, where it has them */
  char *mail;
  HarkRole role;
  HarkId area;     /* zeros where role is HARK_ROLE_NONE */
  char *area_name; /* NULL then */
  char *by;        /* who invited; "?" for nobody known */
  gint64 expires;  /* counts until it was accepted */
  gboolean is_accepted;
  gboolean is_portal;   /* to an account on the portal alone: app-client-portal-account.h */
  gboolean is_ours;     /* made on this device: its next sync checks and signs */
  gboolean is_named;    /* the roster has them already: only the area is missing, or */
  gboolean is_reset;    /* they are to have other keys: until the roster has those the account goes
                           on, and it stays where the invitation is taken back */
  gboolean can_confirm; /* is_named, under this name and not yet in the area, whose Expert this
                           account is */
  guint8 keys_hash[32]; /* the roster's, where is_named */
} AppAwaited;
void app_awaited_free (AppAwaited *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppAwaited, app_awaited_free)

/* (transfer full) (element-type AppAwaited), by name: all of them for an Admin, those of their
 * areas for an Expert, nobody for others. Asks the server. */
GPtrArray *app_client_list_awaited_sync (AppClient *self, GError **error);
void app_client_list_awaited_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_awaited_finish (AppClient *self, GAsyncResult *result, GError **error);

/* An Admin's: who accepted and was not signed yet loses the account. HARK_ERROR_NOT_FOUND;
 * HARK_ERROR_CONFLICT: a reset that was accepted, which has to be done once more. */
gboolean app_client_take_back_invitation_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_take_back_invitation_async (AppClient *self, const HarkId *user,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_take_back_invitation_finish (AppClient *self, GAsyncResult *result,
                                                 GError **error);

/* An Admin's, for somebody else who has neither password nor sheet any more: like an invitation, to
 * be handed over outside Hark. They are signed out everywhere at once; who accepts the line makes
 * new keys for their account, and once the next sync of this device has signed those, they are out
 * of every team until an Expert confirms them, who seals the teams' tickets to them again. What was
 * sealed to them alone, their own tickets among it, stays closed. HARK_ERROR_FORBIDDEN,
 * HARK_ERROR_INVALID: oneself; HARK_ERROR_NOT_FOUND. */
char *app_client_reset_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_reset_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                             gpointer user_data);
char *app_client_reset_finish (AppClient *self, GAsyncResult *result, GError **error);

/* --- teams, by an Expert of the area (an Admin only where it has no Expert) --- */

/* Puts somebody whom the roster has into an area's team, or changes their role or @reach. @role is
 * not HARK_ROLE_NONE. @keys: the keys_hash of who was shown to the user (NULL: what is known here
 * now); an Admin may have signed others meanwhile. Signed and sent at once; follow with a sync,
 * which seals. HARK_ERROR_FORBIDDEN, HARK_ERROR_NOT_FOUND, HARK_ERROR_INVALID (no Expert would be
 * left), HARK_ERROR_CONFLICT (other keys, or out of the team whose tickets they were to keep). */
gboolean app_client_place_member_sync (AppClient *self, const HarkId *user, const guint8 keys[32],
                                       const HarkId *area, HarkRole role, AppReach reach,
                                       GError **error);
void app_client_place_member_async (AppClient *self, const HarkId *user, const guint8 keys[32],
                                    const HarkId *area, HarkRole role, AppReach reach,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_place_member_finish (AppClient *self, GAsyncResult *result, GError **error);

/* HARK_ERROR_CONFLICT, in words, while they are the advisor of open tickets. */
gboolean app_client_remove_member_sync (AppClient *self, const HarkId *user, const HarkId *area,
                                        GError **error);
void app_client_remove_member_async (AppClient *self, const HarkId *user, const HarkId *area,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_remove_member_finish (AppClient *self, GAsyncResult *result, GError **error);

/* --- what others changed --- */

/* What the roster says otherwise than when app_client_see_team_changes () was called last, by
 * others than this device, as far as it is this account's business: places in its own areas (an
 * Admin: in all), accounts and Admins; and, for everybody, the policy, the recovery key and who
 * uses it. Oldest first. (transfer full) (element-type AppTeamChange) */
GPtrArray *app_client_list_team_changes_sync (AppClient *self, GError **error);
void app_client_list_team_changes_async (AppClient *self, GAsyncReadyCallback callback,
                                         gpointer user);
GPtrArray *app_client_list_team_changes_finish (AppClient *self, GAsyncResult *result,
                                                GError **error);
/* The user has seen everything up to the statement @seq. */
gboolean app_client_see_team_changes_sync (AppClient *self, guint64 seq, GError **error);
void app_client_see_team_changes_async (AppClient *self, guint64 seq, GAsyncReadyCallback callback,
                                        gpointer user);
gboolean app_client_see_team_changes_finish (AppClient *self, GAsyncResult *result, GError **error);

/* --- accounts, by an Admin --- */

/* For ever: signed out everywhere at once, out of every team, and the name stays taken. What is
 * theirs as advisor has to be taken over by others. HARK_ERROR_FORBIDDEN: not an Admin;
 * HARK_ERROR_INVALID: oneself; HARK_ERROR_NOT_FOUND. Follow with a sync. */
gboolean app_client_switch_off_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_switch_off_async (AppClient *self, const HarkId *user, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean app_client_switch_off_finish (AppClient *self, GAsyncResult *result, GError **error);

/* --- accepting, on a device without account --- */

typedef struct
{
  char *url; /* normalised */
  char *organisation;
  char *fingerprint;
  char *name;         /* what the newcomer will be called, and sign in as */
  char *by;           /* who invited */
  HarkRole role;      /* HARK_ROLE_NONE: a Practitioner */
  char *area_name;    /* NULL then */
  guint min_password; /* characters, as the server says */
} AppWelcome;
void app_welcome_free (AppWelcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppWelcome, app_welcome_free)

/* @invitation is the line, in any case and spacing. HARK_ERROR_AUTH: mistyped, or not known at this
 * server, or used and let in; HARK_ERROR_GONE: expired; HARK_ERROR_UNVERIFIED: another organisation
 * than the one that invited; HARK_ERROR_UPGRADE: made by a newer version; HARK_ERROR_INVALID: no
 * server's address. */
AppWelcome *app_client_look_sync (AppClient *self, const char *url, const char *invitation,
                                  GError **error);
void app_client_look_async (AppClient *self, const char *url, const char *invitation,
                            GAsyncReadyCallback callback, gpointer user);
AppWelcome *app_client_look_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Makes this account's keys, account key and sheet key; sends nothing that the server keeps. The
 * result is used like that of a set-up: app_setup_write_sheet (), app_setup_draw_sheet (),
 * app_setup_get_sheet_text (): the sheet has no root key. Errors of app_client_look_sync (), and
 * HARK_ERROR_INVALID for the password. */
AppSetup *app_client_prepare_accept_sync (AppClient *self, const char *url, const char *invitation,
                                          const char *password, GError **error);
void app_client_prepare_accept_async (AppClient *self, const char *url, const char *invitation,
                                      const char *password, GAsyncReadyCallback callback,
                                      gpointer user);
AppSetup *app_client_prepare_accept_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Sends it, signs in, keeps keys and token. Where this home has that account, which an Admin reset,
 * what it kept under the keys of before is set aside. After it the client is READY, and its syncs
 * answer HARK_ERROR_WAITING until it was confirmed; of such an account the server lets devices with
 * the keys of before go on until then. May be tried again with the same @setup.
 * HARK_ERROR_CONFLICT: somebody else accepted it first. */
gboolean app_client_commit_accept_sync (AppClient *self, AppSetup *setup, GError **error);
void app_client_commit_accept_async (AppClient *self, AppSetup *setup, GAsyncReadyCallback callback,
                                     gpointer user);
gboolean app_client_commit_accept_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Who invited this account, as the server said when it was accepted; NULL for nobody. "waiting for
 * NAME" while the connection is APP_CONNECTION_WAITING. */
const char *app_client_get_inviter (AppClient *self);

/* --- what the last sync did for others --- */

typedef struct
{
  guint n_signed; /* people signed into the roster, or put into a team */
  guint n_sealed; /* tickets sealed to people who joined */
  guint n_opened; /* epochs opened because somebody left */
  char *names;    /* of those signed, "bert, clara"; "" for nobody */
} AppTeamwork;
void app_teamwork_free (AppTeamwork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppTeamwork, app_teamwork_free)

/* Since the last call. (transfer full) */
AppTeamwork *app_client_take_teamwork (AppClient *self);

G_END_DECLS
