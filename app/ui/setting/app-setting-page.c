/* app-setting-page.c: see app-setting-page.h */
#include "setting/app-setting-page.h"

#include "app-client-setting.h"
#include "app-setting-edit.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "setting/app-setting-conflict.h"
#include "setting/app-setting-form.h"
#include "setting/app-setting-history.h"
#include "setting/app-setting-team-group.h"
#include "setting/app-setting-unsaved.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSettingPage
{
  AdwBin parent_instance;

  AppClient *client;
  AppSettingPreview *preview; /* borrowed; NULL: it is gone */
  GPtrArray *areas;           /* AppArea, of which this account is Expert */
  HarkId scope;               /* of which the settings are shown; zeros: of none yet */
  AppSettingEdit edit;        /* of @scope */
  GPtrArray *all;             /* AppSetting, of every area */
  gboolean is_loading, is_stale, is_choosing;
  gboolean is_refused; /* a save, because of another version or a name */

  GtkStack *stack;
  GtkWidget *area_group, *preview_button;
  AdwComboRow *area_row;
  AppSettingConflict *conflict;
  AppSettingForm *form;
  AppSettingTeamGroup *team_group;
  AppSettingHistory *history;
  GtkRevealer *save_bar;
  GtkLabel *save_error;
  GtkWidget *discard_button;
  AppBusyButton *save_button;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (AppSettingPage, app_setting_page, ADW_TYPE_BIN)

static void reload (AppSettingPage *self);

/* --- how it stands --- */

static void
show_error (AppSettingPage *self, const char *text)
{
  gtk_label_set_text (self->save_error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->save_error), text != NULL);
}

/* As it is in the form. (transfer full) */
static AppSetting *
get_mine (AppSettingPage *self)
{
  AppSetting *mine = app_setting_copy (self->edit.base);

  hark_setting_area_free (mine->area);
  mine->area = app_setting_form_get_area (self->form);
  return mine;
}

static void
update (AppSettingPage *self)
{
  g_autoptr (AppSetting) mine = get_mine (self);
  gboolean is_dirty = app_setting_edit_is_dirty (&self->edit, mine);
  gboolean was_dirty = gtk_revealer_get_reveal_child (self->save_bar);
  gboolean conflict = app_setting_edit_is_conflict (&self->edit);
  g_auto (GStrv) team = app_setting_team_group_get_names (self->team_group);

  if (conflict)
    app_setting_conflict_show (self->conflict, self->edit.base, mine, self->edit.newest);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict), conflict);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !conflict);
  if (was_dirty && !is_dirty && gtk_widget_get_focus_child (GTK_WIDGET (self->save_bar)) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
  gtk_revealer_set_reveal_child (self->save_bar, is_dirty);
  /* What is hidden is not to be walked into. */
  gtk_widget_set_visible (gtk_revealer_get_child (self->save_bar), is_dirty);
  if (self->preview != NULL)
    app_setting_preview_show (self->preview, mine->area, &self->scope, self->all, app_client_get_user (self->client),
                              (const char *const *)team);
}

static void
on_changed (AppSettingPage *self)
{
  g_autoptr (AppSetting) mine = self->edit.base != NULL ? get_mine (self) : NULL;

  if (mine == NULL)
    return;

  show_error (self, NULL);
  app_setting_edit_keep (&self->edit, mine);
  update (self);
}

/* @mine is taken. */
static void
show (AppSettingPage *self, AppSetting *mine)
{
  app_setting_form_show (self->form, &mine->scope, mine->area);
  app_setting_free (mine);
}

/* --- loading --- */

static const char *
find_first (AppSettingPage *self)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      const AppSetting *setting = self->all->pdata[i];

      if (setting->area->is_default && !hark_id_equal (&setting->scope, &self->scope))
        return hark_setting_text_choose (setting->area->name, setting->area->language, NULL);
    }

  return NULL;
}

static void
show_about (AppSettingPage *self)
{
  g_auto (GStrv) names = NULL;

  app_setting_team_group_show (self->team_group, self->client, &self->scope);
  names = app_setting_team_group_get_names (self->team_group);
  app_setting_form_set_about (self->form, (const char *const *)names, find_first (self));
  app_setting_history_load (self->history, self->client, &self->scope);
}

static void
show_own (AppSettingPage *self)
{
  g_autoptr (AppSetting) mine = self->edit.base != NULL ? get_mine (self) : NULL;
  AppSetting *shown
      = mine == NULL ? app_setting_edit_begin (&self->edit) : app_setting_edit_follow (&self->edit, mine);

  if (shown != NULL)
    show (self, shown);
}

static const AppSetting *
find_own (AppSettingPage *self)
{
  for (guint i = 0; i < self->all->len; i++)
    if (hark_id_equal (&((AppSetting *)self->all->pdata[i])->scope, &self->scope))
      return self->all->pdata[i];

  return NULL;
}

static void
take (AppSettingPage *self)
{
  const AppSetting *own = find_own (self);
  /* What was listed before the refusal cannot tell why. */
  gboolean is_refused = self->is_refused && !self->is_stale;

  self->is_refused = self->is_refused && self->is_stale;
  if (own == NULL)
    {
      adw_status_page_set_description (self->error_page,
                                       _ ("The server shows other settings than before, or what nobody had the right "
                                          "to sign. Nothing of it was taken."));
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }

  if (app_setting_edit_hear (&self->edit, own))
    show_own (self);
  if (self->edit.base == NULL)
    return; /* until what is on its way has arrived */
  show_about (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  update (self);
  /* Refused, and by nobody else's version: it is the name. */
  if (is_refused && !app_setting_edit_is_conflict (&self->edit))
    app_setting_form_refuse_name (self->form);
  else if (is_refused)
    gtk_widget_child_focus (GTK_WIDGET (self->conflict), GTK_DIR_TAB_FORWARD);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSettingPage) self = app_weak_take (user_data);
  GPtrArray *all = app_client_list_settings_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL)
    {
      g_clear_pointer (&all, g_ptr_array_unref);
      return;
    }

  self->is_loading = FALSE;
  if (all != NULL && !hark_id_is_zero (&self->scope) && app_client_get_state (self->client) == APP_CLIENT_READY)
    {
      g_clear_pointer (&self->all, g_ptr_array_unref);
      self->all = all;
      take (self);
    }
  else
    g_clear_pointer (&all, g_ptr_array_unref);
  if (self->is_stale)
    reload (self);
}

static void
reload (AppSettingPage *self)
{
  self->is_stale = self->is_loading;
  if (self->is_loading || hark_id_is_zero (&self->scope))
    return;

  self->is_loading = TRUE;
  app_client_list_settings_async (self->client, on_listed, app_weak_new (self));
}

/* --- which area --- */

static void
set_scope (AppSettingPage *self, const HarkId *scope)
{
  if (hark_id_equal (scope, &self->scope))
    return;

  self->scope = *scope;
  app_setting_edit_reset (&self->edit);
  show_error (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "loading");
}

static gboolean
find_area (AppSettingPage *self, const HarkId *id, guint *index)
{
  for (*index = 0; *index < self->areas->len; (*index)++)
    if (hark_id_equal (&((AppArea *)self->areas->pdata[*index])->id, id))
      return TRUE;

  *index = 0;
  return FALSE;
}

static void
list_areas (AppSettingPage *self)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->areas, 0);
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *area = areas->pdata[i];

      if (area->role != HARK_ROLE_EXPERT)
        continue;
      gtk_string_list_append (names, area->name);
      areas->pdata[i] = NULL;
      g_ptr_array_add (self->areas, area);
    }
  adw_combo_row_set_model (self->area_row, G_LIST_MODEL (names));
}

/* Names may be others now, and this account Expert of others. */
static void
update_areas (AppSettingPage *self)
{
  const HarkId none = { 0 };
  guint index;

  self->is_choosing = TRUE;
  list_areas (self);
  find_area (self, &self->scope, &index);
  adw_combo_row_set_selected (self->area_row, index);
  gtk_widget_set_visible (self->area_group, self->areas->len > 1);
  self->is_choosing = FALSE;
  set_scope (self, index < self->areas->len ? &((AppArea *)self->areas->pdata[index])->id : &none);
  if (self->areas->len == 0)
    gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
on_area (AppSettingPage *self)
{
  guint selected = adw_combo_row_get_selected (self->area_row);

  if (self->is_choosing || selected >= self->areas->len)
    return;

  set_scope (self, &((AppArea *)self->areas->pdata[selected])->id);
  reload (self);
}

void
app_setting_page_choose (AppSettingPage *self, const HarkId *area)
{
  g_return_if_fail (APP_IS_SETTING_PAGE (self));

  if (hark_id_is_zero (area))
    return;

  set_scope (self, area);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      update_areas (self);
      reload (self);
    }
}

static void
on_client_changed (AppSettingPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || app_client_get_state (self->client) != APP_CLIENT_READY)
    return;

  update_areas (self);
  reload (self);
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSettingPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) mine = self != NULL && self->edit.base != NULL ? get_mine (self) : NULL;

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->save_button, FALSE);
  if (app_setting_edit_saved (&self->edit, result, mine, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("The settings are saved"));
  else
    {
      self->is_refused = g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT);
      show_error (self, app_setting_unsaved_describe (error));
    }
  reload (self);
}

static gboolean
can_save (AppSettingPage *self)
{
  return self->edit.base != NULL && !app_busy_button_is_busy (self->save_button)
         && !app_setting_edit_is_conflict (&self->edit) && gtk_revealer_get_reveal_child (self->save_bar);
}

static void
send (AppSettingPage *self)
{
  g_autoptr (AppSetting) mine = NULL;

  if (!can_save (self))
    return;
  show_error (self, NULL);
  if (!app_setting_form_check (self->form))
    {
      show_error (self, _ ("Something is missing or too long: it is said beside the field."));
      return;
    }

  mine = get_mine (self);
  app_busy_button_set_busy (self->save_button, TRUE);
  app_setting_edit_send (&self->edit, mine, on_saved, app_weak_new (self));
}

/* Nobody else could take over, notice or stand in: its Expert says so, knowing that. */
static void
ask_for_one_reader (AppSettingPage *self, const char *reader)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Open the Portal with One Reader?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Only %s can read what people report to this area. While they are away nobody answers, and if their keys are "
         "lost, so is every ticket. Better bring a second person into the team first."),
      reader);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open", _ ("_Open Anyway"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::open", G_CALLBACK (send), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Asked whenever the portal is opened by it, however the switch came to stand where it does. */
static void
on_save (AppSettingPage *self)
{
  const char *reader = app_setting_form_get_lone_reader (self->form);

  if (can_save (self) && !self->edit.base->area->portal && reader != NULL)
    ask_for_one_reader (self, reader);
  else
    send (self);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_save (APP_SETTING_PAGE (widget));
}

/* --- not saving --- */

static void
take_newest (AppSettingPage *self)
{
  show_error (self, NULL);
  app_setting_form_forget (self->form);
  show (self, app_setting_edit_take (&self->edit));
  update (self);
}

static void
on_discarded (AppSettingPage *self)
{
  if (self->edit.newest != NULL)
    take_newest (self);
}

static void
on_discard (AppSettingPage *self)
{
  app_setting_unsaved_ask (GTK_WIDGET (self), G_CALLBACK (on_discarded));
}

/* Nothing is sent by it: it can be looked at first. */
static void
on_keep (AppSettingPage *self)
{
  g_autoptr (AppSetting) mine = get_mine (self);

  show (self, app_setting_edit_merge (&self->edit, mine));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

static void
on_take (AppSettingPage *self)
{
  take_newest (self);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
on_team_changed (AppSettingPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
  on_client_changed (self);
}

/* --- */

void
app_setting_page_set_folded (AppSettingPage *self, gboolean folded)
{
  g_return_if_fail (APP_IS_SETTING_PAGE (self));

  gtk_widget_set_visible (self->preview_button, folded);
}

void
app_setting_page_set_client (AppSettingPage *self, AppClient *client, AppSettingPreview *preview)
{
  g_return_if_fail (APP_IS_SETTING_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->edit.client = client;
  app_setting_form_set_client (self->form, client);
  g_set_weak_pointer (&self->preview, preview);
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
}

static void
app_setting_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_setting_page_parent_class)->map (widget);

  if (APP_SETTING_PAGE (widget)->client != NULL)
    on_client_changed (APP_SETTING_PAGE (widget));
}

static gboolean
app_setting_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (APP_SETTING_PAGE (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
app_setting_page_dispose (GObject *object)
{
  AppSettingPage *self = APP_SETTING_PAGE (object);

  g_clear_weak_pointer (&self->preview);
  g_clear_object (&self->client);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  app_setting_edit_clear (&self->edit);

  G_OBJECT_CLASS (app_setting_page_parent_class)->dispose (object);
}

static void
app_setting_page_class_init (AppSettingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_setting_page_dispose;
  widget_class->map = app_setting_page_map;
  widget_class->grab_focus = app_setting_page_grab_focus;
  widget_class->focus = app_focus_child;

  gtk_widget_class_install_action (widget_class, "setting.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "setting.save", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, area_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, area_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, preview_button);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, conflict);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, form);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, team_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, history);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, save_bar);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, save_error);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, discard_button);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, save_button);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, on_area);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_take);
  gtk_widget_class_bind_template_callback (widget_class, on_team_changed);
}

static void
app_setting_page_init (AppSettingPage *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_SETTING_CONFLICT);
  g_type_ensure (APP_TYPE_SETTING_FORM);
  g_type_ensure (APP_TYPE_SETTING_HISTORY);
  g_type_ensure (APP_TYPE_SETTING_TEAM_GROUP);
  self->areas = g_ptr_array_new_with_free_func ((GDestroyNotify)app_area_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
