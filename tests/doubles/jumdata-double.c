/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/jumdata-double.h"

/* 聚美智数's verification, over what the bureau knows: the double's own book, and what control told of. The papers
 * list the codes 601 to 610 without saying each one's meaning: here 601 is a wrong application, 602 a wrong signature,
 * 411 a wrong format. */

#define FIVE_YEARS (G_GINT64_CONSTANT (5) * 366 * NUONUO_DAY)

typedef enum
{
  BY_NUMBER,  /* /invoice/validate */
  DIGITAL,    /* /invoice/validate/full-electronic */
  BY_CODE_V2, /* /invoice/validate/v2 */
} Kind;

void
jumdata_invoice_free (JumdataInvoice *invoice)
{
  g_free (invoice->code);
  g_free (invoice->number);
  g_free (invoice->date);
  g_free (invoice->check_code);
  g_free (invoice->state);
  g_free (invoice->seller);
  g_free (invoice);
}

/* An invoice of the double's own book. */
static JumdataInvoice *
find_own (NuonuoDouble *self, const char *number)
{
  g_autoptr (sqlite3_stmt) row = nuonuo_sql (self,
                                             "SELECT at, net, tax, voided, seller, EXISTS (SELECT 1 FROM "
                                             "legal AS red WHERE red.blue_number = legal.number)"
                                             " FROM legal WHERE number = ?",
                                             "t", number);
  JumdataInvoice *invoice;

  if (!nuonuo_row (row))
    return NULL;
  invoice = g_new0 (JumdataInvoice, 1);
  *invoice = (JumdataInvoice){
    .code = g_strdup (""),
    .number = g_strdup (number),
    .date = nuonuo_time_text (nuonuo_column_integer (row, 0), "%Y%m%d"),
    .check_code = g_strdup (""),
    .state = g_strdup (nuonuo_column_integer (row, 3) != 0   ? "3"
                       : nuonuo_column_integer (row, 5) != 0 ? "7"
                                                             : "0"),
    .seller = g_strdup (nuonuo_column (row, 4)),
    .net = nuonuo_column_integer (row, 1),
    .gross = nuonuo_column_integer (row, 1) + nuonuo_column_integer (row, 2),
  };
  return invoice;
}

/* NULL when the bureau has no invoice of that number and date. */
JumdataInvoice *
jumdata_double_find (NuonuoDouble *self, const char *number, const char *date)
{
  g_autoptr (JumdataInvoice) invoice = find_own (self, number);
  g_autoptr (sqlite3_stmt) row = NULL;

  if (invoice == NULL)
    {
      row = nuonuo_sql (self, "SELECT code, date, check_code, state, net, gross FROM known WHERE number = ?",
                        "t", number);
      if (!nuonuo_row (row))
        return NULL;
      invoice = g_new0 (JumdataInvoice, 1);
      *invoice = (JumdataInvoice){ .code = g_strdup (nuonuo_column (row, 0)),
                                   .number = g_strdup (number),
                                   .date = g_strdup (nuonuo_column (row, 1)),
                                   .check_code = g_strdup (nuonuo_column (row, 2)),
                                   .state = g_strdup (nuonuo_column (row, 3)),
                                   .seller = g_strdup (""),
                                   .net = nuonuo_column_integer (row, 4),
                                   .gross = nuonuo_column_integer (row, 5) };
    }
  return g_str_equal (invoice->date, date) ? g_steal_pointer (&invoice) : NULL;
}

static const char *
message_of (guint code)
{
  static const struct
  {
    guint code;
    const char *message;
  } messages[] = {
    { 200, "成功" },
    { 201, "查无此票" },
    { 202, "发票信息不一致" },
    { 203, "该票当天查验次数已超过上限" },
    { 205, "超过五年的发票不支持查验" },
    { 206, "发票查验中" },
    { 207, "暂不支持该地区或票种" },
    { 400, "参数错误" },
    { 411, "参数格式错误" },
    { 412, "开票日期不能晚于当天" },
    { 601, "应用不存在" },
    { 602, "签名错误" },
    { 603, "余额不足" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (messages[i].code == code)
      return messages[i].message;
  return "系统异常";
}

static JsonObject *
data_of (const JumdataInvoice *invoice)
{
  JsonObject *data = json_object_new ();
  g_autofree char *net = nuonuo_fen_text (invoice->net);
  g_autofree char *tax = nuonuo_fen_text (invoice->gross - invoice->net);
  g_autofree char *gross = nuonuo_fen_text (invoice->gross);

  nuonuo_put (data, "fpdm", invoice->code);
  nuonuo_put (data, "fphm", invoice->number);
  nuonuo_put (data, "kprq", invoice->date);
  nuonuo_put (data, "jym", invoice->check_code);
  nuonuo_put (data, "xfsbh", invoice->seller);
  nuonuo_put (data, "bhsje", net);
  nuonuo_put (data, "se", tax);
  nuonuo_put (data, "jshj", gross);
  nuonuo_put (data, "fpzt", invoice->state);
  return data;
}

static gboolean
is_amount (const char *text, gint64 right)
{
  gint64 fen;

  return nuonuo_fen_read (text, 2, &fen) && fen == right;
}

/* Whether what was given beside the number is right: an amount, or the end of the check code. */
static gboolean
agrees (const JumdataInvoice *invoice, Kind kind, GHashTable *form)
{
  gboolean digital = strlen (invoice->number) == 20;
  const char *amount = nuonuo_form_value (form, kind == DIGITAL     ? "jshj"
                                                : kind == BY_NUMBER ? "bhsje"
                                                                    : "je");
  const char *check = nuonuo_form_value (form, kind == BY_NUMBER ? "xym" : "jym");

  if (!digital && !g_str_equal (invoice->code, nuonuo_form_value (form, "fpdm")))
    return FALSE;
  if (*check != '\0' && (strlen (check) < 6 || !g_str_has_suffix (invoice->check_code, check)))
    return FALSE;
  return *amount == '\0' || is_amount (amount, digital ? invoice->gross : invoice->net);
}

/* What is wrong with the request itself; 0 when nothing. */
static guint
request_error (NuonuoDouble *self, Kind kind, GHashTable *form, gint64 now)
{
  const char *number = nuonuo_form_value (form, "fphm");
  const char *date = nuonuo_form_value (form, "kprq");
  const char *amount = nuonuo_form_value (form, kind == DIGITAL     ? "jshj"
                                                : kind == BY_NUMBER ? "bhsje"
                                                                    : "je");
  const char *check = nuonuo_form_value (form, kind == BY_NUMBER ? "xym" : "jym");
  gint64 at = 0;

  if (*number == '\0' || *date == '\0' || (*amount == '\0' && *check == '\0'))
    return 400;
  if ((!nuonuo_is_digits (number, 20, 20) && (kind == DIGITAL || !nuonuo_is_digits (number, 8, 8))) ||
      strlen (date) != 8 || !nuonuo_day_read (date, &at))
    return 411;
  if (strlen (number) == 8 && *nuonuo_form_value (form, "fpdm") == '\0')
    return 400;
  if (at > now)
    return 412;
  if (now - at > FIVE_YEARS)
    return 205;
  return nuonuo_setting_integer (self, "verify_balance") == 0 ? 603 : 0;
}

static guint
verify (NuonuoDouble *self, Kind kind, GHashTable *form, gint64 now, JumdataInvoice **invoice)
{
  const char *number = nuonuo_form_value (form, "fphm");
  g_autofree char *key = g_strconcat (nuonuo_form_value (form, "fpdm"), "-", number, NULL);
  guint wrong = request_error (self, kind, form, now);

  if (wrong != 0)
    return wrong;
  if (!nuonuo_limit (self, "verify", key, nuonuo_setting_integer (self, "verify_a_day"), 0, now))
    return 203;
  *invoice = jumdata_double_find (self, number, nuonuo_form_value (form, "kprq"));
  if (*invoice == NULL)
    return 201;
  if (nuonuo_is_digits ((*invoice)->state, 3, 3))
    return (guint) g_ascii_strtoll ((*invoice)->state, NULL, 10);
  return agrees (*invoice, kind, form) ? 200 : 202;
}

static guint
check_caller (NuonuoDouble *self, GHashTable *form)
{
  g_autofree char *app_id = nuonuo_setting (self, "verify_app_id");
  g_autofree char *secret = nuonuo_setting (self, "verify_secret");
  const char *timestamp = nuonuo_form_value (form, "timestamp");
  g_autofree char *text = g_strconcat (app_id, secret, timestamp, NULL);
  g_autofree char *sign = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  if (!g_str_equal (nuonuo_form_value (form, "appId"), app_id))
    return 601;
  return nuonuo_is_digits (timestamp, 13, 13) && g_str_equal (nuonuo_form_value (form, "sign"), sign) ? 0
                                                                                                      : 602;
}

/* A check that was made costs, whatever it said. */
static gboolean
charge (NuonuoDouble *self, guint code)
{
  gint64 balance = nuonuo_setting_integer (self, "verify_balance");
  g_autofree char *left = g_strdup_printf ("%" G_GINT64_FORMAT, balance - 1);

  if (code != 200 && code != 201 && code != 202)
    return FALSE;
  if (balance > 0)
    nuonuo_set_setting (self, "verify_balance", left);
  return TRUE;
}

static NuonuoReply *
answer (NuonuoDouble *self, guint code, const JumdataInvoice *invoice, gint64 now)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = nuonuo_node (object);
  g_autofree char *task =
      g_strdup_printf ("%" G_GINT64_FORMAT "%06" G_GINT64_FORMAT, now, self->sequence % 1000000);
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "code", code);
  nuonuo_put (object, "msg", message_of (code));
  nuonuo_put (object, "taskNo", task);
  json_object_set_boolean_member (object, "charge", charge (self, code));
  if (code == 200)
    json_object_set_object_member (object, "data", data_of (invoice));
  text = nuonuo_json_text (node);
  return nuonuo_reply_new (200, "application/json;charset=UTF-8", text, -1);
}

/* One call of the verification. @code (transfer full) is for the log. */
NuonuoReply *
jumdata_double_serve (NuonuoDouble *self, const NuonuoRequest *request, gint64 now, char **code)
{
  static const char *const paths[] = { "/invoice/validate", "/invoice/validate/full-electronic",
                                       "/invoice/validate/v2" };
  const char *type = nuonuo_header (request->headers, "Content-Type");
  gsize length = 0;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (JumdataInvoice) invoice = NULL;
  int kind = -1;
  guint result = 400;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (paths[i], request->path))
      kind = (int) i;
  if (kind < 0)
    {
      *code = g_strdup ("404");
      return nuonuo_reply_new (404, "text/html", "<html><body><h1>404 Not Found</h1></body></html>", -1);
    }
  if (g_str_equal (request->method, "POST") && type != NULL && length > 0 && length < 65536 &&
      g_ascii_strncasecmp (type, "application/x-www-form-urlencoded", 33) == 0)
    form = g_uri_parse_params (data, (gssize) length, "&", G_URI_PARAMS_WWW_FORM, NULL);
  if (form != NULL && (result = check_caller (self, form)) == 0)
    result = verify (self, (Kind) kind, form, now, &invoice);
  *code = g_strdup_printf ("%u", result);
  return answer (self, result, invoice, now);
}
