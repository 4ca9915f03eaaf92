/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-code128.h"

#include <string.h>
#include <zbar.h>

#define SCALE 3
#define HEIGHT 40

/* (transfer full): the bars as grey pixels, with their quiet zones */
static guchar *
draw (const char *widths, guint *width)
{
  guint modules = pd_code128_count_modules (widths) + 2 * PD_CODE128_QUIET, x = PD_CODE128_QUIET * SCALE;
  guchar *pixels;

  *width = modules * SCALE;
  pixels = g_malloc (*width * HEIGHT);
  memset (pixels, 255, *width * HEIGHT);
  for (guint i = 0; widths[i] != '\0'; i++)
    {
      guint run = (guint) (widths[i] - '0') * SCALE;

      for (guint y = 0; i % 2 == 0 && y < HEIGHT; y++)
        memset (pixels + y * *width + x, 0, run);
      x += run;
    }
  return pixels;
}

/* (transfer full) (nullable): what a reader reads */
static char *
read_back (const char *widths)
{
  guint width;
  g_autofree guchar *pixels = draw (widths, &width);
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;
  char *text = NULL;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, width, HEIGHT);
  zbar_image_set_data (image, pixels, (gulong) width * HEIGHT, NULL);
  zbar_scan_image (scanner, image);
  symbol = zbar_image_first_symbol (image);
  if (symbol != NULL)
    {
      g_assert_cmpint (zbar_symbol_get_type (symbol), ==, ZBAR_CODE128);
      text = g_strdup (zbar_symbol_get_data (symbol));
    }
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return text;
}

static void
assert_reads (const char *text)
{
  g_autofree char *widths = pd_code128_new (text);
  g_autofree char *read = widths != NULL ? read_back (widths) : NULL;

  g_assert_cmpstr (read, ==, text);
}

/* Numbers as carriers give them, and digits at each place where the code changes its set. */
static void
test_numbers (void)
{
  static const char *const numbers[] = {
    "SF1000000001",
    "SF1234567890123",
    "YT8812345678901",
    "75312345678901",
    "JDVA00012345678-1-1-",
    "7",
    "77",
    "777",
    "7777",
    "77777",
    "777777",
    "A1234",
    "A12345",
    "A123456B",
    "A1234567B",
    "A12345B",
    "12345A",
    "1234567A",
    "EMS 9988 7766 AA",
    "12AB34CD5678EF901234",
    "0000000000000",
    "Z",
    "~",
    "a b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    assert_reads (numbers[i]);
}

/* Each character and each pair of digits, so that each row of the table is read. */
static void
test_table (void)
{
  for (char first = ' '; first <= '~'; first++)
    {
      g_autofree char *text = g_strdup_printf ("x%c%c%cx", first, first < '~' ? first + 1 : first, first);

      assert_reads (text);
    }
  for (guint pair = 0; pair < 100; pair++)
    {
      g_autofree char *text = g_strdup_printf ("%02u%02u%02u", pair, 99 - pair, pair);

      assert_reads (text);
    }
}

static void
test_modules (void)
{
  g_autofree char *pairs = pd_code128_new ("1234567890");
  g_autofree char *plain = pd_code128_new ("ABCDE");

  /* Start, five symbols, the check and the stop. */
  g_assert_cmpuint (pd_code128_count_modules (pairs), ==, 7 * 11 + 13);
  g_assert_cmpuint (pd_code128_count_modules (plain), ==, 7 * 11 + 13);
  g_assert_cmpuint (strlen (plain) % 2, ==, 1);
}

/* What comes from outside may be anything. */
static void
test_impossible (void)
{
  g_autofree char *longest = g_strnfill (80, 'x');
  g_autofree char *huge = g_strnfill (5000, '1');
  g_autofree char *widths = pd_code128_new (longest);

  g_assert_nonnull (widths);
  g_assert_null (pd_code128_new (""));
  g_assert_null (pd_code128_new (huge));
  g_assert_null (pd_code128_new ("SF1000\n"));
  g_assert_null (pd_code128_new ("顺丰1000"));
  g_assert_null (pd_code128_new ("\x7f"));
  g_assert_null (pd_code128_new ("12345\xff\xfe"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code128/numbers", test_numbers);
  g_test_add_func ("/code128/table", test_table);
  g_test_add_func ("/code128/modules", test_modules);
  g_test_add_func ("/code128/impossible", test_impossible);
  return g_test_run ();
}
