/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-program.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/pd-delivery.h"
#include "model/pd-mail-address.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-program.h"
#include "platform/pd-platform-secrets.h"

/* What whoever runs the platform does for a company's mail, on the platform's machine. */

static guint
usual_port (PdMailSecurity security)
{
  return security == PD_MAIL_TLS ? 465 : security == PD_MAIL_STARTTLS ? 587 : 25;
}

/** pd_platform_program_mail_set: piaodan-platform mail set */
int
pd_platform_program_mail_set (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *security = NULL;
  g_autofree char *sender = NULL;
  g_auto (PdPlatformMailSettings) settings = { 0 };
  int port = 0;
  gboolean forget = FALSE;
  const char *field = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "host", 0, 0, G_OPTION_ARG_STRING, &settings.host, N_ ("The mail server, as smtp.example.com"),
      N_ ("HOST") },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, N_ ("Its port; 587, 465 or 25 by --security if not given"),
      N_ ("PORT") },
    { "security", 0, 0, G_OPTION_ARG_STRING, &security,
      N_ ("starttls (if not given), tls from the first byte, or unprotected"), N_ ("HOW") },
    { "sender", 0, 0, G_OPTION_ARG_STRING, &sender, N_ ("The address that mail comes from"), N_ ("ADDRESS") },
    { "sender-name", 0, 0, G_OPTION_ARG_STRING, &settings.sender_name,
      N_ ("The name beside it; the seller's if not given"), N_ ("NAME") },
    { "user", 0, 0, G_OPTION_ARG_STRING, &settings.user,
      N_ ("Who signs in to the mail server; nobody if not given"), N_ ("NAME") },
    { "language", 0, 0, G_OPTION_ARG_STRING, &settings.language, N_ ("zh_CN (if not given) or en"),
      N_ ("LANGUAGE") },
    { "authority", 0, 0, G_OPTION_ARG_FILENAME, &settings.authority,
      N_ ("Certificate authorities to trust instead of the system's, PEM"), N_ ("FILE") },
    { "forget", 0, 0, G_OPTION_ARG_NONE, &forget, N_ ("Forget the mail server and its password"), NULL },
    { NULL },
  };

  if (!pd_platform_program_parse (
          argc, argv, entries,
          _ ("Set up a tenant's mail server. With --user the password is the first line of the standard "
             "input; an empty one keeps the password that there is."),
          error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);

  if (platform == NULL)
    return EXIT_FAILURE;
  if (forget)
    return pd_platform_forget_mail_settings (platform, tenant, error) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (!pd_mail_security_parse (security != NULL ? security : "starttls", &settings.security))
    return pd_platform_program_fail (error, _ ("--security is starttls, tls or unprotected."));
  settings.port = port != 0 ? (guint) port : usual_port (settings.security);
  settings.sender = pd_mail_address_plain (sender);
  if (settings.language == NULL)
    settings.language = g_strdup (PD_DELIVERY_LANGUAGE_CHINESE);
  if (!pd_platform_check_mail_settings (&settings, PD_PLATFORM_MAIL_OPERATOR, &field, error))
    {
      g_prefix_error (error, "--%s: ", g_str_equal (field, "sender_name") ? "sender-name" : field);
      return EXIT_FAILURE;
    }

  g_autoptr (PdPlatformSecret) password = settings.user != NULL ? pd_platform_program_read_secret () : NULL;

  return pd_platform_set_mail_settings (platform, tenant, &settings, password, error) ? EXIT_SUCCESS
                                                                                      : EXIT_FAILURE;
}

/** pd_platform_program_mail_test: piaodan-platform mail test */
int
pd_platform_program_mail_test (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *to = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Who gets the mail"), N_ ("ADDRESS") },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries,
                                  _ ("Send a mail that tries a tenant's mail server out."), error))
    return EXIT_FAILURE;
  if (to == NULL)
    return pd_platform_program_fail (error, _ ("--to is needed."));

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);
  g_autofree char *address = pd_mail_address_plain (to);
  g_autoptr (PdMailAnswer) answer =
      platform != NULL ? pd_platform_try_mail (platform, tenant, address, error) : NULL;

  if (answer == NULL)
    return EXIT_FAILURE;
  if (answer->outcome != PD_MAIL_TAKEN)
    return pd_platform_program_fail (error, answer->reason);
  g_print ("%s\n", _ ("The mail server has taken the mail."));
  return EXIT_SUCCESS;
}

/** pd_platform_program_secrets_forget: piaodan-platform secrets forget */
int
pd_platform_program_secrets_forget (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Those of all tenants, for good"), NULL },
    { NULL },
  };

  if (!pd_platform_program_parse (
          argc, argv, entries,
          _ ("Forget the stored passwords of mail servers and gateways: for when their key was lost."),
          error))
    return EXIT_FAILURE;
  if (data_dir == NULL || !all)
    return pd_platform_program_fail (error, _ ("--data and --all are needed."));

  g_autoptr (PdPlatform) platform = pd_platform_new (data_dir, error);

  return platform != NULL && pd_platform_forget_all_secrets (platform, error) ? EXIT_SUCCESS : EXIT_FAILURE;
}
