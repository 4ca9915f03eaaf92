/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-session.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

void
pd_gateway_sandbox_invoice_free (PdGatewaySandboxInvoice *invoice)
{
  g_free (invoice->number);
  g_free (invoice->key);
  g_free (invoice->company);
  g_free (invoice->order_number);
  g_free (invoice->blue_number);
  g_free (invoice);
}

void
pd_gateway_sandbox_case_free (PdGatewaySandboxCase *one)
{
  g_free (one->key);
  g_free (one->state);
  g_free (one->reason);
  g_free (one->order_number);
  g_free (one->buyer_name);
  g_free (one);
}

static gboolean
begin (PdSandboxCall *call, PdGateway *gateway)
{
  PdSandbox *sandbox = pd_sandbox_of (gateway);

  g_assert (sandbox != NULL);
  return pd_sandbox_begin (call, sandbox);
}

/*< private >
 * pd_sandbox_end_or_fail:
 * @refusal: (nullable): why it was not done
 */
gboolean
pd_sandbox_end_or_fail (PdSandboxCall *call, const char *refusal, GError **error)
{
  gboolean done = pd_sandbox_end (call);

  if (done && refusal == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, done ? G_IO_ERROR_INVALID_ARGUMENT : G_IO_ERROR_FAILED,
                       done ? refusal : _ ("The training bureau's book cannot be read or written."));
  return FALSE;
}

/**
 * pd_gateway_sandbox_add_fault_to:
 * @sentence: (nullable): the bureau's words, for REFUSE and REJECT
 * @times: how many calls of that function it meets, after those asked for before
 */
void
pd_gateway_sandbox_add_fault_to (PdGateway *gateway,
                                 PdGatewaySandboxFunction function,
                                 PdGatewaySandboxFault fault,
                                 const char *sentence,
                                 guint times)
{
  PdSandboxCall call;
  g_autoptr (GError) error = NULL;

  if (begin (&call, gateway))
    for (guint time = 0; time < times && !call.failed; time++)
      pd_sandbox_check (&call,
                        pd_gateway_book_run (call.sandbox->book,
                                             "INSERT INTO fault (function, fault, sentence) VALUES (?, ?, ?)",
                                             "iit", (gint64) function, (gint64) fault, sentence));
  if (!pd_sandbox_end_or_fail (&call, NULL, &error))
    g_message ("%s", error->message);
}

/** pd_gateway_sandbox_add_fault: pd_gateway_sandbox_add_fault_to() of a submission; of the files for NO_FILE. */
void
pd_gateway_sandbox_add_fault (PdGateway *gateway,
                              PdGatewaySandboxFault fault,
                              const char *sentence,
                              guint times)
{
  pd_gateway_sandbox_add_fault_to (gateway,
                                   fault == PD_GATEWAY_FAULT_NO_FILE ? PD_GATEWAY_SANDBOX_FILES
                                                                     : PD_GATEWAY_SANDBOX_SUBMIT,
                                   fault, sentence, times);
}

/** pd_gateway_sandbox_set: @value: see PdGatewaySandboxSetting. Kept, and counts more than what the bureau was opened with. */
gboolean
pd_gateway_sandbox_set (PdGateway *gateway, PdGatewaySandboxSetting setting, gint64 value, GError **error)
{
  PdSandboxCall call;

  if (begin (&call, gateway))
    pd_sandbox_check (&call,
                      pd_gateway_book_run (call.sandbox->book,
                                           "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", "ii",
                                           (gint64) setting, value));
  return pd_sandbox_end_or_fail (&call, NULL, error);
}

static PdGatewaySandboxInvoice *
new_invoice (sqlite3_stmt *statement)
{
  PdGatewaySandboxInvoice *invoice = g_new0 (PdGatewaySandboxInvoice, 1);

  invoice->number = pd_sandbox_column (statement, 0);
  invoice->key = pd_sandbox_column (statement, 1);
  invoice->company = pd_sandbox_column (statement, 2);
  invoice->order_number = pd_sandbox_column (statement, 3);
  invoice->gross_amount = sqlite3_column_int64 (statement, 4);
  invoice->issued_at = sqlite3_column_int64 (statement, 5);
  invoice->blue_number = pd_sandbox_column (statement, 6);
  invoice->unsealed = sqlite3_column_int (statement, 7) != 0;
  invoice->booked = sqlite3_column_int (statement, 8) != 0;
  return invoice;
}

/**
 * pd_gateway_sandbox_list_invoices:
 *
 * Returns: (transfer full) (nullable) (element-type PdGatewaySandboxInvoice): the bureau's book, by number: what is
 *   legally issued, whatever anybody else believes
 */
GPtrArray *
pd_gateway_sandbox_list_invoices (PdGateway *gateway, GError **error)
{
  g_autoptr (GPtrArray) invoices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) pd_gateway_sandbox_invoice_free);
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      sqlite3_stmt *statement = pd_gateway_book_query (
          call.sandbox->book,
          "SELECT i.number, i.key, tax_number, order_number, gross, issued_at, red_of.blue, s.id IS NOT NULL,"
          " booked.number IS NOT NULL FROM legal_invoice i JOIN company ON company.id = company"
          " LEFT JOIN red_of ON red_of.number = i.number LEFT JOIN booked ON booked.number = i.number"
          " LEFT JOIN submission s ON s.key = i.key ORDER BY i.number",
          "");

      while (pd_sandbox_row (&call, statement))
        g_ptr_array_add (invoices, new_invoice (statement));
      sqlite3_finalize (statement);
    }
  return pd_sandbox_end_or_fail (&call, NULL, error) ? g_steal_pointer (&invoices) : NULL;
}

static PdGatewaySandboxCase *
new_case (sqlite3_stmt *statement)
{
  PdGatewaySandboxCase *one = g_new0 (PdGatewaySandboxCase, 1);
  g_autoptr (PdRecord) invoice =
      pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 5), -1, NULL);

  one->key = pd_sandbox_column (statement, 0);
  one->state = pd_sandbox_column (statement, 1);
  one->reason = pd_sandbox_column (statement, 2);
  one->taken_at = sqlite3_column_int64 (statement, 3);
  one->due_at = sqlite3_column_int64 (statement, 4);
  if (invoice == NULL)
    return one;
  one->order_number = g_strdup (pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER));
  one->buyer_name = g_strdup (pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME));
  one->gross_amount = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);
  return one;
}

/** pd_gateway_sandbox_list_cases: Returns: (transfer full) (nullable) (element-type PdGatewaySandboxCase): oldest first */
GPtrArray *
pd_gateway_sandbox_list_cases (PdGateway *gateway, GError **error)
{
  g_autoptr (GPtrArray) cases =
      g_ptr_array_new_with_free_func ((GDestroyNotify) pd_gateway_sandbox_case_free);
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      sqlite3_stmt *statement =
          pd_gateway_book_query (call.sandbox->book,
                                 "SELECT key, state, reason, taken_at, coalesce (due_at, 0), content"
                                 " FROM submission WHERE state <> 'unsealed' ORDER BY id",
                                 "");

      while (pd_sandbox_row (&call, statement))
        g_ptr_array_add (cases, new_case (statement));
      sqlite3_finalize (statement);
    }
  return pd_sandbox_end_or_fail (&call, NULL, error) ? g_steal_pointer (&cases) : NULL;
}

static const char *
refuse_decision (PdSandboxCall *call, const char *key)
{
  g_autofree char *state =
      pd_sandbox_text (call, pd_gateway_book_query (call->sandbox->book,
                                                    "SELECT state FROM submission WHERE key = ?", "t", key));

  return g_strcmp0 (state, "review") == 0 ? NULL : _ ("Nothing with this key waits for a review.");
}

/** pd_gateway_sandbox_approve: what waits for a review under @key goes on. */
gboolean
pd_gateway_sandbox_approve (PdGateway *gateway, const char *key, GError **error)
{
  const char *refusal = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway) && (refusal = refuse_decision (&call, key)) == NULL && !call.failed)
    pd_sandbox_go_on (&call, key, call.now);
  return pd_sandbox_end_or_fail (&call, refusal, error);
}

/** pd_gateway_sandbox_reject: @reason: the bureau's sentence, kept under the key. */
gboolean
pd_gateway_sandbox_reject (PdGateway *gateway, const char *key, const char *reason, GError **error)
{
  const char *refusal = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway) && (refusal = refuse_decision (&call, key)) == NULL && !call.failed)
    pd_sandbox_check (&call,
                      pd_gateway_book_run (call.sandbox->book,
                                           "UPDATE submission SET state = 'failed', due_at = NULL, reason = ?"
                                           " WHERE key = ?",
                                           "tt", reason, key));
  return pd_sandbox_end_or_fail (&call, refusal, error);
}

/** pd_gateway_sandbox_sign_out: the bureau signs everybody out. */
gboolean
pd_gateway_sandbox_sign_out (PdGateway *gateway, GError **error)
{
  PdSandboxCall call;

  if (begin (&call, gateway))
    pd_sandbox_sign_out (&call, "您已被强制退出登录");
  return pd_sandbox_end_or_fail (&call, NULL, error);
}

/** pd_gateway_sandbox_sign_in: somebody signs in at the bureau's own pages. */
gboolean
pd_gateway_sandbox_sign_in (PdGateway *gateway, GError **error)
{
  PdSandboxCall call;

  if (begin (&call, gateway))
    pd_sandbox_sign_in (&call);
  return pd_sandbox_end_or_fail (&call, NULL, error);
}

/** pd_gateway_sandbox_scan: somebody scans the QR code that is shown. It is an error when none is, or not any more. */
gboolean
pd_gateway_sandbox_scan (PdGateway *gateway, GError **error)
{
  PdSandboxState state = { 0 };
  const char *refusal = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      pd_sandbox_read_state (&call, &state);
      if (!g_str_equal (state.state, "code") || state.by_sms)
        refusal = _ ("No QR code is waiting to be scanned.");
      else
        pd_sandbox_sign_in (&call);
    }
  pd_sandbox_state_clear (&state);
  return pd_sandbox_end_or_fail (&call, refusal, error);
}

/** pd_gateway_sandbox_read_sms: Returns: (transfer full) (nullable): the code that came by SMS; an error when none did */
char *
pd_gateway_sandbox_read_sms (PdGateway *gateway, GError **error)
{
  PdSandboxState state = { 0 };
  const char *refusal = NULL;
  g_autofree char *code = NULL;
  PdSandboxCall call;

  if (begin (&call, gateway))
    {
      pd_sandbox_read_state (&call, &state);
      if (g_str_equal (state.state, "code") && state.by_sms)
        code = g_strdup (state.code);
      else
        refusal = _ ("No code was sent by SMS.");
    }
  pd_sandbox_state_clear (&state);
  return pd_sandbox_end_or_fail (&call, refusal, error) ? g_steal_pointer (&code) : NULL;
}
