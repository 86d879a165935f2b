/* srv-limits.h: every cap on what a stranger controls, by name. Sizes in bytes, times in seconds.
 */
#pragma once

/* the gate */
#define SRV_MAX_CONNECTIONS 8192
#define SRV_SPARE_DESCRIPTORS 512 /* that connections leave to the store and to files */
#define SRV_MAX_PER_SOURCE 512 /* of those, where gate.per-source says nothing else */
#define SRV_MAX_HEAD (16 * 1024)
#define SRV_MAX_HEADERS 64
#define SRV_MAX_TARGET 2048
#define SRV_MAX_CONTENT_LENGTH (G_GINT64_CONSTANT (8) * 1024 * 1024 * 1024)
#define SRV_HEAD_SECONDS 10
#define SRV_IDLE_SECONDS 30
#define SRV_MIN_BODY_RATE 1024 /* bytes a second, after the grace below */
#define SRV_BODY_GRACE_SECONDS (2 * SRV_HEAD_SECONDS)
#define SRV_LINGER_SECONDS 5 /* for a client to read why it was refused */

/* requests */
#define SRV_MAX_JSON_BODY (1280 * 1024)
#define SRV_MAX_FORM_BODY (512 * 1024)
#define SRV_MAX_BODY_MEMORY (256 * 1024 * 1024) /* of all requests together */
#define SRV_HANDLER_THREADS 16
#define SRV_HANDLER_QUEUE 512
#define SRV_MAX_UNSENT (1024 * 1024) /* of a streamed reply */
#define SRV_MAX_STREAMS 256          /* that wait for their client, beside the handlers */
#define SRV_WRONG_MILLISECONDS 1000  /* until a wrong secret is answered, where many are wrong */

/* event streams */
#define SRV_MAX_PUSH 2048        /* most of the connections stay free for requests */
#define SRV_MAX_PUSH_USER 16     /* of one account */
#define SRV_MAX_PUSH_UNSENT 4096 /* of one stream: dozens of events that nobody took */
#define SRV_GONE_SECONDS 60      /* without a sign of life while something was sent */

/* forms */
#define SRV_MAX_FORM_FIELDS 64
#define SRV_MAX_FORM_NAME 64
#define SRV_MAX_FORM_FILENAME 255
#define SRV_MAX_PART_HEAD 4096
