/* solve.c: reads a page with a security question, prints the answer: for tests in other languages */
#include <stdio.h>

#include "solver.h"

int
main (void)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autofree char *answer = NULL;
  char buffer[4096];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (page, buffer, (gssize)n);
  answer = solver_solve (page->str);
  if (answer == NULL)
    {
      fprintf (stderr, "there is no question that a person could answer\n");
      return 1;
    }
  puts (answer);
  return 0;
}
