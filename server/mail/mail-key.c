/* mail-key.c: see mail-key.h */
#include "mail-key.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define HIDING "hark/mail-hiding/v1"

/* Whoever makes it looks again first. */
static GMutex making;

typedef enum
{
  KEY_THERE,
  KEY_NONE, /* or half of one */
  KEY_UNREADABLE,
} KeyState;

static KeyState
read_key (const char *dir, guint8 key[HARK_KEY_LEN])
{
  g_autofree char *path = g_build_filename (dir, MAIL_KEY_FILE, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  ssize_t length;

  if (fd < 0)
    return errno == ENOENT ? KEY_NONE : KEY_UNREADABLE;

  length = read (fd, key, HARK_KEY_LEN);
  close (fd);
  if (length < 0)
    return KEY_UNREADABLE;
  return length == HARK_KEY_LEN ? KEY_THERE : KEY_NONE;
}

/* Under another name first: half a key would be none for ever. */
static gboolean
make_key (const char *dir, guint8 key[HARK_KEY_LEN])
{
  g_autofree char *path = g_build_filename (dir, MAIL_KEY_FILE, NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd = open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean made;

  hark_seal_random (key, HARK_KEY_LEN);
  made = fd >= 0 && write (fd, key, HARK_KEY_LEN) == HARK_KEY_LEN && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return made && g_rename (part, path) == 0;
}

gboolean
mail_key_load (const char *dir, guint8 key[HARK_KEY_LEN])
{
  return read_key (dir, key) == KEY_THERE;
}

gboolean
mail_key_ensure (const char *dir, guint8 key[HARK_KEY_LEN], GError **error)
{
  KeyState state;

  g_mutex_lock (&making);
  state = read_key (dir, key);
  if (state == KEY_NONE && make_key (dir, key))
    state = KEY_THERE;
  g_mutex_unlock (&making);
  if (state == KEY_THERE)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_DISK, "%s in the data folder cannot be %s",
               MAIL_KEY_FILE, state == KEY_NONE ? "written" : "read");
  return FALSE;
}

void
mail_key_hide (const guint8 key[HARK_KEY_LEN], const char *tag, const HarkId *id,
               const HarkId *user, HarkId *hidden)
{
  const HarkId nobody = { { 0 } };
  guint8 hiding[HARK_KEY_LEN];

  hark_seal_hash (hiding, sizeof hiding, key, HARK_KEY_LEN, HIDING, NULL);
  hark_seal_hash (hidden->bytes, sizeof hidden->bytes, hiding, sizeof hiding, tag, id->bytes,
                  sizeof id->bytes, (user != NULL ? user : &nobody)->bytes, sizeof nobody.bytes,
                  NULL);
  hark_seal_wipe (hiding, sizeof hiding);
}
