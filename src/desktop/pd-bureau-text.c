/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bureau-text.h"

#include "desktop/pd-field-text.h"
#include "model/pd-money.h"

#include <glib/gi18n-lib.h>

/**
 * pd_quota_text:
 * @quota: a quota
 *
 * Returns: (transfer full) (nullable): what the bureau said of it, and when; %NULL when it has said nothing
 */
char *
pd_quota_text (const PdQuota *quota)
{
  g_autofree char *total = pd_money_format (quota->total);
  g_autofree char *used = pd_money_format (quota->used);
  g_autofree char *left = pd_money_format (quota->available);
  g_autofree char *time = NULL;

  if (!quota->is_known)
    return NULL;
  time = pd_time_text (quota->as_of);
  /* Translators: 1: an amount in yuan, 2: another, 3: another, 4: a date and time */
  return g_strdup_printf (_ ("Quota of the month %1$s, used %2$s, left %3$s (without tax, as of %4$s)."),
                          total, used, left, time);
}

/**
 * pd_quota_forecast_text:
 * @quota: a quota
 *
 * Returns: (transfer full) (nullable): what is under way and what will be left after it; %NULL when nothing is under way
 */
char *
pd_quota_forecast_text (const PdQuota *quota)
{
  g_autofree char *queued = pd_money_format (quota->queued);
  g_autofree char *left = NULL;

  if (quota->n_queued == 0)
    return NULL;
  if (!quota->is_known)
    return g_strdup_printf (ngettext ("%1$u invoice of %2$s without tax is under way.",
                                      "%1$u invoices of %2$s without tax are under way.", quota->n_queued),
                            quota->n_queued, queued);
  left = pd_money_format (pd_quota_left (quota));
  return g_strdup_printf (ngettext ("%1$u invoice of %2$s is under way and not in it; %3$s will be left.",
                                    "%1$u invoices of %2$s are under way and not in it; %3$s will be left.",
                                    quota->n_queued),
                          quota->n_queued, queued, left);
}

/** pd_countdown_text: @left: microseconds. Returns: (transfer full): as "4:05" */
char *
pd_countdown_text (gint64 left)
{
  guint seconds = (guint) (MAX (left, 0) / G_TIME_SPAN_SECOND);

  return g_strdup_printf ("%u:%02u", seconds / 60, seconds % 60);
}
