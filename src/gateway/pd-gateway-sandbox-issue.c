/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "model/pd-compliance.h"
#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

/* How long a submission is on its way that arrives late. */
#define LATE G_TIME_SPAN_MINUTE

/* The states of a submission in the book. A bureau speaks Chinese whatever the reader's language is, so its sentences
 * are data and not translated. */
#define REVIEW "review"
#define SLOW "slow"
#define FAILED "failed"
#define UNSEALED "unsealed"

#define NO_QUOTA "可用发票额度不足，请先调整授信额度"
#define SEAL_CODE "24"

/*< private >
 * pd_sandbox_wait_for_sign_in: Returns: (transfer full): nothing was taken, because nobody is signed in
 */
PdGatewayAnswer *
pd_sandbox_wait_for_sign_in (void)
{
  return pd_gateway_answer_new (PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN, "请开票员登录电子税务局");
}

/*< private >
 * pd_sandbox_issued_answer: Returns: (transfer full) (nullable): for a number of the book
 */
PdGatewayAnswer *
pd_sandbox_issued_answer (PdSandboxCall *call, const char *number)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT number, issue_date, issued_at, drawer, gross FROM legal_invoice"
                             " WHERE number = ?",
                             "t", number);
  PdGatewayAnswer *answer = NULL;

  if (pd_sandbox_row (call, statement))
    {
      answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
      answer->number = pd_sandbox_column (statement, 0);
      answer->issue_date = pd_sandbox_column (statement, 1);
      answer->issued_at = sqlite3_column_int64 (statement, 2);
      answer->drawer = pd_sandbox_column (statement, 3);
      answer->gross_amount = sqlite3_column_int64 (statement, 4);
      answer->specimen = TRUE;
    }
  sqlite3_finalize (statement);
  return answer;
}

static PdGatewayAnswer *
waiting_answer (PdSandboxCall *call, gint64 due_at, const char *reason)
{
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, reason);

  if (due_at > 0)
    answer->wait = MAX (due_at - call->now, G_TIME_SPAN_SECOND);
  return answer;
}

static PdGatewayAnswer *
submission_answer (PdSandboxCall *call, sqlite3_stmt *statement)
{
  const char *state = (const char *) sqlite3_column_text (statement, 1);
  gint64 due_at = sqlite3_column_int64 (statement, 2);
  PdGatewayAnswer *answer;

  if (g_str_equal (state, REVIEW))
    answer = waiting_answer (call, due_at, "发票审核中");
  else if (g_str_equal (state, SLOW))
    answer = waiting_answer (call, due_at, "开票中");
  else if (g_str_equal (state, UNSEALED))
    answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_RETRY, "开票成功，签章失败");
  else
    {
      answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX,
                                      (const char *) sqlite3_column_text (statement, 4));
      answer->is_spent = TRUE;
    }
  answer->code = pd_sandbox_column (statement, 3);
  answer->serial = g_strdup_printf ("SB%018" G_GINT64_FORMAT, (gint64) sqlite3_column_int64 (statement, 0));
  return answer;
}

/*< private >
 * pd_sandbox_find: Returns: (transfer full) (nullable): what the bureau has under a key
 */
PdGatewayAnswer *
pd_sandbox_find (PdSandboxCall *call, const char *key)
{
  PdGatewayBook *book = call->sandbox->book;
  sqlite3_stmt *statement =
      pd_gateway_book_query (book, "SELECT id, state, due_at, code, reason FROM submission WHERE key = ?",
                             "t", key);
  PdGatewayAnswer *answer = pd_sandbox_row (call, statement) ? submission_answer (call, statement) : NULL;

  sqlite3_finalize (statement);
  if (answer != NULL || call->failed)
    return answer;

  g_autofree char *number =
      pd_sandbox_text (call, pd_gateway_book_query (book, "SELECT number FROM legal_invoice WHERE key = ?",
                                                    "t", key));

  return number != NULL ? pd_sandbox_issued_answer (call, number) : NULL;
}

/* Why an invoice is not taken; NULL when it is. */
static PdGatewayAnswer *
refuse (PdSandboxCall *call, const PdRecord *invoice, gint64 at)
{
  g_autoptr (GPtrArray) problems = pd_compliance_check (invoice, NULL);
  const PdComplianceProblem *refusal = pd_compliance_first_refusal (problems);
  gint64 quota = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_QUOTA);
  gint64 net = pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT);
  PdGatewayAnswer *answer;

  if (refusal != NULL)
    {
      g_autofree char *sentence = pd_compliance_problem_get_bureau_sentence (refusal);

      answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, sentence);
      answer->code = g_strdup (pd_compliance_problem_get_error (refusal));
      return answer;
    }
  if (quota <= 0)
    return NULL;

  gint64 used = pd_sandbox_used (call, pd_record_get_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER), at);

  return used > quota || net > quota - used
             ? pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_QUOTA, NO_QUOTA)
             : NULL;
}

static void
remember (PdSandboxCall *call,
          const char *key,
          guint province,
          const char *content,
          gint64 at,
          const char *state,
          gint64 due_at,
          const char *code,
          const char *reason)
{
  pd_sandbox_check (
      call, pd_gateway_book_run (
                call->sandbox->book,
                "INSERT INTO submission (key, province, content, taken_at, state, due_at, code, reason)"
                " VALUES (?, ?, ?, ?, ?, nullif (?, 0), ?, ?) ON CONFLICT (key) DO UPDATE SET"
                " state = excluded.state, due_at = excluded.due_at, code = excluded.code,"
                " reason = excluded.reason",
                "titititt", key, (gint64) province, content, at, state, due_at, code, reason));
}

/* From here on there is a legal invoice, sealed or not. */
static void
issue (PdSandboxCall *call, const char *key, guint province, const PdRecord *invoice, gint64 at)
{
  g_autofree char *number = pd_sandbox_write_invoice (call, key, invoice, province, at, TRUE);

  pd_sandbox_check (call, number != NULL);
  if (call->fault == PD_GATEWAY_FAULT_SEAL)
    {
      g_autofree char *content = pd_wire_record_to_text (invoice);

      remember (call, key, province, content, at, UNSEALED, 0, SEAL_CODE, NULL);
    }
  else
    pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book, "DELETE FROM submission WHERE key = ?",
                                                 "t", key));
}

/* After it was approved, or needed no review: at once, or after a while. */
static void
issue_in_time (PdSandboxCall *call, const char *key, guint province, const PdRecord *invoice, gint64 at)
{
  gint64 slow = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_SLOW);
  g_autofree char *content = NULL;

  if (slow <= 0)
    {
      issue (call, key, province, invoice, at);
      return;
    }
  content = pd_wire_record_to_text (invoice);
  remember (call, key, province, content, at, SLOW, at + slow, NULL, NULL);
}

/* Takes what was checked: into the review queue, or on to be issued. */
static void
take (PdSandboxCall *call, const char *key, guint province, const PdRecord *invoice, gint64 at)
{
  gint64 review = pd_sandbox_setting (call, PD_GATEWAY_SANDBOX_SET_REVIEW);
  g_autofree char *content = pd_wire_record_to_text (invoice);

  if (call->fault == PD_GATEWAY_FAULT_REJECT)
    remember (call, key, province, content, at, FAILED, 0, NULL,
              call->sentence != NULL ? call->sentence : "审核不通过");
  else if (review != 0)
    remember (call, key, province, content, at, REVIEW, review > 0 ? at + review : 0, NULL, NULL);
  else
    issue_in_time (call, key, province, invoice, at);
}

static PdGatewayAnswer *
hold_on_the_way (PdSandboxCall *call, const PdGatewayRequest *request)
{
  g_autofree char *content = pd_wire_record_to_text (request->invoice);

  pd_sandbox_check (call, pd_gateway_book_run (
                              call->sandbox->book,
                              "INSERT INTO late (key, province, content, due_at) VALUES (?, ?, ?, ?)", "titi",
                              request->key, (gint64) request->province, content, call->now + LATE));
  return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                _ ("The tax bureau did not answer."));
}

static PdGatewayAnswer *
submit_at (PdSandboxCall *call, const char *key, guint province, const PdRecord *invoice, gint64 at)
{
  PdGatewayAnswer *answer = pd_sandbox_find (call, key);

  if (answer != NULL || call->failed)
    return answer;
  if (!pd_sandbox_is_signed_in (call))
    return pd_sandbox_wait_for_sign_in ();
  answer = refuse (call, invoice, at);
  if (answer != NULL || call->failed)
    return answer;
  take (call, key, province, invoice, at);
  return call->failed ? NULL : pd_sandbox_find (call, key);
}

/*< private >
 * pd_sandbox_submit_work: @data: a PdGatewayRequest. What is refused at once is not kept under its key.
 */
PdGatewayAnswer *
pd_sandbox_submit_work (PdSandboxCall *call, gconstpointer data)
{
  const PdGatewayRequest *request = data;

  if (call->fault == PD_GATEWAY_FAULT_LATE)
    return hold_on_the_way (call, request);
  return submit_at (call, request->key, request->province, request->invoice, call->now);
}

/*< private >
 * pd_sandbox_query_key: Returns: (transfer full): what became of a key. What may still arrive is not known.
 */
PdGatewayAnswer *
pd_sandbox_query_key (PdSandboxCall *call, const char *key)
{
  PdGatewayAnswer *answer = pd_sandbox_find (call, key);

  if (answer != NULL || call->failed)
    return answer;

  gint64 arrives =
      pd_sandbox_integer (call,
                          pd_gateway_book_query (call->sandbox->book,
                                                 "SELECT max (due_at) FROM late WHERE key = ?", "t", key),
                          0);

  if (arrives == 0)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND,
                                  _ ("The tax bureau has no such invoice."));
  answer = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                  _ ("The tax bureau has no such invoice yet."));
  answer->wait = MAX (arrives - call->now, G_TIME_SPAN_SECOND);
  return answer;
}

/** Kept: a submission of the book. */
typedef struct
{
  char *state;
  guint province;
  PdRecord *invoice;
} Kept;

static void
kept_clear (Kept *kept)
{
  g_clear_pointer (&kept->state, g_free);
  g_clear_pointer (&kept->invoice, pd_record_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static gboolean
read_kept (PdSandboxCall *call, const char *key, Kept *kept)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT state, province, content FROM submission WHERE key = ?", "t", key);
  gboolean found = pd_sandbox_row (call, statement);

  if (found)
    {
      kept->state = pd_sandbox_column (statement, 0);
      kept->province = (guint) sqlite3_column_int (statement, 1);
      kept->invoice = pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 2), -1, NULL);
      found = pd_sandbox_check (call, kept->invoice != NULL);
    }
  sqlite3_finalize (statement);
  return found;
}

/* Keeps a failure under its key. */
static void
keep_failure (PdSandboxCall *call, const char *key, const PdGatewayAnswer *failure)
{
  pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                               "UPDATE submission SET state = '" FAILED "', due_at = NULL,"
                                               " code = ?, reason = ? WHERE key = ?",
                                               "ttt", failure->code, failure->reason, key));
}

static void
retry_failed (PdSandboxCall *call, const char *key, const Kept *kept)
{
  g_autoptr (PdGatewayAnswer) refusal = refuse (call, kept->invoice, call->now);

  if (refusal != NULL)
    keep_failure (call, key, refusal);
  else if (!call->failed)
    take (call, key, kept->province, kept->invoice, call->now);
}

/*< private >
 * pd_sandbox_retry_work:
 * @data: a key
 *
 * What failed goes the whole way again with what was sent first. What has a number already only gets its seal.
 */
PdGatewayAnswer *
pd_sandbox_retry_work (PdSandboxCall *call, gconstpointer data)
{
  const char *key = data;
  g_auto (Kept) kept = { 0 };

  if (read_kept (call, key, &kept))
    {
      if (g_str_equal (kept.state, FAILED))
        retry_failed (call, key, &kept);
      else if (g_str_equal (kept.state, UNSEALED) && call->fault != PD_GATEWAY_FAULT_SEAL)
        pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                                     "DELETE FROM submission WHERE key = ?", "t", key));
    }
  return call->failed ? NULL : pd_sandbox_query_key (call, key);
}

/*< private >
 * pd_sandbox_go_on: @at: microseconds, UTC. What was reviewed or slow is issued, if it may be still.
 */
void
pd_sandbox_go_on (PdSandboxCall *call, const char *key, gint64 at)
{
  g_autoptr (PdGatewayAnswer) refusal = NULL;
  g_auto (Kept) kept = { 0 };

  if (!read_kept (call, key, &kept))
    return;
  refusal = refuse (call, kept.invoice, at);
  if (call->failed)
    return;
  if (refusal != NULL)
    keep_failure (call, key, refusal);
  else if (g_str_equal (kept.state, REVIEW))
    issue_in_time (call, key, kept.province, kept.invoice, at);
  else if (g_str_equal (kept.state, SLOW))
    issue (call, key, kept.province, kept.invoice, at);
}

static void
arrive_late (PdSandboxCall *call)
{
  PdGatewayBook *book = call->sandbox->book;

  while (!call->failed)
    {
      sqlite3_stmt *statement = pd_gateway_book_query (
          book,
          "SELECT id, key, province, content, due_at FROM late WHERE due_at <= ? ORDER BY due_at, id LIMIT 1",
          "i", call->now);
      g_autoptr (PdRecord) invoice = NULL;
      g_autofree char *key = NULL;
      guint province = 0;
      gint64 id = 0, at = 0;

      if (pd_sandbox_row (call, statement))
        {
          id = sqlite3_column_int64 (statement, 0);
          key = pd_sandbox_column (statement, 1);
          province = (guint) sqlite3_column_int (statement, 2);
          invoice = pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 3), -1, NULL);
          at = sqlite3_column_int64 (statement, 4);
        }
      sqlite3_finalize (statement);
      if (id == 0)
        return;
      pd_sandbox_check (call, invoice != NULL &&
                                  pd_gateway_book_run (book, "DELETE FROM late WHERE id = ?", "i", id));
      if (call->failed)
        return;

      PdGatewayAnswer *lost = submit_at (call, key, province, invoice, at);

      g_clear_pointer (&lost, pd_gateway_answer_free);
    }
}

/*< private >
 * pd_sandbox_settle_submissions: what has become due is done as of when it was due, oldest first
 */
void
pd_sandbox_settle_submissions (PdSandboxCall *call)
{
  arrive_late (call);
  while (!call->failed)
    {
      sqlite3_stmt *statement = pd_gateway_book_query (call->sandbox->book,
                                                       "SELECT key, due_at FROM submission WHERE due_at IS "
                                                       "NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT 1",
                                                       "i", call->now);
      gboolean is_due = pd_sandbox_row (call, statement);
      g_autofree char *key = is_due ? pd_sandbox_column (statement, 0) : NULL;
      gint64 at = is_due ? sqlite3_column_int64 (statement, 1) : 0;

      sqlite3_finalize (statement);
      if (key == NULL)
        return;
      pd_sandbox_go_on (call, key, at);
    }
}
