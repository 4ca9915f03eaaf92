/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"
#include "sync/pd-sync-blobs.h"

G_BEGIN_DECLS

const PdRecord *pd_received_best_file (const PdRecord *received);
void pd_show_received (GtkWindow *parent, PdStore *store, PdSyncBlobs *blobs, const PdRecord *received);

G_END_DECLS
