/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

#include "doubles/jumdata-double.h"
#include "doubles/nuonuo-double-list.h"
#include "doubles/nuonuo-double-red.h"
#include "doubles/nuonuo-double-session.h"

#define BODY_LIMIT (8 * 1024 * 1024)

/* A request that takes effect later. */
typedef struct
{
  gint64 due;
  char *method;
  char *path;
  char *query;
  char **headers;
  GBytes *body;
} NuonuoLate;

static const struct
{
  const char *method;
  NuonuoFunction serve;
} calls[] = {
  { "nuonuo.OpeMplatform.requestBillingNew", nuonuo_issue },
  { "nuonuo.OpeMplatform.queryInvoiceResult", nuonuo_query_result },
  { "nuonuo.OpeMplatform.reInvoice", nuonuo_retry },
  { "nuonuo.OpeMplatform.invoiceCancellation", nuonuo_cancel },
  { "nuonuo.OpeMplatform.saveInvoiceRedConfirm", nuonuo_red_apply },
  { "nuonuo.OpeMplatform.queryInvoiceRedConfirm", nuonuo_red_query },
  { "nuonuo.OpeMplatform.refreshInvoiceRedConfirm", nuonuo_red_refresh },
  { "nuonuo.OpeMplatform.confirm", nuonuo_red_confirm },
  { "nuonuo.OpeMplatform.confirmInfoCancel", nuonuo_red_withdraw },
  { "nuonuo.OpeMplatform.fastInvoiceRed", nuonuo_red_fast },
  { "nuonuo.OpeMplatform.getCertificationStatus", nuonuo_session_certification },
  { "nuonuo.OpeMplatform.getQrCode", nuonuo_session_qr_code },
  { "nuonuo.OpeMplatform.verifyComplete", nuonuo_session_verify },
  { "nuonuo.OpeMplatform.getCreditLine", nuonuo_session_credit_line },
  { "nuonuo.OpeMplatform.queryInvoiceList", nuonuo_list },
  { "nuonuo.OpeMplatform.deliveryInvoice", nuonuo_deliver },
  { "nuonuo.electronInvoice.invoiceInspection", nuonuo_inspect },
  { "nuonuo.electronInvoice.queryCount", nuonuo_inspect_count },
};

static void
late_free (NuonuoLate *late)
{
  g_free (late->method);
  g_free (late->path);
  g_free (late->query);
  g_strfreev (late->headers);
  g_bytes_unref (late->body);
  g_free (late);
}

/* What is said of the seller: known already, or made known because anyone may. */
gboolean
nuonuo_know_seller (NuonuoDouble *self, const char *seller)
{
  if (nuonuo_integer (self, 0, "SELECT count(*) FROM seller WHERE tax_number = ?", "t", seller) > 0)
    return TRUE;
  if (nuonuo_setting_integer (self, "any_seller") == 0 || !nuonuo_is_tax_number (seller))
    return FALSE;
  nuonuo_run (self, "INSERT INTO seller (tax_number) VALUES (?)", "t", seller);
  return TRUE;
}

/**
 * nuonuo_double_signature:
 *
 * The signature of a request: base64 of HMAC-SHA1 over the fixed words, the query and the bytes of the body.
 */
char *
nuonuo_double_signature (const char *secret,
                         const char *app_key,
                         const char *senid,
                         const char *nonce,
                         const char *timestamp,
                         GBytes *body)
{
  g_autofree char *head =
      g_strdup_printf ("a=services&l=v1&p=open&k=%s&i=%s&n=%s&t=%s&f=", app_key, senid, nonce, timestamp);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret));
  guint8 digest[20];
  gsize length = sizeof digest;
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (body, &size);

  g_hmac_update (hmac, (const guchar *) head, strlen (head));
  if (size > 0)
    g_hmac_update (hmac, data, size);
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

void
nuonuo_call_answer (NuonuoCall *call, const char *describe, JsonNode *result)
{
  g_assert (call->code == NULL);
  call->code = g_strdup ("E0000");
  call->describe = g_strdup (describe);
  call->result = result;
}

/* Always FALSE, so that a check can end with it. */
gboolean
nuonuo_call_refuse (NuonuoCall *call, const char *code, const char *format, ...)
{
  va_list values;

  g_assert (call->code == NULL);
  va_start (values, format);
  call->code = g_strdup (code);
  call->describe = g_strdup_vprintf (format, values);
  va_end (values);
  return FALSE;
}

static char *
call_text (NuonuoCall *call)
{
  JsonObject *answer = json_object_new ();
  g_autoptr (JsonNode) node = nuonuo_node (answer);

  nuonuo_put (answer, "code", call->code);
  nuonuo_put (answer, "describe", call->describe);
  if (call->result != NULL)
    json_object_set_member (answer, "result", g_steal_pointer (&call->result));
  return nuonuo_json_text (node);
}

/* The application, the four values of the query and the signature over the raw bytes. */
static gboolean
check_signature (NuonuoCall *call, const NuonuoRequest *request)
{
  NuonuoDouble *self = call->self;
  g_autoptr (GHashTable) query =
      request->query != NULL ? g_uri_parse_params (request->query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  const char *senid = nuonuo_form_value (query, "senid");
  const char *nonce = nuonuo_form_value (query, "nonce");
  const char *timestamp = nuonuo_form_value (query, "timestamp");
  g_autofree char *app_key = nuonuo_setting (self, "app_key");
  g_autofree char *app_secret = nuonuo_setting (self, "app_secret");
  g_autofree char *wrong = nuonuo_setting (self, "signature_error");
  const char *sign = nuonuo_header (request->headers, "X-Nuonuo-Sign");
  const char *type = nuonuo_header (request->headers, "Content-Type");

  if (!g_str_equal (nuonuo_form_value (query, "appkey"), app_key))
    return nuonuo_call_refuse (call, "070101", "appKey或appSecret不正确");
  if (strlen (senid) != 32 || strspn (senid, "0123456789abcdefABCDEF") != 32 ||
      !nuonuo_is_digits (nonce, 8, 8) || *nonce == '0' || !nuonuo_is_digits (timestamp, 10, 10))
    return nuonuo_call_refuse (call, wrong, "公共参数senid、nonce或timestamp不正确");
  if (type == NULL || g_ascii_strncasecmp (type, "application/json", strlen ("application/json")) != 0)
    return nuonuo_call_refuse (call, wrong, "Content-Type不正确");

  g_autofree char *right =
      nuonuo_double_signature (app_secret, app_key, senid, nonce, timestamp, request->body);

  if (sign == NULL || !g_str_equal (sign, right))
    return nuonuo_call_refuse (call, wrong, "签名不匹配");
  return TRUE;
}

static gboolean
check_token (NuonuoCall *call, const NuonuoRequest *request)
{
  const char *token = nuonuo_header (request->headers, "accessToken");
  g_autofree char *permanent = nuonuo_setting (call->self, "permanent_token");
  g_autofree char *type = nuonuo_setting (call->self, "app_type");
  gboolean isv = g_str_equal (type, "isv");

  if (token == NULL || *token == '\0')
    return nuonuo_call_refuse (call, "070304", "accessToken不正确");
  if (isv && *call->seller == '\0')
    return nuonuo_call_refuse (call, "070304", "userTax不能为空");
  if (g_str_equal (token, permanent))
    return TRUE;

  g_autoptr (sqlite3_stmt) row =
      nuonuo_sql (call->self, "SELECT until, seller FROM token WHERE token = ?", "t", token);

  if (!nuonuo_row (row))
    return nuonuo_call_refuse (call, "070304", "accessToken不正确");
  if (nuonuo_column_integer (row, 0) <= call->now)
    return nuonuo_call_refuse (call, "070305", "accessToken已过期");
  if (isv && !g_str_equal (nuonuo_column (row, 1), call->seller))
    return nuonuo_call_refuse (call, "070304", "accessToken与userTax不匹配");
  return TRUE;
}

static gboolean
is_forbidden (NuonuoDouble *self, const char *name)
{
  g_autofree char *list = nuonuo_setting (self, "forbidden");
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (g_strstrip (names[i]), name))
      return TRUE;
  return FALSE;
}

static void
serve_call (NuonuoCall *call, const NuonuoRequest *request)
{
  const char *method = nuonuo_header (request->headers, "method");
  gsize length = 0;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autoptr (JsonNode) holder = NULL;
  NuonuoFunction serve = NULL;

  if (!check_signature (call, request) || !check_token (call, request))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_strcmp0 (calls[i].method, method) == 0)
      serve = calls[i].serve;
  if (serve == NULL || is_forbidden (call->self, call->name))
    {
      nuonuo_call_refuse (call, "E9338", "没有调用该接口的权限");
      return;
    }
  call->params = length > 0 && length < BODY_LIMIT ? nuonuo_json_read (data, (gssize) length, &holder) : NULL;
  if (call->params == NULL)
    nuonuo_call_refuse (call, "E4000", "私有参数不是JSON对象");
  else
    serve (call);
}

/* The last word of an API's name. */
static const char *
last_word (const char *method)
{
  const char *dot = method != NULL ? strrchr (method, '.') : NULL;

  return dot != NULL ? dot + 1 : method != NULL ? method : "";
}

/* The order or key that a request is about, for scripts and the log; "" when it tells none. */
static char *
order_of (const NuonuoRequest *request)
{
  static const char *const names[] = { "orderNo", "orderno", "billId", "billUuid", "serialNo", "fpqqlsh" };
  static const char *const arrays[] = { "orderNos", "serialNos" };
  gsize length = 0;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autoptr (JsonNode) holder = NULL;
  JsonObject *object = length > 0 ? nuonuo_json_read (data, (gssize) length, &holder) : NULL;
  JsonNode *order = object != NULL ? json_object_get_member (object, "order") : NULL;

  if (order != NULL && JSON_NODE_HOLDS_OBJECT (order))
    object = json_node_get_object (order);
  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (names); i++)
    if (nuonuo_has (object, names[i]))
      return g_strdup (nuonuo_param (object, names[i]));
  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (arrays); i++)
    {
      JsonNode *array = json_object_get_member (object, arrays[i]);

      if (array == NULL || !JSON_NODE_HOLDS_ARRAY (array) ||
          json_array_get_length (json_node_get_array (array)) == 0)
        continue;

      JsonNode *first = json_array_get_element (json_node_get_array (array), 0);

      return g_strdup (json_node_get_value_type (first) == G_TYPE_STRING ? json_node_get_string (first) : "");
    }
  return g_strdup ("");
}

/* --- one request */

static NuonuoReply *
serve_file (NuonuoDouble *self, const NuonuoRequest *request)
{
  const char *type = NULL;
  g_autoptr (GBytes) file =
      g_str_equal (request->method, "GET") ? nuonuo_file (self, request->path, &type) : NULL;

  if (file == NULL)
    return nuonuo_reply_new (404, "text/html", "<html><body><h1>404 Not Found</h1></body></html>", -1);
  return nuonuo_reply_new (200, type, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file));
}

/* What the request does and its answer, without any fault. @code (transfer full) is for the log. */
static NuonuoReply *
serve (NuonuoDouble *self, const NuonuoRequest *request, gint64 now, char **code)
{
  NuonuoReply *reply;

  if (g_str_equal (request->path, "/accessToken"))
    reply = nuonuo_token (self, request, now);
  else if (g_str_has_prefix (request->path, "/files/"))
    reply = serve_file (self, request);
  else if (g_str_has_prefix (request->path, "/invoice/validate"))
    return jumdata_double_serve (self, request, now, code);
  else if (g_str_equal (request->path, "/open/v1/services") && g_str_equal (request->method, "POST"))
    {
      const char *seller = nuonuo_header (request->headers, "userTax");
      NuonuoCall call = { .self = self,
                          .now = now,
                          .seller = seller != NULL ? seller : "",
                          .name = last_word (nuonuo_header (request->headers, "method")) };
      g_autofree char *text = NULL;

      serve_call (&call, request);
      text = call_text (&call);
      *code = call.code;
      g_free (call.describe);
      return nuonuo_reply_new (200, "application/json;charset=UTF-8", text, -1);
    }
  else
    reply = nuonuo_reply_new (404, "text/html", "<html><body><h1>404 Not Found</h1></body></html>", -1);
  *code = g_strdup_printf ("%u", reply->status);
  return reply;
}

/* Lets everything happen that is due by @until, in the order of its times. */
static void
settle (NuonuoDouble *self, gint64 until)
{
  for (;;)
    {
      NuonuoLate *late = g_queue_peek_head (&self->late);
      gint64 step = nuonuo_step_next (self);
      gint64 form = nuonuo_red_next (self);
      gint64 next = MIN (MIN (step, form), late != NULL ? late->due : G_MAXINT64);

      if (next > until)
        return;
      if (late != NULL && late->due == next)
        {
          NuonuoRequest request = { late->method, late->path, late->query,
                                    (const char *const *) late->headers, late->body };
          g_autofree char *code = NULL;
          g_autoptr (NuonuoReply) nobody = NULL;

          g_queue_pop_head (&self->late);
          nobody = serve (self, &request, next, &code);
          late_free (late);
        }
      else if (step == next)
        nuonuo_step_due (self, next);
      else
        nuonuo_red_due (self, next);
    }
}

static int
late_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const NuonuoLate *one = a;
  const NuonuoLate *other = b;

  return one->due < other->due ? -1 : one->due > other->due;
}

static void
put_off (NuonuoDouble *self, const NuonuoRequest *request, gint64 due)
{
  NuonuoLate *late = g_new0 (NuonuoLate, 1);

  *late = (NuonuoLate){ .due = due,
                        .method = g_strdup (request->method),
                        .path = g_strdup (request->path),
                        .query = g_strdup (request->query),
                        .headers = g_strdupv ((char **) request->headers),
                        .body = g_bytes_ref (request->body) };
  g_queue_insert_sorted (&self->late, late, late_compare, NULL);
}

/* What faults, counters and the log call a request. */
static char *
name_of (const NuonuoRequest *request)
{
  const char *dot = strrchr (request->path, '.');

  if (g_str_equal (request->path, "/accessToken"))
    return g_strdup ("accessToken");
  if (g_str_has_prefix (request->path, "/files/"))
    return g_strconcat ("file", dot, NULL);
  if (g_str_has_prefix (request->path, "/invoice/validate"))
    return g_strdup ("validate");
  if (!g_str_equal (request->path, "/open/v1/services"))
    return g_strdup ("elsewhere");
  return g_strdup (last_word (nuonuo_header (request->headers, "method")));
}

static NuonuoReply *
serve_with_faults (NuonuoDouble *self, const NuonuoRequest *request)
{
  g_autofree char *name = name_of (request);
  g_autofree char *order = order_of (request);
  g_autofree char *code = NULL;
  const char *seller = nuonuo_header (request->headers, "userTax");
  NuonuoFault *fault = nuonuo_fault_take (self, name, order);
  gint64 now = nuonuo_now (self);
  NuonuoReply *reply = NULL;

  if (fault != NULL && g_str_equal (fault->kind, "late"))
    put_off (self, request, now + fault->ms);
  if (fault != NULL && !fault->after)
    reply = nuonuo_fault_before (fault);
  if (reply == NULL)
    {
      g_autofree char *flip = nuonuo_setting (self, "flip");
      NuonuoFault flipped = { .kind = flip, .after = TRUE };

      reply = serve (self, request, now, &code);
      if (fault != NULL && g_str_equal (fault->kind, "twice"))
        {
          nuonuo_reply_free (reply);
          g_free (code);
          code = NULL;
          reply = serve (self, request, now, &code);
        }
      if (*flip != '\0')
        reply = nuonuo_fault_after (&flipped, reply);
      if (fault != NULL)
        reply = nuonuo_fault_after (fault, reply);
    }
  reply->delay += nuonuo_setting_integer (self, "latency") * 1000;
  nuonuo_count (self, name, order, seller != NULL ? seller : "", code != NULL ? code : "",
                fault != NULL ? fault->kind : "");
  if (fault != NULL && fault->times == 0)
    nuonuo_fault_free (fault);
  return reply;
}

/**
 * nuonuo_double_handle:
 * @query: (nullable): what stands after the question mark
 * @headers: name, value, ..., NULL
 * @body: the bytes as they came
 *
 * Serves one request at the time of its clock. What is due by then has happened before.
 *
 * Returns: (transfer full): the answer, and how it is to arrive
 */
NuonuoReply *
nuonuo_double_handle (NuonuoDouble *self,
                      const char *method,
                      const char *path,
                      const char *query,
                      const char *const *headers,
                      GBytes *body)
{
  NuonuoRequest request = { method, path, query, headers, body };
  NuonuoReply *reply;

  nuonuo_run (self, "BEGIN IMMEDIATE", "");
  settle (self, nuonuo_now (self));
  if (g_str_has_prefix (path, "/control/"))
    reply = nuonuo_control (self, method, path + strlen ("/control/"), query, body);
  else
    reply = serve_with_faults (self, &request);
  settle (self, nuonuo_now (self));
  nuonuo_run (self, "COMMIT", "");
  nuonuo_store_rest (self);
  return reply;
}

/**
 * nuonuo_double_get_next_event:
 *
 * When something happens next without being asked: milliseconds of the double's clock; -1 when nothing will.
 */
gint64
nuonuo_double_get_next_event (NuonuoDouble *self)
{
  NuonuoLate *late = g_queue_peek_head (&self->late);
  gint64 next = MIN (nuonuo_step_next (self), nuonuo_red_next (self));

  next = MIN (next, late != NULL ? late->due : G_MAXINT64);
  return next == G_MAXINT64 ? -1 : next;
}

/* Lets what is due by now happen. */
void
nuonuo_double_settle (NuonuoDouble *self)
{
  settle (self, nuonuo_now (self));
}

/* Forgets what is in memory; the book is another matter. */
void
nuonuo_double_forget (NuonuoDouble *self)
{
  g_queue_clear_full (&self->faults, (GDestroyNotify) nuonuo_fault_free);
  g_queue_clear_full (&self->late, (GDestroyNotify) late_free);
  nuonuo_log_clear (self);
}

/**
 * nuonuo_double_new:
 * @path: (nullable): a file that outlives the process; in memory when NULL
 * @now: the clock outside
 */
NuonuoDouble *
nuonuo_double_new (const char *path, NuonuoNow now, gpointer data, GError **error)
{
  g_autoptr (NuonuoDouble) self = g_new0 (NuonuoDouble, 1);

  self->now = now;
  self->now_data = data;
  self->base_url = g_strdup ("http://127.0.0.1");
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return nuonuo_store_open (self, path, error) ? g_steal_pointer (&self) : NULL;
}

void
nuonuo_double_free (NuonuoDouble *self)
{
  nuonuo_double_forget (self);
  g_hash_table_unref (self->calls);
  g_hash_table_unref (self->refused);
  nuonuo_store_close (self);
  g_free (self->base_url);
  g_free (self);
}

/** nuonuo_double_set_base_url: where its files are asked for, without a slash at the end. */
void
nuonuo_double_set_base_url (NuonuoDouble *self, const char *url)
{
  g_free (self->base_url);
  self->base_url = g_strdup (url);
}
