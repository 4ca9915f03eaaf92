/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"

G_BEGIN_DECLS

PdRecord *pd_order_content (const PdRecord *order, const char *id);
PdRecord *pd_order_from_content (const PdRecord *content, const char *id, const char *order_date);

G_END_DECLS
