/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-settings.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-delivery.h"
#include "model/pd-mail-address.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-secrets.h"

#define HOST_MAX 253 /* bytes (RFC 1035, 2.3.4) */
#define NAME_MAX_CHARACTERS 100
#define USER_MAX 254

static const struct
{
  PdMailSecurity security;
  const char *name;
} securities[] = {
  { PD_MAIL_STARTTLS, "starttls" },
  { PD_MAIL_TLS, "tls" },
  { PD_MAIL_UNPROTECTED, "unprotected" },
};

/* Where mail is handed in: what an administrator may have the platform connect to from afar. 994 is TLS at NetEase. */
static const guint mail_ports[] = { 25, 465, 587, 994, 2525 };

void
pd_platform_mail_settings_clear (PdPlatformMailSettings *settings)
{
  g_free (settings->host);
  g_free (settings->sender);
  g_free (settings->sender_name);
  g_free (settings->user);
  g_free (settings->authority);
  g_free (settings->language);
  g_free (settings->reason);
  *settings = (PdPlatformMailSettings){ 0 };
}

const char *
pd_mail_security_name (PdMailSecurity security)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (securities[i].security == security)
      return securities[i].name;
  return "none";
}

/** pd_mail_security_parse: @name: (nullable). Returns: FALSE when it is the name of none */
gboolean
pd_mail_security_parse (const char *name, PdMailSecurity *security)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (g_strcmp0 (securities[i].name, name) == 0)
      {
        *security = securities[i].security;
        return TRUE;
      }
  return FALSE;
}

/* --- what is let in */

static gboolean
refuse (const char **field, const char *name, GError **error, const char *message)
{
  *field = name;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, message);
  return FALSE;
}

/* The platform's own machine, and what may be beside it alone. */
static gboolean
is_local (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_any (address) ||
           g_inet_address_get_is_link_local (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost") ||
         strchr (host, '.') == NULL;
}

static gboolean
is_host (const char *host)
{
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (address != NULL)
    return TRUE;
  return host != NULL && *host != '\0' && *host != '-' && strlen (host) <= HOST_MAX &&
         strspn (host, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-") == strlen (host);
}

static gboolean
is_printed (const char *text, glong max)
{
  if (!g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > max)
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static gboolean
is_mail_port (guint port)
{
  for (guint i = 0; i < G_N_ELEMENTS (mail_ports); i++)
    if (mail_ports[i] == port)
      return TRUE;
  return FALSE;
}

static gboolean
check_author (const PdPlatformMailSettings *settings, const char **field, GError **error)
{
  if (is_local (settings->host))
    return refuse (field, "host", error,
                   _ ("A mail server on the platform's own machine is set up by whoever runs the platform."));
  if (!is_mail_port (settings->port))
    return refuse (field, "port", error,
                   _ ("Mail is handed in on port 25, 465, 587, 994 or 2525. Another one is set up by whoever "
                      "runs the platform."));
  if (settings->security == PD_MAIL_UNPROTECTED)
    return refuse (field, "security", error,
                   _ ("Mail without encryption can be read on its way. It is set up by whoever runs the "
                      "platform."));
  return settings->authority == NULL ||
         refuse (field, "authority", error, _ ("Only the platform writes this field."));
}

/**
 * pd_platform_check_mail_settings:
 * @field: (out): the name of what is wrong
 *
 * Returns: %FALSE with %PD_PLATFORM_ERROR_INVALID when such settings are not kept
 */
gboolean
pd_platform_check_mail_settings (const PdPlatformMailSettings *settings,
                                 PdPlatformMailAuthor author,
                                 const char **field,
                                 GError **error)
{
  *field = NULL;
  if (!is_host (settings->host))
    return refuse (field, "host", error,
                   _ ("This is not a mail server's name. One looks like smtp.example.com."));
  if (settings->port == 0 || settings->port > G_MAXUINT16)
    return refuse (field, "port", error, _ ("A port is a number from 1 to 65535."));
  if (!pd_mail_address_is_valid (settings->sender))
    return refuse (field, "sender", error,
                   _ ("This is not a mail address. One looks like name@example.com."));
  if (settings->sender_name != NULL && !is_printed (settings->sender_name, NAME_MAX_CHARACTERS))
    return refuse (field, "sender_name", error,
                   _ ("A sender's name has at most 100 characters, on one line."));
  if (settings->user != NULL && (*settings->user == '\0' || !is_printed (settings->user, USER_MAX)))
    return refuse (field, "user", error, _ ("This is not a user name."));
  if (g_strcmp0 (settings->language, PD_DELIVERY_LANGUAGE_CHINESE) != 0 &&
      g_strcmp0 (settings->language, PD_DELIVERY_LANGUAGE_ENGLISH) != 0)
    return refuse (field, "language", error, _ ("Mail is written in zh_CN or en."));
  return author == PD_PLATFORM_MAIL_OPERATOR || check_author (settings, field, error);
}

/* --- what is kept */

/** pd_platform_get_mail_settings: @settings: (out caller-allocates): set when @found is */
gboolean
pd_platform_get_mail_settings (PdPlatform *platform,
                               const char *tenant,
                               PdPlatformMailSettings *settings,
                               gboolean *found,
                               GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT host, port, security, sender, sender_name, user, authority, language,"
                             " next_at, failures, reason, changed_at FROM mail_server WHERE tenant = ?",
                             "t", tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *settings = (PdPlatformMailSettings){ 0 };
  *found = step == PD_PLATFORM_STEP_ROW;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  settings->host = g_strdup (pd_platform_rows_text (rows, 0));
  settings->port = (guint) pd_platform_rows_integer (rows, 1);
  pd_mail_security_parse (pd_platform_rows_text (rows, 2), &settings->security);
  settings->sender = g_strdup (pd_platform_rows_text (rows, 3));
  settings->sender_name = g_strdup (pd_platform_rows_text (rows, 4));
  settings->user = g_strdup (pd_platform_rows_text (rows, 5));
  settings->authority = g_strdup (pd_platform_rows_text (rows, 6));
  settings->language = g_strdup (pd_platform_rows_text (rows, 7));
  settings->next_at = pd_platform_rows_integer (rows, 8);
  settings->failures = (guint) pd_platform_rows_integer (rows, 9);
  settings->reason = g_strdup (pd_platform_rows_text (rows, 10));
  settings->changed_at = pd_platform_rows_integer (rows, 11);
  return pd_platform_has_secret (platform, tenant, PD_PLATFORM_MAIL_SECRET, &settings->has_password, error);
}

/* A password is for the server and the user that it was given for: with another one it would be told to a stranger. */
static gboolean
keep_password (PdPlatform *platform,
               const char *tenant,
               const PdPlatformMailSettings *settings,
               const char *password,
               GError **error)
{
  g_auto (PdPlatformMailSettings) before = { 0 };
  gboolean found = FALSE;

  if (password != NULL && settings->user != NULL)
    return pd_platform_set_secret (platform, tenant, PD_PLATFORM_MAIL_SECRET, password, error);
  if (!pd_platform_get_mail_settings (platform, tenant, &before, &found, error))
    return FALSE;
  if (found && settings->user != NULL && g_strcmp0 (before.user, settings->user) == 0 &&
      g_ascii_strcasecmp (before.host, settings->host) == 0 && before.port == settings->port &&
      settings->security != PD_MAIL_UNPROTECTED && g_strcmp0 (before.authority, settings->authority) == 0)
    return TRUE;
  return pd_platform_forget_secret (platform, tenant, PD_PLATFORM_MAIL_SECRET, error);
}

static gboolean
write_settings (PdPlatform *platform,
                const char *tenant,
                const PdPlatformMailSettings *settings,
                const char *password,
                GError **error)
{
  return keep_password (platform, tenant, settings, password, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "INSERT OR REPLACE INTO mail_server (tenant, host, port, security, sender,"
                              " sender_name, user, authority, language, changed_at)"
                              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                              "ttitttttti", tenant, settings->host, (gint64) settings->port,
                              pd_mail_security_name (settings->security), settings->sender,
                              settings->sender_name, settings->user, settings->authority, settings->language,
                              pd_platform_get_now (platform));
}

/**
 * pd_platform_set_mail_settings:
 * @settings: looked at by pd_platform_check_mail_settings() before
 * @password: (nullable): %NULL keeps the one that there is, as long as server and user are the same
 *
 * Whatever waited because the server was not to be reached is due at once.
 */
gboolean
pd_platform_set_mail_settings (PdPlatform *platform,
                               const char *tenant,
                               const PdPlatformMailSettings *settings,
                               const char *password,
                               GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, write_settings (platform, tenant, settings, password, error),
                              error);
}

/** pd_platform_forget_mail_settings: mail that waits goes on waiting. */
gboolean
pd_platform_forget_mail_settings (PdPlatform *platform, const char *tenant, GError **error)
{
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;

  gboolean done =
      pd_platform_forget_secret (platform, tenant, PD_PLATFORM_MAIL_SECRET, error) &&
      pd_platform_sql_run (platform->sql, error, "DELETE FROM mail_server WHERE tenant = ?", "t", tenant);

  return pd_platform_sql_end (platform->sql, done, error);
}

/** pd_platform_mail_server: @server: (out caller-allocates): what a transport needs, with the password in the open */
gboolean
pd_platform_mail_server (PdPlatform *platform,
                         const char *tenant,
                         const PdPlatformMailSettings *settings,
                         PdMailServer *server,
                         GError **error)
{
  *server = (PdMailServer){ .host = g_strdup (settings->host),
                            .port = settings->port,
                            .security = settings->security,
                            .user = g_strdup (settings->user),
                            .authority = g_strdup (settings->authority) };
  return settings->user == NULL ||
         pd_platform_get_secret (platform, tenant, PD_PLATFORM_MAIL_SECRET, &server->password, error);
}
