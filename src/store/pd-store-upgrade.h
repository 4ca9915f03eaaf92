/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store and its tests: making a file, and making an older one newer. */

#include "store/pd-store-schema.h"

G_BEGIN_DECLS

gboolean pd_store_prepare_file (const char *path, const PdStoreStep *steps, guint n_steps, GError **error);
gboolean pd_store_check_file (PdStoreSession *session, GError **error);

G_END_DECLS
