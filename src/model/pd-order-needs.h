/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"

G_BEGIN_DECLS

gboolean pd_order_need_holds (const PdRecord *order, PdOrderNeed need, const char *reason);
char *pd_order_need_sentence (const PdRecord *order, PdOrderNeed need);
char *pd_order_packed_quantity (const PdRecord *order, const char *line_id);
char *pd_order_replaced_quantity (const PdRecord *order, const char *claim_id);
char *pd_order_left_to_replace (const PdRecord *order, const char *claim_id, const char **why_not);
char *pd_order_exchange_obstacle (const PdRecord *before, const PdRecord *after);
gboolean pd_order_parcel_is_delivered (const PdRecord *order, const PdRecord *parcel);

G_END_DECLS
