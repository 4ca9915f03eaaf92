/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-program.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/pd-platform-accounts.h"

/* What the program's commands have in common. */

#define SECRET_MAX 1024

/** pd_platform_program_fail: Returns: the status of a program that failed */
int
pd_platform_program_fail (GError **error, const char *message)
{
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID, message);
  return EXIT_FAILURE;
}

/** pd_platform_program_parse: @summary: what the command does, for --help. Returns: %FALSE when the line is wrong */
gboolean
pd_platform_program_parse (int argc,
                           char **argv,
                           const GOptionEntry *entries,
                           const char *summary,
                           GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (argc == 1)
    return TRUE;
  pd_platform_program_fail (error, _ ("There is one argument too many. --help lists the options."));
  return FALSE;
}

/**
 * pd_platform_program_open:
 * @data_dir: (nullable): as it was given
 * @name: (nullable): a tenant's name or id
 * @tenant: (out): its id
 *
 * Returns: (transfer full) (nullable): the platform
 */
PdPlatform *
pd_platform_program_open (const char *data_dir, const char *name, char **tenant, GError **error)
{
  g_autoptr (PdPlatform) platform = NULL;

  if (data_dir == NULL || name == NULL)
    {
      pd_platform_program_fail (error, _ ("--data and --tenant are needed."));
      return NULL;
    }
  platform = pd_platform_new (data_dir, error);
  if (platform == NULL || !pd_platform_find_tenant (platform, name, tenant, error))
    return NULL;
  if (*tenant == NULL)
    {
      pd_platform_program_fail (error, _ ("There is no such tenant."));
      return NULL;
    }
  return g_steal_pointer (&platform);
}

/** pd_platform_program_read_secret: Returns: (nullable): the first line of the input; %NULL for an empty one or none */
PdPlatformSecret *
pd_platform_program_read_secret (void)
{
  char line[SECRET_MAX + 2] = "";
  PdPlatformSecret *secret = NULL;

  if (fgets (line, sizeof line, stdin) != NULL)
    {
      line[strcspn (line, "\r\n")] = '\0';
      secret = *line != '\0' ? g_strdup (line) : NULL;
    }
  explicit_bzero (line, sizeof line);
  return secret;
}
