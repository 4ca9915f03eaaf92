/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-visits.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"
#include "store/pd-store-visits.h"

#include <glib/gi18n-lib.h>

/* How far ahead is looked unless somebody says. */
#define DAYS 14

/** Agenda: visits of all orders. */
typedef struct
{
  const char *technician; /* (nullable) */
  gint64 from;            /* microseconds */
  gint64 to;              /* before this */
  GPtrArray *visits;      /* (owned) (nullable) of PdStoreVisit */
} Agenda;

/**
 * pd_ctl_order_warn_of_clashes:
 * @fact: the work, in its writing job
 * @visit: a visit as it is to be saved
 * @error: return location
 *
 * Tells which other visits the technician has at the same time. They keep nobody from saving: who has to go to two
 * customers knows why.
 *
 * Returns: %FALSE when the cache could not be read
 */
gboolean
pd_ctl_order_warn_of_clashes (PdCtlFact *fact, const PdRecord *visit, GError **error)
{
  g_autoptr (GPtrArray) others = pd_store_visit_clashes (fact->session, visit, error);

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      const PdStoreVisit *other = g_ptr_array_index (others, i);
      g_autofree char *start = pd_ctl_time_text (other->starts_at);
      g_autofree char *end = pd_ctl_time_text (other->ends_at);

      g_ptr_array_add (
          fact->warnings,
          g_strdup_printf (_ ("%1$s has a visit for order %2$s at that time, from %3$s to %4$s."),
                           other->technician, other->number, start, end));
    }
  return others != NULL;
}

static gboolean
visits_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Agenda *agenda = data;

  agenda->visits = pd_store_list_visits (session, agenda->from, agenda->to, agenda->technician, error);
  return agenda->visits != NULL;
}

/* The beginning of the day that an option names, or of the one that comes @later days after @usual. */
static gboolean
take_day (const PdCtlArguments *arguments,
          const char *option,
          const char *usual,
          int later,
          gint64 *time,
          GError **error)
{
  g_autofree char *day = g_strdup (usual);
  g_autoptr (GDateTime) start = NULL, moved = NULL;

  if (!pd_ctl_arguments_get_date (arguments, option, &day, error) ||
      !pd_ctl_time_parse ("00:00", day, time, error))
    return FALSE;
  start = g_date_time_new_from_unix_local (*time / G_USEC_PER_SEC);
  moved = start != NULL ? g_date_time_add_days (start, later) : NULL;
  if (moved != NULL)
    *time = g_date_time_to_unix (moved) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
take_span (const PdCtlArguments *arguments, Agenda *agenda, GError **error)
{
  g_autofree char *today = pd_ctl_today ();
  const char *from = pd_ctl_arguments_get (arguments, "from");
  gboolean ends = pd_ctl_arguments_has (arguments, "to");

  return take_day (arguments, "from", today, 0, &agenda->from, error) &&
         take_day (arguments, "to", from != NULL ? from : today, ends ? 1 : DAYS, &agenda->to, error);
}

static char *
clashes_text (const Agenda *agenda, const PdStoreVisit *visit, PdCtlJson *json)
{
  g_autoptr (GString) numbers = g_string_new (NULL);

  pd_ctl_json_open (json, "clashes_with", '[');
  for (guint i = 0; i < agenda->visits->len; i++)
    {
      const PdStoreVisit *other = g_ptr_array_index (agenda->visits, i);

      if (!pd_store_visits_clash (visit, other))
        continue;
      pd_ctl_json_string (json, NULL, other->number);
      g_string_append_printf (numbers, "%s%s", numbers->len > 0 ? ", " : "", other->number);
    }
  pd_ctl_json_close (json, ']');
  return numbers->len > 0 ? g_strdup_printf (_ ("at the same time as %s"), numbers->str) : g_strdup ("");
}

static void
report_visit (PdCtl *ctl, const Agenda *agenda, const PdStoreVisit *visit, PdCtlTable *table)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "order", visit->order);
  pd_ctl_json_string (json, "number", visit->number);
  pd_ctl_json_string (json, "id", visit->id);
  pd_ctl_json_string (json, "kind", visit->kind);
  pd_ctl_json_integer (json, "starts_at", visit->starts_at);
  pd_ctl_json_integer (json, "ends_at", visit->ends_at);
  pd_ctl_json_string (json, "technician", visit->technician);
  pd_ctl_json_string (json, "done_on", visit->done_on);
  pd_ctl_json_string (json, "buyer", visit->buyer);
  pd_ctl_json_string (json, "address", visit->address);
  pd_ctl_json_string (json, "contact", visit->contact);
  pd_ctl_json_string (json, "phone", visit->phone);
  pd_ctl_table_take (table, pd_ctl_time_text (visit->starts_at));
  pd_ctl_table_take (table, pd_ctl_time_text (visit->ends_at));
  pd_ctl_table_add (table, visit->technician);
  pd_ctl_table_add (table, visit->number);
  pd_ctl_table_add (table, visit->buyer);
  pd_ctl_table_add (table, visit->contact);
  pd_ctl_table_add (table, visit->phone);
  pd_ctl_table_add (table, visit->address);
  pd_ctl_table_take (table, clashes_text (agenda, visit, json));
  pd_ctl_json_close (json, '}');
}

static void
report (PdCtl *ctl, const Agenda *agenda)
{
  static const guint of_visit[] = { PD_VISIT_STARTS_AT, PD_VISIT_ENDS_AT, PD_VISIT_TECHNICIAN };
  static const guint of_order[] = { PD_ORDER_NUMBER, PD_ORDER_BUYER_NAME, PD_ORDER_CONTACT_NAME,
                                    PD_ORDER_CONTACT_PHONE, PD_ORDER_DELIVERY_ADDRESS };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (of_visit) + G_N_ELEMENTS (of_order) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (of_visit); i++)
    pd_ctl_table_add (table, _ (pd_visit_type.fields[of_visit[i]].label));
  for (guint i = 0; i < G_N_ELEMENTS (of_order); i++)
    pd_ctl_table_add (table, _ (pd_order_type.fields[of_order[i]].label));
  pd_ctl_table_add (table, "");
  pd_ctl_json_open (ctl->document, "visits", '[');
  for (guint i = 0; i < agenda->visits->len; i++)
    report_visit (ctl, agenda, g_ptr_array_index (agenda->visits, i), table);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json && agenda->visits->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, ngettext ("%u visit.", "%u visits.", agenda->visits->len), agenda->visits->len);
}

/**
 * pd_ctl_order_visits:
 *
 * Shows the visits of the next two weeks, or of the days that are given, everybody's or one technician's, and which of
 * them one person cannot make both.
 */
gboolean
pd_ctl_order_visits (PdCtl *ctl, GError **error)
{
  Agenda agenda = { .technician = pd_ctl_arguments_get (ctl->arguments, "technician") };

  if (!take_span (ctl->arguments, &agenda, error) ||
      !pd_store_read (ctl->store, visits_job, &agenda, ctl->cancellable, error))
    return FALSE;
  report (ctl, &agenda);
  g_ptr_array_unref (agenda.visits);
  return TRUE;
}
