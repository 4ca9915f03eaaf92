/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/sandbox-fixture.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

/* Gapless for each company and year; the year is China's. */
static void
test_numbers (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *key;
    const char *seller;
    gint64 later;
    const char *number;
  } cases[] = {
    { "a", FIRST, 0, "26442000010000000001" },  { "b", FIRST, 0, "26442000010000000002" },
    { "c", SECOND, 0, "26442000020000000001" }, { "a", FIRST, 0, "26442000010000000001" },
    { "d", FIRST, 0, "26442000010000000003" },  { "e", FIRST, G_TIME_SPAN_DAY, "27442000010000000001" },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      test->now += cases[index].later;

      g_autoptr (PdGatewayAnswer) answer = submit (test, cases[index].key, cases[index].seller);

      g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
      g_assert_cmpstr (answer->number, ==, cases[index].number);

      g_autoptr (PdGatewayAnswer) files =
          pd_gateway_fetch_files (test->bureau, &(PdGatewayKey){ .key = cases[index].key }, NULL);

      g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);
      reopen (test);
    }

  g_autoptr (GPtrArray) book = pd_gateway_sandbox_list_invoices (test->bureau, NULL);
  g_autoptr (PdGatewayAnswer) known =
      pd_gateway_query_one (test->bureau, &(PdGatewayKey){ .key = "b" }, NULL);
  g_autoptr (PdGatewayAnswer) unknown =
      pd_gateway_query_one (test->bureau, &(PdGatewayKey){ .key = "z" }, NULL);

  g_assert_cmpuint (book->len, ==, 5);
  g_assert_cmpstr (known->number, ==, "26442000010000000002");
  g_assert_cmpstr (known->issue_date, ==, "2026-12-31");
  g_assert_cmpint (unknown->state, ==, PD_GATEWAY_NOT_SENT);

  /* What was never issued has no files, and never will. */
  g_autoptr (PdGatewayAnswer) nothing =
      pd_gateway_fetch_files (test->bureau, &(PdGatewayKey){ .key = "z" }, NULL);

  g_assert_cmpint (nothing->state, ==, PD_GATEWAY_ISSUED);
  g_assert_cmpint (nothing->next, ==, PD_GATEWAY_NEXT_DECIDE);
  g_assert_true (nothing->files_pending);
}

static void
test_quota (Test *test, gconstpointer data)
{
  /* Twice 207.96 without tax, and one fen less than three times. */
  test->options.monthly_quota = 3 * 20796 - 1;
  reopen (test);

  g_autoptr (PdGatewayAnswer) first = submit (test, "a", FIRST);
  g_autoptr (PdGatewayAnswer) second = submit (test, "b", FIRST);
  g_autoptr (PdGatewayAnswer) third = submit (test, "c", FIRST);
  g_autoptr (PdGatewayAnswer) other = submit (test, "d", SECOND);

  g_assert_cmpint (first->state, ==, PD_GATEWAY_ISSUED);
  g_assert_cmpint (second->state, ==, PD_GATEWAY_ISSUED);
  g_assert_cmpint (third->state, ==, PD_GATEWAY_FAILED);
  g_assert_nonnull (strstr (third->reason, "额度"));
  g_assert_cmpint (other->state, ==, PD_GATEWAY_ISSUED);
  /* A refusal takes no number. */
  test->now += G_TIME_SPAN_DAY;

  g_autoptr (PdGatewayAnswer) next_month = submit (test, "c", FIRST);

  g_assert_cmpstr (next_month->number, ==, "27442000010000000001");
}

typedef void (*Spoil) (PdRecord *order, PdRecord *line);

static void
spoil_buyer (PdRecord *order, PdRecord *line)
{
  pd_record_clear (order, PD_ORDER_BUYER_NAME);
}

static void
spoil_tax_number (PdRecord *order, PdRecord *line)
{
  pd_record_clear (order, PD_ORDER_BUYER_TAX_NUMBER);
}

static void
spoil_person (PdRecord *order, PdRecord *line)
{
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "11010519491231002X");
}

static void
spoil_code (PdRecord *order, PdRecord *line)
{
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "109051101");
}

static void
spoil_exempt (PdRecord *order, PdRecord *line)
{
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "exempt");
}

static void
keep (PdRecord *order, PdRecord *line)
{
  pd_record_set_integer (line, PD_ORDER_LINE_DISCOUNT, 1000);
}

static void
test_rules (Test *test, gconstpointer data)
{
  static const struct
  {
    Spoil spoil;
    const char *word; /* NULL: it is issued */
  } cases[] = {
    { keep, NULL },
    { spoil_buyer, "购买方名称" },
    { spoil_tax_number, "购买方纳税人识别号" },
    { spoil_person, "自然人" },
    { spoil_code, "第1行：商品和服务税收编码[109051101]" },
    { spoil_exempt, "第[1]行增值税专用发票不允许" },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("rule-%u", index);
      g_autoptr (PdRecord) order = make_order ();

      cases[index].spoil (order, g_ptr_array_index (pd_record_get_lines (order), 0));

      g_autoptr (PdRecord) invoice = make_invoice_of (order, FIRST);
      PdGatewayRequest request = { .key = key, .invoice = invoice, .province = 44 };
      g_autoptr (PdGatewayAnswer) answer = pd_gateway_submit (test->bureau, &request, NULL);

      if (cases[index].word == NULL)
        {
          g_assert_cmpstr (answer->reason, ==, NULL);
          g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
          continue;
        }
      g_assert_cmpint (answer->state, ==, PD_GATEWAY_FAILED);
      g_assert_nonnull (strstr (answer->reason, cases[index].word));
    }
}

/* Amounts as a careless program could send them. */
static void
test_amounts (Test *test, gconstpointer data)
{
  static const struct
  {
    int line_field; /* -1: a field of the invoice */
    int field;
    gint64 add;
    const char *word; /* NULL: it is issued */
  } cases[] = {
    { PD_INVOICE_LINE_TAX_AMOUNT, PD_INVOICE_TAX_AMOUNT, 5, NULL },
    { PD_INVOICE_LINE_TAX_AMOUNT, PD_INVOICE_TAX_AMOUNT, 7, "0.06" },
    { PD_INVOICE_LINE_NET_AMOUNT, PD_INVOICE_NET_AMOUNT, 3, "0.01" },
    { -1, PD_INVOICE_TAX_AMOUNT, 1, "合计" },
    { -1, PD_INVOICE_NET_AMOUNT, 1, "合计" },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("amount-%u", index);
      g_autoptr (PdRecord) order = make_order ();
      g_autoptr (PdRecord) invoice = make_invoice_of (order, FIRST);
      PdRecord *line = g_ptr_array_index (pd_record_get_lines (invoice), 0);
      guint field = (guint) cases[index].field;

      if (cases[index].line_field >= 0)
        pd_record_set_integer (line, (guint) cases[index].line_field,
                               pd_record_get_integer (line, (guint) cases[index].line_field) +
                                   cases[index].add);
      pd_record_set_integer (invoice, field, pd_record_get_integer (invoice, field) + cases[index].add);
      if (cases[index].line_field >= 0)
        pd_record_set_integer (invoice, PD_INVOICE_GROSS_AMOUNT,
                               pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT) + cases[index].add);

      PdGatewayRequest request = { .key = key, .invoice = invoice, .province = 44 };
      g_autoptr (PdGatewayAnswer) answer = pd_gateway_submit (test->bureau, &request, NULL);

      g_test_message ("case %u: %s", index, answer->reason != NULL ? answer->reason : "issued");
      if (cases[index].word == NULL)
        g_assert_cmpint (answer->state, ==, PD_GATEWAY_ISSUED);
      else
        g_assert_nonnull (strstr (answer->reason, cases[index].word));
    }
}

static void
test_faults (Test *test, gconstpointer data)
{
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_LOSE_ANSWER, NULL, 1);
  pd_gateway_sandbox_add_fault (test->bureau, PD_GATEWAY_FAULT_REFUSE, "不行", 1);

  g_autoptr (PdGatewayAnswer) lost = submit (test, "a", FIRST);
  g_autoptr (PdGatewayAnswer) refused = submit (test, "b", FIRST);
  g_autoptr (PdGatewayAnswer) found =
      pd_gateway_query_one (test->bureau, &(PdGatewayKey){ .key = "a" }, NULL);
  g_autoptr (PdGatewayAnswer) not_found =
      pd_gateway_query_one (test->bureau, &(PdGatewayKey){ .key = "b" }, NULL);

  g_assert_cmpint (lost->state, ==, PD_GATEWAY_UNKNOWN);
  g_assert_cmpint (refused->state, ==, PD_GATEWAY_FAILED);
  g_assert_cmpstr (refused->reason, ==, "不行");
  g_assert_cmpint (found->state, ==, PD_GATEWAY_ISSUED);
  g_assert_cmpint (not_found->state, ==, PD_GATEWAY_NOT_SENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gateway/sandbox/" name, Test, NULL, set_up, func, tear_down)
  ADD ("numbers", test_numbers);
  ADD ("quota", test_quota);
  ADD ("rules", test_rules);
  ADD ("amounts", test_amounts);
  ADD ("faults", test_faults);
#undef ADD
  return g_test_run ();
}
