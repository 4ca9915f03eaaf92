/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-taking-kind.h"

G_BEGIN_DECLS

#define PD_TYPE_TAKING_LIST (pd_taking_list_get_type ())
G_DECLARE_FINAL_TYPE (PdTakingList, pd_taking_list, PD, TAKING_LIST, GtkWidget)

GtkWidget *pd_taking_list_new (const PdTakingKind *kind, GListStore *rows, const char *summary);
GArray *pd_taking_list_get_ticked (PdTakingList *self);

G_END_DECLS
