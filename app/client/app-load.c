/* app-load.c: see app-load.h */
#include "app-load.h"

#include <string.h>

#include "app-absence.h"
#include "app-answer.h"
#include "app-behalf.h"
#include "app-contact.h"
#include "app-intent.h"
#include "app-deletion.h"
#include "app-move.h"
#include "app-new-code.h"
#include "app-period.h"
#include "app-read-mark.h"
#include "app-recipient.h"
#include "app-retention.h"
#include "app-ticket-private.h"
#include "app-verify.h"
#include "hark-json.h"

/* One ticket in the making. */
typedef struct
{
  AppStore *store;
  const AppCacheTicket *row; /* NULL for a new one that waits */
  GPtrArray *epochs;
  GPtrArray *waiting; /* AppOperation, of other tickets too */
  AppTicket *ticket;
  gboolean last_is_team;
  HarkId advisor;       /* once what waits has gone */
  gboolean is_complete; /* no page of the feed is still to come */
  HarkTicketState history_state;
  HarkId history_advisor;
  HarkId newest_outcome;
  AppDeletionRecord history_deletion;
  AppRetention history_retention;
  GPtrArray *recorded; /* AppMoveRecord: what epochs change */
  GHashTable *by_hand; /* what the history says of deadlines: app-period.h */
} Loading;

static void
worsen (AppTicket *ticket, AppTrust trust)
{
  if (trust == APP_TRUST_BROKEN || (trust == APP_TRUST_FORMER && ticket->trust != APP_TRUST_BROKEN))
    ticket->trust = trust;
}

/* --- the row --- */

static char *
area_name (AppStore *store, const HarkId *area)
{
  char *name = app_cache_dup_area_name (store->cache, area);

  return name != NULL ? name : g_strdup ("");
}

static void
fill_row (Loading *loading)
{
  const AppCacheTicket *row = loading->row;
  AppStore *store = loading->store;
  AppTicket *ticket = loading->ticket;

  ticket->id = row->id;
  ticket->number = g_strdup (row->number);
  ticket->state = row->state;
  ticket->is_mine = (row->side & APP_SIDE_REPORTER) != 0;
  ticket->is_team = (row->side & APP_SIDE_TEAM) != 0;
  ticket->can_write = ticket->is_team
                      && hark_roster_get_role (store->roster, &row->area, &store->account->user)
                             >= HARK_ROLE_PROFESSIONAL;
  ticket->area = row->area;
  ticket->area_name = area_name (store, &row->area);
  ticket->reporter = g_strdup (app_store_user_name (store, &row->reporter));
  ticket->account = ticket->is_team ? g_strdup (row->account) : NULL;
  ticket->is_claimed = ticket->account != NULL;
  ticket->has_inbox = row->inbox || !hark_id_is_zero (&row->reporter);
  ticket->origin = row->origin;
  ticket->received = row->received;
  ticket->changed = row->received;
  ticket->trust = row->trust;
  loading->advisor = row->advisor;
  ticket->deletes = row->deletes;
  ticket->is_kept = row->is_kept;
  ticket->is_held = row->is_held;
  ticket->is_deletion_mine = hark_id_equal (&row->deletion_by, &store->account->user);
  if (!hark_id_is_zero (&row->deletion_by))
    ticket->deletion_by = g_strdup (app_store_user_name (store, &row->deletion_by));
  if (ticket->is_team)
    {
      g_ptr_array_unref (ticket->excluded);
      ticket->excluded = app_move_list_excluded (store, row->origin, loading->epochs);
      if (loading->epochs->len > 0)
        ticket->entry = app_recipient_find_entry (store, loading->epochs, loading->epochs->len - 1);
    }
}

/* --- entries --- */

static AppEntry *
add_entry (Loading *loading, const AppCacheObject *item, const HarkObject *object,
           AppEntryKind kind)
{
  AppEntry *entry = app_ticket_add_entry (loading->ticket, kind, &item->id);

  entry->trust = item->trust;
  entry->seq = item->seq;
  if (object == NULL)
    {
      entry->trust = APP_TRUST_BROKEN;
      entry->text = g_strdup ("");
      return entry;
    }

  entry->from_reporter = kind != APP_ENTRY_NOTE && app_verify_is_reporters (loading->row, object);
  entry->by = object->header.author;
  entry->is_own = hark_id_equal (&entry->by, &loading->store->account->user);
  entry->by_code = hark_id_is_zero (&entry->by)
                   && app_new_code_is_issued (loading->epochs, object->header.epoch);
  entry->by_ended_code
      = app_new_code_had_ended (loading->store, loading->epochs, loading->recorded, object);
  entry->by_server = (object->header.flags & HARK_OBJECT_BY_SERVER) != 0;
  entry->author = g_strdup (app_store_user_name (loading->store, &entry->by));
  entry->time = object->time;
  entry->text = g_strdup (
      item->trust == APP_TRUST_BROKEN
          ? ""
          : hark_json_peek_string (object->body, kind == APP_ENTRY_REPORT ? "report" : "text"));
  if (kind == APP_ENTRY_NOTE && item->trust != APP_TRUST_BROKEN)
    app_contact_fill (entry, object->body);
  return entry;
}

static void
take_report (Loading *loading, const AppCacheObject *item, const HarkObject *object)
{
  AppTicket *ticket = loading->ticket;
  AppEntry *entry = add_entry (loading, item, object, APP_ENTRY_REPORT);

  if (ticket->subject != NULL)
    entry->trust = APP_TRUST_BROKEN; /* a second report */
  if (entry->trust == APP_TRUST_BROKEN)
    return;
  if (app_verify_is_written_down (loading->row, object))
    {
      app_behalf_fill (ticket, object->body, entry->author);
      g_free (entry->author);
      entry->author = g_strdup (ticket->reporter);
      entry->is_own = entry->is_own
                      || hark_id_equal (&loading->row->reporter, &loading->store->account->user);
    }

  ticket->subject = g_strdup (hark_json_peek_string (object->body, "subject"));
  ticket->report = g_strdup (entry->text);
  ticket->by_server = entry->by_server;
  app_answer_fill (ticket, object->body);
  app_ticket_claim_reporter (ticket, object->body);
}

static void
take_file (Loading *loading, const AppCacheObject *item, const HarkObject *object)
{
  g_autoptr (HarkManifest) manifest = NULL;
  AppEntry *entry;

  if (object == NULL || item->trust == APP_TRUST_BROKEN)
    return;

  manifest = hark_manifest_from_json (object->body, NULL);
  entry = manifest != NULL ? app_ticket_find_entry (loading->ticket, &manifest->with) : NULL;
  /* Nobody hangs a file on what somebody else wrote. */
  if (entry != NULL && entry->from_reporter == app_verify_is_reporters (loading->row, object)
      && hark_id_equal (&entry->by, &object->header.author)
      && entry->by_ended_code
             == app_new_code_had_ended (loading->store, loading->epochs, loading->recorded, object))
    app_entry_add_file (entry, &item->id, manifest, FALSE);
}

static void
take_history (Loading *loading, const AppCacheObject *item, const HarkObject *object)
{
  AppHistory *history;
  const char *type;

  if (object == NULL || item->trust == APP_TRUST_BROKEN)
    {
      worsen (loading->ticket, APP_TRUST_BROKEN);
      return;
    }

  type = hark_json_peek_string (object->body, "type");
  history = app_ticket_add_history (loading->ticket, type);
  history->by = g_strdup (app_store_user_name (loading->store, &object->header.author));
  history->from
      = app_move_describe (loading->store, type, hark_json_peek_string (object->body, "from"));
  history->to
      = app_move_describe (loading->store, type, hark_json_peek_string (object->body, "to"));
  if (hark_json_peek_string (object->body, "reason")[0] != '\0')
    history->reason = g_strdup (hark_json_peek_string (object->body, "reason"));
  history->time = object->time;
  history->trust = item->trust;
  app_retention_take (object, &loading->history_retention);
  if (app_period_is_type (type))
    app_period_describe (object->body, "name",
                         app_period_history_find (loading->by_hand, object->body), history);
  app_period_history_take (loading->by_hand, object);
  if (app_period_is_type (type))
    return;
  if (g_str_equal (type, "close"))
    loading->history_state = HARK_TICKET_CLOSED;
  else if (g_str_equal (type, "reopen"))
    loading->history_state = HARK_TICKET_OPEN;
  else if (g_str_equal (type, "move"))
    loading->history_advisor = app_intent_get_id (object->body, "advisor");
  else if (app_deletion_is_type (type))
    app_deletion_take (&loading->history_deletion, object, history->to, loading->ticket);
  else if (!app_move_is_type (type))
    loading->history_advisor = app_intent_get_id (object->body, "to");
  if (app_move_is_type (type))
    g_ptr_array_add (loading->recorded, app_move_record_new (object));
}

static void
take_outcome (Loading *loading, const AppCacheObject *item, const HarkObject *object)
{
  if (object == NULL || item->trust == APP_TRUST_BROKEN)
    return;

  loading->newest_outcome = item->id;
  if (!hark_id_equal (&item->id, &loading->row->outcome))
    return;

  loading->ticket->outcome = g_strdup (hark_json_peek_string (object->body, "outcome"));
  loading->ticket->outcome_reason = g_strdup (hark_json_peek_string (object->body, "reason"));
}

static void
take_object (Loading *loading, const AppCacheObject *item)
{
  g_autoptr (HarkObject) object = app_verify_open (loading->epochs, item->sealed, NULL);
  AppEntry *entry;

  if (!loading->ticket->is_team && hark_object_type_is_internal (item->type))
    return;

  switch (item->type)
    {
    case HARK_OBJECT_REPORT:
      take_report (loading, item, object);
      break;
    case HARK_OBJECT_MESSAGE:
      entry = add_entry (loading, item, object, APP_ENTRY_MESSAGE);
      loading->last_is_team = !entry->from_reporter;
      break;
    case HARK_OBJECT_NOTE:
      add_entry (loading, item, object, APP_ENTRY_NOTE);
      break;
    case HARK_OBJECT_TITLE:
      if (object != NULL && item->trust != APP_TRUST_BROKEN)
        {
          g_free (loading->ticket->title);
          loading->ticket->title = g_strdup (hark_json_peek_string (object->body, "title"));
        }
      break;
    case HARK_OBJECT_OUTCOME:
      take_outcome (loading, item, object);
      break;
    case HARK_OBJECT_HISTORY:
      take_history (loading, item, object);
      break;
    case HARK_OBJECT_MANIFEST:
      take_file (loading, item, object);
      break;
    case HARK_OBJECT_LABELS:
    default:
      break;
    }
  if (object != NULL)
    loading->ticket->changed = MAX (loading->ticket->changed, object->time);
}

/* --- what waits --- */

static void
overlay_entry (Loading *loading, const AppOperation *item, AppEntryKind kind, const char *id_name)
{
  JsonArray *files = app_intent_get_list (item->intent, "files");
  HarkId id = app_intent_get_id (item->intent, id_name);
  AppEntry *entry;

  if (hark_json_peek_string (item->intent, "text")[0] == '\0'
      || app_ticket_find_entry (loading->ticket, &id) != NULL)
    return;

  entry = app_ticket_add_entry (loading->ticket, kind, &id);
  entry->waiting = TRUE;
  entry->op = item->op;
  entry->is_on_its_way = item->request != NULL;
  entry->is_own = TRUE;
  entry->trust = APP_TRUST_VERIFIED;
  entry->from_reporter
      = kind != APP_ENTRY_NOTE
        && json_object_get_boolean_member_with_default (item->intent, "as_reporter", FALSE);
  entry->by = loading->store->account->user;
  entry->author = g_strdup (app_behalf_peek (item->intent) != NULL ? loading->ticket->reporter
                                                                   : loading->store->account->name);
  entry->text = g_strdup (hark_json_peek_string (item->intent, "text"));
  entry->time = json_object_get_int_member_with_default (item->intent, "time", 0);
  app_contact_fill (entry, item->intent);
  loading->ticket->changed = MAX (loading->ticket->changed, entry->time);
  if (kind == APP_ENTRY_MESSAGE)
    loading->last_is_team = !entry->from_reporter;
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      g_autoptr (HarkManifest) manifest
          = hark_manifest_from_json (json_array_get_object_element (files, i), NULL);
      HarkId file = { { 0 } };

      hark_id_from_string (json_array_get_string_element (
                               json_object_get_array_member (item->intent, "manifests"), i),
                           &file);
      if (manifest != NULL)
        app_entry_add_file (entry, &file, manifest, TRUE);
    }
}

/* It will be as if it was in the other area, but for its deadlines. */
static void
overlay_move (Loading *loading, const AppOperation *item, AppHistory *history)
{
  AppStore *store = loading->store;
  AppTicket *ticket = loading->ticket;

  history->to = app_move_dup_target (store, item->intent);
  if (!g_str_equal (history->type, "move"))
    return;

  history->from = g_strdup (ticket->area_name);
  ticket->area = app_intent_get_id (item->intent, "area");
  ticket->entry = hark_roster_get_seq (store->roster);
  g_free (ticket->area_name);
  ticket->area_name = area_name (store, &ticket->area);
  ticket->can_write = hark_roster_get_role (store->roster, &ticket->area, &store->account->user)
                      >= HARK_ROLE_PROFESSIONAL;
  if (hark_roster_get_role (store->roster, &ticket->area, &loading->advisor)
      < HARK_ROLE_PROFESSIONAL)
    memset (&loading->advisor, 0, sizeof loading->advisor);
}

static void
overlay_change (Loading *loading, const AppOperation *item, const char *type)
{
  AppHistory *history = app_ticket_add_history (loading->ticket, type);

  history->by = g_strdup (loading->store->account->name);
  history->time = json_object_get_int_member_with_default (item->intent, "time", 0);
  history->waiting = TRUE;
  history->op = item->op;
  history->is_on_its_way = item->request != NULL;
  if (hark_json_peek_string (item->intent, "reason")[0] != '\0')
    history->reason = g_strdup (hark_json_peek_string (item->intent, "reason"));
  if (g_str_equal (type, "take-over"))
    loading->advisor = loading->store->account->user;
  else if (g_str_equal (type, "release"))
    memset (&loading->advisor, 0, sizeof loading->advisor);
  else if (g_str_equal (type, "assign"))
    {
      loading->advisor = app_intent_get_id (item->intent, "advisor");
      history->to = g_strdup (app_store_user_name (loading->store, &loading->advisor));
    }
  else if (app_move_is_type (type))
    overlay_move (loading, item, history);
  else if (app_deletion_is_type (type))
    app_deletion_overlay (loading->store, item->intent, loading->ticket);
  else if (app_period_is_type (type))
    {
      HarkId period = app_intent_get_id (item->intent, "period");

      app_period_describe (item->intent, "subject",
                           app_period_find (loading->ticket->periods, &period), history);
      app_period_overlay (loading->ticket->periods, item);
    }
  else if (g_str_equal (type, "close"))
    {
      loading->ticket->state = HARK_TICKET_CLOSED;
      g_free (loading->ticket->outcome);
      g_free (loading->ticket->outcome_reason);
      loading->ticket->outcome = g_strdup (hark_json_peek_string (item->intent, "outcome"));
      loading->ticket->outcome_reason = g_strdup (hark_json_peek_string (item->intent, "reason"));
    }
  else
    {
      loading->ticket->state = HARK_TICKET_OPEN;
      loading->ticket->deletes = 0;
      loading->ticket->is_kept = FALSE;
    }
}

static void
overlay (Loading *loading, const AppOperation *item)
{
  const char *type = hark_json_peek_string (item->intent, "type");

  loading->ticket->n_waiting++;
  if (g_str_equal (type, "submit"))
    overlay_entry (loading, item, APP_ENTRY_REPORT, "object");
  else if (g_str_equal (type, "message"))
    overlay_entry (loading, item, APP_ENTRY_MESSAGE, "object");
  else if (g_str_equal (type, "note") || g_str_equal (type, APP_CONTACT_TYPE))
    overlay_entry (loading, item, APP_ENTRY_NOTE, "object");
  else
    {
      if (g_str_equal (type, "close"))
        overlay_entry (loading, item, APP_ENTRY_MESSAGE, "second");
      overlay_change (loading, item, type);
    }
}

static void
overlay_all (Loading *loading)
{
  for (guint i = 0; i < loading->waiting->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (loading->waiting, i);

      if (hark_id_equal (&item->ticket, &loading->ticket->id))
        overlay (loading, item);
    }
}

/* --- a ticket --- */

static void
finish (Loading *loading)
{
  AppTicket *ticket = loading->ticket;

  ticket->advisor = app_store_dup_advisor (loading->store, &ticket->area, &loading->advisor);
  ticket->is_advisor = hark_id_equal (&loading->advisor, &loading->store->account->user);
  app_period_find_about (loading->store, ticket);
  app_period_find_next (ticket);
  app_absences_describe (loading->store, ticket, &loading->advisor,
                         g_get_real_time () / G_USEC_PER_SEC);
  if (ticket->subject == NULL)
    ticket->subject = g_strdup ("");
  if (ticket->title == NULL || ticket->title[0] == '\0')
    {
      g_free (ticket->title);
      ticket->title = g_strdup (ticket->subject);
    }
  ticket->shown
      = hark_ticket_shown (ticket->state, ticket->advisor != NULL,
                           ticket->advisor != NULL || (loading->row != NULL && loading->row->taken),
                           loading->last_is_team);
}

/* Each object names one that its author had seen: a missing or later one is a gap, or another order
 * than it was. Only a member sees everything that can be named; while a snapshot is under way the
 * older objects are still to come. */
static void
check_order (Loading *loading, const AppCacheObject *item, GHashTable *seen)
{
  HarkObjectHeader header;

  if (loading->ticket->is_team && loading->is_complete
      && hark_object_read_header (item->sealed, &header, NULL) && !hark_id_is_zero (&header.prev)
      && !g_hash_table_contains (seen, &header.prev))
    worsen (loading->ticket, APP_TRUST_BROKEN);
  g_hash_table_add (seen, (gpointer)&item->id);
}

/* Each close brings one, and the newest counts until the ticket is open again. */
static gboolean
has_its_outcome (Loading *loading)
{
  const HarkId none = { { 0 } };

  return hark_id_equal (&loading->row->outcome, loading->row->state == HARK_TICKET_CLOSED
                                                    ? &loading->newest_outcome
                                                    : &none);
}

/* Everything, in order. The server's fields must say what the signed history says. */
static gboolean
read_objects (Loading *loading, GError **error)
{
  g_autoptr (GPtrArray) objects
      = app_cache_list_objects (loading->store->cache, &loading->row->id, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GPtrArray) recorded
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_move_record_free);
  g_autoptr (GHashTable) by_hand = app_period_history_new ();

  if (objects == NULL)
    return FALSE;

  loading->recorded = recorded;
  loading->by_hand = by_hand;
  for (guint i = 0; i < objects->len; i++)
    {
      take_object (loading, g_ptr_array_index (objects, i));
      check_order (loading, g_ptr_array_index (objects, i), seen);
    }
  for (guint i = 0; i < loading->ticket->entries->len; i++)
    worsen (loading->ticket, ((AppEntry *)g_ptr_array_index (loading->ticket->entries, i))->trust);
  if (loading->ticket->is_team
      && (loading->history_state != loading->row->state
          || !hark_id_equal (&loading->history_advisor, &loading->row->advisor)
          || !app_deletion_record_holds (&loading->history_deletion, loading->row)
          || !app_retention_holds (&loading->history_retention, loading->row)
          || !has_its_outcome (loading)
          || (loading->is_complete
              && (!app_move_is_recorded (loading->epochs, recorded)
                  || !app_period_history_holds (loading->store, by_hand,
                                                loading->ticket->periods)))))
    worsen (loading->ticket, APP_TRUST_BROKEN);
  loading->ticket->months = loading->history_retention.months;
  if (loading->ticket->is_team && loading->is_complete)
    loading->ticket->retention_doubt = app_retention_find_doubt (
        &loading->history_retention, loading->store, loading->row, loading->ticket->outcome);

  return loading->ticket->trust != APP_TRUST_BROKEN || !loading->is_complete
         || app_cache_set_doubt (loading->store->cache, error);
}

static HarkObject *
open_item (Loading *loading, AppCacheObject *item)
{
  HarkObject *object = item != NULL ? app_verify_open (loading->epochs, item->sealed, NULL) : NULL;

  app_cache_object_free (item);
  return object;
}

/* One by hand is named in the history, which only the team reads; a definition names it to all. */
static void
name_period (Loading *loading, AppPeriod *period)
{
  AppCacheObject *item = app_cache_get_object (loading->store->cache, &period->entry, NULL);
  gboolean holds = item != NULL && item->trust != APP_TRUST_BROKEN;
  g_autoptr (HarkObject) object = open_item (loading, item);

  if (object != NULL && holds)
    app_period_name (period, object);
}

static void
fill_periods (Loading *loading, GError **error)
{
  AppTicket *ticket = loading->ticket;

  g_ptr_array_unref (ticket->periods);
  ticket->periods = app_cache_list_periods (loading->store->cache, &ticket->id, error);
  for (guint i = ticket->periods != NULL ? ticket->periods->len : 0; i > 0; i--)
    {
      AppPeriod *period = g_ptr_array_index (ticket->periods, i - 1);

      if (ticket->is_team && !hark_id_is_zero (&period->entry))
        name_period (loading, period);
      if (!ticket->is_team && !app_period_is_promise (period))
        g_ptr_array_remove_index (ticket->periods, i - 1);
    }
}

static HarkObject *
open_newest (Loading *loading, HarkObjectType type)
{
  return open_item (loading,
                    app_cache_get_newest (loading->store->cache, &loading->row->id, type, NULL));
}

/* The team's own work counts as news of a ticket too. */
static void
read_newest_time (Loading *loading, HarkObjectType type)
{
  g_autoptr (HarkObject) object = open_newest (loading, type);

  if (object != NULL)
    loading->ticket->changed = MAX (loading->ticket->changed, object->time);
}

/* What the row says must be what was done last; the whole is checked where it is shown. */
static void
check_newest_history (Loading *loading)
{
  g_autoptr (HarkObject) object = open_newest (loading, HARK_OBJECT_HISTORY);
  const char *type = object != NULL ? hark_json_peek_string (object->body, "type") : "";
  const AppCacheTicket *row = loading->row;
  HarkId advisor = { { 0 } };
  gboolean holds;

  if (object != NULL)
    {
      loading->ticket->changed = MAX (loading->ticket->changed, object->time);
      advisor = app_intent_get_id (object->body, g_str_equal (type, "move") ? "advisor" : "to");
    }
  if (object == NULL)
    holds = row->state == HARK_TICKET_OPEN && hark_id_is_zero (&row->advisor);
  else if (g_str_equal (type, "close") || g_str_equal (type, "reopen"))
    holds = (row->state == HARK_TICKET_CLOSED) == g_str_equal (type, "close");
  else if (app_period_is_type (type) || (app_move_is_type (type) && !g_str_equal (type, "move")))
    holds = TRUE; /* other entries say it, or the chain of keys */
  else if (app_deletion_is_type (type))
    holds = app_deletion_holds (object, row);
  else
    holds = hark_id_equal (&row->advisor, &advisor);
  if (!holds && loading->is_complete)
    worsen (loading->ticket, APP_TRUST_BROKEN);
}

/* Only what a row of the list shows. */
static void
read_summary (Loading *loading)
{
  g_autoptr (HarkObject) report
      = open_item (loading, app_cache_get_first (loading->store->cache, &loading->row->id,
                                                 HARK_OBJECT_REPORT, NULL));
  g_autoptr (HarkObject) message = open_newest (loading, HARK_OBJECT_MESSAGE);
  g_autoptr (HarkObject) title
      = loading->ticket->is_team ? open_newest (loading, HARK_OBJECT_TITLE) : NULL;

  if (loading->ticket->is_team)
    {
      read_newest_time (loading, HARK_OBJECT_NOTE);
      check_newest_history (loading);
    }
  if (report != NULL)
    {
      loading->ticket->subject = g_strdup (hark_json_peek_string (report->body, "subject"));
      app_ticket_claim_reporter (loading->ticket, report->body);
      loading->ticket->by_server = (report->header.flags & HARK_OBJECT_BY_SERVER) != 0;
      if (app_verify_is_written_down (loading->row, report))
        app_behalf_fill (loading->ticket, report->body,
                         app_store_user_name (loading->store, &report->header.author));
    }
  if (title != NULL)
    loading->ticket->title = g_strdup (hark_json_peek_string (title->body, "title"));
  if (message != NULL)
    {
      loading->last_is_team = !app_verify_is_reporters (loading->row, message);
      loading->ticket->changed = MAX (loading->ticket->changed, message->time);
    }
}

static AppTicket *
load_row (AppStore *store, const AppCacheTicket *row, GPtrArray *waiting, gboolean whole,
          GError **error)
{
  g_autoptr (AppTicket) ticket = app_ticket_new ();
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &row->id, error);
  g_autofree char *more = app_cache_get_meta (store->cache, "more");
  Loading loading
      = { .store = store, .row = row, .epochs = epochs, .waiting = waiting, .ticket = ticket };

  if (epochs == NULL)
    return NULL;

  loading.is_complete = g_strcmp0 (more, "0") == 0;

  fill_row (&loading);
  fill_periods (&loading, error);
  if (ticket->periods == NULL
      || !app_read_mark_look (store, &row->id, &ticket->read_up_to, &ticket->newest,
                              &ticket->is_unread, error))
    return NULL;
  if (!whole)
    read_summary (&loading);
  else
    {
      if (ticket->is_team)
        app_ticket_add_history (ticket, "received")->time = row->received;
      if (!read_objects (&loading, error))
        return NULL;
    }
  overlay_all (&loading);
  finish (&loading);
  app_ticket_find_deletion (ticket);

  return g_steal_pointer (&ticket);
}

/* A ticket from here that has not gone yet. */
static AppTicket *
load_new (AppStore *store, const AppOperation *submit, GPtrArray *waiting)
{
  AppTicket *ticket = app_ticket_new ();
  Loading loading = { .store = store, .waiting = waiting, .ticket = ticket };

  ticket->id = submit->ticket;
  ticket->submission = submit->op;
  ticket->is_mine = TRUE;
  ticket->area = app_intent_get_id (submit->intent, "area");
  ticket->area_name = area_name (store, &ticket->area);
  ticket->reporter = g_strdup (store->account->name);
  ticket->has_inbox = TRUE;
  ticket->origin = HARK_TICKET_ORIGIN_SIGNED_IN;
  ticket->subject = g_strdup (hark_json_peek_string (submit->intent, "subject"));
  ticket->report = g_strdup (hark_json_peek_string (submit->intent, "text"));
  ticket->received = json_object_get_int_member_with_default (submit->intent, "time", 0);
  ticket->changed = ticket->received;
  if (app_behalf_peek (submit->intent) != NULL)
    app_behalf_fill_new (store, ticket, app_behalf_peek (submit->intent));
  overlay_all (&loading);
  finish (&loading);

  return ticket;
}

static gboolean
is_unsent (AppStore *store, const AppOperation *item)
{
  g_autoptr (AppCacheTicket) row = NULL;

  if (!g_str_equal (hark_json_peek_string (item->intent, "type"), "submit"))
    return FALSE;

  row = app_cache_get_ticket (store->cache, &item->ticket, NULL);
  return row == NULL;
}

static int
compare_changed (gconstpointer a, gconstpointer b)
{
  const AppTicket *x = *(AppTicket *const *)a;
  const AppTicket *y = *(AppTicket *const *)b;

  if (x->changed != y->changed)
    return x->changed < y->changed ? 1 : -1;

  return g_strcmp0 (x->number, y->number);
}

GPtrArray *
app_load_list (AppStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) waiting = app_outbox_list (store->outbox, FALSE, error);
  g_autoptr (GPtrArray) rows
      = waiting != NULL ? app_cache_list_tickets (store->cache, error) : NULL;

  if (rows == NULL)
    return NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      AppTicket *ticket = load_row (store, g_ptr_array_index (rows, i), waiting, FALSE, error);

      if (ticket == NULL)
        return NULL;
      g_ptr_array_add (list, ticket);
    }
  for (guint i = 0; i < waiting->len; i++)
    if (is_unsent (store, g_ptr_array_index (waiting, i)))
      g_ptr_array_add (list, load_new (store, g_ptr_array_index (waiting, i), waiting));
  g_ptr_array_sort (list, compare_changed);

  return g_steal_pointer (&list);
}

static AppTicket *
load_one (AppStore *store, const HarkId *id, gboolean whole, GError **error)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, id, error);
  g_autoptr (AppCacheTicket) row = NULL;
  g_autoptr (GError) local = NULL;

  if (waiting == NULL)
    return NULL;

  row = app_cache_get_ticket (store->cache, id, &local);
  if (row != NULL)
    return load_row (store, row, waiting, whole, error);

  for (guint i = 0; i < waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);

      if (is_unsent (store, item))
        return load_new (store, item, waiting);
    }

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

AppTicket *
app_load_ticket (AppStore *store, const HarkId *id, GError **error)
{
  return load_one (store, id, TRUE, error);
}

AppTicket *
app_load_row (AppStore *store, const HarkId *id, GError **error)
{
  return load_one (store, id, FALSE, error);
}
