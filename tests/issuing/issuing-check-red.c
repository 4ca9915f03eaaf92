/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"

/* After quiet: what the bureau has of reversals is what the records say, to the fen, and nothing is reversed twice. */

static PdRecord *
find_by (GPtrArray *records, guint field, const char *text)
{
  for (guint i = 0; i < records->len && text != NULL; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (records, i), field), text) == 0)
      return g_ptr_array_index (records, i);
  return NULL;
}

static gboolean
is_void (const PdRecord *bureaus)
{
  const char *state = pd_record_get_state (bureaus);

  return g_strcmp0 (state, PD_RED_FORM_STATE_VOID) == 0 || g_strcmp0 (state, PD_RED_FORM_STATE_FAILED) == 0;
}

/** issuing_is_red_quiet: no form waits for anybody, and none of the other side is unheard of. */
gboolean
issuing_is_red_quiet (Issuing *issuing)
{
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (GPtrArray) bureaus = NULL;

  if (issuing->options->reds == 0)
    return TRUE;
  forms = issuing_read_all (issuing, "'red_form'");
  bureaus = issuing->provider->red->list (issuing);
  for (guint i = 0; i < forms->len; i++)
    if (pd_red_form_is_under_way (g_ptr_array_index (forms, i)))
      return FALSE;
  for (guint i = 0; i < bureaus->len; i++)
    {
      const PdRecord *one = g_ptr_array_index (bureaus, i);

      if (!is_void (one) &&
          find_by (forms, PD_RED_FORM_NUMBER, pd_record_get_text (one, PD_RED_FORM_NUMBER)) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Of a blue invoice's number: fen, negative. */
static gint64
sum_of_red (GPtrArray *list, const char *number)
{
  gint64 sum = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const IssuingLegal *legal = g_ptr_array_index (list, i);

      if (g_strcmp0 (legal->blue_number, number) == 0)
        sum += legal->gross;
    }
  return sum;
}

static const IssuingLegal *
find_number (GPtrArray *list, const char *number)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((const IssuingLegal *) g_ptr_array_index (list, i))->number, number) == 0)
      return g_ptr_array_index (list, i);
  return NULL;
}

static void
check_bureau (Issuing *issuing, GPtrArray *list, GPtrArray *bureaus, GPtrArray *forms)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    {
      const IssuingLegal *legal = g_ptr_array_index (list, i);

      issuing->n_red += legal->blue_number != NULL;
      if (legal->blue_number == NULL && legal->gross + sum_of_red (list, legal->number) < 0)
        issuing_fail (issuing, "%s is reversed beyond its amount", legal->number);
    }
  for (guint i = 0; i < bureaus->len; i++)
    {
      const PdRecord *one = g_ptr_array_index (bureaus, i);
      const char *key = pd_record_get_text (one, PD_RED_FORM_KEY);
      const char *number = pd_record_get_text (one, PD_RED_FORM_NUMBER);

      issuing->n_forms++;
      if (key != NULL && !g_hash_table_add (keys, (char *) key))
        issuing_fail (issuing, "the bureau has two forms under %s", key);
      if (!is_void (one) && find_by (forms, PD_RED_FORM_NUMBER, number) == NULL)
        issuing_fail (issuing, "the bureau has form %s, and nobody here knows it", number);
    }
}

static void
check_red_invoice (Issuing *issuing, const PdRecord *form, const IssuingLegal *legal)
{
  const char *number = pd_record_get_text (form, PD_RED_FORM_NUMBER);
  g_autoptr (PdRecord) red =
      issuing_read (issuing, &pd_invoice_type, pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID));

  if (g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_SIDE), PD_RED_FORM_SIDE_BUYER) == 0)
    {
      if (red != NULL)
        issuing_fail (issuing, "form %s of a purchase has an invoice of ours", number);
      return;
    }
  if (red == NULL)
    issuing_fail (issuing, "form %s is issued, and its red invoice is missing", number);
  else if (pd_record_get_integer (red, PD_INVOICE_GROSS_AMOUNT) != legal->gross ||
           pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT) != legal->gross)
    issuing_fail (issuing, "form %s is of another amount at the bureau", number);
  else if (g_strcmp0 (pd_record_get_text (red, PD_INVOICE_NUMBER), legal->number) != 0)
    issuing_fail (issuing, "form %s has another red invoice here", number);
  else if (!pd_record_has (red, PD_INVOICE_PDF_HASH))
    issuing_fail (issuing, "the red invoice of form %s has no file", number);
}

static void
check_form (Issuing *issuing, const PdRecord *form, GPtrArray *list, GPtrArray *bureaus)
{
  const char *number = pd_record_get_text (form, PD_RED_FORM_NUMBER);
  const char *key = pd_record_get_text (form, PD_RED_FORM_KEY);
  const char *state = pd_record_get_state (form);
  const PdRecord *theirs = find_by (bureaus, PD_RED_FORM_KEY, key);
  const IssuingLegal *legal = find_number (list, pd_record_get_text (form, PD_RED_FORM_RED_NUMBER));

  if (theirs == NULL)
    theirs = find_by (bureaus, PD_RED_FORM_NUMBER, number);
  if (pd_red_form_is_under_way (form))
    issuing_fail (issuing, "form %s does not come to an end: %s", number, state);
  else if (g_strcmp0 (state, PD_RED_FORM_STATE_ISSUED) == 0 && (legal == NULL || theirs == NULL))
    issuing_fail (issuing, "form %s is issued here, and the bureau has nothing", number);
  else if (g_strcmp0 (state, PD_RED_FORM_STATE_ISSUED) == 0)
    check_red_invoice (issuing, form, legal);
  else if (theirs != NULL && !is_void (theirs))
    issuing_fail (issuing, "form %s is %s here, and stands at the bureau", number, state);
}

static void
check_blue (Issuing *issuing, const PdRecord *blue, GPtrArray *list)
{
  const char *number = pd_record_get_text (blue, PD_INVOICE_NUMBER);
  gint64 reversed = pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT);
  g_autoptr (PdRecord) order =
      issuing_read (issuing, &pd_order_type, pd_record_get_text (blue, PD_INVOICE_ORDER_ID));

  if (reversed != -sum_of_red (list, number))
    issuing_fail (issuing,
                  "%s is reversed by %" G_GINT64_FORMAT " here, and by %" G_GINT64_FORMAT " at the bureau",
                  number, reversed, -sum_of_red (list, number));
  else if (pd_reversal_amount_left (blue, NULL) !=
           pd_record_get_integer (blue, PD_INVOICE_GROSS_AMOUNT) - reversed)
    issuing_fail (issuing, "the lines of %s say something else of what is left than its sum", number);
  else if (order != NULL &&
           g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_ID), pd_record_get_id (blue)) == 0 &&
           pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT) != reversed)
    issuing_fail (issuing, "the order of %s says something else of what is reversed", number);
}

/** issuing_check_red: @list: (element-type IssuingLegal): the bureau's own */
void
issuing_check_red (Issuing *issuing, GPtrArray *list)
{
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (GPtrArray) bureaus = NULL;
  g_autoptr (GPtrArray) invoices = NULL;

  if (issuing->options->reds == 0)
    return;
  forms = issuing_read_all (issuing, "'red_form'");
  invoices = issuing_read_all (issuing, "'invoice'");
  bureaus = issuing->provider->red->list (issuing);
  check_bureau (issuing, list, bureaus, forms);
  for (guint i = 0; i < forms->len && issuing->violation == NULL; i++)
    check_form (issuing, g_ptr_array_index (forms, i), list, bureaus);
  for (guint i = 0; i < invoices->len && issuing->violation == NULL; i++)
    {
      const PdRecord *invoice = g_ptr_array_index (invoices, i);

      if (!pd_record_get_flag (invoice, PD_INVOICE_RED) && pd_record_has (invoice, PD_INVOICE_NUMBER))
        check_blue (issuing, invoice, list);
    }
}
