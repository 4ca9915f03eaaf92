/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-archive"

#include "archive/pd-take-in-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-attachment.h"
#include "model/pd-invoice.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "reading/pd-reading-record.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-records.h"

/** Work: one file on its way. */
typedef struct
{
  PdTakeIn *self;
  GBytes *bytes;
  const char *name;   /* as it is shown */
  char *sha256;       /* (owned) */
  PdRecord *received; /* (owned) (nullable): as this file tells it */
  PdRecord *existing; /* (owned) (nullable): as it was here before */
  PdStoreBlob *blob;  /* (owned) (nullable) */
  gboolean is_own;    /* an invoice of that number was issued here */
  PdTakeInOutcome outcome;
  char *sentence; /* (owned) (nullable) */
} Work;

static void
work_clear (Work *work)
{
  g_free (work->sha256);
  g_clear_pointer (&work->received, pd_record_unref);
  g_clear_pointer (&work->existing, pd_record_unref);
  g_clear_pointer (&work->blob, pd_store_blob_free);
  g_free (work->sentence);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* --- what is said of it */

/* Who took it in, and when; and what was done with it since, for that is why people ask. */
static char *
describe (const PdRecord *received)
{
  const char *by = pd_record_get_text (received, PD_RECEIVED_CREATED_BY);
  const char *day = pd_record_get_text (received, PD_RECEIVED_TAKEN_ON);
  g_autofree char *taken =
      by != NULL ? g_strdup_printf (_ ("%1$s took it in on %2$s."), by, day != NULL ? day : "?")
                 : g_strdup_printf (_ ("It was taken in on this computer on %s and waits to be sent."),
                                    day != NULL ? day : "?");
  g_autofree char *use = NULL;

  if (!pd_record_has (received, PD_RECEIVED_STATE_AT))
    return g_steal_pointer (&taken);
  use = pd_received_describe_use (received);
  return g_strconcat (taken, " ", use, NULL);
}

static char *
describe_difference (const PdRecord *existing, const PdRecord *received, guint field)
{
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;

  if (field >= PD_RECEIVED_N_FIELDS)
    return g_strdup (_ ("The number is here already, with other lines. Nothing was overwritten."));
  there = pd_record_field_to_text (existing, field);
  here = pd_record_field_to_text (received, field);
  return g_strdup_printf (
      /* Translators: a field, its value in the record, its value in the file */
      _ ("The number is here already, and tells something else: %1$s is “%2$s” there and “%3$s” in this "
         "file. "
         "Nothing was overwritten."),
      _ (pd_received_type.fields[field].label), there, here);
}

static void
add_warning (PdRecord *received, char *sentence)
{
  const char *before = pd_record_get_text (received, PD_RECEIVED_WARNINGS);
  g_autofree char *warnings =
      before != NULL && *before != '\0' ? g_strconcat (sentence, "\n", before, NULL) : g_strdup (sentence);

  if (g_utf8_strlen (warnings, -1) <= 2000)
    pd_record_set_text (received, PD_RECEIVED_WARNINGS, warnings);
  g_free (sentence);
}

/* --- whose it is */

/* Spaces and half-width brackets make no other company. */
static gboolean
same_name (const char *a, const char *b)
{
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  one = g_utf8_normalize (a, -1, G_NORMALIZE_ALL_COMPOSE);
  two = g_utf8_normalize (b, -1, G_NORMALIZE_ALL_COMPOSE);
  return one != NULL && two != NULL && g_str_equal (g_strstrip (one), g_strstrip (two));
}

/* @known: (out): whether file and company say enough to tell */
static gboolean
is_company (const Work *work, guint tax_field, guint name_field, gboolean *known)
{
  const PdRecord *company = work->self->company;
  const char *tax = pd_record_get_text (work->received, tax_field);
  const char *name = pd_record_get_text (work->received, name_field);
  const char *own_tax = company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER) : NULL;
  const char *own_name = company != NULL ? pd_record_get_text (company, PD_COMPANY_NAME) : NULL;

  *known = TRUE;
  if (tax != NULL && own_tax != NULL)
    return g_ascii_strcasecmp (tax, own_tax) == 0;
  if (name != NULL && own_name != NULL)
    return same_name (name, own_name);
  *known = FALSE;
  return FALSE;
}

static gboolean
is_own (const Work *work)
{
  gboolean known;

  return work->is_own || is_company (work, PD_RECEIVED_SELLER_TAX_NUMBER, PD_RECEIVED_SELLER_NAME, &known);
}

static void
warn_of_buyer (Work *work)
{
  const char *name = pd_record_get_text (work->received, PD_RECEIVED_BUYER_NAME);
  const char *tax = pd_record_get_text (work->received, PD_RECEIVED_BUYER_TAX_NUMBER);
  gboolean known;

  if (!is_company (work, PD_RECEIVED_BUYER_TAX_NUMBER, PD_RECEIVED_BUYER_NAME, &known) && known)
    add_warning (work->received,
                 g_strdup_printf (_ ("The buyer is not your company but %s."), name != NULL ? name : tax));
}

/* --- what is here */

/* A record that may not be there. */
static gboolean
get_existing (PdStoreSession *session, const char *id, PdRecord **record, GError **error)
{
  g_autoptr (GError) local = NULL;

  *record = pd_store_get_record (session, &pd_received_type, id, &local);
  if (*record != NULL || g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Whether this very file is here: it need not be read then. */
static gboolean
find_file_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (GError) local = NULL;
  g_autofree char *id = pd_store_find_attached (session, &pd_received_type, work->sha256, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return id == NULL || get_existing (session, id, &work->existing, error);
}

static gboolean
find_number_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const char *number = pd_record_get_text (work->received, PD_RECEIVED_NUMBER);
  g_autoptr (GError) local = NULL;
  g_autofree char *issued = NULL;

  if (pd_record_get_text (work->received, PD_RECEIVED_CODE) == NULL)
    issued = pd_store_find_by (session, &pd_invoice_type, PD_INVOICE_NUMBER, number, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  work->is_own = issued != NULL;
  return get_existing (session, pd_record_get_id (work->received), &work->existing, error);
}

/* Decides and saves in one transaction: what came by synchronisation meanwhile is looked at again. */
static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PdRecord) existing = NULL;
  g_autoptr (PdRecord) joined = NULL;
  guint field = 0;
  gint64 now = g_get_real_time ();

  if (!get_existing (session, pd_record_get_id (work->received), &existing, error))
    return FALSE;
  g_clear_pointer (&work->sentence, g_free);
  work->outcome = existing == NULL ? PD_TAKE_IN_NEW : PD_TAKE_IN_ADDED;
  joined = pd_record_copy (existing != NULL ? existing : work->received);
  if (existing != NULL && !pd_received_join (joined, work->received, &field))
    {
      work->outcome = PD_TAKE_IN_DIFFERENT;
      work->sentence = describe_difference (existing, work->received, field);
      return TRUE;
    }
  if (existing != NULL)
    work->sentence = describe (existing);
  if (existing != NULL && pd_received_find_file (existing, work->sha256) != NULL)
    {
      work->outcome = PD_TAKE_IN_ALREADY;
      return TRUE;
    }
  pd_received_add_file (joined, work->blob->name, work->blob->media_type, work->blob->size,
                        work->blob->sha256);
  return pd_store_save_record (session, joined, now, error) &&
         pd_store_blob_queue (session, work->blob, now, error);
}

/* --- the steps */

/* Into the archive, and from there beside the cache, where what synchronises finds it. */
static gboolean
keep (Work *work, const PdRecord *received, GError **error)
{
  PdTakeIn *self = work->self;
  g_autofree char *month = pd_received_get_month (received);
  g_autofree char *filed = pd_archive_file (self->archive, work->bytes, month, work->name, error);
  g_autofree char *root = pd_archive_folder (self->options->data_dir);
  g_autofree char *path = filed != NULL ? g_build_filename (root, filed, NULL) : NULL;
  g_autofree char *base = g_path_get_basename (work->name);
  g_autoptr (GFile) file = NULL;

  if (path == NULL)
    return FALSE;
  file = g_file_new_for_path (path);
  work->blob =
      pd_store_blob_take_file (pd_store_get_path (self->options->store), file, self->cancellable, error);
  if (work->blob == NULL)
    return FALSE;
  g_free (work->blob->name);
  work->blob->name = pd_attachment_plain_name (base);
  return TRUE;
}

static void
add_row (Work *work, const PdRecord *received)
{
  char *sentence = work->sentence != NULL ? g_steal_pointer (&work->sentence) : g_strdup ("");
  PdTakeInRow *row = pd_take_in_add_row (work->self, work->name, work->outcome, sentence);

  if (received == NULL)
    return;
  row->number = g_strdup (pd_record_get_text (received, PD_RECEIVED_NUMBER));
  row->warnings = g_strdup (pd_record_get_text (received, PD_RECEIVED_WARNINGS));
  if (work->outcome != PD_TAKE_IN_OWN)
    row->id = g_strdup (pd_record_get_id (received));
}

/* The file is attached to a record; it may be that an archive on this computer has it not yet. */
static gboolean
say_already (Work *work, GError **error)
{
  work->outcome = PD_TAKE_IN_ALREADY;
  work->sentence = describe (work->existing);
  if (!keep (work, work->existing, error))
    return FALSE;
  add_row (work, work->existing);
  return TRUE;
}

/* @read: (out): whether it is an invoice; otherwise there is a row that says what it is */
static gboolean
read_invoice (Work *work, gboolean *read, GError **error)
{
  PdTakeIn *self = work->self;
  g_autoptr (GError) local = NULL;
  g_autofree char *base = g_path_get_basename (work->name);
  g_autoptr (PdReading) reading =
      pd_reader_read (self->options->reader, work->bytes, base, self->cancellable, &local);

  *read = FALSE;
  if (reading != NULL && pd_reading_is_invoice (reading))
    work->received = pd_reading_to_received (reading, self->options->tenant, self->options->today);
  if (work->received != NULL)
    {
      *read = TRUE;
      return TRUE;
    }
  if (local != NULL && !g_error_matches (local, PD_READ_ERROR, PD_READ_ERROR_FORMAT) &&
      !g_error_matches (local, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  work->outcome = PD_TAKE_IN_NO_INVOICE;
  work->sentence =
      g_strdup (local != NULL ? local->message : _ ("No number and amount of an invoice were found in it."));
  add_row (work, NULL);
  return TRUE;
}

static gboolean
take (Work *work, GError **error)
{
  PdTakeIn *self = work->self;
  PdStore *store = self->options->store;

  if (!pd_store_read (store, find_number_job, work, self->cancellable, error))
    return FALSE;
  if (is_own (work))
    {
      work->outcome = PD_TAKE_IN_OWN;
      work->sentence =
          g_strdup (_ ("Your own company issued it. It is among the invoices, and was not taken in."));
      add_row (work, work->received);
      return TRUE;
    }
  warn_of_buyer (work);
  if (work->existing != NULL)
    {
      g_autoptr (PdRecord) joined = pd_record_copy (work->existing);
      guint field = 0;

      if (!pd_received_join (joined, work->received, &field))
        {
          work->outcome = PD_TAKE_IN_DIFFERENT;
          work->sentence = describe_difference (work->existing, work->received, field);
          add_row (work, work->received);
          return TRUE;
        }
    }
  if (!keep (work, work->received, error) ||
      !pd_store_write (store, save_job, work, self->cancellable, error))
    return FALSE;
  add_row (work, work->received);
  return TRUE;
}

/**
 * pd_take_in_file:
 * @self: a taking in
 * @bytes: the content of a file
 * @name: what people know it by
 * @error: return location, a sentence
 *
 * Reads a file and takes it in, and adds a row of what became of it. What is done when the program is killed between two
 * steps is done once more, with the same result: the archive's file, the attachment's bytes and the record are each
 * there whole or not at all, in this order.
 *
 * Returns: %FALSE, without a row, when it could not be read or kept
 */
gboolean
pd_take_in_file (PdTakeIn *self, GBytes *bytes, const char *name, GError **error)
{
  g_auto (Work) work = { .self = self, .bytes = bytes, .name = name };
  gboolean read = FALSE;

  work.sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (!pd_store_read (self->options->store, find_file_job, &work, self->cancellable, error))
    return FALSE;
  if (work.existing != NULL)
    return say_already (&work, error);
  if (!read_invoice (&work, &read, error))
    return FALSE;
  return !read || take (&work, error);
}
