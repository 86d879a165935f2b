/* test-liar-setting.c: what the organisation and an area have settled, tampered with in each way,
 * shown to a device that knew it and to one that sees it for the first time */
#include "app-client-change.h"
#include "deceived.h"

#include <string.h>

#include "app-client-setting.h"
#include "hark-account.h"
#include "hark-json.h"
#include "hark-setting.h"

#define VERSIONS 3
#define AT_VERSION 16
#define AT_PREV 24
#define AT_HEAD 56
#define AT_TIME 72
#define AT_LENGTH 80
#define AT_BODY 84

static const char *const names[] = { NULL, "One", "Two", "Three" };

typedef struct
{
  Deceived d;
  HarkId scopes[2];        /* as the client asks for them: zeros for the organisation's */
  GPtrArray *documents[2]; /* GBytes: the true ones, from version 1 on */
  HarkAccountKeys *strangers;
} Settled;

static const char *
name_of (const AppSetting *setting)
{
  return setting->area != NULL
             ? hark_setting_text_get (setting->area->name, setting->area->language)
             : hark_setting_text_get (setting->organisation->imprint, "en");
}

static void
settle (Settled *f, guint scope, const char *name)
{
  AppClient *anna = f->d.device.client;
  GError *error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (anna, &f->scopes[scope], &error);

  g_assert_no_error (error);
  if (setting->area != NULL)
    hark_setting_text_set (setting->area->name, setting->area->language, name);
  else
    hark_setting_text_set (setting->organisation->imprint, "en", name);
  app_client_save_setting_sync (anna, setting, &error);
  g_assert_no_error (error);
}

static void
run (Settled *f, const char *sql)
{
  AppClient *anna = f->d.device.client;
  GError *error = NULL;

  g_mutex_lock (&anna->lock);
  hark_sqlite_exec (app_cache_get_db (anna->store->cache), sql, &error);
  g_mutex_unlock (&anna->lock);
  g_assert_no_error (error);
}

static GPtrArray *
read_documents (Settled *f, const HarkId *scope)
{
  static const char SQL[] = "SELECT document FROM setting WHERE scope = $1 ORDER BY version";
  AppClient *anna = f->d.device.client;
  GPtrArray *documents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (anna->store->cache), SQL);

  hark_stmt_bind_id (stmt, 1, scope);
  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    g_ptr_array_add (documents, hark_stmt_get_bytes (stmt, 0));
  return documents;
}

static void
set_up (Settled *f, gconstpointer unused)
{
  deceived_set_up (&f->d, NULL);
  f->scopes[1] = f->d.area;
  f->strangers = hark_seal_alloc (sizeof *f->strangers);
  hark_account_keys_random (f->strangers);
  for (guint i = 0; i < 2; i++)
    {
      const HarkId *org = &f->d.device.client->store->account->org;

      for (guint version = 1; version <= VERSIONS; version++)
        settle (f, i, names[version]);
      f->documents[i] = read_documents (f, i == 0 ? org : &f->d.area);
      g_assert_cmpuint (f->documents[i]->len, ==, VERSIONS);
    }
  g_free (f->d.before);
  f->d.before = device_show (f->d.device.client, &f->d.ticket);
}

static void
tear_down (Settled *f, gconstpointer unused)
{
  g_ptr_array_unref (f->documents[0]);
  g_ptr_array_unref (f->documents[1]);
  hark_seal_free (f->strangers);
  deceived_tear_down (&f->d, NULL);
}

/* --- what is shown instead --- */

static void
leave_out (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
add_documents (JsonObject *head, gpointer shown)
{
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < ((GPtrArray *)shown)->len; i++)
    {
      GBytes *document = g_ptr_array_index ((GPtrArray *)shown, i);
      JsonObject *line = json_object_new ();

      json_object_set_string_member (line, "k", "setting");
      json_object_set_int_member (line, "rv", (gint64)i + 1);
      hark_json_set_bytes (line, "st", g_bytes_get_data (document, NULL),
                           g_bytes_get_size (document));
      json_array_add_object_element (lines, line);
    }
  json_object_set_array_member (head, "also", lines);
}

/* (transfer full) */
static GPtrArray *
show_true (Settled *f, guint scope, guint n)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (shown, g_bytes_ref (g_ptr_array_index (f->documents[scope], i)));
  return shown;
}

typedef enum
{
  MARKED,     /* the scope is not believed any more */
  PASSED_OVER /* what was known before, or came before it, stands */
} Outcome;

static void
expect_one (Settled *f, guint scope, GPtrArray *shown, Outcome outcome, gboolean is_known,
            const char *what)
{
  AppClient *anna = f->d.device.client;
  g_autoptr (AppSetting) setting = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("scope %u, %s: %s", scope, is_known ? "known" : "new", what);
  if (!is_known)
    run (f, "DELETE FROM setting");
  deceived_forget (&f->d);
  liar_tell_line (f->d.liar, "setting", leave_out, NULL);
  liar_tell_line (f->d.liar, "head", add_documents, shown);
  deceived_sync (&f->d);
  setting = app_client_load_setting_sync (anna, &f->scopes[scope], &error);
  if (outcome == MARKED)
    g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  else
    g_assert_no_error (error);
  /* only a device that sees it for the first time can be shown less */
  if (setting != NULL)
    {
      g_assert_cmpuint (setting->version, <=, VERSIONS);
      if (is_known)
        g_assert_cmpuint (setting->version, ==, VERSIONS);
      if (setting->version > 0)
        g_assert_cmpstr (name_of (setting), ==, names[setting->version]);
    }

  /* for the next one: as if it had not happened */
  liar_be_honest (f->d.liar);
  run (f, "DELETE FROM setting; DELETE FROM setting_fault;"
          " DELETE FROM meta WHERE key IN ('doubted', 'doubt')");
  deceived_forget (&f->d);
  device_sync (anna);
}

/* To both; takes @shown. */
static void
expect (Settled *f, guint scope, GPtrArray *shown, Outcome known, Outcome unknown, const char *what)
{
  expect_one (f, scope, shown, known, TRUE, what);
  expect_one (f, scope, shown, unknown, FALSE, what);
  g_ptr_array_unref (shown);
}

/* --- each field --- */

static void
test_no_field_is_changed (Settled *f, gconstpointer unused)
{
  for (guint scope = 0; scope < 2; scope++)
    for (guint version = 1; version <= VERSIONS; version++)
      {
        GBytes *document = g_ptr_array_index (f->documents[scope], version - 1);
        gsize length = g_bytes_get_size (document);
        const gsize fields[] = { 0,         AT_VERSION, AT_PREV,     AT_HEAD,     AT_TIME,
                                 AT_LENGTH, AT_BODY,    length - 90, length - 80, length - 64 };

        for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
          {
            GPtrArray *shown = show_true (f, scope, VERSIONS);
            guint8 *data = g_memdup2 (g_bytes_get_data (document, NULL), length);
            g_autofree char *what
                = g_strdup_printf ("version %u, byte %" G_GSIZE_FORMAT, version, fields[i]);
            g_autoptr (HarkSetting) read = NULL;
            gboolean is_last = version == VERSIONS, is_theirs;

            data[fields[i]] ^= 1;
            g_bytes_unref (shown->pdata[version - 1]);
            shown->pdata[version - 1] = g_bytes_new_take (data, length);
            read = hark_setting_read (shown->pdata[version - 1], NULL);
            /* what is none at all, or of no scope that there is, is left out */
            is_theirs = read != NULL && fields[i] >= AT_VERSION;
            expect (f, scope, shown, is_theirs ? MARKED : PASSED_OVER,
                    is_theirs || !is_last ? MARKED : PASSED_OVER, what);
          }
      }
}

/* --- withheld, repeated, put elsewhere --- */

static void
test_none_is_left_out_repeated_or_put_elsewhere (Settled *f, gconstpointer unused)
{
  for (guint scope = 0; scope < 2; scope++)
    for (guint version = 1; version < VERSIONS; version++)
      {
        GPtrArray *without = show_true (f, scope, VERSIONS);
        GPtrArray *turned = show_true (f, scope, VERSIONS);
        GPtrArray *again = show_true (f, scope, VERSIONS);
        gpointer one = turned->pdata[version - 1];

        g_ptr_array_remove_index (without, version - 1);
        expect (f, scope, without, PASSED_OVER, MARKED, "left out");
        turned->pdata[version - 1] = turned->pdata[version];
        turned->pdata[version] = one;
        expect (f, scope, turned, PASSED_OVER, MARKED, "turned round");
        g_ptr_array_add (again, g_bytes_ref (again->pdata[version - 1]));
        expect (f, scope, again, PASSED_OVER, PASSED_OVER, "once more");
        expect (f, scope, show_true (f, scope, version), PASSED_OVER, PASSED_OVER, "no newer one");
      }
}

/* --- by whom, and at which head --- */

/* Another version after the first @n, at the head after the first @people statements. */
static GBytes *
make (Settled *f, guint scope, guint n, guint people, const HarkId *author,
      const HarkAccountKeys *keys)
{
  g_autoptr (HarkRoster) roster = deceived_copy_people (&f->d, people);
  g_autoptr (HarkSetting) before
      = hark_setting_read (g_ptr_array_index (f->documents[scope], n - 1), NULL);
  const HarkId *org = &f->d.device.client->store->account->org;
  GError *error = NULL;
  GBytes *document = hark_setting_make (roster, scope == 0 ? org : &f->d.area, before, before->body,
                                        HARNESS_NOW, author, keys->sign_sk, &error);

  g_assert_no_error (error);
  return document;
}

static guint
count_people (Settled *f)
{
  return (guint)hark_roster_get_seq (f->d.device.client->store->roster);
}

static void
test_nobody_settles_what_they_may_not (Settled *f, gconstpointer unused)
{
  const AppStore *store = f->d.device.client->store;
  const HarkAccountKeys *berts = &f->d.bert->client->store->keys->account;
  const struct
  {
    const char *what;
    const HarkId *author;
    const HarkAccountKeys *keys;
  } authors[] = {
    { "by a Professional", &f->d.bert->id, berts },
    { "in the Expert's name", &store->account->user, berts },
    { "in the Expert's name, by a stranger", &store->account->user, f->strangers },
    { "in the root key's name", &store->account->org, f->strangers },
    { "by nobody known", &f->d.other, f->strangers },
  };

  for (guint scope = 0; scope < 2; scope++)
    for (guint i = 0; i < G_N_ELEMENTS (authors); i++)
      {
        GPtrArray *shown = show_true (f, scope, VERSIONS);

        g_ptr_array_add (
            shown, make (f, scope, VERSIONS, count_people (f), authors[i].author, authors[i].keys));
        expect (f, scope, shown, MARKED, MARKED, authors[i].what);
      }
}

/* Rightly signed by who had the right there; but the one before names a later list. */
static void
test_none_names_an_earlier_head (Settled *f, gconstpointer unused)
{
  const AppStore *store = f->d.device.client->store;

  for (guint scope = 0; scope < 2; scope++)
    {
      GPtrArray *shown = show_true (f, scope, VERSIONS);

      g_ptr_array_add (shown, make (f, scope, VERSIONS, count_people (f) - 1, &store->account->user,
                                    &store->keys->account));
      expect (f, scope, shown, MARKED, MARKED, "an earlier head");
    }
}

/* Both signed by who may. A device that sees one of them first cannot know of the other. */
static void
test_another_past_is_not_believed (Settled *f, gconstpointer unused)
{
  const AppStore *store = f->d.device.client->store;

  for (guint scope = 0; scope < 2; scope++)
    {
      GPtrArray *shown = show_true (f, scope, VERSIONS - 1);

      g_ptr_array_add (shown, make (f, scope, VERSIONS - 1, count_people (f), &store->account->user,
                                    &store->keys->account));
      expect_one (f, scope, shown, MARKED, TRUE, "a fork");
      g_ptr_array_unref (shown);
    }
}

/* What is shown of one scope hides nothing of the others. */
static void
test_what_is_not_believed_is_told_beside_all_other_changes (Settled *f, gconstpointer unused)
{
  AppClient *anna = f->d.device.client;
  g_autoptr (GPtrArray) before = app_client_list_changes_sync (anna, NULL);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  const AppChange *first;

  run (f, "INSERT INTO setting_fault (scope) SELECT id FROM area");
  after = app_client_list_changes_sync (anna, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, before->len - VERSIONS + 1);
  first = after->pdata[0];
  g_assert_true (first->team == NULL && first->setting == NULL);
  g_assert_cmpstr (first->area_name, ==, names[VERSIONS]);
  for (guint i = 1; i < after->len; i++)
    g_assert_true (((AppChange *)after->pdata[i])->team != NULL
                   || ((AppChange *)after->pdata[i])->setting != NULL);
}

#define ADD(path, func) g_test_add ("/liar-setting/" path, Settled, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  ADD ("field", test_no_field_is_changed);
  ADD ("place", test_none_is_left_out_repeated_or_put_elsewhere);
  ADD ("author", test_nobody_settles_what_they_may_not);
  ADD ("head", test_none_names_an_earlier_head);
  ADD ("changes", test_what_is_not_believed_is_told_beside_all_other_changes);
  ADD ("past", test_another_past_is_not_believed);
  return g_test_run ();
}
