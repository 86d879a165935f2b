/* app-recovery-sheet.h: the recovery sheet of an AppSetup, as a sheet group takes it */
#pragma once

#include "sheet/app-sheet-group.h"

G_BEGIN_DECLS

extern const AppSheetKind app_recovery_sheet;

G_END_DECLS
