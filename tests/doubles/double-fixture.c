/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/double-fixture.h"

#include <string.h>

/* 22 November 2026, 10:00 in China. */
#define START (G_GINT64_CONSTANT (1795312800) * G_TIME_SPAN_SECOND)

static gint64
fixture_now (gpointer data)
{
  return ((DoubleFixture *) data)->now;
}

DoubleFixture *
double_fixture_new (const char *path)
{
  DoubleFixture *self = g_new0 (DoubleFixture, 1);

  self->now = START;
  self->secret = "SECRET";
  self->user_tax = FIXTURE_SELLER;
  double_fixture_reopen (self, path);
  return self;
}

/* As after a kill: what was in memory is gone. */
void
double_fixture_reopen (DoubleFixture *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->provider, nuonuo_double_free);
  self->provider = nuonuo_double_new (path, fixture_now, self, &error);
  g_assert_no_error (error);
}

void
double_fixture_free (DoubleFixture *self)
{
  nuonuo_double_free (self->provider);
  g_clear_pointer (&self->reply, nuonuo_reply_free);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self->token);
  g_free (self);
}

void
double_fixture_pass (DoubleFixture *self, gint64 ms)
{
  self->now += ms * 1000;
}

static void
handle (DoubleFixture *self,
        const char *method,
        const char *path,
        const char *query,
        const char *const *headers,
        const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  g_clear_pointer (&self->reply, nuonuo_reply_free);
  g_clear_pointer (&self->root, json_node_unref);
  self->reply = nuonuo_double_handle (self->provider, method, path, query, headers, body);
  if (g_bytes_get_size (self->reply->body) > 0)
    {
      g_autofree char *answer =
          g_strndup (g_bytes_get_data (self->reply->body, NULL), g_bytes_get_size (self->reply->body));

      self->root = json_from_string (answer, NULL);
    }
}

/* A member of the last answer: names and indices with dots between them, "result.0.status". A number becomes its
 * text; "" when it is not there. Valid until the next call. */
const char *
double_fixture_text (DoubleFixture *self, const char *path)
{
  static char number[32];
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = self->root;

  for (guint i = 0; node != NULL && names[i] != NULL; i++)
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), names[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               g_ascii_strtoull (names[i], NULL, 10) < json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node),
                                       (guint) g_ascii_strtoull (names[i], NULL, 10));
      else
        node = NULL;
    }
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return "";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, json_node_get_int (node));
  return number;
}

/* A form; returns the "code" of the answer. */
const char *
double_fixture_post (DoubleFixture *self, const char *path, const char *form)
{
  const char *const headers[] = { "Content-Type", "application/x-www-form-urlencoded", NULL };

  handle (self, "POST", path, NULL, headers, form);
  return double_fixture_text (self, "code");
}

const char *
double_fixture_get (DoubleFixture *self, const char *path)
{
  handle (self, "GET", path, NULL, NULL, "");
  return double_fixture_text (self, "code");
}

/* Fetches a token and keeps it; returns the "error" of the answer. */
const char *
double_fixture_sign_in (DoubleFixture *self)
{
  double_fixture_post (self, "/accessToken",
                       "client_id=APPKEY&client_secret=SECRET&grant_type=client_credentials");
  if (*double_fixture_text (self, "access_token") != '\0')
    {
      g_free (self->token);
      self->token = g_strdup (double_fixture_text (self, "access_token"));
    }
  return double_fixture_text (self, "error");
}

/* A signed call; returns the "code" of the answer. The first one fetches a token. */
const char *
double_fixture_call (DoubleFixture *self, const char *name, const char *json)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autofree char *senid = g_strdup_printf ("%032x", ++self->n_calls);
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, self->now / G_TIME_SPAN_SECOND);
  g_autofree char *query =
      g_strdup_printf ("senid=%s&nonce=12345678&timestamp=%s&appkey=APPKEY", senid, timestamp);
  g_autofree char *sign =
      nuonuo_double_signature (self->secret, "APPKEY", senid, "12345678", timestamp, body);
  g_autofree char *method = strchr (name, '.') != NULL ? g_strconcat ("nuonuo.", name, NULL)
                                                       : g_strconcat ("nuonuo.OpeMplatform.", name, NULL);

  if (self->token == NULL)
    double_fixture_sign_in (self);

  const char *const headers[] = { "Content-Type",
                                  "application/json; charset=UTF-8",
                                  "x-nuonuo-sign",
                                  sign,
                                  "accessToken",
                                  self->token != NULL ? self->token : "",
                                  "method",
                                  method,
                                  self->user_tax != NULL ? "userTax" : NULL,
                                  self->user_tax,
                                  NULL };

  handle (self, "POST", "/open/v1/services", query, headers, json);
  return double_fixture_text (self, "code");
}

/* An order of one line, 200.00 and 26.00 tax. @more replaces or adds members: "\"buyerName\":\"...\"". */
char *
double_fixture_order (const char *order, const char *more)
{
  return g_strdup_printf (
      "{\"order\":{\"buyerName\":\"某公司\",\"buyerTaxNum\":\"" FIXTURE_BUYER
      "\",\"salerTaxNum\":\"" FIXTURE_SELLER
      "\",\"salerTel\":\"0571-88888888\",\"salerAddress\":\"杭州\",\"orderNo\":\"%s\",\"invoiceDate\":"
      "\"2026-11-22 "
      "10:00:00\",\"invoiceType\":\"1\",\"invoiceLine\":\"pc\",\"clerk\":\"张三\",\"pushMode\":\"-1\","
      "\"invoiceDetail\":[{\"goodsName\":\"纸\",\"goodsCode\":\"1060105010000000000\",\"withTaxFlag\":\"0\","
      "\"price\":"
      "\"100\",\"num\":\"2\",\"taxRate\":\"0.13\",\"tax\":\"26.00\",\"taxExcludedAmount\":\"200.00\","
      "\"taxIncludedAmount\":\"226.00\"}]%s%s}}",
      order, *more != '\0' ? "," : "", more);
}

const char *
double_fixture_issue (DoubleFixture *self, const char *order)
{
  g_autofree char *json = double_fixture_order (order, "");

  return double_fixture_call (self, "requestBillingNew", json);
}

/* The status of an order, or the code when there is none. */
const char *
double_fixture_status (DoubleFixture *self, const char *order)
{
  g_autofree char *json = g_strdup_printf ("{\"orderNos\":[\"%s\"],\"isOfferInvoiceDetail\":\"1\"}", order);
  const char *code = double_fixture_call (self, "queryInvoiceResult", json);

  return g_str_equal (code, "E0000") ? double_fixture_text (self, "result.0.status") : code;
}

/* A control call that has to be taken; a GET without @json. Its answer is the last one then. */
void
double_fixture_control (DoubleFixture *self, const char *what, const char *json)
{
  g_autofree char *answer = nuonuo_double_control (self->provider, what, json);

  g_clear_pointer (&self->root, json_node_unref);
  self->root = json_from_string (answer, NULL);
  if (*double_fixture_text (self, "error") != '\0')
    g_error ("%s: %s", what, answer);
}

/* How many legal invoices an order has; all there are when it is NULL. */
guint
double_fixture_count_legal (DoubleFixture *self, const char *order)
{
  g_autoptr (GPtrArray) book = nuonuo_double_get_legal (self->provider);
  guint count = 0;

  for (guint i = 0; i < book->len; i++)
    if (order == NULL || g_str_equal (((NuonuoLegal *) g_ptr_array_index (book, i))->order_number, order))
      count++;
  return count;
}
