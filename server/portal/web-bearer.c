/* web-bearer.c: see web-bearer.h */
#include "web-bearer.h"

#include <string.h>

#define TOKEN_LEN 32
#define TAG "hark/portal-bearer/v1"

/* A file that waits to be sent. */
typedef struct
{
  HarkId user;
  HarkId form;
  gint64 since;
} Waiting;

struct _WebBearers
{
  GMutex lock;
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
web_bearers_new (void)
{
  WebBearers *self = g_new0 (WebBearers, 1);

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

/* Locked. */
static void
make_room (WebBearers *self, gint64 now)
{
  GHashTableIter iter;
  gpointer hash, bearer;
  gpointer oldest = NULL;
  gint64 used = G_MAXINT64;

  g_hash_table_foreach_remove (self->by_hash, is_over_at, &now);
  if (g_hash_table_size (self->by_hash) < WEB_MAX_BEARERS)
    return;

  g_hash_table_iter_init (&iter, self->by_hash);
  while (g_hash_table_iter_next (&iter, &hash, &bearer))
    if (((WebBearer *)bearer)->used < used)
      {
        used = ((WebBearer *)bearer)->used;
        oldest = hash;
      }
  g_hash_table_remove (self->by_hash, oldest);
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
  make_room (self, now);
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

void
web_bearers_set_login (WebBearers *self, const char *token, const guint8 login[HARK_HASH_LEN])
{
  WebBearer *found;

  g_mutex_lock (&self->lock);
  found = look (self, token);
  if (found != NULL)
    memcpy (found->login, login, sizeof found->login);
  g_mutex_unlock (&self->lock);
}

/* Locked. Those that waited too long are no more. */
static guint
count_waiting (WebBearers *self, const HarkId *user, gint64 now)
{
  guint n = 0;

  for (guint i = self->waiting->len; i > 0; i--)
    {
      const Waiting *file = &g_array_index (self->waiting, Waiting, i - 1);

      if (now - file->since >= WEB_BEARER_FILE_LIFE)
        g_array_remove_index_fast (self->waiting, i - 1);
      else if (hark_id_equal (&file->user, user))
        n++;
    }
  return n;
}

gboolean
web_bearers_add_file (WebBearers *self, const WebBearer *bearer, gint64 now)
{
  Waiting file = { bearer->user, bearer->form, now };
  gboolean fits;

  g_mutex_lock (&self->lock);
  fits = count_waiting (self, &bearer->user, now) < WEB_MAX_BEARER_FILES;
  if (fits)
    g_array_append_val (self->waiting, file);
  g_mutex_unlock (&self->lock);
  return fits;
}

void
web_bearers_forget_files (WebBearers *self, const HarkId *form, guint n)
{
  g_mutex_lock (&self->lock);
  for (guint i = self->waiting->len; i > 0 && n > 0; i--)
    if (hark_id_equal (&g_array_index (self->waiting, Waiting, i - 1).form, form))
      {
        g_array_remove_index_fast (self->waiting, i - 1);
        n--;
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
  g_mutex_unlock (&self->lock);
}
