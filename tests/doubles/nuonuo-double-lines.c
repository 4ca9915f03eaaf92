/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

#include "model/pd-decimal.h"

#define MAX_LINES 2000

/* A tax may miss amount times rate by so many fen (E9131). */
#define TAX_TOLERANCE 6

/* One line as it was read. */
typedef struct
{
  const char *name;
  const char *rate;
  const char *property; /* "0" normal, "1" discount, "2" discounted */
  gint64 net;
  gint64 tax;
  gint64 gross;
} Line;

/* A plain number with at most @places decimals. */
static gboolean
is_number (const char *text, guint places)
{
  const char *at = text + (*text == '-' ? 1 : 0);
  gsize whole = strspn (at, "0123456789");
  gsize decimals;

  if (whole == 0)
    return FALSE;
  if (at[whole] == '\0')
    return TRUE;
  if (at[whole] != '.')
    return FALSE;
  decimals = strspn (at + whole + 1, "0123456789");
  return decimals > 0 && decimals <= places && at[whole + 1 + decimals] == '\0';
}

static gboolean
check_format (NuonuoCall *call, JsonObject *row, guint number)
{
  static const struct
  {
    const char *name;
    guint places;
    const char *code;
  } formats[] = {
    { "price", 8, "E9124" },
    { "num", 8, "E9125" },
    { "taxRate", 6, "E9126" },
    { "tax", 2, "E9127" },
    { "taxExcludedAmount", 2, "E9128" },
    { "taxIncludedAmount", 2, "E9129" },
    { "deduction", 2, "E9129" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const char *value = nuonuo_param (row, formats[i].name);

      if (*value != '\0' && !is_number (value, formats[i].places))
        return nuonuo_call_refuse (call, formats[i].code, "第%u行%s格式不正确", number, formats[i].name);
    }
  return TRUE;
}

static gboolean
check_code (NuonuoCall *call, JsonObject *row, guint number)
{
  const char *code = nuonuo_param (row, "goodsCode");

  if (*code == '\0' && !nuonuo_has (row, "selfCode"))
    return nuonuo_call_refuse (call, "E9138", "第%u行商品编码不能为空", number);
  if (*code != '\0' && !nuonuo_is_digits (code, 19, 19))
    return nuonuo_call_refuse (call, "E9121", "第%u行商品编码不正确", number);
  return TRUE;
}

/* How a line is favoured (优惠政策) and why its rate is zero. */
static gboolean
check_policy (NuonuoCall *call, JsonObject *row, guint number)
{
  static const char *const policies[] = { "",   "0",  "01", "02", "03", "04", "05", "06", "07", "08", "09",
                                          "10", "11", "12", "13", "14", "15", "16", "17", "18", NULL };
  static const char *const zeros[] = { "", "1", "2", "3", NULL };

  if (!g_strv_contains (policies, nuonuo_param (row, "favouredPolicyFlag")))
    return nuonuo_call_refuse (call, "E4000", "第%u行favouredPolicyFlag不正确", number);
  if (!g_strv_contains (zeros, nuonuo_param (row, "zeroRateFlag")))
    return nuonuo_call_refuse (call, "E4000", "第%u行zeroRateFlag不正确", number);
  return TRUE;
}

/* Rounded to fen, half away from zero. */
static gint64
round_fen (const PdDecimal *value)
{
  gint64 fen = 0;

  pd_decimal_to_fen (value, &fen, NULL);
  return fen;
}

/* What the three amounts are when price and quantity alone were sent. */
static void
compute_amounts (JsonObject *row, Line *line)
{
  g_autoptr (PdDecimal) price = pd_decimal_new_from_text (nuonuo_param (row, "price"), NULL);
  g_autoptr (PdDecimal) num = pd_decimal_new_from_text (nuonuo_param (row, "num"), NULL);
  g_autoptr (PdDecimal) rate = pd_decimal_new_from_text (line->rate, NULL);
  g_autoptr (PdDecimal) one = pd_decimal_new (1, 0);
  g_autoptr (PdDecimal) factor = pd_decimal_add (one, rate);
  g_autoptr (PdDecimal) product = pd_decimal_multiply (price, num);

  if (g_str_equal (nuonuo_param (row, "withTaxFlag"), "1"))
    {
      g_autoptr (PdDecimal) net = pd_decimal_divide (product, factor);

      line->gross = round_fen (product);
      line->net = round_fen (net);
      line->tax = line->gross - line->net;
      return;
    }

  g_autoptr (PdDecimal) tax = pd_decimal_multiply (product, rate);

  line->net = round_fen (product);
  line->tax = round_fen (tax);
  line->gross = line->net + line->tax;
}

static gboolean
read_amounts (NuonuoCall *call, JsonObject *row, Line *line, guint number)
{
  gboolean has_price = nuonuo_has (row, "price");
  gboolean all = nuonuo_has (row, "taxExcludedAmount") && nuonuo_has (row, "tax") &&
                 nuonuo_has (row, "taxIncludedAmount");

  if (has_price != nuonuo_has (row, "num"))
    return nuonuo_call_refuse (call, "E9123", "第%u行单价和数量必须同时为空或同时不为空", number);
  if (!has_price && !all)
    return nuonuo_call_refuse (call, "E9123", "第%u行单价为空时金额、税额、含税金额不能为空", number);
  if (!all)
    {
      compute_amounts (row, line);
      return TRUE;
    }
  nuonuo_fen_read (nuonuo_param (row, "taxExcludedAmount"), 2, &line->net);
  nuonuo_fen_read (nuonuo_param (row, "tax"), 2, &line->tax);
  nuonuo_fen_read (nuonuo_param (row, "taxIncludedAmount"), 2, &line->gross);
  if (line->net + line->tax != line->gross)
    return nuonuo_call_refuse (call, "E9130", "第%u行不含税金额与税额之和不等于含税金额", number);
  return TRUE;
}

static gboolean
check_tax (NuonuoCall *call, JsonObject *row, const Line *line, guint number)
{
  g_autoptr (PdDecimal) rate = pd_decimal_new_from_text (line->rate, NULL);
  g_autoptr (PdDecimal) tax = pd_decimal_new_from_fen (line->tax);
  g_autoptr (PdDecimal) base = pd_decimal_new_from_fen (line->net);
  g_autoptr (PdDecimal) tolerance = pd_decimal_new_from_fen (TAX_TOLERANCE);

  /* With a deduction (差额征税) the tax is of less than the amount; the papers do not say how it is checked. */
  if (nuonuo_has (row, "deduction"))
    return TRUE;

  g_autoptr (PdDecimal) right = pd_decimal_multiply (base, rate);
  g_autoptr (PdDecimal) difference = pd_decimal_subtract (right, tax);
  g_autoptr (PdDecimal) size = pd_decimal_absolute (difference);

  if (pd_decimal_compare (size, tolerance) > 0)
    return nuonuo_call_refuse (call, "E9131", "第%u行税额误差超过0.06", number);
  return TRUE;
}

/* A discount stands directly after the line it is of, with its name and rate, and is no larger. */
static gboolean
check_discount (NuonuoCall *call, const Line *line, const Line *before, guint number)
{
  gboolean is_discount = g_str_equal (line->property, "1");
  gboolean after_discounted = before != NULL && g_str_equal (before->property, "2");

  if (!is_discount)
    {
      if (after_discounted)
        return nuonuo_call_refuse (call, "E9107", "第%u行被折扣行后没有折扣行", number - 1);
      if (line->net < 0)
        return nuonuo_call_refuse (call, "E9105", "第%u行金额为负但不是折扣行", number);
      return TRUE;
    }
  if (before != NULL && g_str_equal (before->property, "1"))
    return nuonuo_call_refuse (call, "E9111", "第%u行：一个商品行只能有一个折扣行", number);
  if (!after_discounted || line->net > 0)
    return nuonuo_call_refuse (call, "E9105", "第%u行折扣行必须紧跟被折扣行且金额为负", number);
  if (!g_str_equal (line->name, before->name))
    return nuonuo_call_refuse (call, "E9110", "第%u行折扣行与被折扣行商品名称不一致", number);
  if (!g_str_equal (line->rate, before->rate))
    return nuonuo_call_refuse (call, "E9112", "第%u行折扣行与被折扣行税率不一致", number);
  if (-line->net > before->net || -line->tax > before->tax)
    return nuonuo_call_refuse (call, "E9108", "第%u行折扣金额大于被折扣行金额", number);
  return TRUE;
}

static gboolean
read_line (NuonuoCall *call, JsonNode *node, guint number, Line *line)
{
  static const char *const properties[] = { "0", "1", "2", NULL };
  const char *flag;
  JsonObject *row;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return nuonuo_call_refuse (call, "E4000", "第%u行不是对象", number);
  row = json_node_get_object (node);
  if (!nuonuo_check_line_fields (call, row) || !check_format (call, row, number) ||
      !check_code (call, row, number) || !check_policy (call, row, number))
    return FALSE;
  flag = nuonuo_param (row, "withTaxFlag");
  line->name = nuonuo_param (row, "goodsName");
  line->rate = nuonuo_param (row, "taxRate");
  line->property = nuonuo_has (row, "invoiceLineProperty") ? nuonuo_param (row, "invoiceLineProperty") : "0";
  if (!g_str_equal (flag, "0") && !g_str_equal (flag, "1"))
    return nuonuo_call_refuse (call, "E4000", "第%u行withTaxFlag不正确", number);
  if (!g_strv_contains (properties, line->property))
    return nuonuo_call_refuse (call, "E4000", "第%u行invoiceLineProperty不正确", number);
  if (*line->rate == '-')
    return nuonuo_call_refuse (call, "E9126", "第%u行税率不正确", number);
  return read_amounts (call, row, line, number) && check_tax (call, row, line, number);
}

/* The lines of an order, and their sums. */
gboolean
nuonuo_check_lines (NuonuoCall *call, JsonObject *order, gint64 *net, gint64 *tax)
{
  JsonNode *node = json_object_get_member (order, "invoiceDetail");
  JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint length = rows != NULL ? json_array_get_length (rows) : 0;
  Line before = { 0 };

  if (length == 0)
    return nuonuo_call_refuse (call, "E9122", "发票明细不能为空");
  if (length > MAX_LINES)
    return nuonuo_call_refuse (call, "E4000", "发票明细超过%d行", MAX_LINES);
  *net = *tax = 0;
  for (guint i = 0; i < length; i++)
    {
      Line line = { 0 };

      if (!read_line (call, json_array_get_element (rows, i), i + 1, &line) ||
          !check_discount (call, &line, i > 0 ? &before : NULL, i + 1))
        return FALSE;
      *net += line.net;
      *tax += line.tax;
      before = line;
    }
  if (g_str_equal (before.property, "2"))
    return nuonuo_call_refuse (call, "E9107", "第%u行被折扣行后没有折扣行", length);
  return TRUE;
}
