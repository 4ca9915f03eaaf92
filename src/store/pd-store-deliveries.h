/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

PdRecord *
pd_store_find_delivery (PdStoreSession *session, const char *invoice, const char *recipient, GError **error);

G_END_DECLS
