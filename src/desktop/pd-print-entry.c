/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-entry.h"

#include "desktop/pd-field-text.h"
#include "model/pd-invoice.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (PdPrintEntry, pd_print_entry, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
pd_print_entry_finalize (GObject *object)
{
  PdPrintEntry *self = PD_PRINT_ENTRY (object);

  g_free (self->id);
  g_free (self->received_id);
  g_free (self->sha256);
  g_clear_object (&self->file);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->trouble);
  g_clear_pointer (&self->record, pd_record_unref);
  g_clear_pointer (&self->item, pd_print_item_free);
  pd_print_past_clear (&self->past);
  G_OBJECT_CLASS (pd_print_entry_parent_class)->finalize (object);
}

static void
pd_print_entry_class_init (PdPrintEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_print_entry_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", PD_TYPE_PRINT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_print_entry_init (PdPrintEntry *self)
{
}

/**
 * pd_print_entry_new_for_invoice:
 * @id: of the invoice
 * @title: (nullable): what it was called last, until it is read
 *
 * Returns: (transfer full): an invoice of the cache, not read yet
 */
PdPrintEntry *
pd_print_entry_new_for_invoice (const char *id, const char *title)
{
  PdPrintEntry *self = g_object_new (PD_TYPE_PRINT_ENTRY, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title != NULL ? title : _ ("Invoice"));
  return self;
}

/** pd_print_entry_new_for_item: @item: (transfer full): laid out already. Returns: (transfer full): a paper */
PdPrintEntry *
pd_print_entry_new_for_item (PdPrintItem *item)
{
  PdPrintEntry *self = g_object_new (PD_TYPE_PRINT_ENTRY, NULL);

  self->item = item;
  self->title = g_strdup (item->number);
  return self;
}

/** pd_print_entry_new_for_file: Returns: (transfer full): a file of any format that can be shown, not opened yet */
PdPrintEntry *
pd_print_entry_new_for_file (GFile *file)
{
  PdPrintEntry *self = g_object_new (PD_TYPE_PRINT_ENTRY, NULL);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  self->file = g_object_ref (file);
  self->title = g_utf8_make_valid (name, -1);
  self->subtitle = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  return self;
}

/**
 * pd_print_entry_new_for_received:
 * @id: of the received invoice
 * @title: what it is called
 * @subtitle: (nullable): what else is said of it
 * @file: the file that looks most like the paper
 *
 * Returns: (transfer full): an invoice that others issued, not opened yet
 */
PdPrintEntry *
pd_print_entry_new_for_received (const char *id, const char *title, const char *subtitle, GFile *file)
{
  PdPrintEntry *self = g_object_new (PD_TYPE_PRINT_ENTRY, NULL);

  self->received_id = g_strdup (id);
  self->file = g_object_ref (file);
  self->title = g_strdup (title != NULL ? title : _ ("Invoice"));
  self->subtitle = g_strdup (subtitle);
  return self;
}

/** pd_print_entry_get_invoice_id: Returns: (nullable): what the ledger knows an invoice by, own or received */
const char *
pd_print_entry_get_invoice_id (const PdPrintEntry *self)
{
  return self->id != NULL ? self->id : self->received_id;
}

/** pd_print_entry_set_past: @past: (transfer full): how often it was printed before */
void
pd_print_entry_set_past (PdPrintEntry *self, const PdPrintPast *past)
{
  gboolean changed = self->past.n_copies != past->n_copies || self->past.last_at != past->last_at ||
                     g_strcmp0 (self->past.last_by, past->last_by) != 0;

  pd_print_past_clear (&self->past);
  self->past = *past;
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * pd_print_entry_set_record:
 * @self: an invoice
 * @record: the invoice with its lines; must not change any more
 *
 * Tells what the invoice is. Before it is opened.
 */
void
pd_print_entry_set_record (PdPrintEntry *self, const PdRecord *record)
{
  g_autofree char *total = pd_field_text (record, PD_INVOICE_GROSS_AMOUNT);
  const char *buyer = pd_record_get_text (record, PD_INVOICE_BUYER_NAME);

  g_clear_pointer (&self->record, pd_record_unref);
  self->record = pd_record_ref ((PdRecord *) record);
  g_free (self->title);
  self->title = pd_title_text (record);
  g_free (self->subtitle);
  self->subtitle = buyer != NULL ? g_strdup_printf ("%s · %s", buyer, total) : g_strdup (total);
  g_signal_emit (self, signals[CHANGED], 0);
}

/** pd_print_entry_set_trouble: @sentence: (nullable): why it cannot be printed */
void
pd_print_entry_set_trouble (PdPrintEntry *self, const char *sentence)
{
  if (g_strcmp0 (self->trouble, sentence) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (sentence);
  g_signal_emit (self, signals[CHANGED], 0);
}

/** pd_print_entry_past_text: Returns: (transfer full) (nullable): a sentence on how often it was printed; %NULL for never */
char *
pd_print_entry_past_text (const PdPrintEntry *self)
{
  g_autofree char *at = NULL;

  if (self->doubtful)
    return g_strdup (
        _ ("It was on its way to the printer when the program ended. Look whether it is there."));
  if (self->past.n_copies == 0)
    return NULL;
  at = pd_time_text (self->past.last_at);
  if (self->past.last_by != NULL)
    return g_strdup_printf (ngettext ("Printed %1$u time, last on %2$s by %3$s.",
                                      "Printed %1$u times, last on %2$s by %3$s.", self->past.n_copies),
                            self->past.n_copies, at, self->past.last_by);
  return g_strdup_printf (ngettext ("Printed %1$u time, last on %2$s.", "Printed %1$u times, last on %2$s.",
                                    self->past.n_copies),
                          self->past.n_copies, at);
}

/* --- opening, in the thread of the maker */

static GBytes *
load_file (GFile *file, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, &cause);
  GBytes *bytes = NULL;

  if (info != NULL && g_file_info_get_size (info) > PD_READ_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%1$s” is larger than %2$d MB, which no invoice is. It is not opened."), name,
                   PD_READ_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  if (info != NULL)
    bytes = g_file_load_bytes (file, cancellable, NULL, &cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("“%s” is not there any more: it was moved or deleted."), name);
  else if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return bytes;
}

/**
 * pd_print_entry_open:
 * @self: a document
 * @reader: (nullable): the process that reads what files say of themselves
 * @cancellable: (nullable): stops it
 * @error: return location: a sentence that can be shown
 *
 * Opens it, once. Blocks: for the one thread that draws the entries of a queue.
 *
 * Returns: whether @self.item can be used
 */
gboolean
pd_print_entry_open (PdPrintEntry *self, PdReader *reader, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdReading) reading = NULL;
  PdPaper *paper;

  if (self->item != NULL)
    return TRUE;
  if (self->record != NULL)
    {
      self->item = pd_print_item_new_for_invoice (self->record);
      return TRUE;
    }
  if (self->file == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _ ("This invoice is not on this computer. Synchronise, then try again."));
      return FALSE;
    }
  if (self->received_id != NULL && !g_file_query_exists (self->file, cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _ ("The file of this invoice is not on this computer yet. It is being fetched; if "
                              "that takes long, synchronise and add the invoice again."));
      return FALSE;
    }
  bytes = load_file (self->file, self->title, cancellable, error);
  if (bytes != NULL && self->sha256 == NULL)
    self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  paper = bytes != NULL ? pd_paper_open (bytes, self->title, cancellable, error) : NULL;
  if (paper == NULL)
    return FALSE;
  self->item = pd_print_item_new (paper);
  if (reader != NULL)
    reading = pd_reader_read (reader, bytes, self->title, cancellable, NULL);
  pd_print_item_describe (self->item, reading, self->title);
  return TRUE;
}
