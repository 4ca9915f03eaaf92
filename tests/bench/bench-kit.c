/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"

#include <glib/gstdio.h>

/**
 * bench_size:
 * @name: as "ORDERS"
 * @usual: how many without a wish
 *
 * Returns: what the environment asks for in PIAODAN_BENCH_ORDERS, or @usual
 */
guint
bench_size (const char *name, guint usual)
{
  g_autofree char *variable = g_strconcat ("PIAODAN_BENCH_", name, NULL);
  const char *text = g_getenv (variable);
  guint64 size = usual;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 10000000, &size, NULL))
    g_error ("%s is no number from 1 up", variable);
  return (guint) size;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/** bench_percentile: @times: (element-type double): sorted here. Returns: the time that @percent of them stay within */
double
bench_percentile (GArray *times, guint percent)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, double, MIN (times->len - 1, times->len * percent / 100));
}

static double
run_once (BenchFunc prepare, BenchFunc func, gpointer data)
{
  gint64 start;

  if (prepare != NULL)
    prepare (data);
  start = g_get_monotonic_time ();
  func (data);
  return (double) (g_get_monotonic_time () - start);
}

/** bench_print: one line of JSON: times for one @unit, and how many times the baseline's it is. */
void
bench_print (const char *name,
             const char *unit,
             guint n,
             double microseconds,
             const char *baseline_name,
             double baseline_microseconds)
{
  g_print ("{\"figure\":\"%s\",\"unit\":\"us/%s\",\"value\":%.3f,\"baseline\":\"%s\",\"baseline_value\":%.3f,"
           "\"ratio\":%.2f,\"per_second\":%.0f,\"n\":%u,\"runs\":%d}\n",
           name, unit, microseconds / n, baseline_name, baseline_microseconds / n,
           microseconds / MAX (baseline_microseconds, 0.001), n * 1e6 / MAX (microseconds, 0.001), n,
           BENCH_RUNS);
}

/* What has a limit is told with how far its runs lie apart. */
static void
print_limited (const BenchFigure *figure, GArray *times, double baseline)
{
  double value = bench_percentile (times, 50), low = bench_percentile (times, 0);
  double high = bench_percentile (times, 100);

  g_print ("{\"figure\":\"%s\",\"unit\":\"us/%s\",\"value\":%.0f,\"low\":%.0f,\"high\":%.0f,\"limit\":%.0f,"
           "\"kept\":%s,\"baseline\":\"%s\",\"baseline_value\":%.0f,\"ratio\":%.2f,\"n\":%u,\"runs\":%d}\n",
           figure->name, figure->unit, value, low, high, figure->limit,
           value <= figure->limit ? "true" : "false", figure->baseline_name, baseline,
           value / MAX (baseline, 0.001), figure->n, BENCH_RUNS);
}

void
bench_measure (const BenchFigure *figure, gpointer data)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) baselines = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint run = 0; run < BENCH_RUNS; run++)
    {
      double time = run_once (figure->prepare, figure->func, data);
      double baseline = run_once (figure->baseline_prepare, figure->baseline, data);

      g_array_append_val (times, time);
      g_array_append_val (baselines, baseline);
    }
  if (figure->limit > 0)
    print_limited (figure, times, bench_percentile (baselines, 50));
  else
    bench_print (figure->name, figure->unit, figure->n, bench_percentile (times, 50), figure->baseline_name,
                 bench_percentile (baselines, 50));
}

void
bench_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      bench_remove_tree (child);
    }
  g_remove (path);
}
