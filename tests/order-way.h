/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"

G_BEGIN_DECLS

/* Makes all that an arrow needs hold for an order, as people would who do their work. */
void order_way_satisfy (PdRecord *order, const PdOrderArrow *arrow, const char *today, gint64 now);
const char *order_way_role (const char *command);

G_END_DECLS
