/* app-lineage.c: see app-lineage.h */
#include "app-lineage.h"

#include <string.h>

#include "app-answered.h"
#include "app-deletion.h"
#include "app-effect.h"
#include "app-epoch-pin.h"
#include "app-file.h"
#include "app-intent.h"
#include "app-seen.h"
#include "app-setting.h"
#include "app-period.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_ROSTER_PAGES 10000
/* in a statement: seq 8 ‖ prev 32 ‖ type 2 ‖ length 4 ‖ area */
#define TYPE_AT (8 + 32)
#define AREA_AT (TYPE_AT + 2 + 4)
#define MAX_SEQ (G_GINT64_CONSTANT (1) << 53)

/* --- the list of people --- */

static GPtrArray *
list_own (AppSync *sync, GError **error)
{
  GPtrArray *own;

  g_mutex_lock (sync->lock);
  own = app_cache_list_statements (sync->store->cache, error);
  g_mutex_unlock (sync->lock);

  return own;
}

/* Holds a page of the server's list against ours, from *@from on, which moves. */
static gboolean
compare_page (JsonArray *page, GPtrArray *own, guint *from, GError **error)
{
  for (guint i = 0; i < json_array_get_length (page) && *from < own->len; i++, (*from)++)
    {
      g_autoptr (GBytes) theirs
          = hark_json_array_get_bytes (page, i, 1, HARK_ROSTER_MAX_STATEMENT, error);

      if (theirs == NULL)
        return FALSE;
      if (!g_bytes_equal (theirs, g_ptr_array_index (own, *from)))
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_FORKED,
                       "the server shows another list of people than before");
          return FALSE;
        }
    }

  return TRUE;
}

/* How many of our statements the server has; all of them must be the same. */
static gboolean
count_known (AppSync *sync, GPtrArray *own, guint *known, GError **error)
{
  gboolean more = TRUE;

  *known = 0;
  for (guint i = 0; more && *known < own->len && i < MAX_ROSTER_PAGES; i++)
    {
      g_autofree char *path = g_strdup_printf (HARK_API_ROSTER "?from=%u", *known + 1);
      g_autoptr (JsonObject) reply = app_http_json (sync->http, "GET", path, NULL, error);
      JsonArray *page = reply != NULL
                            ? hark_json_get_array (reply, "statements", HARK_API_MAX_REPLY, error)
                            : NULL;
      guint before = *known;

      if (page == NULL || !hark_json_get_bool (reply, "more", &more, error)
          || !compare_page (page, own, known, error))
        return FALSE;
      more = more && *known > before;
    }

  return TRUE;
}

/* FALSE where @statement is about no area. It was verified when it came: its layout holds
 * (hark-roster.h). */
static gboolean
read_area (GBytes *statement, HarkId *area)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);

  if (length < AREA_AT + HARK_ID_LEN || data[TYPE_AT] != HARK_ROSTER_AREA_SET
      || data[TYPE_AT + 1] != 0)
    return FALSE;

  memcpy (area->bytes, data + AREA_AT, HARK_ID_LEN);
  return TRUE;
}

/* The server may have lost the area along with the statement that made it. */
static void
add_area (AppSync *sync, GBytes *statement, JsonObject *body)
{
  g_autofree char *name = NULL;
  JsonObject *area;
  HarkId id;

  if (!read_area (statement, &id))
    return;

  g_mutex_lock (sync->lock);
  name = app_cache_dup_area_name (sync->store->cache, &id);
  g_mutex_unlock (sync->lock);
  if (name == NULL)
    return;

  area = json_object_new ();
  hark_json_set_id (area, "id", &id);
  json_object_set_string_member (area, "name", name);
  json_object_set_object_member (body, "area", area);
}

static gboolean
send_statement (AppSync *sync, GBytes *statement, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  json_object_set_boolean_member (body, "again", TRUE);
  add_area (sync, statement, body);
  reply = app_http_json (sync->http, "POST", HARK_API_ROSTER, body, error);
  return reply != NULL;
}

/* Another client may do the same at the same time: whoever comes second looks again. */
static gboolean
return_roster (AppSync *sync, GError **error)
{
  g_autoptr (GPtrArray) own = list_own (sync, error);
  guint known, last = 0;

  if (own == NULL || !count_known (sync, own, &known, error))
    return FALSE;

  while (known < own->len)
    {
      g_autoptr (GError) local = NULL;

      if (send_statement (sync, g_ptr_array_index (own, known), &local))
        {
          known++;
          continue;
        }
      if (g_error_matches (local, HARK_ERROR, HARK_ERROR_CONFLICT)
          && count_known (sync, own, &known, NULL) && known > last)
        {
          last = known;
          continue;
        }
      /* it goes on with another one */
      if (g_error_matches (local, HARK_ERROR, HARK_ERROR_CONFLICT))
        local->code = HARK_ERROR_FORKED;
      g_propagate_prefixed_error (error, g_steal_pointer (&local),
                                  "the list of people cannot be given back: ");
      return FALSE;
    }

  return TRUE;
}

/* --- what was applied --- */

static gboolean
return_operations (AppSync *sync, gint64 known, gint64 made, GError **error)
{
  g_autoptr (GPtrArray) again = NULL;

  g_mutex_lock (sync->lock);
  if (app_epoch_pin_release (sync->store, known, error))
    again = app_answered_send_again (sync->store->outbox, known, made,
                                     g_get_real_time () / G_USEC_PER_SEC, error);
  for (guint i = 0; again != NULL && i < again->len; i++)
    {
      g_autoptr (GArray) blobs = app_intent_get_blobs (g_ptr_array_index (again, i));

      for (guint j = 0; j < blobs->len; j++)
        app_file_unsend (sync->store->home, &g_array_index (blobs, HarkId, j));
    }
  g_mutex_unlock (sync->lock);
  if (sync->forget_uploaded != NULL)
    sync->forget_uploaded (sync->user);
  sync->changed = TRUE;

  return again != NULL;
}

gboolean
app_lineage_return (AppSync *sync, GError **error)
{
  gint64 known, made;

  if (!app_http_get_reset (sync->http, &known, &made))
    return TRUE;

  return return_roster (sync, error) && app_setting_return (sync, error)
         && return_operations (sync, known, made, error);
}

/* Takes @cursor. *@has_lost: what was lost is on its way again. */
static gboolean
probe (AppSync *sync, char *cursor, gboolean *has_lost, GError **error)
{
  gint64 known, made;
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GError) local = NULL;

  g_free (cursor);
  *has_lost = FALSE;
  if (escaped == NULL)
    return TRUE;

  path = g_strdup_printf (HARK_API_SYNC "?since=%s&limit=1", escaped);
  page = app_http_get (sync->http, path, HARK_API_MAX_PAGE_BYTES, &local);
  if (page != NULL)
    return TRUE;
  if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_RESET))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  *has_lost = app_http_get_reset (sync->http, &known, &made);
  return app_lineage_return (sync, error);
}

gboolean
app_lineage_probe (AppSync *sync, GError **error)
{
  char *answered, *pinned;
  gboolean has_lost;

  g_mutex_lock (sync->lock);
  pinned = app_epoch_pin_get_cursor (sync->store);
  answered = app_answered_get_cursor (sync->store->outbox);
  g_mutex_unlock (sync->lock);
  if (g_strcmp0 (pinned, answered) == 0)
    g_clear_pointer (&answered, g_free);
  if (!probe (sync, pinned, &has_lost, error))
    {
      g_free (answered);
      return FALSE;
    }
  if (!has_lost)
    return probe (sync, answered, &has_lost, error);

  g_free (answered);
  return TRUE;
}

static gboolean
miss_operations (AppStore *store, gboolean *changed, GError **error)
{
  g_autoptr (GPtrArray) answered = app_outbox_list_answered (store->outbox, error);

  for (guint i = 0; answered != NULL && i < answered->len; i++)
    {
      const AppOperation *operation = g_ptr_array_index (answered, i);

      if (app_effect_is_here (store, operation))
        continue;
      *changed = TRUE;
      if (!app_answered_miss (store->outbox, operation->n, error))
        return FALSE;
    }

  return answered != NULL;
}

gboolean
app_lineage_miss (AppSync *sync, GError **error)
{
  gboolean ok;

  g_mutex_lock (sync->lock);
  ok = miss_operations (sync->store, &sync->changed, error);
  g_mutex_unlock (sync->lock);

  return ok;
}

/* --- going again --- */

gboolean
app_lineage_must_hold (AppSync *sync, const AppOperation *operation)
{
  const char *type = hark_json_peek_string (operation->intent, "type");
  AppRestored restored;
  gboolean hold;

  if (g_str_equal (type, "submit"))
    return FALSE;

  g_mutex_lock (sync->lock);
  hold = app_answered_is_again (sync->store->outbox, operation, NULL)
         && app_answered_get_restored (sync->store->outbox, FALSE, &restored)
         && g_get_real_time () / G_USEC_PER_SEC < restored.at + APP_LINEAGE_HOLD;
  if (hold)
    {
      g_autoptr (AppCacheTicket) ticket
          = app_cache_get_ticket (sync->store->cache, &operation->ticket, NULL);

      hold = ticket == NULL;
    }
  g_mutex_unlock (sync->lock);

  return hold;
}

static gint64
get_version (JsonObject *cur, const char *name)
{
  gint64 value = 0;

  if (cur != NULL)
    hark_json_get_int (cur, name, 0, MAX_SEQ, &value, NULL);
  return value;
}

/* Nobody else has changed the field since the backup. */
static gboolean
is_ours (AppStore *store, JsonObject *cur, gint64 version, gint64 known)
{
  HarkId by;

  if (cur == NULL || version == 0)
    return FALSE;
  return version <= known
         || (hark_json_get_opt_id (cur, "by", &by, NULL)
             && hark_id_equal (&by, &store->account->user));
}

static gboolean
rebuild (AppStore *store, AppOperation *operation, JsonObject *cur, gint64 known, GError **error)
{
  const char *type = hark_json_peek_string (operation->intent, "type");
  HarkId renewed;

  hark_id_random (&renewed);
  if (g_str_equal (type, "move"))
    json_object_set_int_member (operation->intent, "area_v", get_version (cur, "area_v"));
  if (app_period_is_type (type))
    app_period_set_version (operation, app_period_get_version (store, operation));
  return (!g_str_equal (type, "close") || app_seen_renew (store, operation, known, error))
         && ((!g_str_equal (type, "move") && !app_period_is_type (type))
             || app_outbox_set_intent (store->outbox, &operation->op, operation->intent, error))
         && app_answered_rebuild (store->outbox, operation, &renewed, get_version (cur, "state_v"),
                                  get_version (cur, "advisor_v"), error);
}

gboolean
app_lineage_take_refusal (AppSync *sync, AppOperation *operation, const char *answer,
                          JsonObject *cur, gboolean *taken, GError **error)
{
  static const char *const of_advisor[] = { "take-over", "release", "assign", NULL };
  static const char *const of_state[] = { "close", "reopen", NULL };
  const char *type = hark_json_peek_string (operation->intent, "type");
  AppStore *store = sync->store;
  AppRestored restored;
  gboolean ok = TRUE;
  guint tries;

  *taken = FALSE;
  g_mutex_lock (sync->lock);
  if (app_answered_is_again (store->outbox, operation, &tries) && tries < APP_LINEAGE_TRIES
      && app_answered_get_restored (store->outbox, FALSE, &restored))
    {
      if (g_str_equal (answer, "conflict") && g_strv_contains (of_advisor, type))
        *taken = is_ours (store, cur, get_version (cur, "advisor_v"), restored.known);
      else if (g_str_equal (answer, "conflict") && g_strv_contains (of_state, type))
        *taken = is_ours (store, cur, get_version (cur, "state_v"), restored.known);
      else if (g_str_equal (answer, "conflict") && g_str_equal (type, "move"))
        *taken = is_ours (store, cur, get_version (cur, "area_v"), restored.known);
      else if (app_deletion_is_type (type)) /* of what was seen then; of nothing else */
        *taken = g_str_equal (answer, "invalid");
      else /* it needed one that was built anew, or is sealed under an epoch that was lost */
        *taken = !g_str_equal (type, "submit")
                 && (g_str_equal (answer, "conflict") || g_str_equal (answer, "invalid"));
      ok = !*taken || rebuild (store, operation, cur, restored.known, error);
    }
  g_mutex_unlock (sync->lock);

  return ok;
}
