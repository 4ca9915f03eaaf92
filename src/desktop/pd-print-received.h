/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"
#include "sync/pd-sync-blobs.h"

G_BEGIN_DECLS

void pd_print_received (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, const PdRecord *received);
void pd_print_received_rows (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, GArray *rows);

G_END_DECLS
