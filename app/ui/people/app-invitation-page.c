/* app-invitation-page.c: see app-invitation-page.h */
#include "people/app-invitation-page.h"

#include "focus/app-focus.h"
#include "hark-invitation.h"
#include "qr/app-qr-paintable.h"
#include "text/app-text-role.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppInvitationPage
{
  AdwBin parent_instance;

  char *line;

  GtkLabel *title_label, *line_label;
  GtkPicture *qr_picture;
  GtkWidget *copy_button;
  AdwActionRow *who_row, *until_row, *hand_row, *next_row;
  GtkLabel *copied_label;
};

G_DEFINE_FINAL_TYPE (AppInvitationPage, app_invitation_page, ADW_TYPE_BIN)

static void
on_copy (AppInvitationPage *self)
{
  if (self->line == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->line);
  gtk_label_set_text (self->copied_label, _ ("Copied. Copy something else once it is handed over."));
  gtk_widget_set_visible (GTK_WIDGET (self->copied_label), TRUE);
}

/* Whose it is, in one line. */
static char *
describe_who (const AppInvited *invited)
{
  g_autofree char *role = NULL;

  if (invited->is_reset)
    return g_strdup (_ ("The account that is there, with new keys"));

  role = invited->portal_url != NULL ? g_strdup (_ ("Portal-only account"))
                                     : app_text_role_in (invited->role, invited->area_name);
  return g_strdup_printf ("%s · %s", role, invited->mail);
}

static char *
describe_next (const AppInvited *invited)
{
  if (invited->is_reset)
    /* Translators: a name; an invitation is accepted in Hark */
    return g_strdup_printf (_ ("%s accepts it like an invitation. Hark signs the new keys at the next sync after that, while "
                               "this computer is on. Then an Expert of each team brings them back in, under People."),
                            invited->name);
  if (invited->portal_url != NULL)
    /* Translators: a name, then the address of a page */
    return g_strdup_printf (_ ("%s opens %s in a browser, chooses “Use the invitation” and types this line."),
                            invited->name, invited->portal_url);
  if (invited->needs_expert)
    /* Translators: a name, then an area */
    return g_strdup_printf (_ ("Hark signs %s in at the next sync after they have accepted, while this computer is on. "
                               "Then an Expert of %s brings them into the team."),
                            invited->name, invited->area_name);

  return g_strdup_printf (_ ("Hark signs %s in at the next sync after they have accepted, while this computer is on."),
                          invited->name);
}

static void
describe (AppInvitationPage *self, const AppInvited *invited)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *title
      = g_strdup_printf (invited->is_reset ? _ ("Way Back for %s") : _ ("Invitation for %s"), invited->name);
  g_autofree char *who = describe_who (invited);
  g_autofree char *date = app_text_date (now + HARK_INVITATION_SECONDS, now);
  g_autofree char *until = g_strdup_printf (_ ("Seven days, until %s"), date);
  g_autofree char *hand
      = g_strdup_printf (_ ("Give it to %s yourself, not by e-mail if you can avoid it: whoever has it first becomes %s."),
                         invited->name, invited->name);
  g_autofree char *next = describe_next (invited);

  gtk_label_set_text (self->title_label, title);
  adw_action_row_set_subtitle (self->who_row, who);
  adw_action_row_set_subtitle (self->until_row, until);
  adw_action_row_set_subtitle (self->hand_row, hand);
  adw_action_row_set_subtitle (self->next_row, next);
}

void
app_invitation_page_clear (AppInvitationPage *self)
{
  g_return_if_fail (APP_IS_INVITATION_PAGE (self));

  g_clear_pointer (&self->line, hark_seal_free_string);
  if (self->line_label == NULL)
    return;
  gtk_label_set_text (self->line_label, "");
  gtk_picture_set_paintable (self->qr_picture, NULL);
}

void
app_invitation_page_start (AppInvitationPage *self, const AppInvited *invited, const char *line)
{
  g_autoptr (GdkPaintable) qr = app_qr_paintable_new (line);

  g_return_if_fail (APP_IS_INVITATION_PAGE (self));

  app_invitation_page_clear (self);
  self->line = g_strdup (line);
  gtk_label_set_text (self->line_label, line);
  gtk_picture_set_paintable (self->qr_picture, qr);
  gtk_widget_set_visible (GTK_WIDGET (self->copied_label), FALSE);
  describe (self, invited);
}

static gboolean
app_invitation_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (APP_INVITATION_PAGE (widget)->copy_button);
}

static void
app_invitation_page_dispose (GObject *object)
{
  app_invitation_page_clear (APP_INVITATION_PAGE (object));
  APP_INVITATION_PAGE (object)->line_label = NULL;

  G_OBJECT_CLASS (app_invitation_page_parent_class)->dispose (object);
}

static void
app_invitation_page_class_init (AppInvitationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_invitation_page_dispose;
  widget_class->grab_focus = app_invitation_page_grab_focus;
  widget_class->focus = app_focus_child;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-invitation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, line_label);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, qr_picture);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, copied_label);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, who_row);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, until_row);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, hand_row);
  gtk_widget_class_bind_template_child (widget_class, AppInvitationPage, next_row);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
app_invitation_page_init (AppInvitationPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
