/* app-client-wording.h: what mails say where the organisation's settings (app-client-setting.h) say
 * nothing, as an Admin sees it who settles that */
#pragma once

#include "app-client.h"
#include "hark-wording.h"

G_BEGIN_DECLS

typedef struct
{
  HarkWording *own;  /* Hark's: every kind in every language */
  HarkWording *kept; /* an Admin's, of before words were signed: no mail says them; mostly empty */
} AppWording;

void app_wording_free (AppWording *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppWording, app_wording_free)

/* HARK_ERROR_FORBIDDEN: not an Admin. */
AppWording *app_client_read_wording_sync (AppClient *self, GError **error);
void app_client_read_wording_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppWording *app_client_read_wording_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Throws ->kept away: it was signed, or is not wanted. */
gboolean app_client_forget_wording_sync (AppClient *self, GError **error);
void app_client_forget_wording_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_forget_wording_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
