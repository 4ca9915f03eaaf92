/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of a device. */
#include "model/pd-device.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-service-checklist.h"
#include "model/pd-stock-move.h"

#define START G_GINT64_CONSTANT (1794000000000000)
#define TENANT "01900000-0000-7000-8000-0000000000aa"

static void
test_id (void)
{
  g_autofree char *small = pd_device_id (TENANT, "kp-2026-a1");
  g_autofree char *large = pd_device_id (TENANT, "KP-2026-A1");
  g_autofree char *other = pd_device_id (TENANT, "KP-2026-A2");
  g_autofree char *elsewhere = pd_device_id ("01900000-0000-7000-8000-0000000000bb", "KP-2026-A1");

  g_assert_cmpstr (small, ==, large);
  g_assert_cmpstr (small, !=, other);
  g_assert_cmpstr (large, !=, elsewhere);
}

static void
test_number_of_order (void)
{
  static const struct
  {
    const char *value;
    const char *number;
  } cases[] = {
    { NULL, NULL },    { "KP-1", "KP-1" },           { "KP-1, KP-2", NULL },
    { " KP-1", NULL }, { "税控盘KP1", "税控盘KP1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = pd_order_new (START, "2026-11-06");

      if (cases[i].value != NULL)
        pd_order_answer_check (order, "serial_number", TRUE, cases[i].value);
      g_assert_cmpstr (pd_device_number_of_order (order), ==, cases[i].number);
    }
}

static PdRecord *
service_order (const char *service, gint64 finished_at)
{
  PdRecord *order = pd_order_new (START, "2026-11-06");

  pd_record_set_text (order, PD_ORDER_NUMBER, "S-1");
  pd_record_set_text (order, PD_ORDER_KIND, PD_ORDER_KIND_SERVICE);
  pd_record_set_text (order, PD_ORDER_SERVICE, service);
  pd_record_set_integer (order, PD_ORDER_STAGE_AT, finished_at);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, "样例市东湖区松林路18号3层");
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "wang");
  pd_order_answer_check (order, "serial_number", TRUE, "KP-1");
  return order;
}

static guint
count_events (const PdRecord *device)
{
  return pd_record_get_list (device, 0)->len;
}

static void
test_orders (void)
{
  g_autoptr (PdRecord) device = pd_device_new (TENANT, "KP-1");
  g_autoptr (PdRecord) installation = service_order (PD_SERVICE_INSTALLATION, START);
  g_autoptr (PdRecord) upgrade = service_order (PD_SERVICE_UPGRADE, START + 1 * G_TIME_SPAN_DAY);
  g_autoptr (PdRecord) maintenance = service_order (PD_SERVICE_MAINTENANCE, START + 2 * G_TIME_SPAN_DAY);
  g_autoptr (PdRecord) consulting = service_order (PD_SERVICE_CONSULTING, START + 3 * G_TIME_SPAN_DAY);

  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_STATE), ==, PD_DEVICE_STATE_IN_STOCK);
  pd_order_answer_check (installation, "software_version", TRUE, "2.0.55");
  g_assert_true (pd_device_follow_order (device, installation));
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_STATE), ==, PD_DEVICE_STATE_INSTALLED);
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_BUYER_NAME), ==, "样例市远山文化传播有限公司");
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_TECHNICIAN), ==, "wang");
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_SOFTWARE_VERSION), ==, "2.0.55");
  g_assert_cmpint (pd_record_get_integer (device, PD_DEVICE_INSTALLED_AT), ==, START);
  /* The same order is told once. */
  g_assert_false (pd_device_follow_order (device, installation));
  g_assert_cmpuint (count_events (device), ==, 1);

  pd_record_set_text (upgrade, PD_ORDER_ASSIGNEE, "li");
  pd_order_answer_check (upgrade, "version_before", TRUE, "2.0.55");
  pd_order_answer_check (upgrade, "version_after", TRUE, "2.1.0");
  g_assert_true (pd_device_follow_order (device, upgrade));
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_SOFTWARE_VERSION), ==, "2.1.0");
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_TECHNICIAN), ==, "wang");
  g_assert_cmpint (pd_record_get_integer (device, PD_DEVICE_INSTALLED_AT), ==, START);

  pd_order_answer_check (maintenance, "fault", TRUE, "不开机");
  pd_order_answer_check (maintenance, "remedy", TRUE, "换电源");
  g_assert_true (pd_device_follow_order (device, maintenance));
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_SOFTWARE_VERSION), ==, "2.1.0");
  g_assert_cmpuint (count_events (device), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (pd_record_get_integer (g_ptr_array_index (pd_record_get_list (device, 0), i),
                                            PD_DEVICE_EVENT_HAPPENED_AT),
                     ==, START + i * G_TIME_SPAN_DAY);
  g_assert_false (pd_device_follow_order (device, consulting));
}

/* Movements, each with where the device is afterwards; NULL: it does not change. */
static void
test_moves (void)
{
  static const struct
  {
    const char *kind;
    const char *state;
  } cases[] = {
    { PD_STOCK_KIND_RECEIPT, PD_DEVICE_STATE_IN_STOCK },
    { PD_STOCK_KIND_RESERVE, NULL },
    { PD_STOCK_KIND_RELEASE, NULL },
    { PD_STOCK_KIND_ISSUE, PD_DEVICE_STATE_SENT },
    { PD_STOCK_KIND_RETURN, PD_DEVICE_STATE_IN_STOCK },
    { PD_STOCK_KIND_COUNT, NULL },
    { "invented", NULL },
  };
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) device = pd_device_new (TENANT, "KP-1");

  pd_record_set_text (good, PD_GOOD_NAME, "税控盘");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) move = pd_stock_move_new (START + i, cases[i].kind, good, "1");
      guint before = count_events (device);

      g_assert_true (pd_device_follow_move (device, move) == (cases[i].state != NULL));
      g_assert_false (pd_device_follow_move (device, move));
      g_assert_cmpuint (count_events (device), ==, before + (cases[i].state != NULL));
      if (cases[i].state != NULL)
        g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_STATE), ==, cases[i].state);
    }
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_GOOD_NAME), ==, "税控盘");
}

/* That a receipt was none is told; where the device is instead, nobody has said. */
static void
test_reversed_move (void)
{
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "01900000-0000-7000-8000-000000000001");
  g_autoptr (PdRecord) device = pd_device_new (TENANT, "KP-1");
  g_autoptr (PdRecord) move = pd_stock_move_new (START, PD_STOCK_KIND_RECEIPT, good, "1");
  g_autoptr (PdRecord) reversal = pd_stock_reversal_new (move, START + 1);
  GPtrArray *events;

  pd_record_set_text (device, PD_DEVICE_STATE, PD_DEVICE_STATE_INSTALLED);
  pd_record_set_text (device, PD_DEVICE_ADDRESS, "书院路1号");
  g_assert_true (pd_device_follow_move (device, reversal));
  g_assert_false (pd_device_follow_move (device, reversal));
  events = pd_record_get_list (device, 0);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (g_ptr_array_index (events, 0), PD_DEVICE_EVENT_KIND), ==,
                   PD_DEVICE_EVENT_REVERSED);
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_STATE), ==, PD_DEVICE_STATE_INSTALLED);
  g_assert_cmpstr (pd_record_get_text (device, PD_DEVICE_ADDRESS), ==, "书院路1号");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device/id", test_id);
  g_test_add_func ("/device/number-of-order", test_number_of_order);
  g_test_add_func ("/device/orders", test_orders);
  g_test_add_func ("/device/moves", test_moves);
  g_test_add_func ("/device/reversed-move", test_reversed_move);
  return g_test_run ();
}
