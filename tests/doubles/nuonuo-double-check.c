/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* What 诺税通 refuses of an order before it takes it in. The papers give E9124 to E9129 for wrong amounts without
 * saying which is which: here by the order of the fields. */

typedef struct
{
  const char *name;
  guint length; /* characters, at most */
  gboolean needed;
} Field;

static const Field order_fields[] = {
  { "buyerName", 100, TRUE },
  { "buyerTaxNum", 20, FALSE },
  { "buyerTel", 50, FALSE },
  { "buyerAddress", 80, FALSE },
  { "buyerAccount", 100, FALSE },
  { "salerTaxNum", 20, TRUE },
  { "salerTel", 20, FALSE },
  { "salerAddress", 80, FALSE },
  { "salerAccount", 100, FALSE },
  { "showBankAccountType", 2, FALSE },
  { "orderNo", 20, TRUE },
  { "invoiceDate", 20, TRUE },
  { "invoiceType", 1, TRUE },
  { "invoiceLine", 2, FALSE },
  { "clerk", 20, TRUE },
  { "checker", 20, FALSE },
  { "payee", 20, FALSE },
  { "remark", 230, FALSE },
  { "pushMode", 2, FALSE },
  { "buyerPhone", 20, FALSE },
  { "ccPhone", 100, FALSE },
  { "ccEmail", 250, FALSE },
  { "extensionNumber", 5, FALSE },
  { "departmentId", 32, FALSE },
  { "clerkId", 32, FALSE },
  { "callBackUrl", 1000, FALSE },
  { "specificFactor", 2, FALSE },
  { "naturalPersonFlag", 1, FALSE },
  { "taxNumVerifyFlag", 1, FALSE },
  { "naturalPersonVerifyFlag", 1, FALSE },
  { "surveyAnswerType", 1, FALSE },
  { "buyerManagerName", 16, FALSE },
  { "managerCardType", 40, FALSE },
  { "managerCardNo", 20, FALSE },
  { "bField1", 255, FALSE },
  { "bField2", 255, FALSE },
  { "bField3", 255, FALSE },
};

static const Field line_fields[] = {
  { "goodsName", 90, TRUE },
  { "goodsCode", 19, FALSE },
  { "selfCode", 16, FALSE },
  { "withTaxFlag", 1, TRUE },
  { "price", 16, FALSE },
  { "num", 16, FALSE },
  { "unit", 20, FALSE },
  { "specType", 40, FALSE },
  { "tax", 16, FALSE },
  { "taxRate", 10, TRUE },
  { "taxExcludedAmount", 16, FALSE },
  { "taxIncludedAmount", 16, FALSE },
  { "invoiceLineProperty", 1, FALSE },
  { "favouredPolicyFlag", 2, FALSE },
  { "favouredPolicyName", 50, FALSE },
  { "zeroRateFlag", 1, FALSE },
  { "deduction", 16, FALSE },
  { "dField1", 100, FALSE },
  { "dField2", 100, FALSE },
  { "dField3", 100, FALSE },
  { "dField4", 100, FALSE },
  { "dField5", 100, FALSE },
};

/* Every value is a string (or null), none is too long, and what is needed is there. */
static gboolean
check_fields (NuonuoCall *call, JsonObject *object, const Field *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      JsonNode *node = json_object_get_member (object, fields[i].name);
      const char *value = nuonuo_param (object, fields[i].name);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node) &&
          (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING))
        return nuonuo_call_refuse (call, "E4000", "参数%s的类型不正确，应为字符串", fields[i].name);
      if (fields[i].needed && *value == '\0')
        return nuonuo_call_refuse (call, "E4000", "参数%s不能为空", fields[i].name);
      if (g_utf8_strlen (value, -1) > fields[i].length)
        return nuonuo_call_refuse (call, "E4000", "参数%s长度超过%u", fields[i].name, fields[i].length);
    }
  return TRUE;
}

static gboolean
is_one_of (const char *value, const char *const *all)
{
  return g_strv_contains (all, value);
}

/* The kinds of 数电票: electronic, and on paper from the bureau's platform. */
static gboolean
is_digital (const char *line)
{
  static const char *const digital[] = { "pc", "bs", "ec", "es", NULL };

  return is_one_of (line, digital);
}

static gboolean
check_seller (NuonuoCall *call, JsonObject *order)
{
  const char *seller = nuonuo_param (order, "salerTaxNum");

  if (*call->seller != '\0' && !g_str_equal (call->seller, seller))
    return nuonuo_call_refuse (call, "E9302", "userTax与salerTaxNum不一致");
  if (!nuonuo_is_tax_number (seller))
    return nuonuo_call_refuse (call, "E9300", "销方税号格式不正确");
  if (!nuonuo_know_seller (call->self, seller))
    return nuonuo_call_refuse (call, "E9301", "销方税号不存在");
  /* They may be left out when the vendor's desk knows them. */
  if (nuonuo_setting_integer (call->self, "seller_desk") == 0 &&
      (!nuonuo_has (order, "salerTel") || !nuonuo_has (order, "salerAddress")))
    return nuonuo_call_refuse (call, "E4000", "销方电话和地址不能为空");
  return TRUE;
}

static gboolean
check_buyer (NuonuoCall *call, JsonObject *order)
{
  const char *tax_number = nuonuo_param (order, "buyerTaxNum");
  const char *line = nuonuo_param (order, "invoiceLine");

  if (*tax_number != '\0' && !nuonuo_is_tax_number (tax_number))
    return nuonuo_call_refuse (call, "E9306", "购方税号格式不正确");
  if (*tax_number == '\0' && (g_str_equal (line, "bs") || g_str_equal (line, "es")))
    return nuonuo_call_refuse (call, "E9307", "专用发票购方税号不能为空");
  if (g_utf8_strlen (nuonuo_param (order, "buyerTel"), -1) +
          g_utf8_strlen (nuonuo_param (order, "buyerAddress"), -1) >
      100)
    return nuonuo_call_refuse (call, "E4000", "购方地址和电话总长度超过100");
  if (g_str_equal (nuonuo_param (order, "naturalPersonFlag"), "1") && !g_str_equal (line, "pc"))
    return nuonuo_call_refuse (call, "E4000", "自然人标识仅适用于数电普票");
  return TRUE;
}

/* -1 nobody, 0 mail, 1 phone, 2 both; phone when it is left out. */
static gboolean
check_push (NuonuoCall *call, JsonObject *order)
{
  static const char *const modes[] = { "-1", "0", "1", "2", NULL };
  const char *mode = nuonuo_has (order, "pushMode") ? nuonuo_param (order, "pushMode") : "1";

  if (!is_one_of (mode, modes))
    return nuonuo_call_refuse (call, "E4000", "推送方式不正确");
  if ((*mode == '1' || *mode == '2') && !nuonuo_has (order, "buyerPhone"))
    return nuonuo_call_refuse (call, "E4000", "推送方式为手机时buyerPhone不能为空");
  if ((*mode == '0' || *mode == '2') && !nuonuo_has (order, "email"))
    return nuonuo_call_refuse (call, "E4000", "推送方式为邮箱时email不能为空");
  if (g_utf8_strlen (nuonuo_param (order, "email"), -1) > 50)
    return nuonuo_call_refuse (call, "E9104", "邮箱长度不能超过50");
  return TRUE;
}

static gboolean
check_head (NuonuoCall *call, JsonObject *order)
{
  static const char *const lines[] = { "pc", "bs", "ec", "es", "p", "c", "s",
                                       "e",  "f",  "r",  "b",  "j", "u", NULL };
  static const char *const factors[] = { "0",  "1",  "2",  "3",  "4",  "5",  "6", "9",
                                         "16", "31", "32", "33", "34", "35", NULL };
  const char *line = nuonuo_param (order, "invoiceLine");
  const char *type = nuonuo_param (order, "invoiceType");
  const char *date = nuonuo_param (order, "invoiceDate");
  const char *factor = nuonuo_param (order, "specificFactor");
  gint64 at;

  if (!g_str_equal (type, "1") && !g_str_equal (type, "2"))
    return nuonuo_call_refuse (call, "E9101", "开票类型不正确");
  if (*line != '\0' && !is_one_of (line, lines))
    return nuonuo_call_refuse (call, "E4000", "发票种类不正确");
  if (g_str_equal (type, "2") && is_digital (line))
    return nuonuo_call_refuse (call, "E9101", "数电发票请通过红字确认单开具红票");
  if (g_str_equal (type, "2"))
    return nuonuo_call_refuse (call, "E9102", "原发票代码或号码不正确");
  if (strlen (date) != 19 || !nuonuo_day_read (date, &at))
    return nuonuo_call_refuse (call, "E4000", "订单时间格式不正确");
  if (*factor != '\0' && !is_one_of (factor, factors))
    return nuonuo_call_refuse (call, "E4000", "特定业务类型不正确");
  if (is_digital (line) && g_utf8_strlen (nuonuo_param (order, "remark"), -1) > 200)
    return nuonuo_call_refuse (call, "E4000", "数电发票备注长度超过200");
  return TRUE;
}

/* A special kind of business (特定业务) has a block of its own. */
static gboolean
check_business (NuonuoCall *call, JsonObject *order)
{
  static const char *const blocks[][2] = {
    { "3", "invoiceBuildingInfo" },
    { "4", "invoiceGoodsTransports" },
    { "5", "realPropertySellInfo" },
    { "6", "realPropertyRentInfo" },
    { "9", "invoiceTravellerTransportInfoList" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      JsonNode *node = json_object_get_member (order, blocks[i][1]);

      if (g_str_equal (nuonuo_param (order, "specificFactor"), blocks[i][0]) &&
          (node == NULL || JSON_NODE_HOLDS_NULL (node)))
        return nuonuo_call_refuse (call, "E4000", "特定业务%s缺少参数%s", blocks[i][0], blocks[i][1]);
    }
  return TRUE;
}

/* Whether nuonuo.OpeMplatform.requestBillingNew takes this order; with its sums when it does. */
gboolean
nuonuo_check_order (NuonuoCall *call, JsonObject *order, gint64 *net, gint64 *tax)
{
  return check_fields (call, order, order_fields, G_N_ELEMENTS (order_fields)) &&
         check_seller (call, order) && check_head (call, order) && check_buyer (call, order) &&
         check_push (call, order) && check_business (call, order) &&
         nuonuo_check_lines (call, order, net, tax);
}

gboolean
nuonuo_check_line_fields (NuonuoCall *call, JsonObject *line)
{
  return check_fields (call, line, line_fields, G_N_ELEMENTS (line_fields));
}
