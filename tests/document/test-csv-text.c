/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-csv-text.h"

static void
test_cells (void)
{
  static const struct
  {
    const char *cell;
    const char *text;
  } rows[] = {
    { "", "\"\"" },
    { "a,b", "\"a,b\"" },
    { "5\" nail", "\"5\"\" nail\"" },
    { "two\nlines", "\"two\nlines\"" },
    { "-12.50", "\"-12.50\"" },
    /* No formula of somebody else's is carried out. */
    { "=1+1", "\"'=1+1\"" },
    { "@SUM(A1)", "\"'@SUM(A1)\"" },
    { "-cmd|x", "\"'-cmd|x\"" },
    /* A spreadsheet keeps fifteen digits of a number. */
    { "26332000000000000001", "\"26332000000000000001\t\"" },
    { "123456789012345", "\"123456789012345\"" },
    { "杭州临溪样例科技有限公司", "\"杭州临溪样例科技有限公司\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *whole = g_strdup_printf ("\"x\",%s\r\n", rows[i].text);
      const char *const cells[] = { "x", rows[i].cell, NULL };

      pd_csv_append_row (text, cells);
      g_assert_cmpstr (text->str, ==, whole);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-text/cells", test_cells);
  return g_test_run ();
}
