/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-send.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A PDF file goes to the printer as it is, byte for byte: nothing is drawn anew on the way. */

/* A printer on the network answers within this, or is away. */
#define DETAILS_SECONDS 20

typedef struct
{
  PdPrintTarget *target; /* (not owned): stays until the callback, not longer */
  GtkPrinter *printer;   /* (owned) */
  GBytes *pdf;           /* (owned) */
  char *title;           /* (owned) */
  GtkPrintJob *job;      /* (owned) (nullable) */
  int fd;                /* of the file that the job reads, -1 before */
  gulong details_handler;
  guint timeout;
} Send;

static void
send_free (gpointer data)
{
  Send *send = data;

  g_clear_signal_handler (&send->details_handler, send->printer);
  g_clear_handle_id (&send->timeout, g_source_remove);
  g_clear_object (&send->job);
  g_object_unref (send->printer);
  if (send->fd >= 0)
    close (send->fd);
  g_bytes_unref (send->pdf);
  g_free (send->title);
  g_free (send);
}

static void
set_paper (GtkPageSetup *setup, const PdImpositionSettings *layout)
{
  GtkPaperSize *standard = gtk_paper_size_new_from_ppd ("", "", layout->paper_width, layout->paper_height);
  GtkPaperSize *size = gtk_paper_size_is_custom (standard)
                           ? gtk_paper_size_new_custom ("piaodan", _ ("Own size"), layout->paper_width,
                                                        layout->paper_height, GTK_UNIT_POINTS)
                           : gtk_paper_size_copy (standard);

  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_PORTRAIT);
  gtk_paper_size_free (size);
  gtk_paper_size_free (standard);
}

/**
 * pd_print_target_new:
 * @printer: a printer
 * @settings: how the file was laid out
 * @copies: of each document
 *
 * Returns: (transfer full): what the printer is told: paper, copies, colour, and to leave the size of the pages alone
 */
PdPrintTarget *
pd_print_target_new (GtkPrinter *printer, const PdPrintSettings *settings, guint copies)
{
  PdPrintTarget *self = g_new0 (PdPrintTarget, 1);

  self->printer = g_object_ref (printer);
  self->settings = gtk_print_settings_new ();
  self->page_setup = gtk_page_setup_new ();
  set_paper (self->page_setup, &settings->layout);
  gtk_print_settings_set_printer (self->settings, gtk_printer_get_name (printer));
  gtk_print_settings_set_n_copies (self->settings, (int) copies);
  gtk_print_settings_set_collate (self->settings, TRUE);
  gtk_print_settings_set_use_color (self->settings, !settings->grey);
  gtk_print_settings_set_paper_size (self->settings, gtk_page_setup_get_paper_size (self->page_setup));
  gtk_print_settings_set (self->settings, GTK_PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf");
  /* Millimetres are millimetres: the printing system must not fit the pages to what the printer reaches. */
  gtk_print_settings_set (self->settings, "cups-print-scaling", "none");
  return self;
}

/** pd_print_target_free: @self: (transfer full): a target */
void
pd_print_target_free (PdPrintTarget *self)
{
  g_object_unref (self->printer);
  g_object_unref (self->settings);
  g_object_unref (self->page_setup);
  g_free (self);
}

static GError *
explain (const char *printer, const char *cause)
{
  return g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED,
                      _ ("“%1$s” did not take the job: %2$s. What was not printed stays in the queue. "
                         "Look at the printer, then print again."),
                      printer, cause);
}

static void
sent_cb (GtkPrintJob *job, gpointer user_data, const GError *error)
{
  g_autoptr (GTask) task = user_data;
  Send *send = g_task_get_task_data (task);

  /* What was taken was taken, also when a person wanted to stop it in the meantime. */
  if (error != NULL)
    g_task_return_error (task, explain (gtk_printer_get_name (send->printer), error->message));
  else
    g_task_return_boolean (task, TRUE);
}

/* A file without a name, so that nothing is left of it. */
static gboolean
write_file (Send *send, GError **error)
{
  g_autofree char *path = NULL;
  gsize left;
  const char *at = g_bytes_get_data (send->pdf, &left);

  send->fd = g_file_open_tmp ("piaodan-XXXXXX.pdf", &path, error);
  if (send->fd < 0)
    return FALSE;
  g_unlink (path);
  while (left > 0)
    {
      gssize written = write (send->fd, at, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          g_set_error (
              error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
              _ ("There is no room to pass the pages on: %s. Nothing was printed. Make room, then print "
                 "again."),
              g_strerror (errno));
          return FALSE;
        }
      at += written;
      left -= (gsize) written;
    }
  return lseek (send->fd, 0, SEEK_SET) == 0;
}

/* (nullable) why the printer takes nothing now */
static const char *
obstacle (GtkPrinter *printer)
{
  if (!gtk_printer_accepts_pdf (printer))
    return _ ("it takes no PDF files; choose “Other printer…” in its place");
  if (!gtk_printer_is_virtual (printer) && !gtk_printer_is_accepting_jobs (printer))
    return _ ("it takes no jobs at the moment");
  if (gtk_printer_is_paused (printer))
    return _ ("it is paused");
  return NULL;
}

static void
start (GTask *task)
{
  Send *send = g_task_get_task_data (task);
  PdPrintTarget *target = send->target;
  const char *why = obstacle (target->printer);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (why != NULL)
    {
      g_task_return_error (task, explain (gtk_printer_get_name (target->printer), why));
      return;
    }
  send->job = gtk_print_job_new (send->title, target->printer, target->settings, target->page_setup);
  if (!write_file (send, &error) || !gtk_print_job_set_source_fd (send->job, send->fd, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  gtk_print_job_send (send->job, sent_cb, g_object_ref (task), NULL);
}

static void
details_cb (GtkPrinter *printer, gboolean success, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Send *send = g_task_get_task_data (task);

  g_clear_signal_handler (&send->details_handler, printer);
  g_clear_handle_id (&send->timeout, g_source_remove);
  if (success)
    start (task);
  else
    g_task_return_error (task, explain (gtk_printer_get_name (printer), _ ("it cannot be reached")));
  g_object_unref (task);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Send *send = g_task_get_task_data (user_data);

  send->timeout = 0;
  details_cb (send->printer, FALSE, user_data);
  return G_SOURCE_REMOVE;
}

/**
 * pd_print_send_async:
 * @target: a PdPrintTarget; must stay until the callback
 * @pdf: the file
 * @title: the name of the job
 * @cancellable: (nullable): stops it as long as the printer has not taken it
 * @callback: called when the printer has taken it, or will not
 * @user_data: for @callback
 *
 * Sends a file to a printer as it is.
 */
void
pd_print_send_async (gpointer target,
                     GBytes *pdf,
                     const char *title,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Send *send = g_new0 (Send, 1);

  g_task_set_source_tag (task, pd_print_send_async);
  g_task_set_check_cancellable (task, FALSE);
  send->target = target;
  send->printer = g_object_ref (send->target->printer);
  send->pdf = g_bytes_ref (pdf);
  send->title = g_strdup (title);
  send->fd = -1;
  g_task_set_task_data (task, send, send_free);
  if (gtk_printer_has_details (send->printer) || gtk_printer_is_virtual (send->printer))
    {
      start (task);
      return;
    }
  send->details_handler =
      g_signal_connect (send->printer, "details-acquired", G_CALLBACK (details_cb), g_object_ref (task));
  send->timeout = g_timeout_add_seconds (DETAILS_SECONDS, timeout_cb, task);
  gtk_printer_request_details (send->printer);
}

/** pd_print_send_finish: Returns: whether the printer has taken it */
gboolean
pd_print_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
