/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"

G_BEGIN_DECLS

char *bench_order_id (guint n);
PdRecord *bench_order_new (guint n);

G_END_DECLS
