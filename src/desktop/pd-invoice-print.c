/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-print.h"

#include <glib/gi18n-lib.h>

#include "paper/pd-paper.h"

/* One print job: the pages of a PDF file as they are, each on paper of its own size. */
typedef struct
{
  GBytes *pdf;                  /* (owned) */
  char *title;                  /* (owned) (nullable) */
  char *path;                   /* (owned) (nullable) the file to write in place of a printer */
  GtkWindow *parent;            /* (owned) (nullable) */
  guint copies;                 /* what the dialog begins with, then what was chosen in it */
  GtkBitset *drawn;             /* (owned): pages that went to the printer, from 0 */
  PdPaper *paper;               /* (owned) opened in a thread, then drawn by the main one only */
  GtkPrintSettings *settings;   /* (owned) (nullable) of last time */
  GtkPrintOperation *operation; /* (owned) */
  gulong cancelled_id;
} Job;

static void
job_free (Job *job)
{
  g_clear_object (&job->operation);
  g_clear_object (&job->settings);
  g_clear_pointer (&job->paper, pd_paper_unref);
  g_clear_object (&job->parent);
  gtk_bitset_unref (job->drawn);
  g_free (job->path);
  g_free (job->title);
  g_bytes_unref (job->pdf);
  g_free (job);
}

static char *
settings_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "piaodan", "print.ini", NULL);
}

static void
request_page_setup_cb (GtkPrintOperation *operation,
                       GtkPrintContext *context,
                       int number,
                       GtkPageSetup *setup,
                       gpointer user_data)
{
  Job *job = g_task_get_task_data (user_data);
  g_autofree char *name = NULL;
  GtkPaperSize *size;
  double width, height;

  pd_paper_get_page_size (job->paper, (guint) number, &width, &height);
  name = g_strdup_printf ("piaodan-%dx%d", (int) width, (int) height);
  size = gtk_paper_size_new_custom (name, _ ("Size of the invoice"), width, height, GTK_UNIT_POINTS);
  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_page_setup_set_top_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_bottom_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_left_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_page_setup_set_right_margin (setup, 0, GTK_UNIT_POINTS);
  gtk_paper_size_free (size);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int number, gpointer user_data)
{
  Job *job = g_task_get_task_data (user_data);
  g_autoptr (GError) error = NULL;

  if (!pd_paper_draw (job->paper, (guint) number, gtk_print_context_get_cairo_context (context),
                      PD_PAPER_PRINTER, NULL, &error))
    {
      /* A page that is missing on paper must not look like one that was printed. */
      g_warning ("%s", error->message);
      gtk_print_operation_cancel (operation);
      return;
    }
  gtk_bitset_add (job->drawn, (guint) number);
}

static void
settings_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("The printer's settings were not kept: %s", error->message);
}

/* Where the preferences show it. */
static void
remember_printer (const char *printer)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");

  g_settings_set_string (settings, "printer", printer != NULL ? printer : "");
}

/* Without a printer in the settings, the person has forgotten it, or there was none. */
static void
choose_printer (GtkPrintSettings *print_settings)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");
  g_autofree char *printer = g_settings_get_string (settings, "printer");

  if (*printer != '\0')
    gtk_print_settings_set_printer (print_settings, printer);
  else
    gtk_print_settings_unset (print_settings, GTK_PRINT_SETTINGS_PRINTER);
}

/* What a person chose is offered again the next time; a loss of it is no reason to complain. */
static void
save_settings (GtkPrintOperation *operation)
{
  GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = settings_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  gsize length;

  if (settings == NULL)
    return;
  remember_printer (gtk_print_settings_get_printer (settings));
  gtk_print_settings_to_key_file (settings, keys, NULL);
  text = g_key_file_to_data (keys, &length, NULL);
  bytes = g_bytes_new_take (text, length);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                         settings_saved_cb, NULL);
}

/* The printer, its paper tray and its colours are wanted again the next time; which pages of the last document, how many
 * and how small, are not: a part of the next one would be missing on paper. */
static void
forget_document (GtkPrintSettings *settings, guint copies)
{
  static const char *const keys[] = { GTK_PRINT_SETTINGS_PRINT_PAGES,      GTK_PRINT_SETTINGS_PAGE_RANGES,
                                      GTK_PRINT_SETTINGS_PAGE_SET,         GTK_PRINT_SETTINGS_NUMBER_UP,
                                      GTK_PRINT_SETTINGS_NUMBER_UP_LAYOUT, GTK_PRINT_SETTINGS_SCALE,
                                      GTK_PRINT_SETTINGS_REVERSE };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_print_settings_unset (settings, keys[i]);
  gtk_print_settings_set_n_copies (settings, (int) copies);
}

/* Words that a clerk can use around what the printing system says. */
static GError *
explain (GtkPrintOperation *operation)
{
  g_autoptr (GError) cause = NULL;

  gtk_print_operation_get_error (operation, &cause);
  if (cause == NULL)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED,
                                _ ("Printing failed. The invoice itself is safe. "
                                   "Check the printer, then print again."));
  return g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                      _ ("Printing failed: %s. The invoice itself is safe. "
                         "Check the printer, then print again."),
                      cause->message);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_data (operation, task);
  if (job->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), job->cancelled_id);
  job->cancelled_id = 0;
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_task_return_error (task, explain (operation));
  else if (result == GTK_PRINT_OPERATION_RESULT_CANCEL ||
           g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Printing was cancelled."));
  else
    {
      GtkPrintSettings *settings = gtk_print_operation_get_print_settings (operation);

      if (settings != NULL)
        job->copies = (guint) MAX (gtk_print_settings_get_n_copies (settings), 1);
      if (job->path == NULL)
        save_settings (operation);
      g_task_return_boolean (task, TRUE);
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  gtk_print_operation_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  /* Not from within the cancellable's own lock. */
  g_idle_add_full (G_PRIORITY_DEFAULT, cancel_cb, g_object_ref (user_data), g_object_unref);
}

static void
run (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GtkPrintOperation *operation = job->operation = gtk_print_operation_new ();
  GtkPrintOperationAction action = GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG;
  GCancellable *cancellable = g_task_get_cancellable (task);

  gtk_print_operation_set_n_pages (operation, (int) pd_paper_get_n_pages (job->paper));
  gtk_print_operation_set_job_name (operation, job->title != NULL ? job->title : _ ("Invoice"));
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, FALSE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_show_progress (operation, job->path == NULL);
  if (job->path == NULL)
    {
      if (job->settings == NULL)
        job->settings = gtk_print_settings_new ();
      choose_printer (job->settings);
      forget_document (job->settings, job->copies);
      gtk_print_operation_set_print_settings (operation, job->settings);
    }
  if (job->path != NULL)
    {
      gtk_print_operation_set_export_filename (operation, job->path);
      action = GTK_PRINT_OPERATION_ACTION_EXPORT;
    }
  g_signal_connect (operation, "request-page-setup", G_CALLBACK (request_page_setup_cb), task);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), task);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), g_object_ref (task));
  if (cancellable != NULL)
    job->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                               g_object_ref (operation), g_object_unref);
  /* "done" tells the end, an error included: GTK emits it in every case. */
  gtk_print_operation_run (operation, action, job->parent, NULL);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    run (task);
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autofree char *path = settings_path ();
  GError *error = NULL;

  job->paper = pd_paper_open (job->pdf, job->title != NULL ? job->title : _ ("Invoice"), cancellable, &error);
  if (job->paper == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->path == NULL)
    job->settings = gtk_print_settings_new_from_file (path, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
start (GtkWindow *parent,
       GBytes *pdf,
       const char *title,
       const char *path,
       guint copies,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) opening = NULL;
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, pd_print_pdf_async);
  job->pdf = g_bytes_ref (pdf);
  job->title = g_strdup (title);
  job->path = g_strdup (path);
  job->copies = copies;
  job->drawn = gtk_bitset_new_empty ();
  if (parent != NULL)
    job->parent = g_object_ref (parent);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  opening = g_task_new (NULL, cancellable, opened_cb, g_object_ref (task));
  g_task_set_task_data (opening, job, NULL);
  g_task_run_in_thread (opening, open_thread);
}

/**
 * pd_print_pdf_async:
 * @parent: (nullable): the window that asks
 * @pdf: the file to print, as it is previewed
 * @title: (nullable): the name of the print job
 * @copies: how many the dialog offers
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks for a printer, then prints the pages of @pdf, each at its own size. The printer that was used
 * last is offered again.
 */
void
pd_print_pdf_async (GtkWindow *parent,
                    GBytes *pdf,
                    const char *title,
                    guint copies,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (pdf != NULL);

  start (parent, pdf, title, NULL, copies, cancellable, callback, user_data);
}

/**
 * pd_print_pdf_to_file_async:
 * @parent: (nullable): the window that asks
 * @pdf: the file to print, as it is previewed
 * @title: (nullable): the name of the print job
 * @path: the PDF file to write
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Prints into a file: the way of pd_print_pdf_async() to paper without a printer at its end.
 */
void
pd_print_pdf_to_file_async (GtkWindow *parent,
                            GBytes *pdf,
                            const char *title,
                            const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (pdf != NULL);
  g_return_if_fail (path != NULL);

  start (parent, pdf, title, path, 1, cancellable, callback, user_data);
}

/**
 * pd_print_pdf_finish:
 * @result: what the callback got
 * @pages: (out) (optional) (transfer full): which pages went to the printer, from 0: a person may choose some of them
 * @copies: (out) (optional): how many were chosen
 * @error: return location; %G_IO_ERROR_CANCELLED when the person closed the dialog
 *
 * Returns: whether all that was chosen went to the printer
 */
gboolean
pd_print_pdf_finish (GAsyncResult *result, GtkBitset **pages, guint *copies, GError **error)
{
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (pages != NULL)
    *pages = gtk_bitset_ref (job->drawn);
  if (copies != NULL)
    *copies = job->copies;
  return g_task_propagate_boolean (G_TASK (result), error);
}
