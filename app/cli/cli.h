/* cli.h: what the commands of hark-cli share */
#pragma once

#include "app-client-setting.h"
#include "app-client.h"

G_BEGIN_DECLS

/* Exit codes, documented in --help and README.md. */
typedef enum
{
  CLI_OK = 0,
  CLI_FAILED = 1,   /* anything that has no code of its own */
  CLI_USAGE = 2,    /* the words of the call */
  CLI_OFFLINE = 3,  /* the server cannot be reached */
  CLI_AUTH = 4,     /* password, account key or code wrong; signed out; locked */
  CLI_MISSING = 5,  /* no such ticket, attachment, area or person */
  CLI_REFUSED = 6,  /* the ticket's state or the server does not allow it */
  CLI_TAMPERED = 7, /* what the server sent does not verify */
  CLI_UPGRADE = 8,  /* this program or the server is too old for the other */
} CliExit;

typedef struct
{
  AppClient *client;
  char **args; /* what follows the command's name, options removed; NULL-terminated */
} Cli;

typedef struct
{
  const char *name;
  const char *arguments; /* as --help shows them */
  const char *summary;
  gboolean unlocked; /* needs the account open */
  guint n_args;
  const GOptionEntry *options;
  CliExit (*run) (Cli *cli);
} CliCommand;

extern const CliCommand cli_account_commands[]; /* each ends with { NULL } */
extern const CliCommand cli_absence_commands[];
extern const CliCommand cli_password_commands[];
extern const CliCommand cli_device_commands[];
extern const CliCommand cli_factor_commands[];
extern const CliCommand cli_recovery_commands[];
extern const CliCommand cli_read_commands[];
extern const CliCommand cli_submit_commands[];
extern const CliCommand cli_change_commands[];
extern const CliCommand cli_move_commands[];
extern const CliCommand cli_period_commands[];
extern const CliCommand cli_new_code_commands[];
extern const CliCommand cli_deletion_commands[];
extern const CliCommand cli_team_commands[];
extern const CliCommand cli_area_commands[];
extern const CliCommand cli_portal_account_commands[];
extern const CliCommand cli_setting_commands[];
extern const CliCommand cli_policy_commands[];
extern const CliCommand cli_question_commands[];
extern const CliCommand cli_health_commands[];
extern const CliCommand cli_mail_commands[];
extern const CliCommand cli_notification_commands[];
extern const CliCommand cli_wording_commands[];
extern const CliCommand cli_outbox_commands[];
extern const CliCommand cli_watch_commands[];

/* While they last, SIGINT and SIGTERM say in one line whether the change is kept before they end
 * the program. */
typedef enum
{
  CLI_STOP_SILENTLY,
  CLI_STOP_UNKEPT, /* not kept yet */
  CLI_STOP_KEPT,
} CliStop;
void cli_set_stop (CliStop stop);
/* Keeps the action with its attachments. As app_client_act_sync (). */
gboolean cli_keep (Cli *cli, const AppAction *action, HarkId *ticket, GError **error);
/* Keeps the action, then tries to send it. CLI_OK where it could not be sent, but is kept. */
CliExit cli_act (Cli *cli, const AppAction *action);

/* One line on standard error; the exit code that fits. */
CliExit cli_fail (const GError *error);
CliExit cli_fail_usage (const char *sentence);

/* From the environment, else from a prompt on the terminal without echo; HARK_ERROR_LOCKED where
 * there is neither. Free with hark_seal_free_string (). */
char *cli_read_secret (const char *variable, const char *prompt, GError **error);
/* After a sign-in or a recovery has failed: TRUE where it was for the second factor, whose code was
 * asked for and goes along with the next one; *@error is cleared then. */
gboolean cli_retry_with_code (Cli *cli, GError **error);
/* As block characters on standard output, where it fits into a QR code. */
void cli_show_qr (const char *text);
/* Invites everybody in the file at @path (app-invite-list.h), and writes their invitations into
 * @sheets, a new PDF; with @look only says what would become of each. */
CliExit cli_invite_list (Cli *cli, const char *path, const char *sheets, gboolean look);
/* (transfer full) */
char *cli_format_day (gint64 seconds);
/* On a terminal: a line on standard error that says how far attachments are, as long as they take.
 */
void cli_show_progress (AppClient *client);
/* An area by its name; for NULL the default one, or the only one. FALSE where there is none: zeros.
 */
gboolean cli_find_area (Cli *cli, const char *name, HarkId *id);
/* Whether somebody must let this account in before anything is here; says so on stderr. */
gboolean cli_tell_waiting (Cli *cli);
/* Where there is none: says why. */
CliExit cli_fail_area (Cli *cli, const char *name);
/* A line for each of the area's team, with their role. */
void cli_print_team (Cli *cli, const HarkId *area);
/* CLI_USAGE, and one line, where one of them is not what it is to be: what the words of the call
 * alone tell. NULL for what is not given. */
CliExit cli_check_words (const char *url, const char *user, const char *mail,
                         const char *area_name);
/* The sheet must be kept before the keys are used: what is lost now cannot be made again. Into
 * @path, which must be new, or printed for NULL. */
gboolean cli_check_sheet (const char *path, GError **error);
gboolean cli_hand_over_sheet (AppSetup *setup, const char *path, GError **error);
/* The code must be kept before it is used: it cannot be made again. Into @path, which must be new,
 * or printed for NULL. */
gboolean cli_hand_over_code (AppInboxSheet *sheet, const char *path, GError **error);
/* As cli_act () for an action with a code that was handed over into @path; says what became of
 * that, and takes a sheet away that never will open anything. */
CliExit cli_act_with_code (Cli *cli, const AppAction *action, const char *path);
/* After a sync: says whether the server was restored, what the sync did for others, and whom this
 * account waits for, or how much waits here; @error NULL: it went well. */
CliExit cli_end_sync (Cli *cli, const GError *error);
/* A line on standard error for each of @refused that is not in @before (NULL: nothing was), both
 * (element-type AppRefused); how many those are. */
guint cli_tell_all_refused (GPtrArray *refused, GPtrArray *before);
/* What happened, without end mark: "ben closed the ticket at …". (transfer full) */
char *cli_describe_refused (const AppRefused *refused);
/* By number, or by the operation whose submission waits. HARK_ERROR_NOT_FOUND. */
gboolean cli_find_ticket (Cli *cli, const char *name, HarkId *ticket, GError **error);
/* That an Admin reset this account, where that waits; nothing where the server cannot be asked. */
void cli_tell_own_reset (Cli *cli);
/* Tries to send what was just kept of @ticket and tells how that went; @before: what had been
 * refused by then. */
CliExit cli_send (Cli *cli, const HarkId *ticket, GPtrArray *before);
/* `portal: yes, before: no; zone: "UTC", before: none; imprint (en): text changed`.
 * (transfer full) */
char *cli_describe_setting (const AppSettingChange *change);
/* "anonymous", a user's name, or what a portal-only account is called, as one that nobody vouches
 * for. One line, tamed. (transfer full) */
char *cli_describe_reporter (AppTicket *ticket);
/* Text from outside must not steer the terminal: controls become U+FFFD, line ends and tabs stay.
 * (transfer full) */
char *cli_tame (const char *text);
/* @text, or standard input for "-", at most HARK_TICKET_MAX_TEXT bytes. Free with
 * hark_seal_free_string (). */
char *cli_read_text (const char *text, GError **error);

G_END_DECLS
