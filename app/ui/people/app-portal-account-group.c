/* app-portal-account-group.c: see app-portal-account-group.h */
#include "people/app-portal-account-group.h"

#include "app-client-portal-account.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppPortalAccountGroup
{
  AdwPreferencesGroup parent_instance;

  AppClient *client;
  GPtrArray *rows; /* GtkWidget */
  char *shown;     /* what they say: the same again leaves them alone */
  gboolean is_loading;
};

G_DEFINE_FINAL_TYPE (AppPortalAccountGroup, app_portal_account_group, ADW_TYPE_PREFERENCES_GROUP)

static void load (AppPortalAccountGroup *self);

static void
toast (AppPortalAccountGroup *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* --- the end of one --- */

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPortalAccountGroup) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_end_portal_account_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  toast (self, done ? _ ("The account has ended") : app_text_error (error));
  load (self);
}

static void
on_answer (GtkWidget *dialog, const char *response, AppPortalAccountGroup *self)
{
  const HarkId *user = g_object_get_data (G_OBJECT (dialog), "user");

  if (g_str_equal (response, "end"))
    app_client_end_portal_account_async (self->client, user, on_ended, app_weak_new (self));
}

static void
on_end (AppPortalAccountGroup *self, GtkWidget *button)
{
  const HarkId *user = g_object_get_data (G_OBJECT (button), "user");
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("End This Account?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("%s is signed out and cannot sign in any more, nor read what the team answers. "
                                     "The tickets stay with the team. This cannot be undone."),
                                  name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end", _ ("_End Account"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "user", g_memdup2 (user, sizeof *user), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- rows --- */

static GtkWidget *
create_end_button (AppPortalAccountGroup *self, const AppPortalAccount *account)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("End…"));
  g_autofree char *label = g_strdup_printf (_ ("End the account of %s"), account->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "user", g_memdup2 (&account->user, sizeof account->user), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (account->name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_end), self, G_CONNECT_SWAPPED);

  return button;
}

/* (transfer full) */
static char *
describe (const AppPortalAccount *account)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *date = app_text_date (account->ended != 0 ? account->ended : account->created, now);

  if (account->ended != 0)
    return g_strdup_printf (_ ("Ended on %s"), date);

  /* Translators: an e-mail address, a day */
  return g_strdup_printf (_ ("%s · not verified · since %s"), account->mail, date);
}

static void
add_row (AppPortalAccountGroup *self, const AppPortalAccount *account)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *text = describe (account);

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), account->name);
  adw_action_row_set_subtitle (row, text);
  if (account->ended == 0)
    adw_action_row_add_suffix (row, create_end_button (self, account));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
}

/* (transfer full) */
static char *
digest (const AppPortalAccounts *all)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < all->accounts->len; i++)
    {
      const AppPortalAccount *account = all->accounts->pdata[i];
      g_autofree char *says = describe (account);

      g_string_append_printf (text, "%s\n%s\n\n", account->name, says);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show (AppPortalAccountGroup *self, const AppPortalAccounts *all)
{
  g_autofree char *text = digest (all);

  gtk_widget_set_visible (GTK_WIDGET (self), all->accounts->len > 0);
  if (g_strcmp0 (text, self->shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < all->accounts->len; i++)
    add_row (self, all->accounts->pdata[i]);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPortalAccountGroup) self = app_weak_take (user_data);
  g_autoptr (AppPortalAccounts) all = app_client_list_portal_accounts_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL)
    return;

  self->is_loading = FALSE;
  if (all != NULL)
    show (self, all);
}

static void
load (AppPortalAccountGroup *self)
{
  if (self->is_loading)
    return;
  if (!app_client_is_admin (self->client))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  self->is_loading = TRUE;
  app_client_list_portal_accounts_async (self->client, on_listed, app_weak_new (self));
}

void
app_portal_account_group_load (AppPortalAccountGroup *self, AppClient *client)
{
  g_return_if_fail (APP_IS_PORTAL_ACCOUNT_GROUP (self));

  g_set_object (&self->client, client);
  load (self);
}

static void
app_portal_account_group_dispose (GObject *object)
{
  g_clear_object (&APP_PORTAL_ACCOUNT_GROUP (object)->client);

  G_OBJECT_CLASS (app_portal_account_group_parent_class)->dispose (object);
}

static void
app_portal_account_group_finalize (GObject *object)
{
  AppPortalAccountGroup *self = APP_PORTAL_ACCOUNT_GROUP (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (app_portal_account_group_parent_class)->finalize (object);
}

static void
app_portal_account_group_class_init (AppPortalAccountGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = app_portal_account_group_dispose;
  object_class->finalize = app_portal_account_group_finalize;
}

static void
app_portal_account_group_init (AppPortalAccountGroup *self)
{
  self->rows = g_ptr_array_new ();
}
