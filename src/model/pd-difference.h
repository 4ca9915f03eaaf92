/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* The path of the difference when one side has no record at all, or a deleted one. */
#define PD_DIFFERENCE_RECORD "record"

/** PdDifference: an atom that two versions of a record have differently, and that is decided as one. */
typedef struct
{
  char *path;       /* "party", "lines/<id>/pricing"; "lines/<id>" for a whole line, "record" for all of it */
  int list;         /* -1: of the record itself */
  char *line_id;    /* (nullable) */
  const char *atom; /* (nullable) a group or a field; NULL for a whole line and for the whole record */
  gboolean conflict;       /* both changed it, differently: only a person can say */
  gboolean locked;         /* theirs is closed for changes: it stays */
  gboolean mine_changed;   /* mine is not as both saw it */
  gboolean theirs_changed; /* theirs is not as both saw it */
} PdDifference;

void pd_difference_free (PdDifference *difference);
GPtrArray *pd_differences (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs);
gboolean pd_difference_is_record (const PdDifference *difference);
GPtrArray *
pd_difference_line_ids (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs, guint list);

G_END_DECLS
