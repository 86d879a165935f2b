/* app-recovery-key.h: a recovery key of the organisation, as it is drawn and printed: one A4 page
 */
#pragma once

#include <cairo.h>

#include "hark-recovery.h"

G_BEGIN_DECLS

typedef struct _AppRecoveryKey AppRecoveryKey;

/* Drawn here; nobody else knows it. @replaced: the key whose place it is to take, zeros for none.
 */
AppRecoveryKey *app_recovery_key_new (const char *organisation, const char *fingerprint,
                                      const HarkId *org, const HarkId *replaced);
/* Counted, from any thread: with the last reference it is wiped. */
AppRecoveryKey *app_recovery_key_ref (AppRecoveryKey *self);
void app_recovery_key_unref (AppRecoveryKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppRecoveryKey, app_recovery_key_unref)

const HarkRecoveryKeys *app_recovery_key_get_keys (AppRecoveryKey *self);
const HarkId *app_recovery_key_get_replaced (AppRecoveryKey *self);
/* Whether @text, typed from the sheet in either form, is this key: HARK_ERROR_INVALID for what is
 * none or mistyped, HARK_ERROR_UNVERIFIED for another. */
gboolean app_recovery_key_check (AppRecoveryKey *self, const char *text, GError **error);

/* On a page of @width × @height points. */
void app_recovery_key_draw (AppRecoveryKey *self, cairo_t *cairo, double width, double height);
gboolean app_recovery_key_write_pdf (AppRecoveryKey *self, const char *path, GError **error);
/* Free with hark_seal_free_string (). */
char *app_recovery_key_to_text (AppRecoveryKey *self);

G_END_DECLS
