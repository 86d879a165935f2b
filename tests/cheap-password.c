/* cheap-password.c: Argon2id at next to no cost, for tests of something else
 *
 * It stands in front of libsodium's function. What an account's password costs, half a second and
 * 256 MiB each time, was most of what these tests did. Formats and limits are the real ones: the
 * cost that was asked for still makes another hash of the same password. Portal-only accounts, with
 * their 19 MiB, are hashed as ever: what else a test runs may know one of those. Left to the real
 * function are the tests of passwords themselves, and those that hand a home to hark-cli.
 */
#include "cheap-password.h"

#include <dlfcn.h>
#include <glib.h>
#include <sodium.h>
#include <string.h>

#define DEAR (64 * 1024 * 1024) /* bytes, from which on it is an account's */
#define CHEAP (64 * 1024)

static gboolean is_dear;

void
cheap_password_set (gboolean is_cheap)
{
  is_dear = !is_cheap;
}

typedef int (*Hash) (unsigned char *const out, unsigned long long length,
                     const char *const password, unsigned long long password_length,
                     const unsigned char *const salt, unsigned long long ops, size_t bytes,
                     int algorithm);

int
crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
               unsigned long long password_length, const unsigned char *const salt,
               unsigned long long ops, size_t bytes, int algorithm)
{
  Hash real = (Hash)dlsym (RTLD_NEXT, "crypto_pwhash");
  const guint64 cost[] = { ops, bytes };
  unsigned char mixed[crypto_pwhash_SALTBYTES];

  if (bytes < DEAR || is_dear)
    return real (out, length, password, password_length, salt, ops, bytes, algorithm);

  crypto_generichash (mixed, sizeof mixed, (const unsigned char *)cost, sizeof cost, salt,
                      crypto_pwhash_SALTBYTES);
  return real (out, length, password, password_length, mixed, 1, CHEAP, algorithm);
}
