/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-print-record.h"
#include "paper/pd-print-stream.h"
#include "reading/pd-reader.h"

G_BEGIN_DECLS

#define PD_TYPE_PRINT_ENTRY (pd_print_entry_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintEntry, pd_print_entry, PD, PRINT_ENTRY, GObject)

/** PdPrintEntry: a document in the queue of the print desk: an own invoice, a received one, or a file. */
struct _PdPrintEntry
{
  GObject parent_instance;

  char *id;          /* (owned) (nullable): of an own invoice */
  char *received_id; /* (owned) (nullable): of a received invoice, which has a file as well */
  GFile *file;       /* (owned) (nullable) */
  char *sha256;      /* (owned) (nullable): of what is in the file, once it is open */
  char *title;       /* (owned): the invoice's number, or the file's name */
  char *subtitle;    /* (owned) (nullable) */
  char *trouble;     /* (owned) (nullable): why it cannot be printed, a sentence */
  PdRecord *record;  /* (owned) (nullable): the invoice with its lines */
  PdPrintPast past;  /* how often it was printed before */
  gboolean doubtful; /* it was on its way to the printer when the program ended */
  PdPrintItem *item; /* (owned) (nullable): opened and used by the thread of the desk's PdPrintMaker only */
};

PdPrintEntry *pd_print_entry_new_for_invoice (const char *id, const char *title);
PdPrintEntry *pd_print_entry_new_for_item (PdPrintItem *item);
PdPrintEntry *pd_print_entry_new_for_file (GFile *file);
PdPrintEntry *
pd_print_entry_new_for_received (const char *id, const char *title, const char *subtitle, GFile *file);
const char *pd_print_entry_get_invoice_id (const PdPrintEntry *self);
void pd_print_entry_set_past (PdPrintEntry *self, const PdPrintPast *past);
void pd_print_entry_set_record (PdPrintEntry *self, const PdRecord *record);
void pd_print_entry_set_trouble (PdPrintEntry *self, const char *sentence);
char *pd_print_entry_past_text (const PdPrintEntry *self);
gboolean
pd_print_entry_open (PdPrintEntry *self, PdReader *reader, GCancellable *cancellable, GError **error);

G_END_DECLS
