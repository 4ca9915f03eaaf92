/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

GPtrArray *pd_store_list_red_forms (PdStoreSession *session, const char *invoice, GError **error);
gboolean pd_store_add_reversal (PdStoreSession *session, const PdRecord *form, gint64 now, GError **error);

G_END_DECLS
