/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-blue.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-reversing.h"
#include "wire/pd-wire.h"

/* What red-letter forms leave of the invoice that they reverse. */

/** pd_platform_tell_reversed: @blue's order shows it. It is opened again by a person alone, see pd_platform_reopen_order(). */
gboolean
pd_platform_tell_reversed (PdPlatformChange *change, const PdRecord *blue, GError **error)
{
  const char *id = pd_record_get_text (blue, PD_INVOICE_ORDER_ID);
  gint64 amount = pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT);
  g_autoptr (PdRecord) order = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, id != NULL ? id : "",
                                &order, error))
    return FALSE;
  if (order == NULL || pd_record_is_deleted (order) ||
      g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_ID), pd_record_get_id (blue)) != 0 ||
      pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT) == amount)
    return TRUE;
  pd_record_set_integer (order, PD_ORDER_REVERSED_AMOUNT, amount);
  return pd_platform_write_record (change, order, error);
}

/* Forms that the other side entered before this platform knew the invoice: they have no invoice in the ledger. */
static GPtrArray *
list_unclaimed (PdPlatformChange *change, const char *number, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT body FROM submission AS s JOIN document AS d ON d.tenant = s.tenant AND d.type = 'red_form'"
      " AND d.id = s.record WHERE s.tenant = ?1 AND s.order_id IS NULL AND s.what = 'red_form'"
      " AND d.deleted = 0 AND json_extract (d.body, '$.blue_number') = ?2 ORDER BY s.record",
      "tt", change->tenant, number);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      PdRecord *form = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (form == NULL)
        return NULL;
      g_ptr_array_add (forms, form);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&forms) : NULL;
}

static gboolean
adopt_red_invoice (PdPlatformChange *change, const PdRecord *form, const PdRecord *blue, GError **error)
{
  const char *id = pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID);
  g_autoptr (PdRecord) red = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type, id != NULL ? id : "",
                                &red, error))
    return FALSE;
  if (red == NULL || pd_record_is_deleted (red))
    return TRUE;
  pd_record_set_text (red, PD_INVOICE_BLUE_INVOICE_ID, pd_record_get_id (blue));
  pd_record_copy_field (red, blue, PD_INVOICE_ORDER_ID);
  pd_record_copy_field (red, blue, PD_INVOICE_ORDER_NUMBER);
  return pd_platform_write_record (change, red, error);
}

/**
 * pd_platform_claim_form:
 * @form: one that the other side entered; the caller writes it
 * @blue: the invoice of ours that it names
 *
 * Says whose it is. A provider that tells no lines and no other amount means all that is left.
 */
gboolean
pd_platform_claim_form (PdPlatformChange *change, PdRecord *form, const PdRecord *blue, GError **error)
{
  g_autoptr (GPtrArray) forms = NULL;

  pd_record_set_text (form, PD_RED_FORM_BLUE_INVOICE_ID, pd_record_get_id (blue));
  pd_record_set_text (form, PD_RED_FORM_ORDER_ID, pd_record_get_text (blue, PD_INVOICE_ORDER_ID));
  if (pd_record_get_lines (form)->len > 0)
    return TRUE;
  forms = pd_platform_read_forms (change->platform, change->tenant, pd_record_get_id (blue), error);
  if (forms != NULL)
    pd_reversal_add_rest (form, blue, forms);
  return forms != NULL;
}

static gboolean
adopt_form (PdPlatformChange *change, PdRecord *form, PdRecord *blue, GError **error)
{
  gboolean is_issued = g_strcmp0 (pd_record_get_state (form), PD_RED_FORM_STATE_ISSUED) == 0;

  if (!pd_platform_claim_form (change, form, blue, error))
    return FALSE;
  if (is_issued)
    pd_reversal_take_off (blue, form);
  return pd_platform_write_record (change, form, error) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE submission SET order_id = ? WHERE tenant = ? AND record = ?", "ttt",
                              pd_record_get_id (blue), change->tenant, pd_record_get_id (form)) &&
         (!is_issued || adopt_red_invoice (change, form, blue, error));
}

/**
 * pd_platform_adopt_forms:
 * @blue: an invoice whose number is known from here on; the caller writes it
 *
 * The other side may have entered forms before: of an invoice whose number was unknown for a while, or that a restored
 * platform is given back later than the bureau lists its forms. They are this invoice's now, and what they reversed is
 * taken off.
 */
gboolean
pd_platform_adopt_forms (PdPlatformChange *change, PdRecord *blue, GError **error)
{
  const char *number = pd_record_get_text (blue, PD_INVOICE_NUMBER);
  g_autoptr (GPtrArray) forms = number != NULL ? list_unclaimed (change, number, error) : g_ptr_array_new ();

  if (forms == NULL)
    return FALSE;
  for (guint i = 0; i < forms->len; i++)
    if (!adopt_form (change, g_ptr_array_index (forms, i), blue, error))
      return FALSE;
  return TRUE;
}
