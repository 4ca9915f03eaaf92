/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-row-list.h"

G_BEGIN_DECLS

GtkWidget *pd_print_list_new (PdStore *store);
void pd_print_list_show (PdRowList *list, const PdRecord *invoice);

G_END_DECLS
