/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_IMPORT_DIALOG (pd_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdImportDialog, pd_import_dialog, PD, IMPORT_DIALOG, AdwWindow)

PdImportDialog *pd_import_dialog_new (GtkWindow *parent, PdStore *store);
void pd_import_dialog_open (PdImportDialog *self, GFile *file);
const char *pd_import_dialog_get_step (PdImportDialog *self);

G_END_DECLS
