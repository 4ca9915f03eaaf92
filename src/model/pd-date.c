/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-date.h"

#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longest text that is looked at as a date; "2026年04月02日" has 17 bytes. */
#define MAX_DATE_TEXT 64

/* How the three numbers of a date may be divided; the last part may be empty. */
static const char *const separators[][3] = {
  { "-", "-", "" },
  { "/", "/", "" },
  { ".", ".", "" },
  { "年", "月", "日" },
};

G_DEFINE_QUARK (pd_date_error, pd_date_error)

static gboolean
is_day (guint year, guint month, guint day)
{
  return year >= 1900 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

/* Reads between @least and @most digits; a further digit is not accepted. */
static gboolean
read_digits (const char **at, guint least, guint most, guint *number)
{
  guint n = 0;

  *number = 0;
  for (; n < most && g_ascii_isdigit (**at); n++, (*at)++)
    *number = *number * 10 + (guint) g_ascii_digit_value (**at);
  return n >= least;
}

static gboolean
skip (const char **at, const char *literal)
{
  if (!g_str_has_prefix (*at, literal))
    return FALSE;

  *at += strlen (literal);
  return TRUE;
}

static gboolean
read_separated (const char *text, const char *const separator[3], guint *year, guint *month, guint *day)
{
  const char *at = text;

  return read_digits (&at, 4, 4, year) && skip (&at, separator[0]) && read_digits (&at, 1, 2, month) &&
         skip (&at, separator[1]) && read_digits (&at, 1, 2, day) && skip (&at, separator[2]) && *at == '\0';
}

static gboolean
read_compact (const char *text, guint *year, guint *month, guint *day)
{
  const char *at = text;

  return read_digits (&at, 4, 4, year) && read_digits (&at, 2, 2, month) && read_digits (&at, 2, 2, day) &&
         *at == '\0';
}

/**
 * pd_date_canonicalize:
 * @text: (nullable): a date as a person, a file or an interface writes it
 * @out: (out) (transfer full): the date as "YYYY-MM-DD"
 * @error: return location for a %PD_DATE_ERROR
 *
 * Understands 2026-04-02, 2026/4/2, 2026.04.02, 20260402 and 2026年4月2日, also in full-width characters and with
 * spaces at both ends. The year is always four digits and first, so that no order of day and month is guessed.
 *
 * Returns: whether @text is a day between 1900 and 2999
 */
gboolean
pd_date_canonicalize (const char *text, char **out, GError **error)
{
  g_autofree char *plain = NULL;
  guint year = 0, month = 0, day = 0;
  gboolean read;

  g_return_val_if_fail (out != NULL, FALSE);

  if (text != NULL && strnlen (text, MAX_DATE_TEXT + 1) <= MAX_DATE_TEXT)
    plain = pd_plain_text (text);

  read = plain != NULL && read_compact (plain, &year, &month, &day);
  for (gsize i = 0; plain != NULL && !read && i < G_N_ELEMENTS (separators); i++)
    read = read_separated (plain, separators[i], &year, &month, &day);

  if (!read)
    {
      g_set_error_literal (error, PD_DATE_ERROR, PD_DATE_ERROR_SYNTAX,
                           _ ("This is not a date. Write year, month and day, such as 2026-04-02."));
      return FALSE;
    }
  if (!is_day (year, month, day))
    {
      g_set_error (error, PD_DATE_ERROR, PD_DATE_ERROR_RANGE,
                   _ ("There is no day %s. Check the month and the day."), plain);
      return FALSE;
    }

  *out = pd_date_new (year, month, day);
  return TRUE;
}

/**
 * pd_date_parts:
 * @date: (nullable): a date as "YYYY-MM-DD"
 * @year: (out) (optional): the year
 * @month: (out) (optional): the month, from 1
 * @day: (out) (optional): the day of the month, from 1
 *
 * Takes a canonical date apart.
 *
 * Returns: whether @date is canonical and such a day exists; nothing is written otherwise
 */
gboolean
pd_date_parts (const char *date, guint *year, guint *month, guint *day)
{
  guint parts[3];

  if (date == NULL || strnlen (date, 11) != 10 ||
      !read_separated (date, separators[0], &parts[0], &parts[1], &parts[2]) ||
      !is_day (parts[0], parts[1], parts[2]))
    return FALSE;

  if (year != NULL)
    *year = parts[0];
  if (month != NULL)
    *month = parts[1];
  if (day != NULL)
    *day = parts[2];
  return TRUE;
}

/**
 * pd_date_new:
 * @year: the year
 * @month: the month, from 1
 * @day: the day of the month, from 1
 *
 * Returns: (transfer full) (nullable): the date as "YYYY-MM-DD", or %NULL when there is no such day between 1900
 *   and 2999
 */
char *
pd_date_new (guint year, guint month, guint day)
{
  return is_day (year, month, day) ? g_strdup_printf ("%04u-%02u-%02u", year, month, day) : NULL;
}

/** pd_date_in_china: @time: microseconds, UTC. Returns: (transfer full): the business date there, where it is UTC+8 all year */
char *
pd_date_in_china (gint64 time)
{
  g_autoptr (GDateTime) there =
      g_date_time_new_from_unix_utc ((time + 8 * G_TIME_SPAN_HOUR) / G_TIME_SPAN_SECOND);

  return g_date_time_format (there, "%Y-%m-%d");
}

/**
 * pd_date_to_day:
 * @date: (nullable): a date as "YYYY-MM-DD"
 *
 * Days that can be counted with: the day after has one more, and a Monday is 1 modulo 7.
 *
 * Returns: the days since the year 1, or 0 when @date is not canonical
 */
guint
pd_date_to_day (const char *date)
{
  guint year, month, day;
  GDate counted;

  if (!pd_date_parts (date, &year, &month, &day))
    return 0;
  g_date_clear (&counted, 1);
  g_date_set_dmy (&counted, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&counted);
}

/** pd_date_from_day: @day: as of pd_date_to_day(). Returns: (transfer full) (nullable): the date, %NULL outside 1900 to 2999 */
char *
pd_date_from_day (guint day)
{
  GDate date;

  if (!g_date_valid_julian (day) || day > 365243 * 3)
    return NULL;
  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);
  return pd_date_new (g_date_get_year (&date), (guint) g_date_get_month (&date), g_date_get_day (&date));
}
