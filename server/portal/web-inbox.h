/* web-inbox.h: the pages of an inbox; web-inbox.c decides which one comes */
#pragma once

#include "web-body.h"
#include "web-form.h"
#include "web-portal.h"
#include "web-thread.h"

G_BEGIN_DECLS

typedef enum
{
  WEB_KNOCK_FIRST,
  WEB_KNOCK_EXPIRED,    /* the inbox was open and is no longer */
  WEB_KNOCK_UNANSWERED, /* the security question was not answered rightly */
  WEB_KNOCK_WRONG,      /* no inbox has this code */
} WebKnock;

/* Question and code. @code and @message are what was typed already, NULL for nothing. @verdict
 * counts for WEB_KNOCK_UNANSWERED. */
void web_inbox_show_door (SrvRequest *request, const char *code, const char *message,
                          WebKnock knock, WebVerdict verdict);
/* @account: whose ticket it is, NULL for an anonymous one. */
void web_inbox_show_thread (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                            WebThread *thread);
void web_inbox_show_bye (SrvRequest *request);

/* Keeps what came for @inbox, which sent its token, sends it unless it is to stay, and goes on to
 * @path. */
void web_inbox_post_message (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                             WebBody *body, const char *path);
/* The file of @thread that the request's path names. */
void web_inbox_send_file (SrvRequest *request, WebThread *thread);

/* How a ticket stands, in the reporter's words. */
const char *web_inbox_get_state (HarkTicketState state, gboolean has_advisor, gboolean taken,
                                 gboolean last_from_team);

/* What is wrong with a message that is to be sent. */
WebFaults *web_inbox_check (const WebDraft *draft);

G_END_DECLS
