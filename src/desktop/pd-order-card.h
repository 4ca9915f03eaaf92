/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-list.h"

G_BEGIN_DECLS

GtkWidget *pd_order_card_new (const PdStoreRow *row, const char *today);
const char *pd_order_card_get_id (GtkWidget *card);
const char *pd_order_card_get_stage (GtkWidget *card);
const char *pd_order_card_get_kind (GtkWidget *card);

G_END_DECLS
