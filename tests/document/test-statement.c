/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-statement.h"

#include <string.h>

static PdStatement *
read_text (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr (PdSheetBook) book = pd_sheet_book_load (bytes, "statement.csv", NULL, error);

  return book != NULL ? pd_statement_read (book, error) : NULL;
}

/* Every line as "date time amount counterparty|account|reference|order|remark", a line each. */
static char *
flatten (const PdStatement *statement)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < statement->lines->len; i++)
    {
      const PdStatementLine *line = statement->lines->pdata[i];

      g_string_append_printf (all, "%s %s %" G_GINT64_FORMAT " %s|%s|%s|%s|%s\n", line->date, line->time,
                              line->amount, line->counterparty, line->account, line->reference, line->order,
                              line->remark);
    }
  return g_string_free (all, FALSE);
}

static const struct
{
  const char *what, *text, *lines, *source;
  guint n_left_out, n_problems;
} cases[] = {
  { "a bank with debit and credit columns, preamble, totals and thousands",
    "中国样例银行账户明细,,,,,,,\n账号：,3300000000000000181\t,户名：,培训公司,,,,\n起始日期：2026-11-01,,,,,"
    ",,\n\n"
    "交易日期,交易时间,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要\n"
    "20261102,10:30:05,,\"4,267.16\",\"14,267.16\",杭州临溪样例科技有限公司,6222000000000181\t,货款 "
    "PX-2026-0001\n"
    "20261103,093000,\"1,000.00\",0.00,\"13,267.16\",房东,,房租\n"
    "合计,,\"1,000.00\",\"4,267.16\",,,,\n",
    "2026-11-02 10:30:05 426716 杭州临溪样例科技有限公司|6222000000000181|||货款 PX-2026-0001\n"
    "2026-11-03 09:30:00 -100000 房东||||房租\n",
    "bank" },
  { "a bank with a direction, units in the headings",
    "交易日期,借贷标志,交易金额(元),对方名称,交易流水号,用途,附言\n"
    "2026-11-02,贷,100.00,甲公司,T1,货款,订单A-1001\n2026/11/3,借,¥20.5,乙公司,T2,货款,货款\n"
    "2026-11-04,其他,5.00,丙公司,T3,,\n",
    "2026-11-02  10000 甲公司||T1||货款 订单A-1001\n2026-11-03  -2050 乙公司||T2||货款\n", "bank", 1 },
  { "a bank with a sign, and with sums between the movements",
    "记账日期,金额,对方户名,摘要\n2026-11-02,+12.00,甲,一\n2026-11-02 "
    "小计,12.00,,\n2026-11-03,-3.00,乙,二\n总计,9.00,,\n",
    "2026-11-02  1200 甲||||一\n2026-11-03  -300 乙||||二\n", "bank" },
  { "Alipay's account bill of merchants: signed columns, tabs behind numbers",
    "#支付宝账务明细查询\n#账号：[20880000]\n#-----------------------------------------账务明细列表----\n"
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,备注\n"
    "1001\t,2001\t,PX-2026-0002\t,硒鼓\t,2026-11-02 08:00:00,张三(abc***@example.com),113.00,,113.00,\n"
    "1002\t,2002\t,,收费,2026-11-02 "
    "08:00:01,,,-0.68,112.32,服务费\n#-----账务明细列表结束----\n#导出时间：2026年11月03日\n",
    "2026-11-02 08:00:00 11300 |张三(abc***@example.com)|1001|PX-2026-0002|硒鼓\n"
    "2026-11-02 08:00:01 -68 ||1002||收费 服务费\n",
    "alipay" },
  { "Alipay's export for persons",
    "支付宝交易记录明细查询\n交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/"
    "付款方式,交易状态,交易订单号,商家订单号,备注\n"
    "2026-11-02 08:00:00,收入,*三,zh***@example.com,货款,收入,113.00,,交易成功,2026110222\t,M1\t,\n"
    "2026-11-02 09:00:00,购物,店,,杯子,支出,10.00,花呗,交易关闭,2026110223\t,,\n"
    "2026-11-02 10:00:00,理财,余额宝,,转入,不计收支,50.00,,交易成功,2026110224\t,,\n",
    "2026-11-02 08:00:00 11300 *三|zh***@example.com|2026110222|M1|货款\n", "alipay", 2 },
  { "WeChat Pay's export for persons",
    "微信支付账单明细,,,,,,,,,,\n微信昵称：[样例],,,,,,,,,,\n----------------------微信支付账单明细列表------"
    "--------------,,,,,,,,,,\n"
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    "2026-11-02 12:00:00,转账,李四,\"转账备注:PX-2026-0003\",收入,¥56.50,/,已存入零钱,1000\t,/,\"/\"\n"
    "2026-11-02 13:00:00,零钱提现,银行,\"/\",/,¥10.00,银行,提现已到账,1001\t,/,\"服务费¥0.10\"\n",
    "2026-11-02 12:00:00 5650 李四||1000||转账备注:PX-2026-0003\n", "wechat", 1 },
  { "WeChat Pay's bill of merchants: accents before all, refunds, sums at the end",
    "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易类型,交易状态,应结订单金额,退款金额,商品名称,"
    "手续费\n"
    "`2026-11-02 12:00:00,`wx1,`16,`4200001,`PX-2026-0004,`JSAPI,`SUCCESS,`100.00,`0.00,`硒鼓,`0.60\n"
    "`2026-11-02 13:00:00,`wx1,`16,`4200001,`PX-2026-0004,`JSAPI,`REFUND,`0.00,`40.00,`硒鼓,`-0.24\n"
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n`2,`100."
    "00,`40.00,`0.00,`0.36,`100.00,`40.00\n",
    "2026-11-02 12:00:00 10000 ||4200001|PX-2026-0004|硒鼓\n2026-11-02 13:00:00 -4000 "
    "||4200001|PX-2026-0004|硒鼓\n",
    "wechat" },
  { "what cannot be read is told",
    "交易日期,金额,对方户名\n2026-11-02,12.345,甲\n2026-13-02,12.00,乙\n2026-11-04,\"1,2345\",丙\n2026-11-05,"
    ",丁\n,,\n",
    "", "bank", 0, 4 },
  { "compact date and time",
    "交易时间,收入金额,支出金额,对方户名\n20261102103000,1.00,-,甲\n20261102 10:31,--,2.00,乙\n",
    "2026-11-02 10:30:00 100 甲||||\n2026-11-02 10:31:00 -200 乙||||\n", "bank" },
  { "units within the headings, another 账, a use",
    "账号,交易时间,借方发生额/元(支取),贷方发生额/元(收入),余额,收(付)方名称,收(付)方帐号,交易用途\n"
    "33,2026-11-02 10:30:00,,12.00,12.00,甲,66,货款\n33,2026-11-02 10:31:00,2.00,,10.00,乙,67,\n",
    "2026-11-02 10:30:00 1200 甲|66|||货款\n2026-11-02 10:31:00 -200 乙|67|||\n", "bank" },
  { "headings in two languages",
    "交易日期[ Transaction Date ],交易金额[ Trade Amount ],付款人名称[ Payer's Name ],交易流水号[ "
    "Transaction reference number "
    "],摘要[ Reference ]\n20261102,-12.00,甲,T1,一\n20261103,15.00,乙,T2,二\n",
    "2026-11-02  -1200 甲||T1||一\n2026-11-03  1500 乙||T2||二\n", "bank" },
  { "an amount beside two columns that say which way it went",
    "交易日期,交易金额,收入,支出,对方户名\n2026-11-02,5.00,,5.00,甲\n2026-11-03,6.00,6.00,,乙\n",
    "2026-11-02  -500 甲||||\n2026-11-03  600 乙||||\n", "bank" },
  { "both columns filled", "交易日期,收入金额,支出金额,对方户名\n2026-11-02,1.00,2.00,甲\n", "", "bank", 0,
    1 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdStatement) statement = read_text (cases[i].text, -1, &error);
      g_autofree char *all = NULL;

      g_test_message ("%s", cases[i].what);
      g_assert_no_error (error);
      all = flatten (statement);
      g_assert_cmpstr (all, ==, cases[i].lines);
      g_assert_cmpstr (statement->source, ==, cases[i].source);
      g_assert_cmpuint (statement->n_left_out, ==, cases[i].n_left_out);
      g_assert_cmpuint (statement->problems->len, ==, cases[i].n_problems);
    }
}

static void
test_gbk (void)
{
  gsize length;
  g_autofree char *gbk = g_convert (cases[4].text, -1, "GB18030", "UTF-8", NULL, &length, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStatement) statement = read_text (gbk, (gssize) length, &error);
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  all = flatten (statement);
  g_assert_cmpstr (all, ==, cases[4].lines);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "a,b\n1,2\n", "订单号,订单日期,金额\nA,2026-11-02,1\n",
                                       "交易日期,对方户名\n2026-11-02,甲\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (texts[i], -1, &error));
      g_assert_error (error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT);
    }
}

/* A statement that overlaps another has the same keys where it has the same movements; equal ones are counted. */
static void
test_keys (void)
{
  static const char *const first =
      "交易日期,金额,对方户名\n2026-11-02,5.00,甲\n2026-11-02,5.00,甲\n2026-11-03,7.00,乙\n";
  static const char *const second = "账户明细\n日期,对方户名,金额(元)\n2026-11-02,甲,5.00\n2026-11-02,甲,\"5."
                                    "00\"\n2026-11-03,乙,7\n2026-11-04,甲,5.00\n";
  g_autoptr (PdStatement) a = read_text (first, -1, NULL), b = read_text (second, -1, NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (a->lines->len, ==, 3);
  g_assert_cmpuint (b->lines->len, ==, 4);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpstr (((PdStatementLine *) a->lines->pdata[i])->key, ==,
                       ((PdStatementLine *) b->lines->pdata[i])->key);
      g_assert_true (g_hash_table_add (keys, ((PdStatementLine *) a->lines->pdata[i])->key));
    }
  g_assert_true (g_hash_table_add (keys, ((PdStatementLine *) b->lines->pdata[3])->key));
}

/* Bytes that are turned, doubled and lost: whatever is read has a date, an amount and texts, and a key of its own. */
static void
test_hostile (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);

  for (guint round = 0; round < 200; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autoptr (GString) text = g_string_new (cases[i].text);
        g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
        g_autoptr (PdStatement) statement = NULL;

        for (guint n = (guint) g_rand_int_range (random, 1, 8); n > 0; n--)
          {
            gsize at = (gsize) g_rand_int_range (random, 0, (int) text->len);

            if (g_rand_boolean (random))
              text->str[at] = (char) g_rand_int_range (random, 0, 256);
            else if (g_rand_boolean (random))
              g_string_erase (text, (gssize) at, 1);
            else
              g_string_insert_len (text, (gssize) at, text->str, (gssize) MIN (text->len, 40));
          }
        statement = read_text (text->str, (gssize) text->len, NULL);
        for (guint j = 0; statement != NULL && j < statement->lines->len; j++)
          {
            const PdStatementLine *line = statement->lines->pdata[j];

            g_assert_cmpuint (strlen (line->date), ==, 10);
            g_assert_cmpint (line->amount, !=, 0);
            g_assert_true (g_utf8_validate (line->remark, -1, NULL) &&
                           g_utf8_validate (line->counterparty, -1, NULL));
            g_assert_true (g_hash_table_add (keys, line->key));
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/cases", test_cases);
  g_test_add_func ("/statement/gbk", test_gbk);
  g_test_add_func ("/statement/refused", test_refused);
  g_test_add_func ("/statement/keys", test_keys);
  g_test_add_func ("/statement/hostile", test_hostile);
  return g_test_run ();
}
