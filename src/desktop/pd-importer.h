/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "document/pd-order-import.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdImportCounts: what became of a file. */
typedef struct
{
  guint saved;   /* new orders */
  guint present; /* were here already, or deleted here: left as they are */
  guint refused; /* a row is wrong */
  guint failed;  /* could not be saved */
  guint left;    /* not reached, because it was cancelled */
} PdImportCounts;

#define PD_TYPE_IMPORTER (pd_importer_get_type ())
G_DECLARE_FINAL_TYPE (PdImporter, pd_importer, PD, IMPORTER, GObject)

PdImporter *pd_importer_new (PdStore *store);

void pd_importer_open_async (PdImporter *self,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean pd_importer_open_finish (PdImporter *self, GAsyncResult *result, GError **error);
PdSheetBook *pd_importer_get_book (PdImporter *self);
PdImportMapping *pd_importer_get_mapping (PdImporter *self);

void pd_importer_plan_async (PdImporter *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean pd_importer_plan_finish (PdImporter *self, GAsyncResult *result, GError **error);
PdImportPlan *pd_importer_get_plan (PdImporter *self);

void pd_importer_save_async (PdImporter *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean pd_importer_save_finish (PdImporter *self, GAsyncResult *result, GError **error);
const PdImportCounts *pd_importer_get_counts (PdImporter *self);
GPtrArray *pd_importer_get_saved_ids (PdImporter *self);
const char *pd_importer_get_first_failure (PdImporter *self);

double pd_importer_get_progress (PdImporter *self);

G_END_DECLS
