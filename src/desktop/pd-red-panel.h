/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_RED_PANEL (pd_red_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdRedPanel, pd_red_panel, PD, RED_PANEL, GtkBox)

GtkWidget *pd_red_panel_new (PdStore *store);
void pd_red_panel_show (PdRedPanel *self, const PdRecord *record);

G_END_DECLS
