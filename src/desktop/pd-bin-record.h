/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-bin.h"

G_BEGIN_DECLS

GtkWidget *pd_bin_record_new (GtkWindow *parent, PdStore *store, const PdStoreBinEntry *entry);

G_END_DECLS
