/* mail-render.h: from a row of the queue to what the mail says */
#pragma once

#include "mail-message.h"
#include "srv-context.h"
#include "store-mail.h"
#include "store-notification.h"

G_BEGIN_DECLS

#define MAIL_KIND_TEST "test" /* an Admin's */

/* All of it the job's, and only while it renders. @store is for reading what the mail is about as
 * it is now. */
typedef struct
{
  SrvContext *context;
  SrvStore *store;
  const SrvMail *mail;
  const SrvNotification *to;
  const char *language; /* the recipient's, else the organisation's: "de" */
} MailOccasion;

typedef enum
{
  MAIL_RENDER_SEND,
  MAIL_RENDER_DROP,  /* there is nothing to say any more */
  MAIL_RENDER_LATER, /* the store cannot be read now */
} MailVerdict;

/* Fills @message->subject, ->text and ->html, perhaps ->from_name; everything else, its thread
 * too, is the job's. In the mail thread, or in that of a request; may wait for the store. */
typedef MailVerdict (*MailRender) (const MailOccasion *occasion, MailMessage *message);

/* The test mail; all else is mail_text_render()'s. */
MailVerdict mail_render (const MailOccasion *occasion, MailMessage *message);

G_END_DECLS
