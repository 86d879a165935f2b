/* mail-log.h: mails as a mail server got them, each as a line of a log: whom, in which language,
 * what about; and what holds of every one of them */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GHashTable *letters;  /* numbers of tickets → what a table calls them */
  GPtrArray *forbidden; /* what no mail says: contents, names, codes */
  GHashTable *known;    /* Message-IDs that came before */
} MailLog;

MailLog *mail_log_new (void);
void mail_log_free (MailLog *self);
void mail_log_forbid (MailLog *self, const char *text);
void mail_log_name (MailLog *self, const char *number, const char *letter);
/* "bert de reminder A acknowledge 10. Januar 2028", "dora en digest B:answer C:closed",
 * "anna en summary 5:anonymous"; at the end "deputy" of one in somebody's place, "again" where the
 * same mail came before. Fails where the mail is none as all must be. (transfer full) */
char *mail_log_read (MailLog *self, const char *mail);

G_END_DECLS
