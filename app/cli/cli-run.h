/* cli-run.h: from the words of the call to a command */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The whole program; the exit code. */
int cli_run (int argc, char **argv);

G_END_DECLS
