/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-received.h"

#include "archive/pd-archive.h"
#include "archive/pd-take-in.h"
#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-received-invoice.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

static gboolean
fail (PdCtlStatus status, GError **error, const char *message)
{
  g_set_error_literal (error, PD_CTL_ERROR, (int) status, message);
  return FALSE;
}

/* --- taking in */

static GPtrArray *
files_of (const PdCtlArguments *arguments)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < arguments->positionals->len; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (arguments->positionals->pdata[i]));
  return files;
}

static void
report_row (PdCtl *ctl, const PdTakeInRow *row, PdCtlTable *table)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "file", row->name);
  pd_ctl_json_string (json, "outcome", pd_take_in_outcome_name (row->outcome));
  if (row->number != NULL)
    pd_ctl_json_string (json, "number", row->number);
  if (row->id != NULL)
    pd_ctl_json_string (json, "id", row->id);
  pd_ctl_json_string (json, "message", row->sentence);
  if (row->warnings != NULL)
    pd_ctl_json_string (json, "warnings", row->warnings);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_add (table, row->name);
  pd_ctl_table_add (table, pd_take_in_outcome_label (row->outcome));
  pd_ctl_table_add (table, row->number != NULL ? row->number : "");
  pd_ctl_table_add (table, *row->sentence != '\0' || row->warnings == NULL ? row->sentence : row->warnings);
}

static void
report_rows (PdCtl *ctl, GPtrArray *rows)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);
  guint n_new = 0, n_trouble = 0;

  pd_ctl_json_open (ctl->document, "files", '[');
  for (guint i = 0; i < rows->len; i++)
    {
      const PdTakeInRow *row = rows->pdata[i];

      report_row (ctl, row, table);
      n_new += row->outcome == PD_TAKE_IN_NEW;
      n_trouble += pd_take_in_outcome_is_trouble (row->outcome);
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "taken_in", n_new);
  if (!ctl->arguments->json && rows->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, _ ("%1$u of %2$u files were taken in as new invoices; %3$u need a look."), n_new,
              rows->len, n_trouble);
  if (g_cancellable_is_cancelled (ctl->cancellable))
    ctl->status = PD_CTL_STATUS_CANCELLED;
  else if (n_trouble > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/**
 * pd_ctl_received_take_in:
 *
 * Takes in what the arguments name: files, folders and zips.
 */
gboolean
pd_ctl_received_take_in (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncAccount) account = NULL;
  g_autoptr (PdReader) reader = NULL;
  g_autoptr (GPtrArray) files = files_of (ctl->arguments);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *today = pd_ctl_today ();
  PdTakeInOptions options = { .store = ctl->store, .data_dir = ctl->data_dir, .today = today };

  if (!pd_ctl_check_permission (ctl, "create", &pd_received_type, error) ||
      !pd_ctl_load_account (ctl, &account, error))
    return FALSE;
  if (account == NULL || account->tenant == NULL)
    return fail (PD_CTL_STATUS_NOT_CONNECTED, error,
                 _ ("Sign in once before you take invoices in: an invoice is recognised, here and on your "
                    "colleagues' computers, by your company and its number."));
  reader = pd_reader_new (NULL);
  options.reader = reader;
  options.tenant = account->tenant;
  rows = pd_take_in (&options, files, NULL, NULL, ctl->cancellable, error);
  if (rows == NULL)
    return FALSE;
  report_rows (ctl, rows);
  return TRUE;
}

/* --- what is done with them */

/** Work: received invoices that a command is given to. */
typedef struct
{
  PdCtl *ctl;
  const char *command; /* of the workflow */
  const char *reason;  /* (nullable) */
  gint64 now;          /* microseconds, UTC */
  GPtrArray *records;  /* (owned) of PdRecord */
} Work;

static gboolean
give_command (Work *work, PdStoreSession *session, const PdRecord *received, GError **error)
{
  g_autofree char *use = NULL;
  g_autofree char *sentence = NULL;

  if (pd_workflow_find (&pd_received_type, work->command, pd_record_get_state (received)) != NULL)
    return pd_store_add_command (session, &pd_received_type, pd_record_get_id (received), work->command,
                                 work->reason, work->now, error);
  use = pd_received_describe_use (received);
  sentence = g_strdup_printf ("%s: %s", pd_record_get_title (received), use);
  return fail (PD_CTL_STATUS_FAILED, error, sentence);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      PdRecord *received = pd_ctl_find (session, &pd_received_type, names->pdata[i], error);

      if (received == NULL)
        return FALSE;
      g_ptr_array_add (work->records, received);
      if (!give_command (work, session, received, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
ask (Work *work, PdStoreSession *session, const PdRecord *received, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *today = pd_ctl_today ();
  g_autoptr (PdRecord) question = NULL;
  PdVerificationInput input;

  if (!pd_verification_input_from_received (received, &input, &wrong))
    {
      g_autofree char *sentence = g_strdup_printf ("%s: %s", pd_record_get_title (received), wrong->message);

      return fail (PD_CTL_STATUS_FAILED, error, sentence);
    }
  question = pd_verification_record_new (work->now, today, &input);
  return pd_store_save_record (session, question, work->now, error);
}

static gboolean
verify_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      PdRecord *received = pd_ctl_find (session, &pd_received_type, names->pdata[i], error);

      if (received == NULL)
        return FALSE;
      g_ptr_array_add (work->records, received);
      if (!ask (work, session, received, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run (Work *work, PdStoreJob job, GError **error)
{
  PdCtl *ctl = work->ctl;
  gboolean good;

  work->now = g_get_real_time ();
  work->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  good = pd_store_write (ctl->store, job, work, ctl->cancellable, error);
  if (good)
    {
      pd_ctl_json_open (ctl->document, pd_received_type.table, '[');
      for (guint i = 0; i < work->records->len; i++)
        {
          pd_ctl_json_record (ctl->document, NULL, work->records->pdata[i]);
          pd_ctl_print (ctl, "%s", pd_record_get_id (work->records->pdata[i]));
        }
      pd_ctl_json_close (ctl->document, ']');
    }
  g_ptr_array_unref (work->records);
  return good;
}

/**
 * pd_ctl_received_command:
 *
 * Queues the command of the workflow that is named as this command, for all of the invoices or none.
 */
gboolean
pd_ctl_received_command (PdCtl *ctl, GError **error)
{
  const char *name = ctl->arguments->command->name;
  const char *voucher = pd_ctl_arguments_get (ctl->arguments, "voucher");
  gboolean uses = g_str_equal (name, "reimburse") || g_str_equal (name, "book");
  Work work = { .ctl = ctl,
                .command = g_str_equal (name, "mark-verified") ? "mark_verified" : name,
                .reason = uses ? voucher : pd_ctl_arguments_get (ctl->arguments, "reason") };

  if (uses && (voucher == NULL || *voucher == '\0'))
    return fail (PD_CTL_STATUS_USAGE, error,
                 _ ("Give the number of the voucher with --voucher: who wants to use the invoice once more "
                    "is told."));
  if (!pd_ctl_check_permission (ctl, work.command, &pd_received_type, error) ||
      !run (&work, command_job, error))
    return FALSE;
  pd_ctl_say (ctl, "%s", _ ("It is done after the next “piaodanctl sync”, unless somebody else was first."));
  return TRUE;
}

/** pd_ctl_received_verify: asks the tax bureau for all of the invoices or none. */
gboolean
pd_ctl_received_verify (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  if (!pd_ctl_check_permission (ctl, "create", &pd_verification_type, error) ||
      !run (&work, verify_job, error))
    return FALSE;
  pd_ctl_say (
      ctl, "%s",
      _ ("The tax bureau is asked after the next “piaodanctl sync”; “verification list” shows the verdict."));
  return TRUE;
}

/* --- the archive */

static const struct
{
  const char *name;
  const char *label;
} standings[] = {
  [PD_ARCHIVE_GOOD] = { "good", N_ ("as it was filed") },
  [PD_ARCHIVE_CHANGED] = { "changed", N_ ("was changed since it was filed") },
  [PD_ARCHIVE_STRANGE] = { "strange", N_ ("was not put there by Piaodan") },
  [PD_ARCHIVE_UNREADABLE] = { "unreadable", N_ ("cannot be read") },
};

/**
 * pd_ctl_received_check_archive:
 *
 * Holds every file of the archive against its name.
 */
gboolean
pd_ctl_received_check_archive (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) entries = pd_archive_list (ctl->data_dir, TRUE, ctl->cancellable, error);
  guint n_bad = 0;

  if (entries == NULL)
    return FALSE;
  pd_ctl_json_open (ctl->document, "archive", '[');
  for (guint i = 0; i < entries->len; i++)
    {
      const PdArchiveEntry *entry = entries->pdata[i];
      gboolean good = entry->standing == PD_ARCHIVE_GOOD;

      n_bad += !good;
      if (!good)
        pd_ctl_print (ctl, "%s: %s", entry->path, _ (standings[entry->standing].label));
      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "path", entry->path);
      pd_ctl_json_integer (ctl->document, "size", entry->size);
      pd_ctl_json_string (ctl->document, "standing", standings[entry->standing].name);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (ctl, _ ("%1$u files in the archive, %2$u not as they should be."), entries->len, n_bad);
  if (n_bad > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
  return TRUE;
}
