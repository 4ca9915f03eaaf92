/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-paper.h"
#include "reading/pd-reading.h"

G_BEGIN_DECLS

/** PdPrintItem: a document in the queue of the print desk. */
typedef struct
{
  PdPaper *paper;     /* (owned) */
  char *number;       /* (owned) (nullable): of the invoice, for the cover sheet */
  char *date;         /* (owned) (nullable): "YYYY-MM-DD" */
  char *party;        /* (owned) (nullable): who issued it */
  gboolean has_total; /* whether @total is known */
  gint64 total;       /* fen, with tax */
  guint per_sheet;    /* what its kind wants, see pd_imposition_per_sheet() */
} PdPrintItem;

PdPrintItem *pd_print_item_new (PdPaper *paper);
PdPrintItem *pd_print_item_new_for_invoice (const PdRecord *invoice);
void pd_print_item_describe (PdPrintItem *self, const PdReading *reading, const char *name);
void pd_print_item_free (PdPrintItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPrintItem, pd_print_item_free)

G_END_DECLS
