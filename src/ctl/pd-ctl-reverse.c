/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-reverse.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-invoice.h"
#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl-withdraw.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"
#include "store/pd-store-reversals.h"

#include <glib/gi18n-lib.h>

/** Reverse: one run of "invoice reverse". */
typedef struct
{
  PdCtl *ctl;
  const char *reason; /* PD_RED_FORM_REASON_* */
  gboolean dry_run;
  gboolean of_order;  /* an order is named, and lines count as its own do */
  GArray *choices;    /* (owned) of PdReversalChoice */
  GPtrArray *texts;   /* (owned) what the choices borrow */
  PdRecord *form;     /* (owned) (nullable) until it is made */
  gboolean withdrawn; /* a request that had not been sent was taken back */
} Reverse;

static const struct
{
  const char *word;
  const char *reason;
} reasons[] = { { "mistake", PD_RED_FORM_REASON_MISTAKE },
                { "return", PD_RED_FORM_REASON_RETURN },
                { "stopped", PD_RED_FORM_REASON_STOPPED },
                { "allowance", PD_RED_FORM_REASON_ALLOWANCE } };

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  return FALSE;
}

static gboolean
take_reason (Reverse *reverse, GError **error)
{
  const char *word = pd_ctl_arguments_get (reverse->ctl->arguments, "reason");

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].word, word) == 0)
      reverse->reason = reasons[i].reason;
  if (reverse->of_order && word == NULL)
    reverse->reason = PD_RED_FORM_REASON_RETURN;
  return reverse->reason != NULL ||
         fail (error, _ ("Give the reason: --reason mistake, return, stopped or allowance."));
}

/* "2=5" is a quantity of the second line, or with --amount an amount with tax; "2" is all that is left of it. */
static gboolean
take_choice (Reverse *reverse, const char *text, gboolean is_amount, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "=", 2);
  PdReversalChoice choice = { 0 };
  guint64 line = 0;

  if (parts[0] == NULL || !g_ascii_string_to_unsigned (parts[0], 10, 1, PD_RECORD_MAX_LINES, &line, NULL))
    return fail (error, _ ("A line is given as NUMBER=QUANTITY, as “2=5”, with --amount as NUMBER=AMOUNT."));
  choice.blue_line = (guint) line;
  if (is_amount && (parts[1] == NULL || !pd_money_parse (parts[1], &choice.gross, error)))
    return parts[1] != NULL ||
           fail (error, _ ("A line is given as NUMBER=QUANTITY, as “2=5”, with --amount as NUMBER=AMOUNT."));
  if (is_amount && choice.gross <= 0)
    return fail (error, _ ("Give the amount that is to be reversed as a positive number."));
  if (!is_amount && parts[1] != NULL)
    {
      char *quantity = g_strdup (parts[1]);

      g_ptr_array_add (reverse->texts, quantity);
      choice.quantity = quantity;
    }
  for (guint i = 0; i < reverse->choices->len; i++)
    if (g_array_index (reverse->choices, PdReversalChoice, i).blue_line == choice.blue_line)
      return fail (error, _ ("A line is given once only."));
  g_array_append_val (reverse->choices, choice);
  return TRUE;
}

static gboolean
take_choices (Reverse *reverse, GError **error)
{
  static const char *const options[] = { "line", "amount" };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      GPtrArray *values = pd_ctl_arguments_get_all (reverse->ctl->arguments, options[i]);

      for (guint n = 0; values != NULL && n < values->len; n++)
        if (!take_choice (reverse, g_ptr_array_index (values, n), i == 1, error))
          return FALSE;
    }
  if ((reverse->choices->len > 0) == pd_ctl_arguments_has (reverse->ctl->arguments, "all"))
    return fail (error, _ ("Give the lines that are to be reversed, or --all for all that is left."));
  return TRUE;
}

static gboolean
can_be_reversed (const PdRecord *invoice, gpointer data)
{
  return pd_reversal_check_invoice (invoice, NULL) && !pd_reversal_is_complete (invoice);
}

/* The invoice of the order, as the order says. */
static PdRecord *
find_of_order (PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_find (session, &pd_order_type, name, error);
  const char *id = order != NULL ? pd_record_get_text (order, PD_ORDER_INVOICE_ID) : NULL;

  if (order != NULL && (id == NULL || g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_INVOICED) != 0))
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                 _ ("Order %s has no issued invoice, and nothing to reverse. Cancel or edit the order "
                    "instead."),
                 name);
  else if (order != NULL)
    return pd_ctl_find (session, &pd_invoice_type, id, error);
  return NULL;
}

/* An order has no discount lines: its n-th line is the n-th that can be reversed. */
static gboolean
count_as_invoice (Reverse *reverse, const PdRecord *invoice, GPtrArray *forms, GError **error)
{
  g_autoptr (GPtrArray) lines = pd_reversal_list_left (invoice, forms);

  for (guint i = 0; i < reverse->choices->len; i++)
    {
      PdReversalChoice *choice = &g_array_index (reverse->choices, PdReversalChoice, i);

      if (choice->blue_line > lines->len)
        {
          g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED, _ ("The order has no line %u."),
                       choice->blue_line);
          return FALSE;
        }
      choice->blue_line = ((const PdReversible *) lines->pdata[choice->blue_line - 1])->blue_line;
    }
  return TRUE;
}

static gboolean
reverse_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reverse *reverse = data;
  gint64 now = g_get_real_time ();
  const char *name = pd_ctl_arguments_positional (reverse->ctl->arguments, 0);
  g_autofree char *id = pd_id_new (now);
  g_autofree char *today = pd_ctl_today ();
  g_autoptr (PdRecord) invoice = reverse->of_order
                                     ? find_of_order (session, name, error)
                                     : pd_ctl_invoice_find (session, name, can_be_reversed, NULL, error);
  g_autoptr (GPtrArray) forms = NULL;

  if (invoice == NULL)
    return FALSE;
  forms = pd_store_list_red_forms (session, pd_record_get_id (invoice), error);
  if (forms == NULL || (reverse->of_order && !count_as_invoice (reverse, invoice, forms, error)))
    return FALSE;
  reverse->form = pd_reversal_new_form (invoice, forms, reverse->reason,
                                        (PdReversalChoice *) (gpointer) reverse->choices->data,
                                        reverse->choices->len, id, today, error);
  return reverse->form != NULL &&
         (reverse->dry_run || pd_store_add_reversal (session, reverse->form, now, error));
}

static void
report (Reverse *reverse)
{
  PdCtl *ctl = reverse->ctl;
  g_autofree char *total = pd_money_format (pd_record_get_integer (reverse->form, PD_RED_FORM_GROSS_AMOUNT));
  g_autofree char *tax = pd_money_format (pd_record_get_integer (reverse->form, PD_RED_FORM_TAX_AMOUNT));
  const char *number = pd_record_get_text (reverse->form, PD_RED_FORM_BLUE_NUMBER);

  pd_ctl_json_record (ctl->document, pd_red_form_type.name, reverse->form);
  pd_ctl_json_boolean (ctl->document, "dry_run", reverse->dry_run);
  if (reverse->dry_run)
    {
      pd_ctl_say (ctl, _ ("Invoice %1$s: %2$s, of it tax %3$s, can be reversed so. Nothing was saved."),
                  number, total, tax);
      return;
    }
  pd_ctl_say (ctl,
              _ ("Invoice %1$s: a reversal of %2$s, of it tax %3$s, is asked for; the next sync sends it."),
              number, total, tax);
  pd_ctl_print (ctl, "%s", pd_record_get_id (reverse->form));
}

static gboolean
run (PdCtl *ctl, gboolean of_order, GError **error)
{
  Reverse reverse = { .ctl = ctl,
                      .of_order = of_order,
                      .dry_run = pd_ctl_arguments_has (ctl->arguments, "dry-run") };
  gboolean good;

  if (!pd_ctl_check_permission (ctl, "apply", &pd_red_form_type, error))
    return FALSE;
  reverse.choices = g_array_new (FALSE, FALSE, sizeof (PdReversalChoice));
  reverse.texts = g_ptr_array_new_with_free_func (g_free);
  good = take_reason (&reverse, error) && take_choices (&reverse, error) &&
         (reverse.dry_run ? pd_store_read (ctl->store, reverse_job, &reverse, ctl->cancellable, error)
                          : pd_store_write (ctl->store, reverse_job, &reverse, ctl->cancellable, error));
  if (good)
    report (&reverse);
  g_array_unref (reverse.choices);
  g_ptr_array_unref (reverse.texts);
  g_clear_pointer (&reverse.form, pd_record_unref);
  return good;
}

/**
 * pd_ctl_invoice_reverse:
 *
 * Makes a red-letter form of an invoice and asks for it. The platform enters it, so this works without a network.
 */
gboolean
pd_ctl_invoice_reverse (PdCtl *ctl, GError **error)
{
  return run (ctl, FALSE, error);
}

/** pd_ctl_order_return: as pd_ctl_invoice_reverse() of the order's invoice, with the order's lines; goods came back if
 * nothing else is said. */
gboolean
pd_ctl_order_return (PdCtl *ctl, GError **error)
{
  return run (ctl, TRUE, error);
}

/* --- what is done with a form */

/* A form that was asked for here and not sent is a draft again: nobody has heard of it. */
static gboolean
take_back_unsent (Reverse *run, PdStoreSession *session, const char *command, gboolean *done, GError **error)
{
  *done = FALSE;
  return !g_str_equal (command, "take_back") ||
         pd_ctl_withdraw_unsent (session, &pd_red_form_type, pd_record_get_id (run->form), "apply", done,
                                 error);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reverse *run = data;
  const PdCtlArguments *arguments = run->ctl->arguments;
  g_autofree char *command = g_strdelimit (g_strdup (arguments->command->name), "-", '_');
  gboolean done;

  run->form = pd_ctl_find (session, &pd_red_form_type, pd_ctl_arguments_positional (arguments, 0), error);
  if (run->form == NULL || !take_back_unsent (run, session, command, &done, error))
    return FALSE;
  run->withdrawn = done;
  if (done)
    return TRUE;
  if (!pd_red_form_may (run->form, command))
    {
      g_autofree char *state = pd_ctl_field_text (run->form, PD_RED_FORM_STATE);

      g_set_error (
          error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
          _ ("This form is “%s”. The side that entered a form withdraws it; the other one confirms or "
             "rejects it. What has not been sent to the tax bureau is taken back; a draft is applied for or "
             "deleted."),
          state);
      return FALSE;
    }
  return pd_store_add_command (session, &pd_red_form_type, pd_record_get_id (run->form), command,
                               pd_ctl_arguments_get (arguments, "reason"), g_get_real_time (), error);
}

static void
report_command (Reverse *run)
{
  PdCtl *ctl = run->ctl;
  g_autofree char *command = g_strdelimit (g_strdup (ctl->arguments->command->name), "-", '_');
  g_autofree char *total = pd_money_format (pd_record_get_integer (run->form, PD_RED_FORM_GROSS_AMOUNT));
  const char *number = pd_record_get_text (run->form, PD_RED_FORM_BLUE_NUMBER);
  const PdTransition *edge = pd_workflow_find (&pd_red_form_type, command, pd_record_get_state (run->form));

  pd_ctl_json_record (ctl->document, pd_red_form_type.name, run->form);
  if (run->withdrawn)
    pd_ctl_say (
        ctl,
        _ ("Red-letter form of invoice %1$s (%2$s): it was not sent, and is a draft again. “piaodanctl "
           "red-form delete” removes it."),
        number, total);
  else
    pd_ctl_say (ctl,
                _ ("Red-letter form of invoice %1$s (%2$s): “%3$s” is asked for; the next sync sends it."),
                number, total, edge != NULL ? _ (edge->label) : command);
}

/**
 * pd_ctl_red_form_command:
 *
 * Queues what is said of a form: apply, confirm, reject, withdraw, take back, try now, as this command is named.
 */
gboolean
pd_ctl_red_form_command (PdCtl *ctl, GError **error)
{
  g_autofree char *command = g_strdelimit (g_strdup (ctl->arguments->command->name), "-", '_');
  Reverse work = { .ctl = ctl };
  gboolean good;

  if (!pd_ctl_check_permission (ctl, command, &pd_red_form_type, error))
    return FALSE;
  good = pd_store_write (ctl->store, command_job, &work, ctl->cancellable, error);
  if (good)
    report_command (&work);
  g_clear_pointer (&work.form, pd_record_unref);
  return good;
}

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reverse *run = data;

  run->form =
      pd_ctl_find (session, &pd_red_form_type, pd_ctl_arguments_positional (run->ctl->arguments, 0), error);
  return run->form != NULL &&
         pd_store_delete_record (session, &pd_red_form_type, pd_record_get_id (run->form), g_get_real_time (),
                                 error);
}

/** pd_ctl_red_form_delete: removes a draft that nobody is to apply for. */
gboolean
pd_ctl_red_form_delete (PdCtl *ctl, GError **error)
{
  Reverse work = { .ctl = ctl };
  gboolean good;

  if (!pd_ctl_check_permission (ctl, "delete", &pd_red_form_type, error))
    return FALSE;
  good = pd_store_write (ctl->store, delete_job, &work, ctl->cancellable, error);
  if (good)
    {
      pd_ctl_json_record (ctl->document, pd_red_form_type.name, work.form);
      pd_ctl_say (ctl, _ ("Red-letter form of invoice %s: the draft is deleted."),
                  pd_record_get_text (work.form, PD_RED_FORM_BLUE_NUMBER));
    }
  g_clear_pointer (&work.form, pd_record_unref);
  return good;
}
