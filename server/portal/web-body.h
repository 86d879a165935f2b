/* web-body.h: a form as it streams in: texts into the locked pool, files sealed chunk by chunk onto
 * the disk.
 *
 * Nothing ends the request early: what is too large or too much is read to its end and thrown away,
 * so that the reporter gets a page that says so and finds everything else kept. */
#pragma once

#include "web-session.h"

G_BEGIN_DECLS

#define WEB_MAX_BODY                                                                               \
  (1024 * 1024 * 1024) /* bytes that are read to be able to say which file was too large */

typedef struct _WebBody WebBody;

/* Which part of a session a form belongs to. */
typedef enum
{
  WEB_PART_FORM,
  WEB_PART_INBOX,
  WEB_PART_ACCOUNT, /* and the ticket that is open in it */
} WebPart;

/* For a route's prepare function. */
gboolean web_body_prepare (SrvRequest *request, WebPart part, GError **error);

WebBody *web_body_get (SrvRequest *request);
/* First of all: the body must have come to its end. HARK_ERROR_INVALID. */
gboolean web_body_finish (WebBody *self, GError **error);
/* What came in a field, NULL for nothing; cleaned: UTF-8 without control characters, lines end in
 * \n. */
const char *web_body_get_text (WebBody *self, WebField field);
/* The @index-th answer to security questions, for web_question_check(). */
const char *const *web_body_get_answers (WebBody *self);
/* Everything for a draft. Files are in it once web_body_finish_files() has run. */
WebDraft *web_body_get_draft (WebBody *self);

/* The request came with the token of the form that @session has open, and had it open when it
 * began. Both may be NULL. */
gboolean web_body_is_trusted (WebBody *self, WebSession *session, const char *csrf);
/* Waits until the files are on the disk, which show the hour @rounded as their time (web-time.h).
 * Before anything is locked. */
void web_body_finish_files (WebBody *self, gint64 rounded);
/* Drops files that the request may not add; they are named in the draft as refused. */
void web_body_refuse_files (WebBody *self);
/* Ids of files to remove from the session's draft. */
void web_body_remove_files (WebBody *self, WebDraft *draft);

G_END_DECLS
