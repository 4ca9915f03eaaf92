/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include "model/pd-invoice-number.h"
#include "model/pd-money.h"

#include <string.h>

/* The provider writes one value as a number today and as a string tomorrow, so that either is read as either. */

/**
 * pd_nuonuo_read_text:
 * @object: (nullable): an object
 * @name: of its member
 *
 * A member as text, whatever it was written as.
 *
 * Returns: (transfer full) (nullable): the text without spaces around it; %NULL for nothing, null and ""
 */
char *
pd_nuonuo_read_text (const PdWireValue *object, const char *name)
{
  const PdWireValue *value =
      object != NULL && object->kind == PD_WIRE_OBJECT ? pd_wire_value_member (object, name) : NULL;
  char *text = NULL;

  if (value == NULL)
    return NULL;
  if (value->kind == PD_WIRE_TEXT || value->kind == PD_WIRE_NUMBER)
    text = g_strstrip (g_strndup (value->text, value->length));
  else if (value->kind == PD_WIRE_TRUE || value->kind == PD_WIRE_FALSE)
    text = g_strdup (value->kind == PD_WIRE_TRUE ? "1" : "0");
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/**
 * pd_nuonuo_read_integer:
 * @object: (nullable): an object
 * @name: of its member
 * @integer: (out): the number
 *
 * A member as a whole number: 2, "2", 2.0 and "2.00" are all 2.
 *
 * Returns: whether it is one
 */
gboolean
pd_nuonuo_read_integer (const PdWireValue *object, const char *name, gint64 *integer)
{
  g_autofree char *text = pd_nuonuo_read_text (object, name);
  char *point = text != NULL ? strchr (text, '.') : NULL;

  *integer = 0;
  if (text == NULL)
    return FALSE;
  if (point != NULL && point != text && point[1] != '\0' && strspn (point + 1, "0") == strlen (point + 1))
    *point = '\0';
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, integer, NULL);
}

/**
 * pd_nuonuo_read_fen:
 * @object: (nullable): an object
 * @name: of its member
 * @fen: (out): the amount
 *
 * A member as an amount in yuan.
 *
 * Returns: whether it is one
 */
gboolean
pd_nuonuo_read_fen (const PdWireValue *object, const char *name, gint64 *fen)
{
  g_autofree char *text = pd_nuonuo_read_text (object, name);

  *fen = 0;
  return text != NULL && pd_money_parse (text, fen, NULL);
}

/* "2026-03-01 10:11:12" in China, with or without its signs and its time. */
static gboolean
read_china_time (const char *text, gint64 *time)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (g_ascii_isdigit (*at))
        g_string_append_c (digits, *at);
      else if (strchr ("-/:. T", *at) == NULL)
        return FALSE;
    }
  if (digits->len != 8 && digits->len != 14)
    return FALSE;
  g_string_append (digits, digits->len == 8 ? "000000" : "");

  guint64 all = g_ascii_strtoull (digits->str, NULL, 10);
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 60 * 60);
  g_autoptr (GDateTime) date =
      g_date_time_new (china, (int) (all / 10000000000), (int) (all / 100000000 % 100),
                       (int) (all / 1000000 % 100), (int) (all / 10000 % 100), (int) (all / 100 % 100),
                       (double) (all % 100));

  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
  return TRUE;
}

/**
 * pd_nuonuo_read_time:
 * @object: (nullable): an object
 * @name: of its member
 * @time: (out): microseconds, UTC
 *
 * A member as a time: milliseconds or seconds since 1970, or a date with or without a time in China.
 *
 * Returns: whether it is one
 */
gboolean
pd_nuonuo_read_time (const PdWireValue *object, const char *name, gint64 *time)
{
  g_autofree char *text = pd_nuonuo_read_text (object, name);
  gint64 number;

  *time = 0;
  if (text == NULL)
    return FALSE;
  if (strlen (text) == 13 && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
    *time = number * G_TIME_SPAN_MILLISECOND;
  else if (strlen (text) == 10 && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
    *time = number * G_TIME_SPAN_SECOND;
  else
    return read_china_time (text, time);
  return TRUE;
}

/**
 * pd_nuonuo_read_code:
 * @object: (nullable): an answer
 * @name: of its member
 *
 * The code of an answer in one spelling: "0000", 0 and "E0000" are "E0000"; a number has lost the zeros it began with.
 *
 * Returns: (transfer full) (nullable): the code
 */
char *
pd_nuonuo_read_code (const PdWireValue *object, const char *name)
{
  g_autofree char *text = pd_nuonuo_read_text (object, name);
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > 32)
    return NULL;
  if (strspn (text, "0") == length)
    return g_strdup ("E0000");
  if (strspn (text, "0123456789") == length && length == 4)
    return g_strconcat ("E", text, NULL);
  if (strspn (text, "0123456789") == length && length == 5)
    return g_strconcat ("0", text, NULL);
  return g_ascii_strup (text, -1);
}

/**
 * pd_nuonuo_china_date:
 * @time: microseconds, UTC
 * @format: as for g_date_time_format()
 *
 * Writes a time as it is in China.
 *
 * Returns: (transfer full): the text
 */
char *
pd_nuonuo_china_date (gint64 time, const char *format)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, china);

  return g_date_time_format (local, format);
}

/**
 * pd_nuonuo_is_number:
 * @text: (nullable): what may be an invoice's number
 *
 * Returns: whether it is the number of a digital invoice (数电票): 20 digits. Source: standards, STA 2024 No. 11.
 */
gboolean
pd_nuonuo_is_number (const char *text)
{
  return text != NULL && strlen (text) == 20 && strspn (text, "0123456789") == 20;
}
