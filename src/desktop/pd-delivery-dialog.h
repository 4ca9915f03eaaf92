/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

/* Each has an entry: more at once nobody looks through. */
#define PD_DELIVERY_DIALOG_MAX 200

#define PD_TYPE_DELIVERY_DIALOG (pd_delivery_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdDeliveryDialog, pd_delivery_dialog, PD, DELIVERY_DIALOG, AdwWindow)

PdDeliveryDialog *pd_delivery_dialog_new (GtkWindow *parent, PdStore *store, const char *const *invoice_ids);
PdDeliveryDialog *pd_delivery_dialog_new_for_rows (GtkWindow *parent, PdStore *store, GArray *rows);

G_END_DECLS
