/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-intake-program.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "platform/pd-platform-intake.h"
#include "platform/pd-platform-program.h"

/* What all three commands take; @shop is NULL where they take none. */
static PdPlatform *
open_for (int argc, char **argv, const char *summary, char **shop, char **tenant, GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "shop", 0, 0, G_OPTION_ARG_STRING, shop, N_ ("What people call the shop or web form"), N_ ("NAME") },
    { NULL },
  };
  GOptionEntry without_shop[G_N_ELEMENTS (entries) - 1] = { entries[0], entries[1] };

  if (!pd_platform_program_parse (argc, argv, shop != NULL ? entries : without_shop, summary, error))
    return NULL;
  if (shop != NULL && *shop == NULL)
    {
      pd_platform_program_fail (error, _ ("--data, --tenant and --shop are needed."));
      return NULL;
    }
  return pd_platform_program_open (data_dir, name, tenant, error);
}

/** pd_platform_program_intake_token: piaodan-platform intake token */
int
pd_platform_program_intake_token (int argc, char **argv, GError **error)
{
  g_autofree char *shop = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *token = NULL;
  g_autoptr (PdPlatform) platform = open_for (
      argc, argv,
      _ ("Make the token with which a shop or web form puts orders in, and does nothing else. It is "
         "printed once; one that the shop had before ends."),
      &shop, &tenant, error);

  if (platform == NULL)
    return EXIT_FAILURE;
  token = pd_platform_make_shop_token (platform, tenant, shop, error);
  if (token == NULL)
    return EXIT_FAILURE;
  g_print ("%s\n", token);
  return EXIT_SUCCESS;
}

/** pd_platform_program_intake_revoke: piaodan-platform intake revoke */
int
pd_platform_program_intake_revoke (int argc, char **argv, GError **error)
{
  g_autofree char *shop = NULL;
  g_autofree char *tenant = NULL;
  g_autoptr (PdPlatform) platform =
      open_for (argc, argv, _ ("End a shop's token. The orders that it put in stay."), &shop, &tenant, error);

  return platform != NULL && pd_platform_revoke_shop_token (platform, tenant, shop, error) ? EXIT_SUCCESS
                                                                                           : EXIT_FAILURE;
}

/** pd_platform_program_intake_list: piaodan-platform intake list */
int
pd_platform_program_intake_list (int argc, char **argv, GError **error)
{
  g_autofree char *tenant = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (PdPlatform) platform =
      open_for (argc, argv, _ ("List the shops and web forms that may put orders in."), NULL, &tenant, error);

  if (platform != NULL)
    names = pd_platform_list_shops (platform, tenant, error);
  for (guint i = 0; names != NULL && i < names->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (names, i));
  return names != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
