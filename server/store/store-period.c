/* store-period.c: see store-period.h */
#include "store-period.h"

#include "hark-error.h"
#include "hark-json.h"
#include "store-day.h"
#include "store-reminder.h"
#include "store-setting.h"

#define MAX_RULE (16 * 1024)

static const char SQL_INSERT[]
    = "INSERT INTO period (id, ticket, name, definition, title, remind, by_answer, rule, entry,"
      " due, due_v, done, done_v, gone, rv)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $11, $12, 0, $12)";
#define COLUMNS                                                                                    \
  "id, ticket, name, by_answer, rule, due, coalesce (done, 0), gone, rv, due_v, done_v"
static const char SQL_ROWS[]
    = "SELECT " COLUMNS " FROM period WHERE ticket = $1 AND gone = 0 ORDER BY due, name, id";
static const char SQL_GET[] = "SELECT " COLUMNS " FROM period WHERE ticket = $1 AND id = $2";
static const char SQL_PROMISES[]
    = "SELECT name, due, coalesce (done, 0) FROM period"
      " WHERE ticket = $1 AND gone = 0 AND name IN ('acknowledge', 'feedback') ORDER BY due, name";
static const char SQL_DEFINED[]
    = "SELECT 1 FROM period WHERE ticket = $1 AND definition = $2 AND gone = 0";
static const char SQL_EXISTS[] = "SELECT 1 FROM period WHERE id = $1";
static const char SQL_COUNT[]
    = "SELECT count (*) FROM period WHERE ticket = $1 AND gone = 0 AND name = 'hand'";
static const char SQL_COUNT_EVER[]
    = "SELECT count (*) FROM period WHERE ticket = $1 AND name = 'hand'";
static const char SQL_TOLD[]
    = "SELECT done IS NOT NULL FROM period WHERE ticket = $1 AND name = 'acknowledge'"
      " ORDER BY gone, rv DESC LIMIT 1";
static const char SQL_SET[] = "UPDATE period SET due = $2, done = $3, gone = $4, rv = $5,"
                              " due_v = CASE WHEN due <> $2 THEN $5 ELSE due_v END,"
                              " done_v = CASE WHEN done IS NOT $3 THEN $5 ELSE done_v END"
                              " WHERE id = $1 AND (due <> $2 OR done IS NOT $3 OR gone <> $4)";
static const char SQL_REMOVE[]
    = "UPDATE period SET gone = 1, rv = $2 WHERE ticket = $1 AND gone = 0";
static const char SQL_DUE[] = "SELECT DISTINCT due FROM period WHERE gone = 0";
/* What a member has signed by hand moves only where clients can tell that it is the same day: from
 * the end of one. */
static const char SQL_MOVE[] = STORE_DAY_SQL
    "UPDATE period SET due = m.due, due_v = $2, rv = $2 FROM"
    " (SELECT p.id, day.due FROM period p CROSS JOIN day WHERE day.before = p.due"
    " AND p.gone = 0 AND (p.name <> 'hand' OR day.is_end)) m WHERE m.id = period.id";

static const char *const period_name[] = { "acknowledge", "feedback" };

void
srv_period_row_free (SrvPeriodRow *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->rule);
  g_free (self);
}

gboolean
srv_period_from_name (const char *name, SrvPeriodMask *period)
{
  for (guint i = 0; i < G_N_ELEMENTS (period_name); i++)
    if (g_strcmp0 (period_name[i], name) == 0)
      {
        *period = 1 << i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

/* --- reading --- */

static SrvPeriodRow *
read_row (HarkStmt *stmt)
{
  SrvPeriodRow *row = g_new0 (SrvPeriodRow, 1);

  hark_stmt_get_id (stmt, 0, &row->id);
  hark_stmt_get_id (stmt, 1, &row->ticket);
  row->name = g_strdup (hark_stmt_get_text (stmt, 2));
  row->by_hand = g_str_equal (row->name, "hand");
  row->by_answer = hark_stmt_get_int (stmt, 3) != 0;
  row->rule = hark_stmt_is_null (stmt, 4) ? NULL : g_strdup (hark_stmt_get_text (stmt, 4));
  row->due = hark_stmt_get_int (stmt, 5);
  row->done = hark_stmt_get_int (stmt, 6);
  row->gone = hark_stmt_get_int (stmt, 7) != 0;
  row->rv = hark_stmt_get_int (stmt, 8);
  row->due_v = hark_stmt_get_int (stmt, 9);
  row->done_v = hark_stmt_get_int (stmt, 10);
  return row;
}

/* (element-type SrvPeriodRow) */
static GPtrArray *
list_rows (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ROWS);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_period_row_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (rows, read_row (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

SrvPeriodRow *
store_period_get (SrvStore *store, const HarkId *ticket, const HarkId *period, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, period);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_row (stmt);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "the ticket has no such deadline");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

GArray *
store_ticket_list_periods (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PROMISES);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (SrvPeriod));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      gboolean is_first = g_strcmp0 (hark_stmt_get_text (stmt, 0), period_name[0]) == 0;
      SrvPeriod period = { .name = period_name[is_first ? 0 : 1],
                           .due = hark_stmt_get_int (stmt, 1),
                           .done = hark_stmt_get_int (stmt, 2) };

      g_array_append_val (list, period);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* -1 with @error. @id may be NULL. */
static gint64
read_number (SrvStore *store, const char *sql, const HarkId *first, const HarkId *second,
             GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, first);
  if (second != NULL)
    hark_stmt_bind_id (stmt, 2, second);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return hark_stmt_get_int (stmt, 0);
    case HARK_STEP_DONE:
      return 0;
    case HARK_STEP_ERROR:
    default:
      return -1;
    }
}

/* --- what it follows --- */

/* What was settled may change; a deadline that was promised does not. */
static char *
write_rule (const HarkDefinition *definition, const HarkCalendar *calendar)
{
  g_autoptr (JsonObject) rule = json_object_new ();

  json_object_set_string_member (rule, "calendar", hark_calendar_get_code (calendar));
  json_object_set_object_member (rule, "definition", hark_definition_to_json (definition));
  return hark_json_to_string (rule);
}

static HarkDefinition *
find_promise (const char *name)
{
  g_autoptr (GPtrArray) list = hark_profile_list (HARK_PROFILE_EU);

  for (guint i = 0; i < list->len; i++)
    {
      const HarkDefinition *definition = g_ptr_array_index (list, i);

      if (g_str_equal (hark_definition_kind_get_name (definition->kind), name))
        return hark_definition_copy (definition);
    }

  return NULL;
}

/* NULL with @error. */
static HarkDefinition *
read_rule (const SrvPeriodRow *row, const HarkCalendar **calendar, GError **error)
{
  g_autoptr (JsonObject) rule = NULL;
  HarkDefinition *definition = NULL;
  JsonObject *json;

  if (row->rule == NULL)
    {
      *calendar = NULL;
      definition = find_promise (row->name);
      if (definition == NULL)
        g_set_error (error, HARK_ERROR, HARK_ERROR_INTERNAL, "a deadline follows nothing");
      return definition;
    }

  rule = hark_json_parse_object (row->rule, strlen (row->rule), MAX_RULE, error);
  json = rule != NULL ? hark_json_get_object (rule, "definition", error) : NULL;
  if (json == NULL)
    return NULL;

  *calendar = hark_calendar_find (hark_json_peek_string (rule, "calendar"));
  return hark_definition_from_json (json, NULL, error);
}

/* --- writing --- */

static gboolean
set_row (SrvStore *store, gint64 seq, const SrvPeriodRow *row, gint64 due, gint64 done,
         gboolean gone, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET);

  hark_stmt_bind_id (stmt, 1, &row->id);
  hark_stmt_bind_int (stmt, 2, due);
  if (done != 0)
    hark_stmt_bind_int (stmt, 3, done);
  else
    hark_stmt_bind_null (stmt, 3);
  hark_stmt_bind_int (stmt, 4, gone ? 1 : 0);
  hark_stmt_bind_int (stmt, 5, seq);
  return hark_stmt_run (stmt, error);
}

static char *
write_title (const HarkDefinition *definition)
{
  g_autoptr (JsonObject) json = json_object_new ();
  JsonObject *title;
  g_autoptr (JsonObject) taken = NULL;

  hark_setting_text_to_json (definition->name, json, "title");
  if (!json_object_has_member (json, "title"))
    return NULL;

  title = json_object_get_object_member (json, "title");
  taken = json_object_ref (title);
  return hark_json_to_string (taken);
}

static char *
write_remind (const HarkRemind *remind)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < remind->n_days; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", remind->days[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* @definition and @calendar, or @added, or all of them. */
static gboolean
insert (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkDefinition *definition,
        const HarkCalendar *calendar, const SrvPeriodAdded *added, gint64 due, gint64 done,
        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  g_autofree char *title = definition != NULL ? write_title (definition) : NULL;
  g_autofree char *rule = definition != NULL ? write_rule (definition, calendar) : NULL;
  g_autofree char *remind
      = write_remind (definition != NULL ? &definition->remind : &added->remind);
  HarkId id;

  hark_id_random (&id);
  hark_stmt_bind_id (stmt, 1, added != NULL ? &added->id : &id);
  hark_stmt_bind_id (stmt, 2, ticket);
  hark_stmt_bind_text (stmt, 3,
                       added != NULL ? "hand" : hark_definition_kind_get_name (definition->kind));
  hark_stmt_bind_id (stmt, 4, definition != NULL ? &definition->id : NULL);
  hark_stmt_bind_text (stmt, 5, title);
  hark_stmt_bind_text (stmt, 6, remind);
  hark_stmt_bind_int (stmt, 7, definition != NULL && definition->by_answer ? 1 : 0);
  hark_stmt_bind_text (stmt, 8, rule);
  hark_stmt_bind_id (stmt, 9, added != NULL ? &added->entry : NULL);
  hark_stmt_bind_int (stmt, 10, due);
  if (done != 0)
    hark_stmt_bind_int (stmt, 11, done);
  else
    hark_stmt_bind_null (stmt, 11);
  hark_stmt_bind_int (stmt, 12, seq);
  return hark_stmt_run (stmt, error);
}

/* Also those that begin with the acknowledgement, once that was. @told: when the reporter was
 * answered, 0: not yet. */
static gboolean
attach (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *area, gint64 received,
        gint64 acknowledged, gint64 told, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, area, error);
  g_autoptr (GPtrArray) list = settled != NULL ? hark_setting_area_list_periods (settled) : NULL;

  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      const HarkDefinition *definition = g_ptr_array_index (list, i);
      gint64 due
          = hark_definition_due (definition, settled->calendar, zone, received, acknowledged);
      gint64 there = definition->attaches && due != 0
                         ? read_number (store, SQL_DEFINED, ticket, &definition->id, error)
                         : 1;

      if (there < 0
          || (there == 0
              && !insert (store, seq, ticket, definition, settled->calendar, NULL, due,
                          definition->by_answer ? told : 0, error)))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_period_attach (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *area,
                     gint64 received, gint64 acknowledged, GError **error)
{
  return attach (store, seq, ticket, area, received, acknowledged, acknowledged, error);
}

/* What begins with the acknowledgement begins: never later than it was promised by, though it be
 * another day elsewhere by now. */
static gboolean
follow (SrvStore *store, gint64 seq, const SrvTicket *ticket, gint64 acknowledged, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GPtrArray) rows = list_rows (store, &ticket->id, error);

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const SrvPeriodRow *row = g_ptr_array_index (rows, i);
      const HarkCalendar *calendar;
      g_autoptr (HarkDefinition) definition = NULL;
      gint64 due;

      if (row->by_hand || row->done != 0)
        continue;
      definition = read_rule (row, &calendar, error);
      if (definition == NULL)
        return FALSE;
      if (definition->start != HARK_DEFINITION_ACKNOWLEDGEMENT)
        continue;
      due = hark_definition_due (definition, calendar, zone, ticket->received, acknowledged);
      if (!set_row (store, seq, row, MIN (due, row->due), 0, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

/* With those of the area's newest settings that nothing bounds and that are not there yet. What has
 * begun goes on from the first acknowledgement, whatever becomes of that: one that is taken back
 * and given again moves no due date on. */
static gboolean
begin (SrvStore *store, gint64 seq, const SrvTicket *ticket, gint64 now, gboolean is_answer,
       GError **error)
{
  return store_ticket_set_acknowledged (store, &ticket->id,
                                        ticket->acknowledged != 0 ? ticket->acknowledged : now,
                                        is_answer || ticket->answered, error)
         && (ticket->acknowledged != 0
             || (follow (store, seq, ticket, now, error)
                 && (!ticket->reachable
                     || store_period_attach (store, seq, &ticket->id, &ticket->area,
                                             ticket->received, now, error))));
}

gboolean
store_period_answer (SrvStore *store, gint64 seq, const SrvTicket *ticket, gint64 now,
                     GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (ticket->answered)
    return TRUE;
  rows = list_rows (store, &ticket->id, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const SrvPeriodRow *row = g_ptr_array_index (rows, i);

      if (row->by_answer && row->done == 0
          && !set_row (store, seq, row, row->due, now, FALSE, error))
        return FALSE;
    }

  return begin (store, seq, ticket, now, TRUE, error);
}

gboolean
store_period_set_done (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                       const SrvPeriodRow *row, gint64 done, GError **error)
{
  gboolean is_acknowledgement = g_str_equal (row->name, period_name[0]);

  if (done == 0 && row->by_answer && ticket->answered)
    return fail (error, HARK_ERROR_CONFLICT, "an answer fulfilled it: that is not taken back");
  if (!set_row (store, seq, row, row->due, done, FALSE, error))
    return FALSE;

  return !is_acknowledgement || ticket->answered || done == 0
         || begin (store, seq, ticket, done, FALSE, error);
}

gboolean
store_period_fulfil (SrvStore *store, gint64 seq, const SrvTicket *ticket, SrvPeriodMask fulfil,
                     gint64 now, GError **error)
{
  g_autoptr (GPtrArray) rows = fulfil != 0 ? list_rows (store, &ticket->id, error) : NULL;
  SrvPeriodMask found = 0, one;

  if (fulfil == 0)
    return TRUE;
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const SrvPeriodRow *before = g_ptr_array_index (rows, i);
      g_autoptr (SrvPeriodRow) row = NULL;

      if (!srv_period_from_name (before->name, &one) || (fulfil & one) == 0)
        continue;
      found |= one;
      /* the one before it may have moved it */
      row = store_period_get (store, &ticket->id, &before->id, error);
      if (row == NULL
          || (row->done == 0 && !store_period_set_done (store, seq, ticket, row, now, error)))
        return FALSE;
    }

  return found == fulfil
         || fail (error, HARK_ERROR_INVALID, "the ticket has no deadline of this name");
}

/* What was done stays done: the reporter has heard, whichever team they heard from. An
 * acknowledgement stands in the ticket itself. */
static gboolean
carry_feedback (SrvStore *store, gint64 seq, const SrvTicket *ticket, GPtrArray *before,
                GError **error)
{
  g_autoptr (GPtrArray) rows = list_rows (store, &ticket->id, error);
  gint64 done = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (g_str_equal (((SrvPeriodRow *)before->pdata[i])->name, period_name[1]))
      done = ((SrvPeriodRow *)before->pdata[i])->done;

  for (guint i = 0; i < rows->len && done != 0; i++)
    {
      const SrvPeriodRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->name, period_name[1])
          && !set_row (store, seq, row, row->due, done, FALSE, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_period_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket, const HarkId *area,
                      GError **error)
{
  g_autoptr (GPtrArray) before = list_rows (store, &ticket->id, error);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_REMOVE);
  gint64 is_told;

  if (before == NULL)
    return FALSE;
  /* an acknowledgement may have been taken back; without any it was an answer */
  is_told = ticket->answered ? 1 : read_number (store, SQL_TOLD, &ticket->id, NULL, error);
  if (is_told < 0)
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &ticket->id);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error)
         && (!ticket->reachable
             || (attach (store, seq, &ticket->id, area, ticket->received, ticket->acknowledged,
                         is_told != 0 ? ticket->acknowledged : 0, error)
                 && carry_feedback (store, seq, ticket, before, error)));
}

/* --- by hand --- */

/* FALSE only with @error. @definition is one that begins by hand. */
static gboolean
find_definition (SrvStore *store, const HarkId *area, const HarkId *id, HarkDefinition **definition,
                 const HarkCalendar **calendar, GError **error)
{
  g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, area, error);
  g_autoptr (GPtrArray) list = settled != NULL ? hark_setting_area_list_periods (settled) : NULL;

  if (list == NULL)
    return FALSE;

  *calendar = settled->calendar;
  for (guint i = 0; i < list->len; i++)
    {
      const HarkDefinition *one = g_ptr_array_index (list, i);

      if (hark_id_equal (&one->id, id) && one->start == HARK_DEFINITION_HAND)
        {
          *definition = hark_definition_copy (one);
          return TRUE;
        }
    }

  return fail (error, HARK_ERROR_INVALID, "the area has no such period that begins by hand");
}

gboolean
store_period_add (SrvStore *store, gint64 seq, const SrvTicket *ticket, const SrvPeriodAdded *added,
                  GError **error)
{
  g_autoptr (HarkDefinition) definition = NULL;
  const HarkCalendar *calendar = NULL;
  gint64 exists = read_number (store, SQL_EXISTS, &added->id, NULL, error);
  gint64 count = exists == 0 ? read_number (store, SQL_COUNT, &ticket->id, NULL, error) : -1;
  gint64 ever = count >= 0 ? read_number (store, SQL_COUNT_EVER, &ticket->id, NULL, error) : -1;

  if (exists > 0)
    return fail (error, HARK_ERROR_CONFLICT, "a deadline has this id already");
  if (ever < 0)
    return FALSE;
  if (count >= SRV_PERIOD_MAX_BY_HAND)
    return fail (error, HARK_ERROR_TOO_LARGE, "the ticket has too many deadlines");
  if (ever >= SRV_PERIOD_MAX_EVER)
    return fail (error, HARK_ERROR_TOO_LARGE, "the ticket had too many deadlines");
  if (!hark_id_is_zero (&added->definition)
      && !find_definition (store, &ticket->area, &added->definition, &definition, &calendar, error))
    return FALSE;

  return insert (store, seq, &ticket->id, definition, calendar, added, added->due, 0, error);
}

gboolean
store_period_set_due (SrvStore *store, gint64 seq, const SrvPeriodRow *row, gint64 due,
                      GError **error)
{
  return set_row (store, seq, row, due, row->done, FALSE, error);
}

gboolean
store_period_remove (SrvStore *store, gint64 seq, const SrvPeriodRow *row, GError **error)
{
  return set_row (store, seq, row, row->due, row->done, TRUE, error);
}

/* --- another time zone --- */

gboolean
store_period_move (SrvStore *store, gint64 seq, GTimeZone *from, GTimeZone *to, GError **error)
{
  g_autofree char *days = store_day_list (store, SQL_DUE, from, to, error);

  return days != NULL && store_day_move (store, SQL_MOVE, days, seq, error)
         && store_reminder_move (store, seq, days, error);
}
