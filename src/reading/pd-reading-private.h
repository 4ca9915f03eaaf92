/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

G_BEGIN_DECLS

/* A rate that the paper hides, where only a difference is taxed. */
#define PD_READING_RATE_HIDDEN "***"

struct _PdReading
{
  char *file;                             /* (owned) */
  char *format;                           /* (owned) */
  GPtrArray *values[PD_READING_N_FIELDS]; /* (owned) of PdReadingValue, as offered; settled: the best first */
  GPtrArray *lines[PD_READING_N_SOURCES]; /* (owned) of PdReadingLine */
  GPtrArray *particulars[PD_READING_N_SOURCES]; /* (owned) of PdReadingParticular */
  GPtrArray *warnings;                          /* (owned) of PdReadingWarning */
  GPtrArray *signatures;                        /* (owned) of PdSignature */
  char *paper; /* (owned) (nullable): the title of what it is instead of an invoice */
  PdReadingSource lines_source;
  PdReadingSource particulars_source;
  gboolean settled;
};

char *pd_reading_canonicalize (PdReadingKind kind, const char *text);
gboolean pd_reading_alike (PdReadingKind kind, const char *a, const char *b);
void pd_reading_derive (PdReading *self);
void pd_reading_check (PdReading *self);

G_END_DECLS
