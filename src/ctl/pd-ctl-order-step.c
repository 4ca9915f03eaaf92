/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-step.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/** Outcome: what became of one order. */
typedef struct
{
  const char *name; /* as the command line has it */
  PdRecord *order;  /* (owned) (nullable) as it is after the command was queued */
  GError *refusal;  /* (owned) (nullable) */
} Outcome;

/** Work: one command for many orders. */
typedef struct
{
  PdCtl *ctl;
  const char *command;
  gint64 now;
  GArray *outcomes; /* (owned) of Outcome */
} Work;

static void
outcome_clear (gpointer data)
{
  Outcome *outcome = data;

  g_clear_pointer (&outcome->order, pd_record_unref);
  g_clear_error (&outcome->refusal);
}

/**
 * pd_ctl_is_refusal:
 * @error: why something was not done with one of several records
 *
 * Returns: whether it is said of that one and lets the others go on; anything else is the cache's trouble
 */
gboolean
pd_ctl_is_refusal (const GError *error)
{
  return error->domain == PD_CTL_ERROR || g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
}

/* Where the order is says more than that the command is not possible there. */
static gboolean
check_place (const PdRecord *order, const char *command, GError **error)
{
  if (pd_workflow_offers (order, command))
    return TRUE;
  if (!pd_record_has (order, PD_ORDER_KIND) &&
      pd_workflow_find (&pd_order_type, command, PD_ORDER_STATE_OPEN) == NULL)
    g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                         _ ("This order is only invoiced and goes no way: give it a kind first, as “order "
                            "edit --set kind=goods”."));
  else
    g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                 _ ("The order is at “%s” now, and this is not possible there."), pd_workflow_place (order));
  return FALSE;
}

static gboolean
ask_one (Work *work, PdStoreSession *session, Outcome *outcome, GError **error)
{
  const char *reason = pd_ctl_arguments_get (work->ctl->arguments, "reason");
  const char *id;

  outcome->order = pd_ctl_find (session, &pd_order_type, outcome->name, error);
  if (outcome->order == NULL)
    return FALSE;
  id = pd_record_get_id (outcome->order);
  return pd_ctl_order_check_waiting (session, id, outcome->name, error) &&
         check_place (outcome->order, work->command, error) &&
         pd_store_add_command (session, &pd_order_type, id, work->command, reason, work->now, error);
}

static gboolean
do_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *words = work->ctl->arguments->positionals;

  g_array_set_size (work->outcomes, 0);
  for (guint i = 1; i < words->len; i++)
    {
      Outcome outcome = { .name = g_ptr_array_index (words, i) };
      gboolean good = ask_one (work, session, &outcome, &outcome.refusal);

      g_array_append_val (work->outcomes, outcome);
      if (good || pd_ctl_is_refusal (outcome.refusal))
        continue;
      g_propagate_error (error, g_error_copy (outcome.refusal));
      return FALSE;
    }
  return TRUE;
}

static void
report_one (const Work *work, const Outcome *outcome)
{
  PdCtl *ctl = work->ctl;
  const char *number = outcome->order != NULL ? pd_record_get_title (outcome->order) : outcome->name;
  const char *id = outcome->order != NULL ? pd_record_get_id (outcome->order) : NULL;
  const char *words = pd_ctl_command_words (&pd_order_type, work->command);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "id", id);
  pd_ctl_json_string (ctl->document, "number", number);
  pd_ctl_json_string (ctl->document, "stage",
                      outcome->order != NULL ? pd_order_get_stage (outcome->order) : NULL);
  pd_ctl_json_string (ctl->document, "result", outcome->refusal == NULL ? "queued" : "refused");
  pd_ctl_json_string (ctl->document, "code",
                      outcome->refusal != NULL ? pd_ctl_error_code (outcome->refusal) : NULL);
  pd_ctl_json_string (ctl->document, "message", outcome->refusal != NULL ? outcome->refusal->message : NULL);
  pd_ctl_json_close (ctl->document, '}');
  if (outcome->refusal != NULL)
    {
      pd_ctl_warn (ctl, "%s: %s", number, outcome->refusal->message);
      return;
    }
  pd_ctl_say (ctl, _ ("Order %1$s: “%2$s” is asked for; the next sync sends it."), number, words);
  pd_ctl_print (ctl, "%s", id);
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;
  guint n_refused = 0;

  pd_ctl_json_string (ctl->document, "command", work->command);
  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < work->outcomes->len; i++)
    {
      const Outcome *outcome = &g_array_index (work->outcomes, Outcome, i);

      report_one (work, outcome);
      n_refused += outcome->refusal != NULL;
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "queued", work->outcomes->len - n_refused);
  pd_ctl_json_integer (ctl->document, "refused", n_refused);
  if (n_refused > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/* The word as the table has it; what asks for an invoice has a command of its own that looks at more. */
static char *
take_command (const char *word, GError **error)
{
  g_autofree char *command = g_strdelimit (g_strdup (word), "-", '_');
  g_autoptr (GString) all = g_string_new (NULL);
  guint n_arrows;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n_arrows);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (g_str_equal (command, "issue"))
    {
      g_set_error_literal (
          error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
          _ ("Invoices are asked for with “piaodanctl invoice issue”, which looks at what the "
             "tax bureau would refuse."));
      return NULL;
    }
  for (guint i = 0; i < n_arrows; i++)
    if (!g_str_equal (arrows[i].command, "issue") && g_hash_table_add (seen, (gpointer) arrows[i].command))
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", arrows[i].command);
  if (g_hash_table_contains (seen, command))
    return g_steal_pointer (&command);
  g_strdelimit (all->str, "_", '-');
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("There is no step “%1$s” for orders; there are: %2$s."), word, all->str);
  return NULL;
}

/**
 * pd_ctl_order_step:
 *
 * Queues the step that the first argument names for each of the orders. One that cannot take it is told, and keeps the
 * others from nothing.
 */
gboolean
pd_ctl_order_step (PdCtl *ctl, GError **error)
{
  g_autofree char *command = take_command (pd_ctl_arguments_positional (ctl->arguments, 0), error);
  Work work = { .ctl = ctl, .command = command, .now = g_get_real_time () };
  gboolean good;

  if (command == NULL || !pd_ctl_check_permission (ctl, command, &pd_order_type, error))
    return FALSE;
  work.outcomes = g_array_new (FALSE, FALSE, sizeof (Outcome));
  g_array_set_clear_func (work.outcomes, outcome_clear);
  good = pd_store_write (ctl->store, do_job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  g_array_unref (work.outcomes);
  return good;
}
