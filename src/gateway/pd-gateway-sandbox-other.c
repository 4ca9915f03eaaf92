/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-tax.h"

/* The played other side: it books, enters red-letter forms and answers ours, and sells to us. Made-up names. */
#define SUPPLIER "青禾五金机电（样例）有限公司"
#define SUPPLIER_TAX_NUMBER "91330106MA2PD0039E"
#define SUPPLIER_PROVINCE 33
#define SUPPLIER_RATE "0.13"

static gboolean
begin (PdSandboxCall *call, PdGateway *gateway)
{
  PdSandbox *sandbox = pd_sandbox_of (gateway);

  g_assert (sandbox != NULL);
  return pd_sandbox_begin (call, sandbox);
}

static void
write_booked (PdSandboxCall *call, const char *number)
{
  pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                               "INSERT OR IGNORE INTO booked (number, at) VALUES (?, ?)",
                                               "ti", number, call->now));
}

/** pd_gateway_sandbox_book: the buyer of an invoice books it: from now on a reversal needs both sides. */
gboolean
pd_gateway_sandbox_book (PdGateway *gateway, const char *number, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;
  const char *refusal = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      invoice = pd_sandbox_read_invoice (&call, number);
      if (invoice == NULL)
        refusal = _ ("The bureau has no invoice with this number.");
      else
        write_booked (&call, number);
    }
  return pd_sandbox_end_or_fail (&call, refusal, error);
}

static void
add_supplied_line (PdRecord *invoice, const PdTaxSplit *split)
{
  PdRecord *line = pd_record_new (&pd_invoice_line_type, "0190a000-0000-7000-8000-0000000000a1");

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, "00001");
  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_NORMAL);
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, "*通用设备*手电钻");
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_CODE, "1090128020000000000");
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_RATE, SUPPLIER_RATE);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, split->net);
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, split->tax);
  pd_record_add_line (invoice, PD_INVOICE_LIST_LINES, line);
}

static PdRecord *
make_supplied (PdSandboxCall *call, const PdTaxSplit *split)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "0190a000-0000-7000-8000-0000000000a0");

  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_set_text (invoice, PD_INVOICE_SELLER_NAME, SUPPLIER);
  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, SUPPLIER_TAX_NUMBER);
  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, call->sandbox->company_name);
  pd_record_set_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, call->sandbox->company);
  pd_record_set_text (invoice, PD_INVOICE_DRAWER, "李样例");
  add_supplied_line (invoice, split);
  pd_record_derive (invoice);
  return invoice;
}

static char *
write_supplied (PdSandboxCall *call, const PdTaxSplit *split)
{
  g_autoptr (PdRecord) invoice = make_supplied (call, split);
  gint64 n = pd_sandbox_integer (
      call, pd_gateway_book_query (call->sandbox->book, "SELECT count (*) FROM legal_invoice", ""), 0);
  g_autofree char *key = g_strdup_printf (PD_SANDBOX_PLAYED "%" G_GINT64_FORMAT, n);

  return pd_sandbox_write_invoice (call, key, invoice, SUPPLIER_PROVINCE, call->now, FALSE);
}

/**
 * pd_gateway_sandbox_receive:
 * @gross: fen with tax
 *
 * A made-up supplier issues an invoice to us, which is not ours to list; we may ask for its reversal as its buyer.
 *
 * Returns: (transfer full) (nullable): its number
 */
char *
pd_gateway_sandbox_receive (PdGateway *gateway, gint64 gross, GError **error)
{
  const PdSandbox *sandbox = pd_sandbox_of (gateway);
  g_autofree char *number = NULL;
  PdSandboxCall call;
  PdTaxSplit split;

  if (!pd_tax_split_gross (gross, SUPPLIER_RATE, &split, error))
    return NULL;
  if (sandbox->company == NULL || sandbox->company_name == NULL || gross <= 0)
    {
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
          _ ("An invoice is received with an amount above zero, by a company that the bureau "
             "was told of."));
      return NULL;
    }
  if (begin (&call, gateway))
    number = write_supplied (&call, &split);
  return pd_sandbox_end_or_fail (&call, NULL, error) ? g_steal_pointer (&number) : NULL;
}

static gboolean
is_supplied (PdSandboxCall *call, const char *number)
{
  return pd_sandbox_integer (call,
                             pd_gateway_book_query (call->sandbox->book,
                                                    "SELECT 1 FROM legal_invoice WHERE number = ?"
                                                    " AND key GLOB '" PD_SANDBOX_PLAYED "*'",
                                                    "t", number),
                             0) != 0;
}

/* (transfer full) (nullable): why it is not entered */
static char *
enter (PdSandboxCall *call, const char *blue_number, const char *reason_code, char **uuid)
{
  g_autoptr (PdRecord) blue = pd_sandbox_read_invoice (call, blue_number);
  gboolean by_seller = is_supplied (call, blue_number);
  char *refusal;

  if (blue == NULL)
    return g_strdup (_ ("The bureau has no invoice with this number."));
  /* Else its seller would do it alone, or its buyer could not. */
  write_booked (call, blue_number);

  g_autoptr (PdRecord) form = pd_sandbox_make_form (call, blue, reason_code);

  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY,
                      by_seller ? PD_RED_FORM_SIDE_SELLER : PD_RED_FORM_SIDE_BUYER);
  refusal = pd_sandbox_refuse_form (call, blue, form);
  if (refusal == NULL && !call->failed)
    *uuid = pd_sandbox_enter (call, blue, form, NULL, by_seller ? "02" : "03");
  return refusal;
}

/**
 * pd_gateway_sandbox_enter_form:
 * @blue_number: an invoice of ours, whose buyer enters a form, or one that we received, whose seller does
 * @reason_code: one of PD_RED_FORM_REASON_*
 *
 * The other side enters a red-letter form over all that is left of an invoice; it waits for our word.
 *
 * Returns: (transfer full) (nullable): the form's number
 */
char *
pd_gateway_sandbox_enter_form (PdGateway *gateway,
                               const char *blue_number,
                               const char *reason_code,
                               GError **error)
{
  g_autofree char *refusal = NULL;
  g_autofree char *uuid = NULL;
  g_autofree char *number = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    refusal = enter (&call, blue_number, reason_code, &uuid);
  if (uuid != NULL)
    number =
        pd_sandbox_text (&call, pd_gateway_book_query (call.sandbox->book,
                                                       "SELECT number FROM form WHERE uuid = ?", "t", uuid));
  return pd_sandbox_end_or_fail (&call, refusal, error) ? g_steal_pointer (&number) : NULL;
}

static gboolean
is_waiting (const PdSandboxForm *form)
{
  return g_str_equal (form->status, "02") || g_str_equal (form->status, "03");
}

static const char *
say (PdSandboxCall *call, const PdSandboxForm *form, PdGatewaySandboxWord word)
{
  if (form->own != (word != PD_GATEWAY_SANDBOX_WITHDRAW))
    return form->own ? _ ("We entered this form, so the other side cannot withdraw it.")
                     : _ ("The other side entered this form, so it is ours to confirm or deny.");
  if (word == PD_GATEWAY_SANDBOX_WITHDRAW && g_str_equal (form->status, "04") && form->red == NULL)
    pd_sandbox_set_status (call, form, "09");
  else if (!is_waiting (form))
    return _ ("This form does not wait for anybody's word any more.");
  else if (word == PD_GATEWAY_SANDBOX_CONFIRM)
    {
      pd_sandbox_set_status (call, form, "04");
      pd_sandbox_issue_red_in_time (call, form->uuid);
    }
  else if (word == PD_GATEWAY_SANDBOX_DENY)
    pd_sandbox_set_status (call, form, g_str_equal (form->status, "02") ? "05" : "06");
  else
    pd_sandbox_set_status (call, form, "08");
  return NULL;
}

/** pd_gateway_sandbox_say: @form: its number or uuid, or our key. What the other side does with it. */
gboolean
pd_gateway_sandbox_say (PdGateway *gateway, const char *form, PdGatewaySandboxWord word, GError **error)
{
  const char *refusal = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      g_autoptr (PdSandboxForm) found = pd_sandbox_find_form (&call, form, form);

      refusal = found != NULL ? say (&call, found, word) : _ ("The bureau has no such red-letter form.");
    }
  return pd_sandbox_end_or_fail (&call, refusal, error);
}

/** pd_gateway_sandbox_list_forms: Returns: (transfer full) (nullable) (element-type PdRecord): of both sides, oldest first */
GPtrArray *
pd_gateway_sandbox_list_forms (PdGateway *gateway, GError **error)
{
  g_autoptr (GPtrArray) forms = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    forms = pd_sandbox_read_forms (&call, TRUE, NULL, NULL);
  return pd_sandbox_end_or_fail (&call, NULL, error) ? g_steal_pointer (&forms) : NULL;
}
