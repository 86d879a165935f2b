/* hark-name.c: see hark-name.h */
#include "hark-name.h"

int
hark_name_find (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return (int)i;

  return -1;
}
