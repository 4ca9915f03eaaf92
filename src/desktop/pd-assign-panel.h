/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_ASSIGN_PANEL (pd_assign_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdAssignPanel, pd_assign_panel, PD, ASSIGN_PANEL, GtkBox)

GtkWidget *pd_assign_panel_new (PdStore *store);
void pd_assign_panel_show (PdAssignPanel *self, PdRecord *order);
void pd_assign_panel_set_role (PdAssignPanel *self, const char *role);

G_END_DECLS
