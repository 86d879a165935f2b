/* liar.h: a server that lies: passes what a real one answers on to real clients, with lies in it.
 *
 * Lies are told in the order in which they were begun, until liar_be_honest (). */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _Liar Liar;

/* An answer on its way, to be changed in place. */
typedef struct
{
  const char *path; /* of the request, with its query */
  GBytes *sent;     /* the request's body */
  guint status;
  GString *headers;  /* further lines, with CRLF */
  GByteArray *body;  /* never NULL */
  guint n_repeats;   /* the body comes so many times more */
  gboolean is_raw;   /* the headers are all that comes before the body */
  guint drip;        /* milliseconds before each sip of it; 0: it comes as fast as it is taken */
  guint sip;         /* bytes, 0: one */
  gsize at_once;     /* so many come before that begins */
  gboolean is_empty; /* the server did not answer */
} LiarAnswer;

typedef void (*Lie) (LiarAnswer *answer, gpointer user);
typedef void (*LieLine) (JsonObject *line, gpointer user);

/* In front of 127.0.0.1:@upstream. */
Liar *liar_new (guint16 upstream);
void liar_free (Liar *self);
guint16 liar_get_port (Liar *self);

/* To requests of @method whose path begins with @prefix. */
void liar_tell (Liar *self, const char *method, const char *prefix, Lie lie, gpointer user);
/* These do not reach the server. */
void liar_make_up (Liar *self, const char *method, const char *prefix, Lie lie, gpointer user);
/* The same text, whatever was asked; @text must stay. */
void liar_tell_text (Liar *self, const char *method, const char *prefix, guint status,
                     const char *text);
/* In the JSON object of such an answer. */
void liar_tell_json (Liar *self, const char *method, const char *prefix, LieLine lie,
                     gpointer user);
/* In each line of the feed with this "k". A line that loses its "k" is left out, one that gains
 * "also" (an object, or an array of them) is followed by that; the end counts them all. */
void liar_tell_line (Liar *self, const char *kind, LieLine lie, gpointer user);
void liar_be_honest (Liar *self);

/* Requests so far. */
guint liar_count (Liar *self, const char *method, const char *prefix);

/* For lies. */
void liar_set_text (LiarAnswer *answer, const char *text);

/* Another bit in the byte @at of what @member holds in base64. */
void liar_flip (JsonObject *object, const char *member, gsize at);

G_END_DECLS
