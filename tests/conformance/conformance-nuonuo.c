/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include "doubles/double-process.h"
#include "gateway/pd-nuonuo.h"
#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

#include <string.h>

/* 诺税通's adapter with its double as a process of its own, over HTTP on loopback. */

#define PACE 6000 /* milliseconds between two calls */

#define PIECE 64 /* bytes that leave at a time */

/* In the platform's process and in the test's alike: a request of our own, so that no thread is needed. */
static char *
ask (DoubleProcess *provider, const char *what, const char *json)
{
  g_autoptr (PdGatewayHttp) http = pd_gateway_http_new (NULL);
  g_autofree char *url = g_strconcat (provider->url, "/control/", what, NULL);
  g_autoptr (GBytes) body = json != NULL ? g_bytes_new (json, strlen (json)) : NULL;
  const PdGatewayHttpRequest request = { .method = json != NULL ? "POST" : "GET",
                                         .url = url,
                                         .body = body,
                                         .time_limit = 5 * G_TIME_SPAN_MINUTE,
                                         .connect_limit = G_TIME_SPAN_MINUTE,
                                         .read_limit = G_TIME_SPAN_MINUTE };
  g_auto (PdGatewayHttpReply) reply = PD_GATEWAY_HTTP_REPLY_INIT;

  pd_gateway_http_send (http, &request, &reply, NULL);
  g_assert_cmpuint (reply.status, ==, 200);
  return g_strndup (g_bytes_get_data (reply.body, NULL), g_bytes_get_size (reply.body));
}

static void
tell (DoubleProcess *provider, const char *what, const char *json)
{
  g_free (ask (provider, what, json));
}

static void
forget (gpointer self)
{
  g_autofree char *clock =
      g_strdup_printf ("{\"set\":%" G_GINT64_FORMAT ",\"frozen\":true}", conformance_now (NULL) / 1000);

  tell (self, "reset", "{}");
  tell (self, "clock", clock);
  tell (self, "settings", "{\"seller_desk\":1,\"token_limit\":1000000}");
}

static gpointer
start (void)
{
  DoubleProcess *provider = double_process_new (DOUBLE_PROGRAM);

  forget (provider);
  return provider;
}

static void
stop (gpointer self)
{
  double_process_free (self);
}

static void
advance (gpointer self, gint64 time)
{
  g_autofree char *json = g_strdup_printf ("{\"advance\":%" G_GINT64_FORMAT "}", time / 1000);

  tell (self, "clock", json);
}

/* Both clocks go on. */
static gboolean
wait_cb (gpointer self, gint64 time, GCancellable *cancellable)
{
  conformance_pass (time);
  advance (self, time);
  return TRUE;
}

static PdGateway *
open_adapter (gpointer self, const char *folder, PdGatewayHttpSentFunc sent)
{
  static PdGatewayHttp *http;
  DoubleProcess *provider = self;
  g_autofree char *services = g_strconcat (provider->url, "/open/v1/services", NULL);
  g_autofree char *token = g_strconcat (provider->url, "/accessToken", NULL);
  g_autofree char *book = g_build_filename (folder, "provider.sqlite", NULL);
  PdNuonuoOptions options = { .services_url = services,
                              .token_url = token,
                              .app_key = "APPKEY",
                              .app_secret = "SECRET",
                              .tax_number = CONFORMANCE_TAX_NUMBER,
                              .clerk = "王开票",
                              .book_path = book,
                              .now = conformance_now,
                              .wait = wait_cb,
                              .data = provider };
  g_autoptr (GError) error = NULL;
  PdGateway *gateway;

  g_clear_pointer (&http, pd_gateway_http_unref);
  http = pd_gateway_http_new (NULL);
  if (sent != NULL)
    pd_gateway_http_watch_sending (http, PIECE, sent, NULL);
  options.transport = pd_gateway_http_get_transport (http);
  gateway = pd_nuonuo_gateway_new (&options, &error);
  g_assert_no_error (error);
  return gateway;
}

static void
look_up (gpointer self, const char *folder, const char *key, ConformanceLegal *legal)
{
  g_autofree char *what = g_strconcat ("legal?orderNo=", key, NULL);
  g_autofree char *text = ask (self, what, NULL);
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, NULL);
  const PdWireValue *root = pd_wire_document_root (document), *row;
  PdWireIter iter;

  pd_wire_iter_init (&iter, pd_wire_value_member (root, "invoices"));
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      const PdWireValue *number = pd_wire_value_member (row, "number");
      const PdWireValue *gross = pd_wire_value_member (row, "gross");

      legal->count++;
      g_strlcpy (legal->number, pd_wire_value_text (number), sizeof legal->number);
      pd_wire_value_integer (gross, &legal->gross);
    }
}

static void
lose_answer (gpointer self, PdGateway *gateway)
{
  tell (self, "fault", "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"after\"}");
}

static void
refuse (gpointer self, PdGateway *gateway)
{
  tell (self, "script", "{\"script\":\"refused\",\"failCause\":\"购买方名称不正确\"}");
}

static void
hide_file (gpointer self, PdGateway *gateway)
{
  tell (self, "fault", "{\"call\":\"file.pdf\",\"kind\":\"not-found\"}");
}

static void
sign (gpointer self, PdGateway *gateway, gboolean in)
{
  tell (self, "sign",
        in ? "{\"seller\":\"" CONFORMANCE_TAX_NUMBER "\",\"in\":true}"
           : "{\"seller\":\"" CONFORMANCE_TAX_NUMBER "\",\"in\":false}");
}

/* The buyer's side of it */

static void
book (gpointer self, const char *folder, const char *number)
{
  g_autofree char *json = g_strdup_printf ("{\"number\":\"%s\",\"used\":true}", number);

  tell (self, "blue", json);
}

static void
enter_form (gpointer self, const char *folder, const PdRecord *blue)
{
  g_autofree char *json = g_strdup_printf (
      "{\"seller\":\"%s\",\"sellerName\":\"%s\",\"buyer\":\"%s\",\"buyerName\":\"%s\",\"blueNumber\":\"%s\","
      "\"net\":%" G_GINT64_FORMAT ",\"tax\":%" G_GINT64_FORMAT ",\"redReason\":\"1\",\"by\":\"buyer\"}",
      pd_record_get_text (blue, PD_INVOICE_SELLER_TAX_NUMBER),
      pd_record_get_text (blue, PD_INVOICE_SELLER_NAME),
      pd_record_get_text (blue, PD_INVOICE_BUYER_TAX_NUMBER),
      pd_record_get_text (blue, PD_INVOICE_BUYER_NAME), pd_record_get_text (blue, PD_INVOICE_NUMBER),
      pd_record_get_integer (blue, PD_INVOICE_NET_AMOUNT),
      pd_record_get_integer (blue, PD_INVOICE_TAX_AMOUNT));

  tell (self, "inbound", json);
}

static void
confirm (gpointer self, const char *folder, const char *form_uuid)
{
  g_autofree char *json = g_strdup_printf ("{\"uuid\":\"%s\",\"status\":\"04\"}", form_uuid);

  tell (self, "red", json);
}

static void
look_up_red (gpointer self, const char *folder, const char *blue, ConformanceReversal *reversal)
{
  g_autofree char *what = g_strconcat ("forms?blueNumber=", blue, NULL);
  g_autofree char *text = ask (self, what, NULL);
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, NULL);
  g_autofree char *book_text = ask (self, "legal", NULL);
  g_autoptr (PdWireDocument) book = pd_wire_parse (book_text, -1, NULL);
  const PdWireValue *row;
  PdWireIter iter;

  pd_wire_iter_init (&iter, pd_wire_value_member (pd_wire_document_root (document), "forms"));
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      const char *status = pd_wire_value_text (pd_wire_value_member (row, "status"));

      reversal->n_forms += strcmp (status, "04") <= 0 || strcmp (status, "15") == 0;
    }
  pd_wire_iter_init (&iter, pd_wire_value_member (pd_wire_document_root (book), "invoices"));
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      gint64 gross = 0;

      if (g_strcmp0 (pd_wire_value_text (pd_wire_value_member (row, "blueNumber")), blue) != 0)
        continue;
      pd_wire_value_integer (pd_wire_value_member (row, "gross"), &gross);
      reversal->n_red++;
      reversal->gross += gross;
      g_strlcpy (reversal->number, pd_wire_value_text (pd_wire_value_member (row, "number")),
                 sizeof reversal->number);
    }
}

/* By the double's own log. */
static void
check_pace (gpointer self)
{
  g_autofree char *text = ask (self, "log", NULL);
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, -1, NULL);
  const PdWireValue *row;
  PdWireIter iter;
  gint64 last = 0;
  guint n = 0;

  pd_wire_iter_init (&iter, pd_wire_value_member (pd_wire_document_root (document), "log"));
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      const char *call = pd_wire_value_text (pd_wire_value_member (row, "call"));
      gint64 at = 0;

      /* Files are on other servers. */
      if (g_str_has_prefix (call, "file"))
        continue;
      pd_wire_value_integer (pd_wire_value_member (row, "at"), &at);
      g_assert_true (n == 0 || at - last >= PACE);
      last = at;
      n++;
    }
  g_assert_cmpuint (n, >, 2);
}

const ConformanceProvider conformance_nuonuo = {
  .name = "nuonuo",
  .start = start,
  .stop = stop,
  .forget = forget,
  .open = open_adapter,
  .advance = advance,
  .look_up = look_up,
  .lose_answer = lose_answer,
  .refuse = refuse,
  .hide_file = hide_file,
  .sign = sign,
  .book = book,
  .enter_form = enter_form,
  .confirm = confirm,
  .look_up_red = look_up_red,
  .check_pace = check_pace,
};
