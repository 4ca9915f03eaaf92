/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-history.h"

#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-id.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** Entry: one line of an order's history: a step, or something that was written down. */
typedef struct
{
  PdOrderList list;
  const PdRecord *row;
  gint64 at;      /* microseconds; 0: the platform has not confirmed it yet */
  const char *by; /* (nullable) */
} Entry;

/** Wanted: which entries are asked for. */
typedef struct
{
  const char *kind; /* (nullable) */
  const char *by;   /* (nullable) */
  char *from;       /* (owned) (nullable) "YYYY-MM-DD" */
  char *to;         /* (owned) (nullable) inclusive */
} Wanted;

static const PdOrderList told_lists[] = {
  PD_ORDER_LIST_STEPS,   PD_ORDER_LIST_PAYMENTS, PD_ORDER_LIST_PARCELS, PD_ORDER_LIST_TRACKING,
  PD_ORDER_LIST_RETURNS, PD_ORDER_LIST_VISITS,   PD_ORDER_LIST_CHECKS,  PD_ORDER_LIST_CONTACTS,
};

/* "payment", "step": the type's name without the order in it. */
static const char *
kind_of (PdOrderList list)
{
  const char *name = pd_order_type.lists[list]->name;

  return g_str_has_prefix (name, "order_") ? name + strlen ("order_") : name;
}

static gboolean
is_wanted (const Wanted *wanted, const Entry *entry)
{
  g_autofree char *day = entry->at != 0 ? pd_ctl_time_text (entry->at) : NULL;

  if (day != NULL && strchr (day, ' ') != NULL)
    *strchr (day, ' ') = '\0';
  return (wanted->kind == NULL || g_str_equal (wanted->kind, kind_of (entry->list))) &&
         (wanted->by == NULL || g_strcmp0 (wanted->by, entry->by) == 0) &&
         (wanted->from == NULL || day == NULL || strcmp (day, wanted->from) >= 0) &&
         (wanted->to == NULL || day == NULL || strcmp (day, wanted->to) <= 0);
}

/* What the platform has not confirmed is the newest. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;

  if ((first->at == 0) != (second->at == 0))
    return first->at == 0 ? 1 : -1;
  return first->at < second->at ? -1 : first->at > second->at;
}

static GArray *
entries_of (const PdRecord *order, const Wanted *wanted)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  for (guint i = 0; i < G_N_ELEMENTS (told_lists); i++)
    {
      PdOrderList list = told_lists[i];
      const PdRecordType *type = pd_order_type.lists[list];
      gboolean is_step = list == PD_ORDER_LIST_STEPS;
      guint at = (guint) pd_record_type_field (type, is_step ? "happened_at" : "added_at");
      guint by = (guint) pd_record_type_field (type, is_step ? "done_by" : "added_by");
      GPtrArray *rows = pd_record_get_list (order, list);

      for (guint n = 0; n < rows->len; n++)
        {
          const PdRecord *row = g_ptr_array_index (rows, n);
          Entry entry = { list, row, pd_record_get_integer (row, at), pd_record_get_text (row, by) };

          if (is_wanted (wanted, &entry))
            g_array_append_val (entries, entry);
        }
    }
  g_array_sort (entries, compare);
  return entries;
}

/* A stage, or where only the invoice's way was gone, a state. */
static const char *
place_label (const char *place)
{
  const char *label = pd_choice_label (pd_order_stage_choices, place);

  if (place == NULL)
    return "";
  return _ (label != place ? label : pd_choice_label (pd_order_state_choices, place));
}

static char *
step_text (const PdRecord *step)
{
  const char *from = pd_record_get_text (step, PD_STEP_FROM), *to = pd_record_get_text (step, PD_STEP_TO);
  const char *reason = pd_record_get_text (step, PD_STEP_REASON);
  const char *words = pd_ctl_command_words (&pd_order_type, pd_record_get_text (step, PD_STEP_COMMAND));
  g_autofree char *text = g_strcmp0 (from, to) == 0 || to == NULL
                              ? g_strdup (words)
                              : g_strdup_printf ("%s (%s → %s)", words, place_label (from), place_label (to));

  return reason != NULL ? g_strdup_printf ("%s: %s", text, reason) : g_steal_pointer (&text);
}

static void
json_entry (PdCtlJson *json, const Entry *entry, const char *text)
{
  gboolean is_step = entry->list == PD_ORDER_LIST_STEPS;

  pd_ctl_json_open (json, NULL, '{');
  if (entry->at != 0)
    pd_ctl_json_integer (json, "at", entry->at);
  else
    pd_ctl_json_string (json, "at", NULL);
  pd_ctl_json_string (json, "kind", kind_of (entry->list));
  pd_ctl_json_string (json, "by", entry->by);
  pd_ctl_json_string (json, "computer", is_step ? pd_record_get_text (entry->row, PD_STEP_COMPUTER) : NULL);
  pd_ctl_json_string (json, "command", is_step ? pd_record_get_text (entry->row, PD_STEP_COMMAND) : NULL);
  pd_ctl_json_string (json, "from", is_step ? pd_record_get_text (entry->row, PD_STEP_FROM) : NULL);
  pd_ctl_json_string (json, "to", is_step ? pd_record_get_text (entry->row, PD_STEP_TO) : NULL);
  pd_ctl_json_string (json, "reason", is_step ? pd_record_get_text (entry->row, PD_STEP_REASON) : NULL);
  pd_ctl_json_string (json, "id", pd_record_get_id (entry->row));
  pd_ctl_json_string (json, "text", text);
  pd_ctl_json_close (json, '}');
}

/* (nullable): of a computer that signed in without a name only programs need to know */
static const char *
computer_name (const PdRecord *step)
{
  const char *computer = pd_record_get_text (step, PD_STEP_COMPUTER);

  return computer != NULL && !pd_id_is_valid (computer) ? computer : NULL;
}

static void
report (PdCtl *ctl, const PdRecord *order, GArray *entries)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  pd_ctl_json_string (ctl->document, "number", pd_record_get_title (order));
  pd_ctl_json_open (ctl->document, "history", '[');
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      g_autofree char *text = entry->list == PD_ORDER_LIST_STEPS
                                  ? step_text (entry->row)
                                  : pd_ctl_fact_text (order, entry->list, entry->row);

      json_entry (ctl->document, entry, text);
      pd_ctl_table_take (table,
                         entry->at != 0 ? pd_ctl_time_text (entry->at) : g_strdup (_ ("not confirmed")));
      pd_ctl_table_add (table, entry->by);
      pd_ctl_table_add (table, entry->list == PD_ORDER_LIST_STEPS ? computer_name (entry->row) : NULL);
      pd_ctl_table_add (table, _ (pd_order_type.lists[entry->list]->label));
      pd_ctl_table_add (table, text);
    }
  pd_ctl_json_close (ctl->document, ']');
  if (entries->len == 0)
    pd_ctl_say (ctl, _ ("Nothing of that kind has happened to this order."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
}

static gboolean
take_kind (const char *text, Wanted *wanted, GError **error)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (told_lists); i++)
    {
      if (g_str_equal (text, kind_of (told_lists[i])))
        wanted->kind = kind_of (told_lists[i]);
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", kind_of (told_lists[i]));
    }
  if (text == NULL || wanted->kind != NULL)
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%1$s is one of %2$s, not “%3$s”."),
               "kind", all->str, text);
  return FALSE;
}

/**
 * pd_ctl_order_history:
 *
 * Tells what happened to an order, the oldest first: who, when, from which computer and why.
 */
gboolean
pd_ctl_order_history (PdCtl *ctl, GError **error)
{
  const PdCtlArguments *arguments = ctl->arguments;
  Wanted wanted = { .by = pd_ctl_arguments_get (arguments, "by") };
  g_autoptr (PdRecord) order = NULL;
  gboolean good = take_kind (pd_ctl_arguments_get (arguments, "kind"), &wanted, error) &&
                  pd_ctl_arguments_get_date (arguments, "from", &wanted.from, error) &&
                  pd_ctl_arguments_get_date (arguments, "to", &wanted.to, error);

  order = good ? pd_ctl_order_read (ctl, error) : NULL;
  if (order != NULL)
    {
      g_autoptr (GArray) entries = entries_of (order, &wanted);

      report (ctl, order, entries);
    }
  g_free (wanted.from);
  g_free (wanted.to);
  return order != NULL;
}
