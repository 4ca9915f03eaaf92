/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *pd_layout_text (const char *text, const char *style);
void pd_layout_say (GtkWidget *label, const char *text);
void pd_layout_expect_text (GtkWidget *box);
void pd_layout_empty (GtkWidget *container);
void pd_layout_set_margins (GtkWidget *widget, int margin);
GtkWidget *pd_layout_dialog_header (GtkWidget *leave, GtkWidget *confirm);
void pd_layout_fill_dialog (GtkWindow *dialog,
                            const char *title,
                            int width,
                            GtkWidget *header,
                            GtkWidget *content,
                            GtkWidget *confirm);
GtkWidget *pd_layout_reading_window (GtkWindow *parent,
                                     const char *title,
                                     int width,
                                     int height,
                                     GtkWidget *choice,
                                     GtkWidget *content);
void pd_layout_begin_warning (GtkBox *box);
void pd_layout_align_head (GtkColumnView *view, guint position);

G_END_DECLS
