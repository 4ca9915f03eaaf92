/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

/** The most sheets of one job, unless a single document is longer: what one stopped job may hold up. */
#define PD_PRINT_CHUNK_SHEETS 50

/** PdPrintChunk: a part of a stream that is one job of the printer. */
typedef struct
{
  guint first;   /* page of the stream, covers counted */
  guint n_pages; /* of the stream */
  GArray *items; /* (owned) of guint: which documents are on paper when it is printed, and were not before */
} PdPrintChunk;

GPtrArray *pd_print_chunks (const PdPrintStream *stream, guint most);
GArray *pd_print_item_pages (const PdPrintStream *stream, guint item);

G_END_DECLS
