/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

/* 诺税通SaaS (nuonuo.OpeMplatform): the adapter, put together. Source of everything: facts of the provider. */

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

static guint32
system_random (gpointer data)
{
  guint32 value = 0;

  if (getrandom (&value, sizeof value, 0) != sizeof value)
    value = g_random_int ();
  return value;
}

static gboolean
system_wait (gpointer data, gint64 time, GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + time;
  GPollFD poll;
  gboolean has_poll = g_cancellable_make_pollfd (cancellable, &poll);
  gint64 left;

  while (!g_cancellable_is_cancelled (cancellable) && (left = end - g_get_monotonic_time ()) > 0)
    {
      if (has_poll)
        g_poll (&poll, 1, (gint) MIN (left / G_TIME_SPAN_MILLISECOND + 1, G_MAXINT));
      else
        g_usleep ((gulong) left);
    }
  if (has_poll)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

static void
get_limits (gpointer data, PdGatewayLimits *limits)
{
  const PdNuonuo *self = data;

  *limits = (PdGatewayLimits){ .pace = self->pace,
                               .at_once = self->at_once,
                               .keys_a_query = PD_NUONUO_KEYS_A_QUERY,
                               .retries_a_day = PD_NUONUO_RETRIES_A_DAY,
                               .sign_in_apart = PD_NUONUO_SIGN_IN_APART,
                               .sign_ins_a_day = PD_NUONUO_SIGN_INS_A_DAY,
                               .quota_apart = PD_NUONUO_REFRESH_APART,
                               .quota_refreshs_a_day = PD_NUONUO_REFRESHES_A_DAY,
                               .lines = PD_NUONUO_LINES,
                               .plain = TRUE };
}

/* A secret is not left in memory that is given back. */
static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
nuonuo_free (gpointer data)
{
  PdNuonuo *self = data;

  g_free (self->services_url);
  g_free (self->token_url);
  g_free (self->app_key);
  free_secret (self->app_secret);
  g_free (self->tax_number);
  g_free (self->clerk);
  g_free (self->extension);
  free_secret (self->permanent_token);
  free_secret (self->token);
  g_free (self->qr_code);
  g_clear_pointer (&self->book, pd_gateway_book_unref);
  g_clear_pointer (&self->http, pd_gateway_http_unref);
  g_mutex_clear (&self->token_mutex);
  g_mutex_clear (&self->session_mutex);
  g_free (self);
}

static const PdGatewayFunctions functions = {
  .name = "nuonuo",
  .get_limits = get_limits,
  .submit = pd_nuonuo_submit,
  .query = pd_nuonuo_query,
  .retry = pd_nuonuo_retry,
  .fetch_files = pd_nuonuo_fetch_files,
  .void_paper = pd_nuonuo_void_paper,
  .redeliver = pd_nuonuo_redeliver,
  .apply_form = pd_nuonuo_apply_form,
  .query_form = pd_nuonuo_query_form,
  .act_on_form = pd_nuonuo_act_on_form,
  .list_forms = pd_nuonuo_list_forms,
  .session = pd_nuonuo_session,
  .quota = pd_nuonuo_quota,
  .list = pd_nuonuo_list,
  .test = pd_nuonuo_test,
  .free = nuonuo_free,
};

/* What goes into headers holds nothing that could end one. */
static gboolean
is_plain (const char *text)
{
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    if (!g_ascii_isgraph (*at))
      return FALSE;
  return TRUE;
}

static gboolean
check_options (const PdNuonuoOptions *options, GError **error)
{
  const char *problem = NULL;

  if (options->app_key == NULL || *options->app_key == '\0' || !is_plain (options->app_key))
    problem = _ ("The application’s key is missing.");
  else if (options->app_secret == NULL || *options->app_secret == '\0')
    problem = _ ("The application’s secret is missing.");
  else if (options->tax_number == NULL || *options->tax_number == '\0' || !is_plain (options->tax_number))
    problem = _ ("The seller’s tax number is missing.");
  else if (!is_plain (options->token))
    problem = _ ("The access token holds a character that no token has.");
  else if ((options->services_url != NULL && !pd_gateway_http_may_use (options->services_url)) ||
           (options->token_url != NULL && !pd_gateway_http_may_use (options->token_url)))
    problem = _ ("The provider’s address cannot be used. It has to begin with https://.");
  if (problem != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, problem);
  return problem == NULL;
}

static char *
dup_or (const char *text, const char *otherwise)
{
  return g_strdup (text != NULL && *text != '\0' ? text : otherwise);
}

/**
 * pd_nuonuo_gateway_new:
 * @options: a connection
 * @error: return location for an error
 *
 * Makes an adapter. Nothing is sent yet.
 *
 * Returns: (transfer full) (nullable): the gateway; %NULL when a setting is missing or the book cannot be opened
 */
PdGateway *
pd_nuonuo_gateway_new (const PdNuonuoOptions *options, GError **error)
{
  g_autoptr (PdGatewayBook) book =
      check_options (options, error) ? pd_gateway_book_open (options->book_path, error) : NULL;

  if (book == NULL)
    return NULL;

  PdNuonuo *self = g_new0 (PdNuonuo, 1);

  self->services_url = dup_or (options->services_url, PD_NUONUO_SERVICES_URL);
  self->token_url = dup_or (options->token_url, PD_NUONUO_TOKEN_URL);
  self->app_key = g_strdup (options->app_key);
  self->app_secret = g_strdup (options->app_secret);
  self->tax_number = g_strdup (options->tax_number);
  self->clerk = dup_or (options->clerk, NULL);
  self->extension = dup_or (options->extension, NULL);
  self->permanent_token = dup_or (options->token, NULL);
  self->pace = options->pace > 0 ? options->pace : options->pace < 0 ? 0 : PD_NUONUO_PACE;
  self->at_once = options->at_once;
  self->now = options->now != NULL ? options->now : system_now;
  self->random = options->random != NULL ? options->random : system_random;
  self->wait = options->wait != NULL ? options->wait : system_wait;
  self->data = options->data;
  self->book = g_steal_pointer (&book);
  self->transport = options->transport;
  if (self->transport.send == NULL)
    {
      self->http = pd_gateway_http_new (options->authority_file);
      self->transport = pd_gateway_http_get_transport (self->http);
    }
  g_mutex_init (&self->token_mutex);
  g_mutex_init (&self->session_mutex);
  return pd_gateway_new (&functions, self);
}
