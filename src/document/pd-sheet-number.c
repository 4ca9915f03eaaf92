/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-sheet-private.h"

#include <string.h>

/* A spreadsheet keeps 15 significant digits of a number, in a binary double. */
#define KEPT_DIGITS 15
#define MAX_EXPONENT 40

typedef struct
{
  gboolean negative;
  char digits[64]; /* without the point and without leading zeros */
  int n_digits;
  int point; /* digits before the decimal point; may be negative or beyond n_digits */
  gboolean exponent;
} Number;

/* Splits "-1.25E+3" into its parts. Anything else, or a number out of all measure, is refused. */
static gboolean
parse_number (const char *text, Number *number)
{
  const char *p = text;
  gboolean seen_point = FALSE;
  gboolean seen_digit = FALSE;

  memset (number, 0, sizeof *number);
  if (*p == '-' || *p == '+')
    number->negative = *p++ == '-';

  for (; g_ascii_isdigit (*p) || (*p == '.' && !seen_point); p++)
    {
      if (*p == '.')
        {
          seen_point = TRUE;
          continue;
        }
      seen_digit = TRUE;
      if (*p == '0' && number->n_digits == 0)
        {
          number->point -= seen_point;
          continue;
        }
      if (number->n_digits >= (int) sizeof number->digits)
        return FALSE;
      number->digits[number->n_digits++] = *p;
      number->point += !seen_point;
    }
  if (!seen_digit)
    return FALSE;

  if (*p == 'e' || *p == 'E')
    {
      char *end = NULL;
      gint64 exponent = g_ascii_strtoll (p + 1, &end, 10);

      if (end == p + 1 || exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT)
        return FALSE;
      number->point += (int) exponent;
      number->exponent = TRUE;
      p = end;
    }
  return *p == '\0';
}

static char *
number_to_plain (const Number *number)
{
  GString *plain = g_string_new (number->negative && number->n_digits > 0 ? "-" : "");
  int used = number->n_digits;

  while (used > number->point && used > 0 && number->digits[used - 1] == '0')
    used--;
  if (number->point <= 0)
    g_string_append_c (plain, '0');
  for (int i = 0; i < MAX (used, number->point); i++)
    {
      if (i == 0 && number->point <= 0 && used > 0)
        {
          g_string_append_c (plain, '.');
          for (int zeros = number->point; zeros < 0; zeros++)
            g_string_append_c (plain, '0');
        }
      else if (i == number->point)
        g_string_append_c (plain, '.');
      g_string_append_c (plain, i < used ? number->digits[i] : '0');
    }
  return g_string_free (plain, FALSE);
}

/*< private >
 * pd_sheet_number_text:
 * @raw: a number as the file has it
 * @inexact: (out): whether its last digits may be lost
 *
 * Turns the file's spelling of a number into plain decimal digits that stand for the very same number. A
 * file writes the nearest double with 17 digits: 8.3000000000000007 is the 8.3 that was typed, and both
 * spellings read as one double. A number with more whole digits than a spreadsheet keeps (a tax code, a
 * bank account) is left as it is and told to be inexact.
 *
 * Returns: (transfer full): the number; @raw itself when it is none
 */
char *
pd_sheet_number_text (const char *raw, gboolean *inexact)
{
  Number number;
  char shorter[32];

  *inexact = FALSE;
  if (!parse_number (raw, &number))
    return g_strdup (raw);
  if (number.n_digits > 0 && number.point > KEPT_DIGITS)
    {
      *inexact = TRUE;
      return g_strdup (raw);
    }
  if (number.n_digits > KEPT_DIGITS)
    {
      double stored = g_ascii_strtod (raw, NULL);

      g_ascii_formatd (shorter, sizeof shorter, "%.15g", stored);
      if (g_ascii_strtod (shorter, NULL) == stored && parse_number (shorter, &number))
        return number_to_plain (&number);
      parse_number (raw, &number);
    }
  return number_to_plain (&number);
}

/*< private >
 * pd_sheet_text_is_inexact:
 *
 * Finds the trace that a spreadsheet program leaves in a CSV file when it takes a long code for a number:
 * "1.0801E+18".
 */
gboolean
pd_sheet_text_is_inexact (const char *text)
{
  Number number;

  return strpbrk (text, "eE") != NULL && g_ascii_isdigit (text[0]) && strchr (text, '+') != NULL &&
         parse_number (text, &number) && number.exponent && number.point > KEPT_DIGITS - 5;
}

/* The letters of a format code that show a part of a date; time alone is not one. Quoted text, escaped
 * characters and colours or locales in brackets are no letters of the code. */
static gboolean
code_shows_date (const char *code)
{
  gboolean quoted = FALSE;
  gboolean month = FALSE;
  gboolean clock = FALSE;

  for (const char *p = code; *p != '\0' && *p != ';'; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (quoted)
        continue;
      else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
        p++;
      else if (*p == '[')
        {
          const char *end = strchr (p, ']');

          if (end == NULL)
            return FALSE;
          p = end;
        }
      else if (g_ascii_strncasecmp (p, "General", 7) == 0)
        return FALSE;
      else if (strchr ("yYdD", *p) != NULL)
        return TRUE;
      else if (*p == 'm' || *p == 'M')
        month = TRUE;
      else if (strchr ("hHsS", *p) != NULL)
        clock = TRUE;
    }
  return month && !clock;
}

/*< private >
 * pd_sheet_format_is_date:
 * @format_id: the number format's id (ECMA-376 part 1, 18.8.30)
 * @code: (nullable): the format's code when the workbook defines one
 *
 * Returns: whether a number of this format is shown as a date. The ids 27 to 36 and 50 to 58 are the dates
 *   of Chinese, Japanese and Korean programs.
 */
gboolean
pd_sheet_format_is_date (guint format_id, const char *code)
{
  if (code != NULL)
    return code_shows_date (code);
  return (format_id >= 14 && format_id <= 17) || format_id == 22 || (format_id >= 27 && format_id <= 31) ||
         format_id == 36 || (format_id >= 50 && format_id <= 54) || format_id == 57 || format_id == 58;
}

/*< private >
 * pd_sheet_serial_to_iso:
 * @serial: days since the workbook's first day, with a fraction for the time
 * @epoch_1904: whether the days count from 1904 (old workbooks of Macintosh programs)
 *
 * Day 60 of the usual count is 29 February 1900, which never was; the days before it count from one day
 * later than those after it.
 *
 * Returns: (transfer full) (nullable): "2026-04-02", with a time " 13:05:00" when there is one; %NULL for a
 *   number that is no day
 */
char *
pd_sheet_serial_to_iso (const char *serial, gboolean epoch_1904)
{
  g_autoptr (GDate) date = NULL;
  Number number;
  double value;
  gint64 day;
  gint64 seconds;

  if (!parse_number (serial, &number) || number.negative || number.point > 7)
    return NULL;
  value = g_ascii_strtod (serial, NULL);
  day = (gint64) value;
  seconds = (gint64) ((value - (double) day) * 86400 + 0.5);
  if (seconds == 86400)
    {
      day++;
      seconds = 0;
    }
  if (day < (epoch_1904 ? 0 : 1) || day > 2958465 || (!epoch_1904 && day == 60))
    return NULL;

  if (epoch_1904)
    date = g_date_new_dmy (1, G_DATE_JANUARY, 1904);
  else
    date = g_date_new_dmy (day < 60 ? 31 : 30, G_DATE_DECEMBER, 1899);
  g_date_add_days (date, (guint) day);
  if (g_date_get_year (date) > 9999)
    return NULL;

  if (seconds == 0)
    return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date), g_date_get_month (date),
                            g_date_get_day (date));
  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d:%02d", g_date_get_year (date), g_date_get_month (date),
                          g_date_get_day (date), (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}
