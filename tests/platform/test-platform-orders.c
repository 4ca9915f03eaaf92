/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders on their way at the platform: each arrow is taken, taken twice, and refused. */
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "order-way.h"
#include "platform/order-office.h"

/* Whether the order can be brought to take it: what moves the invoice back needs an invoice first. */
static gboolean
is_of_invoice (const PdOrderArrow *arrow)
{
  return g_str_equal (arrow->from, arrow->to);
}

static void
assert_step (const PdRecord *order, const PdOrderArrow *arrow)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  const PdRecord *last = NULL;

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);

      if (last == NULL || pd_record_get_integer (step, PD_STEP_HAPPENED_AT) >=
                              pd_record_get_integer (last, PD_STEP_HAPPENED_AT))
        last = step;
    }
  g_assert_cmpstr (pd_record_get_text (last, PD_STEP_COMMAND), ==, arrow->command);
  g_assert_cmpstr (pd_record_get_text (last, PD_STEP_FROM), ==, arrow->from);
  g_assert_cmpstr (pd_record_get_text (last, PD_STEP_TO), ==, arrow->to);
  g_assert_cmpstr (pd_record_get_text (last, PD_STEP_REASON), ==, "原因");
  g_assert_true (pd_record_has (last, PD_STEP_BY) && pd_record_has (last, PD_STEP_COMPUTER));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_STAGE_AT), ==,
                   pd_record_get_integer (last, PD_STEP_HAPPENED_AT));
}

static void
test_each_arrow (Office *office, gconstpointer data)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    {
      const PdOrderArrow *arrow = &arrows[i];
      const char *role = order_way_role (arrow->command);
      g_autoptr (PdRecord) order = NULL;
      g_autoptr (PdRecord) before = NULL;
      g_autoptr (PdResult) again = NULL;

      if (is_of_invoice (arrow))
        continue;
      g_test_message ("%s %s from %s", arrow->kind, arrow->command, arrow->from);
      order = office_order_at (office, arrow->kind, arrow->from);
      if (arrow->needs & PD_ORDER_NEED_REASON)
        office_assert_refused (office_ask (office, role, order, arrow->command, NULL), PD_OUTCOME_CONFLICT,
                               "needs");
      for (guint j = 0; j < OFFICE_N_ROLES; j++)
        if (!pd_permission_has (office_roles[j], arrow->command, "order"))
          office_assert_refused (office_ask (office, office_roles[j], order, arrow->command, "原因"),
                                 PD_OUTCOME_REJECTED, "forbidden");
      office_satisfy (office, &order, arrow);
      before = pd_record_copy (order);
      office_go (office, &order, arrow);
      assert_step (order, arrow);
      if (g_str_equal (arrow->command, "cancel"))
        g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_CANCELLED);
      /* Somebody else asked for the same before having seen it. */
      again = office_ask (office, role, before, arrow->command, "原因");
      g_assert_cmpint (again->outcome, ==, PD_OUTCOME_OK);
      g_assert_cmpstr (again->code, ==, "already");
      g_assert_cmpint (pd_record_get_revision (again->record), ==, pd_record_get_revision (order));
    }
}

static void
test_not_from_elsewhere (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_create (office, PD_ORDER_KIND_GOODS);

  office_assert_refused (office_ask (office, "warehouse", order, "ship", NULL), PD_OUTCOME_CONFLICT, "state");
  office_assert_refused (office_ask (office, "finance", order, "issue", NULL), PD_OUTCOME_CONFLICT, "state");
  office_assert_refused (office_ask (office, "technician", order, "start", NULL), PD_OUTCOME_CONFLICT,
                         "state");
}

/* What somebody approves is what stands there. */
static void
test_approval_is_strict (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_REVIEW);
  g_autoptr (PdRecord) after = pd_record_copy (order);
  g_autoptr (PdRecord) changed = NULL;

  pd_record_set_text (after, PD_ORDER_REMARK, "另附发票");
  changed = office_taken (
      fixture_do (office->f, office_token (office, "clerk"), fixture_patch (office->f, order, after)));
  office_assert_refused (office_ask (office, "reviewer", order, "approve", NULL), PD_OUTCOME_CONFLICT,
                         "stale");
  pd_record_unref (office_taken (office_ask (office, "reviewer", changed, "approve", NULL)));
}

/* From the approval on the content stands; what happens is still written down, by those whose work it is. */
static void
test_approved_is_frozen (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DELIVERY);
  g_autoptr (PdRecord) dearer = pd_record_copy (order);
  g_autoptr (PdRecord) other_kind = pd_record_copy (order);
  g_autoptr (PdRecord) sent = pd_record_copy (order);
  g_autoptr (PdRecord) after = NULL;
  const PdOrderArrow *ship = pd_order_flow_find (PD_ORDER_KIND_GOODS, "ship", PD_ORDER_STAGE_DELIVERY);
  const PdRecord *parcel;

  pd_record_set_text (dearer, PD_ORDER_BUYER_NAME, "别人");
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_patch (office->f, order, dearer)),
                         PD_OUTCOME_CONFLICT, "immutable");
  pd_record_set_text (other_kind, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_patch (office->f, order, other_kind)),
                         PD_OUTCOME_CONFLICT, "immutable");
  order_way_satisfy (sent, ship, OFFICE_TODAY, office->f->now);
  office_assert_refused (fixture_do (office->f, office_token (office, "technician"),
                                     fixture_patch (office->f, order, sent)),
                         PD_OUTCOME_REJECTED, "forbidden");
  after = office_taken (
      fixture_do (office->f, office_token (office, "warehouse"), fixture_patch (office->f, order, sent)));
  parcel = g_ptr_array_index (pd_record_get_list (after, PD_ORDER_LIST_PARCELS), 0);
  g_assert_true (pd_record_has (parcel, PD_PARCEL_ADDED_BY) && pd_record_has (parcel, PD_PARCEL_ADDED_AT));
}

static void
test_kind_is_settled (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_REVIEW);
  g_autoptr (PdRecord) other_kind = pd_record_copy (order);

  pd_record_set_text (other_kind, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_patch (office->f, order, other_kind)),
                         PD_OUTCOME_CONFLICT, "immutable");
}

static void
test_ledger (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DELIVERY);
  g_autoptr (PdRecord) changed = pd_record_copy (order);
  g_autoptr (PdRecord) reversed = pd_record_copy (order);
  g_autoptr (PdRecord) after = NULL;
  PdRecord *payment = g_ptr_array_index (pd_record_get_list (changed, PD_ORDER_LIST_PAYMENTS), 0);

  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_PAID_AMOUNT), ==, 23500);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, 1);
  office_assert_refused (fixture_do (office->f, office_token (office, "finance"),
                                     fixture_patch (office->f, order, changed)),
                         PD_OUTCOME_CONFLICT, "ledger");
  pd_record_remove_line (changed, PD_ORDER_LIST_PAYMENTS, pd_record_get_id (payment));
  office_assert_refused (fixture_do (office->f, office_token (office, "finance"),
                                     fixture_patch (office->f, order, changed)),
                         PD_OUTCOME_CONFLICT, "ledger");
  payment = g_ptr_array_index (pd_record_get_list (reversed, PD_ORDER_LIST_PAYMENTS), 0);
  g_assert_nonnull (
      pd_order_reverse_payment (reversed, pd_record_get_id (payment), OFFICE_TODAY, office->f->now));
  pd_record_derive (reversed);
  after = office_taken (
      fixture_do (office->f, office_token (office, "finance"), fixture_patch (office->f, order, reversed)));
  g_assert_cmpint (pd_record_get_integer (after, PD_ORDER_PAID_AMOUNT), ==, 0);
}

/* A computer that was put back to an older copy sends once more, under another id, what it has sent. */
static void
test_sent_again (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DELIVERY);
  g_autoptr (PdRecord) reversed = pd_record_copy (order);
  g_autoptr (PdRecord) first = NULL;
  g_autoptr (PdRecord) again = NULL;
  PdRecord *payment = g_ptr_array_index (pd_record_get_list (reversed, PD_ORDER_LIST_PAYMENTS), 0);

  g_assert_nonnull (
      pd_order_reverse_payment (reversed, pd_record_get_id (payment), OFFICE_TODAY, office->f->now));
  pd_record_derive (reversed);
  first = office_taken (
      fixture_do (office->f, office_token (office, "finance"), fixture_patch (office->f, order, reversed)));
  office->f->now += G_TIME_SPAN_MINUTE;
  again = office_taken (
      fixture_do (office->f, office_token (office, "admin"), fixture_patch (office->f, order, reversed)));
  g_assert_cmpint (pd_record_get_revision (again), ==, pd_record_get_revision (first));
  g_assert_true (pd_record_equal (again, first));
}

/* Completion asks for the invoice where nothing forbids it, and leaves one alone that there is. */
static void
test_completion_and_invoice (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autoptr (PdRecord) issuing = office_taken (office_ask (office, "finance", order, "issue", NULL));
  g_autoptr (PdRecord) invoiced = NULL;
  const PdOrderArrow *complete = pd_order_flow_find (PD_ORDER_KIND_GOODS, "complete", PD_ORDER_STAGE_SHIPPED);

  g_assert_cmpstr (pd_order_get_stage (issuing), ==, PD_ORDER_STAGE_SHIPPED);
  g_assert_cmpstr (pd_record_get_state (issuing), ==, PD_ORDER_STATE_ISSUING);
  fixture_work (office->f);
  invoiced = fixture_get (office->f, office_token (office, "finance"), pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_state (invoiced), ==, PD_ORDER_STATE_INVOICED);
  office_assert_refused (office_ask (office, "clerk", invoiced, "cancel", "不要了"), PD_OUTCOME_CONFLICT,
                         "state");
  office_go (office, &invoiced, complete);
  g_assert_cmpstr (pd_record_get_state (invoiced), ==, PD_ORDER_STATE_INVOICED);
  g_assert_cmpuint (fixture_count_legal (office->f), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/orders/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("each-arrow", test_each_arrow);
  ADD ("not-from-elsewhere", test_not_from_elsewhere);
  ADD ("approval-is-strict", test_approval_is_strict);
  ADD ("approved-is-frozen", test_approved_is_frozen);
  ADD ("kind-is-settled", test_kind_is_settled);
  ADD ("ledger", test_ledger);
  ADD ("sent-again", test_sent_again);
  ADD ("completion-and-invoice", test_completion_and_invoice);
#undef ADD
  return g_test_run ();
}
