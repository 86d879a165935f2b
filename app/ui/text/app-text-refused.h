/* app-text-refused.h: what was not delivered, and why, in the user's words */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* A sentence: who did what, and when. (transfer full) */
char *app_text_refused (const AppRefused *refused);
/* Why a draft came back: a sentence as it was kept, or a server's answer by its wire name. (transfer full) */
char *app_text_refused_why (const char *why);
/* Why what depended on it was not sent. (transfer full) */
char *app_text_not_sent (const AppRefused *refused);
/* What it was: "2026-4711 · Close". (transfer full) */
char *app_text_refused_title (const AppRefused *refused);
/* What the operation was: "Message". @type: wire name; static. */
const char *app_text_operation (const char *type);
/* The same with whom it is assigned to. (transfer full) */
char *app_text_operation_to (const char *type, const char *to);

/* What was wanted, and what holds instead: the words that were written, or a deadline as it was to be, and as it is. NULL
 * for nothing. (transfer full) */
char *app_text_refused_mine (const AppRefused *refused);
char *app_text_refused_theirs (const AppRefused *refused);

G_END_DECLS
