/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-maker.h"
#include "desktop/pd-print-queue.h"

G_BEGIN_DECLS

/**
 * PdPrintSend:
 * @target: where to
 * @pdf: a file
 * @title: the name of the job
 * @cancellable: (nullable): stops it
 * @callback: called when it was taken, with a #GTask of a boolean
 * @user_data: for @callback
 *
 * Passes one job on, as pd_print_send_async() does.
 */
typedef void (*PdPrintSend) (gpointer target,
                             GBytes *pdf,
                             const char *title,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/** PdPrintRun: what is to be printed, and how. Everything is borrowed and stays until the end. */
typedef struct
{
  PdPrintQueue *queue;
  PdPrintMaker *maker;
  PdPrintMade *made; /* what was previewed */
  const PdPrintSettings *settings;
  guint copies;
  const char *printer; /* (nullable): its name, for the ledger */
  PdPrintSend send;
  gpointer target;
  guint chunk_sheets;          /* of one job */
  void (*progress) (gpointer); /* (nullable): after each job, in the main thread */
  gpointer progress_data;

  guint n_sheets;  /* (out): that the printer has taken */
  guint n_entries; /* (out): documents of them */
} PdPrintRun;

void pd_print_run_async (PdPrintRun *run,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean pd_print_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
