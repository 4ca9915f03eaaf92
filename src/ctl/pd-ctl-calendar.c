/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-calendar.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-date.h"
#include "model/pd-tax-calendar.h"

#include <glib/gi18n-lib.h>

static const char *const reason_names[] = { "regular", "moved", "extended", "announced" };

static void
print_month (PdCtl *ctl,
             PdCtlTable *table,
             const PdTaxCalendar *calendar,
             const char *today,
             guint year,
             guint month)
{
  PdDeadlineReason reason;
  g_autofree char *deadline = pd_tax_calendar_get_deadline (calendar, year, month, &reason);
  g_autofree char *sentence = pd_tax_calendar_deadline_sentence (calendar, year, month);
  gboolean ahead = pd_date_to_day (deadline) >= pd_date_to_day (today);
  guint left = pd_tax_calendar_count_working_days (calendar, today, deadline);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_integer (ctl->document, "month", month);
  pd_ctl_json_string (ctl->document, "deadline", deadline);
  pd_ctl_json_string (ctl->document, "reason", reason_names[reason]);
  if (ahead)
    pd_ctl_json_integer (ctl->document, "working_days_left", left);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_take (table, g_strdup_printf ("%04u-%02u", year, month));
  pd_ctl_table_add (table, deadline);
  pd_ctl_table_take (table, ahead ? g_strdup_printf ("%u", left) : g_strdup (""));
  pd_ctl_table_add (table, sentence != NULL ? sentence : "");
}

/**
 * pd_ctl_calendar:
 *
 * Says until when the returns of each month of a year, this one if none is given, are to be filed, and why.
 */
gboolean
pd_ctl_calendar (PdCtl *ctl, GError **error)
{
  g_autoptr (PdTaxCalendar) calendar = pd_tax_calendar_new_default ();
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);
  g_autofree char *today = pd_ctl_today ();
  const char *text = pd_ctl_arguments_positional (ctl->arguments, 0);
  guint this_year = 0;
  guint64 year = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 2000, 2998, &year, NULL))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not a year such as 2026."), text);
      return FALSE;
    }
  pd_date_parts (today, &this_year, NULL, NULL);
  if (text == NULL)
    year = this_year;
  pd_ctl_table_add (table, _ ("Month"));
  pd_ctl_table_add (table, _ ("File until"));
  pd_ctl_table_add (table, _ ("Working days left"));
  pd_ctl_table_set_right (table, 2);
  pd_ctl_table_add (table, "");
  pd_ctl_json_integer (ctl->document, "year", (gint64) year);
  pd_ctl_json_boolean (ctl->document, "holidays_known", pd_tax_calendar_knows (calendar, (guint) year));
  pd_ctl_json_open (ctl->document, "months", '[');
  for (guint month = 1; month <= 12; month++)
    print_month (ctl, table, calendar, today, (guint) year, month);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}
