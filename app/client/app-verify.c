/* app-verify.c: see app-verify.h */
#include "app-verify.h"

#include <string.h>

#include "app-move.h"
#include "app-new-code.h"
#include "app-recipient.h"
#include "hark-error.h"
#include "hark-json.h"

static const guint8 no_key[HARK_KEY_LEN];

static void
wipe_keys (gpointer keys)
{
  hark_seal_wipe (keys, sizeof (HarkEpochKeys));
}

/* Those that somebody had at the head that what they signed names. */
static const HarkRosterKeys *
get_keys (AppStore *store, const HarkId *user, const guint8 head[HARK_HEAD_LEN])
{
  return hark_roster_get_keys_at (store->roster, user, hark_roster_find_head (store->roster, head));
}

/* Whose ticket it is when a member writes it down: nobody else has signed that. */
static gboolean
reporter_has_key (AppStore *store, const AppCacheTicket *ticket, const HarkEpoch *epoch)
{
  const HarkRosterKeys *reporter = get_keys (store, &ticket->reporter, epoch->head);
  gboolean has_key = memcmp (epoch->reporter_pk, no_key, sizeof no_key) != 0;

  if (hark_id_is_zero (&ticket->reporter))
    return has_key == ticket->inbox;

  return reporter != NULL
         && memcmp (epoch->reporter_pk, reporter->box_pk, sizeof reporter->box_pk) == 0;
}

/* Who may open the epoch after @before, whatever area that one names: a Professional or Expert of
 * the area where the ticket was since @entry, who may have it and is not excluded; or an Observer
 * who excludes themselves. Only an Expert takes an exclusion back. The reporter keeps their inbox,
 * or gets another code for it. Whoever opens it has seen the one before, and so the list of people
 * that it names: who left since cannot go back to an older one. */
static gboolean
may_follow (AppStore *store, const HarkEpoch *before, guint64 entry, const HarkEpoch *epoch,
            guint64 seq)
{
  HarkRole role = hark_roster_get_role_at (store->roster, &before->area, &epoch->author, seq);
  gboolean had_inbox = memcmp (before->reporter_pk, no_key, sizeof no_key) != 0;
  gboolean has_inbox = memcmp (epoch->reporter_pk, no_key, sizeof no_key) != 0;
  HarkRole least
      = hark_epoch_excludes_itself (epoch, before) ? HARK_ROLE_OBSERVER : HARK_ROLE_PROFESSIONAL;

  if (seq < hark_roster_find_head (store->roster, before->head) || role < least
      || hark_epoch_excludes (before, &epoch->author)
      || !hark_roster_is_recipient_at (store->roster, &before->area, &epoch->author, entry, seq)
      || had_inbox != has_inbox)
    return FALSE;
  for (guint i = 0; i < before->n_excluded; i++)
    if (role < HARK_ROLE_EXPERT && !hark_epoch_excludes (epoch, &before->excluded[i]))
      return FALSE;

  return TRUE;
}

/* Who may have written this epoch: for 0 the reporter (or nobody, for an anonymous one), on behalf
 * a Professional or Expert of the area that it names; each at the head that it names. */
static gboolean
author_had_right (AppStore *store, const AppCacheTicket *ticket, const HarkEpoch *before,
                  guint64 entry, const HarkEpoch *epoch)
{
  guint64 seq = hark_roster_find_head (store->roster, epoch->head);

  /* One that is still to come would say later who may have the ticket. */
  if (seq == 0)
    return FALSE;
  if (epoch->epoch == 0 && !reporter_has_key (store, ticket, epoch))
    return FALSE;
  if (epoch->epoch == 0 && ticket->origin != HARK_TICKET_ORIGIN_ON_BEHALF)
    return hark_id_equal (&epoch->author, &ticket->reporter);
  if (epoch->epoch > 0)
    return before != NULL && may_follow (store, before, entry, epoch, seq);

  return hark_roster_get_role_at (store->roster, &epoch->area, &epoch->author, seq)
         >= HARK_ROLE_PROFESSIONAL;
}

/* Everybody seals to it from there on: a key of low order would stop the ticket. */
static gboolean
can_seal_to_reporter (const HarkEpoch *epoch)
{
  return memcmp (epoch->reporter_pk, no_key, sizeof no_key) == 0
         || hark_seal_is_box_pk (epoch->reporter_pk);
}

/* @entry: of the ticket into the area of @before, which is NULL for the first. */
static gboolean
check_statement (AppStore *store, const AppCacheTicket *ticket, GBytes *statement, guint32 n,
                 const guint8 prev[32], const HarkEpoch *before, guint64 entry, HarkEpoch *epoch)
{
  const HarkRosterKeys *author;

  if (!hark_epoch_read (statement, epoch, NULL) || !hark_id_equal (&epoch->ticket, &ticket->id)
      || epoch->epoch != n || memcmp (epoch->prev, prev, HARK_HASH_LEN) != 0
      || !can_seal_to_reporter (epoch) || !author_had_right (store, ticket, before, entry, epoch))
    return FALSE;

  if (hark_id_is_zero (&epoch->author))
    return hark_epoch_verify (statement, &store->account->org, NULL, NULL);

  author = get_keys (store, &epoch->author, epoch->head);
  return author != NULL
         && hark_epoch_verify (statement, &store->account->org, author->sign_pk, NULL);
}

/* @entry: into the area of the newest. */
static HarkEpoch *
check_statements (AppStore *store, const AppCacheTicket *ticket, GPtrArray *statements,
                  guint64 *entry)
{
  g_autofree HarkEpoch *epochs = g_new0 (HarkEpoch, statements->len);
  guint8 prev[HARK_HASH_LEN] = { 0 };

  for (guint i = 0; i < statements->len; i++)
    {
      const HarkEpoch *before = i > 0 ? &epochs[i - 1] : NULL;

      if (!check_statement (store, ticket, g_ptr_array_index (statements, i), i, prev, before,
                            *entry, &epochs[i]))
        return NULL;
      if (before == NULL || !hark_id_equal (&before->area, &epochs[i].area))
        *entry = hark_roster_find_head (store->roster, epochs[i].head);
      hark_epoch_hash (g_ptr_array_index (statements, i), prev);
    }
  if (statements->len == 0 || !hark_id_equal (&epochs[statements->len - 1].area, &ticket->area))
    return NULL;

  return g_steal_pointer (&epochs);
}

/* The newest's. */
static gboolean
open_slot (AppStore *store, const AppVerifyChain *chain, const HarkEpoch *epoch,
           HarkEpochKeys *keys)
{
  guint8 hash[HARK_HASH_LEN];

  hark_epoch_hash (g_ptr_array_index (chain->statements, chain->slot_epoch), hash);
  return hark_epoch_open_slot (chain->slot, epoch, hash, &store->account->org, chain->slot_kind,
                               &store->account->user, store->keys->account.box_pk,
                               store->keys->account.box_sk, keys, NULL);
}

/* From the keys of @epoch to those before it. A reporter has no K_in to walk back with. */
static gboolean
open_past (const AppVerifyChain *chain, const HarkEpoch *epochs, guint n, const HarkEpochKeys *keys,
           HarkEpochKeys *before)
{
  if (!hark_epoch_open_past (&epochs[n], 0, keys->sh, g_ptr_array_index (chain->past_sh, n - 1),
                             before->sh, NULL))
    return FALSE;
  if (chain->slot_kind == HARK_SLOT_MEMBER
      && !hark_epoch_open_past (&epochs[n], 1, keys->in, g_ptr_array_index (chain->past_in, n - 1),
                                before->in, NULL))
    return FALSE;
  if (chain->slot_kind == HARK_SLOT_MEMBER)
    return hark_epoch_check_keys (&epochs[n - 1], before);

  {
    /* Only K_sh's commitment can be held against what a reporter sees. */
    HarkEpoch shared = epochs[n - 1];

    hark_epoch_commit (&shared, before);
    return hark_seal_equal (shared.commit_sh, epochs[n - 1].commit_sh, sizeof shared.commit_sh);
  }
}

/* Nobody is of a ticket's team from which they are excluded, or which has the ticket since before
 * what they may read, whatever they are sent. Who left is told that otherwise. */
static gboolean
is_recipient (AppStore *store, const AppVerifyChain *chain, const HarkEpoch *newest, guint64 entry)
{
  const HarkId *self = &store->account->user;

  return chain->slot_kind != HARK_SLOT_MEMBER
         || (!hark_epoch_excludes (newest, self)
             && (hark_roster_get_role (store->roster, &newest->area, self) == HARK_ROLE_NONE
                 || hark_roster_is_recipient (store->roster, &newest->area, self, entry)));
}

GArray *
app_verify_chain (AppStore *store, const AppCacheTicket *ticket, const AppVerifyChain *chain)
{
  g_autofree HarkEpoch *epochs = NULL;
  g_autoptr (GArray) keys = g_array_new (FALSE, TRUE, sizeof (HarkEpochKeys));
  guint n = chain->statements->len;
  guint64 entry = 0;

  /* Every epoch is sealed to everybody who has the ticket, so that who has an older one alone was
   * left out, or is shown statements by somebody who has not its keys. */
  if (n == 0 || chain->past_sh->len != n - 1 || chain->past_in->len != n - 1
      || chain->slot_epoch != n - 1)
    return NULL;

  epochs = check_statements (store, ticket, chain->statements, &entry);
  if (epochs == NULL || !is_recipient (store, chain, &epochs[n - 1], entry))
    return NULL;

  /* Sized once: a growing array would leave copies behind. */
  g_array_set_size (keys, n);
  g_array_set_clear_func (keys, wipe_keys);
  if (!open_slot (store, chain, &epochs[n - 1], &g_array_index (keys, HarkEpochKeys, n - 1)))
    return NULL;
  for (guint i = n - 1; i > 0; i--)
    if (!open_past (chain, epochs, i, &g_array_index (keys, HarkEpochKeys, i),
                    &g_array_index (keys, HarkEpochKeys, i - 1)))
      return NULL;

  return g_steal_pointer (&keys);
}

HarkObject *
app_verify_open (GPtrArray *epochs, GBytes *sealed, GError **error)
{
  HarkObjectHeader header;
  AppCacheEpoch *epoch;
  const guint8 *key;

  if (!hark_object_read_header (sealed, &header, error))
    return NULL;

  epoch = header.epoch < epochs->len ? g_ptr_array_index (epochs, header.epoch) : NULL;
  key = epoch == NULL                                ? NULL
        : hark_object_type_is_internal (header.type) ? epoch->keys.in
                                                     : epoch->keys.sh;
  /* No K_in: epoch 0 of a reporter, and whatever claims to be internal there, or a reporter's own
   * view. */
  if (key == NULL || hark_seal_equal (key, no_key, sizeof no_key))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "no key for this piece");
      return NULL;
    }

  return hark_object_open (sealed, key, error);
}

gboolean
app_verify_is_written_down (const AppCacheTicket *ticket, const HarkObject *object)
{
  const HarkObjectHeader *header = &object->header;

  return ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF && header->epoch == 0
         && !hark_id_is_zero (&header->author)
         && !hark_id_equal (&header->author, &ticket->reporter)
         && (header->type == HARK_OBJECT_REPORT
             || (header->type == HARK_OBJECT_MANIFEST
                 && g_str_equal (hark_json_peek_string (object->body, "side"), "reporter")));
}

gboolean
app_verify_is_reporters (const AppCacheTicket *ticket, const HarkObject *object)
{
  if (hark_id_is_zero (&object->header.author) || app_verify_is_written_down (ticket, object))
    return TRUE;
  if (!hark_id_equal (&object->header.author, &ticket->reporter))
    return FALSE;

  return object->header.type == HARK_OBJECT_REPORT
         || g_str_equal (hark_json_peek_string (object->body, "side"), "reporter");
}

/* What records why an epoch was opened, by who opened it: a move is by a member of the team that
 * loses the ticket, and who excludes themselves is no recipient any more. */
static gboolean
is_record_of (const HarkEpoch *epoch, const HarkObject *object)
{
  return object->header.type == HARK_OBJECT_HISTORY
         && hark_id_equal (&object->header.author, &epoch->author)
         && app_move_is_type (hark_json_peek_string (object->body, "type"));
}

static const HarkEpoch *
get_epoch (GPtrArray *epochs, guint n)
{
  return &((AppCacheEpoch *)g_ptr_array_index (epochs, n))->epoch;
}

/* The epoch whose team @object must come from. */
static guint
get_place (GPtrArray *epochs, const HarkObject *object)
{
  guint n = object->header.epoch;

  return n > 0 && is_record_of (get_epoch (epochs, n), object) ? n - 1 : n;
}

/* An Observer says one thing alone: that they are excluded, by themselves. */
static HarkRole
get_least (GPtrArray *epochs, const HarkObject *object)
{
  guint n = object->header.epoch;

  return get_place (epochs, object) < n
                 && hark_epoch_excludes_itself (get_epoch (epochs, n), get_epoch (epochs, n - 1))
             ? HARK_ROLE_OBSERVER
             : HARK_ROLE_PROFESSIONAL;
}

/* Who has the role, may have the ticket, and is not excluded, at the roster's statement @seq. */
static gboolean
may_write (AppStore *store, GPtrArray *epochs, guint n, HarkRole least, const HarkId *author,
           guint64 seq)
{
  const HarkEpoch *epoch = get_epoch (epochs, n);

  return hark_roster_get_role_at (store->roster, &epoch->area, author, seq) >= least
         && hark_roster_is_recipient_at (store->roster, &epoch->area, author,
                                         app_recipient_find_entry (store, epochs, n), seq)
         && !hark_epoch_excludes (epoch, author);
}

/* A signed object of the team, whose author must have had the right to it at the head named inside.
 * Keys that ended since are those of a member who left. */
static AppTrust
judge_team (AppStore *store, GPtrArray *epochs, const HarkObject *object)
{
  guint n = get_place (epochs, object);
  const HarkId *area = &get_epoch (epochs, n)->area;
  HarkRole least = get_least (epochs, object);
  const HarkRosterUser *author = hark_roster_get_user (store->roster, &object->header.author);
  guint64 seq = hark_roster_find_head (store->roster, object->head);
  const HarkRosterKeys *keys = hark_roster_get_keys_at (store->roster, &object->header.author, seq);

  if (keys == NULL || !hark_object_verify (object, keys->sign_pk)
      || !may_write (store, epochs, n, least, &author->id, seq))
    return APP_TRUST_BROKEN;
  if (memcmp (keys->hash, author->keys_hash, sizeof keys->hash) != 0
      || hark_roster_get_role (store->roster, area, &author->id) < least)
    return APP_TRUST_FORMER;

  return APP_TRUST_VERIFIED;
}

/* Whom the reporter's side sealed to must be people whom the roster had as readers: else somebody
 * gave it false keys. */
static gboolean
was_sealed_to_the_team (AppStore *store, AppCacheEpoch *epoch, const HarkObject *object)
{
  JsonArray *team = hark_json_get_array (object->body, "team", HARK_ROSTER_MAX_MEMBERS, NULL);
  guint64 seq = hark_roster_find_head (store->roster, object->head);

  if (team == NULL || seq == 0)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (team); i++)
    {
      JsonObject *item = hark_json_array_get_object (team, i, NULL);
      const HarkRosterKeys *user;
      guint8 pk[32];
      HarkId id;

      if (item == NULL || !hark_json_get_id (item, "id", &id, NULL)
          || !hark_json_get_fixed (item, "pk", pk, sizeof pk, NULL))
        return FALSE;
      user = hark_roster_get_keys_at (store->roster, &id, seq);
      if (user == NULL || memcmp (user->box_pk, pk, sizeof pk) != 0
          || hark_roster_get_role_at (store->roster, &epoch->epoch.area, &id, seq)
                 == HARK_ROLE_NONE)
        return FALSE;
    }

  return TRUE;
}

/* Whoever has keys that ended since could go on signing as of then. */
static gboolean
is_newest (AppStore *store, const HarkId *user, const HarkRosterKeys *keys)
{
  const HarkRosterUser *now = hark_roster_get_user (store->roster, user);

  return now != NULL && memcmp (now->keys_hash, keys->hash, sizeof keys->hash) == 0;
}

static AppTrust
judge (AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs, const HarkObject *object)
{
  AppCacheEpoch *epoch = g_ptr_array_index (epochs, object->header.epoch);
  const HarkRosterKeys *author;

  if (!app_verify_is_reporters (ticket, object))
    return judge_team (store, epochs, object);

  if (hark_object_type_is_internal (object->header.type))
    return APP_TRUST_BROKEN;
  /* A ticket begins with its report, and with one only, both at one time. */
  if (object->header.type == HARK_OBJECT_REPORT
      && (object->header.epoch != 0 || !hark_id_is_zero (&object->header.prev)
          || memcmp (object->head, epoch->epoch.head, HARK_HEAD_LEN) != 0
          || !was_sealed_to_the_team (store, epoch, object)))
    return APP_TRUST_BROKEN;
  if (app_verify_is_written_down (ticket, object))
    return hark_id_equal (&object->header.author, &epoch->epoch.author)
               ? judge_team (store, epochs, object)
               : APP_TRUST_BROKEN;
  /* A report on behalf is a member's; the server alone cannot make one, nor make one its writer's
   * own. */
  if (object->header.type == HARK_OBJECT_REPORT
      && (ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF
          || hark_json_peek_string (object->body, "channel")[0] != '\0'))
    return APP_TRUST_BROKEN;
  /* who has the code of a ticket that was somebody's own signs as little */
  if (hark_id_is_zero (&object->header.author))
    return !object->is_signed
                   && (hark_id_is_zero (&ticket->reporter)
                       || (ticket->inbox && app_new_code_is_issued (epochs, object->header.epoch)))
               ? APP_TRUST_ANONYMOUS
               : APP_TRUST_BROKEN;

  author = get_keys (store, &object->header.author, object->head);
  if (author == NULL || !hark_object_verify (object, author->sign_pk))
    return APP_TRUST_BROKEN;

  return is_newest (store, &object->header.author, author) ? APP_TRUST_VERIFIED : APP_TRUST_FORMER;
}

AppTrust
app_verify_object (AppStore *store, const AppCacheTicket *ticket, const HarkObjectHeader *header,
                   GBytes *sealed)
{
  g_autoptr (GPtrArray) epochs = NULL;
  g_autoptr (HarkObject) object = NULL;

  if (ticket == NULL || ticket->trust == APP_TRUST_BROKEN
      || !hark_id_equal (&header->ticket, &ticket->id)
      || !hark_id_equal (&header->org, &store->account->org))
    return APP_TRUST_BROKEN;

  epochs = app_cache_list_epochs (store->cache, &ticket->id, NULL);
  if (epochs == NULL)
    return APP_TRUST_BROKEN;
  object = app_verify_open (epochs, sealed, NULL);
  if (object == NULL)
    return APP_TRUST_BROKEN;

  return judge (store, ticket, epochs, object);
}
