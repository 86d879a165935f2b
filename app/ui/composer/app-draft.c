/* app-draft.c: see app-draft.h */
#include "composer/app-draft.h"

struct _AppDraftBook
{
  GObject parent_instance;

  GHashTable *drafts; /* HarkId * → AppDraft */
};

G_DEFINE_FINAL_TYPE (AppDraftBook, app_draft_book, G_TYPE_OBJECT)

static void
app_draft_free (AppDraft *self)
{
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    {
      g_clear_object (&self->buffers[kind]);
      g_strfreev (self->files[kind]);
    }
  g_free (self);
}

static AppDraft *
app_draft_new (void)
{
  AppDraft *self = g_new0 (AppDraft, 1);

  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    self->buffers[kind] = gtk_text_buffer_new (NULL);

  return self;
}

char *
app_draft_get_text (AppDraft *self, AppDraftKind kind)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffers[kind], &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (self->buffers[kind], &start, &end, FALSE));
}

gboolean
app_draft_is_empty (AppDraft *self, AppDraftKind kind)
{
  g_autofree char *text = app_draft_get_text (self, kind);

  return *text == '\0';
}

void
app_draft_clear (AppDraft *self, AppDraftKind kind)
{
  gtk_text_buffer_begin_irreversible_action (self->buffers[kind]);
  gtk_text_buffer_set_text (self->buffers[kind], "", 0);
  gtk_text_buffer_end_irreversible_action (self->buffers[kind]);
  g_clear_pointer (&self->files[kind], g_strfreev);
  if (kind == APP_DRAFT_ANSWER)
    self->feedback_given = FALSE;
}

AppDraft *
app_draft_book_get (AppDraftBook *self, const HarkId *ticket)
{
  AppDraft *draft;

  g_return_val_if_fail (APP_IS_DRAFT_BOOK (self), NULL);

  draft = g_hash_table_lookup (self->drafts, ticket);
  if (draft == NULL)
    {
      draft = app_draft_new ();
      g_hash_table_insert (self->drafts, hark_id_copy (ticket), draft);
    }

  return draft;
}

gboolean
app_draft_book_has_text (AppDraftBook *self)
{
  GHashTableIter iter;
  gpointer draft;

  g_return_val_if_fail (APP_IS_DRAFT_BOOK (self), FALSE);

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, NULL, &draft))
    for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
      if (!app_draft_is_empty (draft, kind))
        return TRUE;

  return FALSE;
}

AppDraftBook *
app_draft_book_new (void)
{
  return g_object_new (APP_TYPE_DRAFT_BOOK, NULL);
}

static void
app_draft_book_finalize (GObject *object)
{
  g_hash_table_unref (APP_DRAFT_BOOK (object)->drafts);

  G_OBJECT_CLASS (app_draft_book_parent_class)->finalize (object);
}

static void
app_draft_book_class_init (AppDraftBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_draft_book_finalize;
}

static void
app_draft_book_init (AppDraftBook *self)
{
  self->drafts = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free,
                                        (GDestroyNotify)app_draft_free);
}
