/* app-awaited-row.c: see app-awaited-row.h */
#include "people/app-awaited-row.h"

#include "field/app-busy-button.h"
#include "text/app-text-role.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppAwaitedRow
{
  AdwPreferencesRow parent_instance;

  AppAwaited *awaited;

  GtkImage *icon;
  GtkLabel *name_label, *status_label, *origin_label;
  GtkWidget *button_box;
  AppBusyButton *confirm_button;
  GtkWidget *take_back_button;
};

enum
{
  SIGNAL_CONFIRM,
  SIGNAL_TAKE_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppAwaitedRow, app_awaited_row, ADW_TYPE_PREFERENCES_ROW)

static char *
describe_named (const AppAwaited *awaited)
{
  const char *role = app_text_role (awaited->role);

  if (awaited->can_confirm)
    /* Translators: an area and a role */
    return g_strdup_printf (_ ("Waits to be brought into %s as %s"), awaited->area_name, role);

  /* Translators: an area and a role */
  return g_strdup_printf (_ ("Waits until an Expert of %s brings them in as %s"), awaited->area_name, role);
}

/* Until it is certain that the keys are theirs the account goes on as it is. */
static char *
describe_reset (const AppAwaited *awaited)
{
  if (awaited->is_ours)
    return g_strdup (_ ("Has accepted, waits for an Admin’s computer: this one signs the new keys with its next sync. "
                        "Until then the account works as before"));

  return g_strdup_printf (_ ("Has accepted, waits for an Admin’s computer: the one on which %s reset the account signs "
                             "the new keys with its next sync. Until then the account works as before"),
                          awaited->by);
}

static char *
describe_status (const AppAwaited *awaited)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *date = NULL;

  if (awaited->is_named && awaited->area_name != NULL)
    return describe_named (awaited);
  if (awaited->is_reset && awaited->is_accepted)
    return describe_reset (awaited);
  if (awaited->is_accepted && awaited->is_ours)
    return g_strdup (_ ("Has accepted: is signed in with the next sync"));
  if (awaited->is_accepted)
    return g_strdup_printf (_ ("Has accepted: is signed in with the next sync of the computer on which %s made the "
                               "invitation"),
                            awaited->by);
  if (awaited->expires <= now)
    return g_strdup (_ ("The invitation has expired"));

  date = app_text_date (awaited->expires, now);

  return g_strdup_printf (_ ("The invitation is open until %s"), date);
}

static char *
describe_origin (const AppAwaited *awaited)
{
  g_autofree char *role = awaited->is_portal ? g_strdup (_ ("Portal-only account"))
                                             : app_text_role_in (awaited->role, awaited->area_name);
  g_autofree char *inviter = g_strdup_printf (awaited->is_reset ? _ ("reset by %s") : _ ("invited by %s"), awaited->by);

  /* Once only the area is missing the status names the role. */
  if (awaited->is_named)
    return g_strdup_printf ("%s · %s", awaited->mail, inviter);

  return g_strdup_printf ("%s · %s · %s", role, awaited->mail, inviter);
}

static const char *
choose_icon (const AppAwaited *awaited)
{
  if (awaited->can_confirm)
    return "contact-new-symbolic";

  return awaited->is_accepted ? "content-loading-symbolic" : "mail-unread-symbolic";
}

static void
fill (AppAwaitedRow *self, gboolean is_admin)
{
  const AppAwaited *awaited = self->awaited;
  g_autofree char *status = describe_status (awaited);
  g_autofree char *origin = describe_origin (awaited);
  g_autofree char *confirm = g_strdup_printf (_ ("Confirm %s"), awaited->name);
  g_autofree char *take_back = g_strdup_printf (
      awaited->is_reset ? _ ("Take back the reset of %s") : _ ("Take back the invitation of %s"), awaited->name);
  g_autofree char *name = g_strdup_printf ("%s: %s", awaited->name, status);
  /* Whoever is signed already is somebody of the organisation: there is no invitation any more. */
  gboolean can_take_back = is_admin && (!awaited->is_named || awaited->is_reset);

  gtk_image_set_from_icon_name (self->icon, choose_icon (awaited));
  gtk_label_set_text (self->name_label, awaited->name);
  gtk_label_set_text (self->status_label, status);
  gtk_label_set_text (self->origin_label, origin);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), awaited->can_confirm);
  gtk_widget_set_visible (self->take_back_button, can_take_back);
  gtk_widget_set_visible (self->button_box, awaited->can_confirm || can_take_back);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->confirm_button), GTK_ACCESSIBLE_PROPERTY_LABEL, confirm, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->take_back_button), GTK_ACCESSIBLE_PROPERTY_LABEL, take_back,
                                  -1);
}

static void
on_confirm (AppAwaitedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CONFIRM], 0);
}

static void
on_take_back (AppAwaitedRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TAKE_BACK], 0);
}

char *
app_awaited_row_ask_take_back (const AppAwaited *awaited)
{
  if (!awaited->is_accepted)
    return g_strdup_printf (_ ("%s will not be able to accept it any more."), awaited->name);
  if (awaited->is_reset)
    return g_strdup_printf (_ ("%s has accepted it already: the new keys are thrown away, and the account stays as it "
                               "was."),
                            awaited->name);

  return g_strdup_printf (_ ("%s has accepted it already and will not get in. Their account is removed."),
                          awaited->name);
}

const AppAwaited *
app_awaited_row_get_awaited (AppAwaitedRow *self)
{
  g_return_val_if_fail (APP_IS_AWAITED_ROW (self), NULL);

  return self->awaited;
}

void
app_awaited_row_set_busy (AppAwaitedRow *self, gboolean busy)
{
  g_return_if_fail (APP_IS_AWAITED_ROW (self));

  app_busy_button_set_busy (self->confirm_button, busy);
  gtk_widget_set_sensitive (self->take_back_button, !busy);
}

GtkWidget *
app_awaited_row_new (AppAwaited *awaited, gboolean is_admin)
{
  AppAwaitedRow *self = g_object_new (APP_TYPE_AWAITED_ROW, NULL);

  self->awaited = awaited;
  fill (self, is_admin);

  return GTK_WIDGET (self);
}

static void
app_awaited_row_finalize (GObject *object)
{
  app_awaited_free (APP_AWAITED_ROW (object)->awaited);

  G_OBJECT_CLASS (app_awaited_row_parent_class)->finalize (object);
}

static void
app_awaited_row_class_init (AppAwaitedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_awaited_row_finalize;

  signals[SIGNAL_CONFIRM] = g_signal_new ("confirm", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TAKE_BACK] = g_signal_new ("take-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-awaited-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, origin_label);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, button_box);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, AppAwaitedRow, take_back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_take_back);
}

static void
app_awaited_row_init (AppAwaitedRow *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}
