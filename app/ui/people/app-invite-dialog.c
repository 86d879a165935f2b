/* app-invite-dialog.c: see app-invite-dialog.h */
#include "people/app-invite-dialog.h"

#include "app-client-portal-account.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-text.h"
#include "people/app-invitation-page.h"
#include "people/app-reach-row.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

#define DEFAULT_WIDTH 500 /* pixels, where the window below has as many */
#define DEFAULT_HEIGHT 640
#define N_ROLES (HARK_ROLE_EXPERT + 1)

struct _AppInviteDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  GPtrArray *areas; /* AppArea */

  GtkWidget *cancel_button;
  AppBusyButton *create_button;
  GtkWidget *done_button;
  GtkStack *stack;
  AdwEntryRow *user_row, *mail_row;
  AppFieldError *user_error, *mail_error, *form_error;
  AdwPreferencesGroup *role_group, *area_group;
  AdwActionRow *role_rows[N_ROLES];
  GtkCheckButton *role_checks[N_ROLES];
  AdwActionRow *portal_row; /* seen once the server says that there are such accounts */
  GtkCheckButton *portal_check;
  AdwComboRow *area_row;
  AppReachRow *reach_row;
  AppInvitationPage *invitation_page;
};

static guint invited_signal;

G_DEFINE_FINAL_TYPE (AppInviteDialog, app_invite_dialog, ADW_TYPE_WINDOW)

static HarkRole
get_role (AppInviteDialog *self)
{
  for (HarkRole role = HARK_ROLE_NONE; role < N_ROLES; role++)
    if (gtk_check_button_get_active (self->role_checks[role]))
      return role;

  return HARK_ROLE_NONE;
}

static const AppArea *
get_area (AppInviteDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->area_row);

  return selected < self->areas->len ? self->areas->pdata[selected] : NULL;
}

static void
update (AppInviteDialog *self)
{
  const AppReachPlace nothing = { HARK_ROLE_NONE, 0 };
  const AppArea *area = self->areas != NULL ? get_area (self) : NULL;
  gboolean has_area = get_role (self) != HARK_ROLE_NONE && area != NULL;
  AppReachPlace own = nothing;

  if (has_area)
    app_reach_get_own (self->client, &area->id, &own);
  app_reach_row_update (self->reach_row, &nothing, get_role (self), &own);
  gtk_widget_set_visible (GTK_WIDGET (self->area_row), has_area && self->areas->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->area_group), gtk_widget_get_visible (GTK_WIDGET (self->area_row))
                                                             || gtk_widget_get_visible (GTK_WIDGET (self->reach_row)));
}

/* --- the form --- */

static const char *
check_user (const char *text)
{
  if (*text == '\0')
    return _ ("Enter the name that colleagues will see.");
  if (strlen (text) > HARK_API_MAX_NAME)
    return _ ("This is too long.");
  if (!hark_text_is_name (text, strlen (text), HARK_API_MAX_NAME))
    return _ ("A name has no line breaks and no invisible characters.");

  return NULL;
}

static const char *
check_mail (const char *text)
{
  const char *at = strchr (text, '@');

  if (*text == '\0')
    return _ ("Enter the address that Hark may write to.");
  if (at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL
      || strpbrk (text, " \t<>,;\"") != NULL || !hark_text_is_name (text, strlen (text), HARK_API_MAX_MAIL))
    return _ ("This is not an e-mail address.");

  return NULL;
}

static gboolean
check_form (AppInviteDialog *self, const char *user, const char *mail)
{
  const char *user_problem = check_user (user);
  const char *mail_problem = check_mail (mail);

  app_field_error_set (self->user_error, GTK_WIDGET (self->user_row), user_problem);
  app_field_error_set (self->mail_error, GTK_WIDGET (self->mail_row), mail_problem);
  app_field_error_set (self->form_error, NULL, NULL);
  if (user_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
  else if (mail_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->mail_row));

  return user_problem == NULL && mail_problem == NULL;
}

static void
show_error (AppInviteDialog *self, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    {
      app_field_error_set (self->user_error, GTK_WIDGET (self->user_row),
                           _ ("Somebody is called so already. Choose another name."));
      gtk_widget_grab_focus (GTK_WIDGET (self->user_row));
      return;
    }

  app_field_error_set (self->form_error, NULL, app_text_error (error));
}

/* What was asked for; the fields may be edited while the server answers. */
typedef struct
{
  gpointer dialog; /* of app_weak_new () */
  AppInvited invited;
} Request;

static void
request_free (Request *request)
{
  g_free (request->invited.name);
  g_free (request->invited.mail);
  g_free (request->invited.area_name);
  g_free (request->invited.portal_url);
  g_free (request);
}

static void
show_invitation (AppInviteDialog *self, const AppInvited *invited, const char *line)
{
  app_invitation_page_start (self->invitation_page, invited, line);
  gtk_stack_set_visible_child_name (self->stack, "invitation");
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->create_button), FALSE);
  gtk_widget_set_visible (self->done_button, TRUE);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Invitation"));
  gtk_widget_grab_focus (GTK_WIDGET (self->invitation_page));
  g_signal_emit (self, invited_signal, 0);
}

static void
on_invited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (AppInviteDialog) self = app_weak_take (request->dialog);
  g_autoptr (GError) error = NULL;
  char *line = request->invited.portal_url != NULL
                   ? app_client_invite_to_portal_finish (APP_CLIENT (source), result, &error)
                   : app_client_invite_finish (APP_CLIENT (source), result, &error);

  if (self != NULL)
    {
      app_busy_button_set_busy (self->create_button, FALSE);
      if (line != NULL)
        show_invitation (self, &request->invited, line);
      else
        show_error (self, error);
    }
  hark_seal_free_string (line);
  request_free (request);
}

static void
on_create (AppInviteDialog *self)
{
  g_autofree char *user = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->user_row))));
  g_autofree char *mail = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->mail_row))));
  AppInvite invite = { .name = user, .mail = mail, .role = get_role (self) };
  const AppArea *area = invite.role != HARK_ROLE_NONE ? get_area (self) : NULL;
  Request *request;

  if (app_busy_button_is_busy (self->create_button) || !check_form (self, user, mail))
    return;

  invite.is_later = app_reach_row_get (self->reach_row) == APP_REACH_LATER;
  if (area != NULL)
    invite.area = area->id;
  request = g_new0 (Request, 1);
  request->dialog = app_weak_new (self);
  request->invited = (AppInvited){
    .name = g_strdup (user),
    .mail = g_strdup (mail),
    .role = invite.role,
    .area_name = area != NULL ? g_strdup (area->name) : NULL,
    .needs_expert = area != NULL && app_client_get_role (self->client, &area->id) != HARK_ROLE_EXPERT,
  };
  app_busy_button_set_busy (self->create_button, TRUE);
  if (gtk_check_button_get_active (self->portal_check))
    {
      request->invited.portal_url = app_client_get_sign_in_url (self->client);
      app_client_invite_to_portal_async (self->client, user, mail, on_invited, request);
    }
  else
    app_client_invite_async (self->client, &invite, on_invited, request);
}

static void
on_changed (AppInviteDialog *self, AdwEntryRow *row)
{
  app_field_error_set (row == self->user_row ? self->user_error : self->mail_error, GTK_WIDGET (row), NULL);
}

/* --- roles and areas --- */

/* One of several: @check_out goes into the group of the first. */
static AdwActionRow *
add_choice (AppInviteDialog *self, const char *title, const char *subtitle, GtkCheckButton **check_out)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  gtk_widget_set_valign (GTK_WIDGET (check), GTK_ALIGN_CENTER);
  gtk_check_button_set_group (check, self->role_checks[HARK_ROLE_NONE]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle);
  adw_action_row_add_prefix (row, GTK_WIDGET (check));
  adw_action_row_set_activatable_widget (row, GTK_WIDGET (check));
  adw_preferences_group_add (self->role_group, GTK_WIDGET (row));
  *check_out = check;

  return row;
}

static void
on_portal_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteDialog) self = app_weak_take (user_data);
  g_autoptr (AppPortalAccounts) all = app_client_list_portal_accounts_finish (APP_CLIENT (source), result, NULL);

  if (self != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->portal_row), all != NULL && all->is_allowed);
}

/* Without an area there is no team to be in. */
static void
take_areas (AppInviteDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  self->areas = app_client_get_areas (self->client);
  for (guint i = 0; i < self->areas->len; i++)
    {
      const AppArea *area = self->areas->pdata[i];

      gtk_string_list_append (names, area->name);
      if (area->is_default)
        selected = i;
    }
  adw_combo_row_set_model (self->area_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->area_row, selected);
  for (HarkRole role = HARK_ROLE_OBSERVER; role < N_ROLES; role++)
    gtk_widget_set_visible (GTK_WIDGET (self->role_rows[role]), self->areas->len > 0);
  gtk_check_button_set_active (self->role_checks[HARK_ROLE_NONE], TRUE);
  update (self);
}

/* What cannot be shown again is not closed by a key that was meant for something else. */
static gboolean
on_escape (GtkWidget *widget, GVariant *unused, gpointer nothing)
{
  AppInviteDialog *self = APP_INVITE_DIALOG (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0)
    gtk_window_close (GTK_WINDOW (self));

  return TRUE;
}

GtkWindow *
app_invite_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppInviteDialog *self = g_object_new (APP_TYPE_INVITE_DIALOG, "transient-for", parent, NULL);
  int width = gtk_widget_get_width (GTK_WIDGET (parent)), height = gtk_widget_get_height (GTK_WIDGET (parent));

  self->client = g_object_ref (client);
  take_areas (self);
  app_client_list_portal_accounts_async (client, on_portal_known, app_weak_new (self));
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (DEFAULT_WIDTH, width), MIN (DEFAULT_HEIGHT, height));

  return GTK_WINDOW (self);
}

static void
app_invite_dialog_dispose (GObject *object)
{
  AppInviteDialog *self = APP_INVITE_DIALOG (object);

  if (self->invitation_page != NULL)
    app_invitation_page_clear (self->invitation_page);
  self->invitation_page = NULL;
  g_clear_pointer (&self->areas, g_ptr_array_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_invite_dialog_parent_class)->dispose (object);
}

static void
app_invite_dialog_class_init (AppInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_invite_dialog_dispose;

  invited_signal = g_signal_new ("invited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, create_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, user_error);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, mail_row);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, mail_error);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, role_group);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, area_group);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, area_row);
  gtk_widget_class_bind_template_child (widget_class, AppInviteDialog, invitation_page);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_invite_dialog_init (AppInviteDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_INVITATION_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HarkRole role = HARK_ROLE_NONE; role < N_ROLES; role++)
    self->role_rows[role]
        = add_choice (self, app_text_role (role), app_text_role_rights (role), &self->role_checks[role]);
  self->portal_row = add_choice (self, _ ("Portal-only account"),
                                 _ ("For who does not use Hark: reports with their name on the portal and reads the "
                                    "answers there, in no team"),
                                 &self->portal_check);
  gtk_widget_set_visible (GTK_WIDGET (self->portal_row), FALSE);
  self->reach_row = APP_REACH_ROW (app_reach_row_new ());
  adw_preferences_group_add (self->area_group, GTK_WIDGET (self->reach_row));
  g_signal_connect_object (self->area_row, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}
