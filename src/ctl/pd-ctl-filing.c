/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-filing.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-calendar.h"
#include "ctl/pd-ctl-table.h"
#include "model/pd-date.h"
#include "store/pd-store-calendar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** Work: one change of the calendar. */
typedef struct _Work Work;

struct _Work
{
  PdCtl *ctl;
  guint year, month;
  GPtrArray *rows;          /* (owned) (nullable) the office's */
  PdCalendarChange *change; /* (owned) (nullable) */
  PdCalendarChange *(*make) (const Work *work, GError **error);
};

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->rows, g_ptr_array_unref);
  g_clear_pointer (&work->change, pd_calendar_change_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
read_month (Work *work, GError **error)
{
  const char *text = pd_ctl_arguments_positional (work->ctl->arguments, 0);
  g_autofree char *day = g_strdup_printf ("%s-01", text);

  if (strlen (text) == strlen ("2026-11") && pd_date_parts (day, &work->year, &work->month, NULL))
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not a month such as 2026-11."), text);
  return FALSE;
}

/* (transfer full) (nullable): the date that an argument says */
static char *
read_date (const PdCtl *ctl, guint index, GError **error)
{
  char *date = NULL;

  (void) pd_date_canonicalize (pd_ctl_arguments_positional (ctl->arguments, index), &date, error);
  return date;
}

static gboolean
change_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  PdCalendarChange *back;

  work_clear (work);
  work->rows = pd_store_calendar_rows (session, error);
  work->change = work->rows != NULL ? work->make (work, error) : NULL;
  if (work->change == NULL)
    return FALSE;
  back = pd_store_change_calendar (session, work->change, g_get_real_time (), error);
  if (back != NULL)
    pd_calendar_change_free (back);
  return back != NULL;
}

static gboolean
run (Work *work, const char *action, GError **error)
{
  if (!pd_ctl_check_permission (work->ctl, action, &pd_calendar_row_type, error) ||
      !pd_store_write (work->ctl->store, change_job, work, work->ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_integer (work->ctl->document, "added", work->change->added->len);
  pd_ctl_json_integer (work->ctl->document, "removed", work->change->removed->len);
  if (work->change->added->len + work->change->removed->len > 0)
    pd_ctl_say (work->ctl, "%s",
                _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
  else
    pd_ctl_say (work->ctl, "%s", _ ("It is so already."));
  return TRUE;
}

static PdCalendarChange *
make_moved (const Work *work, GError **error)
{
  g_autofree char *date = read_date (work->ctl, 1, error);

  return date != NULL
             ? pd_calendar_change_deadline (work->rows, work->year, work->month, date, g_get_real_time ())
             : NULL;
}

/** pd_ctl_filing_move: says until when the returns of a month are to be filed, as a tax bureau has announced. */
gboolean
pd_ctl_filing_move (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_moved };

  return read_month (&work, error) && run (&work, "create", error);
}

static PdCalendarChange *
make_reset (const Work *work, GError **error)
{
  return pd_calendar_change_deadline (work->rows, work->year, work->month, NULL, g_get_real_time ());
}

/** pd_ctl_filing_reset: puts back the deadline that follows from the holidays. */
gboolean
pd_ctl_filing_reset (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_reset };

  return read_month (&work, error) && run (&work, "delete", error);
}

static PdCalendarChange *
make_filed (const Work *work, GError **error)
{
  return pd_calendar_change_filed (work->rows, work->year, work->month, TRUE, g_get_real_time ());
}

/** pd_ctl_filing_done: says that the returns of a month have been filed: nobody is reminded of them any more. */
gboolean
pd_ctl_filing_done (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_filed };

  return read_month (&work, error) && run (&work, "create", error);
}

static PdCalendarChange *
make_open (const Work *work, GError **error)
{
  return pd_calendar_change_filed (work->rows, work->year, work->month, FALSE, g_get_real_time ());
}

/** pd_ctl_filing_reopen: takes back that the returns of a month have been filed. */
gboolean
pd_ctl_filing_reopen (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_open };

  return read_month (&work, error) && run (&work, "delete", error);
}

/* --- holidays */

static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work_clear (work);
  work->rows = pd_store_calendar_rows (session, error);
  return work->rows != NULL;
}

static void
write_holiday (PdCtl *ctl, PdCtlTable *table, const PdCalendarRow *row, gboolean is_own, const char *year)
{
  const char *to = row->to != NULL ? row->to : row->from;

  if ((row->kind != PD_CALENDAR_OFF && row->kind != PD_CALENDAR_WORK) || !g_str_has_prefix (row->from, year))
    return;
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "from", row->from);
  pd_ctl_json_string (ctl->document, "to", to);
  pd_ctl_json_string (ctl->document, "kind", pd_calendar_kind_choices[row->kind].value);
  pd_ctl_json_string (ctl->document, "name", row->name);
  pd_ctl_json_boolean (ctl->document, "own", is_own);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, row->from);
  pd_ctl_table_add (table, to);
  pd_ctl_table_add (table, _ (pd_calendar_kind_choices[row->kind].label));
  pd_ctl_table_add (table, row->name == NULL ? "" : is_own ? row->name : _ (row->name));
  pd_ctl_table_add (table, is_own ? _ ("Entered by the office") : _ ("Built in"));
}

/** pd_ctl_holiday_list: lists the holidays and shifted working days of a year, this one if none is given. */
gboolean
pd_ctl_holiday_list (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);
  g_autofree char *year = NULL;
  guint n;
  const PdCalendarRow *rows = pd_tax_calendar_default_rows (&n);

  if (!pd_ctl_calendar_read_year (ctl, &work.year, error) ||
      !pd_store_read (ctl->store, rows_job, &work, ctl->cancellable, error))
    return FALSE;
  year = g_strdup_printf ("%04u-", work.year);
  pd_ctl_table_add (table, _ ("From"));
  pd_ctl_table_add (table, _ ("To"));
  pd_ctl_table_add (table, _ ("Kind"));
  pd_ctl_table_add (table, _ ("Name"));
  pd_ctl_table_add (table, "");
  pd_ctl_json_open (ctl->document, "holidays", '[');
  for (guint i = 0; i < n; i++)
    write_holiday (ctl, table, &rows[i], FALSE, year);
  for (guint i = 0; i < work.rows->len; i++)
    {
      PdCalendarRow row;

      if (pd_calendar_row_read (g_ptr_array_index (work.rows, i), &row))
        write_holiday (ctl, table, &row, TRUE, year);
    }
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}

static PdCalendarChange *
make_holiday (const Work *work, GError **error)
{
  const PdCtlArguments *arguments = work->ctl->arguments;
  g_autofree char *from = read_date (work->ctl, 0, error), *to = NULL;
  PdCalendarChange *change;

  if (from == NULL)
    return NULL;
  if (pd_ctl_arguments_positional (arguments, 1) != NULL && (to = read_date (work->ctl, 1, error)) == NULL)
    return NULL;
  change = pd_calendar_change_new ();
  g_ptr_array_add (change->added,
                   pd_calendar_row_new (pd_ctl_arguments_has (arguments, "worked") ? PD_CALENDAR_WORK
                                                                                   : PD_CALENDAR_OFF,
                                        from, to, pd_ctl_arguments_get (arguments, "name"),
                                        g_get_real_time ()));
  return change;
}

/** pd_ctl_holiday_add: adds a holiday, or days that are worked all the same. */
gboolean
pd_ctl_holiday_add (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_holiday };

  return run (&work, "create", error);
}

static PdCalendarChange *
make_removal (const Work *work, GError **error)
{
  g_autofree char *date = read_date (work->ctl, 0, error);
  PdCalendarChange *change;

  if (date == NULL)
    return NULL;
  change = pd_calendar_change_new ();
  for (guint i = 0; i < work->rows->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (work->rows, i);
      PdCalendarRow row;

      if (pd_calendar_row_read (record, &row) && row.kind <= PD_CALENDAR_WORK &&
          strcmp (row.from, date) <= 0 && strcmp (row.to != NULL ? row.to : row.from, date) >= 0)
        g_ptr_array_add (change->removed, g_strdup (pd_record_get_id (record)));
    }
  if (change->removed->len > 0)
    return change;
  pd_calendar_change_free (change);
  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
               _ ("The office has entered no holiday or working day for %s. What is built in is overruled by "
                  "adding to it."),
               date);
  return NULL;
}

/** pd_ctl_holiday_remove: removes what the office entered for a day. */
gboolean
pd_ctl_holiday_remove (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl, .make = make_removal };

  return run (&work, "delete", error);
}
