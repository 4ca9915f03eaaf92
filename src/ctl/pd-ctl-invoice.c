/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-invoice.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl-withdraw.h"
#include "model/pd-duration.h"
#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/* Of the invoices of an order the one that is meant: the only one, or the only one that suits. */
static char *
choose (GPtrArray *invoices, const char *name, PdCtlSuits suits, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) suiting = g_ptr_array_new ();

  for (guint i = 0; i < invoices->len; i++)
    if (suits != NULL && suits (g_ptr_array_index (invoices, i), data))
      g_ptr_array_add (suiting, g_ptr_array_index (invoices, i));
  if (invoices->len == 1 || suiting->len == 1)
    return g_strdup (pd_record_get_id (g_ptr_array_index (suiting->len == 1 ? suiting : invoices, 0)));
  if (suiting->len > 0)
    pd_ctl_set_several (suiting, &pd_invoice_type, name, suiting->len, error);
  else
    pd_ctl_set_several (invoices, &pd_invoice_type, name, invoices->len, error);
  return NULL;
}

static GPtrArray *
list_of_order (PdStoreSession *session, const char *number, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_invoice_type);
  g_autoptr (GPtrArray) invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  query->filter_field = PD_INVOICE_ORDER_NUMBER;
  query->filter_text = g_strdup (number);
  found = pd_store_query_rows (session, query, NULL, error);
  rows = found != NULL ? pd_store_get_rows (session, &pd_invoice_type,
                                            (const gint64 *) (gpointer) found->data, found->len, error)
                       : NULL;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (rows->pdata[i] != NULL)
      g_ptr_array_add (invoices, pd_record_ref (((const PdStoreRow *) rows->pdata[i])->record));
  return rows != NULL ? g_steal_pointer (&invoices) : NULL;
}

/**
 * pd_ctl_invoice_find_id:
 * @session: the session
 * @name: an id, an invoice number, or the number of an order: an invoice that has no number yet is called by that
 * @suits: (nullable) (scope call): of several invoices of one order, which can be meant
 * @data: for @suits
 * @error: return location, as for pd_ctl_find_id()
 *
 * Returns: (transfer full) (nullable): the invoice's id; where an order has several, none
 */
char *
pd_ctl_invoice_find_id (PdStoreSession *session,
                        const char *name,
                        PdCtlSuits suits,
                        gpointer data,
                        GError **error)
{
  g_autoptr (GPtrArray) invoices = NULL;
  g_autoptr (GError) local = NULL;
  char *id = pd_ctl_find_id (session, &pd_invoice_type, name, &local);

  if (id != NULL)
    return id;
  if (g_error_matches (local, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND))
    {
      invoices = list_of_order (session, name, error);
      if (invoices == NULL)
        return NULL;
      if (invoices->len > 0)
        return choose (invoices, name, suits, data, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/** pd_ctl_invoice_find: as pd_ctl_invoice_find_id(). Returns: (transfer full) (nullable): the invoice with its lines */
PdRecord *
pd_ctl_invoice_find (PdStoreSession *session,
                     const char *name,
                     PdCtlSuits suits,
                     gpointer data,
                     GError **error)
{
  g_autofree char *id = pd_ctl_invoice_find_id (session, name, suits, data, error);

  return id != NULL ? pd_ctl_find (session, &pd_invoice_type, id, error) : NULL;
}

/* --- how far an invoice has come */

static void
print_step (PdCtlTable *table, const PdInvoiceStep *step)
{
  g_autofree char *took = step->took >= 0 ? pd_duration_text (step->took) : NULL;
  g_autofree char *slow = step->slow ? g_strdup_printf (_ ("%s, slow"), took) : NULL;

  pd_ctl_table_take (table, pd_ctl_time_text (step->at));
  pd_ctl_table_add (table, slow != NULL ? slow : took != NULL ? took : "");
  pd_ctl_table_add (table, _ (pd_choice_label (pd_invoice_stage_choices, step->stage)));
  pd_ctl_table_add (table, step->by != NULL ? step->by : "");
  pd_ctl_table_add (table, step->code != NULL ? step->code : "");
  pd_ctl_table_add (table, step->text != NULL ? step->text : "");
}

/**
 * pd_ctl_invoice_print_progress:
 * @invoice: an invoice with its stages
 * @times: (nullable): what is usual
 *
 * Prints the timeline, and what happens next.
 */
void
pd_ctl_invoice_print_progress (PdCtl *ctl, const PdRecord *invoice, PdInvoiceTimes *times)
{
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) steps = pd_invoice_timeline (invoice, times, now);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (6);
  const char *next = pd_invoice_next_sentence (invoice);
  const PdInvoiceStep *last = steps->len > 0 ? steps->pdata[steps->len - 1] : NULL;
  gint64 expected = times != NULL ? pd_invoice_times_expect (times, invoice, now) : 0;

  for (guint i = 0; i < steps->len; i++)
    print_step (table, steps->pdata[i]);
  if (steps->len > 0)
    {
      g_string_append_c (ctl->out, '\n');
      pd_ctl_table_write (table, ctl->out);
    }
  if (last != NULL && last->standing >= 0)
    {
      g_autofree char *standing = pd_duration_text (last->standing);

      if (last->late)
        pd_ctl_say (ctl, _ ("It has been so for %s; that is much longer than usual."), standing);
      else
        pd_ctl_say (ctl, _ ("It has been so for %s."), standing);
    }
  if (next != NULL)
    pd_ctl_say (ctl, _ ("Next: %s"), next);
  if (expected > 0)
    {
      g_autofree char *time = pd_ctl_time_text (expected);

      pd_ctl_say (ctl, _ ("Expected about %s."), time);
    }
}

/* --- commands */

/** Work: one command for several invoices; all of them or none. */
typedef struct
{
  PdCtl *ctl;
  const char *command;
  char *reason;        /* (owned) (nullable) */
  GPtrArray *invoices; /* (owned) of PdRecord */
  GPtrArray *orders;   /* (owned) of PdRecord: whose requests had not been sent, and are taken back here */
} Work;

static gboolean
takes_command (const PdRecord *invoice, gpointer command)
{
  return pd_workflow_find (&pd_invoice_type, command, pd_record_get_state (invoice)) != NULL;
}

/* What was asked for and has not left this computer is no invoice yet. */
static gboolean
take_back_unsent (Work *work, PdStoreSession *session, const char *name, gboolean *done, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *id = pd_ctl_find_id (session, &pd_order_type, name, &local);
  PdRecord *order;

  *done = FALSE;
  /* No order, or several of the same number: then an invoice is meant, and is looked for next. */
  if (id == NULL && local->domain == PD_CTL_ERROR)
    return TRUE;
  if (id == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!pd_ctl_withdraw_unsent (session, &pd_order_type, id, "issue", done, error))
    return FALSE;
  if (!*done)
    return TRUE;
  order = pd_store_get_record (session, &pd_order_type, id, error);
  if (order != NULL)
    g_ptr_array_add (work->orders, order);
  return order != NULL;
}

/* Without --to it goes to the address that is kept with the order. */
static gboolean
take_recipient (Work *work, PdStoreSession *session, const char *id, GError **error)
{
  g_autoptr (PdRecord) invoice = pd_store_get_record (session, &pd_invoice_type, id, error);
  const char *order_id = invoice != NULL ? pd_record_get_text (invoice, PD_INVOICE_ORDER_ID) : NULL;
  g_autoptr (PdRecord) order =
      order_id != NULL ? pd_store_get_record (session, &pd_order_type, order_id, NULL) : NULL;
  const char *address = order != NULL ? pd_record_get_text (order, PD_ORDER_BUYER_EMAIL) : NULL;

  if (invoice == NULL)
    return FALSE;
  if (address == NULL)
    {
      g_set_error_literal (
          error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
          _ ("No mail address is kept with the order. Give one, or a mobile number, with --to."));
      return FALSE;
    }
  work->reason = pd_invoice_check_recipient (address, error);
  return work->reason != NULL;
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *id = NULL;
      gboolean done = FALSE;
      PdRecord *invoice;

      if (g_str_equal (work->command, "take_back") &&
          !take_back_unsent (work, session, names->pdata[i], &done, error))
        return FALSE;
      if (done)
        continue;
      id = pd_ctl_invoice_find_id (session, names->pdata[i], takes_command, (gpointer) work->command, error);
      if (id != NULL && g_str_equal (work->command, "redeliver") && work->reason == NULL &&
          !take_recipient (work, session, id, error))
        return FALSE;
      if (id == NULL || !pd_store_add_command (session, &pd_invoice_type, id, work->command, work->reason,
                                               g_get_real_time (), error))
        return FALSE;
      invoice = pd_store_get_record (session, &pd_invoice_type, id, error);
      if (invoice == NULL)
        return FALSE;
      pd_record_sort_lines (invoice);
      g_ptr_array_add (work->invoices, invoice);
    }
  return TRUE;
}

static void
report (const Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_invoice_type.table, '[');
  for (guint i = 0; i < work->invoices->len; i++)
    {
      const PdRecord *invoice = work->invoices->pdata[i];
      g_autofree char *order = pd_ctl_field_text (invoice, PD_INVOICE_ORDER_NUMBER);

      pd_ctl_json_record (ctl->document, NULL, invoice);
      pd_ctl_say (ctl, _ ("Invoice of order %1$s: “%2$s” waits; the next sync sends it."), order,
                  pd_ctl_command_words (&pd_invoice_type, work->command));
      pd_ctl_print (ctl, "%s", pd_record_get_id (invoice));
    }
  pd_ctl_json_close (ctl->document, ']');
  for (guint i = 0; i < work->orders->len; i++)
    pd_ctl_say (ctl, _ ("Order %s: the request for its invoice is taken back; it was not sent."),
                pd_record_get_title (work->orders->pdata[i]));
  pd_ctl_json_integer (ctl->document, "withdrawn", work->orders->len);
}

/* What the command says besides: for "declare-issued" what was found, for "redeliver" where to, for the others why. */
static gboolean
take_reason (Work *work, GError **error)
{
  const PdCtlArguments *arguments = work->ctl->arguments;
  const char *number = pd_ctl_arguments_get (arguments, "number");
  const char *reason = pd_ctl_arguments_get (arguments, "reason");
  const char *to = pd_ctl_arguments_get (arguments, "to");
  g_autoptr (GError) local = NULL;

  if (g_str_equal (work->command, "declare_issued"))
    {
      work->reason = pd_invoice_check_declaration (number != NULL ? number : "",
                                                   pd_ctl_arguments_get (arguments, "date"), &local);
      if (work->reason == NULL)
        g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                     _ ("%s Give what the tax bureau's page shows with --number and --date."),
                     local->message);
      return work->reason != NULL;
    }
  if (g_str_equal (work->command, "redeliver") && to != NULL)
    {
      work->reason = pd_invoice_check_recipient (to, &local);
      if (work->reason == NULL)
        g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, local->message);
      return work->reason != NULL;
    }
  if (g_str_equal (work->command, "declare_not_issued") && (reason == NULL || *reason == '\0'))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("Say with --reason how you know that it was not issued."));
      return FALSE;
    }
  work->reason = g_strdup (reason);
  return TRUE;
}

/**
 * pd_ctl_invoice_command:
 *
 * Queues the command of the workflow that is named as this command: try-now, take-back, declare-issued,
 * declare-not-issued, redeliver.
 */
gboolean
pd_ctl_invoice_command (PdCtl *ctl, GError **error)
{
  g_autofree char *command = g_strdelimit (g_strdup (ctl->arguments->command->name), "-", '_');
  Work work = { .ctl = ctl, .command = command };
  gboolean good;

  if (!pd_ctl_check_permission (ctl, command, &pd_invoice_type, error) || !take_reason (&work, error))
    return FALSE;
  work.invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  work.orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  good = pd_store_write (ctl->store, command_job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  g_ptr_array_unref (work.invoices);
  g_ptr_array_unref (work.orders);
  g_free (work.reason);
  return good;
}

/* --- the queue */

typedef struct
{
  PdStoreQueue *queue;   /* (owned) (nullable) */
  PdInvoiceTimes *times; /* (owned) (nullable) */
} Look;

static gboolean
queue_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, error);
  if (look->times != NULL)
    look->queue = pd_store_get_queue (session, look->times, g_get_real_time (), error);
  return look->queue != NULL;
}

static void
print_queued (PdCtl *ctl, PdCtlTable *table, const PdStoreQueued *queued)
{
  static const char *const places[] = { "here", "platform", "draft", "draft" };
  gboolean is_invoice = queued->place == PD_STORE_QUEUE_PLATFORM;
  g_autofree char *order = is_invoice ? pd_ctl_field_text (queued->record, PD_INVOICE_ORDER_NUMBER) : NULL;
  const char *number = is_invoice ? order : pd_record_get_title (queued->record);
  int buyer = pd_record_type_field (pd_record_get_record_type (queued->record), "buyer_name");
  const char *next = is_invoice ? pd_invoice_next_sentence (queued->record) : NULL;

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "place", places[queued->place]);
  pd_ctl_json_string (ctl->document, "id", pd_record_get_id (queued->record));
  pd_ctl_json_string (ctl->document, "order_number", number);
  pd_ctl_json_string (ctl->document, "state", pd_record_get_state (queued->record));
  pd_ctl_json_integer (ctl->document, "gross_amount", pd_workflow_total (queued->record));
  pd_ctl_json_integer (ctl->document, "expected_at", queued->expected_at);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, number);
  pd_ctl_table_take (table, pd_ctl_field_text (queued->record, (guint) buyer));
  pd_ctl_table_take (table, pd_money_format (pd_workflow_total (queued->record)));
  pd_ctl_table_take (
      table, queued->place == PD_STORE_QUEUE_HERE
                 ? pd_ctl_standing_text (pd_record_get_record_type (queued->record), queued->state,
                                         queued->pending_command)
                 : pd_ctl_field_text (queued->record,
                                      (guint) pd_record_get_record_type (queued->record)->state_field));
  pd_ctl_table_take (table, queued->expected_at > 0 ? pd_ctl_time_text (queued->expected_at) : g_strdup (""));
  pd_ctl_table_add (table, next != NULL ? next : "");
}

static void
print_queue (PdCtl *ctl, const PdStoreQueue *queue)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (6);

  pd_ctl_table_add (table, _ ("Order"));
  pd_ctl_table_add (table, _ ("Buyer name"));
  pd_ctl_table_add (table, _ ("Total with tax"));
  pd_ctl_table_set_right (table, 2);
  pd_ctl_table_add (table, _ ("State"));
  pd_ctl_table_add (table, _ ("Expected"));
  pd_ctl_table_add (table, _ ("Next step"));
  pd_ctl_json_open (ctl->document, "queue", '[');
  for (guint i = 0; i < queue->entries->len; i++)
    print_queued (ctl, table, queue->entries->pdata[i]);
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "here", queue->n[PD_STORE_QUEUE_HERE]);
  pd_ctl_json_integer (ctl->document, "platform", queue->n[PD_STORE_QUEUE_PLATFORM]);
  pd_ctl_json_integer (ctl->document, "drafts",
                       queue->n[PD_STORE_QUEUE_DRAFT] + queue->n[PD_STORE_QUEUE_OPEN]);
  pd_ctl_json_integer (ctl->document, "completed_drafts", queue->n[PD_STORE_QUEUE_DRAFT]);
  if (!ctl->arguments->json && queue->entries->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl,
              _ ("Asked for and not sent: %1$u. At the platform: %2$u. Not asked for: %3$u completed orders, "
                 "%4$u open ones."),
              queue->n[PD_STORE_QUEUE_HERE], queue->n[PD_STORE_QUEUE_PLATFORM],
              queue->n[PD_STORE_QUEUE_DRAFT], queue->n[PD_STORE_QUEUE_OPEN]);
}

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->queue, pd_store_queue_free);
  g_clear_pointer (&look->times, pd_invoice_times_free);
}

/**
 * pd_ctl_invoice_queue:
 *
 * Lists all that is on its way to an invoice, also without a network.
 */
gboolean
pd_ctl_invoice_queue (PdCtl *ctl, GError **error)
{
  Look look = { 0 };
  gboolean good = pd_store_read (ctl->store, queue_job, &look, ctl->cancellable, error);

  if (good)
    print_queue (ctl, look.queue);
  look_clear (&look);
  return good;
}

/* --- where the time goes */

static gboolean
times_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->times = pd_store_get_invoice_times (session, PD_INVOICE_TIMES_SAMPLE, error);
  return look->times != NULL;
}

static void
print_times (PdCtl *ctl, PdInvoiceTimes *times)
{
  g_autoptr (GArray) list = pd_invoice_times_list (times);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);
  guint n = pd_invoice_times_get_n_invoices (times);

  pd_ctl_table_add (table, _ ("Stage"));
  pd_ctl_table_add (table, _ ("Median"));
  pd_ctl_table_add (table, _ ("One in ten takes"));
  pd_ctl_table_add (table, _ ("How often"));
  for (guint column = 1; column <= 3; column++)
    pd_ctl_table_set_right (table, column);
  pd_ctl_json_open (ctl->document, "stages", '[');
  for (guint i = 0; i < list->len; i++)
    {
      const PdStageTime *time = &g_array_index (list, PdStageTime, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "stage", time->stage);
      pd_ctl_json_integer (ctl->document, "median", time->median);
      pd_ctl_json_integer (ctl->document, "slow_tenth", time->slow_tenth);
      pd_ctl_json_integer (ctl->document, "count", time->n);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_table_add (table, pd_invoice_stage_stay_label (time->stage));
      pd_ctl_table_take (table, pd_duration_text (time->median));
      pd_ctl_table_take (table, pd_duration_text (time->slow_tenth));
      pd_ctl_table_take (table, g_strdup_printf ("%u", time->n));
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "invoices", n);
  if (!ctl->arguments->json && list->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, ngettext ("Of the last %u invoice.", "Of the last %u invoices.", n), n);
}

/**
 * pd_ctl_invoice_times:
 *
 * Says how long the stages of issuing took for the invoices that were issued last.
 */
gboolean
pd_ctl_invoice_times (PdCtl *ctl, GError **error)
{
  Look look = { 0 };
  gboolean good = pd_store_read (ctl->store, times_job, &look, ctl->cancellable, error);

  if (good)
    print_times (ctl, look.times);
  look_clear (&look);
  return good;
}
