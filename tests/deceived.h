/* deceived.h: a member's desktop and, between it and its server, a liar */
#pragma once

#include "colleague.h"
#include "hark-error.h"
#include "liar.h"

G_BEGIN_DECLS

typedef struct
{
  Device device; /* anna, Admin and Expert */
  Liar *liar;
  Colleague *bert; /* a Professional, who meets the server itself */
  HarkId area;
  HarkId ticket; /* taken over, answered by bert, noted, closed, opened again */
  HarkId other;  /* a second one */
  char *before;  /* what the first looked like, all being well */
} Deceived;

/* For g_test_add (). The client is in sync, and what the liar says is true. */
void deceived_set_up (Deceived *f, gconstpointer unused);
void deceived_tear_down (Deceived *f, gconstpointer unused);

/* The next sync asks for everything. */
void deceived_forget (Deceived *f);
/* Whether it works, whatever it says: never a crash, an endless wait or lost words. */
void deceived_sync (Deceived *f);
/* A sync fails with @code and a sentence that holds @words (unless NULL), leads to @connection,
 * sends nothing, takes nothing and loses nothing; a server that is honest again gets everything. */
void deceived_expect_refused (Deceived *f, HarkError code, AppConnection connection,
                              const char *words);
/* A sync goes through, or misses what the server had taken; the ticket is marked as one that does
 * not verify, in `show` and in the list as far as @in_list; after it the honest server heals it by
 * itself. */
void deceived_expect_marked (Deceived *f, gboolean in_list);
/* The first ticket's line as the server sends it to anna. (transfer full) */
JsonObject *deceived_fetch_line (Deceived *f);
/* The next epoch in that line, whole and well sealed to anna, signed with @signer's key in
 * @author's name; @change (may be NULL) has it say something otherwise. */
typedef void (*DeceivedChange) (HarkEpoch *epoch, gpointer user);
void deceived_open_epoch (Deceived *f, JsonObject *line, const HarkAccountKeys *signer,
                          const HarkId *author, DeceivedChange change, gpointer user);
/* A LieLine, for tickets: the keys and the area of @made, another line of that ticket. */
void deceived_use_keys (JsonObject *line, gpointer made);
/* The server sends the keys and the area of @line, to a device that asks for everything. */
void deceived_use_line (Deceived *f, JsonObject *line);
/* As deceived_expect_marked (), where the server sends the keys and the area of @line. */
void deceived_expect_line_marked (Deceived *f, JsonObject *line);
/* The first @n statements that the device has. (transfer full) */
HarkRoster *deceived_copy_people (Deceived *f, guint n);
/* As the feed has it. (transfer full) */
JsonObject *deceived_make_roster_line (GBytes *statement, guint64 seq);
/* A LieLine, for the head: @line comes first. */
void deceived_add_line (JsonObject *head, gpointer line);

typedef struct
{
  AppClient *author;
  const HarkId *as; /* NULL: the author */
  HarkObjectType type;
  const char *side;
  const guint8 *head;
  JsonObject *body; /* NULL: some words */
  gboolean is_unsigned;
} DeceivedWords;

/* The line of an object that opens with the first ticket's newest keys. (transfer full) */
JsonObject *deceived_write_words (Deceived *f, const DeceivedWords *words);
/* Honest from now on: two syncs later all is as before. */
void deceived_recover (Deceived *f);

G_END_DECLS
