/* app-composer.c: see app-composer.h */
#include "composer/app-composer.h"

#include "async/app-weak.h"
#include "contact/app-contact-bar.h"
#include "file/app-file-list.h"
#include "text/app-text-error.h"
#include "text/app-text-refused.h"

#include <glib/gi18n.h>

struct _AppComposer
{
  GtkBox parent_instance;

  AppClient *client;
  AppDraftBook *book;
  AppTicket *ticket;
  gboolean as_reporter;
  AppDraft *draft; /* in book */
  AppDraftKind kind;
  GPtrArray *refused; /* AppRefused: what holds attachments of drafts among it; NULL until known */
  gboolean is_loading, is_stale;

  GtkWidget *mode_box;
  GtkWidget *answer_toggle;
  GtkImage *answer_icon;
  GtkLabel *answer_label;
  GtkStack *stack;
  GtkTextView *text_view;
  GtkLabel *placeholder_label;
  AppContactBar *contact_bar;
  GtkWidget *why_box;
  GtkLabel *why_label;
  AppFileList *file_list;
  GtkLabel *error_label;
  GtkCheckButton *feedback_check;
  GtkImage *hint_icon;
  GtkLabel *hint_label;
  GtkWidget *attach_button;
  GtkLabel *send_label;
  GtkButton *send_button;
};

enum
{
  PROP_MODE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint sent_signal;

G_DEFINE_FINAL_TYPE (AppComposer, app_composer, GTK_TYPE_BOX)

static const struct
{
  const char *css_class;
  const char *name;        /* of the text, for screen readers */
  const char *placeholder;
  const char *hint;
  const char *icon;
  const char *send;
} kinds[APP_DRAFT_LAST] = {
  [APP_DRAFT_ANSWER] = { "answer", N_ ("Answer to the reporter"), N_ ("Write to the reporter…"),
                         N_ ("The reporter will read this"), "hark-answer-symbolic", N_ ("Send to Reporter") },
  [APP_DRAFT_NOTE] = { "note", N_ ("Note for the team"), N_ ("Write a note for the team…"),
                       N_ ("Only the team will read this"), "hark-note-symbolic", N_ ("Add Note") },
  [APP_DRAFT_REPORTER] = { "answer", N_ ("Message to the team"), N_ ("Write to the team…"),
                           N_ ("The team will read this"), "hark-answer-symbolic", N_ ("Send to Team") },
  [APP_DRAFT_CONTACT] = { "note", N_ ("Contact outside Hark"), N_ ("Write what was said…"),
                          N_ ("Only the team will read this. It fulfils deadlines as an answer does."),
                          "hark-contact-symbolic", N_ ("Record Contact") },
};

static const AppPeriod *
find_period (AppTicket *ticket, const char *kind)
{
  for (guint i = 0; ticket->periods != NULL && i < ticket->periods->len; i++)
    {
      const AppPeriod *period = ticket->periods->pdata[i];

      if (g_strcmp0 (period->kind, kind) == 0)
        return period;
    }

  return NULL;
}

/* Feedback can be told as such once the receipt was acknowledged, and once. */
static gboolean
can_give_feedback (AppTicket *ticket)
{
  const AppPeriod *acknowledge = find_period (ticket, "acknowledge");
  const AppPeriod *feedback = find_period (ticket, "feedback");

  return acknowledge != NULL && acknowledge->done != 0 && feedback != NULL && feedback->done == 0;
}

/* What stands beside notes: where nobody reads an answer, that they were reached outside Hark. */
static AppDraftKind
get_other_kind (AppComposer *self)
{
  return app_ticket_has_contact (self->ticket) ? APP_DRAFT_CONTACT : APP_DRAFT_ANSWER;
}

static gboolean
has_files (AppDraftKind kind)
{
  return kind == APP_DRAFT_ANSWER || kind == APP_DRAFT_REPORTER;
}

static gboolean
takes_feedback (AppDraftKind kind)
{
  return kind == APP_DRAFT_ANSWER || kind == APP_DRAFT_CONTACT;
}

static gboolean
is_unreachable (AppComposer *self)
{
  return self->kind == APP_DRAFT_ANSWER && !self->ticket->has_inbox;
}

/* --- what came back with attachments --- */

typedef void (*HeldFunc) (const AppRefused *refused, const AppFile *file, gpointer user);

/* Those of the text that stands here. */
static void
each_held (AppComposer *self, HeldFunc func, gpointer user)
{
  for (guint i = 0; self->refused != NULL && has_files (self->kind) && i < self->refused->len; i++)
    {
      const AppRefused *refused = self->refused->pdata[i];

      if (!refused->is_put_back || !hark_id_equal (&refused->ticket, &self->ticket->id)
          || refused->as_reporter != (self->kind == APP_DRAFT_REPORTER))
        continue;
      for (guint j = 0; j < refused->files->len; j++)
        func (refused, refused->files->pdata[j], user);
    }
}

static void
add_file (const AppRefused *refused, const AppFile *file, gpointer files)
{
  g_ptr_array_add (files, (gpointer)file);
}

static void
show_held (AppComposer *self)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();

  each_held (self, add_file, files);
  app_file_list_set_held (self->file_list, files);
}

static void
add_op (const AppRefused *refused, const AppFile *file, gpointer user)
{
  GArray *ops = user;

  if (ops->len == 0 || !hark_id_equal (&g_array_index (ops, HarkId, ops->len - 1), &refused->op))
    g_array_append_val (ops, refused->op);
}

/* Its text is there before its attachments are. */
static gboolean
awaits_held (AppComposer *self)
{
  return self->is_loading && self->draft->why[self->kind] != NULL;
}

static void
set_error (AppComposer *self, const char *message)
{
  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void
update_send (AppComposer *self)
{
  gboolean is_empty = app_draft_is_empty (self->draft, self->kind);
  gboolean is_sending = self->draft->is_sending[self->kind];

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder_label),
                          gtk_text_buffer_get_char_count (self->draft->buffers[self->kind]) == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send",
                                 !is_empty && !is_sending && !is_unreachable (self) && !awaits_held (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.attach",
                                 !is_sending && !app_file_list_is_full (self->file_list));
  gtk_text_view_set_editable (self->text_view, !is_sending);
  gtk_widget_set_sensitive (GTK_WIDGET (self->contact_bar), !is_sending);
}

/* What the text that stands here was refused for. */
static void
show_why (AppComposer *self)
{
  const char *why = self->draft->why[self->kind];
  g_autofree char *text = why != NULL ? app_text_refused_why (why) : NULL;

  gtk_label_set_text (self->why_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->why_box, text != NULL);
}

static void
on_text_changed (AppComposer *self)
{
  set_error (self, NULL);
  show_why (self);
  update_send (self);
}

static void
show_page (AppComposer *self)
{
  const char *page = "editor";

  if (!self->as_reporter && !self->ticket->can_write)
    page = "read-only";
  else if (is_unreachable (self))
    page = "unreachable";

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (self->mode_box,
                          !self->as_reporter && self->ticket->can_write);
}

static void
show_kind (AppComposer *self)
{
  GtkTextBuffer *buffer = self->draft->buffers[self->kind];
  for (AppDraftKind kind = 0; kind < APP_DRAFT_LAST; kind++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), kinds[kind].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), kinds[self->kind].css_class);

  gtk_text_view_set_buffer (self->text_view, buffer);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kinds[self->kind].name), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (kinds[self->kind].hint), -1);
  gtk_label_set_text (self->placeholder_label, _ (kinds[self->kind].placeholder));
  gtk_label_set_text (self->hint_label, _ (kinds[self->kind].hint));
  gtk_image_set_from_icon_name (self->hint_icon, kinds[self->kind].icon);
  gtk_label_set_text (self->send_label, _ (kinds[self->kind].send));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->send_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kinds[self->kind].send), -1);

  app_file_list_set_paths (self->file_list, (const char *const *)self->draft->files[self->kind]);
  show_held (self);
  gtk_widget_set_visible (GTK_WIDGET (self->file_list), has_files (self->kind));
  gtk_widget_set_visible (self->attach_button, has_files (self->kind));
  app_contact_bar_set_text (self->contact_bar, self->draft->contact);
  gtk_widget_set_visible (GTK_WIDGET (self->contact_bar), self->kind == APP_DRAFT_CONTACT);
  gtk_check_button_set_active (self->feedback_check, self->draft->feedback_given);
  show_why (self);
}

static void
show_mode (AppComposer *self)
{
  gboolean is_contact = get_other_kind (self) == APP_DRAFT_CONTACT;
  const char *label = is_contact ? _ ("Record Contact Outside Hark") : _ ("Answer the Reporter");

  gtk_label_set_text (self->answer_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->answer_toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_image_set_from_icon_name (self->answer_icon, kinds[get_other_kind (self)].icon);
  gtk_widget_remove_css_class (self->answer_toggle, is_contact ? "answer" : "note");
  gtk_widget_add_css_class (self->answer_toggle, is_contact ? "note" : "answer");
}

/* What a reload may change while somebody writes. */
static void
update_ticket (AppComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->feedback_check),
                          takes_feedback (self->kind) && can_give_feedback (self->ticket));
  show_mode (self);
  show_page (self);
  update_send (self);
}

static void
set_kind (AppComposer *self, AppDraftKind kind)
{
  self->kind = kind;
  if (kind != APP_DRAFT_REPORTER)
    app_draft_set_kind (self->draft, kind);
  set_error (self, NULL);
  show_kind (self);
  update_ticket (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODE]);
}

static AppDraftKind
choose_kind (AppComposer *self)
{
  if (self->as_reporter)
    return APP_DRAFT_REPORTER;
  if (self->draft->has_kind)
    return self->draft->kind == APP_DRAFT_NOTE ? APP_DRAFT_NOTE : get_other_kind (self);

  return self->ticket->has_inbox ? APP_DRAFT_ANSWER
         : app_ticket_has_contact (self->ticket) ? APP_DRAFT_CONTACT
                                                 : APP_DRAFT_NOTE;
}

/* Something came back, or the account was locked meanwhile. */
static void
on_drafts_replaced (AppComposer *self)
{
  if (self->draft == NULL)
    return;

  show_kind (self);
  update_ticket (self);
}

static void
watch_draft (AppComposer *self, AppDraft *draft)
{
  for (AppDraftKind kind = 0; self->draft != NULL && kind < APP_DRAFT_LAST; kind++)
    g_signal_handlers_disconnect_by_func (self->draft->buffers[kind], on_text_changed, self);
  self->draft = draft;
  for (AppDraftKind kind = 0; draft != NULL && kind < APP_DRAFT_LAST; kind++)
    g_signal_connect_swapped (draft->buffers[kind], "changed", G_CALLBACK (on_text_changed), self);
}

void
app_composer_show (AppComposer *self, AppTicket *ticket, gboolean as_reporter)
{
  gboolean is_same;

  g_return_if_fail (APP_IS_COMPOSER (self));

  is_same = self->ticket != NULL && hark_id_equal (&self->ticket->id, &ticket->id)
            && self->as_reporter == as_reporter;
  g_set_object (&self->ticket, ticket);
  self->as_reporter = as_reporter;
  /* An inbox may have come since: what was written of a contact is not for its reader. */
  if (is_same && (!takes_feedback (self->kind) || self->kind == get_other_kind (self)))
    {
      update_ticket (self);
      return;
    }

  watch_draft (self, app_draft_book_get (self->book, &ticket->id));
  set_kind (self, choose_kind (self));
}

static void load_refused (AppComposer *self);

static void
on_refused_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppComposer) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) list = app_client_list_refused_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL || self->client == NULL)
    return;

  /* What cannot be read now is read with the next change. */
  self->is_loading = FALSE;
  if (list != NULL)
    {
      g_clear_pointer (&self->refused, g_ptr_array_unref);
      self->refused = g_steal_pointer (&list);
    }
  if (self->is_stale)
    load_refused (self);
  if (self->draft == NULL)
    return;

  show_held (self);
  update_send (self);
}

static void
load_refused (AppComposer *self)
{
  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_list_refused_async (self->client, on_refused_loaded, app_weak_new (self));
}

static void
on_file_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppComposer) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (!app_client_drop_refused_file_finish (APP_CLIENT (source), result, &error) && self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
}

typedef struct
{
  guint left; /* until the one that is meant */
  HarkId op, file;
} Search;

static void
find_file (const AppRefused *refused, const AppFile *file, gpointer user)
{
  Search *search = user;

  if (search->left-- == 0)
    {
      search->op = refused->op;
      search->file = file->object;
    }
}

static void
on_dropped (AppComposer *self, guint index)
{
  Search search = { .left = index };

  each_held (self, find_file, &search);
  if (!hark_id_is_zero (&search.op))
    app_client_drop_refused_file_async (self->client, &search.op, &search.file, on_file_dropped, app_weak_new (self));
}

/* --- sending --- */

typedef struct
{
  gpointer composer; /* weak */
  HarkId ticket;
  AppDraftKind kind;
} Sending;

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sending *sending = user_data;
  g_autoptr (AppComposer) self = app_weak_take (sending->composer);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);
  AppDraft *draft;
  gboolean is_shown;

  if (self == NULL || self->book == NULL)
    return;

  draft = app_draft_book_get (self->book, &sending->ticket);
  is_shown = draft == self->draft && sending->kind == self->kind;
  draft->is_sending[sending->kind] = FALSE;
  if (done)
    app_draft_clear (draft, sending->kind);
  if (done && is_shown)
    show_kind (self);
  if (!done && is_shown)
    set_error (self, app_text_error (error));
  else if (!done)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
  update_send (self);
  if (is_shown)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  if (done)
    g_signal_emit (self, sent_signal, 0);
}

static void
send_text (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppComposer *self = APP_COMPOSER (widget);
  g_autofree char *text = app_draft_get_text (self->draft, self->kind);
  g_autoptr (GArray) ops = g_array_new (FALSE, FALSE, sizeof (HarkId));
  Sending *sending;
  AppAction action = {
    .type = self->kind == APP_DRAFT_NOTE      ? APP_ACTION_NOTE
            : self->kind == APP_DRAFT_CONTACT ? APP_ACTION_CONTACT
                                              : APP_ACTION_ANSWER,
    .ticket = self->ticket->id,
    .text = text,
    .as_reporter = self->kind == APP_DRAFT_REPORTER,
  };

  if (strlen (text) > HARK_TICKET_MAX_TEXT)
    {
      set_error (self, _ ("This text is too long. Split it, or attach it as a file."));
      return;
    }

  if (self->kind == APP_DRAFT_CONTACT && !app_contact_bar_get (self->contact_bar, &action.channel, &action.contacted))
    return;

  if (has_files (self->kind))
    action.files = app_file_list_get_paths (self->file_list);
  each_held (self, add_op, ops);
  action.replaces = (const HarkId *)(gpointer)ops->data;
  action.n_replaces = ops->len;
  action.feedback_given = gtk_widget_get_visible (GTK_WIDGET (self->feedback_check))
                          && gtk_check_button_get_active (self->feedback_check);

  sending = g_new0 (Sending, 1);
  sending->composer = app_weak_new (self);
  sending->ticket = self->ticket->id;
  sending->kind = self->kind;
  self->draft->is_sending[self->kind] = TRUE;
  update_send (self);
  app_client_act_async (self->client, &action, on_sent, sending);
}

static void
attach (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_file_list_choose (APP_COMPOSER (widget)->file_list);
}

void
app_composer_attach (AppComposer *self, const char *path)
{
  g_return_if_fail (APP_IS_COMPOSER (self));

  app_file_list_add (self->file_list, path);
}

static void
on_files_changed (AppComposer *self)
{
  app_draft_set_files (self->draft, self->kind, app_file_list_get_paths (self->file_list));
  update_send (self);
}

static void
on_contact_changed (AppComposer *self)
{
  g_autofree char *contact = app_contact_bar_to_text (self->contact_bar);

  if (self->draft != NULL)
    app_draft_set_contact (self->draft, contact);
}

static void
on_feedback_toggled (AppComposer *self)
{
  if (self->draft != NULL && takes_feedback (self->kind))
    app_draft_set_feedback (self->draft, gtk_check_button_get_active (self->feedback_check));
}

AppDraftKind
app_composer_get_kind (AppComposer *self)
{
  g_return_val_if_fail (APP_IS_COMPOSER (self), APP_DRAFT_ANSWER);

  return self->kind;
}

void
app_composer_save_drafts (AppComposer *self)
{
  g_return_if_fail (APP_IS_COMPOSER (self));

  app_draft_book_save (self->book);
}

void
app_composer_set_client (AppComposer *self, AppClient *client)
{
  g_return_if_fail (APP_IS_COMPOSER (self));

  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->book = app_draft_book_new (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (load_refused), self, G_CONNECT_SWAPPED);
  load_refused (self);
  g_signal_connect_object (self->book, "changed", G_CALLBACK (on_drafts_replaced), self, G_CONNECT_SWAPPED);
}

static gboolean
app_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_COMPOSER (widget)->text_view));
}

static void
app_composer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppComposer *self = APP_COMPOSER (object);

  switch (id)
    {
    case PROP_MODE:
      g_value_set_static_string (value, self->kind == APP_DRAFT_NOTE ? "note" : "answer");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_composer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppComposer *self = APP_COMPOSER (object);

  switch (id)
    {
    case PROP_MODE:
      if (self->ticket == NULL || self->as_reporter)
        return;
      set_kind (self, g_strcmp0 (g_value_get_string (value), "note") == 0 ? APP_DRAFT_NOTE : get_other_kind (self));
      gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_composer_dispose (GObject *object)
{
  AppComposer *self = APP_COMPOSER (object);

  watch_draft (self, NULL);
  g_clear_object (&self->book);
  g_clear_object (&self->ticket);
  g_clear_object (&self->client);
  g_clear_pointer (&self->refused, g_ptr_array_unref);

  G_OBJECT_CLASS (app_composer_parent_class)->dispose (object);
}

static void
app_composer_class_init (AppComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = app_composer_get_property;
  object_class->set_property = app_composer_set_property;
  object_class->dispose = app_composer_dispose;
  widget_class->grab_focus = app_composer_grab_focus;

  props[PROP_MODE] = g_param_spec_string ("mode", NULL, NULL, "answer",
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  sent_signal = g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);

  gtk_widget_class_install_property_action (widget_class, "composer.mode", "mode");
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_text);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/composer/app-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, AppComposer, mode_box);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, answer_toggle);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, answer_icon);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, answer_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, stack);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, placeholder_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, contact_bar);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, why_box);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, why_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, file_list);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, feedback_check);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, hint_icon);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, attach_button);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, send_label);
  gtk_widget_class_bind_template_child (widget_class, AppComposer, send_button);
  gtk_widget_class_bind_template_callback (widget_class, on_files_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_feedback_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_contact_changed);
}

static void
app_composer_init (AppComposer *self)
{
  g_type_ensure (APP_TYPE_CONTACT_BAR);
  g_type_ensure (APP_TYPE_FILE_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
}
