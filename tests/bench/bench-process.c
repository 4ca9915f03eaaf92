/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-process.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/** bench_usage: @pid: a process's number, or "self". */
BenchUsage
bench_usage (const char *pid)
{
  g_autofree char *stat_path = g_strdup_printf ("/proc/%s/stat", pid);
  g_autofree char *status_path = g_strdup_printf ("/proc/%s/status", pid);
  g_autofree char *stat = NULL, *status = NULL;
  BenchUsage usage = { 0 };
  guint64 user = 0, system = 0;
  const char *peak;

  if (!g_file_get_contents (stat_path, &stat, NULL, NULL) ||
      !g_file_get_contents (status_path, &status, NULL, NULL))
    g_error ("There is no process %s", pid);
  /* The name of the program, in parentheses, may hold anything. */
  if (sscanf (strrchr (stat, ')') + 1,
              " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &user,
              &system) == 2)
    usage.cpu = (double) (user + system) / (double) sysconf (_SC_CLK_TCK);
  peak = strstr (status, "VmHWM:");
  if (peak != NULL)
    usage.peak = g_ascii_strtod (peak + strlen ("VmHWM:"), NULL) / 1024;
  return usage;
}

/** bench_start: Returns: (transfer full): this program once more, with other arguments */
GSubprocess *
bench_start (const char *first_argument, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  GError *error = NULL;
  GSubprocess *process;
  va_list rest;

  g_ptr_array_add (arguments, self);
  va_start (rest, first_argument);
  for (const char *argument = first_argument; argument != NULL; argument = va_arg (rest, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (rest);
  g_ptr_array_add (arguments, NULL);
  process = g_subprocess_newv ((const char *const *) arguments->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (process == NULL)
    g_error ("%s", error->message);
  return process;
}

/** bench_read_report: waits for its end. Returns: (transfer full): what it said with bench_report() */
GHashTable *
bench_read_report (GSubprocess *process)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *report = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error))
    g_error ("%s", error->message);
  if (!g_subprocess_get_successful (process))
    g_error ("A part of the benchmark failed");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *space = strchr (lines[i], ' ');
      double value = space != NULL ? g_ascii_strtod (space + 1, NULL) : 0;

      if (space == NULL)
        continue;
      *space = '\0';
      g_hash_table_replace (report, g_strdup (lines[i]), g_memdup2 (&value, sizeof value));
    }
  return report;
}

double
bench_report_get (GHashTable *report, const char *name)
{
  const double *value = g_hash_table_lookup (report, name);

  if (value == NULL)
    g_error ("A part of the benchmark did not tell “%s”", name);
  return *value;
}

/** bench_report: one line to the process that started this one. */
void
bench_report (const char *name, double value)
{
  g_print ("%s %.9g\n", name, value);
}
