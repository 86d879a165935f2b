/* app-draft-keeper.h: brings what somebody writes to where it is kept, while they write */
#pragma once

#include "app-client-draft.h"

G_BEGIN_DECLS

#define APP_TYPE_DRAFT_KEEPER (app_draft_keeper_get_type ())
G_DECLARE_FINAL_TYPE (AppDraftKeeper, app_draft_keeper, APP, DRAFT_KEEPER, GObject)

/* Puts what @owner shows now into @draft, which is empty. */
typedef void (*AppDraftCollect) (gpointer owner, AppKeptDraft *draft);

/* @owner outlives the keeper, or calls app_draft_keeper_save () before it goes. */
AppDraftKeeper *app_draft_keeper_new (AppClient *client, const HarkId *ticket, const char *kind,
                                      AppDraftCollect collect, gpointer owner);
/* Something was changed: it is saved within half a second, and before the account is locked. */
void app_draft_keeper_touch (AppDraftKeeper *self);
/* At once, where something was changed. */
void app_draft_keeper_save (AppDraftKeeper *self);
/* What was changed is not saved: @owner has taken over what is kept. */
void app_draft_keeper_forget (AppDraftKeeper *self);
/* It is sent, or thrown away: nothing of it is kept, now or later. */
void app_draft_keeper_end (AppDraftKeeper *self);

G_END_DECLS
