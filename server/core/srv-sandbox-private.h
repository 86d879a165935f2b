/* srv-sandbox-private.h: the two locks; srv-sandbox.h tells the rest */
#pragma once

#include "srv-sandbox.h"

G_BEGIN_DECLS

/* The sanitizers' leak check looks at its own process from a second one. GCC and clang say
 * differently that it is there. */
#ifndef __has_feature
#define __has_feature(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SRV_SANDBOX_LEAK_CHECK 1
#else
#define SRV_SANDBOX_LEAK_CHECK 0
#endif

/* Both: FALSE with an error; TRUE with what was had, 0 or FALSE where the kernel lacks it. */
gboolean srv_sandbox_lock_files (const SrvSandboxNeeds *needs, int *abi, GError **error);
gboolean srv_sandbox_filter_calls (gboolean connects, gboolean *filter, GError **error);

G_END_DECLS
