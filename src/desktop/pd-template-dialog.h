/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_TEMPLATE_DIALOG (pd_template_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdTemplateDialog, pd_template_dialog, PD, TEMPLATE_DIALOG, AdwWindow)

char *pd_template_summary (const PdRecord *order);
PdTemplateDialog *pd_template_dialog_new (GtkWindow *parent,
                                          PdStore *store,
                                          const PdRecord *order_template,
                                          const PdRecord *order);

G_END_DECLS
