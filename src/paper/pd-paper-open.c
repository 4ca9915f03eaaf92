/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper-private.h"
#include "reading/pd-read-invoice.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *format;
  PdPaper *(*open) (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
} formats[] = {
  { "pdf", pd_paper_open_pdf },
  { "image", pd_paper_open_image },
  { "ofd", pd_paper_open_ofd },
  { "xml", pd_paper_open_xml },
};

/**
 * pd_paper_open:
 * @bytes: a file; hostile
 * @name: its name, for people
 * @cancellable: (nullable): stops it
 * @error: return location: a sentence that can be shown
 *
 * Opens a file of any format that invoices come in. Blocks: for worker threads.
 *
 * Returns: (transfer full) (nullable): the paper
 */
PdPaper *
pd_paper_open (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  const char *format = pd_read_format (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (formats[i].format, format) == 0)
      return formats[i].open (bytes, name, cancellable, error);
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      _ ("“%s” is no PDF, OFD, XML or picture, so that it cannot be shown. The file itself is safe."), name);
  return NULL;
}
