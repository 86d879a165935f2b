/* app-client.h: everything the desktop can do, without a widget.
 *
 * One AppClient is one account on one device, kept in one folder (its home). Functions named _sync
 * block on network, disk or Argon2 and are for the command line and for workers; each has an _async
 * twin that runs it in the client's own small pool and calls back on the thread that asked. Both
 * may be called at any time; they never hold the main loop. Errors are of HARK_ERROR:
 * HARK_ERROR_OFFLINE (no server), HARK_ERROR_AUTH (sign in again), HARK_ERROR_LOCKED (a password is
 * needed), HARK_ERROR_UPGRADE, HARK_ERROR_OUTDATED, HARK_ERROR_UNVERIFIED (somebody tampered),
 * HARK_ERROR_FORKED (another list of people), HARK_ERROR_INVALID (no sense in it),
 * HARK_ERROR_SETUP, HARK_ERROR_WAITING (not confirmed yet), HARK_ERROR_FACTOR (the organisation
 * asks for a second factor: set one up) … ; the message is an English sentence for the command
 * line, screens choose their own by the code. */
#pragma once

#include <gio/gio.h>

#include "app-behalf.h"
#include "app-inbox-sheet.h"
#include "app-ticket.h"
#include "app-transfer.h"
#include "hark-roster.h"

G_BEGIN_DECLS

typedef enum
{
  APP_CLIENT_EMPTY,  /* no account in this home yet */
  APP_CLIENT_LOCKED, /* there is one; app_client_unlock () */
  APP_CLIENT_READY,
} AppClientState;

typedef enum
{
  APP_CONNECTION_IDLE,    /* not tried yet */
  APP_CONNECTION_SYNCING, /* only while nothing is known yet: a routine sync stays ONLINE */
  APP_CONNECTION_ONLINE,
  APP_CONNECTION_OFFLINE,
  APP_CONNECTION_SIGNED_OUT, /* the server wants a new sign-in: password and account */
  APP_CONNECTION_ENDED,      /* signed out for good from elsewhere: the copies kept here are gone */
  APP_CONNECTION_UPGRADE,    /* this program is too old for the server */
  APP_CONNECTION_OUTDATED,   /* the server is too old for this program */
  APP_CONNECTION_TAMPERED,   /* what the server sent does not verify; nothing of it was taken */
  APP_CONNECTION_FORKED,     /* another list of people than the known one; nothing is sent */
  APP_CONNECTION_NONSENSE,   /* what the server answers is none of Hark's answers */
  APP_CONNECTION_WAITING,    /* an invitation was accepted; nobody has confirmed it yet */
  APP_CONNECTION_FACTOR,     /* the organisation asks for a second factor, and there is none yet */
  APP_CONNECTION_UNSEEN,     /* online; what was written waits until the user has looked at what
                                others changed in the team (HARK_ERROR_UNSEEN) */
} AppConnection;

#define APP_TYPE_CLIENT (app_client_get_type ())
G_DECLARE_FINAL_TYPE (AppClient, app_client, APP, CLIENT, GObject)

#include "app-client-member.h"
#include "app-client-outbox.h"

/* Signals, on the main context where the client was made:
 *   "changed"           something in the cache or outbox is different: load lists and tickets again
 *   "transfer"           attachments on their way have moved on: app_client_get_transfer ()
 *   "sealing"            tickets are sealed to who joined: app-client-sealing.h
 *   "locking"           the account is about to be locked: the last moment to save a draft
 *   "notify::state"     AppClientState
 *   "notify::connection" AppConnection
 *   "notify::waiting"   guint, operations not yet sent */

/* Opens or creates @home (0700). Touches neither keyring nor network. */
AppClient *app_client_new (const char *home, GError **error);

AppClientState app_client_get_state (AppClient *self);
AppConnection app_client_get_connection (AppClient *self);
guint app_client_get_waiting (AppClient *self);
gint64 app_client_get_last_sync (AppClient *self); /* 0: never */
/* NULL while EMPTY. */
const char *app_client_get_url (AppClient *self);
const char *app_client_get_user (AppClient *self);
const char *app_client_get_organisation (AppClient *self); /* its name; NULL until known */
const char *app_client_get_fingerprint (AppClient *self);  /* of its root key, for the eye */
/* TRUE: this device has no keyring, so the password is asked for at each start. Known once READY or
 * once unlock answered HARK_ERROR_LOCKED. */
gboolean app_client_has_no_keyring (AppClient *self);

/* --- first start --- */

typedef struct
{
  char *url; /* normalised, without trailing slash */
  char *organisation;
  gboolean is_ready;  /* FALSE: nobody has set it up yet */
  char *fingerprint;  /* NULL while not ready */
  guint min_password; /* characters that a password needs, as the server says */
} AppServerInfo;
void app_server_info_free (AppServerInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppServerInfo, app_server_info_free)

/* HARK_ERROR_INVALID for a URL that is not one: https, or http for loopback and .onion only. */
AppServerInfo *app_client_probe_sync (AppClient *self, const char *url, GError **error);
void app_client_probe_async (AppClient *self, const char *url, GAsyncReadyCallback callback,
                             gpointer user);
AppServerInfo *app_client_probe_finish (AppClient *self, GAsyncResult *result, GError **error);

/* A set-up in preparation: all keys are made, nothing is sent. Secrets are wiped with the last
 * reference. */
#define APP_TYPE_SETUP (app_setup_get_type ())
G_DECLARE_FINAL_TYPE (AppSetup, app_setup, APP, SETUP, GObject)

/* Makes the organisation's root key, this Admin's keys, account key and sheet key. @area is the
 * first area's name. HARK_ERROR_INVALID names the field that is wrong; HARK_ERROR_SETUP where the
 * organisation is already set up. */
AppSetup *app_client_prepare_setup_sync (AppClient *self, const char *url, const char *user,
                                         const char *mail, const char *area, const char *password,
                                         GError **error);
void app_client_prepare_setup_async (AppClient *self, const char *url, const char *user,
                                     const char *mail, const char *area, const char *password,
                                     GAsyncReadyCallback callback, gpointer user_data);
AppSetup *app_client_prepare_setup_finish (AppClient *self, GAsyncResult *result, GError **error);
/* The recovery sheet (A4, PDF, 0600): organisation and fingerprint, user, account key, recovery
 * key, root key. Draws the same page on a cairo context of @width × @height points for printing. */
gboolean app_setup_write_sheet (AppSetup *self, const char *path, GError **error);
void app_setup_draw_sheet (AppSetup *self, gpointer cairo, double width, double height);
/* The same as plain text for a terminal; free with hark_seal_free_string (). */
char *app_setup_get_sheet_text (AppSetup *self);
/* Sends it with the one-time setup code, signs in, keeps keys and token (keyring, or sealed under
 * the password). After it the client is READY. HARK_ERROR_AUTH: wrong code. May be tried again with
 * the same @setup. */
gboolean app_client_commit_setup_sync (AppClient *self, AppSetup *setup, const char *code,
                                       GError **error);
void app_client_commit_setup_async (AppClient *self, AppSetup *setup, const char *code,
                                    GAsyncReadyCallback callback, gpointer user);
gboolean app_client_commit_setup_finish (AppClient *self, GAsyncResult *result, GError **error);

/* @account_key in either form of hark-code.h; NULL where this home already has it (after
 * SIGNED_OUT). HARK_ERROR_AUTH: name, password or account key do not fit; which one is not told.
 * HARK_ERROR_FACTOR: they do, and the account has a second factor: app-client-factor.h.
 *
 * With @account_key while LOCKED: this device's key is lost, and it becomes a new one. What the
 * home kept under that key is set aside as a whole, outside of it: only the lost key opens it. */
gboolean app_client_sign_in_sync (AppClient *self, const char *url, const char *user,
                                  const char *password, const char *account_key, GError **error);
void app_client_sign_in_async (AppClient *self, const char *url, const char *user,
                               const char *password, const char *account_key,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_sign_in_finish (AppClient *self, GAsyncResult *result, GError **error);

/* The folder of what was set aside by this client; NULL: nothing was. */
const char *app_client_get_set_aside (AppClient *self);

/* --- each start --- */

/* @password NULL: by the keyring alone; HARK_ERROR_LOCKED where that does not do (no keyring: call
 * again with the password; has_no_keyring says so. A keyring that exists but is locked is asked to
 * unlock, which may show its own prompt). HARK_ERROR_AUTH: wrong password. */
gboolean app_client_unlock_sync (AppClient *self, const char *password, GError **error);
void app_client_unlock_async (AppClient *self, const char *password, GAsyncReadyCallback callback,
                              gpointer user);
gboolean app_client_unlock_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Writes drafts, wipes keys and decrypted texts from memory; LOCKED. Called where the client was
 * made. */
void app_client_lock (AppClient *self);

/* --- reading: from the cache, offline too --- */

/* (transfer full) (element-type AppTicket), newest change first; tickets of one's own and of one's
 * areas alike. */
GPtrArray *app_client_list_sync (AppClient *self, GError **error);
void app_client_list_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Whole. HARK_ERROR_NOT_FOUND. */
AppTicket *app_client_load_ticket_sync (AppClient *self, const HarkId *ticket, GError **error);
void app_client_load_ticket_async (AppClient *self, const HarkId *ticket,
                                   GAsyncReadyCallback callback, gpointer user);
AppTicket *app_client_load_ticket_finish (AppClient *self, GAsyncResult *result, GError **error);
gboolean app_client_find_number (AppClient *self, const char *number, HarkId *ticket);

/* Without so many people who can read its tickets an area takes none, unless its Expert opened it
 * on the portal. */
#define APP_AREA_READERS 2

typedef struct
{
  HarkId id;
  char *name;
  char *description;
  gboolean is_default;
  gboolean is_on_portal;
  guint n_readers;           /* who can read its tickets */
  gboolean can_submit;       /* it takes tickets: two can read them, or it is open on the portal */
  HarkRole role;             /* of this account */
  gboolean can_write;        /* that is Professional or Expert */
  gboolean takes_exclusions; /* reporters may keep their tickets from members of its team */
} AppArea;
void app_area_free (AppArea *self);
/* (transfer full) (element-type AppArea), by name. Small and in memory: does not block. */
GPtrArray *app_client_get_areas (AppClient *self);

/* Fetches (if need be), opens and checks an attachment; writes @path (0600, replaced only once
 * complete). Cancelled by
 * @cancellable: nothing is left. @file is AppFile.object. */
gboolean app_client_save_file_sync (AppClient *self, const HarkId *ticket, const HarkId *file,
                                    const char *path, GCancellable *cancellable, GError **error);
void app_client_save_file_async (AppClient *self, const HarkId *ticket, const HarkId *file,
                                 const char *path, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user);
gboolean app_client_save_file_finish (AppClient *self, GAsyncResult *result, GError **error);

/* How far an attachment is that is being saved here or sent from here; @blob is AppFile.blob.
 * FALSE: it is not on its way. The "transfer" signal says when to ask again. */
gboolean app_client_get_transfer (AppClient *self, const HarkId *blob, AppTransfer *transfer);
/* All of them together; their number. */
guint app_client_sum_transfers (AppClient *self, AppTransfer *sum);
/* TRUE: attachments are sent by a worker of their own while syncs go on, as a window wants it; at
 * first they are part of the sync. */
void app_client_set_uploads_beside (AppClient *self, gboolean beside);

/* --- changing: kept in the outbox at once, sent by the next sync, offline too --- */

typedef enum
{
  APP_ACTION_SUBMIT,  /* area, subject, text; files. For somebody else: behalf */
  APP_ACTION_ANSWER,  /* text; files. As team, or as the reporter of one's own ticket with
                         as_reporter */
  APP_ACTION_NOTE,    /* text */
  APP_ACTION_CONTACT, /* channel, contacted, text: outside Hark, with a reporter who has no inbox */
  APP_ACTION_TAKE_OVER,
  APP_ACTION_RELEASE,
  APP_ACTION_CLOSE,   /* outcome, reason; text: a last message to the reporter, NULL for none */
  APP_ACTION_REOPEN,  /* reason: kept in the team's history */
  APP_ACTION_ASSIGN,  /* user: who shall be the advisor; may be oneself */
  APP_ACTION_MOVE,    /* area: whose team has it from then on, instead of this one */
  APP_ACTION_EXCLUDE, /* user: who shall not have it any more; may be oneself */
  APP_ACTION_INCLUDE, /* user: an Expert takes that back */
  APP_ACTION_PROPOSE_DELETE,  /* reason: another Professional or Expert has to confirm it */
  APP_ACTION_WITHDRAW_DELETE, /* by who proposed it; or another one, who refuses */
  APP_ACTION_CONFIRM_DELETE,  /* the ticket is deleted, for good and for everybody */
  APP_ACTION_HOLD,       /* by an Expert: nothing deletes it. reason; user: whose it is; review */
  APP_ACTION_LIFT_HOLD,  /* by an Expert */
  APP_ACTION_NEW_CODE,   /* inbox: what the reporter opens it with from then on, and nothing else */
  APP_ACTION_ADD_PERIOD, /* subject: its name, or definition; due, remind, about */
  APP_ACTION_CHANGE_PERIOD, /* period, one by hand; due */
  APP_ACTION_FULFIL_PERIOD, /* period */
  APP_ACTION_UNFULFIL_PERIOD,
  APP_ACTION_REMOVE_PERIOD, /* period, one by hand */
} AppActionType;

/* Plain values, all borrowed for the call (the _async form copies). */
typedef struct
{
  AppActionType type;
  HarkId op;     /* of app_client_defer (); zeros: it goes with the next sync */
  HarkId ticket; /* not for SUBMIT */
  HarkId area;
  const char *subject;
  const char *text;
  const char *const *files; /* paths, NULL-terminated, or NULL */
  gboolean as_reporter;
  gboolean feedback_given; /* ANSWER, CONTACT, CLOSE: fulfils the feedback period */
  HarkChannel channel;
  gint64 contacted; /* CONTACT: when, seconds since 1970; 0: now */
  HarkOutcome outcome;
  const char *reason;
  const char *review;        /* HOLD: the day on which it is looked at again, YYYY-MM-DD */
  const AppBehalf *behalf;   /* NULL: a ticket of one's own */
  const char *excluded;      /* SUBMIT: from whom it is kept: app-exclude.h; NULL: nobody */
  const AppInboxKeys *inbox; /* NEW_CODE: of app_inbox_sheet_get_keys () */
  HarkId user;
  HarkId period;     /* zeros: a new one */
  HarkId definition; /* of the area's that begin by hand; zeros: none */
  HarkId about;      /* ADD_PERIOD: an entry of the ticket; zeros: the ticket. Sealed */
  gint64 due;        /* app_client_get_due () */
  HarkRemind remind;
  /* What was refused and is replaced by this: let go of at the same moment; its attachments go
   * along with this. */
  const HarkId *replaces;
  guint n_replaces;
} AppAction;

/* A new code for the inbox of an anonymous reporter, to be handed over before it is sent; @number
 * is NULL where the ticket is new too. HARK_ERROR_LOCKED. */
AppInboxSheet *app_client_make_inbox_sheet (AppClient *self, const char *number, GError **error);

/* Keeps it. @ticket (may be NULL) gets the ticket's id, of a new one too. HARK_ERROR_INVALID for
 * text that is empty or too long and for files that cannot be read, HARK_ERROR_FORBIDDEN,
 * HARK_ERROR_CONFLICT for an action that the ticket's state does not allow. Does not send: follow
 * with a sync. */
gboolean app_client_act_sync (AppClient *self, const AppAction *action, HarkId *ticket,
                              GError **error);
void app_client_act_async (AppClient *self, const AppAction *action, GAsyncReadyCallback callback,
                           gpointer user);
gboolean app_client_act_finish (AppClient *self, GAsyncResult *result, HarkId *ticket,
                                GError **error);

/* Sends what waits, then takes what is new. One at a time; a second call joins the first. */
gboolean app_client_sync_sync (AppClient *self, GError **error);
void app_client_sync_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_sync_finish (AppClient *self, GAsyncResult *result, GError **error);

/* While @on and READY: follows the server's event stream, and synchronises as soon as there is
 * something new, after a lost connection too; "changed" and "connection" tell of it as of any sync.
 * On the thread that made the client. Off at first and after close; locking pauses it. */
void app_client_watch (AppClient *self, gboolean on);

/* TRUE once after a sync in which the server turned out to have been restored from an older backup:
 * @made is when that was made (0: the server does not say), @again how much was sent again. In
 * memory: does not block. Follows a "changed". */
gboolean app_client_take_restored (AppClient *self, gint64 *made, guint *again);

/* Ends running work and waits for it; after this only unref. Called by dispose too. */
void app_client_close (AppClient *self);

G_END_DECLS
