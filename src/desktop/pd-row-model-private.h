/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-row-model.h"

G_BEGIN_DECLS

struct _PdRowItem
{
  GObject parent_instance;

  PdRowModel *model; /* (borrowed) (nullable) NULL once the model is gone */
  gint64 row;
  PdStoreRow *data; /* (owned) (nullable) NULL until its block came */
  gboolean asked;   /* waits for its block, or its block is under way */
};

struct _PdRowModel
{
  GObject parent_instance;

  PdStore *store;      /* (owned) */
  PdStoreQuery *query; /* (owned) (nullable) */
  GArray *rows;        /* (owned) of gint64: the snapshot */
  GHashTable *items;   /* (owned) row → PdRowItem (borrowed): those that somebody holds */
  GQueue recent;       /* (owned) of PdRowItem (owned) */
  GHashTable
      *first; /* (owned) row → PdStoreRow (owned): what came with the snapshot and nobody has asked for yet */
  GArray *wanted;         /* (owned) of gint64: rows to fetch in the next block */
  GCancellable *querying; /* (owned) (nullable) the query that runs */
  GCancellable *fetching; /* (owned) ends with the model */
  gulong changed_handler; /* of the store */
  guint fetch_source;
  gboolean query_is_new; /* whether the snapshot under way is for another query than the one shown */
};

enum
{
  ITEM_CHANGED,
  MODEL_FAILED,
  N_SIGNALS
};

extern guint pd_row_model_signals[];

/* Of so many rows at its beginning a new list has the content at once, which is as many as GTK asks for. */
#define PD_ROW_MODEL_FIRST 48

void pd_row_model_want (PdRowModel *self, PdRowItem *item);
void pd_row_model_take_first (PdRowModel *self, GPtrArray *first);
gboolean pd_row_model_give_first (PdRowModel *self, PdRowItem *item);

G_END_DECLS
