/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pd-store-payments.h"
#include "store/pd-store-visits.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store-fixture.h"

#define HOUR G_TIME_SPAN_HOUR
/* 2026-11-27 08:00 UTC */
#define MORNING G_GINT64_CONSTANT (1795766400000000)

static PdRecord *
add_visit (StoreFixture *fixture, PdRecord *order, const char *technician, gint64 start, gint64 end)
{
  PdRecord *visit = pd_order_add_fact (order, PD_ORDER_LIST_VISITS, fixture->now += 1000);

  pd_record_set_text (visit, PD_VISIT_KIND, PD_VISIT_KIND_WORK);
  pd_record_set_text (visit, PD_VISIT_TECHNICIAN, technician);
  if (start > 0)
    pd_record_set_integer (visit, PD_VISIT_STARTS_AT, start);
  if (end > 0)
    pd_record_set_integer (visit, PD_VISIT_ENDS_AT, end);
  return visit;
}

static char *
list (StoreFixture *fixture, gint64 from, gint64 to, const char *technician)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) visits = pd_store_list_visits (fixture->session, from, to, technician, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < visits->len; i++)
    {
      const PdStoreVisit *visit = visits->pdata[i];

      g_string_append_printf (text, "%s%+d%+d", visit->technician != NULL ? visit->technician : "?",
                              (int) ((visit->starts_at - MORNING) / HOUR),
                              (int) ((visit->ends_at - MORNING) / HOUR));
      for (guint j = 0; j < visits->len; j++)
        if (pd_store_visits_clash (visit, visits->pdata[j]))
          g_string_append_c (text, '!');
      g_string_append_c (text, ' ');
    }
  return g_string_free (text, FALSE);
}

static void
test_visits (void)
{
  StoreFixture fixture;
  g_autoptr (PdRecord) order = NULL, cancelled = NULL;
  g_autofree char *all = NULL, *one = NULL, *edge = NULL, *none = NULL;

  store_fixture_open (&fixture);
  order = store_fixture_order (&fixture, "甲公司", "软件升级");
  cancelled = store_fixture_order (&fixture, "乙公司", "软件升级");
  add_visit (&fixture, order, "li", MORNING + 3 * HOUR, 0);
  add_visit (&fixture, order, "li", MORNING, MORNING + 2 * HOUR);
  add_visit (&fixture, order, "li", MORNING + HOUR, MORNING + 3 * HOUR);
  add_visit (&fixture, order, "wu", MORNING + HOUR, MORNING + 3 * HOUR);
  add_visit (&fixture, order, NULL, MORNING + HOUR, MORNING + 3 * HOUR);
  add_visit (&fixture, order, NULL, MORNING + HOUR, MORNING + 3 * HOUR);
  pd_record_set_text (add_visit (&fixture, order, "li", MORNING, MORNING + 9 * HOUR), PD_VISIT_DONE_ON,
                      "2026-11-27");
  pd_record_set_text (add_visit (&fixture, order, "li", MORNING, MORNING + 9 * HOUR), PD_VISIT_CALLED_OFF,
                      "客户取消");
  add_visit (&fixture, order, "li", 0, 0);
  store_fixture_save (&fixture, order);
  add_visit (&fixture, cancelled, "wu", MORNING, MORNING + 9 * HOUR);
  pd_record_set_text (cancelled, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (cancelled, PD_ORDER_STAGE, PD_ORDER_STAGE_CANCELLED);
  store_fixture_save (&fixture, cancelled);

  all = list (&fixture, MORNING, MORNING + 24 * HOUR, NULL);
  g_assert_cmpstr (all, ==, "li+0+2! li+0+9 li+1+3! wu+1+3 ?+1+3 ?+1+3 li+3+4 ");
  one = list (&fixture, MORNING + 2 * HOUR, MORNING + 24 * HOUR, "wu");
  g_assert_cmpstr (one, ==, "wu+1+3 ");
  /* What ends when the time begins, and what begins when it ends, is not in it. */
  edge = list (&fixture, MORNING + 3 * HOUR, MORNING + 3 * HOUR + 1, "wu");
  g_assert_cmpstr (edge, ==, "");
  none = list (&fixture, MORNING - 24 * HOUR, MORNING, NULL);
  g_assert_cmpstr (none, ==, "");
  store_fixture_close (&fixture);
}

static void
add_payment (PdRecord *order, const char *key)
{
  PdRecord *payment = pd_order_add_statement_payment (order, key, "2026-11-27");

  pd_record_set_text (payment, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, 100);
}

/* The lines of statements that stand in a ledger, but for those that were reversed there. */
static void
test_statement_keys (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (PdRecord) order = NULL;
  PdRecord *payment;

  store_fixture_open (&fixture);
  order = store_fixture_order (&fixture, "甲公司", "打印纸");
  add_payment (order, "one");
  add_payment (order, "two");
  payment = g_ptr_array_index (pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS), 1);
  g_assert_nonnull (
      pd_order_reverse_payment (order, pd_record_get_id (payment), "2026-11-28", fixture.now += 1000));
  store_fixture_save (&fixture, order);
  g_assert_true (pd_store_get_statement_keys (fixture.session, keys, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (keys), ==, 1);
  g_assert_true (g_hash_table_contains (keys, "one"));
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/facts/visits", test_visits);
  g_test_add_func ("/store/facts/statement-keys", test_statement_keys);
  return g_test_run ();
}
