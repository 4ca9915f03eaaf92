/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#include "document/pd-invoice-pages.h"
#include "model/pd-compliance.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "wire/pd-wire.h"

/* Digit 5 of a number: the bureau's own platform. A serial has a company's part of 5 digits and 10 of its own,
 * so that two companies of one province never share a number. Source: standards, STA 2024 No. 11. */
#define CHANNEL 2

#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)

typedef struct
{
  PdGatewaySandboxFault fault;
  char *sentence; /* (owned) (nullable) */
} Fault;

typedef struct
{
  GMutex mutex;      /* everything below */
  sqlite3 *database; /* (owned) */
  GQueue faults;     /* of Fault, next one first */
  gint64 delay;
  gint64 monthly_quota;
  gint64 (*now) (gpointer data);
  gpointer now_data;
} Sandbox;

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE IF NOT EXISTS company (id INTEGER PRIMARY KEY, tax_number TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE IF NOT EXISTS serial (company INTEGER NOT NULL REFERENCES company, year INTEGER NOT NULL,"
    " last INTEGER NOT NULL, PRIMARY KEY (company, year)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS legal_invoice (key TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE,"
    " company INTEGER NOT NULL REFERENCES company, month TEXT NOT NULL, net INTEGER NOT NULL,"
    " gross INTEGER NOT NULL, order_number TEXT, issued_at INTEGER NOT NULL, issue_date TEXT NOT NULL,"
    " drawer TEXT, content TEXT NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS legal_month ON legal_invoice (company, month, net);";

void
pd_gateway_sandbox_invoice_free (PdGatewaySandboxInvoice *invoice)
{
  g_free (invoice->number);
  g_free (invoice->key);
  g_free (invoice->company);
  g_free (invoice->order_number);
  g_free (invoice);
}

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

static void
fault_free (Fault *fault)
{
  g_free (fault->sentence);
  g_free (fault);
}

static void
sandbox_free (gpointer self)
{
  Sandbox *sandbox = self;

  g_queue_clear_full (&sandbox->faults, (GDestroyNotify) fault_free);
  sqlite3_close (sandbox->database);
  g_mutex_clear (&sandbox->mutex);
  g_free (sandbox);
}

/* A statement with its values bound, by @kinds: 't' text, 'i' gint64. NULL when the book cannot be read. */
static sqlite3_stmt *
query (Sandbox *sandbox, const char *text, const char *kinds, ...)
{
  sqlite3_stmt *statement = NULL;
  va_list values;

  if (sqlite3_prepare_v2 (sandbox->database, text, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  va_start (values, kinds);
  for (int index = 1; *kinds != '\0'; kinds++, index++)
    {
      if (*kinds == 'i')
        sqlite3_bind_int64 (statement, index, va_arg (values, gint64));
      else
        sqlite3_bind_text (statement, index, va_arg (values, const char *), -1, SQLITE_TRANSIENT);
    }
  va_end (values);
  return statement;
}

static gboolean
query_integer (sqlite3_stmt *statement, gint64 *value)
{
  gboolean found = statement != NULL && sqlite3_step (statement) == SQLITE_ROW;

  if (found)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return found;
}

static gboolean
run (sqlite3_stmt *statement)
{
  gboolean done = statement != NULL && sqlite3_step (statement) == SQLITE_DONE;

  sqlite3_finalize (statement);
  return done;
}

/* The bureau's own file of an invoice in its book; NULL when it cannot be drawn: the invoice is legal without it. */
static GBytes *
draw (const PdGatewayAnswer *answer, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) invoice = pd_wire_record_from_text (content, -1, &error);

  if (invoice == NULL)
    return NULL;
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
  pd_record_set_text (invoice, PD_INVOICE_NUMBER, answer->number);
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, answer->issue_date);
  pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, answer->issued_at);
  pd_record_set_text (invoice, PD_INVOICE_DRAWER, answer->drawer);
  pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);

  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  if (pdf == NULL)
    g_message ("no PDF could be drawn: %s", error->message);
  return pdf;
}

/* The answer for a key that is in the book; NULL when it is not. */
static PdGatewayAnswer *
find_issued (Sandbox *sandbox, const char *key, gboolean with_files)
{
  sqlite3_stmt *statement =
      query (sandbox,
             "SELECT number, issue_date, issued_at, drawer, content, gross FROM legal_invoice WHERE key = ?",
             "t", key);
  PdGatewayAnswer *answer = NULL;

  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
      answer->number = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      answer->issue_date = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      answer->issued_at = sqlite3_column_int64 (statement, 2);
      answer->drawer = g_strdup ((const char *) sqlite3_column_text (statement, 3));
      answer->specimen = TRUE;
      answer->gross_amount = sqlite3_column_int64 (statement, 5);
      if (with_files)
        answer->files[PD_GATEWAY_FILE_PDF] = draw (answer, (const char *) sqlite3_column_text (statement, 4));
    }
  sqlite3_finalize (statement);
  return answer;
}

static gboolean
over_quota (Sandbox *sandbox, gint64 company, const char *month, gint64 net)
{
  gint64 used = 0;

  if (sandbox->monthly_quota <= 0)
    return FALSE;
  query_integer (query (sandbox,
                        "SELECT coalesce (sum (net), 0) FROM legal_invoice WHERE company = ? AND month = ?",
                        "it", company, month),
                 &used);
  return used > sandbox->monthly_quota || net > sandbox->monthly_quota - used;
}

static gboolean
find_company (Sandbox *sandbox, const char *tax_number, gint64 *company)
{
  return run (query (sandbox, "INSERT OR IGNORE INTO company (tax_number) VALUES (?)", "t", tax_number)) &&
         query_integer (query (sandbox, "SELECT id FROM company WHERE tax_number = ?", "t", tax_number),
                        company);
}

static gboolean
next_serial (Sandbox *sandbox, gint64 company, gint64 year, gint64 *serial)
{
  return query_integer (query (sandbox,
                               "INSERT INTO serial VALUES (?, ?, 1)"
                               " ON CONFLICT (company, year) DO UPDATE SET last = last + 1 RETURNING last",
                               "ii", company, year),
                        serial);
}

static gboolean
write_invoice (Sandbox *sandbox,
               const PdGatewayRequest *request,
               gint64 company,
               const char *date,
               gint64 now)
{
  const PdRecord *invoice = request->invoice;
  gint64 year = g_ascii_strtoll (date, NULL, 10);
  g_autofree char *month = g_strndup (date, 7);
  g_autofree char *content = pd_wire_record_to_text (invoice);
  gint64 serial = 0;

  if (!next_serial (sandbox, company, year, &serial))
    return FALSE;

  g_autofree char *number =
      g_strdup_printf ("%02d%02u%d%05" G_GINT64_FORMAT "%010" G_GINT64_FORMAT, (int) (year % 100),
                       request->province % 100, CHANNEL, company, serial);

  return run (query (sandbox, "INSERT INTO legal_invoice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     "ttitiitittt", request->key, number, company, month,
                     pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT),
                     pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT),
                     pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER), now, date,
                     pd_record_get_text (invoice, PD_INVOICE_DRAWER), content));
}

/* The bureau's sentence for the first thing it does not take; NULL when it takes all of it. */
static char *
refusal_of (const PdRecord *invoice)
{
  g_autoptr (GPtrArray) problems = pd_compliance_check (invoice, NULL);
  const PdComplianceProblem *refusal = pd_compliance_first_refusal (problems);

  return refusal != NULL ? pd_compliance_problem_get_bureau_sentence (refusal) : NULL;
}

static PdGatewayAnswer *
issue_in_transaction (Sandbox *sandbox, const PdGatewayRequest *request)
{
  gint64 now = sandbox->now (sandbox->now_data);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((now + CHINA_OFFSET) / G_TIME_SPAN_SECOND);
  g_autofree char *date = g_date_time_format (utc, "%Y-%m-%d");
  g_autofree char *month = g_date_time_format (utc, "%Y-%m");
  g_autofree char *refusal = refusal_of (request->invoice);
  gint64 company = 0;

  if (refusal != NULL)
    return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, refusal);
  if (!find_company (sandbox, pd_record_get_text (request->invoice, PD_INVOICE_SELLER_TAX_NUMBER), &company))
    return NULL;
  if (over_quota (sandbox, company, month, pd_record_get_integer (request->invoice, PD_INVOICE_NET_AMOUNT)))
    return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX,
                                  "可用发票额度不足，请先调整授信额度");
  if (!write_invoice (sandbox, request, company, date, now))
    return NULL;
  return find_issued (sandbox, request->key, FALSE);
}

static PdGatewayAnswer *
issue (Sandbox *sandbox, const PdGatewayRequest *request)
{
  PdGatewayAnswer *answer = find_issued (sandbox, request->key, FALSE);

  if (answer != NULL)
    return answer;
  if (sqlite3_exec (sandbox->database, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK)
    {
      answer = issue_in_transaction (sandbox, request);
      if (answer != NULL && answer->state == PD_GATEWAY_ISSUED &&
          sqlite3_exec (sandbox->database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return answer;
      sqlite3_exec (sandbox->database, "ROLLBACK", NULL, NULL, NULL);
    }
  if (answer != NULL && answer->state == PD_GATEWAY_FAILED)
    return answer;
  g_clear_pointer (&answer, pd_gateway_answer_free);
  return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "电子税务局暂时无法提供服务");
}

static PdGatewayAnswer *
submit_with_fault (Sandbox *sandbox, const PdGatewayRequest *request, const Fault *fault)
{
  switch (fault->fault)
    {
    case PD_GATEWAY_FAULT_LOSE_ANSWER:
      pd_gateway_answer_free (issue (sandbox, request));
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                    _ ("The tax bureau's answer was lost on the way."));
    case PD_GATEWAY_FAULT_LOSE_REQUEST:
      return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                    _ ("The tax bureau did not answer."));
    case PD_GATEWAY_FAULT_REFUSE:
      return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, fault->sentence);
    case PD_GATEWAY_FAULT_SIGN_IN:
      return pd_gateway_answer_new (PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN,
                                    "请开票员重新登录电子税务局");
    case PD_GATEWAY_FAULT_PENDING:
      pd_gateway_answer_free (issue (sandbox, request));
      return pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, "开票中");
    case PD_GATEWAY_FAULT_UNAVAILABLE:
    default:
      return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "电子税务局暂时无法提供服务");
    }
}

/* Waits as a network does; a cancelled wait ends at once. */
static void
wait_for (gint64 delay, GCancellable *cancellable)
{
  GPollFD descriptor;

  if (delay <= 0)
    return;
  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_usleep ((gulong) delay);
      return;
    }
  g_poll (&descriptor, 1, (int) (delay / G_TIME_SPAN_MILLISECOND));
  g_cancellable_release_fd (cancellable);
}

static PdGatewayAnswer *
sandbox_submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  Sandbox *sandbox = self;
  PdGatewayAnswer *answer = NULL;

  wait_for (sandbox->delay, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                  _ ("The platform was stopped while the tax bureau was asked."));
  g_mutex_lock (&sandbox->mutex);
  Fault *fault = g_queue_pop_head (&sandbox->faults);

  answer = fault != NULL ? submit_with_fault (sandbox, request, fault) : issue (sandbox, request);
  g_mutex_unlock (&sandbox->mutex);
  g_clear_pointer (&fault, fault_free);
  return answer;
}

static void
sandbox_query (gpointer self,
               const PdGatewayKey *keys,
               guint n_keys,
               PdGatewayAnswer **answers,
               GCancellable *cancellable)
{
  Sandbox *sandbox = self;

  g_mutex_lock (&sandbox->mutex);
  for (guint i = 0; i < n_keys; i++)
    {
      answers[i] = find_issued (sandbox, keys[i].key, FALSE);
      if (answers[i] == NULL)
        answers[i] = pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND,
                                            _ ("The tax bureau has no such invoice."));
    }
  g_mutex_unlock (&sandbox->mutex);
}

static PdGatewayAnswer *
sandbox_fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  Sandbox *sandbox = self;
  PdGatewayAnswer *answer;

  g_mutex_lock (&sandbox->mutex);
  answer = find_issued (sandbox, key->key, TRUE);
  g_mutex_unlock (&sandbox->mutex);
  if (answer == NULL)
    answer = pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
  answer->files_pending = answer->files[PD_GATEWAY_FILE_PDF] == NULL;
  return answer;
}

static void
sandbox_get_limits (gpointer self, PdGatewayLimits *limits)
{
  limits->at_once = 16;
  limits->keys_a_query = 50;
}

static PdGatewayAnswer *
sandbox_test (gpointer self, GCancellable *cancellable)
{
  return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, NULL);
}

static const PdGatewayFunctions sandbox_functions = {
  .name = "sandbox",
  .get_limits = sandbox_get_limits,
  .submit = sandbox_submit,
  .query = sandbox_query,
  .fetch_files = sandbox_fetch_files,
  .test = sandbox_test,
  .free = sandbox_free,
};

/**
 * pd_gateway_sandbox_new:
 *
 * Opens the training bureau: it gives gapless numbers per company and year, one invoice per key, checks what a
 * bureau checks, and keeps its own book, as a real bureau does, apart from the platform's database.
 *
 * Returns: (transfer full) (nullable): the gateway
 */
PdGateway *
pd_gateway_sandbox_new (const PdGatewaySandboxOptions *options, GError **error)
{
  sqlite3 *database = NULL;

  if (sqlite3_open (options->path, &database) != SQLITE_OK ||
      sqlite3_busy_timeout (database, 5000) != SQLITE_OK ||
      sqlite3_exec (database, schema, NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _ ("The training bureau's book cannot be opened: %s."), sqlite3_errmsg (database));
      sqlite3_close (database);
      return NULL;
    }

  Sandbox *sandbox = g_new0 (Sandbox, 1);

  g_mutex_init (&sandbox->mutex);
  g_queue_init (&sandbox->faults);
  sandbox->database = database;
  sandbox->delay = options->delay;
  sandbox->monthly_quota = options->monthly_quota;
  sandbox->now = options->now != NULL ? options->now : system_now;
  sandbox->now_data = options->now_data;
  return pd_gateway_new (&sandbox_functions, sandbox);
}

/**
 * pd_gateway_sandbox_add_fault:
 * @sentence: (nullable): the bureau's words, for REFUSE
 * @times: how many submissions it meets, after those asked for before
 */
void
pd_gateway_sandbox_add_fault (PdGateway *gateway,
                              PdGatewaySandboxFault fault,
                              const char *sentence,
                              guint times)
{
  Sandbox *sandbox = pd_gateway_get_self (gateway, &sandbox_functions);

  g_return_if_fail (sandbox != NULL);
  g_mutex_lock (&sandbox->mutex);
  for (guint time = 0; time < times; time++)
    {
      Fault *entry = g_new0 (Fault, 1);

      entry->fault = fault;
      entry->sentence = g_strdup (sentence);
      g_queue_push_tail (&sandbox->faults, entry);
    }
  g_mutex_unlock (&sandbox->mutex);
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
  Sandbox *sandbox = pd_gateway_get_self (gateway, &sandbox_functions);
  g_autoptr (GPtrArray) invoices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) pd_gateway_sandbox_invoice_free);
  int code = SQLITE_ERROR;

  g_return_val_if_fail (sandbox != NULL, NULL);
  g_mutex_lock (&sandbox->mutex);
  sqlite3_stmt *statement = query (sandbox,
                                   "SELECT number, key, tax_number, order_number, gross, issued_at"
                                   " FROM legal_invoice JOIN company ON company.id = company ORDER BY number",
                                   "");

  while (statement != NULL && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      PdGatewaySandboxInvoice *invoice = g_new0 (PdGatewaySandboxInvoice, 1);

      invoice->number = g_strdup ((const char *) sqlite3_column_text (statement, 0));
      invoice->key = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      invoice->company = g_strdup ((const char *) sqlite3_column_text (statement, 2));
      invoice->order_number = g_strdup ((const char *) sqlite3_column_text (statement, 3));
      invoice->gross_amount = sqlite3_column_int64 (statement, 4);
      invoice->issued_at = sqlite3_column_int64 (statement, 5);
      g_ptr_array_add (invoices, invoice);
    }
  sqlite3_finalize (statement);
  g_mutex_unlock (&sandbox->mutex);
  if (code == SQLITE_DONE)
    return g_steal_pointer (&invoices);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("The training bureau's book cannot be read."));
  return NULL;
}
