/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-submission-key.h"

#define GENERATIONS 40

void
issuing_legal_free (gpointer data)
{
  IssuingLegal *legal = data;

  g_free (legal->key);
  g_free (legal->number);
  g_free (legal->blue_number);
  g_free (legal);
}

/** issuing_find_legal: Returns: (nullable) (transfer none): the bureau's line under @key */
const IssuingLegal *
issuing_find_legal (GPtrArray *list, const char *key)
{
  for (guint i = 0; i < list->len; i++)
    {
      const IssuingLegal *legal = g_ptr_array_index (list, i);

      if (g_strcmp0 (legal->key, key) == 0)
        return legal;
    }
  return NULL;
}

/** issuing_is_quiet: nobody has anything to do any more. */
gboolean
issuing_is_quiet (Issuing *issuing)
{
  if (issuing->platform == NULL || issuing->calls->len > 0 ||
      issuing_integer (issuing,
                       "SELECT count (*) FROM submission WHERE step <> ''"
                       " OR state NOT IN ('issued', 'failed')",
                       NULL) > 0)
    return FALSE;
  for (guint i = 0; i < issuing->orders->len; i++)
    {
      const IssuingOrder *order = g_ptr_array_index (issuing->orders, i);
      g_autoptr (PdRecord) record = issuing_read (issuing, &pd_order_type, order->id);

      if (record == NULL || (order->is_asked && !order->gives_up &&
                             g_strcmp0 (pd_record_get_state (record), PD_ORDER_STATE_INVOICED) != 0))
        return FALSE;
    }
  return issuing_is_red_quiet (issuing);
}

/* The bureau's lines of one order. */
static guint
count_legal (GPtrArray *list, const char *order, const IssuingLegal **last)
{
  guint n = 0;

  for (guint generation = 1; generation <= GENERATIONS; generation++)
    {
      g_autofree char *key = pd_submission_key (ISSUING_TAX_NUMBER, order, generation);
      const IssuingLegal *legal = issuing_find_legal (list, key);

      if (legal == NULL)
        continue;
      *last = legal;
      n++;
    }
  return n;
}

static void
check_invoice (Issuing *issuing, const PdRecord *order, const IssuingLegal *legal)
{
  g_autoptr (PdRecord) invoice =
      issuing_read (issuing, &pd_invoice_type, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
  const char *number = pd_record_get_text (order, PD_ORDER_NUMBER);

  if (invoice == NULL || g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_ISSUED) != 0)
    issuing_fail (issuing, "order %s is invoiced, and its invoice is %s", number,
                  invoice != NULL ? pd_record_get_state (invoice) : "missing");
  else if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_NUMBER), legal->number) != 0 ||
           g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_NUMBER), legal->number) != 0)
    issuing_fail (issuing, "order %s has number %s here and %s at the bureau", number,
                  pd_record_get_text (invoice, PD_INVOICE_NUMBER), legal->number);
  else if (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) != legal->gross &&
           g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), PD_INVOICE_NEXT_DECIDE) != 0)
    issuing_fail (issuing, "order %s is of another amount at the bureau, and nobody is told", number);
  else if (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) != legal->gross &&
           !issuing->is_restored && !g_hash_table_contains (issuing->decided, legal->key) &&
           !g_hash_table_contains (issuing->belated, legal->key))
    issuing_fail (issuing, "order %s is of another amount at the bureau", number);
  else if (!pd_record_has (invoice, PD_INVOICE_PDF_HASH))
    issuing_fail (issuing, "order %s has no file", number);
}

static void
check_order (Issuing *issuing, GPtrArray *list, const IssuingOrder *order)
{
  g_autoptr (PdRecord) record = issuing_read (issuing, &pd_order_type, order->id);
  const char *number = pd_record_get_text (order->record, PD_ORDER_NUMBER);
  const char *state = record != NULL ? pd_record_get_state (record) : "missing";
  const IssuingLegal *legal = NULL;
  guint n = count_legal (list, order->id, &legal);

  issuing->n_issued += n;
  if (n > 1)
    issuing_fail (issuing, "order %s has %u legal invoices", number, n);
  else if (record == NULL)
    issuing_fail (issuing, "order %s is lost", number);
  else if (g_str_equal (state, PD_ORDER_STATE_INVOICED) && n == 0)
    issuing_fail (issuing, "order %s is invoiced here, and the bureau has nothing", number);
  else if (!g_str_equal (state, PD_ORDER_STATE_INVOICED) && n == 1 && !order->gives_up)
    issuing_fail (issuing, "order %s is %s here, and the bureau has an invoice of it", number, state);
  else if (order->is_asked && !order->gives_up && n == 0)
    issuing_fail (issuing, "order %s was asked for, is %s, and the bureau has nothing", number, state);
  else if (n == 1 && g_str_equal (state, PD_ORDER_STATE_INVOICED))
    check_invoice (issuing, record, legal);
}

static void
check_stuck (Issuing *issuing)
{
  g_autoptr (GPtrArray) left =
      issuing_list (issuing, "SELECT state || ', next “' || step || '”, ' || coalesce (reason, '') FROM"
                             " submission WHERE step <> '' OR state NOT IN ('issued', 'failed')");
  g_autoptr (GPtrArray) orders =
      issuing_list (issuing, "SELECT json_extract (body, '$.number') FROM document WHERE type = 'order' AND"
                             " json_extract (body, '$.state') = 'issuing'");

  if (left->len > 0)
    issuing_fail (issuing, "%u submissions do not come to an end: %s", left->len,
                  (char *) g_ptr_array_index (left, 0));
  if (orders->len > 0)
    issuing_fail (issuing, "order %s is being issued for ever", (char *) g_ptr_array_index (orders, 0));
}

static gboolean
is_blue (const IssuingLegal *legal)
{
  return legal->blue_number == NULL && legal->is_ours;
}

/** issuing_check: after quiet: the bureau's list is one for each order, and the platform says the same. */
void
issuing_check (Issuing *issuing)
{
  g_autoptr (GPtrArray) list = NULL;
  guint n_blue = 0;

  if (issuing->violation != NULL)
    return;
  if (issuing->platform == NULL)
    {
      issuing_fail (issuing, "the platform does not come back");
      return;
    }
  list = issuing->provider->list (issuing);
  check_stuck (issuing);
  for (guint i = 0; i < issuing->orders->len && issuing->violation == NULL; i++)
    check_order (issuing, list, g_ptr_array_index (issuing->orders, i));
  for (guint i = 0; i < list->len; i++)
    n_blue += is_blue (g_ptr_array_index (list, i));
  if (issuing->violation == NULL && issuing->n_issued != n_blue)
    issuing_fail (issuing, "the bureau has %u invoices, and %u are of orders", n_blue, issuing->n_issued);
  if (issuing->violation == NULL)
    issuing_check_red (issuing, list);
}
