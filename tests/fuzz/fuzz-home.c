/* fuzz-home.c: account.json, as anything may have left it: what is read is written as the same */
#include "fuzz.h"

#include "app-home.h"
#include "folder.h"
#include "hark-seal.h"

#include <stdlib.h>

static char *home, *path;

static void
remove_home (void)
{
  test_folder_remove (home);
  g_free (path);
}

static void
set_up (void)
{
  if (home != NULL)
    return;

  hark_seal_init ();
  home = test_folder_new ();
  path = g_build_filename (home, "account.json", NULL);
  atexit (remove_home);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (AppAccount) account = NULL, again = NULL;
  g_autofree char *text = NULL, *twice = NULL;
  g_autoptr (GError) error = NULL;

  set_up ();
  g_file_set_contents_full (path, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600,
                            &error);
  g_assert_no_error (error);
  account = app_home_read_account (home, &error);
  fuzz_check (account != NULL, &error);
  if (account == NULL)
    return 0;

  g_assert_true (app_home_write_account (home, account, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  again = app_home_read_account (home, &error);
  g_assert_no_error (error);
  g_assert_true (app_home_write_account (home, again, NULL));
  g_assert_true (g_file_get_contents (path, &twice, NULL, NULL));
  g_assert_cmpstr (text, ==, twice);
  return 0;
}

void
fuzz_seed (void)
{
  const AppAccount account = { .url = (char *)"https://hark.example.org",
                               .organisation = (char *)"Testhaus",
                               .org = { { 1 } },
                               .user = { { 2 } },
                               .device = { { 3 } },
                               .name = (char *)"anna",
                               .cost = { .ops = HARK_ACCOUNT_OPS, .mem_kib = HARK_ACCOUNT_MEM_KIB },
                               .invited_by = (char *)"bert" };
  g_autofree char *text = NULL;

  set_up ();
  g_assert_true (app_home_write_account (home, &account, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  fuzz_add_text ("account", text);
}
