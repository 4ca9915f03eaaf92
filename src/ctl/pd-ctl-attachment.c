/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-attachment.h"

#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "model/pd-solution.h"
#include "store/pd-store-blobs.h"
#include "sync/pd-sync-service.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** Work: one record, its attachments, and what is done with them. */
typedef struct
{
  PdCtl *ctl;
  PdRecord *record;  /* (owned) (nullable) */
  GPtrArray *blobs;  /* (owned) (nullable) of PdStoreBlob: to be added */
  GPtrArray *chosen; /* (owned) of PdRecord: attachments that the arguments name */
  GArray *standings; /* (owned) of PdStoreBlobStanding, of chosen */
} Work;

static void
work_init (Work *work, PdCtl *ctl)
{
  *work = (Work){ .ctl = ctl };
  work->chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  work->standings = g_array_new (FALSE, FALSE, sizeof (PdStoreBlobStanding));
  g_array_set_clear_func (work->standings, (GDestroyNotify) pd_store_blob_standing_clear);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->record, pd_record_unref);
  g_clear_pointer (&work->blobs, g_ptr_array_unref);
  g_clear_pointer (&work->chosen, g_ptr_array_unref);
  g_clear_pointer (&work->standings, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* An order goes before an invoice: what both are called is the order's number. */
static gboolean
find_record (PdStoreSession *session, Work *work, GError **error)
{
  static const PdRecordType *const others[] = { &pd_invoice_type, &pd_received_type, &pd_ticket_type,
                                                &pd_solution_type };
  const char *name = pd_ctl_arguments_positional (work->ctl->arguments, 0);
  g_autoptr (GError) local = NULL;

  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_ctl_find (session, &pd_order_type, name, &local);
  if (work->record == NULL && g_error_matches (local, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND))
    {
      for (guint i = 0; work->record == NULL && i < G_N_ELEMENTS (others); i++)
        work->record = pd_ctl_find (session, others[i], name, NULL);
      if (work->record != NULL)
        return TRUE;
    }
  if (work->record != NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* By its id, its place in the list counted from 1, or its name if only one is called that. */
static PdRecord *
find_attachment (const Work *work, const char *name, GError **error)
{
  GPtrArray *attachments = pd_record_get_attachments (work->record);
  PdRecord *found = pd_record_find_attachment (work->record, name);
  guint64 number;
  guint n_called = 0;

  if (found != NULL)
    return found;
  for (guint i = 0; i < attachments->len; i++)
    if (g_strcmp0 (pd_record_get_title (g_ptr_array_index (attachments, i)), name) == 0)
      {
        found = g_ptr_array_index (attachments, i);
        n_called++;
      }
  if (n_called == 1)
    return found;
  if (n_called == 0 && g_ascii_string_to_unsigned (name, 10, 1, attachments->len, &number, NULL))
    return g_ptr_array_index (attachments, number - 1);
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
               n_called > 1
                   ? _ ("Several attachments are called “%s”. Give the number that the list shows.")
                   : _ ("There is no attachment “%s”. “piaodanctl attachment list” shows what there is."),
               name);
  return NULL;
}

static gboolean
choose (PdStoreSession *session, Work *work, PdRecord *attachment, GError **error)
{
  PdStoreBlobStanding standing;

  if (!pd_store_blob_get_standing (session, pd_record_get_text (attachment, PD_ATTACHMENT_SHA256),
                                   pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE), &standing, error))
    return FALSE;
  g_ptr_array_add (work->chosen, pd_record_ref (attachment));
  g_array_append_val (work->standings, standing);
  return TRUE;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *names = work->ctl->arguments->positionals;

  if (!find_record (session, work, error))
    return FALSE;
  for (guint i = 1; i < names->len; i++)
    {
      PdRecord *attachment = find_attachment (work, g_ptr_array_index (names, i), error);

      if (attachment == NULL || !choose (session, work, attachment, error))
        return FALSE;
    }
  return TRUE;
}

static const char *
standing_word (const PdStoreBlobStanding *standing)
{
  if (standing->problem != NULL)
    return "problem";
  if (standing->queued)
    return "waiting";
  if (standing->here)
    return standing->on_platform ? "on_platform" : "here";
  return "not_here";
}

static char *
standing_text (const PdStoreBlobStanding *standing)
{
  if (standing->problem != NULL)
    return g_strdup (standing->problem);
  if (standing->queued && standing->sent > 0 && standing->size > 0)
    return g_strdup_printf (_ ("waits to be sent, %d %% there"),
                            (int) (standing->sent * 100 / standing->size));
  if (standing->queued)
    return g_strdup (_ ("waits to be sent"));
  if (!standing->here)
    return g_strdup (_ ("not on this computer"));
  return g_strdup (standing->on_platform ? _ ("here and on the platform") : _ ("only here"));
}

static void
report (PdCtl *ctl,
        const PdRecord *attachment,
        const PdStoreBlobStanding *standing,
        PdCtlTable *table,
        guint number)
{
  gint64 size = pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "id", pd_record_get_id (attachment));
  pd_ctl_json_string (ctl->document, "name", pd_record_get_title (attachment));
  pd_ctl_json_string (ctl->document, "media_type", pd_record_get_text (attachment, PD_ATTACHMENT_MEDIA_TYPE));
  pd_ctl_json_integer (ctl->document, "size", size);
  pd_ctl_json_string (ctl->document, "sha256", pd_record_get_text (attachment, PD_ATTACHMENT_SHA256));
  pd_ctl_json_string (ctl->document, "added_by", pd_record_get_text (attachment, PD_ATTACHMENT_ADDED_BY));
  if (standing != NULL)
    pd_ctl_json_string (ctl->document, "standing", standing_word (standing));
  if (standing != NULL && standing->problem != NULL)
    pd_ctl_json_string (ctl->document, "problem", standing->problem);
  pd_ctl_json_close (ctl->document, '}');
  if (table == NULL)
    return;
  pd_ctl_table_take (table, g_strdup_printf ("%u", number));
  pd_ctl_table_add (table, pd_record_get_title (attachment));
  pd_ctl_table_take (table, g_format_size ((guint64) MAX (size, 0)));
  pd_ctl_table_add (table, pd_record_get_text (attachment, PD_ATTACHMENT_ADDED_BY));
  pd_ctl_table_take (table, standing_text (standing));
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GPtrArray *attachments;

  if (!find_record (session, work, error))
    return FALSE;
  attachments = pd_record_get_attachments (work->record);
  for (guint i = 0; i < attachments->len; i++)
    if (!choose (session, work, g_ptr_array_index (attachments, i), error))
      return FALSE;
  return TRUE;
}

/**
 * pd_ctl_attachment_list:
 *
 * Lists the attachments of an order or an invoice, with where their files are.
 */
gboolean
pd_ctl_attachment_list (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { 0 };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  work_init (&work, ctl);
  if (!pd_store_read (ctl->store, list_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_table_set_right (table, 0);
  pd_ctl_table_set_right (table, 2);
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, _ ("File name"));
  pd_ctl_table_add (table, _ ("Size"));
  pd_ctl_table_add (table, _ ("Added by"));
  pd_ctl_table_add (table, _ ("Where it is"));
  pd_ctl_json_open (ctl->document, "attachments", '[');
  for (guint i = 0; i < work.chosen->len; i++)
    report (ctl, g_ptr_array_index (work.chosen, i), &g_array_index (work.standings, PdStoreBlobStanding, i),
            table, i + 1);
  pd_ctl_json_close (ctl->document, ']');
  if (work.chosen->len > 0 && !ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  else
    pd_ctl_say (ctl, _ ("There are no attachments."));
  return TRUE;
}

static gboolean
add_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_ptr_array_set_size (work->chosen, 0);
  if (!find_record (session, work, error))
    return FALSE;
  for (guint i = 0; i < work->blobs->len; i++)
    if (!pd_store_add_attachment (session, pd_record_get_record_type (work->record),
                                  pd_record_get_id (work->record), g_ptr_array_index (work->blobs, i),
                                  g_get_real_time (), NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_ctl_attachment_add:
 *
 * Attaches files to an order or an invoice: all that are named, or none.
 */
gboolean
pd_ctl_attachment_add (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { 0 };
  GPtrArray *names = ctl->arguments->positionals;

  work_init (&work, ctl);
  work.blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_blob_free);
  for (guint i = 1; i < names->len; i++)
    {
      const char *path = g_ptr_array_index (names, i);
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
      PdStoreBlob *blob =
          pd_store_blob_take_file (pd_store_get_path (ctl->store), file, ctl->cancellable, error);

      if (blob == NULL)
        {
          g_prefix_error (error, "%s: ", path);
          return FALSE;
        }
      g_ptr_array_add (work.blobs, blob);
    }
  if (!pd_store_write (ctl->store, add_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_open (ctl->document, "added", '[');
  for (guint i = 0; i < work.blobs->len; i++)
    {
      const PdStoreBlob *blob = g_ptr_array_index (work.blobs, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "name", blob->name);
      pd_ctl_json_integer (ctl->document, "size", blob->size);
      pd_ctl_json_string (ctl->document, "sha256", blob->sha256);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (ctl,
              ngettext ("%u file attached; the next synchronisation sends it.",
                        "%u files attached; the next synchronisation sends them.", work.blobs->len),
              work.blobs->len);
  return TRUE;
}

static gboolean
remove_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_ptr_array_set_size (work->chosen, 0);
  g_array_set_size (work->standings, 0);
  if (!find_job (session, data, cancellable, error))
    return FALSE;
  for (guint i = 0; i < work->chosen->len; i++)
    if (!pd_store_remove_attachment (session, pd_record_get_record_type (work->record),
                                     pd_record_get_id (work->record),
                                     pd_record_get_id (g_ptr_array_index (work->chosen, i)),
                                     g_get_real_time (), NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_ctl_attachment_remove:
 *
 * Takes attachments from an order or an invoice.
 */
gboolean
pd_ctl_attachment_remove (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { 0 };

  work_init (&work, ctl);
  if (!pd_store_write (ctl->store, remove_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_open (ctl->document, "removed", '[');
  for (guint i = 0; i < work.chosen->len; i++)
    report (ctl, g_ptr_array_index (work.chosen, i), NULL, NULL, 0);
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_say (ctl, ngettext ("%u attachment removed.", "%u attachments removed.", work.chosen->len),
              work.chosen->len);
  return TRUE;
}

/* The file, beside the cache: it is asked for at the platform only where it is not here. */
static gboolean
fetch (PdCtl *ctl, const PdRecord *attachment, const PdStoreBlobStanding *standing, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  PdSyncBlobs *blobs;

  if (standing->here)
    return TRUE;
  service = pd_sync_service_new (ctl->store);
  blobs = pd_sync_service_get_blobs (service);
  pd_sync_service_restore_async (service, ctl->cancellable, pd_ctl_finish_cb, &restored);
  if (!pd_sync_service_restore_finish (service, pd_ctl_wait (&restored), error))
    return FALSE;
  pd_sync_blobs_fetch_async (blobs, pd_record_get_text (attachment, PD_ATTACHMENT_SHA256),
                             pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE), ctl->cancellable,
                             pd_ctl_finish_cb, &fetched);
  return pd_sync_blobs_fetch_finish (blobs, pd_ctl_wait (&fetched), error);
}

static gboolean
write_out (PdCtl *ctl, const PdRecord *attachment, GError **error)
{
  const char *store_path = pd_store_get_path (ctl->store);
  const char *sha256 = pd_record_get_text (attachment, PD_ATTACHMENT_SHA256);
  g_autofree char *path = pd_store_blob_path (store_path, sha256);
  g_autofree char *content = NULL;
  gboolean matches = FALSE;
  gsize length;

  if (!pd_store_blob_verify (store_path, sha256, &matches, ctl->cancellable, error))
    return FALSE;
  if (!matches)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_DAMAGED,
                           _ ("The file is damaged on this computer. It was left as it is."));
      return FALSE;
    }
  if (!g_file_get_contents (path, &content, &length, error))
    return FALSE;
  g_string_append_len (ctl->out, content, (gssize) length);
  return TRUE;
}

/**
 * pd_ctl_attachment_get:
 *
 * Writes an attachment's file where a person wants it; fetches it first if it is not here.
 */
gboolean
pd_ctl_attachment_get (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { 0 };
  const char *output = pd_ctl_arguments_get (ctl->arguments, "output");
  const PdRecord *attachment;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autofree char *absolute = NULL;
  g_autoptr (GFile) file = NULL;

  work_init (&work, ctl);
  if (g_strcmp0 (output, "-") == 0 && ctl->arguments->json)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("The standard output takes one file, and no JSON beside it."));
      return FALSE;
    }
  if (!pd_store_read (ctl->store, find_job, &work, ctl->cancellable, error))
    return FALSE;
  attachment = g_ptr_array_index (work.chosen, 0);
  if (!fetch (ctl, attachment, &g_array_index (work.standings, PdStoreBlobStanding, 0), error))
    return FALSE;
  if (g_strcmp0 (output, "-") == 0)
    return write_out (ctl, attachment, error);
  name = pd_attachment_plain_name (pd_record_get_title (attachment));
  path = output == NULL                             ? g_strdup (name)
         : g_file_test (output, G_FILE_TEST_IS_DIR) ? g_build_filename (output, name, NULL)
                                                    : g_strdup (output);
  file = g_file_new_for_path (path);
  if (!pd_store_blob_copy_to (pd_store_get_path (ctl->store),
                              pd_record_get_text (attachment, PD_ATTACHMENT_SHA256), file, ctl->cancellable,
                              error))
    return FALSE;
  absolute = g_canonicalize_filename (path, NULL);
  pd_ctl_json_string (ctl->document, "path", absolute);
  pd_ctl_print (ctl, "%s", path);
  return TRUE;
}
