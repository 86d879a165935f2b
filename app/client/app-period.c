/* app-period.c: see app-period.h */
#include "app-period.h"

#include "app-feed.h"
#include "app-intent.h"
#include "app-ticket-private.h"
#include "app-verify.h"
#include "app-zone.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"
#include "hark-text.h"

#include <string.h>

#define ADD "add-period"
#define CHANGE "change-period"
#define FULFIL "fulfil-period"
#define UNFULFIL "unfulfil-period"
#define REMOVE "remove-period"

static const char *
get_type (JsonObject *intent)
{
  return hark_json_peek_string (intent, "type");
}

gboolean
app_period_is_type (const char *type)
{
  static const char *const types[] = { ADD, CHANGE, FULFIL, UNFULFIL, REMOVE, NULL };

  return g_strv_contains (types, type);
}

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

AppPeriod *
app_period_find (GPtrArray *periods, const HarkId *id)
{
  for (guint i = 0; periods != NULL && i < periods->len; i++)
    if (hark_id_equal (&((AppPeriod *)periods->pdata[i])->id, id))
      return periods->pdata[i];

  return NULL;
}

/* --- what waits --- */

void
app_period_overlay (GPtrArray *periods, const AppOperation *item)
{
  const char *type = get_type (item->intent);
  gint64 time = json_object_get_int_member_with_default (item->intent, "time", 0);
  AppAction action = { 0 };
  AppPeriod *period;

  app_period_read (item->intent, &action);
  period = app_period_find (periods, &action.period);
  if (period == NULL && g_str_equal (type, ADD))
    {
      period = g_new0 (AppPeriod, 1);
      period->id = action.period;
      period->kind = g_strdup ("hand");
      period->name = g_strdup (hark_json_peek_string (item->intent, "subject"));
      period->definition = action.definition;
      period->remind = action.remind;
      period->due = action.due;
      period->about = action.about;
      g_ptr_array_add (periods, period);
    }
  if (period == NULL)
    return;

  period->waiting = TRUE;
  if (g_str_equal (type, CHANGE))
    period->due = action.due;
  else if (g_str_equal (type, FULFIL))
    period->done = time;
  else if (g_str_equal (type, UNFULFIL))
    period->done = 0;
  else if (g_str_equal (type, REMOVE))
    g_ptr_array_remove (periods, period);
}

/* Of the ticket once what waits has gone, and what waits of it. */
static GPtrArray *
list_ahead (AppStore *store, const HarkId *ticket, GPtrArray **waiting, GError **error)
{
  g_autoptr (GPtrArray) periods = app_cache_list_periods (store->cache, ticket, error);

  *waiting = periods != NULL ? app_outbox_list_of (store->outbox, ticket, error) : NULL;
  if (*waiting == NULL)
    return NULL;

  for (guint i = 0; i < (*waiting)->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (*waiting, i);

      if (app_period_is_type (get_type (item->intent)))
        app_period_overlay (periods, item);
    }
  return g_steal_pointer (&periods);
}

static int
compare_periods (gconstpointer a, gconstpointer b)
{
  const AppPeriod *one = *(const AppPeriod *const *)a, *other = *(const AppPeriod *const *)b;

  if (one->due != other->due)
    return one->due < other->due ? -1 : 1;
  return strcmp (one->kind, other->kind);
}

/* FALSE: @object is no entry of @ticket. */
static gboolean
find_entry (AppStore *store, const HarkId *ticket, const HarkId *object, AppEntryKind *kind)
{
  g_autoptr (AppCacheObject) item = app_cache_get_object (store->cache, object, NULL);
  HarkObjectHeader header;

  if (item == NULL || !hark_object_read_header (item->sealed, &header, NULL)
      || !hark_id_equal (&header.ticket, ticket) || !hark_id_equal (&header.object, object))
    return FALSE;

  switch ((int)header.type)
    {
    case HARK_OBJECT_REPORT:
      *kind = APP_ENTRY_REPORT;
      return TRUE;
    case HARK_OBJECT_MESSAGE:
      *kind = APP_ENTRY_MESSAGE;
      return TRUE;
    case HARK_OBJECT_NOTE:
      *kind = APP_ENTRY_NOTE;
      return TRUE;
    default:
      return FALSE;
    }
}

/* Zeros where @ticket has no such entry. */
static void
check_about (AppStore *store, AppTicket *ticket, HarkId *about, AppEntryKind *kind)
{
  const AppEntry *waiting;

  if (hark_id_is_zero (about) || find_entry (store, &ticket->id, about, kind))
    return;

  waiting = app_ticket_find_entry (ticket, about);
  if (waiting != NULL)
    *kind = waiting->kind;
  else
    memset (about, 0, sizeof *about);
}

void
app_period_find_about (AppStore *store, AppTicket *ticket)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    {
      AppPeriod *period = g_ptr_array_index (ticket->periods, i);

      check_about (store, ticket, &period->about, &period->about_kind);
    }
  for (guint i = 0; i < ticket->history->len; i++)
    {
      AppHistory *history = g_ptr_array_index (ticket->history, i);

      check_about (store, ticket, &history->about, &history->about_kind);
    }
}

/* Once what waits has gone; in a closed ticket nothing falls due. */
void
app_period_find_next (AppTicket *ticket)
{
  g_ptr_array_sort (ticket->periods, compare_periods);
  for (guint i = 0; i < ticket->periods->len && ticket->next == NULL; i++)
    {
      AppPeriod *period = g_ptr_array_index (ticket->periods, i);

      if (period->done == 0 && ticket->state == HARK_TICKET_OPEN)
        ticket->next = period;
    }
}

/* --- may it? --- */

/* Among what waits. */
static gboolean
is_written (GPtrArray *waiting, const HarkId *object)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (waiting, i);
      const char *type = get_type (item->intent);
      HarkId id = app_intent_get_id (item->intent, "object");

      if ((g_str_equal (type, "message") || g_str_equal (type, "note")
           || g_str_equal (type, "contact"))
          && hark_id_equal (&id, object))
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_added (AppStore *store, const AppAction *action, GPtrArray *waiting, GError **error)
{
  const char *name = action->subject != NULL ? action->subject : "";
  AppEntryKind kind;

  if (hark_id_is_zero (&action->definition)
      && !hark_text_is_name (name, strlen (name), APP_PERIOD_MAX_NAME))
    return refuse (error, HARK_ERROR_INVALID, "a deadline needs a name of one line");
  if (action->due < 1 || action->due > HARK_API_MAX_DUE)
    return refuse (error, HARK_ERROR_INVALID, "that is no day on which a deadline can be due");
  if (!hark_id_is_zero (&action->about) && !is_written (waiting, &action->about)
      && !find_entry (store, &action->ticket, &action->about, &kind))
    return refuse (error, HARK_ERROR_NOT_FOUND, "the ticket has no such message");

  return TRUE;
}

static gboolean
check_there (const AppAction *action, const AppPeriod *period, GError **error)
{
  gboolean by_hand = period != NULL && g_str_equal (period->kind, "hand");

  if (period == NULL)
    return refuse (error, HARK_ERROR_NOT_FOUND, "the ticket has no such deadline");

  switch (action->type)
    {
    case APP_ACTION_CHANGE_PERIOD:
      if (action->due < 1 || action->due > HARK_API_MAX_DUE)
        return refuse (error, HARK_ERROR_INVALID, "that is no day on which a deadline can be due");
      return by_hand
             || refuse (error, HARK_ERROR_FORBIDDEN, "what the area has settled stays as it is");
    case APP_ACTION_REMOVE_PERIOD:
      return by_hand
             || refuse (error, HARK_ERROR_FORBIDDEN, "what the area has settled stays as it is");
    case APP_ACTION_FULFIL_PERIOD:
      return period->done == 0 || refuse (error, HARK_ERROR_CONFLICT, "it is fulfilled already");
    case APP_ACTION_UNFULFIL_PERIOD:
    default:
      return period->done != 0 || refuse (error, HARK_ERROR_CONFLICT, "it is not fulfilled");
    }
}

/* The version of what it changes, and what waits that changes the same: the newest of these. */
static void
find_needed (const AppAction *action, const char *type, const AppPeriod *known, GPtrArray *waiting,
             AppOperation *operation, gint64 *version)
{
  gboolean of_due = g_str_equal (type, CHANGE), of_both = g_str_equal (type, REMOVE);

  if (known != NULL)
    *version = of_both ? known->rv : of_due ? known->due_v : known->done_v;
  for (guint i = 0; i < waiting->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (waiting, i);
      const char *there = get_type (item->intent);
      HarkId period = app_intent_get_id (item->intent, "period");

      if (!app_period_is_type (there) || !hark_id_equal (&period, &action->period))
        continue;
      if (of_both || g_str_equal (there, ADD) || g_str_equal (there, CHANGE) == of_due)
        operation->after = item->op;
    }
}

gboolean
app_period_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                  AppOperation *operation, gint64 *version, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) periods = list_ahead (store, &action->ticket, &waiting, error);
  g_autoptr (GPtrArray) known = NULL;

  if (periods == NULL)
    return FALSE;
  if (ticket->state != HARK_TICKET_OPEN && action->type != APP_ACTION_FULFIL_PERIOD
      && action->type != APP_ACTION_UNFULFIL_PERIOD)
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket is closed");
  if (action->type == APP_ACTION_ADD_PERIOD)
    return check_added (store, action, waiting, error);
  if (!check_there (action, app_period_find (periods, &action->period), error))
    return FALSE;

  known = app_cache_list_periods (store->cache, &action->ticket, error);
  if (known == NULL)
    return FALSE;
  find_needed (action, app_intent_get_type (action->type), app_period_find (known, &action->period),
               waiting, operation, version);
  return TRUE;
}

gboolean
app_period_is_done (AppStore *store, const AppAction *action)
{
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) periods = list_ahead (store, &action->ticket, &waiting, NULL);
  const AppPeriod *period = app_period_find (periods, &action->period);

  if (periods == NULL)
    return FALSE;

  switch ((int)action->type)
    {
    case APP_ACTION_CHANGE_PERIOD:
      return period != NULL && period->due == action->due;
    case APP_ACTION_FULFIL_PERIOD:
      return period != NULL && period->done != 0;
    case APP_ACTION_UNFULFIL_PERIOD:
      return period != NULL && period->done == 0;
    case APP_ACTION_REMOVE_PERIOD:
      return period == NULL;
    default:
      return FALSE;
    }
}

/* --- as it is kept and said --- */

/* What the user saw it called, for the record. */
static void
put_name (AppStore *store, const AppAction *action, JsonObject *intent)
{
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) periods = list_ahead (store, &action->ticket, &waiting, NULL);
  AppPeriod *period = app_period_find (periods, &action->period);
  g_autoptr (AppCacheObject) item = NULL;
  g_autoptr (GPtrArray) epochs = NULL;
  g_autoptr (HarkObject) object = NULL;

  if (period == NULL)
    return;
  item = hark_id_is_zero (&period->entry)
             ? NULL
             : app_cache_get_object (store->cache, &period->entry, NULL);
  epochs = item != NULL ? app_cache_list_epochs (store->cache, &action->ticket, NULL) : NULL;
  object = epochs != NULL && item->trust != APP_TRUST_BROKEN
               ? app_verify_open (epochs, item->sealed, NULL)
               : NULL;
  if (object != NULL)
    app_period_name (period, object);
  json_object_set_string_member (intent, "subject", period->name);
}

void
app_period_put (AppStore *store, const AppAction *action, JsonObject *intent)
{
  HarkId id = action->period;

  if (!app_period_is_type (get_type (intent)))
    return;
  if (hark_id_is_zero (&id))
    hark_id_random (&id);
  hark_json_set_id (intent, "period", &id);
  if (action->due != 0)
    json_object_set_int_member (intent, "due", action->due);
  if (action->type != APP_ACTION_ADD_PERIOD)
    {
      put_name (store, action, intent);
      return;
    }

  hark_remind_to_json (&action->remind, intent, "remind");
  hark_json_set_id (intent, "definition", &action->definition);
  if (!hark_id_is_zero (&action->about))
    hark_json_set_id (intent, "about", &action->about);
}

void
app_period_read (JsonObject *intent, AppAction *action)
{
  action->period = app_intent_get_id (intent, "period");
  action->definition = app_intent_get_id (intent, "definition");
  action->about = app_intent_get_id (intent, "about");
  action->due = json_object_get_int_member_with_default (intent, "due", 0);
  hark_remind_from_json (intent, "remind", &action->remind, NULL);
}

void
app_period_tell (JsonObject *intent, JsonObject *body)
{
  AppAction action = { 0 };
  const char *type = get_type (intent);

  app_period_read (intent, &action);
  hark_json_set_id (body, "period", &action.period);
  if (g_str_equal (type, ADD) || g_str_equal (type, CHANGE))
    json_object_set_int_member (body, "due", action.due);
  if (!g_str_equal (type, ADD))
    return;

  hark_remind_to_json (&action.remind, body, "remind");
  hark_json_set_id (body, "definition", &action.definition);
}

/* Which of the entries it is about stands here alone: the server does not learn it. */
void
app_period_record (JsonObject *intent, JsonObject *body)
{
  HarkId about = app_intent_get_id (intent, "about");

  app_period_tell (intent, body);
  if (!hark_id_is_zero (&about))
    hark_json_set_id (body, "about", &about);
  json_object_set_string_member (body, "name", hark_json_peek_string (intent, "subject"));
}

/* --- what came of it --- */

static AppPeriod *
find_known (AppStore *store, const AppOperation *operation, GPtrArray **periods)
{
  HarkId id = app_intent_get_id (operation->intent, "period");

  *periods = app_cache_list_periods (store->cache, &operation->ticket, NULL);
  return app_period_find (*periods, &id);
}

/* What had its target already is applied without a trace. */
gboolean
app_period_is_here (AppStore *store, const AppOperation *operation)
{
  const char *type = get_type (operation->intent);
  gint64 version = json_object_get_int_member_with_default (operation->intent, "period_v", 0);
  g_autoptr (GPtrArray) periods = NULL;
  const AppPeriod *period = find_known (store, operation, &periods);

  if (period == NULL)
    return !g_str_equal (type, ADD);
  if (g_str_equal (type, CHANGE))
    return period->due == json_object_get_int_member_with_default (operation->intent, "due", 0)
           || period->due_v > version;
  if (g_str_equal (type, FULFIL))
    return period->done != 0 || period->done_v > version;
  if (g_str_equal (type, UNFULFIL))
    return period->done == 0 || period->done_v > version;

  return FALSE;
}

void
app_period_set_version (AppOperation *operation, gint64 version)
{
  json_object_set_int_member (operation->intent, "period_v", version);
}

gboolean
app_period_build_on (AppStore *store, const AppOperation *operation, gint64 seq, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (!app_period_is_type (get_type (operation->intent)))
    return TRUE;
  waiting = app_outbox_list_of (store->outbox, &operation->ticket, error);
  if (waiting == NULL)
    return FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);

      if (!hark_id_equal (&item->after, &operation->op)
          || !app_period_is_type (get_type (item->intent)))
        continue;
      app_period_set_version (item, seq);
      if (!app_outbox_set_intent (store->outbox, &item->op, item->intent, error))
        return FALSE;
    }

  return TRUE;
}

gint64
app_period_get_version (AppStore *store, const AppOperation *operation)
{
  const char *type = get_type (operation->intent);
  g_autoptr (GPtrArray) periods = NULL;
  const AppPeriod *period = find_known (store, operation, &periods);

  if (period == NULL)
    return 0;
  if (g_str_equal (type, CHANGE))
    return period->due_v;

  return g_str_equal (type, REMOVE) ? period->rv : period->done_v;
}

/* --- what the history says --- */

void
app_period_name (AppPeriod *period, const HarkObject *object)
{
  HarkId id = app_intent_get_id (object->body, "period");
  const char *name = hark_json_peek_string (object->body, "name");

  if (object->header.type != HARK_OBJECT_HISTORY || !g_str_equal (get_type (object->body), ADD)
      || !hark_id_equal (&id, &period->id))
    return;

  period->about = app_intent_get_id (object->body, "about");
  if (period->name[0] != '\0' || !hark_text_is_name (name, strlen (name), APP_PERIOD_MAX_NAME))
    return;

  hark_seal_free_string (period->name);
  period->name = g_strdup (name);
}

void
app_period_describe (JsonObject *json, const char *name, const AppPeriod *known,
                     AppHistory *history)
{
  history->period = g_strdup (hark_json_peek_string (json, name));
  history->due = json_object_get_int_member_with_default (json, "due", 0);
  history->due_before = known != NULL ? known->due : 0;
  history->about = known != NULL ? known->about : app_intent_get_id (json, "about");
}

GHashTable *
app_period_history_new (void)
{
  return g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL,
                                (GDestroyNotify)app_period_free);
}

void
app_period_history_take (GHashTable *history, const HarkObject *object)
{
  const char *type = get_type (object->body);
  HarkId id = app_intent_get_id (object->body, "period");
  AppPeriod *period = g_hash_table_lookup (history, &id);

  if (g_str_equal (type, "move"))
    g_hash_table_remove_all (history);
  if (g_str_equal (type, ADD) && period == NULL)
    {
      period = g_new0 (AppPeriod, 1);
      period->id = id;
      period->entry = object->header.object;
      period->due = json_object_get_int_member_with_default (object->body, "due", 0);
      period->about = app_intent_get_id (object->body, "about");
      g_hash_table_insert (history, &period->id, period);
    }
  if (period == NULL)
    return;

  if (g_str_equal (type, CHANGE))
    period->due = json_object_get_int_member_with_default (object->body, "due", 0);
  else if (g_str_equal (type, FULFIL))
    period->done = 1;
  else if (g_str_equal (type, UNFULFIL))
    period->done = 0;
  else if (g_str_equal (type, REMOVE))
    g_hash_table_remove (history, &id);
}

const AppPeriod *
app_period_history_find (GHashTable *history, JsonObject *json)
{
  HarkId id = app_intent_get_id (json, "period");

  return g_hash_table_lookup (history, &id);
}

/* Where the organisation has settled another time zone since, it is due at the end of the same day
 * there. */
static gboolean
is_due_as_said (AppStore *store, const AppPeriod *said, const AppPeriod *there)
{
  return said->due == there->due || app_zone_is_same_day (store, said->due, there->due);
}

gboolean
app_period_history_holds (AppStore *store, GHashTable *history, GPtrArray *periods)
{
  guint n = 0;

  for (guint i = 0; i < periods->len; i++)
    {
      const AppPeriod *there = g_ptr_array_index (periods, i);
      const AppPeriod *said = g_hash_table_lookup (history, &there->id);

      if (!g_str_equal (there->kind, "hand"))
        continue;
      if (said == NULL || !is_due_as_said (store, said, there)
          || (said->done != 0) != (there->done != 0)
          || !hark_id_equal (&said->entry, &there->entry))
        return FALSE;
      n++;
    }

  return n == g_hash_table_size (history);
}

/* --- the feed --- */

static gboolean
get_seq (JsonObject *object, const char *name, gint64 *value, GError **error)
{
  return hark_json_get_int (object, name, 0, APP_FEED_MAX_SEQ, value, error);
}

/* What an older server does not say: it has none but its own two. */
static gboolean
take_settled (JsonObject *line, AppCachePeriod *period, GError **error)
{
  const char *fulfil = NULL;
  JsonObject *fv;

  period->due_v = period->done_v = period->rv;
  if (!json_object_has_member (line, "fv"))
    return TRUE;

  fv = hark_json_get_object (line, "fv", error);
  if (fv == NULL || !get_seq (fv, "due", &period->due_v, error)
      || !get_seq (fv, "done", &period->done_v, error)
      || !hark_json_get_opt_id (line, "definition", &period->definition, error)
      || !hark_json_get_opt_id (line, "entry", &period->entry, error)
      || !hark_json_get_opt_string (line, "fulfil", 16, &fulfil, error)
      || !hark_remind_from_json (line, "remind", &period->remind, error))
    return FALSE;

  period->by_answer = g_strcmp0 (fulfil, "answer") == 0;
  return TRUE;
}

/* NULL where there is none that can be read. (transfer full) */
static char *
read_title (JsonObject *line)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (HarkSettingText) texts = NULL;

  if (json_object_has_member (line, "title") && !json_object_get_null_member (line, "title"))
    texts = hark_setting_text_from_json (line, "title", HARK_DEFINITION_MAX_NAME, FALSE, NULL);
  if (texts == NULL || g_hash_table_size (texts) == 0)
    return NULL;

  hark_setting_text_to_json (texts, json, "title");
  return hark_json_to_string (json);
}

gboolean
app_period_take (AppStore *store, JsonObject *line, GError **error)
{
  AppCachePeriod period = { 0 };
  const char *name;
  g_autofree char *title = NULL;
  gboolean has_done
      = json_object_has_member (line, "done") && !json_object_get_null_member (line, "done");

  if (!hark_json_get_id (line, "id", &period.id, error)
      || !hark_json_get_id (line, "tk", &period.ticket, error)
      || !get_seq (line, "rv", &period.rv, error) || !get_seq (line, "due", &period.due, error)
      || (has_done && !get_seq (line, "done", &period.done, error))
      /* an older server removes none */
      || (json_object_has_member (line, "gone")
          && !hark_json_get_bool (line, "gone", &period.is_gone, error)))
    return FALSE;
  name = hark_json_get_string (line, "name", 200, error);
  if (name == NULL || !take_settled (line, &period, error))
    return FALSE;

  period.name = (char *)name;
  title = read_title (line);
  period.title = title;
  return app_cache_put_period (store->cache, &period, error);
}
