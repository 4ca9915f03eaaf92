/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-list.h"

G_BEGIN_DECLS

/** PdStoreStage: the orders of one kind that are in one stage. */
typedef struct
{
  const char *stage; /* as pd_order_get_stage() tells */
  guint limit;       /* how many are read at most */
  guint n;           /* how many there are */
  GPtrArray *rows;   /* (owned) of PdStoreRow: those due first; of what is over, the latest */
} PdStoreStage;

GArray *pd_store_stages_new (const char *kind, guint limit);
gboolean pd_store_read_stages (PdStoreSession *session, const char *kind, GArray *stages, GError **error);

G_END_DECLS
