/* guest.h: somebody with a portal-only account, in front of the portal without JavaScript */
#pragma once

#include "hark-code.h"
#include "visitor.h"

G_BEGIN_DECLS

#define GUEST_PASSWORD "canary-badger staple rain"

/* What an Admin's client does; the reply's status. @line gets the code, where it is not NULL.
 * (transfer full) */
guint guest_invite (Fixture *f, const char *name, char **line);
/* Puts the code in with the password, and once more; the status of the page that comes. */
guint guest_accept (Visitor *visitor, const char *line, const char *password, const char *again);
guint guest_sign_in (Visitor *visitor, const char *name, const char *password);
/* All of it: invited, accepted and signed in, where there are such accounts. */
Visitor *guest_new (Fixture *f, const char *name);
/* A report in the account's name; its number. @file may be NULL. (transfer full) */
char *guest_report (Visitor *visitor, const char *subject, const char *report, GBytes *file);
/* The same from a browser with a script, which signs in for it: sealed there, at the level of the
 * formats. (transfer full) */
char *guest_report_sealed (Harness *harness, const char *name, const char *password,
                           const char *subject, const char *report);
/* Likewise, where the report gives another name, which no server can see; "" for none. (transfer
 * full) */
char *guest_report_as (Harness *harness, const char *name, const char *password,
                       const char *claimed, const char *subject, const char *report);
/* A name of nobody's that wrong passwords for others have brought no questions: few names share a
 * place in what is counted, but which do is drawn at each start. (transfer full) */
char *guest_find_unguessed (Fixture *f);
/* A message on the page of the report that is open; the status of the page that comes. */
guint guest_write (Visitor *visitor, const char *number, const char *text);
void guest_sign_out (Visitor *visitor);

G_END_DECLS
