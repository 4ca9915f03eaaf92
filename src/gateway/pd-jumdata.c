/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-jumdata.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-gateway-book.h"
#include "gateway/pd-gateway-budget.h"
#include "gateway/pd-nuonuo-private.h"
#include "model/pd-money.h"

#define MAX_REPLY (2 * 1024 * 1024)
#define CHECK_LENGTH 6
#define CHECK_WAIT (2 * G_TIME_SPAN_MINUTE)

static const PdGatewayBudget budget = { PD_VERIFICATION_A_DAY, PD_GATEWAY_BUDGET_DAY, 0 };

struct _PdJumdata
{
  gatomicrefcount references;
  char *url;
  char *app_id;
  char *app_secret;
  PdGatewayBook *book;          /* (owned) */
  PdGatewayHttp *http;          /* (owned) (nullable) */
  PdGatewayTransport transport; /* data borrowed, or @http */
  gint64 (*now) (gpointer data);
  gpointer data;
};

/* Every code of the provider's papers. Where they list a code without a meaning, the connection is looked at by a
 * person; nothing is known of the invoice then. Source: facts of the provider, "聚美智数". */
static const struct
{
  const char *code;
  PdVerdict verdict;
  PdGatewayNext next;
  gint64 wait;
  const char *why; /* untranslated; for what has no verdict of its own */
} codes[] = {
  { "200", PD_VERDICT_GENUINE, PD_GATEWAY_NEXT_NOTHING, 0, NULL },
  { "201", PD_VERDICT_NOT_FOUND, PD_GATEWAY_NEXT_NOTHING, 0, NULL },
  { "202", PD_VERDICT_DIFFERENT, PD_GATEWAY_NEXT_FIX, 0, NULL },
  { "203", PD_VERDICT_TOO_OFTEN, PD_GATEWAY_NEXT_QUERY, 0, NULL },
  { "204", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider’s quota of checks is used up.") },
  { "205", PD_VERDICT_TOO_OLD, PD_GATEWAY_NEXT_NOTHING, 0, NULL },
  { "206", PD_VERDICT_BEING_CHECKED, PD_GATEWAY_NEXT_QUERY, CHECK_WAIT, NULL },
  { "207", PD_VERDICT_UNSUPPORTED, PD_GATEWAY_NEXT_NOTHING, 0, NULL },
  { "400", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX, 0,
    N_ ("What was told of the invoice is not complete.") },
  { "411", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX, 0,
    N_ ("What was told of the invoice is not written right.") },
  { "412", PD_VERDICT_NOT_YET, PD_GATEWAY_NEXT_FIX, 0, NULL },
  { "500", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, 0, N_ ("The provider failed without saying why.") },
  { "502", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, 0,
    N_ ("The tax bureau does not answer the provider.") },
  { "601", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "602", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "603", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The account at the provider is empty.") },
  { "604", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "606", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "607", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not allow this machine’s address.") },
  { "609", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "610", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE, 0,
    N_ ("The provider does not accept the connection.") },
  { "999", PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY, 0, N_ ("The provider failed without saying why.") },
};

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

void
pd_verification_free (PdVerification *verification)
{
  g_free (verification->code);
  g_free (verification->reason);
  g_free (verification->content);
  g_free (verification);
}

/**
 * pd_jumdata_new:
 * @options: a connection
 * @error: return location for an error
 *
 * Makes an adapter of the verification. Nothing is sent yet.
 *
 * Returns: (transfer full) (nullable): the adapter; %NULL when a setting is missing or the book cannot be opened
 */
PdJumdata *
pd_jumdata_new (const PdJumdataOptions *options, GError **error)
{
  const char *url = options->url != NULL && *options->url != '\0' ? options->url : PD_JUMDATA_URL;
  g_autoptr (PdGatewayBook) book = NULL;

  if (options->app_id == NULL || *options->app_id == '\0' || options->app_secret == NULL ||
      *options->app_secret == '\0')
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("The application’s key or secret is missing."));
  else if (!pd_gateway_http_may_use (url))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("The provider’s address cannot be used. It has to begin with https://."));
  else
    book = pd_gateway_book_open (options->book_path, error);
  if (book == NULL)
    return NULL;

  PdJumdata *self = g_new0 (PdJumdata, 1);

  g_atomic_ref_count_init (&self->references);
  self->url = g_strdup (url);
  /* Paths follow it. */
  while (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  self->app_id = g_strdup (options->app_id);
  self->app_secret = g_strdup (options->app_secret);
  self->book = g_steal_pointer (&book);
  self->now = options->now != NULL ? options->now : system_now;
  self->data = options->data;
  self->transport = options->transport;
  if (self->transport.send == NULL)
    {
      self->http = pd_gateway_http_new (options->authority_file);
      self->transport = pd_gateway_http_get_transport (self->http);
    }
  return self;
}

PdJumdata *
pd_jumdata_ref (PdJumdata *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
pd_jumdata_unref (PdJumdata *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->url);
  g_free (self->app_id);
  explicit_bzero (self->app_secret, strlen (self->app_secret));
  g_free (self->app_secret);
  g_clear_pointer (&self->book, pd_gateway_book_unref);
  g_clear_pointer (&self->http, pd_gateway_http_unref);
  g_free (self);
}

/**
 * pd_jumdata_sign:
 * @app_id: the application
 * @app_secret: its secret
 * @timestamp: milliseconds since 1970
 *
 * Signs a call: SHA-256 of the three, one after the other.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
pd_jumdata_sign (const char *app_id, const char *app_secret, gint64 timestamp)
{
  g_autofree char *text = g_strdup_printf ("%s%s%" G_GINT64_FORMAT, app_id, app_secret, timestamp);
  char *sign = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  explicit_bzero (text, strlen (text));
  return sign;
}

static PdVerification *
new_verification (const PdJumdata *self, PdVerdict verdict, PdGatewayNext next, const char *reason)
{
  PdVerification *verification = g_new0 (PdVerification, 1);

  verification->verdict = verdict;
  verification->next = next;
  verification->reason = g_strdup (reason);
  verification->at = self->now (self->data);
  return verification;
}

static void
put (GString *form, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
}

/* The digital invoices have a call of their own. */
static char *
make_form (PdJumdata *self, const PdVerificationInput *input, gint64 now)
{
  gboolean digital = input->kind->number_digits == 20;
  g_auto (GStrv) date = g_strsplit (input->date, "-", -1);
  g_autofree char *day = g_strjoinv ("", date);
  g_autofree char *amount = pd_money_to_text (input->amount);
  g_autofree char *timestamp = g_strdup_printf ("%" G_GINT64_FORMAT, now / 1000);
  g_autofree char *sign = pd_jumdata_sign (self->app_id, self->app_secret, now / 1000);
  GString *form = g_string_new (NULL);

  put (form, "appId", self->app_id);
  put (form, "timestamp", timestamp);
  put (form, "sign", sign);
  put (form, "fphm", input->number);
  put (form, "kprq", day);
  if (input->kind->inputs & PD_VERIFICATION_CODE)
    put (form, "fpdm", input->code);
  if (input->kind->inputs & PD_VERIFICATION_CHECK)
    put (form, "xym", input->check + strlen (input->check) - CHECK_LENGTH);
  if (input->kind->inputs & (PD_VERIFICATION_NET | PD_VERIFICATION_GROSS))
    put (form, digital ? "jshj" : "bhsje", amount);
  return g_string_free (form, FALSE);
}

/* What the bureau has of the invoice: it may be void or reversed by now. The papers do not number the states, so that
 * words and the numbers that are seen are read alike. */
static PdVerdict
read_state (const PdWireValue *data)
{
  g_autofree char *state = pd_nuonuo_read_text (data, "fpzt");
  g_autofree char *void_mark = pd_nuonuo_read_text (data, "zfbz");

  if (g_strcmp0 (void_mark, "Y") == 0 || g_strcmp0 (void_mark, "1") == 0)
    return PD_VERDICT_VOID;
  if (state == NULL)
    return PD_VERDICT_GENUINE;
  if (strstr (state, "红冲") != NULL || strstr (state, "冲红") != NULL || g_str_equal (state, "7") ||
      g_str_equal (state, "8"))
    return PD_VERDICT_REVERSED;
  if (strstr (state, "作废") != NULL || g_str_equal (state, "2") || g_str_equal (state, "3"))
    return PD_VERDICT_VOID;
  return PD_VERDICT_GENUINE;
}

/* A reply that is about another invoice says nothing of this one. */
static gboolean
is_about (const PdWireValue *data, const PdVerificationInput *input)
{
  g_autofree char *number = pd_nuonuo_read_text (data, "fphm");

  return number == NULL || g_str_equal (number, input->number);
}

static PdVerification *
read_reply (const PdJumdata *self, const PdVerificationInput *input, const PdGatewayHttpReply *http)
{
  gsize length;
  const char *text = g_bytes_get_data (http->body, &length);
  g_autoptr (PdWireDocument) document = length > 0 ? pd_wire_parse (text, (gssize) length, NULL) : NULL;
  const PdWireValue *root = document != NULL ? pd_wire_document_root (document) : NULL;
  g_autofree char *code = pd_nuonuo_read_text (root, "code");
  g_autofree char *message = pd_nuonuo_read_text (root, "msg");
  g_autofree char *charge = pd_nuonuo_read_text (root, "charge");
  const PdWireValue *data =
      root != NULL && root->kind == PD_WIRE_OBJECT ? pd_wire_value_member (root, "data") : NULL;
  PdVerification *verification =
      new_verification (self, PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_QUERY,
                        _ ("The provider’s answer cannot be read. Nothing is known of the invoice."));

  verification->is_paid =
      charge != NULL && (g_str_equal (charge, "1") || g_ascii_strcasecmp (charge, "true") == 0);
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].code, code))
      {
        verification->code = g_steal_pointer (&code);
        verification->verdict = codes[i].verdict;
        verification->next = codes[i].next;
        verification->wait = codes[i].wait;
        g_free (verification->reason);
        verification->reason = message != NULL        ? g_steal_pointer (&message)
                               : codes[i].why != NULL ? g_strdup (_ (codes[i].why))
                                                      : NULL;
      }
  if (verification->verdict != PD_VERDICT_GENUINE)
    return verification;
  if (data == NULL || data->kind != PD_WIRE_OBJECT || !is_about (data, input))
    {
      verification->verdict = PD_VERDICT_CANNOT_ASK;
      verification->next = PD_GATEWAY_NEXT_QUERY;
      return verification;
    }
  verification->verdict = read_state (data);
  verification->content = pd_wire_value_to_text (data);
  return verification;
}

static PdVerification *
read_failure (const PdJumdata *self, const PdGatewayHttpReply *http)
{
  gboolean configure = http->cause == PD_GATEWAY_HTTP_ADDRESS || http->cause == PD_GATEWAY_HTTP_CERTIFICATE;

  return new_verification (self, PD_VERDICT_CANNOT_ASK,
                           configure ? PD_GATEWAY_NEXT_CONFIGURE : PD_GATEWAY_NEXT_QUERY, http->reason);
}

/* What the bureau did not count is not counted here either. */
static gboolean
was_counted (const PdVerification *verification, const PdGatewayHttpReply *http)
{
  if (http->outcome == PD_GATEWAY_HTTP_NOT_SENT)
    return FALSE;
  return verification->code == NULL || verification->next != PD_GATEWAY_NEXT_CONFIGURE;
}

/**
 * pd_jumdata_verify:
 * @self: an adapter
 * @input: what is known of an invoice
 * @cancellable: (nullable)
 *
 * Asks the bureau for an invoice, five times a day at most; may cost money. Blocks.
 *
 * Returns: (transfer full): what became of it, never %NULL
 */
PdVerification *
pd_jumdata_verify (PdJumdata *self, const PdVerificationInput *input, GCancellable *cancellable)
{
  static const char *const headers[] = { "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8",
                                         NULL };
  g_autoptr (GError) error = NULL;
  g_auto (PdGatewayHttpReply) http = PD_GATEWAY_HTTP_REPLY_INIT;
  gint64 now = self->now (self->data);

  if (!pd_verification_check (input, &error))
    return new_verification (self, PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_FIX, error->message);

  g_autofree char *key = pd_verification_key (input);
  g_autofree char *name = g_strconcat ("verify ", key, NULL);
  gint64 wait = pd_gateway_budget_take (self->book, name, &budget, now);

  if (wait != 0)
    {
      PdVerification *verification =
          wait > 0
              ? new_verification (self, PD_VERDICT_TOO_OFTEN, PD_GATEWAY_NEXT_QUERY, NULL)
              : new_verification (self, PD_VERDICT_CANNOT_ASK, PD_GATEWAY_NEXT_CONFIGURE,
                                  _ ("The provider’s book cannot be written. Nothing is sent without it."));

      verification->wait = MAX (wait, 0);
      return verification;
    }

  char *form = make_form (self, input, now);
  g_autoptr (GBytes) body = g_bytes_new_take (form, strlen (form));
  g_autofree char *url = g_strconcat (self->url,
                                      input->kind->number_digits == 20 ? "/invoice/validate/full-electronic"
                                                                       : "/invoice/validate",
                                      NULL);
  const PdGatewayHttpRequest request = {
    .method = "POST", .url = url, .headers = headers, .body = body, .max_reply = MAX_REPLY
  };

  self->transport.send (self->transport.data, &request, &http, cancellable);

  PdVerification *verification =
      http.outcome == PD_GATEWAY_HTTP_REPLIED ? read_reply (self, input, &http) : read_failure (self, &http);

  verification->is_asked = was_counted (verification, &http);
  if (!verification->is_asked)
    pd_gateway_budget_give_back (self->book, name, now);
  return verification;
}

/**
 * pd_jumdata_left_today:
 * @self: an adapter
 * @input: an invoice
 *
 * Returns: how often it may still be asked for today
 */
guint
pd_jumdata_left_today (PdJumdata *self, const PdVerificationInput *input)
{
  g_autofree char *key = pd_verification_key (input);
  g_autofree char *name = g_strconcat ("verify ", key, NULL);
  guint used = pd_gateway_budget_count (self->book, name, &budget, self->now (self->data));

  return PD_VERIFICATION_A_DAY - MIN (used, PD_VERIFICATION_A_DAY);
}
