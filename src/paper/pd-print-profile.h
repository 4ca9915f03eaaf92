/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

/** PdPrintPaper: paper that can be chosen by its name. */
typedef struct
{
  const char *name;     /* "a4" */
  const char *label;    /* on screen; untranslated */
  double width, height; /* points, upright */
} PdPrintPaper;

/** The most that a printer can be off, mm: more is another paper. */
#define PD_PRINT_MAX_OFFSET_MM 20.0

const PdPrintPaper *pd_print_papers (guint *n_papers);
const PdPrintPaper *pd_print_paper_find (const char *name);
const PdPrintPaper *pd_print_paper_for_size (double width, double height);

void pd_print_settings_to_key_file (const PdPrintSettings *settings, GKeyFile *keys);
void pd_print_settings_from_key_file (PdPrintSettings *settings, GKeyFile *keys);
gboolean pd_print_settings_check (const PdPrintSettings *settings, GError **error);

void pd_print_calibration_get (GKeyFile *keys, const char *printer, double *x_mm, double *y_mm);
void pd_print_calibration_set (GKeyFile *keys, const char *printer, double x_mm, double y_mm);

G_END_DECLS
