/* faulty.h: a disk that fails: a VFS of SQLite in front of the real one, for all of this process
 *
 * Counts what SQLite asks of its files and lets the Nth call fail, once or until told otherwise. It
 * also knows what has reached the disk for certain: what was written since the last sync that
 * succeeded is lost when the power is cut, and a sync that failed forgets what it should have
 * written, as Linux does. From any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULTY_OPEN,
  FAULTY_READ,
  FAULTY_WRITE,
  FAULTY_SYNC,
  FAULTY_TRUNCATE,
  FAULTY_ANY
} FaultyCall;

/* What fails, and how. */
typedef struct
{
  const char *name;
  FaultyCall call;
  int result;       /* SQLite's, extended */
  int system_error; /* errno beside it */
} FaultyKind;

/* Every kind that a disk knows: full, broken, read-only, not to be opened. */
extern const FaultyKind faulty_kinds[];
extern const guint faulty_n_kinds;

/* Before the first database of the process is opened. */
void faulty_install (void);
/* From now on the @nth call (1: the next) of @kind fails, and with @lasting all after it. Only in
 * files below @folder. The counts begin anew. */
void faulty_begin (const char *folder, const FaultyKind *kind, guint nth, gboolean lasting);
/* The disk is sound again. How many calls have failed. */
guint faulty_end (void);
/* Writing that makes a file of @folder longer fails with a full disk once @bytes more were added;
 * until faulty_end(). */
void faulty_fill (const char *folder, gint64 bytes);

typedef enum
{
  FAULTY_KILL,  /* the process ends: all that was written is there */
  FAULTY_POWER, /* the computer ends: what was synced is there */
} FaultyEnd;

/* The databases of @folder as they would be found after such an end in this moment, into @into. */
void faulty_copy (const char *folder, FaultyEnd end, const char *into);

G_END_DECLS
