/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-calendar.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-date.h"
#include "store/pd-store-calendar.h"

#include <glib/gi18n-lib.h>

static const char *const reason_names[] = { "regular", "moved", "extended", "announced" };

/** Calendar: what holds in this office. */
typedef struct
{
  GPtrArray *rows;         /* (owned) (nullable) what the office added */
  PdTaxCalendar *calendar; /* (owned) (nullable) */
} Calendar;

static void
calendar_clear (Calendar *known)
{
  g_clear_pointer (&known->rows, g_ptr_array_unref);
  g_clear_pointer (&known->calendar, pd_tax_calendar_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Calendar, calendar_clear)

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Calendar *known = data;

  calendar_clear (known);
  known->rows = pd_store_calendar_rows (session, error);
  if (known->rows != NULL)
    known->calendar = pd_tax_calendar_new_with_rows (known->rows);
  return known->rows != NULL;
}

static void
write_filed (PdCtl *ctl, const PdRecord *filed)
{
  pd_ctl_json_boolean (ctl->document, "filed", filed != NULL);
  if (filed == NULL)
    return;
  pd_ctl_json_string (ctl->document, "filed_by", pd_record_get_text (filed, PD_CALENDAR_ROW_CREATED_BY));
  pd_ctl_json_integer (ctl->document, "filed_at", pd_calendar_row_get_made_at (filed));
}

static void
print_month (PdCtl *ctl, PdCtlTable *table, const Calendar *known, const char *today, guint year, guint month)
{
  PdDeadlineReason reason;
  g_autofree char *deadline = pd_tax_calendar_get_deadline (known->calendar, year, month, &reason);
  g_autofree char *sentence = pd_tax_calendar_deadline_sentence (known->calendar, year, month);
  const PdRecord *filed = pd_calendar_rows_find_month (known->rows, PD_CALENDAR_FILED, year, month);
  g_autofree char *told = filed != NULL ? pd_calendar_row_describe_filed (filed) : NULL;
  gboolean ahead = pd_date_to_day (deadline) >= pd_date_to_day (today);
  guint left = pd_tax_calendar_count_working_days (known->calendar, today, deadline);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_integer (ctl->document, "month", month);
  pd_ctl_json_string (ctl->document, "deadline", deadline);
  pd_ctl_json_string (ctl->document, "reason", reason_names[reason]);
  if (ahead)
    pd_ctl_json_integer (ctl->document, "working_days_left", left);
  write_filed (ctl, filed);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_take (table, g_strdup_printf ("%04u-%02u", year, month));
  pd_ctl_table_add (table, deadline);
  pd_ctl_table_take (table, ahead && filed == NULL ? g_strdup_printf ("%u", left) : g_strdup (""));
  pd_ctl_table_add (table, told != NULL ? told : sentence != NULL ? sentence : "");
}

/** pd_ctl_calendar_read_year: @year: (out): the one that the first argument says, this one if it says none. Returns: %FALSE
 * when it is no year */
gboolean
pd_ctl_calendar_read_year (PdCtl *ctl, guint *year, GError **error)
{
  g_autofree char *today = pd_ctl_today ();
  const char *text = pd_ctl_arguments_positional (ctl->arguments, 0);
  guint64 number = 0;

  if (text == NULL)
    return pd_date_parts (today, year, NULL, NULL);
  if (!g_ascii_string_to_unsigned (text, 10, 2000, 2998, &number, NULL))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not a year such as 2026."), text);
      return FALSE;
    }
  *year = (guint) number;
  return TRUE;
}

/**
 * pd_ctl_calendar:
 *
 * Says until when the returns of each month of a year, this one if none is given, are to be filed, why, and which have been.
 */
gboolean
pd_ctl_calendar (PdCtl *ctl, GError **error)
{
  g_auto (Calendar) known = { 0 };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);
  g_autofree char *today = pd_ctl_today ();
  guint year = 0;

  if (!pd_ctl_calendar_read_year (ctl, &year, error) ||
      !pd_store_read (ctl->store, read_job, &known, ctl->cancellable, error))
    return FALSE;
  pd_ctl_table_add (table, _ ("Month"));
  pd_ctl_table_add (table, _ ("File until"));
  pd_ctl_table_add (table, _ ("Working days left"));
  pd_ctl_table_set_right (table, 2);
  pd_ctl_table_add (table, "");
  pd_ctl_json_integer (ctl->document, "year", (gint64) year);
  pd_ctl_json_boolean (ctl->document, "holidays_known", pd_tax_calendar_knows (known.calendar, year));
  pd_ctl_json_open (ctl->document, "months", '[');
  for (guint month = 1; month <= 12; month++)
    print_month (ctl, table, &known, today, year, month);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}
