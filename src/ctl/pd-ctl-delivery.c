/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-delivery.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-invoice.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"
#include "store/pd-store-deliveries.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/** Work: deliveries that are asked for, or changed. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;            /* microseconds, UTC */
  char *today;           /* (owned) */
  char *copies;          /* (owned) (nullable) */
  char *files;           /* (owned) (nullable) as a delivery keeps it */
  GPtrArray *deliveries; /* (owned) of PdRecord */
} Work;

static gboolean
fail (PdCtlStatus status, GError **error, const char *message)
{
  g_set_error_literal (error, PD_CTL_ERROR, (int) status, message);
  return FALSE;
}

/* The address that is kept with the buyer. */
static char *
buyer_address (PdStoreSession *session, const PdRecord *invoice, GError **error)
{
  const char *name = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  g_autoptr (GError) local = NULL;
  g_autofree char *id =
      name != NULL ? pd_store_find_by (session, &pd_buyer_type, PD_BUYER_NAME, name, &local) : NULL;
  g_autoptr (PdRecord) buyer = NULL;
  const char *address;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (id != NULL && (buyer = pd_store_get_record (session, &pd_buyer_type, id, error)) == NULL)
    return NULL;
  address = buyer != NULL ? pd_record_get_text (buyer, PD_BUYER_EMAIL) : NULL;
  if (address == NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                 _ ("No mail address is kept of “%s”. Give one with --to."), name != NULL ? name : "");
  return g_strdup (address);
}

/* Nobody gets the same invoice twice by mistake. */
static gboolean
check_repeated (Work *work,
                PdStoreSession *session,
                const PdRecord *invoice,
                const char *recipient,
                GError **error)
{
  g_autoptr (PdRecord) before = NULL;
  g_autofree char *time = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GError) local = NULL;

  if (pd_ctl_arguments_has (work->ctl->arguments, "again"))
    return TRUE;
  before = pd_store_find_delivery (session, pd_record_get_id (invoice), recipient, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (before == NULL)
    return TRUE;
  time = pd_ctl_field_text (before, PD_DELIVERY_SENT_AT);
  state = pd_ctl_field_text (before, PD_DELIVERY_STATE);
  if (*time != '\0')
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                 _ ("Invoice %1$s was mailed to %2$s already, at %3$s. Nothing was asked for. Give --again "
                    "to mail it once more."),
                 pd_record_get_title (invoice), recipient, time);
  else
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                 _ ("A mail of invoice %1$s to %2$s was asked for already: %3$s. Nothing was asked for. Give "
                    "--again for one more."),
                 pd_record_get_title (invoice), recipient, state);
  return FALSE;
}

static gboolean
ask_one (Work *work, PdStoreSession *session, const PdRecord *invoice, const char *recipient, GError **error)
{
  PdRecord *delivery;
  g_autoptr (GPtrArray) problems = NULL;
  const PdProblem *problem;

  if (!check_repeated (work, session, invoice, recipient, error))
    return FALSE;
  delivery = pd_delivery_new (work->now, work->today, invoice, recipient, work->copies);
  g_ptr_array_add (work->deliveries, delivery);
  pd_record_set_text (delivery, PD_DELIVERY_FILES, work->files);
  pd_record_set_text (delivery, PD_DELIVERY_LANGUAGE,
                      pd_ctl_arguments_get (work->ctl->arguments, "language"));
  problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
  problem = pd_problems_first_error (problems);
  if (problem == NULL)
    return pd_store_save_record (session, delivery, work->now, error);

  g_autofree char *sentence = pd_problem_sentence (problem, delivery);

  return fail (PD_CTL_STATUS_USAGE, error, sentence);
}

static gboolean
can_be_mailed (const PdRecord *invoice, gpointer data)
{
  return g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_FAILED) != 0;
}

/* One delivery for each of them, so that each has a state of its own. */
static gboolean
ask_for_invoice (Work *work, PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (PdRecord) invoice = pd_ctl_invoice_find (session, name, can_be_mailed, NULL, error);
  GPtrArray *all = pd_ctl_arguments_get_all (work->ctl->arguments, "to");
  g_autofree char *kept = NULL;

  if (invoice == NULL)
    return FALSE;
  if (!can_be_mailed (invoice, NULL))
    return fail (PD_CTL_STATUS_FAILED, error, _ ("The invoice was not issued."));
  if (all != NULL && all->len > 0)
    {
      for (guint i = 0; i < all->len; i++)
        if (!ask_one (work, session, invoice, g_ptr_array_index (all, i), error))
          return FALSE;
      return TRUE;
    }
  kept = buyer_address (session, invoice, error);
  return kept != NULL && ask_one (work, session, invoice, kept, error);
}

/* All of them or none. */
static gboolean
mail_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    if (!ask_for_invoice (work, session, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const char *command = work->ctl->arguments->command->name;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      PdRecord *delivery = pd_ctl_find (session, &pd_delivery_type, g_ptr_array_index (names, i), error);

      if (delivery == NULL)
        return FALSE;
      g_ptr_array_add (work->deliveries, delivery);
      if (pd_workflow_find (&pd_delivery_type, command, pd_record_get_state (delivery)) == NULL)
        {
          g_autofree char *state = pd_ctl_field_text (delivery, PD_DELIVERY_STATE);
          g_autofree char *sentence = g_strdup_printf (_ ("Its state is “%s”."), state);

          return fail (PD_CTL_STATUS_FAILED, error, sentence);
        }
      if (!pd_store_add_command (session, &pd_delivery_type, pd_record_get_id (delivery), command, NULL,
                                 work->now, error))
        return FALSE;
    }
  return TRUE;
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_delivery_type.table, '[');
  for (guint i = 0; i < work->deliveries->len; i++)
    {
      const PdRecord *delivery = g_ptr_array_index (work->deliveries, i);

      pd_ctl_json_record (ctl->document, NULL, delivery);
      pd_ctl_print (ctl, "%s", pd_record_get_id (delivery));
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (ctl,
              ngettext ("%u mail is asked for. “piaodanctl sync” sends the request.",
                        "%u mails are asked for. “piaodanctl sync” sends the requests.",
                        work->deliveries->len),
              work->deliveries->len);
}

static gboolean
read_files (Work *work, GError **error)
{
  const char *text = pd_ctl_arguments_get (work->ctl->arguments, "files");
  PdDeliveryFiles files;

  if (text == NULL)
    return TRUE;
  if (!pd_delivery_files_parse (text, &files))
    return fail (PD_CTL_STATUS_USAGE, error,
                 _ ("The files of a mail are pdf, ofd and xml, with commas between them."));
  work->files = pd_delivery_files_to_text (files);
  return TRUE;
}

static gboolean
run (PdCtl *ctl, const char *action, PdStoreJob job, void (*tell) (Work *work), GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time () };
  GPtrArray *copies = pd_ctl_arguments_get_all (ctl->arguments, "copy");
  gboolean good;

  if (!read_files (&work, error))
    return FALSE;
  if (copies != NULL && copies->len > 0)
    {
      g_autoptr (GPtrArray) words = g_ptr_array_copy (copies, NULL, NULL);

      g_ptr_array_add (words, NULL);

      g_autofree char *all = g_strjoinv (",", (char **) words->pdata);

      work.copies = pd_mail_addresses_plain (all);
      g_ptr_array_set_free_func (words, NULL);
    }
  work.today = pd_ctl_today ();
  work.deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  good = pd_ctl_check_permission (ctl, action, &pd_delivery_type, error) &&
         pd_store_write (ctl->store, job, &work, ctl->cancellable, error);
  if (good)
    tell (&work);
  g_ptr_array_unref (work.deliveries);
  g_free (work.today);
  g_free (work.copies);
  g_free (work.files);
  return good;
}

/**
 * pd_ctl_invoice_mail:
 *
 * Asks for invoices to be mailed: to the addresses that are given, or to the one that is kept with the buyer. The
 * platform mails them, so this works without a network, and before an invoice is issued.
 */
gboolean
pd_ctl_invoice_mail (PdCtl *ctl, GError **error)
{
  return run (ctl, "create", mail_job, report, error);
}

static void
report_command (Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_delivery_type.table, '[');
  for (guint i = 0; i < work->deliveries->len; i++)
    pd_ctl_json_record (ctl->document, NULL, g_ptr_array_index (work->deliveries, i));
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (ctl, "%s", _ ("Asked for; the next sync sends it."));
}

/** pd_ctl_delivery_command: queues the command of the workflow that is named as this command: resend, cancel. */
gboolean
pd_ctl_delivery_command (PdCtl *ctl, GError **error)
{
  return run (ctl, ctl->arguments->command->name, command_job, report_command, error);
}
