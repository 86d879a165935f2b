/* app-move.c: see app-move.h */
#include "app-move.h"

#include <string.h>

#include "app-exclude.h"
#include "app-intent.h"
#include "app-new-code.h"
#include "app-recipient.h"
#include "hark-error.h"
#include "hark-json.h"

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

gboolean
app_move_is_type (const char *type)
{
  static const char *const types[] = { "move", "exclude", "include", APP_NEW_CODE_TYPE, NULL };

  return g_strv_contains (types, type);
}

/* --- what is on record --- */

void
app_move_record_free (AppMoveRecord *self)
{
  g_free (self->type);
  g_free (self);
}

AppMoveRecord *
app_move_record_new (const HarkObject *object)
{
  AppMoveRecord *self = g_new0 (AppMoveRecord, 1);

  self->epoch = object->header.epoch;
  self->author = object->header.author;
  self->type = g_strdup (hark_json_peek_string (object->body, "type"));
  self->from = app_intent_get_id (object->body, "from");
  self->to = app_intent_get_id (object->body, "to");
  return self;
}

static const HarkEpoch *
peek_epoch (GPtrArray *epochs, guint n)
{
  return &((AppCacheEpoch *)g_ptr_array_index (epochs, n))->epoch;
}

gboolean
app_move_says_the_same (const HarkEpoch *a, const HarkEpoch *b)
{
  return hark_id_equal (&a->area, &b->area) && a->n_excluded == b->n_excluded
         && memcmp (a->excluded, b->excluded, a->n_excluded * sizeof (HarkId)) == 0
         && memcmp (a->reporter_pk, b->reporter_pk, sizeof a->reporter_pk) == 0;
}

/* Nothing else than what is on record, as the server checks it where it is honest. */
static gboolean
is_what_was_done (const AppMoveRecord *record, const HarkEpoch *before, const HarkEpoch *epoch)
{
  static const guint8 nobody[32];
  HarkEpoch expected = *before;

  if (!hark_id_equal (&record->author, &epoch->author))
    return FALSE;
  if (g_str_equal (record->type, "move"))
    {
      if (!hark_id_equal (&record->from, &before->area))
        return FALSE;
      expected.area = record->to;
    }
  else if (g_str_equal (record->type, "exclude"))
    {
      if (!hark_epoch_exclude (&expected, &record->to))
        return FALSE;
    }
  else if (g_str_equal (record->type, "include"))
    hark_epoch_include (&expected, &record->from);
  else
    {
      if (memcmp (epoch->reporter_pk, before->reporter_pk, 32) == 0
          || memcmp (epoch->reporter_pk, nobody, 32) == 0)
        return FALSE;
      memcpy (expected.reporter_pk, epoch->reporter_pk, sizeof expected.reporter_pk);
    }

  return app_move_says_the_same (epoch, &expected);
}

gboolean
app_move_is_recorded (GPtrArray *epochs, GPtrArray *records)
{
  g_autoptr (GHashTable) recorded = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const AppMoveRecord *record = g_ptr_array_index (records, i);

      if (record->epoch == 0 || record->epoch >= epochs->len
          || !is_what_was_done (record, peek_epoch (epochs, record->epoch - 1),
                                peek_epoch (epochs, record->epoch)))
        return FALSE;
      g_hash_table_add (recorded, GUINT_TO_POINTER (record->epoch));
    }
  for (guint i = 1; i < epochs->len; i++)
    if (!app_move_says_the_same (peek_epoch (epochs, i), peek_epoch (epochs, i - 1))
        && !g_hash_table_contains (recorded, GUINT_TO_POINTER (i)))
      return FALSE;

  return TRUE;
}

/* --- what is to be done --- */

gboolean
app_move_change (JsonObject *intent, HarkEpoch *epoch)
{
  const char *type = hark_json_peek_string (intent, "type");
  HarkId person = app_intent_get_id (intent, "person");

  if (g_str_equal (type, "move"))
    epoch->area = app_intent_get_id (intent, "area");
  else if (g_str_equal (type, "include"))
    hark_epoch_include (epoch, &person);
  else if (g_str_equal (type, "exclude"))
    return hark_epoch_exclude (epoch, &person);
  else
    app_new_code_change (intent, epoch);

  return TRUE;
}

HarkId
app_move_get_advisor (AppStore *store, const AppCacheTicket *ticket, const HarkEpoch *epoch,
                      const HarkId *area)
{
  const HarkId nobody = { { 0 } };
  gboolean stays
      = !hark_epoch_excludes (epoch, &ticket->advisor)
        && hark_roster_get_role (store->roster, area, &ticket->advisor) >= HARK_ROLE_PROFESSIONAL;

  return stays ? ticket->advisor : nobody;
}

/* FALSE where there is none. @entry may be NULL. */
static gboolean
get_newest (AppStore *store, const HarkId *ticket, HarkEpoch *epoch, guint64 *entry)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);

  if (epochs == NULL || epochs->len == 0)
    return FALSE;

  *epoch = ((AppCacheEpoch *)g_ptr_array_index (epochs, epochs->len - 1))->epoch;
  if (entry != NULL)
    *entry = app_recipient_find_entry (store, epochs, epochs->len - 1);
  return TRUE;
}

/* The newest one as it will be once what waits has gone. @entry: into the area that it names. */
static gboolean
look_ahead (AppStore *store, const HarkId *ticket, HarkEpoch *epoch, guint64 *entry)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, ticket, NULL);

  if (waiting == NULL || !get_newest (store, ticket, epoch, entry))
    return FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      JsonObject *intent = ((AppOperation *)g_ptr_array_index (waiting, i))->intent;

      app_move_change (intent, epoch);
      if (entry != NULL && g_str_equal (hark_json_peek_string (intent, "type"), "move"))
        *entry = hark_roster_get_seq (store->roster);
    }
  return TRUE;
}

static gboolean
check_move (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
            HarkEpoch *epoch, GError **error)
{
  g_autofree char *name = app_cache_dup_area_name (store->cache, &action->area);
  guint64 entry = hark_roster_get_seq (store->roster);

  if (name == NULL)
    return refuse (error, HARK_ERROR_NOT_FOUND, "there is no such area");
  if (ticket->state != HARK_TICKET_OPEN)
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket is closed: reopen it first");
  if (hark_id_equal (&epoch->area, &action->area))
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket is in this area already");

  epoch->area = action->area;
  if (!app_exclude_leaves (store, epoch, entry, HARK_ROLE_PROFESSIONAL))
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "nobody in that area could read the ticket and answer");

  return epoch->n_excluded == 0 || app_exclude_leaves (store, epoch, entry, HARK_ROLE_EXPERT)
         || refuse (error, HARK_ERROR_FORBIDDEN,
                    "every Expert of that area is excluded from the ticket");
}

static gboolean
check_exclude (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
               HarkEpoch *epoch, guint64 entry, GError **error)
{
  const HarkRosterUser *person = hark_roster_get_user (store->roster, &action->user);

  if (person == NULL || person->until != 0)
    return refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  if (!app_exclude_is_in_a_team (store, &action->user))
    return refuse (error, HARK_ERROR_CONFLICT, APP_EXCLUDE_NO_MEMBER);
  if (hark_epoch_excludes (epoch, &action->user))
    return refuse (error, HARK_ERROR_CONFLICT, "they are excluded already");
  if (hark_id_equal (&ticket->advisor, &action->user))
    return refuse (error, HARK_ERROR_CONFLICT,
                   "they are the ticket's advisor: it has to be handed over first");
  if (!hark_epoch_exclude (epoch, &action->user))
    return refuse (error, HARK_ERROR_TOO_LARGE, "too many people are excluded");

  return app_exclude_leaves (store, epoch, entry, HARK_ROLE_EXPERT)
         || refuse (error, HARK_ERROR_FORBIDDEN, APP_EXCLUDE_NO_EXPERT);
}

static gboolean
check_include (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
               const HarkEpoch *epoch, GError **error)
{
  if (hark_roster_get_role (store->roster, &ticket->area, &store->account->user)
      != HARK_ROLE_EXPERT)
    return refuse (error, HARK_ERROR_FORBIDDEN, "only an Expert takes an exclusion back");

  return hark_epoch_excludes (epoch, &action->user)
         || refuse (error, HARK_ERROR_CONFLICT, "they are not excluded");
}

gboolean
app_move_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                GError **error)
{
  HarkEpoch epoch;
  guint64 entry;

  if (!look_ahead (store, &ticket->id, &epoch, &entry))
    return refuse (error, HARK_ERROR_UNVERIFIED, "this ticket's keys do not verify");
  if (action->type == APP_ACTION_MOVE)
    return check_move (store, action, ticket, &epoch, error);
  if (action->type == APP_ACTION_NEW_CODE)
    return app_new_code_check (action, ticket, &epoch, error);

  return action->type == APP_ACTION_EXCLUDE
             ? check_exclude (store, action, ticket, &epoch, entry, error)
             : check_include (store, action, ticket, &epoch, error);
}

gboolean
app_move_is_done (AppStore *store, const AppAction *action, const AppCacheTicket *ticket)
{
  HarkEpoch epoch;
  guint64 entry;

  if (action->type == APP_ACTION_MOVE)
    return hark_id_equal (&ticket->area, &action->area);
  if (action->type != APP_ACTION_EXCLUDE && action->type != APP_ACTION_INCLUDE)
    return FALSE;

  return look_ahead (store, &ticket->id, &epoch, &entry)
         && hark_epoch_excludes (&epoch, &action->user) == (action->type == APP_ACTION_EXCLUDE);
}

gboolean
app_move_is_here (AppStore *store, JsonObject *intent, const AppCacheTicket *ticket)
{
  HarkId area = app_intent_get_id (intent, "area");
  HarkId person = app_intent_get_id (intent, "person");
  const char *type = hark_json_peek_string (intent, "type");
  HarkEpoch epoch;

  if (g_str_equal (type, "move"))
    return hark_id_equal (&ticket->area, &area)
           || ticket->area_v > json_object_get_int_member_with_default (intent, "area_v", 0);

  if (!get_newest (store, &ticket->id, &epoch, NULL))
    return FALSE;

  return g_str_equal (type, APP_NEW_CODE_TYPE)
             ? app_new_code_is_here (intent, &epoch)
             : hark_epoch_excludes (&epoch, &person) == g_str_equal (type, "exclude");
}

void
app_move_put (AppStore *store, const AppAction *action, JsonObject *intent)
{
  HarkEpoch epoch;

  if (action->type == APP_ACTION_EXCLUDE || action->type == APP_ACTION_INCLUDE)
    hark_json_set_id (intent, "person", &action->user);
  if (action->type == APP_ACTION_NEW_CODE && look_ahead (store, &action->ticket, &epoch, NULL))
    app_new_code_put (action->inbox, epoch.reporter_pk, intent);
}

/* --- for screens --- */

char *
app_move_dup_target (AppStore *store, JsonObject *intent)
{
  HarkId advisor = app_intent_get_id (intent, "advisor");
  HarkId person = app_intent_get_id (intent, "person");
  HarkId area = app_intent_get_id (intent, "area");

  if (g_str_equal (hark_json_peek_string (intent, "type"), "move"))
    return app_cache_dup_area_name (store->cache, &area);

  return g_strdup (app_store_user_name (store, hark_id_is_zero (&advisor) ? &person : &advisor));
}

char *
app_move_describe (AppStore *store, const char *type, const char *value)
{
  HarkId id;

  if (value[0] == '\0')
    return NULL;
  if (hark_id_from_string (value, &id))
    return g_str_equal (type, "move") ? app_cache_dup_area_name (store->cache, &id)
                                      : g_strdup (app_store_user_name (store, &id));

  return g_strdup (value);
}

void
app_excluded_free (AppExcluded *self)
{
  g_free (self->name);
  g_free (self->by);
  g_free (self);
}

/* As the first epoch is signed. */
static AppExcludedBy
find_how (HarkTicketOrigin origin, const HarkEpoch *first, const HarkId *user)
{
  if (!hark_epoch_excludes (first, user))
    return APP_EXCLUDED_LATER;
  if (hark_id_is_zero (&first->author))
    return APP_EXCLUDED_BY_SERVER;

  return origin == HARK_TICKET_ORIGIN_ON_BEHALF ? APP_EXCLUDED_BY_WRITER : APP_EXCLUDED_BY_REPORTER;
}

GPtrArray *
app_move_list_excluded (AppStore *store, HarkTicketOrigin origin, GPtrArray *epochs)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_excluded_free);
  const HarkEpoch *epoch
      = epochs->len > 0 ? &((AppCacheEpoch *)g_ptr_array_index (epochs, epochs->len - 1))->epoch
                        : NULL;

  const HarkEpoch *first
      = epochs->len > 0 ? &((AppCacheEpoch *)g_ptr_array_index (epochs, 0))->epoch : NULL;

  for (guint i = 0; epoch != NULL && i < epoch->n_excluded; i++)
    {
      AppExcluded *item = g_new0 (AppExcluded, 1);
      const char *name = app_store_user_name (store, &epoch->excluded[i]);

      item->user = epoch->excluded[i];
      item->name = g_strdup (name != NULL ? name : "?");
      item->how = find_how (origin, first, &item->user);
      if (item->how == APP_EXCLUDED_BY_WRITER)
        item->by = g_strdup (app_store_user_name (store, &first->author));
      g_ptr_array_add (list, item);
    }

  return list;
}
