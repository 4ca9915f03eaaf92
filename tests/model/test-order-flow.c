/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of orders, held against themselves: nowhere a dead end, no stage that cannot be reached. */
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-problem.h"
#include "model/pd-merge.h"
#include "model/pd-service-checklist.h"
#include "model/pd-workflow.h"
#include "order-way.h"

#define NOW G_GINT64_CONSTANT (1794000000000000)
#define TODAY "2026-11-06"

static const char *const kinds[] = { PD_ORDER_KIND_GOODS, PD_ORDER_KIND_SERVICE };

static PdRecord *
new_order (const char *kind)
{
  PdRecord *order = pd_order_new (NOW, TODAY);
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (order, PD_ORDER_KIND, kind);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "激光打印机");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 23500);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

static gboolean
is_stage (const char *stage)
{
  for (const PdChoice *choice = pd_order_stage_choices; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, stage))
      return TRUE;
  return FALSE;
}

static void
test_table (void)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    {
      g_test_message ("%s %s: %s → %s", arrows[i].kind, arrows[i].command, arrows[i].from, arrows[i].to);
      g_assert_true (is_stage (arrows[i].from) && is_stage (arrows[i].to));
      g_assert_nonnull (arrows[i].label);
      /* Somebody besides the administrator may take it. */
      g_assert_cmpstr (order_way_role (arrows[i].command), !=, "admin");
      /* What moves the invoice is a command of the invoice's own table. */
      g_assert_true (arrows[i].state == PD_ORDER_STATE_STAYS ||
                     pd_workflow_find (&pd_order_type, arrows[i].command, "open") != NULL ||
                     pd_workflow_find (&pd_order_type, arrows[i].command, "cancelled") != NULL);
      g_assert_true (!g_str_equal (arrows[i].from, arrows[i].to) || arrows[i].state == PD_ORDER_STATE_MOVES);
      for (guint j = 0; j < i; j++)
        {
          if (!g_str_equal (arrows[i].kind, arrows[j].kind))
            continue;
          if (g_str_equal (arrows[i].command, arrows[j].command))
            g_assert_cmpstr (arrows[i].from, !=, arrows[j].from);
          if (g_str_equal (arrows[i].to, arrows[j].to) && !g_str_equal (arrows[i].to, PD_ORDER_STAGE_DRAFT))
            g_assert_cmpint (arrows[i].freezes, ==, arrows[j].freezes);
        }
    }
}

/* All stages that are reached from a beginning along arrows, forward or backward. */
static GHashTable *
reach (const char *kind, const char *start, gboolean backward)
{
  GHashTable *reached = g_hash_table_new (g_str_hash, g_str_equal);
  guint n, before;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  g_hash_table_add (reached, (gpointer) start);
  do
    {
      before = g_hash_table_size (reached);
      for (guint i = 0; i < n; i++)
        if (g_str_equal (arrows[i].kind, kind) &&
            g_hash_table_contains (reached, backward ? arrows[i].to : arrows[i].from))
          g_hash_table_add (reached, (gpointer) (backward ? arrows[i].from : arrows[i].to));
    }
  while (g_hash_table_size (reached) > before);
  return reached;
}

static void
test_no_dead_ends (void)
{
  static const char *const ends[] = { PD_ORDER_STAGE_DONE, PD_ORDER_STAGE_FOLLOWED_UP };
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      g_autoptr (GHashTable) reached = reach (kinds[kind], PD_ORDER_STAGE_DRAFT, FALSE);
      g_autoptr (GHashTable) leads = reach (kinds[kind], ends[kind], TRUE);

      g_assert_true (g_hash_table_contains (reached, ends[kind]));
      for (guint i = 0; i < n; i++)
        if (g_str_equal (arrows[i].kind, kinds[kind]))
          {
            g_assert_true (g_hash_table_contains (reached, arrows[i].from));
            g_assert_true (g_hash_table_contains (leads, arrows[i].to));
          }
    }
}

/* Each arrow: not before what it needs, then from its own stage, and from no other without an arrow of its own. */
static void
test_arrows (void)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdRecord) order = new_order (arrows[i].kind);
      g_autofree char *obstacle = NULL;
      g_autofree char *none = NULL;

      g_test_message ("%s %s from %s", arrows[i].kind, arrows[i].command, arrows[i].from);
      pd_record_set_text (order, PD_ORDER_STAGE, arrows[i].from);
      g_assert_true (pd_order_flow_arrow (order, arrows[i].command) == &arrows[i]);
      if (arrows[i].needs & PD_ORDER_NEED_SETTLED)
        {
          const PdOrderArrow *pays =
              pd_order_flow_find (PD_ORDER_KIND_GOODS, "confirm_payment", PD_ORDER_STAGE_PAYMENT);

          order_way_satisfy (order, pays, TODAY, NOW);
        }
      if (arrows[i].needs & PD_ORDER_NEED_NO_INVOICE)
        pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
      if ((arrows[i].needs & PD_ORDER_NEED_CHECKED))
        pd_record_set_text (order, PD_ORDER_SERVICE, PD_SERVICE_INSTALLATION);
      if (arrows[i].needs != 0)
        {
          g_assert_cmpuint (pd_order_flow_missing (order, &arrows[i], NULL), ==, arrows[i].needs);
          obstacle = pd_order_flow_obstacle (order, &arrows[i], NULL);
          g_assert_nonnull (obstacle);
        }
      pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
      order_way_satisfy (order, &arrows[i], TODAY, NOW);
      g_assert_cmpuint (pd_order_flow_missing (order, &arrows[i], "原因"), ==, 0);
      none = pd_order_flow_obstacle (order, &arrows[i], "原因");
      g_assert_null (none);
      pd_record_set_text (order, PD_ORDER_STAGE, "invented");
      g_assert_null (pd_order_flow_arrow (order, arrows[i].command));
    }
}

static void
test_without_a_way (void)
{
  g_autoptr (PdRecord) order = new_order (NULL);

  g_assert_null (pd_order_get_stage (order));
  g_assert_null (pd_order_flow_arrow (order, "submit"));
  g_assert_true (pd_workflow_offers (order, "issue"));
  g_assert_false (pd_workflow_offers (order, "submit"));
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_GOODS);
  g_assert_cmpstr (pd_order_get_stage (order), ==, PD_ORDER_STAGE_DRAFT);
  g_assert_true (pd_workflow_offers (order, "submit"));
  /* Nobody has approved it yet. */
  g_assert_false (pd_workflow_offers (order, "issue"));
  g_assert_false (pd_workflow_is_frozen (order));
  pd_record_set_text (order, PD_ORDER_STAGE, PD_ORDER_STAGE_DELIVERY);
  g_assert_true (pd_workflow_offers (order, "issue"));
  g_assert_true (pd_workflow_is_frozen (order));
  g_assert_true (pd_workflow_will_freeze (order, "ship"));
  g_assert_false (pd_workflow_will_freeze (order, "send_back"));
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  g_assert_false (pd_workflow_offers (order, "cancel"));
  g_assert_true (pd_workflow_offers (order, "ship"));
  g_assert_false (pd_workflow_offers (order, "issue"));
}

static void
assert_first_problem (const PdRecord *order, const char *expected)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_problem_free);

  pd_order_check_facts (order, problems);
  if (expected == NULL)
    {
      g_assert_cmpuint (problems->len, ==, 0);
      return;
    }
  g_assert_cmpuint (problems->len, >, 0);
  g_assert_cmpstr (((const PdProblem *) g_ptr_array_index (problems, 0))->message, ==, expected);
}

static PdRecord *
add_payment (PdRecord *order, const char *kind, gint64 amount)
{
  PdRecord *payment = pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, NOW);

  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, TODAY);
  pd_record_set_text (payment, PD_PAYMENT_KIND, kind);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, amount);
  pd_record_derive (order);
  return payment;
}

static void
test_ledger (void)
{
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) changed = NULL;
  g_autoptr (PdPatch) patch = NULL;
  PdRecord *first, *reversal, *wrong;

  g_assert_false (pd_record_has (order, PD_ORDER_PAID_AMOUNT));
  first = add_payment (order, PD_PAYMENT_KIND_PAYMENT, 10000);
  add_payment (order, PD_PAYMENT_KIND_PAYMENT, 20000);
  add_payment (order, PD_PAYMENT_KIND_REFUND, 6500);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_PAID_AMOUNT), ==, 23500);
  reversal = pd_order_reverse_payment (order, pd_record_get_id (first), TODAY, NOW);
  g_assert_nonnull (reversal);
  g_assert_cmpint (pd_order_paid_amount (order), ==, 13500);
  assert_first_problem (order, NULL);
  /* Neither twice, nor the reversal itself. */
  g_assert_null (pd_order_reverse_payment (order, pd_record_get_id (first), TODAY, NOW));
  g_assert_null (pd_order_reverse_payment (order, pd_record_get_id (reversal), TODAY, NOW));
  wrong = add_payment (order, PD_PAYMENT_KIND_PAYMENT, 9999);
  pd_record_set_text (wrong, PD_PAYMENT_REVERSES, pd_record_get_id (first));
  assert_first_problem (order, "A payment is reversed whole, and by a row that names it.");
  pd_record_set_integer (wrong, PD_PAYMENT_AMOUNT, 10000);
  assert_first_problem (order, "This payment has been reversed already.");
  pd_record_remove_line (order, PD_ORDER_LIST_PAYMENTS, pd_record_get_id (wrong));
  add_payment (order, PD_PAYMENT_KIND_REFUND, -1);
  assert_first_problem (order,
                        "An amount that was paid is more than zero; money that goes back is a refund.");
  /* What the platform has stays as it is; what only this computer has may go. */
  changed = pd_record_copy (order);
  pd_record_remove_line (changed, PD_ORDER_LIST_PAYMENTS, pd_record_get_id (first));
  patch = pd_diff (order, changed);
  g_assert_false (pd_patch_breaks_ledger (patch, order));
  pd_record_set_integer (first, PD_PAYMENT_ADDED_AT, NOW);
  g_assert_true (pd_patch_breaks_ledger (patch, order));
  g_assert_true (pd_patch_touches_only_annotations (patch));
}

static void
test_packing (void)
{
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_GOODS);
  const PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), 0);
  const PdOrderArrow *ship = pd_order_flow_find (PD_ORDER_KIND_GOODS, "ship", PD_ORDER_STAGE_DELIVERY);
  g_autofree char *nothing = pd_order_packed_quantity (order, pd_record_get_id (line));
  g_autofree char *all = NULL;
  g_autofree char *sentence = NULL;
  PdRecord *item, *parcel;

  g_assert_cmpstr (nothing, ==, "0");
  order_way_satisfy (order, ship, TODAY, NOW);
  all = pd_order_packed_quantity (order, pd_record_get_id (line));
  g_assert_cmpstr (all, ==, "2");
  item = g_ptr_array_index (pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS), 0);
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, "1.5");
  sentence = pd_order_flow_obstacle (order, ship, NULL);
  g_assert_cmpstr (sentence, ==, "Of “激光打印机” 2 was ordered, and 1.5 is in parcels: pack it all first.");
  /* What is in a parcel that is not there any more is in none. */
  pd_record_set_text (item, PD_PARCEL_ITEM_QUANTITY, "2");
  parcel = g_ptr_array_index (pd_record_get_list (order, PD_ORDER_LIST_PARCELS), 0);
  pd_record_remove_line (order, PD_ORDER_LIST_PARCELS, pd_record_get_id (parcel));
  g_assert_cmpuint (pd_order_flow_missing (order, ship, NULL), ==, PD_ORDER_NEED_PACKED);
}

static void
test_checklists (void)
{
  guint n;
  const PdServiceCheck *checks = pd_service_checklist (&n);
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_SERVICE);

  for (const PdChoice *service = pd_service_choices; service->value != NULL; service++)
    {
      guint n_needed = 0;

      for (guint i = 0; i < n; i++)
        if (g_str_equal (checks[i].service, service->value))
          {
            n_needed += checks[i].is_optional ? 0 : 1;
            g_assert_true (pd_service_check_find (service->value, checks[i].key) == &checks[i]);
          }
      pd_record_set_text (order, PD_ORDER_SERVICE, service->value);
      g_assert_cmpuint (n_needed, >, 0);
      g_assert_cmpuint (pd_order_count_open_checks (order), ==, n_needed);
    }
  pd_record_set_text (order, PD_ORDER_SERVICE, PD_SERVICE_CONSULTING);
  /* A value that is asked for has to be there; that it was ticked is not enough. */
  pd_order_answer_check (order, "question", TRUE, NULL);
  g_assert_cmpuint (pd_order_count_open_checks (order), ==, 2);
  pd_order_answer_check (order, "question", TRUE, "小规模纳税人何时免税");
  g_assert_cmpuint (pd_order_count_open_checks (order), ==, 1);
  g_assert_cmpuint (pd_record_get_list (order, PD_ORDER_LIST_CHECKS)->len, ==, 1);
}

/* Two technicians who answer the same check without a network make one row of it. */
static void
test_check_made_twice (void)
{
  g_autoptr (PdRecord) base = new_order (PD_ORDER_KIND_SERVICE);
  g_autoptr (PdRecord) one = pd_record_copy (base);
  g_autoptr (PdRecord) other = pd_record_copy (base);
  g_autoptr (PdRecord) merged = NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_free);

  pd_order_answer_check (one, "backup", TRUE, NULL);
  pd_order_answer_check (other, "backup", TRUE, NULL);
  pd_order_answer_check (other, "issue_tested", TRUE, NULL);
  merged = pd_merge3 (base, one, other, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_cmpuint (pd_record_get_list (merged, PD_ORDER_LIST_CHECKS)->len, ==, 2);
}

static void
test_duplicate (void)
{
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) copy = NULL;

  add_payment (order, PD_PAYMENT_KIND_PAYMENT, 10000);
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "technician");
  pd_record_set_text (order, PD_ORDER_DUE_DATE, TODAY);
  pd_record_set_text (order, PD_ORDER_STAGE, PD_ORDER_STAGE_SHIPPED);
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市书院路1号");
  copy = pd_order_duplicate (order, NOW, TODAY);
  g_assert_cmpstr (pd_order_get_stage (copy), ==, PD_ORDER_STAGE_DRAFT);
  g_assert_cmpstr (pd_record_get_text (copy, PD_ORDER_DELIVERY_ADDRESS), ==, "样例市书院路1号");
  g_assert_false (pd_record_has (copy, PD_ORDER_ASSIGNEE));
  g_assert_false (pd_record_has (copy, PD_ORDER_DUE_DATE));
  g_assert_false (pd_record_has (copy, PD_ORDER_PAID_AMOUNT));
  g_assert_cmpuint (pd_record_get_list (copy, PD_ORDER_LIST_PAYMENTS)->len, ==, 0);
}

/* Two copies of an order get the same row for the same line of a statement; reversed, the line is free again. */
static void
test_statement_payment (void)
{
  g_autoptr (PdRecord) order = new_order (PD_ORDER_KIND_GOODS);
  g_autoptr (PdRecord) other = pd_record_copy (order);
  PdRecord *here = pd_order_add_statement_payment (order, "key 1", TODAY);
  PdRecord *there = pd_order_add_statement_payment (other, "key 1", TODAY);
  PdRecord *again;

  g_assert_cmpstr (pd_record_get_id (here), ==, pd_record_get_id (there));
  g_assert_cmpstr (pd_record_get_text (here, PD_PAYMENT_STATEMENT_KEY), ==, "key 1");
  g_assert_null (pd_order_add_statement_payment (order, "key 1", TODAY));
  g_assert_cmpstr (pd_record_get_id (pd_order_add_statement_payment (order, "key 2", TODAY)), !=,
                   pd_record_get_id (here));
  g_assert_nonnull (pd_order_reverse_payment (order, pd_record_get_id (here), TODAY, NOW));
  again = pd_order_add_statement_payment (order, "key 1", TODAY);
  g_assert_nonnull (again);
  g_assert_cmpstr (pd_record_get_id (again), !=, pd_record_get_id (there));
  g_assert_null (pd_order_add_statement_payment (order, "key 1", TODAY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order-flow/table", test_table);
  g_test_add_func ("/order-flow/no-dead-ends", test_no_dead_ends);
  g_test_add_func ("/order-flow/arrows", test_arrows);
  g_test_add_func ("/order-flow/without-a-way", test_without_a_way);
  g_test_add_func ("/order-flow/ledger", test_ledger);
  g_test_add_func ("/order-flow/statement-payment", test_statement_payment);
  g_test_add_func ("/order-flow/packing", test_packing);
  g_test_add_func ("/order-flow/checklists", test_checklists);
  g_test_add_func ("/order-flow/check-made-twice", test_check_made_twice);
  g_test_add_func ("/order-flow/duplicate", test_duplicate);
  return g_test_run ();
}
