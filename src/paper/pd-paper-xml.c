/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper-private.h"
#include "reading/pd-read-invoice.h"
#include "reading/pd-reading-record.h"

/*< private >
 * pd_paper_open_xml:
 *
 * An XML invoice has no page of its own: what it says is laid out in the form that people know.
 *
 * Returns: (transfer full) (nullable): the paper
 */
PdPaper *
pd_paper_open_xml (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, name, cancellable, error);
  g_autoptr (PdRecord) invoice = NULL;

  if (reading == NULL)
    return NULL;
  invoice = pd_reading_to_invoice (reading);
  return pd_paper_new_for_invoice (invoice);
}
