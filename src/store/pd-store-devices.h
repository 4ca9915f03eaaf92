/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

PdRecord *pd_store_enter_device (PdStoreSession *session,
                                 const char *tenant,
                                 const PdRecord *wanted,
                                 gint64 now,
                                 GError **error);

G_END_DECLS
