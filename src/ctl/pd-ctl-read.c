/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-read.h"

#include "ctl/pd-ctl-failure.h"
#include "ctl/pd-ctl-table.h"
#include "model/pd-tax.h"
#include "reading/pd-reader.h"
#include "reading/pd-reading-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/**
 * pd_ctl_load_file:
 * @path: of a file that may be an invoice
 * @error: return location: a sentence that can be shown
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
pd_ctl_load_file (const char *path, GError **error)
{
  GStatBuf status;
  char *data;
  gsize size;

  /* What is too large is not loaded first, and a pipe would never end. */
  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, _ ("“%s” is no file."), path);
      return NULL;
    }
  if (g_stat (path, &status) == 0 && status.st_size > PD_READ_MAX_BYTES)
    {
      g_set_error (
          error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
          _ ("The file “%1$s” has more than %2$d MB, which no invoice has. It was not opened; the file "
             "itself is safe."),
          path, PD_READ_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  return g_file_get_contents (path, &data, &size, error) ? g_bytes_new_take (data, size) : NULL;
}

static void
add_row (PdCtlTable *table, const char *label, const char *text)
{
  if (text == NULL)
    return;
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, label);
  pd_ctl_table_take (table, g_strdelimit (g_strdup (text), "\n", ' '));
}

static void
print_head (PdCtl *ctl, const PdReading *reading)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);
  const PdReadingInvoiceKind *kind = pd_reading_kind_find (pd_reading_get (reading, PD_READING_KIND));

  for (guint field = 0; field < PD_READING_N_FIELDS; field++)
    if (field == PD_READING_KIND && kind != NULL)
      add_row (table, _ (pd_reading_fields[field].label), _ (kind->label));
    else
      add_row (table, _ (pd_reading_fields[field].label), pd_reading_get (reading, field));
  pd_ctl_table_write (table, ctl->out);
}

static void
print_lines (PdCtl *ctl, GPtrArray *lines)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (PD_READING_LINE_TAX + 2);

  if (lines->len == 0)
    return;
  for (guint field = PD_READING_LINE_QUANTITY; field <= PD_READING_LINE_TAX; field++)
    pd_ctl_table_set_right (table, field + 1);
  pd_ctl_table_add (table, "");
  for (guint field = 0; field <= PD_READING_LINE_TAX; field++)
    pd_ctl_table_add (table, _ (pd_reading_line_fields[field].label));
  for (guint i = 0; i < lines->len; i++)
    {
      const PdReadingLine *line = lines->pdata[i];

      pd_ctl_table_add (table, "");
      for (guint field = 0; field <= PD_READING_LINE_TAX; field++)
        {
          const char *text = line->values[field];
          const char *rate = field == PD_READING_LINE_RATE && text != NULL ? pd_tax_rate_label (text) : NULL;

          pd_ctl_table_add (table, rate != NULL ? rate : text != NULL ? text : "");
        }
    }
  pd_ctl_table_write (table, ctl->out);
}

static void
print_particulars (PdCtl *ctl, GPtrArray *particulars)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);

  for (guint i = 0; i < particulars->len; i++)
    {
      const PdReadingParticular *particular = particulars->pdata[i];

      add_row (table, particular->name, particular->text);
    }
  if (particulars->len > 0)
    pd_ctl_table_write (table, ctl->out);
}

/* Of what nobody signs nothing is said. */
static void
print_signatures (PdCtl *ctl, const PdReading *reading)
{
  static const PdSignature none = { .verdict = PD_SIGNATURE_NONE };
  GPtrArray *signatures = pd_reading_get_signatures (reading);
  const char *format = pd_reading_get_format (reading);

  if (signatures->len == 0 && (g_str_equal (format, "pdf") || g_str_equal (format, "ofd")))
    {
      g_autofree char *sentence = pd_signature_sentence (&none);

      pd_ctl_print (ctl, _ ("  Signature: %s"), sentence);
    }
  for (guint i = 0; i < signatures->len; i++)
    {
      g_autofree char *sentence = pd_signature_sentence (signatures->pdata[i]);

      pd_ctl_print (ctl, _ ("  Signature: %s"), sentence);
    }
}

static void
print_reading (PdCtl *ctl, const PdReading *reading)
{
  GPtrArray *warnings = pd_reading_get_warnings (reading);

  pd_ctl_print (ctl, "%s", pd_reading_get_file (reading));
  print_head (ctl, reading);
  print_lines (ctl, pd_reading_get_lines (reading));
  print_particulars (ctl, pd_reading_get_particulars (reading));
  print_signatures (ctl, reading);
  for (guint i = 0; i < warnings->len; i++)
    pd_ctl_print (ctl, _ ("  Look at this: %s"), ((const PdReadingWarning *) warnings->pdata[i])->sentence);
}

static void
append_reading (PdCtl *ctl, const PdReading *reading)
{
  g_autoptr (JsonNode) node = pd_reading_to_json (reading);
  g_autofree char *text = json_to_string (node, FALSE);

  g_string_append_printf (ctl->out, "%s\n", text);
}

/* The others are read all the same. */
static void
report_failure (PdCtl *ctl, const char *path, const GError *error)
{
  g_autoptr (PdCtlJson) json = pd_ctl_json_new ();

  ctl->status = PD_CTL_STATUS_FAILED;
  pd_ctl_warn (ctl, "%s: %s", path, error->message);
  if (!ctl->arguments->json)
    return;
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "file", path);
  pd_ctl_json_open (json, "error", '{');
  pd_ctl_json_string (json, "code", pd_ctl_error_code (error));
  pd_ctl_json_string (json, "message", error->message);
  pd_ctl_json_close (json, '}');
  pd_ctl_json_close (json, '}');
  g_string_append_printf (ctl->out, "%s\n", pd_ctl_json_text (json));
}

/**
 * pd_ctl_invoice_read:
 *
 * Reads invoice files of any format, in the process that is made for it, and tells what they say. Needs no cache and no
 * platform. With --json every file is a document in a line of its own.
 */
gboolean
pd_ctl_invoice_read (PdCtl *ctl, GError **error)
{
  GPtrArray *paths = ctl->arguments->positionals;
  g_autoptr (PdReader) reader = pd_reader_new (NULL);

  ctl->lines = TRUE;
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];
      g_autofree char *shown = g_filename_display_name (path);
      g_autoptr (GError) problem = NULL;
      g_autoptr (GBytes) bytes = pd_ctl_load_file (path, &problem);
      g_autoptr (PdReading) reading =
          bytes != NULL ? pd_reader_read (reader, bytes, shown, ctl->cancellable, &problem) : NULL;

      if (g_cancellable_set_error_if_cancelled (ctl->cancellable, error))
        return FALSE;
      if (reading == NULL)
        report_failure (ctl, shown, problem);
      else if (ctl->arguments->json)
        append_reading (ctl, reading);
      else
        print_reading (ctl, reading);
    }
  return TRUE;
}
