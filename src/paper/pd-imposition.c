/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-imposition.h"

#include <math.h>

#define DEFAULT_MARGIN (5 * PD_POINTS_PER_MM)
/* Paper is laid across only for a page that comes out this much larger. */
#define CLEARLY_LARGER 1.10
#define SMALLEST 1.0

/* One way to lay the paper. */
typedef struct
{
  double width, height;
  guint n_columns, n_rows;
  double cell_width, cell_height;
} Grid;

/**
 * pd_imposition_settings_init:
 * @settings: (out caller-allocates): settings
 *
 * A4, two on a sheet, small margins, nothing enlarged, no offset.
 */
void
pd_imposition_settings_init (PdImpositionSettings *settings)
{
  *settings = (PdImpositionSettings){
    .paper_width = PD_A4_WIDTH,
    .paper_height = PD_A4_HEIGHT,
    .per_sheet = 2,
    .margin_left = DEFAULT_MARGIN,
    .margin_right = DEFAULT_MARGIN,
    .margin_top = DEFAULT_MARGIN,
    .margin_bottom = DEFAULT_MARGIN,
  };
}

/**
 * pd_imposition_per_sheet:
 * @kind: (nullable): a kind of invoice, as pd_reading_kinds() names it
 *
 * Returns: how many of that kind go on a sheet when each kind has its own way: tickets four, invoices two, a sales
 *   invoice of a vehicle alone
 */
guint
pd_imposition_per_sheet (const char *kind)
{
  if (g_strcmp0 (kind, "rail") == 0 || g_strcmp0 (kind, "roll") == 0)
    return 4;
  if (g_strcmp0 (kind, "vehicle") == 0 || g_strcmp0 (kind, "used_car") == 0)
    return 1;
  return 2;
}

static Grid
grid_new (const PdImpositionSettings *settings, guint per_sheet, gboolean across)
{
  Grid grid = { settings->paper_width, settings->paper_height, 1, 1, 0, 0 };

  if (across)
    {
      grid.width = settings->paper_height;
      grid.height = settings->paper_width;
    }
  if (per_sheet == 4)
    grid.n_columns = grid.n_rows = 2;
  else if (per_sheet == 2 && across)
    grid.n_columns = 2;
  else if (per_sheet == 2)
    grid.n_rows = 2;
  grid.cell_width =
      (grid.width - settings->margin_left - settings->margin_right - (grid.n_columns - 1) * settings->gap) /
      grid.n_columns;
  grid.cell_height =
      (grid.height - settings->margin_top - settings->margin_bottom - (grid.n_rows - 1) * settings->gap) /
      grid.n_rows;
  grid.cell_width = MAX (grid.cell_width, SMALLEST);
  grid.cell_height = MAX (grid.cell_height, SMALLEST);
  return grid;
}

static double
scale_in (const Grid *grid, PdImpositionScale scale, double width, double height)
{
  double fit = MIN (grid->cell_width / width, grid->cell_height / height);

  switch (scale)
    {
    case PD_IMPOSITION_FILL:
      return fit;
    case PD_IMPOSITION_ACTUAL:
      return 1;
    case PD_IMPOSITION_SHRINK:
    default:
      return MIN (fit, 1);
    }
}

static void
page_size (const PdImpositionItem *item, guint page, double *width, double *height)
{
  *width = MAX (item->sizes[2 * page], SMALLEST);
  *height = MAX (item->sizes[2 * page + 1], SMALLEST);
}

/* One way for all pages of a group, so that a pile of paper lies one way: what the first page wants. */
static Grid
choose_grid (const PdImpositionSettings *settings, const PdImpositionItem *first, guint per_sheet)
{
  Grid upright = grid_new (settings, per_sheet, FALSE);
  Grid across = grid_new (settings, per_sheet, TRUE);
  double width, height;

  if (settings->orientation != PD_IMPOSITION_AUTOMATIC)
    return settings->orientation == PD_IMPOSITION_LANDSCAPE ? across : upright;
  page_size (first, 0, &width, &height);
  return scale_in (&across, settings->scale, width, height) >
                 CLEARLY_LARGER * scale_in (&upright, settings->scale, width, height)
             ? across
             : upright;
}

static void
sheet_free (gpointer data)
{
  PdPrintSheet *sheet = data;

  g_array_unref (sheet->placements);
  g_free (sheet);
}

static PdPrintSheet *
sheet_new (const Grid *grid)
{
  PdPrintSheet *sheet = g_new0 (PdPrintSheet, 1);

  sheet->width = grid->width;
  sheet->height = grid->height;
  sheet->n_columns = grid->n_columns;
  sheet->n_rows = grid->n_rows;
  sheet->placements = g_array_new (FALSE, TRUE, sizeof (PdPlacement));
  return sheet;
}

/* In the middle of its place; alone on a sheet it stands at the top, so that the rest can be cut away. */
static void
place (PdPrintSheet *sheet,
       const Grid *grid,
       const PdImpositionSettings *settings,
       const PdImpositionItem *item,
       PdPlacement placement)
{
  guint place = sheet->placements->len;
  double width, height;

  page_size (item, placement.page, &width, &height);
  placement.scale = scale_in (grid, settings->scale, width, height);
  placement.width = width * placement.scale;
  placement.height = height * placement.scale;
  placement.cell_width = grid->cell_width;
  placement.cell_height = grid->cell_height;
  placement.cell_x = settings->margin_left + (place % grid->n_columns) * (grid->cell_width + settings->gap) +
                     settings->offset_x;
  placement.cell_y = settings->margin_top + (place / grid->n_columns) * (grid->cell_height + settings->gap) +
                     settings->offset_y;
  placement.x = placement.cell_x + MAX ((grid->cell_width - placement.width) / 2, 0);
  placement.y = placement.cell_y;
  if (grid->n_columns * grid->n_rows > 1)
    placement.y += MAX ((grid->cell_height - placement.height) / 2, 0);
  g_array_append_val (sheet->placements, placement);
}

static guint
wanted (const PdImpositionSettings *settings, const PdImpositionItem *item)
{
  guint per_sheet = settings->per_sheet != 0 ? settings->per_sheet : item->per_sheet;

  return per_sheet == 2 || per_sheet == 4 ? per_sheet : 1;
}

/* Items with the same number on a sheet, in their order. */
static void
impose_group (GPtrArray *sheets,
              const PdImpositionItem *items,
              guint n_items,
              const PdImpositionSettings *settings,
              guint per_sheet)
{
  PdPrintSheet *sheet = NULL;
  Grid grid = { 0 };

  for (guint i = 0; i < n_items; i++)
    for (guint page = 0; wanted (settings, &items[i]) == per_sheet && page < items[i].n_pages; page++)
      {
        PdPlacement placement = { .item = i, .page = page };

        if (grid.n_columns == 0)
          grid = choose_grid (settings, &items[i], per_sheet);
        if (sheet == NULL || sheet->placements->len == per_sheet)
          {
            sheet = sheet_new (&grid);
            g_ptr_array_add (sheets, sheet);
          }
        place (sheet, &grid, settings, &items[i], placement);
      }
}

/**
 * pd_impose:
 * @items: (array length=n_items): documents in the order of printing
 * @n_items: how many
 * @settings: how
 *
 * Puts pages on sheets. With @settings.per_sheet 0, items of one kind come together: first what goes alone, then two,
 * then four on a sheet; otherwise the order is kept.
 *
 * Returns: (transfer full) (element-type PdPrintSheet): the sheets; none without pages
 */
GPtrArray *
pd_impose (const PdImpositionItem *items, guint n_items, const PdImpositionSettings *settings)
{
  static const guint groups[] = { 1, 2, 4 };
  GPtrArray *sheets = g_ptr_array_new_with_free_func (sheet_free);

  g_return_val_if_fail (settings != NULL && settings->per_sheet <= 4, sheets);

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    impose_group (sheets, items, n_items, settings, groups[i]);
  return sheets;
}

/**
 * pd_print_sheet_dpi:
 * @placement: a page on a sheet
 * @dpi: the coarsest picture on the page at its own size, dots per inch; 0 without pictures
 *
 * Returns: the dots per inch on paper; 0 without pictures
 */
double
pd_print_sheet_dpi (const PdPlacement *placement, double dpi)
{
  return placement->scale > 0 ? dpi / placement->scale : 0;
}
