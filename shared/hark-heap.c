/* hark-heap.c: memory is wiped before it is given back
 *
 * What passes through GLib, libsoup, json-glib and SQLite is copied by them, and what they free
 * keeps its bytes until somebody else writes there: a core, a swapped page or a read past some end
 * would have all of it. So the programs bring their own free() and realloc(), which the libraries
 * take as well. M_PERTURB of mallopt() is no replacement: it leaves out what goes into a thread's
 * cache, which is nearly everything.
 *
 * GLib's pool of small pieces is another heap, out of which GTK takes the lines of a text that is
 * being written: what is given back to it from outside GLib is wiped as well.
 *
 * Linked into a program, not into a library. */
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
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

void
g_slice_free1 (gsize size, gpointer memory)
{
  static void (*give_back) (gsize size, gpointer memory);

  if (memory == NULL)
    return;

  if (give_back == NULL) /* any thread finds the same */
    *(void **)&give_back = dlsym (RTLD_NEXT, "g_slice_free1");
  explicit_bzero (memory, size);
  give_back (size, memory);
}
