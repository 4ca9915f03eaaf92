/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-gateways.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-nuonuo.h"
#include "model/pd-party.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-secrets.h"

#define KIND_NUONUO "nuonuo"
#define KEY_MAX 64
#define NAME_MAX_CHARACTERS 20
#define EXTENSION_MAX 5
#define PACE_MAX (10 * G_TIME_SPAN_MINUTE)

void
pd_platform_gateway_settings_clear (PdPlatformGatewaySettings *settings)
{
  g_free (settings->kind);
  g_free (settings->app_key);
  g_free (settings->clerk);
  g_free (settings->extension);
  g_free (settings->services_url);
  g_free (settings->token_url);
  *settings = (PdPlatformGatewaySettings){ 0 };
}

static gboolean
refuse (const char **field, const char *name, GError **error, const char *message)
{
  *field = name;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
is_printed (const char *text, glong max)
{
  if (!g_utf8_validate (text, -1, NULL) || *text == '\0' || g_utf8_strlen (text, -1) > max)
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

/**
 * pd_platform_check_gateway_settings:
 * @field: (out): the name of what is wrong
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_INVALID when such settings are not kept
 */
gboolean
pd_platform_check_gateway_settings (const PdPlatformGatewaySettings *settings,
                                    const char **field,
                                    GError **error)
{
  *field = NULL;
  if (g_strcmp0 (settings->kind, KIND_NUONUO) != 0)
    return refuse (field, "gateway", error, _ ("Piaodan knows the gateway nuonuo."));
  if (settings->app_key == NULL || !is_printed (settings->app_key, KEY_MAX))
    return refuse (field, "app_key", error,
                   _ ("The provider gives an application key of up to 64 characters."));
  if (settings->clerk != NULL && !is_printed (settings->clerk, NAME_MAX_CHARACTERS))
    return refuse (field, "clerk", error, _ ("The name of who issues has at most 20 characters."));
  if (settings->extension != NULL &&
      (strlen (settings->extension) > EXTENSION_MAX ||
       strspn (settings->extension, "0123456789") != strlen (settings->extension)))
    return refuse (field, "extension", error, _ ("An extension number has at most five digits."));
  if (settings->pace < 0 || settings->pace > PACE_MAX)
    return refuse (field, "pace", error, _ ("Calls are at most ten minutes apart."));
  return TRUE;
}

/** pd_platform_get_gateway_settings: @settings: (out caller-allocates): set when @found is */
gboolean
pd_platform_get_gateway_settings (PdPlatform *platform,
                                  const char *tenant,
                                  PdPlatformGatewaySettings *settings,
                                  gboolean *found,
                                  GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT kind, app_key, clerk, extension, pace, services_url, token_url, changed_at"
      " FROM gateway_account WHERE tenant = ?",
      "t", tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *settings = (PdPlatformGatewaySettings){ 0 };
  *found = step == PD_PLATFORM_STEP_ROW;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  settings->kind = g_strdup (pd_platform_rows_text (rows, 0));
  settings->app_key = g_strdup (pd_platform_rows_text (rows, 1));
  settings->clerk = g_strdup (pd_platform_rows_text (rows, 2));
  settings->extension = g_strdup (pd_platform_rows_text (rows, 3));
  settings->pace = pd_platform_rows_integer (rows, 4);
  settings->services_url = g_strdup (pd_platform_rows_text (rows, 5));
  settings->token_url = g_strdup (pd_platform_rows_text (rows, 6));
  settings->changed_at = pd_platform_rows_integer (rows, 7);
  return pd_platform_has_secret (platform, tenant, PD_PLATFORM_GATEWAY_SECRET, &settings->has_secret, error);
}

/* A secret is for the application and the address that it was given for: with others it would be told to a stranger. */
static gboolean
keep_secret (PdPlatform *platform,
             const char *tenant,
             const PdPlatformGatewaySettings *settings,
             const char *secret,
             GError **error)
{
  g_auto (PdPlatformGatewaySettings) before = { 0 };
  gboolean found = FALSE;

  if (secret != NULL)
    return pd_platform_set_secret (platform, tenant, PD_PLATFORM_GATEWAY_SECRET, secret, error);
  if (!pd_platform_get_gateway_settings (platform, tenant, &before, &found, error))
    return FALSE;
  if (found && g_strcmp0 (before.app_key, settings->app_key) == 0 &&
      g_strcmp0 (before.services_url, settings->services_url) == 0 &&
      g_strcmp0 (before.token_url, settings->token_url) == 0)
    return TRUE;
  return pd_platform_forget_secret (platform, tenant, PD_PLATFORM_GATEWAY_SECRET, error);
}

static PdGateway *
make_gateway (PdPlatform *platform,
              const char *tenant,
              const PdPlatformGatewaySettings *settings,
              GError **error)
{
  g_autoptr (PdPlatformSecret) secret = NULL;
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *name = g_strdup_printf ("gateway-%s.sqlite", tenant);
  g_autofree char *book = g_build_filename (platform->data_dir, name, NULL);
  PdNuonuoOptions options = { .services_url = settings->services_url,
                              .token_url = settings->token_url,
                              .app_key = settings->app_key,
                              .clerk = settings->clerk,
                              .extension = settings->extension,
                              .pace = settings->pace,
                              .book_path = book,
                              .now = platform->now,
                              .data = platform->data };

  if (!pd_platform_get_secret (platform, tenant, PD_PLATFORM_GATEWAY_SECRET, &secret, error) ||
      !pd_platform_read_company (platform, tenant, &company, error))
    return NULL;
  options.app_secret = secret != NULL ? secret : "";
  options.tax_number = company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER) : NULL;
  return pd_nuonuo_gateway_new (&options, error);
}

/* Nobody would ever try a connection that cannot be made: what it lacks is told at once. */
static gboolean
tell_lack (PdPlatformChange *change, GError **error)
{
  g_auto (PdPlatformGatewaySettings) settings = { 0 };
  g_autoptr (GError) lack = NULL;
  g_autoptr (PdGatewayAnswer) answer = NULL;
  PdGateway *gateway = NULL;
  gboolean found = FALSE;

  if (!pd_platform_get_gateway_settings (change->platform, change->tenant, &settings, &found, error))
    return FALSE;
  if (!found || (gateway = make_gateway (change->platform, change->tenant, &settings, &lack)) != NULL)
    {
      g_clear_pointer (&gateway, pd_gateway_unref);
      return TRUE;
    }
  answer = pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE, lack->message);
  return pd_platform_finish_test (change, answer, error);
}

/* Whatever was held because of the connection is tried with the new one, and the connection is tested first. */
static gboolean
start_anew (PdPlatform *platform, const char *tenant, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };
  PdGateway *gateway;

  g_hash_table_remove (platform->gateways, tenant);
  gateway = pd_platform_find_gateway (platform, tenant);
  if (!pd_platform_account_release (&change, error) || !pd_platform_account_connect (&change, error))
    return FALSE;
  return gateway == NULL ? tell_lack (&change, error)
                         : pd_platform_ledger_revive (platform, tenant, pd_gateway_get_name (gateway), error);
}

static gboolean
write_settings (PdPlatform *platform,
                const char *tenant,
                const PdPlatformGatewaySettings *settings,
                const char *secret,
                GError **error)
{
  return keep_secret (platform, tenant, settings, secret, error) &&
         pd_platform_sql_run (
             platform->sql, error,
             "INSERT OR REPLACE INTO gateway_account (tenant, kind, app_key, clerk, extension,"
             " pace, services_url, token_url, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
             "tttttitti", tenant, settings->kind, settings->app_key, settings->clerk, settings->extension,
             settings->pace, settings->services_url, settings->token_url, pd_platform_get_now (platform)) &&
         start_anew (platform, tenant, error);
}

static gboolean
in_transaction (PdPlatform *platform, const char *tenant, gboolean done, GError **error)
{
  if (pd_platform_sql_end (platform->sql, done, error))
    return TRUE;
  g_hash_table_remove (platform->gateways, tenant);
  return FALSE;
}

/**
 * pd_platform_set_gateway_settings:
 * @settings: looked at by pd_platform_check_gateway_settings() before
 * @secret: (nullable): %NULL keeps the one that there is, as long as application and addresses are the same
 */
gboolean
pd_platform_set_gateway_settings (PdPlatform *platform,
                                  const char *tenant,
                                  const PdPlatformGatewaySettings *settings,
                                  const char *secret,
                                  GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         in_transaction (platform, tenant, write_settings (platform, tenant, settings, secret, error), error);
}

/* The token goes with the secret: nothing of the provider is left. */
static gboolean
forget (PdPlatform *platform, const char *tenant, GError **error)
{
  return pd_platform_forget_secret (platform, tenant, PD_PLATFORM_GATEWAY_SECRET, error) &&
         pd_platform_sql_run (platform->sql, error, "DELETE FROM gateway_account WHERE tenant = ?", "t",
                              tenant) &&
         start_anew (platform, tenant, error);
}

static gboolean
refuse_under_way (PdPlatform *platform, const char *tenant, GError **error)
{
  gint64 n = 0;

  if (!pd_platform_ledger_count_under_way (platform, tenant, &n, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  g_set_error_literal (
      error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_REFUSED,
      _ ("Something is under way at the provider, and only there can it be asked for. Remove "
         "the connection when its outcome is known."));
  return FALSE;
}

/**
 * pd_platform_forget_gateway_settings:
 *
 * For who runs the platform: whatever was sent through the provider is asked for only when it is there again. What waits
 * is sent through the platform's own gateway, if it has one.
 */
gboolean
pd_platform_forget_gateway_settings (PdPlatform *platform, const char *tenant, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         in_transaction (platform, tenant, forget (platform, tenant, error), error);
}

/**
 * pd_platform_remove_gateway:
 * @error: return location; %PD_PLATFORM_ERROR_REFUSED while anything is under way at the provider
 *
 * As pd_platform_forget_gateway_settings(), unless something would be left behind at the provider.
 */
gboolean
pd_platform_remove_gateway (PdPlatform *platform, const char *tenant, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         in_transaction (platform, tenant,
                         refuse_under_way (platform, tenant, error) && forget (platform, tenant, error),
                         error);
}

static PdGateway *
open_gateway (PdPlatform *platform, const char *tenant)
{
  g_auto (PdPlatformGatewaySettings) settings = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;
  PdGateway *gateway = NULL;

  if (pd_platform_get_gateway_settings (platform, tenant, &settings, &found, &error) && !found)
    return platform->gateway != NULL ? pd_gateway_ref (platform->gateway) : NULL;
  if (error == NULL)
    gateway = make_gateway (platform, tenant, &settings, &error);
  if (gateway == NULL)
    g_message ("gateway=not-opened tenant=%s reason=%s", tenant, error->message);
  return gateway;
}

/** pd_platform_find_gateway: Returns: (transfer none) (nullable): the tenant's provider; %NULL: its invoices stay queued */
PdGateway *
pd_platform_find_gateway (PdPlatform *platform, const char *tenant)
{
  gpointer gateway = NULL;
  gint64 version = 0;

  /* Whoever runs the platform may have set another one up beside this process. */
  if (pd_platform_sql_get_integer (platform->sql, &version, NULL, "PRAGMA data_version", "") &&
      version != platform->gateways_version)
    {
      platform->gateways_version = version;
      g_hash_table_remove_all (platform->gateways);
    }
  if (!g_hash_table_lookup_extended (platform->gateways, tenant, NULL, &gateway))
    {
      gateway = open_gateway (platform, tenant);
      g_hash_table_insert (platform->gateways, g_strdup (tenant), gateway);
    }
  return gateway;
}
