/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-nuonuo.h"

#include "gateway/pd-nuonuo.h"

/* The adapter of 诺税通 with the double's core in place of the network, on the simulation's clock. */

#define TIME_LIMIT G_TIME_SPAN_MINUTE
#define EXTENSION "1"

/* Seconds. Together less than the ten minutes after which the provider's papers let "not found" mean that. */
#define LATE_MOST 190
#define GRACE_MOST 190
#define PENDING_MOST 190

/* Of the calls that are spoilt, those about blue invoices. */
#define BLUE_CALLS 4

typedef IssuingNuonuo Bureau;

static gint64
bureau_now (gpointer data)
{
  return ((Bureau *) data)->issuing->now;
}

static guint32
bureau_random (gpointer data)
{
  return sim_random_next (&((Bureau *) data)->random);
}

/* Requests of one call are made at one moment of the simulation. */
static gboolean
bureau_wait (gpointer data, gint64 time, GCancellable *cancellable)
{
  return TRUE;
}

static void
send (gpointer data,
      const PdGatewayHttpRequest *request,
      PdGatewayHttpReply *reply,
      GCancellable *cancellable)
{
  Bureau *bureau = data;
  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  const char *const none[] = { NULL };
  gint64 limit = request->time_limit > 0 ? request->time_limit : TIME_LIMIT;
  g_autoptr (NuonuoReply) answer = NULL;

  if (bureau->unreachable > 0)
    {
      bureau->unreachable--;
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CONNECT);
      return;
    }
  answer = nuonuo_double_handle (bureau->provider, request->method, g_uri_get_path (uri),
                                 g_uri_get_query (uri), request->headers != NULL ? request->headers : none,
                                 request->body != NULL ? request->body : empty);
  if (answer->delay >= limit || answer->pace >= limit)
    pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_TIMEOUT);
  else if (answer->deliver != NUONUO_DELIVER_ANSWER && answer->deliver != NUONUO_DELIVER_SLOW)
    pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_MAYBE, PD_GATEWAY_HTTP_CUT_OFF);
  else
    {
      reply->outcome = PD_GATEWAY_HTTP_REPLIED;
      reply->status = answer->status;
      reply->content_type = g_strdup (nuonuo_reply_get_header (answer, "Content-Type"));
      reply->body = g_bytes_ref (answer->body);
    }
}

/** issuing_nuonuo_control: @what: of the double's control, with JSON as @format writes it */
void
issuing_nuonuo_control (Bureau *bureau, const char *what, const char *format, ...)
{
  va_list arguments;
  g_autofree char *json = NULL;
  g_autofree char *answer = NULL;

  va_start (arguments, format);
  json = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  answer = nuonuo_double_control (bureau->provider, what, json);
  if (strstr (answer, "\"error\"") != NULL && !g_str_equal (what, "scan"))
    issuing_fail (bureau->issuing, "the double does not take %s %s: %s", what, json, answer);
}

static void
start (Issuing *issuing)
{
  static const char *const modes[] = { "fail", "wait", "refuse" };
  Bureau *bureau = g_new0 (Bureau, 1);
  g_autoptr (GError) error = NULL;

  issuing->bureau = bureau;
  bureau->issuing = issuing;
  bureau->path = g_build_filename (issuing_folder (), "bureau", "provider.sqlite", NULL);
  bureau->provider = nuonuo_double_new (NULL, bureau_now, bureau, &error);
  g_assert_no_error (error);
  nuonuo_double_set_base_url (bureau->provider, "http://127.0.0.1:1");
  sim_random_init (&bureau->random, issuing->options->seed, 21);
  issuing_nuonuo_control (bureau, "settings", "{\"seller_desk\":1,\"signed_out\":\"%s\",\"session_life\":%u}",
                          modes[issuing->options->seed % 3],
                          issuing->options->seed % 4 == 0 ? 30 * 60 * 1000 : 0);
  issuing_nuonuo_control (bureau, "settings", "{\"red_by_itself\":%d}",
                          !issuing_nuonuo_asks_for_red (issuing));
  issuing_nuonuo_control (bureau, "sign",
                          "{\"seller\":\"" ISSUING_TAX_NUMBER "\",\"in\":true,\"extension\":\"" EXTENSION
                          "\"}");
  if (issuing->options->is_small)
    issuing_nuonuo_control (bureau, "quota", "{\"seller\":\"" ISSUING_TAX_NUMBER "\",\"total\":400000}");
}

static void
stop (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  nuonuo_double_free (bureau->provider);
  g_free (bureau->path);
  g_free (bureau);
}

static PdGateway *
open_adapter (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;
  const PdNuonuoOptions options = { .services_url = "http://127.0.0.1:1/open/v1/services",
                                    .token_url = "http://127.0.0.1:1/accessToken",
                                    .app_key = "APPKEY",
                                    .app_secret = "SECRET",
                                    .tax_number = ISSUING_TAX_NUMBER,
                                    .clerk = "王开票",
                                    .extension = EXTENSION,
                                    .pace = issuing->options->seed % 3 == 0 ? -1 : 0,
                                    .at_once = 1 + issuing->options->seed % 5,
                                    .book_path = bureau->path,
                                    .transport = { send, bureau },
                                    .now = bureau_now,
                                    .random = bureau_random,
                                    .wait = bureau_wait,
                                    .data = bureau };
  g_autoptr (GError) error = NULL;

  return pd_nuonuo_gateway_new (&options, &error);
}

static void
crash (Issuing *issuing)
{
}

/* What spoils the next answer, by the double's word for it. */
static void
spoil_call (Bureau *bureau, const char *kind, const char *more)
{
  static const char *const calls[] = {
    "requestBillingNew",     "requestBillingNew",     "queryInvoiceResult",      NULL,
    "saveInvoiceRedConfirm", "saveInvoiceRedConfirm", "queryInvoiceRedConfirm",  "confirm",
    "confirmInfoCancel",     "fastInvoiceRed",        "refreshInvoiceRedConfirm"
  };
  guint n = bureau->issuing->options->reds > 0 ? G_N_ELEMENTS (calls) : BLUE_CALLS;
  const char *call = calls[sim_random_below (&bureau->random, n)];

  if (call != NULL)
    issuing_nuonuo_control (bureau, "fault", "{\"call\":\"%s\",\"kind\":\"%s\"%s}", call, kind, more);
  else
    issuing_nuonuo_control (bureau, "fault", "{\"kind\":\"%s\"%s}", kind, more);
}

static void
spoil_late (Bureau *bureau)
{
  g_autofree char *more =
      g_strdup_printf (",\"ms\":%u", 1000 * (60 + sim_random_below (&bureau->random, LATE_MOST - 60)));

  spoil_call (bureau, "late", more);
}

static void
spoil (Issuing *issuing, IssuingFault fault)
{
  static const char *const types[] = { "wrong-type",  "strings", "numbers", "code-0000",
                                       "code-number", "null",    "empty" };
  Bureau *bureau = issuing->bureau;

  issuing->n_spoilt++;
  switch (fault)
    {
    case ISSUING_DROP_BEFORE:
      spoil_call (bureau, "drop", ",\"when\":\"before\"");
      break;
    case ISSUING_DROP_AFTER:
      spoil_call (bureau, "drop", ",\"when\":\"after\"");
      break;
    case ISSUING_RESET:
      spoil_call (bureau, "reset", sim_random_chance (&bureau->random, 500) ? ",\"when\":\"after\"" : "");
      break;
    case ISSUING_LATE:
      spoil_late (bureau);
      break;
    case ISSUING_TWICE:
      spoil_call (bureau, "twice", "");
      break;
    case ISSUING_WRONG_TYPE:
      spoil_call (bureau, types[sim_random_below (&bureau->random, G_N_ELEMENTS (types))], "");
      break;
    case ISSUING_HTML:
      spoil_call (bureau, "html", sim_random_chance (&bureau->random, 500) ? ",\"when\":\"after\"" : "");
      break;
    case ISSUING_REDIRECT:
      spoil_call (bureau, "redirect", ",\"location\":\"http://127.0.0.1:2/\"");
      break;
    case ISSUING_CUT:
      spoil_call (bureau, sim_random_chance (&bureau->random, 500) ? "cut-json" : "truncate", "");
      break;
    case ISSUING_CLOSED:
      bureau->unreachable++;
      break;
    case ISSUING_REFUSED:
      issuing_nuonuo_control (bureau, "script",
                              "{\"script\":\"refused\",\"failCause\":\"购买方名称不正确\"}");
      break;
    case ISSUING_PENDING:
      issuing_nuonuo_control (bureau, "script", "{\"script\":\"20, 21@%u, 2@%u\"}",
                              1000 * sim_random_below (&bureau->random, PENDING_MOST), 1000 * PENDING_MOST);
      break;
    case ISSUING_SEAL:
      issuing_nuonuo_control (bureau, "script", "{\"script\":\"seal-failed\"}");
      break;
    case ISSUING_SLOW_FILE:
      issuing_nuonuo_control (bureau, "fault", "{\"call\":\"file\",\"kind\":\"slow\",\"ms\":%u}",
                              sim_random_below (&bureau->random, 120000));
      break;
    case ISSUING_NO_FILE:
      issuing_nuonuo_control (bureau, "fault", "{\"call\":\"file\",\"kind\":\"%s\"}",
                              sim_random_chance (&bureau->random, 500) ? "not-found" : "not-pdf");
      break;
    case ISSUING_NOT_FOUND:
    default:
      issuing_nuonuo_control (bureau, "settings", "{\"grace\":%u}",
                              1000 * sim_random_below (&bureau->random, GRACE_MOST));
      break;
    }
}

static void
calm (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  bureau->unreachable = 0;
  issuing_nuonuo_control (bureau, "fault", "{\"clear\":true}");
  issuing_nuonuo_control (bureau, "script", "{\"clear\":true}");
  issuing_nuonuo_control (bureau, "settings", "{\"grace\":0,\"session_life\":0}");
  issuing_nuonuo_control (bureau, "quota", "{\"seller\":\"" ISSUING_TAX_NUMBER "\",\"total\":0}");
}

static void
sign_out (Issuing *issuing)
{
  issuing_nuonuo_control (issuing->bureau, "sign",
                          "{\"seller\":\"" ISSUING_TAX_NUMBER "\",\"in\":false,\"extension\":\"" EXTENSION
                          "\"}");
}

static void
scan (Issuing *issuing)
{
  issuing_nuonuo_control (issuing->bureau, "scan",
                          "{\"seller\":\"" ISSUING_TAX_NUMBER "\",\"extension\":\"" EXTENSION "\"}");
}

static void
set_broken (Issuing *issuing, gboolean is_broken)
{
  issuing->is_broken = is_broken;
  issuing_nuonuo_control (issuing->bureau, "settings", "{\"app_secret\":\"%s\"}",
                          is_broken ? "ANOTHER" : "SECRET");
}

static GPtrArray *
list (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;
  GPtrArray *all = g_ptr_array_new_with_free_func (issuing_legal_free);
  g_autoptr (GPtrArray) book = nuonuo_double_get_legal (bureau->provider);

  for (guint i = 0; i < book->len; i++)
    {
      const NuonuoLegal *line = g_ptr_array_index (book, i);
      IssuingLegal *legal;

      if (line->voided)
        continue;
      legal = g_new0 (IssuingLegal, 1);
      legal->key = g_strdup (line->order_number);
      legal->number = g_strdup (line->number);
      legal->gross = line->gross;
      legal->blue_number = line->red ? g_strdup (line->blue_number) : NULL;
      legal->is_ours = g_strcmp0 (line->seller, ISSUING_TAX_NUMBER) == 0;
      g_ptr_array_add (all, legal);
    }
  return all;
}

static gboolean
holds (Issuing *issuing, const char *key)
{
  Bureau *bureau = issuing->bureau;
  g_autofree char *orders = nuonuo_double_control (bureau->provider, "orders", NULL);
  g_autofree char *name = g_strdup_printf ("\"%s\"", key);

  return strstr (orders, name) != NULL;
}

const IssuingProvider issuing_nuonuo = {
  .name = "nuonuo",
  .start = start,
  .stop = stop,
  .open = open_adapter,
  .crash = crash,
  .spoil = spoil,
  .calm = calm,
  .sign_out = sign_out,
  .scan = scan,
  .set_broken = set_broken,
  .list = list,
  .holds = holds,
  .red = &issuing_nuonuo_red,
};
