/* app-ticket-search.c: see app-ticket-search.h */
#include "ticket/app-ticket-search.h"

struct _AppTicketSearch
{
  GObject parent_instance;

  AppClient *client;
  char *text;
  AppSearchQuery *query;     /* NULL: no search */
  GCancellable *cancellable; /* of the one that runs, NULL: none does */
  gboolean is_fresh;         /* hits are still those of the one before */
  GHashTable *hits;          /* HarkId inside the hit → AppSearchHit */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppTicketSearch, app_ticket_search, G_TYPE_OBJECT)

/* One run: its answers may come when another has begun. */
typedef struct
{
  AppTicketSearch *search;
  GCancellable *cancellable;
} Run;

static void
tell (AppTicketSearch *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
begin_hits (AppTicketSearch *self)
{
  if (self->is_fresh)
    g_hash_table_remove_all (self->hits);
  self->is_fresh = FALSE;
}

static void
on_hits (GPtrArray *hits, gpointer user_data)
{
  Run *run = user_data;
  AppTicketSearch *self = run->search;

  begin_hits (self);
  for (guint i = 0; i < hits->len; i++)
    {
      AppSearchHit *hit = app_search_hit_ref (hits->pdata[i]);

      g_hash_table_replace (self->hits, &hit->ticket, hit);
    }
  tell (self);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  AppTicketSearch *self = run->search;

  /* What could not be read is not found: the list itself says what is wrong with it. */
  app_client_search_finish (APP_CLIENT (source), result, NULL);
  if (run->cancellable == self->cancellable)
    {
      g_clear_object (&self->cancellable);
      begin_hits (self);
      tell (self);
    }
  g_object_unref (run->cancellable);
  g_object_unref (run->search);
  g_free (run);
}

static void
cancel (AppTicketSearch *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
app_ticket_search_repeat (AppTicketSearch *self)
{
  Run *run;

  g_return_if_fail (APP_IS_TICKET_SEARCH (self));

  cancel (self);
  self->is_fresh = TRUE;
  if (self->query == NULL)
    {
      begin_hits (self);
      return;
    }

  self->cancellable = g_cancellable_new ();
  run = g_new0 (Run, 1);
  run->search = g_object_ref (self);
  run->cancellable = g_object_ref (self->cancellable);
  app_client_search_async (self->client, self->text, self->cancellable, on_hits, on_done, run);
}

void
app_ticket_search_set_text (AppTicketSearch *self, const char *text)
{
  g_return_if_fail (APP_IS_TICKET_SEARCH (self));

  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_pointer (&self->query, app_search_query_unref);
  self->query = app_search_query_new (text);
  app_ticket_search_repeat (self);
  tell (self);
}

AppSearchQuery *
app_ticket_search_get_query (AppTicketSearch *self)
{
  g_return_val_if_fail (APP_IS_TICKET_SEARCH (self), NULL);

  return self->query;
}

const char *
app_ticket_search_get_text (AppTicketSearch *self)
{
  g_return_val_if_fail (APP_IS_TICKET_SEARCH (self), NULL);

  return self->query != NULL ? self->text : NULL;
}

gboolean
app_ticket_search_is_running (AppTicketSearch *self)
{
  g_return_val_if_fail (APP_IS_TICKET_SEARCH (self), FALSE);

  return self->cancellable != NULL;
}

AppSearchHit *
app_ticket_search_find (AppTicketSearch *self, const HarkId *ticket)
{
  g_return_val_if_fail (APP_IS_TICKET_SEARCH (self), NULL);

  return g_hash_table_lookup (self->hits, ticket);
}

void
app_ticket_search_stop (AppTicketSearch *self)
{
  g_return_if_fail (APP_IS_TICKET_SEARCH (self));

  cancel (self);
  g_hash_table_remove_all (self->hits);
}

AppTicketSearch *
app_ticket_search_new (AppClient *client)
{
  AppTicketSearch *self = g_object_new (APP_TYPE_TICKET_SEARCH, NULL);

  self->client = g_object_ref (client);

  return self;
}

static void
app_ticket_search_finalize (GObject *object)
{
  AppTicketSearch *self = APP_TICKET_SEARCH (object);

  cancel (self);
  g_hash_table_unref (self->hits);
  g_clear_pointer (&self->query, app_search_query_unref);
  g_clear_object (&self->client);
  g_free (self->text);

  G_OBJECT_CLASS (app_ticket_search_parent_class)->finalize (object);
}

static void
app_ticket_search_class_init (AppTicketSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_ticket_search_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
app_ticket_search_init (AppTicketSearch *self)
{
  self->hits = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL, (GDestroyNotify)app_search_hit_unref);
}
