/* mail-job.h: the thread that takes mails from the queue to the mail server */
#pragma once

#include "mail-render.h"
#include "mail-smtp.h"

G_BEGIN_DECLS

#define MAIL_JOB_BATCH 20 /* mails over one connection */
#define MAIL_JOB_HOLD 60  /* seconds after the mail server was not to be reached */

/* A MailJob is SrvContext's. */

/* Looks once a second for what is due. @context must outlive it. */
MailJob *mail_job_start (SrvContext *context);
/* What is under way comes to an end: no mail from now on. */
void mail_job_end (MailJob *self);
/* Waits for the thread. What was under way stays queued. */
void mail_job_stop (MailJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailJob, mail_job_stop)

/* Looks at once: after a commit that queued something. From any thread. */
void mail_job_wake (MailJob *self);
/* Everything that is due is tried, by the thread or here, when it returns. Waits. */
void mail_job_run (MailJob *self);

/* When a mail is to be tried next, by the server's clock; G_MAXINT64: none waits, or no mail server
 * is set. Asks the store. */
gint64 mail_job_get_next (MailJob *self);

/* Whether something waits that this process could send, now or later. It is taken to be so where the
 * store does not say. */
gboolean mail_job_is_waiting (MailJob *self);

/* A test mail to @user's own address, at once and past the queue. Waits half a minute at most,
 * besides the name server. @outcome also says so where no mail
 * server is set. HARK_ERROR_BUSY while another one goes, HARK_ERROR_NOT_FOUND where @user is
 * nobody, HARK_ERROR_INVALID where their address is none. */
gboolean mail_job_test (MailJob *self, const HarkId *user, MailOutcome *outcome, GError **error);

/* Before anything is queued: who renders; NULL for mail_render(). */
void mail_job_set_render (MailJob *self, MailRender render);
/* For tests. */
void mail_job_set_patience (MailJob *self, guint connect_ms, guint whole_ms);
void mail_job_set_seed (MailJob *self, guint32 seed);

G_END_DECLS
