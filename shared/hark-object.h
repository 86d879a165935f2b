/* hark-object.h: one sealed, immutable piece of a ticket (crypto.md, Objects) */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_OBJECT_HEADER_LEN 96
/* bytes of JSON, so that the largest bucket holds all */
#define HARK_OBJECT_MAX_BODY (100 * 1024 - 128)
#define HARK_OBJECT_MAX_LEN (HARK_OBJECT_HEADER_LEN + 32 + 24 + 100 * 1024 + 16)

typedef enum
{
  HARK_OBJECT_REPORT = 1,
  HARK_OBJECT_MESSAGE = 2,
  HARK_OBJECT_NOTE = 3,
  HARK_OBJECT_TITLE = 4,
  HARK_OBJECT_LABELS = 5,
  HARK_OBJECT_OUTCOME = 6,
  HARK_OBJECT_HISTORY = 7,
  HARK_OBJECT_MANIFEST = 8,
} HarkObjectType;

/* flag: sealed by the server for a reporter without JavaScript */
#define HARK_OBJECT_BY_SERVER 0x01

/* clang-format off */
/* Their bodies are JSON objects:
 *
 *   report    {"subject","report","observed"("own"|"hearsay"|""),"where","when","who","name","contact",
 *              "inbox":bool,"language","team":[{"id","pk"}],"answers":[{"id","label","answer"}]}
 *              team: to whom the reporter's side sealed. answers: to the area's own questions, in its words then.
 *              On behalf also "channel" (hark_channel) and "received" (seconds): how and when the author, a
 *              member, heard what they wrote down
 *   message   {"text","side":"reporter"|"team"}
 *   note      {"text"}
 *              of contact outside Hark also "channel" (hark_channel) and "contacted" (seconds): how and when that was
 *   title     {"title"}
 *   outcome   {"outcome","reason"}
 *   history   {"type","from","to","pre":{…}}
 *              type: that of the operation in whose transaction it is stored; what else stands in it goes by that
 *   manifest  {"blob","with","side","name","type","size","padded","key","prefix","chunks","hash"}
 *              with: the object (report, message, note) that the file belongs to
 */
/* clang-format on */

/* TRUE for what only the team reads (sealed under K_in): all but report, message and manifest. */
gboolean hark_object_type_is_internal (HarkObjectType type);

typedef struct
{
  HarkObjectType type;
  guint8 flags;
  HarkId org, ticket, object;
  HarkId author; /* zeros: an anonymous reporter, or the server for one */
  guint32 epoch, counter;
  HarkId prev;
} HarkObjectHeader;

/* An opened object. Its strings are secret; freed with hark_object_free(), which wipes what it can:
 * keep copies of them, never a reference to body. */
typedef struct
{
  HarkObjectHeader header;
  gint64 time; /* seconds since 1970, by the author's clock: for display only */
  guint8 head[HARK_HEAD_LEN];
  JsonObject *body;
  gboolean is_signed;
  guint8 sig[64];
  guint8 digest[32]; /* what sig covers, with tag and org in front */
} HarkObject;

/* @key is the epoch's K_sh or K_in, by type; zeros (no key) are HARK_ERROR_INVALID, as are an
 * unknown type or flag, a time before 1970 or after 9999, and @sign_sk with an author of zeros or
 * with HARK_OBJECT_BY_SERVER. @sign_sk NULL for anonymous authors. HARK_ERROR_TOO_LARGE for a body
 * over HARK_OBJECT_MAX_BODY. */
GBytes *hark_object_seal (const HarkObjectHeader *header, const guint8 key[32], gint64 time,
                          const guint8 head[HARK_HEAD_LEN], JsonObject *body, const guint8 *sign_sk,
                          GError **error);
/* What can be read without a key. HARK_ERROR_INVALID; HARK_ERROR_UPGRADE for another version or
 * suite, or a type that only a later version has. */
gboolean hark_object_read_header (GBytes *sealed, HarkObjectHeader *header, GError **error);
/* HARK_ERROR_UNVERIFIED where commitment or tag differ, HARK_ERROR_INVALID where the inside is
 * malformed. The signature is not yet checked. */
HarkObject *hark_object_open (GBytes *sealed, const guint8 key[32], GError **error);
/* FALSE for an unsigned object too. */
gboolean hark_object_verify (const HarkObject *self, const guint8 sign_pk[32]);
void hark_object_free (HarkObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkObject, hark_object_free)

G_END_DECLS
