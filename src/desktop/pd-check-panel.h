/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_CHECK_PANEL (pd_check_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdCheckPanel, pd_check_panel, PD, CHECK_PANEL, GtkBox)

GtkWidget *pd_check_panel_new (PdStore *store);
void pd_check_panel_show (PdCheckPanel *self, PdRecord *order);
void pd_check_panel_set_role (PdCheckPanel *self, const char *role);

G_END_DECLS
