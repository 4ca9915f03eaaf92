/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-desk-private.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-invoice-print.h"
#include "desktop/pd-print-past.h"
#include "desktop/pd-print-send.h"
#include "desktop/pd-tell.h"
#include "paper/pd-print-chunks.h"

#include <glib/gi18n-lib.h>

/* From the desk to paper, or to one PDF file: in both cases what the preview shows. */

/* Of documents that were printed before, as many are named in the question. */
#define NAMED 5

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
end_run (PdPrintDesk *self)
{
  g_clear_pointer (&self->run, g_free);
  g_clear_pointer ((PdPrintTarget **) &self->target, pd_print_target_free);
  g_clear_object (&self->running);
  /* What is left in the queue is previewed again. */
  pd_print_desk_make (self);
  pd_print_desk_update (self);
}

static char *
done_text (const PdPrintRun *run)
{
  return g_strdup_printf (ngettext ("%u document is printed, and is in the ledger.",
                                    "%u documents are printed, and are in the ledger.", run->n_entries),
                          run->n_entries);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_print_run_finish (result, &error);
  g_autofree char *done = done_text (self->run);
  g_autofree char *sentence = NULL;

  end_run (self);
  if (g_cancellable_is_cancelled (self->lifetime))
    return;
  if (ok || is_cancelled (error))
    pd_print_desk_show_toast (self, done);
  else
    {
      sentence = g_strdup_printf ("%s\n\n%s", error->message, done);
      pd_tell (GTK_WINDOW (self), _ ("Not All Was Printed"), sentence);
    }
}

static void
run_progress_cb (gpointer user_data)
{
  pd_print_desk_update (user_data);
}

static void
start_run (PdPrintDesk *self, GtkPrinter *printer)
{
  PdPrintRun *run = self->run = g_new0 (PdPrintRun, 1);

  self->running = g_cancellable_new ();
  self->target =
      pd_print_target_new (printer, &self->made_for, pd_print_desk_settings_get_copies (self->settings));
  run->queue = self->queue;
  run->maker = self->maker;
  run->made = self->made;
  run->settings = &self->made_for;
  run->copies = pd_print_desk_settings_get_copies (self->settings);
  run->printer = gtk_printer_get_name (printer);
  run->send = pd_print_send_async;
  run->target = self->target;
  run->chunk_sheets = PD_PRINT_CHUNK_SHEETS;
  run->progress = run_progress_cb;
  run->progress_data = self;
  pd_print_desk_update (self);
  pd_print_run_async (run, self->running, run_cb, g_object_ref (self));
}

/* --- through the print dialog of the system: one job for all, as the dialog cannot be asked for each part */

/* The ledger is written, or why it is not; then the desk is free again. */
static void
end_dialog (PdPrintDesk *self, const char *title, const char *trouble)
{
  g_autofree char *done = done_text (self->run);

  end_run (self);
  if (g_cancellable_is_cancelled (self->lifetime))
    return;
  if (title == NULL)
    pd_print_desk_show_toast (self, done);
  else if (trouble != NULL)
    pd_tell (GTK_WINDOW (self), title, trouble);
}

static void
dialog_written_cb (GObject *queue, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  if (pd_print_queue_printed_finish (PD_PRINT_QUEUE (queue), result, &error))
    end_dialog (self, NULL, NULL);
  else
    end_dialog (self, _ ("Not in the Ledger"), error->message);
}

/* A person may have chosen some of the pages: a document is printed when all of its sheets are. */
static void
write_ledger (PdPrintDesk *self, GtkBitset *pages)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *printer = g_settings_get_string (settings, "printer");
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree guint *sheets = g_new0 (guint, self->made->entries->len);

  for (guint i = 0; i < self->made->entries->len; i++)
    {
      g_autoptr (GArray) wanted = pd_print_item_pages (self->made->stream, i);
      guint n_printed = 0;

      for (guint j = 0; j < wanted->len; j++)
        n_printed += gtk_bitset_contains (pages, g_array_index (wanted, guint, j));
      if (n_printed < wanted->len)
        continue;
      sheets[entries->len] = wanted->len;
      g_ptr_array_add (entries, g_object_ref (self->made->entries->pdata[i]));
    }
  self->run->n_entries = entries->len;
  pd_print_queue_printed_async (self->queue, entries, sheets, self->run->copies,
                                *printer != '\0' ? printer : NULL, dialog_written_cb, g_object_ref (self));
}

static void
dialog_printed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GtkBitset) pages = NULL;
  g_autoptr (GError) error = NULL;

  if (pd_print_pdf_finish (result, &pages, &self->run->copies, &error))
    write_ledger (self, pages);
  else
    end_dialog (self, _ ("Not Printed"), is_cancelled (error) ? NULL : error->message);
}

static void
start_dialog (PdPrintDesk *self)
{
  self->run = g_new0 (PdPrintRun, 1);
  self->running = g_cancellable_new ();
  pd_print_desk_update (self);
  pd_print_pdf_async (GTK_WINDOW (self), self->made->stream->pdf, _ ("Invoices"),
                      pd_print_desk_settings_get_copies (self->settings), self->running, dialog_printed_cb,
                      g_object_ref (self));
}

static void
start (PdPrintDesk *self)
{
  GtkPrinter *printer = pd_print_desk_settings_get_printer (self->settings);

  if (self->run != NULL || self->made == NULL || self->made->stream == NULL)
    return;
  if (printer != NULL)
    start_run (self, printer);
  else
    start_dialog (self);
}

/* --- a second print asks */

static void
again_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  PdPrintDesk *self = user_data;

  if (g_str_equal (response, "print"))
    start (self);
  else if (g_str_equal (response, "leave"))
    {
      g_autoptr (GPtrArray) entries = pd_print_queue_get_entries (self->queue);

      for (guint i = entries->len; i-- > 0;)
        if (((PdPrintEntry *) entries->pdata[i])->past.n_copies == 0)
          g_ptr_array_remove_index (entries, i);
      pd_print_queue_remove_entries (self->queue, entries);
    }
}

/* (nullable) (transfer full) which documents were printed before, a line each */
static char *
past_text (PdPrintDesk *self, guint *n_past)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *n_past = 0;
  for (guint i = 0; i < self->made->entries->len; i++)
    {
      const PdPrintEntry *entry = self->made->entries->pdata[i];
      g_autofree char *past = pd_print_entry_past_text (entry);

      if (past == NULL)
        continue;
      if (++*n_past > NAMED)
        continue;
      /* Translators: a document's name, how often it was printed, and the number of its next copy */
      g_string_append_printf (text, _ ("%1$s: %2$s The next one will be copy %3$u."), entry->title, past,
                              entry->past.n_copies + 1);
      g_string_append_c (text, '\n');
    }
  if (*n_past > NAMED)
    g_string_append_printf (text, ngettext ("And %u other.", "And %u others.", *n_past - NAMED),
                            *n_past - NAMED);
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

/* Prints, or asks first. */
static void
ask_or_start (PdPrintDesk *self)
{
  g_autofree char *past = NULL;
  GtkWidget *dialog;
  guint n_past;

  past = past_text (self, &n_past);
  if (n_past == 0)
    {
      start (self);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, past);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     ngettext ("%u Document Was Printed Before. Print Again?",
                                               "%u Documents Were Printed Before. Print Again?", n_past),
                                     n_past);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), NULL);
  if (n_past < self->made->entries->len)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "leave", _ ("Take Them Out"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "print", _ ("Print Again"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (again_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/** Asking: what the ledger is asked for, while the queue may change. */
typedef struct
{
  PdPrintDesk *desk;  /* (owned) */
  GPtrArray *entries; /* (owned) */
} Asking;

static void
past_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  PdPrintDesk *self = asking->desk;
  g_autoptr (GError) error = NULL;
  gboolean found = pd_print_past_find_finish (result, &error);

  self->asking = FALSE;
  if (!g_cancellable_is_cancelled (self->lifetime))
    {
      /* What the queue knew when it was filled has to do. */
      if (!found)
        g_message ("The ledger was not read: %s", error->message);
      pd_print_desk_update (self);
      if (self->run == NULL && self->made != NULL && self->made->stream != NULL &&
          self->made->entries == asking->entries)
        ask_or_start (self);
    }
  g_object_unref (self);
  g_ptr_array_unref (asking->entries);
  g_free (asking);
}

/**
 * pd_print_desk_print:
 * @self: a desk
 *
 * Prints what is previewed; asks first when some of it was printed before, by anybody, under any name.
 */
void
pd_print_desk_print (PdPrintDesk *self)
{
  Asking *asking;

  if (self->run != NULL || self->asking || self->made == NULL || self->made->stream == NULL)
    return;
  if (self->store == NULL)
    {
      ask_or_start (self);
      return;
    }
  asking = g_new0 (Asking, 1);
  asking->desk = g_object_ref (self);
  asking->entries = g_ptr_array_ref (self->made->entries);
  self->asking = TRUE;
  pd_print_desk_update (self);
  pd_print_past_find_async (self->store, asking->entries, self->lifetime, past_found_cb, asking);
}

/** pd_print_desk_stop: ends the printing before its next job, or the making of sheets */
void
pd_print_desk_stop (PdPrintDesk *self)
{
  g_cancellable_cancel (self->running);
}

/* --- one PDF file */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = pd_save_file_finish (result, &error);
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  if (g_cancellable_is_cancelled (self->lifetime))
    return;
  if (file == NULL)
    {
      if (!is_cancelled (error))
        pd_tell (GTK_WINDOW (self), _ ("Not Saved"), error->message);
      return;
    }
  name = g_file_get_basename (file);
  sentence = g_strdup_printf (_ ("Saved as “%s”."), name);
  pd_print_desk_show_toast (self, sentence);
}

/** pd_print_desk_export: saves what is previewed as one PDF file */
void
pd_print_desk_export (PdPrintDesk *self)
{
  if (self->made == NULL || self->made->stream == NULL)
    return;
  pd_save_file_async (GTK_WINDOW (self), _ ("Export PDF"), _ ("Invoices to print.pdf"),
                      self->made->stream->pdf, self->lifetime, saved_cb, g_object_ref (self));
}
