/* web-guess.c: see web-guess.h */
#include "web-guess.h"

#include "hark-seal.h"
#include "hark-text.h"

#include <string.h>

#define N_PLACES 4096

struct _WebGuesses
{
  GMutex lock;
  guint8 *key; /* HARK_KEY_LEN: nobody can tell which names share a place */
  gint64 step; /* of WEB_GUESS_HALVE seconds */
  guint16 count[N_PLACES];
};

WebGuesses *
web_guesses_new (void)
{
  WebGuesses *self = g_new0 (WebGuesses, 1);

  g_mutex_init (&self->lock);
  self->key = hark_seal_alloc (HARK_KEY_LEN);
  hark_seal_random (self->key, HARK_KEY_LEN);
  return self;
}

void
web_guesses_free (WebGuesses *self)
{
  if (self == NULL)
    return;

  hark_seal_free (self->key);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Locked from here on. */
static guint16 *
enter (WebGuesses *self, const char *name, gint64 now)
{
  g_autofree char *folded = hark_text_fold (name);
  gint64 step = now / WEB_GUESS_HALVE;
  guint8 hash[HARK_HASH_LEN];
  guint place;

  hark_seal_hash (hash, sizeof hash, self->key, HARK_KEY_LEN, "hark/web-guess", folded,
                  strlen (folded), NULL);
  place = (hash[0] | (guint)hash[1] << 8) % N_PLACES;
  g_mutex_lock (&self->lock);
  if (step != self->step)
    for (guint i = 0; i < N_PLACES; i++)
      self->count[i] = step - self->step == 1 ? self->count[i] / 2 : self->count[i] / 4;
  self->step = step;
  return &self->count[place];
}

guint
web_guesses_get_questions (WebGuesses *self, const char *name, gint64 now)
{
  guint16 count = *enter (self, name, now);

  g_mutex_unlock (&self->lock);
  return count < WEB_GUESS_SECOND ? 1 : count < WEB_GUESS_THIRD ? 2 : 3;
}

void
web_guesses_add (WebGuesses *self, const char *name, gint64 now)
{
  guint16 *count = enter (self, name, now);

  if (*count < G_MAXUINT16)
    (*count)++;
  g_mutex_unlock (&self->lock);
}
