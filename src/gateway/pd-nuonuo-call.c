/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-gateway-budget.h"

#define MAX_REPLY (8 * 1024 * 1024)
#define MAX_REASON 400 /* characters of the provider's sentence */

/* Microseconds, UTC. */
gint64
pd_nuonuo_now (const PdNuonuo *self)
{
  return self->now (self->data);
}

void
pd_nuonuo_reply_clear (PdNuonuoReply *reply)
{
  g_free (reply->code);
  g_free (reply->reason);
  g_clear_pointer (&reply->document, pd_wire_document_free);
  *reply = (PdNuonuoReply){ 0 };
}

/**
 * pd_nuonuo_sign:
 * @app_secret: the application's secret
 * @app_key: its key
 * @senid: 32 hexadecimal digits, other ones for each call
 * @nonce: 8 digits
 * @timestamp: seconds since 1970
 * @body: as it is sent, to the byte
 *
 * Signs a call: HMAC-SHA1 over a line of all of these. Source: facts of the provider, "Transport".
 *
 * Returns: (transfer full): the signature in base64
 */
char *
pd_nuonuo_sign (const char *app_secret,
                const char *app_key,
                const char *senid,
                const char *nonce,
                gint64 timestamp,
                const char *body)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) app_secret, strlen (app_secret));
  g_autofree char *head =
      g_strdup_printf ("a=services&l=v1&p=open&k=%s&i=%s&n=%s&t=%" G_GINT64_FORMAT "&f=", app_key, senid,
                       nonce, timestamp);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) head, -1);
  g_hmac_update (hmac, (const guchar *) body, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

/* The provider's sentence, short enough and without what does not belong into one line. */
static char *
read_reason (const PdWireValue *root)
{
  g_autofree char *text = pd_nuonuo_read_text (root, "describe");

  if (text == NULL)
    return NULL;
  for (char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_utf8_strlen (text, -1) > MAX_REASON ? g_utf8_substring (text, 0, MAX_REASON)
                                               : g_steal_pointer (&text);
}

static void
read_reply (const PdGatewayHttpReply *http, PdNuonuoReply *reply)
{
  gsize length;
  const char *text = g_bytes_get_data (http->body, &length);
  const PdWireValue *root = NULL;

  reply->document = length > 0 ? pd_wire_parse (text, (gssize) length, NULL) : NULL;
  if (reply->document != NULL)
    root = pd_wire_document_root (reply->document);
  reply->code = pd_nuonuo_read_code (root, "code");
  /* A page of some server in between has a status of its own; what it says is not the provider's word. */
  if (reply->code == NULL || (http->status != 200 && pd_nuonuo_find_code (reply->code) == NULL))
    {
      reply->outcome = PD_NUONUO_LOST;
      reply->wait = http->retry_after;
      g_clear_pointer (&reply->code, g_free);
      reply->reason = g_strdup (_ ("The provider’s answer cannot be read. What it did is not known."));
      return;
    }
  if (g_str_equal (reply->code, "E0000"))
    {
      reply->outcome = PD_NUONUO_OK;
      reply->result = pd_wire_value_member (root, "result");
      return;
    }
  reply->outcome = PD_NUONUO_REFUSED;
  reply->reason = read_reason (root);
}

static void
send_signed (PdNuonuo *self,
             const char *method,
             const char *body,
             const char *token,
             PdNuonuoReply *reply,
             GCancellable *cancellable)
{
  gint64 timestamp = pd_nuonuo_now (self) / G_TIME_SPAN_SECOND;
  guint32 r[5];

  for (guint i = 0; i < G_N_ELEMENTS (r); i++)
    r[i] = self->random (self->data);

  g_autofree char *senid = g_strdup_printf ("%08x%08x%08x%08x", r[0], r[1], r[2], r[3]);
  g_autofree char *nonce = g_strdup_printf ("%u", 10000000 + r[4] % 90000000);
  g_autofree char *sign = pd_nuonuo_sign (self->app_secret, self->app_key, senid, nonce, timestamp, body);
  g_autofree char *key = g_uri_escape_string (self->app_key, NULL, FALSE);
  g_autofree char *url = g_strdup_printf ("%s?senid=%s&nonce=%s&timestamp=%" G_GINT64_FORMAT "&appkey=%s",
                                          self->services_url, senid, nonce, timestamp, key);
  const char *headers[] = { "Content-Type",
                            "application/json; charset=UTF-8",
                            "X-Nuonuo-Sign",
                            sign,
                            "accessToken",
                            token,
                            "userTax",
                            self->tax_number,
                            "method",
                            method,
                            NULL };
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  PdGatewayHttpRequest request = {
    .method = "POST", .url = url, .headers = headers, .body = bytes, .max_reply = MAX_REPLY
  };
  g_auto (PdGatewayHttpReply) http = PD_GATEWAY_HTTP_REPLY_INIT;

  self->transport.send (self->transport.data, &request, &http, cancellable);
  if (http.outcome == PD_GATEWAY_HTTP_REPLIED)
    {
      read_reply (&http, reply);
      return;
    }
  reply->outcome = http.outcome == PD_GATEWAY_HTTP_NOT_SENT ? PD_NUONUO_NOT_SENT : PD_NUONUO_LOST;
  reply->next = http.cause == PD_GATEWAY_HTTP_ADDRESS || http.cause == PD_GATEWAY_HTTP_CERTIFICATE
                    ? PD_GATEWAY_NEXT_CONFIGURE
                    : PD_GATEWAY_NEXT_SEND;
  reply->reason = g_strdup (http.reason);
}

/**
 * pd_nuonuo_wait_for_turn:
 * @self: an adapter
 * @failure: a cleared reply, which is filled when nothing may be sent
 * @cancellable: (nullable)
 *
 * Keeps the provider's pace: it counts requests, and one call may need several: a token, itself, itself once more with
 * another token, further pages. Files are on other servers, and are not counted.
 *
 * Returns: whether the next request may leave now
 */
gboolean
pd_nuonuo_wait_for_turn (PdNuonuo *self, PdNuonuoReply *failure, GCancellable *cancellable)
{
  gint64 wait = self->pace > 0
                    ? pd_gateway_budget_reserve (self->book, "request", self->pace, pd_nuonuo_now (self))
                    : 0;

  if (wait == 0 || (wait > 0 && self->wait (self->data, wait, cancellable)))
    return TRUE;
  failure->outcome = PD_NUONUO_NOT_SENT;
  failure->next = wait > 0 ? PD_GATEWAY_NEXT_SEND : PD_GATEWAY_NEXT_CONFIGURE;
  failure->reason =
      g_strdup (wait > 0 ? _ ("The call was called off before it was made.")
                         : _ ("The provider’s book cannot be written. Nothing is sent without it."));
  return FALSE;
}

/* The gateway in front of the services did not know the token: the services never saw the call. */
static gboolean
is_about_token (const PdNuonuoReply *reply)
{
  return reply->outcome == PD_NUONUO_REFUSED &&
         (g_str_equal (reply->code, "070304") || g_str_equal (reply->code, "070305"));
}

/**
 * pd_nuonuo_call:
 * @self: an adapter
 * @method: the API's name, e.g. "nuonuo.OpeMplatform.requestBillingNew"
 * @body: JSON, as it is signed and sent
 * @reply: a cleared reply to fill
 * @cancellable: (nullable)
 *
 * Makes one call. It is sent a second time in one case only: the token of an earlier call was not taken, which the
 * gateway finds before anything else, and another one could be had.
 *
 * Returns: whether the provider said E0000
 */
gboolean
pd_nuonuo_call (PdNuonuo *self,
                const char *method,
                const char *body,
                PdNuonuoReply *reply,
                GCancellable *cancellable)
{
  gboolean is_new = FALSE;

  for (guint try = 0; try < 2; try++)
    {
      g_autofree char *token = pd_nuonuo_token_take (self, reply, &is_new, cancellable);

      if (token == NULL || !pd_nuonuo_wait_for_turn (self, reply, cancellable))
        return FALSE;
      send_signed (self, method, body, token, reply, cancellable);
      g_debug ("%s: %s", method, reply->code != NULL ? reply->code : "no answer");
      if (!is_about_token (reply) || self->permanent_token != NULL)
        break;
      pd_nuonuo_token_forget (self, token);
      if (is_new)
        break;
      if (try == 0)
        pd_nuonuo_reply_clear (reply);
    }
  return reply->outcome == PD_NUONUO_OK;
}
