/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-date.h"

static void
test_canonicalize (void)
{
  static const struct
  {
    const char *text;
    const char *date; /* NULL: refused with @code */
    int code;
  } cases[] = {
    { "2026-04-02", "2026-04-02" },
    { "2026/4/2", "2026-04-02" },
    { "2026/04/02", "2026-04-02" },
    { "20260402", "2026-04-02" },
    { "2026年4月2日", "2026-04-02" },
    { "2026年04月02日", "2026-04-02" },
    { "2026.04.02", "2026-04-02" },
    { " 2026-4-2\n", "2026-04-02" },
    { "２０２６－０４－０２", "2026-04-02" },
    { "2024-02-29", "2024-02-29" },
    { "1900-01-01", "1900-01-01" },
    { "2999-12-31", "2999-12-31" },
    { "2026-02-29", NULL, PD_DATE_ERROR_RANGE },
    { "2026-13-01", NULL, PD_DATE_ERROR_RANGE },
    { "2026-00-01", NULL, PD_DATE_ERROR_RANGE },
    { "2026-04-31", NULL, PD_DATE_ERROR_RANGE },
    { "20260400", NULL, PD_DATE_ERROR_RANGE },
    { "1899-12-31", NULL, PD_DATE_ERROR_RANGE },
    { "3000-01-01", NULL, PD_DATE_ERROR_RANGE },
    { NULL, NULL, PD_DATE_ERROR_SYNTAX },
    { "", NULL, PD_DATE_ERROR_SYNTAX },
    { "26-04-02", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026-04/02", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026-4", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026042", NULL, PD_DATE_ERROR_SYNTAX },
    { "202604021", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026-04-02 10:00", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026-04-002", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026年4月2", NULL, PD_DATE_ERROR_SYNTAX },
    { "-2026-04-02", NULL, PD_DATE_ERROR_SYNTAX },
    { "2026-+4-02", NULL, PD_DATE_ERROR_SYNTAX },
    { "\xff", NULL, PD_DATE_ERROR_SYNTAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *date = NULL;

      g_assert_cmpint (pd_date_canonicalize (cases[i].text, &date, &error), ==, cases[i].date != NULL);
      g_assert_cmpstr (date, ==, cases[i].date);
      if (cases[i].date == NULL)
        g_assert_error (error, PD_DATE_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
    }
}

static void
test_parts (void)
{
  static const char *const refused[] = {
    "", "2026-4-2", "20260402", "2026-02-30", "2026-04-02 ", "2026-04-0", "２０２６-04-02",
  };
  guint year = 7, month = 7, day = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (pd_date_parts (refused[i], &year, &month, &day));
  g_assert_false (pd_date_parts (NULL, &year, &month, &day));
  g_assert_cmpuint (year + month + day, ==, 21);

  g_assert_true (pd_date_parts ("2026-04-02", &year, &month, &day));
  g_assert_cmpuint (year, ==, 2026);
  g_assert_cmpuint (month, ==, 4);
  g_assert_cmpuint (day, ==, 2);
  g_assert_true (pd_date_parts ("2026-04-02", NULL, NULL, NULL));
}

/* Every day of four centuries, made, read and taken apart. */
static void
test_round_trip (void)
{
  guint days = 0;

  for (guint year = 1900; year < 2300; year++)
    for (guint month = 0; month <= 13; month++)
      for (guint day = 0; day <= 32; day++)
        {
          g_autofree char *date = pd_date_new (year, month, day);
          g_autofree char *again = NULL;
          guint y, m, d;

          if (date == NULL)
            continue;

          days++;
          g_assert_true (pd_date_canonicalize (date, &again, NULL));
          g_assert_cmpstr (again, ==, date);
          g_assert_true (pd_date_parts (date, &y, &m, &d));
          g_assert_cmpuint (y * 10000 + m * 100 + d, ==, year * 10000 + month * 100 + day);
        }
  g_assert_cmpuint (days, ==, 146097);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/date/canonicalize", test_canonicalize);
  g_test_add_func ("/model/date/parts", test_parts);
  g_test_add_func ("/model/date/round-trip", test_round_trip);
  return g_test_run ();
}
