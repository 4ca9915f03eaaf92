/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-pdf.h"

#include "ctl/pd-ctl-find.h"
#include "document/pd-invoice-pages.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-shipping.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define BLOCK 200

/** Wanted: the invoices that are to become files. */
typedef struct
{
  PdCtl *ctl;
  gboolean draft;
  GPtrArray *invoices; /* (owned) of PdRecord */
} Wanted;

static gboolean
add_draft (Wanted *wanted, PdStoreSession *session, const PdRecord *order, GError **error)
{
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *id = pd_id_new (g_get_real_time ());

  if (!pd_store_get_company (session, &company, error))
    return FALSE;
  g_ptr_array_add (wanted->invoices, pd_invoice_new_from_order (order, company, id));
  return TRUE;
}

/* An order stands for its invoice; without one, for the draft that it would become, if that is wanted. */
static gboolean
add_of_order (Wanted *wanted, PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_find (session, &pd_order_type, name, error);
  const char *invoice_id;
  PdRecord *invoice;

  if (order == NULL)
    return FALSE;
  if (wanted->draft)
    return add_draft (wanted, session, order, error);
  invoice_id = pd_record_get_text (order, PD_ORDER_INVOICE_ID);
  if (invoice_id == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
                   _ ("Order %s has no invoice yet. --draft shows what it will look like."),
                   pd_record_get_title (order));
      return FALSE;
    }
  invoice = pd_ctl_find (session, &pd_invoice_type, invoice_id, error);
  if (invoice != NULL)
    g_ptr_array_add (wanted->invoices, invoice);
  return invoice != NULL;
}

static gboolean
add_named (Wanted *wanted, PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  PdRecord *invoice = wanted->draft ? NULL : pd_ctl_find (session, &pd_invoice_type, name, &local);

  if (invoice != NULL)
    {
      g_ptr_array_add (wanted->invoices, invoice);
      return TRUE;
    }
  if (wanted->draft || g_error_matches (local, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND))
    return add_of_order (wanted, session, name, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_issued (Wanted *wanted, PdStoreSession *session, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_invoice_type);
  g_autoptr (GArray) rows = NULL;

  query->state = g_strdup (PD_INVOICE_STATE_ISSUED);
  rows = pd_store_query_rows (session, query, wanted->ctl->cancellable, error);
  for (guint at = 0; rows != NULL && at < rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_invoice_type, (const gint64 *) rows->data + at,
                             MIN (BLOCK, rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        if (g_ptr_array_index (block, i) != NULL &&
            !add_named (wanted, session,
                        pd_record_get_id (((const PdStoreRow *) g_ptr_array_index (block, i))->record),
                        error))
          return FALSE;
    }
  return rows != NULL;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;
  GPtrArray *names = wanted->ctl->arguments->positionals;

  if (pd_ctl_arguments_has (wanted->ctl->arguments, "all"))
    return add_issued (wanted, session, error);
  for (guint i = 0; i < names->len; i++)
    if (!add_named (wanted, session, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

static GBytes *
make_pdf (const PdRecord *invoice, GCancellable *cancellable, guint *n_pages, GError **error)
{
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);

  *n_pages = pd_invoice_pages_get_n_pages (pages);
  return pd_invoice_pages_to_pdf (pages, cancellable, error);
}

/* The number, or the order's for a draft; what is no part of a file's name becomes an underscore. */
static char *
file_name (const PdRecord *invoice)
{
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  const char *order = pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER);
  g_autofree char *name = NULL;

  if (number != NULL)
    name = g_strdup (number);
  else
    name = g_strdup_printf (_ ("draft-%s"), order != NULL ? order : pd_record_get_id (invoice));
  for (char *p = name; *p != '\0'; p++)
    if (strchr ("/\\:*?\"<>|", *p) != NULL || (guchar) *p < 0x20 || (*p == '.' && p == name))
      *p = '_';
  return g_strconcat (name, ".pdf", NULL);
}

/* --output names a folder when it is one, ends in a slash, or is to hold several files. */
static char *
choose_path (const char *output, const PdRecord *invoice, gboolean several, GError **error)
{
  g_autofree char *name = file_name (invoice);

  if (output == NULL)
    return g_steal_pointer (&name);
  if (!several && !g_str_has_suffix (output, "/") && !g_file_test (output, G_FILE_TEST_IS_DIR))
    return g_strdup (output);
  if (g_mkdir_with_parents (output, 0755) == 0)
    return g_build_filename (output, name, NULL);
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED, _ ("The folder “%1$s” cannot be made: %2$s."),
               output, g_strerror (errno));
  return NULL;
}

static void
report_file (PdCtl *ctl, const PdRecord *invoice, const char *path, guint n_pages)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "path", absolute);
  pd_ctl_json_string (ctl->document, "number", pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  pd_ctl_json_string (ctl->document, "order_number", pd_record_get_text (invoice, PD_INVOICE_ORDER_NUMBER));
  pd_ctl_json_integer (ctl->document, "gross_amount",
                       pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT));
  pd_ctl_json_integer (ctl->document, "pages", n_pages);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_print (ctl, "%s", path);
}

static gboolean
write_one (PdCtl *ctl, const PdRecord *invoice, gboolean several, GError **error)
{
  const char *output = pd_ctl_arguments_get (ctl->arguments, "output");
  guint n_pages;
  g_autoptr (GBytes) pdf = make_pdf (invoice, ctl->cancellable, &n_pages, error);
  g_autofree char *path = NULL;
  gsize length;
  const char *data;

  if (pdf == NULL)
    return FALSE;
  data = g_bytes_get_data (pdf, &length);
  if (g_strcmp0 (output, "-") == 0)
    {
      g_string_append_len (ctl->out, data, (gssize) length);
      return TRUE;
    }
  path = choose_path (output, invoice, several, error);
  if (path == NULL ||
      !g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error))
    return FALSE;
  report_file (ctl, invoice, path, n_pages);
  return TRUE;
}

static gboolean
find_invoices (PdCtl *ctl, Wanted *wanted, GError **error)
{
  const PdCtlArguments *arguments = ctl->arguments;
  gboolean all = pd_ctl_arguments_has (arguments, "all");

  wanted->ctl = ctl;
  wanted->draft = pd_ctl_arguments_has (arguments, "draft");
  wanted->invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  if ((arguments->positionals->len > 0) != all && !(all && wanted->draft))
    return pd_store_read (ctl->store, find_job, wanted, ctl->cancellable, error);
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                       _ ("Name invoices or orders, or give --all for every issued invoice."));
  return FALSE;
}

static gboolean
write_all (PdCtl *ctl, GPtrArray *invoices, GError **error)
{
  gboolean several = invoices->len > 1 || pd_ctl_arguments_has (ctl->arguments, "all");

  if (g_strcmp0 (pd_ctl_arguments_get (ctl->arguments, "output"), "-") == 0 &&
      (several || ctl->arguments->json))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("The standard output takes one file, and no JSON beside it."));
      return FALSE;
    }
  pd_ctl_json_open (ctl->document, "files", '[');
  for (guint i = 0; i < invoices->len; i++)
    if (g_cancellable_set_error_if_cancelled (ctl->cancellable, error) ||
        !write_one (ctl, g_ptr_array_index (invoices, i), several, error))
      return FALSE;
  pd_ctl_json_close (ctl->document, ']');
  return TRUE;
}

/**
 * pd_ctl_invoice_pdf:
 *
 * Writes invoices as PDF files, the same pages that the window previews and prints.
 */
gboolean
pd_ctl_invoice_pdf (PdCtl *ctl, GError **error)
{
  Wanted wanted = { 0 };
  gboolean good = find_invoices (ctl, &wanted, error) && write_all (ctl, wanted.invoices, error);

  g_ptr_array_unref (wanted.invoices);
  return good;
}

/* The printing system takes the very bytes that would be the file. */
static gboolean
send_to_printer (PdCtl *ctl, const PdRecord *invoice, GBytes *pdf, GError **error)
{
  const char *printer = pd_ctl_arguments_get (ctl->arguments, "printer");
  g_autofree char *title = file_name (invoice), *said = NULL;
  const char *words[] = { "lp", "-t", title, printer != NULL ? "-d" : NULL, printer, NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) lp = g_subprocess_launcher_spawnv (launcher, words, error);
  g_autoptr (GBytes) answer = NULL;

  if (lp == NULL || !g_subprocess_communicate (lp, pdf, ctl->cancellable, &answer, NULL, error))
    return FALSE;
  said = g_strstrip (g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer)));
  if (g_subprocess_get_successful (lp))
    {
      g_autofree char *valid = g_utf8_make_valid (said, -1);

      pd_ctl_json_string (ctl->document, NULL, valid);
      pd_ctl_say (ctl, "%s", valid);
      return TRUE;
    }
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED, _ ("The printing system did not take %1$s: %2$s"),
               title, said);
  return FALSE;
}

static gboolean
print_all (PdCtl *ctl, GPtrArray *invoices, GError **error)
{
  g_autofree char *program = g_find_program_in_path ("lp");

  if (program == NULL)
    {
      g_set_error_literal (
          error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
          _ ("There is no program “lp” here: install CUPS (package cups-client), or write the file "
             "with “piaodanctl invoice pdf” and print that."));
      return FALSE;
    }
  pd_ctl_json_open (ctl->document, "printed", '[');
  for (guint i = 0; i < invoices->len; i++)
    {
      guint n_pages;
      g_autoptr (GBytes) pdf = make_pdf (g_ptr_array_index (invoices, i), ctl->cancellable, &n_pages, error);

      if (pdf == NULL || !send_to_printer (ctl, g_ptr_array_index (invoices, i), pdf, error))
        return FALSE;
    }
  pd_ctl_json_close (ctl->document, ']');
  return TRUE;
}

/**
 * pd_ctl_invoice_print:
 *
 * Prints invoices on a printer of the printing system.
 */
gboolean
pd_ctl_invoice_print (PdCtl *ctl, GError **error)
{
  Wanted wanted = { 0 };
  gboolean good = find_invoices (ctl, &wanted, error) && print_all (ctl, wanted.invoices, error);

  g_ptr_array_unref (wanted.invoices);
  return good;
}
