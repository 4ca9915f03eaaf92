/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/pd-store-list.h"

G_BEGIN_DECLS

#define PD_TYPE_ROW_ITEM (pd_row_item_get_type ())
G_DECLARE_FINAL_TYPE (PdRowItem, pd_row_item, PD, ROW_ITEM, GObject)

gint64 pd_row_item_get_row (PdRowItem *self);
const PdStoreRow *pd_row_item_get_data (PdRowItem *self);

#define PD_TYPE_ROW_MODEL (pd_row_model_get_type ())
G_DECLARE_FINAL_TYPE (PdRowModel, pd_row_model, PD, ROW_MODEL, GObject)

PdRowModel *pd_row_model_new (PdStore *store);
void pd_row_model_set_query (PdRowModel *self, const PdStoreQuery *query);
const PdStoreQuery *pd_row_model_get_query (PdRowModel *self);
void pd_row_model_refresh (PdRowModel *self);
gboolean pd_row_model_is_other_query (PdRowModel *self);
gboolean pd_row_model_is_loading (PdRowModel *self);
gboolean pd_row_model_get_row (PdRowModel *self, guint position, gint64 *row);
gboolean pd_row_model_find_record (PdRowModel *self, const char *record_id, guint *position);
guint pd_row_model_get_n_items_alive (PdRowModel *self);

G_END_DECLS
