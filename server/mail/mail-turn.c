/* mail-turn.c: see mail-turn.h */
#include "mail-turn.h"

struct _MailTurn
{
  GMutex lock; /* guards what follows */
  gboolean is_loaded;
  GHashTable *next; /* HarkId → gint64 */
};

MailTurn *
mail_turn_new (void)
{
  MailTurn *self = g_new0 (MailTurn, 1);

  g_mutex_init (&self->lock);
  self->next = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, g_free);
  return self;
}

void
mail_turn_free (MailTurn *self)
{
  g_hash_table_unref (self->next);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
insert (MailTurn *self, const HarkId *mail, gint64 next)
{
  g_hash_table_insert (self->next, g_memdup2 (mail, sizeof *mail), g_memdup2 (&next, sizeof next));
}

gboolean
mail_turn_load (MailTurn *self, SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) tried = NULL;

  if (self->is_loaded)
    return TRUE;
  tried = store_mail_list_tried (store, error);
  if (tried == NULL)
    return FALSE;

  for (guint i = 0; i < tried->len; i++)
    {
      const SrvMail *mail = tried->pdata[i];

      insert (self, &mail->id, MIN (mail->due, now + store_mail_get_delay (mail->tries)));
    }
  self->is_loaded = TRUE;
  return TRUE;
}

void
mail_turn_set (MailTurn *self, const HarkId *mail, gint64 next)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  insert (self, mail, next);
}

void
mail_turn_drop (MailTurn *self, const HarkId *mail)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->next, mail);
}

gint64
mail_turn_get_next (MailTurn *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer value;
  gint64 next = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->next);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    next = MIN (next, *(gint64 *)value);
  return next;
}

GArray *
mail_turn_list (MailTurn *self, gint64 now, guint max)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (HarkId));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->next);
  while (list->len < max && g_hash_table_iter_next (&iter, &key, &value))
    if (*(gint64 *)value <= now)
      g_array_append_vals (list, key, 1);
  return list;
}
