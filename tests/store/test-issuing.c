/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pd-store-issuing.h"

#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "store-fixture.h"

/* 2026-11-21 12:00 UTC */
#define NOON G_GINT64_CONSTANT (1795262400000000)

typedef struct
{
  StoreFixture store;
  gint64 sequence;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_open (&fixture->store);
  fixture->sequence = 10;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_fixture_close (&fixture->store);
}

/* @record (transfer full) arrives from the platform. */
static void
arrive (Fixture *fixture, PdRecord *record)
{
  pd_record_set_revision (record, 1);
  pd_record_set_sequence (record, ++fixture->sequence);
  store_fixture_take (&fixture->store, record);
  pd_record_unref (record);
}

static void
add_invoice (Fixture *fixture, const char *state, gint64 net, gint64 issued_at)
{
  g_autofree char *id = pd_id_new (fixture->store.now += 1000);
  PdRecord *invoice = pd_record_new (&pd_invoice_type, id);
  g_autofree char *line_id = pd_id_new (fixture->store.now += 1000);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, line_id);

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, "00001");
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, net);
  pd_record_add_line (invoice, PD_INVOICE_LIST_LINES, line);
  pd_record_set_text (invoice, PD_INVOICE_STATE, state);
  if (net < 0)
    pd_record_set_flag (invoice, PD_INVOICE_RED, TRUE);
  pd_invoice_add_stage (invoice, NOON, PD_INVOICE_STAGE_QUEUED, NULL, NULL, NULL);
  if (issued_at > 0)
    {
      pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, issued_at);
      pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, "2026-11-21");
      pd_invoice_add_stage (invoice, NOON + 4 * G_TIME_SPAN_SECOND, PD_INVOICE_STAGE_ISSUED, NULL, NULL,
                            NULL);
    }
  pd_record_derive (invoice);
  arrive (fixture, invoice);
}

static void
add_bureau (Fixture *fixture, gint64 available)
{
  g_autofree char *id = pd_id_new (fixture->store.now += 1000);
  PdRecord *bureau = pd_record_new (&pd_bureau_type, id);

  pd_record_set_text (bureau, PD_BUREAU_SESSION, PD_BUREAU_SESSION_IN);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AVAILABLE, available);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AT, NOON);
  arrive (fixture, bureau);
}

/* An order of 100.00 without tax that the platform has, and whose command waits here. */
static char *
add_order (Fixture *fixture, const char *state, const char *command)
{
  PdRecord *order = store_fixture_order (&fixture->store, "甲", "笔");
  char *id = g_strdup (pd_record_get_id (order));
  g_autoptr (GError) error = NULL;

  pd_record_set_text (order, PD_ORDER_STATE, state);
  arrive (fixture, order);
  if (command != NULL)
    pd_store_add_command (fixture->store.session, &pd_order_type, id, command, NULL,
                          fixture->store.now += 1000, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_quota (Fixture *fixture, gconstpointer data)
{
  PdQuota quota;
  g_autofree char *asked = NULL, *cancelled = NULL;

  g_assert_true (pd_store_get_quota (fixture->store.session, &quota, NULL));
  g_assert_false (quota.is_known);
  add_bureau (fixture, 100000);
  add_invoice (fixture, PD_INVOICE_STATE_QUEUED, 1000, 0);
  add_invoice (fixture, PD_INVOICE_STATE_WAITING, 200, 0);
  add_invoice (fixture, PD_INVOICE_STATE_SUBMITTED, 30, 0);
  add_invoice (fixture, PD_INVOICE_STATE_UNKNOWN, 4, 0);
  add_invoice (fixture, PD_INVOICE_STATE_QUEUED, -500, 0);
  add_invoice (fixture, PD_INVOICE_STATE_FAILED, 7777, 0);
  /* In the figure already, and not yet. */
  add_invoice (fixture, PD_INVOICE_STATE_ISSUED, 8888, NOON - 1);
  add_invoice (fixture, PD_INVOICE_STATE_ISSUED, 50000, NOON + 1);
  asked = add_order (fixture, PD_ORDER_STATE_OPEN, "issue");
  cancelled = add_order (fixture, PD_ORDER_STATE_OPEN, "cancel");
  g_assert_true (pd_store_get_quota (fixture->store.session, &quota, NULL));
  g_assert_true (quota.is_known);
  g_assert_cmpint (quota.queued, ==, 1234 + 50000 + 10000);
  g_assert_cmpuint (quota.n_queued, ==, 6);
  g_assert_cmpint (pd_quota_left (&quota), ==, 100000 - 1234 - 50000 - 10000);
}

static void
test_queue (Fixture *fixture, gconstpointer data)
{
  g_autofree char *asked = add_order (fixture, PD_ORDER_STATE_COMPLETED, "issue");
  g_autofree char *draft = add_order (fixture, PD_ORDER_STATE_COMPLETED, NULL);
  g_autofree char *open = add_order (fixture, PD_ORDER_STATE_OPEN, NULL);
  g_autoptr (PdInvoiceTimes) times = NULL;
  g_autoptr (PdStoreQueue) queue = NULL;
  g_autoptr (GError) error = NULL;
  const PdStoreQueued *entry;

  for (guint i = 0; i < 5; i++)
    add_invoice (fixture, PD_INVOICE_STATE_ISSUED, 100, NOON);
  add_invoice (fixture, PD_INVOICE_STATE_QUEUED, 100, 0);
  add_invoice (fixture, PD_INVOICE_STATE_FAILED, 100, 0);
  times = pd_store_get_invoice_times (fixture->store.session, PD_INVOICE_TIMES_SAMPLE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pd_invoice_times_get_n_invoices (times), ==, 5);
  queue = pd_store_get_queue (fixture->store.session, times, NOON, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (queue->entries->len, ==, 4);
  entry = queue->entries->pdata[0];
  g_assert_cmpint (entry->place, ==, PD_STORE_QUEUE_HERE);
  g_assert_cmpstr (pd_record_get_id (entry->record), ==, asked);
  g_assert_cmpstr (entry->pending_command, ==, "issue");
  entry = queue->entries->pdata[1];
  g_assert_cmpint (entry->place, ==, PD_STORE_QUEUE_PLATFORM);
  g_assert_true (pd_record_get_record_type (entry->record) == &pd_invoice_type);
  g_assert_cmpint (entry->expected_at, ==, NOON + 4 * G_TIME_SPAN_SECOND);
  entry = queue->entries->pdata[2];
  g_assert_cmpint (entry->place, ==, PD_STORE_QUEUE_DRAFT);
  g_assert_cmpstr (pd_record_get_id (entry->record), ==, draft);
  entry = queue->entries->pdata[3];
  g_assert_cmpint (entry->place, ==, PD_STORE_QUEUE_OPEN);
  g_assert_cmpstr (pd_record_get_id (entry->record), ==, open);
  for (guint i = 0; i < G_N_ELEMENTS (queue->n); i++)
    g_assert_cmpuint (queue->n[i], ==, 1);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) counts = NULL;
  gint64 red = -1;

  add_invoice (fixture, PD_INVOICE_STATE_ISSUED, 100, NOON);
  add_invoice (fixture, PD_INVOICE_STATE_ISSUED, -100, NOON);
  add_invoice (fixture, PD_INVOICE_STATE_UNKNOWN, 100, 0);
  counts = pd_store_count_states (fixture->store.session, &pd_invoice_type, NULL);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, PD_INVOICE_STATE_ISSUED)), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (counts, PD_INVOICE_STATE_UNKNOWN)), ==, 1);
  g_clear_pointer (&counts, g_hash_table_unref);
  counts = pd_store_count_under_way (fixture->store.session, NULL);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 1);
  g_assert_true (g_hash_table_contains (counts, PD_INVOICE_STATE_UNKNOWN));
  g_assert_true (pd_store_count_red (fixture->store.session, &red, NULL));
  g_assert_cmpint (red, ==, 1);
}

static void
test_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) bureau = pd_store_get_only (fixture->store.session, &pd_bureau_type, &error);

  g_assert_null (bureau);
  g_assert_no_error (error);
  add_bureau (fixture, 5);
  bureau = pd_store_get_only (fixture->store.session, &pd_bureau_type, &error);
  g_assert_nonnull (bureau);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/issuing/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("quota", test_quota);
  ADD ("queue", test_queue);
  ADD ("counts", test_counts);
  ADD ("only", test_only);
#undef ADD
  return g_test_run ();
}
