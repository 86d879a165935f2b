/* app-signed-form.h: what pages of the organisation's signed settings have in common, at their foot: the draft of what is
 * not signed yet, signing it, throwing it away, and somebody else's version meanwhile. The fields are the page's. */
#pragma once

#include <adwaita.h>

#include "app-setting-edit.h"
#include "setting/app-setting-conflict.h"

G_BEGIN_DECLS

#define APP_TYPE_SIGNED_FORM (app_signed_form_get_type ())
G_DECLARE_FINAL_TYPE (AppSignedForm, app_signed_form, APP, SIGNED_FORM, AdwPreferencesGroup)

/* What a page does for its form. All get the page; those that say so may be NULL. */
typedef struct
{
  /* FALSE: it cannot show anything yet, and calls app_signed_form_load () when it can. May be NULL. */
  gboolean (*is_ready) (gpointer page);
  /* @own is what the fields show and change from now on; the form's, until the next call. */
  void (*show) (gpointer page, AppSetting *own);
  /* What stands in the fields goes there. May be NULL: it does at each key. */
  void (*keep) (gpointer page);
  /* Whatever depends on how it stands. */
  void (*update) (gpointer page);
  /* What is signed besides what the page shows; NULL: nothing. */
  const char *(*get_note) (gpointer page);
  /* FALSE: something is wrong, which is said beside it. */
  gboolean (*check) (gpointer page);
  /* Why it was not signed; NULL: as app_setting_unsaved_describe () says it. */
  const char *(*describe) (gpointer page, const GError *error);
  /* It was signed. May be NULL. */
  void (*saved) (gpointer page);
} AppSignedFormPage;

/* Once, with everything of the page in place: loads it. @conflict stands in a group of its own; @first is focused after
 * somebody else's version was taken. */
void app_signed_form_begin (AppSignedForm *self, AppClient *client, GtkWidget *page, const AppSignedFormPage *kind,
                            AppSettingConflict *conflict, GtkWidget *first);
void app_signed_form_load (AppSignedForm *self);
/* NULL: nothing went wrong. */
void app_signed_form_say (AppSignedForm *self, const char *text);
/* What is shown was changed by the user: kept as a draft. */
void app_signed_form_edited (AppSignedForm *self);
/* How it stands is shown anew. */
void app_signed_form_update (AppSignedForm *self);
void app_signed_form_focus_save (AppSignedForm *self);

/* (transfer none) (nullable): what is shown; NULL until it is loaded. */
AppSetting *app_signed_form_get_own (AppSignedForm *self);
/* (transfer none): what it was made from, and what holds. */
AppSettingEdit *app_signed_form_get_edit (AppSignedForm *self);

G_END_DECLS
