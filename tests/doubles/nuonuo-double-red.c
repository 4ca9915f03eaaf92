/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-red.h"

/* The calls about forms of reversal. What the papers do not number is answered with E9999 and a sentence. */

#define MAX_PAGE 50
#define MAX_DAYS 90

static gboolean
is_member (const char *value, const char *const *all)
{
  return g_strv_contains (all, value);
}

/* The side a call speaks for: 0 seller, 1 buyer. */
static gboolean
read_side (NuonuoCall *call, const char *name, gboolean *is_seller)
{
  const char *side = nuonuo_param (call->params, name);

  if (!g_str_equal (side, "0") && !g_str_equal (side, "1"))
    return nuonuo_call_refuse (call, "E4000", "参数%s不正确", name);
  *is_seller = *side == '0';
  return TRUE;
}

/* --- applying */

static gboolean
check_needed (NuonuoCall *call, JsonObject *object, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (!nuonuo_has (object, names[i]))
      return nuonuo_call_refuse (call, "E4000", "参数%s不能为空", names[i]);
  return TRUE;
}

/* One line of a partial reversal: negative number and amounts, positive price. */
static gboolean
check_detail (NuonuoCall *call, JsonObject *row, guint number, gint64 *net, gint64 *tax)
{
  static const char *const needed[] = { "goodsName", "taxExcludedAmount", "taxAmount",
                                        "taxRate",   "goodsCode",         NULL };
  const char *num = nuonuo_param (row, "num");
  const char *price = nuonuo_param (row, "taxExcludedPrice");
  gint64 line_net, line_tax;

  if (!check_needed (call, row, needed))
    return FALSE;
  if (nuonuo_param_integer (row, "blueDetailIndex", 0) < 1)
    return nuonuo_call_refuse (call, "E4000", "第%u行blueDetailIndex不正确，原蓝票明细行序号从1开始", number);
  if (!nuonuo_is_digits (nuonuo_param (row, "goodsCode"), 19, 19))
    return nuonuo_call_refuse (call, "E9121", "第%u行商品编码不正确", number);
  if (!nuonuo_fen_read (nuonuo_param (row, "taxExcludedAmount"), 2, &line_net) ||
      !nuonuo_fen_read (nuonuo_param (row, "taxAmount"), 2, &line_tax) || line_net >= 0 || line_tax > 0)
    return nuonuo_call_refuse (call, "E4000", "第%u行金额和税额必须为负数且最多两位小数", number);
  if ((*num == '\0') != (*price == '\0') || (*num != '\0' && *num != '-') || *price == '-')
    return nuonuo_call_refuse (call, "E4000", "第%u行数量必须为负数，单价必须为正数", number);
  *net += line_net;
  *tax += line_tax;
  return TRUE;
}

static JsonArray *
details_of (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "detail");
  JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return rows != NULL && json_array_get_length (rows) > 0 ? rows : NULL;
}

static gboolean
check_details (NuonuoCall *call, gint64 *net, gint64 *tax)
{
  JsonArray *rows = details_of (call->params);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonNode *node = json_array_get_element (rows, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return nuonuo_call_refuse (call, "E4000", "第%u行不是对象", i + 1);
      if (!check_detail (call, json_node_get_object (node), i + 1, net, tax))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_application (NuonuoCall *call, gboolean *by_seller)
{
  static const char *const needed[] = {
    "blueInvoiceLine", "applySource", "sellerTaxNo",           "sellerName",
    "buyerName",       "redReason",   "blueElecInvoiceNumber", NULL
  };
  static const char *const lines[] = { "pc", "bs", "ec", "es", NULL };
  static const char *const reasons[] = { "1", "2", "3", "4", NULL };
  JsonObject *params = call->params;

  if (!check_needed (call, params, needed) || !read_side (call, "applySource", by_seller))
    return FALSE;
  if (*call->seller != '\0' &&
      !g_str_equal (call->seller, nuonuo_param (params, *by_seller ? "sellerTaxNo" : "buyerTaxNo")))
    return nuonuo_call_refuse (call, "E9302", "userTax与申请方税号不一致");
  if (!is_member (nuonuo_param (params, "blueInvoiceLine"), lines))
    return nuonuo_call_refuse (call, "E4000", "蓝票种类不正确");
  if (!is_member (nuonuo_param (params, "redReason"), reasons))
    return nuonuo_call_refuse (call, "E4000", "冲红原因不正确");
  if (g_utf8_strlen (nuonuo_param (params, "billId"), -1) > 32 ||
      g_utf8_strlen (nuonuo_param (params, "orderNo"), -1) > 20)
    return nuonuo_call_refuse (call, "E4000", "billId或orderNo超长");
  if (nuonuo_has (params, "billId") &&
      nuonuo_integer (call->self, 0, "SELECT count(*) FROM form WHERE seller = ? AND bill_id = ?", "tt",
                      nuonuo_param (params, "sellerTaxNo"), nuonuo_param (params, "billId")) > 0)
    return nuonuo_call_refuse (call, "E9106", "红字确认单申请号不能重复");
  return TRUE;
}

/* The blue invoice has to be in the book, this seller's, and not gone. */
static gboolean
check_blue (NuonuoCall *call, gint64 *net, gint64 *tax)
{
  const char *number = nuonuo_param (call->params, "blueElecInvoiceNumber");
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (call->self, "SELECT red, voided FROM legal WHERE number = ? AND seller = ?", "tt", number,
                  nuonuo_param (call->params, "sellerTaxNo"));

  if (!nuonuo_row (row) || nuonuo_column_integer (row, 0) != 0 || nuonuo_column_integer (row, 1) != 0)
    return nuonuo_call_refuse (call, "E9102", "原蓝字发票不存在");
  nuonuo_red_remaining (call->self, number, 0, net, tax);
  if (*net <= 0)
    return nuonuo_call_refuse (call, "E9103", "该发票已冲红");
  return TRUE;
}

/* What the bureau itself finds wrong, later; NULL when nothing. */
static const char *
bureau_objection (NuonuoCall *call, gint64 net, gint64 tax, gint64 left_net, gint64 left_tax)
{
  const char *blue = nuonuo_param (call->params, "blueElecInvoiceNumber");
  JsonArray *rows = details_of (call->params);

  if (-net > left_net || -tax > left_tax)
    return "红冲金额超过剩余可红冲金额";
  if (g_str_equal (nuonuo_param (call->params, "redReason"), "2") && (-net != left_net || -tax != left_tax))
    return "开票有误须全额红冲";
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gint64 line_net, line_tax, wanted = 0;

      nuonuo_red_remaining (call->self, blue, (guint) nuonuo_param_integer (row, "blueDetailIndex", 0),
                            &line_net, &line_tax);
      nuonuo_fen_read (nuonuo_param (row, "taxExcludedAmount"), 2, &wanted);
      if (-wanted > line_net)
        return "明细行红冲金额超过该行剩余可红冲金额";
    }
  return NULL;
}

/* nuonuo.OpeMplatform.saveInvoiceRedConfirm: taken in (15); the bureau's word comes a little later. */
void
nuonuo_red_apply (NuonuoCall *call)
{
  NuonuoDouble *self = call->self;
  gint64 left_net = 0, left_tax = 0, net = 0, tax = 0;
  gboolean by_seller = TRUE;
  const char *objection, *next;

  if (!check_application (call, &by_seller) || !check_blue (call, &left_net, &left_tax))
    return;
  if (details_of (call->params) == NULL)
    {
      net = -left_net;
      tax = -left_tax;
    }
  else if (!check_details (call, &net, &tax))
    return;

  /* The remaining amounts are asked for before this form holds any of them. */
  objection = bureau_objection (call, net, tax, left_net, left_tax);

  gboolean used = nuonuo_setting_integer (self, "form_needs_both") != 0 ||
                  nuonuo_integer (self, 0, "SELECT used FROM legal WHERE number = ?", "t",
                                  nuonuo_param (call->params, "blueElecInvoiceNumber")) != 0;
  g_autofree char *uuid =
      nuonuo_red_make (self, by_seller, call->params, net, tax, "15", by_seller ? "S" : "B", call->now);
  g_autofree char *bill_id = nuonuo_text (self, "SELECT bill_id FROM form WHERE uuid = ?", "t", uuid);
  JsonNode *result = json_node_new (JSON_NODE_VALUE);

  next = objection != NULL ? "16" : !by_seller ? "03" : used ? "02" : "01";
  nuonuo_run (self, "UPDATE form SET due = ?, next_status = ?, message = ? WHERE uuid = ?", "ittt",
              call->now + nuonuo_setting_integer (self, "form_after"), next,
              objection != NULL ? objection : "", uuid);
  json_node_set_string (result, bill_id);
  nuonuo_call_answer (call, "红字确认单申请提交成功", result);
}

/* --- query and refresh */

static const char query_columns[] =
    "SELECT number, uuid, bill_id, status, message, serial, order_number, request_status, made_by, line, "
    "blue_number, "
    "made, confirmed, seller, seller_name, buyer, buyer_name, net, tax, reason, content FROM form ";

static JsonObject *
form_row (NuonuoDouble *self, sqlite3_stmt *row)
{
  static const char *const names[] = { "billNo",      "billUuid",         "billId",  "billStatus",
                                       "billMessage", "invoiceSerialNum", "orderNo", "requestStatus" };
  JsonObject *form = json_object_new ();
  g_autoptr (JsonNode) holder = NULL;
  JsonObject *content = nuonuo_json_read (nuonuo_column (row, 20), -1, &holder);
  const char *uuid = nuonuo_column (row, 1);
  g_autofree char *made = nuonuo_time_text (nuonuo_column_integer (row, 11), "%Y-%m-%d %H:%M:%S");
  g_autofree char *confirmed = nuonuo_time_text (nuonuo_column_integer (row, 12), "%Y-%m-%d %H:%M:%S");
  g_autofree char *net = nuonuo_fen_text (nuonuo_column_integer (row, 17));
  g_autofree char *tax = nuonuo_fen_text (nuonuo_column_integer (row, 18));
  g_autofree char *red =
      nuonuo_text (self,
                   "SELECT number FROM submission WHERE red_form = ? AND number IS NOT NULL "
                   "AND status NOT IN (20, 21)",
                   "t", uuid);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    nuonuo_put (form, names[i], nuonuo_column (row, (int) i));
  json_object_set_int_member (form, "openStatus", red != NULL ? 1 : 0);
  json_object_set_int_member (form, "applySource", g_str_equal (nuonuo_column (row, 8), "seller") ? 0 : 1);
  nuonuo_put (form, "blueInvoiceLine", nuonuo_column (row, 9));
  nuonuo_put (form, "blueElecInvoiceNumber", nuonuo_column (row, 10));
  nuonuo_put (form, "redInvoiceNumber", red);
  nuonuo_put (form, "billTime", made);
  nuonuo_put (form, "confirmTime", nuonuo_column_integer (row, 12) > 0 ? confirmed : "");
  nuonuo_put (form, "sellerTaxNo", nuonuo_column (row, 13));
  nuonuo_put (form, "sellerName", nuonuo_column (row, 14));
  nuonuo_put (form, "buyerTaxNo", nuonuo_column (row, 15));
  nuonuo_put (form, "buyerName", nuonuo_column (row, 16));
  nuonuo_put (form, "taxExcludedAmount", net);
  nuonuo_put (form, "taxAmount", tax);
  nuonuo_put (form, "redReason", nuonuo_column (row, 19));
  if (content != NULL && details_of (content) != NULL)
    json_object_set_array_member (form, "detail", json_array_ref (details_of (content)));
  return form;
}

/* The days of a query, both included; a form that is named needs none. */
static gboolean
read_days (NuonuoCall *call, gint64 *start, gint64 *end)
{
  JsonObject *params = call->params;

  *start = 0;
  *end = G_MAXINT64;
  if (nuonuo_has (params, "billId") || nuonuo_has (params, "billNo") || nuonuo_has (params, "billUuid"))
    return TRUE;
  if (!nuonuo_day_read (nuonuo_param (params, "billTimeStart"), start) ||
      !nuonuo_day_read (nuonuo_param (params, "billTimeEnd"), end))
    return nuonuo_call_refuse (call, "E4000", "billTimeStart和billTimeEnd不能为空，格式yyyy-MM-dd");
  if (*end < *start || *end - *start > MAX_DAYS * NUONUO_DAY)
    return nuonuo_call_refuse (call, "E4000", "查询时间跨度不能超过%d天", MAX_DAYS);
  *end += NUONUO_DAY - 1;
  return TRUE;
}

/* nuonuo.OpeMplatform.queryInvoiceRedConfirm: what the vendor's desk of this side knows. */
void
nuonuo_red_query (NuonuoCall *call)
{
  NuonuoDouble *self = call->self;
  JsonObject *params = call->params;
  gboolean is_seller = TRUE;
  gint64 size = nuonuo_param_integer (params, "pageSize", nuonuo_setting_integer (self, "page_default"));
  gint64 page = nuonuo_param_integer (params, "pageNo", 1);
  gint64 start, end, total = 0;

  if (!read_side (call, "identity", &is_seller) || !read_days (call, &start, &end))
    return;
  if (size < 1 || size > MAX_PAGE || page < 1)
    {
      nuonuo_call_refuse (call, "E4000", "pageSize不能超过%d", MAX_PAGE);
      return;
    }

  g_autofree char *text = g_strconcat (
      query_columns, "WHERE instr(known_to, ?) > 0 AND (? = '' OR ? = ", is_seller ? "seller" : "buyer",
      ") AND made BETWEEN ? AND ? AND ? IN ('', status) AND ? IN ('', bill_id) AND ? IN ('', number) "
      "AND ? IN ('', uuid) ORDER BY id",
      NULL);
  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (self, text, "tttiitttt", is_seller ? "S" : "B", call->seller, call->seller, start, end,
                  nuonuo_param (params, "billStatus"), nuonuo_param (params, "billId"),
                  nuonuo_param (params, "billNo"), nuonuo_param (params, "billUuid"));
  JsonObject *result = json_object_new ();
  JsonArray *list = json_array_new ();

  for (; nuonuo_row (rows); total++)
    if (total >= (page - 1) * size && total < page * size)
      json_array_add_object_element (list, form_row (self, rows));
  json_object_set_int_member (result, "total", total);
  json_object_set_array_member (result, "list", list);
  nuonuo_call_answer (call, "查询成功", nuonuo_node (result));
  g_free (call->code);
  call->code = nuonuo_setting (self, "red_success");
}

/* nuonuo.OpeMplatform.refreshInvoiceRedConfirm: the desk learns what the bureau has. */
void
nuonuo_red_refresh (NuonuoCall *call)
{
  NuonuoDouble *self = call->self;
  const char *uuid = nuonuo_param (call->params, "billUuid");
  gboolean is_seller = TRUE;
  gint64 start = 0, end = G_MAXINT64;

  if (!read_side (call, "identity", &is_seller))
    return;
  if (*uuid == '\0' && (!nuonuo_day_read (nuonuo_param (call->params, "startTime"), &start) ||
                        !nuonuo_day_read (nuonuo_param (call->params, "endTime"), &end)))
    {
      nuonuo_call_refuse (call, "E4000", "billUuid为空时startTime和endTime不能为空");
      return;
    }
  if (*uuid == '\0' && (end < start || end - start > MAX_DAYS * NUONUO_DAY))
    {
      nuonuo_call_refuse (call, "E4000", "查询时间跨度不能超过%d天", MAX_DAYS);
      return;
    }
  if (end < G_MAXINT64 && strlen (nuonuo_param (call->params, "endTime")) <= 10)
    end += NUONUO_DAY - 1;

  g_autofree char *text =
      g_strconcat ("UPDATE form SET known_to = known_to || ? WHERE instr(known_to, ?) = 0 AND "
                   "(? = '' OR ? = ",
                   is_seller ? "seller" : "buyer", ") AND ? IN ('', uuid) AND made BETWEEN ? AND ?", NULL);
  const char *side = is_seller ? "S" : "B";

  nuonuo_run (self, text, "tttttii", side, side, call->seller, call->seller, uuid, start, end);
  nuonuo_call_answer (call, "操作成功", NULL);
}

/* --- confirm, withdraw, fast red */

/* The form that a call names, by uuid, id or number in that order, if this side's desk knows it. */
static char *
find_form (NuonuoCall *call, gboolean is_seller)
{
  static const char *const names[][2] = { { "billUuid", "uuid" },
                                          { "billId", "bill_id" },
                                          { "billNo", "number" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = nuonuo_param (call->params, names[i][0]);
      g_autofree char *text =
          g_strconcat ("SELECT uuid FROM form WHERE instr(known_to, ?) > 0 AND (? = '' OR ? = ",
                       is_seller ? "seller" : "buyer", ") AND ", names[i][1], " = ?", NULL);
      char *uuid;

      if (*value == '\0')
        continue;
      uuid = nuonuo_text (call->self, text, "tttt", is_seller ? "S" : "B", call->seller, call->seller, value);
      if (uuid == NULL)
        nuonuo_call_refuse (call, "E9500", "未查询到红字确认单");
      return uuid;
    }
  nuonuo_call_refuse (call, "E4000", "billUuid、billId、billNo不能同时为空");
  return NULL;
}

/* The bureau does it a little later; until then it is under way. */
static void
put_under_way (NuonuoCall *call, const char *uuid, const char *request_status, const char *next)
{
  nuonuo_run (call->self, "UPDATE form SET request_status = ?, next_status = ?, due = ? WHERE uuid = ?",
              "ttit", request_status, next, call->now + nuonuo_setting_integer (call->self, "form_after"),
              uuid);
  nuonuo_call_answer (call, "提交成功", NULL);
}

/* nuonuo.OpeMplatform.confirm: by the side that did not make the form. */
void
nuonuo_red_confirm (NuonuoCall *call)
{
  const char *agreement = nuonuo_param (call->params, "confirmAgreement");
  gboolean is_seller = TRUE;
  g_autofree char *uuid = NULL;

  if (!read_side (call, "identity", &is_seller))
    return;
  if (!g_str_equal (agreement, "0") && !g_str_equal (agreement, "1"))
    {
      nuonuo_call_refuse (call, "E4000", "参数confirmAgreement不正确");
      return;
    }
  if ((uuid = find_form (call, is_seller)) == NULL)
    return;

  g_autofree char *status = nuonuo_text (call->self, "SELECT status FROM form WHERE uuid = ?", "t", uuid);
  g_autofree char *under_way =
      nuonuo_text (call->self, "SELECT request_status FROM form WHERE uuid = ?", "t", uuid);

  if (!g_str_equal (status, is_seller ? "03" : "02") || *under_way != '\0')
    nuonuo_call_refuse (call, "E9999", "红字确认单当前状态不允许确认");
  else
    put_under_way (call, uuid, "03", *agreement == '1' ? "04" : is_seller ? "06" : "05");
}

/* nuonuo.OpeMplatform.confirmInfoCancel: by the side that made it, before there is a red invoice. */
void
nuonuo_red_withdraw (NuonuoCall *call)
{
  gboolean is_seller = TRUE;
  g_autofree char *uuid = NULL;

  if (!read_side (call, "identity", &is_seller) || (uuid = find_form (call, is_seller)) == NULL)
    return;

  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (call->self, "SELECT status, made_by, request_status FROM form WHERE uuid = ?", "t", uuid);
  static const char *const open[] = { "02", "03", NULL };
  static const char *const agreed[] = { "01", "04", NULL };
  g_autofree char *status = NULL;

  nuonuo_row (row);
  status = g_strdup (nuonuo_column (row, 0));
  if (g_str_equal (nuonuo_column (row, 1), "seller") != is_seller)
    nuonuo_call_refuse (call, "E9999", "只有发起方可以撤销");
  else if ((!is_member (status, open) && !is_member (status, agreed)) || *nuonuo_column (row, 2) != '\0' ||
           nuonuo_red_is_issued (call->self, uuid, TRUE))
    nuonuo_call_refuse (call, "E9999", "红字确认单当前状态不允许撤销");
  else
    put_under_way (call, uuid, "01", is_member (status, open) ? "08" : "09");
}

/* nuonuo.OpeMplatform.fastInvoiceRed: of a form that may be issued and was not. */
void
nuonuo_red_fast (NuonuoCall *call)
{
  static const char *const needed[] = { "orderNo", "taxNum", "billNo", NULL };
  const char *order = nuonuo_param (call->params, "orderNo");
  const char *seller = nuonuo_param (call->params, "taxNum");

  if (!check_needed (call, call->params, needed))
    return;
  if (*call->seller != '\0' && !g_str_equal (call->seller, seller))
    {
      nuonuo_call_refuse (call, "E9302", "userTax与taxNum不一致");
      return;
    }

  g_autofree char *uuid = nuonuo_text (call->self, "SELECT uuid FROM form WHERE seller = ? AND number = ?",
                                       "tt", seller, nuonuo_param (call->params, "billNo"));
  g_autofree char *serial = NULL;

  if (strlen (order) > 20)
    nuonuo_call_refuse (call, "E4000", "参数orderNo长度超过20");
  else if (nuonuo_integer (call->self, 0,
                           "SELECT count(*) FROM submission WHERE seller = ? AND order_number = ?", "tt",
                           seller, order) > 0)
    nuonuo_call_refuse (call, "E9106", "订单编号不能重复");
  else if (uuid == NULL)
    nuonuo_call_refuse (call, "E9500", "未查询到红字确认单");
  else if (nuonuo_has (call->params, "elecInvoiceNumber") &&
           nuonuo_integer (call->self, 0, "SELECT count(*) FROM form WHERE uuid = ? AND blue_number = ?",
                           "tt", uuid, nuonuo_param (call->params, "elecInvoiceNumber")) == 0)
    nuonuo_call_refuse (call, "E9102", "红字确认单与蓝字发票号码不一致");
  else if (nuonuo_red_is_issued (call->self, uuid, TRUE))
    nuonuo_call_refuse (call, "E9103", "该红字确认单已开具或正在开具红字发票");
  else if (!nuonuo_red_is_ready (call->self, uuid))
    nuonuo_call_refuse (call, "E9999", "红字确认单的状态不满足开具条件，无法开具红字发票");
  else
    {
      JsonObject *result = json_object_new ();

      serial = nuonuo_red_submit (call->self, uuid, order, call->now);
      nuonuo_put (result, "invoiceSerialNum", serial);
      nuonuo_call_answer (call, "提交成功", nuonuo_node (result));
    }
}

/* --- control */

static gboolean
control_inbound (NuonuoDouble *self, JsonObject *request, JsonObject *answer, GError **error)
{
  gboolean by_seller = g_str_equal (nuonuo_param (request, "by"), "seller");
  JsonObject *form = json_object_new ();
  g_autoptr (JsonNode) holder = nuonuo_node (form);
  static const char *const names[][2] = {
    { "sellerTaxNo", "seller" },
    { "sellerName", "sellerName" },
    { "buyerTaxNo", "buyer" },
    { "buyerName", "buyerName" },
    { "blueElecInvoiceNumber", "blueNumber" },
    { "redReason", "redReason" },
  };
  g_autofree char *uuid = NULL;
  g_autofree char *number = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    nuonuo_put (form, names[i][0], nuonuo_param (request, names[i][1]));
  nuonuo_put (form, "blueInvoiceLine", "pc");
  if (details_of (request) != NULL)
    json_object_set_array_member (form, "detail", json_array_ref (details_of (request)));
  if (!nuonuo_has (request, "seller") || !nuonuo_has (request, "blueNumber"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "seller and blueNumber are needed");
      return FALSE;
    }
  uuid = nuonuo_red_make (self, by_seller, form, -ABS (nuonuo_param_integer (request, "net", 0)),
                          -ABS (nuonuo_param_integer (request, "tax", 0)), by_seller ? "02" : "03", "",
                          nuonuo_now (self) - nuonuo_param_integer (request, "ms", 0));
  number = nuonuo_text (self, "SELECT number FROM form WHERE uuid = ?", "t", uuid);
  nuonuo_put (answer, "billUuid", uuid);
  nuonuo_put (answer, "billNo", number);
  return TRUE;
}

gboolean
nuonuo_red_control (NuonuoDouble *self,
                    const char *what,
                    JsonObject *request,
                    JsonObject *answer,
                    GError **error)
{
  const char *uuid = nuonuo_param (request, "uuid");

  if (g_str_equal (what, "inbound"))
    return control_inbound (self, request, answer, error);
  if (g_str_equal (what, "blue"))
    {
      nuonuo_run (self, "UPDATE legal SET used = ? WHERE number = ?", "it",
                  (gint64) nuonuo_param_boolean (request, "used", TRUE), nuonuo_param (request, "number"));
      return TRUE;
    }
  if (nuonuo_integer (self, 0, "SELECT count(*) FROM form WHERE uuid = ?", "t", uuid) == 0 ||
      !nuonuo_is_digits (nuonuo_param (request, "status"), 2, 2))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "uuid of a form and a status are needed");
      return FALSE;
    }
  nuonuo_red_set_status (self, uuid, nuonuo_param (request, "status"), nuonuo_now (self));
  return TRUE;
}
