/* pieces.c: see pieces.h */
#include "pieces.h"

#include <sodium.h>
#include <string.h>

#include "guest.h"
#include "hark-epoch.h"
#include "hark-file.h"
#include "hark-json.h"
#include "hark-object.h"

#define PIECE "canary-piece-"
#define N_PIECES 52

static const char letters[N_PIECES + 1] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

const char *
year_piece (char letter)
{
  static char texts[8][sizeof PIECE + 2];
  static guint next;
  char *text = texts[next++ % G_N_ELEMENTS (texts)];

  g_snprintf (text, sizeof texts[0], PIECE "%c.", letter);
  return text;
}

char *
year_make_file (Year *self, char letter)
{
  g_autofree char *name = g_strdup_printf ("canary-file-%c.txt", letter);
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, year_piece (letter), -1, NULL));
  return path;
}

/* Which letters stand in @data, into @found. */
static void
find_pieces (gconstpointer data, gsize length, gboolean found[N_PIECES])
{
  for (const char *at = data; at != NULL && length >= sizeof PIECE + 1;)
    {
      gsize left = length - (gsize)(at - (const char *)data);

      at = memmem (at, left, PIECE, strlen (PIECE));
      if (at == NULL || (gsize)(at - (const char *)data) + sizeof PIECE + 1 > length)
        return;
      at += strlen (PIECE);
      if (at[1] == '.' && at[0] != '\0' && strchr (letters, at[0]) != NULL)
        found[strchr (letters, at[0]) - letters] = TRUE;
    }
}

static char *
spell (const gboolean found[N_PIECES])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_PIECES; i++)
    if (found[i])
      g_string_append_c (text, letters[i]);
  return g_string_free (text, FALSE);
}

/* --- what a program shows --- */

static void
look_at_files (Year *self, Holder *holder, AppTicket *ticket, gboolean found[N_PIECES])
{
  g_autofree char *path = g_build_filename (self->folder, "saved", NULL);

  for (guint i = 0; i < ticket->entries->len; i++)
    for (guint j = 0; j < device_entry (ticket, i)->files->len; j++)
      {
        AppFile *file = g_ptr_array_index (device_entry (ticket, i)->files, j);
        g_autofree char *text = NULL;
        gsize length;

        if (!app_client_save_file_sync (holder->client, &ticket->id, &file->object, path, NULL,
                                        NULL))
          continue;
        g_assert_true (g_file_get_contents (path, &text, &length, NULL));
        find_pieces (text, length, found);
      }
}

static void
look_at_desktop (Year *self, Holder *holder, gboolean found[N_PIECES])
{
  GError *error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_sync (holder->client, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      g_autoptr (AppTicket) ticket
          = device_load (holder->client, &((AppTicket *)list->pdata[i])->id);
      g_autoptr (JsonObject) json = app_ticket_to_json (ticket, TRUE);
      g_autofree char *text = hark_json_to_string (json);

      find_pieces (text, strlen (text), found);
      look_at_files (self, holder, ticket, found);
    }
}

/* The page, and what its links to files give. */
static void
look_at_page (Visitor *visitor, gboolean found[N_PIECES])
{
  static const char mark[] = "href=\"";
  g_autofree char *page = g_strdup (visitor->text);

  find_pieces (page, strlen (page), found);
  for (const char *at = strstr (page, mark); at != NULL; at = strstr (at, mark))
    {
      g_autofree char *link = NULL;

      at += strlen (mark);
      link = g_strndup (at, strcspn (at, "\""));
      if (strstr (link, "/file/") == NULL)
        continue;
      g_assert_cmpuint (visitor_get (visitor, link), ==, 200);
      find_pieces (g_bytes_get_data (visitor->reply->body, NULL),
                   g_bytes_get_size (visitor->reply->body), found);
    }
}

static void
look_at_portal (Holder *holder, gboolean found[N_PIECES])
{
  static const char mark[] = "/my-reports/20";
  g_autofree char *list = NULL;

  if (holder->code != NULL)
    {
      guint status = visitor_open_inbox (holder->visitor, holder->code);

      g_assert_true (holder->is_lost || status == 200);
      look_at_page (holder->visitor, found);
      return;
    }

  if (visitor_get (holder->visitor, "/my-reports") != 200
      || !visitor_sees (holder->visitor, "sign-out"))
    g_assert_cmpuint (guest_sign_in (holder->visitor, holder->name, GUEST_PASSWORD), ==, 200);
  visitor_get (holder->visitor, "/my-reports");
  list = g_strdup (holder->visitor->text);
  for (const char *at = strstr (list, mark); at != NULL; at = strstr (at + 1, mark))
    {
      g_autofree char *path = g_strndup (at, strcspn (at, "\"?"));

      g_assert_cmpuint (visitor_get (holder->visitor, path), ==, 200);
      look_at_page (holder->visitor, found);
    }
}

char *
year_read_shown (Year *self, Holder *holder)
{
  gboolean found[N_PIECES] = { FALSE };

  if (holder->client != NULL)
    look_at_desktop (self, holder, found);
  if (holder->visitor != NULL)
    look_at_portal (holder, found);
  return spell (found);
}

/* --- what keys open --- */

static char *
name_epoch (const HarkId *ticket, guint32 epoch)
{
  g_autofree char *id = hark_id_to_string (ticket);

  return g_strdup_printf ("%s %u", id, epoch);
}

/* Those that are there already stay. */
static void
keep_keys (GHashTable *opened, const HarkId *ticket, guint32 epoch, const HarkEpochKeys *keys)
{
  char *name = name_epoch (ticket, epoch);
  HarkEpochKeys *known = g_hash_table_lookup (opened, name);

  if (known == NULL)
    {
      g_hash_table_insert (opened, name, g_memdup2 (keys, sizeof *keys));
      return;
    }

  if (!sodium_is_zero (keys->sh, sizeof keys->sh))
    memcpy (known->sh, keys->sh, sizeof known->sh);
  if (!sodium_is_zero (keys->in, sizeof keys->in))
    memcpy (known->in, keys->in, sizeof known->in);
  g_free (name);
}

static void
open_slots (Year *self, SrvStore *store, Holder *holder)
{
  static const char SQL_SLOTS[]
      = "SELECT s.kind, s.recipient, s.box, e.statement"
        " FROM (SELECT kind, recipient, box, ticket, epoch FROM slot"
        "       UNION ALL SELECT 3, key, box, ticket, epoch FROM recovery_slot) s"
        " JOIN epoch e ON e.ticket = s.ticket AND e.epoch = s.epoch";
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SLOTS);

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) box = hark_stmt_get_bytes (stmt, 2);
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 3);
      HarkEpoch epoch;
      HarkId recipient;
      guint8 hash[32];

      g_assert_true (hark_stmt_get_id (stmt, 1, &recipient));
      g_assert_true (hark_epoch_read (statement, &epoch, NULL));
      hark_epoch_hash (statement, hash);
      for (guint i = 0; i < holder->keys->len; i++)
        {
          const KeyPair *pair = &g_array_index (holder->keys, KeyPair, i);
          HarkEpochKeys keys = { 0 };

          if (hark_epoch_open_slot (box, &epoch, hash, &self->org,
                                    (HarkSlotKind)hark_stmt_get_int (stmt, 0), &recipient, pair->pk,
                                    pair->sk, &keys, NULL))
            keep_keys (holder->opened, &epoch.ticket, epoch.epoch, &keys);
        }
    }
}

/* What came before, by the keys of each epoch; newest first, so that one pass does. */
static void
open_past (SrvStore *store, GHashTable *opened)
{
  static const char SQL_PAST[] = "SELECT statement, past_sh, past_in FROM epoch WHERE epoch > 0"
                                 " ORDER BY ticket, epoch DESC";
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PAST);

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 0);
      g_autoptr (GBytes) sh = hark_stmt_get_bytes (stmt, 1), in = hark_stmt_get_bytes (stmt, 2);
      g_autofree char *name = NULL;
      HarkEpochKeys *keys, before = { 0 };
      HarkEpoch epoch;

      g_assert_true (hark_epoch_read (statement, &epoch, NULL));
      name = name_epoch (&epoch.ticket, epoch.epoch);
      keys = g_hash_table_lookup (opened, name);
      if (keys == NULL)
        continue;
      hark_epoch_open_past (&epoch, 0, keys->sh, sh, before.sh, NULL);
      hark_epoch_open_past (&epoch, 1, keys->in, in, before.in, NULL);
      keep_keys (opened, &epoch.ticket, epoch.epoch - 1, &before);
    }
}

/* A HarkFileSink. */
static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

static void
open_file (Year *self, JsonObject *body, gboolean found[N_PIECES])
{
  g_autoptr (HarkManifest) manifest = hark_manifest_from_json (body, NULL);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (HarkFileOpener) opener = NULL;
  g_autofree char *id = NULL, *folder = NULL, *path = NULL, *sealed = NULL;
  gsize length;

  g_assert_nonnull (manifest);
  id = hark_id_to_string (&manifest->blob);
  folder = g_strndup (id, 2);
  path = g_build_filename (harness_get_dir (self->server), "blobs", folder, id, NULL);
  g_assert_true (g_file_get_contents (path, &sealed, &length, NULL));
  opener = hark_file_opener_new (manifest, collect, plain);
  if (hark_file_opener_feed (opener, (const guint8 *)sealed, length, NULL)
      && hark_file_opener_finish (opener, NULL))
    find_pieces (plain->data, plain->len, found);
}

static void
open_objects (Year *self, SrvStore *store, GHashTable *opened, gboolean found[N_PIECES])
{
  static const char SQL_OBJECTS[] = "SELECT sealed FROM object";
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OBJECTS);

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) sealed = hark_stmt_get_bytes (stmt, 0);
      g_autoptr (HarkObject) by_sh = NULL, by_in = NULL;
      g_autofree char *name = NULL;
      HarkObjectHeader header;
      HarkEpochKeys *keys;

      g_assert_true (hark_object_read_header (sealed, &header, NULL));
      name = name_epoch (&header.ticket, header.epoch);
      keys = g_hash_table_lookup (opened, name);
      if (keys == NULL)
        continue;
      by_sh = hark_object_open (sealed, keys->sh, NULL);
      by_in = hark_object_open (sealed, keys->in, NULL);
      for (guint i = 0; i < 2; i++)
        {
          HarkObject *object = i == 0 ? by_sh : by_in;
          g_autofree char *text = NULL;

          if (object == NULL)
            continue;
          text = hark_json_to_string (object->body);
          find_pieces (text, strlen (text), found);
          if (header.type == HARK_OBJECT_MANIFEST)
            open_file (self, object->body, found);
        }
    }
}

static SrvStore *
borrow (Year *self)
{
  GError *error = NULL;
  SrvStore *store = srv_stores_borrow (harness_get_context (self->server)->stores, &error);

  g_assert_no_error (error);
  return store;
}

char *
year_read_by_keys (Year *self, Holder *holder)
{
  g_autoptr (SrvStore) store = borrow (self);
  gboolean found[N_PIECES] = { FALSE };

  open_slots (self, store, holder);
  open_past (store, holder->opened);
  open_objects (self, store, holder->opened, found);
  return spell (found);
}

/* --- what the store opens by itself --- */

/* All of its epochs, which say what their keys are by commitments. (element-type HarkEpoch) */
static GArray *
list_epochs (SrvStore *store)
{
  static const char SQL_EPOCHS[] = "SELECT statement FROM epoch";
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EPOCHS);
  GArray *epochs = g_array_new (FALSE, FALSE, sizeof (HarkEpoch));

  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 0);
      HarkEpoch epoch;

      g_assert_true (hark_epoch_read (statement, &epoch, NULL));
      g_array_append_val (epochs, epoch);
    }
  return epochs;
}

/* As a receiving key, and as one of an epoch. */
static void
try_key (Holder *thief, GArray *epochs, const guint8 *bytes)
{
  guint8 pk[32];

  if (crypto_scalarmult_base (pk, bytes) == 0)
    holder_add_key (thief, pk, bytes);
  for (guint i = 0; i < epochs->len; i++)
    {
      const HarkEpoch *epoch = &g_array_index (epochs, HarkEpoch, i);
      HarkEpochKeys keys = { 0 };
      HarkEpoch as = *epoch;

      memcpy (keys.sh, bytes, 32);
      memcpy (keys.in, bytes, 32);
      hark_epoch_commit (&as, &keys);
      if (memcmp (as.commit_sh, epoch->commit_sh, 32) != 0)
        memset (keys.sh, 0, 32);
      if (memcmp (as.commit_in, epoch->commit_in, 32) != 0)
        memset (keys.in, 0, 32);
      if (!sodium_is_zero ((guint8 *)&keys, sizeof keys))
        keep_keys (thief->opened, &epoch->ticket, epoch->epoch, &keys);
    }
}

/* Whatever is as long as a key, or begins or ends with something that is. */
static void
try_column (Holder *thief, GArray *epochs, HarkStmt *stmt, int column)
{
  gsize length;
  const guint8 *bytes = hark_stmt_get_blob (stmt, column, &length);

  if (bytes == NULL || length < 32)
    return;

  try_key (thief, epochs, bytes);
  if (length > 32)
    try_key (thief, epochs, bytes + length - 32);
}

char *
year_read_by_store (Year *self)
{
  static const char *const columns[]
      = { "SELECT value FROM secret",
          "SELECT login, bundle, sheet_login, sheet_bundle FROM account",
          "SELECT token, token, token, token FROM session",
          "SELECT login, bundle FROM portal_account", "SELECT statement FROM roster" };
  static const int counts[] = { 1, 4, 1, 2, 1 };
  g_autoptr (SrvStore) store = borrow (self);
  g_autoptr (GArray) epochs = list_epochs (store);
  Holder *thief = holder_new (self, "a thief of the store");
  g_autofree char *read = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (srv_store_get_db (store), columns[i]);

      while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
        for (int column = 0; column < counts[i]; column++)
          try_column (thief, epochs, stmt, column);
    }
  g_assert_cmpuint (thief->keys->len, >, 0);
  read = year_read_by_keys (self, thief);
  g_ptr_array_remove (self->holders, thief);
  return g_steal_pointer (&read);
}
