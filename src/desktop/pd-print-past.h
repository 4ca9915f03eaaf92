/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-entry.h"
#include "store/pd-store-session.h"

G_BEGIN_DECLS

gboolean pd_print_past_read (PdStoreSession *session,
                             const char *invoice_id,
                             const char *sha256,
                             PdPrintPast *past,
                             GCancellable *cancellable,
                             GError **error);
void pd_print_past_find_async (PdStore *store,
                               GPtrArray *entries,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean pd_print_past_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
