/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-stock.h"

#include "model/pd-party.h"
#include "model/pd-stock-move.h"

#include <glib/gi18n-lib.h>

/* Deliveries that came within half a day of each other were one. */
#define SAME_DELIVERY (12 * G_TIME_SPAN_HOUR)

static void
add (PdDecimal **sum, int sign, const PdDecimal *quantity)
{
  PdDecimal *before = *sum;

  if (sign == 0)
    return;
  if (before == NULL)
    *sum = sign > 0 ? pd_decimal_copy (quantity) : pd_decimal_negate (quantity);
  else
    *sum = sign > 0 ? pd_decimal_add (before, quantity) : pd_decimal_subtract (before, quantity);
  pd_decimal_free (before);
}

/** pd_stock_level_clear: @level: there is nothing in it any more */
void
pd_stock_level_clear (PdStockLevel *level)
{
  g_clear_pointer (&level->on_hand, pd_decimal_free);
  g_clear_pointer (&level->reserved, pd_decimal_free);
}

/**
 * pd_stock_level_add:
 * @level: what there is
 * @kind: (nullable): a kind of move; one that is not known changes nothing
 * @quantity: (nullable): its quantity, as stored
 * @times: how many such moves
 */
void
pd_stock_level_add (PdStockLevel *level, const char *kind, const char *quantity, gint64 times)
{
  const PdStockKind *known = pd_stock_kind_find (kind);
  g_autoptr (PdDecimal) one = quantity != NULL ? pd_decimal_new_from_text (quantity, NULL) : NULL;
  g_autoptr (PdDecimal) n = pd_decimal_new (times, 0);
  g_autoptr (PdDecimal) all = one != NULL ? pd_decimal_multiply (one, n) : NULL;

  if (known == NULL || all == NULL)
    return;
  add (&level->on_hand, known->on_hand, all);
  add (&level->reserved, known->reserved, all);
}

static PdDecimal *
or_zero (const PdDecimal *sum)
{
  return sum != NULL ? pd_decimal_copy (sum) : pd_decimal_new (0, 0);
}

/** pd_stock_level_on_hand: Returns: (transfer full): what lies in the warehouse */
PdDecimal *
pd_stock_level_on_hand (const PdStockLevel *level)
{
  return or_zero (level->on_hand);
}

/** pd_stock_level_reserved: Returns: (transfer full): how much of that is kept for orders */
PdDecimal *
pd_stock_level_reserved (const PdStockLevel *level)
{
  return or_zero (level->reserved);
}

/** pd_stock_level_available: Returns: (transfer full): what may be promised; less than zero when more has been */
PdDecimal *
pd_stock_level_available (const PdStockLevel *level)
{
  g_autoptr (PdDecimal) on_hand = or_zero (level->on_hand);
  g_autoptr (PdDecimal) reserved = or_zero (level->reserved);

  return pd_decimal_subtract (on_hand, reserved);
}

/**
 * pd_stock_level_missing:
 * @level: what there is
 * @good: of which good
 *
 * Returns: (transfer full) (nullable): how much to order so that there is what there always should be; %NULL when there is
 */
PdDecimal *
pd_stock_level_missing (const PdStockLevel *level, const PdRecord *good)
{
  const char *text = pd_record_get_text (good, PD_GOOD_MINIMUM_STOCK);
  g_autoptr (PdDecimal) minimum =
      text != NULL ? pd_decimal_new_from_text (text, NULL) : pd_decimal_new (0, 0);
  g_autoptr (PdDecimal) available = pd_stock_level_available (level);
  g_autoptr (PdDecimal) missing = minimum != NULL ? pd_decimal_subtract (minimum, available) : NULL;

  return missing != NULL && pd_decimal_sign (missing) > 0 ? g_steal_pointer (&missing) : NULL;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Gaps between deliveries, from the shortest to the longest. */
static GArray *
gaps_of (const gint64 *received, guint n_received, gint64 *last)
{
  g_autoptr (GArray) times = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_received);
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (times, received, n_received);
  g_array_sort (times, compare_times);
  *last = g_array_index (times, gint64, 0);
  for (guint i = 1; i < times->len; i++)
    {
      gint64 gap = g_array_index (times, gint64, i) - *last;

      if (gap < SAME_DELIVERY)
        continue;
      g_array_append_val (gaps, gap);
      *last = g_array_index (times, gint64, i);
    }
  g_array_sort (gaps, compare_times);
  return gaps;
}

/**
 * pd_stock_next_receipt:
 * @received: when the good was received, microseconds since 1970, in any order
 * @n_received: how often
 * @now: microseconds since 1970 in UTC
 * @every_days: (out): the usual time between two deliveries, in days; 0 when nothing is known
 *
 * The usual time is the median, which one late delivery does not move. A delivery that should have come already is
 * expected tomorrow.
 *
 * Returns: when the next one may be expected; 0 when there were not two deliveries to tell it from
 */
gint64
pd_stock_next_receipt (const gint64 *received, guint n_received, gint64 now, guint *every_days)
{
  g_autoptr (GArray) gaps = NULL;
  gint64 last, gap;

  *every_days = 0;
  if (n_received < 2)
    return 0;
  gaps = gaps_of (received, n_received, &last);
  if (gaps->len == 0)
    return 0;
  gap = g_array_index (gaps, gint64, gaps->len / 2);
  *every_days = (guint) MAX (1, (gap + G_TIME_SPAN_DAY / 2) / G_TIME_SPAN_DAY);
  return MAX (last + (gint64) *every_days * G_TIME_SPAN_DAY, now + G_TIME_SPAN_DAY);
}

/**
 * pd_stock_expectation_text:
 * @expected_at: when more may be there, microseconds since 1970; 0: nobody can tell
 * @every_days: days between deliveries
 *
 * Returns: (transfer full): the end of a sentence about what is missing
 */
char *
pd_stock_expectation_text (gint64 expected_at, guint every_days)
{
  g_autoptr (GDateTime) at =
      expected_at > 0 ? g_date_time_new_from_unix_local (expected_at / G_TIME_SPAN_SECOND) : NULL;
  g_autofree char *day = at != NULL ? g_date_time_format (at, "%F") : NULL;

  return day != NULL
             ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "more is likely on %1$s: it comes every %2$u day",
                                             "more is likely on %1$s: it comes every %2$u days", every_days),
                                day, every_days)
             : g_strdup (_ ("nobody can tell when more comes: it was not received twice yet"));
}

/**
 * pd_stock_shortage_text:
 * @good: what there is not enough of
 * @missing: how much of it
 * @expected_at: as pd_stock_expectation_text() takes it
 * @every_days: the same
 *
 * Returns: (transfer full): a sentence
 */
char *
pd_stock_shortage_text (const char *good, const char *missing, gint64 expected_at, guint every_days)
{
  g_autofree char *when = pd_stock_expectation_text (expected_at, every_days);

  return g_strdup_printf (_ ("%1$s: %2$s are missing; %3$s."), good, missing, when);
}
