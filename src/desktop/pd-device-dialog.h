/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_DEVICE_DIALOG (pd_device_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdDeviceDialog, pd_device_dialog, PD, DEVICE_DIALOG, AdwWindow)

PdDeviceDialog *pd_device_dialog_new (GtkWindow *parent, PdStore *store);

G_END_DECLS
