/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-stock.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

/** PdStoreStock: a good and what there is of it. */
typedef struct
{
  PdRecord *good; /* (owned) */
  PdStockLevel level;
} PdStoreStock;

/** PdStoreShortage: a line of an order that there is not enough for. */
typedef struct
{
  char *line_id;        /* (owned) */
  char *good_id;        /* (owned) */
  char *good_name;      /* (owned) */
  char *wanted;         /* (owned) canonical decimal text */
  char *available;      /* (owned) */
  char *missing;        /* (owned) */
  gint64 expected_at;   /* when more may be there, microseconds since 1970; 0: nobody can tell */
  guint receipts_every; /* days between deliveries of it; 0: nobody can tell */
} PdStoreShortage;

gboolean
pd_store_stock_level (PdStoreSession *session, const char *good_id, PdStockLevel *level, GError **error);
GPtrArray *pd_store_stock_levels (PdStoreSession *session, GError **error);
GPtrArray *pd_store_stock_to_order (PdStoreSession *session, GError **error);
gboolean pd_store_stock_next_receipt (PdStoreSession *session,
                                      const char *good_id,
                                      gint64 now,
                                      gint64 *expected_at,
                                      guint *every_days,
                                      GError **error);
gboolean pd_store_stock_save_move (PdStoreSession *session,
                                   PdRecord *move,
                                   gint64 now,
                                   gboolean *written,
                                   GError **error);
gboolean
pd_store_stock_is_reversed (PdStoreSession *session, const char *move_id, gboolean *reversed, GError **error);
PdRecord *pd_store_stock_reverse (PdStoreSession *session,
                                  const char *move_id,
                                  const char *reason,
                                  gint64 now,
                                  GError **error);
gboolean pd_store_stock_link_lines (PdStoreSession *session, PdRecord *order, GError **error);
GPtrArray *
pd_store_stock_shortages (PdStoreSession *session, const PdRecord *order, gint64 now, GError **error);

G_END_DECLS
