/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-outcome.h"

#include "desktop/pd-field-text.h"
#include "document/pd-csv-text.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

void
pd_bulk_result_free (PdBulkResult *result)
{
  g_free (result->order_id);
  g_free (result->order_number);
  g_free (result->buyer);
  g_free (result->number);
  g_free (result->reason);
  g_free (result);
}

const char *
pd_bulk_outcome_label (PdBulkOutcome outcome)
{
  static const char *const labels[] = {
    [PD_BULK_OUTCOME_HERE] = N_ ("Waiting to be sent"),
    [PD_BULK_OUTCOME_PLATFORM] = N_ ("At the platform"),
    [PD_BULK_OUTCOME_SIGN_IN] = N_ ("Waiting for sign-in"),
    [PD_BULK_OUTCOME_UNKNOWN] = N_ ("Outcome unknown"),
    [PD_BULK_OUTCOME_ISSUED] = N_ ("Issued"),
    [PD_BULK_OUTCOME_REFUSED] = N_ ("Refused"),
  };

  return _ (labels[outcome]);
}

static PdBulkOutcome
outcome_of_state (const char *state)
{
  if (g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) == 0)
    return PD_BULK_OUTCOME_ISSUED;
  if (g_strcmp0 (state, PD_INVOICE_STATE_FAILED) == 0)
    return PD_BULK_OUTCOME_REFUSED;
  if (g_strcmp0 (state, PD_INVOICE_STATE_WAITING) == 0)
    return PD_BULK_OUTCOME_SIGN_IN;
  return g_strcmp0 (state, PD_INVOICE_STATE_UNKNOWN) == 0 ? PD_BULK_OUTCOME_UNKNOWN
                                                          : PD_BULK_OUTCOME_PLATFORM;
}

/* What the order and its invoice say now. */
static void
judge (PdStoreSession *session,
       PdBulkResult *result,
       const PdRecord *order,
       PdRowState state,
       const char *command)
{
  const char *invoice_id = pd_record_get_text (order, PD_ORDER_INVOICE_ID);
  g_autoptr (PdRecord) invoice = NULL;

  if (state == PD_ROW_REJECTED || state == PD_ROW_CONFLICT)
    {
      result->outcome = PD_BULK_OUTCOME_REFUSED;
      result->reason = g_strdup (pd_row_state_sentence (state, command));
      return;
    }
  if (command != NULL)
    return;
  result->outcome = PD_BULK_OUTCOME_PLATFORM;
  invoice = invoice_id != NULL ? pd_store_get_record (session, &pd_invoice_type, invoice_id, NULL) : NULL;
  if (invoice != NULL)
    {
      result->outcome = outcome_of_state (pd_record_get_state (invoice));
      result->number = g_strdup (pd_record_get_text (invoice, PD_INVOICE_NUMBER));
      if (result->outcome != PD_BULK_OUTCOME_ISSUED)
        result->reason = g_strdup (pd_reason_text (pd_record_get_text (invoice, PD_INVOICE_REASON)));
    }
  else if (g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_INVOICED) == 0)
    {
      result->outcome = PD_BULK_OUTCOME_ISSUED;
      result->number = g_strdup (pd_record_get_text (order, PD_ORDER_INVOICE_NUMBER));
    }
  else if (g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_ISSUING) != 0)
    {
      result->outcome = PD_BULK_OUTCOME_REFUSED;
      result->reason = g_strdup (pd_reason_text (pd_record_get_text (order, PD_ORDER_STATE_REASON)));
    }
}

/**
 * pd_bulk_read_results:
 * @session: the session of a reading job
 * @entries: (element-type PdBulkEntry): several orders; those whose command was saved count
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type PdBulkResult): what has become of them by now
 */
GPtrArray *
pd_bulk_read_results (PdStoreSession *session, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_bulk_result_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *command = NULL;
      g_autoptr (PdRecord) order = NULL;
      PdBulkResult *result;
      PdRowState state;

      if (entry->state != PD_BULK_DONE)
        continue;
      result = g_new0 (PdBulkResult, 1);
      g_ptr_array_add (results, result);
      result->order_id = g_strdup (entry->id);
      result->order_number = g_strdup (entry->number);
      result->buyer = g_strdup (entry->buyer);
      result->total = entry->total;
      order = pd_store_get_record (session, &pd_order_type, entry->id, error);
      if (order == NULL)
        return NULL;
      state = pd_store_get_row_state (session, &pd_order_type, entry->id, &command, NULL);
      judge (session, result, order, state, command);
    }
  return g_steal_pointer (&results);
}

/**
 * pd_bulk_results_to_csv:
 * @results: (element-type PdBulkResult): what has become of several orders
 *
 * Returns: (transfer full): a file for a spreadsheet
 */
GBytes *
pd_bulk_results_to_csv (GPtrArray *results)
{
  GString *text = g_string_new (PD_CSV_BEGINNING);
  const char *const head[] = { _ ("Order"), _ ("Buyer"),          _ ("Total with tax"),
                               _ ("State"), _ ("Invoice number"), _ ("Reason"),
                               NULL };

  pd_csv_append_row (text, head);
  for (guint i = 0; i < results->len; i++)
    {
      const PdBulkResult *result = g_ptr_array_index (results, i);
      g_autofree char *money = pd_money_to_text (result->total);
      const char *const cells[] = { result->order_number,
                                    result->buyer != NULL ? result->buyer : "",
                                    money,
                                    pd_bulk_outcome_label (result->outcome),
                                    result->number != NULL ? result->number : "",
                                    result->reason != NULL ? result->reason : "",
                                    NULL };

      pd_csv_append_row (text, cells);
    }
  return g_string_free_to_bytes (text);
}
