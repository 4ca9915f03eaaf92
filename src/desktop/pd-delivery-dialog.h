/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_DELIVERY_DIALOG (pd_delivery_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdDeliveryDialog, pd_delivery_dialog, PD, DELIVERY_DIALOG, AdwWindow)

PdDeliveryDialog *pd_delivery_dialog_new (GtkWindow *parent, PdStore *store, const char *const *invoice_ids);

G_END_DECLS
