/* keyring.h: the real keyring of this test's own session, which is locked, stopped, killed and started anew */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void keyring_lock (void);
void keyring_unlock (void);
/* How many things it keeps for Hark; what they are called there. */
guint keyring_count (void);
void keyring_forget (const char *label);

void keyring_signal (int number);
/* Where there is one: until its name is nobody's. */
void keyring_kill (void);
/* One that is open, by hand as a session would start it. */
void keyring_start (void);

/* The session's message bus, and with it the keyring: nothing brings them back. */
void keyring_end_bus (void);

/* Whoever asks the user for the keyring's password, and never gets an answer. */
typedef struct
{
  guint object;
  gboolean is_asking;
} Prompter;

void prompter_begin (Prompter *self);
void prompter_end (Prompter *self);

G_END_DECLS
