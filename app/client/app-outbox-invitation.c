/* app-outbox-invitation.c: see app-outbox.h */
#include "app-outbox-private.h"

#include <string.h>

#include "hark-error.h"

static const char SQL_ADD[] = "INSERT INTO invitation (user, sealed) VALUES ($1, $2)";
static const char SQL_LIST[] = "SELECT user, sealed FROM invitation ORDER BY user";
static const char SQL_REMOVE[] = "DELETE FROM invitation WHERE user = $1";

static const char AD[] = "hark/local/invitation/v1";

gboolean
app_outbox_add_invitation (AppOutbox *self, const AppInvitation *invitation, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, SQL_ADD);
  g_autoptr (GBytes) box
      = hark_seal_box (self->keys->local, AD, strlen (AD), invitation, sizeof *invitation);

  hark_stmt_bind_id (stmt, 1, &invitation->invitation.user);
  hark_stmt_bind_bytes (stmt, 2, box);
  return hark_stmt_run (stmt, error);
}

static AppInvitation *
read_invitation (AppOutbox *self, HarkStmt *stmt, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  AppInvitation *invitation;
  gconstpointer box;
  gsize length;
  HarkId user;

  box = hark_stmt_get_blob (stmt, 1, &length);
  bytes = hark_seal_box_open (self->keys->local, AD, strlen (AD), box, length, error);
  if (bytes == NULL)
    return NULL;
  if (g_bytes_get_size (bytes) != sizeof *invitation)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "an invitation kept here is malformed");
      return NULL;
    }

  invitation = hark_seal_alloc (sizeof *invitation);
  memcpy (invitation, g_bytes_get_data (bytes, NULL), sizeof *invitation);
  if (hark_stmt_get_id (stmt, 0, &user) && hark_id_equal (&user, &invitation->invitation.user))
    return invitation;

  hark_seal_free (invitation);
  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED, "an invitation kept here is another's");
  return NULL;
}

GPtrArray *
app_outbox_list_invitations (AppOutbox *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (hark_seal_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppInvitation *invitation = read_invitation (self, stmt, error);

      if (invitation == NULL)
        return NULL;
      g_ptr_array_add (list, invitation);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
app_outbox_remove_invitation (AppOutbox *self, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, SQL_REMOVE);

  hark_stmt_bind_id (stmt, 1, user);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  app_outbox_truncate (self);
  return TRUE;
}
