/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "nuonuo-fixture.h"

#define KEY "PD0123456789ABCDEFGH"
#define OTHER "PD0123456789ABCDEFGJ"
#define SECOND G_TIME_SPAN_SECOND

static void
assert_answer (const PdGatewayAnswer *answer, PdGatewayState state, PdGatewayNext next)
{
  if (answer->state != state || answer->next != next)
    g_error ("%s, %s (%s: %s)", pd_gateway_state_name (answer->state), pd_gateway_next_name (answer->next),
             answer->code, answer->reason);
}

static void
submit (Nuonuo *test, const char *key, PdGatewayState state, PdGatewayNext next)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) answer = provider_submit (test, key, invoice);

  assert_answer (answer, state, next);
}

static void
query (Nuonuo *test, const char *key, PdGatewayState state, PdGatewayNext next)
{
  g_autoptr (PdGatewayAnswer) answer = provider_query (test, key);

  assert_answer (answer, state, next);
}

static void
fault (Nuonuo *test, const char *call, const char *kind, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{\"call\":\"%s\",\"kind\":\"%s\"%s}", call, kind, more);

  provider_control (test, "fault", json);
}

static void
test_issue (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  g_autoptr (PdGatewayAnswer) taken = provider_submit (test, KEY, invoice);
  g_autoptr (PdGatewayAnswer) issued = NULL;
  g_autoptr (PdGatewayAnswer) files = NULL;
  const PdGatewayKey key = { .key = KEY, .serial = taken->serial, .sent_at = test->now };

  assert_answer (taken, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_nonnull (taken->serial);
  g_assert_cmpint (taken->wait, ==, 3 * SECOND);
  query (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += SECOND;
  query (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 2 * SECOND;
  issued = provider_query (test, KEY);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (strlen (issued->number), ==, 20);
  g_assert_cmpstr (issued->issue_date, ==, "2027-01-01");
  g_assert_cmpstr (issued->drawer, ==, "张三");
  g_assert_cmpint (issued->gross_amount, ==, 11300);
  g_assert_cmpstr (issued->serial, ==, taken->serial);
  files = pd_gateway_fetch_files (test->gateway, &key, NULL);
  assert_answer (files, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_false (files->files_pending);
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    g_assert_nonnull (files->files[kind]);
  /* The same key again is the same invoice. */
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpuint (provider_legal (test), ==, 1);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 1);
}

/* Fifty at once, of which some are not there. */
static void
test_batch (Nuonuo *test, gconstpointer data)
{
  PdGatewayKey keys[60] = { { 0 } };
  PdGatewayAnswer *answers[60] = { NULL };
  char names[60][21];

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_snprintf (names[i], sizeof names[i], "PDBATCH0000000000%03u", i);
      keys[i] = (PdGatewayKey){ .key = names[i], .sent_at = test->now };
      if (i % 3 == 0)
        submit (test, names[i], PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
    }
  test->now += 5 * SECOND;
  pd_gateway_query (test->gateway, keys, G_N_ELEMENTS (keys), answers, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      assert_answer (answers[i], i % 3 == 0 ? PD_GATEWAY_ISSUED : PD_GATEWAY_UNKNOWN,
                     i % 3 == 0 ? PD_GATEWAY_NEXT_NOTHING : PD_GATEWAY_NEXT_QUERY);
      pd_gateway_answer_free (answers[i]);
    }
}

/* What becomes of an order whose answer does not come, or comes in pieces: never another invoice. */
static void
test_faults (Nuonuo *test, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *more;
    PdGatewayState state;
    PdGatewayNext next;
    guint n_legal; /* after everything */
  } rows[] = {
    { "drop", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 0 },
    { "reset", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 0 },
    { "drop", ",\"when\":\"after\"", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "late", ",\"ms\":20000", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "delay", ",\"ms\":90000", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "html", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 0 },
    { "html", ",\"when\":\"after\"", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "redirect", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 0 },
    { "truncate", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "cut-json", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "empty", "", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 1 },
    { "code", ",\"code\":\"E9999\",\"describe\":\"系统异常\"", PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, 0 },
    { "code", ",\"code\":\"E9999\",\"describe\":\"开票员未登录\"", PD_GATEWAY_WAITING,
      PD_GATEWAY_NEXT_SIGN_IN, 0 },
    { "code", ",\"code\":\"E9131\",\"describe\":\"税额误差\"", PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, 0 },
    { "code", ",\"code\":\"070601\",\"describe\":\"签名不匹配\"", PD_GATEWAY_NOT_SENT,
      PD_GATEWAY_NEXT_CONFIGURE, 0 },
    /* these are answers all the same */
    { "null", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
    { "strings", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
    { "numbers", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
    { "code-0000", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
    { "code-number", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
    { "wrong-type", "", PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      provider_control (test, "reset", "{}");
      provider_restart (test);
      /* The double has forgotten its tokens: the one that is kept is replaced by the call itself. */
      fault (test, "requestBillingNew", rows[i].kind, rows[i].more);
      if (i > 0)
        query (test, OTHER, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
      g_test_message ("%s%s", rows[i].kind, rows[i].more);
      submit (test, KEY, rows[i].state, rows[i].next);
      test->now += 60 * SECOND;
      query (test, KEY, rows[i].n_legal > 0 ? PD_GATEWAY_ISSUED : PD_GATEWAY_UNKNOWN,
             rows[i].n_legal > 0 ? PD_GATEWAY_NEXT_NOTHING : PD_GATEWAY_NEXT_QUERY);
      g_assert_cmpuint (provider_legal (test), ==, rows[i].n_legal);
      /* Sent again, it is one. */
      submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      test->now += 60 * SECOND;
      query (test, KEY, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
      g_assert_cmpuint (provider_legal (test), ==, 1);
    }
}

/* Not found says nothing for ten minutes; then it does, unless the provider had taken it. */
static void
test_not_found (Nuonuo *test, gconstpointer data)
{
  static const struct
  {
    const char *serial;
    gint64 age; /* seconds */
    PdGatewayState state;
    PdGatewayNext next;
  } rows[] = {
    { NULL, 1, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY },
    { NULL, 599, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY },
    { NULL, 600, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND },
    { "27010112000000000001", 1, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY },
    { "27010112000000000001", 600, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY },
    { "27010112000000000001", 86400, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_DECIDE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdGatewayKey key = { KEY, rows[i].serial, test->now - rows[i].age * SECOND };
      g_autoptr (PdGatewayAnswer) answer = pd_gateway_query_one (test->gateway, &key, NULL);

      assert_answer (answer, rows[i].state, rows[i].next);
    }
}

static void
test_down (Nuonuo *test, gconstpointer data)
{
  test->is_down = TRUE;
  for (guint i = 0; i < 60; i++)
    submit (test, KEY, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  /* Tokens that were not asked for are not used up. */
  test->is_down = FALSE;
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
}

static void
test_refused (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdGatewayAnswer) failed = NULL;
  const PdGatewayKey key = { .key = KEY };

  provider_control (test, "script", "{\"script\":\"refused\",\"failCause\":\"商品编码不可用\"}");
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;
  failed = provider_query (test, KEY);
  assert_answer (failed, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_true (failed->is_spent);
  g_assert_cmpstr (failed->reason, ==, "商品编码不可用");

  g_autoptr (PdGatewayAnswer) again = pd_gateway_retry (test->gateway, &key, NULL);

  assert_answer (again, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;
  query (test, KEY, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  /* What is issued is not retried: the provider says so, and a question tells why. */
  again = (pd_gateway_answer_free (again), pd_gateway_retry (test->gateway, &key, NULL));
  assert_answer (again, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpuint (provider_legal (test), ==, 1);
}

/* Twenty a day, over a restart; the next day in China there are twenty more. */
static void
test_retry_limit (Nuonuo *test, gconstpointer data)
{
  const PdGatewayKey key = { .key = KEY };

  provider_control (test, "script", "{\"script\":\"22\",\"retry\":\"22\"}");
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (PdGatewayAnswer) answer = pd_gateway_retry (test->gateway, &key, NULL);

      assert_answer (answer, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
      if (i == 10)
        provider_restart (test);
    }

  g_autoptr (PdGatewayAnswer) over = pd_gateway_retry (test->gateway, &key, NULL);

  assert_answer (over, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_RETRY);
  g_assert_cmpint (over->wait, ==, 12 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (provider_count (test, "reInvoice"), ==, 20);
  test->now += over->wait;

  g_autoptr (PdGatewayAnswer) tomorrow = pd_gateway_retry (test->gateway, &key, NULL);

  assert_answer (tomorrow, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
}

static void
test_seal (Nuonuo *test, gconstpointer data)
{
  const PdGatewayKey key = { .key = KEY, .sent_at = test->now };
  g_autoptr (PdGatewayAnswer) sealed = NULL;
  g_autoptr (PdGatewayAnswer) files = NULL;

  provider_control (test, "script", "{\"script\":\"seal-failed\"}");
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += 5 * SECOND;
  sealed = provider_query (test, KEY);
  assert_answer (sealed, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_RETRY);
  g_assert_nonnull (sealed->number);
  /* Asking for its files has it sealed again. */
  files = pd_gateway_fetch_files (test->gateway, &key, NULL);
  assert_answer (files, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_true (files->files_pending);
  test->now += 10 * SECOND;
  pd_gateway_answer_free (files);
  files = pd_gateway_fetch_files (test->gateway, &key, NULL);
  g_assert_false (files->files_pending);
  g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);
  g_assert_cmpuint (provider_legal (test), ==, 1);
}

static void
test_files (Nuonuo *test, gconstpointer data)
{
  static const struct
  {
    const char *call;
    const char *kind;
    gboolean pending;
  } rows[] = { { "file.pdf", "not-found", TRUE },
               { "file.pdf", "not-pdf", TRUE },
               { "file.ofd", "drop", TRUE },
               { "file.xml", "truncate", TRUE },
               { "file.pdf", "redirect", TRUE } };
  const PdGatewayKey key = { .key = KEY, .sent_at = test->now };

  /* Nothing is there, for certain: somebody was wrong. */
  const PdGatewayKey wrong = { .key = "PD11111111111111111Z", .sent_at = test->now - G_TIME_SPAN_HOUR };
  g_autoptr (PdGatewayAnswer) nothing = pd_gateway_fetch_files (test->gateway, &wrong, NULL);

  assert_answer (nothing, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_DECIDE);
  g_assert_true (nothing->files_pending);
  provider_control (test, "settings", "{\"app_secret\":\"ANOTHER\"}");

  g_autoptr (PdGatewayAnswer) broken = pd_gateway_fetch_files (test->gateway, &key, NULL);

  assert_answer (broken, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_CONFIGURE);
  g_assert_true (broken->files_pending);
  provider_control (test, "settings", "{\"app_secret\":\"SECRET\"}");
  submit (test, KEY, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_autoptr (PdGatewayAnswer) early = pd_gateway_fetch_files (test->gateway, &key, NULL);
  g_assert_true (early->files_pending);
  test->now += 5 * SECOND;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      fault (test, rows[i].call, rows[i].kind, "");

      g_autoptr (PdGatewayAnswer) missing = pd_gateway_fetch_files (test->gateway, &key, NULL);
      g_autoptr (PdGatewayAnswer) whole = pd_gateway_fetch_files (test->gateway, &key, NULL);

      assert_answer (missing, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
      g_assert_true (missing->files_pending);
      g_assert_false (whole->files_pending);
    }
  /* A link to this machine, of a provider that is elsewhere. */
  const guint before = test->n_requests;

  nuonuo_double_set_base_url (test->provider, "http://127.0.0.1:631");

  g_autoptr (PdGatewayAnswer) near = pd_gateway_fetch_files (test->gateway, &key, NULL);

  g_assert_cmpuint (test->n_requests, ==, before + 1);
  g_assert_null (near->files[PD_GATEWAY_FILE_PDF]);
  g_assert_true (near->files_pending);
  nuonuo_double_set_base_url (test->provider, "https://files.example.com");

  /* A company that has not ordered them gets no XML and no OFD: nothing more is to come. */
  provider_control (test, "settings", "{\"xml\":\"0\",\"ofd\":\"0\"}");

  g_autoptr (PdGatewayAnswer) pdf = pd_gateway_fetch_files (test->gateway, &key, NULL);

  g_assert_false (pdf->files_pending);
  g_assert_nonnull (pdf->files[PD_GATEWAY_FILE_PDF]);
  g_assert_null (pdf->files[PD_GATEWAY_FILE_XML]);
}

/* --- token */

static void
test_token_kept (Nuonuo *test, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
      provider_restart (test);
    }
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 1);
  test->now += 25 * G_TIME_SPAN_HOUR;
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 2);
  /* The provider forgot it before its time: one more, and the call goes through. */
  provider_control (test, "reset", "{}");
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 1);
  g_assert_cmpint (provider_count (test, "queryInvoiceResult"), ==, 2);
}

/* Fifty in thirty days, over restarts; the fifty-first is not asked for. */
static void
test_token_limit (Nuonuo *test, gconstpointer data)
{
  provider_control (test, "settings", "{\"token_life\":\"1000\",\"token_limit\":\"1000\"}");
  for (guint i = 0; i < 50; i++)
    {
      query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
      if (i % 7 == 0)
        provider_restart (test);
      test->now += SECOND;
    }
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_CONFIGURE);
  submit (test, KEY, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 50);
  test->now += 30 * G_TIME_SPAN_DAY;
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 51);
}

static gpointer
query_cb (gpointer data)
{
  g_autoptr (PdGatewayAnswer) answer = provider_query (data, KEY);

  return NULL;
}

/* However many threads start at once, one asks. */
static void
test_token_single (Nuonuo *test, gconstpointer data)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("query", query_cb, test);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 1);
  g_assert_cmpint (provider_count (test, "queryInvoiceResult"), ==, 8);
}

static void
test_permanent_token (Nuonuo *test, gconstpointer data)
{
  const PdNuonuoOptions options = {
    .app_key = "APPKEY", .app_secret = "SECRET", .tax_number = PROVIDER_SELLER, .token = "FOREVER"
  };

  provider_control (test, "settings", "{\"permanent_token\":\"FOREVER\"}");
  provider_restart_with (test, &options);
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpint (provider_count (test, "accessToken"), ==, 0);
  provider_control (test, "settings", "{\"permanent_token\":\"ANOTHER\"}");
  query (test, KEY, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_CONFIGURE);
}

/* --- the connection */

static void
test_connection (Nuonuo *test, gconstpointer data)
{
  static const struct
  {
    const char *secret;
    const char *tax_number;
    PdGatewayState state;
    PdGatewayNext next;
  } rows[] = {
    { "SECRET", PROVIDER_SELLER, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_NOTHING },
    { "WRONG", PROVIDER_SELLER, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_CONFIGURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdNuonuoOptions options = { .app_key = "APPKEY",
                                        .app_secret = rows[i].secret,
                                        .tax_number = rows[i].tax_number };

      provider_restart_with (test, &options);

      g_autoptr (PdGatewayAnswer) answer =
          pd_gateway_get_functions (test->gateway)
              ->test (pd_gateway_get_self (test->gateway, pd_gateway_get_functions (test->gateway)), NULL);

      assert_answer (answer, rows[i].state, rows[i].next);
    }
  g_assert_cmpuint (provider_legal (test), ==, 0);
}

/* Another company's invoice does not leave. */
static void
test_other_company (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);

  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, PROVIDER_BUYER);

  g_autoptr (PdGatewayAnswer) answer = provider_submit (test, KEY, invoice);

  assert_answer (answer, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE);
  g_assert_cmpuint (test->n_requests, ==, 0);
}

static GString *log_lines;

static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (log_lines, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* Neither the secret nor the token is in a log, in a sentence, or in the file. */
static void
test_secrets (void)
{
  if (g_test_subprocess ())
    {
      static const char *const kinds[] = { "drop", "html", "cut-json", "code", "redirect" };
      Nuonuo test = { 0 };
      const PdNuonuoOptions options = { .app_key = "APPKEY",
                                        .app_secret = "SECRET-of-the-application",
                                        .tax_number = PROVIDER_SELLER,
                                        .clerk = "张三" };
      g_autofree char *wal = NULL;
      g_autofree char *token = NULL;

      log_lines = g_string_new (NULL);
      g_log_set_writer_func (log_cb, NULL, NULL);
      provider_set_up (&test, NULL);
      provider_control (&test, "settings", "{\"app_secret\":\"SECRET-of-the-application\"}");
      provider_restart_with (&test, &options);
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);

          fault (&test, "requestBillingNew", kinds[i], ",\"code\":\"070601\",\"describe\":\"bad\"");

          g_autoptr (PdGatewayAnswer) answer = provider_submit (&test, KEY, invoice);

          g_string_append_printf (log_lines, "%s\n", answer->reason);
        }
      token = g_strdup (test.last_token);
      wal = g_strconcat (test.book, "-wal", NULL);
      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *bytes = NULL;
          gsize size = 0;

          g_assert_true (g_file_get_contents (i == 0 ? test.book : wal, &bytes, &size, NULL));
          g_assert_null (memmem (bytes, size, token, strlen (token)));
          g_assert_null (memmem (bytes, size, "SECRET-of", 9));
        }
      g_assert_cmpuint (strlen (token), >, 10);
      g_assert_nonnull (strstr (log_lines->str, "requestBillingNew"));
      g_assert_null (strstr (log_lines->str, "SECRET-of"));
      g_assert_null (strstr (log_lines->str, token));
      provider_tear_down (&test, NULL);
      g_string_free (log_lines, TRUE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_options (void)
{
  static const PdNuonuoOptions rows[] = {
    { .app_secret = "S", .tax_number = PROVIDER_SELLER },
    { .app_key = "K", .tax_number = PROVIDER_SELLER },
    { .app_key = "K", .app_secret = "S" },
    { .app_key = "K\r\nX: y", .app_secret = "S", .tax_number = PROVIDER_SELLER },
    { .app_key = "K", .app_secret = "S", .tax_number = PROVIDER_SELLER, .token = "a b" },
    { .app_key = "K",
      .app_secret = "S",
      .tax_number = PROVIDER_SELLER,
      .services_url = "http://sdk.nuonuo.com/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_nuonuo_gateway_new (&rows[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* Requests that the double has had, but those for files; by its own log each is so much later than the one before. */
static guint
count_apart (Nuonuo *test, gint64 apart)
{
  g_autofree char *text = nuonuo_double_control (test->provider, "log", NULL);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonArray *log = json_object_get_array_member (json_node_get_object (node), "log");
  gint64 last = 0;
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      JsonObject *row = json_array_get_object_element (log, i);
      gint64 at = json_object_get_int_member (row, "at");

      if (g_str_has_prefix (json_object_get_string_member (row, "call"), "file"))
        continue;
      g_assert_true (n == 0 || at - last >= apart / 1000);
      last = at;
      n++;
    }
  return n;
}

/* The pace is one of requests: a call may need a token before it, itself again with another one, and further questions. */
static void
test_pace (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  const PdGatewayFunctions *functions;
  const gint64 start = test->now;
  g_autoptr (PdGatewayAnswer) sent = NULL;
  g_autoptr (PdGatewayAnswer) issued = NULL;
  g_autoptr (PdGatewayAnswer) failure = NULL;
  g_autoptr (GPtrArray) forms = NULL;
  guint n;

  provider_restart_at_pace (test, 0);
  sent = provider_submit (test, KEY, invoice);
  assert_answer (sent, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpuint (count_apart (test, 6 * SECOND), ==, 2);
  provider_control (test, "fault", "{\"call\":\"queryInvoiceResult\",\"kind\":\"code\",\"code\":\"070304\"}");
  issued = provider_query (test, KEY);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (count_apart (test, 6 * SECOND), ==, 5);
  /* Another process of the platform goes on where this one was. */
  provider_restart_at_pace (test, 0);
  functions = pd_gateway_get_functions (test->gateway);
  forms = functions->list_forms (pd_gateway_get_self (test->gateway, functions), "2026-12-25", "2027-01-01",
                                 &failure, NULL);
  g_assert_nonnull (forms);
  n = count_apart (test, 6 * SECOND);
  g_assert_cmpuint (n, ==, test->n_requests);
  g_assert_cmpuint (n, >=, 7);
  /* Nothing waits for longer than that. */
  g_assert_cmpint (test->now - start, ==, (n - 1) * 6 * SECOND);
}

/* Whoever waits for its turn and is called off has sent nothing. */
static void
test_pace_cancelled (Nuonuo *test, gconstpointer data)
{
  g_autoptr (PdRecord) invoice = provider_invoice (PD_INVOICE_KIND_SPECIAL);
  const PdGatewayRequest request = { .key = KEY, .invoice = invoice, .province = 32 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PdGatewayAnswer) answer = NULL;

  provider_restart_at_pace (test, 0);
  g_cancellable_cancel (cancellable);
  answer = pd_gateway_submit (test->gateway, &request, cancellable);
  assert_answer (answer, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  g_assert_cmpint (provider_count (test, "requestBillingNew"), ==, 0);
}

static void
test_limits (Nuonuo *test, gconstpointer data)
{
  PdGatewayLimits limits;

  provider_restart_at_pace (test, 0);
  pd_gateway_get_limits (test->gateway, &limits);
  g_assert_cmpint (limits.pace, ==, 6 * SECOND);
  g_assert_cmpuint (limits.keys_a_query, ==, 50);
  g_assert_cmpuint (limits.retries_a_day, ==, 20);
  g_assert_cmpuint (limits.lines, ==, 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                                  \
  g_test_add ("/gateway/nuonuo/" path, Nuonuo, NULL, provider_set_up, function, provider_tear_down)
  ADD ("issue", test_issue);
  ADD ("pace", test_pace);
  ADD ("pace-cancelled", test_pace_cancelled);
  ADD ("batch", test_batch);
  ADD ("faults", test_faults);
  ADD ("not-found", test_not_found);
  ADD ("down", test_down);
  ADD ("refused", test_refused);
  ADD ("retry-limit", test_retry_limit);
  ADD ("seal", test_seal);
  ADD ("files", test_files);
  ADD ("token/kept", test_token_kept);
  ADD ("token/limit", test_token_limit);
  ADD ("token/single", test_token_single);
  ADD ("token/permanent", test_permanent_token);
  ADD ("connection", test_connection);
  ADD ("other-company", test_other_company);
  ADD ("limits", test_limits);
#undef ADD
  g_test_add_func ("/gateway/nuonuo/secrets", test_secrets);
  g_test_add_func ("/gateway/nuonuo/options", test_options);
  return g_test_run ();
}
