/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

void pd_load_invoice_async (PdStore *store,
                            const char *invoice_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void pd_load_draft_async (PdStore *store,
                          const char *order_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
PdRecord *pd_load_invoice_finish (GAsyncResult *result, GError **error);

void pd_make_invoice_pdf_async (PdRecord *invoice,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GBytes *pd_make_invoice_pdf_finish (GAsyncResult *result, GError **error);

G_END_DECLS
