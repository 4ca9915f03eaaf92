/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-intake-program.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "platform/pd-platform-intake.h"
#include "platform/pd-platform-program.h"

/* What all three commands take; @shop is NULL where they take none, @purpose where the token is there already. */
static PdPlatform *
open_for (int argc,
          char **argv,
          const char *summary,
          char **shop,
          char **purpose,
          char **tenant,
          GError **error)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("The platform's folder"), N_ ("DIR") },
    { "tenant", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("The tenant's name or id"), N_ ("NAME") },
    { "shop", 0, 0, G_OPTION_ARG_STRING, shop, N_ ("What people call the shop, web form or carrier"),
      N_ ("NAME") },
    { "for", 0, 0, G_OPTION_ARG_STRING, purpose,
      N_ ("What the token is for: orders (if not given), or tracking, to tell of parcels"), N_ ("PURPOSE") },
    { NULL },
  };
  GOptionEntry taken[G_N_ELEMENTS (entries)] = { entries[0], entries[1] };

  for (guint i = 2; i < 2u + (shop != NULL) + (purpose != NULL); i++)
    taken[i] = entries[i];
  if (!pd_platform_program_parse (argc, argv, taken, summary, error))
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
  g_autofree char *name = NULL;
  g_autofree char *token = NULL;
  PdPlatformPurpose purpose = PD_PLATFORM_PURPOSE_ORDERS;
  g_autoptr (PdPlatform) platform =
      open_for (argc, argv,
                _ ("Make the token with which a shop or web form puts orders in, or a carrier tells of "
                   "parcels, and does "
                   "nothing else. It is printed once; one that it had before ends."),
                &shop, &name, &tenant, error);

  if (platform == NULL)
    return EXIT_FAILURE;
  if (name != NULL && !pd_platform_purpose_find (name, &purpose))
    return pd_platform_program_fail (error, _ ("A token is for orders or for tracking."));
  token = pd_platform_make_shop_token (platform, tenant, shop, purpose, error);
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
      open_for (argc, argv, _ ("End a shop's or carrier's token. What it put in stays."), &shop, NULL,
                &tenant, error);

  return platform != NULL && pd_platform_revoke_shop_token (platform, tenant, shop, error) ? EXIT_SUCCESS
                                                                                           : EXIT_FAILURE;
}

/** pd_platform_program_intake_list: piaodan-platform intake list */
int
pd_platform_program_intake_list (int argc, char **argv, GError **error)
{
  g_autofree char *tenant = NULL;
  g_autoptr (GPtrArray) shops = NULL;
  g_autoptr (PdPlatform) platform =
      open_for (argc, argv,
                _ ("List the shops, web forms and carriers that have a token, and what it is for."), NULL,
                NULL, &tenant, error);

  if (platform != NULL)
    shops = pd_platform_list_shops (platform, tenant, error);
  for (guint i = 0; shops != NULL && i < shops->len; i++)
    {
      const PdPlatformShop *shop = g_ptr_array_index (shops, i);

      g_print ("%s\t%s\n", shop->name, pd_platform_purpose_name (shop->purpose));
    }
  return shops != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
