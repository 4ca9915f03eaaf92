/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/pd-shipping-pages.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

void pd_print_orders (GtkWindow *parent, PdStore *store, PdShippingKind kind, const char *order_id);
void pd_print_orders_rows (GtkWindow *parent, PdStore *store, PdShippingKind kind, GArray *rows);

G_END_DECLS
