/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-sheets.h"

#include "ctl/pd-ctl-find.h"
#include "model/pd-invoice.h"
#include "paper/pd-print-profile.h"
#include "reading/pd-reader.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* What the window's print desk makes, as one PDF file: the same sheets by the same functions. */

/** Named: an invoice of the cache that is looked for. */
typedef struct
{
  const char *name;
  PdRecord *invoice; /* (owned) (nullable) */
} Named;

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Named *named = data;

  named->invoice = pd_ctl_find (session, &pd_invoice_type, named->name, error);
  return named->invoice != NULL;
}

static PdPrintItem *
item_of_invoice (PdCtl *ctl, const char *name, GError **error)
{
  Named named = { name, NULL };
  g_autoptr (PdRecord) invoice = NULL;

  if (ctl->store == NULL && !pd_ctl_open (ctl, error))
    return NULL;
  if (!pd_store_read (ctl->store, find_job, &named, ctl->cancellable, error))
    return NULL;
  invoice = named.invoice;
  return pd_print_item_new_for_invoice (invoice);
}

static PdPrintItem *
item_of_file (PdCtl *ctl, PdReader *reader, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdReading) reading = NULL;
  GStatBuf status;
  PdPaper *paper;
  PdPrintItem *item;
  char *data;
  gsize size;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > PD_READ_MAX_BYTES))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                   _ ("“%1$s” is no file, or has more than %2$d MB, which no invoice has."), path,
                   PD_READ_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &size, error))
    return NULL;
  bytes = g_bytes_new_take (data, size);
  paper = pd_paper_open (bytes, shown, ctl->cancellable, error);
  if (paper == NULL)
    return NULL;
  item = pd_print_item_new (paper);
  reading = pd_reader_read (reader, bytes, shown, ctl->cancellable, NULL);
  pd_print_item_describe (item, reading, shown);
  return item;
}

/* A file that cannot be shown does not keep the others from paper. */
static void
leave_out (PdCtl *ctl, const char *path, const GError *cause)
{
  pd_ctl_warn (ctl, _ ("%1$s is left out: %2$s"), path, cause->message);
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "file", path);
  pd_ctl_json_string (ctl->document, "message", cause->message);
  pd_ctl_json_close (ctl->document, '}');
  ctl->status = PD_CTL_STATUS_PARTLY;
}

/* FALSE when there is nothing that could be left out: it was stopped, or what is meant is not known. */
static gboolean
add_item (PdCtl *ctl, PdReader *reader, const char *name, GPtrArray *items, GError **last, GError **error)
{
  gboolean is_file = g_file_test (name, G_FILE_TEST_EXISTS) || strchr (name, '/') != NULL;
  g_autoptr (GError) cause = NULL;
  PdPrintItem *item =
      is_file ? item_of_file (ctl, reader, name, &cause) : item_of_invoice (ctl, name, &cause);

  if (item != NULL)
    g_ptr_array_add (items, item);
  else if (!is_file || ctl->arguments->positionals->len == 1 || g_cancellable_is_cancelled (ctl->cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  else
    {
      leave_out (ctl, name, cause);
      g_clear_error (last);
      *last = g_steal_pointer (&cause);
    }
  return TRUE;
}

/* A file that is there is meant as a file; anything else is an invoice's number. */
static GPtrArray *
collect (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);
  g_autoptr (PdReader) reader = pd_reader_new (NULL);
  g_autoptr (GError) last = NULL;
  gboolean ok = TRUE;

  pd_ctl_json_open (ctl->document, "left_out", '[');
  for (guint i = 0; ok && i < ctl->arguments->positionals->len; i++)
    ok = add_item (ctl, reader, ctl->arguments->positionals->pdata[i], items, &last, error);
  pd_ctl_json_close (ctl->document, ']');
  if (!ok)
    return NULL;
  if (items->len == 0)
    {
      g_propagate_error (error, g_steal_pointer (&last));
      return NULL;
    }
  return g_steal_pointer (&items);
}

static gboolean
usage (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  return FALSE;
}

static gboolean
read_per_sheet (const char *text, guint *per_sheet)
{
  if (g_str_equal (text, "kind"))
    *per_sheet = 0;
  else if (g_str_equal (text, "1") || g_str_equal (text, "2") || g_str_equal (text, "4"))
    *per_sheet = (guint) (*text - '0');
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_settings (const PdCtlArguments *arguments, PdPrintSettings *settings, GError **error)
{
  const char *per_sheet = pd_ctl_arguments_get (arguments, "per-sheet");
  const char *paper_name = pd_ctl_arguments_get (arguments, "paper");
  const PdPrintPaper *paper = paper_name != NULL ? pd_print_paper_find (paper_name) : NULL;

  pd_print_settings_init (settings);
  if (per_sheet != NULL && !read_per_sheet (per_sheet, &settings->layout.per_sheet))
    return usage (error, _ ("On a sheet go 1, 2 or 4 pages, or as many as the kind of invoice wants: kind."));
  if (paper_name != NULL && paper == NULL)
    return usage (error, _ ("The paper is a4, a5, a3, letter or label."));
  if (paper != NULL)
    {
      settings->layout.paper_width = paper->width;
      settings->layout.paper_height = paper->height;
    }
  settings->cover = pd_ctl_arguments_has (arguments, "cover");
  settings->grey = pd_ctl_arguments_has (arguments, "grey");
  settings->sheet_numbers = pd_ctl_arguments_has (arguments, "numbers");
  settings->cut_lines = !pd_ctl_arguments_has (arguments, "no-cut-lines");
  return TRUE;
}

/**
 * pd_ctl_write_sheets:
 * @stream: sheets
 * @n_documents: how many documents are on them
 * @error: return location
 *
 * Writes them to the file that --output names, and says so.
 *
 * Returns: whether the file was written
 */
gboolean
pd_ctl_write_sheets (PdCtl *ctl, const PdPrintStream *stream, guint n_documents, GError **error)
{
  const char *output = pd_ctl_arguments_get (ctl->arguments, "output");
  guint n_sheets = stream->n_cover_sheets + stream->sheets->len;
  g_autofree char *absolute = g_canonicalize_filename (output, NULL);
  gsize length;
  const char *data = g_bytes_get_data (stream->pdf, &length);

  if (!g_file_set_contents_full (output, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
    return FALSE;
  pd_ctl_json_string (ctl->document, "path", absolute);
  pd_ctl_json_integer (ctl->document, "documents", n_documents);
  pd_ctl_json_integer (ctl->document, "sheets", n_sheets);
  pd_ctl_print (ctl, "%s", output);
  return TRUE;
}

static void
warn (PdCtl *ctl, GPtrArray *items, const PdPrintStream *stream)
{
  if (stream->dpi > 0 && stream->dpi < 150)
    pd_ctl_warn (ctl, _ ("A picture has %d dots per inch on paper only; small print will be hard to read."),
                 (int) stream->dpi);
  for (guint i = 0; i < items->len; i++)
    {
      const PdPrintItem *item = items->pdata[i];

      for (guint page = 0; page < pd_paper_get_n_pages (item->paper); page++)
        if (pd_paper_get_omission (item->paper, page) != NULL)
          pd_ctl_warn (ctl, "%s: %s", item->number != NULL ? item->number : "",
                       pd_paper_get_omission (item->paper, page));
    }
}

/**
 * pd_ctl_print_sheets:
 *
 * Puts files and invoices on sheets of paper, as the print desk does, and writes them as one PDF file.
 */
gboolean
pd_ctl_print_sheets (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (PdPrintStream) stream = NULL;
  PdPrintSettings settings;

  if (pd_ctl_arguments_get (ctl->arguments, "output") == NULL)
    return usage (error, _ ("Say where the sheets go: --output FILE."));
  if (!read_settings (ctl->arguments, &settings, error))
    return FALSE;
  items = collect (ctl, error);
  stream = items != NULL ? pd_print_stream_new (items, &settings, NULL, NULL, ctl->cancellable, error) : NULL;
  if (stream == NULL)
    return FALSE;
  warn (ctl, items, stream);
  return pd_ctl_write_sheets (ctl, stream, items->len, error);
}
