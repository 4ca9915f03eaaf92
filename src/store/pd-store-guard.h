/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-session.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/* What the platform takes away from a stream without asking: so many records, or this share of them (sync: mass-change
 * guard). */
#define PD_STORE_GUARD_ALWAYS 50
#define PD_STORE_GUARD_SHARE 20

gboolean
pd_store_guard_page (PdStoreSession *session, const PdWirePage *page, gboolean accepted, GError **error);
gboolean pd_store_guard_end (PdStoreSession *session, GError **error);

G_END_DECLS
