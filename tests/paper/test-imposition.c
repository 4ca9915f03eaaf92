/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-imposition.h"

#include <math.h>

#define INVOICE_WIDTH 595.276
#define INVOICE_HEIGHT 396.85

static const double invoice[] = { INVOICE_WIDTH, INVOICE_HEIGHT };
static const double two_pages[] = { INVOICE_WIDTH, INVOICE_HEIGHT, INVOICE_WIDTH, INVOICE_HEIGHT };
static const double upright[] = { PD_A4_WIDTH, PD_A4_HEIGHT };
static const double absurd[] = { 14400, 8 };

static const PdPlacement *
placement (GPtrArray *sheets, guint sheet, guint i)
{
  const PdPrintSheet *found;

  g_assert_cmpuint (sheet, <, sheets->len);
  found = sheets->pdata[sheet];
  g_assert_cmpuint (i, <, found->placements->len);
  return &g_array_index (found->placements, PdPlacement, i);
}

/* Whatever the settings: a page is in its place, places are on the paper and never on each other. */
static void
assert_sound (GPtrArray *sheets, const PdImpositionSettings *settings)
{
  for (guint i = 0; i < sheets->len; i++)
    {
      const PdPrintSheet *sheet = sheets->pdata[i];

      for (guint j = 0; j < sheet->placements->len; j++)
        {
          const PdPlacement *a = placement (sheets, i, j);

          g_assert_cmpfloat (a->cell_x - settings->offset_x, >=, -0.001);
          g_assert_cmpfloat (a->cell_y - settings->offset_y, >=, -0.001);
          g_assert_cmpfloat (a->cell_x - settings->offset_x + a->cell_width, <=, sheet->width + 0.001);
          g_assert_cmpfloat (a->cell_y - settings->offset_y + a->cell_height, <=, sheet->height + 0.001);
          if (settings->scale != PD_IMPOSITION_ACTUAL)
            {
              g_assert_cmpfloat (a->width, <=, a->cell_width + 0.001);
              g_assert_cmpfloat (a->height, <=, a->cell_height + 0.001);
              g_assert_cmpfloat (a->x, >=, a->cell_x - 0.001);
              g_assert_cmpfloat (a->y, >=, a->cell_y - 0.001);
              g_assert_cmpfloat (a->x + a->width, <=, a->cell_x + a->cell_width + 0.001);
              g_assert_cmpfloat (a->y + a->height, <=, a->cell_y + a->cell_height + 0.001);
            }
          for (guint k = 0; k < j; k++)
            {
              const PdPlacement *b = placement (sheets, i, k);

              g_assert_true (a->cell_x >= b->cell_x + b->cell_width - 0.001 ||
                             b->cell_x >= a->cell_x + a->cell_width - 0.001 ||
                             a->cell_y >= b->cell_y + b->cell_height - 0.001 ||
                             b->cell_y >= a->cell_y + a->cell_height - 0.001);
            }
        }
    }
}

/* 1, 2 and 4 on a sheet, what lies across and how large it comes out: A4 with 5 mm of margin. */
static void
test_table (void)
{
  static const struct
  {
    const double *size;
    guint n_items, per_sheet;
    PdImpositionOrientation orientation;
    PdImpositionScale scale;
    guint n_sheets;
    gboolean across;
    double expected; /* scale in thousandths */
  } cases[] = {
    { invoice, 1, 1, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, FALSE, 952 },
    { invoice, 1, 1, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_FILL, 1, TRUE, 1367 },
    { invoice, 1, 1, PD_IMPOSITION_PORTRAIT, PD_IMPOSITION_ACTUAL, 1, FALSE, 1000 },
    { invoice, 2, 2, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, FALSE, 952 },
    { invoice, 3, 2, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 2, FALSE, 952 },
    { invoice, 4, 4, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, TRUE, 683 },
    { invoice, 9, 4, PD_IMPOSITION_PORTRAIT, PD_IMPOSITION_SHRINK, 3, FALSE, 476 },
    { upright, 2, 2, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, TRUE, 673 },
    { upright, 1, 1, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, FALSE, 952 },
    { absurd, 2, 4, PD_IMPOSITION_AUTOMATIC, PD_IMPOSITION_SHRINK, 1, TRUE, 28 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PdImpositionItem items[16];
      PdImpositionSettings settings;
      g_autoptr (GPtrArray) sheets = NULL;
      const PdPrintSheet *sheet;

      for (guint j = 0; j < cases[i].n_items; j++)
        items[j] = (PdImpositionItem){ cases[i].size, 1, 2 };
      pd_imposition_settings_init (&settings);
      settings.per_sheet = cases[i].per_sheet;
      settings.orientation = cases[i].orientation;
      settings.scale = cases[i].scale;
      sheets = pd_impose (items, cases[i].n_items, &settings);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      assert_sound (sheets, &settings);
      g_assert_cmpuint (sheets->len, ==, cases[i].n_sheets);
      sheet = sheets->pdata[0];
      g_assert_cmpint (sheet->width > sheet->height, ==, cases[i].across);
      g_assert_cmpint ((int) round (1000 * placement (sheets, 0, 0)->scale), ==, (int) cases[i].expected);
    }
}

/* Every page once, in order, the pages of one document behind each other. */
static void
test_order (void)
{
  PdImpositionItem items[] = { { invoice, 1, 2 }, { two_pages, 2, 2 }, { invoice, 1, 2 } };
  static const guint expected[][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 2, 0 } };
  PdImpositionSettings settings;
  g_autoptr (GPtrArray) sheets = NULL;

  pd_imposition_settings_init (&settings);
  sheets = pd_impose (items, G_N_ELEMENTS (items), &settings);
  g_assert_cmpuint (sheets->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (placement (sheets, i / 2, i % 2)->item, ==, expected[i][0]);
      g_assert_cmpuint (placement (sheets, i / 2, i % 2)->page, ==, expected[i][1]);
    }
}

static void
test_by_kind (void)
{
  PdImpositionItem items[] = {
    { invoice, 1, pd_imposition_per_sheet ("rail") },
    { invoice, 1, pd_imposition_per_sheet ("digital_special") },
    { invoice, 1, pd_imposition_per_sheet ("rail") },
    { upright, 1, pd_imposition_per_sheet ("vehicle") },
    { invoice, 1, pd_imposition_per_sheet ("unheard") },
  };
  PdImpositionSettings settings;
  g_autoptr (GPtrArray) sheets = NULL;

  pd_imposition_settings_init (&settings);
  settings.per_sheet = 0;
  sheets = pd_impose (items, G_N_ELEMENTS (items), &settings);
  assert_sound (sheets, &settings);
  g_assert_cmpuint (sheets->len, ==, 3);
  g_assert_cmpuint (placement (sheets, 0, 0)->item, ==, 3);
  g_assert_cmpuint (placement (sheets, 1, 0)->item, ==, 1);
  g_assert_cmpuint (placement (sheets, 1, 1)->item, ==, 4);
  g_assert_cmpuint (placement (sheets, 2, 0)->item, ==, 0);
  g_assert_cmpuint (placement (sheets, 2, 1)->item, ==, 2);
}

static void
test_offset_and_margins (void)
{
  PdImpositionItem item = { invoice, 1, 2 };
  PdImpositionSettings settings;
  g_autoptr (GPtrArray) plain = NULL;
  g_autoptr (GPtrArray) moved = NULL;
  g_autoptr (GPtrArray) hopeless = NULL;

  pd_imposition_settings_init (&settings);
  plain = pd_impose (&item, 1, &settings);
  settings.offset_x = 7;
  settings.offset_y = -3;
  moved = pd_impose (&item, 1, &settings);
  g_assert_cmpfloat_with_epsilon (placement (moved, 0, 0)->x, placement (plain, 0, 0)->x + 7, 0.001);
  g_assert_cmpfloat_with_epsilon (placement (moved, 0, 0)->y, placement (plain, 0, 0)->y - 3, 0.001);

  settings.margin_left = settings.margin_right = 5000;
  hopeless = pd_impose (&item, 1, &settings);
  g_assert_cmpfloat (placement (hopeless, 0, 0)->scale, >, 0);
}

static void
test_dpi (void)
{
  PdPlacement placement = { .scale = 0.5 };

  g_assert_cmpfloat_with_epsilon (pd_print_sheet_dpi (&placement, 100), 200, 0.001);
  g_assert_cmpfloat_with_epsilon (pd_print_sheet_dpi (&placement, 0), 0, 0.001);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imposition/table", test_table);
  g_test_add_func ("/imposition/order", test_order);
  g_test_add_func ("/imposition/by-kind", test_by_kind);
  g_test_add_func ("/imposition/offset-and-margins", test_offset_and_margins);
  g_test_add_func ("/imposition/dpi", test_dpi);
  return g_test_run ();
}
