/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_FACT_LIST (pd_fact_list_get_type ())
G_DECLARE_FINAL_TYPE (PdFactList, pd_fact_list, PD, FACT_LIST, GtkBox)

GtkWidget *pd_fact_list_new (PdStore *store);
void pd_fact_list_show (PdFactList *self, PdRecord *order);
void pd_fact_list_set_role (PdFactList *self, const char *role);

G_END_DECLS
