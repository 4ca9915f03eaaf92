/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each figure is the median of so many runs, and so is the baseline beside it, run by run in turn. */
#define BENCH_RUNS 5

typedef void (*BenchFunc) (gpointer data);

/** BenchFigure: what is measured, and what it is held against. */
typedef struct
{
  const char *name;  /* "store/save" */
  const char *unit;  /* of what a time is told, "record" */
  guint n;           /* so many of them in one run */
  BenchFunc prepare; /* (nullable) before each run of @func, not timed */
  BenchFunc func;
  const char *baseline_name;  /* "plain SQLite insert" */
  BenchFunc baseline_prepare; /* (nullable) */
  BenchFunc baseline;
  double limit; /* microseconds that one run is to stay within, told with the spread; 0: none was set */
} BenchFigure;

guint bench_size (const char *name, guint usual);
void bench_measure (const BenchFigure *figure, gpointer data);
void bench_print (const char *name,
                  const char *unit,
                  guint n,
                  double microseconds,
                  const char *baseline_name,
                  double baseline_microseconds);
double bench_percentile (GArray *times, guint percent);
void bench_remove_tree (const char *path);

G_END_DECLS
