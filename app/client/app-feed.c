/* app-feed.c: see app-feed.h */
#include "app-feed.h"

#include <string.h>

#include "app-answered.h"
#include "app-draft-lost.h"
#include "app-epoch-pin.h"
#include "app-feed-file.h"
#include "app-period.h"
#include "app-read-mark.h"
#include "app-setting.h"
#include "app-verify.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"

#define MAX_EPOCHS 1000

typedef gboolean (*LineFunc) (AppStore *store, JsonObject *line, GError **error);

void
app_feed_page_clear (AppFeedPage *self)
{
  g_clear_pointer (&self->cursor, g_free);
}

static gboolean
get_seq (JsonObject *object, const char *name, gint64 *value, GError **error)
{
  return hark_json_get_int (object, name, 0, APP_FEED_MAX_SEQ, value, error);
}

/* --- roster --- */

static gboolean
check_root (AppStore *store, GError **error)
{
  if (hark_seal_equal (hark_roster_get_root_pk (store->roster), store->account->root_pk, 32))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "the server shows another organisation");
  return FALSE;
}

/* What is known already must come back as it is known. */
static gboolean
check_known (AppStore *store, guint64 seq, GBytes *statement, GError **error)
{
  g_autoptr (GBytes) known = app_cache_get_statement (store->cache, seq, error);

  if (known == NULL)
    return FALSE;
  if (g_bytes_equal (known, statement))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORKED,
               "the server shows another list of people than before");
  return FALSE;
}

static gboolean
take_statement (AppStore *store, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (GError) local = NULL;
  gint64 seq;

  if (!hark_json_get_int (line, "seq", 1, APP_FEED_MAX_SEQ, &seq, error))
    return FALSE;
  statement = hark_json_get_bytes (line, "st", 1, HARK_ROSTER_MAX_STATEMENT, error);
  if (statement == NULL)
    return FALSE;
  if ((guint64)seq <= hark_roster_get_seq (store->roster))
    return check_known (store, seq, statement, error);
  if (!hark_roster_append (store->roster, statement, &local))
    {
      gboolean newer = g_error_matches (local, HARK_ERROR, HARK_ERROR_UPGRADE);

      g_set_error (error, HARK_ERROR, newer ? HARK_ERROR_UPGRADE : HARK_ERROR_FORKED,
                   "the list of people does not verify: %s", local->message);
      return FALSE;
    }

  return check_root (store, error)
         && app_cache_add_statement (store->cache, hark_roster_get_seq (store->roster), statement,
                                     error);
}

/* Our own keys must be the ones that the roster names: else the server, or an Admin, has put
 * somebody else there. */
static gboolean
check_self (AppStore *store, GError **error)
{
  const HarkRosterUser *self = hark_roster_get_user (store->roster, &store->account->user);

  if (self != NULL && memcmp (self->sign_pk, store->keys->account.sign_pk, 32) == 0
      && memcmp (self->box_pk, store->keys->account.box_pk, 32) == 0)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORKED,
               "the list of people names other keys for this account");
  return FALSE;
}

/* --- areas, periods --- */

/* What it is called stands in what was settled, once anything was. */
static gboolean
take_area (AppStore *store, JsonObject *line, GError **error)
{
  AppCacheArea area = { 0 };

  if (!hark_json_get_id (line, "id", &area.id, error) || !get_seq (line, "rv", &area.rv, error)
      || !hark_json_get_bool (line, "portal", &area.portal, error)
      || !hark_json_get_bool (line, "anonymous", &area.anonymous, error)
      || !hark_json_get_bool (line, "default", &area.is_default, error))
    return FALSE;
  area.name = (char *)hark_json_get_string (line, "name", HARK_API_MAX_NAME, error);
  if (area.name != NULL)
    area.description = (char *)hark_json_get_string (line, "description", 4096, error);

  return area.description != NULL && app_cache_put_area (store->cache, &area, error)
         && app_setting_name_area (store, &area.id, error);
}

/* --- tickets --- */

static void
chain_clear (AppVerifyChain *chain)
{
  g_clear_pointer (&chain->statements, g_ptr_array_unref);
  g_clear_pointer (&chain->past_sh, g_ptr_array_unref);
  g_clear_pointer (&chain->past_in, g_ptr_array_unref);
  g_clear_pointer (&chain->slot, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AppVerifyChain, chain_clear)

static gboolean
read_epochs (JsonObject *line, AppVerifyChain *chain, GError **error)
{
  JsonArray *epochs = hark_json_get_array (line, "epochs", MAX_EPOCHS, error);
  JsonArray *past = epochs != NULL ? hark_json_get_array (line, "past", MAX_EPOCHS, error) : NULL;

  if (past == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (epochs); i++)
    {
      GBytes *bytes
          = hark_json_array_get_bytes (epochs, i, HARK_EPOCH_MIN_LEN, HARK_EPOCH_MAX_LEN, error);

      if (bytes == NULL)
        return FALSE;
      g_ptr_array_add (chain->statements, bytes);
    }
  for (guint i = 0; i < json_array_get_length (past); i++)
    {
      JsonNode *node = json_array_get_element (past, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      GBytes *sh, *in;

      if (pair == NULL || json_array_get_length (pair) != 2)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "past is not a list of pairs");
          return FALSE;
        }
      sh = hark_json_array_get_bytes (pair, 0, HARK_PAST_LEN, HARK_PAST_LEN, error);
      if (sh == NULL)
        return FALSE;
      g_ptr_array_add (chain->past_sh, sh);
      in = hark_json_array_get_bytes (pair, 1, HARK_PAST_LEN, HARK_PAST_LEN, error);
      if (in == NULL)
        return FALSE;
      g_ptr_array_add (chain->past_in, in);
    }

  return TRUE;
}

static gboolean
fail_word (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
               "a ticket's row has words that this version does not know");
  return FALSE;
}

static gboolean
read_chain (JsonObject *line, AppVerifyChain *chain, GError **error)
{
  JsonObject *slot = hark_json_get_object (line, "slot", error);
  const char *kind = slot != NULL ? hark_json_get_string (slot, "kind", 20, error) : NULL;
  gint64 epoch;

  if (kind == NULL || !hark_json_get_int (slot, "epoch", 0, MAX_EPOCHS, &epoch, error))
    return FALSE;

  chain->slot_epoch = epoch;
  if (!g_str_equal (kind, "member") && !g_str_equal (kind, "reporter"))
    return fail_word (error);
  chain->slot_kind = g_str_equal (kind, "member") ? HARK_SLOT_MEMBER : HARK_SLOT_REPORTER;
  chain->slot = hark_json_get_bytes (slot, "box", HARK_SLOT_LEN, HARK_SLOT_LEN, error);
  chain->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  chain->past_sh = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  chain->past_in = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  return chain->slot != NULL && read_epochs (line, chain, error);
}

static const struct
{
  const char *name;
  AppSide side;
} sides[]
    = { { "team", APP_SIDE_TEAM }, { "reporter", APP_SIDE_REPORTER }, { "both", APP_SIDE_BOTH } };

static gboolean
read_words (JsonObject *line, AppCacheTicket *ticket, GError **error)
{
  const char *number = hark_json_get_string (line, "number", 16, error);
  const char *state = number != NULL ? hark_json_get_string (line, "state", 16, error) : NULL;
  const char *origin = state != NULL ? hark_json_get_string (line, "origin", 16, error) : NULL;
  const char *side = origin != NULL ? hark_json_get_string (line, "side", 16, error) : NULL;

  if (side == NULL)
    return FALSE;
  if (!hark_ticket_number_is_valid (number) || !hark_ticket_state_from_name (state, &ticket->state)
      || !hark_ticket_origin_from_name (origin, &ticket->origin))
    return fail_word (error);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (g_str_equal (side, sides[i].name))
      ticket->side = sides[i].side;
  if (ticket->side == 0)
    return fail_word (error);

  ticket->number = g_strdup (number);
  return TRUE;
}

/* Nothing of it from a server that knows none, nor for a reporter. */
static gboolean
read_deletion (JsonObject *line, JsonObject *fv, AppCacheTicket *ticket, GError **error)
{
  JsonObject *deletion;

  if (json_object_has_member (fv, "deletion")
      && (!get_seq (fv, "deletion", &ticket->deletion_v, error)
          || !get_seq (fv, "hold", &ticket->hold_v, error)
          || !hark_json_get_bool (line, "hold", &ticket->is_held, error)))
    return FALSE;
  if (!json_object_has_member (line, "deletion"))
    return TRUE;

  deletion = hark_json_get_object (line, "deletion", error);
  return deletion != NULL && hark_json_get_id (deletion, "by", &ticket->deletion_by, error);
}

static gboolean
get_opt_seq (JsonObject *object, const char *name, gint64 *value, GError **error)
{
  return !json_object_has_member (object, name) || json_object_get_null_member (object, name)
         || get_seq (object, name, value, error);
}

/* Likewise. */
static gboolean
read_retention (JsonObject *line, AppCacheTicket *ticket, GError **error)
{
  return get_opt_seq (line, "closed", &ticket->closed, error)
         && get_opt_seq (line, "deletes", &ticket->deletes, error)
         && (!json_object_has_member (line, "kept")
             || hark_json_get_bool (line, "kept", &ticket->is_kept, error));
}

/* Not of what came without a name, or from somebody on the list. */
static void
read_account (JsonObject *line, AppCacheTicket *ticket)
{
  const char *name = hark_json_peek_string (line, "account");

  if (ticket->origin == HARK_TICKET_ORIGIN_SIGNED_IN && hark_id_is_zero (&ticket->reporter)
      && hark_text_is_name (name, strlen (name), HARK_API_MAX_NAME))
    ticket->account = g_strdup (name);
}

static AppCacheTicket *
read_ticket (JsonObject *line, GError **error)
{
  g_autoptr (AppCacheTicket) ticket = g_new0 (AppCacheTicket, 1);
  JsonObject *fv = hark_json_get_object (line, "fv", error);

  if (fv == NULL || !read_words (line, ticket, error)
      || !hark_json_get_id (line, "id", &ticket->id, error)
      || !get_seq (line, "rv", &ticket->rv, error)
      || !get_seq (fv, "state", &ticket->state_v, error)
      || !get_seq (fv, "advisor", &ticket->advisor_v, error)
      /* nor does it move any */
      || (json_object_has_member (fv, "area") && !get_seq (fv, "area", &ticket->area_v, error))
      || !hark_json_get_opt_id (line, "advisor", &ticket->advisor, error)
      || !hark_json_get_id (line, "area", &ticket->area, error)
      || !hark_json_get_opt_id (line, "reporter", &ticket->reporter, error)
      || !hark_json_get_bool (line, "inbox", &ticket->inbox, error)
      || !get_seq (line, "received", &ticket->received, error)
      || !hark_json_get_bool (line, "taken", &ticket->taken, error)
      || !hark_json_get_opt_id (line, "outcome", &ticket->outcome, error)
      || !read_deletion (line, fv, ticket, error) || !read_retention (line, ticket, error))
    return NULL;

  read_account (line, ticket);
  return g_steal_pointer (&ticket);
}

static gboolean
keep_keys (AppStore *store, const AppVerifyChain *chain, GArray *keys, GError **error)
{
  for (guint i = 0; i < keys->len; i++)
    {
      GBytes *statement = g_ptr_array_index (chain->statements, i);
      HarkEpoch epoch;

      if (!hark_epoch_read (statement, &epoch, error)
          || !app_cache_put_epoch (store->cache, &epoch, statement,
                                   &g_array_index (keys, HarkEpochKeys, i), error))
        return FALSE;
    }

  return TRUE;
}

/* A chain only grows: what was once shown here stays what it was. */
static gboolean
continues_known_chain (AppStore *store, const AppCacheTicket *ticket, const AppVerifyChain *chain)
{
  g_autoptr (GPtrArray) known = app_cache_list_epochs (store->cache, &ticket->id, NULL);

  if (known == NULL || known->len > chain->statements->len)
    return FALSE;

  for (guint i = 0; i < known->len; i++)
    if (!g_bytes_equal (((AppCacheEpoch *)g_ptr_array_index (known, i))->statement,
                        g_ptr_array_index (chain->statements, i)))
      return FALSE;

  return TRUE;
}

/* What somebody reported under other keys than they have now is not theirs to open any more; as a
 * member of its team they may have it. */
static gboolean
is_closed_to_reporter (AppStore *store, const AppVerifyChain *chain)
{
  guint n = chain->statements->len;
  HarkEpoch newest;

  return n > 0 && hark_epoch_read (g_ptr_array_index (chain->statements, n - 1), &newest, NULL)
         && memcmp (newest.reporter_pk, store->keys->account.box_pk, sizeof newest.reporter_pk)
                != 0;
}

/* Whoever holds a member's key reads as a member, and checks as one; the reporter is who the row
 * says. */
static gboolean
is_our_side (AppStore *store, const AppCacheTicket *ticket, const AppVerifyChain *chain)
{
  gboolean is_team = (ticket->side & APP_SIDE_TEAM) != 0;
  gboolean is_reporter = (ticket->side & APP_SIDE_REPORTER) != 0;
  gboolean is_own = !ticket->inbox && hark_id_equal (&ticket->reporter, &store->account->user);

  return is_team == (chain->slot_kind == HARK_SLOT_MEMBER)
         && (is_reporter == is_own || (is_team && is_own && is_closed_to_reporter (store, chain)));
}

/* Objects may come a page before the row that brings their key. */
static gboolean
judge_again (AppStore *store, const HarkId *id, GError **error)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, id, error);
  g_autoptr (GPtrArray) items
      = ticket != NULL ? app_cache_list_objects (store->cache, id, error) : NULL;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (items, i);
      HarkObjectHeader header;
      AppTrust trust;

      if (item->trust != APP_TRUST_BROKEN || !hark_object_read_header (item->sealed, &header, NULL))
        continue;
      trust = app_verify_object (store, ticket, &header, item->sealed);
      if (trust != APP_TRUST_BROKEN && !app_cache_set_trust (store->cache, &item->id, trust, error))
        return FALSE;
    }

  return items != NULL;
}

static gboolean
take_ticket (AppStore *store, JsonObject *line, GError **error)
{
  g_auto (AppVerifyChain) chain = { 0 };
  g_autoptr (AppCacheTicket) ticket = read_ticket (line, error);
  g_autoptr (GArray) keys = NULL;

  if (ticket == NULL || !read_chain (line, &chain, error))
    return FALSE;

  app_draft_lost_unnote (store, &ticket->id);
  if (is_our_side (store, ticket, &chain) && continues_known_chain (store, ticket, &chain))
    keys = app_verify_chain (store, ticket, &chain);
  if (keys != NULL && !app_epoch_pin_allows (store, &ticket->id, &chain))
    g_clear_pointer (&keys, g_array_unref);
  ticket->trust = keys != NULL ? APP_TRUST_VERIFIED : APP_TRUST_BROKEN;
  if (keys == NULL && !app_cache_set_doubt (store->cache, error))
    return FALSE;

  return (keys == NULL
          || (keep_keys (store, &chain, keys, error)
              && app_epoch_pin_note (store, &ticket->id, error)))
         && app_cache_put_ticket (store->cache, ticket, error)
         && judge_again (store, &ticket->id, error);
}

/* Access was lost, or the ticket deleted: rows, keys and files go. */
static gboolean
drop (AppStore *store, const HarkId *ticket, gboolean is_deleted, GError **error)
{
  app_draft_lost_note (store, ticket, is_deleted);
  return app_feed_file_forget (store, ticket, error)
         && app_answered_forget_ticket (store->outbox, ticket, error)
         && app_read_mark_forget (store, ticket, error)
         && app_epoch_pin_let_go (store, ticket, error)
         && app_cache_drop_ticket (store->cache, ticket, error);
}

static gboolean
take_drop (AppStore *store, JsonObject *line, GError **error)
{
  HarkId ticket;

  return hark_json_get_id (line, "tk", &ticket, error) && drop (store, &ticket, FALSE, error);
}

static gboolean
take_tomb (AppStore *store, JsonObject *line, GError **error)
{
  HarkId ticket;

  return hark_json_get_id (line, "id", &ticket, error) && drop (store, &ticket, TRUE, error);
}

static gboolean
take_object (AppStore *store, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) sealed = hark_json_get_bytes (line, "ct", 1, HARK_OBJECT_MAX_LEN, error);
  g_autoptr (AppCacheTicket) ticket = NULL;
  HarkObjectHeader header;
  HarkId id, ticket_id;
  AppTrust trust;
  gint64 seq;

  if (sealed == NULL || !hark_json_get_id (line, "id", &id, error)
      || !hark_json_get_id (line, "tk", &ticket_id, error) || !get_seq (line, "seq", &seq, error)
      || !hark_object_read_header (sealed, &header, error))
    return FALSE;
  if (!hark_id_equal (&header.object, &id) || !hark_id_equal (&header.ticket, &ticket_id))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "the server sent an object under another name");
      return FALSE;
    }

  ticket = app_cache_get_ticket (store->cache, &ticket_id, NULL);
  trust = app_verify_object (store, ticket, &header, sealed);
  if (trust == APP_TRUST_BROKEN && app_cache_has_epoch (store->cache, &ticket_id, header.epoch)
      && !app_cache_set_doubt (store->cache, error))
    return FALSE;

  return (header.type != HARK_OBJECT_HISTORY || app_epoch_pin_note (store, &ticket_id, error))
         && app_cache_put_object (store->cache, &header, seq, sealed, trust, error);
}

static gboolean
take_read (AppStore *store, JsonObject *line, GError **error)
{
  HarkId ticket;
  gint64 rv, up_to;

  return hark_json_get_id (line, "tk", &ticket, error) && get_seq (line, "rv", &rv, error)
         && get_seq (line, "up_to", &up_to, error)
         && app_read_mark_take (store, &ticket, rv, up_to, error);
}

/* --- a page --- */

static const struct
{
  const char *kind;
  LineFunc take;
} kinds[] = {
  /* in this order, whatever order the page has: each needs those before it */
  { "roster", take_statement },  { "drop", take_drop },     { "tomb", take_tomb },
  { "area", take_area },         { "ticket", take_ticket }, { "obj", take_object },
  { "period", app_period_take }, { "read", take_read },     { "setting", app_setting_take },
};

/* A page in its lines, which are parsed one at a time: what a hostile one takes is bounded by its
 * bytes. */
typedef struct
{
  const char *text; /* into the page's bytes */
  gsize length;
  guint kind; /* of kinds; G_N_ELEMENTS for any other */
} Line;

typedef struct
{
  GArray *lines;     /* Line, without the first and the last */
  JsonObject *first; /* NULL where there are fewer than two */
  JsonObject *last;
} Lines;

static void
lines_clear (Lines *self)
{
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_pointer (&self->first, json_object_unref);
  g_clear_pointer (&self->last, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

static JsonObject *
parse_line (const Line *line, GError **error)
{
  return hark_json_parse_object (line->text, line->length, HARK_API_MAX_LINE, error);
}

static guint
find_kind (JsonObject *object)
{
  const char *kind = hark_json_peek_string (object, "k");
  guint i = 0;

  while (i < G_N_ELEMENTS (kinds) && strcmp (kinds[i].kind, kind) != 0)
    i++;

  return i;
}

static gboolean
split_lines (GBytes *ndjson, Lines *self, GError **error)
{
  gsize left;
  const char *data = g_bytes_get_data (ndjson, &left);

  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  while (left > 0)
    {
      const char *end = memchr (data, '\n', left);
      Line line = { .text = data, .length = end != NULL ? (gsize)(end - data) : left };
      JsonObject *object = parse_line (&line, error);

      if (object == NULL)
        return FALSE;
      line.kind = find_kind (object);
      g_array_append_val (self->lines, line);
      g_clear_pointer (self->first == NULL ? &self->first : &self->last, json_object_unref);
      *(self->first == NULL ? &self->first : &self->last) = object;
      if (self->lines->len > HARK_API_MAX_PAGE + 2)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE,
                       "the server's answer has more lines than were asked for");
          return FALSE;
        }
      data += line.length + (end != NULL);
      left -= line.length + (end != NULL);
    }

  if (self->last != NULL)
    {
      g_array_remove_index (self->lines, self->lines->len - 1);
      g_array_remove_index (self->lines, 0);
    }
  return TRUE;
}

static gboolean
holds (const Lines *lines, LineFunc take)
{
  for (guint i = 0; i < lines->lines->len; i++)
    {
      guint kind = g_array_index (lines->lines, Line, i).kind;

      if (kind < G_N_ELEMENTS (kinds) && kinds[kind].take == take)
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_schema (JsonObject *head, GError **error)
{
  gboolean newer;
  gint64 schema;

  if (!hark_json_get_int (head, "schema", 0, G_MAXINT32, &schema, error))
    return FALSE;
  if (schema == HARK_FEED_SCHEMA)
    return TRUE;

  newer = schema > HARK_FEED_SCHEMA;
  g_set_error (error, HARK_ERROR, newer ? HARK_ERROR_UPGRADE : HARK_ERROR_OUTDATED,
               "the server's feed is of %s version: %s", newer ? "a later" : "an earlier",
               newer ? "update Hark on this computer" : "its operator must update the server");
  return FALSE;
}

/* The head is first, the end last, and it counts what lies between. */
static gboolean
check_frame (const Lines *lines, AppFeedPage *page, char **lineage, GError **error)
{
  JsonObject *head = lines->first, *end = lines->last;
  const char *cursor, *text;
  gint64 n;

  if (end == NULL || strcmp (hark_json_peek_string (head, "k"), "head") != 0
      || strcmp (hark_json_peek_string (end, "k"), "end") != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the server's answer was cut off");
      return FALSE;
    }

  text = hark_json_get_string (head, "lineage", 64, error);
  cursor = text != NULL ? hark_json_get_string (end, "cur", 256, error) : NULL;
  /* an older server says neither what is due nor what a backup holds */
  if (cursor == NULL
      || (json_object_has_member (head, "due")
          && !hark_json_get_bool (head, "due", &page->due, error))
      || (json_object_has_member (head, "backup_seq")
          && !get_seq (head, "backup_seq", &page->backup_seq, error))
      || !check_schema (head, error) || !hark_json_get_bool (head, "more", &page->more, error)
      || !get_seq (head, "to", &page->to, error)
      || !hark_json_get_int (end, "n", 0, G_MAXINT32, &n, error))
    return FALSE;
  if (n != lines->lines->len)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the server's answer lacks lines");
      return FALSE;
    }

  page->cursor = g_strdup (cursor);
  *lineage = g_strdup (text);
  page->changes = n;
  return TRUE;
}

/* Within a lineage the server only goes on. One that does not has said something else before: what
 * is here cannot be told from that, and is taken anew. */
static gboolean
check_goes_on (AppStore *store, const char *lineage, AppFeedPage *page, GError **error)
{
  g_autofree char *known = app_cache_get_meta (store->cache, "lineage");
  g_autofree char *to = app_cache_get_meta (store->cache, "to");

  page->went_back
      = g_strcmp0 (known, lineage) == 0 && to != NULL && g_ascii_strtoll (to, NULL, 10) > page->to;
  if (!page->went_back)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_RESET,
               "the server shows an earlier state than it had shown");
  return FALSE;
}

static gboolean
take_lines (AppStore *store, const Lines *lines, guint kind, guint *taken, GError **error)
{
  for (guint i = 0; i < lines->lines->len; i++)
    {
      const Line *line = &g_array_index (lines->lines, Line, i);
      g_autoptr (JsonObject) object = NULL;

      if (line->kind != kind)
        continue;
      object = parse_line (line, error);
      if (object == NULL || !kinds[kind].take (store, object, error))
        return FALSE;
      (*taken)++;
    }

  return TRUE;
}

/* The roster first and checked as a whole, before anything is judged by it. A page of nothing but
 * roster may be part of a longer list. */
static gboolean
take_kinds (AppStore *store, const Lines *lines, gboolean more, GError **error)
{
  guint statements = 0, others = 0;

  if (!take_lines (store, lines, 0, &statements, error))
    return FALSE;
  if ((!more || statements < lines->lines->len)
      && (!check_self (store, error)
          || !app_outbox_check_pin (store->outbox, store->roster, error)))
    return FALSE;

  for (guint k = 1; k < G_N_ELEMENTS (kinds); k++)
    if (!take_lines (store, lines, k, &others, error))
      return FALSE;

  return TRUE;
}

static gboolean
take_page (AppStore *store, const Lines *lines, gboolean reset, AppFeedPage *page, GError **error)
{
  g_autofree char *lineage = NULL;
  g_autofree char *to = NULL;

  if (!check_frame (lines, page, &lineage, error))
    return FALSE;
  if (reset ? !app_cache_clear (store->cache, error) || !app_store_reload_roster (store, error)
                  || !app_cache_set_meta (store->cache, "anew", "1", error)
            : !check_goes_on (store, lineage, page, error))
    return FALSE;

  to = g_strdup_printf ("%" G_GINT64_FORMAT, page->to);
  return take_kinds (store, lines, page->more, error)
         && (page->more || app_cache_unset_meta (store->cache, "anew", error))
         && app_cache_set_meta (store->cache, "cursor", page->cursor, error)
         && app_cache_set_meta (store->cache, "more", page->more ? "1" : "0", error)
         && app_cache_set_meta (store->cache, "to", to, error)
         && app_cache_set_meta (store->cache, "lineage", lineage, error);
}

/* What a backup holds is kept no longer, nor are attachments of it whose ticket is not here any
 * more. */
static gboolean
release (AppStore *store, gint64 backup_seq, gboolean is_anew, GError **error)
{
  guint before = app_answered_count (store->outbox);

  if (!app_answered_release (store->outbox, backup_seq, error))
    return FALSE;
  if (app_answered_count (store->outbox) == before)
    return TRUE;

  app_outbox_truncate (store->outbox);
  /* a cache that is on its way does not name all */
  return is_anew || app_feed_file_sweep (store, error);
}

/* What is not in a snapshot is not here. */
static gboolean
end_anew (AppStore *store, GError **error)
{
  gboolean ok = app_epoch_pin_thin (store, error) && app_draft_lost_settle_all (store, error)
                && app_feed_file_sweep (store, error);

  app_outbox_truncate (store->outbox);
  return ok;
}

gboolean
app_feed_apply (AppStore *store, GBytes *ndjson, gboolean reset, AppFeedPage *page, GError **error)
{
  g_auto (Lines) lines = { 0 };
  g_autofree char *anew = reset ? g_strdup ("1") : app_cache_get_meta (store->cache, "anew");

  if (!split_lines (ndjson, &lines, error) || !app_cache_begin (store->cache, error))
    return FALSE;

  if (take_page (store, &lines, reset, page, error) && app_draft_lost_settle (store, error)
      && (!(reset || holds (&lines, take_drop) || holds (&lines, take_tomb))
          || app_store_note_dropped (store, error))
      && app_cache_commit (store->cache, error))
    {
      app_store_rewrite_dropped (store, page->more && !reset);
      return release (store, page->backup_seq, anew != NULL, error)
             && (page->more
                 || (app_outbox_set_pin (store->outbox, store->roster, error)
                     && app_epoch_pin_settle (store, page->cursor, error)
                     && (anew == NULL || end_anew (store, error))));
    }

  app_cache_rollback (store->cache);
  app_draft_lost_cancel (store);
  app_feed_page_clear (page);
  app_store_reload_roster (store, NULL);
  return FALSE;
}
