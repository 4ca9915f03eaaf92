/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail.h"

#include <glib/gi18n-lib.h>

#include "model/pd-mail-address.h"
#include "platform/pd-platform-mail-message.h"
#include "platform/pd-platform-mail-settings.h"

static gboolean
hand_over_trial (gpointer data)
{
  return TRUE;
}

/**
 * pd_platform_try_mail:
 * @recipient: an address
 *
 * Sends a mail that only tries the tenant's settings out, now, and waits for the answer; it is in no outbox.
 *
 * Returns: (transfer full) (nullable): what became of it; %NULL with an error when there are no settings
 */
PdMailAnswer *
pd_platform_try_mail (PdPlatform *platform, const char *tenant, const char *recipient, GError **error)
{
  g_auto (PdPlatformMailSettings) settings = { 0 };
  g_auto (PdMailServer) server = { 0 };
  g_autofree char *address = pd_mail_ascii_address (recipient);
  g_autofree char *id = pd_platform_new_id (platform);
  g_autofree char *message_id = g_strdup_printf ("%s@piaodan.invalid", id);
  gboolean found = FALSE;
  PdMailTransport transport =
      platform->mail_transport != NULL ? platform->mail_transport : pd_mail_send_by_smtp;

  if (address == NULL || !pd_mail_address_is_valid (recipient))
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                           _ ("This is not a mail address. One looks like name@example.com."));
      return NULL;
    }
  if (!pd_platform_get_mail_settings (platform, tenant, &settings, &found, error))
    return NULL;
  if (!found)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                           _ ("No mail server has been set up."));
      return NULL;
    }
  if (!pd_platform_mail_server (platform, tenant, &settings, &server, error))
    return NULL;

  g_autofree char *sender = pd_mail_ascii_address (settings.sender);
  const char *recipients[] = { address, NULL };
  PdMailContent content = { .sender = settings.sender,
                            .sender_name = settings.sender_name,
                            .recipient = recipient,
                            .language = settings.language,
                            .message_id = message_id,
                            .time = pd_platform_get_now (platform) };
  g_autoptr (GBytes) message = pd_mail_message_new (&content);
  PdMailJob job = { .server = &server,
                    .sender = sender != NULL ? sender : settings.sender,
                    .recipients = recipients,
                    .message = message,
                    .hand_over = hand_over_trial };

  return transport (&job, NULL, platform->mail_transport_data);
}
