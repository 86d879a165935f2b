/* hark-epoch.h: a ticket's keys, and to whom they are sealed (crypto.md, Tickets: epochs and slots)
 *
 * statement = ticket 16 ‖ epoch 4 ‖ prev 32 ‖ area 16 ‖ commitment of K_sh 32 ‖ of K_in 32 ‖
 * reporter pk 32 ‖ roster head 16 ‖ n 2 ‖ n × excluded 16 ‖ author 16 ‖ sig 64. prev = H (32, –, no
 * tag, previous statement), zeros in epoch 0. */
#pragma once

#include "hark-seal.h"

G_BEGIN_DECLS

#define HARK_EPOCH_MAX_EXCLUDED 100
#define HARK_EPOCH_MIN_LEN (16 + 4 + 32 + 16 + 32 + 32 + 32 + 16 + 2 + 16 + 64)
#define HARK_EPOCH_MAX_LEN (HARK_EPOCH_MIN_LEN + 16 * HARK_EPOCH_MAX_EXCLUDED)
#define HARK_SLOT_LEN 208
#define HARK_PAST_LEN (HARK_KEY_LEN + HARK_BOX_OVERHEAD)

typedef enum
{
  HARK_SLOT_MEMBER = 1,   /* K_sh and K_in */
  HARK_SLOT_REPORTER = 2, /* K_sh, K_in zeros; recipient id zeros for an anonymous reporter */
  HARK_SLOT_RECOVERY = 3, /* K_sh and K_in; recipient is the recovery key's id */
} HarkSlotKind;

/* One epoch's two keys. Copies belong into locked memory and are wiped. K_in is zeros where there
 * is none. */
typedef struct
{
  guint8 sh[HARK_KEY_LEN];
  guint8 in[HARK_KEY_LEN];
} HarkEpochKeys;

typedef struct
{
  HarkId ticket;
  guint32 epoch;
  guint8 prev[32];
  HarkId area;
  guint8 commit_sh[32];
  guint8 commit_in[32];
  guint8 reporter_pk[32]; /* zeros: no inbox */
  guint8 head[HARK_HEAD_LEN];
  guint16 n_excluded;
  HarkId excluded[HARK_EPOCH_MAX_EXCLUDED];
  HarkId author; /* zeros: an anonymous reporter, or the server for one */
  guint8 sig[64];
} HarkEpoch;

/* K_sh always; K_in unless @team is FALSE (epoch 0 of a reporter). */
void hark_epoch_keys_random (HarkEpochKeys *keys, gboolean team);
/* H (32, K, "hark/kc/v1" ‖ ticket ‖ epoch), zeros for a zero key; into both fields of @epoch. */
void hark_epoch_commit (HarkEpoch *epoch, const HarkEpochKeys *keys);
gboolean hark_epoch_check_keys (const HarkEpoch *epoch, const HarkEpochKeys *keys);

gboolean hark_epoch_excludes (const HarkEpoch *epoch, const HarkId *user);
/* Where they belong in the order; once is enough. FALSE where there are too many. */
gboolean hark_epoch_exclude (HarkEpoch *epoch, const HarkId *user);
void hark_epoch_include (HarkEpoch *epoch, const HarkId *user);
/* Whether @epoch says what @before says, but that its author is excluded: what also an Observer may
 * open. */
gboolean hark_epoch_excludes_itself (const HarkEpoch *epoch, const HarkEpoch *before);

/* @sign_sk NULL: sig zeros (with author zeros and epoch 0, and only then). Breaking that, or the
 * rules of hark_epoch_read() for excluded ids, is a mistake of the caller's: NULL. */
GBytes *hark_epoch_write (const HarkEpoch *epoch, const HarkId *org, const guint8 *sign_sk);
/* Form only: exact length, at most HARK_EPOCH_MAX_EXCLUDED, excluded ids strictly ascending, prev
 * zeros in epoch 0 and only there. HARK_ERROR_INVALID. */
gboolean hark_epoch_read (GBytes *statement, HarkEpoch *epoch, GError **error);
/* The signature against @sign_pk; for author zeros @sign_pk NULL, epoch must be 0, K_in's
 * commitment and sig zeros. HARK_ERROR_UNVERIFIED. Whether the author had the right is the caller's
 * question to the roster. */
gboolean hark_epoch_verify (GBytes *statement, const HarkId *org, const guint8 *sign_pk,
                            GError **error);
void hark_epoch_hash (GBytes *statement, guint8 hash[32]);

/* HARK_SLOT_LEN bytes, crypto_box_seal to @box_pk; NULL where @box_pk is of low order, which no key
 * pair's is. @hash is the statement's. */
GBytes *hark_epoch_seal_slot (const HarkEpoch *epoch, const guint8 hash[32], const HarkId *org,
                              HarkSlotKind kind, const HarkId *recipient, const guint8 box_pk[32],
                              const HarkEpochKeys *keys);
/* Opens and checks every field and both commitments. HARK_ERROR_UNVERIFIED; @keys untouched. A
 * reporter's slot leaves keys->in zeros and its commitment unchecked. A slot without any key (for a
 * reporter: without K_sh) is refused. */
gboolean hark_epoch_open_slot (GBytes *slot, const HarkEpoch *epoch, const guint8 hash[32],
                               const HarkId *org, HarkSlotKind kind, const HarkId *recipient,
                               const guint8 box_pk[32], const guint8 box_sk[32],
                               HarkEpochKeys *keys, GError **error);

/* "Past" box: the previous key under the new key of the same sort, HARK_PAST_LEN bytes, AAD
 * lp("hark/past/v1") ‖ ticket ‖ new epoch ‖ u8 sort (0 K_sh, 1 K_in). */
GBytes *hark_epoch_seal_past (const HarkEpoch *epoch, guint8 sort, const guint8 new_key[32],
                              const guint8 old_key[32]);
gboolean hark_epoch_open_past (const HarkEpoch *epoch, guint8 sort, const guint8 new_key[32],
                               GBytes *past, guint8 old_key[32], GError **error);

G_END_DECLS
