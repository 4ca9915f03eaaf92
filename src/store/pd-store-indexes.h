/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: which indexes the file has, and what the planner is told of them. */

#include "store/pd-store-session.h"

G_BEGIN_DECLS

gboolean
pd_store_indexes_append_missing (PdStoreSession *session, GString *sql, guint *n_missing, GError **error);

G_END_DECLS
