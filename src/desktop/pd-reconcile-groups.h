/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-reconcile.h"

G_BEGIN_DECLS

/** PdReconcileRowFunc: Returns: (transfer floating): a row that shows @item */
typedef GtkWidget *(*PdReconcileRowFunc) (const PdReconcileItem *item, gpointer data);

void pd_reconcile_groups_fill (GtkListBox *list, GPtrArray *items, PdReconcileRowFunc create, gpointer data);

G_END_DECLS
