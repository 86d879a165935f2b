/* app-client-notification.h: where and how one is mailed: one's own address, language and choice */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  char *address;   /* the server can read it */
  char *language;  /* "de"; "": the organisation's */
  gboolean digest; /* once a day, not at once */
  GStrv languages; /* in which mails are written; NULL in a change */
} AppNotification;

void app_notification_free (AppNotification *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppNotification, app_notification_free)

AppNotification *app_client_read_notification_sync (AppClient *self, GError **error);
void app_client_read_notification_async (AppClient *self, GAsyncReadyCallback callback,
                                         gpointer user);
AppNotification *app_client_read_notification_finish (AppClient *self, GAsyncResult *result,
                                                      GError **error);

/* HARK_ERROR_INVALID, in words. */
gboolean app_client_set_notification_sync (AppClient *self, const AppNotification *notification,
                                           GError **error);
void app_client_set_notification_async (AppClient *self, const AppNotification *notification,
                                        GAsyncReadyCallback callback, gpointer user);
gboolean app_client_set_notification_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
