/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-shipping-pages.h"
#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

PdPrintItem *pd_print_item_new_for_shipping (PdShippingPages *pages);
void pd_print_settings_init_shipping (PdPrintSettings *settings, PdShippingKind kind);

G_END_DECLS
