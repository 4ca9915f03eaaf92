/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Points of a millimetre. */
#define PD_POINTS_PER_MM (72.0 / 25.4)
/** Size of A4, points. */
#define PD_A4_WIDTH (210 * PD_POINTS_PER_MM)
#define PD_A4_HEIGHT (297 * PD_POINTS_PER_MM)

/**
 * PdImpositionOrientation:
 * @PD_IMPOSITION_AUTOMATIC: upright, unless the pages come out clearly larger on paper laid across
 * @PD_IMPOSITION_PORTRAIT: the paper stands upright
 * @PD_IMPOSITION_LANDSCAPE: the paper lies across
 */
typedef enum
{
  PD_IMPOSITION_AUTOMATIC,
  PD_IMPOSITION_PORTRAIT,
  PD_IMPOSITION_LANDSCAPE,
} PdImpositionOrientation;

/**
 * PdImpositionScale:
 * @PD_IMPOSITION_SHRINK: as large as it is, smaller where it would not fit
 * @PD_IMPOSITION_FILL: as large as its place allows
 * @PD_IMPOSITION_ACTUAL: as large as it is; what does not fit is cut off
 */
typedef enum
{
  PD_IMPOSITION_SHRINK,
  PD_IMPOSITION_FILL,
  PD_IMPOSITION_ACTUAL,
} PdImpositionScale;

/** PdImpositionSettings: how pages go on paper. Lengths in points. */
typedef struct
{
  double paper_width; /* of the paper upright */
  double paper_height;
  PdImpositionOrientation orientation;
  PdImpositionScale scale;
  guint per_sheet; /* 1, 2 or 4; 0: as each item's kind wants it */
  double margin_left, margin_right, margin_top, margin_bottom;
  double gap;                /* between two places */
  double offset_x, offset_y; /* what this printer is off, right and down: everything moves by it */
} PdImpositionSettings;

/** PdImpositionItem: a document that is to be printed. */
typedef struct
{
  const double *sizes; /* width and height of each page, points */
  guint n_pages;
  guint per_sheet; /* 1, 2 or 4: what its kind wants */
} PdImpositionItem;

/** PdPlacement: a page on a sheet. */
typedef struct
{
  guint item;
  guint page;
  double x, y, width, height;                     /* of the page on the sheet, points */
  double cell_x, cell_y, cell_width, cell_height; /* of its place; nothing is drawn outside */
  double scale;
} PdPlacement;

/** PdPrintSheet: one side of paper. */
typedef struct
{
  double width, height; /* points, as laid */
  guint n_columns, n_rows;
  GArray *placements; /* (owned) of PdPlacement */
} PdPrintSheet;

void pd_imposition_settings_init (PdImpositionSettings *settings);
guint pd_imposition_per_sheet (const char *kind);
GPtrArray *pd_impose (const PdImpositionItem *items, guint n_items, const PdImpositionSettings *settings);
double pd_print_sheet_dpi (const PdPlacement *placement, double dpi);

G_END_DECLS
