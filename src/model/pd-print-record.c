/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-print-record.h"

#include "model/pd-id.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

/* More sheets or copies than any office ever had are a mistake, not a print. */
#define MAX_COUNT 1000000

static void
check_count (const PdRecord *print, guint field, gint64 least, gint64 most, GPtrArray *problems)
{
  gint64 count = pd_record_get_integer (print, field);

  if (pd_record_has (print, field) && (count < least || count > most))
    pd_problem_add (problems, print, FALSE, (int) field, PD_PROBLEM_ERROR,
                    _ ("This number cannot be right: it lies between %1$d and %2$d."), (int) least,
                    (int) most);
}

static void
check_print (const PdRecord *print, PdRequired level, GPtrArray *problems)
{
  check_count (print, PD_PRINT_COPY, 1, MAX_COUNT, problems);
  check_count (print, PD_PRINT_COPIES, 1, PD_PRINT_MAX_COPIES, problems);
  check_count (print, PD_PRINT_SHEETS, 0, MAX_COUNT, problems);
}

#define F PD_FIELD_STRUCT
static const PdField print_fields[] = { PD_PRINT_FIELDS (F) };
#undef F

const PdRecordType pd_print_type = {
  .name = "print",
  .table = "prints",
  .label = N_ ("Print"),
  .fields = print_fields,
  .n_fields = PD_PRINT_N_FIELDS,
  .title_field = PD_PRINT_TITLE,
  .state_field = -1,
  .check = check_print,
};

/* (transfer full) what of a text a field takes */
static char *
cut (const char *text, guint field)
{
  glong max = (glong) print_fields[field].limit;

  return g_utf8_strlen (text, -1) > max ? g_utf8_substring (text, 0, max) : g_strdup (text);
}

/**
 * pd_print_record_new:
 * @now: microseconds since 1970 in UTC
 * @today: the business date, "YYYY-MM-DD"
 * @invoice_id: (nullable): the id of the invoice, own or received, when it was a record's
 * @content_sha256: (nullable): the hash of what is in the file, when it was one
 * @title: the invoice's number, or the name of the file
 * @copy: the number of the first copy; 1 when it was never printed before
 * @copies: how many copies of it the printer took
 * @sheets: how many sheets of paper it is on
 * @printer: (nullable): the printer's name
 *
 * Returns: (transfer full): a line of the ledger
 */
PdRecord *
pd_print_record_new (gint64 now,
                     const char *today,
                     const char *invoice_id,
                     const char *content_sha256,
                     const char *title,
                     guint copy,
                     guint copies,
                     guint sheets,
                     const char *printer)
{
  g_autofree char *id = pd_id_new (now);
  g_autofree char *short_title = cut (title, PD_PRINT_TITLE);
  g_autofree char *short_printer = printer != NULL ? cut (printer, PD_PRINT_PRINTER) : NULL;
  PdRecord *print = pd_record_new (&pd_print_type, id);

  pd_record_set_text (print, PD_PRINT_INVOICE_ID, invoice_id);
  pd_record_set_text (print, PD_PRINT_CONTENT_SHA256, content_sha256);
  pd_record_set_text (print, PD_PRINT_TITLE, short_title);
  pd_record_set_text (print, PD_PRINT_DATE, today);
  pd_record_set_integer (print, PD_PRINT_PRINTED_AT, now);
  pd_record_set_integer (print, PD_PRINT_COPY, copy);
  pd_record_set_integer (print, PD_PRINT_COPIES, copies);
  pd_record_set_integer (print, PD_PRINT_SHEETS, sheets);
  pd_record_set_text (print, PD_PRINT_PRINTER, short_printer);
  return print;
}

/**
 * pd_print_past_add:
 * @past: (inout): what is known so far; zeroed at first
 * @print: a line of the ledger, in any order
 *
 * Two computers that printed at the same time may both have called theirs the first copy: all that is on paper counts.
 */
void
pd_print_past_add (PdPrintPast *past, const PdRecord *print)
{
  gint64 at = pd_record_get_integer (print, PD_PRINT_PRINTED_AT);
  gint64 copies = CLAMP (pd_record_get_integer (print, PD_PRINT_COPIES), 1, PD_PRINT_MAX_COPIES);

  past->n_copies += (guint) copies;
  if (at < past->last_at)
    return;
  past->last_at = at;
  g_free (past->last_by);
  past->last_by = g_strdup (pd_record_get_text (print, PD_PRINT_PRINTED_BY));
}

/** pd_print_past_clear: @past: its strings are freed, and all is as if never printed */
void
pd_print_past_clear (PdPrintPast *past)
{
  g_free (past->last_by);
  *past = (PdPrintPast){ 0 };
}
