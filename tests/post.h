/* post.h: a server whose mails go to mail servers of every temper (sink.h) */
#pragma once

#include "mail-job.h"
#include "people.h"
#include "sink.h"
#include "store-mail.h"

/* What the job waits for a mail server: for one that answers as long as that takes. */
#define POST_LONG_MS 60000
#define POST_SHORT_MS 1500

typedef struct
{
  Fixture people;
  Sink *sink;
  MailJob *job;
} Post;

void post_set_up (Post *f, gconstpointer unused);
void post_tear_down (Post *f, gconstpointer unused);

void post_set_config (Post *f, const char *key, const char *value);
/* Of the sink's, by its name; one that never says anything is waited for for a short time. */
void post_use_server (Post *f, const char *sink);
/* A test mail. */
void post_queue (Post *f, Actor *actor);
/* And what is due then is tried. */
void post_let_pass (Post *f, gint64 seconds);
/* Mails in this state: "waiting", "sent", "given-up". */
gint64 post_count (Post *f, const char *state);
SrvMailHealth post_read_health (Post *f);
/* One mail, of which this is said. */
void post_expect_waiting (Post *f, const char *words);
