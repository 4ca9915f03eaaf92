/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-statement-match.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreOpenOrders: what the lines of a statement are held against. */
typedef struct
{
  GPtrArray *records; /* (owned) of PdRecord: what the orders' texts belong to */
  GArray *orders;     /* (owned) of PdOpenOrder */
  GHashTable *known;  /* (owned) of char*: keys of lines that were entered before */
} PdStoreOpenOrders;

PdStoreOpenOrders *
pd_store_open_orders_read (PdStoreSession *session, GCancellable *cancellable, GError **error);
void pd_store_open_orders_free (PdStoreOpenOrders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreOpenOrders, pd_store_open_orders_free)

gboolean pd_store_enter_statement_payment (PdStoreSession *session,
                                           const char *source,
                                           const PdStatementLine *line,
                                           const PdOpenOrder *order,
                                           gint64 amount,
                                           gint64 now,
                                           GError **error);

G_END_DECLS
