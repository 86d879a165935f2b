/* year-thief.c: see year-thief.h */
#include "year-thief.h"

#include <glib/gstdio.h>

#include "guest.h"
#include "hark-code.h"
#include "hark-epoch.h"
#include "job-backup.h"
#include "secrets.h"

static void
add_holder (Secrets *secrets, const Holder *holder)
{
  GHashTableIter iter;
  gpointer name, keys;

  for (guint i = 0; i < holder->keys->len; i++)
    secrets_add (secrets, holder->name, g_array_index (holder->keys, KeyPair, i).sk, 32);
  g_hash_table_iter_init (&iter, holder->opened);
  while (g_hash_table_iter_next (&iter, &name, &keys))
    {
      secrets_add (secrets, "a ticket's key", ((HarkEpochKeys *)keys)->sh, 32);
      secrets_add (secrets, "a ticket's key for the team", ((HarkEpochKeys *)keys)->in, 32);
    }
  if (holder->code != NULL)
    {
      guint8 code[HARK_CODE_LEN];

      secrets_add_text (secrets, "the line of an inbox", holder->code);
      g_assert_true (hark_code_parse (holder->code, code, NULL));
      secrets_add (secrets, "the code of an inbox", code, sizeof code);
    }
  if (holder->client != NULL)
    {
      const AppKeys *own = holder->client->store->keys;

      secrets_add_text (secrets, "a password", holder->password);
      secrets_add (secrets, "an account key", own->account_key, sizeof own->account_key);
      secrets_add (secrets, "a device's key", own->local, sizeof own->local);
      secrets_add (secrets, "a signing seed", own->account.sign_seed, 32);
      secrets_add (secrets, "a receiving seed", own->account.box_seed, 32);
      secrets_add_text (secrets, "a session's token", holder->client->token);
    }
}

guint
year_look_for_secrets (Year *self)
{
  g_autoptr (Secrets) secrets = secrets_new ();
  g_autoptr (Secrets) open = secrets_new ();
  g_autofree char *backup = g_build_filename (self->folder, "backup", NULL);
  g_autofree char *file = g_build_filename (backup, "hark.backup", NULL);
  JobBackup made = { 0 };
  GError *error = NULL;
  guint found;

  secrets_add_text (secrets, "what was written", "canary-piece-");
  secrets_add_text (secrets, "a guest's password", GUEST_PASSWORD);
  for (char letter = 'a'; letter <= 'z'; letter++)
    {
      g_autofree char *name = g_strdup_printf ("canary-file-%c.txt", letter);

      secrets_add_text (secrets, "the name of a file", name);
    }
  for (guint i = 0; i < self->holders->len; i++)
    add_holder (secrets, g_ptr_array_index (self->holders, i));

  g_assert_cmpint (g_mkdir (backup, 0700), ==, 0);
  job_backup_make (harness_get_dir (self->server), file, harness_get_now (self->server), &made,
                   &error);
  g_assert_no_error (error);
  /* what is no secret is found there */
  secrets_add_text (open, "an address", "anna@example.org");
  g_assert_cmpuint (secrets_look (open, harness_get_dir (self->server)), >, 0);
  g_assert_cmpuint (secrets_look (open, backup), >, 0);
  found = secrets_look (secrets, harness_get_dir (self->server));
  found += secrets_look (secrets, backup);
  for (guint i = 0; i < self->holders->len; i++)
    {
      const Holder *holder = g_ptr_array_index (self->holders, i);

      if (holder->home != NULL)
        found += secrets_look (secrets, holder->home);
    }
  g_test_message ("%" G_GSIZE_FORMAT " bytes", secrets_count_bytes (secrets));
  g_assert_cmpuint (secrets_count_bytes (secrets), >, 1000000);
  return found;
}
