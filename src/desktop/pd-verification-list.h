/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-row-list.h"

G_BEGIN_DECLS

GtkWidget *pd_verification_list_new (PdStore *store, const char *heading);

G_END_DECLS
