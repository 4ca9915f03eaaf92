/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Client and platform are processes of their own, so that each one's memory and processor time can be told. */

/** BenchUsage: what a process has used until now. */
typedef struct
{
  double cpu;  /* seconds, of user and system */
  double peak; /* MiB of memory */
} BenchUsage;

BenchUsage bench_usage (const char *pid);
GSubprocess *bench_start (const char *first_argument, ...) G_GNUC_NULL_TERMINATED;
GHashTable *bench_read_report (GSubprocess *process);
double bench_report_get (GHashTable *report, const char *name);
void bench_report (const char *name, double value);

G_END_DECLS
