/* srv-eraser.c: see srv-eraser.h */
#include "srv-eraser.h"

#include "hark-error.h"
#include "srv-journal.h"
#include "store-erase.h"

#define BATCH 50   /* tickets that the journal gets at once; files, receipts of one write */
#define FIRST 1000 /* whose time had come, at a start before anybody is served */
#define AGAIN_SECONDS 60
#define SLICE (G_TIME_SPAN_SECOND / 5)

struct _SrvEraser
{
  SrvContext *context;
  GThread *thread;
  GHashTable *journaled; /* HarkId, owned: whose rows are still to go; of one thread at a time */
  guint64 rewritten;     /* what was asked until then is in no unused space; of our thread alone */
  GMutex lock;
  GCond wake;      /* something to do, or the end */
  GCond idle;      /* all that was asked for is done */
  guint64 asked;   /* how often; guarded by lock */
  guint64 gone;    /* of what was asked until then the rows are; guarded by lock */
  guint64 done;    /* what was asked until then is done; guarded by lock */
  gboolean ending; /* guarded by lock */
};

/* SrvWorks. */

static gboolean
decide_again (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_AGAIN, NULL, NULL, 0, error);
}

static gboolean
note_all (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    if (!store_erase_note (store, seq, &g_array_index (ids, HarkId, i), error))
      return FALSE;

  return TRUE;
}

typedef struct
{
  const HarkId *ticket;
  gint64 now;
} Erasing;

static gboolean
erase (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Erasing *erasing = data;

  return store_erase_run (store, seq, erasing->ticket, erasing->now, error);
}

static gboolean
forget_files (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_forget_files (store, data, error);
}

/* @data is whether there are more. */
static gboolean
finish (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_finish (store, BATCH, data, error);
}

/* --- what is done --- */

static gboolean
is_ending (SrvEraser *self)
{
  gboolean ending;

  g_mutex_lock (&self->lock);
  ending = self->ending;
  g_mutex_unlock (&self->lock);
  return ending;
}

static guint64
get_asked (SrvEraser *self)
{
  guint64 asked;

  g_mutex_lock (&self->lock);
  asked = self->asked;
  g_mutex_unlock (&self->lock);
  return asked;
}

static gboolean
has_more (SrvEraser *self, guint64 asked)
{
  return get_asked (self) != asked;
}

static const char *
get_dir (SrvEraser *self)
{
  return srv_stores_get_dir (self->context->stores);
}

/* Of the journal: what this database still has, and what it never knew or knows no more. */
typedef struct
{
  GArray *back;
  GArray *unknown;
} Journaled;

static void
journaled_clear (Journaled *self)
{
  g_clear_pointer (&self->back, g_array_unref);
  g_clear_pointer (&self->unknown, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Journaled, journaled_clear)

static gboolean
sort_id (SrvStore *store, const HarkId *id, Journaled *journaled, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvTicket) ticket = store_ticket_get (store, id, &local);

  if (ticket != NULL)
    {
      g_array_append_vals (journaled->back, id, 1);
      return TRUE;
    }
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      if (store_erase_check_unused (store, id, &local))
        g_array_append_vals (journaled->unknown, id, 1);
      else if (g_error_matches (local, HARK_ERROR, HARK_ERROR_GONE))
        g_clear_error (&local);
    }
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_journal (SrvEraser *self, Journaled *journaled, GError **error)
{
  g_autoptr (GArray) ids = srv_journal_read (get_dir (self), NULL, error);
  g_autoptr (SrvStore) store
      = ids != NULL ? srv_stores_borrow (self->context->stores, error) : NULL;

  if (store == NULL)
    return FALSE;

  journaled->back = g_array_new (FALSE, FALSE, sizeof (HarkId));
  journaled->unknown = g_array_new (FALSE, FALSE, sizeof (HarkId));
  for (guint i = 0; i < ids->len; i++)
    if (!sort_id (store, &g_array_index (ids, HarkId, i), journaled, error))
      return FALSE;

  return TRUE;
}

static GArray *
list_decided (SrvEraser *self, gboolean urgent, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, error);

  return store != NULL ? store_erase_list_decided (store, urgent, BATCH, error) : NULL;
}

/* With whom their receipts are hidden from: an older store may not know that. */
static gboolean
append (SrvEraser *self, GArray *ids, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, error);
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (HarkId));

  if (store == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      const HarkId *id = &g_array_index (ids, HarkId, i);
      g_autoptr (GArray) marks = store_erase_list_marks (store, id, error);

      if (marks == NULL)
        return FALSE;
      g_array_append_vals (lines, marks->data, marks->len);
      g_array_append_vals (lines, id, 1);
    }

  return srv_journal_append (get_dir (self), (const HarkId *)(gconstpointer)lines->data, lines->len,
                             error);
}

/* What the journal has already is tried again without it. */
static gboolean
write_journal (SrvEraser *self, GArray *ids, GError **error)
{
  g_autoptr (GArray) more = g_array_new (FALSE, FALSE, sizeof (HarkId));

  for (guint i = 0; i < ids->len; i++)
    if (!g_hash_table_contains (self->journaled, &g_array_index (ids, HarkId, i)))
      g_array_append_val (more, g_array_index (ids, HarkId, i));
  if (more->len > 0 && !append (self, more, error))
    return FALSE;

  for (guint i = 0; i < more->len; i++)
    g_hash_table_add (self->journaled,
                      g_memdup2 (&g_array_index (more, HarkId, i), sizeof (HarkId)));
  return TRUE;
}

/* Leaves the store to others after a write that was @began then. FALSE: the server ends. */
static gboolean
rest (SrvEraser *self, gint64 began)
{
  gint64 now = g_get_monotonic_time (), end = now + srv_writer_get_rest (now - began);
  gboolean goes_on;

  g_mutex_lock (&self->lock);
  while (!self->ending && g_cond_wait_until (&self->wake, &self->lock, end))
    continue;
  goes_on = !self->ending;
  g_mutex_unlock (&self->lock);
  return goes_on;
}

/* Before anybody is served: many in one commit. @again: an older database has them still, and may
 * not know that it was decided. */
static gboolean
push_piece (SrvEraser *self, Erasing *erasing, guint n, gboolean again, GPtrArray *jobs,
            GError **error)
{
  SrvWriter *writer = self->context->writer;

  for (guint i = 0; i < n; i++)
    {
      SrvWriterJob *job
          = again ? srv_writer_push (writer, decide_again, (gpointer)erasing[i].ticket, error)
                  : NULL;

      if (job != NULL)
        g_ptr_array_add (jobs, job);
      else if (again)
        return FALSE;
      job = srv_writer_push (writer, erase, &erasing[i], error);
      if (job == NULL)
        return FALSE;
      g_ptr_array_add (jobs, job);
    }
  return TRUE;
}

static gboolean
erase_piece (SrvEraser *self, Erasing *erasing, guint n, gboolean again, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  gboolean ok = push_piece (self, erasing, n, again, jobs, error);

  for (guint i = 0; i < jobs->len; i++)
    ok = srv_writer_wait (self->context->writer, jobs->pdata[i], ok ? error : NULL) && ok;
  for (guint i = 0; ok && i < n; i++)
    g_hash_table_remove (self->journaled, erasing[i].ticket);
  return ok;
}

static gboolean
erase_together (SrvEraser *self, GArray *ids, gboolean again, GError **error)
{
  gint64 now = srv_context_now (self->context);
  g_autofree Erasing *erasing = g_new0 (Erasing, ids->len + 1);

  if (!write_journal (self, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    erasing[i] = (Erasing){ &g_array_index (ids, HarkId, i), now };
  for (guint i = 0; i < ids->len; i += BATCH)
    if (!erase_piece (self, &erasing[i], MIN (BATCH, ids->len - i), again, error))
      return FALSE;

  return TRUE;
}

/* A backup may be older than a ticket that was deleted since: who kept what made it would make it
 * once more. */
static gboolean
replay (SrvEraser *self, GError **error)
{
  g_auto (Journaled) journaled = { 0 };

  if (!read_journal (self, &journaled, error)
      || (journaled.unknown->len > 0
          && !srv_writer_run (self->context->writer, note_all, journaled.unknown, error)))
    return FALSE;

  for (guint i = 0; i < journaled.back->len; i++)
    g_hash_table_add (self->journaled,
                      g_memdup2 (&g_array_index (journaled.back, HarkId, i), sizeof (HarkId)));
  return erase_together (self, journaled.back, TRUE, error);
}

/* What people decided on; of what the clock did as much as nobody waits for long. The thread does
 * the rest. */
static gboolean
erase_first (SrvEraser *self, GError **error)
{
  for (guint n = 0, done = 1; done > 0;)
    {
      g_autoptr (GArray) ids = list_decided (self, n >= FIRST, error);

      if (ids == NULL || !erase_together (self, ids, FALSE, error))
        return FALSE;
      done = ids->len;
      n += done;
    }

  return TRUE;
}

static GArray *
list_files (SrvEraser *self, const HarkId *after, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, error);

  return store != NULL ? store_erase_list_files (store, after, BATCH, error) : NULL;
}

/* Those of @files that are gone; @fault is the first one that is not, if any. */
static GArray *
remove_some (SrvEraser *self, const GArray *files, GError **fault)
{
  GArray *gone = g_array_new (FALSE, FALSE, sizeof (HarkId));

  for (guint i = 0; i < files->len; i++)
    {
      const HarkId *id = &g_array_index (files, HarkId, i);

      if (srv_blobs_erase (self->context->blobs, id, *fault == NULL ? fault : NULL))
        g_array_append_vals (gone, id, 1);
    }
  return gone;
}

/* Files go with their tickets, some at a time. One that cannot be removed holds up no other: it is
 * told of at the end, and tried again. FALSE without @error: the server ends. */
static gboolean
remove_files (SrvEraser *self, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GArray) files = list_files (self, NULL, error);

  while (files != NULL && files->len > 0)
    {
      HarkId last = g_array_index (files, HarkId, files->len - 1);
      g_autoptr (GArray) gone = remove_some (self, files, &fault);
      gint64 began = g_get_monotonic_time ();

      if (gone->len > 0 && !srv_writer_run (self->context->writer, forget_files, gone, error))
        return FALSE;
      if (!rest (self, began))
        return FALSE;
      g_array_unref (files);
      files = list_files (self, &last, error);
    }
  if (files == NULL || fault == NULL)
    return files != NULL;

  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* One commit for each ticket, and a rest after it, so that nobody who writes waits for many. */
static gboolean
erase_batch (SrvEraser *self, GArray *ids, guint64 asked, GError **error)
{
  if (!write_journal (self, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      Erasing erasing = { &g_array_index (ids, HarkId, i), srv_context_now (self->context) };
      gint64 began = g_get_monotonic_time ();

      if (!srv_writer_run (self->context->writer, erase, &erasing, error))
        return FALSE;
      g_hash_table_remove (self->journaled, erasing.ticket);
      self->rewritten = 0; /* also where it was found before anybody asked for it */
      if (!rest (self, began))
        return FALSE;
      if (has_more (self, asked))
        break;
    }
  return TRUE;
}

/* FALSE without @error: the server ends, and the next start goes on. Who asks for more meanwhile is
 * looked after first. */
static gboolean
erase_decided (SrvEraser *self, GError **error)
{
  for (;;)
    {
      guint64 asked = get_asked (self);
      g_autoptr (GArray) ids = list_decided (self, FALSE, error);

      if (ids == NULL)
        return FALSE;
      if (ids->len == 0)
        return TRUE;
      if (!erase_batch (self, ids, asked, error))
        return FALSE;
      remove_files (self, NULL); /* one that cannot be removed holds up no ticket */
    }
}

static gboolean
is_unfinished (SrvEraser *self)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, NULL);
  gboolean there;

  return store == NULL || !store_erase_is_unfinished (store, &there, NULL) || there;
}

static gboolean
finish_all (SrvEraser *self, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      gint64 began = g_get_monotonic_time ();

      if (!srv_writer_run (self->context->writer, finish, &more, error) || !rest (self, began))
        return FALSE;
    }
  return TRUE;
}

/* FALSE without @error: the server ends, and the next start goes on; or a backup is being made,
 * which may have a copy of what was deleted; or more was asked since, which does not wait for
 * whoever keeps the log. */
static gboolean
empty_log (SrvEraser *self, guint64 asked, GError **error)
{
  gboolean is_left = FALSE;

  if (!srv_stores_remove_copies (self->context->stores, &is_left, error)
      || (self->rewritten != asked
          && !srv_stores_rewrite (self->context->stores, HARK_SQLITE_REWRITE_MAX, error)))
    return FALSE;
  self->rewritten = asked;
  while (!srv_writer_wait_emptied (self->context->writer, g_get_monotonic_time () + SLICE))
    if (is_ending (self) || has_more (self, asked))
      return FALSE;

  return !is_left;
}

/* Once the rows are gone. A file that stays keeps the log from being emptied no more than it keeps
 * others; but no receipt is finished before there is none. */
static gboolean
clean_up (SrvEraser *self, guint64 asked, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gboolean is_clean = remove_files (self, &fault);

  if (is_unfinished (self) && (is_clean || fault != NULL))
    is_clean = empty_log (self, asked, fault == NULL ? &fault : NULL) && is_clean
               && finish_all (self, &fault);
  if (fault != NULL)
    g_propagate_error (error, g_steal_pointer (&fault));
  return is_clean;
}

static void
note_gone (SrvEraser *self, guint64 asked)
{
  g_mutex_lock (&self->lock);
  self->gone = asked;
  g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);
}

static gboolean
run (SrvEraser *self, guint64 asked)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = erase_decided (self, &error);

  if (ok)
    note_gone (self, asked);
  ok = ok && clean_up (self, asked, &error);
  if (error != NULL)
    g_warning ("deleted tickets: %s", error->message);
  return ok;
}

static gpointer
erase_thread (gpointer data)
{
  SrvEraser *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      guint64 asked = self->asked;
      gint64 again = g_get_monotonic_time () + AGAIN_SECONDS * G_TIME_SPAN_SECOND;
      gboolean ok;

      if (self->done == asked)
        {
          g_cond_wait (&self->wake, &self->lock);
          continue;
        }
      g_mutex_unlock (&self->lock);
      ok = run (self, asked);
      g_mutex_lock (&self->lock);
      if (ok)
        {
          self->done = asked;
          g_cond_broadcast (&self->idle);
        }
      else
        while (!self->ending && self->asked == asked
               && g_cond_wait_until (&self->wake, &self->lock, again))
          continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

SrvEraser *
srv_eraser_new (SrvContext *context, GError **error)
{
  SrvEraser *self = g_new0 (SrvEraser, 1);

  self->context = context;
  self->journaled = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  self->asked = 1; /* what an earlier run left */
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_cond_init (&self->idle);
  if (!replay (self, error) || !erase_first (self, error))
    {
      srv_eraser_free (self);
      return NULL;
    }

  self->thread = g_thread_new ("hark-erase", erase_thread, self);
  return self;
}

void
srv_eraser_free (SrvEraser *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_broadcast (&self->wake);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->thread, g_thread_join);
  g_hash_table_unref (self->journaled);
  g_cond_clear (&self->idle);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
srv_eraser_wake (SrvEraser *self)
{
  g_mutex_lock (&self->lock);
  self->asked++;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

/* @reached is one of our counters. */
static gboolean
wait_for (SrvEraser *self, const guint64 *reached, gint64 end)
{
  gboolean is_reached;
  guint64 asked;

  g_mutex_lock (&self->lock);
  asked = self->asked;
  while (*reached < asked && g_cond_wait_until (&self->idle, &self->lock, end))
    continue;
  is_reached = *reached >= asked;
  g_mutex_unlock (&self->lock);
  return is_reached;
}

gboolean
srv_eraser_is_done (SrvEraser *self)
{
  return wait_for (self, &self->done, 0);
}

gboolean
srv_eraser_wait_gone (SrvEraser *self, gint64 end)
{
  return wait_for (self, &self->gone, end);
}

gboolean
srv_eraser_wait (SrvEraser *self, gint64 end)
{
  return wait_for (self, &self->done, end);
}
