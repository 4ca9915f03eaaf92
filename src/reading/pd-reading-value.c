/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-money.h"
#include "model/pd-plain-number.h"
#include "model/pd-plain-text.h"
#include "model/pd-tax.h"
#include "reading/pd-reading-private.h"

#include <string.h>

/* A control character, or one that turns the direction of what follows. */
static gboolean
is_trick (gunichar character)
{
  return g_unichar_iscntrl (character) || (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0x200B || character == 0xFEFF;
}

/* One space for any run of white space, a line end for any run with one in it; nothing at the ends. */
static char *
clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (strlen (text), PD_READING_MAX_TEXT));
  GString *clean = g_string_new (NULL);
  char space = '\0';

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character == '\n' || character == '\r' || character == 0x2028)
        space = '\n';
      else if (g_unichar_isspace (character))
        space = space == '\0' ? ' ' : space;
      else if (!is_trick (character))
        {
          if (space != '\0' && clean->len > 0)
            g_string_append_c (clean, space);
          space = '\0';
          g_string_append_unichar (clean, character);
        }
    }
  return g_string_free (clean, FALSE);
}

static char *
clean_code (const char *text, gboolean cased)
{
  g_autofree char *plain = pd_plain_text (text);
  GString *code = g_string_new (NULL);

  for (const char *at = plain; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (character < 0x80 && g_ascii_isalnum ((char) character))
        g_string_append_c (code, cased ? (char) character : g_ascii_toupper ((char) character));
      else if (character == '*' || character == '-')
        g_string_append_c (code, (char) character);
      else if (!g_unichar_isspace (character))
        return g_string_free (code, TRUE);
    }
  return g_string_free (code, FALSE);
}

static char *
clean_money (const char *text)
{
  g_autofree char *number = NULL;
  g_autoptr (PdDecimal) decimal = NULL;
  gint64 fen;

  if (strspn (text, "* ") == strlen (text)) /* hidden: no tax */
    return g_strdup ("0.00");
  number = pd_plain_number (text, NULL);
  decimal = number == NULL ? NULL : pd_decimal_new_from_text (number, NULL);
  if (decimal == NULL || !pd_decimal_to_fen (decimal, &fen, NULL))
    return NULL;
  return pd_decimal_to_fixed (decimal, 2);
}

static char *
clean_decimal (const char *text)
{
  g_autofree char *number = pd_plain_number (text, NULL);

  return number == NULL ? NULL : pd_decimal_canonicalize (number, PD_DECIMAL_MAX_PLACES, NULL);
}

static char *
clean_rate (const char *text)
{
  char *code = NULL;

  if (*text != '\0' && strspn (text, "*") == strlen (text))
    return g_strdup (PD_READING_RATE_HIDDEN);
  return pd_tax_rate_canonicalize (text, &code, NULL) ? code : NULL;
}

static char *
clean_date (const char *text)
{
  g_autofree char *first = g_strndup (text, 80);
  char *date = NULL;

  if (pd_date_canonicalize (first, &date, NULL))
    return date;
  /* A date with a time behind it, "2024-05-28 10:11:12", "2024-05-28T…" or "20240528101112". */
  g_strdelimit (first, "T ", '\0');
  if (strlen (first) == 14 && strspn (first, "0123456789") == 14)
    first[8] = '\0';
  return pd_date_canonicalize (first, &date, NULL) ? date : NULL;
}

/*< private >
 * pd_reading_canonicalize:
 * @kind: what it shall be
 * @text: as it stands in a file; hostile
 *
 * Returns: (transfer full) (nullable): the canonical form, "" for nothing, %NULL when @text is no value of @kind
 */
char *
pd_reading_canonicalize (PdReadingKind kind, const char *text)
{
  g_autofree char *clean = clean_text (text);

  if (*clean == '\0')
    return g_steal_pointer (&clean);
  switch (kind)
    {
    case PD_READING_KIND_TEXT:
      return g_steal_pointer (&clean);
    case PD_READING_KIND_CODE:
      return clean_code (clean, FALSE);
    case PD_READING_KIND_CASED:
      return clean_code (clean, TRUE);
    case PD_READING_KIND_DATE:
      return clean_date (clean);
    case PD_READING_KIND_MONEY:
      return clean_money (clean);
    case PD_READING_KIND_DECIMAL:
      return clean_decimal (clean);
    case PD_READING_KIND_RATE:
      return clean_rate (clean);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* What is left of a text when it does not matter how it was set: no spaces, one form of brackets and letters. */
static char *
bare (const char *text)
{
  g_autofree char *folded = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *left = g_string_new (NULL);

  for (const char *at = folded; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_isspace (character))
        g_string_append_unichar (left, g_unichar_toupper (character));
    }
  return g_string_free (left, FALSE);
}

/*< private >
 * pd_reading_alike:
 * @kind: what both are
 * @a: a canonical value
 * @b: a canonical value
 *
 * Returns: whether both say the same: texts may differ in spaces and in the width of their characters
 */
gboolean
pd_reading_alike (PdReadingKind kind, const char *a, const char *b)
{
  g_autofree char *bare_a = NULL;
  g_autofree char *bare_b = NULL;

  if (g_str_equal (a, b))
    return TRUE;
  if (kind != PD_READING_KIND_TEXT)
    return FALSE;
  bare_a = bare (a);
  bare_b = bare (b);
  return g_str_equal (bare_a, bare_b);
}
