/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-tickets.h"

#include "model/pd-date.h"
#include "model/pd-solution.h"
#include "store/pd-store-calendar.h"
#include "store/pd-store-session.h"

#include <glib/gi18n-lib.h>

/* Past tickets whose solutions are compared, the newest. */
#define MAX_PAST 2000

void
pd_ticket_count_free (PdTicketCount *count)
{
  g_free (count->value);
  g_free (count);
}

void
pd_ticket_report_free (PdTicketReport *report)
{
  g_clear_pointer (&report->all, pd_ticket_count_free);
  for (guint i = 0; i < PD_TICKET_N_GROUPS; i++)
    g_clear_pointer (&report->groups[i], g_ptr_array_unref);
  g_free (report);
}

/**
 * pd_ticket_report_from:
 * @today: "YYYY-MM-DD"
 * @months: how many months back
 *
 * Returns: (transfer full): the first day that a report of so many months counts
 */
char *
pd_ticket_report_from (const char *today, guint months)
{
  guint year = 0, month = 0, day = 0;
  GDate date;

  pd_date_parts (today, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_subtract_months (&date, months);
  return pd_date_new (g_date_get_year (&date), (guint) g_date_get_month (&date), g_date_get_day (&date));
}

/** pd_ticket_group_label: Returns: (transfer none): what a report counts by, in the user's language */
const char *
pd_ticket_group_label (PdTicketGroup group)
{
  switch (group)
    {
    case PD_TICKET_GROUP_KIND:
      return _ (pd_ticket_type.fields[PD_TICKET_KIND].label);
    case PD_TICKET_GROUP_MODEL:
      return _ (pd_ticket_type.fields[PD_TICKET_DEVICE_MODEL].label);
    case PD_TICKET_GROUP_SERVICE:
      return _ (pd_ticket_type.fields[PD_TICKET_SERVICE].label);
    case PD_TICKET_GROUP_SOLUTION:
      return _ (pd_solution_type.label);
    case PD_TICKET_N_GROUPS:
    default:
      g_assert_not_reached ();
    }
}

/** pd_ticket_group_value_label: Returns: (transfer none): what a group's value is called, in the user's language */
const char *
pd_ticket_group_value_label (PdTicketGroup group, const char *value)
{
  if (group == PD_TICKET_GROUP_KIND)
    return _ (pd_choice_label (pd_ticket_kind_choices, value));
  if (group == PD_TICKET_GROUP_SERVICE)
    return _ (pd_choice_label (pd_service_choices, value));
  return value;
}

/** Counting: a count under way, with how long each took. */
typedef struct
{
  PdTicketCount *count; /* (owned) (nullable) NULL once it was given away */
  GArray *durations;    /* (owned) of gint64 */
} Counting;

static Counting *
counting_new (const char *value)
{
  Counting *self = g_new0 (Counting, 1);

  self->count = g_new0 (PdTicketCount, 1);
  self->count->value = g_strdup (value);
  self->durations = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static void
counting_free (Counting *self)
{
  g_clear_pointer (&self->count, pd_ticket_count_free);
  g_array_unref (self->durations);
  g_free (self);
}

static int
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static PdTicketCount *
counting_finish (Counting *self)
{
  guint n = self->durations->len;

  g_array_sort (self->durations, compare_durations);
  self->count->median = -1;
  if (n > 0)
    self->count->median = (g_array_index (self->durations, gint64, (n - 1) / 2) +
                           g_array_index (self->durations, gint64, n / 2)) /
                          2;
  return g_steal_pointer (&self->count);
}

/* A row is: value, state, due on, received at, resolved at. */
static void
counting_add (Counting *self, PdStatement *row, const char *today)
{
  const char *state = pd_statement_text (row, 1), *due_on = pd_statement_text (row, 2);
  gint64 received_at = sqlite3_column_int64 (row, 3), resolved_at = sqlite3_column_int64 (row, 4);
  gboolean open =
      g_strcmp0 (state, PD_TICKET_STATE_RESOLVED) != 0 && g_strcmp0 (state, PD_TICKET_STATE_CLOSED) != 0;
  gint64 duration = resolved_at - received_at;

  self->count->n++;
  self->count->n_open += open;
  self->count->n_overdue += open && due_on != NULL && g_strcmp0 (due_on, today) < 0;
  if (!open && received_at > 0 && resolved_at >= received_at)
    g_array_append_val (self->durations, duration);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const PdTicketCount *first = *(const PdTicketCount *const *) a, *second = *(const PdTicketCount *const *) b;

  return first->n != second->n ? (first->n < second->n) - (first->n > second->n)
                               : g_strcmp0 (first->value, second->value);
}

/* Counts the rows of a question by their first column; @all: counts each of them (nullable). */
static GPtrArray *
count_rows (PdStoreSession *session,
            const char *sql,
            const char *from,
            const char *today,
            Counting *all,
            GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  g_autoptr (GHashTable) by_value =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) counting_free);
  GPtrArray *counts;
  GHashTableIter iter;
  gpointer counting;
  gboolean row = TRUE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind_text (statement, 1, from);
  while (pd_store_session_step (session, statement, &row, error) && row)
    {
      const char *value = pd_statement_text (statement, 0);

      if (all != NULL)
        counting_add (all, statement, today);
      if (value == NULL)
        continue;
      if (!g_hash_table_contains (by_value, value))
        g_hash_table_insert (by_value, g_strdup (value), counting_new (value));
      counting_add (g_hash_table_lookup (by_value, value), statement, today);
    }
  if (row)
    return NULL;
  counts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_ticket_count_free);
  g_hash_table_iter_init (&iter, by_value);
  while (g_hash_table_iter_next (&iter, NULL, &counting))
    g_ptr_array_add (counts, counting_finish (counting));
  g_ptr_array_sort (counts, compare_counts);
  return counts;
}

#define COUNTED "t.state, t.due_on, t.received_at, t.resolved_at"
#define WHICH "WHERE t.deleted = 0 AND t.opened_on >= ?1"

/**
 * pd_store_report_tickets:
 * @session: the session
 * @from: "YYYY-MM-DD": tickets that were opened on this day or later are counted
 * @today: "YYYY-MM-DD"
 * @error: (out) (optional): why they could not be counted
 *
 * Returns: (transfer full) (nullable): which problems are frequent
 */
PdTicketReport *
pd_store_report_tickets (PdStoreSession *session, const char *from, const char *today, GError **error)
{
  static const char *const questions[PD_TICKET_N_GROUPS] = {
    [PD_TICKET_GROUP_KIND] = "SELECT t.kind, " COUNTED " FROM tickets AS t " WHICH,
    [PD_TICKET_GROUP_MODEL] = "SELECT t.device_model, " COUNTED " FROM tickets AS t " WHICH,
    [PD_TICKET_GROUP_SERVICE] = "SELECT t.service, " COUNTED " FROM tickets AS t " WHICH,
    /* A solution may be called otherwise by now; one that was deleted is told as it was called. */
    [PD_TICKET_GROUP_SOLUTION] = "SELECT coalesce (s.title, l.title), " COUNTED
                                 " FROM ticket_solutions AS l JOIN tickets AS t ON t.row = l.parent"
                                 " LEFT JOIN solutions AS s ON s.id = l.solution_id AND s.deleted = 0 " WHICH,
  };
  g_autoptr (PdTicketReport) report = g_new0 (PdTicketReport, 1);
  Counting *all = counting_new (NULL);
  gboolean good = TRUE;

  for (guint i = 0; good && i < PD_TICKET_N_GROUPS; i++)
    {
      report->groups[i] =
          count_rows (session, questions[i], from, today, i == PD_TICKET_GROUP_KIND ? all : NULL, error);
      good = report->groups[i] != NULL;
    }
  report->all = counting_finish (all);
  counting_free (all);
  return good ? g_steal_pointer (&report) : NULL;
}

/* --- solutions that may help */

/* A row is: the solution's id, its title, and texts. */
static gboolean
add_texts (PdStoreSession *session, PdSuggest *suggest, const char *sql, const char *id, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, id);
  pd_statement_bind_integer (statement, 2, MAX_PAST);
  while (pd_store_session_step (session, statement, &row, error) && row)
    for (int column = 2; column < sqlite3_column_count (statement); column++)
      {
        const char *text = pd_statement_text (statement, column);

        if (text != NULL)
          pd_suggest_add (suggest, PD_SUGGEST_PAST, pd_statement_text (statement, 0),
                          pd_statement_text (statement, 1), text);
      }
  return !row;
}

/**
 * pd_store_suggest_solutions:
 * @session: the session
 * @ticket: a ticket
 * @max: how many at most
 * @error: (out) (optional): why the library could not be read
 *
 * Looks for published solutions that share words with the ticket, or that helped with tickets that do.
 *
 * Returns: (transfer full) (nullable) (element-type PdSuggestion): the likeliest first; the label is a solution's id, the
 *   note its title
 */
GPtrArray *
pd_store_suggest_solutions (PdStoreSession *session, const PdRecord *ticket, guint max, GError **error)
{
  static const char *const questions[] = {
    "SELECT id, title, title, problem, keywords FROM solutions"
    " WHERE deleted = 0 AND state = 'published' AND id <> ?1 ORDER BY row LIMIT ?2",
    "SELECT s.id, s.title, t.title, t.description FROM ticket_solutions AS l"
    " JOIN tickets AS t ON t.row = l.parent JOIN solutions AS s ON s.id = l.solution_id"
    " WHERE t.deleted = 0 AND t.id <> ?1 AND s.deleted = 0 AND s.state = 'published'"
    " ORDER BY t.row DESC LIMIT ?2",
  };
  static const guint fields[] = { PD_TICKET_TITLE, PD_TICKET_DESCRIPTION };
  g_autoptr (PdSuggest) suggest = pd_suggest_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (!add_texts (session, suggest, questions[i], pd_record_get_id (ticket), error))
      return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (pd_record_has (ticket, fields[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", pd_record_get_text (ticket, fields[i]));
  return pd_suggest_find (suggest, text->str, max);
}

/* --- the office's days */

static gboolean
is_same (const PdRecord *a, const PdRecord *b, guint field)
{
  return g_strcmp0 (pd_record_get_text (a, field), pd_record_get_text (b, field)) == 0;
}

/**
 * pd_store_take_office_days:
 * @session: the session
 * @before: (nullable): the record as it is here; %NULL when it is new
 * @record: the record that is about to be saved; what is no ticket is left alone
 * @error: (out) (optional): why the calendar could not be read
 *
 * A ticket that is new, or was opened on another day than was said before, is due by the office's own calendar, as it is
 * known here (pd_ticket_take_office_days()). One that has its deadline keeps it.
 *
 * Returns: %FALSE when the calendar could not be read
 */
gboolean
pd_store_take_office_days (PdStoreSession *session, const PdRecord *before, PdRecord *record, GError **error)
{
  g_autoptr (PdTaxCalendar) calendar = NULL;

  if (pd_record_get_record_type (record) != &pd_ticket_type)
    return TRUE;
  if (before == NULL
          ? pd_record_has (record, PD_TICKET_OFFICE_DAYS)
          : is_same (before, record, PD_TICKET_OPENED_ON) || !is_same (before, record, PD_TICKET_OFFICE_DAYS))
    return TRUE;
  calendar = pd_store_tax_calendar (session, error);
  if (calendar == NULL)
    return FALSE;
  pd_ticket_take_office_days (record, calendar);
  pd_record_derive (record);
  return TRUE;
}
