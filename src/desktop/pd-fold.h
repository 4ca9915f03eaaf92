/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *pd_fold_new (GtkWidget *content);
void pd_fold_set_label (GtkWidget *fold, const char *label);
void pd_fold_set_open (GtkWidget *fold, gboolean open);
gboolean pd_fold_is_open (GtkWidget *fold);

G_END_DECLS
