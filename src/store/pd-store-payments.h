/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

gboolean pd_store_get_statement_keys (PdStoreSession *session, GHashTable *keys, GError **error);

G_END_DECLS
