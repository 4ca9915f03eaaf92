/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

GPtrArray *
pd_store_entry_check (PdStoreSession *session, const PdRecord *order, const char *today, GError **error);

G_END_DECLS
