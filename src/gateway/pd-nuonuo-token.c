/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "gateway/pd-gateway-budget.h"

#define NAME "token"
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define MAX_TOKEN 2048                  /* bytes */
#define MAX_LIFE (30 * G_TIME_SPAN_DAY) /* a provider that says more is not believed */
#define USUAL_LIFE (24 * G_TIME_SPAN_HOUR)
#define MARGIN (5 * G_TIME_SPAN_MINUTE) /* it is not used in its last minutes */
#define TIME_LIMIT (20 * G_TIME_SPAN_SECOND)

static const PdGatewayBudget budget = { PD_NUONUO_TOKENS, PD_NUONUO_TOKEN_WINDOW, 0 };

/* The book holds the token sealed: without the application's secret it is of no use to whoever reads the file, and
 * with another secret it is no token. */
static void
make_key (const PdNuonuo *self, guint8 key[32])
{
  g_autoptr (GHmac) hmac =
      g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) self->app_secret, strlen (self->app_secret));
  gsize length = 32;

  g_hmac_update (hmac, (const guchar *) "piaodan nuonuo token ", -1);
  g_hmac_update (hmac, (const guchar *) self->app_key, -1);
  g_hmac_get_digest (hmac, key, &length);
}

static gboolean
open_cipher (const PdNuonuo *self, gnutls_aead_cipher_hd_t *cipher)
{
  guint8 key[32];
  gnutls_datum_t datum = { key, sizeof key };

  make_key (self, key);
  return gnutls_aead_cipher_init (cipher, GNUTLS_CIPHER_AES_256_GCM, &datum) == 0;
}

static GBytes *
seal (const PdNuonuo *self, const char *text)
{
  gsize length = strlen (text), size = length + TAG_BYTES;
  g_autofree guint8 *sealed = g_malloc (NONCE_BYTES + size);
  gnutls_aead_cipher_hd_t cipher;

  if (!open_cipher (self, &cipher))
    return NULL;

  gboolean done = gnutls_rnd (GNUTLS_RND_NONCE, sealed, NONCE_BYTES) == 0 &&
                  gnutls_aead_cipher_encrypt (cipher, sealed, NONCE_BYTES, NULL, 0, TAG_BYTES, text, length,
                                              sealed + NONCE_BYTES, &size) == 0;

  gnutls_aead_cipher_deinit (cipher);
  return done ? g_bytes_new_take (g_steal_pointer (&sealed), NONCE_BYTES + size) : NULL;
}

static char *
unseal (const PdNuonuo *self, GBytes *bytes)
{
  gsize length, size = MAX_TOKEN + 64;
  const guint8 *sealed = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_malloc0 (size + 1);
  gnutls_aead_cipher_hd_t cipher;

  if (length < NONCE_BYTES + TAG_BYTES || length > MAX_TOKEN || !open_cipher (self, &cipher))
    return NULL;

  gboolean done = gnutls_aead_cipher_decrypt (cipher, sealed, NONCE_BYTES, NULL, 0, TAG_BYTES,
                                              sealed + NONCE_BYTES, length - NONCE_BYTES, text, &size) == 0;

  gnutls_aead_cipher_deinit (cipher);
  if (!done)
    return NULL;
  text[size] = '\0';
  return g_steal_pointer (&text);
}

/* "UNTIL TOKEN", as an earlier process left it. */
static void
recall (PdNuonuo *self)
{
  g_autoptr (GBytes) bytes = pd_gateway_book_recall (self->book, NAME);
  g_autofree char *text = bytes != NULL ? unseal (self, bytes) : NULL;
  char *space = text != NULL ? strchr (text, ' ') : NULL;

  if (space == NULL)
    return;
  g_free (self->token);
  self->token = g_strdup (space + 1);
  self->token_until = g_ascii_strtoll (text, NULL, 10);
}

static void
keep (PdNuonuo *self)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->token_until, self->token);
  g_autoptr (GBytes) bytes = seal (self, text);

  if (bytes == NULL || !pd_gateway_book_keep (self->book, NAME, bytes))
    g_warning ("the access token could not be kept: the next process will have to ask for another");
}

/* Nothing of the call that needed the token was sent. */
static void
fail (PdNuonuoReply *failure, PdGatewayNext next, gint64 wait, const char *code, const char *reason)
{
  failure->outcome = PD_NUONUO_NOT_SENT;
  failure->next = next;
  failure->wait = wait;
  failure->code = g_strdup (code);
  failure->reason = g_strdup (reason);
}

/* It goes into a header, so that nothing else may be in it. */
static gboolean
is_token (const char *token)
{
  gsize length = token != NULL ? strlen (token) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (token[i]))
      return FALSE;
  return length > 0 && length <= MAX_TOKEN - 64;
}

static gboolean
read_token (PdNuonuo *self, const PdGatewayHttpReply *http, gint64 now, PdNuonuoReply *failure)
{
  gsize length;
  const char *text = g_bytes_get_data (http->body, &length);
  g_autoptr (PdWireDocument) document = length > 0 ? pd_wire_parse (text, (gssize) length, NULL) : NULL;
  const PdWireValue *root = document != NULL ? pd_wire_document_root (document) : NULL;
  g_autofree char *token = pd_nuonuo_read_text (root, "access_token");
  g_autofree char *error = pd_nuonuo_read_code (root, "error");
  g_autofree char *description = pd_nuonuo_read_text (root, "error_description");
  const PdNuonuoCode *code = pd_nuonuo_find_code (error);
  gint64 seconds;

  if (is_token (token))
    {
      gint64 life = pd_nuonuo_read_integer (root, "expires_in", &seconds) && seconds > 0
                        ? MIN (seconds, MAX_LIFE / G_TIME_SPAN_SECOND) * G_TIME_SPAN_SECOND
                        : USUAL_LIFE;

      g_free (self->token);
      self->token = g_steal_pointer (&token);
      self->token_until = now + life;
      keep (self);
      return TRUE;
    }
  /* An error is the provider's word that the settings are wrong; anything else is its own trouble. */
  if (error != NULL)
    fail (failure, PD_GATEWAY_NEXT_CONFIGURE, 0, error,
          description != NULL ? description
          : code != NULL      ? _ (code->why)
                              : NULL);
  else
    fail (failure, PD_GATEWAY_NEXT_SEND, http->retry_after, NULL,
          _ ("The provider’s answer cannot be read. It gave no access token."));
  return FALSE;
}

static void
ask (PdNuonuo *self, PdGatewayHttpReply *http, GCancellable *cancellable)
{
  static const char *const headers[] = { "Content-Type", "application/x-www-form-urlencoded", "Accept",
                                         "application/json", NULL };
  g_autofree char *key = g_uri_escape_string (self->app_key, NULL, FALSE);
  g_autofree char *secret = g_uri_escape_string (self->app_secret, NULL, FALSE);
  char *form =
      g_strconcat ("client_id=", key, "&client_secret=", secret, "&grant_type=client_credentials", NULL);
  g_autoptr (GBytes) body = g_bytes_new_take (form, strlen (form));
  PdGatewayHttpRequest request = { .method = "POST",
                                   .url = self->token_url,
                                   .headers = headers,
                                   .body = body,
                                   .max_reply = 64 * 1024,
                                   .time_limit = TIME_LIMIT };

  self->transport.send (self->transport.data, &request, http, cancellable);
}

/* Within the mutex. */
static gboolean
renew (PdNuonuo *self, gint64 now, PdNuonuoReply *failure, GCancellable *cancellable)
{
  gint64 wait;
  g_auto (PdGatewayHttpReply) http = PD_GATEWAY_HTTP_REPLY_INIT;

  if (!pd_nuonuo_wait_for_turn (self, failure, cancellable))
    return FALSE;
  wait = pd_gateway_budget_take (self->book, NAME, &budget, now);
  if (wait == PD_GATEWAY_BUDGET_FAILED)
    {
      fail (failure, PD_GATEWAY_NEXT_CONFIGURE, 0, NULL,
            _ ("The provider’s book cannot be written. Nothing is sent without it."));
      return FALSE;
    }
  if (wait > 0)
    {
      fail (failure, PD_GATEWAY_NEXT_CONFIGURE, wait, "070306",
            _ ("All access tokens of 30 days are used up. A permanent token in the settings needs none."));
      return FALSE;
    }
  ask (self, &http, cancellable);
  if (http.outcome == PD_GATEWAY_HTTP_REPLIED)
    return read_token (self, &http, now, failure);
  if (http.outcome == PD_GATEWAY_HTTP_NOT_SENT)
    pd_gateway_budget_give_back (self->book, NAME, now);

  gboolean configure = http.cause == PD_GATEWAY_HTTP_ADDRESS || http.cause == PD_GATEWAY_HTTP_CERTIFICATE;

  fail (failure, configure ? PD_GATEWAY_NEXT_CONFIGURE : PD_GATEWAY_NEXT_SEND, 0, NULL, http.reason);
  return FALSE;
}

/**
 * pd_nuonuo_token_take:
 * @self: an adapter
 * @failure: a cleared reply, which is filled when there is no token
 * @is_new: (out): whether it was asked for just now
 * @cancellable: (nullable)
 *
 * The access token: the permanent one, the one that is kept, or a new one. However many threads want one, one asks.
 *
 * Returns: (transfer full) (nullable): the token
 */
char *
pd_nuonuo_token_take (PdNuonuo *self, PdNuonuoReply *failure, gboolean *is_new, GCancellable *cancellable)
{
  gint64 now = pd_nuonuo_now (self);

  *is_new = FALSE;
  if (self->permanent_token != NULL)
    return g_strdup (self->permanent_token);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->token_mutex);

  if (self->token == NULL)
    recall (self);
  if (self->token != NULL && now < self->token_until - MARGIN)
    return g_strdup (self->token);
  *is_new = renew (self, now, failure, cancellable);
  return *is_new ? g_strdup (self->token) : NULL;
}

/**
 * pd_nuonuo_token_forget:
 * @self: an adapter
 * @token: one that the provider did not take
 *
 * Forgets @token, if it is still the one that is kept.
 */
void
pd_nuonuo_token_forget (PdNuonuo *self, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->token_mutex);

  if (g_strcmp0 (self->token, token) != 0)
    return;
  g_clear_pointer (&self->token, g_free);
  self->token_until = 0;
  pd_gateway_book_forget (self->book, NAME);
}
