/* app-new-ticket-dialog.c: see app-new-ticket-dialog.h */
#include "ticket/app-new-ticket-dialog.h"

#include "async/app-weak.h"
#include "behalf/app-exclude-group.h"
#include "behalf/app-inbox-sheet-page.h"
#include "composer/app-draft-keeper.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "file/app-file-list.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppNewTicketDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  GPtrArray *areas;     /* AppArea, those that take such tickets */
  AppInboxSheet *sheet; /* NULL until an anonymous reporter is to have an inbox */
  AppDraftKeeper *keeper; /* NULL where something refused is written down again, which keeps it */
  HarkId again;           /* that; zeros: a new one */
  GPtrArray *held;        /* AppFile: its attachments; NULL for a new one */

  GtkStack *stack;
  GtkWidget *cancel_button, *back_button;
  GtkWidget *draft_box;
  GtkLabel *again_label;
  AppBehalfGroup *behalf_group;
  AppInboxSheetPage *sheet_page;
  AdwComboRow *area_row;
  AppExcludeGroup *exclude_group;
  AdwEntryRow *subject_row;
  AppFieldError *subject_error;
  AppFieldError *form_error;
  AppTextArea *text_area;
  AppFileList *file_list;
  GtkWidget *attach_button;
  AppBusyButton *submit_button;
};

static guint submitted_signal;

G_DEFINE_FINAL_TYPE (AppNewTicketDialog, app_new_ticket_dialog, ADW_TYPE_WINDOW)

static gboolean
is_on_sheet (AppNewTicketDialog *self)
{
  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->sheet_page);
}

AppReporterKind
app_new_ticket_dialog_get_kind (AppNewTicketDialog *self)
{
  g_return_val_if_fail (APP_IS_NEW_TICKET_DIALOG (self), APP_REPORTER_SELF);

  return app_behalf_group_get_kind (self->behalf_group);
}

static void
update (AppNewTicketDialog *self)
{
  gboolean on_sheet = is_on_sheet (self);
  const char *text = on_sheet                                                ? _ ("Send")
                     : app_behalf_group_wants_inbox (self->behalf_group) ? _ ("Next")
                                                                             : _ ("Submit");

  gtk_widget_set_visible (self->cancel_button, !on_sheet);
  gtk_widget_set_visible (self->back_button, on_sheet);
  gtk_window_set_title (GTK_WINDOW (self), on_sheet ? _ ("Code of the Inbox") : _ ("New Ticket"));
  g_object_set (self->submit_button, "text", text, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button),
                            on_sheet ? app_inbox_sheet_page_is_kept (self->sheet_page)
                                     : self->areas != NULL && self->areas->len > 0);
}

static void
show_form (AppNewTicketDialog *self)
{
  gtk_stack_set_visible_child_name (self->stack, "form");
  update (self);
}

/* The same code as long as the dialog is there: it may be on paper already. */
static void
show_sheet (AppNewTicketDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (self->sheet == NULL)
    {
      self->sheet = app_client_make_inbox_sheet (self->client, NULL, &error);
      if (self->sheet == NULL)
        {
          app_field_error_set (self->form_error, NULL, app_text_error (error));
          return;
        }
      app_inbox_sheet_page_start (self->sheet_page, self->sheet);
    }

  gtk_stack_set_visible_child_name (self->stack, "sheet");
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet_page));
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNewTicketDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  HarkId ticket = { 0 };
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, &ticket, &error);
  g_autofree char *excluded = NULL;

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->submit_button, FALSE);
  update (self);
  if (!done)
    {
      show_form (self);
      excluded = app_exclude_group_get (self->exclude_group);
      app_field_error_set (self->form_error, NULL,
                           *excluded != '\0' ? app_text_exclude_error (error) : app_text_error (error));
      return;
    }

  if (self->keeper != NULL)
    app_draft_keeper_end (self->keeper);
  app_inbox_sheet_page_clear (self->sheet_page);
  g_signal_emit (self, submitted_signal, 0, &ticket);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
check_form (AppNewTicketDialog *self, const char *subject, const char *text)
{
  const char *subject_problem = NULL;
  const char *text_problem = NULL;

  if (*subject == '\0')
    subject_problem = _ ("Say in a few words what it is about.");
  else if (g_utf8_strlen (subject, -1) > HARK_TICKET_MAX_SUBJECT)
    subject_problem = _ ("This is too long for a subject.");
  if (*text == '\0')
    text_problem = _ ("Write down what happened, or what you want to know.");
  else if (strlen (text) > HARK_TICKET_MAX_TEXT)
    text_problem = _ ("This text is too long. Split it, or attach it as a file.");

  app_field_error_set (self->subject_error, GTK_WIDGET (self->subject_row), subject_problem);
  app_text_area_set_error (self->text_area, text_problem);
  if (subject_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
  else if (text_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_area));

  return subject_problem == NULL && text_problem == NULL;
}

static void
on_submit (AppNewTicketDialog *self)
{
  gboolean has_inbox = app_behalf_group_wants_inbox (self->behalf_group);
  g_autoptr (AppBehalf) behalf = NULL;
  g_autofree char *subject = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject_row))));
  g_autofree char *text = app_text_area_get_text (self->text_area);
  g_autofree char *excluded = app_exclude_group_get (self->exclude_group);
  AppAction action = {
    .type = APP_ACTION_SUBMIT,
    .subject = subject,
    .text = text,
    .excluded = excluded,
    .files = app_file_list_get_paths (self->file_list),
    .as_reporter = TRUE,
  };

  app_field_error_set (self->form_error, NULL, NULL);
  if (!app_behalf_group_check (self->behalf_group) || !check_form (self, subject, text))
    return;
  if (has_inbox && !is_on_sheet (self))
    {
      show_sheet (self);
      return;
    }

  behalf = app_behalf_group_get (self->behalf_group,
                                 has_inbox ? app_inbox_sheet_get_keys (self->sheet) : NULL);
  action.behalf = behalf;
  action.replaces = &self->again;
  action.n_replaces = hark_id_is_zero (&self->again) ? 0 : 1;
  action.area = ((AppArea *)self->areas->pdata[adw_combo_row_get_selected (self->area_row)])->id;
  app_busy_button_set_busy (self->submit_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
touch (AppNewTicketDialog *self)
{
  if (self->keeper != NULL)
    app_draft_keeper_touch (self->keeper);
}

static void
on_subject_changed (AppNewTicketDialog *self)
{
  app_field_error_set (self->subject_error, GTK_WIDGET (self->subject_row), NULL);
  touch (self);
}

static void
on_files_changed (AppNewTicketDialog *self)
{
  gtk_widget_set_sensitive (self->attach_button, !app_file_list_is_full (self->file_list));
  touch (self);
}

static void
on_dropped (AppNewTicketDialog *self, guint index)
{
  const AppFile *file = self->held->pdata[index];

  /* Where that fails it goes along, as the list says when the dialog is opened the next time. */
  app_client_drop_refused_file_async (self->client, &self->again, &file->object, NULL, NULL);
  g_ptr_array_remove_index (self->held, index);
  app_file_list_set_held (self->file_list, self->held);
  on_files_changed (self);
}

static void
on_attach (AppNewTicketDialog *self)
{
  app_file_list_choose (self->file_list);
}

void
app_new_ticket_dialog_attach (AppNewTicketDialog *self, const char *path)
{
  g_return_if_fail (APP_IS_NEW_TICKET_DIALOG (self));

  app_file_list_add (self->file_list, path);
}

/* --- what is half written is kept --- */

static void
on_text_changed (AppNewTicketDialog *self)
{
  touch (self);
}

static void
collect (gpointer owner, AppKeptDraft *draft)
{
  AppNewTicketDialog *self = owner;

  draft->subject = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject_row)));
  draft->text = app_text_area_get_text (self->text_area);
  draft->behalf = app_behalf_group_to_text (self->behalf_group);
  draft->excluded = app_exclude_group_get (self->exclude_group);
  draft->files = g_strdupv ((char **)app_file_list_get_paths (self->file_list));
}

static void
show_draft (AppNewTicketDialog *self, const AppKeptDraft *draft)
{
  gtk_editable_set_text (GTK_EDITABLE (self->subject_row),
                         draft != NULL && draft->subject != NULL ? draft->subject : "");
  app_text_area_set_text (self->text_area, draft != NULL && draft->text != NULL ? draft->text : "");
  app_file_list_set_paths (self->file_list, draft != NULL ? (const char *const *)draft->files : NULL);
  app_exclude_group_set (self->exclude_group, draft != NULL ? draft->excluded : NULL);
  gtk_widget_set_visible (self->draft_box, draft != NULL);
}

static void
take_draft (AppNewTicketDialog *self)
{
  const HarkId none = { 0 };
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (self->client, &none, APP_DRAFT_NEW_KIND);

  show_draft (self, draft);
  if (draft != NULL && gtk_widget_get_visible (GTK_WIDGET (self->behalf_group)))
    {
      /* Whose words they are goes before where the dialog was asked for. */
      app_behalf_group_set_kind (self->behalf_group, APP_REPORTER_SELF);
      if (draft->behalf != NULL)
        app_behalf_group_take_text (self->behalf_group, draft->behalf);
    }
  self->keeper = app_draft_keeper_new (self->client, &none, APP_DRAFT_NEW_KIND, collect, self);
}

static void
on_discard (AppNewTicketDialog *self)
{
  show_draft (self, NULL);
  touch (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
}

/* One's own tickets go wherever somebody reads them, what others report where one is of the team. */
static gboolean
takes (const AppArea *area, AppReporterKind kind)
{
  return area->can_submit && (kind == APP_REPORTER_SELF || area->can_write);
}

static void
take_areas (AppNewTicketDialog *self)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);
  AppReporterKind kind = app_behalf_group_get_kind (self->behalf_group);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->areas, g_ptr_array_unref);
  self->areas = g_ptr_array_new_with_free_func ((GDestroyNotify)app_area_free);
  g_ptr_array_set_free_func (areas, NULL);
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *area = areas->pdata[i];

      if (!takes (area, kind))
        {
          app_area_free (area);
          continue;
        }
      if (area->is_default)
        selected = self->areas->len;
      gtk_string_list_append (names, area->name);
      g_ptr_array_add (self->areas, area);
    }

  adw_combo_row_set_model (self->area_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->area_row, selected);
  app_field_error_set (self->form_error, NULL,
                       self->areas->len > 0
                           ? NULL
                           : _ ("No area takes tickets yet: none of them has somebody who could read them."));
}

static void
on_area_chosen (AppNewTicketDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->area_row);

  if (self->areas != NULL && chosen < self->areas->len)
    app_exclude_group_set_area (self->exclude_group, self->areas->pdata[chosen],
                                app_behalf_group_get_kind (self->behalf_group) != APP_REPORTER_SELF);
}

static void
select_area (AppNewTicketDialog *self, const HarkId *id)
{
  for (guint i = 0; i < self->areas->len; i++)
    if (hark_id_equal (&((AppArea *)self->areas->pdata[i])->id, id))
      adw_combo_row_set_selected (self->area_row, i);
}

static void
show_reader (AppNewTicketDialog *self)
{
  const char *hint;

  if (app_behalf_group_wants_inbox (self->behalf_group))
    hint = _ ("The team of the area and whoever has the code will read this. Nobody else can.");
  else if (app_behalf_group_get_kind (self->behalf_group) == APP_REPORTER_ANONYMOUS)
    hint = _ ("The team of the area will read this. Nobody else can.");
  else if (app_behalf_group_get_kind (self->behalf_group) == APP_REPORTER_COLLEAGUE)
    hint = _ ("The team of the area and your colleague will read this. Nobody else can.");
  else
    hint = _ ("The team of the area will see your name and read this. Nobody else can.");

  g_object_set (self->text_area, "hint", hint, "title",
                app_behalf_group_get_kind (self->behalf_group) == APP_REPORTER_SELF
                    ? _ ("What happened, or what do you want to know?")
                    : _ ("What did they report?"),
                NULL);
}

static void
on_reporter_changed (AppNewTicketDialog *self)
{
  if (self->client == NULL)
    return;

  take_areas (self);
  on_area_chosen (self);
  show_reader (self);
  update (self);
}

/* Whether there is an area whose team this account is of. */
static gboolean
may_write_down (AppNewTicketDialog *self)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);

  for (guint i = 0; i < areas->len; i++)
    if (takes (areas->pdata[i], APP_REPORTER_ANONYMOUS))
      return TRUE;

  return FALSE;
}

static AppNewTicketDialog *
create (GtkWindow *parent, AppClient *client, AppReporterKind kind)
{
  AppNewTicketDialog *self = g_object_new (APP_TYPE_NEW_TICKET_DIALOG, "transient-for", parent, NULL);
  gboolean may;

  self->client = g_object_ref (client);
  may = may_write_down (self);
  app_behalf_group_set_client (self->behalf_group, client);
  app_exclude_group_set_client (self->exclude_group, client);
  gtk_widget_set_visible (GTK_WIDGET (self->behalf_group), may);
  app_behalf_group_set_kind (self->behalf_group, may ? kind : APP_REPORTER_SELF);
  on_reporter_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));

  return self;
}

GtkWindow *
app_new_ticket_dialog_new (GtkWindow *parent, AppClient *client, AppReporterKind kind)
{
  AppNewTicketDialog *self = create (parent, client, kind);

  take_draft (self);

  return GTK_WINDOW (self);
}

/* A code that was handed over opens nothing, for its ticket never arrived. */
static void
tell_again (AppNewTicketDialog *self, const AppRefused *refused)
{
  gtk_label_set_text (self->again_label,
                      refused->has_inbox
                          ? _ ("This was not delivered. The code that you handed over opens nothing: tell the person to use "
                               "the new one.")
                          : _ ("This was not delivered."));
  gtk_widget_set_visible (GTK_WIDGET (self->again_label), TRUE);
}

GtkWindow *
app_new_ticket_dialog_new_again (GtkWindow *parent, AppClient *client, const AppRefused *refused)
{
  AppNewTicketDialog *self;

  g_return_val_if_fail (refused->behalf != NULL, NULL);

  self = create (parent, client, APP_REPORTER_ANONYMOUS);
  self->again = refused->op;
  self->held = app_refused_copy_files (refused);
  app_behalf_group_set (self->behalf_group, refused->behalf, refused->has_inbox);
  select_area (self, &refused->area);
  app_exclude_group_set (self->exclude_group, refused->excluded);
  gtk_editable_set_text (GTK_EDITABLE (self->subject_row), refused->subject);
  app_text_area_set_text (self->text_area, refused->message);
  app_file_list_set_held (self->file_list, self->held);
  on_files_changed (self);
  tell_again (self, refused);

  return GTK_WINDOW (self);
}

static void
app_new_ticket_dialog_dispose (GObject *object)
{
  AppNewTicketDialog *self = APP_NEW_TICKET_DIALOG (object);

  if (self->keeper != NULL)
    app_draft_keeper_save (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->client);
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_pointer (&self->sheet, app_inbox_sheet_unref);
  g_clear_pointer (&self->held, g_ptr_array_unref);

  G_OBJECT_CLASS (app_new_ticket_dialog_parent_class)->dispose (object);
}

static void
app_new_ticket_dialog_class_init (AppNewTicketDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_new_ticket_dialog_dispose;

  submitted_signal = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/ticket/app-new-ticket-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, behalf_group);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, sheet_page);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, draft_box);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, again_label);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, area_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, exclude_group);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, subject_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, subject_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, text_area);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, file_list);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, attach_button);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_files_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_attach);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_area_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_reporter_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_form);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
app_new_ticket_dialog_init (AppNewTicketDialog *self)
{
  g_type_ensure (APP_TYPE_BEHALF_GROUP);
  g_type_ensure (APP_TYPE_EXCLUDE_GROUP);
  g_type_ensure (APP_TYPE_INBOX_SHEET_PAGE);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  g_type_ensure (APP_TYPE_FILE_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
}
