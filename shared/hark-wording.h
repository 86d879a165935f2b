/* hark-wording.h: the organisation's own words for mails, of its settings, and what may stand in
 * them
 *
 * {"de": {"anonymous": {"subject": TEXT, "text": TEXT}, …}, …} by language and kind; what is
 * missing is said in Hark's words. Fields stand in braces: {number}, {area}, {period}, {due},
 * {organisation}, {address}, {count}; nothing else does. What a later Hark knows of languages,
 * kinds and parts is kept, but not signed anew. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HARK_WORDING_MAX (64 * 1024) /* bytes, all of it as JSON; settings may hold less */
#define HARK_WORDING_MAX_SUBJECT 150 /* bytes, before the fields are filled in */
#define HARK_WORDING_MAX_TEXT 4000
#define HARK_WORDING_SUBJECT "subject"
#define HARK_WORDING_TEXT "text"

/* From "de/anonymous/subject" to words; none are empty. */
typedef GHashTable HarkWording;

HarkWording *hark_wording_new (void);
void hark_wording_free (HarkWording *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkWording, hark_wording_free)
HarkWording *hark_wording_copy (HarkWording *self);

/* @part: HARK_WORDING_SUBJECT, HARK_WORDING_TEXT. NULL for none. Owned by @self. */
const char *hark_wording_get (HarkWording *self, const char *language, const char *kind,
                              const char *part);
/* NULL or empty @words: Hark's. */
void hark_wording_set (HarkWording *self, const char *language, const char *kind, const char *part,
                       const char *words);
/* Keys of both, sorted; @other may be NULL. (element-type utf8) (transfer full) */
GPtrArray *hark_wording_list_keys (HarkWording *self, HarkWording *other);
/* { language, kind, part }; (transfer full). */
GStrv hark_wording_split (const char *key);

/* The member @name of @object, empty where there is none; words of at most @max bytes, of UTF-8
 * without controls but line feeds. Its form alone: HARK_ERROR_INVALID. (transfer full) */
HarkWording *hark_wording_from_json (JsonObject *object, const char *name, gsize max,
                                     GError **error);
/* The member goes where there are no words. */
void hark_wording_to_json (HarkWording *self, JsonObject *object, const char *name);

/* --- what is taken --- */

/* "en", "de": in which mails are written; static, NULL-terminated, as the next two are. */
const char *const *hark_wording_list_languages (void);
/* Every kind of mail that has words: "anonymous" … "digest", "summary". */
const char *const *hark_wording_list_kinds (void);
/* "number", "area" … */
const char *const *hark_wording_list_fields (void);
/* Of those, what a mail of @kind has: others are filled with nothing. */
gboolean hark_wording_has_field (const char *kind, const char *field);

typedef enum
{
  HARK_WORDING_SOUND,
  HARK_WORDING_EMPTY,
  HARK_WORDING_LONG,
  HARK_WORDING_CONTROL, /* or, in a subject, a line's end or a blank at one of its ends */
  HARK_WORDING_FIELD,   /* a brace that belongs to no field */
} HarkWordingFlaw;

HarkWordingFlaw hark_wording_judge (const char *part, const char *words);
/* Of what is signed anew. HARK_ERROR_INVALID, in words: an unknown language, kind or part, or what
 * hark_wording_judge() says. */
gboolean hark_wording_check (HarkWording *self, GError **error);

/* --- filling in --- */

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
} HarkWordingFields;

/* @words with each field in its place; (transfer full). */
char *hark_wording_fill (const char *words, const HarkWordingFields *fields);

G_END_DECLS
