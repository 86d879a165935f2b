/* hark-code.c: see hark-code.h */
#include "hark-code.h"

#include "hark-error.h"

#include <sodium.h>
#include <string.h>

#define N_WORDS 12
#define WORD_BITS 11
#define CODE_SYMBOLS 26 /* 130 bits, the last two zero */
#define CODE_CHECKS 2
#define LINE_CHECKS 4
#define SYMBOL_BITS 5
#define SYMBOLS(length) (((length)*8 + SYMBOL_BITS - 1) / SYMBOL_BITS)
#define MAX_SYMBOLS (SYMBOLS (HARK_CODE_MAX_BYTES) + LINE_CHECKS)
#define GROUP 4

static const char *const words[] = {
#include "hark-words.inc"
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == 1 << WORD_BITS);

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static gboolean
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

/* @n bits from bit @first on, the first bit of a byte being its highest; zeros behind the end. */
static guint
get_bits (const guint8 *data, gsize length, guint first, guint n)
{
  guint value = 0;

  for (guint i = first; i < first + n; i++)
    {
      guint bit = i / 8 < length ? (data[i / 8] >> (7 - i % 8)) & 1 : 0;

      value = value << 1 | bit;
    }

  return value;
}

static void
set_bits (guint8 *data, guint first, guint n, guint value)
{
  for (guint i = 0; i < n; i++)
    if ((value >> (n - 1 - i)) & 1)
      data[(first + i) / 8] |= (guint8)(0x80 >> ((first + i) % 8));
}

void
hark_code_random (guint8 code[HARK_CODE_LEN])
{
  randombytes_buf (code, HARK_CODE_LEN);
}

char *
hark_code_to_words (const guint8 code[HARK_CODE_LEN])
{
  guint8 bits[HARK_CODE_LEN + crypto_hash_sha256_BYTES];
  char *text = g_malloc0 (HARK_CODE_MAX_TEXT);
  char *at = text;

  memcpy (bits, code, HARK_CODE_LEN);
  crypto_hash_sha256 (bits + HARK_CODE_LEN, code, HARK_CODE_LEN);
  for (guint i = 0; i < N_WORDS; i++)
    {
      at = g_stpcpy (at, words[get_bits (bits, sizeof bits, i * WORD_BITS, WORD_BITS)]);
      if (i + 1 < N_WORDS)
        *at++ = ' ';
    }

  sodium_memzero (bits, sizeof bits);
  return text;
}

/* @n_symbols of @data, then @n_checks from bit @check_bit of its SHA-256 on, in groups of four. */
static char *
write_line (const guint8 *data, gsize length, guint n_symbols, guint n_checks, guint check_bit)
{
  guint8 hash[crypto_hash_sha256_BYTES];
  guint n = n_symbols + n_checks;
  char *text = g_malloc0 (n + n / GROUP + 1);
  char *at = text;

  crypto_hash_sha256 (hash, data, length);
  for (guint i = 0; i < n; i++)
    {
      guint value = i < n_symbols
                        ? get_bits (data, length, i * SYMBOL_BITS, SYMBOL_BITS)
                        : get_bits (hash, sizeof hash, check_bit + (i - n_symbols) * SYMBOL_BITS,
                                    SYMBOL_BITS);

      if (i > 0 && i % GROUP == 0)
        *at++ = '-';
      *at++ = symbols[value];
    }

  sodium_memzero (hash, sizeof hash);
  return text;
}

char *
hark_code_to_line (const guint8 code[HARK_CODE_LEN])
{
  return write_line (code, HARK_CODE_LEN, CODE_SYMBOLS, CODE_CHECKS, 4);
}

char *
hark_code_bytes_to_line (const guint8 *data, gsize length)
{
  g_return_val_if_fail (length > 0 && length <= HARK_CODE_MAX_BYTES, NULL);

  return write_line (data, length, SYMBOLS ((guint)length), LINE_CHECKS, 0);
}

char *
hark_code_key_to_line (const guint8 key[32])
{
  return hark_code_bytes_to_line (key, 32);
}

/* What somebody typed: lower case, one blank between parts; and without any blank. Both end in NUL.
 */
typedef struct
{
  char spaced[HARK_CODE_MAX_TEXT + 1];
  char packed[HARK_CODE_MAX_TEXT + 1];
  gsize length; /* of packed */
  gboolean has_digit;
} Typed;

/* "1." in front of a word, as lists have it: no part of the code. @spaced and @packed point behind
 * the digits. */
static gboolean
drop_ordinal (Typed *typed, char **spaced, char **packed)
{
  char *start = *spaced;

  while (start > typed->spaced && g_ascii_isdigit (start[-1]))
    start--;
  if (start == *spaced || *spaced - start > 2 || (start > typed->spaced && start[-1] != ' '))
    return FALSE;

  *packed -= *spaced - start;
  *spaced = start;
  return TRUE;
}

static gboolean
read_typed (const char *text, Typed *typed, GError **error)
{
  char *spaced = typed->spaced;
  char *packed = typed->packed;

  memset (typed, 0, sizeof *typed);
  if (text == NULL || strnlen (text, HARK_CODE_MAX_TEXT + 1) > HARK_CODE_MAX_TEXT)
    return refuse (error, "the code's length is wrong");
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, "the code is not text");

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      /* what no word and no line holds becomes one sign that neither knows */
      char plain = c < 0x80 ? g_ascii_tolower ((char)c) : '?';

      if (g_unichar_isspace (c) || c == '-')
        {
          if (spaced > typed->spaced && spaced[-1] != ' ')
            *spaced++ = ' ';
          continue;
        }
      if (plain == '.' && drop_ordinal (typed, &spaced, &packed))
        continue;
      *spaced++ = plain;
      *packed++ = plain;
    }

  if (spaced > typed->spaced && spaced[-1] == ' ')
    spaced--;
  *spaced = *packed = '\0'; /* behind a dropped ordinal stands what is left of it */
  typed->length = (gsize)(packed - typed->packed);
  typed->has_digit = strpbrk (typed->packed, "0123456789") != NULL;
  return TRUE;
}

static int
symbol_value (char c)
{
  const char *found;

  switch (c)
    {
    case 'o':
      return 0;
    case 'i':
    case 'l':
      return 1;
    default:
      found = strchr (symbols, g_ascii_toupper (c));
      return found != NULL && *found != '\0' ? (int)(found - symbols) : -1;
    }
}

/* The counterpart of write_line(). */
static gboolean
parse_line (const char *packed, guint8 *out, gsize length, guint n_symbols, guint n_checks,
            guint check_bit, GError **error)
{
  guint8 values[MAX_SYMBOLS] = { 0 };
  guint8 data[(MAX_SYMBOLS * SYMBOL_BITS + 7) / 8] = { 0 };
  guint8 hash[crypto_hash_sha256_BYTES];
  gboolean known = TRUE, right = TRUE;

  for (guint i = 0; i < n_symbols + n_checks; i++)
    {
      int value = symbol_value (packed[i]);

      known &= value >= 0;
      values[i] = (guint8)MAX (value, 0);
    }

  for (guint i = 0; i < n_symbols; i++)
    set_bits (data, i * SYMBOL_BITS, SYMBOL_BITS, values[i]);
  crypto_hash_sha256 (hash, data, length);
  for (guint i = 0; i < n_checks; i++)
    right &= values[n_symbols + i]
             == get_bits (hash, sizeof hash, check_bit + i * SYMBOL_BITS, SYMBOL_BITS);
  /* bits behind the data are zeros, or one code would have several lines */
  right &= get_bits (data, sizeof data, (guint)length * 8,
                     n_symbols * SYMBOL_BITS - (guint)length * 8)
           == 0;
  if (known && right)
    memcpy (out, data, length);

  sodium_memzero (values, sizeof values);
  sodium_memzero (data, sizeof data);
  sodium_memzero (hash, sizeof hash);
  if (!known)
    return refuse (error, "the code holds a character that no code has");
  return right || refuse (error, "the code's check characters do not fit: something is mistyped");
}

/* The list is sorted, and its first four letters are unique. */
static int
find_word (const char *text, gsize length)
{
  guint low = 0, high = G_N_ELEMENTS (words);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (strncmp (words[middle], text, length) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  if (low == G_N_ELEMENTS (words) || strncmp (words[low], text, length) != 0)
    return -1;
  return length >= 4 || words[low][length] == '\0' ? (int)low : -1;
}

static guint
count_words (const char *spaced)
{
  guint n = 1;

  for (const char *at = spaced; *at != '\0'; at++)
    n += *at == ' ';
  return n;
}

static gboolean
parse_words (const char *spaced, guint8 code[HARK_CODE_LEN], GError **error)
{
  guint8 bits[HARK_CODE_LEN + 1] = { 0 };
  guint8 hash[crypto_hash_sha256_BYTES];
  gboolean known = TRUE, right;
  guint n = 0;

  for (const char *at = spaced; *at != '\0' && known; n++)
    {
      gsize length = strcspn (at, " ");
      int found = find_word (at, length);

      known = found >= 0;
      if (known && n < N_WORDS)
        set_bits (bits, n * WORD_BITS, WORD_BITS, (guint)found);
      at += length;
      if (*at == ' ')
        at++;
    }

  crypto_hash_sha256 (hash, bits, HARK_CODE_LEN);
  right = bits[HARK_CODE_LEN] == (hash[0] & 0xf0);
  if (known && n == N_WORDS && right)
    memcpy (code, bits, HARK_CODE_LEN);
  sodium_memzero (bits, sizeof bits);
  sodium_memzero (hash, sizeof hash);

  if (!known && count_words (spaced) == N_WORDS)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "word %u is none of the list", n);
      return FALSE;
    }
  if (!known || n != N_WORDS)
    return refuse (error, "the code's length is wrong: it has twelve words or 28 characters");
  return right || refuse (error, "the words do not fit together: one is another, or out of order");
}

gboolean
hark_code_parse (const char *text, guint8 code[HARK_CODE_LEN], GError **error)
{
  Typed typed;
  gboolean ok = FALSE;

  if (!read_typed (text, &typed, error))
    ok = FALSE;
  else if (typed.length == CODE_SYMBOLS + CODE_CHECKS) /* twelve words are 36 letters at least */
    ok = parse_line (typed.packed, code, HARK_CODE_LEN, CODE_SYMBOLS, CODE_CHECKS, 4, error);
  else if (typed.has_digit)
    ok = refuse (error, "the code's length is wrong: it has twelve words or 28 characters");
  else
    ok = parse_words (typed.spaced, code, error);

  sodium_memzero (&typed, sizeof typed);
  return ok;
}

gboolean
hark_code_bytes_parse (const char *text, const char *what, guint8 *data, gsize length,
                       GError **error)
{
  guint n = SYMBOLS ((guint)length);
  Typed typed;
  gboolean ok = FALSE;

  g_return_val_if_fail (length > 0 && length <= HARK_CODE_MAX_BYTES, FALSE);

  if (!read_typed (text, &typed, error))
    ok = FALSE;
  else if (typed.length != n + LINE_CHECKS)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                 "the %s's length is wrong: it has %u characters", what, n + LINE_CHECKS);
  else
    ok = parse_line (typed.packed, data, length, n, LINE_CHECKS, 0, error);

  sodium_memzero (&typed, sizeof typed);
  return ok;
}

gboolean
hark_code_key_parse (const char *text, guint8 key[32], GError **error)
{
  return hark_code_bytes_parse (text, "key", key, 32, error);
}

void
hark_code_reporter_keys (const guint8 code[HARK_CODE_LEN], const HarkId *org,
                         HarkReporterKeys *keys)
{
  guint8 mk[HARK_KEY_LEN], seed[32];

  hark_seal_hash (mk, sizeof mk, code, HARK_CODE_LEN, "hark/reporter-mk/v1", org->bytes,
                  (gsize)HARK_ID_LEN, NULL);
  hark_seal_subkey (keys->lookup, sizeof keys->lookup, 1, "HKlookup", mk);
  hark_seal_subkey (keys->token, sizeof keys->token, 2, "HKauthtk", mk);
  hark_seal_subkey (seed, sizeof seed, 3, "HKinboxk", mk);
  hark_seal_box_keys (seed, keys->box_pk, keys->box_sk);
  sodium_memzero (mk, sizeof mk);
  sodium_memzero (seed, sizeof seed);
}

void
hark_code_token_hash (const guint8 token[32], guint8 hash[32])
{
  hark_seal_hash (hash, 32, NULL, 0, "hark/reporter-token/v1", token, (gsize)32, NULL);
}
