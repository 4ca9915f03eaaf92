/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-orders.h"

/* Orders as an office has them: five lines, Chinese names, realistic numbers; the n-th is the same on every machine. */

#define N_LINES 5
#define PICK(words, random) words[next (random) % G_N_ELEMENTS (words)]

static const char *const places[] = { "杭州", "宁波", "温州", "绍兴", "嘉兴", "湖州", "金华", "台州",
                                      "苏州", "无锡", "南京", "合肥", "厦门", "长沙", "武汉", "成都" };
static const char *const names[] = { "云起", "海曙", "临溪", "样例", "东方", "明达", "华信", "永安",
                                     "汇通", "瑞丰", "天成", "新源", "联众", "恒力", "博远", "启航" };
static const char *const kinds[] = { "贸易有限公司", "五金商行", "科技有限公司", "文具店",
                                     "机电设备有限公司" };
static const char *const goods[] = { "打印纸",     "硒鼓",   "激光打印机", "税控盘", "扫描枪", "标签纸",
                                     "中性笔",     "文件夹", "显示器",     "键盘",   "路由器", "网线",
                                     "不锈钢螺栓", "轴承",   "电缆",       "开关" };
static const char *const makes[] = { "A4", "黑色", "大容量", "标准型", "工业级", "二代", "加厚", "静音" };
static const char *const remarks[] = { "月结", "货到付款", "合同",   "自提",
                                       "加急", "分批送货", "含安装", "样品" };
static const char *const rates[] = { "0.13", "0.09", "0.06", "0.03" };

/* A multiplicative generator of 64 bits, of which the upper half is used. */
static guint32
next (guint64 *random)
{
  *random = *random * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return (guint32) (*random >> 32);
}

/* An id as pd_id_new() makes them, in the order of time. */
static char *
make_id (gint64 milliseconds, guint64 *random)
{
  return g_strdup_printf ("%08x-%04x-7%03x-8%03x-%08x%04x", (guint) (milliseconds >> 16),
                          (guint) (milliseconds & 0xffff), next (random) & 0xfff, next (random) & 0xfff,
                          next (random), next (random) & 0xffff);
}

static gint64
milliseconds_of (guint n)
{
  return G_GINT64_CONSTANT (1795219200000) + n * 1000;
}

/** bench_order_id: Returns: (transfer full): the id of the order that bench_order_new() makes */
char *
bench_order_id (guint n)
{
  guint64 random = n;

  return make_id (milliseconds_of (n), &random);
}

static void
add_line (PdRecord *order, guint n, const char *position, guint64 *random)
{
  g_autofree char *id = make_id (milliseconds_of (n), random);
  g_autofree char *name = g_strconcat (PICK (makes, random), PICK (goods, random), NULL);
  g_autofree char *quantity = g_strdup_printf ("%u", 1 + next (random) % 20);
  g_autofree char *price = g_strdup_printf ("%u.%u", 1 + next (random) % 900, 1 + next (random) % 9);
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, name);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, PICK (rates, random));
  pd_record_add_line (order, 0, line);
}

/** bench_order_new: Returns: (transfer full): the n-th order, complete */
PdRecord *
bench_order_new (guint n)
{
  static const char *const positions[] = { "a0", "a1", "a2", "a3", "a4" };
  guint64 random = n;
  g_autofree char *id = make_id (milliseconds_of (n), &random);
  g_autofree char *number = g_strdup_printf ("D2026-%07u", n);
  g_autofree char *date =
      g_strdup_printf ("2026-%02u-%02u", 1 + next (&random) % 11, 1 + next (&random) % 28);
  g_autofree char *buyer =
      g_strconcat (PICK (places, &random), PICK (names, &random), PICK (kinds, &random), NULL);
  g_autofree char *tax_number = g_strdup_printf ("91330106%08X%02u", next (&random), next (&random) % 100);
  g_autofree char *remark =
      g_strdup_printf ("%s%s HT-%07u", PICK (remarks, &random), PICK (remarks, &random), n);
  PdRecord *order = pd_record_new (&pd_order_type, id);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_DATE, date);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, tax_number);
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_text (order, PD_ORDER_REMARK, remark);
  for (guint i = 0; i < N_LINES; i++)
    add_line (order, n, positions[i], &random);
  pd_record_derive (order);
  return order;
}
