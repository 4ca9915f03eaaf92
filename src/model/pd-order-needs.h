/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"

G_BEGIN_DECLS

gboolean pd_order_need_holds (const PdRecord *order, PdOrderNeed need, const char *reason);
char *pd_order_need_sentence (const PdRecord *order, PdOrderNeed need);
char *pd_order_packed_quantity (const PdRecord *order, const char *line_id);
char *pd_order_replaced_quantity (const PdRecord *order, const char *claim_id);
gboolean pd_order_parcel_is_delivered (const PdRecord *order, const PdRecord *parcel);

G_END_DECLS
