/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/pd-order-facts.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_FACT_DIALOG (pd_fact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdFactDialog, pd_fact_dialog, PD, FACT_DIALOG, AdwWindow)

PdFactDialog *pd_fact_dialog_new (GtkWindow *parent,
                                  PdStore *store,
                                  const PdRecord *order,
                                  PdOrderList list,
                                  const char *fact_id);

G_END_DECLS
