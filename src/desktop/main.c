/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-application.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

/* The language of the preferences counts before the first word is said; empty follows the system. */
static void
choose_language (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *language = g_settings_get_string (settings, "language");

  if (*language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
}

static gboolean
is_installed (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, "org.piaodan.Piaodan", TRUE) : NULL;

  return schema != NULL;
}

int
main (int argc, char **argv)
{
  const char *locales = g_getenv ("PIAODAN_LOCALEDIR");
  g_autoptr (PdApplication) application = NULL;

  if (!is_installed ())
    {
      g_printerr ("piaodan: the settings schema is not installed; start it with ./dev run\n");
      return 1;
    }
  choose_language ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = pd_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
