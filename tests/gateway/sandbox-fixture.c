/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/sandbox-fixture.h"

#include <glib/gstdio.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

static gint64
test_now (gpointer data)
{
  return ((Test *) data)->now;
}

/* As after the process was killed: what is not on the disk is gone. */
void
reopen (Test *test)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&test->bureau, pd_gateway_unref);
  test->bureau = pd_gateway_sandbox_new (&test->options, &error);
  g_assert_no_error (error);
}

void
set_up (Test *test, gconstpointer data)
{
  test->folder = g_dir_make_tmp ("piaodan-bureau-XXXXXX", NULL);
  test->path = g_build_filename (test->folder, "bureau.sqlite", NULL);
  test->now = NEW_YEAR_2027 - G_TIME_SPAN_DAY;
  test->options = (PdGatewaySandboxOptions){ .path = test->path,
                                             .monthly_quota = G_GINT64_CONSTANT (1000000000),
                                             .sessions = TRUE,
                                             .company = FIRST,
                                             .company_name = FIRST_NAME,
                                             .now = test_now,
                                             .now_data = test };
  reopen (test);
}

void
tear_down (Test *test, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  pd_gateway_unref (test->bureau);
  for (guint index = 0; index < G_N_ELEMENTS (endings); index++)
    {
      g_autofree char *path = g_strconcat (test->path, endings[index], NULL);

      g_remove (path);
    }
  g_rmdir (test->folder);
  g_free (test->path);
  g_free (test->folder);
}

PdRecord *
make_order (void)
{
  PdRecord *order = pd_order_new (0, "2026-12-01");
  PdRecord *line = pd_order_add_line (order, 0);

  pd_record_set_text (order, PD_ORDER_NUMBER, "D-1");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, BUYER);
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "激光打印机");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "117.5");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 23500);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  return order;
}

PdRecord *
make_invoice_of (PdRecord *order, const char *seller)
{
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, "00000000-0000-7000-8000-00000000000c");

  pd_record_set_text (company, PD_COMPANY_NAME, FIRST_NAME);
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, seller);
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王开票");
  pd_record_derive (order);
  return pd_invoice_new_from_order (order, company, "00000000-0000-7000-8000-00000000000d");
}

PdGatewayAnswer *
submit_invoice (Test *test, const char *key, const PdRecord *invoice)
{
  PdGatewayRequest request = { .key = key, .invoice = invoice, .province = 44 };

  return pd_gateway_submit (test->bureau, &request, NULL);
}

PdGatewayAnswer *
submit (Test *test, const char *key, const char *seller)
{
  g_autoptr (PdRecord) order = make_order ();
  g_autoptr (PdRecord) invoice = make_invoice_of (order, seller);

  return submit_invoice (test, key, invoice);
}

PdGatewayAnswer *
query (Test *test, const char *key)
{
  return pd_gateway_query_one (test->bureau, &(PdGatewayKey){ .key = key }, NULL);
}

PdGatewayAnswer *
retry (Test *test, const char *key)
{
  return pd_gateway_retry (test->bureau, &(PdGatewayKey){ .key = key }, NULL);
}

/* The number of a new invoice of the first company: 207.96 without tax, 27.04 tax. */
char *
issue (Test *test, const char *key)
{
  g_autoptr (PdGatewayAnswer) answer = submit (test, key, FIRST);

  g_assert_cmpstr (answer->reason, ==, NULL);
  assert_answer (answer, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  return g_strdup (answer->number);
}

guint
count_invoices (Test *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) book = pd_gateway_sandbox_list_invoices (test->bureau, &error);

  g_assert_no_error (error);
  return book->len;
}

void
assert_answer (const PdGatewayAnswer *answer, PdGatewayState state, PdGatewayNext next)
{
  g_assert_cmpstr (pd_gateway_state_name (answer->state), ==, pd_gateway_state_name (state));
  g_assert_cmpstr (pd_gateway_next_name (answer->next), ==, pd_gateway_next_name (next));
}
