/* hark-id.c: see hark-id.h */
#include "hark-id.h"

#include <sodium.h>
#include <string.h>

char *
hark_id_to_string (const HarkId *id)
{
  char text[2 * HARK_ID_LEN + 1];

  sodium_bin2hex (text, sizeof text, id->bytes, sizeof id->bytes);
  return g_strdup (text);
}

static int
hex_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;

  return -1;
}

gboolean
hark_id_from_string (const char *text, HarkId *id)
{
  HarkId read;

  if (text == NULL || strnlen (text, 2 * HARK_ID_LEN + 1) != 2 * HARK_ID_LEN)
    return FALSE;

  for (guint i = 0; i < HARK_ID_LEN; i++)
    {
      int high = hex_value (text[2 * i]);
      int low = hex_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      read.bytes[i] = (guint8)(high << 4 | low);
    }

  *id = read;
  return TRUE;
}

void
hark_id_random (HarkId *id)
{
  randombytes_buf (id->bytes, sizeof id->bytes);
}

gboolean
hark_id_equal (const HarkId *a, const HarkId *b)
{
  return memcmp (a->bytes, b->bytes, HARK_ID_LEN) == 0;
}

gboolean
hark_id_is_zero (const HarkId *id)
{
  return sodium_is_zero (id->bytes, sizeof id->bytes) == 1;
}

/* Strangers choose ids: a keyed hash, or they could choose ones that collide. */
guint
hark_id_hash (gconstpointer id)
{
  static guint8 key[crypto_shorthash_KEYBYTES];
  static gsize ready;
  guint8 hash[crypto_shorthash_BYTES];
  guint value;

  if (g_once_init_enter (&ready))
    {
      crypto_shorthash_keygen (key);
      g_once_init_leave (&ready, 1);
    }

  crypto_shorthash (hash, ((const HarkId *)id)->bytes, HARK_ID_LEN, key);
  memcpy (&value, hash, sizeof value);
  return value;
}

gboolean
hark_id_equal_func (gconstpointer a, gconstpointer b)
{
  return hark_id_equal (a, b);
}

HarkId *
hark_id_copy (const HarkId *id)
{
  return g_memdup2 (id, sizeof *id);
}
