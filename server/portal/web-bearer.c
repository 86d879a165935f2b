/* web-bearer.c: see web-bearer.h */
#include "web-bearer.h"

#include <string.h>

#define TOKEN_LEN 32
#define TAG "hark/portal-bearer/v1"

/* A file that waits to be sent, or is on its way. */
typedef struct
{
  HarkId user;
  HarkId form;
  HarkId blob;
  gint64 bytes; /* 0 while it is on its way */
  gint64 since;
} Waiting;

struct _WebBearers
{
  GMutex lock;
  WebDisk *disk;
  GHashTable *by_hash; /* GBytes to WebBearer */
  GArray *waiting;     /* Waiting; beyond the end of a session, as the files are */
};

static void
bearer_free (gpointer data)
{
  hark_seal_wipe (data, sizeof (WebBearer));
  g_free (data);
}

WebBearers *
web_bearers_new (WebDisk *disk)
{
  WebBearers *self = g_new0 (WebBearers, 1);

  self->disk = disk;
  g_mutex_init (&self->lock);
  self->by_hash = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref,
                                         bearer_free);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  return self;
}

void
web_bearers_free (WebBearers *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_hash);
  g_array_unref (self->waiting);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GBytes *
hash_token (const char *token)
{
  guint8 hash[HARK_HASH_LEN];

  hark_seal_hash (hash, sizeof hash, NULL, 0, TAG, token, strlen (token), NULL);
  return g_bytes_new (hash, sizeof hash);
}

/* Locked. */
static WebBearer *
look (WebBearers *self, const char *token)
{
  g_autoptr (GBytes) hash = token != NULL ? hash_token (token) : NULL;

  return hash != NULL ? g_hash_table_lookup (self->by_hash, hash) : NULL;
}

static gboolean
is_over (const WebBearer *bearer, gint64 now)
{
  return now - bearer->used >= WEB_BEARER_IDLE || now - bearer->opened >= WEB_BEARER_LIFE;
}

static gboolean
is_over_at (gpointer hash, gpointer bearer, gpointer now)
{
  return is_over (bearer, *(gint64 *)now);
}

/* Locked. Ends the longest unused one, of @user where that is given, if there are @max. */
static void
limit (WebBearers *self, const HarkId *user, guint max)
{
  GHashTableIter iter;
  gpointer hash, value;
  gpointer oldest = NULL;
  gint64 used = G_MAXINT64;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->by_hash);
  while (g_hash_table_iter_next (&iter, &hash, &value))
    {
      const WebBearer *bearer = value;

      if (user != NULL && !hark_id_equal (&bearer->user, user))
        continue;
      n++;
      if (bearer->used < used)
        {
          used = bearer->used;
          oldest = hash;
        }
    }
  if (n >= max)
    g_hash_table_remove (self->by_hash, oldest);
}

/* Locked. One's own places first: nobody puts out anybody else by signing in. */
static void
make_room (WebBearers *self, const HarkId *user, gint64 now)
{
  g_hash_table_foreach_remove (self->by_hash, is_over_at, &now);
  limit (self, user, WEB_MAX_BEARERS_OF_USER);
  limit (self, NULL, WEB_MAX_BEARERS);
}

static char *
make_token (void)
{
  guint8 token[TOKEN_LEN];
  char *text = g_malloc (2 * TOKEN_LEN + 1);

  hark_seal_random (token, sizeof token);
  for (guint i = 0; i < TOKEN_LEN; i++)
    g_snprintf (text + 2 * i, 3, "%02x", token[i]);
  hark_seal_wipe (token, sizeof token);
  return text;
}

char *
web_bearers_open (WebBearers *self, const HarkId *user, const char *name,
                  const guint8 login[HARK_HASH_LEN], gint64 now)
{
  WebBearer *bearer = g_new0 (WebBearer, 1);
  char *token = make_token ();

  bearer->user = *user;
  g_strlcpy (bearer->name, name, sizeof bearer->name);
  memcpy (bearer->login, login, sizeof bearer->login);
  hark_id_random (&bearer->form);
  bearer->opened = bearer->used = now;

  g_mutex_lock (&self->lock);
  make_room (self, user, now);
  g_hash_table_replace (self->by_hash, hash_token (token), bearer);
  g_mutex_unlock (&self->lock);
  return token;
}

gboolean
web_bearers_find (WebBearers *self, const char *token, gint64 now, WebBearer *bearer)
{
  WebBearer *found;
  gboolean ok;

  g_mutex_lock (&self->lock);
  found = look (self, token);
  ok = found != NULL && !is_over (found, now);
  if (ok)
    {
      found->used = now;
      *bearer = *found;
    }
  g_mutex_unlock (&self->lock);
  return ok;
}

/* Locked. */
static void
remove_file (WebBearers *self, guint index)
{
  web_disk_release (self->disk, g_array_index (self->waiting, Waiting, index).bytes);
  g_array_remove_index_fast (self->waiting, index);
}

/* Locked. Those that waited too long are no more. */
static void
expire_files (WebBearers *self, gint64 now)
{
  for (guint i = self->waiting->len; i > 0; i--)
    if (now - g_array_index (self->waiting, Waiting, i - 1).since >= WEB_BEARER_FILE_LIFE)
      remove_file (self, i - 1);
}

/* Locked. */
static guint
count_files (WebBearers *self, const HarkId *user)
{
  guint n = 0;

  for (guint i = 0; i < self->waiting->len; i++)
    if (hark_id_equal (&g_array_index (self->waiting, Waiting, i).user, user))
      n++;
  return n;
}

/* Locked. One that waits, or one that is on its way; len for none. */
static guint
find_file (WebBearers *self, const HarkId *form, const HarkId *blob, gboolean waits)
{
  guint i;

  for (i = 0; i < self->waiting->len; i++)
    {
      const Waiting *file = &g_array_index (self->waiting, Waiting, i);

      if (hark_id_equal (&file->form, form) && hark_id_equal (&file->blob, blob)
          && (file->bytes > 0) == waits)
        break;
    }
  return i;
}

gboolean
web_bearers_add_file (WebBearers *self, const WebBearer *bearer, const HarkId *blob, gint64 now)
{
  Waiting file = { bearer->user, bearer->form, *blob, 0, now };
  gboolean fits;

  g_mutex_lock (&self->lock);
  expire_files (self, now);
  fits = count_files (self, &bearer->user) < WEB_MAX_BEARER_FILES;
  if (fits)
    g_array_append_val (self->waiting, file);
  g_mutex_unlock (&self->lock);
  return fits;
}

void
web_bearers_keep_file (WebBearers *self, const HarkId *form, const HarkId *blob, gint64 bytes)
{
  guint i;

  g_mutex_lock (&self->lock);
  i = find_file (self, form, blob, FALSE);
  if (i < self->waiting->len)
    g_array_index (self->waiting, Waiting, i).bytes = bytes;
  else
    web_disk_release (self->disk, bytes);
  g_mutex_unlock (&self->lock);
}

void
web_bearers_drop_file (WebBearers *self, const HarkId *form, const HarkId *blob)
{
  guint i;

  g_mutex_lock (&self->lock);
  i = find_file (self, form, blob, FALSE);
  if (i < self->waiting->len)
    remove_file (self, i);
  g_mutex_unlock (&self->lock);
}

void
web_bearers_forget_files (WebBearers *self, const HarkId *form, const GArray *blobs)
{
  g_mutex_lock (&self->lock);
  for (guint k = 0; k < blobs->len; k++)
    {
      guint i = find_file (self, form, &g_array_index (blobs, HarkId, k), TRUE);

      if (i < self->waiting->len)
        remove_file (self, i);
    }
  g_mutex_unlock (&self->lock);
}

void
web_bearers_close (WebBearers *self, const char *token)
{
  g_autoptr (GBytes) hash = token != NULL ? hash_token (token) : NULL;

  g_mutex_lock (&self->lock);
  if (hash != NULL)
    g_hash_table_remove (self->by_hash, hash);
  g_mutex_unlock (&self->lock);
}

void
web_bearers_sweep (WebBearers *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  g_hash_table_foreach_remove (self->by_hash, is_over_at, &now);
  expire_files (self, now);
  g_mutex_unlock (&self->lock);
}

guint
web_bearers_count (WebBearers *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->by_hash);
  g_mutex_unlock (&self->lock);
  return n;
}
