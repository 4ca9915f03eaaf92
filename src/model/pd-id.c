/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-id.h"

#include <string.h>

static char *
id_to_text (const guint8 bytes[16])
{
  GString *text = g_string_sized_new (36);

  for (guint i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        g_string_append_c (text, '-');
      g_string_append_printf (text, "%02x", bytes[i]);
    }
  return g_string_free (text, FALSE);
}

/**
 * pd_id_new:
 * @now: microseconds since 1970 in UTC
 *
 * Makes a UUID of version 7 (RFC 9562): a record made without a network has its final id at once, and ids grow with
 * time, which keeps an index dense. Time counts to the microsecond (section 6.2, method 3): what is made in one go, as
 * files that are attached together, stays in its order when each has its own moment.
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *
pd_id_new (gint64 now)
{
  guint fraction = (guint) (now % 1000) << 2 | (guint) g_random_int_range (0, 4);
  guint8 random[16];

  random[6] = (guint8) (fraction >> 8);
  random[7] = (guint8) fraction;
  for (guint i = 8; i < 16; i++)
    random[i] = (guint8) g_random_int_range (0, 256);
  return pd_id_at (now, random);
}

/**
 * pd_id_at:
 * @now: microseconds since 1970 in UTC
 * @digest: 16 bytes, of which the last ten count
 *
 * Makes a UUID of version 7 in which a digest stands where others have chance: it has its place in time, and is the same
 * wherever it is made.
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *
pd_id_at (gint64 now, const guint8 digest[16])
{
  guint64 milliseconds = (guint64) (now / 1000);
  guint8 bytes[16];

  for (guint i = 0; i < 6; i++)
    bytes[i] = (guint8) (milliseconds >> (40 - 8 * i));
  memcpy (bytes + 6, digest + 6, 10);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return id_to_text (bytes);
}

/**
 * pd_id_from_digest:
 * @digest: 16 bytes of a cryptographic digest
 *
 * Makes a UUID of version 8 (RFC 9562) from what a record is, so that the same source gives the same id.
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *
pd_id_from_digest (const guint8 digest[16])
{
  guint8 bytes[16];

  memcpy (bytes, digest, sizeof bytes);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return id_to_text (bytes);
}

/**
 * pd_id_get_time:
 * @id: (nullable): of a record
 *
 * Returns: microseconds since 1970 in UTC: when the record was made, by the clock of the computer that made it; 0 when the
 *   id does not tell
 */
gint64
pd_id_get_time (const char *id)
{
  g_autofree char *digits = NULL;

  if (!pd_id_is_valid (id) || id[14] != '7')
    return 0;
  digits = g_strdup_printf ("%.8s%.4s", id, id + 9);
  return (gint64) g_ascii_strtoull (digits, NULL, 16) * 1000;
}

/**
 * pd_id_is_valid:
 * @id: (nullable): a text from outside
 *
 * Returns: whether it is a UUID in lower case
 */
gboolean
pd_id_is_valid (const char *id)
{
  if (id == NULL || strlen (id) != 36)
    return FALSE;
  for (guint i = 0; i < 36; i++)
    {
      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (id[i] != '-')
            return FALSE;
        }
      else if (!g_ascii_isdigit (id[i]) && !(id[i] >= 'a' && id[i] <= 'f'))
        return FALSE;
    }
  return TRUE;
}

/* Digits of a position, as a fraction in base 62. ASCII order is digit order. */
static const char position_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static int
digit_at (const char *position, gsize index, int beyond)
{
  const char *digit;

  if (position == NULL || index >= strlen (position))
    return beyond;
  digit = strchr (position_digits, position[index]);
  return digit != NULL ? (int) (digit - position_digits) : 0;
}

/* Small steps keep positions short: lines are mostly added at an end, and in the middle one below the other. */
static int
digit_between (int low, int high, gboolean has_before, gboolean has_after)
{
  if (has_before && has_after)
    return low + MAX (1, (high - low) / 8);
  if (has_before)
    return low + 1;
  return has_after ? high - 1 : (low + high) / 2;
}

/* The digits of a fraction between two others; longer than a position may be where there is no room. */
static char *
fraction_between (const char *before, const char *after)
{
  GString *position = g_string_new (NULL);
  gboolean open_end = after == NULL;

  for (gsize i = 0;; i++)
    {
      int low = digit_at (before, i, 0);
      int high = open_end ? 62 : digit_at (after, i, 0);

      if (high - low > 1)
        {
          int middle = digit_between (low, high, before != NULL, after != NULL);

          g_string_append_c (position, position_digits[middle]);
          return g_string_free (position, FALSE);
        }
      g_string_append_c (position, position_digits[low]);
      if (high > low || i > PD_POSITION_MAX)
        open_end = TRUE;
    }
}

/**
 * pd_position_between:
 * @before: (nullable): the position of the line before; %NULL at the beginning
 * @after: (nullable): the position of the line after; %NULL at the end
 *
 * Gives a line a place between two others without touching them, so that two people can insert at once.
 *
 * Positions from outside may be in no order, hold anything, or leave no room. Then the line gets the position of
 * the line before it, and the ids decide: the id of a newer line is greater.
 *
 * Returns: (transfer full): a position of at most %PD_POSITION_MAX characters, greater than @before and less than
 *   @after where there is room
 */
char *
pd_position_between (const char *before, const char *after)
{
  g_autofree char *position = NULL;

  if (before != NULL && after != NULL && strcmp (before, after) >= 0)
    after = NULL;
  position = fraction_between (before, after);
  if (strlen (position) <= PD_POSITION_MAX && (before == NULL || strcmp (position, before) > 0) &&
      (after == NULL || strcmp (position, after) < 0))
    return g_steal_pointer (&position);
  return g_strdup (before != NULL && strlen (before) <= PD_POSITION_MAX ? before : "");
}
