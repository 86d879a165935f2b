/* web-thread.h: a ticket's conversation, opened with the reporter's keys.
 *
 * What is shown was verified: each epoch and each message of the team is signed by somebody who was
 * allowed to at the moment that they name, as the roster tells. What does not hold is left out, and
 * it is said that something is. */
#pragma once

#include "hark-code.h"
#include "hark-epoch.h"
#include "hark-file.h"
#include "srv-context.h"
#include "store-ticket.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId id;
  gboolean from_team;
  gboolean is_written_down; /* the reporter's words, by a member of the team for them */
  gint64 time;              /* seconds since 1970; of the reporter's own the full hour */
  char *subject;            /* of the report, NULL of a message */
  char *text;
  GPtrArray *asked; /* of the report: what its area asked, and the answer behind each */
  GPtrArray *files; /* HarkManifest */
} WebEntry;

typedef struct
{
  SrvTicket *ticket;
  GPtrArray *entries;   /* WebEntry, oldest first */
  GArray *periods;      /* SrvPeriod */
  char *contact;        /* what the advisor is called here; NULL: "your contact person" */
  gboolean is_doubtful; /* something was left out */
  gint64 seq;           /* of the newest object that was there */

  /* what the next message is sealed under */
  HarkEpoch epoch;
  guint8 *key;     /* K_sh of that epoch, HARK_KEY_LEN, locked */
  guint32 counter; /* the highest so far */
  HarkId newest;   /* object */
} WebThread;

/* HARK_ERROR_NOT_FOUND where the ticket is gone; HARK_ERROR_UNVERIFIED where its keys do not hold.
 */
WebThread *web_thread_load (SrvContext *context, const HarkId *ticket, const HarkReporterKeys *keys,
                            GError **error);
/* What its report is about, NULL where that does not open; nothing else of it is read.
 * @n_epochs: how many keys that took. Free with hark_seal_free_string(). */
char *web_thread_load_subject (SrvContext *context, const HarkId *ticket,
                               const HarkReporterKeys *keys, guint *n_epochs);
/* Wipes. */
void web_thread_free (WebThread *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebThread, web_thread_free)

/* Whether the reporter may fetch its files: what they sent themselves they have. */
gboolean web_entry_gives_files (const WebEntry *self);
/* A file that the reporter may fetch by the id of its blob, NULL for none. */
const HarkManifest *web_thread_find_file (WebThread *self, const HarkId *blob);

G_END_DECLS
