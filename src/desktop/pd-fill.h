/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

void pd_fill_order_from_buyer (PdRecord *order, const PdRecord *buyer);
void pd_fill_line_from_good (PdRecord *line, const PdRecord *good, gboolean price_includes_tax);
gboolean pd_line_is_blank (const PdRecord *line);

G_END_DECLS
