/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-submissions.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-files.h"

/* How long until a bureau is asked again: doubles with each try. */
#define FIRST_WAIT (2 * G_TIME_SPAN_SECOND)
#define LONGEST_WAIT (5 * G_TIME_SPAN_MINUTE)

struct _PdPlatformSubmission
{
  char *tenant;
  char *invoice_id;
  char *order_id;
  gboolean is_query;
  gint64 attempts;
  guint province;
  PdRecord *invoice;       /* (owned) as the bureau gets it */
  PdGateway *gateway;      /* (owned) */
  PdGatewayAnswer *answer; /* (owned) (nullable) NULL until it ran */
};

void
pd_platform_submission_free (PdPlatformSubmission *submission)
{
  g_free (submission->tenant);
  g_free (submission->invoice_id);
  g_free (submission->order_id);
  g_clear_pointer (&submission->invoice, pd_record_unref);
  g_clear_pointer (&submission->gateway, pd_gateway_unref);
  g_clear_pointer (&submission->answer, pd_gateway_answer_free);
  g_free (submission);
}

static gboolean
commit_or_rollback (PdPlatform *platform, gboolean done, GError **error)
{
  if (done && pd_platform_sql_script (platform->sql, "COMMIT", error))
    return TRUE;
  pd_platform_sql_rollback (platform->sql, "ROLLBACK");
  return FALSE;
}

/* Moves along the workflow's arrows only; where there is none the record stays as it is. */
static gboolean
set_invoice_state (PdPlatformChange *change,
                   PdRecord *invoice,
                   const char *state,
                   const char *reason,
                   GError **error)
{
  if (pd_workflow_allows (&pd_invoice_type, pd_record_get_state (invoice), state))
    pd_record_set_text (invoice, PD_INVOICE_STATE, state);
  else if (g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_REASON), reason) == 0)
    return TRUE;
  pd_record_set_text (invoice, PD_INVOICE_REASON, reason);
  return pd_platform_write_record (change, invoice, error);
}

static gboolean
read_invoice (PdPlatform *platform, const char *tenant, const char *id, PdRecord **invoice, GError **error)
{
  if (!pd_platform_read_record (platform, tenant, &pd_invoice_type, id, invoice, error))
    return FALSE;
  if (*invoice == NULL)
    g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, "A submission has no invoice.");
  return *invoice != NULL;
}

static gboolean
mark_unknown (PdPlatform *platform, const char *tenant, const char *id, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };

  return read_invoice (platform, tenant, id, &invoice, error) &&
         set_invoice_state (
             &change, invoice, PD_INVOICE_STATE_UNKNOWN,
             _ ("The platform was stopped before the tax bureau answered. The tax bureau is being asked."),
             error) &&
         pd_platform_sql_run (
             platform->sql, error,
             "UPDATE submission SET state = 'unknown', next_at = ? WHERE tenant = ? AND invoice = ?", "itt",
             change.now, tenant, id);
}

static gboolean
recover_in_transaction (PdPlatform *platform, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  {
    g_autoptr (PdPlatformRows) rows =
        pd_platform_sql_query (platform->sql, error,
                               "SELECT tenant, invoice FROM submission WHERE state = 'sending'", "");

    if (rows == NULL)
      return FALSE;
    while ((step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
      for (int column = 0; column < 2; column++)
        g_ptr_array_add (found, g_strdup (pd_platform_rows_text (rows, column)));
  }
  for (guint index = 0; index + 1 < found->len && step == PD_PLATFORM_STEP_DONE; index += 2)
    if (!mark_unknown (platform, g_ptr_array_index (found, index), g_ptr_array_index (found, index + 1),
                       error))
      return FALSE;
  return step == PD_PLATFORM_STEP_DONE;
}

/**
 * pd_platform_recover_submissions:
 *
 * To be called once when the program starts: what was on its way to the bureau when the last process ended may have
 * become an invoice. It is asked for, and never sent again.
 */
gboolean
pd_platform_recover_submissions (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         commit_or_rollback (platform, recover_in_transaction (platform, error), error);
}

/* A pause is never longer than LONGEST_WAIT: what is due later was written while the clock was wrong, and is due now. */

/** pd_platform_next_submission: @due: (out): when the next one is due, microseconds; G_MAXINT64 when none waits */
gboolean
pd_platform_next_submission (PdPlatform *platform, gint64 *due, GError **error)
{
  *due = G_MAXINT64;
  if (platform->gateway == NULL)
    return TRUE;
  return pd_platform_sql_get_integer (
      platform->sql, due, error,
      "SELECT CASE WHEN next_at > ?1 THEN 0 ELSE next_at END AS due FROM submission"
      " WHERE state IN ('queued', 'unknown') ORDER BY due LIMIT 1",
      "i", pd_platform_get_now (platform) + LONGEST_WAIT);
}

static gboolean
find_due (PdPlatform *platform, PdPlatformSubmission **submission, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT tenant, invoice, order_id, state = 'unknown', attempts FROM submission"
                             " WHERE state IN ('queued', 'unknown') AND (next_at <= ? OR next_at > ?)"
                             " ORDER BY next_at, tenant, invoice LIMIT 1",
                             "ii", pd_platform_get_now (platform),
                             pd_platform_get_now (platform) + LONGEST_WAIT);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *submission = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *submission = g_new0 (PdPlatformSubmission, 1);
  (*submission)->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  (*submission)->invoice_id = g_strdup (pd_platform_rows_text (rows, 1));
  (*submission)->order_id = g_strdup (pd_platform_rows_text (rows, 2));
  (*submission)->is_query = pd_platform_rows_integer (rows, 3) != 0;
  (*submission)->attempts = pd_platform_rows_integer (rows, 4);
  (*submission)->gateway = pd_gateway_ref (platform->gateway);
  return TRUE;
}

static gboolean
read_content (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  g_autoptr (PdRecord) company = NULL;

  if (!read_invoice (platform, submission->tenant, submission->invoice_id, &submission->invoice, error) ||
      !pd_platform_read_company (platform, submission->tenant, &company, error))
    return FALSE;
  submission->province =
      company != NULL ? (guint) pd_record_get_integer (company, PD_COMPANY_PROVINCE) % 100 : 0;
  return TRUE;
}

/* The intent: from here on nobody may believe that the bureau was not asked. */
static gboolean
write_intent (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = submission->tenant,
                              .now = pd_platform_get_now (platform) };

  if (submission->is_query)
    return pd_platform_sql_run (
        platform->sql, error,
        "UPDATE submission SET attempts = attempts + 1 WHERE tenant = ? AND invoice = ?", "tt",
        submission->tenant, submission->invoice_id);
  pd_record_set_integer (submission->invoice, PD_INVOICE_SUBMITTED_AT, change.now);
  return set_invoice_state (&change, submission->invoice, PD_INVOICE_STATE_SUBMITTED, NULL, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE submission SET state = 'sending', sent_at = ?, attempts = attempts + 1"
                              " WHERE tenant = ? AND invoice = ?",
                              "itt", change.now, submission->tenant, submission->invoice_id);
}

/**
 * pd_platform_take_submission:
 *
 * Takes the submission that is due first and writes down, durably, that the bureau is going to be asked.
 *
 * Returns: (transfer full) (nullable): NULL without an error when none is due
 */
PdPlatformSubmission *
pd_platform_take_submission (PdPlatform *platform, GError **error)
{
  g_autoptr (PdPlatformSubmission) submission = NULL;

  if (platform->gateway == NULL || !pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return NULL;

  gboolean done = find_due (platform, &submission, error) &&
                  (submission == NULL || (read_content (platform, submission, error) &&
                                          write_intent (platform, submission, error)));

  if (!commit_or_rollback (platform, done, error))
    return NULL;
  return g_steal_pointer (&submission);
}

/** pd_platform_run_submission: asks the bureau. Any thread; touches nothing but the submission. */
void
pd_platform_run_submission (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  PdGatewayRequest request = { .key = submission->invoice_id,
                               .invoice = submission->invoice,
                               .province = submission->province };

  submission->answer = submission->is_query
                           ? pd_gateway_query (submission->gateway, submission->invoice_id, cancellable)
                           : pd_gateway_submit (submission->gateway, &request, cancellable);
}

static gboolean
set_submission (PdPlatform *platform,
                const PdPlatformSubmission *submission,
                const char *state,
                gint64 wait,
                GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET state = ?, next_at = ?, reason = ? WHERE tenant = ? AND invoice = ?", "tittt",
      state, pd_platform_get_now (platform) + wait, submission->answer->reason, submission->tenant,
      submission->invoice_id);
}

/* What the bureau says of what never reached it, "no such invoice", would leave the clerk to wonder. */
static const char *
reason_of (const PdGatewayAnswer *answer)
{
  return answer->state == PD_GATEWAY_NOT_FOUND ? _ ("Nothing was issued: what was sent did not arrive at the "
                                                    "tax bureau. It is safe to issue the "
                                                    "order again.")
                                               : answer->reason;
}

static gboolean
set_order (PdPlatformChange *change,
           const PdPlatformSubmission *submission,
           const char *state,
           GError **error)
{
  g_autoptr (PdRecord) order = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, submission->order_id,
                                &order, error))
    return FALSE;
  if (order == NULL || !pd_workflow_allows (&pd_order_type, pd_record_get_state (order), state))
    return TRUE;
  pd_record_set_text (order, PD_ORDER_STATE, state);
  pd_record_set_text (order, PD_ORDER_STATE_REASON, reason_of (submission->answer));
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, submission->answer->number);
  return pd_platform_write_record (change, order, error);
}

static gboolean
finish_issued (PdPlatformChange *change,
               const PdPlatformSubmission *submission,
               PdRecord *invoice,
               const char *pdf_hash,
               GError **error)
{
  const PdGatewayAnswer *answer = submission->answer;

  pd_record_set_text (invoice, PD_INVOICE_NUMBER, answer->number);
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, answer->issue_date);
  pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, answer->issued_at);
  if (answer->drawer != NULL)
    pd_record_set_text (invoice, PD_INVOICE_DRAWER, answer->drawer);
  if (answer->specimen)
    pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);
  pd_record_set_text (invoice, PD_INVOICE_PDF_HASH, pdf_hash);
  if (pdf_hash != NULL && !pd_platform_add_file (change->platform, change->tenant, pdf_hash, answer->pdf,
                                                 "application/pdf", error))
    return FALSE;
  return set_invoice_state (change, invoice, PD_INVOICE_STATE_ISSUED, NULL, error) &&
         set_order (change, submission, PD_ORDER_STATE_INVOICED, error) &&
         set_submission (change->platform, submission, "issued", 0, error);
}

static gint64
wait_before_next (const PdPlatformSubmission *submission)
{
  gint64 wait = FIRST_WAIT;

  for (gint64 attempt = 0; attempt < submission->attempts && wait < LONGEST_WAIT; attempt++)
    wait *= 2;
  return MIN (wait, LONGEST_WAIT);
}

static gboolean
finish_in_transaction (PdPlatform *platform,
                       PdPlatformSubmission *submission,
                       const char *pdf_hash,
                       GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;
  PdPlatformChange change = { .platform = platform,
                              .tenant = submission->tenant,
                              .now = pd_platform_get_now (platform) };
  const char *reason = reason_of (submission->answer);
  gint64 wait = wait_before_next (submission);

  if (!read_invoice (platform, submission->tenant, submission->invoice_id, &invoice, error))
    return FALSE;
  switch (submission->answer->state)
    {
    case PD_GATEWAY_ISSUED:
      return finish_issued (&change, submission, invoice, pdf_hash, error);
    case PD_GATEWAY_REFUSED:
    case PD_GATEWAY_NOT_FOUND:
      return set_invoice_state (&change, invoice, PD_INVOICE_STATE_FAILED, reason, error) &&
             set_order (&change, submission, PD_ORDER_STATE_OPEN, error) &&
             set_submission (platform, submission, "failed", 0, error);
    case PD_GATEWAY_UNAVAILABLE:
      /* A query that could not be asked says nothing new; a submission that was not taken is due again. */
      return set_submission (platform, submission, submission->is_query ? "unknown" : "queued", wait, error);
    case PD_GATEWAY_SIGN_IN:
      if (submission->is_query)
        return set_submission (platform, submission, "unknown", wait, error);
      return set_invoice_state (&change, invoice, PD_INVOICE_STATE_WAITING, reason, error) &&
             set_submission (platform, submission, "queued", wait, error);
    case PD_GATEWAY_PENDING:
    case PD_GATEWAY_UNKNOWN:
    default:
      return set_invoice_state (&change, invoice, PD_INVOICE_STATE_UNKNOWN, reason, error) &&
             set_submission (platform, submission, "unknown", wait, error);
    }
}

/**
 * pd_platform_finish_submission:
 *
 * Writes the bureau's answer down: the invoice, its order and its file in one transaction. An unknown outcome leaves
 * the invoice unknown until a query of the same key answers.
 */
gboolean
pd_platform_finish_submission (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  g_autofree char *pdf_hash = NULL;

  g_return_val_if_fail (submission->answer != NULL, FALSE);
  if (submission->answer->pdf != NULL)
    {
      pdf_hash = pd_platform_store_blob (platform, submission->answer->pdf, error);
      if (pdf_hash == NULL)
        return FALSE;
    }
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         commit_or_rollback (platform, finish_in_transaction (platform, submission, pdf_hash, error), error);
}
