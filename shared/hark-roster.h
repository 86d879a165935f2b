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
 *          user_key  user 16 ‖ generation 2 ‖ sign_pk 32 ‖ box_pk 32
 *          user_off  user 16
 *          admin_set n 2 ‖ n × user 16                       (replaces the set)
 *          area_set  area 16 ‖ n 2 ‖ n × (user 16 ‖ keys hash 32 ‖ role 1)   (the area's team;
 *                    bit 7 of role: from now on)
 *          recovery_set  box_pk 32 ‖ sign_pk 32              (all zeros: none)
 *          policy    1 ‖ min suite 1 ‖ min protocol 2 ‖ portal-only 1 ‖ recovery 1 ‖
 *                    password length 2 ‖ second factor 1 ‖ idle lock 2        (replaces it)
 *          recovery_use  area 16 ‖ user 16 ‖ sig 64 by the recovery key (hark-recovery.h)
 *
 * Types of later versions are refused with HARK_ERROR_UPGRADE: a client that cannot judge a
 * statement cannot judge those after it.
 *
 * What a member may read. Each member has a `since`: 0 for all of the area's tickets, else the seq
 * of the statement from which on they have them. It stands on no wire; everybody works it out from
 * the list. Whom an area_set brings in gets
 *   bit 7 set     the seq of this statement,
 *   bit 7 clear   what its signer has: their since, where they are a living Expert of the area; the
 *                 seq of this statement, where an Admin signs for want of one; 0 where it is the
 *                 area's first team, before which nothing was sealed for it.
 * Who is a living member already, with the same keys, keeps theirs (bit set), or gets the lesser of
 * the two (bit clear). Who says that they use the recovery key (recovery_use) gets 0: they can open
 * all of it. So whom an Admin appoints after every Expert was switched off, and whomever
 * these bring in, have only what comes from then on; who was there before goes on as before.
 *
 * A ticket enters its area with the first of its newest epochs that name that area, epoch 0 or the
 * one of a move: its entry is the seq of the head which that one names, 0 where that is not on the
 * chain. Its recipients are the living members whose since is at most its entry, without those whom
 * its newest epoch excludes. The head of an epoch >= 1 is signed by the member who opened it. That
 * of epoch 0 may be signed by nobody, so that the server can name any there that it has by then:
 * what it invents is its own to read. It cannot name another later on, nor make anybody else's
 * ticket enter anew: every slot holds the hash of its epoch's statement, and that the hash of the
 * one before, back to epoch 0; and the author of a move must have sealed the key of before under
 * the new one. */
#pragma once

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_ROSTER_MAX_NAME 200        /* bytes */
#define HARK_ROSTER_MAX_MEMBERS 1000    /* of one area, or Admins */
#define HARK_ROSTER_MAX_STATEMENT 65536 /* bytes */
#define HARK_ROSTER_MIN_PASSWORD 8      /* characters that a policy may ask for */
#define HARK_ROSTER_MAX_PASSWORD 128
#define HARK_ROSTER_MAX_IDLE_LOCK 1440           /* minutes */
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
  HARK_ROSTER_RECOVERY_USE = 9,
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
  guint16 generation; /* of these keys, which are the newest: 1 as added */
  guint64 since;      /* seq of the statement that added them */
  guint64 until;      /* seq of user_off, 0 while they are here */
} HarkRosterUser;

/* The keys that somebody had from the statement @since on. */
typedef struct
{
  guint64 since;
  guint8 sign_pk[32];
  guint8 box_pk[32];
  guint8 hash[32];
} HarkRosterKeys;

typedef struct
{
  HarkId user;
  guint8 keys_hash[32];
  HarkRole role;
  guint64 since; /* what they may read, see above. For hark_roster_make_area_set(): 0 to give all
                    that the signer can give, else what they have, or for who is new nothing yet */
  /* What entered the area before @before is theirs only since the statement @use, in which @by said
   * that they use the recovery key; 0 where nothing is. */
  guint64 use, before;
  HarkId by;
} HarkRosterMember;

/* What the organisation asks of everybody. Without a statement: nothing but what Hark does by
 * itself. A list that asks for a suite or protocol that this
 * program has not is refused as one of a later version is. */
typedef struct
{
  guint8 min_suite;
  guint16 min_protocol;
  gboolean portal_only;    /* accounts without an account key, for the portal alone */
  gboolean recovery;       /* tickets are sealed to the recovery key, too */
  guint16 password_length; /* characters, HARK_ROSTER_MIN_PASSWORD … HARK_ROSTER_MAX_PASSWORD */
  gboolean second_factor;  /* required */
  guint16 idle_lock; /* minutes at most, up to HARK_ROSTER_MAX_IDLE_LOCK; 0: as people choose */
} HarkRosterPolicy;

gboolean hark_roster_policy_equal (const HarkRosterPolicy *a, const HarkRosterPolicy *b);

/* The organisation's recovery key: hark-recovery.h. */
typedef struct
{
  guint8 box_pk[32];
  guint8 sign_pk[32];
  HarkId id;     /* whom its slots name */
  guint64 since; /* seq of the statement that set it; the same key again changes nothing */
  guint64 on; /* seq of the statement since which tickets are sealed to it, 0 while they are not */
} HarkRosterRecovery;

typedef struct _HarkRoster HarkRoster;

/* Empty. Not thread-safe; build one per thread or guard it. */
HarkRoster *hark_roster_new (void);
void hark_roster_free (HarkRoster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkRoster, hark_roster_free)

/* Checks form, seq, prev, signature and the signer's right at that point, then applies. On failure
 * nothing changes: HARK_ERROR_INVALID (form), HARK_ERROR_CONFLICT (seq or prev do not continue this
 * list), HARK_ERROR_UNVERIFIED (signature, or nobody known signed), HARK_ERROR_FORBIDDEN (signer
 * may not), HARK_ERROR_UPGRADE (type), HARK_ERROR_TOO_LARGE (the whole list).
 * Rights: org by the root key; user_add, user_off, admin_set, recovery_set, policy by an Admin, or
 * by root while there is no living Admin; user_key by the user, with the keys until then, or like
 * user_off; recovery_use by who uses it, a living Expert of the area, while tickets are sealed to a
 * recovery key, which signed it, too; area_set by an Expert of that area, by an Admin only while it
 * has no living Expert. A living member is one who is not off and whose keys match: new keys end
 * every membership, whoever signed them. Users in sets must exist, not be off, and in an area have
 * the keys that are named; no repeats, no empty set; a user id or name (compared casefolded, NFKC)
 * is never given twice; keys that somebody had never come back to them, each generation is one more
 * than the last; no area_set leaves an area without an Expert (user_off and user_key may). Names
 * are those of hark_text_is_name(). */
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
/* What @user signed and received with as of the statement @seq (inclusive), whether they are here
 * still or not: what names a head was made with the keys of that head. NULL where they were not
 * known then. Valid until the next append. */
const HarkRosterKeys *hark_roster_get_keys_at (HarkRoster *self, const HarkId *user, guint64 seq);
gboolean hark_roster_is_admin (HarkRoster *self, const HarkId *user);
gboolean hark_roster_is_admin_at (HarkRoster *self, const HarkId *user, guint64 seq);
/* Now. */
HarkRole hark_roster_get_role (HarkRoster *self, const HarkId *area, const HarkId *user);
/* As of the statement @seq (inclusive). */
HarkRole hark_roster_get_role_at (HarkRoster *self, const HarkId *area, const HarkId *user,
                                  guint64 seq);
/* Now; NULL for who is no living member. Valid until the next append. */
const HarkRosterMember *hark_roster_get_member (HarkRoster *self, const HarkId *area,
                                                const HarkId *user);
/* Living members of an area, (element-type HarkRosterMember) (transfer container, owned elements):
 * free with g_array_unref(). Empty for an unknown area. */
GArray *hark_roster_get_members (HarkRoster *self, const HarkId *area);
/* Those of them who may have a ticket that entered it at @entry: its recipients, but for those whom
 * the ticket excludes. */
GArray *hark_roster_list_recipients (HarkRoster *self, const HarkId *area, guint64 entry);
gboolean hark_roster_is_recipient (HarkRoster *self, const HarkId *area, const HarkId *user,
                                   guint64 entry);
/* As of the statement @seq (inclusive). */
gboolean hark_roster_is_recipient_at (HarkRoster *self, const HarkId *area, const HarkId *user,
                                      guint64 entry, guint64 seq);
gboolean hark_roster_has_expert_at (HarkRoster *self, const HarkId *area, guint64 seq);
/* Whether somebody who was a recipient, at the statement @since or later, of a ticket that entered
 * @area at @entry is none now, or has other keys: whoever has the keys of then may hold a key of
 * one whose newest epoch names the head @since. */
gboolean hark_roster_has_lost (HarkRoster *self, const HarkId *area, guint64 since, guint64 entry);
/* Every area that was ever set: GArray of HarkId. */
GArray *hark_roster_get_areas (HarkRoster *self);
/* The defaults without a statement. */
const HarkRosterPolicy *hark_roster_get_policy (HarkRoster *self);
/* NULL where there is none. Valid until the next append. */
const HarkRosterRecovery *hark_roster_get_recovery (HarkRoster *self);
/* Whether @user may open tickets of @area with the recovery key: said that they do, with the key
 * that there is now, and has been an Expert there with the same keys since. */
gboolean hark_roster_may_recover (HarkRoster *self, const HarkId *area, const HarkId *user);
/* The statement by which alone @member has what entered the area at @entry, and in @by who signed
 * it; 0 where they have it without anybody's use of the recovery key, or not at all. */
guint64 hark_roster_get_use_for (const HarkRosterMember *member, guint64 entry, HarkId *by);
/* Who said last that they use the key that there is now, and for which area: the statement's seq; 0
 * where nobody did. */
guint64 hark_roster_get_last_use (HarkRoster *self, HarkId *area, HarkId *user);

/* Signs the next statement of @self (which it must then be given by hark_roster_append()). @signer
 * is the org id with the root's key for root. For hark_roster_make_org @self is not needed: it is
 * always seq 1. */
GBytes *hark_roster_make_org (const guint8 root_pk[32], const guint8 root_sk[64], const char *name);
GBytes *hark_roster_make_user_add (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *user, const guint8 sign_pk[32],
                                   const guint8 box_pk[32], const char *name);
/* The generation after the one that @user, who must be known, has now. */
GBytes *hark_roster_make_user_key (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *user, const guint8 sign_pk[32],
                                   const guint8 box_pk[32]);
GBytes *hark_roster_make_user_off (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *user);
GBytes *hark_roster_make_admin_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                    const HarkId *users, guint n_users);
GBytes *hark_roster_make_area_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                   const HarkId *area, const HarkRosterMember *members,
                                   guint n_members);
/* Both NULL: there is none from now on. */
GBytes *hark_roster_make_recovery_set (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                       const guint8 *box_pk, const guint8 *sign_pk);
/* @recovery_sk is the recovery key's; @signer is who uses it. */
GBytes *hark_roster_make_recovery_use (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                       const HarkId *area, const guint8 recovery_sk[64]);
GBytes *hark_roster_make_policy (HarkRoster *self, const HarkId *signer, const guint8 sk[64],
                                 const HarkRosterPolicy *policy);

/* What people compare by eye: the root key's fingerprint, 8 groups of 5 digits: the u32s of
 * H (32, –, "hark/fingerprint/v1" ‖ root_pk), each modulo 100,000. (transfer full) */
char *hark_roster_fingerprint (const guint8 root_pk[32]);

G_END_DECLS
