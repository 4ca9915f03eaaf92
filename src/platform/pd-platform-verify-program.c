/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-verify-program.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "platform/pd-platform-program.h"
#include "platform/pd-platform-verify-settings.h"

static int
set_or_forget (PdPlatform *platform,
               const char *tenant,
               const PdPlatformVerifySettings *settings,
               gboolean forget,
               GError **error)
{
  const char *field = NULL;

  if (forget)
    return pd_platform_forget_verify_settings (platform, tenant, error) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (!pd_platform_check_verify_settings (settings, &field, error))
    {
      g_prefix_error (error, "--%s: ", g_str_equal (field, "app_id") ? "app-id" : field);
      return EXIT_FAILURE;
    }

  g_autoptr (PdPlatformSecret) secret = pd_platform_program_read_secret ();

  return pd_platform_set_verify_settings (platform, tenant, settings, secret, error) ? EXIT_SUCCESS
                                                                                     : EXIT_FAILURE;
}

/** pd_platform_program_verify_set: piaodan-platform verify set */
int
pd_platform_program_verify_set (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  g_autofree char *tenant = NULL;
  g_auto (PdPlatformVerifySettings) settings = { 0 };
  gboolean forget = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "app-id", 0, 0, G_OPTION_ARG_STRING, &settings.app_id, N_ ("The application's key at the provider"),
      N_ ("ID") },
    { "url", 0, 0, G_OPTION_ARG_STRING, &settings.url,
      N_ ("Where the provider is, if not at its usual address"), N_ ("URL") },
    { "authority", 0, 0, G_OPTION_ARG_FILENAME, &settings.authority,
      N_ ("Certificate authorities to trust instead of the system's, PEM"), N_ ("FILE") },
    { "forget", 0, 0, G_OPTION_ARG_NONE, &forget, N_ ("Forget the application and its secret"), NULL },
    { NULL },
  };

  if (!pd_platform_program_parse (
          argc, argv, entries,
          _ ("Set up how a tenant verifies invoices. The application's secret is the first line of the "
             "standard input; an empty one keeps the secret that there is."),
          error))
    return EXIT_FAILURE;

  g_autoptr (PdPlatform) platform = pd_platform_program_open (data_dir, name, &tenant, error);

  if (platform == NULL)
    return EXIT_FAILURE;
  return set_or_forget (platform, tenant, &settings, forget, error);
}
