/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-failure.h"

#include "document/pd-import-mapping.h"
#include "document/pd-sheet.h"
#include "reading/pd-read-invoice.h"
#include "sync/pd-sync-blobs.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (pd_ctl_error, pd_ctl_error)

/** Failure: the word for an error in JSON, and the status it ends the program with. */
typedef struct
{
  int code;
  const char *word;
  PdCtlStatus status;
} Failure;

static const Failure ctl_failures[] = {
  { PD_CTL_STATUS_USAGE, "usage", PD_CTL_STATUS_USAGE },
  { PD_CTL_STATUS_PARTLY, "partly", PD_CTL_STATUS_PARTLY },
  { PD_CTL_STATUS_NOT_CONNECTED, "not_signed_in", PD_CTL_STATUS_NOT_CONNECTED },
  { PD_CTL_STATUS_NOT_FOUND, "not_found", PD_CTL_STATUS_NOT_FOUND },
  { -1, "failed", PD_CTL_STATUS_FAILED },
};

static const Failure store_failures[] = {
  { PD_STORE_ERROR_NOT_FOUND, "not_found", PD_CTL_STATUS_NOT_FOUND },
  { PD_STORE_ERROR_BUSY, "busy", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_FULL, "disk_full", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_READ_ONLY, "read_only", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_NEWER_SCHEMA, "newer_schema", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_DAMAGED, "damaged", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_NOT_A_DATABASE, "not_a_database", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_INVALID, "invalid", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_FROZEN, "frozen", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_CHANGED, "changed", PD_CTL_STATUS_FAILED },
  { PD_STORE_ERROR_NOT_ALLOWED, "not_allowed", PD_CTL_STATUS_FAILED },
  { -1, "store", PD_CTL_STATUS_FAILED },
};

/* What a person at another place mends, and what waiting mends; the rest is this program's or the platform's fault. */
static PdCtlStatus
sync_status (PdSyncFailure failure)
{
  switch ((int) failure)
    {
    case PD_SYNC_FAILURE_TOO_LARGE:
    case PD_SYNC_FAILURE_REFUSED:
    case PD_SYNC_FAILURE_OUTDATED:
    case PD_SYNC_FAILURE_OTHER_AUTHOR:
    case PD_SYNC_FAILURE_MASS_CHANGE:
    case PD_SYNC_FAILURE_STORE:
    case PD_SYNC_FAILURE_HISTORY:
    case PD_SYNC_FAILURE_DISK_FULL:
    case PD_SYNC_FAILURE_READ_ONLY:
    case PD_SYNC_FAILURE_DAMAGED:
      return PD_CTL_STATUS_FAILED;
    default:
      return PD_CTL_STATUS_NOT_CONNECTED;
    }
}

static const Failure blob_failures[] = {
  { PD_SYNC_BLOB_ERROR_NOT_THERE, "not_there_yet", PD_CTL_STATUS_PARTLY },
  { PD_SYNC_BLOB_ERROR_WRONG, "damaged", PD_CTL_STATUS_FAILED },
  { PD_SYNC_BLOB_ERROR_OFFLINE, "not_reachable", PD_CTL_STATUS_NOT_CONNECTED },
  { -1, "sync", PD_CTL_STATUS_FAILED },
};

static const Failure read_failures[] = {
  { PD_READ_ERROR_FORMAT, "format", PD_CTL_STATUS_FAILED },
  { PD_READ_ERROR_ENCRYPTED, "encrypted", PD_CTL_STATUS_FAILED },
  { PD_READ_ERROR_DAMAGED, "damaged", PD_CTL_STATUS_FAILED },
  { PD_READ_ERROR_TOO_LARGE, "too_large", PD_CTL_STATUS_FAILED },
  { PD_READ_ERROR_NO_INVOICE, "no_invoice", PD_CTL_STATUS_FAILED },
  { -1, "reader", PD_CTL_STATUS_FAILED },
};

static const Failure *
find_failure (const GError *error)
{
  static const Failure cancelled = { 0, "cancelled", PD_CTL_STATUS_CANCELLED };
  static const Failure file = { 0, "file", PD_CTL_STATUS_FAILED };
  static const Failure other = { 0, "failed", PD_CTL_STATUS_FAILED };
  static Failure sync;
  const Failure *failure = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == PD_CTL_ERROR)
    failure = ctl_failures;
  else if (error->domain == PD_STORE_ERROR)
    failure = store_failures;
  else if (error->domain == PD_SYNC_ERROR)
    {
      sync.word = pd_sync_failure_name ((PdSyncFailure) error->code);
      sync.status = sync_status ((PdSyncFailure) error->code);
      return &sync;
    }
  else if (error->domain == PD_SYNC_BLOB_ERROR)
    failure = blob_failures;
  else if (error->domain == PD_READ_ERROR)
    failure = read_failures;
  else
    return error->domain == PD_SHEET_ERROR || error->domain == PD_IMPORT_ERROR ||
                   error->domain == PD_WIRE_ERROR || error->domain == G_FILE_ERROR ||
                   error->domain == G_IO_ERROR
               ? &file
               : &other;
  while (failure->code != error->code && failure->code != -1)
    failure++;
  return failure;
}

/**
 * pd_ctl_error_status:
 *
 * Returns: the status that the program ends with for an error
 */
PdCtlStatus
pd_ctl_error_status (const GError *error)
{
  return find_failure (error)->status;
}

/**
 * pd_ctl_error_code:
 *
 * Returns: (transfer none): a word for an error that scripts can rely on
 */
const char *
pd_ctl_error_code (const GError *error)
{
  return find_failure (error)->word;
}

/* Where help is: after a wrong command line, with as much of the command as was understood. */
static void
append_hint (GString *err, int argc, const char *const *argv)
{
  GString *words = g_string_new (NULL);
  const char *group = NULL;

  for (int i = 1; i < argc; i++)
    if (group == NULL && pd_ctl_is_group (argv[i]))
      {
        group = argv[i];
        g_string_append_printf (words, "%s ", group);
      }
    else if (pd_ctl_command_find (group, argv[i]) != NULL)
      {
        g_string_append_printf (words, "%s ", argv[i]);
        break;
      }
  g_string_append_printf (err, _ ("Try “piaodanctl %s--help”."), words->str);
  g_string_append_c (err, '\n');
  g_string_free (words, TRUE);
}

/**
 * pd_ctl_fail:
 * @error: what went wrong
 * @json: whether the answer is JSON
 * @argc: how many words; 0 when the command line was right
 * @argv: (array length=argc): the command line
 * @out: the standard output
 * @err: the standard error
 *
 * Says what went wrong.
 *
 * Returns: the exit status
 */
PdCtlStatus
pd_ctl_fail (const GError *error,
             gboolean json,
             int argc,
             const char *const *argv,
             GString *out,
             GString *err)
{
  if (json)
    {
      PdCtlJson *document = pd_ctl_json_new ();

      pd_ctl_json_open (document, NULL, '{');
      pd_ctl_json_open (document, "error", '{');
      pd_ctl_json_string (document, "code", pd_ctl_error_code (error));
      pd_ctl_json_string (document, "message", error->message);
      pd_ctl_json_close (document, '}');
      pd_ctl_json_close (document, '}');
      g_string_assign (out, pd_ctl_json_text (document));
      g_string_append_c (out, '\n');
      pd_ctl_json_free (document);
      return pd_ctl_error_status (error);
    }
  g_string_append_printf (err, "piaodanctl: %s\n", error->message);
  if (argc > 0)
    append_hint (err, argc, argv);
  return pd_ctl_error_status (error);
}
