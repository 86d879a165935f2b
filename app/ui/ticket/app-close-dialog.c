/* app-close-dialog.c: see app-close-dialog.h */
#include "ticket/app-close-dialog.h"

#include "app-client-period.h"
#include "app-client-setting.h"
#include "async/app-weak.h"
#include "composer/app-draft-keeper.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "text/app-text-due.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

#define DEFAULT_WIDTH 480 /* pixels, where the window below has as many */

struct _AppCloseDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppTicket *ticket;
  AppDraftKeeper *keeper;
  AppSetting *setting; /* of the ticket's area; NULL until known */
  HarkId again;        /* the refused close that this one replaces; zeros: none */

  AdwComboRow *outcome_row;
  AppFieldError *outcome_error;
  GtkLabel *kept_label;
  AppTextArea *reason_area;
  AppTextArea *message_area;
  AdwPreferencesGroup *feedback_group;
  GtkSwitch *feedback_switch;
  AppFieldError *form_error;
  AppBusyButton *close_button;
};

static guint closed_signal;

G_DEFINE_FINAL_TYPE (AppCloseDialog, app_close_dialog, ADW_TYPE_WINDOW)

/* In the order of HarkOutcome, after a first line that is none. */
static GListModel *
create_outcomes (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("Choose…"));
  for (HarkOutcome outcome = 0; outcome < HARK_OUTCOME_LAST; outcome++)
    gtk_string_list_append (list, app_text_outcome (outcome));

  return G_LIST_MODEL (list);
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppCloseDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->close_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  app_draft_keeper_end (self->keeper);
  g_signal_emit (self, closed_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
check_form (AppCloseDialog *self, const char *reason, const char *message)
{
  gboolean has_outcome = adw_combo_row_get_selected (self->outcome_row) > 0;
  gboolean has_reason = *reason != '\0';
  gboolean fits = strlen (reason) <= HARK_TICKET_MAX_TEXT && strlen (message) <= HARK_TICKET_MAX_TEXT;

  app_field_error_set (self->outcome_error, GTK_WIDGET (self->outcome_row),
                       has_outcome ? NULL : _ ("Choose an outcome."));
  app_text_area_set_error (self->reason_area, has_reason ? NULL : _ ("Say in a sentence why."));
  app_field_error_set (self->form_error, NULL, fits ? NULL : _ ("This text is too long."));
  if (!has_outcome)
    gtk_widget_grab_focus (GTK_WIDGET (self->outcome_row));
  else if (!has_reason)
    gtk_widget_grab_focus (GTK_WIDGET (self->reason_area));

  return has_outcome && has_reason && fits;
}

static void
on_close (AppCloseDialog *self)
{
  g_autofree char *reason = app_text_area_get_text (self->reason_area);
  g_autofree char *message = app_text_area_get_text (self->message_area);
  AppAction action = {
    .type = APP_ACTION_CLOSE,
    .ticket = self->ticket->id,
    .reason = reason,
    .text = self->ticket->has_inbox && *message != '\0' ? message : NULL,
    .feedback_given = gtk_widget_get_visible (GTK_WIDGET (self->feedback_group))
                      && gtk_switch_get_active (self->feedback_switch),
  };

  if (!check_form (self, reason, message))
    return;

  if (!hark_id_is_zero (&self->again))
    {
      action.replaces = &self->again;
      action.n_replaces = 1;
    }

  action.outcome = adw_combo_row_get_selected (self->outcome_row) - 1;
  app_busy_button_set_busy (self->close_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

/* The server counts from when it takes the closing: the day is that of closing now. */
static void
show_day (AppCloseDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->outcome_row);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self->client);
  g_autofree char *day = NULL, *text = NULL;
  gboolean is_known = self->setting != NULL && self->setting->area != NULL;
  guint months;

  if (is_known && selected > 0)
    {
      months = hark_retention_get (&self->setting->area->retention, self->setting->area->profile, selected - 1);
      day = app_text_due_day (hark_retention_due (now, zone, months), now);
      /* Translators: %s is a day */
      text = g_strdup_printf (_ ("Kept until %s, then deleted"), day);
    }
  else if (is_known)
    text = g_strdup (_ ("The outcome decides how long the ticket is kept"));
  /* a line that is always there: the dialog does not grow any more */
  gtk_label_set_text (self->kept_label, text != NULL ? text : "");
}

static void
on_outcome (AppCloseDialog *self)
{
  app_field_error_set (self->outcome_error, GTK_WIDGET (self->outcome_row), NULL);
  if (self->client != NULL)
    show_day (self);
}

/* Without them nothing is said beforehand; closing says what is wrong with them. */
static void
on_setting (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppCloseDialog) self = app_weak_take (user_data);
  g_autoptr (AppSetting) setting = app_client_load_setting_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL || self->client == NULL || setting == NULL)
    return;

  self->setting = g_steal_pointer (&setting);
  show_day (self);
}

static void
on_text_changed (AppCloseDialog *self)
{
  if (self->keeper != NULL)
    app_draft_keeper_touch (self->keeper);
}

static void
collect (gpointer owner, AppKeptDraft *draft)
{
  AppCloseDialog *self = owner;

  draft->reason = app_text_area_get_text (self->reason_area);
  draft->text = app_text_area_get_text (self->message_area);
}

static void
take_draft (AppCloseDialog *self)
{
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (self->client, &self->ticket->id, APP_DRAFT_CLOSE_KIND);

  if (draft != NULL && draft->reason != NULL)
    app_text_area_set_text (self->reason_area, draft->reason);
  if (draft != NULL && draft->text != NULL)
    app_text_area_set_text (self->message_area, draft->text);
  self->keeper = app_draft_keeper_new (self->client, &self->ticket->id, APP_DRAFT_CLOSE_KIND, collect, self);
}

static gboolean
has_open_feedback (AppTicket *ticket)
{
  for (guint i = 0; ticket->periods != NULL && i < ticket->periods->len; i++)
    {
      const AppPeriod *period = ticket->periods->pdata[i];

      if (g_strcmp0 (period->kind, "feedback") == 0 && period->done == 0)
        return TRUE;
    }

  return FALSE;
}

GtkWindow *
app_close_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppCloseDialog *self = g_object_new (APP_TYPE_CLOSE_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = g_object_ref (ticket);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (DEFAULT_WIDTH, gtk_widget_get_width (GTK_WIDGET (parent))), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->message_area), ticket->has_inbox);
  gtk_widget_set_visible (GTK_WIDGET (self->feedback_group), has_open_feedback (ticket));
  take_draft (self);
  app_client_load_setting_async (client, &ticket->area, on_setting, app_weak_new (self));

  return GTK_WINDOW (self);
}

GtkWindow *
app_close_dialog_new_again (GtkWindow *parent, AppClient *client, AppTicket *ticket, const AppRefused *refused)
{
  AppCloseDialog *self = APP_CLOSE_DIALOG (app_close_dialog_new (parent, client, ticket));
  HarkOutcome outcome;

  self->again = refused->op;
  if (refused->outcome != NULL && hark_outcome_from_name (refused->outcome, &outcome))
    adw_combo_row_set_selected (self->outcome_row, outcome + 1);
  app_text_area_set_text (self->reason_area, refused->why);
  app_text_area_set_text (self->message_area, refused->message);
  gtk_switch_set_active (self->feedback_switch, refused->feedback_given);

  return GTK_WINDOW (self);
}

static void
app_close_dialog_dispose (GObject *object)
{
  AppCloseDialog *self = APP_CLOSE_DIALOG (object);

  if (self->keeper != NULL)
    app_draft_keeper_save (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->setting, app_setting_free);
  g_clear_object (&self->client);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (app_close_dialog_parent_class)->dispose (object);
}

static void
app_close_dialog_class_init (AppCloseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_close_dialog_dispose;

  closed_signal = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-close-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, outcome_row);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, outcome_error);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, kept_label);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, reason_area);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, message_area);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, feedback_group);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, feedback_switch);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppCloseDialog, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_bind_template_callback (widget_class, on_outcome);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
}

static void
app_close_dialog_init (AppCloseDialog *self)
{
  g_autoptr (GListModel) outcomes = create_outcomes ();

  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* beneath the row, not in it: on a telephone nothing would be left of the outcome */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->outcome_row), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->kept_label, NULL, -1);
  adw_combo_row_set_model (self->outcome_row, outcomes);
}
