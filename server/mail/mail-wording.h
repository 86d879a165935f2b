/* mail-wording.h: the organisation's own words for mails, and what may stand in them
 *
 * {"de": {"anonymous": {"subject": TEXT, "text": TEXT}, …}, …} by language and kind; what is
 * missing is said in Hark's words. Fields stand in braces: {number}, {area}, {period}, {due},
 * {organisation}, {address}, {count}; nothing else does. */
#pragma once

#include <json-glib/json-glib.h>

#include "srv-store.h"

G_BEGIN_DECLS

#define MAIL_WORDING_MAX (64 * 1024) /* bytes, all of it */
#define MAIL_WORDING_MAX_SUBJECT 150 /* bytes, before the fields are filled in */
#define MAIL_WORDING_MAX_TEXT 4000

/* What a mail may say of what it is about: none of it was written by a reporter. NULL: "". */
typedef struct
{
  const char *number;
  const char *area;
  const char *period;
  const char *due;
  const char *organisation;
  const char *address; /* of the portal */
  const char *count;
} MailFields;

/* "number", "area" …; static, NULL-terminated. */
const char *const *mail_wording_list_fields (void);
/* Every kind of mail that has words: "anonymous" … "digest", "summary". Likewise. */
const char *const *mail_wording_list_kinds (void);

/* @words with each field in its place; (transfer full). */
char *mail_wording_fill (const char *words, const MailFields *fields);

/* HARK_ERROR_INVALID, in words: an unknown language, kind, member or field, a brace that belongs to
 * none, a text that is empty or too long. */
gboolean mail_wording_check (JsonObject *wording, GError **error);
/* Empty where nothing was settled. (transfer full) */
JsonObject *mail_wording_read (SrvStore *store, GError **error);
/* One that passed mail_wording_check(), in place of all that was there. In a SrvWork. */
gboolean mail_wording_put (SrvStore *store, JsonObject *wording, GError **error);
/* NULL where it has none; the object's. @part is "subject" or "text". */
const char *mail_wording_find (JsonObject *wording, const char *language, const char *kind,
                               const char *part);

G_END_DECLS
