/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-repair.h"
#include "sync/pd-sync-reconcile.h"

G_BEGIN_DECLS

GtkWidget *pd_reconcile_item_row_new (const PdReconcileItem *item);
GtkWidget *pd_reconcile_repair_row_new (const PdStoreRepair *repair);
char *pd_reconcile_details (const PdReconcileReport *report);
GtkWidget *pd_reconcile_table_new (const PdReconcileReport *report);

G_END_DECLS
