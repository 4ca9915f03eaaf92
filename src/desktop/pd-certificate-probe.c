/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-certificate-probe.h"

#include <glib/gi18n-lib.h>

/* A server that does not answer must not keep anybody waiting; seconds. */
#define TIMEOUT 10

/* Asks a server for its certificate, to show it to a person. Nothing is sent to it, and nothing is trusted. */
typedef struct
{
  GSocketClient *client; /* (owned) */
  char *fingerprint;     /* (owned) (nullable) */
} Probe;

static void
probe_free (Probe *probe)
{
  g_clear_object (&probe->client);
  g_free (probe->fingerprint);
  g_free (probe);
}

/**
 * pd_fingerprint_in_pairs:
 * @digits: in hex
 *
 * Returns: (transfer full): the digits in pairs, as other programs show a fingerprint
 */
char *
pd_fingerprint_in_pairs (const char *digits)
{
  GString *text = g_string_new (NULL);

  for (const char *p = digits; p[0] != '\0' && p[1] != '\0'; p += 2)
    g_string_append_printf (text, "%s%c%c", text->len > 0 ? ":" : "", g_ascii_toupper (p[0]),
                            g_ascii_toupper (p[1]));
  return g_string_free (text, FALSE);
}

/**
 * pd_certificate_fingerprint:
 * @certificate: a certificate
 *
 * Returns: (transfer full): its SHA-256 in pairs of digits
 */
char *
pd_certificate_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *digest = NULL;

  g_object_get (certificate, "certificate", &bytes, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes->data, bytes->len);
  return pd_fingerprint_in_pairs (digest);
}

static gboolean
accept_certificate_cb (GTlsConnection *connection,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  Probe *probe = g_task_get_task_data (user_data);

  g_free (probe->fingerprint);
  probe->fingerprint = pd_certificate_fingerprint (certificate);
  return FALSE;
}

static void
event_cb (GSocketClient *client,
          GSocketClientEvent event,
          GSocketConnectable *connectable,
          GIOStream *connection,
          gpointer user_data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect_object (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), user_data,
                             0);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probe *probe = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  connection = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  g_signal_handlers_disconnect_by_data (source, task);
  if (probe->fingerprint != NULL)
    g_task_return_pointer (task, g_steal_pointer (&probe->fingerprint), g_free);
  else if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             _ ("The certificate is trusted already."));
}

/**
 * pd_certificate_probe_async:
 * @server: "https://…"
 * @cancellable: (nullable): stops it
 * @callback: called with the result
 * @user_data: for @callback
 *
 * Asks for the certificate that a server shows and that this computer does not trust.
 */
void
pd_certificate_probe_async (const char *server,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Probe *probe;

  g_return_if_fail (server != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_certificate_probe_async);
  probe = g_new0 (Probe, 1);
  probe->client = g_socket_client_new ();
  g_task_set_task_data (task, probe, (GDestroyNotify) probe_free);
  g_socket_client_set_tls (probe->client, TRUE);
  g_socket_client_set_timeout (probe->client, TIMEOUT);
  g_signal_connect (probe->client, "event", G_CALLBACK (event_cb), task);
  g_socket_client_connect_to_uri_async (probe->client, server, 443, cancellable, connected_cb, task);
}

/**
 * pd_certificate_probe_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the fingerprint of the certificate
 */
char *
pd_certificate_probe_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
