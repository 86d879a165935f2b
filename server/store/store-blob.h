/* store-blob.h: sealed attachments: a row each, and a file each (srv-blobs.h).
 *
 * How many bytes have arrived is the file's size and nothing else; `done` says that all of them are
 * there and were synced. A blob belongs to its owner (an account, or one form of the portal) until
 * an operation claims it for a ticket; from then on whoever may see the ticket may read it.
 * Unclaimed ones go after a while. */
#pragma once

#include "srv-blobs.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* of one account */
#define SRV_BLOB_MAX_UNCLAIMED (G_GINT64_CONSTANT (8) * 1024 * 1024 * 1024) /* bytes */
#define SRV_BLOB_MAX_UNCLAIMED_FILES 64
/* seconds that an unclaimed one stays */
#define SRV_BLOB_KEEP_ACCOUNT (7 * 24 * 3600)
#define SRV_BLOB_KEEP_FORM (24 * 3600)

typedef enum
{
  SRV_BLOB_ACCOUNT, /* owner is a user id */
  SRV_BLOB_FORM,    /* owner is 16 random bytes of one form or inbox session */
} SrvBlobOwner;

typedef struct
{
  HarkId id;
  SrvBlobOwner kind;
  HarkId owner;
  gint64 size; /* sealed bytes, once complete */
  gboolean done;
  HarkId ticket; /* zeros until claimed */
} SrvBlob;

/* HARK_ERROR_NOT_FOUND */
gboolean store_blob_get (SrvStore *store, const HarkId *id, SrvBlob *blob, GError **error);
/* A blob that @ticket has claimed: what its inbox may read. HARK_ERROR_NOT_FOUND for any other. */
gboolean store_blob_get_of_ticket (SrvStore *store, const HarkId *ticket, const HarkId *id,
                                   gint64 *size, GError **error);
/* A blob that a ticket has claimed which @user may see. HARK_ERROR_NOT_FOUND for any other. */
gboolean store_blob_get_for_user (SrvStore *store, const HarkId *user, const HarkId *id,
                                  gint64 *size, GError **error);

/* An account's upload begins. The same id and size again is fine. HARK_ERROR_CONFLICT for an id
 * that is somebody else's or has another size, HARK_ERROR_TOO_LARGE over a cap of what may lie
 * unclaimed. */
gboolean store_blob_create (SrvStore *store, const HarkId *id, const HarkId *user, gint64 size,
                            gint64 now, GError **error);
/* All bytes are in the file and synced. */
gboolean store_blob_set_done (SrvStore *store, const HarkId *id, GError **error);
/* For the portal, which learns the size at the end: the file is complete and synced, now comes the
 * row.
 * @form is the owner that is named when it is claimed. @now is rounded down to the hour here. */
gboolean store_blob_add_finished (SrvStore *store, const HarkId *id, const HarkId *form,
                                  gint64 size, gint64 now, GError **error);
/* HARK_ERROR_INVALID unless every one of @ids (element-type HarkId, no repeats) is complete,
 * unclaimed and of this owner. */
gboolean store_blob_claim (SrvStore *store, SrvBlobOwner kind, const HarkId *owner, GArray *ids,
                           const HarkId *ticket, GError **error);
/* Takes the rows of unclaimed ones that are too old. Their files belong to nothing from then on,
 * and go with the next sweep. */
gboolean store_blob_expire (SrvStore *store, gint64 now, GError **error);

/* All that are complete: (element-type SrvBlob) (transfer full). */
GArray *store_blob_list_done (SrvStore *store, GError **error);
/* Takes the row of an unclaimed one whose file is gone: in a copy that was made while it expired.
 */
gboolean store_blob_forget (HarkSqlite *db, const HarkId *id, GError **error);

G_END_DECLS
