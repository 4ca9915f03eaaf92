/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-address.h"

#include "sync/pd-sync-transport.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static void
set_no_address (GError **error, const char *text)
{
  g_set_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED,
               _ ("“%s” is not a server address. It begins with https://."), text);
}

/* Ports are checked by themselves: who mistyped one is not to be told of https://. */
static gboolean
check_port (const char *address, GError **error)
{
  const char *host = address + strlen ("https://");
  const char *slash = strchr (host, '/');
  g_autofree char *place = slash != NULL ? g_strndup (host, (gsize) (slash - host)) : g_strdup (host);
  const char *bracket = strrchr (place, ']');
  const char *colon = strrchr (bracket != NULL ? bracket : place, ':');
  guint64 port = 0;

  if (colon == NULL || g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
    return TRUE;
  g_set_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED,
               _ ("“%s” is not a port. A port is a number from 1 to 65535, behind the colon of the address."),
               colon + 1);
  return FALSE;
}

/**
 * pd_sync_complete_address:
 * @text: what a person typed
 * @error: return location
 *
 * Returns: (transfer full): the server's address: with https:// where nothing was typed, without a slash at the end;
 *   %NULL when it cannot be one
 */
char *
pd_sync_complete_address (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *address =
      strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("https://", trimmed, NULL);
  g_autoptr (GUri) uri = NULL;
  gsize length = strlen (address);

  while (length > 0 && address[length - 1] == '/')
    address[--length] = '\0';
  if (!g_str_has_prefix (address, "https://"))
    {
      set_no_address (error, trimmed);
      return NULL;
    }
  if (!check_port (address, error))
    return NULL;
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      strpbrk (address, " \t\r\n") != NULL)
    {
      set_no_address (error, trimmed);
      return NULL;
    }
  return g_steal_pointer (&address);
}

/**
 * pd_sync_is_local:
 * @server: "https://…"
 *
 * Returns: whether the platform is on this very computer, which needs no network
 */
gboolean
pd_sync_is_local (const char *server)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "localhost") == 0 ||
         g_strcmp0 (host, "::1") == 0;
}
