/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-read-invoice.h"

#include "reading/pd-read-private.h"
#include "reading/pd-reading-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (pd - read - error - quark, pd_read_error)

static const struct
{
  const char *format;
  gboolean (*read) (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);
} readers[] = {
  { "xml", pd_read_xml },
  { "ofd", pd_read_ofd },
  { "pdf", pd_read_pdf },
  { "image", pd_read_image },
};

static gssize
find_reader (GBytes *bytes)
{
  const char *format = pd_read_format (bytes);

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (g_strcmp0 (readers[i].format, format) == 0)
      return (gssize) i;
  return -1;
}

/* Somebody who prints it, or looks for why it cannot be taken in, wants to know what it says all the same. */
static gboolean
is_draft (const PdReading *self)
{
  return pd_reading_get (self, PD_READING_KIND) != NULL && pd_reading_get (self, PD_READING_TOTAL) != NULL;
}

static void
fail_without_invoice (const PdReading *self, GError **error)
{
  if (self->paper != NULL)
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE,
                 _ ("The file “%1$s” is no invoice: its title is “%2$s”. Keep it beside the invoice that it "
                    "belongs to."),
                 self->file, self->paper);
  else
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE,
                 _ ("No invoice was found in the file “%s”. If it is one, open it and type in what it says."),
                 self->file);
}

/**
 * pd_read_invoice:
 * @bytes: a file; hostile
 * @name: its name, for people
 * @cancellable: (nullable): stops between two pages
 * @error: return location for a #PdReadError or %G_IO_ERROR_CANCELLED
 *
 * Reads a file of any format that invoices come in to one structured invoice. This works in the calling process;
 * programs that people use call pd_reader_read_async(), which has a process of its own for it.
 *
 * Returns: (transfer full) (nullable): a settled reading; pd_reading_is_invoice() is %FALSE for a draft
 */
PdReading *
pd_read_invoice (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  gssize i = find_reader (bytes);
  g_autoptr (PdReading) self = NULL;

  if (g_bytes_get_size (bytes) > PD_READ_MAX_BYTES)
    {
      g_set_error (
          error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
          _ ("The file “%1$s” has more than %2$d MB, which no invoice has. It was not opened; the file "
             "itself is safe."),
          name, PD_READ_MAX_BYTES / 1024 / 1024);
      return NULL;
    }
  if (i < 0)
    {
      g_set_error (
          error, PD_READ_ERROR, PD_READ_ERROR_FORMAT,
          _ ("The file “%s” is no PDF, OFD, XML or picture. Ask for the invoice in one of these forms."),
          name);
      return NULL;
    }

  self = pd_reading_new (name, readers[i].format);
  if (!readers[i].read (self, bytes, cancellable, error))
    return NULL;
  pd_reading_settle (self);
  if (!pd_reading_is_invoice (self) && is_draft (self))
    pd_reading_warn (self, "no_number", PD_READING_NUMBER, -1,
                     _ ("It has no number of an invoice: it is a draft, or its number cannot be read. It "
                        "cannot be booked as it is."));
  else if (!pd_reading_is_invoice (self))
    {
      fail_without_invoice (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}
