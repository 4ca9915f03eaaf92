/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

#define PD_TYPE_WAY_PANEL (pd_way_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdWayPanel, pd_way_panel, PD, WAY_PANEL, GtkBox)

GtkWidget *pd_way_panel_new (void);
void pd_way_panel_show (PdWayPanel *self, PdRecord *record, const char *pending_command);
void pd_way_panel_set_role (PdWayPanel *self, const char *role);

G_END_DECLS
