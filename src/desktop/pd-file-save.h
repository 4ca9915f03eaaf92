/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *pd_save_file_name (const char *name, const char *ending);
void pd_save_file_async (GtkWindow *parent,
                         const char *title,
                         const char *name,
                         GBytes *content,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
GFile *pd_save_file_finish (GAsyncResult *result, GError **error);

void pd_remember_folder (GFile *file);
GFile *pd_remembered_folder (void);
GtkFileChooserNative *pd_sheet_chooser_new (GtkWindow *parent, const char *title);

G_END_DECLS
