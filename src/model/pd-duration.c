/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-duration.h"

#include <glib/gi18n-lib.h>

/**
 * pd_duration_text:
 * @duration: microseconds; what is below 0 counts as 0
 *
 * Returns: (transfer full): how long it is, in the two largest units that say something: "0.4 s", "2 min 5 s", "3 d 4 h"
 */
char *
pd_duration_text (gint64 duration)
{
  gint64 milliseconds = MAX (duration, 0) / G_TIME_SPAN_MILLISECOND;
  guint seconds = (guint) (milliseconds / 1000 % 60), minutes = (guint) (milliseconds / 60000 % 60);
  guint hours = (guint) (milliseconds / 3600000 % 24), days = (guint) (milliseconds / 86400000);

  if (milliseconds < 10000)
    /* Translators: 1: whole seconds, 2: tenths of a second */
    return g_strdup_printf (_ ("%1$u.%2$u s"), seconds, (guint) (milliseconds / 100 % 10));
  if (milliseconds < 60000)
    return g_strdup_printf (_ ("%u s"), seconds);
  if (milliseconds < 3600000)
    return g_strdup_printf (_ ("%1$u min %2$u s"), minutes, seconds);
  if (days == 0)
    return g_strdup_printf (_ ("%1$u h %2$u min"), hours, minutes);
  /* Translators: 1: days, 2: hours */
  return g_strdup_printf (_ ("%1$u d %2$u h"), days, hours);
}
