/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-issuing.h"
#include "sync/pd-sync-waiting.h"

G_BEGIN_DECLS

GtkWidget *
pd_queue_section_new (const PdStoreQueue *queue, PdStoreQueuePlace place, const PdSyncSituation *situation);
const char *pd_queue_row_get_id (GtkWidget *row);

G_END_DECLS
