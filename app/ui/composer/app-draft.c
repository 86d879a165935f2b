/* app-draft.c: see app-draft.h */
#include "composer/app-draft.h"

struct _AppDraftBook
{
  GObject parent_instance;

  AppClient *client;
  AppClientState state;
  GHashTable *drafts; /* HarkId * → AppDraft */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppDraftBook, app_draft_book, G_TYPE_OBJECT)

static const char *const kind_names[APP_DRAFT_LAST] = {
  [APP_DRAFT_ANSWER] = APP_DRAFT_ANSWER_KIND,
  [APP_DRAFT_NOTE] = APP_DRAFT_NOTE_KIND,
  [APP_DRAFT_REPORTER] = APP_DRAFT_REPORTER_KIND,
  [APP_DRAFT_CONTACT] = APP_DRAFT_CONTACT_KIND,
};

/* A ticket has one of these at a time. */
static gboolean
takes_feedback (AppDraftKind kind)
{
  return kind == APP_DRAFT_ANSWER || kind == APP_DRAFT_CONTACT;
}

/* --- to the client --- */

static char *
get_raw_text (AppDraft *self, AppDraftKind kind)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffers[kind], &start, &end);

  return gtk_text_buffer_get_text (self->buffers[kind], &start, &end, FALSE);
}

static void
collect (gpointer owner, AppKeptDraft *kept)
{
  AppDraft *self = owner;

  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      if (g_strcmp0 (kept->kind, kind_names[kind]) != 0)
        continue;
      kept->text = get_raw_text (self, kind);
      kept->files = g_strdupv (self->files[kind]);
      kept->why = g_strdup (self->why[kind]);
      kept->behalf = kind == APP_DRAFT_CONTACT ? g_strdup (self->contact) : NULL;
      kept->feedback_given = takes_feedback (kind) && self->feedback_given;
    }
}

/* What was chosen is worth keeping as long as something is written. */
static void
collect_kind (gpointer owner, AppKeptDraft *kept)
{
  AppDraft *self = owner;

  if (self->has_kind
      && !(app_draft_is_empty (self, APP_DRAFT_ANSWER) && app_draft_is_empty (self, APP_DRAFT_NOTE)
           && app_draft_is_empty (self, APP_DRAFT_CONTACT)))
    kept->text = g_strdup (kind_names[self->kind]);
}

static void
touch (AppDraft *self, AppDraftKind kind)
{
  app_draft_keeper_touch (self->keepers[kind]);
  if (kind != APP_DRAFT_REPORTER)
    app_draft_keeper_touch (self->kind_keeper);
}

static void
on_buffer_changed (GtkTextBuffer *buffer, AppDraft *self)
{
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    if (self->buffers[kind] == buffer)
      {
        if (gtk_text_buffer_get_char_count (buffer) == 0)
          g_clear_pointer (&self->why[kind], g_free);
        touch (self, kind);
      }
}

/* --- from the client --- */

static void
set_text (GtkTextBuffer *buffer, const char *text)
{
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (buffer);
}

static void
fill_kind (AppDraft *self, AppDraftKind kind, const AppKeptDraft *kept)
{
  set_text (self->buffers[kind], kept != NULL && kept->text != NULL ? kept->text : "");
  g_strfreev (self->files[kind]);
  self->files[kind] = kept != NULL ? g_strdupv (kept->files) : NULL;
  g_free (self->why[kind]);
  self->why[kind] = kept != NULL ? g_strdup (kept->why) : NULL;
  if (takes_feedback (kind) && kept != NULL)
    self->feedback_given = self->feedback_given || kept->feedback_given;
  if (kind == APP_DRAFT_CONTACT)
    {
      g_free (self->contact);
      self->contact = kept != NULL ? g_strdup (kept->behalf) : NULL;
    }
  app_draft_keeper_forget (self->keepers[kind]);
}

static void
fill (AppDraft *self, AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppKeptDraft) chosen = app_client_get_draft (client, ticket, APP_DRAFT_MODE_KIND);

  self->feedback_given = FALSE;
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      g_autoptr (AppKeptDraft) kept = app_client_get_draft (client, ticket, kind_names[kind]);

      fill_kind (self, kind, kept);
    }
  self->has_kind = chosen != NULL;
  self->kind = chosen != NULL && g_strcmp0 (chosen->text, APP_DRAFT_NOTE_KIND) == 0 ? APP_DRAFT_NOTE : APP_DRAFT_ANSWER;
  app_draft_keeper_forget (self->kind_keeper);
}

/* Behind what is being written, which stays where it is. */
static gboolean
take_put (AppDraft *self, AppDraftKind kind, AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppKeptDraft) put = app_client_take_put_draft (client, ticket, kind_names[kind]);
  GtkTextIter end;

  if (put == NULL)
    return FALSE;

  g_free (self->why[kind]);
  self->why[kind] = g_strdup (put->why);
  gtk_text_buffer_get_end_iter (self->buffers[kind], &end);
  if (!app_draft_is_empty (self, kind))
    gtk_text_buffer_insert (self->buffers[kind], &end, "\n\n", -1);
  gtk_text_buffer_insert (self->buffers[kind], &end, put->text, -1);

  return TRUE;
}

static void
app_draft_free (AppDraft *self)
{
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      app_draft_keeper_save (self->keepers[kind]);
      g_clear_object (&self->keepers[kind]);
    }
  app_draft_keeper_save (self->kind_keeper);
  g_clear_object (&self->kind_keeper);
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      g_signal_handlers_disconnect_by_func (self->buffers[kind], on_buffer_changed, self);
      g_clear_object (&self->buffers[kind]);
      g_strfreev (self->files[kind]);
      g_free (self->why[kind]);
    }
  g_free (self->contact);
  g_free (self);
}

static AppDraft *
app_draft_new (AppClient *client, const HarkId *ticket)
{
  AppDraft *self = g_new0 (AppDraft, 1);

  self->kind_keeper = app_draft_keeper_new (client, ticket, APP_DRAFT_MODE_KIND, collect_kind, self);
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      self->keepers[kind] = app_draft_keeper_new (client, ticket, kind_names[kind], collect, self);
      self->buffers[kind] = gtk_text_buffer_new (NULL);
      g_signal_connect (self->buffers[kind], "changed", G_CALLBACK (on_buffer_changed), self);
    }
  fill (self, client, ticket);

  return self;
}

/* --- one draft --- */

char *
app_draft_get_text (AppDraft *self, AppDraftKind kind)
{
  return g_strstrip (get_raw_text (self, kind));
}

gboolean
app_draft_is_empty (AppDraft *self, AppDraftKind kind)
{
  g_autofree char *text = app_draft_get_text (self, kind);

  return *text == '\0';
}

void
app_draft_set_kind (AppDraft *self, AppDraftKind kind)
{
  self->kind = kind;
  self->has_kind = TRUE;
  app_draft_keeper_touch (self->kind_keeper);
}

void
app_draft_set_files (AppDraft *self, AppDraftKind kind, const char *const *paths)
{
  g_strfreev (self->files[kind]);
  self->files[kind] = g_strdupv ((char **)paths);
  touch (self, kind);
}

void
app_draft_set_contact (AppDraft *self, const char *contact)
{
  g_free (self->contact);
  self->contact = g_strdup (contact);
  touch (self, APP_DRAFT_CONTACT);
}

void
app_draft_set_feedback (AppDraft *self, gboolean given)
{
  if (self->feedback_given == given)
    return;

  self->feedback_given = given;
  touch (self, APP_DRAFT_ANSWER);
  touch (self, APP_DRAFT_CONTACT);
}

void
app_draft_clear (AppDraft *self, AppDraftKind kind)
{
  set_text (self->buffers[kind], "");
  g_clear_pointer (&self->files[kind], g_strfreev);
  g_clear_pointer (&self->why[kind], g_free);
  if (takes_feedback (kind))
    self->feedback_given = FALSE;
  if (kind == APP_DRAFT_CONTACT)
    g_clear_pointer (&self->contact, g_free);
  /* Were it still kept after a crash, it would be sent twice. */
  touch (self, kind);
  app_draft_keeper_save (self->keepers[kind]);
}

/* --- the book --- */

AppDraft *
app_draft_book_get (AppDraftBook *self, const HarkId *ticket)
{
  AppDraft *draft;

  g_return_val_if_fail (APP_IS_DRAFT_BOOK (self), NULL);

  draft = g_hash_table_lookup (self->drafts, ticket);
  if (draft == NULL)
    {
      draft = app_draft_new (self->client, ticket);
      g_hash_table_insert (self->drafts, hark_id_copy (ticket), draft);
    }

  return draft;
}

void
app_draft_book_save (AppDraftBook *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (APP_IS_DRAFT_BOOK (self));

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      AppDraft *draft = value;

      for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
        app_draft_keeper_save (draft->keepers[kind]);
      app_draft_keeper_save (draft->kind_keeper);
    }
}

static void
on_client_changed (AppDraftBook *self)
{
  GHashTableIter iter;
  gpointer ticket, draft;
  gboolean news = FALSE;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &ticket, &draft))
    for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
      news = take_put (draft, kind, self->client, ticket) || news;
  if (news)
    g_signal_emit (self, changed_signal, 0);
}

/* Locked: nothing of them stays on the screen. Open again: they are back. */
static void
on_state (AppDraftBook *self)
{
  AppClientState state = app_client_get_state (self->client);
  GHashTableIter iter;
  gpointer ticket, draft;

  if (state == self->state)
    return;

  self->state = state;
  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &ticket, &draft))
    fill (draft, self->client, ticket);
  g_signal_emit (self, changed_signal, 0);
}

AppDraftBook *
app_draft_book_new (AppClient *client)
{
  AppDraftBook *self = g_object_new (APP_TYPE_DRAFT_BOOK, NULL);

  self->client = g_object_ref (client);
  self->state = app_client_get_state (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);

  return self;
}

static void
app_draft_book_finalize (GObject *object)
{
  AppDraftBook *self = APP_DRAFT_BOOK (object);

  g_hash_table_unref (self->drafts);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_draft_book_parent_class)->finalize (object);
}

static void
app_draft_book_class_init (AppDraftBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_draft_book_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
app_draft_book_init (AppDraftBook *self)
{
  self->drafts = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free,
                                        (GDestroyNotify)app_draft_free);
}
