/* hark-roster.h: the signed, hash-chained list of people, keys, areas and roles (crypto.md,
 * Roster).
 *
 * statement = seq 8 ‖ prev hash 32 ‖ type 2 ‖ body length 4 ‖ body ‖ signer id 16 ‖ sig 64 over
 * lp("hark/sig/log/v1") ‖ org ‖ everything before sig. Its hash is H (32, –, no tag, whole
 * statement); the first statement has seq 1 and prev zeros. The root key signs as signer id = org
 * id.
 *
 * bodies   org       root_pk 32 ‖ name
 *          user_add  user 16 ‖ sign_pk 32 ‖ box_pk 32 ‖ name
 *          user_off  user 16
 *          admin_set n 2 ‖ n × user 16                       (replaces the set)
 *          area_set  area 16 ‖ n 2 ‖ n × (user 16 ‖ keys hash 32 ‖ role 1)   (the area's team)
 *
 * Types of later versions are refused with HARK_ERROR_UPGRADE: a client that cannot judge a
 * statement cannot judge those after it. */
#pragma once

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_ROSTER_MAX_NAME 200                 /* bytes */
#define HARK_ROSTER_MAX_MEMBERS 1000             /* of one area, or Admins */
#define HARK_ROSTER_MAX_STATEMENT 65536          /* bytes */
#define HARK_ROSTER_MAX_TOTAL (64 * 1024 * 1024) /* bytes of all statements together */

typedef enum
{
  HARK_ROSTER_ORG = 1,
  HARK_ROSTER_USER_ADD = 2,
  HARK_ROSTER_USER_KEY = 3,
  HARK_ROSTER_USER_OFF = 4,
  HARK_ROSTER_ADMIN_SET = 5,
  HARK_ROSTER_AREA_SET = 6,
  HARK_ROSTER_RECOVERY_SET = 7,
  HARK_ROSTER_POLICY = 8,
} HarkRosterType;

typedef enum
{
  HARK_ROLE_NONE = 0,
  HARK_ROLE_OBSERVER = 1,
  HARK_ROLE_PROFESSIONAL = 2,
  HARK_ROLE_EXPERT = 3,
} HarkRole;

/* "none", "observer", "professional", "expert". */
const char *hark_role_get_name (HarkRole role);
gboolean hark_role_from_name (const char *name, HarkRole *role);

typedef struct
{
  HarkId id;
  char *name;
  guint8 sign_pk[32];
  guint8 box_pk[32];
  guint8 keys_hash[32];
  guint64 since; /* seq of the statement that added them */
  guint64 until; /* seq of user_off, 0 while they are here */
} HarkRosterUser;

typedef struct
{
  HarkId user;
  guint8 keys_hash[32];
  HarkRole role;
} HarkRosterMember;

typedef struct _HarkRoster HarkRoster;

/* Empty. Not thread-safe; build one per thread or guard it. */
HarkRoster *hark_roster_new (void);
void hark_roster_free (HarkRoster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkRoster, hark_roster_free)

/* Checks form, seq, prev, signature and the signer's right at that point, then applies. On failure
 * nothing changes: HARK_ERROR_INVALID (form), HARK_ERROR_CONFLICT (seq or prev do not continue this
 * list), HARK_ERROR_UNVERIFIED (signature, or nobody known signed), HARK_ERROR_FORBIDDEN (signer
 * may not), HARK_ERROR_UPGRADE (type), HARK_ERROR_TOO_LARGE (the whole list).
 * Rights: org by the
 * root key; user_add, user_off, admin_set by an Admin, or by root while there is no living Admin;
 * area_set by an Expert of that area, by an Admin only while it has no living Expert. A living
 * member is one who is not off and whose keys match. Users in sets must exist, not be off, and in
 * an area have the keys that are named; no repeats, no empty set; a user id or name (compared
 * casefolded, NFKC) is never given twice; no area_set leaves an area without an Expert. Names are
 * those of hark_text_is_name(). */
gboolean hark_roster_append (HarkRoster *self, GBytes *statement, GError **error);

guint64 hark_roster_get_seq (HarkRoster *self);           /* 0 while empty */
const guint8 *hark_roster_get_head (HarkRoster *self);    /* 16 bytes, zeros while empty */
const guint8 *hark_roster_get_hash (HarkRoster *self);    /* 32 bytes of the newest statement */
const HarkId *hark_roster_get_org (HarkRoster *self);     /* NULL while empty */
const guint8 *hark_roster_get_root_pk (HarkRoster *self); /* NULL while empty */
const char *hark_roster_get_name (HarkRoster *self);      /* the organisation's; NULL while empty */
/* The seq whose head is @head, 0 for none: "on the chain". */
guint64 hark_roster_find_head (HarkRoster *self, const guint8 head[HARK_HEAD_LEN]);

const HarkRosterUser *hark_roster_get_user (HarkRoster *self, const HarkId *user);
const HarkRosterUser *hark_roster_find_user (HarkRoster *self, const char *name);
/* Those who are here, by name. (element-type HarkRosterUser) (transfer container) */
GPtrArray *hark_roster_list_users (HarkRoster *self);
gboolean hark_roster_is_admin (HarkRoster *self, const HarkId *user);
/* Now. */
HarkRole hark_roster_get_role (HarkRoster *self, const HarkId *area, const HarkId *user);
/* As of the statement @seq (inclusive). */
HarkRole hark_roster_get_role_at (HarkRoster *self, const HarkId *area, const HarkId *user,
                                  guint64 seq);
/* Living members of an area, (element-type HarkRosterMember) (transfer container, owned elements):
 * free with g_array_unref(). Empty for an unknown area. */
GArray *hark_roster_get_members (HarkRoster *self, const HarkId *area);
/* Whether somebody who was a living member of @area at the statement @since or later is none now:
 * they may hold a key of a ticket whose newest epoch names that head. */
gboolean hark_roster_has_lost (HarkRoster *self, const HarkId *area, guint64 since);
/* Every area that was ever set: GArray of HarkId. */
GArray *hark_roster_get_areas (HarkRoster *self);

/* Signs the next statement of @self (which it must then be given by hark_roster_append()). @signer
 * is the org id with the root's key for root. For hark_roster_make_org @self is not needed: it is
 * always seq 1. */
GBytes *hark_roster_make_org (const guint8 root_pk[32], const guint8 root_sk[64], const char *name);
GBytes *hark_roster_make_user_add (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *user, const guint8 sign_pk[32],
                                   const guint8 box_pk[32], const char *name);
GBytes *hark_roster_make_user_off (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *user);
GBytes *hark_roster_make_admin_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                    const HarkId *users, guint n_users);
GBytes *hark_roster_make_area_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *area, const HarkRosterMember *members,
                                   guint n_members);

/* What people compare by eye: the root key's fingerprint, 8 groups of 5 digits: the u32s of
 * H (32, –, "hark/fingerprint/v1" ‖ root_pk), each modulo 100,000. (transfer full) */
char *hark_roster_fingerprint (const guint8 root_pk[32]);

G_END_DECLS
