/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-verify-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-secrets.h"

#define APP_ID_MAX 128 /* bytes */

void
pd_platform_verify_settings_clear (PdPlatformVerifySettings *settings)
{
  g_clear_pointer (&settings->app_id, g_free);
  g_clear_pointer (&settings->url, g_free);
  g_clear_pointer (&settings->authority, g_free);
  g_clear_pointer (&settings->reason, g_free);
}

static gboolean
refuse (const char **field, const char *name, GError **error, const char *message)
{
  *field = name;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
is_app_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return length > 0 && length <= APP_ID_MAX;
}

/**
 * pd_platform_check_verify_settings:
 * @field: (out): the name of what is wrong
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_INVALID when such settings are not kept
 */
gboolean
pd_platform_check_verify_settings (const PdPlatformVerifySettings *settings,
                                   const char **field,
                                   GError **error)
{
  *field = NULL;
  if (!is_app_id (settings->app_id))
    return refuse (field, "app_id", error, _ ("This is not the key of an application (appId)."));
  if (settings->url != NULL && !pd_gateway_http_may_use (settings->url))
    return refuse (field, "url", error,
                   _ ("The provider’s address cannot be used. It has to begin with https://."));
  return TRUE;
}

/** pd_platform_get_verify_settings: @settings: (out caller-allocates): set when @found is */
gboolean
pd_platform_get_verify_settings (PdPlatform *platform,
                                 const char *tenant,
                                 PdPlatformVerifySettings *settings,
                                 gboolean *found,
                                 GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT app_id, url, authority, next_at, failures, reason FROM verify_account"
                             " WHERE tenant = ?",
                             "t", tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *settings = (PdPlatformVerifySettings){ 0 };
  *found = step == PD_PLATFORM_STEP_ROW;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  settings->app_id = g_strdup (pd_platform_rows_text (rows, 0));
  settings->url = g_strdup (pd_platform_rows_text (rows, 1));
  settings->authority = g_strdup (pd_platform_rows_text (rows, 2));
  settings->next_at = pd_platform_rows_integer (rows, 3);
  settings->failures = (guint) pd_platform_rows_integer (rows, 4);
  settings->reason = g_strdup (pd_platform_rows_text (rows, 5));
  return pd_platform_has_secret (platform, tenant, PD_PLATFORM_VERIFY_SECRET, &settings->has_secret, error);
}

/* A secret is for the application and the address that it was given for: elsewhere it would be told to a stranger. */
static gboolean
keep_secret (PdPlatform *platform,
             const char *tenant,
             const PdPlatformVerifySettings *settings,
             const char *secret,
             GError **error)
{
  g_auto (PdPlatformVerifySettings) before = { 0 };
  gboolean found = FALSE;

  if (secret != NULL)
    return pd_platform_set_secret (platform, tenant, PD_PLATFORM_VERIFY_SECRET, secret, error);
  if (!pd_platform_get_verify_settings (platform, tenant, &before, &found, error))
    return FALSE;
  if (found && g_strcmp0 (before.app_id, settings->app_id) == 0 &&
      g_strcmp0 (before.url, settings->url) == 0 && g_strcmp0 (before.authority, settings->authority) == 0)
    return TRUE;
  return pd_platform_forget_secret (platform, tenant, PD_PLATFORM_VERIFY_SECRET, error);
}

static gboolean
tell (PdPlatform *platform, const char *tenant, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };

  return pd_platform_tell_verifies (&change, error);
}

/**
 * pd_platform_set_verify_settings:
 * @settings: looked at by pd_platform_check_verify_settings() before
 * @secret: (nullable): %NULL keeps the one that there is, as long as application and address are the same
 *
 * What waited for the connection is asked at once.
 */
gboolean
pd_platform_set_verify_settings (PdPlatform *platform,
                                 const char *tenant,
                                 const PdPlatformVerifySettings *settings,
                                 const char *secret,
                                 GError **error)
{
  gboolean done;

  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = keep_secret (platform, tenant, settings, secret, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "INSERT OR REPLACE INTO verify_account (tenant, app_id, url, authority,"
                              " changed_at) VALUES (?, ?, ?, ?, ?)",
                              "tttti", tenant, settings->app_id, settings->url, settings->authority,
                              pd_platform_get_now (platform)) &&
         tell (platform, tenant, error);
  return pd_platform_sql_end (platform->sql, done, error);
}

/** pd_platform_forget_verify_settings: what waits to be asked goes on waiting. */
gboolean
pd_platform_forget_verify_settings (PdPlatform *platform, const char *tenant, GError **error)
{
  gboolean done;

  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  done = pd_platform_forget_secret (platform, tenant, PD_PLATFORM_VERIFY_SECRET, error) &&
         pd_platform_sql_run (platform->sql, error, "DELETE FROM verify_account WHERE tenant = ?", "t",
                              tenant) &&
         tell (platform, tenant, error);
  return pd_platform_sql_end (platform->sql, done, error);
}

/**
 * pd_platform_verify_adapter:
 *
 * The tenant's connection; nothing is sent yet. How often each invoice was asked for is kept in a file of the tenant's.
 *
 * Returns: (transfer full) (nullable): the adapter; %NULL when a person has to look
 */
PdJumdata *
pd_platform_verify_adapter (PdPlatform *platform,
                            const char *tenant,
                            const PdPlatformVerifySettings *settings,
                            GError **error)
{
  g_autoptr (PdPlatformSecret) secret = NULL;
  g_autofree char *name = g_strdup_printf ("verify-%s.sqlite", tenant);
  g_autofree char *book = g_build_filename (platform->data_dir, name, NULL);

  if (settings->has_secret &&
      !pd_platform_get_secret (platform, tenant, PD_PLATFORM_VERIFY_SECRET, &secret, error))
    return NULL;

  const PdJumdataOptions options = { .url = settings->url,
                                     .app_id = settings->app_id,
                                     .app_secret = secret,
                                     .book_path = book,
                                     .authority_file = settings->authority,
                                     .transport = platform->verify_transport,
                                     .now = platform->now,
                                     .data = platform->data };

  return pd_jumdata_new (&options, error);
}
