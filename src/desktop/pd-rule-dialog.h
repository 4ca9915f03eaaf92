/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_RULE_DIALOG (pd_rule_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdRuleDialog, pd_rule_dialog, PD, RULE_DIALOG, AdwWindow)

PdRuleDialog *pd_rule_dialog_new (GtkWindow *parent, PdStore *store, const PdRecord *rule, gint64 position);

G_END_DECLS
