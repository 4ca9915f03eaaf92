/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-money.h"

#include "model/pd-decimal.h"
#include "model/pd-plain-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * pd_money_to_text:
 * @fen: an amount in fen
 *
 * Writes yuan with two decimals and nothing else, "-1234.50": for files, interfaces and entry fields.
 *
 * Returns: (transfer full): the text
 */
char *
pd_money_to_text (gint64 fen)
{
  guint64 magnitude = fen < 0 ? -(guint64) fen : (guint64) fen;

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT, fen < 0 ? "-" : "", magnitude / 100,
                          magnitude % 100);
}

/**
 * pd_money_format:
 * @fen: an amount in fen
 *
 * Writes yuan with two decimals and thousands separators, "-1,234.50": for people to read.
 *
 * Returns: (transfer full): the text
 */
char *
pd_money_format (gint64 fen)
{
  g_autofree char *plain = pd_money_to_text (fen);
  GString *text = g_string_new (plain);
  gsize first = fen < 0 ? 1 : 0;

  for (gsize at = text->len - 3; at > first + 3;)
    {
      at -= 3;
      g_string_insert_c (text, (gssize) at, ',');
    }
  return g_string_free (text, FALSE);
}

/**
 * pd_money_parse:
 * @text: (nullable): an amount in yuan, as typed
 * @fen: (out): the amount in fen
 * @error: return location for a %PD_DECIMAL_ERROR
 *
 * Reads an amount with at most two decimals. Thousands separators in their places, a leading ¥ or ￥,
 * full-width characters and spaces at both ends are accepted. Nothing is rounded.
 *
 * Returns: whether @text is an amount within ±%PD_MONEY_MAX; @fen is not written when it is not
 */
gboolean
pd_money_parse (const char *text, gint64 *fen, GError **error)
{
  g_autofree char *plain = NULL;
  g_autofree char *cents = NULL;
  g_autoptr (PdDecimal) amount = NULL;
  g_autoptr (PdDecimal) rounded = NULL;

  g_return_val_if_fail (fen != NULL, FALSE);

  plain = pd_plain_number (text, error);
  if (plain == NULL)
    return FALSE;

  amount = pd_decimal_new_from_text (plain, error);
  if (amount == NULL)
    return FALSE;

  cents = pd_decimal_to_fixed (amount, 2);
  rounded = pd_decimal_new_from_text (cents, error);
  if (rounded == NULL)
    return FALSE;
  if (pd_decimal_compare (amount, rounded) != 0)
    {
      g_set_error (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_PLACES,
                   _ ("“%s” has more than two decimals. An amount ends with fen."), text);
      return FALSE;
    }
  return pd_decimal_to_fen (amount, fen, error);
}

/**
 * pd_money_add:
 * @a: an amount in fen
 * @b: an amount in fen
 * @sum: (out): @a + @b
 *
 * Returns: whether the sum is within ±%PD_MONEY_MAX; @sum is not written when it is not
 */
gboolean
pd_money_add (gint64 a, gint64 b, gint64 *sum)
{
  gint64 result;

  g_return_val_if_fail (sum != NULL, FALSE);

  if (__builtin_add_overflow (a, b, &result) || result > PD_MONEY_MAX || result < -PD_MONEY_MAX)
    return FALSE;

  *sum = result;
  return TRUE;
}
