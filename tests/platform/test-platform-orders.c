/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders on their way at the platform: each arrow is taken, taken twice, and refused. */
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "order-way.h"
#include "platform/platform-fixture.h"

#define TODAY "2026-11-06"

/** Test: everybody is signed in. */
typedef struct
{
  Fixture *f;
  GHashTable *tokens; /* (owned) role → token */
} Test;

static const char *const roles[] = { "clerk",      "reviewer", "finance", "warehouse",
                                     "technician", "support",  "admin" };

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    g_hash_table_insert (test->tokens, (gpointer) roles[i], fixture_sign_in (test->f, 0, roles[i]));
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_hash_table_unref (test->tokens);
  fixture_free (test->f);
}

static const char *
token (Test *test, const char *role)
{
  return g_hash_table_lookup (test->tokens, role);
}

/* (transfer full) what the platform has after it took a change; @result must be good */
static PdRecord *
taken (PdResult *result)
{
  PdRecord *record;

  if (result->outcome != PD_OUTCOME_OK)
    g_error ("%s: %s", result->code, result->message);
  record = pd_record_copy (result->record);
  pd_result_free (result);
  return record;
}

static PdRecord *
create (Test *test, const char *kind)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "G-1");

  test->f->now += G_TIME_SPAN_SECOND;
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  return taken (fixture_do (test->f, token (test, "clerk"), fixture_create (test->f, order)));
}

static PdResult *
ask (Test *test, const char *role, const PdRecord *order, const char *command, const char *reason)
{
  PdMutation *mutation = fixture_command (test->f, order, command);

  test->f->now += G_TIME_SPAN_SECOND;
  mutation->reason = g_strdup (reason);
  return fixture_do (test->f, token (test, role), mutation);
}

/* Does what the arrow needs, and saves it as the administrator. */
static void
satisfy (Test *test, PdRecord **order, const PdOrderArrow *arrow)
{
  g_autoptr (PdRecord) after = pd_record_copy (*order);

  order_way_satisfy (after, arrow, TODAY, test->f->now);
  if (pd_record_equal (after, *order))
    return;

  PdRecord *saved =
      taken (fixture_do (test->f, token (test, "admin"), fixture_patch (test->f, *order, after)));

  pd_record_unref (*order);
  *order = saved;
}

static void
go (Test *test, PdRecord **order, const PdOrderArrow *arrow)
{
  PdRecord *moved;

  satisfy (test, order, arrow);
  moved = taken (ask (test, order_way_role (arrow->command), *order, arrow->command, "原因"));
  g_assert_cmpstr (pd_order_get_stage (moved), ==, arrow->to);
  pd_record_unref (*order);
  *order = moved;
}

/* The first arrow of the shortest way to a stage; NULL when the order is there. Arrows that stay are no way. */
static const PdOrderArrow *
first_arrow (const char *kind, const char *from, const char *to)
{
  g_autoptr (GQueue) queue = g_queue_new ();
  g_autoptr (GHashTable) firsts = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  if (g_str_equal (from, to))
    return NULL;
  g_queue_push_tail (queue, (gpointer) from);
  while (!g_queue_is_empty (queue))
    {
      const char *stage = g_queue_pop_head (queue);

      for (guint i = 0; i < n; i++)
        {
          const PdOrderArrow *first = g_hash_table_lookup (firsts, stage);

          if (!g_str_equal (arrows[i].kind, kind) || !g_str_equal (arrows[i].from, stage) ||
              g_str_equal (arrows[i].to, from) || g_hash_table_contains (firsts, arrows[i].to))
            continue;
          g_hash_table_insert (firsts, (gpointer) arrows[i].to,
                               (gpointer) (first != NULL ? first : &arrows[i]));
          g_queue_push_tail (queue, (gpointer) arrows[i].to);
        }
    }
  g_assert_true (g_hash_table_contains (firsts, to));
  return g_hash_table_lookup (firsts, to);
}

static PdRecord *
order_at (Test *test, const char *kind, const char *stage)
{
  PdRecord *order = create (test, kind);
  const PdOrderArrow *arrow;

  while ((arrow = first_arrow (kind, pd_order_get_stage (order), stage)) != NULL)
    go (test, &order, arrow);
  return order;
}

static void
assert_refused (PdResult *result, PdOutcome outcome, const char *code)
{
  g_assert_cmpint (result->outcome, ==, outcome);
  g_assert_cmpstr (result->code, ==, code);
  g_assert_nonnull (result->message);
  pd_result_free (result);
}

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
test_each_arrow (Test *test, gconstpointer data)
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
      order = order_at (test, arrow->kind, arrow->from);
      if (arrow->needs & PD_ORDER_NEED_REASON)
        assert_refused (ask (test, role, order, arrow->command, NULL), PD_OUTCOME_CONFLICT, "needs");
      for (guint j = 0; j < G_N_ELEMENTS (roles); j++)
        if (!pd_permission_has (roles[j], arrow->command, "order"))
          assert_refused (ask (test, roles[j], order, arrow->command, "原因"), PD_OUTCOME_REJECTED,
                          "forbidden");
      satisfy (test, &order, arrow);
      before = pd_record_copy (order);
      go (test, &order, arrow);
      assert_step (order, arrow);
      if (g_str_equal (arrow->command, "cancel"))
        g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_CANCELLED);
      /* Somebody else asked for the same before having seen it. */
      again = ask (test, role, before, arrow->command, "原因");
      g_assert_cmpint (again->outcome, ==, PD_OUTCOME_OK);
      g_assert_cmpstr (again->code, ==, "already");
      g_assert_cmpint (pd_record_get_revision (again->record), ==, pd_record_get_revision (order));
    }
}

static void
test_not_from_elsewhere (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = create (test, PD_ORDER_KIND_GOODS);

  assert_refused (ask (test, "warehouse", order, "ship", NULL), PD_OUTCOME_CONFLICT, "state");
  assert_refused (ask (test, "finance", order, "issue", NULL), PD_OUTCOME_CONFLICT, "state");
  assert_refused (ask (test, "technician", order, "start", NULL), PD_OUTCOME_CONFLICT, "state");
}

/* What somebody approves is what stands there. */
static void
test_approval_is_strict (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = order_at (test, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_REVIEW);
  g_autoptr (PdRecord) after = pd_record_copy (order);
  g_autoptr (PdRecord) changed = NULL;

  pd_record_set_text (after, PD_ORDER_REMARK, "另附发票");
  changed = taken (fixture_do (test->f, token (test, "clerk"), fixture_patch (test->f, order, after)));
  assert_refused (ask (test, "reviewer", order, "approve", NULL), PD_OUTCOME_CONFLICT, "stale");
  pd_record_unref (taken (ask (test, "reviewer", changed, "approve", NULL)));
}

/* From the approval on the content stands; what happens is still written down, by those whose work it is. */
static void
test_approved_is_frozen (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = order_at (test, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DELIVERY);
  g_autoptr (PdRecord) dearer = pd_record_copy (order);
  g_autoptr (PdRecord) other_kind = pd_record_copy (order);
  g_autoptr (PdRecord) sent = pd_record_copy (order);
  g_autoptr (PdRecord) after = NULL;
  const PdOrderArrow *ship = pd_order_flow_find (PD_ORDER_KIND_GOODS, "ship", PD_ORDER_STAGE_DELIVERY);
  const PdRecord *parcel;

  pd_record_set_text (dearer, PD_ORDER_BUYER_NAME, "别人");
  assert_refused (fixture_do (test->f, token (test, "clerk"), fixture_patch (test->f, order, dearer)),
                  PD_OUTCOME_CONFLICT, "immutable");
  pd_record_set_text (other_kind, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  assert_refused (fixture_do (test->f, token (test, "clerk"), fixture_patch (test->f, order, other_kind)),
                  PD_OUTCOME_CONFLICT, "immutable");
  order_way_satisfy (sent, ship, TODAY, test->f->now);
  assert_refused (fixture_do (test->f, token (test, "technician"), fixture_patch (test->f, order, sent)),
                  PD_OUTCOME_REJECTED, "forbidden");
  after = taken (fixture_do (test->f, token (test, "warehouse"), fixture_patch (test->f, order, sent)));
  parcel = g_ptr_array_index (pd_record_get_list (after, PD_ORDER_LIST_PARCELS), 0);
  g_assert_true (pd_record_has (parcel, PD_PARCEL_ADDED_BY) && pd_record_has (parcel, PD_PARCEL_ADDED_AT));
}

static void
test_kind_is_settled (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = order_at (test, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_REVIEW);
  g_autoptr (PdRecord) other_kind = pd_record_copy (order);

  pd_record_set_text (other_kind, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  assert_refused (fixture_do (test->f, token (test, "clerk"), fixture_patch (test->f, order, other_kind)),
                  PD_OUTCOME_CONFLICT, "immutable");
}

static void
test_ledger (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = order_at (test, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_DELIVERY);
  g_autoptr (PdRecord) changed = pd_record_copy (order);
  g_autoptr (PdRecord) reversed = pd_record_copy (order);
  g_autoptr (PdRecord) after = NULL;
  PdRecord *payment = g_ptr_array_index (pd_record_get_list (changed, PD_ORDER_LIST_PAYMENTS), 0);

  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_PAID_AMOUNT), ==, 23500);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, 1);
  assert_refused (fixture_do (test->f, token (test, "finance"), fixture_patch (test->f, order, changed)),
                  PD_OUTCOME_CONFLICT, "ledger");
  pd_record_remove_line (changed, PD_ORDER_LIST_PAYMENTS, pd_record_get_id (payment));
  assert_refused (fixture_do (test->f, token (test, "finance"), fixture_patch (test->f, order, changed)),
                  PD_OUTCOME_CONFLICT, "ledger");
  payment = g_ptr_array_index (pd_record_get_list (reversed, PD_ORDER_LIST_PAYMENTS), 0);
  g_assert_nonnull (pd_order_reverse_payment (reversed, pd_record_get_id (payment), TODAY, test->f->now));
  pd_record_derive (reversed);
  after = taken (fixture_do (test->f, token (test, "finance"), fixture_patch (test->f, order, reversed)));
  g_assert_cmpint (pd_record_get_integer (after, PD_ORDER_PAID_AMOUNT), ==, 0);
}

/* Completion asks for the invoice where nothing forbids it, and leaves one alone that there is. */
static void
test_completion_and_invoice (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = order_at (test, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autoptr (PdRecord) issuing = taken (ask (test, "finance", order, "issue", NULL));
  g_autoptr (PdRecord) invoiced = NULL;
  const PdOrderArrow *complete = pd_order_flow_find (PD_ORDER_KIND_GOODS, "complete", PD_ORDER_STAGE_SHIPPED);

  g_assert_cmpstr (pd_order_get_stage (issuing), ==, PD_ORDER_STAGE_SHIPPED);
  g_assert_cmpstr (pd_record_get_state (issuing), ==, PD_ORDER_STATE_ISSUING);
  fixture_work (test->f);
  invoiced = fixture_get (test->f, token (test, "finance"), pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_state (invoiced), ==, PD_ORDER_STATE_INVOICED);
  assert_refused (ask (test, "clerk", invoiced, "cancel", "不要了"), PD_OUTCOME_CONFLICT, "state");
  go (test, &invoiced, complete);
  g_assert_cmpstr (pd_record_get_state (invoiced), ==, PD_ORDER_STATE_INVOICED);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/platform/orders/" name, Test, NULL, set_up, function, tear_down)
  ADD ("each-arrow", test_each_arrow);
  ADD ("not-from-elsewhere", test_not_from_elsewhere);
  ADD ("approval-is-strict", test_approval_is_strict);
  ADD ("approved-is-frozen", test_approved_is_frozen);
  ADD ("kind-is-settled", test_kind_is_settled);
  ADD ("ledger", test_ledger);
  ADD ("completion-and-invoice", test_completion_and_invoice);
#undef ADD
  return g_test_run ();
}
