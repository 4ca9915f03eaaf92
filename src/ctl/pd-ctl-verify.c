/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-verify.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-date.h"
#include "model/pd-money.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/** Work: verifications that are asked for. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;         /* microseconds, UTC */
  GPtrArray *records; /* (owned) of PdRecord */
} Work;

static gboolean
fail (PdCtlStatus status, GError **error, const char *message)
{
  g_set_error_literal (error, PD_CTL_ERROR, (int) status, message);
  return FALSE;
}

/* @kind: (nullable): what a person said; by default what code and number tell, when the QR code did not. */
static gboolean
read_kind (const char *kind, PdVerificationInput *input, GError **error)
{
  if (kind != NULL)
    {
      input->kind = pd_verification_kind_find (kind);
      return input->kind != NULL || fail (PD_CTL_STATUS_USAGE, error,
                                          _ ("There is no such kind of invoice. It has two digits, as 81."));
    }
  if (input->kind == NULL)
    input->kind = pd_verification_kind_guess (input->code, input->number);
  return input->kind != NULL ||
         fail (PD_CTL_STATUS_USAGE, error, _ ("Say the kind of invoice with --kind: two digits, as 81."));
}

/* Options stand before what the QR code says. @date: (out) (transfer full) (nullable): what @input refers to */
static gboolean
read_options (const PdCtlArguments *arguments, PdVerificationInput *input, char **date, GError **error)
{
  const char *number = pd_ctl_arguments_get (arguments, "number");
  const char *code = pd_ctl_arguments_get (arguments, "code");
  const char *check = pd_ctl_arguments_get (arguments, "check-code");
  const char *amount = pd_ctl_arguments_get (arguments, "amount");
  const char *day = pd_ctl_arguments_get (arguments, "date");

  input->number = number != NULL ? number : input->number;
  input->code = code != NULL ? code : input->code;
  input->check = check != NULL ? check : input->check;
  if (day != NULL)
    {
      if (!pd_date_canonicalize (day, date, error))
        {
          g_prefix_error (error, "--date: ");
          return FALSE;
        }
      input->date = *date;
    }
  if (amount != NULL)
    {
      if (!pd_money_parse (amount, &input->amount, error))
        {
          g_prefix_error (error, "--amount: ");
          return FALSE;
        }
      input->has_amount = TRUE;
    }
  return read_kind (pd_ctl_arguments_get (arguments, "kind"), input, error);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  return pd_store_save_record (session, g_ptr_array_index (work->records, 0), work->now, error);
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;

  pd_ctl_json_open (ctl->document, pd_verification_type.table, '[');
  for (guint i = 0; i < work->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (work->records, i);

      pd_ctl_json_record (ctl->document, NULL, record);
      pd_ctl_print (ctl, "%s", pd_record_get_id (record));
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (
      ctl, "%s",
      _ ("The tax bureau is asked after the next “piaodanctl sync”; “verification list” shows the verdict."));
}

static gboolean
run (PdCtl *ctl, const char *action, PdStoreJob job, PdRecord *record, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time () };
  gboolean good;

  work.records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  if (record != NULL)
    g_ptr_array_add (work.records, pd_record_ref (record));
  good = pd_ctl_check_permission (ctl, action, &pd_verification_type, error) &&
         pd_store_write (ctl->store, job, &work, ctl->cancellable, error);
  if (good)
    report (&work);
  g_ptr_array_unref (work.records);
  return good;
}

/**
 * pd_ctl_invoice_verify:
 *
 * Asks for an invoice to be verified, by what its QR code says or by what is told of it. The platform asks the bureau, so
 * this works without a network.
 */
gboolean
pd_ctl_invoice_verify (PdCtl *ctl, GError **error)
{
  const char *text = pd_ctl_arguments_positional (ctl->arguments, 0);
  g_auto (PdInvoiceQr) qr = { 0 };
  PdVerificationInput input = { 0 };
  g_autofree char *date = NULL;
  g_autofree char *today = pd_ctl_today ();
  g_autoptr (PdRecord) record = NULL;
  g_autoptr (GError) wrong = NULL;

  if ((text != NULL && !pd_verification_read_qr (text, &qr, &input, &wrong)) ||
      !read_options (ctl->arguments, &input, &date, &wrong) || !pd_verification_check (&input, &wrong))
    return fail (PD_CTL_STATUS_USAGE, error, wrong->message);
  record = pd_verification_record_new (g_get_real_time (), today, &input);
  return run (ctl, "create", save_job, record, error);
}

static gboolean
again_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      PdRecord *record = pd_ctl_find (session, &pd_verification_type, g_ptr_array_index (names, i), error);

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (work->records, record);
      if (pd_workflow_find (&pd_verification_type, "verify_again", pd_record_get_state (record)) == NULL)
        {
          g_autofree char *state = pd_ctl_field_text (record, PD_VERIFICATION_FIELD_STATE);
          g_autofree char *sentence = g_strdup_printf (_ ("Its state is “%s”."), state);

          return fail (PD_CTL_STATUS_FAILED, error, sentence);
        }
      if (!pd_store_add_command (session, &pd_verification_type, pd_record_get_id (record), "verify_again",
                                 NULL, work->now, error))
        return FALSE;
    }
  return TRUE;
}

/** pd_ctl_verification_again: asks again, all or none of them. */
gboolean
pd_ctl_verification_again (PdCtl *ctl, GError **error)
{
  return run (ctl, "verify_again", again_job, NULL, error);
}
