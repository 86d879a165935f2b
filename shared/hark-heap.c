/* hark-heap.c: memory is wiped before it is given back
 *
 * What passes through GLib, libsoup, json-glib and SQLite is copied by them, and what they free
 * keeps its bytes until somebody else writes there: a core, a swapped page or a read past some end
 * would have all of it. So the programs bring their own free() and realloc(), which the libraries
 * take as well. M_PERTURB of mallopt() is no replacement: it leaves out what goes into a thread's
 * cache, which is nearly everything.
 *
 * Linked into a program, not into a library. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* The C library's own, under the names that it has for programs with another malloc. */
extern void __libc_free (void *memory);
extern void *__libc_realloc (void *memory, size_t size);

void
free (void *memory)
{
  int kept = errno;

  if (memory == NULL)
    return;

  explicit_bzero (memory, malloc_usable_size (memory));
  __libc_free (memory);
  errno = kept;
}

/* What grows moves here and not there, where the old place would stay as it was. */
void *
realloc (void *memory, size_t size)
{
  size_t has;
  void *moved;

  if (memory == NULL)
    return malloc (size);
  if (size == 0)
    {
      free (memory);
      return NULL;
    }

  has = malloc_usable_size (memory);
  if (size <= has)
    {
      explicit_bzero ((char *)memory + size, has - size);
      return size < has / 2 ? __libc_realloc (memory, size) : memory;
    }

  moved = malloc (size);
  if (moved == NULL)
    return NULL;
  memcpy (moved, memory, has);
  free (memory);
  return moved;
}
