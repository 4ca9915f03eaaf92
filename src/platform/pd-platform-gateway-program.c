/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-gateway-program.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-program.h"

/* What whoever runs the platform does for a company's gateway, on the platform's machine. */

/** pd_platform_program_gateway_set: piaodan-platform gateway set */
int
pd_platform_program_gateway_set (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  g_auto (PdPlatformGatewaySettings) settings = { 0 };
  int pace = 0;
  gboolean forget = FALSE;
  const char *field = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "gateway", 0, 0, G_OPTION_ARG_STRING, &settings.kind, N_ ("nuonuo"), N_ ("GATEWAY") },
    { "app-key", 0, 0, G_OPTION_ARG_STRING, &settings.app_key, N_ ("The provider's key of the application"),
      N_ ("KEY") },
    { "clerk", 0, 0, G_OPTION_ARG_STRING, &settings.clerk,
      N_ ("Who issues, as signed in at the tax bureau; the company's drawer if not given"), N_ ("NAME") },
    { "extension", 0, 0, G_OPTION_ARG_STRING, &settings.extension,
      N_ ("Which of the company's accounts at the bureau"), N_ ("NUMBER") },
    { "pace", 0, 0, G_OPTION_ARG_INT, &pace, N_ ("Seconds between two calls; 6 if not given"),
      N_ ("SECONDS") },
    { "services-url", 0, 0, G_OPTION_ARG_STRING, &settings.services_url,
      N_ ("Another address than the provider's own"), N_ ("URL") },
    { "token-url", 0, 0, G_OPTION_ARG_STRING, &settings.token_url,
      N_ ("Another address for tokens than the provider's own"), N_ ("URL") },
    { "forget", 0, 0, G_OPTION_ARG_NONE, &forget, N_ ("Forget the gateway and its secret"), NULL },
    { NULL },
  };

  if (!pd_platform_program_parse (
          argc, argv, entries,
          _ ("Set up a tenant's gateway to the tax bureau. The application's secret is the "
             "first line of the standard input; an empty one keeps the secret that there is."),
          error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);

  if (platform == NULL)
    return EXIT_FAILURE;
  if (forget)
    return pd_platform_forget_gateway_settings (platform, tenant, error) ? EXIT_SUCCESS : EXIT_FAILURE;
  settings.pace = pace * G_TIME_SPAN_SECOND;
  if (!pd_platform_check_gateway_settings (&settings, &field, error))
    {
      g_prefix_error (error, "--%s: ", g_str_equal (field, "app_key") ? "app-key" : field);
      return EXIT_FAILURE;
    }

  g_autoptr (PdPlatformSecret) secret = pd_platform_program_read_secret ();

  return pd_platform_set_gateway_settings (platform, tenant, &settings, secret, error) ? EXIT_SUCCESS
                                                                                       : EXIT_FAILURE;
}

/** pd_platform_program_gateway_test: piaodan-platform gateway test */
int
pd_platform_program_gateway_test (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { NULL },
  };

  if (!pd_platform_program_parse (argc, argv, entries,
                                  _ ("Try a tenant's gateway by asking for an invoice that cannot exist."),
                                  error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);
  PdGateway *gateway = platform != NULL ? pd_platform_find_gateway (platform, tenant) : NULL;

  if (platform == NULL)
    return EXIT_FAILURE;
  if (gateway == NULL)
    return pd_platform_program_fail (error, _ ("This tenant has no gateway yet."));

  g_autoptr (PdGatewayAnswer) answer = pd_gateway_test (gateway, NULL);

  if (answer->state != PD_GATEWAY_NOT_SENT || answer->next == PD_GATEWAY_NEXT_CONFIGURE)
    return pd_platform_program_fail (error, answer->reason != NULL ? answer->reason
                                                                   : _ ("The gateway could not be asked."));
  g_print (_ ("The gateway %s answers.\n"), pd_gateway_get_name (gateway));
  return EXIT_SUCCESS;
}

/** pd_platform_program_gateway_remove: piaodan-platform gateway remove */
int
pd_platform_program_gateway_remove (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { NULL },
  };

  if (!pd_platform_program_parse (
          argc, argv, entries,
          _ ("Remove a tenant's gateway and its secret, unless anything is under way at the "
             "provider. What waits is sent through the platform's own gateway, if it has one."),
          error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);

  return platform != NULL && pd_platform_remove_gateway (platform, tenant, error) ? EXIT_SUCCESS
                                                                                  : EXIT_FAILURE;
}
