/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-plain-number.h"

#include "model/pd-decimal.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Takes the commas out, if each stands where a thousands separator stands: "1,2345" is a slip, not a number. */
static gboolean
remove_separators (char *text)
{
  gsize digits = 0;
  gboolean grouped = FALSE, in_fraction = FALSE;
  char *to = text;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == ',')
        {
          if (in_fraction || digits == 0 || digits > 3 || (grouped && digits != 3))
            return FALSE;
          grouped = TRUE;
          digits = 0;
          continue;
        }
      if (*at == '.')
        {
          if (grouped && !in_fraction && digits != 3)
            return FALSE;
          in_fraction = TRUE;
        }
      else if (g_ascii_isdigit (*at) && !in_fraction)
        digits++;
      *to++ = *at;
    }
  *to = '\0';
  return !grouped || in_fraction || digits == 3;
}

/* "-¥5" and "¥-5" are both written; what is left is an optional sign and the digits. */
static void
remove_currency_sign (char *text)
{
  gsize sign = *text == '-' || *text == '+' ? 1 : 0;
  char *at = text + sign;
  char *rest;

  while (*at == ' ')
    at++;
  if (!g_str_has_prefix (at, "¥"))
    return;

  rest = at + strlen ("¥");
  while (*rest == ' ')
    rest++;
  memmove (text + sign, rest, strlen (rest) + 1);
}

/**
 * pd_plain_number:
 * @text: (nullable): a quantity, a price or an amount, as a person typed it or a spreadsheet program wrote it
 * @error: return location for a %PD_DECIMAL_ERROR
 *
 * Takes from a number what offices write around it: full-width characters become plain, a leading ¥ or ￥ and
 * spaces go, and so do commas where each stands between whole groups of three digits. "1,5" is refused: it may be
 * one and a half, or a slip. Whether the rest is a number is not looked at.
 *
 * Returns: (transfer full) (nullable): what is left for pd_decimal_new_from_text()
 */
char *
pd_plain_number (const char *text, GError **error)
{
  g_autofree char *plain = NULL;

  if (text == NULL || strnlen (text, 4 * PD_DECIMAL_MAX_TEXT + 1) > 4 * PD_DECIMAL_MAX_TEXT ||
      (plain = pd_plain_text (text)) == NULL)
    {
      g_set_error_literal (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_SYNTAX,
                           _ ("This is not a number. Write it with digits and one point, such as 1234.50."));
      return NULL;
    }
  remove_currency_sign (plain);
  if (remove_separators (plain))
    return g_steal_pointer (&plain);
  g_set_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_SYNTAX,
               _ ("“%s” has a comma in an unusual place. Write the number without commas."), text);
  return NULL;
}
