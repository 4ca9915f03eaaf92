/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-sheet.h"
#include "model/pd-tracking.h"

G_BEGIN_DECLS

/** PdTrackingProblem: a row that looks like an event and could not be read. */
typedef struct
{
  guint row;      /* from 1 */
  char *sentence; /* (owned) */
} PdTrackingProblem;

/** PdTrackingFile: what a carrier's file of events holds. */
typedef struct
{
  GPtrArray *events;   /* (owned) of PdTrackingEvent, in the order of the file */
  GPtrArray *problems; /* (owned) of PdTrackingProblem */
} PdTrackingFile;

PdTrackingFile *pd_tracking_file_read (PdSheetBook *book, GError **error);
void pd_tracking_file_free (PdTrackingFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTrackingFile, pd_tracking_file_free)

G_END_DECLS
