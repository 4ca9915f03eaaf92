/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-verification-record.h"

#include "model/pd-invoice.h"
#include "model/pd-received-invoice.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-id.h"
#include "model/pd-invoice-qr.h"
#include "model/pd-problem.h"

#define CHECK_LENGTH 6

/* The words are those of pd_verdict_label(); a test holds them together. */
const PdChoice pd_verification_state_choices[] = {
  { PD_VERIFICATION_STATE_WAITING, N_ ("Waiting to be asked") },
  { PD_VERIFICATION_STATE_ASKING, N_ ("The tax bureau is asked") },
  { "genuine", N_ ("Genuine") },
  { "not_found", N_ ("No such invoice") },
  { "different", N_ ("Does not agree") },
  { "void", N_ ("Voided") },
  { "reversed", N_ ("Reversed") },
  { "too_often", N_ ("Asked for too often today") },
  { "too_old", N_ ("Older than five years") },
  { "not_yet", N_ ("Not before tomorrow") },
  { "being_checked", N_ ("Being checked") },
  { "unsupported", N_ ("Cannot be verified") },
  { "cannot_ask", N_ ("Could not be asked") },
  { NULL, NULL },
};

/* Which field a sentence of pd_verification_check() is about: the first of the kind's inputs that is not there. */
static guint
find_field (const PdVerificationInput *input)
{
  if (input->kind == NULL)
    return PD_VERIFICATION_FIELD_KIND;
  if (input->number == NULL || strlen (input->number) != input->kind->number_digits)
    return PD_VERIFICATION_FIELD_NUMBER;
  if (input->date == NULL)
    return PD_VERIFICATION_FIELD_DATE;
  if (input->kind->inputs & PD_VERIFICATION_CODE && (input->code == NULL || strlen (input->code) < 10))
    return PD_VERIFICATION_FIELD_CODE;
  return input->kind->inputs & PD_VERIFICATION_CHECK ? PD_VERIFICATION_FIELD_CHECK
                                                     : PD_VERIFICATION_FIELD_AMOUNT;
}

static void
check_verification (const PdRecord *record, PdRequired level, GPtrArray *problems)
{
  PdVerificationInput input;
  g_autoptr (GError) error = NULL;

  pd_verification_record_get_input (record, &input);
  if (!pd_verification_check (&input, &error))
    pd_problem_add (problems, record, FALSE, (int) find_field (&input), PD_PROBLEM_ERROR, "%s",
                    error->message);
}

#define F PD_FIELD_STRUCT
static const PdField verification_fields[] = { PD_VERIFICATION_FIELDS (F) };
#undef F

const PdRecordType pd_verification_type = {
  .name = "verification",
  .table = "verifications",
  .label = N_ ("Verification"),
  .fields = verification_fields,
  .n_fields = PD_VERIFICATION_N_FIELDS,
  .title_field = PD_VERIFICATION_FIELD_NUMBER,
  .state_field = PD_VERIFICATION_FIELD_STATE,
  .initial_state = PD_VERIFICATION_STATE_WAITING,
  .check = check_verification,
};

/**
 * pd_verification_record_new:
 * @now: microseconds since 1970 in UTC
 * @today: the business date, "YYYY-MM-DD"
 * @input: what is known of an invoice; what its kind does not ask for is left out
 *
 * Returns: (transfer full): a question that waits; pd_record_check() tells what is missing
 */
PdRecord *
pd_verification_record_new (gint64 now, const char *today, const PdVerificationInput *input)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *record = pd_record_new (&pd_verification_type, id);
  PdVerificationInputs inputs = input->kind != NULL ? input->kind->inputs : PD_VERIFICATION_NONE;

  pd_record_set_text (record, PD_VERIFICATION_FIELD_ASKED_ON, today);
  pd_record_set_text (record, PD_VERIFICATION_FIELD_KIND, input->kind != NULL ? input->kind->type : NULL);
  pd_record_set_text (record, PD_VERIFICATION_FIELD_NUMBER, input->number);
  pd_record_set_text (record, PD_VERIFICATION_FIELD_DATE, input->date);
  if (inputs & PD_VERIFICATION_CODE)
    pd_record_set_text (record, PD_VERIFICATION_FIELD_CODE, input->code);
  if (inputs & PD_VERIFICATION_CHECK)
    pd_record_set_text (record, PD_VERIFICATION_FIELD_CHECK, input->check);
  if (inputs & (PD_VERIFICATION_NET | PD_VERIFICATION_GROSS) && input->has_amount)
    pd_record_set_integer (record, PD_VERIFICATION_FIELD_AMOUNT, input->amount);
  pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE, PD_VERIFICATION_STATE_WAITING);
  return record;
}

/** pd_verification_record_get_input: @input: (out caller-allocates): its texts are the record's */
void
pd_verification_record_get_input (const PdRecord *record, PdVerificationInput *input)
{
  *input = (PdVerificationInput){
    .kind = pd_verification_kind_find (pd_record_get_text (record, PD_VERIFICATION_FIELD_KIND)),
    .code = pd_record_get_text (record, PD_VERIFICATION_FIELD_CODE),
    .number = pd_record_get_text (record, PD_VERIFICATION_FIELD_NUMBER),
    .date = pd_record_get_text (record, PD_VERIFICATION_FIELD_DATE),
    .amount = pd_record_get_integer (record, PD_VERIFICATION_FIELD_AMOUNT),
    .has_amount = pd_record_has (record, PD_VERIFICATION_FIELD_AMOUNT),
    .check = pd_record_get_text (record, PD_VERIFICATION_FIELD_CHECK),
  };
}

/** pd_verification_record_is_answered: Returns: whether the platform has said something, be it that it could not ask */
gboolean
pd_verification_record_is_answered (const PdRecord *record)
{
  PdVerdict verdict;

  return pd_verdict_from_name (pd_record_get_state (record), &verdict);
}

/**
 * pd_verification_input_digest:
 * @input: fit to be asked, see pd_verification_check()
 *
 * What two questions have in common that ask the bureau the same; tells nothing of what was asked.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
pd_verification_input_digest (const PdVerificationInput *input)
{
  PdVerificationInputs inputs = input->kind->inputs;
  gboolean has_amount = (inputs & (PD_VERIFICATION_NET | PD_VERIFICATION_GROSS)) != 0;
  const char *check =
      inputs & PD_VERIFICATION_CHECK ? input->check + strlen (input->check) - CHECK_LENGTH : "";
  g_autofree char *text = g_strdup_printf ("%u\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%s", (guint) inputs,
                                           inputs & PD_VERIFICATION_CODE ? input->code : "", input->number,
                                           input->date, has_amount ? input->amount : 0, check);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * pd_verification_read_qr:
 * @text: what an invoice's QR code says
 * @qr: (out caller-allocates): what it holds, to be cleared by the caller when there is no error
 * @input: (out caller-allocates): its texts are those of @qr
 * @error: return location for an error, for a person
 *
 * Reads from an invoice's QR code all that the bureau asks for. An amount that the kind does not ask for is left out: the
 * code of a paper invoice holds the one without tax.
 *
 * Returns: whether the code is one of an invoice that can be verified
 */
gboolean
pd_verification_read_qr (const char *text, PdInvoiceQr *qr, PdVerificationInput *input, GError **error)
{
  const PdVerificationKind *kind;

  if (!pd_invoice_qr_parse (text, qr, error))
    return FALSE;
  kind = pd_verification_kind_from_qr (qr->type);
  if (kind == NULL)
    {
      pd_invoice_qr_clear (qr);
      g_set_error_literal (error, PD_VERIFICATION_ERROR, PD_VERIFICATION_ERROR_FORMAT,
                           _ ("This kind of invoice cannot be verified."));
      return FALSE;
    }

  PdVerificationInputs wanted =
      pd_invoice_qr_amount_is_gross (qr) ? PD_VERIFICATION_GROSS : PD_VERIFICATION_NET;

  *input = (PdVerificationInput){ .kind = kind,
                                  .code = qr->code,
                                  .number = qr->number,
                                  .date = qr->date,
                                  .amount = qr->amount,
                                  .has_amount = qr->has_amount && (kind->inputs & wanted) != 0,
                                  .check = qr->check_code };
  return TRUE;
}

/**
 * pd_verification_input_from_invoice:
 * @invoice: an invoice of ours
 * @input: (out caller-allocates): its texts are those of @invoice
 *
 * Returns: %FALSE while the bureau could not be asked: without a number there is nothing to ask for
 */
gboolean
pd_verification_input_from_invoice (const PdRecord *invoice, PdVerificationInput *input)
{
  gboolean special = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0;

  *input = (PdVerificationInput){ .kind = pd_verification_kind_find (special ? "81" : "82"),
                                  .number = pd_record_get_text (invoice, PD_INVOICE_NUMBER),
                                  .date = pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE),
                                  .amount = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT),
                                  .has_amount = TRUE };
  return input->number != NULL && input->date != NULL && pd_verification_check (input, NULL);
}

/**
 * pd_verification_input_from_received:
 * @received: a received invoice
 * @input: (out caller-allocates): its texts are those of @received
 * @error: return location: a sentence that says what the bureau needs besides
 *
 * Returns: %FALSE while the bureau could not be asked
 */
gboolean
pd_verification_input_from_received (const PdRecord *received, PdVerificationInput *input, GError **error)
{
  const char *code = pd_record_get_text (received, PD_RECEIVED_CODE);
  const char *number = pd_record_get_text (received, PD_RECEIVED_NUMBER);
  const char *name = pd_record_get_text (received, PD_RECEIVED_KIND);
  const PdVerificationKind *kind = pd_verification_kind_guess (code, number);
  guint amount;

  /* Of the two kinds on paper only the paper tells, and that was read. */
  if (kind == NULL)
    kind = pd_verification_kind_find (name != NULL && strstr (name, "special") != NULL ? "01" : "04");
  amount = (kind->inputs & PD_VERIFICATION_NET) != 0 ? PD_RECEIVED_NET_AMOUNT : PD_RECEIVED_GROSS_AMOUNT;
  *input = (PdVerificationInput){ .kind = kind,
                                  .code = code,
                                  .number = number,
                                  .date = pd_record_get_text (received, PD_RECEIVED_ISSUE_DATE),
                                  .amount = pd_record_get_integer (received, amount),
                                  .has_amount = pd_record_has (received, amount),
                                  .check = pd_record_get_text (received, PD_RECEIVED_CHECK_CODE) };
  return pd_verification_check (input, error);
}

/* The bureau counts by days of China. */
static gint64
china_day (gint64 time)
{
  return (time + 8 * G_TIME_SPAN_HOUR) / G_TIME_SPAN_DAY;
}

/**
 * pd_verification_left:
 * @record: a verification
 * @now: microseconds since 1970 in UTC
 *
 * Returns: how often the bureau may still be asked for its invoice today, as far as the platform has told
 */
guint
pd_verification_left (const PdRecord *record, gint64 now)
{
  gint64 counted_at = pd_record_get_integer (record, PD_VERIFICATION_FIELD_COUNTED_AT);
  gint64 left = pd_record_get_integer (record, PD_VERIFICATION_FIELD_LEFT);

  if (counted_at <= 0 || china_day (counted_at) != china_day (now))
    return PD_VERIFICATION_A_DAY;
  return (guint) CLAMP (left, 0, PD_VERIFICATION_A_DAY);
}
