/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps that orders take by the company's rules: when, once, in one piece with what they follow from. */
#include "model/pd-bureau.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "order-way.h"
#include "platform/order-office.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-intake.h"

static const char *const told = "{\"events\":[{\"tracking_number\":\"SF1000000001\","
                                "\"time\":\"2026-11-07 12:00\",\"status\":\"已签收\"}]}";

static void
set_flag (Office *office, guint field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) after = NULL;

  g_assert_true (pd_platform_ensure_bureaus (office->f->platform, &error));
  g_assert_true (pd_platform_read_bureau (office->f->platform, office->f->tenants[0], &before, &error));
  g_assert_no_error (error);
  after = pd_record_copy (before);
  pd_record_set_flag (after, field, TRUE);
  pd_record_unref (office_taken (
      fixture_do (office->f, office_token (office, "admin"), fixture_patch (office->f, before, after))));
}

/* Saves what @role made of @order, and goes on with it. */
static void
save (Office *office, const char *role, PdRecord **order, PdRecord *after)
{
  PdRecord *saved;

  pd_record_derive (after);
  saved = office_taken (
      fixture_do (office->f, office_token (office, role), fixture_patch (office->f, *order, after)));
  pd_record_unref (*order);
  *order = saved;
}

static void
add_event (Office *office, PdRecord **order, guint parcel, const char *kind)
{
  g_autoptr (PdRecord) after = pd_record_copy (*order);
  PdRecord *event = pd_order_add_fact (after, PD_ORDER_LIST_TRACKING, office->f->now);
  const PdRecord *of = g_ptr_array_index (pd_record_get_list (after, PD_ORDER_LIST_PARCELS), parcel);

  pd_record_set_integer (event, PD_TRACKING_HAPPENED_AT, office->f->now);
  pd_record_set_text (event, PD_TRACKING_PARCEL_ID, pd_record_get_id (of));
  pd_record_set_text (event, PD_TRACKING_KIND, kind);
  save (office, "warehouse", order, after);
}

static void
pay (Office *office, PdRecord **order, gint64 amount)
{
  g_autoptr (PdRecord) after = pd_record_copy (*order);
  PdRecord *payment = pd_order_add_fact (after, PD_ORDER_LIST_PAYMENTS, office->f->now);

  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, OFFICE_TODAY);
  pd_record_set_text (payment, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, amount);
  save (office, "clerk", order, after);
}

static guint
count_steps (const PdRecord *order, const char *command)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  guint n = 0;

  for (guint i = 0; i < steps->len; i++)
    n += g_strcmp0 (pd_record_get_text (g_ptr_array_index (steps, i), PD_STEP_COMMAND), command) == 0;
  return n;
}

/* Nobody took it, and the history says why it was taken. */
static void
assert_by_rule (const PdRecord *order, const char *command)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);

  g_assert_cmpuint (count_steps (order, command), ==, 1);
  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);

      if (g_strcmp0 (pd_record_get_text (step, PD_STEP_COMMAND), command) != 0)
        continue;
      g_assert_false (pd_record_has (step, PD_STEP_BY));
      g_assert_false (pd_record_has (step, PD_STEP_COMPUTER));
      g_assert_true (g_str_has_prefix (pd_record_get_text (step, PD_STEP_REASON), "By the company's rule"));
    }
}

static void
assert_stage (const PdRecord *order, const char *stage)
{
  g_assert_cmpstr (pd_order_get_stage (order), ==, stage);
}

/* Where nobody asked for it, a person does it. */
static void
test_off (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) shipped = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autoptr (PdRecord) unpaid = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_PAYMENT);

  add_event (office, &shipped, 0, PD_TRACKING_KIND_DELIVERED);
  assert_stage (shipped, PD_ORDER_STAGE_SHIPPED);
  pay (office, &unpaid, 23500);
  assert_stage (unpaid, PD_ORDER_STAGE_PAYMENT);
}

static void
test_delivered (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  gint64 revision = pd_record_get_revision (order);

  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  add_event (office, &order, 0, "out_for_delivery");
  assert_stage (order, PD_ORDER_STAGE_SHIPPED);
  add_event (office, &order, 0, PD_TRACKING_KIND_DELIVERED);
  assert_stage (order, PD_ORDER_STAGE_DONE);
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_COMPLETED);
  g_assert_cmpint (pd_record_get_revision (order), ==, revision + 3);
  add_event (office, &order, 0, PD_TRACKING_KIND_DELIVERED);
  assert_by_rule (order, "complete");
  /* The warehouse asks for the same, not having seen it. */
  g_assert_cmpstr (pd_order_get_stage (order), ==, PD_ORDER_STAGE_DONE);
}

/* The last parcel counts. */
static void
test_all_parcels (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autoptr (PdRecord) after = pd_record_copy (order);
  PdRecord *parcel = pd_order_add_fact (after, PD_ORDER_LIST_PARCELS, office->f->now);

  pd_record_set_text (parcel, PD_PARCEL_CARRIER, "邮政");
  save (office, "warehouse", &order, after);
  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  add_event (office, &order, 0, PD_TRACKING_KIND_DELIVERED);
  assert_stage (order, PD_ORDER_STAGE_SHIPPED);
  add_event (office, &order, 1, PD_TRACKING_KIND_DELIVERED);
  assert_stage (order, PD_ORDER_STAGE_DONE);
  assert_by_rule (order, "complete");
}

/* What arrived before it came back says nothing of when it is sent anew. */
static void
test_sent_anew (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  static const char *const commands[][2] = { { "recall", PD_ORDER_STAGE_SHIPPED },
                                             { "ship", PD_ORDER_STAGE_DELIVERY } };

  add_event (office, &order, 0, PD_TRACKING_KIND_DELIVERED);
  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    office_go (office, &order, pd_order_flow_find (PD_ORDER_KIND_GOODS, commands[i][0], commands[i][1]));
  assert_stage (order, PD_ORDER_STAGE_SHIPPED);
  add_event (office, &order, 0, "on_the_way");
  assert_stage (order, PD_ORDER_STAGE_SHIPPED);
  g_assert_cmpuint (count_steps (order, "complete"), ==, 0);
}

static void
test_carrier (Office *office, gconstpointer data)
{
  g_autofree char *carrier = pd_platform_make_shop_token (office->f->platform, office->f->tenants[0], "快递",
                                                          PD_PLATFORM_PURPOSE_TRACKING, NULL);
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);

  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdPlatformResponse) response =
          fixture_send (office->f, "POST", "/v1/intake/tracking", carrier, "application/json", told);
      g_autoptr (PdRecord) after =
          fixture_get (office->f, office_token (office, "warehouse"), pd_record_get_id (order));

      g_assert_cmpuint (response->status, ==, 200);
      assert_stage (after, PD_ORDER_STAGE_DONE);
      assert_by_rule (after, "complete");
      g_assert_cmpint (pd_record_get_revision (after), ==, pd_record_get_revision (order) + 2);
    }
}

/* What is completed by rule is issued by rule, too. */
static void
test_issued (Office *office, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) after = NULL;

  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  g_assert_true (pd_platform_read_bureau (office->f->platform, office->f->tenants[0], &before, &error));
  after = pd_record_copy (before);
  pd_record_set_text (after, PD_BUREAU_AUTO_ISSUE, PD_BUREAU_RULE_ALL);
  pd_record_unref (office_taken (
      fixture_do (office->f, office_token (office, "admin"), fixture_patch (office->f, before, after))));
  add_event (office, &order, 0, PD_TRACKING_KIND_DELIVERED);
  assert_stage (order, PD_ORDER_STAGE_DONE);
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_ISSUING);
}

static void
test_paid (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_PAYMENT);

  set_flag (office, PD_BUREAU_AUTO_CONFIRM);
  pay (office, &order, 23499);
  assert_stage (order, PD_ORDER_STAGE_PAYMENT);
  pay (office, &order, 1);
  assert_stage (order, PD_ORDER_STAGE_DELIVERY);
  assert_by_rule (order, "confirm_payment");
  pay (office, &order, 100);
  assert_stage (order, PD_ORDER_STAGE_DELIVERY);
  assert_by_rule (order, "confirm_payment");
}

/* Paid before anybody approved it: that is confirmed when it may be. */
static void
test_paid_before (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_REVIEW);
  g_autoptr (PdRecord) approved = NULL;

  set_flag (office, PD_BUREAU_AUTO_CONFIRM);
  pay (office, &order, 23500);
  assert_stage (order, PD_ORDER_STAGE_REVIEW);
  approved = office_taken (office_ask (office, "reviewer", order, "approve", NULL));
  assert_stage (approved, PD_ORDER_STAGE_DELIVERY);
  g_assert_cmpuint (count_steps (approved, "approve"), ==, 1);
  assert_by_rule (approved, "confirm_payment");
}

/* Killed between the two, there is neither; the same again makes both. */
static void
test_killed (Office *office, gconstpointer data)
{
  g_autofree char *carrier = pd_platform_make_shop_token (office->f->platform, office->f->tenants[0], "快递",
                                                          PD_PLATFORM_PURPOSE_TRACKING, NULL);
  g_autoptr (PdRecord) order = office_order_at (office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
  g_autofree char *trigger = NULL;

  set_flag (office, PD_BUREAU_AUTO_COMPLETE);
  trigger = g_strdup_printf ("CREATE TEMP TRIGGER cut AFTER INSERT ON change_log WHEN new.type = 'order' AND"
                             " new.rev = %" G_GINT64_FORMAT " BEGIN SELECT RAISE (FAIL, 'cut'); END;",
                             pd_record_get_revision (order) + 2);
  g_assert_true (pd_platform_sql_script (office->f->platform->sql, trigger, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdPlatformResponse) response =
          fixture_send (office->f, "POST", "/v1/intake/tracking", carrier, "application/json", told);
      g_autoptr (PdRecord) after = NULL;

      g_assert_cmpint (response->status >= 500, ==, i == 0);
      fixture_restart (office->f);
      after = fixture_get (office->f, office_token (office, "warehouse"), pd_record_get_id (order));
      g_assert_cmpint (pd_record_get_revision (after), ==, pd_record_get_revision (order) + (i == 0 ? 0 : 2));
      assert_stage (after, i == 0 ? PD_ORDER_STAGE_SHIPPED : PD_ORDER_STAGE_DONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/rules/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("off", test_off);
  ADD ("delivered", test_delivered);
  ADD ("all-parcels", test_all_parcels);
  ADD ("sent-anew", test_sent_anew);
  ADD ("carrier", test_carrier);
  ADD ("issued", test_issued);
  ADD ("paid", test_paid);
  ADD ("paid-before", test_paid_before);
  ADD ("killed", test_killed);
#undef ADD
  return g_test_run ();
}
