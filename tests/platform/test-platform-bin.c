/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is deleted lies in the bin of the office, comes back once, and not for ever. */
#include "model/pd-bin.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-red-form.h"
#include "model/pd-solution.h"
#include "model/pd-workflow.h"
#include "platform/order-office.h"
#include "platform/pd-platform-bin.h"

static PdRecord *
make (Office *office, const char *role, const PdRecord *record)
{
  return office_taken (
      fixture_do (office->f, office_token (office, role), fixture_create (office->f, record)));
}

static void
delete_it (Office *office, const char *role, const PdRecord *record)
{
  g_autoptr (PdRecord) gone =
      office_taken (fixture_do (office->f, office_token (office, role),
                                fixture_mutation (office->f, PD_MUTATION_DELETE, record)));

  g_assert_true (pd_record_is_deleted (gone));
}

/* (transfer full) (nullable) */
static PdRecord *
find_entry (Office *office, const char *role, const PdRecord *record)
{
  g_autofree char *id = pd_bin_entry_id (pd_record_get_record_type (record), pd_record_get_id (record));

  return fixture_get (office->f, office_token (office, role), id);
}

static PdRecord *
find_restored (Office *office, const PdRecord *record)
{
  g_autofree char *id = pd_bin_restored_id (pd_record_get_record_type (record), pd_record_get_id (record));

  return fixture_get (office->f, office_token (office, "admin"), id);
}

static guint
count_orders (Office *office)
{
  g_autoptr (PdWirePage) page = fixture_pull (office->f, office_token (office, "admin"), "limit=1000");
  guint n = 0;

  for (guint i = 0; i < page->records->len; i++)
    n += pd_record_get_record_type (page->records->pdata[i]) == &pd_order_type &&
         !pd_record_is_deleted (page->records->pdata[i]);
  return n;
}

/* All that people may read of it says the same; @role sees it. */
static void
test_everybody (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = make (office, "clerk", draft);
  g_autofree char *text = pd_wire_record_to_text (order);

  office->f->now += G_TIME_SPAN_HOUR;
  delete_it (office, "finance", order);
  for (guint i = 0; i < OFFICE_N_ROLES; i++)
    {
      g_autoptr (PdRecord) entry = find_entry (office, office_roles[i], order);
      g_autofree char *content = pd_bin_entry_content (entry);

      g_assert_cmpstr (pd_record_get_text (entry, PD_BIN_ENTRY_TITLE), ==, "D-1");
      g_assert_cmpstr (pd_record_get_text (entry, PD_BIN_ENTRY_SUBJECT), ==,
                       pd_record_get_text (order, PD_ORDER_BUYER_NAME));
      g_assert_cmpstr (pd_record_get_text (entry, PD_BIN_ENTRY_DELETED_BY), ==, "finance");
      g_assert_true (pd_record_has (entry, PD_BIN_ENTRY_DELETED_FROM));
      g_assert_cmpint (pd_record_get_integer (entry, PD_BIN_ENTRY_DELETED_AT), ==, office->f->now);
      g_assert_cmpint (pd_record_get_integer (entry, PD_BIN_ENTRY_KEPT_UNTIL), ==,
                       office->f->now + PD_BIN_DAYS * G_TIME_SPAN_DAY);
      g_assert_cmpstr (content, ==, text);
    }
}

static void
test_whole (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = NULL, entry = NULL, restored = NULL, made = NULL, tombstone = NULL;
  PdRecord *payment = pd_order_add_fact (draft, PD_ORDER_LIST_PAYMENTS, office->f->now);

  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, 5000);
  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, OFFICE_TODAY);
  pd_record_set_text (payment, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  order = make (office, "clerk", draft);
  delete_it (office, "clerk", order);
  fixture_restart (office->f);
  entry = find_entry (office, "support", order);
  office_assert_refused (office_ask (office, "support", entry, "restore", NULL), PD_OUTCOME_REJECTED,
                         "forbidden");
  restored = office_taken (office_ask (office, "finance", entry, "restore", NULL));
  made = find_restored (office, order);
  g_assert_cmpstr (pd_record_get_state (restored), ==, PD_BIN_STATE_RESTORED);
  g_assert_cmpuint (pd_record_get_list (restored, 0)->len, ==, 0);
  g_assert_cmpstr (pd_record_get_text (restored, PD_BIN_ENTRY_RESTORED_ID), ==, pd_record_get_id (made));
  g_assert_cmpstr (pd_record_get_text (restored, PD_BIN_ENTRY_RESTORED_BY), ==, "finance");
  g_assert_cmpstr (pd_record_get_id (made), !=, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_title (made), ==, "D-1");
  g_assert_cmpuint (pd_record_get_lines (made)->len, ==, 1);
  g_assert_cmpint (pd_record_get_integer (made, PD_ORDER_PAID_AMOUNT), ==, 5000);
  g_assert_cmpint (pd_workflow_total (made), ==, pd_workflow_total (order));
  tombstone = fixture_get (office->f, office_token (office, "admin"), pd_record_get_id (order));
  g_assert_true (pd_record_is_deleted (tombstone));
}

/* Two who press it have one order. */
static void
test_once (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = make (office, "clerk", draft);
  g_autoptr (PdRecord) entry = NULL, first = NULL, again = NULL;
  PdResult *second;

  delete_it (office, "clerk", order);
  entry = find_entry (office, "clerk", order);
  first = office_taken (office_ask (office, "clerk", entry, "restore", NULL));
  second = office_ask (office, "admin", entry, "restore", NULL);
  g_assert_cmpstr (second->code, ==, "already");
  again = office_taken (second);
  g_assert_true (pd_record_equal (again, first));
  g_assert_cmpuint (count_orders (office), ==, 1);
}

/* Deleted and restored as often as somebody likes: each time it is one, under its own number. */
static void
test_again (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  PdRecord *order = make (office, "clerk", draft);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PdRecord) entry = NULL;
      PdRecord *made;

      delete_it (office, "clerk", order);
      entry = find_entry (office, "clerk", order);
      pd_record_unref (office_taken (office_ask (office, "clerk", entry, "restore", NULL)));
      made = find_restored (office, order);
      g_assert_cmpstr (pd_record_get_title (made), ==, "D-1");
      g_assert_cmpuint (count_orders (office), ==, 1);
      pd_record_unref (order);
      order = made;
    }
  pd_record_unref (order);
}

static void
test_number (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1"), other = NULL, longer = NULL;
  g_autoptr (PdRecord) order = make (office, "clerk", draft), entry = NULL, restored = NULL, made = NULL;

  delete_it (office, "clerk", order);
  office->f->now += G_TIME_SPAN_SECOND;
  longer = fixture_order (office->f, "D-10");
  pd_record_unref (make (office, "clerk", longer));
  other = fixture_order (office->f, "D-1");
  pd_record_unref (make (office, "clerk", other));
  entry = find_entry (office, "clerk", order);
  restored = office_taken (office_ask (office, "clerk", entry, "restore", NULL));
  made = find_restored (office, order);
  g_assert_cmpstr (pd_record_get_title (made), ==, "D-1-2");
  g_assert_cmpstr (pd_record_get_text (restored, PD_BIN_ENTRY_RESTORED_TITLE), ==, "D-1-2");
}

/* A long record is kept in pieces; a ticket gets its owner as a new one does. */
static void
test_long (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = NULL, entry = NULL, made = NULL;

  for (guint i = 0; i < 300; i++)
    {
      PdRecord *line = pd_order_add_line (draft, office->f->now);

      pd_record_set_text (line, PD_ORDER_LINE_NAME, "打印机用的一种相当长的名称的货物");
      pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
      pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "2");
      pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 200);
      pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
    }
  order = make (office, "clerk", draft);
  delete_it (office, "clerk", order);
  entry = find_entry (office, "clerk", order);
  g_assert_cmpuint (pd_record_get_list (entry, 0)->len, >, 2);
  pd_record_unref (office_taken (office_ask (office, "clerk", entry, "restore", NULL)));
  made = find_restored (office, order);
  g_assert_cmpuint (pd_record_get_lines (made)->len, ==, 301);
  g_assert_cmpint (pd_workflow_total (made), ==, pd_workflow_total (order));
}

static void
test_time (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = make (office, "clerk", draft), entry = NULL, gone = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 1;

  delete_it (office, "clerk", order);
  entry = find_entry (office, "clerk", order);
  office->f->now += PD_BIN_DAYS * G_TIME_SPAN_DAY - 1;
  g_assert_true (pd_platform_bin_purge (office->f->platform, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  office->f->now += 1;
  g_assert_true (pd_platform_bin_purge (office->f->platform, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (pd_platform_bin_purge (office->f->platform, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  /* Nobody's sign-in is as old as that. */
  g_hash_table_insert (office->tokens, (gpointer) "admin", fixture_sign_in (office->f, 0, "admin"));
  gone = fixture_get (office->f, office_token (office, "admin"), pd_record_get_id (entry));
  g_assert_true (pd_record_is_deleted (gone));
  g_assert_cmpuint (pd_record_get_list (gone, 0)->len, ==, 0);
  office_assert_refused (office_ask (office, "admin", entry, "restore", NULL), PD_OUTCOME_CONFLICT,
                         "deleted");
}

/* What somebody may not see is not kept where everybody sees it; nobody writes an entry by hand. */
static void
test_kept (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) forged = pd_record_new (&pd_bin_entry_type, "01900000-0000-7000-8000-000000000001");

  g_assert_true (pd_bin_keeps (&pd_order_type));
  g_assert_true (pd_bin_keeps (&pd_buyer_type));
  g_assert_true (pd_bin_keeps (&pd_solution_type));
  g_assert_false (pd_bin_keeps (&pd_red_form_type));
  g_assert_false (pd_bin_keeps (&pd_company_type));
  g_assert_false (pd_bin_keeps (&pd_bin_entry_type));
  office_assert_refused (fixture_do (office->f, office_token (office, "admin"),
                                     fixture_create (office->f, forged)),
                         PD_OUTCOME_REJECTED, "forbidden");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/bin/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("everybody", test_everybody);
  ADD ("whole", test_whole);
  ADD ("once", test_once);
  ADD ("again", test_again);
  ADD ("number", test_number);
  ADD ("long", test_long);
  ADD ("time", test_time);
  ADD ("kept", test_kept);
#undef ADD
  return g_test_run ();
}
