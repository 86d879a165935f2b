/* team.c: see team.h */
#include "team.h"

#include <string.h>

#include "cache.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-setting-text.h"
#include "hark-setting.h"
#include "store-area.h"
#include "store-config.h"

static JsonObject *
find_ticket (Cache *cache, const char *number)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, cache->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autoptr (JsonObject) row = NULL;

      if (!g_str_has_prefix (key, "ticket "))
        continue;
      row = hark_json_parse_object (value, strlen (value), HARK_API_MAX_LINE, NULL);
      if (g_str_equal (json_object_get_string_member (row, "number"), number))
        return g_steal_pointer (&row);
    }

  return NULL;
}

GPtrArray *
team_list (World *world, Actor *actor)
{
  g_autoptr (Cache) cache = cache_new ();
  GPtrArray *numbers = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, value;

  cache_pull (world, cache, actor, 500);
  g_hash_table_iter_init (&iter, cache->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "ticket "))
      {
        g_autoptr (JsonObject) row
            = hark_json_parse_object (value, strlen (value), HARK_API_MAX_LINE, NULL);

        g_ptr_array_add (numbers, g_strdup (json_object_get_string_member (row, "number")));
      }

  return numbers;
}

/* The key of the newest epoch from the slot, those before from the boxes of what is past. */
static void
open_keys (World *world, Actor *actor, Ticket *ticket, JsonObject *row)
{
  g_autoptr (GBytes) box = hark_json_get_bytes (json_object_get_object_member (row, "slot"), "box",
                                                HARK_SLOT_LEN, HARK_SLOT_LEN, NULL);
  JsonArray *past = json_object_get_array_member (row, "past");
  guint last = ticket->statements->len - 1;
  g_autoptr (GError) error = NULL;
  HarkEpoch epoch;
  guint8 hash[32];

  g_array_set_size (ticket->keys, last + 1);
  g_assert_true (hark_epoch_read (g_ptr_array_index (ticket->statements, last), &epoch, NULL));
  hark_epoch_hash (g_ptr_array_index (ticket->statements, last), hash);
  hark_epoch_open_slot (box, &epoch, hash, &world->org, HARK_SLOT_MEMBER, &actor->id,
                        actor->keys->box_pk, actor->keys->box_sk,
                        &g_array_index (ticket->keys, HarkEpochKeys, last), &error);
  g_assert_no_error (error);

  for (guint i = last; i > 0; i--)
    {
      g_autoptr (GBytes) sh = hark_json_array_get_bytes (json_array_get_array_element (past, i - 1),
                                                         0, HARK_PAST_LEN, HARK_PAST_LEN, NULL);

      g_assert_true (hark_epoch_read (g_ptr_array_index (ticket->statements, i), &epoch, NULL));
      g_assert_true (
          hark_epoch_open_past (&epoch, 0, g_array_index (ticket->keys, HarkEpochKeys, i).sh, sh,
                                g_array_index (ticket->keys, HarkEpochKeys, i - 1).sh, NULL));
    }
}

Ticket *
team_open (World *world, Actor *actor, const char *number)
{
  g_autoptr (Cache) cache = cache_new ();
  g_autoptr (JsonObject) row = NULL;
  Ticket *ticket;
  JsonArray *epochs;
  HarkEpoch first;

  cache_pull (world, cache, actor, 500);
  row = find_ticket (cache, number);
  if (row == NULL)
    return NULL;

  ticket = ticket_new (world, NULL);
  g_assert_true (hark_id_from_string (json_object_get_string_member (row, "id"), &ticket->id));
  g_assert_true (hark_id_from_string (json_object_get_string_member (row, "area"), &ticket->area));
  ticket->number = g_strdup (number);
  epochs = json_object_get_array_member (row, "epochs");
  for (guint i = 0; i < json_array_get_length (epochs); i++)
    g_ptr_array_add (ticket->statements, hark_json_array_get_bytes (epochs, i, HARK_EPOCH_MIN_LEN,
                                                                    HARK_EPOCH_MAX_LEN, NULL));
  g_assert_true (hark_epoch_read (g_ptr_array_index (ticket->statements, 0), &first, NULL));
  memcpy (ticket->reporter_pk, first.reporter_pk, 32);
  open_keys (world, actor, ticket, row);
  return ticket;
}

typedef struct
{
  gint64 seq;
  GBytes *sealed;
} Row;

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *one = a, *other = b;
  HarkObjectHeader x, y;

  if (one->seq != other->seq)
    return one->seq < other->seq ? -1 : 1;
  hark_object_read_header (one->sealed, &x, NULL);
  hark_object_read_header (other->sealed, &y, NULL);
  return (int)x.counter - (int)y.counter;
}

static GArray *
list_rows (Cache *cache, const char *ticket)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, cache->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autoptr (JsonObject) json = NULL;
      Row row;

      if (!g_str_has_prefix (key, "obj "))
        continue;
      json = hark_json_parse_object (value, strlen (value), HARK_API_MAX_LINE, NULL);
      if (!g_str_equal (json_object_get_string_member (json, "tk"), ticket))
        continue;
      row.seq = json_object_get_int_member (json, "seq");
      row.sealed = hark_json_get_bytes (json, "ct", 1, HARK_OBJECT_MAX_LEN, NULL);
      g_array_append_val (rows, row);
    }

  g_array_sort (rows, compare_rows);
  return rows;
}

GPtrArray *
team_read (World *world, Actor *actor, Ticket *ticket, HarkObjectType type)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_object_free);
  g_autoptr (Cache) cache = cache_new ();
  g_autofree char *id = hark_id_to_string (&ticket->id);
  g_autoptr (GArray) rows = NULL;

  cache_pull (world, cache, actor, 500);
  rows = list_rows (cache, id);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GBytes) sealed = g_array_index (rows, Row, i).sealed;
      HarkObjectHeader header;
      HarkObject *object;

      g_assert_true (hark_object_read_header (sealed, &header, NULL));
      ticket->counter = MAX (ticket->counter, header.counter);
      if (header.type == HARK_OBJECT_REPORT || header.type == HARK_OBJECT_MESSAGE)
        ticket->newest = header.object;
      if (header.type != type)
        continue;
      object = hark_object_open (
          sealed, g_array_index (ticket->keys, HarkEpochKeys, header.epoch).sh, NULL);
      g_assert_nonnull (object);
      g_ptr_array_add (objects, object);
    }

  return objects;
}

char *
team_read_text (World *world, Actor *actor, Ticket *ticket, HarkObjectType type, const char *field)
{
  g_autoptr (GPtrArray) objects = team_read (world, actor, ticket, type);
  HarkObject *object;

  g_assert_cmpuint (objects->len, >, 0);
  object = g_ptr_array_index (objects, 0);
  return g_strdup (json_object_get_string_member (object->body, field));
}

static gboolean
collect (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_byte_array_append (user, data, (guint)length);
  return TRUE;
}

GBytes *
team_read_file (World *world, Actor *actor, HarkObject *manifest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkManifest) file = hark_manifest_from_json (manifest->body, &error);
  GByteArray *plain = g_byte_array_new ();
  HarkFileOpener *opener;
  g_autofree char *id = NULL, *path = NULL;
  g_autoptr (Reply) reply = NULL;

  g_assert_no_error (error);
  id = hark_id_to_string (&file->blob);
  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  reply = harness_request (world->harness, "GET", path, actor->token, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  opener = hark_file_opener_new (file, collect, plain);
  hark_file_opener_feed (opener, g_bytes_get_data (reply->body, NULL),
                         g_bytes_get_size (reply->body), &error);
  g_assert_no_error (error);
  hark_file_opener_finish (opener, &error);
  g_assert_no_error (error);
  hark_file_opener_free (opener);
  return g_byte_array_free_to_bytes (plain);
}

/* ---- writing ---- */

/* Takes @body; a signed object under the newest epoch, into @op. */
static HarkId
add_object (World *world, JsonObject *op, Ticket *ticket, Actor *author, HarkObjectType type,
            JsonObject *body)
{
  HarkObjectHeader header = { .type = type,
                              .org = world->org,
                              .ticket = ticket->id,
                              .author = author->id,
                              .epoch = ticket_get_epoch (ticket),
                              .counter = ++ticket->counter,
                              .prev = ticket->newest };
  const HarkEpochKeys *keys = &g_array_index (ticket->keys, HarkEpochKeys, header.epoch);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = NULL;

  hark_id_random (&header.object);
  sealed = hark_object_seal (&header, hark_object_type_is_internal (type) ? keys->in : keys->sh,
                             harness_get_now (world->harness), hark_roster_get_head (world->roster),
                             body, author->keys->sign_sk, &error);
  g_assert_no_error (error);
  json_object_unref (body);
  hark_json_array_add_bytes (json_object_get_array_member (op, "objects"),
                             g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return header.object;
}

static void
upload (World *world, Actor *actor, const HarkId *id, GByteArray *sealed)
{
  g_autofree char *hex = hark_id_to_string (id);
  g_autofree char *json = g_strdup_printf ("{\"id\":\"%s\",\"size\":%u}", hex, sealed->len);
  g_autofree char *path = g_strconcat (HARK_API_BLOBS "/", hex, NULL);
  g_autoptr (JsonObject) made
      = harness_ask (world->harness, "POST", HARK_API_BLOBS, actor->token, json, 200);
  g_autoptr (Reply) reply = harness_send (world->harness, "PATCH", path, actor->token,
                                          "Upload-Offset: 0\r\n", sealed->data, sealed->len);

  g_assert_cmpuint (reply->status, ==, 204);
}

static void
attach (World *world, Actor *actor, JsonObject *op, Ticket *ticket, const HarkId *with,
        const char *name, GBytes *file)
{
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  HarkManifest manifest = { .with = *with, .name = (char *)name, .type = (char *)"text/plain" };
  g_autoptr (GError) error = NULL;
  HarkFileSealer *sealer;
  HarkId blob;

  hark_id_random (&blob);
  sealer = hark_file_sealer_new (&blob, HARK_FILE_MAX_SIZE, collect, sealed);
  hark_file_sealer_feed (sealer, g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error);
  g_assert_no_error (error);
  hark_file_sealer_finish (sealer, &manifest, &error);
  g_assert_no_error (error);
  hark_file_sealer_free (sealer);

  upload (world, actor, &blob, sealed);
  add_object (world, op, ticket, actor, HARK_OBJECT_MANIFEST, hark_manifest_to_json (&manifest));
  op_claim (op, &blob);
}

static void
enter (World *world, JsonObject *op, Ticket *ticket, Actor *author)
{
  g_autoptr (GPtrArray) reports
      = team_read (world, author, ticket, HARK_OBJECT_REPORT); /* counter and newest */

  if (ticket->keys->len == 1)
    op_open_epoch (world, op, ticket, author);
}

void
team_answer (World *world, Actor *actor, Ticket *ticket, const char *text, const char *name,
             GBytes *file)
{
  JsonObject *op = op_new ("message", ticket);
  JsonObject *body = json_object_new ();
  HarkId id;

  enter (world, op, ticket, actor);
  json_object_set_string_member (body, "text", text);
  json_object_set_string_member (body, "side", "team");
  id = add_object (world, op, ticket, actor, HARK_OBJECT_MESSAGE, body);
  if (name != NULL)
    attach (world, actor, op, ticket, &id, name, file);
  json_object_set_int_member (json_object_get_object_member (op, "pre"), "epoch",
                              ticket_get_epoch (ticket));
  world_expect (world, actor, op, "applied");
}

void
team_take_over (World *world, Actor *actor, Ticket *ticket)
{
  g_autoptr (GPtrArray) reports = team_read (world, actor, ticket, HARK_OBJECT_REPORT);

  world_expect (world, actor, op_take_over (world, ticket, actor), "applied");
}

void
team_close (World *world, Actor *actor, Ticket *ticket)
{
  g_autoptr (GPtrArray) reports = team_read (world, actor, ticket, HARK_OBJECT_REPORT);

  world_expect (world, actor, op_close (world, ticket, actor), "applied");
}

/* ---- settings ---- */

static gboolean
create_area (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_area_create (store, seq, data, error);
}

void
team_add_area (World *world, Actor *actor, const char *name, const char *description,
               gboolean anonymous, HarkId *area)
{
  SrvArea row = {
    .name = (char *)name, .description = (char *)description, .portal = TRUE, .anonymous = anonymous
  };
  HarkRosterMember member = { .user = actor->id, .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) statement = NULL;

  hark_id_random (area);
  row.id = *area;
  harness_write (world->harness, create_area, &row);
  hark_account_keys_hash (actor->keys->sign_pk, actor->keys->box_pk, member.keys_hash);
  statement = hark_roster_make_area_set (world->roster, &world_first (world)->id,
                                         world_first (world)->keys->sign_sk, area, &member, 1);
  world_append (world, statement);
}

JsonObject *
team_make_area (World *world, Actor *admin, const HarkId *area, const char *name, GBytes *statement)
{
  g_autoptr (JsonObject) settled = json_object_new ();
  g_autoptr (HarkSettingText) names = hark_setting_text_new ();
  g_autoptr (GBytes) document = NULL;
  JsonObject *body = json_object_new ();

  hark_setting_text_set (names, "en", name);
  json_object_set_string_member (settled, "language", "en");
  hark_setting_text_to_json (names, settled, "name");
  document = hark_setting_make (world->roster, area, NULL, settled, 1, &admin->id,
                                admin->keys->sign_sk, NULL);
  hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  return body;
}

void
team_begin_area (World *world, Actor *actor, const char *name)
{
  Actor *first = world_first (world);
  HarkRosterMember member = { .user = actor->id, .role = HARK_ROLE_EXPERT };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) statement = NULL;
  g_autofree char *text = NULL;
  HarkId area;

  hark_id_random (&area);
  hark_account_keys_hash (actor->keys->sign_pk, actor->keys->box_pk, member.keys_hash);
  statement = hark_roster_make_area_set (world->roster, &first->id, first->keys->sign_sk, &area,
                                         &member, 1);
  body = team_make_area (world, first, &area, name, statement);
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (world->harness, "POST", HARK_API_AREAS, first->token, text, 200));
  g_assert_true (hark_roster_append (world->roster, statement, NULL));
}

void
team_settle (World *world, Actor *actor, const HarkId *scope, const char *body)
{
  g_autofree char *id = hark_id_to_string (scope);
  g_autofree char *path = g_strconcat (HARK_API_SETTINGS "/", id, NULL);
  g_autoptr (JsonObject) now = harness_ask (world->harness, "GET", path, actor->token, NULL, 200);
  g_autoptr (GBytes) newest
      = json_object_get_null_member (now, "document")
            ? NULL
            : hark_json_get_bytes (now, "document", 1, HARK_SETTING_MAX_DOCUMENT, NULL);
  g_autoptr (HarkSetting) before = newest != NULL ? hark_setting_read (newest, NULL) : NULL;
  g_autoptr (JsonObject) settled
      = hark_json_parse_object (body, strlen (body), HARK_SETTING_MAX_BODY, NULL);
  g_autoptr (GBytes) document = hark_setting_make (world->roster, scope, before, settled, 1,
                                                   &actor->id, actor->keys->sign_sk, NULL);
  g_autoptr (JsonObject) put = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (put, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  text = hark_json_to_string (put);
  json_object_unref (harness_ask (world->harness, "PUT", path, actor->token, text, 200));
}

typedef struct
{
  const char *key;
  const char *value;
} Setting;

static gboolean
put_setting (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Setting *setting = data;

  return store_config_put (srv_store_get_db (store), setting->key, setting->value, error);
}

void
team_set_config (World *world, const char *key, const char *value)
{
  Setting setting = { key, value };
  gint64 end = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
  SrvConfig *config = harness_get_context (world->harness)->config;
  g_autofree char *now = NULL;

  harness_write (world->harness, put_setting, &setting);
  do
    {
      g_usleep (20 * 1000);
      g_free (now);
      now = srv_config_dup (config, key);
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  while (g_strcmp0 (now, value) != 0);
}
