/* web-inbox.h: the pages of an inbox; web-inbox.c decides which one comes */
#pragma once

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
void web_inbox_show_thread (SrvRequest *request, WebInbox *inbox, WebThread *thread);
void web_inbox_show_bye (SrvRequest *request);

/* What is wrong with a message that is to be sent. */
WebFaults *web_inbox_check (const WebDraft *draft);

G_END_DECLS
