/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-facts.h"

G_BEGIN_DECLS

PdRecord *pd_fact_start (PdRecord *order, PdOrderList list, const char *today, gint64 now);
gboolean pd_fact_has_unpacked (const PdRecord *order);
void pd_fact_pack_rest (PdRecord *order, const PdRecord *parcel, gint64 now);
void pd_fact_remove (PdRecord *order, PdOrderList list, const char *fact_id);

G_END_DECLS
