/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include "model/pd-date.h"
#include "model/pd-invoice-number.h"
#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

/* Digit 5 of a number: the bureau's own platform. A serial has a company's part of 5 digits and 10 of its own,
 * so that two companies of one province never share a number. Source: standards, STA 2024 No. 11. */
#define CHANNEL 2
#define SERIALS_OF_A_COMPANY G_GINT64_CONSTANT (10000000000)

/* legal_invoice: what is issued, for ever. submission: what is not issued yet, what failed and is kept under its key, and
 * of an invoice whose seal failed that it did. late: what is on its way still. used: the sum of what counts against a
 * month's quota. red_of: what a red invoice reverses. booked: whose buyer has used or booked it. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS company (id INTEGER PRIMARY KEY, tax_number TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE IF NOT EXISTS serial (company INTEGER NOT NULL REFERENCES company, year INTEGER NOT NULL,"
    " last INTEGER NOT NULL, PRIMARY KEY (company, year)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS legal_invoice (key TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE,"
    " company INTEGER NOT NULL REFERENCES company, month TEXT NOT NULL, net INTEGER NOT NULL,"
    " gross INTEGER NOT NULL, order_number TEXT, issued_at INTEGER NOT NULL, issue_date TEXT NOT NULL,"
    " drawer TEXT, content TEXT NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS legal_month ON legal_invoice (company, month, net);"
    "CREATE INDEX IF NOT EXISTS legal_date ON legal_invoice (issue_date);"
    "CREATE TABLE IF NOT EXISTS used (company INTEGER NOT NULL, month TEXT NOT NULL, net INTEGER NOT NULL,"
    " PRIMARY KEY (company, month)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS submission (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
    " state TEXT NOT NULL, province INTEGER NOT NULL, content TEXT NOT NULL, taken_at INTEGER NOT NULL,"
    " due_at INTEGER, code TEXT, reason TEXT) STRICT;"
    "CREATE INDEX IF NOT EXISTS submission_due ON submission (due_at) WHERE due_at IS NOT NULL;"
    "CREATE TABLE IF NOT EXISTS late (id INTEGER PRIMARY KEY, key TEXT NOT NULL, province INTEGER NOT NULL,"
    " content TEXT NOT NULL, due_at INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS form (uuid TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, key TEXT UNIQUE,"
    " own INTEGER NOT NULL, status TEXT NOT NULL, entered_by TEXT NOT NULL, blue TEXT NOT NULL,"
    " entered_at INTEGER NOT NULL, deadline INTEGER NOT NULL, confirmed_at INTEGER NOT NULL DEFAULT 0,"
    " red TEXT, due_at INTEGER, content TEXT NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS form_blue ON form (blue);"
    "CREATE INDEX IF NOT EXISTS form_due ON form (due_at) WHERE due_at IS NOT NULL;"
    "CREATE TABLE IF NOT EXISTS form_line (form TEXT NOT NULL REFERENCES form, line INTEGER NOT NULL,"
    " net INTEGER NOT NULL, tax INTEGER NOT NULL, quantity TEXT, PRIMARY KEY (form, line))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS red_of (number TEXT PRIMARY KEY, blue TEXT NOT NULL, form TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "INSERT OR IGNORE INTO used SELECT company, month, sum (net) FROM legal_invoice"
    " WHERE number NOT IN (SELECT number FROM red_of) GROUP BY company, month;"
    "CREATE TABLE IF NOT EXISTS booked (number TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY AUTOINCREMENT, function INTEGER NOT NULL,"
    " fault INTEGER NOT NULL, sentence TEXT) STRICT;"
    "CREATE TABLE IF NOT EXISTS setting (name INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS session (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL,"
    " by_sms INTEGER NOT NULL DEFAULT 0, code TEXT, started_at INTEGER NOT NULL DEFAULT 0,"
    " until INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, reason TEXT) STRICT;";

/*< private >
 * pd_sandbox_make_tables: all of them, or none
 */
gboolean
pd_sandbox_make_tables (PdGatewayBook *book)
{
  gboolean done = pd_gateway_book_begin (book);

  for (const char *text = schema; done && *text != '\0';)
    {
      const char *end = strchr (text, ';') + 1;
      g_autofree char *statement = g_strndup (text, (gsize) (end - text));

      done = pd_gateway_book_run (book, statement, "");
      text = end;
    }
  return pd_gateway_book_end (book, done);
}

/*< private >
 * pd_sandbox_begin:
 *
 * Begins a call: what has become due until now is done first, in the order in which it became due. Whatever this
 * returns, pd_sandbox_end() follows.
 */
gboolean
pd_sandbox_begin (PdSandboxCall *call, PdSandbox *sandbox)
{
  *call = (PdSandboxCall){ .sandbox = sandbox, .fault = PD_SANDBOX_NO_FAULT };
  call->failed = !pd_gateway_book_begin (sandbox->book);
  /* Asked for within the transaction, so that times never run against the order in the book. */
  call->now = sandbox->options.now (sandbox->options.now_data);
  if (!call->failed)
    pd_sandbox_settle_submissions (call);
  if (!call->failed)
    pd_sandbox_settle_forms (call);
  return !call->failed;
}

/*< private >
 * pd_sandbox_end:
 *
 * Returns: whether all that was written is on the disk, and all that was found was so
 */
gboolean
pd_sandbox_end (PdSandboxCall *call)
{
  g_clear_pointer (&call->sentence, g_free);
  return pd_gateway_book_end (call->sandbox->book, !call->failed);
}

/*< private >
 * pd_sandbox_check: remembers that something was not done. Returns: @done
 */
gboolean
pd_sandbox_check (PdSandboxCall *call, gboolean done)
{
  call->failed = call->failed || !done;
  return done;
}

/*< private >
 * pd_sandbox_row: Returns: whether @statement, which may be %NULL, has another row
 */
gboolean
pd_sandbox_row (PdSandboxCall *call, sqlite3_stmt *statement)
{
  int code = statement != NULL ? sqlite3_step (statement) : SQLITE_ERROR;

  pd_sandbox_check (call, code == SQLITE_ROW || code == SQLITE_DONE);
  return code == SQLITE_ROW;
}

/*< private >
 * pd_sandbox_integer: frees @statement. Returns: its first value, or @otherwise when it has none
 */
gint64
pd_sandbox_integer (PdSandboxCall *call, sqlite3_stmt *statement, gint64 otherwise)
{
  gint64 value = pd_sandbox_row (call, statement) && sqlite3_column_type (statement, 0) != SQLITE_NULL
                     ? sqlite3_column_int64 (statement, 0)
                     : otherwise;

  sqlite3_finalize (statement);
  return value;
}

/*< private >
 * pd_sandbox_text: frees @statement. Returns: (transfer full) (nullable): its first value
 */
char *
pd_sandbox_text (PdSandboxCall *call, sqlite3_stmt *statement)
{
  char *text = pd_sandbox_row (call, statement) ? pd_sandbox_column (statement, 0) : NULL;

  sqlite3_finalize (statement);
  return text;
}

/*< private >
 * pd_sandbox_column: Returns: (transfer full) (nullable)
 */
char *
pd_sandbox_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

/*< private >
 * pd_sandbox_setting: Returns: what was set through the door, or else when the bureau was opened
 */
gint64
pd_sandbox_setting (PdSandboxCall *call, PdGatewaySandboxSetting setting)
{
  const PdGatewaySandboxOptions *options = &call->sandbox->options;
  const gint64 values[] = { [PD_GATEWAY_SANDBOX_SET_QUOTA] = options->monthly_quota,
                            [PD_GATEWAY_SANDBOX_SET_REVIEW] = options->review,
                            [PD_GATEWAY_SANDBOX_SET_SLOW] = options->slow,
                            [PD_GATEWAY_SANDBOX_SET_SESSION_LASTS] = options->session_lasts,
                            [PD_GATEWAY_SANDBOX_SET_SCAN_AFTER] = options->scan_after };

  return pd_sandbox_integer (call,
                             pd_gateway_book_query (call->sandbox->book,
                                                    "SELECT value FROM setting WHERE name = ?", "i",
                                                    (gint64) setting),
                             values[setting]);
}

static gint64
find_company (PdSandboxCall *call, const char *tax_number)
{
  PdGatewayBook *book = call->sandbox->book;

  pd_sandbox_check (call, pd_gateway_book_run (book, "INSERT OR IGNORE INTO company (tax_number) VALUES (?)",
                                               "t", tax_number));
  return pd_sandbox_integer (
      call, pd_gateway_book_query (book, "SELECT id FROM company WHERE tax_number = ?", "t", tax_number), 0);
}

/* Without a gap, for each company and year. */
static gint64
next_serial (PdSandboxCall *call, gint64 company, gint64 year)
{
  return pd_sandbox_integer (
      call,
      pd_gateway_book_query (call->sandbox->book,
                             "INSERT INTO serial VALUES (?, ?, 1)"
                             " ON CONFLICT (company, year) DO UPDATE SET last = last + 1 RETURNING last",
                             "ii", company, year),
      0);
}

static void
count_against_quota (PdSandboxCall *call, gint64 company, const char *month, gint64 net)
{
  pd_sandbox_check (call, pd_gateway_book_run (call->sandbox->book,
                                               "INSERT INTO used VALUES (?1, ?2, ?3)"
                                               " ON CONFLICT (company, month) DO UPDATE SET net = net + ?3",
                                               "iti", company, month, net));
}

/*< private >
 * pd_sandbox_write_invoice:
 * @key: that it is asked for by
 * @province: the tax bureau's two digits
 * @at: microseconds, UTC: when it is issued
 * @counts: whether it counts against the quota of its month, or gives back what is reversed
 *
 * Makes a legal invoice. The next number of its company is its number for ever.
 *
 * Returns: (transfer full) (nullable): the number
 */
char *
pd_sandbox_write_invoice (PdSandboxCall *call,
                          const char *key,
                          const PdRecord *invoice,
                          guint province,
                          gint64 at,
                          gboolean counts)
{
  g_autofree char *date = pd_date_in_china (at);
  g_autofree char *month = g_strndup (date, 7);
  g_autofree char *content = pd_wire_record_to_text (invoice);
  gint64 year = g_ascii_strtoll (date, NULL, 10);
  gint64 company = find_company (call, pd_record_get_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER));
  gint64 serial = company > 0 ? next_serial (call, company, year) : 0;
  gint64 net = pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT);

  if (!pd_sandbox_check (call, serial > 0))
    return NULL;

  g_autofree char *number = pd_invoice_number_compose ((guint) year, province % 100, CHANNEL,
                                                       (guint64) (company * SERIALS_OF_A_COMPANY + serial));

  if (!pd_sandbox_check (call, number != NULL) ||
      !pd_sandbox_check (
          call, pd_gateway_book_run (call->sandbox->book,
                                     "INSERT INTO legal_invoice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                     "ttitiitittt", key, number, company, month, net,
                                     pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT),
                                     pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER), at, date,
                                     pd_record_get_text (invoice, PD_INVOICE_DRAWER), content)))
    return NULL;
  if (counts)
    count_against_quota (call, company, month, net);
  return g_steal_pointer (&number);
}

/*< private >
 * pd_sandbox_read_invoice: Returns: (transfer full) (nullable): an invoice of the book with what the bureau added to it
 */
PdRecord *
pd_sandbox_read_invoice (PdSandboxCall *call, const char *number)
{
  sqlite3_stmt *statement =
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT content, number, issue_date, issued_at FROM legal_invoice"
                             " WHERE number = ?",
                             "t", number);
  g_autoptr (GError) error = NULL;
  PdRecord *invoice = NULL;

  if (pd_sandbox_row (call, statement))
    {
      invoice = pd_wire_record_from_text ((const char *) sqlite3_column_text (statement, 0), -1, &error);
      pd_sandbox_check (call, invoice != NULL);
    }
  if (invoice != NULL)
    {
      pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
      pd_record_set_text (invoice, PD_INVOICE_NUMBER, (const char *) sqlite3_column_text (statement, 1));
      pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, (const char *) sqlite3_column_text (statement, 2));
      pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, sqlite3_column_int64 (statement, 3));
      pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);
    }
  sqlite3_finalize (statement);
  return invoice;
}

/*< private >
 * pd_sandbox_used: @company: a tax number. Returns: fen without tax that count against the quota of the month of @at
 */
gint64
pd_sandbox_used (PdSandboxCall *call, const char *company, gint64 at)
{
  g_autofree char *date = pd_date_in_china (at);
  g_autofree char *month = g_strndup (date, 7);

  return pd_sandbox_integer (
      call,
      pd_gateway_book_query (call->sandbox->book,
                             "SELECT net FROM used JOIN company ON company.id = company"
                             " WHERE tax_number = ? AND month = ?",
                             "tt", company, month),
      0);
}
