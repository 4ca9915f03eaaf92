/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_RULE_PLACE (pd_rule_place_get_type ())
G_DECLARE_FINAL_TYPE (PdRulePlace, pd_rule_place, PD, RULE_PLACE, GtkWidget)

GtkWidget *pd_rule_place_new (PdStore *store);
void pd_rule_place_set_role (PdRulePlace *self, const char *role);

G_END_DECLS
