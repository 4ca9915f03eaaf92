/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "package/pd-xml.h"

G_BEGIN_DECLS

/** A document with more pages is refused: no invoice has them. */
#define PD_OFD_MAX_PAGES 5000

/**
 * PdOfdError:
 * @PD_OFD_ERROR_FORMAT: a package, but not of this format
 * @PD_OFD_ERROR_DAMAGED: a part that everything hangs on is missing or broken
 * @PD_OFD_ERROR_TOO_LARGE: beyond a limit; perhaps made to harm
 * @PD_OFD_ERROR_ENCRYPTED: a password or a certificate is needed
 *
 * Why a document could not be opened or a page not be shown, beside #PdZipError and #PdXmlError. The message is a
 * translated sentence that says what to do.
 */
typedef enum
{
  PD_OFD_ERROR_FORMAT,
  PD_OFD_ERROR_DAMAGED,
  PD_OFD_ERROR_TOO_LARGE,
  PD_OFD_ERROR_ENCRYPTED,
} PdOfdError;

#define PD_OFD_ERROR (pd_ofd_error_quark ())
GQuark pd_ofd_error_quark (void);

/** PdOfdDocument: an OFD file (GB/T 33190) that was opened. One thread at a time. */
typedef struct _PdOfdDocument PdOfdDocument;

/** PdOfdChar: a character and its place, points from the top left corner of the page. */
typedef struct
{
  double x0, y0, x1, y1;
  gunichar character;
} PdOfdChar;

/** PdOfdRun: characters of one text object that stand in one line without a wide gap. */
typedef struct
{
  char *object_id;       /* (owned): "" where it has none */
  gboolean is_template;  /* it stands in a template, not in the page itself */
  double x0, y0, x1, y1; /* points from the top left corner of the page */
  char *text;            /* (owned) */
  GArray *chars;         /* (owned) of PdOfdChar, one a character of @text */
} PdOfdRun;

/** PdOfdNote: a name and a value in the head of the file. */
typedef struct
{
  char *name;  /* (owned) */
  char *value; /* (owned) */
} PdOfdNote;

/** PdOfdAttachment: a file in the document. */
typedef struct
{
  char *name;       /* (owned): as it is listed */
  const char *part; /* where it stands in the package */
  GBytes *content;  /* (owned) */
} PdOfdAttachment;

PdOfdDocument *pd_ofd_document_new (GBytes *bytes, GCancellable *cancellable, GError **error);
void pd_ofd_document_free (PdOfdDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdDocument, pd_ofd_document_free)

guint pd_ofd_document_get_n_missing (const PdOfdDocument *self);
guint pd_ofd_document_get_n_pages (const PdOfdDocument *self);
void pd_ofd_document_get_page_size (const PdOfdDocument *self, guint page, double *width, double *height);
GPtrArray *pd_ofd_document_get_text (PdOfdDocument *self, guint page);
const char *pd_ofd_document_get_object_text (PdOfdDocument *self, const char *page_id, const char *object_id);
GPtrArray *pd_ofd_document_get_notes (const PdOfdDocument *self);
GPtrArray *pd_ofd_document_get_attachments (const PdOfdDocument *self);
GPtrArray *pd_ofd_document_get_tags (const PdOfdDocument *self);

G_END_DECLS
