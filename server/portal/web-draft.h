/* web-draft.h: what a reporter has typed and attached and not yet sent, in the locked pool */
#pragma once

#include "hark-account.h"
#include "hark-api.h"
#include "hark-file.h"
#include "hark-ticket.h"
#include "store-blob.h"
#include "web-pool.h"

G_BEGIN_DECLS

/* Texts that are kept until they are sent, then what steers a form and is gone with the request. */
typedef enum
{
  WEB_AREA,
  WEB_SUBJECT,
  WEB_REPORT,
  WEB_OBSERVED,
  WEB_WHERE,
  WEB_WHEN,
  WEB_WHO,
  WEB_NAME,
  WEB_CONTACT,
  WEB_ASKED, /* which questions of an area are answered in those that follow (web-asked.h) */
  WEB_FIRST_ASKED,
  WEB_LAST_ASKED = WEB_FIRST_ASKED + 19,
  WEB_EXCLUDE, /* ids with blanks between them: a box each on the form */
  WEB_MESSAGE,
  WEB_N_TEXTS,

  WEB_CSRF = WEB_N_TEXTS,
  WEB_STEP,
  WEB_STAY,
  WEB_TURN,
  WEB_TOKEN,
  WEB_ANSWER,
  WEB_ANSWER_2,
  WEB_ANSWER_3,
  WEB_CODE,
  WEB_INBOX,
  WEB_KEPT,
  WEB_BOXES, /* the form has boxes for whom to exclude: none of them ticked says nothing itself */
  WEB_NAMED, /* the form is of somebody who was signed in */
  WEB_TICKET,
  WEB_USER,
  WEB_PASSWORD,
  WEB_PASSWORD_NEW,
  WEB_PASSWORD_AGAIN,
  WEB_MAIL,
  WEB_LANGUAGE,
  WEB_DIGEST,
  WEB_N_FIELDS,
} WebField;

/* How the field is called in a form. */
const char *web_field_get_name (WebField field);
/* WEB_N_FIELDS for a name that no form of ours has. */
WebField web_field_from_name (const char *name);
/* How many bytes of it are taken in: more than is allowed, so that a text which is too long is not
 * lost. */
gsize web_field_get_max (WebField field);
/* How many bytes may be sent. */
gsize web_field_get_limit (WebField field);

/* A sealed file that waits. Lies in the pool: it has the file's key. */
typedef struct
{
  HarkId blob;
  gint64 size;
  gint64 padded;
  gint64 sealed; /* bytes in the blob's file */
  guint8 key[32];
  guint8 prefix[16];
  guint64 chunks;
  guint8 hash[32];
  char name[HARK_FILE_MAX_NAME + 1];
  char type[HARK_FILE_MAX_TYPE + 1];
} WebFile;

typedef enum
{
  WEB_REFUSED_LARGE,  /* over HARK_TICKET_MAX_FILE */
  WEB_REFUSED_MANY,   /* over HARK_TICKET_MAX_FILES */
  WEB_REFUSED_BUSY,   /* no room for it now */
  WEB_REFUSED_UNSAFE, /* came with a form that is not valid any more */
} WebRefused;

/* A file that was sent and not kept. Lies in the pool: names tell. */
typedef struct
{
  WebRefused why;
  char name[HARK_FILE_MAX_NAME + 1];
} WebRefusal;

#define WEB_MAX_REFUSALS 8
#define WEB_MAX_WAITING                                                                            \
  (G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024) /* sealed bytes that nobody has sent yet */
#define WEB_MAX_UPLOADS 32 /* files under way at one time: each takes 132 KiB of locked memory */

/* Where files go, and what of the caps above is used. Shared; from any thread. */
typedef struct
{
  SrvBlobs *blobs;
  GMutex lock;
  gint64 waiting;
  guint uploads;
} WebDisk;

void web_disk_init (WebDisk *self, SrvBlobs *blobs);
void web_disk_clear (WebDisk *self);
/* FALSE where a cap would be exceeded. */
gboolean web_disk_reserve (WebDisk *self, gint64 bytes);
void web_disk_release (WebDisk *self, gint64 bytes);
gboolean web_disk_begin_upload (WebDisk *self);
void web_disk_end_upload (WebDisk *self);

typedef struct
{
  WebPool *pool;
  WebDisk *disk;
  char *text[WEB_N_TEXTS];   /* NULL for empty */
  gboolean cut[WEB_N_TEXTS]; /* was longer than is taken in */
  WebFile *file[HARK_TICKET_MAX_FILES];
  guint n_files;
  WebRefusal *refusal[WEB_MAX_REFUSALS];
  guint n_refusals;
} WebDraft;

void web_draft_init (WebDraft *self, WebPool *pool, WebDisk *disk);
/* Wipes texts and keys, and removes the files of what was never sent. */
void web_draft_clear (WebDraft *self);
/* The same, but the files on disk belong to a ticket now. */
void web_draft_clear_sent (WebDraft *self);

/* "" for nothing. */
const char *web_draft_get (const WebDraft *self, WebField field);
/* Takes @text, which lies in the draft's pool; "" empties the field. */
void web_draft_set (WebDraft *self, WebField field, char *text, gboolean cut);
/* Empties it. */
void web_draft_unset (WebDraft *self, WebField field);
gboolean web_draft_is_empty (const WebDraft *self);

/* Takes @file, whose bytes were reserved; too many are refused here. */
void web_draft_add_file (WebDraft *self, WebFile *file);
void web_draft_remove_file (WebDraft *self, const HarkId *blob);
/* Removes a file and says why. */
void web_draft_drop_file (WebDraft *self, const HarkId *blob, WebRefused why);
void web_draft_refuse (WebDraft *self, WebRefused why, const char *name);
void web_draft_clear_refusals (WebDraft *self);

/* Moves texts, files and refusals of @from here, where the two lie in one pool; otherwise copies
 * texts and refusals, HARK_ERROR_BUSY where there is no room for them. Texts that @from has not
 * stay as they are, but answers to other questions than those in @from go. */
gboolean web_draft_merge (WebDraft *self, WebDraft *from, GError **error);

/* What store-blob.h takes. */
GArray *web_draft_list_blobs (const WebDraft *self);

G_END_DECLS
