/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtkunixprint.h>

#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

/** PdPrintTarget: where a file goes, and what the printer is told besides. */
typedef struct
{
  GtkPrinter *printer;        /* (owned) */
  GtkPrintSettings *settings; /* (owned) */
  GtkPageSetup *page_setup;   /* (owned) */
} PdPrintTarget;

PdPrintTarget *pd_print_target_new (GtkPrinter *printer, const PdPrintSettings *settings, guint copies);
void pd_print_target_free (PdPrintTarget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPrintTarget, pd_print_target_free)

void pd_print_send_async (gpointer target,
                          GBytes *pdf,
                          const char *title,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean pd_print_send_finish (GAsyncResult *result, GError **error);

G_END_DECLS
