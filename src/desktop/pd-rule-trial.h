/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_RULE_TRIAL (pd_rule_trial_get_type ())
G_DECLARE_FINAL_TYPE (PdRuleTrial, pd_rule_trial, PD, RULE_TRIAL, AdwWindow)

PdRuleTrial *pd_rule_trial_new (GtkWindow *parent, PdStore *store, const char *rule_id);

G_END_DECLS
