/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void pd_print_pdf_async (GtkWindow *parent,
                         GBytes *pdf,
                         const char *title,
                         guint copies,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
void pd_print_pdf_to_file_async (GtkWindow *parent,
                                 GBytes *pdf,
                                 const char *title,
                                 const char *path,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean pd_print_pdf_finish (GAsyncResult *result, GtkBitset **pages, guint *copies, GError **error);

G_END_DECLS
