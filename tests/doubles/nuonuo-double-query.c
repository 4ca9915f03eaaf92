/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

#define MAX_KEYS 50

static const char columns[] = "SELECT id, serial, order_number, seller, red, line, content, status, "
                              "fail_cause, number, issued, net, tax, "
                              "submitted, changed, blue_number, void_reason, voided FROM submission ";

enum
{
  ID,
  SERIAL,
  ORDER,
  SELLER,
  RED,
  LINE,
  CONTENT,
  STATUS,
  CAUSE,
  NUMBER,
  ISSUED,
  NET,
  TAX,
  SUBMITTED,
  CHANGED,
  BLUE,
  VOID_REASON,
  VOIDED,
};

static const char *
status_text (gint64 status)
{
  switch (status)
    {
    case 2:
      return "开票完成（最终状态）";
    case 20:
      return "开票中";
    case 21:
      return "开票成功签章中";
    case 22:
      return "开票失败";
    case 24:
      return "开票成功签章失败";
    case 3:
      return "发票已作废";
    default:
      return "发票作废中";
    }
}

static const char *
kind_text (const char *line)
{
  static const char *const kinds[][2] = {
    { "pc", "数电普票(电子)" }, { "bs", "数电专票(电子)" },    { "ec", "数电普票(纸质)" },
    { "es", "数电专票(纸质)" }, { "p", "增值税电子普通发票" }, { "b", "增值税电子专用发票" },
    { "c", "增值税普通发票" },  { "s", "增值税专用发票" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i][0], line))
      return kinds[i][1];
  return "增值税电子普通发票";
}

/* What is given back as it was sent: the name of the answer, the name of the order. */
static void
put_echoes (JsonObject *answer, JsonObject *order)
{
  static const char *const echoes[][2] = {
    { "payerName", "buyerName" },
    { "payerTaxNo", "buyerTaxNum" },
    { "address", "buyerAddress" },
    { "telephone", "buyerTel" },
    { "bankAccount", "buyerAccount" },
    { "clerk", "clerk" },
    { "payee", "payee" },
    { "checker", "checker" },
    { "salerTaxNum", "salerTaxNum" },
    { "salerTel", "salerTel" },
    { "salerAddress", "salerAddress" },
    { "salerAccount", "salerAccount" },
    { "remark", "remark" },
    { "extensionNumber", "extensionNumber" },
    { "deptId", "departmentId" },
    { "clerkId", "clerkId" },
    { "phone", "buyerPhone" },
    { "notifyEmail", "email" },
    { "invoiceType", "invoiceType" },
    { "bField1", "bField1" },
    { "bField2", "bField2" },
    { "bField3", "bField3" },
    { "naturalPersonFlag", "naturalPersonFlag" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    nuonuo_put (answer, echoes[i][0], nuonuo_param (order, echoes[i][1]));
  json_object_set_int_member (answer, "specificFactor", nuonuo_param_integer (order, "specificFactor", 0));
  json_object_set_int_member (answer, "productOilFlag",
                              nuonuo_param_integer (order, "specificFactor", 0) == 1 ? 1 : 0);
}

static void
put_items (JsonObject *answer, JsonObject *order)
{
  static const char *const echoes[][2] = {
    { "itemName", "goodsName" },
    { "itemUnit", "unit" },
    { "itemPrice", "price" },
    { "itemTaxRate", "taxRate" },
    { "itemNum", "num" },
    { "itemAmount", "taxExcludedAmount" },
    { "itemTaxAmount", "tax" },
    { "itemSpec", "specType" },
    { "itemCode", "goodsCode" },
    { "itemSelfCode", "selfCode" },
    { "zeroRateFlag", "zeroRateFlag" },
    { "favouredPolicyName", "favouredPolicyName" },
    { "favouredPolicyFlag", "favouredPolicyFlag" },
    { "deduction", "deduction" },
  };
  JsonArray *items = json_array_new ();
  JsonNode *node = json_object_get_member (order, "invoiceDetail");

  for (guint i = 0; node != NULL && i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonObject *line = json_array_get_object_element (json_node_get_array (node), i);
      JsonObject *item = json_object_new ();
      const char *property = nuonuo_param (line, "invoiceLineProperty");

      for (guint j = 0; j < G_N_ELEMENTS (echoes); j++)
        nuonuo_put (item, echoes[j][0], nuonuo_param (line, echoes[j][1]));
      nuonuo_put (item, "isIncludeTax",
                  g_str_equal (nuonuo_param (line, "withTaxFlag"), "1") ? "true" : "false");
      nuonuo_put (item, "invoiceLineProperty", *property != '\0' ? property : "0");
      json_array_add_object_element (items, item);
    }
  json_object_set_array_member (answer, "invoiceItems", items);
}

/* Links to the files; they may come later than the status. */
static void
put_files (NuonuoDouble *self, JsonObject *answer, sqlite3_stmt *row, gint64 now)
{
  static const char *const files[][3] = { { "pdfUrl", "pdf", NULL },
                                          { "ofdUrl", "ofd", "ofd" },
                                          { "xmlUrl", "xml", "xml" } };
  gboolean ready = nuonuo_column_integer (row, STATUS) == 2 &&
                   now >= nuonuo_column_integer (row, CHANGED) + nuonuo_setting_integer (self, "file_after");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *url =
          g_strdup_printf ("%s/files/%s.%s", self->base_url, nuonuo_column (row, SERIAL), files[i][1]);
      gboolean has = files[i][2] == NULL || nuonuo_setting_integer (self, files[i][2]) != 0;

      nuonuo_put (answer, files[i][0], ready && has ? url : "");
    }
}

static void
put_number (JsonObject *answer, sqlite3_stmt *row)
{
  gint64 status = nuonuo_column_integer (row, STATUS);
  g_autofree char *net = nuonuo_fen_text (nuonuo_column_integer (row, NET));
  g_autofree char *tax = nuonuo_fen_text (nuonuo_column_integer (row, TAX));
  g_autofree char *gross =
      nuonuo_fen_text (nuonuo_column_integer (row, NET) + nuonuo_column_integer (row, TAX));
  /* While it is being sealed the number is there at the bureau, and is not told yet. */
  gboolean told = *nuonuo_column (row, NUMBER) != '\0' && status != 20 && status != 21;

  nuonuo_put (answer, "invoiceCode", "");
  nuonuo_put (answer, "invoiceNo", told ? nuonuo_column (row, NUMBER) : "");
  nuonuo_put (answer, "allElectronicInvoiceNumber", told ? nuonuo_column (row, NUMBER) : "");
  nuonuo_put (answer, "exTaxAmount", net);
  nuonuo_put (answer, "taxAmount", tax);
  nuonuo_put (answer, "orderAmount", gross);
  nuonuo_put (answer, "oldEleInvoiceNumber", nuonuo_column (row, BLUE));
  nuonuo_put (answer, "invoiceKind", kind_text (nuonuo_column (row, LINE)));
  if (told)
    json_object_set_int_member (answer, "invoiceTime", nuonuo_column_integer (row, ISSUED));
  json_object_set_int_member (answer, "createTime", nuonuo_column_integer (row, SUBMITTED));
  json_object_set_int_member (answer, "updateTime", nuonuo_column_integer (row, CHANGED));
  json_object_set_int_member (answer, "stateUpdateTime", nuonuo_column_integer (row, CHANGED));
  json_object_set_int_member (answer, "emailNotifyStatus", told ? 1 : 0);
  json_object_set_int_member (answer, "phoneNotifyStatus", 4);
  if (nuonuo_column_integer (row, VOIDED) > 0)
    {
      json_object_set_int_member (answer, "invalidTime", nuonuo_column_integer (row, VOIDED));
      nuonuo_put (answer, "invalidReason", nuonuo_column (row, VOID_REASON));
    }
}

static JsonObject *
answer_row (NuonuoCall *call, sqlite3_stmt *row, gboolean with_items)
{
  JsonObject *answer = json_object_new ();
  g_autoptr (JsonNode) holder = NULL;
  JsonObject *order = nuonuo_json_read (nuonuo_column (row, CONTENT), -1, &holder);
  gint64 status = nuonuo_column_integer (row, STATUS);
  g_autofree char *status_word = g_strdup_printf ("%" G_GINT64_FORMAT, status);

  nuonuo_put (answer, "serialNo", nuonuo_column (row, SERIAL));
  nuonuo_put (answer, "orderNo", nuonuo_column (row, ORDER));
  nuonuo_put (answer, "status", status_word);
  nuonuo_put (answer, "statusMsg", status_text (status));
  nuonuo_put (answer, "failCause", nuonuo_column (row, CAUSE));
  put_number (answer, row);
  put_files (call->self, answer, row, call->now);
  put_echoes (answer, order);
  if (nuonuo_column_integer (row, RED) != 0)
    nuonuo_put (answer, "invoiceType", "2");
  if (with_items)
    put_items (answer, order);
  return answer;
}

/* The keys of a query: serials win. FALSE when they are wrong, which is told then. */
static gboolean
read_keys (NuonuoCall *call, JsonArray **keys, gboolean *serials)
{
  JsonNode *serial_node = json_object_get_member (call->params, "serialNos");
  JsonNode *order_node = json_object_get_member (call->params, "orderNos");

  *serials = serial_node != NULL && JSON_NODE_HOLDS_ARRAY (serial_node) &&
             json_array_get_length (json_node_get_array (serial_node)) > 0;
  if (!*serials)
    serial_node = order_node;
  if (serial_node == NULL || !JSON_NODE_HOLDS_ARRAY (serial_node) ||
      json_array_get_length (json_node_get_array (serial_node)) == 0)
    return nuonuo_call_refuse (call, "E9611", "发票流水号和订单编号不能同时为空");
  *keys = json_node_get_array (serial_node);
  if (json_array_get_length (*keys) > MAX_KEYS)
    return nuonuo_call_refuse (call, "E4000", "一次最多查询%d个", MAX_KEYS);
  for (guint i = 0; i < json_array_get_length (*keys); i++)
    if (json_node_get_value_type (json_array_get_element (*keys, i)) != G_TYPE_STRING)
      return nuonuo_call_refuse (call, "E4000", "第%u个编号不是字符串", i + 1);
  return TRUE;
}

/* nuonuo.OpeMplatform.queryInvoiceResult: those of the keys that are known; E9500 when none is. */
void
nuonuo_query_result (NuonuoCall *call)
{
  gboolean with_items = g_str_equal (nuonuo_param (call->params, "isOfferInvoiceDetail"), "1");
  g_autofree char *text = NULL;
  gboolean serials = FALSE;
  JsonArray *keys = NULL;

  if (!read_keys (call, &keys, &serials))
    return;
  text = g_strconcat (columns, "WHERE (? = '' OR seller = ?) AND visible <= ? AND ",
                      serials ? "serial = ?" : "order_number = ?", NULL);

  g_autoptr (JsonArray) answers = json_array_new ();

  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      g_autoptr (sqlite3_stmt) rows = nuonuo_sql (call->self, text, "ttit", call->seller, call->seller,
                                                  call->now, json_array_get_string_element (keys, i));

      while (nuonuo_row (rows))
        json_array_add_object_element (answers, answer_row (call, rows, with_items));
    }
  if (json_array_get_length (answers) == 0)
    {
      nuonuo_call_refuse (call, "E9500", "未查询到发票信息");
      return;
    }

  JsonNode *result = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (result, g_steal_pointer (&answers));
  nuonuo_call_answer (call, "获取成功", result);
}
