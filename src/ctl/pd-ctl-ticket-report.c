/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-choice.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl-ticket.h"
#include "model/pd-duration.h"
#include "model/pd-ticket.h"
#include "store/pd-store-tickets.h"

#include <glib/gi18n-lib.h>

#define MONTHS 3
#define MAX_MONTHS 120
#define SUGGESTIONS 5

/** Asked: what a reading job is asked for. */
typedef struct
{
  const char *name; /* (nullable) of a ticket */
  char *from;       /* (owned) (nullable) */
  char *today;      /* (owned) (nullable) */
  PdTicketReport *report;
  GPtrArray *suggestions;
} Asked;

/* --- frequent problems */

static gboolean
report_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;

  asked->report = pd_store_report_tickets (session, asked->from, asked->today, error);
  return asked->report != NULL;
}

static void
add_count (PdCtl *ctl, PdCtlTable *table, const char *what, const char *value, const PdTicketCount *count)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_integer (json, "count", count->n);
  pd_ctl_json_integer (json, "open", count->n_open);
  pd_ctl_json_integer (json, "overdue", count->n_overdue);
  if (count->median >= 0)
    pd_ctl_json_integer (json, "median_seconds", count->median / G_USEC_PER_SEC);
  else
    pd_ctl_json_string (json, "median_seconds", NULL);
  pd_ctl_table_add (table, what);
  pd_ctl_table_add (table, value);
  pd_ctl_table_take (table, g_strdup_printf ("%u", count->n));
  pd_ctl_table_take (table, g_strdup_printf ("%u", count->n_open));
  pd_ctl_table_take (table, g_strdup_printf ("%u", count->n_overdue));
  pd_ctl_table_take (table, count->median >= 0 ? pd_duration_text (count->median) : g_strdup (""));
}

static void
print_report (PdCtl *ctl, const Asked *asked)
{
  static const char *const names[PD_TICKET_N_GROUPS] = { "kinds", "models", "services", "solutions" };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (6);

  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, _ ("Tickets"));
  pd_ctl_table_add (table, _ ("Still open"));
  pd_ctl_table_add (table, _ ("Overdue"));
  pd_ctl_table_add (table, _ ("Usual time"));
  for (guint column = 2; column < 6; column++)
    pd_ctl_table_set_right (table, column);
  pd_ctl_json_string (ctl->document, "from", asked->from);
  pd_ctl_json_open (ctl->document, "all", '{');
  add_count (ctl, table, _ ("All"), "", asked->report->all);
  pd_ctl_json_close (ctl->document, '}');
  for (guint group = 0; group < PD_TICKET_N_GROUPS; group++)
    {
      GPtrArray *counts = asked->report->groups[group];

      pd_ctl_json_open (ctl->document, names[group], '[');
      for (guint i = 0; i < counts->len; i++)
        {
          const PdTicketCount *count = g_ptr_array_index (counts, i);

          pd_ctl_json_open (ctl->document, NULL, '{');
          pd_ctl_json_string (ctl->document, "value", count->value);
          add_count (ctl, table, i == 0 ? pd_ticket_group_label (group) : "",
                     pd_ticket_group_value_label (group, count->value), count);
          pd_ctl_json_close (ctl->document, '}');
        }
      pd_ctl_json_close (ctl->document, ']');
    }
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, _ ("Tickets that were opened on %s or later."), asked->from);
}

/**
 * pd_ctl_ticket_report:
 *
 * Tells which problems are frequent: by kind, model of a device, service and solution, how long they usually take, and how
 * many are overdue.
 */
gboolean
pd_ctl_ticket_report (PdCtl *ctl, GError **error)
{
  Asked asked = { .today = pd_ctl_today () };
  gint64 months = MONTHS;
  gboolean good = pd_ctl_arguments_get_number (ctl->arguments, "months", MAX_MONTHS, &months, error);

  if (good)
    {
      asked.from = pd_ticket_report_from (asked.today, (guint) months);
      good = pd_store_read (ctl->store, report_job, &asked, ctl->cancellable, error);
    }
  if (good)
    print_report (ctl, &asked);
  g_clear_pointer (&asked.report, pd_ticket_report_free);
  g_free (asked.from);
  g_free (asked.today);
  return good;
}

/* --- solutions that may help */

static gboolean
suggest_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;
  g_autoptr (PdRecord) ticket = pd_ctl_find (session, &pd_ticket_type, asked->name, error);

  if (ticket != NULL)
    asked->suggestions = pd_store_suggest_solutions (session, ticket, SUGGESTIONS, error);
  return asked->suggestions != NULL;
}

static void
print_suggestion (PdCtl *ctl, PdCtlTable *table, const PdSuggestion *suggestion)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "solution_id", suggestion->label);
  pd_ctl_json_string (json, "title", suggestion->note);
  pd_ctl_json_integer (json, "score", suggestion->score);
  pd_ctl_json_string (json, "words", suggestion->words);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_take (table, g_strdup_printf ("%u", suggestion->score));
  pd_ctl_table_add (table, suggestion->note);
  pd_ctl_table_add (table, suggestion->words);
  pd_ctl_table_add (table, suggestion->label);
}

/**
 * pd_ctl_ticket_suggest:
 *
 * Lists published solutions that may help with a ticket, with the words that both have in common. It is a suggestion only.
 */
gboolean
pd_ctl_ticket_suggest (PdCtl *ctl, GError **error)
{
  Asked asked = { .name = pd_ctl_arguments_positional (ctl->arguments, 0) };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);

  if (!pd_store_read (ctl->store, suggest_job, &asked, ctl->cancellable, error))
    return FALSE;
  pd_ctl_table_add (table, _ ("Score"));
  pd_ctl_table_add (table, _ ("Solution"));
  pd_ctl_table_add (table, _ ("Words in common"));
  pd_ctl_table_add (table, _ ("Id"));
  pd_ctl_json_open (ctl->document, "suggestions", '[');
  for (guint i = 0; i < asked.suggestions->len; i++)
    print_suggestion (ctl, table, g_ptr_array_index (asked.suggestions, i));
  pd_ctl_json_close (ctl->document, ']');
  if (asked.suggestions->len == 0)
    pd_ctl_say (ctl, "%s", _ ("No published solution has enough in common with this ticket."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  g_ptr_array_unref (asked.suggestions);
  return TRUE;
}

/* --- lists */

/**
 * pd_ctl_ticket_filter:
 * @arguments: a command line with --kind, --severity, --owner, --open and --overdue
 * @query: a query for tickets; gets what the options ask for
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether the options could be read
 */
gboolean
pd_ctl_ticket_filter (const PdCtlArguments *arguments, PdStoreQuery *query, GError **error)
{
  const char *kind, *severity, *owner = pd_ctl_arguments_get (arguments, "owner");
  gboolean overdue = pd_ctl_arguments_has (arguments, "overdue");

  if (!pd_ctl_take_choice (arguments, "kind", pd_ticket_kind_choices, &kind, error) ||
      !pd_ctl_take_choice (arguments, "severity", pd_ticket_severity_choices, &severity, error))
    return FALSE;
  if (kind != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_TICKET_KIND, kind);
  if (severity != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_TICKET_SEVERITY, severity);
  if (owner != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_TICKET_OWNER, owner);
  if (overdue || pd_ctl_arguments_has (arguments, "open"))
    {
      pd_store_query_add_filter (query, PD_STORE_FILTER_IS_NOT, PD_TICKET_STATE, PD_TICKET_STATE_RESOLVED);
      pd_store_query_add_filter (query, PD_STORE_FILTER_IS_NOT, PD_TICKET_STATE, PD_TICKET_STATE_CLOSED);
    }
  if (overdue)
    {
      g_autofree char *today = pd_ctl_today ();

      pd_store_query_add_filter (query, PD_STORE_FILTER_BEFORE, PD_TICKET_DUE_ON, today);
    }
  return TRUE;
}
