/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_BULK_RESULTS (pd_bulk_results_get_type ())
G_DECLARE_FINAL_TYPE (PdBulkResults, pd_bulk_results, PD, BULK_RESULTS, GtkWidget)

GtkWidget *pd_bulk_results_new (PdStore *store, GPtrArray *entries);
void pd_bulk_results_export (PdBulkResults *self);
guint pd_bulk_results_count (PdBulkResults *self, guint outcome);

G_END_DECLS
