/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform with a provider that keeps what it turned away: 诺税通's adapter and its double in this process. */
#include "gateway/nuonuo-fixture.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bureau.h"
#include "platform/platform-fixture.h"

#define SELLER "91440101MA5PD0018E"
#define OLD_PRICE 23500
#define NEW_PRICE 23600

typedef struct
{
  Fixture *f;
  Nuonuo provider;
  char *clerk;
  char *finance;
} Test;

/* The adapter as it is after a start, without a pace unless @pace says. */
static void
connect_provider (Test *test, gint64 pace)
{
  const PdNuonuoOptions options = { .app_key = "APPKEY",
                                    .app_secret = "SECRET",
                                    .tax_number = SELLER,
                                    .extension = "1",
                                    .pace = pace != 0 ? pace : -1 };

  provider_restart_with (&test->provider, &options);
  g_clear_pointer (&test->f->provider, pd_gateway_unref);
  test->f->provider = pd_gateway_ref (test->provider.gateway);
  fixture_restart (test->f);
}

/* So much later, all that was due by then has been done. */
static void
pass (Test *test, gint64 span)
{
  const gint64 end = test->f->now + span;

  for (;;)
    {
      fixture_work (test->f);
      if (test->f->now >= end)
        return;
      test->f->now = MIN (test->f->now + G_TIME_SPAN_SECOND, end);
      test->provider.now = test->f->now;
    }
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  provider_set_up (&test->provider, NULL);
  test->f = fixture_new ();
  test->provider.now = test->f->now;
  connect_provider (test, 0);
  g_assert_true (pd_platform_ensure_bureaus (test->f->platform, &error));
  g_assert_no_error (error);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  provider_control (&test->provider, "sign", "{\"seller\":\"" SELLER "\",\"in\":true,\"extension\":\"1\"}");
  /* Somebody is signed in, and nobody asks about it any more. */
  pass (test, G_TIME_SPAN_SECOND);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  provider_tear_down (&test->provider, NULL);
  g_free (test->clerk);
  g_free (test->finance);
}

static PdRecord *
issue (Test *test, const PdRecord *order)
{
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  return pd_record_ref (issued->record);
}

static PdRecord *
issue_new (Test *test)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));

  return issue (test, created->record);
}

/* Another price, and it is asked for again. */
static PdRecord *
issue_mended (Test *test, const char *id)
{
  g_autoptr (PdRecord) before = fixture_get (test->f, test->clerk, id);
  g_autoptr (PdRecord) after = pd_record_copy (before);
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (after), 0);

  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "236");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, NEW_PRICE);
  pd_record_derive (after);

  g_autoptr (PdResult) changed = fixture_do (test->f, test->clerk, fixture_patch (test->f, before, after));

  g_assert_cmpstr (pd_outcome_name (changed->outcome), ==, "ok");
  return issue (test, changed->record);
}

static PdRecord *
invoice_of (Test *test, const PdRecord *order)
{
  return fixture_get (test->f, test->clerk, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
}

static void
assert_invoice (Test *test, const PdRecord *order, const char *state)
{
  g_autoptr (PdRecord) invoice = invoice_of (test, order);

  g_assert_cmpstr (pd_record_get_state (invoice), ==, state);
}

static char *
key_of (Test *test, const PdRecord *order)
{
  g_autoptr (PdRecord) invoice = invoice_of (test, order);

  return g_strdup (pd_record_get_text (invoice, PD_INVOICE_SUBMISSION_KEY));
}

static void
command_invoice (Test *test, const PdRecord *order, const char *command, const char *reason)
{
  g_autoptr (PdRecord) invoice = invoice_of (test, order);
  PdMutation *mutation = fixture_command (test->f, invoice, command);
  g_autoptr (PdResult) result = NULL;

  mutation->reason = g_strdup (reason);
  result = fixture_do (test->f, test->finance, mutation);
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
}

/* Returns: the bureau's only invoice */
static NuonuoLegal *
only_legal (Test *test)
{
  g_autoptr (GPtrArray) legal = nuonuo_double_get_legal (test->provider.provider);

  g_assert_cmpuint (legal->len, ==, 1);
  return g_ptr_array_steal_index (legal, 0);
}

/* It was turned away, asked for again as it was, and so retried by the provider under its key. What became of the retry
 * nobody heard, and a person ended it: under this key there may be an invoice, whatever was turned away before. */
static void
test_key_after_retry (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) open = NULL;
  g_autoptr (PdRecord) retried = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  provider_control (&test->provider, "script", "{\"script\":\"refused\"}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "failed");
  first = key_of (test, order);
  open = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  provider_control (&test->provider, "fault",
                    "{\"call\":\"reInvoice\",\"kind\":\"drop\",\"when\":\"after\"}");
  retried = issue (test, open);
  fixture_work (test->f);
  assert_invoice (test, retried, "unknown");
  g_assert_cmpint (provider_count (&test->provider, "reInvoice"), ==, 1);
  second = key_of (test, retried);
  g_assert_cmpstr (second, ==, first);
  command_invoice (test, retried, "declare_not_issued", "nothing is listed");
  again = issue_mended (test, pd_record_get_id (order));
  third = key_of (test, again);
  g_assert_cmpstr (third, ==, first);
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, again, "issued");
  legal = only_legal (test);
  g_assert_cmpint (legal->gross, ==, OLD_PRICE);

  g_autoptr (PdRecord) invoice = invoice_of (test, again);

  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NUMBER), ==, legal->number);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
}

/* It was turned away and mended. Where somebody has retried it meanwhile on the provider's own pages (or in days that a
 * restored platform has forgotten), it is issued: what was mended is not a second one. */
static void
test_mended (Test *test, gconstpointer data)
{
  const gboolean is_retried = GPOINTER_TO_INT (data);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  provider_control (&test->provider, "script", "{\"script\":\"refused\"}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "failed");
  first = key_of (test, order);
  if (is_retried)
    {
      const PdGatewayKey key = { .key = first, .sent_at = test->f->now };
      g_autoptr (PdGatewayAnswer) answer = pd_gateway_retry (test->provider.gateway, &key, NULL);

      g_assert_cmpint (answer->state, ==, PD_GATEWAY_SENT);
    }
  again = issue_mended (test, pd_record_get_id (order));
  /* Not even where the provider cannot be asked at first. */
  provider_control (&test->provider, "fault",
                    "{\"call\":\"queryInvoiceResult\",\"kind\":\"drop\",\"when\":\"before\"}");
  fixture_work (test->f);
  assert_invoice (test, again, "queued");
  g_assert_cmpint (provider_count (&test->provider, "requestBillingNew"), ==, 1);
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, again, "issued");
  second = key_of (test, again);
  legal = only_legal (test);
  g_assert_cmpstr (legal->order_number, ==, second);
  g_assert_cmpint (legal->gross, ==, is_retried ? OLD_PRICE : NEW_PRICE);
  g_assert_cmpint (g_strcmp0 (first, second) == 0, ==, is_retried);
  invoice = invoice_of (test, again);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==,
                   is_retried ? PD_INVOICE_NEXT_DECIDE : PD_INVOICE_NEXT_NOTHING);
}

static void
copy (Test *test, const char *from, const char *to)
{
  g_autoptr (GFile) source = g_file_new_build_filename (test->f->folder, from, NULL);
  g_autoptr (GFile) target = g_file_new_build_filename (test->f->folder, to, NULL);
  g_autoptr (GError) error = NULL;

  g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
back_up (Test *test)
{
  fixture_close (test->f);
  copy (test, "platform.sqlite", "backup.sqlite");
  fixture_restart (test->f);
}

static void
restore (Test *test)
{
  g_autoptr (GError) error = NULL;

  fixture_close (test->f);
  copy (test, "backup.sqlite", "platform.sqlite");
  fixture_restart (test->f);
  g_assert_true (pd_platform_start_new_history (test->f->platform, &error));
  g_assert_no_error (error);
  test->f->now += G_TIME_SPAN_HOUR;
}

typedef enum
{
  BEFORE_THE_ORDER_IS_SENT,
  WHILE_IT_WAITS,
  AFTER_IT_WAS_TURNED_AWAY,
} Moment;

/* What was turned away under the first key was mended and issued under the second, in days that the restored platform has
 * forgotten. Asked for again as it was, or released by itself, it is not issued a second time. */
static void
test_restored (Test *test, gconstpointer data)
{
  const Moment moment = GPOINTER_TO_INT (data);
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) created = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) mended = NULL;
  g_autoptr (PdRecord) now = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;

  if (moment == BEFORE_THE_ORDER_IS_SENT)
    back_up (test);
  if (moment == WHILE_IT_WAITS)
    provider_control (&test->provider, "sign",
                      "{\"seller\":\"" SELLER "\",\"in\":false,\"extension\":\"1\"}");
  else
    provider_control (&test->provider, "script", "{\"script\":\"refused\"}");
  first = issue (test, created->record);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, first, moment == WHILE_IT_WAITS ? "waiting_for_sign_in" : "failed");
  if (moment != BEFORE_THE_ORDER_IS_SENT)
    back_up (test);
  if (moment == WHILE_IT_WAITS)
    {
      command_invoice (test, first, "take_back", NULL);
      provider_control (&test->provider, "sign",
                        "{\"seller\":\"" SELLER "\",\"in\":true,\"extension\":\"1\"}");
    }
  mended = issue_mended (test, pd_record_get_id (order));
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, mended, "issued");
  restore (test);
  /* What it says is what it does. */
  if (moment == WHILE_IT_WAITS)
    assert_invoice (test, first, "queued");
  pass (test, G_TIME_SPAN_MINUTE);
  /* As often as it takes somebody who does not read. */
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (PdRecord) current = fixture_get (test->f, test->clerk, pd_record_get_id (order));

      if (g_strcmp0 (pd_record_get_state (current), PD_ORDER_STATE_INVOICED) == 0)
        break;
      pd_record_unref (issue (test, current));
      pass (test, 5 * G_TIME_SPAN_MINUTE);
    }
  now = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  legal = only_legal (test);
  g_assert_cmpint (legal->gross, ==, NEW_PRICE);
  g_assert_cmpstr (pd_record_get_state (now), ==, PD_ORDER_STATE_INVOICED);
  g_assert_cmpstr (pd_record_get_text (now, PD_ORDER_INVOICE_NUMBER), ==, legal->number);
}

/* What asks first may be taken back, and says nothing of what the provider has. */
static void
test_mended_taken_back (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) mended = NULL;
  g_autoptr (PdRecord) open = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;

  provider_control (&test->provider, "script", "{\"script\":\"refused\"}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  mended = issue_mended (test, pd_record_get_id (order));
  command_invoice (test, mended, "take_back", NULL);
  open = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  again = issue (test, open);
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, again, "issued");
  g_assert_cmpint (provider_count (&test->provider, "reInvoice"), ==, 0);
  legal = only_legal (test);
  g_assert_cmpint (legal->gross, ==, NEW_PRICE);
}

/* Nobody was signed in, and the provider keeps the order as it was. Taken back and mended, it is another order there. */
static void
test_mended_unsigned (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  provider_control (&test->provider, "settings", "{\"signed_out\":\"fail\"}");
  provider_control (&test->provider, "sign", "{\"seller\":\"" SELLER "\",\"in\":false,\"extension\":\"1\"}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "waiting_for_sign_in");
  g_assert_cmpint (provider_count (&test->provider, "requestBillingNew"), ==, 1);
  first = key_of (test, order);
  command_invoice (test, order, "take_back", NULL);
  provider_control (&test->provider, "sign", "{\"seller\":\"" SELLER "\",\"in\":true,\"extension\":\"1\"}");
  again = issue_mended (test, pd_record_get_id (order));
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, again, "issued");
  second = key_of (test, again);
  g_assert_cmpstr (second, !=, first);
  legal = only_legal (test);
  g_assert_cmpint (legal->gross, ==, NEW_PRICE);
  g_assert_cmpstr (legal->order_number, ==, second);
}

/* Taken back and asked for as it was, or simply released by the sign-in, it is the same order, which the provider retries. */
static void
test_same_unsigned (Test *test, gconstpointer data)
{
  const gboolean is_taken_back = GPOINTER_TO_INT (data);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (NuonuoLegal) legal = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  provider_control (&test->provider, "sign", "{\"seller\":\"" SELLER "\",\"in\":false,\"extension\":\"1\"}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "waiting_for_sign_in");
  g_assert_cmpint (provider_count (&test->provider, "requestBillingNew"), ==, 1);
  first = key_of (test, order);
  if (is_taken_back)
    command_invoice (test, order, "take_back", NULL);
  provider_control (&test->provider, "sign", "{\"seller\":\"" SELLER "\",\"in\":true,\"extension\":\"1\"}");
  again = fixture_get (test->f, test->clerk, pd_record_get_id (order));
  if (is_taken_back)
    {
      g_autoptr (PdRecord) open = g_steal_pointer (&again);

      again = issue (test, open);
    }
  pass (test, 5 * G_TIME_SPAN_MINUTE);
  second = key_of (test, again);
  g_assert_cmpstr (second, ==, first);
  assert_invoice (test, again, "issued");
  g_assert_cmpint (provider_count (&test->provider, "requestBillingNew"), ==, 1);
  legal = only_legal (test);
  g_assert_cmpint (legal->gross, ==, OLD_PRICE);
}

static PdRecord *
read_bureau (Test *test)
{
  g_autoptr (GError) error = NULL;
  PdRecord *bureau = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &bureau, &error));
  g_assert_no_error (error);
  return bureau;
}

static void
refresh_bureau (Test *test)
{
  g_autofree char *admin = fixture_sign_in (test->f, 0, "admin");
  g_autoptr (PdRecord) bureau = read_bureau (test);
  g_autoptr (PdResult) result = fixture_do (test->f, admin, fixture_command (test->f, bureau, "refresh"));

  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
}

/* Nothing but an invoice's files is asked for when the secret is changed at the provider: somebody is told. */
static void
test_broken_with_files_left (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) broken = NULL;
  g_autoptr (PdRecord) mended = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  provider_control (&test->provider, "fault", "{\"call\":\"file.pdf\",\"kind\":\"not-found\",\"times\":-1}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "issued");
  provider_control (&test->provider, "settings", "{\"app_secret\":\"ANOTHER\"}");
  pass (test, 10 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "issued");
  broken = read_bureau (test);
  g_assert_true (pd_record_get_flag (broken, PD_BUREAU_HELD));
  g_assert_true (pd_record_has (broken, PD_BUREAU_REASON));
  provider_control (&test->provider, "settings", "{\"app_secret\":\"SECRET\"}");
  provider_control (&test->provider, "fault", "{\"clear\":true}");
  refresh_bureau (test);
  pass (test, 10 * G_TIME_SPAN_MINUTE);
  mended = read_bureau (test);
  g_assert_false (pd_record_get_flag (mended, PD_BUREAU_HELD));
  invoice = invoice_of (test, order);
  g_assert_true (pd_record_has (invoice, PD_INVOICE_PDF_HASH));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_NOTHING);
}

/* The quota alone may not be asked for: that holds nothing up, and the connection is tried. What nothing can be asked
 * through holds everything. */
static void
test_quota_forbidden (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) second = NULL;

  provider_control (&test->provider, "settings", "{\"forbidden\":\"getCreditLine\"}");
  refresh_bureau (test);
  pass (test, G_TIME_SPAN_MINUTE);
  first = read_bureau (test);
  g_assert_false (pd_record_get_flag (first, PD_BUREAU_HELD));
  g_assert_cmpstr (pd_record_get_text (first, PD_BUREAU_CONNECTION), ==, PD_BUREAU_CONNECTION_WORKS);
  provider_control (&test->provider, "settings", "{\"forbidden\":\"getCreditLine,queryInvoiceResult\"}");
  refresh_bureau (test);
  pass (test, G_TIME_SPAN_MINUTE);
  second = read_bureau (test);
  g_assert_true (pd_record_get_flag (second, PD_BUREAU_HELD));
  g_assert_cmpstr (pd_record_get_text (second, PD_BUREAU_CONNECTION), ==, PD_BUREAU_CONNECTION_FAILS);
}

/* Whoever has the quota refreshed sees it as soon as the provider has it, which takes a few seconds. */
static void
test_quota_refreshed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) before = read_bureau (test);
  g_autoptr (PdRecord) after = NULL;

  g_assert_false (pd_record_has (before, PD_BUREAU_QUOTA_TOTAL));
  provider_control (&test->provider, "quota", "{\"seller\":\"" SELLER "\",\"total\":10000000}");
  refresh_bureau (test);
  pass (test, 10 * G_TIME_SPAN_SECOND);
  after = read_bureau (test);
  g_assert_cmpint (pd_record_get_integer (after, PD_BUREAU_QUOTA_TOTAL), ==, 10000000);
}

/* The bureau refused an invoice for the quota, of which the provider then has no figures: it is tried again all the
 * same. */
static void
test_quota_short_without_figures (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  guint asked;

  provider_control (&test->provider, "quota", "{\"seller\":\"" SELLER "\",\"total\":1}");
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "queued");
  provider_control (&test->provider, "quota", "{\"seller\":\"" SELLER "\",\"total\":0,\"used\":0}");
  asked = provider_count (&test->provider, "getCreditLine");
  pass (test, 3 * G_TIME_SPAN_HOUR);
  assert_invoice (test, order, "issued");
  g_assert_cmpint (provider_count (&test->provider, "getCreditLine") - asked, <, 12);
}

/* A provider that has no figures is made to ask the bureau for them, without a person. */
static void
test_quota_without_figures (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) before = read_bureau (test);
  g_autoptr (PdRecord) after = NULL;

  g_assert_false (pd_record_has (before, PD_BUREAU_QUOTA_TOTAL));
  provider_control (&test->provider, "quota", "{\"seller\":\"" SELLER "\",\"total\":10000000}");
  pass (test, 3 * G_TIME_SPAN_HOUR);
  after = read_bureau (test);
  g_assert_cmpint (pd_record_get_integer (after, PD_BUREAU_QUOTA_TOTAL), ==, 10000000);
}

/* A person was wrong: nothing was issued, and nobody would ever hear of it. What is there after all clears it. */
static void
test_declared_without_invoice (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) missing = NULL;

  provider_control (&test->provider, "fault",
                    "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"before\"}");
  order = issue_new (test);
  fixture_work (test->f);
  assert_invoice (test, order, "unknown");
  command_invoice (test, order, "declare_issued", "26442000000123456789");
  pass (test, 20 * G_TIME_SPAN_MINUTE);
  missing = invoice_of (test, order);
  g_assert_cmpstr (pd_record_get_state (missing), ==, "issued");
  g_assert_cmpstr (pd_record_get_text (missing, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
  g_assert_true (pd_record_has (missing, PD_INVOICE_REASON));
  g_assert_cmpuint (provider_legal (&test->provider), ==, 0);
}

/* A provider that says very much, on many lines: people and ledger get the beginning, on one. */
static void
test_talkative (Test *test, gconstpointer data)
{
  g_autofree char *many = g_strnfill (5000, 'x');
  g_autofree char *token = g_strdup_printf (
      "{\"call\":\"accessToken\",\"kind\":\"code\",\"code\":\"070101\",\"describe\":\"a\\nb%s\"}", many);
  g_autofree char *script = g_strdup_printf ("{\"script\":\"refused\",\"failCause\":\"a\\nb%s\"}", many);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  provider_control (&test->provider, "script", script);
  order = issue_new (test);
  pass (test, G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "failed");
  g_assert_true (
      pd_platform_sql_get_integer (test->f->platform->sql, &n, &error,
                                   "SELECT max (length (reason)) FROM submission WHERE reason LIKE 'a bx%'",
                                   ""));
  g_assert_cmpint (n, ==, 480);
  provider_control (&test->provider, "fault", token);
  provider_control (&test->provider, "fault",
                    "{\"call\":\"getCertificationStatus\",\"kind\":\"code\",\"code\":\"070304\"}");
  refresh_bureau (test);
  pass (test, G_TIME_SPAN_SECOND);
  bureau = read_bureau (test);
  g_assert_true (pd_record_get_flag (bureau, PD_BUREAU_HELD));
  g_assert_cmpint (g_utf8_strlen (pd_record_get_text (bureau, PD_BUREAU_REASON), -1), <=, 480);
  g_assert_null (strchr (pd_record_get_text (bureau, PD_BUREAU_REASON), '\n'));
}

/* By mail and by text message; an address that is too long for the provider it refuses itself. */
static void
test_redelivered (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *to;
    const char *stage;
    const char *code;
  } rows[] = {
    { "caiwu@example.cn", PD_INVOICE_STAGE_SENT_AGAIN, NULL },
    { "13800138000", PD_INVOICE_STAGE_SENT_AGAIN, NULL },
    { "an-address-of-more-than-fifty-characters@buyer.example.cn", PD_INVOICE_STAGE_NOT_SENT_AGAIN, "E9104" },
  };
  g_autoptr (PdRecord) order = issue_new (test);

  pass (test, 5 * G_TIME_SPAN_MINUTE);
  assert_invoice (test, order, "issued");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) invoice = NULL;
      GPtrArray *stages;

      command_invoice (test, order, "redeliver", rows[i].to);
      pass (test, G_TIME_SPAN_MINUTE);
      invoice = invoice_of (test, order);
      stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);
      g_assert_cmpstr (pd_record_get_text (g_ptr_array_index (stages, stages->len - 1),
                                           PD_INVOICE_STAGE_STAGE),
                       ==, rows[i].stage);
      g_assert_cmpstr (pd_record_get_text (g_ptr_array_index (stages, stages->len - 1),
                                           PD_INVOICE_STAGE_CODE),
                       ==, rows[i].code);
      g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
      g_assert_cmpuint (provider_count (&test->provider, "deliveryInvoice"), ==, i + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func) g_test_add ("/platform/provider/" name, Test, data, set_up, func, tear_down)
  ADD ("key-after-retry", NULL, test_key_after_retry);
  ADD ("mended", GINT_TO_POINTER (FALSE), test_mended);
  ADD ("mended-after-a-retry-elsewhere", GINT_TO_POINTER (TRUE), test_mended);
  ADD ("mended-taken-back", NULL, test_mended_taken_back);
  ADD ("restored-unsent", GINT_TO_POINTER (BEFORE_THE_ORDER_IS_SENT), test_restored);
  ADD ("restored-waiting", GINT_TO_POINTER (WHILE_IT_WAITS), test_restored);
  ADD ("restored-refused", GINT_TO_POINTER (AFTER_IT_WAS_TURNED_AWAY), test_restored);
  ADD ("mended-unsigned", NULL, test_mended_unsigned);
  ADD ("released-unsigned", GINT_TO_POINTER (FALSE), test_same_unsigned);
  ADD ("taken-back-unsigned", GINT_TO_POINTER (TRUE), test_same_unsigned);
  ADD ("broken-with-files-left", NULL, test_broken_with_files_left);
  ADD ("quota-refreshed", NULL, test_quota_refreshed);
  ADD ("quota-short-without-figures", NULL, test_quota_short_without_figures);
  ADD ("quota-without-figures", NULL, test_quota_without_figures);
  ADD ("quota-forbidden", NULL, test_quota_forbidden);
  ADD ("declared-without-invoice", NULL, test_declared_without_invoice);
  ADD ("talkative", NULL, test_talkative);
  ADD ("redelivered", NULL, test_redelivered);
#undef ADD
  return g_test_run ();
}
