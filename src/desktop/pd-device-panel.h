/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_DEVICE_PANEL (pd_device_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdDevicePanel, pd_device_panel, PD, DEVICE_PANEL, GtkBox)

GtkWidget *pd_device_panel_new (PdStore *store);
void pd_device_panel_show (PdDevicePanel *self, PdRecord *device);
void pd_device_panel_set_role (PdDevicePanel *self, const char *role);

G_END_DECLS
