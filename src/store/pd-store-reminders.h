/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-notice.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

GPtrArray *pd_store_list_reminders (PdStoreSession *session, gint64 now, guint ahead, GError **error);
GPtrArray *pd_store_take_notices (PdStoreSession *session,
                                  const char *user,
                                  const char *role,
                                  gint64 now,
                                  GError **error);

G_END_DECLS
