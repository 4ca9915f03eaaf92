/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-imposition.h"
#include "paper/pd-print-item.h"

G_BEGIN_DECLS

/** PdPrintSettings: what a person chose at the print desk. */
typedef struct
{
  PdImpositionSettings layout;
  gboolean grey;
  gboolean cut_lines;
  gboolean sheet_numbers;
  gboolean cover; /* a 粘贴单 with a list and the total before the sheets */
} PdPrintSettings;

/** PdPrintStream: what is shown, exported and sent to the printer: one and the same file. */
typedef struct
{
  GBytes *pdf;          /* (owned) */
  GPtrArray *sheets;    /* (owned) of PdPrintSheet, without the covers */
  guint n_cover_sheets; /* at the front */
  double dpi;           /* of the coarsest picture on paper; 0 without pictures */
} PdPrintStream;

/**
 * PdPrintProgress:
 * @done: how many sheets are drawn
 * @total: how many there are
 * @data: what was given with the function
 *
 * Called in the thread that makes the stream, after each sheet.
 */
typedef void (*PdPrintProgress) (guint done, guint total, gpointer data);

void pd_print_settings_init (PdPrintSettings *settings);

PdPrintStream *pd_print_stream_new (GPtrArray *items,
                                    const PdPrintSettings *settings,
                                    PdPrintProgress progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GError **error);
PdPrintStream *pd_print_stream_new_part (GPtrArray *items,
                                         const PdPrintSettings *settings,
                                         guint first,
                                         guint n_sheets,
                                         PdPrintProgress progress,
                                         gpointer progress_data,
                                         GCancellable *cancellable,
                                         GError **error);
void pd_print_stream_free (PdPrintStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPrintStream, pd_print_stream_free)

/** How far the frame of the test page is from the edges of the paper. */
#define PD_PRINT_TEST_FRAME_MM 20

GBytes *pd_print_test_page (const PdImpositionSettings *settings, const char *printer, GError **error);

G_END_DECLS
