/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_DUE_PLACE (pd_due_place_get_type ())
G_DECLARE_FINAL_TYPE (PdDuePlace, pd_due_place, PD, DUE_PLACE, GtkWidget)

GtkWidget *pd_due_place_new (PdStore *store);
void pd_due_place_set_user (PdDuePlace *self, const char *user);
void pd_due_place_set_role (PdDuePlace *self, const char *role);
guint pd_due_place_get_overdue (PdDuePlace *self);
void pd_due_place_look (PdDuePlace *self);

G_END_DECLS
