/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-special.h"
#include "ctl/pd-ctl-stock.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"
#include "store/pd-store-stock.h"
#include "wire/pd-wire.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>

/** Work: what one writing job does with orders. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  char *today;       /* (owned) */
  GPtrArray *orders; /* (owned) of PdRecord: what was saved */
} Work;

static void
work_init (Work *work, PdCtl *ctl)
{
  work->ctl = ctl;
  work->now = g_get_real_time ();
  work->today = pd_ctl_today ();
  work->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
}

static void
work_clear (Work *work)
{
  g_free (work->today);
  g_ptr_array_unref (work->orders);
}

/* The user's view after saving: derived, with the platform's fields as they are. */
static gboolean
take_saved (Work *work, PdStoreSession *session, const char *id, GError **error)
{
  PdRecord *order = pd_store_get_record (session, &pd_order_type, id, error);

  if (order == NULL)
    return FALSE;
  pd_record_sort_lines (order);
  g_ptr_array_add (work->orders, order);
  return TRUE;
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/* Whether the same was so before the edit: who let it in then is not asked again. */
static gboolean
was_so (GPtrArray *before, const PdProblem *problem)
{
  const PdProblem *same = before == NULL ? NULL : pd_problems_find (before, problem->line_id, problem->field);

  return same != NULL && g_str_equal (same->message, problem->message);
}

/**
 * pd_ctl_order_check:
 * @before: (nullable): the order as it was; %NULL when it is new
 * @order: the order as it is to be saved, derived
 * @error: return location
 *
 * What the store would refuse is said here with line and field, and what a person may let in is asked for.
 *
 * Returns: whether it can be saved
 */
gboolean
pd_ctl_order_check (PdCtl *ctl, const PdRecord *before, const PdRecord *order, GError **error)
{
  g_autoptr (GPtrArray) problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_autoptr (GPtrArray) earlier = before == NULL ? NULL : pd_record_check (before, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);
  g_autofree char *sentence = problem == NULL ? NULL : pd_problem_sentence (problem, order);

  if (problem != NULL)
    return fail (error, sentence);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *here = NULL, *whole = NULL;

      problem = g_ptr_array_index (problems, i);
      if (problem->weight != PD_PROBLEM_OVERRIDABLE || was_so (earlier, problem) ||
          pd_ctl_arguments_has (ctl->arguments, "accept-overridable"))
        continue;
      here = pd_problem_sentence (problem, order);
      whole = g_strdup_printf (
          _ ("%s Nothing was saved. If it is right all the same, give --accept-overridable."), here);
      return fail (error, whole);
    }
  return TRUE;
}

/* An order that is entered twice is invoiced twice. */
static gboolean
check_number (const Work *work,
              PdStoreSession *session,
              const PdRecord *before,
              const PdRecord *order,
              GError **error)
{
  const char *number = pd_record_get_text (order, PD_ORDER_NUMBER);
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) other = NULL;
  g_autofree char *id = NULL, *total = NULL, *sentence = NULL;

  if (number == NULL || pd_ctl_arguments_has (work->ctl->arguments, "allow-duplicate-number") ||
      (before != NULL && pd_record_field_equal (before, order, PD_ORDER_NUMBER)))
    return TRUE;
  id = pd_store_find_by (session, &pd_order_type, PD_ORDER_NUMBER, number, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (id == NULL || g_strcmp0 (id, pd_record_get_id (order)) == 0)
    return TRUE;
  other = pd_store_get_record (session, &pd_order_type, id, error);
  if (other == NULL)
    return FALSE;
  total = pd_money_format (pd_record_get_integer (other, PD_ORDER_GROSS_AMOUNT));
  sentence = g_strdup_printf (_ ("There is an order %1$s already (%2$s, %3$s with tax). Nothing was saved. "
                                 "Give this one another number, "
                                 "or give --allow-duplicate-number if both are meant."),
                              number, pd_record_get_text (other, PD_ORDER_BUYER_NAME), total);
  return fail (error, sentence);
}

/* @before: (nullable): the order as it was; NULL when it is new */
static gboolean
save (Work *work, PdStoreSession *session, const PdRecord *before, PdRecord *order, GError **error)
{
  pd_record_derive (order);
  return (before != NULL || pd_store_stock_link_lines (session, order, error)) &&
         pd_ctl_order_check (work->ctl, before, order, error) &&
         check_number (work, session, before, order, error) &&
         pd_store_save_record (session, order, work->now, error) &&
         take_saved (work, session, pd_record_get_id (order), error);
}

static void
say_saved (PdCtl *ctl, const PdRecord *order)
{
  const char *command = ctl->arguments->command->name, *number = pd_record_get_title (order);
  g_autofree char *total = pd_money_format (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));

  if (g_str_equal (command, "copy"))
    pd_ctl_say (ctl, _ ("Order %1$s is saved as a copy: %2$s with tax."), number, total);
  else if (g_str_equal (command, "cancel"))
    pd_ctl_say (ctl, _ ("Order %1$s (%2$s) is to be cancelled; the next sync sends it."), number, total);
  else if (g_str_equal (command, "reopen"))
    pd_ctl_say (ctl, _ ("Reopening of order %1$s (%2$s) is asked for; the next sync sends it."), number,
                total);
  else if (g_str_equal (command, "complete"))
    pd_ctl_say (ctl, _ ("Order %1$s (%2$s) is to be completed; the next sync sends it."), number, total);
  else
    pd_ctl_say (ctl, _ ("Order %1$s is saved: %2$s with tax."), number, total);
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_order_type.table, '[');
  for (guint i = 0; i < work->orders->len; i++)
    {
      const PdRecord *order = g_ptr_array_index (work->orders, i);

      pd_ctl_json_record (ctl->document, NULL, order);
      say_saved (ctl, order);
      pd_ctl_print (ctl, "%s", pd_record_get_id (order));
    }
  pd_ctl_json_close (ctl->document, ']');
}

static gboolean
run (PdCtl *ctl, const char *action, PdStoreJob job, GError **error)
{
  Work work;
  gboolean good;

  if (!pd_ctl_check_permission (ctl, action, &pd_order_type, error))
    return FALSE;
  work_init (&work, ctl);
  good = pd_store_write (ctl->store, job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  if (good && (g_str_equal (action, "create") || g_str_equal (action, "patch")))
    good = pd_ctl_stock_tell_short (ctl, work.orders, error);
  work_clear (&work);
  return good;
}

/* A buyer that is known by exactly this name fills what was not given. */
static gboolean
fill_from_buyer (PdStoreSession *session, PdRecord *order, GError **error)
{
  const char *name = pd_record_get_text (order, PD_ORDER_BUYER_NAME);
  g_autofree char *id = NULL;
  g_autoptr (PdRecord) buyer = NULL;
  g_autoptr (GError) local = NULL;

  if (name == NULL || pd_record_has (order, PD_ORDER_BUYER_TAX_NUMBER))
    return TRUE;
  id = pd_store_find_by (session, &pd_buyer_type, PD_BUYER_NAME, name, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (id == NULL)
    return TRUE;
  buyer = pd_store_get_record (session, &pd_buyer_type, id, error);
  if (buyer == NULL)
    return FALSE;
  pd_record_set_text (order, PD_ORDER_BUYER_ID, id);
  for (guint i = 0; i < pd_buyer_type.n_fields; i++)
    {
      g_autofree char *of_buyer = g_strconcat ("buyer_", pd_buyer_type.fields[i].name, NULL);
      int field = pd_record_type_field (&pd_order_type, of_buyer);

      if (field >= 0 && !pd_record_has (order, (guint) field))
        pd_record_set_text (order, (guint) field, pd_record_get_text (buyer, i));
    }
  return TRUE;
}

static GPtrArray *
orders_of_file (const char *path, const Work *work, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (PdWireDocument) document = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  document = pd_wire_parse (text, (gssize) length, error);
  return document != NULL
             ? pd_ctl_entry_orders (pd_wire_document_root (document), work->now, work->today, error)
             : NULL;
}

/* The order of the command line's options. */
static GPtrArray *
order_of_options (const PdCtlArguments *arguments, const Work *work, GError **error)
{
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  PdRecord *order = pd_order_new (work->now, work->today);

  g_ptr_array_add (orders, order);
  if (!pd_ctl_entry_set_options (order, arguments, error) ||
      !pd_ctl_entry_lines (order, arguments, work->now, error) ||
      !pd_ctl_special_set_options (order, arguments, work->now, error))
    return NULL;
  return g_steal_pointer (&orders);
}

static gboolean
new_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  const char *path = pd_ctl_arguments_get (arguments, "file");
  g_autoptr (GPtrArray) orders =
      path != NULL ? orders_of_file (path, work, error) : order_of_options (arguments, work, error);

  for (guint i = 0; orders != NULL && i < orders->len; i++)
    if (!fill_from_buyer (session, g_ptr_array_index (orders, i), error) ||
        !save (work, session, NULL, g_ptr_array_index (orders, i), error))
      return FALSE;
  return orders != NULL;
}

/**
 * pd_ctl_order_new:
 *
 * Enters an order from options, or orders from a JSON file; all of the file or nothing.
 */
gboolean
pd_ctl_order_new (PdCtl *ctl, GError **error)
{
  const PdCtlArguments *arguments = ctl->arguments;
  guint answers = pd_ctl_arguments_has (arguments, "accept-overridable") +
                  pd_ctl_arguments_has (arguments, "allow-duplicate-number");

  if (pd_ctl_arguments_has (arguments, "file") && g_hash_table_size (arguments->options) > 1 + answers)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("With --file everything is in the file: give no fields and no lines."));
      return FALSE;
    }
  return run (ctl, "create", new_job, error);
}

static gboolean
edit_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  GPtrArray *assignments = pd_ctl_arguments_get_all (arguments, "set");
  g_autoptr (PdRecord) order =
      pd_ctl_find (session, &pd_order_type, pd_ctl_arguments_positional (arguments, 0), error);
  g_autoptr (PdRecord) before = NULL;

  if (order == NULL)
    return FALSE;
  before = pd_record_copy (order);
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (order, g_ptr_array_index (assignments, i), error))
      return FALSE;
  return pd_ctl_entry_lines (order, arguments, work->now, error) &&
         pd_ctl_special_set_options (order, arguments, work->now, error) &&
         save (work, session, before, order, error);
}

/**
 * pd_ctl_order_edit:
 *
 * Changes fields and lines of an order.
 */
gboolean
pd_ctl_order_edit (PdCtl *ctl, GError **error)
{
  if (!pd_ctl_arguments_has (ctl->arguments, "set") && !pd_ctl_arguments_has (ctl->arguments, "line") &&
      !pd_ctl_arguments_has (ctl->arguments, "remove-line") && !pd_ctl_special_is_given (ctl->arguments))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("There is nothing to change: give --set, --line, --remove-line, --special, "
                              "--special-field, --element or --deduction."));
      return FALSE;
    }
  return run (ctl, "patch", edit_job, error);
}

static gboolean
copy_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PdRecord) order =
      pd_ctl_find (session, &pd_order_type, pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  g_autoptr (PdRecord) copy = NULL;

  if (order == NULL)
    return FALSE;
  copy = pd_order_duplicate (order, work->now, work->today);
  return save (work, session, order, copy, error);
}

/**
 * pd_ctl_order_copy:
 *
 * Makes a new open order of the same buyer, terms and lines.
 */
gboolean
pd_ctl_order_copy (PdCtl *ctl, GError **error)
{
  return run (ctl, "create", copy_job, error);
}

static gboolean
use_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  g_autoptr (PdRecord) order_template =
      pd_ctl_find (session, &pd_order_template_type, pd_ctl_arguments_positional (arguments, 0), error);
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *date = NULL;

  if (order_template == NULL || !pd_ctl_arguments_get_date (arguments, "date", &date, error))
    return FALSE;
  order = pd_wire_template_use (order_template, work->now, date != NULL ? date : work->today, error);
  return order != NULL && save (work, session, NULL, order, error);
}

/**
 * pd_ctl_order_use_template:
 *
 * Makes a new open order of a template.
 */
gboolean
pd_ctl_order_use_template (PdCtl *ctl, GError **error)
{
  return run (ctl, "create", use_job, error);
}

/**
 * pd_ctl_order_check_waiting:
 * @session: the session of a writing job
 * @id: an order's id
 * @name: what the person called it
 * @error: return location for %PD_STORE_ERROR_NOT_ALLOWED
 *
 * What was asked for before, not sent and not foreseen stands in the way: how to take it back is said.
 *
 * Returns: whether nothing does
 */
gboolean
pd_ctl_order_check_waiting (PdStoreSession *session, const char *id, const char *name, GError **error)
{
  g_autofree char *pending = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) local = NULL;
  PdRowState state = pd_store_get_row_state (session, &pd_order_type, id, &pending, &local);

  if (local == NULL && pending != NULL)
    order = pd_store_get_record (session, &pd_order_type, id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (order == NULL || state != PD_ROW_WAITING || pd_workflow_foresees (order, pending))
    return TRUE;
  g_set_error (
      error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
      _ ("For order %1$s “%2$s” was asked for and has not been sent. Take that back first: “piaodanctl "
         "order withdraw %1$s”."),
      name, pd_ctl_command_words (&pd_order_type, pending));
  return FALSE;
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  const char *name = pd_ctl_arguments_positional (arguments, 0);
  g_autofree char *id = pd_ctl_find_id (session, &pd_order_type, name, error);

  return id != NULL && pd_ctl_order_check_waiting (session, id, name, error) &&
         pd_store_add_command (session, &pd_order_type, id, arguments->command->name,
                               pd_ctl_arguments_get (arguments, "reason"), work->now, error) &&
         take_saved (work, session, id, error);
}

/**
 * pd_ctl_order_command:
 *
 * Queues the command of the workflow that is named as this command: cancel, reopen, complete.
 */
gboolean
pd_ctl_order_command (PdCtl *ctl, GError **error)
{
  return run (ctl, ctl->arguments->command->name, command_job, error);
}
