/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-print-queue.h"

G_BEGIN_DECLS

#define PD_TYPE_PRINT_QUEUE_LIST (pd_print_queue_list_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintQueueList, pd_print_queue_list, PD, PRINT_QUEUE_LIST, GtkWidget)

GtkWidget *pd_print_queue_list_new (PdPrintQueue *queue);

G_END_DECLS
