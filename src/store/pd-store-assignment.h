/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

GPtrArray *pd_store_assignment_rules (PdStoreSession *session, GError **error);
GPtrArray *pd_store_assignment_orders (PdStoreSession *session, guint limit, GError **error);
GStrv pd_store_assignment_known (PdStoreSession *session, guint field, GError **error);
GStrv pd_store_known_people (PdStoreSession *session, const char *user, GError **error);
GHashTable *pd_store_assignment_loads (PdStoreSession *session, GError **error);

G_END_DECLS
