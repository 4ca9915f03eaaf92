/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-statement-private.h"

#include "model/pd-plain-text.h"

#include <string.h>

/* Rows before the headings: names, accounts, periods, instructions. */
#define MAX_PREAMBLE 60
#define MAX_COLUMNS 100

/* A row of headings has a date, an amount, and something else that is known. */
#define LEAST_KNOWN 3

#define MAX_NAMES 16

/* What banks (ICBC, CCB, ABC, BOC, CMB and others), Alipay and WeChat Pay call their columns, without spaces and units; of
 * several in a file the one that stands first here is meant. Both trade bills of merchants and exports for persons. */
static const char *const names[PD_STATEMENT_N_COLUMNS][MAX_NAMES] = {
  [PD_STATEMENT_DATE] = { "交易日期", "记账日期", "入账日期", "记账日", "交易日", "业务日期", "付款时间",
                          "入账时间", "发生时间", "交易时间", "交易完成时间", "交易创建时间", "日期",
                          "date" },
  [PD_STATEMENT_TIME] = { "交易时间", "时间", "交易时刻", "time" },
  [PD_STATEMENT_AMOUNT] = { "金额", "交易金额", "发生额", "发生金额", "收支金额", "收/支金额", "人民币金额",
                            "amount" },
  [PD_STATEMENT_IN] = { "收入金额", "收入", "贷方发生额", "贷方金额", "贷方", "贷方发生额(收入)", "存入金额",
                        "转入金额", "贷方发生金额", "应结订单金额", "收入额", "credit", "deposit" },
  [PD_STATEMENT_OUT] = { "支出金额", "支出", "借方发生额", "借方金额", "借方", "借方发生额(支取)", "支取金额",
                         "转出金额", "借方发生金额", "退款金额", "支出额", "debit", "withdrawal" },
  [PD_STATEMENT_DIRECTION] = { "收/支", "收支", "收支类型", "借贷标志", "借贷方向", "借/贷", "借贷",
                               "资金流向", "交易方向", "收付标志", "收付方向" },
  [PD_STATEMENT_BALANCE] = { "余额", "账户余额", "联机余额", "本次余额", "当前余额", "balance" },
  [PD_STATEMENT_COUNTERPARTY] = { "交易对方", "对方户名", "对方名称", "对方单位名称", "对方单位",
                                  "对方账户名称", "对方账户名", "对手户名", "付款人名称", "收(付)方名称",
                                  "交易对手名称", "对方账号名称", "对方姓名", "counterparty" },
  [PD_STATEMENT_ACCOUNT] = { "对方账号", "对方账户", "对手账号", "收(付)方账号", "付款人账号",
                             "交易对手账号" },
  [PD_STATEMENT_REFERENCE] = { "交易单号", "交易流水号", "交易号", "交易订单号", "微信订单号", "账务流水号",
                               "业务流水号", "支付宝交易号", "核心流水号", "流水号", "交易编号", "凭证号",
                               "reference" },
  [PD_STATEMENT_ORDER] = { "商户单号", "商户订单号", "商家订单号", "订单号" },
  [PD_STATEMENT_STATUS] = { "交易状态", "当前状态", "状态", "status" },
};

/* All of these that a file has are read together. */
static const char *const remarks[] = { "备注",     "摘要",        "用途",     "附言",
                                       "交易附言", "交易用途",    "商品",     "商品名称",
                                       "商品说明", "交易摘要",    "交易备注", "个性化信息",
                                       "remark",   "description", "memo",     NULL };

/* "(元)", "(+元)", "(¥)", "(CNY)" are units, and "[ Trade Amount ]" is a translation: neither is part of the name. */
static void
strip_unit (char *header)
{
  static const char *const units[] = { "元", "¥", "rmb", "cny", "人民币" };
  char *translation = strchr (header, '[');
  char *bracket;

  if (translation != NULL && translation > header)
    *translation = '\0';
  bracket = strrchr (header, '(');
  for (gsize i = 0; bracket != NULL && bracket > header && i < G_N_ELEMENTS (units); i++)
    if (g_str_has_suffix (bracket, ")") && strstr (bracket, units[i]) != NULL)
      *bracket = '\0';
}

/**
 * pd_statement_cell:
 * @column: -1 for a column that the file has not
 *
 * Payment platforms put a tab behind numbers or an accent before them, so that no spreadsheet makes doubles of them.
 *
 * Returns: (transfer full): the text alone
 */
char *
pd_statement_cell (PdSheet *sheet, guint row, int column)
{
  g_autofree char *plain =
      column >= 0 ? pd_plain_text (pd_sheet_get_cell (sheet, row, (guint) column)) : NULL;

  return plain != NULL ? g_strdup (g_strstrip (plain + (*plain == '`'))) : g_strdup ("");
}

/* As the table has it: small, without spaces, units and quotes, and with one way to write 账. */
static char *
heading (PdSheet *sheet, guint row, guint column, gboolean *has_minus)
{
  g_autofree char *cell = pd_statement_cell (sheet, row, (int) column);
  g_autofree char *small = g_utf8_strdown (cell, -1);
  g_auto (GStrv) words = g_strsplit_set (small, " \t\r\n\"'", -1);
  GString *name = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    g_string_append (name, words[i]);
  g_string_replace (name, "帐", "账", 0);
  g_string_replace (name, "/元", "", 0);
  *has_minus = strstr (name->str, "(-") != NULL;
  strip_unit (name->str);
  return g_string_free (name, FALSE);
}

/* How early in the table; -1 when it is not there. */
static int
rank_of (PdStatementColumn column, const char *name)
{
  for (int i = 0; i < MAX_NAMES && names[column][i] != NULL; i++)
    if (g_str_equal (names[column][i], name))
      return i;
  return -1;
}

static guint
read_headings (PdSheet *sheet, guint row, PdStatementColumns *self)
{
  int ranks[PD_STATEMENT_N_COLUMNS];
  guint known = 0;

  *self = (PdStatementColumns){ .header = row };
  for (guint i = 0; i < PD_STATEMENT_N_COLUMNS; i++)
    self->columns[i] = ranks[i] = -1;
  for (guint column = 0; column < MIN (pd_sheet_get_n_columns (sheet), MAX_COLUMNS); column++)
    {
      gboolean has_minus;
      g_autofree char *name = heading (sheet, row, column, &has_minus);

      for (guint i = 0; i < PD_STATEMENT_N_COLUMNS; i++)
        {
          int rank = rank_of (i, name);

          if (rank < 0 || (ranks[i] >= 0 && ranks[i] <= rank))
            continue;
          known += ranks[i] < 0;
          ranks[i] = rank;
          self->columns[i] = (int) column;
          if (i == PD_STATEMENT_OUT)
            self->out_is_signed = has_minus;
        }
      if (g_strv_contains (remarks, name) && self->n_remarks < PD_STATEMENT_MAX_REMARKS)
        self->remarks[self->n_remarks++] = column;
    }
  if (self->columns[PD_STATEMENT_TIME] == self->columns[PD_STATEMENT_DATE])
    self->columns[PD_STATEMENT_TIME] = -1;
  return known + (self->n_remarks > 0);
}

static gboolean
row_names (PdSheet *sheet, guint row, const char *word)
{
  for (guint column = 0; column < MIN (pd_sheet_get_n_columns (sheet), MAX_COLUMNS); column++)
    if (strstr (pd_sheet_get_cell (sheet, row, column), word) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * pd_statement_find_columns:
 * @sheet: a sheet
 * @columns: (out caller-allocates): where what stands
 *
 * Returns: whether one of its first 60 rows has headings of a statement
 */
gboolean
pd_statement_find_columns (PdSheet *sheet, PdStatementColumns *columns)
{
  const char *source = "bank";

  for (guint row = 0; row < MIN (pd_sheet_get_n_rows (sheet), MAX_PREAMBLE); row++)
    {
      guint known = read_headings (sheet, row, columns);
      const int *at = columns->columns;

      if (row_names (sheet, row, "支付宝"))
        source = "alipay";
      else if (row_names (sheet, row, "微信"))
        source = "wechat";
      if (known < LEAST_KNOWN || at[PD_STATEMENT_DATE] < 0 ||
          (at[PD_STATEMENT_AMOUNT] < 0 && at[PD_STATEMENT_IN] < 0 && at[PD_STATEMENT_OUT] < 0))
        continue;
      columns->source = source;
      return TRUE;
    }
  return FALSE;
}
