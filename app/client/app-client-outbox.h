/* app-client-outbox.h: what waits to be sent, what was refused, and what can be done about either.
 *
 * Part of app-client.h, which includes it. Records are plain values and belong to their array;
 * texts are wiped with them. */
#pragma once

#include <gio/gio.h>

#include "app-behalf.h"
#include "app-ticket.h"

G_BEGIN_DECLS

/* --- what waits --- */

typedef struct
{
  HarkId op;
  HarkId ticket;
  char *number;      /* NULL: the ticket itself waits */
  char *title;       /* of the ticket; "" where it is not known any more */
  char *type;        /* wire name of the operation */
  char *text;        /* what the user had written: message, note or report; "" for none */
  char *to;          /* assign, exclude, include: the user's name; move: the area's; else NULL */
  AppBehalf *behalf; /* submit: for whom it was written down; NULL for oneself */
  char *excluded;    /* submit: from whom it is kept (app-exclude.h); "" for nobody */
  char *reporter;    /* their name; NULL for an anonymous person, and for oneself */
  gint64 time;
  gboolean as_reporter;
  gboolean is_on_its_way; /* it may have reached the server already: it cannot be taken back */
  guint n_dependents;     /* that go back with it */
} AppWaiting;
void app_waiting_free (AppWaiting *self);

/* (transfer full) (element-type AppWaiting), in the order in which it goes out. */
GPtrArray *app_client_list_waiting_sync (AppClient *self, GError **error);
void app_client_list_waiting_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_waiting_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Never sends it, nor what depends on it; attachments are thrown away. What was taken back, itself
 * first, so that its words can be used again (element-type AppWaiting) (transfer full); the _async
 * form puts them behind the drafts of their tickets, a report's into that of the new ticket, with
 * for whom it is: HARK_ERROR_BUSY, and nothing is taken back, where one for somebody else is half
 * written there. HARK_ERROR_CONFLICT where it may have reached the server already,
 * HARK_ERROR_NOT_FOUND where it does not wait. */
GPtrArray *app_client_take_back_sync (AppClient *self, const HarkId *op, GError **error);
void app_client_take_back_async (AppClient *self, const HarkId *op, GAsyncReadyCallback callback,
                                 gpointer user);
GPtrArray *app_client_take_back_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Draws in @op what an action is to be kept as that the user may change their mind about: it shows
 * as any other, and it goes, as does what stands behind it, only after app_client_send_deferred ().
 * Until then app_client_take_back_async () leaves everything as it was. In memory: whatever ends
 * the program, it goes with a sync of the next one. Neither blocks. */
void app_client_defer (AppClient *self, HarkId *op);
/* Follow with a sync. */
void app_client_send_deferred (AppClient *self, const HarkId *op);

/* --- what was refused --- */

typedef enum
{
  APP_REFUSED_TAKEN_OVER,  /* `by` is the advisor now */
  APP_REFUSED_RELEASED,    /* `by` left it without an advisor */
  APP_REFUSED_ASSIGNED,    /* `by` made `advisor` the advisor */
  APP_REFUSED_CLOSED,      /* `by` closed it; theirs is the outcome */
  APP_REFUSED_REOPENED,    /* `by` reopened it */
  APP_REFUSED_NEW_MESSAGE, /* `by` wrote what was not seen when it was closed; theirs is the text */
  APP_REFUSED_CHANGED,     /* a conflict that the server does not explain */
  APP_REFUSED_NO_ACCESS,   /* deleted, or no access to it any more */
  APP_REFUSED_FORBIDDEN,   /* the role does not allow it */
  APP_REFUSED_NOT_ELIGIBLE, /* assign: `to` cannot be the advisor */
  APP_REFUSED_MOVED,        /* `by` moved it to another area first */
  APP_REFUSED_IS_ADVISOR,   /* exclude: `to` is the advisor, who has to hand it over first */
  APP_REFUSED_NOBODY_LEFT,  /* move, exclude: nobody could read it and answer */
  APP_REFUSED_NEW_CODE,     /* new-code: another came first, or the reporter cannot have one */
  APP_REFUSED_RESET,        /* the account got other keys before it was sent */
  APP_REFUSED_RESET_SENT,   /* the same, before an answer came: it may have arrived */
  APP_REFUSED_INVALID,      /* anything else */
} AppRefusedReason;

/* What the server refused, with the words that did not arrive. */
typedef struct
{
  HarkId op;
  HarkId ticket;
  HarkId cause;  /* it was not sent because of this one, on which it depended; zeros: by itself */
  char *number;  /* may be NULL */
  char *type;    /* wire name of the operation */
  char *problem; /* wire name of the answer: "conflict", "gone", "forbidden", "invalid"; or
                  * "reset", "reset-sent" */
  AppRefusedReason reason;
  char *by;      /* who was first; NULL for a reporter without account, or nobody known */
  char *advisor; /* now; NULL for nobody */
  gint64 time;   /* of what `by` did; 0 unknown */
  gint64 written;

  char *text;        /* what the user had written, whole; "" for none */
  char *message;     /* its part for the reporter, or the note; "" for none */
  char *why;         /* the reason of a close or reopen; "" for none */
  char *outcome;     /* of a close: wire name; NULL for none */
  char *to;          /* assign, exclude, include: the user's name; move: the area's; else NULL */
  AppBehalf *behalf; /* submit: for whom it was written down; NULL for oneself */
  char *excluded;    /* submit: from whom it is kept (app-exclude.h); "" for nobody */
  char *reporter;    /* their name; NULL for an anonymous person, and for oneself */
  GPtrArray *files;  /* AppFile: kept here until acknowledged */
  gboolean as_reporter;
  gboolean feedback_given;
  HarkId area;        /* of a submission; else zeros */
  char *subject;      /* of a submission; …-period: what the deadline is called; "" for none */
  gint64 due;         /* …-period: when it was to be due; 0: nothing was said of that */
  gboolean has_inbox; /* such a one: a code was handed over, which opens nothing until that goes */

  char *their_text;    /* NULL where there is none */
  char *their_outcome; /* wire name; NULL where there is none */
  gint64 their_due;    /* …-period: as it is now; 0 where it is gone */
  gint64 their_done;

  gboolean has_ticket; /* it can still be looked at */
  gboolean can_retry;  /* app_client_retry_sync () is of use */
  gboolean is_draft; /* words that are to be gone over, and sent or not, with the ticket's draft */
  gboolean is_put_back; /* they are in that draft; the attachments are held here until it is sent */
} AppRefused;
void app_refused_free (AppRefused *self);
/* (transfer full) (element-type AppFile): they outlive it. */
GPtrArray *app_refused_copy_files (const AppRefused *self);

/* (transfer full) (element-type AppRefused). Kept until acknowledged. */
GPtrArray *app_client_list_refused_sync (AppClient *self, GError **error);
void app_client_list_refused_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_refused_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Lets go of it, its attachments too. HARK_ERROR_NOT_FOUND. */
gboolean app_client_acknowledge_refused_sync (AppClient *self, const HarkId *op, GError **error);
void app_client_acknowledge_refused_async (AppClient *self, const HarkId *op,
                                           GAsyncReadyCallback callback, gpointer user);
gboolean app_client_acknowledge_refused_finish (AppClient *self, GAsyncResult *result,
                                                GError **error);
/* Puts the words of a message or note behind the draft of its ticket and lets go of it; what has
 * attachments stays as is_put_back, which holds them, until an action replaces it or the last of
 * them is dropped. @why is shown with the draft. HARK_ERROR_NOT_FOUND, HARK_ERROR_INVALID for
 * anything else. */
gboolean app_client_return_refused_sync (AppClient *self, const HarkId *op, const char *why,
                                         GError **error);
void app_client_return_refused_async (AppClient *self, const HarkId *op, const char *why,
                                      GAsyncReadyCallback callback, gpointer user);
gboolean app_client_return_refused_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Lets go of one attachment, @file (AppFile.object) of what was refused. HARK_ERROR_NOT_FOUND. */
gboolean app_client_drop_refused_file_sync (AppClient *self, const HarkId *op, const HarkId *file,
                                            GError **error);
void app_client_drop_refused_file_async (AppClient *self, const HarkId *op, const HarkId *file,
                                         GAsyncReadyCallback callback, gpointer user);
gboolean app_client_drop_refused_file_finish (AppClient *self, GAsyncResult *result,
                                              GError **error);
/* Does the same once more, on top of how the ticket is now: a new operation, which waits. A close
 * that found the ticket closed reopens it first. What is so already is only let go of. Errors of
 * app_client_act_sync (), and HARK_ERROR_NOT_FOUND; on failure it stays refused. */
gboolean app_client_retry_sync (AppClient *self, const HarkId *op, HarkId *ticket, GError **error);
void app_client_retry_async (AppClient *self, const HarkId *op, GAsyncReadyCallback callback,
                             gpointer user);
gboolean app_client_retry_finish (AppClient *self, GAsyncResult *result, GError **error);

/* The ticket whose submission waits as @op. */
gboolean app_client_find_submission (AppClient *self, const HarkId *op, HarkId *ticket);

G_END_DECLS
