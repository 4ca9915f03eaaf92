/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

#define PD_TYPE_HISTORY_LIST (pd_history_list_get_type ())
G_DECLARE_FINAL_TYPE (PdHistoryList, pd_history_list, PD, HISTORY_LIST, GtkBox)

GtkWidget *pd_history_list_new (void);
void pd_history_list_show (PdHistoryList *self, PdRecord *order);

G_END_DECLS
