/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-choice.h"

#include "ctl/pd-ctl.h"

#include <glib/gi18n-lib.h>

/**
 * pd_ctl_take_choice:
 * @arguments: a command line
 * @option: the name of an option
 * @choices: what it may say, as it is stored or as it is shown
 * @value: (out) (nullable): what it says, as it is stored; %NULL when it is not given
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether it says one of them, or is not given
 */
gboolean
pd_ctl_take_choice (const PdCtlArguments *arguments,
                    const char *option,
                    const PdChoice *choices,
                    const char **value,
                    GError **error)
{
  const char *text = pd_ctl_arguments_get (arguments, option);
  g_autoptr (GString) all = g_string_new (NULL);

  *value = NULL;
  for (const PdChoice *choice = choices; text != NULL && *value == NULL && choice->value != NULL; choice++)
    {
      if (g_str_equal (choice->value, text) || g_str_equal (_ (choice->label), text))
        *value = choice->value;
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", choice->value);
    }
  if (text == NULL || *value != NULL)
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%1$s is one of %2$s, not “%3$s”."),
               option, all->str, text);
  return FALSE;
}
