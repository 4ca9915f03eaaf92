/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* As many rows as GTK asks for when a list opens. */
#define BENCH_FIRST_ROWS 200
#define BENCH_OPEN_LIMIT 150000.0
#define BENCH_FILTER_LIMIT 100000.0

/** BenchOrderCache: a cache full of the orders of two years, and a bare connection to it. */
typedef struct
{
  char *folder;
  char *path;
  PdStore *store; /* (nullable) while it is closed */
  sqlite3 *plain;
} BenchOrderCache;

BenchOrderCache *bench_order_cache_new (guint n);
void bench_order_cache_free (BenchOrderCache *cache);
void bench_order_cache_open (BenchOrderCache *cache);
void bench_order_cache_close (BenchOrderCache *cache);
void bench_order_cache_open_plain (BenchOrderCache *cache);
guint bench_order_cache_ask (BenchOrderCache *cache, const char *sql);

G_END_DECLS
