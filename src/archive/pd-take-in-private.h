/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive/pd-archive.h"
#include "archive/pd-take-in.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdTakeInSource: a file, a folder, or a part of a zip that waits for its turn. */
typedef struct
{
  GFile *file;   /* (owned) (nullable): %NULL for a part of a zip */
  GBytes *bytes; /* (owned) (nullable): of a part of a zip */
  char *name;    /* (owned) */
  guint depth;
} PdTakeInSource;

/** PdTakeIn: one taking in. */
typedef struct
{
  const PdTakeInOptions *options;
  PdArchive *archive; /* (owned) */
  PdRecord *company;  /* (owned) (nullable): the own one */
  GQueue waiting;     /* (owned) of PdTakeInSource */
  GPtrArray *rows;    /* (owned) of PdTakeInRow */
  GCancellable *cancellable;
} PdTakeIn;

void pd_take_in_source_free (PdTakeInSource *source);
PdTakeInRow *pd_take_in_add_row (PdTakeIn *self, const char *name, PdTakeInOutcome outcome, char *sentence);
void pd_take_in_queue (PdTakeIn *self, GFile *file, const char *name, guint depth);
gboolean pd_take_in_open (PdTakeIn *self, const PdTakeInSource *source, GBytes **bytes, GError **error);
gboolean pd_take_in_file (PdTakeIn *self, GBytes *bytes, const char *name, GError **error);

G_END_DECLS
