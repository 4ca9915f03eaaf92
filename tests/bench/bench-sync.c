/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-client.h"
#include "bench/bench-kit.h"
#include "bench/bench-orders.h"
#include "bench/bench-process.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-thread.h"
#include "wire/pd-wire.h"

#include <glib/gstdio.h>
#include <string.h>

/*
 * Client and platform are processes of their own and speak over TLS on loopback; all is durable, all indexes and the
 * full-text search are on. Every figure is a median of --runs, beside that of its baseline from the same runs.
 */

#define AT_ONCE 1000

static int n_orders = 100000, n_edits = 10000, n_runs = 5, n_hashes = 2000;
static char *only;

static const GOptionEntry options[] = {
  { "orders", 0, 0, G_OPTION_ARG_INT, &n_orders, "records on the platform (100000)", "N" },
  { "edits", 0, 0, G_OPTION_ARG_INT, &n_edits, "edits of one push (10000)", "N" },
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "of which the median is told (5)", "N" },
  { "only", 0, 0, G_OPTION_ARG_STRING, &only, "hash, pull, push, nothing or delta", "FIGURE" },
  G_OPTION_ENTRY_NULL,
};

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

/* The platform's process */

typedef struct
{
  guint first, end;
} Range;

static void
fill_range (PdPlatform *platform, gpointer data)
{
  const Range *range = data;
  GError *error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, &error, "SELECT id FROM tenant", "");
  g_autofree char *tenant = NULL;

  must (rows != NULL && pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW, error);
  tenant = g_strdup (pd_platform_rows_text (rows, 0));
  g_clear_pointer (&rows, pd_platform_rows_done);
  must (pd_platform_sql_script (platform->sql, "BEGIN", &error), error);
  for (guint i = range->first; i < range->end; i++)
    {
      g_autoptr (PdRecord) order = bench_order_new (i);
      PdPlatformChange change = { .platform = platform, .tenant = tenant, .user = "clerk", .now = i };

      must (pd_platform_write_record (&change, order, &error), error);
    }
  must (pd_platform_sql_script (platform->sql, "COMMIT", &error), error);
}

static PdPlatformThread *
start_platform (const char *folder)
{
  const PdPlatformThreadOptions thread_options = { .password_iterations = 10 };
  GError *error = NULL;
  PdPlatformThread *platform = pd_platform_thread_start (folder, &thread_options, &error);

  must (platform != NULL, error);
  return platform;
}

static int
fill_main (char **arguments)
{
  PdPlatformThread *platform = start_platform (arguments[0]);
  guint n = (guint) g_ascii_strtoull (arguments[1], NULL, 10);

  for (guint i = 0; i < n; i += AT_ONCE)
    pd_platform_thread_call (platform, fill_range, &(Range){ i, MIN (n, i + AT_ONCE) });
  pd_platform_thread_stop (platform);
  return 0;
}

/* Says how to reach it, and ends with its standard input. */
static int
platform_main (char **arguments)
{
  PdPlatformThread *platform = start_platform (arguments[0]);
  g_autofree char *password = pd_platform_thread_get_password (platform, "clerk", NULL);

  g_print ("%s\n%s\n%s\n", pd_platform_thread_get_uri (platform),
           pd_platform_thread_get_certificate_file (platform), password);
  while (getchar () != EOF)
    ;
  pd_platform_thread_stop (platform);
  return 0;
}

/* One order a line, for other programs to be fed with. */
static int
documents_main (char **arguments)
{
  guint n = (guint) g_ascii_strtoull (arguments[0], NULL, 10);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdRecord) order = bench_order_new (i);
      g_autofree char *text = NULL;

      pd_record_set_revision (order, 1);
      pd_record_set_sequence (order, i + 1);
      text = pd_wire_record_to_text (order);
      puts (text);
    }
  return 0;
}

/* The benchmark */

typedef struct
{
  char *folder;
  GSubprocess *platform;
  char *uri, *certificate, *password;
} Bench;

typedef struct
{
  GPtrArray *reports; /* of GHashTable */
  GArray *platform_cpu;
} Runs;

static gboolean
wanted (const char *figure)
{
  return only == NULL || g_str_equal (only, figure);
}

static char *
read_line (GDataInputStream *stream)
{
  GError *error = NULL;
  char *line = g_data_input_stream_read_line (stream, NULL, NULL, &error);

  if (line == NULL)
    g_error ("The platform did not start");
  return line;
}

static void
open_platform (Bench *bench)
{
  g_autofree char *folder = g_build_filename (bench->folder, "platform", NULL);
  g_autofree char *n = g_strdup_printf ("%d", n_orders);
  g_autoptr (GSubprocess) fill = bench_start ("fill", folder, n, NULL);
  g_autoptr (GDataInputStream) stream = NULL;

  g_hash_table_unref (bench_read_report (fill));
  bench->platform = bench_start ("platform", folder, NULL);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bench->platform));
  bench->uri = read_line (stream);
  bench->certificate = read_line (stream);
  bench->password = read_line (stream);
}

static BenchUsage
platform_usage (Bench *bench)
{
  return bench_usage (g_subprocess_get_identifier (bench->platform));
}

static void
close_platform (Bench *bench)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (bench->platform), NULL, NULL);
  g_subprocess_wait (bench->platform, NULL, NULL);
  g_clear_object (&bench->platform);
}

static void
runs_init (Runs *runs)
{
  runs->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  runs->platform_cpu = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
runs_clear (Runs *runs)
{
  g_ptr_array_unref (runs->reports);
  g_array_unref (runs->platform_cpu);
}

/* One more process of a desktop, whose report is kept. */
static void
run_client (Bench *bench,
            Runs *runs,
            const char *task,
            const char *folder,
            const char *second,
            const char *third)
{
  g_autofree char *path = g_build_filename (bench->folder, folder, NULL);
  BenchUsage before = platform_usage (bench);
  g_autoptr (GSubprocess) client = bench_start ("client", task, bench->uri, bench->certificate,
                                                bench->password, path, second, third, NULL);
  GHashTable *report = bench_read_report (client);
  double cpu = platform_usage (bench).cpu - before.cpu;

  g_ptr_array_add (runs->reports, report);
  g_array_append_val (runs->platform_cpu, cpu);
}

static double
median (const Runs *runs, const char *name)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < runs->reports->len; i++)
    {
      double value = bench_report_get (g_ptr_array_index (runs->reports, i), name);

      g_array_append_val (values, value);
    }
  return bench_percentile (values, 50);
}

/* Times are told for one record; processor time is that of all threads. */
static void
print_rate (const char *name, const Runs *runs, guint n, const char *baseline, double baseline_seconds)
{
  double seconds = median (runs, "seconds");

  g_print ("{\"figure\":\"%s\",\"unit\":\"us/record\",\"value\":%.2f,\"per_second\":%.0f,\"client_cpu\":%.2f,"
           "\"platform_cpu\":%.2f,\"baseline\":\"%s\",\"baseline_value\":%.2f,\"ratio\":%.2f,\"n\":%u,"
           "\"of\":%d,\"runs\":%u}\n",
           name, seconds / n * 1e6, n / seconds, median (runs, "cpu") / n * 1e6,
           bench_percentile (runs->platform_cpu, 50) / n * 1e6, baseline, baseline_seconds / n * 1e6,
           seconds / baseline_seconds, n, n_orders, runs->reports->len);
}

static void
print_value (const char *name,
             const char *unit,
             double value,
             const char *baseline,
             double baseline_value,
             guint runs)
{
  g_print ("{\"figure\":\"%s\",\"unit\":\"%s\",\"value\":%.3f,\"baseline\":\"%s\",\"baseline_value\":%.3f,"
           "\"ratio\":%.2f,\"of\":%d,\"runs\":%u}\n",
           name, unit, value, baseline, baseline_value, value / MAX (baseline_value, 1e-9), n_orders, runs);
}

static void
measure_pull (Bench *bench)
{
  Runs runs, plain;

  runs_init (&runs);
  runs_init (&plain);
  for (int i = 0; i < n_runs; i++)
    {
      g_autofree char *folder = g_strdup_printf ("desktop-%d", i);
      g_autofree char *before = g_strdup_printf ("%s/desktop-%d", bench->folder, i - 1);

      run_client (bench, &runs, "pull", folder, NULL, NULL);
      run_client (bench, &plain, "pull-plain", "plain", NULL, NULL);
      /* Two of the caches are needed later on. */
      if (i > 2)
        bench_remove_tree (before);
    }
  print_rate ("sync/pull", &runs, (guint) n_orders,
              "the same pages over TLS, each record a row of plain SQLite", median (&plain, "seconds"));
  print_value ("sync/pull-wire", "byte/record", median (&runs, "wire") / n_orders, "the same as JSON",
               median (&plain, "bytes") / n_orders, runs.reports->len);
  print_value ("sync/pull-gzip", "byte/record", median (&plain, "gzip_bytes") / n_orders, "the same as JSON",
               median (&plain, "bytes") / n_orders, runs.reports->len);
  print_value ("sync/pull-memory", "MiB", median (&runs, "peak"), "the platform", platform_usage (bench).peak,
               runs.reports->len);
  runs_clear (&runs);
  runs_clear (&plain);
}

static void
measure_push (Bench *bench)
{
  g_autofree char *n = g_strdup_printf ("%d", n_edits);
  Runs runs;

  runs_init (&runs);
  for (int i = 0; i < n_runs; i++)
    {
      g_autofree char *words = g_strdup_printf ("第 %d 次修改，分批送货 %d", i, i % 2);

      run_client (bench, &runs, "push", "desktop-0", n, words);
    }
  print_rate ("sync/push", &runs, (guint) n_edits,
              "the same bytes over TLS, refused unread, and plain SQLite, durable a batch",
              median (&runs, "plain_seconds"));
  print_value ("sync/push-wire", "byte/record", median (&runs, "wire") / n_edits, "the changes as JSON",
               median (&runs, "bytes") / n_edits, runs.reports->len);
  print_value ("sync/push-memory", "MiB", median (&runs, "peak"), "the platform", platform_usage (bench).peak,
               runs.reports->len);
  print_value ("sync/push-disk-waits", "fdatasync/batch", median (&runs, "disk_waits") / (n_edits / 500.0),
               "one", 1, runs.reports->len);
  print_value ("sync/edit", "us/record", median (&runs, "edit_seconds") / n_edits * 1e6, "its push",
               median (&runs, "seconds") / n_edits * 1e6, runs.reports->len);
  runs_clear (&runs);
}

static void
measure_nothing (Bench *bench)
{
  Runs runs;

  runs_init (&runs);
  for (int i = 0; i < n_runs; i++)
    run_client (bench, &runs, "nothing", "desktop-0", NULL, NULL);
  print_value ("sync/nothing", "ms", median (&runs, "seconds") * 1000, "GET /v1/health",
               median (&runs, "plain_seconds") * 1000, runs.reports->len);
  print_value ("sync/nothing-disk-waits", "fdatasync", median (&runs, "disk_waits"), "none", 0,
               runs.reports->len);
  runs_clear (&runs);
}

static void
measure_delta (Bench *bench)
{
  g_autofree char *reader = g_build_filename (bench->folder, "desktop-1", NULL);
  g_autofree char *n = g_strdup_printf ("%d", n_orders);
  Runs runs;

  runs_init (&runs);
  for (int i = 0; i < n_runs; i++)
    run_client (bench, &runs, "delta", "desktop-0", reader, n);
  print_value ("sync/sight", "ms", median (&runs, "sight_seconds") * 1000, "the delta alone",
               median (&runs, "seconds") * 1000, runs.reports->len);
  print_value ("sync/delta", "ms", median (&runs, "seconds") * 1000, "the target", 5, runs.reports->len);
  print_value ("sync/save", "ms", median (&runs, "save_seconds") * 1000, "the delta",
               median (&runs, "seconds") * 1000, runs.reports->len);
  print_value ("sync/save-disk-waits", "fdatasync", median (&runs, "disk_waits"), "one", 1,
               runs.reports->len);
  runs_clear (&runs);
}

/* The hash of a record's content, which both sides compute for every record */

static void
hash_records (gpointer data)
{
  GPtrArray *records = data;

  for (guint i = 0; i < records->len; i++)
    g_free (pd_wire_record_content_hash (g_ptr_array_index (records, i)));
}

static void
hash_texts (gpointer data)
{
  GPtrArray *records = data;

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *text = pd_wire_record_to_text (g_ptr_array_index (records, i));

      g_free (g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1));
    }
}

static void
measure_hash (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  for (int i = 0; i < n_hashes; i++)
    g_ptr_array_add (records, bench_order_new ((guint) i));
  bench_measure (&(BenchFigure){ .name = "wire/content-hash",
                                 .unit = "record",
                                 .n = (guint) n_hashes,
                                 .func = hash_records,
                                 .baseline_name = "SHA-256 of the record as it is written",
                                 .baseline = hash_texts },
                 records);
}

static int
bench_main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  Bench bench = { 0 };
  GError *error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  must (g_option_context_parse (context, &argc, &argv, &error), error);
  if (wanted ("hash"))
    measure_hash ();
  if (only != NULL && g_str_equal (only, "hash"))
    return 0;
  bench.folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", &error);
  must (bench.folder != NULL, error);
  open_platform (&bench);
  /* All others need its caches. */
  measure_pull (&bench);
  if (wanted ("nothing"))
    measure_nothing (&bench);
  if (wanted ("delta"))
    measure_delta (&bench);
  if (wanted ("push"))
    measure_push (&bench);
  close_platform (&bench);
  bench_remove_tree (bench.folder);
  g_free (bench.folder);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc > 3 && g_str_equal (argv[1], "client"))
    return bench_client_main (argv[2], argv + 3);
  if (argc > 3 && g_str_equal (argv[1], "fill"))
    return fill_main (argv + 2);
  if (argc > 2 && g_str_equal (argv[1], "platform"))
    return platform_main (argv + 2);
  if (argc > 2 && g_str_equal (argv[1], "documents"))
    return documents_main (argv + 2);
  return bench_main (argc, argv);
}
