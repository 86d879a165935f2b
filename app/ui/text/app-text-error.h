/* app-text-error.h: errors in the user's words */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for any error of the client library; static. */
const char *app_text_error (const GError *error);
/* Why an operation was refused. @problem: wire name; @by: who was first, or NULL. (transfer full) */
char *app_text_refused (const char *problem, const char *by);
/* The same for AppKeptDraft.why: a wire name, or words already. (transfer full) */
char *app_text_refused_why (const char *why);
/* What the operation was: "Answer to the reporter". @type: wire name; static. */
const char *app_text_operation (const char *type);

G_END_DECLS
