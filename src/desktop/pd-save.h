/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

void pd_save_async (PdStore *store,
                    const PdRecord *original,
                    const PdRecord *working,
                    gboolean insist,
                    GAsyncReadyCallback callback,
                    gpointer user_data);
gboolean pd_save_finish (PdStore *store, GAsyncResult *result, char **clashes, GError **error);

G_END_DECLS
