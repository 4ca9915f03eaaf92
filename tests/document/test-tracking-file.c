/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-tracking-file.h"

#include <string.h>

static PdTrackingFile *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bytes, "tracking.csv", NULL, error);

  return book != NULL ? pd_tracking_file_read (book, error) : NULL;
}

/* Each event as "row number seconds kind place|text", a line each; then each problem as "row: sentence". */
static char *
flatten (const PdTrackingFile *file)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < file->events->len; i++)
    {
      const PdTrackingEvent *event = g_ptr_array_index (file->events, i);

      g_string_append_printf (all, "%u %s %" G_GINT64_FORMAT " %s %s|%s\n", event->row, event->number,
                              event->happened_at / G_USEC_PER_SEC, event->kind, event->place, event->text);
    }
  for (guint i = 0; i < file->problems->len; i++)
    {
      const PdTrackingProblem *problem = g_ptr_array_index (file->problems, i);

      g_string_append_printf (all, "%u: %s\n", problem->row, problem->sentence);
    }
  return g_string_free (all, FALSE);
}

static const struct
{
  const char *what, *text, *flat;
} cases[] = {
  { "a carrier's export behind a preamble, with tabs and accents",
    "顺丰速运 轨迹导出,,,,\n\n运单号,轨迹时间,状态,所在地,轨迹描述\n"
    "SF1\t,2026-11-30 14:00:00,已揽收,杭州,快递员已取件\n`SF1,2026/11/30 15:30,运输中,杭州,离开杭州\n"
    ",,,,\nSF2,20261130140000,已签收,,\n",
    "4 SF1 1796018400 collected 杭州|快递员已取件\n5 SF1 1796023800 on_the_way 杭州|离开杭州\n"
    "7 SF2 1796018400 delivered |已签收\n" },
  { "a day and a clock apart, and words alone",
    "快递单号,日期,时间,物流信息\nYT1,2026-11-30,14:00,快件已签收\nYT1,20261130,140000,到达宁波\n",
    "2 YT1 1796018400 delivered |快件已签收\n3 YT1 1796018400 on_the_way |到达宁波\n" },
  { "a shop's export in English",
    "Tracking Number,Time,Status,Location\nAB 1,2026-11-30T06:00:00Z,Out for delivery,Hangzhou\n",
    "2 AB 1 1796018400 out_for_delivery Hangzhou|Out for delivery\n" },
  { "what cannot be read",
    "运单号,时间,状态\n,2026-11-30 14:00,已签收\nSF1,明天,已签收\nSF1,2026-11-30 14:00,已取消\n"
    "SF1,2026-11-30 14:00,\nSF1,2026-11-30 14:00,妥投\n",
    "6 SF1 1796018400 delivered |妥投\n2: There is no tracking number.\n"
    "3: “明天” is not a time that can be read.\n4: “已取消” is not a state of a parcel that is known.\n"
    "5: It does not say what happened.\n" },
  { "a code that a spreadsheet took for a number",
    "运单号,时间,状态\n7.8000000012345E+16,2026-11-30 14:00,妥投\n",
    "2: “7.8000000012345E+16” has lost its last digits: format the column as text before you save.\n" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdTrackingFile) file = read_text (cases[i].text, &error);
      g_autofree char *flat = NULL;

      g_test_message ("%s", cases[i].what);
      g_assert_no_error (error);
      flat = flatten (file);
      g_assert_cmpstr (flat, ==, cases[i].flat);
    }
}

static void
test_no_such_file (void)
{
  static const char *const texts[] = { "运单号,收件人\nSF1,王\n", "时间,状态\n2026-11-30,妥投\n", "a\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (texts[i], &error));
      g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracking-file/cases", test_cases);
  g_test_add_func ("/tracking-file/no-such-file", test_no_such_file);
  return g_test_run ();
}
