/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/** BenchMake: Returns: (transfer full): the n-th record of a platform */
typedef PdRecord *(*BenchMake) (guint n);

PdWirePage *bench_page_new (guint first, guint end, BenchMake make);
void bench_page_apply (PdStore *store, const PdWirePage *page);

G_END_DECLS
