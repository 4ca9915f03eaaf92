/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-entry.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_PRINT_QUEUE (pd_print_queue_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintQueue, pd_print_queue, PD, PRINT_QUEUE, GObject)

/** More documents are not taken into one queue. */
#define PD_PRINT_QUEUE_MAX 5000

PdPrintQueue *pd_print_queue_new (PdStore *store);
GListModel *pd_print_queue_get_list (PdPrintQueue *self);
guint pd_print_queue_get_n_entries (PdPrintQueue *self);
GPtrArray *pd_print_queue_get_entries (PdPrintQueue *self);
gboolean pd_print_queue_is_loading (PdPrintQueue *self);

guint pd_print_queue_add_invoices (PdPrintQueue *self, const char *const *ids);
void pd_print_queue_add_rows (PdPrintQueue *self, GArray *rows);
guint pd_print_queue_add_files (PdPrintQueue *self, GListModel *files);
gboolean pd_print_queue_add_received (PdPrintQueue *self,
                                      const char *id,
                                      const char *title,
                                      const char *subtitle,
                                      GFile *file);
void pd_print_queue_add_item (PdPrintQueue *self, PdPrintItem *item);
void pd_print_queue_look_again (PdPrintQueue *self);
void pd_print_queue_remove (PdPrintQueue *self, PdPrintEntry *entry);
void pd_print_queue_remove_entries (PdPrintQueue *self, GPtrArray *entries);
PdStore *pd_print_queue_get_store (PdPrintQueue *self);
void pd_print_queue_clear (PdPrintQueue *self);
void pd_print_queue_move (PdPrintQueue *self, guint from, guint to);

void pd_print_queue_set_doubtful (PdPrintQueue *self, GPtrArray *entries, gboolean doubtful);
void pd_print_queue_printed_async (PdPrintQueue *self,
                                   GPtrArray *entries,
                                   const guint *sheets,
                                   guint copies,
                                   const char *printer,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean pd_print_queue_printed_finish (PdPrintQueue *self, GAsyncResult *result, GError **error);

G_END_DECLS
