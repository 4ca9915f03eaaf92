/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices come with what is received, and are installed with the orders. */
#include "model/pd-device.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-service-checklist.h"
#include "model/pd-stock-move.h"
#include "order-way.h"
#include "platform/order-office.h"

static PdRecord *
do_create (Office *office, const char *role, const PdRecord *record)
{
  return office_taken (
      fixture_do (office->f, office_token (office, role), fixture_create (office->f, record)));
}

static PdRecord *
device (Office *office, const char *number)
{
  g_autofree char *id = pd_device_id (office->f->tenants[0], number);

  return fixture_get (office->f, office_token (office, "technician"), id);
}

static void
assert_device (Office *office, const char *number, const char *state, guint n_events)
{
  g_autoptr (PdRecord) found = device (office, number);

  g_assert_nonnull (found);
  g_assert_cmpstr (pd_record_get_text (found, PD_DEVICE_STATE), ==, state);
  g_assert_cmpuint (pd_record_get_list (found, 0)->len, ==, n_events);
}

static void
receive (Office *office, const PdRecord *good, const char *quantity, const char *numbers)
{
  g_autoptr (PdRecord) move = pd_stock_move_new (office->f->now, PD_STOCK_KIND_RECEIPT, good, quantity);

  pd_record_set_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS, numbers);
  pd_record_unref (do_create (office, "warehouse", move));
}

static void
go (Office *office, PdRecord **order, const char *command)
{
  office_go (office, order, pd_order_flow_arrow (*order, command));
}

static PdRecord *
patch (Office *office, const PdRecord *before, const PdRecord *after)
{
  return office_taken (
      fixture_do (office->f, office_token (office, "admin"), fixture_patch (office->f, before, after)));
}

static void
test_life (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) new_good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) good = NULL;
  g_autoptr (PdRecord) draft = fixture_order (office->f, "D-1");
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) checked = NULL;
  g_autoptr (PdRecord) working = NULL;
  g_autoptr (PdRecord) installed = NULL;

  pd_record_set_text (new_good, PD_GOOD_NAME, "税控盘");
  pd_record_set_flag (new_good, PD_GOOD_STOCKED, TRUE);
  good = do_create (office, "clerk", new_good);
  receive (office, good, "2", "KP-1 KP-2");
  assert_device (office, "kp-1", PD_DEVICE_STATE_IN_STOCK, 1);

  pd_record_set_text (draft, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  order = do_create (office, "clerk", draft);
  go (office, &order, "submit");
  go (office, &order, "approve");
  go (office, &order, "appoint");
  go (office, &order, "start");
  go (office, &order, "finish");
  checked = pd_record_copy (order);
  pd_order_answer_check (checked, "serial_number", TRUE, "KP-1");
  working = patch (office, order, checked);
  assert_device (office, "KP-1", PD_DEVICE_STATE_IN_STOCK, 1);
  fixture_restart (office->f);
  go (office, &working, "complete");
  installed = device (office, "KP-1");
  assert_device (office, "KP-2", PD_DEVICE_STATE_IN_STOCK, 1);
  g_assert_cmpuint (pd_record_get_list (installed, 0)->len, ==, 2);
  g_assert_cmpstr (pd_record_get_text (installed, PD_DEVICE_SOFTWARE_VERSION), ==, "2.0.55");

  /* It comes back, under the same number. */
  receive (office, good, "1", "kp-1");
  assert_device (office, "KP-1", PD_DEVICE_STATE_IN_STOCK, 3);
}

static void
rename_device (Office *office, const char *number, const char *wanted)
{
  g_autoptr (PdRecord) there = device (office, number);
  g_autoptr (PdRecord) after = pd_record_copy (there);

  pd_record_set_text (after, PD_DEVICE_SERIAL_NUMBER, wanted);
  office_assert_refused (fixture_do (office->f, office_token (office, "technician"),
                                     fixture_patch (office->f, there, after)),
                         PD_OUTCOME_REJECTED, "invalid");
}

/* What came before anybody wrote down its receipt is entered once, under the id of its number; what is received under that
 * number later is the same device. */
static void
test_entered (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) entered = pd_device_new (office->f->tenants[0], "KP-7");
  g_autoptr (PdRecord) stray = pd_record_new (&pd_device_type, "01900000-0000-7000-8000-000000000077");
  g_autoptr (PdRecord) foreign = pd_device_new (office->f->tenants[1], "KP-8");
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");

  pd_record_set_text (entered, PD_DEVICE_STATE, PD_DEVICE_STATE_INSTALLED);
  pd_record_set_text (entered, PD_DEVICE_GOOD_NAME, "税控盘");
  office_assert_refused (fixture_do (office->f, office_token (office, "finance"),
                                     fixture_create (office->f, entered)),
                         PD_OUTCOME_REJECTED, "forbidden");
  pd_record_set_text (stray, PD_DEVICE_SERIAL_NUMBER, "KP-7");
  pd_record_set_text (stray, PD_DEVICE_STATE, PD_DEVICE_STATE_IN_STOCK);
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_create (office->f, stray)),
                         PD_OUTCOME_REJECTED, "invalid");
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_create (office->f, foreign)),
                         PD_OUTCOME_REJECTED, "invalid");
  pd_record_unref (office_taken (
      fixture_do (office->f, office_token (office, "technician"), fixture_create (office->f, entered))));
  assert_device (office, "KP-7", PD_DEVICE_STATE_INSTALLED, 0);
  office_assert_refused (fixture_do (office->f, office_token (office, "clerk"),
                                     fixture_create (office->f, entered)),
                         PD_OUTCOME_CONFLICT, "exists");
  rename_device (office, "KP-7", "KP-77");
  pd_record_set_text (good, PD_GOOD_NAME, "税控盘");
  receive (office, good, "1", "kp-7");
  assert_device (office, "KP-7", PD_DEVICE_STATE_IN_STOCK, 1);
}

/* People write down where devices are, and what was done. */
static void
test_by_hand (Office *office, gconstpointer data)
{
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) changed = NULL;
  g_autoptr (PdRecord) saved = NULL;

  pd_record_set_text (good, PD_GOOD_NAME, "税控盘");
  receive (office, good, "1", "KP-9");
  there = device (office, "KP-9");
  changed = pd_record_copy (there);
  pd_record_set_text (changed, PD_DEVICE_STATE, PD_DEVICE_STATE_IN_REPAIR);
  pd_device_add_event (changed, "by hand", PD_DEVICE_EVENT_NOTE, "送修", NULL, office->f->now);
  saved = office_taken (
      fixture_do (office->f, office_token (office, "technician"), fixture_patch (office->f, there, changed)));
  assert_device (office, "KP-9", PD_DEVICE_STATE_IN_REPAIR, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                                  \
  g_test_add ("/platform/devices/" name, Office, NULL, office_set_up, function, office_tear_down)
  ADD ("life", test_life);
  ADD ("by-hand", test_by_hand);
  ADD ("entered", test_entered);
#undef ADD
  return g_test_run ();
}
