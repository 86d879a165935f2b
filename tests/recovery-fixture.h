/* recovery-fixture.h: an organisation whose recovery key is drawn, and what tests do with it */
#pragma once

#include "app-client-recovery.h"
#include "hark-error.h"
#include "pair.h"

G_BEGIN_DECLS

typedef struct
{
  Pair pair; /* anna: Admin and Expert; ben: Professional */
  AppClient *anna, *ben;
  Harness *server;
  Colleague *clara; /* Admin, in no team */
  AppRecoveryKey *key;
  char *code; /* of it, as typed */
  HarkId area;
} Recovery;

/* Whoever comes back under new keys, on a computer of their own. */
typedef struct
{
  char *home;
  AppClient *client;
} Laptop;

char *recovery_code_of (AppRecoveryKey *key);
AppRecoveryKey *recovery_draw_key (AppClient *client);
void recovery_take_key (Recovery *f);
/* The key that this account's window would show now. */
const HarkId *recovery_get_shown (AppClient *client);
void recovery_send_statement (Recovery *f, AppClient *by, GBytes *statement, guint status);
/* The user was told of everything in the list. */
void recovery_see_changes (AppClient *client);
void recovery_set_up (Recovery *f, gconstpointer unused);
void recovery_tear_down (Recovery *f, gconstpointer unused);
gint64 recovery_ask_store (Recovery *f, const char *sql);
/* Tickets whose newest epoch is sealed to some recovery key. */
gint64 recovery_count_sealed (Recovery *f);
guint recovery_count_tickets (AppClient *client);
HarkError recovery_try_use (AppClient *client, const HarkId *area, const char *code,
                            AppRecovered *recovered);
void recovery_come_back (Recovery *f, const HarkId *who, Laptop *laptop);
void recovery_leave (Laptop *laptop);
void recovery_appoint (AppClient *by, const HarkId *who, const HarkId *area, HarkRole role);
/* Nobody has a key any more; anna is Expert again under new ones, appointed by clara. */
void recovery_lose_all (Recovery *f, Laptop *anna, Laptop *ben);
/* Whoever has only the new keys cannot tell when the old ones were used last. */
void recovery_expect_note_of_before (AppClient *client, const HarkId *ticket);
char *recovery_path_of (const HarkId *area);
void recovery_expect_recoverable (Recovery *f, AppClient *client, const HarkId *area, guint status,
                                  guint n);
void recovery_say_use (Recovery *f, AppClient *by);

G_END_DECLS
