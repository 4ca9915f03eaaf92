/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-reconcile.h"

G_BEGIN_DECLS

#define PD_TYPE_FORGET_BUTTON (pd_forget_button_get_type ())
G_DECLARE_FINAL_TYPE (PdForgetButton, pd_forget_button, PD, FORGET_BUTTON, GtkWidget)

GtkWidget *pd_forget_button_new (PdStore *store, const PdReconcileItem *item);

G_END_DECLS
