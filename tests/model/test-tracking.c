/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carriers say of parcels: what it means, when it was, and that the same is entered once. */
#include "model/pd-tracking.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"

static void
test_kinds (void)
{
  static const struct
  {
    const char *status, *text, *kind;
  } rows[] = {
    { "已签收", "", "delivered" },
    { "签收", "", "delivered" },
    { "妥投", "", "delivered" },
    { "Delivered", "", "delivered" },
    { "delivered", "", "delivered" },
    { "Undelivered", "", "failed" },
    { "Out for delivery", "", "out_for_delivery" },
    { "out_for_delivery", "", "out_for_delivery" },
    { "In transit", "", "on_the_way" },
    { "派送中", "", "out_for_delivery" },
    { "派送成功", "", "delivered" },
    { "派送失败", "", "failed" },
    { "问题件", "", "failed" },
    { "退回签收", "", "going_back" },
    { "退件已签收", "", "going_back" },
    { "拒收", "", "failed" },
    { "已揽收", "", "collected" },
    { "运输中", "", "on_the_way" },
    { "未签收", "", "failed" },
    { "待签收", "", "out_for_delivery" },
    { "待取件", "", "out_for_delivery" },
    /* A sentence is believed less: a parcel is delivered when it says so. */
    { "", "您的快件已签收，签收人：本人。如有疑问请电联派件员。", "delivered" },
    { "", "快件正在派送，请您准备签收", "out_for_delivery" },
    { "", "快件到达驿站，请凭取件码领取", "out_for_delivery" },
    { "", "快件离开【杭州转运中心】，发往【宁波】", "on_the_way" },
    { "", "收件客户拒签，正在退回", "going_back" },
    { "", "派送失败，收件人不在", "failed" },
    { "", "【杭州】快递员已取件", "collected" },
    { "", "签收前请检查外包装", "on_the_way" },
    { "", "", NULL },
    /* A status that nobody knows is looked for in the sentence, and otherwise not guessed. */
    { "80", "已签收", "delivered" },
    { "80", "到达杭州", NULL },
    { "已取消", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s|%s", rows[i].status, rows[i].text);
      g_assert_cmpstr (pd_tracking_find_kind (rows[i].status, rows[i].text), ==, rows[i].kind);
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds; /* since 1970 in UTC; 0: none */
  } rows[] = {
    { "2026-11-30 14:00", 1796018400 },
    { "2026/11/30 14:00:00", 1796018400 },
    { "20261130140000", 1796018400 },
    { "20261130 14:00", 1796018400 },
    { "2026-11-30T14:00:00+08:00", 1796018400 },
    { "2026-11-30T06:00:00Z", 1796018400 },
    { "2026-11-30T06:00:00.250Z", 1796018400 },
    { "2026-11-30T02:00:00-0400", 1796018400 },
    { "２０２６－１１－３０　１４：００", 1796018400 },
    { "2026-11-30", 1796018400 - 14 * 3600 },
    { "2026-11-30 24:00", 0 },
    { "2026-11-30 14:60", 0 },
    { "2026-11-30 14", 0 },
    { "2026-11-30 14:00:00.x", 0 },
    { "2026-11-30 14:00+8", 0 },
    { "2026-11-30T06:00:00Zx", 0 },
    { "2026-13-30 14:00", 0 },
    { "昨天 14:00", 0 },
    { "14:00", 0 },
    { "", 0 },
    { "\xff", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 time = 0;
      gboolean good = pd_tracking_parse_time (rows[i].text, &time);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (good, ==, rows[i].seconds != 0);
      g_assert_cmpint (good ? time : 0, ==, rows[i].seconds * G_USEC_PER_SEC);
    }
}

static void
test_numbers (void)
{
  static const char *const rows[][2] = { { "SF1000000001", "SF1000000001" },
                                         { " sf-1000 000001\t", "SF1000000001" },
                                         { "ＳＦ１", "SF1" },
                                         { "", "" },
                                         { "单号", "" },
                                         { NULL, "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folded = pd_tracking_fold_number (rows[i][0]);

      g_assert_cmpstr (folded, ==, rows[i][1]);
    }
}

static PdRecord *
order_with_parcels (const char *const *numbers)
{
  PdRecord *order = pd_record_new (&pd_order_type, "01900000-0000-7000-8000-000000000001");

  for (guint i = 0; numbers[i] != NULL; i++)
    pd_record_set_text (pd_order_add_fact (order, PD_ORDER_LIST_PARCELS, 1000 + i), PD_PARCEL_TRACKING_NUMBER,
                        numbers[i]);
  return order;
}

static PdTrackingEvent *
event_of (const char *number, gint64 at, const char *kind, const char *text)
{
  PdTrackingEvent *event = pd_tracking_event_new (1);

  g_free (event->number);
  event->number = g_strdup (number);
  event->happened_at = at;
  event->kind = kind;
  g_free (event->text);
  event->text = g_strdup (text);
  return event;
}

static PdTrackingOutcome
take (PdRecord *order, const char *number, gint64 at, const char *kind, const char *text)
{
  g_autoptr (PdTrackingEvent) event = event_of (number, at, kind, text);

  return pd_tracking_take (order, event);
}

static guint
count (const PdRecord *order)
{
  return pd_record_get_list (order, PD_ORDER_LIST_TRACKING)->len;
}

/* The same event is one, however the number is written; another moment, kind or sentence is another. */
static void
test_once (void)
{
  static const char *const numbers[] = { "SF1", "YZ-2", NULL };
  g_autoptr (PdRecord) order = order_with_parcels (numbers);
  const PdRecord *parcel = g_ptr_array_index (pd_record_get_list (order, PD_ORDER_LIST_PARCELS), 0);

  g_assert_cmpint (take (order, "SF1", 1000, "on_the_way", "离开杭州"), ==, PD_TRACKING_ENTERED);
  g_assert_cmpint (take (order, "sf 1", 1000, "on_the_way", "离开杭州"), ==, PD_TRACKING_KNOWN);
  g_assert_cmpint (take (order, "SF1", 1000, "on_the_way", "到达宁波"), ==, PD_TRACKING_ENTERED);
  g_assert_cmpint (take (order, "SF1", 2000, "on_the_way", "离开杭州"), ==, PD_TRACKING_ENTERED);
  g_assert_cmpint (take (order, "SF9", 1000, "delivered", ""), ==, PD_TRACKING_UNMATCHED);
  g_assert_cmpint (take (order, "", 1000, "delivered", ""), ==, PD_TRACKING_UNMATCHED);
  g_assert_cmpuint (count (order), ==, 3);
  g_assert_false (pd_order_parcel_is_delivered (order, parcel));
  g_assert_cmpint (take (order, "SF1", 3000, "delivered", ""), ==, PD_TRACKING_ENTERED);
  g_assert_true (pd_order_parcel_is_delivered (order, parcel));
  g_assert_false (pd_order_need_holds (order, PD_ORDER_NEED_DELIVERED, NULL));
  g_assert_cmpint (take (order, "YZ2", 3000, "delivered", ""), ==, PD_TRACKING_ENTERED);
  g_assert_true (pd_order_need_holds (order, PD_ORDER_NEED_DELIVERED, NULL));
}

/* Two computers that do not know of each other make one row of it; long words are cut in the same place. */
static void
test_same_everywhere (void)
{
  static const char *const numbers[] = { "SF1", NULL };
  g_autoptr (PdRecord) here = order_with_parcels (numbers);
  g_autoptr (PdRecord) there = pd_record_copy (here);
  GString *text = g_string_new (NULL);
  const PdRecord *a, *b;

  for (guint i = 0; i < 400; i++)
    g_string_append (text, "派");
  g_assert_cmpint (take (here, "SF1", 1000, "on_the_way", text->str), ==, PD_TRACKING_ENTERED);
  g_assert_cmpint (take (there, "SF1", 1000, "on_the_way", text->str), ==, PD_TRACKING_ENTERED);
  g_assert_cmpint (take (there, "SF1", 1000, "on_the_way", text->str), ==, PD_TRACKING_KNOWN);
  a = g_ptr_array_index (pd_record_get_list (here, PD_ORDER_LIST_TRACKING), 0);
  b = g_ptr_array_index (pd_record_get_list (there, PD_ORDER_LIST_TRACKING), 0);
  g_assert_cmpstr (pd_record_get_id (a), ==, pd_record_get_id (b));
  g_assert_cmpint (g_utf8_strlen (pd_record_get_text (a, PD_TRACKING_TEXT), -1), ==, 300);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracking/kinds", test_kinds);
  g_test_add_func ("/tracking/times", test_times);
  g_test_add_func ("/tracking/numbers", test_numbers);
  g_test_add_func ("/tracking/once", test_once);
  g_test_add_func ("/tracking/same-everywhere", test_same_everywhere);
  return g_test_run ();
}
