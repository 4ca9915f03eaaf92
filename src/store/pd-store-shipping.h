/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

GHashTable *pd_store_goods_of_orders (PdStoreSession *session, GPtrArray *orders, GError **error);
gboolean pd_store_get_company (PdStoreSession *session, PdRecord **company, GError **error);

G_END_DECLS
