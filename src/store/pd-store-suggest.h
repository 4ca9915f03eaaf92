/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-suggest.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

gboolean pd_store_suggest_codes (PdStoreSession *session,
                                 PdSuggest *suggest,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
