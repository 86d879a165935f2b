/* device.h: the desktop client on a device of its own, and a real server in this process for it */
#pragma once

#include "app-client-private.h"
#include "harness.h"

G_BEGIN_DECLS

#define DEVICE_PASSWORD "correct horse battery"

typedef struct
{
  Harness *server;
  char *home;
  AppClient *client;
  char *account_key;
} Device;

/* (transfer full) */
char *device_url (Device *f);
AppClient *device_open (const char *home);
/* It must be the last to know itself: nothing is left running. */
void device_close (AppClient *client);
AppSetup *device_prepare (Device *f, AppClient *client);
void device_sync (AppClient *client);
/* What stands behind "Account key: " on the sheet. Free with hark_seal_free_string (). */
char *device_key_on_sheet (AppSetup *setup);
/* A server of its own, set up by this device, which is in sync. For g_test_add (). */
void device_set_up (Device *f, gconstpointer unused);
void device_tear_down (Device *f, gconstpointer unused);
void device_unlock (AppClient *client);
/* The same home in a new process, as far as it knows. */
void device_restart (Device *f);
/* From its next start on, the account of @home meets its server at 127.0.0.1:@port. */
void device_move (const char *home, guint16 port);
/* The server is back at another port: what an operator's move looks like from here. */
void device_start_server (Device *f);
HarkId device_act (AppClient *client, const AppAction *action);
HarkId device_submit (Device *f, const char *subject, const char *const *files);
void device_write (AppClient *client, AppActionType type, const HarkId *ticket, const char *text);
/* As known here now: who is in the team keeps what they have, who is not gets all. */
gboolean device_place_member (AppClient *client, const HarkId *user, const HarkId *area,
                              HarkRole role, GError **error);
/* As an Expert of @area settles it; it stays on the portal. */
void device_settle_exclusion (AppClient *expert, const HarkId *area, gboolean is_let);
void device_close_ticket (AppClient *client, const HarkId *ticket, const char *message);
AppTicket *device_load (AppClient *client, const HarkId *ticket);
AppEntry *device_entry (AppTicket *ticket, guint index);
/* The JSON of `show`. (transfer full) */
char *device_show (AppClient *client, const HarkId *ticket);
/* @size bytes that can be told from others; the path is (transfer full). */
char *device_make_file (Device *f, const char *name, gsize size);

G_END_DECLS
