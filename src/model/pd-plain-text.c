/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-plain-text.h"

static gunichar
plain_character (gunichar character)
{
  if (character >= 0xFF01 && character <= 0xFF5E)
    return character - 0xFF01 + '!';

  switch (character)
    {
    case 0x3000: /* ideographic space */
    case 0x00A0: /* no-break space */
    case 0x202F: /* narrow no-break space */
      return ' ';
    case 0xFFE5: /* full-width yen sign */
      return 0x00A5;
    case 0x2212: /* minus sign */
      return '-';
    case 0x200B: /* zero width space */
    case 0x2060: /* word joiner, which our own tooltips put between characters */
    case 0xFEFF: /* byte order mark */
      return 0;
    default:
      return character;
    }
}

/**
 * pd_plain_text:
 * @text: (nullable): what a person typed or pasted, or a cell of a file
 *
 * Makes the text that a Chinese input method or a copied web page gives readable for the parsers of numbers,
 * dates and codes: full-width letters, digits and signs become ASCII, invisible characters go, and spaces at
 * both ends go. Letters keep their case, and Chinese characters stay as they are.
 *
 * Returns: (transfer full) (nullable): the plain text, or %NULL when @text is %NULL or is not UTF-8
 */
char *
pd_plain_text (const char *text)
{
  GString *plain;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  plain = g_string_sized_new (32);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = plain_character (g_utf8_get_char (at));

      if (character != 0)
        g_string_append_unichar (plain, character);
    }

  return g_strstrip (g_string_free (plain, FALSE));
}
