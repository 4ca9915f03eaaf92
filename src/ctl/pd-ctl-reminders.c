/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-reminders.h"

#include "ctl/pd-ctl-choice.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "store/pd-store-reminders.h"

#include <glib/gi18n-lib.h>

/* How far ahead is looked unless somebody says, and at most, in days. */
#define USUAL_DAYS 7
#define MAX_DAYS 366

/** Wanted: which reminders are asked for. */
typedef struct
{
  gint64 ahead;         /* days */
  gboolean overdue;     /* these alone */
  const char *who;      /* (nullable) */
  GPtrArray *reminders; /* (owned) (nullable) of PdReminder */
} Wanted;

static gboolean
reminders_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;

  wanted->reminders = pd_store_list_reminders (session, g_get_real_time (), (guint) wanted->ahead, error);
  return wanted->reminders != NULL;
}

static gboolean
is_wanted (const Wanted *wanted, const PdReminder *reminder)
{
  return (!wanted->overdue || pd_reminder_is_overdue (reminder)) &&
         (wanted->who == NULL || g_strcmp0 (wanted->who, reminder->who) == 0);
}

static void
report_one (PdCtl *ctl, const PdReminder *reminder, PdCtlTable *table)
{
  PdCtlJson *json = ctl->document;
  g_autofree char *when = pd_reminder_when (reminder);

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "kind", pd_reminder_kind_name (reminder->kind));
  pd_ctl_json_string (json, "due_on", reminder->due_on);
  pd_ctl_json_integer (json, "days", reminder->days);
  if (reminder->at != 0)
    pd_ctl_json_integer (json, "at", reminder->at);
  pd_ctl_json_string (json, "id", reminder->record_id);
  pd_ctl_json_string (json, "number", reminder->title);
  pd_ctl_json_string (json, "subject", reminder->subject);
  pd_ctl_json_string (json, "who", reminder->who);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_take (table,
                     reminder->at != 0 ? pd_ctl_time_text (reminder->at) : g_strdup (reminder->due_on));
  pd_ctl_table_add (table, when);
  pd_ctl_table_add (table, pd_reminder_kind_label (reminder->kind));
  pd_ctl_table_add (table, reminder->title);
  pd_ctl_table_add (table, reminder->subject);
  pd_ctl_table_add (table, reminder->who);
}

static void
report (PdCtl *ctl, const Wanted *wanted)
{
  const char *const heads[] = { _ ("Due on"), "", _ ("Kind"), _ ("Number"), "", _ ("Who") };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (heads));
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    pd_ctl_table_add (table, heads[i]);
  pd_ctl_json_open (ctl->document, "reminders", '[');
  for (guint i = 0; i < wanted->reminders->len; i++)
    if (is_wanted (wanted, wanted->reminders->pdata[i]))
      {
        report_one (ctl, wanted->reminders->pdata[i], table);
        n++;
      }
  pd_ctl_json_close (ctl->document, ']');
  if (n == 0)
    pd_ctl_say (ctl, wanted->overdue ? _ ("Nothing is overdue.") : _ ("Nothing is due."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
}

static gboolean
tell (PdCtl *ctl, Wanted *wanted, GError **error)
{
  wanted->who = pd_ctl_arguments_get (ctl->arguments, "who");
  if (!pd_store_read (ctl->store, reminders_job, wanted, ctl->cancellable, error))
    return FALSE;
  report (ctl, wanted);
  g_ptr_array_unref (wanted->reminders);
  return TRUE;
}

/**
 * pd_ctl_reminders:
 *
 * Tells what is overdue and what will be due: orders, visits, tickets and tax returns, the earliest first.
 */
gboolean
pd_ctl_reminders (PdCtl *ctl, GError **error)
{
  Wanted wanted = { .ahead = USUAL_DAYS };

  return pd_ctl_arguments_get_number (ctl->arguments, "days", MAX_DAYS, &wanted.ahead, error) &&
         tell (ctl, &wanted, error);
}

/**
 * pd_ctl_overdue:
 *
 * Tells what is overdue, the longest first.
 */
gboolean
pd_ctl_overdue (PdCtl *ctl, GError **error)
{
  Wanted wanted = { .overdue = TRUE };

  return tell (ctl, &wanted, error);
}
