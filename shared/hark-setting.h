/* hark-setting.h: what the organisation or an area has settled for itself, as a document that its
 * author signed
 *
 * document = scope 16 ‖ version 8 ‖ prev 32 ‖ roster head 16 ‖ time 8 ‖ body length 4 ‖ body ‖
 *            author 16 ‖ sig 64 over lp("hark/sig/setting/v1") ‖ org ‖ everything before sig
 *
 * scope is the organisation's id or an area's; each has a chain of its own: version 1 has prev
 * zeros, every other the hash, H (32, –, no tag, whole document), of the one before, and never
 * names an earlier head than that. The body is a JSON object: hark-setting-organisation.h,
 * hark-setting-area.h. It is not secret: the portal shows most of it.
 *
 * Who may: the organisation's, an Admin; an area's, an Expert of it; both at the head that is
 * named, with the keys of that head. Where an area has no Expert, an Admin signs its version 1:
 * nothing but its names. With the statement of its first team that makes the area. */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-roster.h"

G_BEGIN_DECLS

#define HARK_SETTING_MAX_BODY (64 * 1024)
#define HARK_SETTING_MAX_DOCUMENT (HARK_SETTING_MAX_BODY + 164)
#define HARK_SETTING_MAX_VERSION (G_GUINT64_CONSTANT (1) << 53) /* JSON's numbers end there */

typedef struct
{
  HarkId scope;
  guint64 version;
  guint8 prev[HARK_HASH_LEN];
  guint8 head[HARK_HEAD_LEN];
  gint64 time;
  JsonObject *body;
  HarkId author;
  guint8 hash[HARK_HASH_LEN]; /* of the document */
} HarkSetting;

void hark_setting_free (HarkSetting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSetting, hark_setting_free)

/* Its form alone: HARK_ERROR_INVALID. */
HarkSetting *hark_setting_read (GBytes *document, GError **error);
/* The version after @before (NULL: the first) of @scope, at the newest head of @roster. NULL with
 * HARK_ERROR_TOO_LARGE. */
GBytes *hark_setting_make (HarkRoster *roster, const HarkId *scope, const HarkSetting *before,
                           JsonObject *body, gint64 time, const HarkId *author,
                           const guint8 sk[HARK_SIGN_SK_LEN], GError **error);

/* Holds @document, of which @self was read, against @roster: HARK_ERROR_UNVERIFIED (signature, or
 * a head that is not on the chain), HARK_ERROR_FORBIDDEN (the author had no right there),
 * HARK_ERROR_INVALID (its body is none of that scope). */
gboolean hark_setting_verify (const HarkSetting *self, GBytes *document, HarkRoster *roster,
                              GError **error);
/* Whether its author could sign it as of the statement @seq. */
gboolean hark_setting_has_right (const HarkSetting *self, HarkRoster *roster, guint64 seq);
/* HARK_ERROR_CONFLICT where @self is not the next one after @before (NULL: the first). */
gboolean hark_setting_check_follows (const HarkSetting *self, const HarkSetting *before,
                                     HarkRoster *roster, GError **error);

/* Several areas may say of themselves that they are shown first: of their newest documents the
 * latest is right, by its author's clock, then by version, then by scope. */
gboolean hark_setting_is_later (const HarkSetting *self, const HarkSetting *other);

G_END_DECLS
