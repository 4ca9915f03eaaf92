/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* The ledger of what went to paper: one record for each document that a printer took. Who it was is the platform's word.
 * It is written once and never changed. The first copy of a job is the number @COPY, the last @COPY + @COPIES - 1. */
#define PD_PRINT_FIELDS(F)                                                                                   \
  F (INVOICE_ID, "invoice_id", N_ ("Invoice"), REFERENCE, 0, CHANGED, NULL, NEVER, PD_FIELD_INDEX, NULL)     \
  F (TITLE, "title", N_ ("Document"), TEXT, 120, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH | PD_FIELD_NUMBER,  \
     NULL)                                                                                                   \
  F (DATE, "date", N_ ("Date"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)                       \
  F (PRINTED_AT, "printed_at", N_ ("Printed at"), TIME, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)     \
  F (COPY, "copy", N_ ("Copy"), INTEGER, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)                    \
  F (COPIES, "copies", N_ ("Number of copies"), INTEGER, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)    \
  F (SHEETS, "sheets", N_ ("Sheets"), INTEGER, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (PRINTER, "printer", N_ ("Printer"), TEXT, 120, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (PRINTED_BY, "printed_by", N_ ("Printed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CONTENT_SHA256, "content_sha256", N_ ("Content of the file"), TEXT, 64, CHANGED, NULL, NEVER,           \
     PD_FIELD_INDEX, NULL)

#define F(id, ...) PD_PRINT_##id,
enum
{
  PD_PRINT_FIELDS (F) PD_PRINT_N_FIELDS
};
#undef F

/* What a printing system takes of one job. */
#define PD_PRINT_MAX_COPIES 99

extern const PdRecordType pd_print_type;

/** PdPrintPast: how often something was printed. */
typedef struct
{
  guint n_copies; /* on paper altogether */
  gint64 last_at; /* microseconds since 1970 in UTC; 0 when never */
  char *last_by;  /* (owned) (nullable): who; %NULL as long as the platform has not said */
} PdPrintPast;

PdRecord *pd_print_record_new (gint64 now,
                               const char *today,
                               const char *invoice_id,
                               const char *content_sha256,
                               const char *title,
                               guint copy,
                               guint copies,
                               guint sheets,
                               const char *printer);
void pd_print_past_add (PdPrintPast *past, const PdRecord *print);
void pd_print_past_clear (PdPrintPast *past);

G_END_DECLS
