/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nuonuo-fixture.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"

#define TIME_LIMIT G_TIME_SPAN_MINUTE

gint64
provider_now (gpointer data)
{
  return ((Nuonuo *) data)->now;
}

static guint32
random_cb (gpointer data)
{
  return ++((Nuonuo *) data)->seed * 2654435761u;
}

/* What the adapter waits for comes at once. */
static gboolean
wait_cb (gpointer data, gint64 time, GCancellable *cancellable)
{
  ((Nuonuo *) data)->now += time;
  return !g_cancellable_is_cancelled (cancellable);
}

/* The network: what the double says, as it would have arrived. */
static void
send_cb (gpointer data,
         const PdGatewayHttpRequest *request,
         PdGatewayHttpReply *reply,
         GCancellable *cancellable)
{
  Nuonuo *test = data;
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GBytes *body = request->body != NULL ? request->body : empty;
  g_autoptr (NuonuoReply) answer = NULL;
  const char *const none[] = { NULL };
  gint64 limit = request->time_limit > 0 ? request->time_limit : TIME_LIMIT;

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&test->mutex);

  if (test->is_down)
    {
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CONNECT);
      return;
    }
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i += 2)
    if (g_str_equal (request->headers[i], "accessToken"))
      {
        g_free (test->last_token);
        test->last_token = g_strdup (request->headers[i + 1]);
      }
  test->n_requests++;
  g_free (test->last_body);
  test->last_body = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  answer = nuonuo_double_handle (test->provider, request->method, g_uri_get_path (uri), g_uri_get_query (uri),
                                 request->headers != NULL ? request->headers : none, body);
  test->now += MIN (answer->delay, limit);
  if (answer->delay >= limit)
    pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_TIMEOUT);
  else if (answer->deliver != NUONUO_DELIVER_ANSWER && answer->deliver != NUONUO_DELIVER_SLOW)
    pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CUT_OFF);
  else
    {
      reply->outcome = PD_GATEWAY_HTTP_REPLIED;
      reply->status = answer->status;
      reply->body = g_bytes_ref (answer->body);
    }
}

PdGatewayTransport
provider_transport (Nuonuo *test)
{
  return (PdGatewayTransport){ send_cb, test };
}

void
provider_restart_with (Nuonuo *test, const PdNuonuoOptions *options)
{
  g_autoptr (GError) error = NULL;
  PdNuonuoOptions all = *options;

  g_clear_pointer (&test->gateway, pd_gateway_unref);
  all.book_path = test->book;
  all.transport = provider_transport (test);
  all.now = provider_now;
  all.random = random_cb;
  all.wait = wait_cb;
  all.data = test;
  test->gateway = pd_nuonuo_gateway_new (&all, &error);
  g_assert_no_error (error);
}

/* @pace: as in the options */
void
provider_restart_at_pace (Nuonuo *test, gint64 pace)
{
  const PdNuonuoOptions options = { .app_key = "APPKEY",
                                    .app_secret = "SECRET",
                                    .tax_number = PROVIDER_SELLER,
                                    .clerk = "张三",
                                    .extension = "1",
                                    .pace = pace };

  provider_restart_with (test, &options);
}

/* As after the process has died. */
void
provider_restart (Nuonuo *test)
{
  provider_restart_at_pace (test, -1);
}

void
provider_set_up (Nuonuo *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&test->mutex);
  test->now = PROVIDER_START;
  test->folder = g_dir_make_tmp ("piaodan-nuonuo-XXXXXX", NULL);
  test->book = g_build_filename (test->folder, "provider.sqlite", NULL);
  test->provider = nuonuo_double_new (NULL, provider_now, test, &error);
  g_assert_no_error (error);
  nuonuo_double_set_base_url (test->provider, "https://files.example.com");
  provider_restart (test);
}

void
provider_tear_down (Nuonuo *test, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  pd_gateway_unref (test->gateway);
  nuonuo_double_free (test->provider);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (test->book, endings[i], NULL);

      g_remove (path);
    }
  g_rmdir (test->folder);
  g_free (test->book);
  g_free (test->folder);
  g_free (test->last_body);
  g_free (test->last_token);
  g_mutex_clear (&test->mutex);
}

void
provider_control (Nuonuo *test, const char *what, const char *json)
{
  g_autofree char *answer = nuonuo_double_control (test->provider, what, json);

  if (strstr (answer, "\"error\"") != NULL)
    g_error ("%s: %s", what, answer);
}

/* How often @call was made. */
gint64
provider_count (Nuonuo *test, const char *call)
{
  g_autofree char *text = nuonuo_double_control (test->provider, "counters", NULL);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *calls = json_object_get_object_member (json_node_get_object (node), "calls");

  return json_object_get_int_member_with_default (calls, call, 0);
}

guint
provider_legal (Nuonuo *test)
{
  g_autoptr (GPtrArray) legal = nuonuo_double_get_legal (test->provider);

  return legal->len;
}

PdRecord *
provider_add_line (PdRecord *invoice,
                   const char *name,
                   const char *quantity,
                   const char *price,
                   gint64 net,
                   const char *rate,
                   gint64 tax)
{
  GPtrArray *lines = pd_record_get_lines (invoice);
  g_autofree char *id = g_strdup_printf ("01930000-0000-7000-8000-00000000%04u", lines->len + 1);
  g_autofree char *position = g_strdup_printf ("%05u", lines->len + 1);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, id);

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, position);
  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_NORMAL);
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, name);
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_CODE, "1090511030000000000");
  pd_record_set_text (line, PD_INVOICE_LINE_SPEC, "A4");
  pd_record_set_text (line, PD_INVOICE_LINE_UNIT, "箱");
  pd_record_set_text (line, PD_INVOICE_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_INVOICE_LINE_UNIT_PRICE, price);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, net);
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_RATE, rate);
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, tax);
  pd_record_add_line (invoice, 0, line);
  pd_record_derive (invoice);
  return line;
}

/* An invoice with one line of 100.00 and 13.00. */
PdRecord *
provider_invoice (const char *kind)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "01930000-0000-7000-8000-000000000001");

  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_QUEUED);
  pd_record_set_text (invoice, PD_INVOICE_KIND, kind);
  pd_record_set_text (invoice, PD_INVOICE_ORDER_NUMBER, "SO-2027-0001");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_NAME, "南京开票软件有限公司");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, PROVIDER_SELLER);
  pd_record_set_text (invoice, PD_INVOICE_SELLER_ADDRESS, "南京市江宁区");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_PHONE, "025-12345678");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "杭州买家有限公司");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, PROVIDER_BUYER);
  pd_record_set_text (invoice, PD_INVOICE_BUYER_BANK_NAME, "工商银行");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_BANK_ACCOUNT, "6222020000");
  pd_record_set_text (invoice, PD_INVOICE_REMARK, "合同 \"A-1\"\n第二行");
  provider_add_line (invoice, "*纸制品*复印纸", "4", "25", 10000, "0.13", 1300);
  return invoice;
}

PdGatewayAnswer *
provider_submit (Nuonuo *test, const char *key, const PdRecord *invoice)
{
  const PdGatewayRequest request = { .key = key, .invoice = invoice, .province = 32 };

  return pd_gateway_submit (test->gateway, &request, NULL);
}

PdGatewayAnswer *
provider_query (Nuonuo *test, const char *key)
{
  const PdGatewayKey one = { .key = key, .sent_at = test->now };

  return pd_gateway_query_one (test->gateway, &one, NULL);
}
