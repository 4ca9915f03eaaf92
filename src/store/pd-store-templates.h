/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-list.h"

G_BEGIN_DECLS

GPtrArray *pd_store_order_templates (PdStoreSession *session, GCancellable *cancellable, GError **error);

G_END_DECLS
