/* app-ticket.h: a ticket as the person at this desktop may see it.
 *
 * Immutable snapshots: made in a worker from the sealed cache, handed over whole, never changed
 * afterwards; when something changes a new one is loaded. Fields are for reading only and belong to
 * the ticket; texts are wiped when the last reference goes. Times are seconds since 1970, 0 for
 * none. */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-definition.h"
#include "hark-id.h"
#include "hark-ticket.h"

G_BEGIN_DECLS

typedef enum
{
  APP_TRUST_VERIFIED,  /* signed by who it says, who had the right at that time */
  APP_TRUST_ANONYMOUS, /* an anonymous reporter's: unsigned by design */
  APP_TRUST_FORMER,    /* signed by a former member */
  APP_TRUST_BROKEN,    /* does not open or verify: shown as a warning, never as content */
} AppTrust;

typedef enum
{
  APP_ENTRY_REPORT,
  APP_ENTRY_MESSAGE,
  APP_ENTRY_NOTE,
} AppEntryKind;

typedef struct
{
  HarkId object; /* of the manifest */
  HarkId blob;   /* of its bytes: what app_client_get_transfer () asks for */
  char *name;
  char *type;
  gint64 size;    /* bytes */
  gboolean local; /* waits on this machine, not yet uploaded */
} AppFile;

/* One piece of the conversation. */
typedef struct
{
  HarkId object;
  AppEntryKind kind;
  gboolean from_reporter;
  gboolean is_own;        /* written by this account, or written down for it */
  gboolean by_code;       /* whoever wrote it had a code that the team issued */
  gboolean by_ended_code; /* ... or one that had ended by then: perhaps not the reporter */
  gboolean by_server;     /* sealed by the server on arrival, not in the browser */
  gboolean waiting;       /* kept here, not yet on the server */
  HarkId op;              /* while it waits: what brings it */
  gboolean is_on_its_way; /* it waits, and cannot be taken back any more */
  AppTrust trust;
  char *author; /* user name; NULL for an anonymous reporter */
  HarkId by;    /* who signed it, for a reporter perhaps a member; zeros: nobody */
  char *text;   /* "" where trust is BROKEN */
  gint64 time;
  const char *channel; /* of contact outside Hark, a NOTE: a name of hark_channel; else NULL */
  gint64 contacted;    /* ... when that was, as its author says */
  gint64 seq;          /* the server's, 0 while it waits */
  GPtrArray *files;    /* AppFile */
} AppEntry;

#define APP_PERIOD_MAX_NAME 200 /* bytes */

typedef struct
{
  HarkId id;
  char *kind; /* "acknowledge", "feedback": what the reporter was promised; "other": the area's own;
               * "hand": somebody added it; "deletion": of AppTicket.deletion */
  char *name; /* "acknowledge", "feedback", else what it is called; "" where that does not open */
  gint64 due; /* last second of its day */
  gint64 done;       /* 0: not yet */
  HarkId definition; /* zeros: by hand, of none */
  HarkRemind remind;
  gboolean by_answer; /* the first answer fulfils it */
  gboolean waiting;   /* something was done to it that the server does not know yet */
  /* the one entry of the ticket that it is about, as the history says, and what that is; zeros:
   * the ticket. By hand only */
  HarkId about;
  AppEntryKind about_kind;
  /* the object of the history that says what it is called, and what the server compares */
  HarkId entry;
  gint64 rv, due_v, done_v;
} AppPeriod;
void app_period_free (AppPeriod *self);
/* Every screen has words of its own for it. */
gboolean app_period_is_promise (const AppPeriod *self);

typedef struct
{
  char *type;        /* "received", "take-over", "release", "close", "reopen", "assign", "move",
                      * "exclude", "include", "new-code", "propose-delete", "withdraw-delete",
                      * "confirm-delete" while it waits, "hold", "lift-hold", "add-period",
                      * "change-period", "fulfil-period", "unfulfil-period", "remove-period" */
  char *by;          /* user name; NULL: the reporter or the server */
  char *from, *to;   /* as recorded: states, user names; may be NULL */
  char *reason;      /* NULL for none */
  char *period;      /* …-period: what it is called, as AppPeriod.name; else NULL */
  gint64 due;        /* add-period, change-period; else 0 */
  gint64 due_before; /* change-period: what it was until then; 0: not known */
  HarkId about;      /* …-period: as in AppPeriod */
  AppEntryKind about_kind;
  gint64 time;
  gboolean waiting;
  HarkId op; /* while it waits */
  gboolean is_on_its_way;
  AppTrust trust;
} AppHistory;

/* A question of the report form that was answered. */
typedef struct
{
  char *name;        /* "observed", "where", "when", "who", "name", "contact", or: */
  gboolean is_areas; /* a question of the area's own, name is its words */
  char *value;
} AppAnswer;

/* What is odd about until when a closed ticket is kept. */
typedef enum
{
  APP_RETENTION_DOUBT_NONE,
  APP_RETENTION_DOUBT_MONTHS, /* its area has never settled that for its outcome */
  APP_RETENTION_DOUBT_CLOCK,  /* too early by the clock of who closed it: that one is wrong, or the
                               * server's is */
} AppRetentionDoubt;

/* Who says that somebody is excluded. But for the first, they never had anything of the ticket. */
typedef enum
{
  APP_EXCLUDED_LATER,       /* a member: the history says who */
  APP_EXCLUDED_BY_REPORTER, /* who signed it */
  APP_EXCLUDED_BY_WRITER,   /* the member who wrote it down for the reporter, and signed it */
  APP_EXCLUDED_BY_SERVER,   /* nobody signed it: the server says that the reporter wanted it */
} AppExcludedBy;

/* Somebody from whom the ticket is kept. */
typedef struct
{
  HarkId user;
  char *name;
  AppExcludedBy how;
  char *by; /* BY_WRITER: their name; else NULL */
} AppExcluded;
void app_excluded_free (AppExcluded *self);

#define APP_TYPE_TICKET (app_ticket_get_type ())
G_DECLARE_FINAL_TYPE (AppTicket, app_ticket, APP, TICKET, GObject)

struct _AppTicket
{
  GObject parent_instance;

  /* always */
  HarkId id;
  char *number;          /* NULL while it waits to be sent */
  HarkTicketState state; /* as it will be once what waits has gone */
  HarkTicketShown shown;
  gboolean is_mine;   /* my own ticket as its reporter (My tasks) */
  gboolean is_team;   /* I may read it as a member of its area (Case management) */
  gboolean can_write; /* Professional or Expert there */
  HarkId area;
  char *area_name;
  char *advisor;       /* user name, NULL for nobody */
  gboolean is_advisor; /* it is me */
  char *
      advisor_until; /* the last day on which they are away, YYYY-MM-DD; NULL while they are here */
  char *deputy;      /* who stands in for them then, NULL for nobody */
  gboolean is_deputy;  /* it is me */
  char *reporter;      /* user name, NULL for anonymous, or where such an account gave none: */
  gboolean is_claimed; /* of a portal-only account: the server alone says so, not the roster */
  char *account;       /* is_claimed: the account's name, as the server says; NULL: it does not, or
                        * not to an Observer */
  gboolean has_inbox;  /* a reporter without Hark can read answers; TRUE for named tickets */
  HarkTicketOrigin origin;
  char *subject;       /* the reporter's words */
  char *title;         /* the team's title, or the subject while there is none */
  char *written_by;    /* on behalf: the member (user name) who wrote the report down; else NULL */
  const char *channel; /* on behalf: a name of hark_channel; else NULL */
  gint64 heard;        /* on behalf: when, as the member says */
  gint64 received;
  gint64 changed;     /* of the newest entry */
  AppPeriod *next;    /* the open period that is due first, NULL for none and once the ticket is
                       * closed; points into periods */
  GPtrArray *periods; /* AppPeriod */
  HarkId submission;  /* the operation that it waits as, while it has no number */
  guint n_waiting;    /* operations of this ticket that are not yet sent */
  AppTrust trust;     /* the worst of its entries */
  gboolean is_unread; /* somebody else wrote or did something since it was last seen */
  gint64 read_up_to;  /* what has this seq, or a lower one, was seen; 0 for nothing */
  gint64 newest;      /* seq of the newest that is here of it, 0 while it waits */

  char *deletion_by;         /* user name: who proposes that it be deleted; NULL for nobody */
  gboolean is_deletion_mine; /* it is me: somebody else has to confirm it */
  gboolean is_held;          /* a legal hold: nothing deletes it */
  gint64 deletes;      /* the last second that it is kept, once it is closed; 0: no day is set */
  gboolean is_kept;    /* not even then, until one of the team has read what its reporter wrote */
  AppPeriod *deletion; /* the team's: due is deletes, id the ticket's; NULL where nothing deletes it
                        * by itself */

  GPtrArray *excluded; /* AppExcluded */
  guint64 entry;       /* when it came into its area: app_member_has () */

  /* only when loaded whole with app_client_load_ticket () */
  char *report;
  GPtrArray *answers; /* AppAnswer */
  GPtrArray *entries; /* AppEntry, in order; the report first. Notes only where is_team */
  GPtrArray *history; /* AppHistory, in order; only where is_team */
  char *outcome;      /* wire name of hark_outcome, NULL while there is none; only where is_team */
  char *outcome_reason;
  guint months; /* how long it is kept, as who closed it signed; 0: not said */
  AppRetentionDoubt retention_doubt;
  char *deletion_reason; /* where deletion_by is */
  gint64 deletion_time;
  char *hold_reason;  /* where is_held; the two others may be NULL all the same */
  char *hold_owner;   /* user name */
  char *hold_review;  /* the day on which it is looked at again, YYYY-MM-DD */
  gboolean by_server; /* the report was sealed by the server on arrival */
};

/* Whether its reporter can be reached outside Hark, and only there: no inbox, but contact data.
 * When it was loaded whole. */
gboolean app_ticket_has_contact (AppTicket *self);
/* Whether the server says that the report came from an account of another name than it gives, or
 * gives none. As names are compared: no two accounts have the same. */
gboolean app_ticket_is_by_other (AppTicket *self);
/* The JSON of hark-cli: with @whole the object of `show`, else one of `list`. (transfer full) */
JsonObject *app_ticket_to_json (AppTicket *self, gboolean whole);

G_END_DECLS
