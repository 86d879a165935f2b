/* hark-roster-private.h: what the list is made of, for the files that keep, judge and sign it */
#pragma once

#include "hark-roster.h"
#include "hark-seal-private.h"

G_BEGIN_DECLS

#define ROSTER_SIG_TAG "hark/sig/log/v1"
#define ROSTER_HEAD_LEN (8 + 32 + 2 + 4)
#define ROSTER_TAIL_LEN (HARK_ID_LEN + HARK_SIG_LEN)
#define ROSTER_MEMBER_LEN (HARK_ID_LEN + 32 + 1)
#define ROSTER_ROLE_LATER 0x80 /* in a role's byte: from now on */
#define ROSTER_POLICY_VERSION 1
#define ROSTER_POLICY_LEN (1 + 1 + 2 + 1 + 1 + 2 + 1 + 2)

G_STATIC_ASSERT (HARK_HEAD_LEN == HARK_ID_LEN); /* heads lie in a table of ids */

/* One area_set, or admin_set: who was in from seq on. */
typedef struct
{
  guint64 seq;
  GArray *members; /* of HarkRosterMember, or HarkId */
} RosterVersion;

void roster_clear_version (gpointer version);

/* One recovery_use. */
typedef struct
{
  guint64 seq;
  HarkId area, user;
  guint8 keys_hash[32]; /* that the user had then */
} RosterUse;

struct _HarkRoster
{
  guint64 seq;
  guint8 hash[HARK_HASH_LEN];
  HarkId org;
  guint8 root_pk[32];
  char *name;
  gsize total;       /* bytes of all statements */
  GHashTable *users; /* HarkId * of the value → HarkRosterUser * */
  GHashTable *keys;  /* HarkId * of users → GArray of HarkRosterKeys, oldest first */
  GHashTable *names; /* folded → HarkRosterUser * of users */
  GHashTable *heads; /* HarkId * → seq */
  GHashTable *areas; /* HarkId * → GArray of RosterVersion, oldest first */
  GArray *area_ids;  /* of HarkId, in order of appearance */
  GArray *admins;    /* of RosterVersion, oldest first */
  HarkRosterPolicy policy;
  HarkRosterRecovery recovery; /* since 0: none */
  GArray *uses;                /* of RosterUse, of that key */
};

/* Whether @user, who may be NULL, was there as of the statement @seq. */
gboolean roster_is_here (const HarkRosterUser *user, guint64 seq);
/* Whether @member was there then with the keys that the team was given. */
gboolean roster_is_living (HarkRoster *self, const HarkRosterMember *member, guint64 seq);
/* The members of an area as the statement @seq left them, dead ones too; NULL for none. */
GArray *roster_find_members (HarkRoster *self, const HarkId *area, guint64 seq);
/* Whoever lives there then; NULL for nobody. */
const HarkRosterMember *roster_find_member (HarkRoster *self, const HarkId *area,
                                            const HarkId *user, guint64 seq);

/* For hark-roster-take.c: what statements about the recovery key, signed by who may, lead to. @seq
 * is the statement's. HARK_ERROR_INVALID, _UNVERIFIED, _FORBIDDEN. */
gboolean roster_take_recovery_set (HarkRoster *self, guint64 seq, const guint8 *body, gsize length,
                                   GError **error);
gboolean roster_take_recovery_use (HarkRoster *self, guint64 seq, const guint8 *body, gsize length,
                                   const HarkId *signer, GError **error);
/* After each change of the policy. */
void roster_settle_recovery (HarkRoster *self, guint64 seq);

G_END_DECLS
