/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-read-invoice.h"
#include "reading/pd-text-page.h"

#include <cairo.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* Where in a file the invoice stands that is read. */
typedef struct
{
  guint page; /* the one on which it begins */
  double
      bottom; /* points from the top, as its text stands: the next invoice begins there; or a large number */
} PdReadPlace;

/* Each reads hostile bytes of one format into a reading that is not settled; FALSE with a PdReadError when the file
 * gives nothing at all. What is only partly readable is a warning of the reading. */
gboolean pd_read_pdf (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);
gboolean pd_read_ofd (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);
gboolean pd_read_xml (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);
gboolean pd_read_image (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);

/* Without its QR code, drawing nothing. */
gboolean pd_read_pdf_text (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error);

/* Shared by them. */
gboolean pd_read_is_xbrl (const xmlNode *root);
void pd_read_xbrl (PdReading *self, const xmlNode *root);
gboolean pd_read_qr_glance (PdReading *self, cairo_surface_t *surface);
gboolean pd_read_qr_image (PdReading *self, cairo_surface_t *surface, double *turned);
void
pd_read_picture_text (PdReading *self, cairo_surface_t *surface, double turned, GCancellable *cancellable);
void pd_read_qr_text (PdReading *self, const char *text);
PdReadPlace pd_read_text_pages (PdReading *self, GPtrArray *pages, PdReadingSource source);
gboolean pd_read_embedded_xml (PdReading *self,
                               GBytes *bytes,
                               const char *part,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
