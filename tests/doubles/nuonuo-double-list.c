/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-list.h"

#include "doubles/jumdata-double.h"
#include "doubles/nuonuo-double-session.h"

/* --- the credit line (授信额度) */

/* The figures as they were when last refreshed; the bureau's own may be others by now. */
static JsonObject *
see_credit_line (NuonuoDouble *self, const char *seller)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self, "SELECT quota, used, count, tax FROM seller WHERE tax_number = ?", "t", seller);
  JsonObject *seen = json_object_new ();

  nuonuo_row (row);

  gint64 total = nuonuo_column_integer (row, 0);
  gint64 used = nuonuo_column_integer (row, 1);
  g_autofree char *available_text = nuonuo_fen_text (MAX (total - used, 0));
  g_autofree char *used_text = nuonuo_fen_text (used);
  g_autofree char *total_text = nuonuo_fen_text (total);
  g_autofree char *tax_text = nuonuo_fen_text (nuonuo_column_integer (row, 3));

  nuonuo_put (seen, "availableCreditLine", available_text);
  nuonuo_put (seen, "usedCreditLine", used_text);
  nuonuo_put (seen, "totalCreditLine", total_text);
  nuonuo_put (seen, "availableCount", "");
  nuonuo_put (seen, "usedCount", nuonuo_column (row, 2));
  nuonuo_put (seen, "invoicedBlueCount", nuonuo_column (row, 2));
  nuonuo_put (seen, "invoicedAmount", used_text);
  nuonuo_put (seen, "invoicedTax", tax_text);
  return seen;
}

/* getCreditLine: 0 refresh, 1 query. A query before any refresh knows the figures of the first day. */
void
nuonuo_session_credit_line (NuonuoCall *call)
{
  NuonuoDouble *self = call->self;
  const char *type = nuonuo_param (call->params, "queryType");
  const char *seller = *call->seller != '\0' ? call->seller : nuonuo_param (call->params, "taxNum");

  if (!nuonuo_is_digits (type, 1, 1) || *type > '1')
    {
      nuonuo_call_refuse (call, "E4000", "queryType不正确");
      return;
    }
  if (*seller == '\0' || !nuonuo_know_seller (self, seller))
    {
      nuonuo_call_refuse (call, "E9301", "企业税号不存在");
      return;
    }

  g_autofree char *known = nuonuo_text (self, "SELECT seen FROM seller WHERE tax_number = ?", "t", seller);

  if (*type == '0' && !nuonuo_limit (self, "quota", seller, nuonuo_setting_integer (self, "refresh_a_day"),
                                     nuonuo_setting_integer (self, "refresh_apart"), call->now))
    {
      nuonuo_call_refuse (call, "E9999", "授信额度刷新过于频繁或已达当日上限");
      return;
    }
  nuonuo_session_turn_month (self, seller, call->now);
  if (*type == '0' || *known == '\0')
    {
      JsonObject *seen = see_credit_line (self, seller);
      g_autofree char *time = nuonuo_time_text (call->now, "%Y-%m-%d %H:%M:%S");
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *text = NULL;

      nuonuo_put (seen, "amountUpdateTime", time);
      node = nuonuo_node (seen);
      text = nuonuo_json_text (node);
      nuonuo_run (self, "UPDATE seller SET seen = ?, asked_at = ? WHERE tax_number = ?", "tit", text,
                  *type == '0' ? call->now : (gint64) 0, seller);
      g_free (known);
      known = g_strdup (text);
    }

  g_autoptr (JsonNode) holder = NULL;
  JsonObject *seen = nuonuo_json_read (known, -1, &holder);
  JsonObject *result = json_object_new ();
  gint64 asked = nuonuo_integer (self, 0, "SELECT asked_at FROM seller WHERE tax_number = ?", "t", seller);
  gboolean doing = asked > 0 && call->now - asked < nuonuo_setting_integer (self, "qr_after");

  nuonuo_put (result, "requestStatus", doing ? "0" : "1");
  nuonuo_put (result, "message", doing ? "查询中" : "查询成功");
  if (!doing)
    {
      g_autoptr (GList) names = json_object_get_members (seen);

      for (GList *at = names; at != NULL; at = at->next)
        nuonuo_put (result, at->data, nuonuo_param (seen, at->data));
    }
  nuonuo_call_answer (call, "查询成功", nuonuo_node (result));
}

/* --- the list for reconciliation */

static JsonObject *
list_row (sqlite3_stmt *row, NuonuoDouble *self)
{
  JsonObject *invoice = json_object_new ();
  g_autofree char *gross = nuonuo_fen_text (nuonuo_column_integer (row, 4));
  g_autofree char *url = g_strdup_printf ("%s/files/%s.pdf", self->base_url, nuonuo_column (row, 0));

  nuonuo_put (invoice, "serialNo", nuonuo_column (row, 0));
  nuonuo_put (invoice, "orderNo", nuonuo_column (row, 1));
  nuonuo_put (invoice, "status", nuonuo_column (row, 2));
  nuonuo_put (invoice, "invoiceCode", "");
  nuonuo_put (invoice, "invoiceNo", nuonuo_column (row, 3));
  nuonuo_put (invoice, "allElectronicInvoiceNumber", nuonuo_column (row, 3));
  nuonuo_put (invoice, "orderAmount", gross);
  nuonuo_put (invoice, "pdfUrl", nuonuo_column_integer (row, 2) == 2 ? url : "");
  if (nuonuo_column_integer (row, 5) > 0)
    json_object_set_int_member (invoice, "invoiceTime", nuonuo_column_integer (row, 5));
  return invoice;
}

/* queryInvoiceList: at most 10 days. A day without a time means its start or its end. */
void
nuonuo_list (NuonuoCall *call)
{
  const char *seller = nuonuo_param (call->params, "taxnum");
  const char *end_text = nuonuo_param (call->params, "endTime");
  gint64 page = nuonuo_param_integer (call->params, "pageNo", 1);
  gint64 size = nuonuo_param_integer (call->params, "pageSize", 10);
  gint64 start, end;

  if (*seller == '\0' || !nuonuo_day_read (nuonuo_param (call->params, "startTime"), &start) ||
      !nuonuo_day_read (end_text, &end) || page < 1 || size < 1 || size > 50)
    {
      nuonuo_call_refuse (call, "E4000", "参数taxnum、startTime、endTime或分页不正确");
      return;
    }
  if (*call->seller != '\0' && !g_str_equal (call->seller, seller))
    {
      nuonuo_call_refuse (call, "E9302", "userTax与taxnum不一致");
      return;
    }
  if (strlen (end_text) <= 10)
    end += NUONUO_DAY - 1;
  if (end < start || end - start > 10 * NUONUO_DAY)
    {
      nuonuo_call_refuse (call, "E4000", "查询时间跨度不能超过10天");
      return;
    }

  g_autoptr (sqlite3_stmt) rows =
      nuonuo_sql (call->self,
                  "SELECT serial, order_number, status, number, net + tax, issued FROM submission "
                  "WHERE seller = ? AND submitted BETWEEN ? AND ? AND visible <= ? ORDER BY id "
                  "LIMIT ? OFFSET ?",
                  "tiiiii", seller, start, end, call->now, size, (page - 1) * size);
  JsonObject *result = json_object_new ();
  JsonArray *invoices = json_array_new ();

  json_object_set_int_member (result, "totalCount",
                              nuonuo_integer (call->self, 0,
                                              "SELECT count(*) FROM submission WHERE seller = ? AND "
                                              "submitted BETWEEN ? AND ? AND visible <= ?",
                                              "tiii", seller, start, end, call->now));
  while (nuonuo_row (rows))
    json_array_add_object_element (invoices, list_row (rows, call->self));
  json_object_set_array_member (result, "invoices", invoices);
  nuonuo_call_answer (call, "查询成功", nuonuo_node (result));
}

/* deliveryInvoice: once more by phone or mail. */
void
nuonuo_deliver (NuonuoCall *call)
{
  const char *seller = nuonuo_param (call->params, "taxnum");
  const char *number = nuonuo_param (call->params, "invoiceNum");

  if (*seller == '\0' || *number == '\0' ||
      nuonuo_has (call->params, "phone") == nuonuo_has (call->params, "mail"))
    nuonuo_call_refuse (call, "E4000", "taxnum、invoiceNum不能为空，phone与mail必须且只能填一个");
  else if (g_utf8_strlen (nuonuo_param (call->params, "mail"), -1) > 50)
    nuonuo_call_refuse (call, "E9104", "邮箱长度不能超过50");
  else if (nuonuo_integer (call->self, 0, "SELECT count(*) FROM legal WHERE seller = ? AND number = ?", "tt",
                           seller, number) == 0)
    nuonuo_call_refuse (call, "E9500", "未查询到发票");
  else
    nuonuo_call_answer (call, "交付成功", NULL);
}

/* --- 查验 beside issuing */

/* electronInvoice.invoiceInspection */
void
nuonuo_inspect (NuonuoCall *call)
{
  const char *number = nuonuo_param (call->params, "invoiceNo");
  const char *date = nuonuo_param (call->params, "invoiceDate");
  gint64 at;
  JsonObject *result;

  if (!nuonuo_has (call->params, "taxNo") || *number == '\0' || strlen (date) != 10 ||
      !nuonuo_day_read (date, &at))
    {
      nuonuo_call_refuse (call, "E4000", "taxNo、invoiceNo或invoiceDate不正确");
      return;
    }

  g_autofree char *day = nuonuo_time_text (at, "%Y%m%d");
  g_autoptr (JumdataInvoice) invoice = jumdata_double_find (call->self, number, day);

  if (invoice == NULL)
    {
      nuonuo_call_refuse (call, "E9500", "查无此票");
      return;
    }

  g_autofree char *net = nuonuo_fen_text (invoice->net);
  g_autofree char *gross = nuonuo_fen_text (invoice->gross);

  result = json_object_new ();
  nuonuo_put (result, "invoiceNo", number);
  nuonuo_put (result, "invoiceDate", date);
  nuonuo_put (result, "exTaxAmount", net);
  nuonuo_put (result, "taxIncludedAmount", gross);
  nuonuo_put (result, "state", invoice->state);
  nuonuo_call_answer (call, "查验成功", nuonuo_node (result));
}

/* electronInvoice.queryCount: the double does not count these down. */
void
nuonuo_inspect_count (NuonuoCall *call)
{
  JsonObject *result = json_object_new ();

  nuonuo_put (result, "count", "1000");
  nuonuo_call_answer (call, "查询成功", nuonuo_node (result));
}
