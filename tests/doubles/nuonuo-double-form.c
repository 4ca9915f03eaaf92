/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-red.h"

/* The life of a form of reversal. States: 01 needs nobody, 02 waits for the buyer, 03 waits for the seller, 04 both
 * agree, 05 to 10 void, 15 being applied for, 16 not accepted. Only 01 and 04 may be issued. */

/* Forms that hold a part of their blue invoice. */
#define HOLDING "status IN ('01', '02', '03', '04', '15')"

static JsonArray *
array_of (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gint64
fen_of (JsonObject *object, const char *name)
{
  gint64 fen = 0;

  nuonuo_fen_read (nuonuo_param (object, name), 2, &fen);
  return fen;
}

/* The amounts of one blue line, less the discount that follows it. */
static void
blue_line (NuonuoDouble *self, const char *blue_number, guint line, gint64 *net, gint64 *tax)
{
  g_autofree char *content =
      nuonuo_text (self, "SELECT content FROM submission WHERE number = ? AND red = 0", "t", blue_number);
  g_autoptr (JsonNode) holder = NULL;
  JsonArray *lines =
      content != NULL ? array_of (nuonuo_json_read (content, -1, &holder), "invoiceDetail") : NULL;

  *net = *tax = 0;
  if (lines == NULL || line == 0 || line > json_array_get_length (lines))
    return;
  for (guint i = line - 1; i < json_array_get_length (lines) && i <= line; i++)
    {
      JsonObject *row = json_array_get_object_element (lines, i);
      gboolean discount = g_str_equal (nuonuo_param (row, "invoiceLineProperty"), "1");

      if (discount == (i == line - 1))
        return;
      *net += fen_of (row, "taxExcludedAmount");
      *tax += fen_of (row, "tax");
    }
}

/* What one form takes away from a line; a form without lines takes all. FALSE for such a one. */
static gboolean
form_line (const char *content, guint line, gint64 *net, gint64 *tax)
{
  g_autoptr (JsonNode) holder = NULL;
  JsonArray *lines = array_of (nuonuo_json_read (content, -1, &holder), "detail");

  if (lines == NULL || json_array_get_length (lines) == 0)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *row = json_array_get_object_element (lines, i);

      if (nuonuo_param_integer (row, "blueDetailIndex", 0) != line)
        continue;
      *net += fen_of (row, "taxExcludedAmount");
      *tax += fen_of (row, "taxAmount");
    }
  return TRUE;
}

void
nuonuo_red_remaining (NuonuoDouble *self, const char *blue_number, guint line, gint64 *net, gint64 *tax)
{
  g_autoptr (sqlite3_stmt) forms =
      nuonuo_sql (self, "SELECT net, tax, content FROM form WHERE blue_number = ? AND " HOLDING, "t",
                  blue_number);

  if (line > 0)
    blue_line (self, blue_number, line, net, tax);
  else
    {
      *net = nuonuo_integer (self, 0, "SELECT net FROM legal WHERE number = ?", "t", blue_number);
      *tax = nuonuo_integer (self, 0, "SELECT tax FROM legal WHERE number = ?", "t", blue_number);
    }
  while (nuonuo_row (forms))
    {
      if (line == 0)
        {
          *net += nuonuo_column_integer (forms, 0);
          *tax += nuonuo_column_integer (forms, 1);
        }
      else if (!form_line (nuonuo_column (forms, 2), line, net, tax))
        *net = *tax = 0;
    }
}

/* Whether the red invoice is in the book; or also whether one is being made. */
gboolean
nuonuo_red_is_issued (NuonuoDouble *self, const char *uuid, gboolean or_under_way)
{
  return nuonuo_integer (self, 0,
                         or_under_way ? "SELECT count(*) FROM submission WHERE red_form = ? AND status <> 22"
                                      : "SELECT count(number) FROM submission WHERE red_form = ?",
                         "t", uuid) > 0;
}

gboolean
nuonuo_red_is_ready (NuonuoDouble *self, const char *uuid)
{
  return nuonuo_integer (self, 0, "SELECT count(*) FROM form WHERE uuid = ? AND status IN ('01', '04')", "t",
                         uuid) > 0 &&
         !nuonuo_red_is_issued (self, uuid, FALSE);
}

/* --- the red invoice */

static void
put_negated (JsonObject *to, const char *name, JsonObject *from, const char *other)
{
  const char *value = nuonuo_param (from, other);
  g_autofree char *negated = *value == '\0'  ? g_strdup ("")
                             : *value == '-' ? g_strdup (value + 1)
                                             : g_strconcat ("-", value, NULL);

  nuonuo_put (to, name, negated);
}

/* The lines of a partial reversal as lines of an invoice. */
static JsonArray *
lines_of_form (JsonArray *rows)
{
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      static const char *const names[][2] = {
        { "goodsName", "goodsName" },
        { "goodsCode", "goodsCode" },
        { "unit", "unit" },
        { "specType", "specType" },
        { "num", "num" },
        { "price", "taxExcludedPrice" },
        { "taxRate", "taxRate" },
        { "taxExcludedAmount", "taxExcludedAmount" },
        { "tax", "taxAmount" },
        { "favouredPolicyFlag", "favouredPolicyFlag" },
      };
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *line = json_object_new ();

      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        nuonuo_put (line, names[j][0], nuonuo_param (row, names[j][1]));
      nuonuo_put (line, "withTaxFlag", "0");
      json_array_add_object_element (lines, line);
    }
  return lines;
}

/* The lines of the blue invoice, negative. */
static JsonArray *
lines_of_blue (JsonArray *rows)
{
  static const char *const kept[] = { "goodsName", "goodsCode", "unit",        "specType",
                                      "price",     "taxRate",   "withTaxFlag", "favouredPolicyFlag" };
  static const char *const negated[] = { "num", "taxExcludedAmount", "tax", "taxIncludedAmount" };
  JsonArray *lines = json_array_new ();

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *line = json_object_new ();

      for (guint j = 0; j < G_N_ELEMENTS (kept); j++)
        nuonuo_put (line, kept[j], nuonuo_param (row, kept[j]));
      for (guint j = 0; j < G_N_ELEMENTS (negated); j++)
        put_negated (line, negated[j], row, negated[j]);
      json_array_add_object_element (lines, line);
    }
  return lines;
}

static JsonObject *
red_content (NuonuoDouble *self, sqlite3_stmt *form, const char *order)
{
  g_autofree char *blue_text =
      nuonuo_text (self, "SELECT content FROM submission WHERE number = ? AND red = 0", "t",
                   nuonuo_column (form, 1));
  g_autoptr (JsonNode) blue_holder = NULL;
  g_autoptr (JsonNode) form_holder = NULL;
  JsonObject *blue = blue_text != NULL ? nuonuo_json_read (blue_text, -1, &blue_holder) : NULL;
  JsonObject *form_content = nuonuo_json_read (nuonuo_column (form, 2), -1, &form_holder);
  JsonArray *rows = array_of (form_content, "detail");
  JsonObject *content = json_object_new ();
  g_autofree char *remark = g_strdup_printf ("被红冲蓝字数电票号码：%s 红字发票信息确认单编号：%s",
                                             nuonuo_column (form, 1), nuonuo_column (form, 7));

  nuonuo_put (content, "buyerName", nuonuo_column (form, 6));
  nuonuo_put (content, "buyerTaxNum", nuonuo_column (form, 5));
  nuonuo_put (content, "salerTaxNum", nuonuo_column (form, 0));
  nuonuo_put (content, "orderNo", order);
  nuonuo_put (content, "invoiceType", "2");
  nuonuo_put (content, "invoiceLine", nuonuo_column (form, 8));
  nuonuo_put (content, "remark", remark);
  nuonuo_put (content, "extensionNumber", nuonuo_param (form_content, "extensionNumber"));
  nuonuo_put (content, "clerk", blue != NULL ? nuonuo_param (blue, "clerk") : "");
  json_object_set_array_member (content, "invoiceDetail",
                                rows != NULL && json_array_get_length (rows) > 0
                                    ? lines_of_form (rows)
                                    : lines_of_blue (array_of (blue, "invoiceDetail")));
  return content;
}

/* Asks the bureau for the red invoice of a form. Returns: (transfer full): its serial; NULL when the order number is
 * taken. */
char *
nuonuo_red_submit (NuonuoDouble *self, const char *uuid, const char *order, gint64 at)
{
  g_autoptr (sqlite3_stmt) form = nuonuo_sql (
      self,
      "SELECT seller, blue_number, content, net, tax, buyer, buyer_name, number, line, order_number "
      "FROM form WHERE uuid = ?",
      "t", uuid);
  g_autofree char *number = NULL;
  char *serial;

  nuonuo_row (form);
  /* Without an order number the vendor makes one. */
  number = *order != '\0' ? g_strdup (order) : g_strconcat ("HZ", nuonuo_column (form, 7) + 2, NULL);

  JsonObject *content = red_content (self, form, number);

  serial = nuonuo_submit (self, nuonuo_column (form, 0), number, content, nuonuo_column_integer (form, 3),
                          nuonuo_column_integer (form, 4), uuid, nuonuo_column (form, 1), at);
  json_object_unref (content);
  if (serial != NULL)
    nuonuo_run (self, "UPDATE form SET serial = ?, order_number = ? WHERE uuid = ?", "ttt", serial, number,
                uuid);
  return serial;
}

/* --- states */

/* 72 hours from when it was made, for the other side. */
static void
wait_for_other (NuonuoDouble *self, const char *uuid)
{
  nuonuo_run (self, "UPDATE form SET due = made + ?, next_status = '07' WHERE uuid = ?", "it",
              nuonuo_setting_integer (self, "form_life"), uuid);
}

void
nuonuo_red_set_status (NuonuoDouble *self, const char *uuid, const char *status, gint64 at)
{
  nuonuo_run (self,
              "UPDATE form SET status = ?, request_status = '', due = NULL, next_status = NULL, "
              "confirmed = CASE WHEN ? IN ('04', '05', '06') THEN ? ELSE confirmed END WHERE uuid = ?",
              "ttit", status, status, at, uuid);
  nuonuo_push_form (self, uuid);
  if (g_str_equal (status, "02") || g_str_equal (status, "03"))
    wait_for_other (self, uuid);
  if (!g_str_equal (status, "01") && !g_str_equal (status, "04"))
    return;

  g_autofree char *line = nuonuo_text (self, "SELECT line FROM form WHERE uuid = ?", "t", uuid);
  g_autofree char *order = nuonuo_text (self, "SELECT order_number FROM form WHERE uuid = ?", "t", uuid);
  gboolean paper = g_str_equal (line, "ec") || g_str_equal (line, "es");

  /* What is electronic is issued at once, paper never by itself. */
  if (!paper && nuonuo_setting_integer (self, "red_by_itself") != 0)
    g_free (nuonuo_red_submit (self, uuid, order != NULL ? order : "", at));
}

/* A form at the bureau. Returns: (transfer full): its uuid */
char *
nuonuo_red_make (NuonuoDouble *self,
                 gboolean by_seller,
                 JsonObject *form,
                 gint64 net,
                 gint64 tax,
                 const char *status,
                 const char *known_to,
                 gint64 at)
{
  gint64 id = 1 + nuonuo_integer (self, 0, "SELECT coalesce(max(id), 0) FROM form", "");
  g_autofree char *month = nuonuo_time_text (at, "%y%m");
  g_autofree char *seed = g_strdup_printf ("form %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, id, at);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, seed, -1);
  const char *seller = nuonuo_param (form, "sellerTaxNo");
  const char *division = strlen (seller) == 18 ? seller + 2 : "330000";
  g_autofree char *number = g_strdup_printf ("%.6s%s%010" G_GINT64_FORMAT, division, month, 1000000 + id);
  g_autofree char *bill_id =
      nuonuo_has (form, "billId") ? g_strdup (nuonuo_param (form, "billId")) : g_strdup (digest);
  g_autoptr (JsonNode) node = nuonuo_node (json_object_ref (form));
  g_autofree char *content = nuonuo_json_text (node);

  nuonuo_run (
      self,
      "INSERT INTO form (uuid, number, bill_id, status, made_by, seller, seller_name, buyer, buyer_name, "
      "blue_number, line, reason, net, tax, made, order_number, known_to, content, request_status, message)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
      "ttttttttttttiiittt", digest, number, bill_id, status, by_seller ? "seller" : "buyer", seller,
      nuonuo_param (form, "sellerName"), nuonuo_param (form, "buyerTaxNo"), nuonuo_param (form, "buyerName"),
      nuonuo_param (form, "blueElecInvoiceNumber"), nuonuo_param (form, "blueInvoiceLine"),
      nuonuo_param (form, "redReason"), net, tax, at, nuonuo_param (form, "orderNo"), known_to, content);
  if (g_str_equal (status, "02") || g_str_equal (status, "03"))
    wait_for_other (self, digest);
  return g_steal_pointer (&digest);
}

gint64
nuonuo_red_next (NuonuoDouble *self)
{
  return nuonuo_integer (self, G_MAXINT64, "SELECT min(due) FROM form WHERE due IS NOT NULL", "");
}

/* The next state of the first form that is due. */
void
nuonuo_red_due (NuonuoDouble *self, gint64 until)
{
  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (self, "SELECT uuid, next_status, due FROM form WHERE due <= ? ORDER BY due, id LIMIT 1",
                  "i", until);

  if (!nuonuo_row (row))
    return;

  g_autofree char *uuid = g_strdup (nuonuo_column (row, 0));
  g_autofree char *status = g_strdup (nuonuo_column (row, 1));
  gint64 due = nuonuo_column_integer (row, 2);

  sqlite3_reset (row);
  nuonuo_red_set_status (self, uuid, status, due);
}
