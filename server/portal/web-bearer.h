/* web-bearer.h: who is signed in with a portal-only account whose keys their browser has.
 *
 * It says so by a token that it keeps in a variable; here are its hash, whose it is and until when,
 * and nothing that opens anything. In memory alone: a server that is started anew asks again. */
#pragma once

#include "hark-api.h"
#include "hark-seal.h"
#include "web-draft.h"

G_BEGIN_DECLS

#define WEB_BEARER_IDLE (20 * 60)      /* seconds */
#define WEB_BEARER_LIFE (12 * 60 * 60) /* seconds, whatever happens meanwhile */
#define WEB_MAX_BEARERS 2000
#define WEB_MAX_BEARERS_OF_USER 20
/* of one account, uploaded and in nothing that was sent yet, whoever is signed in meanwhile */
#define WEB_MAX_BEARER_FILES 40
#define WEB_BEARER_FILE_LIFE (25 * 60 * 60) /* seconds after which they are gone from the disk */

typedef struct
{
  HarkId user;
  char name[HARK_API_MAX_NAME + 1];
  guint8
      login[HARK_HASH_LEN]; /* hash of the secret that let them in: with another one it is over */
  HarkId form;              /* owner of the files that they upload */
  gint64 opened, used;
} WebBearer;

typedef struct _WebBearers WebBearers;

/* @disk, which must live longer, has the room that waiting files take. */
WebBearers *web_bearers_new (WebDisk *disk);
void web_bearers_free (WebBearers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebBearers, web_bearers_free)

/* From any thread, as all below. The token, which goes out once. Where all places are taken, or
 * all of @user's, the longest unused one of them ends. Free with hark_seal_free_string(). */
char *web_bearers_open (WebBearers *self, const HarkId *user, const char *name,
                        const guint8 login[HARK_HASH_LEN], gint64 now);
/* Counts as use. FALSE for @token NULL, too. */
gboolean web_bearers_find (WebBearers *self, const char *token, gint64 now, WebBearer *bearer);
/* @blob of @bearer's is on its way; FALSE where their account has WEB_MAX_BEARER_FILES. */
gboolean web_bearers_add_file (WebBearers *self, const WebBearer *bearer, const HarkId *blob,
                               gint64 now);
/* It is there and waits to be sent: with it go @bytes that were reserved of the disk. */
void web_bearers_keep_file (WebBearers *self, const HarkId *form, const HarkId *blob, gint64 bytes);
/* It did not arrive. */
void web_bearers_drop_file (WebBearers *self, const HarkId *form, const HarkId *blob);
/* @blobs (HarkId) of whoever has this @form were sent. */
void web_bearers_forget_files (WebBearers *self, const HarkId *form, const GArray *blobs);
void web_bearers_close (WebBearers *self, const char *token);
void web_bearers_sweep (WebBearers *self, gint64 now);
guint web_bearers_count (WebBearers *self);

G_END_DECLS
