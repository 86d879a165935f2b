/* app-text-wording.h: the mails that Hark sends, and what can stand in them, as people call it. All static. */
#pragma once

#include "hark-wording.h"

G_BEGIN_DECLS

/* "New Anonymous Ticket" for "anonymous"; what has no name here as it is, also of the next three. */
const char *app_text_mail_kind (const char *kind);
/* Who gets it: "To the team". */
const char *app_text_mail_reader (const char *kind);
/* "Subject" for HARK_WORDING_SUBJECT */
const char *app_text_mail_part (const char *part);
/* "Ticket Number" for "number" */
const char *app_text_mail_field (const char *field);
/* What is wrong with @words, NULL for nothing; empty ones are Hark's. */
const char *app_text_mail_flaw (const char *part, const char *words);

G_END_DECLS
