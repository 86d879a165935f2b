/* app-draft-keeper.c: see app-draft-keeper.h */
#include "composer/app-draft-keeper.h"

/* Not put off by the next key: while somebody writes it is saved again and again. */
#define DELAY_MS 500

struct _AppDraftKeeper
{
  GObject parent_instance;

  AppClient *client;
  HarkId ticket;
  const char *kind; /* interned */
  AppDraftCollect collect;
  gpointer owner;
  guint timer;
  gboolean is_over;
};

G_DEFINE_FINAL_TYPE (AppDraftKeeper, app_draft_keeper, G_TYPE_OBJECT)

void
app_draft_keeper_save (AppDraftKeeper *self)
{
  g_autoptr (AppKeptDraft) draft = NULL;

  g_return_if_fail (APP_IS_DRAFT_KEEPER (self));

  if (self->timer == 0)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  draft = app_kept_draft_new (&self->ticket, self->kind);
  self->collect (self->owner, draft);
  app_client_save_draft (self->client, draft);
}

static gboolean
on_timer (gpointer user_data)
{
  app_draft_keeper_save (APP_DRAFT_KEEPER (user_data));

  return G_SOURCE_REMOVE;
}

void
app_draft_keeper_touch (AppDraftKeeper *self)
{
  g_return_if_fail (APP_IS_DRAFT_KEEPER (self));

  if (self->timer == 0 && !self->is_over)
    self->timer = g_timeout_add (DELAY_MS, on_timer, self);
}

void
app_draft_keeper_forget (AppDraftKeeper *self)
{
  g_return_if_fail (APP_IS_DRAFT_KEEPER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
}

void
app_draft_keeper_end (AppDraftKeeper *self)
{
  g_autoptr (AppKeptDraft) nothing = NULL;

  g_return_if_fail (APP_IS_DRAFT_KEEPER (self));

  app_draft_keeper_forget (self);
  self->is_over = TRUE;
  nothing = app_kept_draft_new (&self->ticket, self->kind);
  app_client_save_draft (self->client, nothing);
}

AppDraftKeeper *
app_draft_keeper_new (AppClient *client, const HarkId *ticket, const char *kind, AppDraftCollect collect,
                      gpointer owner)
{
  AppDraftKeeper *self = g_object_new (APP_TYPE_DRAFT_KEEPER, NULL);

  self->client = g_object_ref (client);
  self->ticket = *ticket;
  self->kind = g_intern_string (kind);
  self->collect = collect;
  self->owner = owner;
  g_signal_connect_object (client, "locking", G_CALLBACK (app_draft_keeper_save), self, G_CONNECT_SWAPPED);

  return self;
}

static void
app_draft_keeper_finalize (GObject *object)
{
  AppDraftKeeper *self = APP_DRAFT_KEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_draft_keeper_parent_class)->finalize (object);
}

static void
app_draft_keeper_class_init (AppDraftKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_draft_keeper_finalize;
}

static void
app_draft_keeper_init (AppDraftKeeper *self)
{
}
