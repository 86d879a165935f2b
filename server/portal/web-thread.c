/* web-thread.c: see web-thread.h */
#include "web-thread.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-object.h"
#include "store-roster.h"
#include "store-setting.h"

static const HarkId nobody;

/* While a thread is being opened. */
typedef struct
{
  SrvContext *context;
  HarkId org;
  WebThread *thread;
  guint n_epochs; /* up to the reporter's newest */
  HarkEpoch *epochs;
  guint8 *keys;      /* K_sh of each, HARK_KEY_LEN, locked */
  gboolean is_brief; /* nothing is read but the report */
} Opening;

static gboolean
unverified (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, text);
  return FALSE;
}

/* ------------------------------------------------------------------ entries */

static void
entry_free (WebEntry *self)
{
  hark_seal_free_string (self->subject);
  hark_seal_free_string (self->text);
  g_ptr_array_unref (self->asked);
  g_ptr_array_unref (self->files);
  g_free (self);
}

void
web_thread_free (WebThread *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->ticket, srv_ticket_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->periods, g_array_unref);
  g_free (self->contact);
  hark_seal_free (self->key);
  g_free (self);
}

gboolean
web_entry_gives_files (const WebEntry *self)
{
  return self->from_team || self->is_written_down;
}

static WebEntry *
find_entry (WebThread *self, const HarkId *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      WebEntry *entry = g_ptr_array_index (self->entries, i);

      if (hark_id_equal (&entry->id, id))
        return entry;
    }

  return NULL;
}

const HarkManifest *
web_thread_find_file (WebThread *self, const HarkId *blob)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      WebEntry *entry = g_ptr_array_index (self->entries, i);

      for (guint k = 0; web_entry_gives_files (entry) && k < entry->files->len; k++)
        {
          const HarkManifest *file = g_ptr_array_index (entry->files, k);

          if (hark_id_equal (&file->blob, blob))
            return file;
        }
    }

  return NULL;
}

/* ------------------------------------------------------------------ who signed */

/* Whose own ticket it was before it got its code. */
static gboolean
was_named (Opening *self, const HarkId *author)
{
  return !hark_id_is_zero (author) && hark_id_equal (author, &self->thread->ticket->named);
}

/* The key of @author, if they were at least @least in @area at the moment that @head names. */
static gboolean
find_signer (Opening *self, const HarkId *area, HarkRole least, const HarkId *author,
             const guint8 head[HARK_HEAD_LEN], guint8 sign_pk[HARK_SIGN_PK_LEN])
{
  HarkRoster *roster = srv_roster_lock (self->context->roster);
  guint64 seq = hark_roster_find_head (roster, head);
  const HarkRosterKeys *keys = hark_roster_get_keys_at (roster, author, seq);
  gboolean ok = keys != NULL && hark_roster_get_role_at (roster, area, author, seq) >= least;

  if (ok)
    memcpy (sign_pk, keys->sign_pk, HARK_SIGN_PK_LEN);
  srv_roster_unlock (self->context->roster);
  return ok;
}

static gboolean
check_signature (Opening *self, GBytes *statement, const HarkEpoch *epoch, const HarkEpoch *before,
                 GError **error)
{
  const HarkId *area = before != NULL ? &before->area : &epoch->area;
  HarkRole least = before == NULL && was_named (self, &epoch->author) ? HARK_ROLE_NONE
                   : before != NULL && hark_epoch_excludes_itself (epoch, before)
                       ? HARK_ROLE_OBSERVER
                       : HARK_ROLE_PROFESSIONAL;
  guint8 sign_pk[HARK_SIGN_PK_LEN];

  if (hark_id_is_zero (&epoch->author))
    return hark_epoch_verify (statement, &self->org, NULL, error);
  if (!find_signer (self, area, least, &epoch->author, epoch->head, sign_pk))
    return unverified (error, "an epoch was opened by somebody who may not");

  return hark_epoch_verify (statement, &self->org, sign_pk, error);
}

/* ------------------------------------------------------------------ epochs */

/* The chain of statements from the first one on; whoever opens an epoch needs the right in the area
 * as it was before. */
static gboolean
read_epochs (Opening *self, GPtrArray *rows, GError **error)
{
  const HarkId *ticket = &self->thread->ticket->id;
  guint8 prev[HARK_HASH_LEN] = { 0 };

  for (guint i = 0; i < self->n_epochs; i++)
    {
      const SrvEpoch *row = g_ptr_array_index (rows, i);
      HarkEpoch *epoch = &self->epochs[i];

      if (!hark_epoch_read (row->statement, epoch, error))
        return FALSE;
      if (epoch->epoch != i || !hark_id_equal (&epoch->ticket, ticket)
          || memcmp (epoch->prev, prev, sizeof prev) != 0)
        return unverified (error, "the epochs are no chain");
      if (!check_signature (self, row->statement, epoch, i > 0 ? &self->epochs[i - 1] : NULL,
                            error))
        return FALSE;
      hark_epoch_hash (row->statement, prev);
    }

  return TRUE;
}

/* A reporter cannot know the other key of an epoch. */
static gboolean
check_key (const HarkEpoch *epoch, const HarkEpochKeys *keys, GError **error)
{
  HarkEpoch probe = { .ticket = epoch->ticket, .epoch = epoch->epoch };

  hark_epoch_commit (&probe, keys);
  return memcmp (probe.commit_sh, epoch->commit_sh, sizeof probe.commit_sh) == 0
         || unverified (error, "a key is not the one that its epoch names");
}

/* The newest key from the slot, and from there back through the boxes of what was before. */
static gboolean
open_keys (Opening *self, GPtrArray *rows, GBytes *slot, const HarkReporterKeys *reporter,
           GError **error)
{
  guint last = self->n_epochs - 1;
  const SrvEpoch *row = g_ptr_array_index (rows, last);
  HarkEpochKeys *keys = hark_seal_alloc (sizeof *keys);
  guint8 hash[HARK_HASH_LEN];
  gboolean ok;

  hark_epoch_hash (row->statement, hash);
  ok = hark_epoch_open_slot (slot, &self->epochs[last], hash, &self->org, HARK_SLOT_REPORTER,
                             &nobody, reporter->box_pk, reporter->box_sk, keys, error);
  if (ok)
    memcpy (self->keys + last * HARK_KEY_LEN, keys->sh, HARK_KEY_LEN);

  for (guint i = last; ok && i > 0; i--)
    {
      row = g_ptr_array_index (rows, i);
      ok = hark_epoch_open_past (&self->epochs[i], 0, keys->sh, row->past_sh,
                                 self->keys + (i - 1) * HARK_KEY_LEN, error);
      if (ok)
        {
          memcpy (keys->sh, self->keys + (i - 1) * HARK_KEY_LEN, HARK_KEY_LEN);
          ok = check_key (&self->epochs[i - 1], keys, error);
        }
    }

  hark_seal_free (keys);
  return ok;
}

/* ------------------------------------------------------------------ objects */

/* The report of a ticket on behalf, and what goes with it: the reporter's words, written down and
 * signed by a member, who made the first epoch. */
static gboolean
is_written_down (Opening *self, const HarkObject *object)
{
  const HarkObjectHeader *header = &object->header;

  return self->thread->ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF && header->epoch == 0
         && (header->type == HARK_OBJECT_REPORT || header->type == HARK_OBJECT_MANIFEST)
         && hark_id_equal (&header->author, &self->epochs[0].author);
}

/* What somebody wrote in their own name, before the ticket got its code. */
static gboolean
is_named (Opening *self, const HarkObject *object)
{
  return was_named (self, &object->header.author)
         && (object->header.type == HARK_OBJECT_REPORT
             || g_strcmp0 (hark_json_peek_string (object->body, "side"), "reporter") == 0);
}

/* Whose words these are: the team's by signature, else the reporter's. */
static gboolean
check_author (Opening *self, const HarkObject *object, gboolean *from_team)
{
  const HarkObjectHeader *header = &object->header;
  gboolean is_signed = !hark_id_is_zero (&header->author);
  gboolean is_own = is_named (self, object);
  guint8 sign_pk[HARK_SIGN_PK_LEN];

  *from_team = is_signed && !is_own && !is_written_down (self, object);
  if (header->type == HARK_OBJECT_REPORT && !is_own
      && is_signed != (self->thread->ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF))
    return FALSE;

  return !is_signed
         || (find_signer (self, &self->epochs[header->epoch].area,
                          is_own ? HARK_ROLE_NONE : HARK_ROLE_PROFESSIONAL, &header->author,
                          object->head, sign_pk)
             && hark_object_verify (object, sign_pk));
}

/* What a member of the team writes about a ticket of their own is not the team's word, and the
 * other way round. */
static gboolean
has_side (JsonObject *body, gboolean from_team)
{
  return g_strcmp0 (hark_json_get_string (body, "side", 8, NULL), from_team ? "team" : "reporter")
         == 0;
}

/* Whatever it is: the reporter's side wrote it. */
static void
read_asked (WebEntry *entry, JsonObject *body)
{
  JsonArray *answers = json_object_has_member (body, "answers")
                           ? hark_json_get_array (body, "answers", HARK_SETTING_MAX_QUESTIONS, NULL)
                           : NULL;

  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = hark_json_array_get_object (answers, i, NULL);

      if (answer == NULL)
        continue;
      g_ptr_array_add (entry->asked, g_strdup (hark_json_peek_string (answer, "label")));
      g_ptr_array_add (entry->asked, g_strdup (hark_json_peek_string (answer, "answer")));
    }
}

static gboolean
add_text (Opening *self, const HarkObject *object, gboolean from_team)
{
  gboolean is_report = object->header.type == HARK_OBJECT_REPORT;
  const char *text = hark_json_get_string (object->body, is_report ? "report" : "text",
                                           HARK_OBJECT_MAX_BODY, NULL);
  const char *subject = NULL;
  WebEntry *entry;

  if (text == NULL || (is_report ? from_team : !has_side (object->body, from_team))
      || (is_report
          && !hark_json_get_opt_string (object->body, "subject", HARK_OBJECT_MAX_BODY, &subject,
                                        NULL)))
    return FALSE;

  entry = g_new0 (WebEntry, 1);
  entry->id = object->header.object;
  entry->from_team = from_team;
  entry->is_written_down = is_written_down (self, object);
  entry->time = object->time;
  entry->subject = g_strdup (subject);
  entry->text = g_strdup (text);
  entry->asked = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_seal_free_string);
  if (subject != NULL)
    read_asked (entry, object->body);
  entry->files = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_manifest_free);
  g_ptr_array_add (self->thread->entries, entry);
  return TRUE;
}

/* A file belongs to the text that it names, of the same author's side. */
static gboolean
add_file (Opening *self, const HarkObject *object, gboolean from_team)
{
  g_autoptr (HarkManifest) manifest = hark_manifest_from_json (object->body, NULL);
  WebEntry *entry = manifest != NULL ? find_entry (self->thread, &manifest->with) : NULL;

  if (entry == NULL || entry->from_team != from_team || manifest->from_reporter == from_team)
    return FALSE;

  g_ptr_array_add (entry->files, g_steal_pointer (&manifest));
  return TRUE;
}

static gboolean
open_object (Opening *self, GBytes *sealed)
{
  g_autoptr (HarkObject) object = NULL;
  HarkObjectHeader header;
  gboolean from_team;

  if (!hark_object_read_header (sealed, &header, NULL) || header.epoch >= self->n_epochs
      || !hark_id_equal (&header.org, &self->org)
      || !hark_id_equal (&header.ticket, &self->thread->ticket->id))
    return FALSE;

  object = hark_object_open (sealed, self->keys + header.epoch * HARK_KEY_LEN, NULL);
  if (object == NULL || !check_author (self, object, &from_team))
    return FALSE;

  self->thread->counter = MAX (self->thread->counter, header.counter);
  self->thread->newest = header.object;
  return header.type == HARK_OBJECT_MANIFEST ? add_file (self, object, from_team)
                                             : add_text (self, object, from_team);
}

static gboolean
open_objects (Opening *self, SrvStore *store, GError **error)
{
  const HarkId *ticket = &self->thread->ticket->id;
  g_autoptr (GPtrArray) objects = self->is_brief ? store_ticket_list_report (store, ticket, error)
                                                 : store_ticket_list_shared (store, ticket, error);

  if (objects == NULL)
    return FALSE;

  for (guint i = 0; i < objects->len; i++)
    {
      const SrvObject *object = g_ptr_array_index (objects, i);

      self->thread->seq = object->seq;
      if (!open_object (self, object->sealed))
        self->thread->is_doubtful = TRUE;
    }

  return TRUE;
}

/* ------------------------------------------------------------------ all of it */

static gboolean
open_thread (Opening *self, SrvStore *store, const HarkReporterKeys *reporter, GError **error)
{
  WebThread *thread = self->thread;
  const HarkId *ticket = &thread->ticket->id;
  g_autoptr (GPtrArray) rows = store_ticket_list_epochs (store, ticket, error);
  g_autoptr (GBytes) slot = NULL;
  guint32 newest;

  if (rows == NULL)
    return FALSE;
  slot = store_ticket_get_slot (store, ticket, HARK_SLOT_REPORTER, &nobody, &newest, error);
  if (slot == NULL)
    return FALSE;
  if (newest >= rows->len)
    return unverified (error, "there is a slot without an epoch");

  self->n_epochs = newest + 1;
  self->epochs = g_new0 (HarkEpoch, self->n_epochs);
  self->keys = hark_seal_alloc ((gsize)self->n_epochs * HARK_KEY_LEN);
  if (!read_epochs (self, rows, error) || !open_keys (self, rows, slot, reporter, error)
      || !open_objects (self, store, error))
    return FALSE;

  thread->epoch = self->epochs[newest];
  thread->key = hark_seal_alloc (HARK_KEY_LEN);
  memcpy (thread->key, self->keys + newest * HARK_KEY_LEN, HARK_KEY_LEN);
  return TRUE;
}

/* The contact as the area's Expert settled it. */
static gboolean
read_promises (WebThread *thread, SrvContext *context, SrvStore *store, GError **error)
{
  const SrvTicket *ticket = thread->ticket;
  g_autoptr (HarkSettingArea) area = store_setting_get_area (store, &ticket->area, error);

  if (area == NULL)
    return FALSE;
  thread->periods = store_ticket_list_periods (store, &ticket->id, error);
  if (thread->periods == NULL)
    return FALSE;
  if (hark_id_is_zero (&ticket->advisor))
    return TRUE;

  if (area->contact == HARK_SETTING_CONTACT_NAME)
    thread->contact = srv_roster_dup_name (context->roster, &ticket->advisor);
  else if (area->contact == HARK_SETTING_CONTACT_PSEUDONYM)
    thread->contact = g_strdup (area->pseudonym);
  return TRUE;
}

static WebThread *
load (Opening *opening, const HarkId *ticket, const HarkReporterKeys *keys, GError **error)
{
  SrvContext *context = opening->context;
  g_autoptr (WebThread) thread = g_new0 (WebThread, 1);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  gboolean ok;

  if (store == NULL || !srv_store_begin_read (store, error))
    return NULL;

  opening->thread = thread;
  srv_roster_get_org (context->roster, &opening->org, NULL, NULL);
  thread->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
  thread->ticket = store_ticket_get (store, ticket, error);
  ok = thread->ticket != NULL && open_thread (opening, store, keys, error)
       && (opening->is_brief || read_promises (thread, context, store, error));
  g_free (opening->epochs);
  hark_seal_free (opening->keys);
  return ok ? g_steal_pointer (&thread) : NULL;
}

WebThread *
web_thread_load (SrvContext *context, const HarkId *ticket, const HarkReporterKeys *keys,
                 GError **error)
{
  Opening opening = { .context = context };

  return load (&opening, ticket, keys, error);
}

char *
web_thread_load_subject (SrvContext *context, const HarkId *ticket, const HarkReporterKeys *keys,
                         guint *n_epochs)
{
  Opening opening = { .context = context, .is_brief = TRUE };
  g_autoptr (WebThread) thread = load (&opening, ticket, keys, NULL);
  WebEntry *report
      = thread != NULL && thread->entries->len > 0 ? g_ptr_array_index (thread->entries, 0) : NULL;

  *n_epochs = opening.n_epochs;
  return report != NULL ? g_steal_pointer (&report->subject) : NULL;
}
